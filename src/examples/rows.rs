//! Which rows an expectation is about, and whether they are as it says.
//!
//! In: an answer and an expectation of a row. Out: the rows meant, and what of one
//! is not as expected. Never here: sentences.

use super::across;
use super::rights;
use super::{Days, Expect, Expectation, GapSaid, Occasion, Pick, RowExpect, Which};
use crate::check::Checked;
use crate::diag::{Code, Diagnostic};
use crate::eval::{Answer, DateRange, Flags, Row, Status, StatusSet, TriggerKey};
use crate::explain::explain;
use crate::facts::{Case, DateFact, Occurrence, OccurrenceId};
use crate::model::Model;
use crate::names::{ConceptId, key, quoted_list, suggest_words};
use crate::time::Day;

/// What an expectation is held against.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) model: &'a Checked,
    pub(super) case: &'a Case,
    /// The other cases, where there are several.
    pub(super) others: &'a [Case],
    pub(super) answer: &'a Answer,
}

/// The rows of an answer that an expectation speaks of.
#[must_use]
pub fn rows_of<'a>(
    model: &'a Checked,
    case: &'a Case,
    answer: &'a Answer,
    says: &Expect,
) -> Vec<&'a Row> {
    let seen = Seen { model, case, others: &[], answer };
    match says {
        Expect::Row(row) => seen.rows_for(row),
        Expect::Explained(which, _) => seen.rows(which),
        Expect::Absent(_)
        | Expect::Count(..)
        | Expect::Finding(..)
        | Expect::NoFinding(_)
        | Expect::Occurred(..)
        | Expect::Holds(..) => Vec::new(),
    }
}

impl<'a> Seen<'a> {
    /// The rows of a rule that are meant, in the order of the answer.
    pub(super) fn rows(self, which: &Which) -> Vec<&'a Row> {
        let Some(duty) = self.model.find(&which.rule.value) else { return Vec::new() };
        let all = self.answer.rows.iter().filter(|row| row.key.duty == duty.id);
        let mut rows: Vec<&Row> = all.collect();
        match &which.pick {
            Pick::All | Pick::Every => rows,
            Pick::Nth(n) => {
                let at = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
                rows.get(at).copied().into_iter().collect()
            }
            Pick::Last => rows.pop().into_iter().collect(),
            Pick::For(occasion) => {
                rows.retain(|row| self.hangs_on(row, occasion));
                rows
            }
        }
    }

    /// The same, where the due date expected tells several apart.
    pub(super) fn rows_for(self, row: &RowExpect) -> Vec<&'a Row> {
        let rows = self.rows(&row.which);
        let Some(due) = row.due.filter(|_| row.which.pick == Pick::All && rows.len() > 1) else {
            return rows;
        };
        let told: Vec<&Row> = rows.iter().copied().filter(|one| is(one.due, due)).collect();
        if told.is_empty() { rows } else { told }
    }

    /// Whether a row was triggered by this.
    pub(super) fn hangs_on(self, row: &Row, occasion: &Occasion) -> bool {
        let occurrence = self.trigger(row).and_then(|id| self.case.occurrence(id));
        let of_kind = |kind: ConceptId| occurrence.filter(|found| found.kind == kind);
        let on = |day: Day| row.trigger_date.and_then(DateRange::exact) == Some(day);
        match occasion {
            Occasion::Named(id) => occurrence
                .and_then(|found| found.name.as_deref())
                .is_some_and(|name| name.eq_ignore_ascii_case(id)),
            Occasion::Day(day) => on(*day),
            Occasion::On(kind, day) => match of_kind(kind.value) {
                Some(found) => day_of(found) == Some(*day),
                None => occurrence.is_none() && on(*day),
            },
            Occasion::PlannedFor(kind, day) => of_kind(kind.value)
                .is_some_and(|found| found.planned_for == Some(DateFact::Exactly(*day))),
            Occasion::Nth(kind, n) => match occurrence {
                Some(found) => self.nth(kind.value, *n) == Some(found.id),
                None => {
                    matches!(row.key.trigger, TriggerKey::Nth(m) | TriggerKey::Period(m) if m == *n)
                }
            },
            Occasion::Last(kind) => {
                let all = self.in_order(kind.value);
                all.last().is_some_and(|last| occurrence.is_some_and(|one| one.id == *last))
            }
            Occasion::Only(kind) => occurrence.is_none_or(|found| found.kind == kind.value),
        }
    }

    /// The occurrence that a row hangs on.
    pub(super) fn trigger(self, row: &Row) -> Option<OccurrenceId> {
        match row.key.trigger {
            TriggerKey::Occurrence(id) | TriggerKey::Previous(id) => Some(id),
            TriggerKey::Period(_)
            | TriggerKey::Birthday(_)
            | TriggerKey::Date(_)
            | TriggerKey::Start(_)
            | TriggerKey::Nth(_)
            | TriggerKey::NotRecorded(_) => row.occurrence,
        }
    }

    /// The occurrences of a kind, by date.
    fn in_order(self, kind: ConceptId) -> Vec<OccurrenceId> {
        let mut all: Vec<&Occurrence> =
            self.case.events.iter().filter(|event| event.kind == kind).collect();
        all.retain(|event| event.cancelled.is_none());
        all.sort_by_key(|event| (day_of(event), event.seq, event.id));
        all.into_iter().map(|event| event.id).collect()
    }

    fn nth(self, kind: ConceptId, n: u32) -> Option<OccurrenceId> {
        let at = usize::try_from(n).ok()?.checked_sub(1)?;
        self.in_order(kind).get(at).copied()
    }

    /// Whether a row is as expected.
    pub(super) fn fits(self, row: &Row, expected: &RowExpect) -> bool {
        let status = if expected.unknown {
            let set = named(&expected.statuses);
            row.statuses.single().is_none() && (set == StatusSet::EMPTY || set == row.statuses)
        } else {
            let set = named(&expected.statuses);
            set == StatusSet::EMPTY || set == row.statuses
        };
        let late = expected.by_days.and_then(|days| i32::try_from(days).ok());
        let days = [
            (row.due, expected.due),
            (row.opens, expected.opens),
            (row.fulfilled.map(|(day, _)| day), expected.done),
            (row.closure.as_ref().map(|closure| closure.on), expected.closed),
        ];
        let there = row.flags.words();
        status
            && late.is_none_or(|late| row.days_late == Some(late))
            && days.into_iter().all(|(found, wanted)| wanted.is_none_or(|day| is(found, day)))
            && expected
                .flags
                .iter()
                .all(|(flag, wanted)| there.contains(&flag.value.as_str()) == *wanted)
            && expected.since.is_none_or(|since| breached_since(row) == Some(since))
            && expected.gaps.as_ref().is_none_or(|gaps| gaps_are(row, gaps))
            && self.because(row, &expected.because)
    }

    /// Whether what is missing is said to be missing.
    fn because(self, row: &Row, reasons: &[String]) -> bool {
        if reasons.is_empty() {
            return true;
        }
        let explained = explain(self.model, self.case, row, self.answer.as_of);
        let known: Vec<String> = explained.to_know.iter().map(|text| key(text)).collect();
        reasons.iter().all(|reason| {
            let wanted = key(reason);
            known.iter().any(|text| text.contains(&wanted))
        })
    }
}

