use std::sync::OnceLock;

use proptest::prelude::*;

use super::network::{Constraint, Domain, Function, Network, OPEN, Sense, Table};
use super::{Analysis, Options, Outcome, Plan, analyse, case, late_rows, plan, schedule, start};
use crate::analysis::course::{Dates, Line};
use crate::check::Checked;
use crate::eval::judge;
use crate::model::{Modality, Point};
use crate::open;
use crate::pack::{Library, MemoryWorld};
use crate::source::SourceMap;
use crate::time::{Counting, Day, Offset, Roll, Unit};

fn day(year: i32, month: u32, date: u32) -> Day {
    Day::from_ymd(year, month, date).unwrap()
}

fn opened(reference: &str, world: &MemoryWorld) -> Checked {
    let mut map = SourceMap::new();
    let read = open::checked(world, Library::shipped(), &mut map, reference);
    assert!(read.value.is_some(), "{:?}", read.diagnostics);
    read.value.unwrap()
}

fn written(text: &str) -> Checked {
    opened("p.duly", &MemoryWorld::new().with("p.duly", text))
}

fn judged(model: &Checked, options: &Options) -> (Plan, Analysis) {
    let start = start(model, options).unwrap();
    let plan = plan(model, start, options);
    let analysis = analyse(model, &plan, &|_, _| {});
    (plan, analysis)
}

/// Kent's procedure, judged once for all tests.
fn kent() -> &'static (Checked, Plan, Analysis) {
    static KENT: OnceLock<(Checked, Plan, Analysis)> = OnceLock::new();
    KENT.get_or_init(|| {
        let model = opened("kent/child-in-care-reviews", &MemoryWorld::new());
        let (plan, analysis) = judged(&model, &Options::default());
        (model, plan, analysis)
    })
}

fn names(model: &Checked, plan: &Plan, rules: &[usize]) -> Vec<String> {
    let duties = plan.duties(rules).into_iter();
    duties.map(|id| model.duty(id).unwrap().name.value.clone()).collect()
}

/// The talk 20 working days before a review that is due within 20 working days of coming
/// into care: only on the day itself, where that is a working day.
#[test]
fn kents_talk_before_the_first_review_is_possible_on_working_days_alone() {
    let (model, plan, analysis) = kent();
    let calendar = model.calendar.clone().unwrap();
    let over = analysis.over.unwrap();
    assert!(over.count() > 27 * 365, "{over:?}");
    for day in over.days() {
        let verdict = analysis.on(day).unwrap();
        let talk = verdict.conflicts.iter().any(|at| {
            let names = names(model, plan, &analysis.conflicts[*at].rules);
            names == ["initial-review", "discuss-attendance"]
        });
        assert_eq!(talk, calendar.is_working(day) == Some(false), "{day:?}");
        // In some cases, where a condition of the talk rests on more than a decision.
        assert_eq!(verdict.outcome <= Outcome::Sometimes, talk, "{day:?}");
    }
    let saturday = day(2011, 4, 2);
    let at = analysis.on(saturday).unwrap().conflicts[0];
    let shown = super::conflict(plan, &analysis.conflicts[at], saturday).unwrap();
    assert_eq!((shown.latest, shown.earliest), (day(2011, 4, 1), saturday));
    assert!(shown.steps.iter().any(|step| step.day == day(2011, 5, 5)), "the review itself");
}

/// What is found possible is: the interpreter finds nothing late in either schedule.
#[test]
fn schedules_replay_in_the_interpreter() {
    let (model, plan, analysis) = kent();
    let mut replayed = 0;
    for start in [day(2024, 2, 29), day(2026, 3, 27), day(2026, 11, 23), day(2026, 8, 31)] {
        let verdict = analysis.on(start).unwrap();
        let Some(made) = schedule(plan, &|_| true, start) else {
            assert!(!verdict.conflicts.is_empty(), "{start:?}");
            continue;
        };
        assert!(verdict.conflicts.is_empty(), "{start:?}");
        for days in [&made.earliest, &made.late] {
            let late = late_rows(model, plan, days);
            let late: Vec<_> = late.iter().map(|row| (duty_name(model, row), row.due)).collect();
            assert!(late.is_empty(), "{start:?}: {late:?}");
            replayed += 1;
        }
    }
    assert!(replayed >= 4, "{replayed}");
}

