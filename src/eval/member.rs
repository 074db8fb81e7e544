//! A case as a member of groups: on which days it belongs to which, and with what
//! value.
//!
//! In: a case as of a day and a rule across cases. Out: its days, each stretch of them
//! alike, with its membership, its keys and its value. Never here: other cases.

use super::Blame;
use super::conditions::{Days, Reading, case_fact, changes, holds, silent};
use super::points::{How, shift};
use super::range::{ALWAYS, NEVER, Rng, Truth, When, Why, blame_also};
use super::scope::Spans;
use super::seat::Seat;
use super::uses::span_of;
use super::world::{Ev, World, visible};
use crate::facts::Value;
use crate::model::{Across, Scope};
use crate::names::{Concept, ConceptId, FactType, Owner, Sort};
use crate::syntax::ast::{Atom, Condition, GroupKey, Measure, When as Word};
use crate::time::{Counting, Day, Direction, Offset, Roll};

/// One part of what the cases of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyValue {
    /// The value of a fact: a name, a word, a number or a day, as text.
    Text(String),
    /// The year, or the month, by its first day's year and month.
    Year(i32),
    /// A month: `12 * year + month - 1`.
    Month(i32),
}

/// What is known of something that a case may have.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known<T> {
    /// It has none.
    Nothing,
    /// This.
    So(T),
    /// Not known.
    Open(Why),
}

/// What a measure looks at.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    /// Nothing but the case.
    Case,
    /// A value to compare.
    Text(Known<String>),
    /// An amount, in thousandths.
    Amount(Known<i64>),
    /// Whether the condition of a share holds.
    Holds(Truth),
    /// The stretches to keep apart: start, end, and the first day free after it.
    Stretches(Vec<(When, When, When)>),
}

/// A case on days that are alike.
#[derive(Debug, Clone)]
pub(super) struct Snap {
    pub(super) from: i32,
    /// Whether it is one of the cases taken.
    pub(super) taken: Truth,
    /// What it has of each key: more than one where an event happened more than once.
    pub(super) keys: Vec<Known<Vec<KeyValue>>>,
    pub(super) seen: Seen,
    /// For each unit of this, in thousandths.
    pub(super) each: Known<i64>,
    /// Whether a decision recorded in it lifts the rule from its group.
    pub(super) lifts: Truth,
}

impl Snap {
    /// Whether it is as another day was.
    fn is_as(&self, other: &Snap) -> bool {
        let Snap { from: _, taken, keys, seen, each, lifts } = self;
        (taken, keys, seen, each, lifts)
            == (&other.taken, &other.keys, &other.seen, &other.each, &other.lifts)
    }
}

/// A case through time.
#[derive(Debug)]
pub(super) struct Member {
    /// Its stretches of days, first to last; never empty.
    pub(super) snaps: Vec<Snap>,
}

impl Member {
    pub(super) fn on(&self, day: i32) -> Option<&Snap> {
        self.snaps.iter().rev().find(|snap| snap.from <= day)
    }
}

/// A case as a member of the groups of a rule.
pub(super) fn member(world: &World<'_>, rule: &Across) -> Member {
    let spans = Spans::of(world, &Scope::WholeRecord);
    let mut snaps: Vec<Snap> = Vec::new();
    if let Some(span) = spans.get(0) {
        let seat = Seat { span, date: When::only(world.t), occ: None, period: None };
        let at = At { world, rule, seat: &seat };
        for day in at.days() {
            let snap = at.snap(day);
            // Of a million cases only the days are kept on which one changes.
            if snaps.last().is_none_or(|last| !snap.is_as(last)) {
                snaps.push(snap);
            }
        }
    }
    Member { snaps }
}

struct At<'m, 'a> {
    world: &'m World<'a>,
    rule: &'m Across,
    seat: &'m Seat<'m>,
}

impl At<'_, '_> {
    fn reading(&self, day: i32) -> Reading<'_, '_> {
        Reading {
            seat: self.seat,
            decided_by: When::only(day),
            decided_from: When::always(),
            strictly_after: false,
            counting: &[],
        }
    }

    fn conditions(&self) -> impl Iterator<Item = (Word, &Condition)> {
        let own = self.rule.applies.iter().flat_map(|applies| &applies.parts);
        own.map(|(word, condition)| (word.value, condition))
    }

