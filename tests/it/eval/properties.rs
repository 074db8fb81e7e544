//! Laws that hold for every case: nothing panics, what is known gives one status,
//! and filling in what is not known never adds one.

use std::sync::LazyLock;

use super::duties::DUTIES;
use super::*;
use duly::eval::InstanceKey;
use duly::facts::{DateFact, Occurrence, OccurrenceId, Period, PeriodEnd, Records, Value};
use duly::names::{Completeness, ConceptId, Sort};
use duly::source::{SourceMap, Span};
use proptest::prelude::*;

static MODEL: LazyLock<Checked> = LazyLock::new(|| model(DUTIES));

const START: i32 = 20_454; // 1 January 2026

/// Everything that happens in these cases, most useful first.
const KINDS: [&str; 16] = [
    "review",
    "complaint",
    "coming into care",
    "send invitations",
    "acknowledge the complaint",
    "leaving care",
    "speak with the child",
    "placement disruption",
    "answer the complaint",
    "notify the IRO service",
    "update the care plan",
    "visit the child",
    "write a pathway plan",
    "visit the placement",
    "write the report",
    "update the chronology",
];

fn concept(name: &str) -> ConceptId {
    let words = &MODEL.vocabulary;
    let sorts = [Sort::Event, Sort::Status, Sort::Fact, Sort::Role];
    let found = sorts.into_iter().find_map(|sort| words.named(name, sort));
    found.or_else(|| words.decision(name)).unwrap_or_else(|| panic!("no {name}"))
}

fn span() -> Span {
    Span::new(SourceMap::new().add("generated", ""), 0, 0)
}

fn date(day: i32, width: i32) -> DateFact {
    let first = Day::from_number(START + day);
    if width == 0 { DateFact::Exactly(first) } else { DateFact::Between(first, first.plus(width)) }
}

/// A date, not always exact.
fn dates() -> BoxedStrategy<DateFact> {
    (0..220_i32, prop_oneof![3 => Just(0), 2 => 1..16_i32, 1 => 16..60_i32])
        .prop_map(|(day, width)| date(day, width))
        .boxed()
}

fn exact() -> BoxedStrategy<DateFact> {
    (0..220_i32).prop_map(|day| date(day, 0)).boxed()
}

/// Any date at all.
fn wild() -> BoxedStrategy<DateFact> {
    let day = prop_oneof![
        Just(Day::MIN.number()),
        Just(Day::MAX.number()),
        -800_000..3_000_000_i32,
        START..START + 300,
        START..START + 300,
    ];
    (day.clone(), day, 0..24_u8)
        .prop_map(|(a, b, how)| {
            let (a, b) = (Day::from_number(a), Day::from_number(b));
            match how {
                0 => DateFact::Sometime,
                1 | 2 if a != b => DateFact::Between(a.min(b), a.max(b)),
                _ => DateFact::Exactly(a),
            }
        })
        .boxed()
}

/// Acts that start nothing.
const ACTS: [&str; 7] = [
    "send invitations",
    "acknowledge the complaint",
    "speak with the child",
    "answer the complaint",
    "notify the IRO service",
    "update the care plan",
    "visit the child",
];

/// What became of an occurrence.
#[derive(Debug, Clone, Copy)]
enum Life {
    Held,
    Begun,
    Planned,
    PlannedAndHeld,
    Adjourned,
    Cancelled,
}

fn life() -> impl Strategy<Value = Life> {
    prop_oneof![
        8 => Just(Life::Held),
        1 => Just(Life::Begun),
        2 => Just(Life::Planned),
        1 => Just(Life::PlannedAndHeld),
        1 => Just(Life::Adjourned),
        1 => Just(Life::Cancelled),
    ]
}

fn event(date: &BoxedStrategy<DateFact>) -> impl Strategy<Value = Occurrence> + use<> {
    (0..KINDS.len() + 1, date.clone(), date.clone(), life(), prop::option::of(0..6_u32), 0..3_i32)
        .prop_map(|(kind, first, second, life, link, seq)| {
            let kind = KINDS.get(kind).copied().unwrap_or("the child refuses");
            let reviewed = kind == "review";
            let mut made = Occurrence {
                done_for: link.filter(|link| link % 2 == 0).map(OccurrenceId),
                by: (seq > 0).then(|| concept("the IRO")),
                seq,
                ..Occurrence::bare(OccurrenceId(0), concept(kind), span())
            };
            if reviewed && seq > 0 {
                made.facts.push((concept("changed the care plan"), Value::YesNo(seq == 1)));
            }
            match if reviewed { life } else { Life::Held } {
                Life::Held => (made.started, made.completed) = (Some(first), Some(first)),
                Life::Begun => made.started = Some(first),
                Life::Planned => made.planned_for = Some(first),
                Life::PlannedAndHeld => {
                    made.planned_for = Some(second);
                    (made.started, made.completed) = (Some(first), Some(first));
                }
                Life::Adjourned => {
                    (made.planned_for, made.adjourned) = (Some(first), Some(first));
                    made.started = Some(second);
                }
                Life::Cancelled => (made.planned_for, made.cancelled) = (Some(first), Some(second)),
            }
            made
        })
}