fn duty_name(model: &Checked, row: &crate::eval::Row) -> String {
    model.duty(row.key.duty).unwrap().name.value.clone()
}

const WORDS: &str = "pack p/q\n  subject complaint\n  calendar england-and-wales\n  \
    settings days are calendar days\n\
    event receipt\n  forms receive a complaint | receipt / receipts\n  once in the whole record\n\
    event meeting\n  forms hold a meeting | meeting / meetings\n\
    event talk\n  forms talk with the family | talk / talks\n\
    role the manager\n  forms the manager\n";

#[test]
fn an_exception_that_somebody_decides_on_leaves_it_impossible_and_a_fact_makes_it_a_case() {
    let with = |applies: &str| {
        let text = format!(
            "{WORDS}fact urgent\n  type yes or no\n\
             duty meet\n  must hold a meeting\n  due within 5 working days of receipt\n  met by the first meeting\n\
             duty speak\n  must talk with the family\n  due at least 10 working days before the first meeting\n{applies}"
        );
        let model = written(&text);
        let (_, analysis) = judged(&model, &Options::default());
        assert!(analysis.finds());
        analysis.on(day(2026, 3, 2)).unwrap().outcome
    };
    assert_eq!(with(""), Outcome::Impossible);
    assert_eq!(with("  applies unless recorded: not appropriate\n"), Outcome::Impossible);
    assert_eq!(with("  applies if the complaint is urgent\n"), Outcome::Sometimes);
    let never = "  applies if the complaint is urgent\n  applies unless the complaint is urgent\n";
    let text = format!(
        "{WORDS}fact urgent\n  type yes or no\n\
         duty meet\n  must hold a meeting\n  due within 5 working days of receipt\n  met by the first meeting\n\
         \x20 applies if the complaint is urgent\n\
         duty speak\n  must talk with the family\n  due at least 10 working days before the first meeting\n\
         \x20 applies unless the complaint is urgent\n"
    );
    let (_, analysis) = judged(&written(&text), &Options::default());
    assert!(!analysis.finds(), "no case has both: {never}");
    assert_eq!(analysis.on(day(2026, 3, 2)).unwrap().outcome, Outcome::Free);
}

#[test]
fn what_only_should_be_done_counts_unless_it_is_left_out() {
    let text = format!(
        "{WORDS}duty meet\n  must hold a meeting\n  due within 5 working days of receipt\n  met by the first meeting\n\
         duty speak\n  should talk with the family\n  due at least 10 working days before the first meeting\n"
    );
    let model = written(&text);
    let (_, with) = judged(&model, &Options::default());
    let (_, without) = judged(&model, &Options { least: Modality::Must, ..Options::default() });
    assert!(with.finds() && !without.finds());
}

#[test]
fn a_role_that_waits_for_its_appointment_may_come_too_late() {
    let text = format!(
        "{WORDS}event allocation\n  forms allocate a manager | allocation / allocations\n\
         duty allocate\n  must allocate a manager\n  due within 7 working days of receipt\n\
         duty meet\n  must hold a meeting\n  due within 20 working days of receipt\n  met by the first meeting\n\
         duty speak\n  who the manager\n  must talk with the family\n  due at least 15 working days before the first meeting\n"
    );
    let model = written(&text);
    let (_, analysis) = judged(&model, &Options::default());
    assert!(!analysis.finds());
    let named = |words: &str, sort| model.vocabulary.named(words, sort).unwrap();
    let waits = (
        named("the manager", crate::names::Sort::Role),
        named("allocation", crate::names::Sort::Event),
    );
    let (plan, analysis) = judged(&model, &Options { waits: vec![waits], ..Options::default() });
    assert!(analysis.conflicts.is_empty() && analysis.strained.len() == 1);
    let found = super::findings(&model, &plan, &analysis);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, crate::diag::Code::D0622);
    assert_eq!(analysis.on(day(2026, 3, 2)).unwrap().outcome, Outcome::Strained);
}

