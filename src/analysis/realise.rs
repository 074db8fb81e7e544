//! Cells as facts of a case.
//!
//! In: a cell of conditions, and the day on which they are judged. Out: cases in which
//! they come out so, at both ends of each stretch of age. Never here: what a duty
//! makes of them; ask the interpreter whether a case is what it should be.

use super::cells::{Cell, Space, Value as Point};
use super::witness::build::{self, begin, happen};
use crate::facts::{Case, DateFact, Period, PeriodEnd, Value};
use crate::model::Model;
use crate::names::{ConceptId, FactType};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, FactTest, Tense};
use crate::time::{Day, MonthEnd, Unit};

/// Cases of one cell.
#[derive(Debug, Clone, Default)]
pub struct Realised {
    /// The cases: more than one where the cell has an age.
    pub cases: Vec<Case>,
    /// Facts that the occurrence or period which starts a duty has to have.
    pub of_trigger: Vec<(ConceptId, Value)>,
    /// Every statement of the cell was put into facts; otherwise some rest on days or
    /// persons that a cell does not know.
    pub whole: bool,
}

/// Puts a cell into facts, as of a day. `at` is where what they are for is written.
#[must_use]
pub fn realise(model: &Model, (space, cell): (&Space, &Cell), on: Day, at: Span) -> Realised {
    let mut made = Making { model, on, at, case: build::empty(), out: Realised::default() };
    made.out.whole = true;
    let mut births = vec![None];
    for (_, value) in space.values(cell) {
        if let Point::Age(_, low, high) = value {
            births = ages(on, *low, *high).into_iter().map(Some).collect();
        } else {
            made.put(value);
        }
    }
    let Making { case, mut out, .. } = made;
    out.cases = births
        .into_iter()
        .map(|born| Case { born: born.map(DateFact::Exactly), ..case.clone() })
        .collect();
    out
}

/// Days of birth of those who are of an age on a day: on the first day of that age, on
/// the day after, and on its last.
fn ages(on: Day, low: Option<u32>, high: Option<u32>) -> Vec<Day> {
    let years = |n: u32| on.checked_plus_months(-12 * i64::from(n), MonthEnd::LastDay);
    let youngest = low.and_then(years).map_or(Some(on), Some);
    let oldest = high.and_then(years).map(|day| day.plus(1));
    let mut all: Vec<Day> = youngest.into_iter().flat_map(|day| [day, day.plus(-1)]).collect();
    all.extend(oldest);
    let fits = |day: &Day| {
        oldest.is_none_or(|oldest| *day >= oldest) && youngest.is_none_or(|young| *day <= young)
    };
    all.retain(fits);
    all.dedup();
    all
}

struct Making<'m> {
    model: &'m Model,
    on: Day,
    at: Span,
    case: Case,
    out: Realised,
}