/// A case that fails is shown in a few lines.
#[derive(Clone)]
struct Shown(Case);

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = &MODEL.vocabulary;
        let day = |fact: Option<DateFact>| match fact {
            None => "-".to_owned(),
            Some(fact) => fact.bounds().map_or("?".to_owned(), |(a, b)| {
                if a == b { a.to_string() } else { format!("{a}..{b}") }
            }),
        };
        writeln!(f, "born {}", day(self.0.born))?;
        for one in &self.0.events {
            let dates = [one.planned_for, one.started, one.completed, one.adjourned, one.cancelled];
            let dates = dates.map(day).join(" ");
            let (id, seq, noun) = (one.id.0, one.seq, words.noun(one.kind));
            writeln!(
                f,
                "  {id} {noun}: plan/start/done/adj/canc {dates} for {:?} by {:?} seq {seq} {:?}",
                one.done_for, one.by, one.facts
            )?;
        }
        for one in &self.0.periods {
            writeln!(f, "  {}: {} {:?}", words.noun(one.status), day(Some(one.from)), one.until)?;
        }
        for one in &self.0.facts {
            writeln!(f, "  {}: {:?}", words.noun(one.fact), one.value)?;
        }
        Ok(())
    }
}

/// A case of up to seven things.
fn cases(dates: &BoxedStrategy<DateFact>) -> impl Strategy<Value = Shown> + use<> {
    let events = prop::collection::vec(event(dates), 0..6);
    let entry = prop::option::weighted(0.9, dates.clone());
    let adoption = prop::option::weighted(0.2, (dates.clone(), prop::option::of(dates.clone())));
    let placements = prop::collection::vec((dates.clone(), prop::option::of(dates.clone())), 0..3);
    let born = (-5_600..-5_100_i32, prop_oneof![2 => Just(0), 1 => 1..30_i32]);
    (entry, events, (adoption, placements), born, 0..3_u8, 0..3_u8).prop_map(
        |(entry, mut events, (adoption, placements), born, band, risk)| {
            if let Some(entry) = entry {
                let mut first = events.first().cloned().unwrap_or_else(blank);
                first.kind = concept("coming into care");
                (first.planned_for, first.adjourned, first.cancelled, first.done_for) =
                    (None, None, None, None);
                (first.started, first.completed) = (Some(entry), Some(entry));
                first.facts.clear();
                events.insert(0, first);
            }
            let count = u32::try_from(events.len()).unwrap();
            for (id, event) in (0_u32..).zip(&mut events) {
                event.id = OccurrenceId(id);
                event.done_for = event.done_for.filter(|of| of.0 < count && of.0 != id);
            }
            let exact_birth = date_is_exact(&events);
            let width = if exact_birth { 0 } else { born.1 };
            let mut made = Case {
                id: "generated".to_owned(),
                born: Some(date(born.0, width)),
                history_from: None,
                records: Default::default(),
                events,
                periods: Vec::new(),
                facts: Vec::new(),
                subject: None,
            };
            if let Some((from, until)) = adoption {
                let until = until.map_or(PeriodEnd::Ongoing, PeriodEnd::On);
                let status = concept("placed for adoption");
                made.periods.push(Period { status, from, until, facts: Vec::new(), span: span() });
            }
            let status = concept("in placement");
            for (from, until) in placements {
                let until = until.map_or(PeriodEnd::Ongoing, PeriodEnd::On);
                made.periods.push(Period { status, from, until, facts: Vec::new(), span: span() });
            }
            let fact = |name: &str, value: Value| duly::facts::Attribute {
                fact: concept(name),
                value,
                from: None,
                span: span(),
            };
            let bands =
                [Value::Unknown, Value::Word("low".to_owned()), Value::Word("high".to_owned())];
            made.facts.push(fact("risk band", bands[usize::from(band)].clone()));
            let risks = [Value::Unknown, Value::YesNo(true), Value::YesNo(false)];
            made.facts.push(fact("at risk", risks[usize::from(risk)].clone()));
            Shown(made)
        },
    )
}