/// Of a choice of two last days, each of which is enough, the second may do where the
/// first does not.
#[test]
fn either_of_two_limits_is_enough() {
    let text = format!(
        "{WORDS}duty meet\n  must hold a meeting\n  due within 5 working days of receipt\n  met by the first meeting\n\
         duty speak\n  must talk with the family\n  \
         due by the later of 10 working days before the first meeting and 2 working days after receipt\n"
    );
    let (plan, analysis) = judged(&written(&text), &Options::default());
    assert_eq!(plan.network.choices, [2]);
    assert!(analysis.conflicts.is_empty());
    let over = analysis.over.unwrap();
    assert!(over.days().all(|day| analysis.on(day).unwrap().outcome != Outcome::Impossible));
}

#[test]
fn what_comes_again_is_laid_out_with_all_that_leads_up_to_it() {
    let (_, plan, _) = kent();
    for ordinal in ["first", "second", "third"] {
        let of = format!("for the {ordinal} Child in Care Review");
        let acts = plan.variables.iter().filter(|one| one.name.ends_with(&of)).count();
        assert!(acts >= 4, "{of}: {acts}");
    }
    assert!(plan.variables.iter().all(|one| !one.name.contains("fourth")));
}

/// A small pack, generated: the first and the second meeting, a talk before one of them,
/// and what follows it.
fn small(numbers: [u32; 5], units: [bool; 4]) -> String {
    let unit = |at: usize| if units[at] { "working days" } else { "days" };
    format!(
        "{WORDS}event notice\n  forms give notice | notice / notices\n\
         duty meet\n  must hold a meeting\n  due within {} {} of receipt\n  met by the first meeting\n\
         duty meet-again\n  must hold a meeting\n  due within {} {} of the first meeting\n  met by the second meeting\n\
         duty speak\n  must talk with the family\n  due at least {} {} before each meeting\n\
         duty notify\n  must give notice\n  due within {} {} of receipt, and not before {} days after receipt\n",
        numbers[0],
        unit(0),
        numbers[1],
        unit(1),
        numbers[2],
        unit(2),
        numbers[3],
        unit(3),
        numbers[4],
    )
}

/// Whether any case of the small pack has nothing late, each judged by the interpreter:
/// every way to lay two meetings, two talks and a notice within the days given.
fn any_case(model: &Checked, plan: &Plan, start: Day, reach: i32) -> bool {
    let mut days = vec![start; plan.variables.len()];
    fn go(model: &Checked, plan: &Plan, days: &mut Vec<Day>, at: usize, reach: i32) -> bool {
        if at == plan.variables.len() {
            let case = case(model, plan, days);
            let last = days.iter().max().unwrap().plus(60);
            let rows = judge(model, &case, last, |_| true);
            // What the plan asks for; the interpreter knows of meetings without end.
            let met = |row: &&crate::eval::Row| row.due.is_none_or(|due| due.last <= last);
            return !rows.iter().filter(met).any(super::is_late);
        }
        (0..=reach).any(|ahead| {
            days[at] = days[0].plus(ahead);
            // A partial case that is late for good stays so; whole cases decide.
            go(model, plan, days, at + 1, reach)
        })
    }
    go(model, plan, &mut days, 1, reach)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// There is a day for everything exactly where some case, judged by the
    /// interpreter, has nothing late.
    #[test]
    fn possible_is_what_some_case_is(
        meet in 1_u32..4, speak in 1_u32..4, notify in 1_u32..4, opens in 1_u32..4,
        units in any::<[bool; 3]>(), date in 0_i32..14,
    ) {
        // One meeting alone keeps the cases few.
        // A window that is empty from some days is no pack.
        let text = small([meet, 1, speak, notify, opens.min(notify)], [units[0], false, units[1], units[2]]);
        let text = text.replace(
            "duty meet-again\n  must hold a meeting\n  due within 1 days of the first meeting\n  met by the second meeting\n",
            "",
        );
        let model = written(&text);
        let options = Options { times: 1, ..Options::default() };
        let plan = plan(&model, start(&model, &options).unwrap(), &options);
        prop_assert_eq!(plan.variables.len(), 4, "{:?}", plan.variables);
        let start = day(2026, 3, 27).plus(date);
        let all: Vec<usize> = (0..plan.rules.len()).collect();
        let fits = plan.network.fits(&all, &super::domain(&plan, start));
        prop_assert_eq!(fits, any_case(&model, &plan, start, 7), "{} from {:?}", text, start);
    }
}

