use super::histories::{Wanted, idle, tried};
use super::{Conformity, DutyVerdict, Holiday, Options, Verdict, What, conform, examples};
use crate::analysis::ready::Names;
use crate::check::Checked;
use crate::eval::judge;
use crate::open;
use crate::pack::{Library, MemoryWorld};
use crate::source::SourceMap;
use crate::syntax::Carrier;
use crate::time::{Counting, Day, Direction, Offset, Roll, Unit, apply};

const STATUTE: &str = "statute/care-planning-regulations-2010";
const HANDBOOK: &str = "guidance/iro-handbook-2010";
const KENT: &str = "kent/child-in-care-reviews";
const GUIDANCE: &str = "practice-guidance-2020/looked-after-reviews";

fn opened(world: &MemoryWorld, packs: &[&str]) -> Vec<Checked> {
    let read = open::together(world, Library::shipped(), &mut SourceMap::new(), packs);
    let found: Vec<_> = read
        .diagnostics
        .iter()
        .filter(|one| one.severity == crate::diag::Severity::Error)
        .collect();
    read.value.unwrap_or_else(|| panic!("{found:?}"))
}

fn shipped(base: &str, pack: &str) -> (Vec<Checked>, Conformity) {
    let models = opened(&MemoryWorld::new(), &[base, pack]);
    let near = Day::from_ymd(2026, 1, 15);
    let found = conform(&models[0], &models[1], Options { near, ..Options::default() });
    (models, found)
}

fn of<'f>(found: &'f Conformity, id: &str) -> &'f DutyVerdict {
    found.duties.iter().find(|duty| duty.id.ends_with(id)).unwrap()
}

const HEAD: &str = "  subject complaint\n  calendar england-and-wales\n  settings days are calendar days\n\
    event receipt\n  forms receive a complaint | receipt / receipts\n  recorded fully\n\
    event notice\n  forms notify the team | notice / notices\n  recorded fully\n\
    event answer\n  forms answer the complaint | the complaint is answered | answer / answers\n  recorded fully\n\
    event call\n  forms call the person | call / calls\n  recorded fully\n\
    status at law\n  recorded fully\n\
    fact weight\n  type one of light, grave\n";

/// A base and a pack with these clauses.
fn small(base: &str, pack: &str) -> (Vec<Checked>, Conformity) {
    let text = |id: &str, rules: &str| format!("pack {id}\n{HEAD}{rules}");
    let world = MemoryWorld::new()
        .with("policies/law/a.duly", text("law/a", base))
        .with("policies/own/b.duly", text("own/b", pack));
    let models = opened(&world, &["law/a", "own/b"]);
    let near = Day::from_ymd(2026, 3, 2);
    let found = conform(&models[0], &models[1], Options { near, ..Options::default() });
    (models, found)
}

fn reply(clauses: &str) -> String {
    format!("duty reply\n  {clauses}\n")
}

/// What is found of one small duty against another.
fn whats(base: &str, pack: &str) -> Vec<What> {
    let (_, found) = small(&reply(base), &reply(pack));
    found.duties[0].findings.iter().map(|finding| finding.what).collect()
}

#[test]
fn the_guidance_says_91_days_where_the_law_says_three_months() {
    let (models, found) = shipped(STATUTE, GUIDANCE);
    let second = of(&found, "/second-review");
    assert_eq!(second.verdict, Verdict::Fails);
    let finding = &second.findings[0];
    let share = finding.share.as_ref().unwrap();
    assert_eq!((finding.what, share.dates, share.of), (What::Later, 30_483, 146_097));
    let witness = finding.witness.as_ref().unwrap();
    let day = |month, date| Day::from_ymd(2026, month, date).unwrap();
    assert_eq!(witness.base.due.unwrap().exact(), Some(day(4, 15)));
    assert_eq!(witness.local[0].due.unwrap().exact(), Some(day(4, 16)));
    assert_eq!(witness.as_of, day(4, 16));
    let later = of(&found, "/subsequent-reviews");
    let share = later.findings[0].share.as_ref().unwrap();
    assert_eq!((later.verdict, share.dates), (Verdict::Fails, 67_380));
    assert!(
        finding.help.as_ref().unwrap().contains("the earlier of 3 months and 91 calendar days")
    );
    replayed(&models, &found);
    never_contradicted(&models, &found);
}