    /// Every day on which the case may change, from its first to `t`.
    fn days(&self) -> Vec<i32> {
        let (world, mut days) = (self.world, Days::new());
        let reading = self.reading(world.t);
        let share = match &self.rule.measure {
            Measure::Share { condition, .. } => Some(condition),
            Measure::Same(_)
            | Measure::Different { .. }
            | Measure::Number { .. }
            | Measure::Sum { .. }
            | Measure::Apart { .. } => None,
        };
        for condition in self.conditions().map(|(_, condition)| condition).chain(share) {
            changes(world, &reading, condition, &mut days);
        }
        for ev in &world.evs {
            days.extend([ev.counted.lo, ev.counted.hi]);
        }
        for period in &world.raw_periods {
            days.extend([period.from.lo, period.from.hi, period.until.lo, period.until.hi]);
        }
        days.extend(world.case.facts.iter().filter_map(|one| one.from).map(Day::number));
        if let Some(status) = self.rule.group.of {
            for stretch in world.stretches(status.value) {
                days.extend([stretch.from.lo, stretch.from.hi, stretch.to.lo, stretch.to.hi]);
            }
        }
        let mut days: Vec<i32> = days.into_iter().collect();
        days.retain(|day| *day <= world.t && *day != ALWAYS);
        // A case of which nothing is dated was there all along.
        if days.is_empty() {
            days.push(ALWAYS);
        }
        days.sort_unstable();
        days.dedup();
        days
    }

    fn snap(&self, from: i32) -> Snap {
        let day = if from == ALWAYS { self.world.t } else { from };
        let mut taken = match self.rule.group.of {
            None => Truth::True,
            Some(of) => self.has(of.value, day),
        };
        let mut lifts = Truth::False;
        for (word, condition) in self.conditions() {
            let so = holds(self.world, &self.reading(day), condition, day);
            let lets = if word == Word::Unless { so.negate() } else { so };
            if decides(condition) {
                lifts = lifts.or(lets.negate());
            } else {
                taken = taken.and(lets);
            }
        }
        Snap {
            from,
            taken,
            keys: self.rule.group.keys.iter().map(|key| self.key(key, day)).collect(),
            seen: self.seen(day),
            each: self.each(day),
            lifts,
        }
    }

    /// Whether the case has a status, or a yes-or-no fact is *yes* of it.
    fn has(&self, of: ConceptId, day: i32) -> Truth {
        let sort = self.world.model.vocabulary.get(of).map(Concept::sort);
        if sort == Some(Sort::Status) {
            return self.world.holds(of, day);
        }
        match self.fact(of, day) {
            Known::So(Value::YesNo(yes)) => yes.into(),
            Known::So(_) | Known::Nothing => Truth::False,
            Known::Open(why) => Truth::Unknown(why),
        }
    }

    fn key(&self, key: &GroupKey, day: i32) -> Known<Vec<KeyValue>> {
        match key {
            GroupKey::Fact(fact) => match self.fact(fact.value, day) {
                Known::So(value) => Known::So(vec![KeyValue::Text(text(&value))]),
                Known::Nothing => Known::Nothing,
                Known::Open(why) => Known::Open(why),
            },
            GroupKey::Year(kind, of) => {
                let year = |number: i32| match kind {
                    crate::syntax::ast::YearKind::Month => KeyValue::Month(number),
                    crate::syntax::ast::YearKind::Calendar
                    | crate::syntax::ast::YearKind::Financial => KeyValue::Year(number),
                };
                let mut years: Vec<KeyValue> = Vec::new();
                let mut why = Why::new();
                for (rng, blame) in self.dates(of.value, day, &mut why) {
                    let (first, last) = (span_of(*kind, rng.lo), span_of(*kind, rng.hi));
                    if first == last {
                        years.push(year(first));
                    } else {
                        blame_also(&mut why, &[blame]);
                    }
                }
                years.sort();
                years.dedup();
                match (why.is_empty(), years.is_empty()) {
                    (false, _) => Known::Open(why),
                    (true, true) => Known::Nothing,
                    (true, false) => Known::So(years),
                }
            }
        }
    }

