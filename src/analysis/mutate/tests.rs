use super::*;
use crate::analysis::witness::Situation;
use crate::check::Checked;
use crate::pack::{Library, MemoryWorld, load};
use crate::source::SourceMap;

const HEAD: &str = "pack test/complaints\n  verified 21 November 2026\n  subject complaint\n  \
    calendar england-and-wales\n  settings days are calendar days\n\
    event receipt\n  forms receive a complaint | receipt / receipts\n  recorded fully\n\
    event answer\n  forms answer the complaint | answer / answers\n  recorded fully\n";

fn ground(duty: &str) -> Ground {
    let world = MemoryWorld::new().with("p.duly", format!("{HEAD}{duty}"));
    let loaded = load(&world, Library::shipped(), &mut SourceMap::new(), "p.duly");
    Ground::new(loaded.value.unwrap().into_parts()).unwrap()
}

fn fate(ground: &Ground, words: &str) -> Fate {
    let all = ground.mutants();
    let told: Vec<String> = all.iter().map(Mutant::words).collect();
    let at = told.iter().position(|told| told == words);
    let at = at.unwrap_or_else(|| panic!("no mutant by {words}, but {told:#?}"));
    judge(ground, &all[at], 1)
}

fn survived(fate: Fate) -> Situation {
    match fate {
        Fate::Survived(told) => told.situation,
        Fate::NoPack | Fate::Noticed | Fate::Alike => panic!("the mutant did not survive"),
    }
}

#[test]
fn a_day_more_is_told_by_the_smallest_case() {
    let ground = ground(
        "duty reply\n  must answer the complaint\n  due within 20 working days of each receipt\n",
    );
    let found = survived(fate(&ground, "changing “20 working days” to “21 working days”"));
    assert_eq!(found.case.events.len(), 1);
    assert!(found.differs());
}

#[test]
fn a_limit_that_never_bites_may_be_any() {
    // Three months are 89 to 92 days: the later of the two is always the second.
    let ground = ground(
        "duty reply\n  must answer the complaint\n  \
         due within the later of 3 months and 95 days of each receipt\n",
    );
    assert!(matches!(fate(&ground, "changing “3 months” to “2 months”"), Fate::Alike));
    assert!(matches!(fate(&ground, "changing “3 months” to “4 months”"), Fate::Survived(_)));
}

#[test]
fn one_day_in_the_year_is_found() {
    // Of all days of common years only 31 January is 28 days before the end of the
    // month after.
    let ground = ground(
        "duty reply\n  must answer the complaint\n  \
         due within the later of 1 month and 28 days of each receipt\n",
    );
    let found = survived(fate(&ground, "changing “28 days” to “29 days”"));
    let due = |model: usize| found.answers[model].rows[0].due.unwrap().exact().unwrap();
    assert_eq!(due(0).plus(1), due(1));
    let trigger = found.own()[0].trigger_date.unwrap().exact().unwrap();
    let (year, month, day) = trigger.ymd();
    assert!(
        year % 4 != 0 && (month, day) >= (1, 29) && (month, day) <= (2, 28),
        "{}",
        trigger.long()
    );
}

#[test]
fn how_binding_a_duty_is_shows_in_no_row() {
    let ground =
        ground("duty reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n");
    assert!(matches!(fate(&ground, "changing “must” to “should”"), Fate::Alike));
}

#[test]
fn the_same_seed_finds_the_same() {
    let ground = ground(
        "duty reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n  \
         applies unless recorded: it is vexatious\n",
    );
    let all = ground.mutants();
    let told = |threads| -> Vec<String> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let judged = pool.install(|| judge_all(&ground, &all, 7, &[], &|_| {}));
        judged.iter().map(|one| format!("{} {:?}", one.mutant.words(), one.fate)).collect()
    };
    assert_eq!(told(1), told(3));
}

#[test]
fn what_an_example_notices_is_not_searched_for() {
    let text = "duty reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n\
        example late\n  facts receive a complaint on 1 December 2026\n  \
        on 16 December 2026 expect reply is overdue by 1 day, due 15 December 2026\n";
    let world = MemoryWorld::new().with("p.duly", format!("{HEAD}{text}"));
    let mut map = SourceMap::new();
    let suite = crate::open::suite(&world, Library::shipped(), &mut map, "p.duly").value.unwrap();
    let ground = ground(text);
    let all = ground.mutants();
    let examples: Vec<_> = suite.examples.iter().collect();
    let judged = judge_all(&ground, &all, 1, &examples, &|_| {});
    let told = |wanted: &str| &judged.iter().find(|one| one.mutant.words() == wanted).unwrap().fate;
    assert!(matches!(told("changing “2 weeks” to “3 weeks”"), Fate::Noticed));
    let survivor = told("changing “each receipt” to “the first receipt”");
    assert!(matches!(survivor, Fate::Survived(_)), "{survivor:?}");
    let mut tally = Tally::default();
    judged.iter().for_each(|one| tally.add(&one.fate));
    assert!(tally.noticed > 3 && tally.survived > 0, "{tally:?}");
}