#[test]
fn the_guidance_says_five_working_days_where_the_handbook_says_fifteen() {
    let (models, found) = shipped(HANDBOOK, GUIDANCE);
    let talk = of(&found, "/iro-speaks-with-social-worker");
    assert_eq!((talk.verdict, talk.findings[0].what), (Verdict::Fails, What::Later));
    assert_eq!(talk.holiday, Some(Holiday::Stands));
    replayed(&models, &found);
}

#[test]
fn every_pack_is_as_strict_as_itself() {
    for pack in [STATUTE, GUIDANCE, "foster-agency/carer-handbook-ch6"] {
        let (_, found) = shipped(pack, pack);
        for duty in &found.duties {
            assert_eq!(duty.verdict, Verdict::Holds, "{}: {:?}", duty.id, duty.findings);
        }
        assert_eq!(found.verdict(), Verdict::Holds, "{:?}", found.rules);
    }
}

/// Each witness is breached under the base and kept under the pack, and both of its
/// examples read and hold.
fn replayed(models: &[Checked], found: &Conformity) {
    let mut names = (Names::default(), Names::default());
    let mut shown = 0;
    for duty in &found.duties {
        for finding in &duty.findings {
            let failed = super::judge::weight(finding) == Verdict::Fails;
            assert!(
                !failed || finding.witness.is_some() || finding.what == What::Modality,
                "{}: {}",
                duty.id,
                finding.message
            );
            let Some(witness) = &finding.witness else { continue };
            let carriers = (Carrier::Duly, Carrier::Yaml);
            let both = (&models[0], &models[1]);
            let pasted = examples(both, duty, witness, (carriers, (&mut names.0, &mut names.1)));
            assert!(pasted.base.is_some(), "{}: {}", duty.id, finding.message);
            assert!(pasted.local.is_some(), "{}: {}", duty.id, finding.message);
            let rows = judge(&models[0], &witness.case, witness.as_of, |one| one.id == duty.duty);
            assert!(rows.contains(&witness.base));
            shown += 1;
        }
    }
    assert!(shown > 0);
}

/// Every duty of shipped packs that holds is tried in earnest, and never contradicted.
fn holds_in_earnest(base: &str, pack: &str, least: usize) {
    let models = opened(&MemoryWorld::new(), &[base, pack]);
    // What is proved is asked about; cases of what is not are not looked for.
    let found = conform(&models[0], &models[1], Options { near: None, search: false });
    let tried = tried(&models, &found, Wanted::USUAL);
    assert!(tried.len() >= least, "{} of {}", tried.len(), found.duties.len());
    let idle = idle(&tried);
    assert!(idle.is_empty(), "{pack} to {base}: {} of {} idle: {idle:#?}", idle.len(), tried.len());
}

#[test]
fn nothing_that_the_handbook_holds_of_the_law_is_contradicted() {
    holds_in_earnest(STATUTE, HANDBOOK, 1);
}

#[test]
fn nothing_that_kent_holds_of_the_law_is_contradicted() {
    holds_in_earnest(STATUTE, KENT, 1);
}

#[test]
fn nothing_that_the_guidance_holds_of_the_law_is_contradicted() {
    holds_in_earnest(STATUTE, GUIDANCE, 1);
}

#[test]
fn nothing_that_kent_holds_of_the_handbook_is_contradicted() {
    holds_in_earnest(HANDBOOK, KENT, 1);
}

#[test]
fn nothing_that_the_guidance_holds_of_the_handbook_is_contradicted() {
    holds_in_earnest(HANDBOOK, GUIDANCE, 1);
}

/// Nobody who keeps what stands for a duty that holds breaches that duty, and each such duty
/// was tried in earnest.
fn never_contradicted(models: &[Checked], found: &Conformity) -> usize {
    let all = tried(models, found, Wanted::USUAL);
    let idle = idle(&all);
    assert!(idle.is_empty(), "{idle:#?}");
    all.iter().map(|one| one.tally.kept + one.tally.breached).sum()
}