fn blank() -> Occurrence {
    Occurrence::bare(OccurrenceId(0), concept("review"), span())
}

fn date_is_exact(events: &[Occurrence]) -> bool {
    all_dates(events).all(|fact| fact.exact().is_some())
}

fn all_dates(events: &[Occurrence]) -> impl Iterator<Item = DateFact> {
    events
        .iter()
        .flat_map(|one| [one.planned_for, one.started, one.completed, one.adjourned, one.cancelled])
        .flatten()
}

/// A number that is as random as the seed it is made of.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: i32) -> i32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((self.0 >> 33) % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    /// A narrower date: exact, or part of what it was.
    fn narrow(&mut self, fact: DateFact, exact: bool) -> DateFact {
        let DateFact::Between(first, last) = fact else { return fact };
        let wide = first.days_until(last);
        let from = self.below(wide + 1);
        let to = if exact { from } else { from + self.below(wide + 1 - from) };
        if !exact && self.below(3) == 0 {
            return fact;
        }
        if from == to {
            DateFact::Exactly(first.plus(from))
        } else {
            DateFact::Between(first.plus(from), first.plus(to))
        }
    }

    /// The case with its unknowns narrowed, or filled in altogether.
    fn fill(&mut self, case: &Case, exact: bool) -> Case {
        let mut case = case.clone();
        for one in &mut case.events {
            let one_date = one.started == one.completed;
            for fact in [
                &mut one.planned_for,
                &mut one.started,
                &mut one.completed,
                &mut one.adjourned,
                &mut one.cancelled,
            ] {
                *fact = fact.map(|fact| self.narrow(fact, exact));
            }
            if one_date {
                one.completed = one.started;
            }
            if concept("review") == one.kind && one.facts.is_empty() && exact {
                one.facts
                    .push((concept("changed the care plan"), Value::YesNo(self.below(2) == 0)));
            }
        }
        for period in &mut case.periods {
            period.from = self.narrow(period.from, exact);
            if let PeriodEnd::On(until) = &mut period.until {
                *until = self.narrow(*until, exact);
            }
        }
        case.born = case.born.map(|born| self.narrow(born, exact));
        for fact in case.facts.iter_mut().filter(|fact| exact && fact.value == Value::Unknown) {
            fact.value = if fact.fact == concept("at risk") {
                Value::YesNo(self.below(2) == 0)
            } else {
                Value::Word(
                    ["low", "medium", "high"][usize::try_from(self.below(3)).unwrap()].to_owned(),
                )
            };
        }
        case
    }
}

fn find(answer: &Answer, key: InstanceKey) -> Option<&Row> {
    answer.rows.iter().find(|row| row.key == key)
}

fn name(row: &Row) -> &'static str {
    &MODEL.duty(row.key.duty).unwrap().name.value
}

