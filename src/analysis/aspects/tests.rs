use super::{
    End, Found, Norm, Tables, Verdict, acts, clocks, closing, conditions, limits, matching,
    meanings, modality, powers, recurrence, standing, triggers, who,
};
use crate::analysis::align::{Tie, align, effective};
use crate::check::Checked;
use crate::open;
use crate::pack::{Library, MemoryWorld, list_packs};
use crate::source::SourceMap;

const STATUTE: &str = "statute/care-planning-regulations-2010";
const GUIDANCE: &str = "practice-guidance-2020/looked-after-reviews";
const HANDBOOK: &str = "guidance/iro-handbook-2010";

fn opened(world: &MemoryWorld, packs: &[&str]) -> Vec<Checked> {
    let read = open::together(world, Library::shipped(), &mut SourceMap::new(), packs);
    read.value.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

pub(in crate::analysis) fn shipped(packs: &[&str]) -> Vec<Checked> {
    opened(&MemoryWorld::new(), packs)
}

/// Packs of one duty each, in YAML, with words of their own.
pub(in crate::analysis) fn packs(duties: &[&str]) -> Vec<Checked> {
    const WORDS: &str = "events:\n  entry:\n    forms: coming in\n    once: per held\n    recorded: fully\n  meeting:\n    forms: hold a meeting | a meeting is held | meeting / meetings\n    recorded: fully\n  visit:\n    forms: make a visit | a visit is made | visit / visits\n    recorded: fully\n  leaving:\n    forms: leaving / leavings\n    recorded: fully\nstatuses:\n  held:\n    from: entry until leaving\nfacts:\n  risk:\n    type: one of low, high\n    forms: the risk\n";
    let mut world = MemoryWorld::new();
    let ids: Vec<String> = (1..=duties.len()).map(|at| format!("pack-{at}")).collect();
    for (id, duty) in ids.iter().zip(duties) {
        let text = format!(
            "pack: {id}\nsubject: person\nscope: each period held\nsettings: days are calendar days\n{WORDS}duties:\n  it:\n{duty}"
        );
        world = world.with(&format!("{id}.yaml"), text);
    }
    let files: Vec<String> = ids.iter().map(|id| format!("{id}.yaml")).collect();
    opened(&world, &files.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Every aspect at once.
fn whole<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Vec<(String, Verdict)> {
    let mut all: Vec<(String, Verdict)> = [
        ("modality", modality(left, right)),
        ("who", who(left, right)),
        ("act", acts(left, right).verdict),
        ("trigger", triggers(left, right).verdict),
        ("conditions", conditions(left, right).verdict),
        ("matching", matching(left, right).verdict),
        ("closing", closing(left, right, tables).verdict),
        ("clocks", clocks(left, right).verdict),
        ("recurrence", recurrence(left, right, tables).verdict),
        ("standing", standing(left, right, tables).verdict),
        ("powers", powers(left, right, tables).verdict),
        ("meanings", meanings(left, right, tables).verdict),
    ]
    .map(|(name, verdict)| (name.to_owned(), verdict))
    .to_vec();
    let mut dated: Vec<(String, Verdict)> = limits(left, right, tables)
        .iter()
        .map(|one| (format!("{:?}", one.end), one.verdict()))
        .collect();
    dated.sort();
    all.extend(dated);
    all
}

#[test]
fn a_duty_is_the_same_as_itself() {
    let world = MemoryWorld::new();
    for pack in list_packs(&world, Library::shipped()) {
        let models = shipped(&[&pack.id, &pack.id]);
        let tables = Tables::new();
        for (one, other) in models[0].duties.iter().zip(&models[1].duties) {
            let versions = one.versions().iter().zip(other.versions());
            for (one, other) in versions {
                let (left, right) = (Norm::new(&models[0], one), Norm::new(&models[1], other));
                for (name, verdict) in whole(left, right, &tables) {
                    assert_eq!(verdict, Verdict::Same, "{} {}: {name}", pack.id, one.name.value);
                }
            }
        }
    }
}

#[test]
fn the_other_way_round_it_is_the_mirror_image() {
    let models = shipped(&[STATUTE, HANDBOOK, GUIDANCE]);
    let tables = Tables::new();
    let mut differing = 0;
    for (one, other) in [(0, 1), (1, 2), (0, 2)] {
        let (one, other) = (&models[one], &models[other]);
        let (lefts, rights) = (effective(one), effective(other));
        for pair in align((one, &lefts), (other, &rights)).pairs {
            let left = Norm::new(one, one.duty(pair.left).unwrap());
            let right = Norm::new(other, other.duty(pair.right).unwrap());
            let there = whole(left, right, &tables);
            let back = whole(right, left, &tables);
            for ((name, verdict), (_, back)) in there.iter().zip(&back) {
                assert_eq!(verdict.mirrored(), *back, "{}: {name}", left.duty.name.value);
                differing += usize::from(*verdict != Verdict::Same);
                // What stands beside a rule may change what comes of it.
                if pair.tie == Tie::Same && !["meanings", "powers"].contains(&name.as_str()) {
                    assert_eq!(*verdict, Verdict::Same, "{}: {name}", left.duty.name.value);
                }
            }
        }
    }
    assert!(differing > 100, "{differing}");
}

#[test]
fn days_and_months_are_each_laxer_somewhere() {
    let models = shipped(&[STATUTE, GUIDANCE]);
    let tables = Tables::new();
    let of = |name: &str, later: u32| {
        let left = Norm::new(&models[0], models[0].find(name).unwrap());
        let right = Norm::new(&models[1], models[1].find(name).unwrap());
        let all = limits(left, right, &tables);
        let due = all.iter().find(|one| one.end == End::Due).unwrap();
        assert_eq!(due.verdict(), Verdict::Incomparable);
        let Found::Dates(contrast) = &due.found else { panic!("{:?}", due.found) };
        assert_eq!((contrast.dates, contrast.later.dates), (146_097, later));
    };
    of("second-review", 30_483);
    of("subsequent-reviews", 67_380);
}

/// What the aspects of two duties come to, those that are the same left out.
fn differences(one: &str, other: &str) -> Vec<(String, Verdict)> {
    let models = packs(&[one, other]);
    let tables = Tables::new();
    let norm = |at: usize| Norm::new(models[at].model(), models[at].find("it").unwrap());
    let mut all = whole(norm(0), norm(1), &tables);
    all.retain(|(_, verdict)| *verdict != Verdict::Same);
    all
}

const MEETING: &str = "    must: hold a meeting\n";

fn told(one: &str, other: &str) -> Vec<(String, Verdict)> {
    differences(&format!("{MEETING}{one}"), &format!("{MEETING}{other}"))
}

#[test]
fn fewer_occasions_ask_for_less() {
    use Verdict::{Incomparable, Laxer};
    let each = "    due: within 5 days of each visit\n";
    let later = "    due: within 5 days of each visit from the second onwards\n";
    let second = "    due: within 5 days of the second visit\n";
    assert_eq!(told(each, later), [("trigger".to_owned(), Laxer)]);
    assert_eq!(told(later, second), [("trigger".to_owned(), Laxer)]);
    let both = told(each, "    due: within 4 days of the second visit\n");
    assert_eq!(both.iter().fold(Verdict::Same, |all, one| all.and(one.1)), Incomparable);
    let other = told(each, "    due: within 5 days of each leaving\n");
    assert!(other.contains(&("trigger".to_owned(), Verdict::CannotTell)), "{other:?}");
}

#[test]
fn more_conditions_ask_for_less() {
    let due = "    due: within 5 days of each visit\n";
    let high = format!("{due}    applies: if the risk is high\n");
    let long = format!("{due}    applies: while the risk is high\n");
    let conditions = |verdict| [("conditions".to_owned(), verdict)];
    assert_eq!(told(due, &high), conditions(Verdict::Laxer));
    assert_eq!(told(&high, due), conditions(Verdict::Stricter));
    assert_eq!(told(&high, &long), conditions(Verdict::Laxer));
    let low = format!("{due}    applies: unless the risk is high\n");
    assert_eq!(told(&high, &low), conditions(Verdict::Incomparable));
}

#[test]
fn lists_are_held_against_each_other_item_by_item() {
    let list = |quantity: &str, items: &[&str]| {
        let items: Vec<String> = items.iter().map(|one| format!("        - {one}\n")).collect();
        format!(
            "    must:\n      {quantity}:\n{}    due: within 5 days of coming in\n",
            items.concat()
        )
    };
    let (both, one) = (["hold a meeting", "make a visit"], ["hold a meeting"]);
    let found = |left: String, right: String| differences(&left, &right);
    let act = |verdict| [("act".to_owned(), verdict)];
    assert_eq!(found(list("all of", &both), list("any of", &both)), act(Verdict::Laxer));
    assert_eq!(found(list("any of", &one), list("all of", &both)), act(Verdict::Stricter));
    assert_eq!(found(list("any of", &one), list("any of", &both)), act(Verdict::Laxer));
    let high = ["hold a meeting", "make a visit, if the risk is high"];
    assert_eq!(found(list("all of", &both), list("all of", &high)), act(Verdict::Laxer));
}

#[test]
fn a_limit_that_replaces_another_counts_where_it_does() {
    let plain = "    due: within 5 days of coming in\n";
    let cased = "    due: within 5 days of coming in, or within 9 days of it if the risk is high\n";
    let found = told(plain, cased);
    assert_eq!(found, [("Due".to_owned(), Verdict::Laxer)]);
    let models = packs(&[&format!("{MEETING}{plain}"), &format!("{MEETING}{cased}")]);
    let norm = |at: usize| Norm::new(models[at].model(), models[at].find("it").unwrap());
    let all = limits(norm(0), norm(1), &Tables::new());
    let due = all.iter().find(|one| one.verdict() == Verdict::Laxer).unwrap();
    assert_eq!(
        due.when.iter().map(|one| norm(1).words().inline(one)).collect::<Vec<_>>(),
        ["the risk is high"]
    );
}

#[test]
fn an_occurrence_is_not_completed_before_it_begins() {
    let start = "    due: within 5 days of each visit\n";
    let end = "    due: within 5 days of the completion of each visit\n";
    let found = told(start, end);
    assert!(found.contains(&("Due".to_owned(), Verdict::Laxer)), "{found:?}");
    let either = "    due: by the earlier of 5 days after each visit and 9 days after coming in\n";
    let found = told(start, either);
    assert!(found.contains(&("Due".to_owned(), Verdict::Stricter)), "{found:?}");
}