/// The same, where what is asked may be such that nobody can breach it.
fn tried_to_contradict(models: &[Checked], found: &Conformity) -> usize {
    let all = tried(models, found, Wanted::USUAL);
    all.iter().map(|one| one.tally.kept.min(1) + one.tally.breached.min(1)).sum()
}

/// Packs put together from duties of every sort, each held against each: what holds is tried
/// in earnest, and never contradicted.
#[test]
fn no_generated_pack_is_said_to_hold_and_breached() {
    let bodies = [
        "must answer the complaint\n  due within 3 weeks of each receipt",
        "must answer the complaint\n  due within 10 working days of each receipt, or before",
        "must answer the complaint\n  due within the earlier of 1 month and 15 working days of each receipt",
        "must answer the complaint\n  due between 1 week and 2 weeks after each receipt",
        "must answer the complaint\n  due on the same day as each receipt",
        "must answer the complaint\n  due within 2 weeks of each receipt\n  applies unless recorded: withdrawn",
        "must answer the complaint\n  due within 1 week of each receipt, or within 2 weeks of it if the weight is light",
        "must any of\n    - answer the complaint\n    - call the person\n  due within 3 weeks of each receipt",
        "must all of\n    - answer the complaint\n    - call the person\n  due within 2 weeks of each receipt",
        "must call the person\n  due before each notice",
        "must call the person\n  due at least 2 weeks before each notice",
        "must call the person\n  due at least 10 working days before each notice",
        "must call the person\n  due on the same day as each notice",
        "must call the person\n  schedule first within 2 weeks of each receipt; then every 6 weeks",
        "must call the person\n  schedule first within 1 week of each receipt; then every 4 weeks",
        "must call the person\n  due at least once in every 6 months\n  scope each receipt",
        "must call the person\n  due at least once in every 20 weeks\n  scope each receipt",
        "must answer the complaint\n  met by the next answer\n  due within 2 weeks of each receipt",
    ];
    let (mut held, mut tries) = (0, 0);
    for law in bodies {
        for own in bodies {
            let (models, found) = small(&reply(law), &reply(own));
            if found.verdict() == Verdict::Holds {
                held += 1;
                tries += never_contradicted(&models, &found);
            }
        }
    }
    assert!(held > bodies.len() + 8 && tries >= held, "{held} {tries}");
}

#[test]
fn small_packs_hold_and_fail_as_they_should() {
    let law = "must answer the complaint\n  due within 3 weeks of each receipt";
    assert_eq!(whats(law, law), []);
    assert_eq!(whats(law, &law.replace("3 weeks", "20 days")), [What::Stricter]);
    assert_eq!(whats(law, &law.replace("3 weeks", "22 days")), [What::Later]);
    assert_eq!(whats(law, &law.replace("3 weeks", "14 working days")), [What::Later]);
    assert_eq!(whats(law, &law.replace("within 3 weeks of", "promptly after")), [What::NoLastDay]);
    assert_eq!(whats(law, &format!("{law}, or before")), [What::TooEarly]);
    assert_eq!(whats(law, &law.replace("must", "should")), [What::Modality]);
    assert_eq!(whats(law, &format!("{law}\n  applies if the weight is grave")), [What::Uncovered]);
    assert_eq!(
        whats(law, &format!("{law}\n  applies while the complaint is at law")),
        [What::Uncovered]
    );
    assert_eq!(
        whats(law, &format!("{law}\n  applies unless recorded: withdrawn")),
        [What::Uncovered]
    );
    let grave = format!("{law}\n  applies if the weight is grave");
    assert_eq!(whats(&grave, law), []);
    assert_eq!(whats(&grave, &format!("{law}\n  applies while the weight is grave")), [What::Open]);
    let any = "must any of\n    - answer the complaint\n    - call the person\n  due within 3 weeks of each receipt";
    assert_eq!(whats(law, any), [What::Act]);
    assert_eq!(whats(any, law), []);
    let all = any.replace("any of", "all of");
    assert_eq!(whats(law, &all), []);
    assert_eq!(whats(&all, law), [What::Act]);
}