/// A network of five days with limits by small tables, and all its solutions by hand.
fn network(limits: &[(bool, usize, usize, u8, i32)]) -> Network {
    let over = Dates { first: Day::from_number(-40), last: Day::from_number(80) };
    let back = |n| Point::Before {
        from: Box::new(Point::Trigger),
        offset: Offset::of(n, Unit::CalendarDay),
        roll: Roll::None,
    };
    let week = |n| Point::After {
        from: Box::new(Point::Trigger),
        offset: Offset::of(n, Unit::CalendarDay),
        counting: Counting::Ordinary,
        roll: Roll::None,
    };
    // Four days at the end of January lead to one.
    let month = Point::After {
        from: Box::new(Point::Trigger),
        offset: Offset::of(1, Unit::Month),
        counting: Counting::Ordinary,
        roll: Roll::None,
    };
    let month = Point::Before {
        from: Box::new(month),
        offset: Offset::of(28, Unit::CalendarDay),
        roll: Roll::None,
    };
    let tables = [back(3), week(4), month].map(|point| Table::new(Line::of(&point, None, over)));
    let constraint =
        |(at, (most, of, from, by, days)): (usize, &(bool, usize, usize, u8, i32))| Constraint {
            rule: Some(at),
            option: None,
            sense: if *most { Sense::AtMost } else { Sense::AtLeast },
            of: *of,
            from: *from,
            by: match by {
                0..=2 => Function::Table(usize::from(*by)),
                _ => Function::Shift(*days),
            },
        };
    Network {
        variables: 4,
        rules: limits.len(),
        tables: tables.to_vec(),
        constraints: limits.iter().enumerate().map(constraint).collect(),
        choices: Vec::new(),
        assumed: Vec::new(),
    }
}

/// What the functions of [`network`] lead to, worked out apart from it.
fn leads(by: u8, days: i32, from: i32) -> i32 {
    match by {
        0 => from - 3,
        1 => from + 4,
        // From January 1970, day 30 its last, to the same date of February, four weeks back.
        2 if from <= 30 => (from + 1).min(28) + 2,
        2 => from,
        _ => from + days,
    }
}

/// 26 January 1970.
const BASE: i32 = 25;