/// Every row of `narrower` may be what `wider` says. What was too dear to narrow there may
/// still say too much, and says so: of it the wider answer may know more.
fn within(narrower: &Answer, wider: &Answer) -> Result<(), TestCaseError> {
    for row in &narrower.rows {
        let (key, statuses) = (row.key, words(row.statuses));
        let Some(wide) = find(wider, key) else {
            if row.flags.possibly_imprecise {
                continue;
            }
            return Err(TestCaseError::fail(format!(
                "{} {key:?} is not in the wider answer: {statuses}",
                name(row)
            )));
        };
        let fits = row.statuses.is_within(wide.statuses) || row.flags.possibly_imprecise;
        prop_assert!(fits, "{} {:?}: {} not in {}", name(row), key, statuses, words(wide.statuses));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_known_has_one_status(case in cases(&exact()), t in 0..420_i32, dice in any::<u64>()) {
        let case = Dice(dice).fill(&case.0, true);
        let answer = evaluate(&MODEL, &case, Day::from_number(START + t));
        for row in &answer.rows {
            prop_assert!(row.statuses.single().is_some(), "{} {:?}: {}", name(row), row.key, line(row));
            prop_assert!(row.blame.is_empty());
            prop_assert!(!row.flags.possibly_imprecise);
        }
    }

    #[test]
    fn each_completion_is_among_the_statuses(case in cases(&dates()), t in 0..420_i32, dice in any::<u64>()) {
        let as_of = Day::from_number(START + t);
        let wide = evaluate(&MODEL, &case.0, as_of);
        let mut dice = Dice(dice);
        for _ in 0..4 {
            within(&evaluate(&MODEL, &dice.fill(&case.0, true), as_of), &wide)?;
        }
    }

    #[test]
    fn knowing_more_never_adds_a_status(case in cases(&dates()), t in 0..420_i32, dice in any::<u64>()) {
        let as_of = Day::from_number(START + t);
        let wide = evaluate(&MODEL, &case.0, as_of);
        let mut dice = Dice(dice);
        let narrower = dice.fill(&case.0, false);
        within(&evaluate(&MODEL, &narrower, as_of), &wide)?;
    }

    #[test]
    fn what_is_entered_later_was_possible_before(
        case in cases(&exact()),
        act in 0..ACTS.len(),
        day in 0..220_i32,
        how in 0..3_u8,
        t in 0..420_i32,
    ) {
        let as_of = Day::from_number(START + t);
        let kind = concept(ACTS[act]);
        let mut before = case.0;
        let until = Some(Day::from_number(START + day - 1));
        let fully = Completeness::Fully { from: None };
        match how {
            0 => drop(before.records.insert(kind, Records { completeness: Completeness::WhenKnown, until: None })),
            1 => drop(before.records.insert(kind, Records { completeness: fully, until })),
            _ => before.history_from = Some(Day::from_number(START + day + 1)),
        }
        let mut after = before.clone();
        let id = OccurrenceId(u32::try_from(after.events.len()).unwrap());
        let held = Some(date(day, 0));
        after.events.push(Occurrence { id, kind, started: held, completed: held, ..blank() });
        within(&evaluate(&MODEL, &after, as_of), &evaluate(&MODEL, &before, as_of))?;
    }

    #[test]
    fn a_row_that_is_not_known_says_why(case in cases(&dates()), t in 0..420_i32) {
        let answer = evaluate(&MODEL, &case.0, Day::from_number(START + t));
        for row in &answer.rows {
            prop_assert!(row.statuses.iter().next().is_some());
            prop_assert_eq!(row.statuses.single().is_none(), !row.blame.is_empty(), "{} {}", name(row), line(row));
        }
    }

    #[test]
    fn the_details_of_a_row_agree_with_its_status(case in cases(&dates()), t in 0..420_i32) {
        let as_of = Day::from_number(START + t);
        for row in &evaluate(&MODEL, &case.0, as_of).rows {
            let said = format!("{} {row:?}", name(row));
            let done = row.fulfilled.map(|(dates, _)| dates);
            let due = row.due.and_then(duly::eval::DateRange::exact);
            let late = row.flags.breached;
            match row.statuses.single() {
                None => {}
                Some(Status::Met) => {
                    let in_time = done.zip(row.due).is_none_or(|(done, due)| done.last <= due.last);
                    prop_assert!(in_time && !late && row.days_late.is_none(), "{}", said);
                }
                Some(Status::MetLate) => {
                    let after = done.zip(due).is_none_or(|(done, due)| done.first > due);
                    let days = done.and_then(duly::eval::DateRange::exact).zip(due);
                    let days = days.map(|(done, due)| done.number() - due.number());
                    let days = days.or(standing::without(row));
                    prop_assert!(late && after && row.days_late == days, "{}", said);
                }
                Some(Status::Overdue) => {
                    let days = due.map(|due| as_of.number() - due.number());
                    prop_assert!(late && done.is_none() && row.days_late == days, "{}", said);
                }
                Some(Status::NotApplicable | Status::Lapsed | Status::DueSoon | Status::Pending) => {
                    prop_assert!(done.is_none(), "{}", said);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// What changes next is what every day, judged one by one, says.
    #[test]
    fn what_changes_next_is_what_each_day_says(shown in cases(&dates()), start in 0..200_i32) {
        let as_of = Day::from_number(START + start);
        let mut shown = shown;
        if start % 3 == 0 {
            shown.0 = Dice(start as u64).fill(&shown.0, true);
        }
        crate::next::agree(&MODEL, &shown.0, as_of, as_of.plus(30)).map_err(TestCaseError::fail)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_in_a_record_makes_it_fail(case in cases(&wild()), t in -800_000..3_000_000_i32, born in wild()) {
        let mut case = case.0;
        case.born = Some(born);
        let as_of = Day::from_number(t);
        let answer = evaluate(&MODEL, &case, as_of);
        // Of a record of centuries a share of the rows is explained.
        for row in answer.rows.iter().step_by(1 + answer.rows.len() / 8) {
            prop_assert!(row.statuses.iter().next().is_some());
            let text = duly::explain::render(&duly::explain::explain(&MODEL, &case, row, as_of));
            prop_assert!(!text.is_empty());
        }
    }
}