#[test]
fn a_last_day_is_bounded_through_other_duties() {
    let law = reply("must answer the complaint\n  due within 5 working days of each receipt");
    let own = |first: &str, then: &str| {
        format!(
            "duty tell\n  must notify the team\n  due within {first} working days of each receipt\n\
             duty reply\n  must answer the complaint\n  due within {then} working days of each notice\n"
        )
    };
    let verdict = |own: &str| {
        let (_, found) = small(&law, own);
        (found.duties[0].verdict, found.duties[0].findings.first().map(|one| one.what))
    };
    assert_eq!(verdict(&own("2", "3")), (Verdict::Holds, None));
    assert_eq!(verdict(&own("2", "5")), (Verdict::Fails, Some(What::Later)));
    let lone =
        "duty reply\n  must answer the complaint\n  due within 1 working day of each notice\n";
    assert_eq!(verdict(lone), (Verdict::CannotTell, Some(What::Open)));
}

#[test]
fn several_duties_cover_one_together() {
    let law = reply("must answer the complaint\n  due within 3 weeks of each receipt");
    let own = "duty light\n  must answer the complaint\n  due within 2 weeks of each receipt\n  applies if the weight is not grave\n\
               duty grave\n  must answer the complaint\n  due within 1 week of each receipt\n  applies if the weight is grave\n";
    let named = own.replace("  must", "  implements law/a/reply\n  must");
    let (models, found) = small(&law, &named);
    assert_eq!(found.verdict(), Verdict::Holds, "{:?}", found.duties[0].findings);
    assert!(never_contradicted(&models, &found) > 0);
    let (_, found) = small(&law, &named.replace("1 week", "4 weeks"));
    assert_eq!(found.duties[0].findings[0].what, What::Later);
    let both = "must all of\n    - answer the complaint\n    - call the person\n  due within 3 weeks of each receipt";
    let parts = "duty answer\n  implements law/a/reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n\
                 duty call\n  implements law/a/reply\n  must call the person\n  due within 3 weeks of each receipt\n";
    let (_, found) = small(&reply(both), parts);
    assert_eq!(found.verdict(), Verdict::Holds, "{:?}", found.duties[0].findings);
}

#[test]
fn duties_that_divide_one_by_their_conditions_stand_for_it_unasked() {
    let law = reply("must answer the complaint\n  due within 3 weeks of each receipt");
    let own = "duty light\n  must answer the complaint\n  due within 2 weeks of each receipt\n  applies if the weight is not grave\n\
               duty grave\n  must answer the complaint\n  due within 1 week of each receipt\n  applies if the weight is grave\n";
    let (models, found) = small(&law, own);
    assert_eq!(found.verdict(), Verdict::Holds, "{:?}", found.duties[0].findings);
    assert_eq!(found.duties[0].covers.len(), 2);
    assert!(never_contradicted(&models, &found) > 0);
    let young = own
        .replace("if the weight is not grave", "if the complaint is aged under 5")
        .replace("if the weight is grave", "unless the complaint is aged under 5");
    let (_, found) = small(&law, &young);
    assert_eq!(found.verdict(), Verdict::Holds, "{:?}", found.duties[0].findings);
    let (models, found) = small(&law, &own.replace("1 week", "4 weeks"));
    assert_eq!(found.duties[0].findings[0].what, What::Later);
    replayed(&models, &found);
    let (models, found) =
        small(&law, &own.replace("is not grave", "is never").replace("never", "grave"));
    assert_eq!(found.duties[0].findings[0].what, What::Uncovered);
    replayed(&models, &found);
}

#[test]
fn less_than_two_acts_is_shown_where_something_has_to_come_first() {
    let law = "must all of\n    - answer the complaint\n    - call the person\n  due within 3 weeks of each receipt\n  \
               applies once there has been a notice within 2 weeks of it";
    let own = law.replace(
        "must all of\n    - answer the complaint\n    - call the person",
        "must answer the complaint",
    );
    assert_eq!(whats(law, &own), [What::Act]);
    assert_eq!(whats(&own, law), []);
    let both = law.replace("within 2 weeks of it", "since the first receipt");
    let less = own.replace("within 2 weeks of it", "since the first receipt");
    assert_eq!(whats(&both, &less), [What::Act]);
}