impl Making<'_> {
    fn put(&mut self, value: &Point) {
        match value {
            Point::Age(..) => {}
            Point::Whether(atom, so) => self.whether(atom, *so),
            Point::Word(atom, word) => {
                let word = word.clone().map_or(Value::Unknown, Value::Word);
                self.fact(atom, word);
            }
            Point::Number(atom, low, high) => self.number(atom, *low, *high),
            Point::Date(..) => self.out.whole = false,
        }
    }

    fn whether(&mut self, atom: &Spanned<Atom>, so: bool) {
        match &atom.value {
            Atom::Status { status, tense } => self.status(status.value, tense, so),
            Atom::Fact { test: FactTest::Yes, .. } => self.fact(atom, Value::YesNo(so)),
            Atom::Recorded { decision, by } if so => {
                happen(&mut self.case, decision.value, self.on, self.at);
                if let Some(one) = self.case.events.last_mut() {
                    one.by = by.as_ref().map(|by| by.value);
                }
            }
            Atom::Recorded { .. } => {}
            Atom::SamePerson { role, other, on: None } => self.persons(role.value, other.value, so),
            Atom::Fact { .. }
            | Atom::Age { .. }
            | Atom::Happened { .. }
            | Atom::Total { .. }
            | Atom::SamePerson { .. } => self.out.whole = false,
        }
    }

    /// One person is both, or two are: each has a name of their own unless it is one.
    fn persons(&mut self, role: ConceptId, other: ConceptId, same: bool) {
        let words = &self.model.vocabulary;
        let Some((role, other)) = words.holder(role).zip(words.holder(other)) else {
            self.out.whole = false;
            return;
        };
        let named = |case: &Case, fact: ConceptId| {
            case.facts.iter().find(|one| one.fact == fact).map(|one| one.value.clone())
        };
        // Nobody else in the case has a name of so many facts.
        let own = |case: &Case| Value::Word(format!("P{}", case.facts.len() + 1));
        let first = named(&self.case, role).unwrap_or_else(|| {
            let name = own(&self.case);
            build::fact(&mut self.case, role, name.clone(), self.at);
            name
        });
        match named(&self.case, other) {
            Some(known) => self.out.whole &= (known == first) == same,
            None => {
                let name = if same { first } else { own(&self.case) };
                build::fact(&mut self.case, other, name, self.at);
            }
        }
    }

    /// A status that holds, has held or does not. Of several statements about one
    /// status the period that began first serves them all.
    fn status(&mut self, status: ConceptId, tense: &Tense, so: bool) {
        let (from, until) = match tense {
            Tense::Now => (-1, None),
            Tense::Ever => (-40, Some(-20)),
            Tense::For(offset, _) => {
                let longest = offset.lengths().map(|one| match one.unit {
                    Unit::CalendarDay => one.count,
                    Unit::WorkingDay => one.count * 2 + 10,
                    Unit::Week => one.count * 7,
                    Unit::Month => one.count * 31,
                    Unit::Year => one.count * 366,
                });
                (-1 - i32::try_from(longest.sum::<u32>()).unwrap_or(9_999), None)
            }
            Tense::On(_) | Tense::Since(_) | Tense::OnOrAfter(_) => {
                self.out.whole = false;
                return;
            }
        };
        if !so {
            return;
        }
        let from = self.on.plus(from);
        let known = self.case.periods.iter_mut().find(|one| one.status == status);
        if let Some(known) = known {
            known.from = earlier(known.from, from);
            if until.is_none() {
                known.until = PeriodEnd::Ongoing;
            }
            return;
        }
        begin(&mut self.case, status, from, self.at);
        if let (Some(until), Some(one)) = (until, self.case.periods.last_mut()) {
            one.until = PeriodEnd::On(DateFact::Exactly(self.on.plus(until)));
        }
    }

    fn number(&mut self, atom: &Spanned<Atom>, low: Option<i64>, high: Option<i64>) {
        let number = low.or(high).unwrap_or(0);
        match &atom.value {
            Atom::Fact { fact, .. } => {
                let info = self.model.vocabulary.get(fact.value).and_then(|one| one.fact());
                let decimal = info.is_some_and(|info| info.ty == FactType::Decimal);
                let value =
                    if decimal { Value::Decimal(number * 1_000) } else { Value::Number(number) };
                self.fact(atom, value);
            }
            Atom::Happened { event, since: None, within: None, .. } => {
                for back in 0..number.clamp(0, 40) {
                    let day = self.on.plus(-2 * i32::try_from(back).unwrap_or(0));
                    happen(&mut self.case, event.value, day, self.at);
                }
            }
            Atom::Total { status, since: None, .. } if number > 0 => {
                let days = i32::try_from(number).unwrap_or(i32::MAX / 4);
                self.total(status.value, days);
            }
            Atom::Total { since: None, .. } => {}
            Atom::Happened { .. }
            | Atom::Total { .. }
            | Atom::Age { .. }
            | Atom::Status { .. }
            | Atom::SamePerson { .. }
            | Atom::Recorded { .. } => self.out.whole = false,
        }
    }

    /// So many days of a status, the last of them the day itself.
    fn total(&mut self, status: ConceptId, days: i32) {
        self.case.periods.push(Period {
            status,
            from: DateFact::Exactly(self.on.plus(1 - days)),
            until: PeriodEnd::Ongoing,
            facts: Vec::new(),
            span: self.at,
        });
    }

    fn fact(&mut self, atom: &Spanned<Atom>, value: Value) {
        let Atom::Fact { fact, of_trigger, .. } = &atom.value else { return };
        let own = self.model.vocabulary.bearer(fact.value).is_none();
        if of_trigger.is_none() && own {
            build::fact(&mut self.case, fact.value, value, self.at);
        } else {
            self.out.of_trigger.push((fact.value, value));
        }
    }
}

/// The earlier of a date and a day.
fn earlier(date: DateFact, day: Day) -> DateFact {
    match date {
        DateFact::Exactly(known) => DateFact::Exactly(known.min(day)),
        DateFact::Between(..) | DateFact::Sometime => DateFact::Exactly(day),
    }
}