fn solutions(limits: &[(bool, usize, usize, u8, i32)], reach: i32) -> Vec<[i32; 4]> {
    let mut all = Vec::new();
    for a in 0..=reach {
        for b in 0..=reach {
            for c in 0..=reach {
                let days = [BASE, BASE + a, BASE + b, BASE + c];
                let keeps = limits.iter().all(|(most, of, from, by, shift)| {
                    let limit = leads(*by, *shift, days[*from]);
                    if *most { days[*of] <= limit } else { days[*of] >= limit }
                });
                if keeps {
                    all.push(days);
                }
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    /// The latest and the earliest solution are what trying every way gives, and there
    /// is none exactly where every way fails; a conflict has no rule too many.
    #[test]
    fn networks_agree_with_trying_every_way(
        limits in prop::collection::vec(
            (any::<bool>(), 0_usize..4, 0_usize..4, 0_u8..5, -5_i32..6),
            1..8,
        ),
    ) {
        const REACH: i32 = 9;
        let limits: Vec<_> = limits.into_iter().filter(|one| one.1 != one.2).collect();
        let network = network(&limits);
        let last = BASE + REACH;
        let domain = Domain { low: vec![BASE; 4], high: vec![BASE, last, last, last] };
        let active = network.active(&|_| true);
        let all = solutions(&limits, REACH);
        match network.latest(&active, &domain) {
            Ok(latest) => {
                let most: Vec<i32> =
                    (0..4).map(|at| all.iter().map(|one| one[at]).max().unwrap_or(-1)).collect();
                prop_assert_eq!(&latest.days, &most);
                let least: Vec<i32> =
                    (0..4).map(|at| all.iter().map(|one| one[at]).min().unwrap_or(-1)).collect();
                prop_assert_eq!(network.earliest(&active, &domain).days, least);
            }
            Err(_) => {
                prop_assert!(all.is_empty(), "{:?}", all);
                let rules: Vec<usize> = (0..limits.len()).collect();
                let (conflicts, whole) = network.conflicts(&rules, &domain, 40);
                prop_assert!(whole && !conflicts.is_empty());
                for one in conflicts {
                    let of = |kept: &dyn Fn(usize) -> bool| -> Vec<_> {
                        let kept = limits.iter().enumerate().filter(|(at, _)| kept(*at));
                        kept.map(|(_, limit)| *limit).collect()
                    };
                    prop_assert!(solutions(&of(&|at| one.contains(&at)), REACH).is_empty());
                    for left in &one {
                        let fewer = of(&|at| one.contains(&at) && at != *left);
                        prop_assert!(!solutions(&fewer, REACH).is_empty(), "{:?}", one);
                    }
                }
            }
        }
    }
}

#[test]
fn a_day_beyond_the_table_decides_nothing() {
    let (model, plan, analysis) = kent();
    let over = analysis.over.unwrap();
    let calendar = model.calendar.clone().unwrap();
    assert!(over.last < calendar.last() && over.first >= calendar.first());
    let latest = |day: Day| {
        let active = plan.network.active(&|_| true);
        plan.network.latest(&active, &super::domain(plan, day)).map(|found| found.beyond)
    };
    assert_eq!(latest(over.last), Ok(false));
    assert!(OPEN > calendar.last().number());
}

/// Where a role says from which event it is anybody's, it waits for that, though only where
/// each takes all the time allowed; whatever the event is called.
#[test]
fn a_role_waits_for_the_event_it_begins_with_on_the_last_days_alone() {
    let with = |days: u32| {
        format!(
            "{WORDS}  from appointment of the manager\n\
             event appointment of the manager\n  \
             forms appoint the manager | appointment of the manager / appointments of the manager\n\
             duty allocate\n  must appoint the manager\n  due within {days} working days of receipt\n\
             duty meet\n  must hold a meeting\n  due within 20 working days of receipt\n  met by the first meeting\n\
             duty speak\n  who the manager\n  must talk with the family\n  \
             due at least 15 working days before the first meeting\n"
        )
    };
    let model = written(&with(7));
    let (plan, analysis) = judged(&model, &Options::default());
    assert_eq!(plan.assumed.len(), 1);
    assert!(analysis.conflicts.is_empty() && analysis.tight.is_empty());
    let found = super::findings(&model, &plan, &analysis);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, crate::diag::Code::D0622);
    let help = found[0].help.as_deref().unwrap_or_default();
    assert!(
        help.contains("the manager acts only from the appointment of the manager on"),
        "{help}"
    );
    let model = written(&with(4));
    assert!(!judged(&model, &Options::default()).1.finds(), "4 working days leave 1 of 20");
    // The name alone says nothing.
    let silent = with(7).replace("  from appointment of the manager\n", "");
    let model = written(&silent);
    let (plan, analysis) = judged(&model, &Options::default());
    assert!(plan.assumed.is_empty() && !analysis.finds());
    let renamed = with(7).replace("ppointment", "rrival").replace("appoint the", "arrival the");
    assert!(judged(&written(&renamed), &Options::default()).1.finds());
}

/// Each day counts under the versions in force on it: the same as asking about that day
/// alone, for every day about each change.
#[test]
fn dated_clauses_count_on_the_days_on_which_they_are_in_force() {
    let text = format!(
        "{WORDS}duty meet\n  must hold a meeting\n  \
         due within 20 working days of receipt until 30 April 2015\n  \
         due within 10 working days of receipt from 1 May 2015 until 30 June 2020\n  \
         due within 20 working days of receipt from 1 July 2020\n  met by the first meeting\n\
         duty meet-soon\n  in force from 1 January 2024 until 31 December 2024\n  must hold a meeting\n  \
         due within 12 working days of receipt\n  met by the first meeting\n\
         duty speak\n  must talk with the family\n  due at least 15 working days before the first meeting\n"
    );
    let model = written(&text);
    let (plan, analysis) = judged(&model, &Options::default());
    let over = analysis.over.unwrap();
    assert!(over.count() > 27 * 365, "{over:?}");
    let changes: Vec<Day> =
        super::stretches(&plan, over).iter().skip(1).map(|(dates, _)| dates.first).collect();
    let expected = [day(2015, 5, 1), day(2020, 7, 1), day(2024, 1, 1), day(2025, 1, 1)];
    assert_eq!(changes, expected);
    for change in expected {
        for date in -12..12 {
            let start = change.plus(date);
            let (_, alone) =
                judged(&model, &Options { in_force: Some(start), ..Options::default() });
            let (one, other) = (analysis.on(start).unwrap(), alone.on(start).unwrap());
            assert_eq!(one.outcome, other.outcome, "{start:?}");
        }
    }
    for (one, outcome) in [
        (day(2015, 4, 30), Outcome::Free),
        (day(2015, 5, 1), Outcome::Impossible),
        (day(2020, 6, 30), Outcome::Impossible),
        (day(2020, 7, 1), Outcome::Free),
        (day(2024, 1, 2), Outcome::Impossible),
        (day(2025, 1, 2), Outcome::Free),
    ] {
        assert_eq!(analysis.on(one).unwrap().outcome, outcome, "{one:?}");
    }
    // The two versions that ask for the same are one rule, and of two ways in which it is
    // impossible each is told once.
    assert_eq!(plan.rules.iter().filter(|rule| rule.force.len() == 2).count(), 1);
    assert_eq!(analysis.conflicts.len(), 2);
}

/// Before a pack came into force it is tried as it stands now; a duty that came later
/// than its pack is not.
#[test]
fn days_before_a_pack_came_into_force_are_tried_by_its_present_rules() {
    let words = WORDS.replacen(
        "  subject complaint\n",
        "  subject complaint\n  in force from 1 April 2011\n",
        1,
    );
    let text = format!(
        "{words}duty meet\n  must hold a meeting\n  \
         due within 10 working days of receipt until 30 June 2020\n  \
         due within 20 working days of receipt from 1 July 2020\n  met by the first meeting\n\
         duty meet-soon\n  in force from 1 January 2024\n  must hold a meeting\n  \
         due within 12 working days of receipt\n  met by the first meeting\n\
         duty speak\n  must talk with the family\n  due at least 15 working days before the first meeting\n"
    );
    let model = written(&text);
    let (plan, analysis) = judged(&model, &Options::default());
    let over = analysis.over.unwrap();
    let on = |day: Day| analysis.on(day).unwrap().outcome;
    assert_eq!(on(day(2015, 6, 1)), Outcome::Impossible, "10 days");
    assert_eq!(on(day(2021, 6, 1)), Outcome::Free, "20 days");
    assert_eq!(on(day(2025, 6, 2)), Outcome::Impossible, "12 days");
    assert_eq!(on(day(2005, 6, 1)), Outcome::Impossible, "as now");
    let tried = super::commencements(&model, &plan, over);
    assert_eq!(tried, [("p/q".to_owned(), day(2011, 4, 1))]);
}