#[test]
fn stages_with_other_conditions_are_shown_to_fail() {
    let law =
        "must call the person\n  schedule first within 1 week of each receipt; then every 6 weeks";
    let own = format!(
        "{} if the weight is light; otherwise every 6 weeks",
        law.replace("6 weeks", "6 months")
    );
    let (models, found) = small(&reply(law), &reply(&own));
    assert_eq!(found.duties[0].verdict, Verdict::Fails, "{:?}", found.duties[0].findings);
    replayed(&models, &found);
}

#[test]
fn birthdays_of_29_february_are_read_as_each_pack_says() {
    let text = |id: &str, on: &str| {
        format!(
            "pack {id}\n{}duty reply\n  must answer the complaint\n  due at least 2 weeks before the 18th birthday\n",
            HEAD.replace(
                "settings days are calendar days",
                &format!("settings days are calendar days\n  settings leap birthdays {on}")
            )
        )
    };
    let of = |base: &str, own: &str| {
        let world = MemoryWorld::new()
            .with("policies/law/a.duly", text("law/a", base))
            .with("policies/own/b.duly", text("own/b", own));
        let models = opened(&world, &["law/a", "own/b"]);
        let near = Day::from_ymd(2026, 3, 2);
        let found = conform(&models[0], &models[1], Options { near, ..Options::default() });
        (models, found)
    };
    let (sooner, later) = ("fall on 28 February", "fall on 1 March");
    assert_eq!(of(later, later).1.verdict(), Verdict::Holds);
    assert_eq!(of(later, sooner).1.verdict(), Verdict::Holds);
    let (models, found) = of(sooner, later);
    assert_eq!(found.duties[0].verdict, Verdict::Fails, "{:?}", found.duties[0].findings);
    let born = found.duties[0].findings[0].witness.as_ref().unwrap().case.born;
    assert!(
        matches!(born, Some(crate::facts::DateFact::Exactly(day)) if day.ymd().1 == 2 && day.ymd().2 == 29)
    );
    replayed(&models, &found);
}

/// Small packs put together from all these phrases: nothing that holds is contradicted.
#[test]
fn no_small_pack_is_said_to_hold_and_breached() {
    let dues = [
        "within 3 weeks of",
        "within 1 month of",
        "within 14 working days of",
        "within 30 days of",
    ];
    let applies = [
        "",
        "\n  applies if the weight is grave",
        "\n  applies while the complaint is at law",
        "\n  applies unless recorded: withdrawn",
    ];
    let (mut held, mut tried) = (0, 0);
    for (at, due) in dues.iter().enumerate() {
        for (more, own) in dues.iter().enumerate() {
            let (one, other) = (applies[(at + more) % 4], applies[(2 * at + more) % 4]);
            let rule = |due: &str, applies: &str| {
                reply(&format!("must answer the complaint\n  due {due} each receipt{applies}"))
            };
            let (models, found) = small(&rule(due, one), &rule(own, other));
            if found.verdict() == Verdict::Holds {
                held += 1;
                tried += never_contradicted(&models, &found);
            }
        }
    }
    assert!(held > 2 && tried > 20, "{held} {tried}");
}

/// What names mean, followed to the duties that hang on them, is never contradicted.
#[test]
fn no_meaning_is_said_to_hold_and_breached() {
    let meanings = [(5, 13), (10, 13), (5, 14), (8, 14)];
    let text = |(days, weeks): (u32, u32)| {
        format!(
            "definition slow\n  means total time at law is at least {weeks} weeks\n\
             deem silence\n  when {days} working days pass after each notice without a call\n  gives the complaint is answered\n\
             duty ring\n  must call the person\n  due within 3 weeks of each answer, or before\n\
             duty tell\n  must notify the team\n  due within 2 weeks of each receipt\n  applies if the complaint has been slow\n\
             duty spare\n  must call the person\n  due within 2 weeks of each receipt\n  applies unless the complaint is slow\n"
        )
    };
    let (mut held, mut tried) = (0, 0);
    for one in meanings {
        for other in meanings {
            let (models, found) = small(&text(one), &text(other));
            if found.duties.iter().any(|duty| duty.verdict == Verdict::Holds) {
                held += 1;
                tried += tried_to_contradict(&models, &found);
            }
            replayed_if_any(&models, &found);
        }
    }
    assert!(held > 8 && tried > 20, "{held} {tried}");
}