    /// The days of an event, happened or else planned, or the day that a fact gives.
    fn dates(&self, of: ConceptId, day: i32, why: &mut Why) -> Vec<(Rng, Blame)> {
        let sort = self.world.model.vocabulary.get(of).map(Concept::sort);
        if sort == Some(Sort::Event) {
            let dated = |ev: &Ev| Some((day_of(ev)?, Blame::DateOf(ev.id)));
            return self.world.of_kind(of).filter_map(dated).collect();
        }
        match self.fact(of, day) {
            Known::So(Value::Date(date)) => vec![(Rng::only(date.number()), Blame::Fact(of))],
            Known::So(_) | Known::Nothing => Vec::new(),
            Known::Open(more) => {
                blame_also(why, &more);
                Vec::new()
            }
        }
    }

    /// The value of a fact on a day: the case's own, or that of the period that runs
    /// on it, or of the latest occurrence of the event it belongs to.
    fn fact(&self, fact: ConceptId, day: i32) -> Known<Value> {
        let world = self.world;
        let info = world.model.vocabulary.get(fact).and_then(|concept| concept.fact());
        let owner = match info.map(|info| info.owner) {
            Some(Owner::Of(owner)) => Some(owner),
            Some(Owner::Subject) | None => None,
        };
        let own = world.case.facts.iter().any(|attribute| attribute.fact == fact);
        let sort = owner.and_then(|owner| world.model.vocabulary.get(owner)).map(Concept::sort);
        let found = match (own, owner, sort) {
            (false, Some(owner), Some(Sort::Status)) => self.of_period(fact, owner, day),
            (false, Some(owner), Some(Sort::Event)) => self.of_event(fact, owner, day),
            _ => case_fact(world, fact, day).map(Some),
        };
        match found {
            Ok(Some(value)) => Known::So(value),
            Ok(None) => Known::Nothing,
            // A name of which nothing is recorded is none, where the record is whole.
            Err(Blame::Fact(_))
                if info.is_some_and(|info| info.ty == FactType::Name)
                    && self.is_whole(fact)
                    && !self.said_unknown(fact) =>
            {
                Known::Nothing
            }
            Err(blame) => Known::Open(vec![blame]),
        }
    }

    fn is_whole(&self, fact: ConceptId) -> bool {
        matches!(self.world.records(fact).0, crate::names::Completeness::Fully { .. })
    }

    fn said_unknown(&self, fact: ConceptId) -> bool {
        let case = self.world.case;
        let of = |facts: &[(ConceptId, Value)]| facts.contains(&(fact, Value::Unknown));
        case.facts.iter().any(|one| one.fact == fact && one.value == Value::Unknown)
            || case.periods.iter().any(|period| of(&period.facts))
            || case.events.iter().any(|event| of(&event.facts))
    }

    fn of_period(
        &self,
        fact: ConceptId,
        status: ConceptId,
        day: i32,
    ) -> Result<Option<Value>, Blame> {
        let world = self.world;
        let mut found: Option<(i32, Result<Option<Value>, Blame>)> = None;
        for (period, raw) in world.case.periods.iter().zip(&world.raw_periods) {
            if raw.status != status {
                continue;
            }
            let (from, until) = (visible(raw.from, world.t), visible(raw.until, world.t));
            if from.lo > day || until.hi <= day {
                continue;
            }
            if from.hi > day || until.lo <= day {
                return Err(Blame::Status(status));
            }
            let value = period.facts.iter().find(|(one, _)| *one == fact).map(|(_, value)| value);
            let value = match value {
                Some(Value::Unknown) => Err(Blame::Fact(fact)),
                Some(value) => Ok(Some(value.clone())),
                None => silent(world, fact).map(Some).ok_or(Blame::Fact(fact)),
            };
            if found.as_ref().is_none_or(|(before, _)| *before <= from.lo) {
                found = Some((from.lo, value));
            }
        }
        found.map_or(Ok(None), |(_, value)| value)
    }