/// The day on which an occurrence counts, for telling it from others.
pub(super) fn day_of(found: &Occurrence) -> Option<Day> {
    let date = found.started.or(found.planned_for).or(found.adjourned)?;
    Some(date.bounds()?.0)
}

/// The first day of a breach: the day after the last in time, or the first of a gap.
fn breached_since(row: &Row) -> Option<Day> {
    let gap = row.gaps.iter().find(|gap| gap.sure).map(|gap| gap.first);
    let after = || row.due.and_then(DateRange::exact).map(|due| due.plus(1));
    row.flags.breached.then(|| gap.or_else(after)).flatten()
}

/// Whether the gaps of a row are these.
fn gaps_are(row: &Row, wanted: &[GapSaid]) -> bool {
    let found = row.gaps.iter();
    let found =
        found.map(|gap| GapSaid { first: gap.first, last: (!gap.goes_on).then_some(gap.last) });
    found.eq(wanted.iter().copied())
}

/// The statuses with these words.
fn named(words: &[&str]) -> StatusSet {
    let all = Status::ALL.into_iter().filter(|status| words.contains(&status.word()));
    all.fold(StatusSet::EMPTY, StatusSet::with)
}

pub(super) fn is(found: Option<DateRange>, wanted: Days) -> bool {
    match (found, wanted) {
        (None, Days::None) => true,
        (Some(range), Days::On(day)) => range.exact() == Some(day),
        (Some(range), Days::Between(first, last)) => range.first == first && range.last == last,
        (Some(_), Days::None) | (None, Days::On(_) | Days::Between(..)) => false,
    }
}

/// D0103 for words that are no mark of a row.
pub(super) fn unknown_flags(expectation: &Expectation, model: &Model) -> Vec<Diagnostic> {
    let Expect::Row(row) = &expectation.says else { return Vec::new() };
    let power = rights::is_power(model, &row.which.rule.value);
    let across = across::is_across(model, &row.which.rule.value);
    let known: &[&str] = match (power, across) {
        (true, _) => &rights::WORDS,
        (_, true) => &across::WORDS,
        (false, false) => Flags::WORDS,
    };
    let mut found = Vec::new();
    for (flag, _) in &row.flags {
        if known.contains(&flag.value.as_str()) {
            continue;
        }
        let message = format!("I can’t read “{}” as how a duty stands", flag.value);
        let one = Diagnostic::new(Code::D0103, flag.span, message);
        let statuses = Status::ALL.map(Status::word);
        let near = suggest_words(&flag.value, statuses.into_iter().chain(known.iter().copied()));
        found.push(match near.first() {
            Some(near) => one.help(format!("did you mean `{near}`?")).fix(flag.span, *near),
            None => one.help(format!(
                "write a status, {}, or a mark, {}",
                quoted_list(&statuses),
                quoted_list(known)
            )),
        });
    }
    found
}