fn replayed_if_any(models: &[Checked], found: &Conformity) {
    let mut findings = found.duties.iter().flat_map(|duty| &duty.findings);
    if findings.any(|finding| finding.witness.is_some()) {
        replayed(models, found);
    }
}

/// Every day of three years, closed, agrees with what is said of one more bank holiday.
#[test]
fn another_bank_holiday_is_tried_out() {
    let near = Day::from_ymd(2026, 3, 2).unwrap();
    let law =
        |days: u32| format!("must answer the complaint\n  due within {days} days of each receipt");
    let own = |days: u32| law(days).replace("days of", "working days of");
    let (models, _) = small(&reply(&law(5)), &reply(&own(1)));
    let calendar = models[1].calendar.as_deref().unwrap();
    let shut: Vec<_> = (0..1_000).map(|on| near.plus(on)).collect();
    let shut: Vec<_> =
        shut.iter().map(|day| (*day, calendar.with_closed(*day, "another"))).collect();
    let mut answers = (0, 0);
    for (working, all) in [(1, 5), (1, 6), (10, 20), (10, 22), (2, 6)] {
        let (_, found) = small(&reply(&law(all)), &reply(&own(working)));
        if found.duties[0].verdict != Verdict::Holds {
            continue;
        }
        let length = Offset::of(working, Unit::WorkingDay);
        let breaks = shut.iter().any(|(closed, shut)| {
            (-40..2).map(|on| closed.plus(on)).any(|from| {
                let counting = Counting::Ordinary;
                let due =
                    apply(from, &length, Direction::Forward, counting, Roll::None, Some(shut));
                due.is_ok_and(|due| due > from.plus(all.cast_signed()))
            })
        });
        match found.duties[0].holiday.unwrap() {
            Holiday::Overturns { closed, from, base, local } => {
                assert!(breaks && closed >= near && local > base, "{working} {all}");
                assert_eq!(base, from.plus(all.cast_signed()));
                answers.0 += 1;
            }
            Holiday::Stands => {
                assert!(!breaks, "{working} {all}");
                answers.1 += 1;
            }
        }
    }
    assert!(answers.0 > 0 && answers.1 > 0, "{answers:?}");
    let (_, found) = small(&reply(&own(10)), &reply(&own(8)));
    assert_eq!(found.duties[0].holiday, Some(Holiday::Stands));
}

const PAPERS: &str = "  subject child\n  calendar england-and-wales\n\
    event review\n  forms hold a review | the review is held | review / reviews\n  recorded fully\n  \
    same day are one occurrence\n  life can be planned, adjourned\n\
    event consideration\n  forms consider | consideration / considerations\n  recorded fully\n\
    paper the legal status\npaper the health\npaper the advice\npaper the school\n";

/// What is found of what is to be considered, by a base and a pack, each with when.
fn papers((base, when): (&str, &str), (pack, then): (&str, &str)) -> (Verdict, Vec<What>) {
    let text = |id: &str, asks: &str, due: &str| {
        format!("pack {id}\n{PAPERS}duty issues\n  must {asks}\n  due {due}\n")
    };
    let world = MemoryWorld::new()
        .with("policies/law/a.duly", text("law/a", base, when))
        .with("policies/own/b.duly", text("own/b", pack, then));
    let models = opened(&world, &["law/a", "own/b"]);
    let near = Day::from_ymd(2026, 3, 2);
    let found = conform(&models[0], &models[1], Options { near, ..Options::default() });
    let failed = found.duties[0].findings.iter().any(|one| one.witness.is_some());
    if found.duties[0].verdict == Verdict::Fails {
        assert!(failed);
        replayed(&models, &found);
    } else {
        tried_to_contradict(&models, &found);
    }
    (found.duties[0].verdict, found.duties[0].findings.iter().map(|one| one.what).collect())
}