fn of_pack(head: &str, rules: &str) -> Ground {
    let world = MemoryWorld::new().with("p.duly", format!("{head}{rules}"));
    let loaded = load(&world, Library::shipped(), &mut SourceMap::new(), "p.duly");
    Ground::of_pack(loaded.value.unwrap()).unwrap()
}

#[test]
fn a_slip_in_the_header_shows_in_the_rules_it_bears_on() {
    let head = HEAD.replace(
        "  calendar england-and-wales\n",
        "  calendar england-and-wales\n  applies unless recorded: it is vexatious\n",
    );
    let rules = "duty reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n";
    let ground = of_pack(&head, rules);
    let found = survived(fate(&ground, "changing “unless recorded” to “if recorded”"));
    assert!(found.differs());
}

#[test]
fn names_that_are_printed_in_each_others_place_decide_nothing() {
    let rules = "duty reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n\
        label receipt\n  as letter / letters\nlabel answer\n  as response / responses\n";
    let ground = of_pack(HEAD, rules);
    let all: Vec<_> = ground.mutants().into_iter().filter(|one| one.operator == "label").collect();
    assert_eq!(all.len(), 2);
    for one in all {
        let model = ground.build(&one).unwrap();
        let printed = |model: &Checked| {
            let id = model.vocabulary.named("answer", crate::names::Sort::Event).unwrap();
            model.vocabulary.noun(id).to_owned()
        };
        assert_ne!(printed(&model), printed(ground.model()), "the slip was made");
        assert!(matches!(judge(&ground, &one, 1), Fate::Alike));
    }
}

#[test]
fn months_are_told_from_so_many_days() {
    let ground =
        ground("duty reply\n  must answer the complaint\n  due within 3 months of each receipt\n");
    let found = survived(fate(&ground, "changing “3 months” to “91 calendar days”"));
    assert!(found.differs());
}

#[test]
fn a_definition_that_no_duty_rests_on_is_tried_by_itself() {
    let rules = "status open\n  from receipt until answer\n  recorded fully\n\
        definition old complaint\n  means the complaint has been open for at least 3 weeks\n\
        duty reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n";
    let found = survived(fate(&ground(rules), "changing “3 weeks” to “4 weeks”"));
    let told = |model: usize| found.answers[model].holds.unwrap();
    assert_ne!(told(0), told(1));
}

#[test]
fn the_right_that_a_power_opens_is_tried_by_itself() {
    let rules = "duty reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n\
        event withdrawal\n  forms withdraw the complaint | withdrawal / withdrawals\n  recorded fully\n\
        power withdraw\n  may withdraw the complaint\n  limit within 5 days of each receipt\n";
    let ground = ground(rules);
    let found = survived(fate(&ground, "changing “5 days” to “6 days”"));
    assert_eq!(found.answers[0].rights.len(), 1);
}

#[test]
fn every_operator_makes_a_pack() {
    let texts = [
        "duty a\n  must answer the complaint\n  due within 20 working days of each receipt, or before\n  \
         applies if the complaint is aged 16 or 17 and there has been a receipt\n",
        "duty b\n  must answer the complaint\n  due at least 2 working days before the first receipt\n  \
         met by the next answer\n",
        "duty c\n  must answer the complaint\n  \
         due within the earlier of 3 months and 91 days of the completion of each receipt\n  \
         applies unless there has been a receipt since 1 April 2024\n",
        "duty d\n  must answer the complaint\n  due within 2 weeks of each planned receipt\n  \
         applies while the complaint has been open for at least 2 weeks\n\
         status open\n  from receipt until answer\n  recorded fully\n",
    ];
    let mut seen = std::collections::BTreeSet::new();
    let head = HEAD.replace("calendar days\n", "calendar days; before allows the same day\n");
    for text in texts {
        let ground = of_pack(&head, text);
        for mutant in ground.mutants() {
            if ground.build(&mutant).is_some() {
                seen.insert(mutant.operator);
            }
        }
    }
    let missing: Vec<&str> =
        OPERATORS.iter().map(|row| row.key).filter(|key| !seen.contains(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