    fn of_event(&self, fact: ConceptId, kind: ConceptId, day: i32) -> Result<Option<Value>, Blame> {
        let happened = self.world.happened(kind).rfind(|ev| ev.counted.lo <= day);
        let planned = || self.world.of_kind(kind).rfind(|ev| day_of(ev).is_some());
        let Some(ev) = happened.or_else(planned) else { return Ok(None) };
        let facts = self.world.case.occurrence(ev.id).map_or(&[][..], |found| &found.facts);
        match facts.iter().find(|(one, _)| *one == fact).map(|(_, value)| value) {
            Some(Value::Unknown) => Err(Blame::FactOf(fact, ev.id)),
            Some(value) => Ok(Some(value.clone())),
            None => silent(self.world, fact).map(Some).ok_or(Blame::FactOf(fact, ev.id)),
        }
    }

    fn amount(&self, fact: ConceptId, day: i32) -> Known<i64> {
        match self.fact(fact, day) {
            Known::So(Value::Number(number)) => Known::So(number.saturating_mul(1_000)),
            Known::So(Value::Decimal(thousandths)) => Known::So(thousandths),
            Known::So(_) | Known::Nothing => Known::Open(vec![Blame::Fact(fact)]),
            Known::Open(why) => Known::Open(why),
        }
    }

    fn each(&self, day: i32) -> Known<i64> {
        match &self.rule.measure {
            Measure::Number { each: Some(each), .. } | Measure::Sum { each: Some(each), .. } => {
                self.amount(each.value, day)
            }
            Measure::Number { each: None, .. }
            | Measure::Sum { each: None, .. }
            | Measure::Same(_)
            | Measure::Different { .. }
            | Measure::Share { .. }
            | Measure::Apart { .. } => Known::So(1_000),
        }
    }

    fn seen(&self, day: i32) -> Seen {
        match &self.rule.measure {
            Measure::Same(fact) | Measure::Different { fact, .. } => {
                Seen::Text(match self.fact(fact.value, day) {
                    Known::So(value) => Known::So(text(&value)),
                    Known::Nothing => Known::Nothing,
                    Known::Open(why) => Known::Open(why),
                })
            }
            Measure::Number { .. } => Seen::Case,
            Measure::Sum { fact, .. } => Seen::Amount(self.amount(fact.value, day)),
            Measure::Share { condition, .. } => {
                Seen::Holds(holds(self.world, &self.reading(day), condition, day))
            }
            Measure::Apart { gap, end, start } => {
                Seen::Stretches(self.stretches(gap, end.value, start.value))
            }
        }
    }

    /// The stretches from a start to the end that belongs to it: the first end on or
    /// after it, else its own day.
    fn stretches(&self, gap: &Offset, end: ConceptId, start: ConceptId) -> Vec<(When, When, When)> {
        let world = self.world;
        let dated = |ev: &Ev| Some(When::of(day_of(ev)?, &Blame::DateOf(ev.id)));
        let ends: Vec<When> = world.of_kind(end).filter_map(dated).collect();
        let how = How {
            offset: gap,
            direction: Direction::Forward,
            counting: Counting::of(gap),
            roll: Roll::None,
        };
        let starts = world.of_kind(start).filter_map(dated);
        starts
            .map(|start| {
                let own = ends.iter().find(|end| end.hi >= start.lo).cloned();
                let end = own.unwrap_or_else(|| start.clone());
                let free = shift(world, end.clone(), how);
                (start, end, free)
            })
            .collect()
    }
}

/// The day an event counts on, else the day it is planned for.
fn day_of(ev: &Ev) -> Option<Rng> {
    if ev.counted.hi != NEVER {
        return Some(ev.counted);
    }
    ev.planned.filter(|_| ev.cancelled.is_none())
}

/// Whether a condition asks for a decision: it is read of the group, not of each case.
fn decides(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(decides),
        Condition::Not(inner) => decides(inner),
        Condition::Atom(atom) => matches!(atom.value, Atom::Recorded { .. }),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::YesNo(true) => "yes".to_owned(),
        Value::YesNo(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Decimal(thousandths) => decimal_text(*thousandths),
        Value::Date(day) => day.long(),
        Value::Word(word) => crate::names::tidy(word),
        Value::Unknown => String::new(),
    }
}

/// A number in thousandths as it is written: `0.6` of 600.
#[must_use]
pub fn decimal_text(thousandths: i64) -> String {
    let (sign, size) = (if thousandths < 0 { "-" } else { "" }, thousandths.unsigned_abs());
    let (whole, rest) = (size / 1_000, size % 1_000);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
}