/// A list is held against a list: one with all of the other's papers and more asks for no
/// less, one that lacks any is met by less, and a case shows it.
#[test]
fn a_list_that_lacks_a_paper_is_met_by_less_and_a_case_shows_it() {
    let all = |papers: &[&str]| {
        papers
            .iter()
            .fold("consider all of".to_owned(), |all, paper| format!("{all}\n    - {paper}"))
    };
    let two = all(&["the legal status", "the health"]);
    let three = all(&["the legal status", "the health", "the advice"]);
    let on = "on the same day as each review";
    let by = "by the completion of each review";
    let ahead = "at least 3 working days before each review";
    let before = "before each review";
    for (law, own) in [(on, on), (before, on), (by, by), (ahead, ahead), (by, on)] {
        let held = papers((&two, law), (&three, own));
        assert_eq!(held.0, Verdict::Holds, "{law}, {own}: {held:?}");
        let fails = papers((&three, law), (&two, own));
        assert_eq!((fails.0, fails.1[0]), (Verdict::Fails, What::Act), "{law}, {own}");
    }
    // Any paper will do for who only has to consider: another one shows that it is less.
    assert_eq!(papers((&two, ahead), ("consider", ahead)), (Verdict::Fails, vec![What::Act]));
    assert_eq!(papers(("consider", ahead), (&two, ahead)).0, Verdict::Holds);
}

/// Of two occurrences on one day an act on that day leads up to both; that this is never laxer
/// is proved only where they are one.
#[test]
fn an_act_on_the_day_leads_up_to_each_of_that_day() {
    let before = reply("must call the person\n  due before each notice");
    let on = reply("must call the person\n  due on the same day as each notice");
    let (models, found) = small(&before, &on);
    let duty = &found.duties[0];
    assert_eq!(duty.verdict, Verdict::CannotTell);
    never_contradicted(&models, &found);
    let once =
        HEAD.replace("notice / notices\n", "notice / notices\n  same day are one occurrence\n");
    let text = |id: &str, rules: &str| format!("pack {id}\n{once}{rules}");
    let world = MemoryWorld::new()
        .with("policies/law/a.duly", text("law/a", &before))
        .with("policies/own/b.duly", text("own/b", &on));
    let models = opened(&world, &["law/a", "own/b"]);
    let found = conform(&models[0], &models[1], Options::default());
    assert_eq!(found.verdict(), Verdict::Holds, "{:?}", found.duties[0].findings);
    assert!(never_contradicted(&models, &found) > 0);
}

/// What is said of one more bank holiday, of the duties and of the other rules.
fn holidays(base: &str, pack: &str) -> (Conformity, Option<Holiday>, Option<Holiday>) {
    let (_, found) = small(base, pack);
    let duty = found.duties.first().and_then(|duty| duty.holiday);
    let rule = found.rules.first().and_then(|rule| rule.holiday);
    (found, duty, rule)
}

/// Where each limit ends from a day, in so many days or working days, with a day closed.
fn ends(model: &Checked, closed: Day, from: Day, lengths: &[(u32, Unit)]) -> Day {
    let calendar = model.calendar.as_deref().unwrap().with_closed(closed, "another");
    lengths.iter().fold(from, |day, (count, unit)| {
        let length = Offset::of(*count, *unit);
        let counting = Counting::Ordinary;
        apply(day, &length, Direction::Forward, counting, Roll::None, Some(&calendar)).unwrap()
    })
}

const WORKING: Unit = Unit::WorkingDay;
const PLAIN: Unit = Unit::CalendarDay;

