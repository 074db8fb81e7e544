use super::{Aspect, Comparison, Options, Paired, Pattern, changes, collapse, compare, matrix};
use crate::analysis::aspects::Verdict;
use crate::analysis::aspects::tests::{packs, shipped};
use crate::analysis::course::Dates;
use crate::check::Checked;
use crate::facts::{Case, bind, read_case};
use crate::pack::{Library, MemoryWorld, list_packs};
use crate::source::SourceMap;
use crate::time::{Day, Weekday};

const STATUTE: &str = "statute/care-planning-regulations-2010";
const GUIDANCE: &str = "practice-guidance-2020/looked-after-reviews";
const HANDBOOK: &str = "guidance/iro-handbook-2010";

fn day(year: i32, month: u32, date: u32) -> Day {
    Day::from_ymd(year, month, date).unwrap()
}

fn all_of(models: &[Checked], near: Option<Day>) -> Vec<Comparison> {
    let options = Options { near, duty: None };
    compare(models, &options, &|_, _| {})
}

fn two(models: &[Checked], near: Option<Day>) -> Comparison {
    all_of(models, near).remove(0)
}

fn pair<'c>(of: &'c Comparison, name: &str) -> &'c Paired {
    of.pairs.iter().find(|pair| pair.left.name == name).unwrap()
}

#[test]
fn every_pack_is_identical_to_itself() {
    for pack in list_packs(&MemoryWorld::new(), Library::shipped()) {
        let found = two(&shipped(&[&pack.id, &pack.id]), None);
        let wrong = found.pairs.iter().find(|pair| !pair.is_identical());
        assert!(wrong.is_none(), "{wrong:?}");
        assert!(found.is_identical(), "{}", pack.id);
    }
}

#[test]
fn the_other_way_round_everything_is_mirrored_and_every_witness_replays() {
    let mut models = shipped(&[STATUTE, GUIDANCE, HANDBOOK]);
    let there = all_of(&models, None);
    let mut shown = 0;
    for comparison in &there {
        let (left, right) = comparison.packs;
        for pair in &comparison.pairs {
            let parts = pair.days.iter().flat_map(|days| [&days.earlier, &days.later]);
            let of_days = parts.flatten().filter_map(|part| part.witness.as_ref());
            for one in of_days.chain(&pair.more).chain(&pair.less) {
                assert!(one.replays(&models[left], &models[right]), "{one:?}");
                assert_ne!(one.left, one.right, "{}", pair.left.name);
                shown += 1;
            }
        }
    }
    assert!(shown > 20, "{shown}");
    models.reverse();
    let back = all_of(&models, None);
    for one in &there {
        let turned = (2 - one.packs.1, 2 - one.packs.0);
        let other = back.iter().find(|other| other.packs == turned).unwrap();
        assert_eq!(one.pairs.len(), other.pairs.len());
        assert_eq!(one.only_left.len(), other.only_right.len());
        assert_eq!(one.others.len(), other.others.len());
        for pair in &one.pairs {
            let same = |other: &&Paired| {
                other.left.full() == pair.right.full() && other.right.full() == pair.left.full()
            };
            let other = other.pairs.iter().find(same).unwrap();
            assert_eq!(pair.verdict.mirrored(), other.verdict, "{}", pair.left.name);
            for (days, turned) in pair.days.iter().zip(&other.days) {
                let dates = |part: &Option<super::Part>| part.as_ref().map(|part| part.dates);
                assert_eq!(dates(&days.earlier), dates(&turned.later), "{}", pair.left.name);
            }
        }
    }
}

#[test]
fn days_and_months_are_incomparable() {
    let models = shipped(&[STATUTE, GUIDANCE]);
    let near = day(2026, 1, 15);
    let found = two(&models, Some(near));
    for (name, later) in [("second-review", 30_483), ("subsequent-reviews", 67_380)] {
        let pair = pair(&found, name);
        assert_eq!(pair.verdict, Verdict::Incomparable, "{name}");
        let days = &pair.days[0];
        assert_eq!((days.dates, days.later.as_ref().unwrap().dates), (146_097, later));
    }
    let later = pair(&found, "second-review").days[0].later.clone().unwrap();
    let witness = later.witness.unwrap();
    assert_eq!(witness.from, Some(near));
    assert_eq!(witness.left.due, Some(day(2026, 4, 15)));
    assert_eq!(witness.right.due, Some(day(2026, 4, 16)));
}