#[test]
fn another_bank_holiday_may_let_a_power_go_further() {
    let power = |within: &str| {
        format!(
            "event extension\n  forms extend the time | extension / extensions\n  recorded fully\n\
             power extend\n  may extend the time\n  limit within {within} of each receipt\n"
        )
    };
    let (models, _) = small(&power("22 days"), &power("10 working days"));
    let (found, _, rule) = holidays(&power("22 days"), &power("10 working days"));
    assert_eq!(found.rules[0].verdict, Verdict::Holds, "{:?}", found.rules);
    let Some(Holiday::Overturns { closed, from, base, local }) = rule else {
        // No closed day reaches that far: then none of three years does.
        let near = Day::from_ymd(2026, 3, 2).unwrap();
        for on in 0..1_000 {
            let closed = near.plus(on);
            for from in (-30..2).map(|before| closed.plus(before)) {
                assert!(ends(&models[1], closed, from, &[(10, WORKING)]) <= from.plus(22));
            }
        }
        return;
    };
    assert_eq!((base, local), (from.plus(22), ends(&models[1], closed, from, &[(10, WORKING)])));
    assert!(local > base);
    let (_, _, rule) = holidays(&power("10 working days"), &power("8 working days"));
    assert_eq!(rule, Some(Holiday::Stands));
    let (_, _, rule) = holidays(&power("3 weeks"), &power("2 weeks"));
    assert_eq!(rule, None, "no working days are counted");
}

#[test]
fn another_bank_holiday_may_delay_what_is_deemed_and_what_follows_from_it() {
    let rules = |passes: &str| {
        format!(
            "event agreement\n  forms the decision is agreed | agreement / agreements\n  recorded fully\n\
             event objection\n  forms object to the decision | objection / objections\n  recorded fully\n\
             deem agreed\n  when {passes} pass after each notice without an objection\n\
             \x20 gives the decision is agreed\n\
             duty reply\n  must answer the complaint\n  due within 5 days of each agreement, or before\n"
        )
    };
    let mut seen = (0, 0);
    for days in 4..=9 {
        let (law, own) = (rules(&format!("{days} days")), rules("2 working days"));
        let (models, _) = small(&law, &own);
        let (found, duty, rule) = holidays(&law, &own);
        if found.rules[0].verdict != Verdict::Holds {
            continue;
        }
        match rule {
            Some(Holiday::Overturns { closed, from, base, local }) => {
                let ended = ends(&models[1], closed, from, &[(2, WORKING)]);
                assert_eq!((base, local), (from.plus(days), ended));
                assert!(local > base, "{days}");
                seen.0 += 1;
            }
            Some(Holiday::Stands) => seen.1 += 1,
            None => panic!("working days are counted"),
        }
        match duty {
            Some(Holiday::Overturns { closed, from, base, local }) => {
                let lengths = [(2, WORKING), (5, PLAIN)];
                assert_eq!(local, ends(&models[1], closed, from, &lengths), "{days}");
                assert!(base == from.plus(days + 5) && local > base);
            }
            other => assert_eq!(other, rule, "{days}"),
        }
    }
    assert!(seen.0 > 0 && seen.1 > 0, "{seen:?}");
    let (_, duty, rule) = holidays(&rules("10 working days"), &rules("5 working days"));
    assert_eq!((duty, rule), (Some(Holiday::Stands), Some(Holiday::Stands)));
}

#[test]
fn another_bank_holiday_may_break_a_chain_of_duties() {
    let law = |days: u32| {
        format!(
            "duty reply\n  must answer the complaint\n  due within {days} days of each receipt\n"
        )
    };
    let own = "duty tell\n  must notify the team\n  due within 1 working day of each receipt\n\
         duty reply\n  must answer the complaint\n  due within 1 working day of each notice\n";
    let mut seen = (0, 0);
    for days in 4..=9 {
        let (models, found) = small(&law(days), own);
        let reply = of(&found, "/reply");
        if reply.verdict != Verdict::Holds {
            continue;
        }
        match reply.holiday {
            Some(Holiday::Overturns { closed, from, base, local }) => {
                let ended = ends(&models[1], closed, from, &[(1, WORKING), (1, WORKING)]);
                assert_eq!((base, local), (from.plus(days.cast_signed()), ended));
                assert!(local > base, "{days}");
                seen.0 += 1;
            }
            Some(Holiday::Stands) => seen.1 += 1,
            None => panic!("working days are counted"),
        }
    }
    assert!(seen.0 > 0 && seen.1 > 0, "{seen:?}");
}