#[test]
fn five_working_days_where_the_handbook_has_fifteen() {
    let models = shipped(&[HANDBOOK, GUIDANCE]);
    let found = two(&models, None);
    let shorter = |pair: &&Paired| {
        pair.left.limit.contains("15 working days before")
            && pair.right.limit.contains("5 working days before")
            && !pair.right.limit.contains("15 working days")
    };
    let pair = found.pairs.iter().find(shorter).unwrap();
    let days = &pair.days[0];
    assert_eq!((days.verdict, days.earlier.is_none()), (Verdict::Laxer, true));
    let later = days.later.as_ref().unwrap();
    assert_eq!((later.dates, &later.pattern), (days.dates, &Pattern::Every));
}

const MEETING: &str = "    must: hold a meeting\n";

fn within(days: u32) -> String {
    format!("{MEETING}    due: within {days} days of coming in\n")
}

#[test]
fn packs_stand_in_the_order_of_strictness_where_there_is_one() {
    let of = |duties: &[&str]| {
        let models = packs(duties);
        matrix(models.len(), &all_of(&models, None))
    };
    let (five, six, seven) = (within(5), within(6), within(7));
    let found = of(&[&six, &five, &seven, &five]);
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.rows[0].order(), Some(vec![vec![1, 3], vec![0], vec![2]]));
    let month = format!("{MEETING}    due: within 1 month of coming in\n");
    let found = of(&[&five, &within(30), &month]);
    assert_eq!(found.rows[0].order(), None);
    assert_eq!(found.rows[0].verdict(2, 1), Some(Verdict::Incomparable));
    let other = "    must: make a visit\n    due: within 5 days of each meeting\n";
    let found = of(&[&five, &five, other]);
    assert!(found.rows[0].cells.iter().filter(|cell| !cell.duties.is_empty()).count() >= 2);
}

#[test]
fn a_condition_is_told_once_a_case_shows_it() {
    let due = "    due: within 5 days of each visit\n";
    let models = packs(&[
        &format!("{MEETING}{due}"),
        &format!("{MEETING}{due}    applies: if the risk is high\n"),
    ]);
    let found = two(&models, None);
    let pair = &found.pairs[0];
    assert_eq!(pair.verdict, Verdict::Laxer, "a case shows that it matters");
    assert_eq!(pair.findings[0].aspect, Aspect::Conditions);
}

fn case(model: &Checked, text: &str) -> Case {
    let file = SourceMap::new().add("case.yaml", text);
    let written = read_case(file, "case", text).value.unwrap();
    bind(&written, &model.vocabulary).value.unwrap()
}

#[test]
fn real_cases_say_what_changes() {
    let models = packs(&[&within(5), &within(7)]);
    let found = two(&models, None);
    let case = case(&models[1], "case: ann\nevents:\n  - coming in: 2 November 2026\n");
    let all = changes((&models[0], &models[1]), &found, &[&case], day(2026, 11, 8));
    assert_eq!(all.len(), 1);
    let (was, now) = (all[0].was.as_ref().unwrap(), all[0].now.as_ref().unwrap());
    assert_eq!(was.statuses[0].word(), "overdue");
    assert_eq!(now.due.unwrap().exact(), Some(day(2026, 11, 9)));
    assert!(!all[0].is_newly_overdue());
    let back = two(&packs(&[&within(7), &within(5)]), None);
    assert_eq!(back.pairs[0].verdict, Verdict::Stricter);
}

#[test]
fn many_days_are_said_in_few_words() {
    let over = Dates { first: day(2000, 1, 1), last: day(2039, 12, 31) };
    let year = |year: i32| Dates { first: day(year, 9, 1), last: day(year, 12, 29) };
    let stretches: Vec<Dates> = (2000..2040).map(year).collect();
    let each = vec!["1 September to 29 December".to_owned()];
    let near = day(2026, 1, 1);
    assert_eq!(collapse(&stretches, over, near), Pattern::Yearly(vec![("", each.clone())]));
    let leap = |one: &&Dates| Day::from_ymd(one.first.year(), 2, 29).is_some();
    let leaps: Vec<Dates> = stretches.iter().filter(leap).copied().collect();
    assert_eq!(collapse(&leaps, over, near), Pattern::Yearly(vec![("in leap years", each)]));
    let saturdays = over.days().filter(|day| day.weekday() == Weekday::Saturday);
    let saturdays: Vec<Dates> = saturdays.map(|day| Dates { first: day, last: day }).collect();
    assert_eq!(collapse(&saturdays, over, near), Pattern::Weekdays(vec![Weekday::Saturday]));
    assert_eq!(collapse(&[over], over, near), Pattern::Every);
    let odd: Vec<Dates> = [2001, 2026, 2027, 2033, 2034].map(year).to_vec();
    let named = [2026, 2027, 2033].map(year).to_vec();
    assert_eq!(collapse(&odd, over, near), Pattern::Stretches(named, 2));
}
