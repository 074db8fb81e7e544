//! What a change does to the deadlines of one case.
//!
//! In: the case as it is bound to each pack, judged under both. Out: each deadline that
//! comes out otherwise. Never here: why the packs differ.

use crate::check::Checked;
use crate::eval::{DateRange, InstanceKey, Row, Status, TriggerKey, evaluate};
use crate::facts::{Case, OccurrenceId};
use crate::model::{Duty, DutyId, Transition};
use crate::source::Span;
use crate::syntax::force::Force;
use crate::time::{Counting, Day, Direction, Roll, apply};

use super::Pairs;

/// What a change does to a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// It is overdue, and was not.
    NewlyOverdue,
    /// It was overdue, and is not.
    NoLongerOverdue,
    /// It falls due sooner.
    Earlier,
    /// It falls due later.
    Later,
    /// How it stands is no longer known.
    NewlyUnknown,
    /// How it stands was not known.
    NoLongerUnknown,
    /// There was none.
    New,
    /// There is none any more.
    Gone,
    /// It stands otherwise, in some other way.
    Otherwise,
    /// None: the change comes too late for it, and it keeps the rule there was.
    Kept,
}

impl Effect {
    /// Every effect, the gravest first.
    pub const ALL: [Effect; 10] = [
        Effect::NewlyOverdue,
        Effect::NoLongerOverdue,
        Effect::Earlier,
        Effect::Later,
        Effect::NewlyUnknown,
        Effect::NoLongerUnknown,
        Effect::New,
        Effect::Gone,
        Effect::Otherwise,
        Effect::Kept,
    ];

    /// As it is printed: `newly overdue`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Effect::NewlyOverdue => "newly overdue",
            Effect::NoLongerOverdue => "no longer overdue",
            Effect::Earlier => "earlier",
            Effect::Later => "later",
            Effect::NewlyUnknown => "newly unknown",
            Effect::NoLongerUnknown => "no longer unknown",
            Effect::New => "new",
            Effect::Gone => "gone",
            Effect::Otherwise => "stands otherwise",
            Effect::Kept => "keeps the rule there was",
        }
    }
}

/// Which of the two packs rules a deadline, by the transition of its duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ruled {
    /// The pack after the change.
    After,
    /// The pack before it: the change came into force too late for this one.
    Before,
    /// Both: it falls due by the new rule where that is sooner, but not before this day.
    Forward(Day),
    /// It hangs on a day that is not known.
    NotKnown,
}

/// A deadline that comes out otherwise.
#[derive(Debug, Clone)]
pub struct RowImpact {
    /// Its duty before, and how it stands by the pack as it was.
    pub before: Option<(DutyId, Row)>,
    /// Its duty now, and how it stands by the pack as it is to be.
    pub after: Option<(DutyId, Row)>,
    /// What changed, the gravest first; at least one.
    pub effects: Vec<Effect>,
    /// By how many days it falls due later; earlier where negative.
    pub days: Option<i32>,
    /// Which pack rules it.
    pub ruled: Ruled,
    /// The version of its duty, where that has several.
    pub version: Option<Force>,
}

/// What a change does to one case.
#[derive(Debug, Clone)]
pub struct CaseImpact {
    /// The case, by its name.
    pub case: String,
    /// The deadlines that come out otherwise, by duty and trigger.
    pub rows: Vec<RowImpact>,
    /// How many deadlines were held against each other.
    pub compared: usize,
}

impl CaseImpact {
    /// Whether an effect is among its deadlines.
    #[must_use]
    pub fn has(&self, effect: Effect) -> bool {
        self.rows.iter().any(|row| row.effects.contains(&effect))
    }
}

/// What makes two deadlines of one case the same, whichever pack they were judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Same {
    /// What was written at this place of the case file starts both.
    Written(Span, u32),
    /// Anything else that starts both.
    Key(TriggerKey, u32),
}

fn same(case: &Case, key: InstanceKey) -> Same {
    let written = |id: OccurrenceId| {
        let event = case.occurrence(id);
        let at = event.map(|event| event.span).filter(|span| !span.is_empty());
        at.map_or(Same::Key(TriggerKey::Occurrence(id), key.number), |at| {
            Same::Written(at, key.number)
        })
    };
    match key.trigger {
        TriggerKey::Occurrence(id) | TriggerKey::Previous(id) => written(id),
        TriggerKey::Period(_)
        | TriggerKey::Birthday(_)
        | TriggerKey::Date(_)
        | TriggerKey::Nth(_)
        | TriggerKey::Start(_)
        | TriggerKey::NotRecorded(_) => Same::Key(key.trigger, key.number),
    }
}

/// What a change does to a case, as of the end of a day. The case is given as it is
/// bound to each of the two packs. `from` is the day on which the change comes into
/// force, where there is one.
#[must_use]
pub fn of_case(
    pairs: &Pairs,
    (before, case_before): (&Checked, &Case),
    (after, case_after): (&Checked, &Case),
    (as_of, from): (Day, Option<Day>),
) -> CaseImpact {
    let old = evaluate(before, case_before, as_of).rows;
    let new = evaluate(after, case_after, as_of).rows;
    let of = |rows: &[Row], duty: DutyId, case: &Case| -> Vec<(Same, Row)> {
        let rows = rows.iter().filter(|row| row.key.duty == duty && counts(row));
        rows.map(|row| (same(case, row.key), row.clone())).collect()
    };
    let mut found = CaseImpact { case: case_after.id.clone(), rows: Vec::new(), compared: 0 };
    let look = Look { after, from };
    for (left, right) in &pairs.kept {
        let lefts = of(&old, *left, case_before);
        let rights = of(&new, *right, case_after);
        let (both, gone, more) = matched(lefts, rights);
        found.compared += both.len() + gone.len() + more.len();
        let both = both.into_iter().filter_map(|(a, b)| look.both((*left, a), (*right, b)));
        found.rows.extend(both);
        found.rows.extend(gone.into_iter().filter_map(|row| look.gone((*left, row), Some(*right))));
        found.rows.extend(more.into_iter().filter_map(|row| look.added((*right, row))));
    }
    for left in &pairs.gone {
        let rows = of(&old, *left, case_before);
        found.compared += rows.len();
        let rows = rows.into_iter();
        found.rows.extend(rows.filter_map(|(_, row)| look.gone((*left, row), None)));
    }
    for right in &pairs.new {
        let rows = of(&new, *right, case_after);
        found.compared += rows.len();
        found.rows.extend(rows.into_iter().filter_map(|(_, row)| look.added((*right, row))));
    }
    found
}

/// A row that stands for something: one that does not apply is as good as none.
fn counts(row: &Row) -> bool {
    row.statuses.single() != Some(Status::NotApplicable)
}

type Matched = (Vec<(Row, Row)>, Vec<Row>, Vec<Row>);

/// Rows of one duty, side by side: by what starts them; and where as many are left over
/// on both sides, because they count from another event, in the order of their days.
fn matched(mut lefts: Vec<(Same, Row)>, mut rights: Vec<(Same, Row)>) -> Matched {
    let mut both = Vec::new();
    lefts.retain(|(key, row)| {
        let Some(at) = rights.iter().position(|(other, _)| other == key) else { return true };
        let (_, other) = rights.remove(at);
        both.push((row.clone(), other));
        false
    });
    let day = |row: &Row| row.due.map(|due| (due.first, due.last));
    let rest = |rows: Vec<(Same, Row)>| {
        let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
        rows.sort_by_key(|row| (row.key.number, day(row)));
        rows
    };
    let (gone, more) = (rest(lefts), rest(rights));
    if gone.len() == more.len() {
        both.extend(gone.into_iter().zip(more));
        return (both, Vec::new(), Vec::new());
    }
    (both, gone, more)
}

/// Whether there is still something to do, or may be.
fn is_open(row: &Row) -> bool {
    let open = [Status::Overdue, Status::DueSoon, Status::Pending];
    open.iter().any(|status| row.statuses.contains(*status))
}

/// What the change comes too late for has no other effect; nor what it would bring
/// forward, but not before it falls due anyway.
fn kept(mut row: RowImpact) -> RowImpact {
    let before = row.before.as_ref().and_then(|(_, row)| row.due);
    let stays = matches!(row.ruled, Ruled::Forward(_)) && row.due() == before;
    if row.ruled == Ruled::Before || stays {
        row.effects = vec![Effect::Kept];
    }
    row
}

struct Look<'l> {
    after: &'l Checked,
    from: Option<Day>,
}

impl Look<'_> {
    fn both(&self, before: (DutyId, Row), after: (DutyId, Row)) -> Option<RowImpact> {
        let (old, new) = (&before.1, &after.1);
        let mut effects = Vec::new();
        let overdue = |row: &Row| row.statuses.single() == Some(Status::Overdue);
        let unknown = |row: &Row| row.statuses.single().is_none();
        let mut is = |so: bool, effect: Effect| {
            if so {
                effects.push(effect);
            }
        };
        let days = moved(old.due, new.due);
        // Of what is done or over under both, only how it stands is news.
        let open = is_open(old) || is_open(new);
        is(!overdue(old) && overdue(new), Effect::NewlyOverdue);
        is(overdue(old) && !overdue(new), Effect::NoLongerOverdue);
        is(open && days.is_some_and(|days| days < 0), Effect::Earlier);
        is(open && days.is_some_and(|days| days > 0), Effect::Later);
        is(!unknown(old) && unknown(new), Effect::NewlyUnknown);
        is(unknown(old) && !unknown(new), Effect::NoLongerUnknown);
        let other = old.statuses != new.statuses || open && old.due != new.due;
        if effects.is_empty() && other {
            effects.push(Effect::Otherwise);
        }
        if effects.is_empty() {
            return None;
        }
        let trigger = old.trigger_date.or(new.trigger_date);
        let ruled = self.ruled(Some(after.0), trigger, old.due);
        let version = self.version(after.0, new);
        let (before, after) = (Some(before), Some(after));
        Some(kept(RowImpact { before, after, effects, days, ruled, version }))
    }

    fn gone(&self, before: (DutyId, Row), now: Option<DutyId>) -> Option<RowImpact> {
        is_open(&before.1).then(|| {
            let mut effects = vec![Effect::Gone];
            if before.1.statuses.single() == Some(Status::Overdue) {
                effects.insert(0, Effect::NoLongerOverdue);
            }
            // What leads up to an event that is only expected hangs on the deadline by
            // which it is, and on the rule that one keeps.
            let hangs = before.1.flags.provisional && self.from.is_some();
            let ruled = if hangs {
                Ruled::NotKnown
            } else {
                self.ruled(now, before.1.trigger_date, before.1.due)
            };
            kept(RowImpact {
                effects,
                days: None,
                ruled,
                version: None,
                before: Some(before),
                after: None,
            })
        })
    }

    fn added(&self, after: (DutyId, Row)) -> Option<RowImpact> {
        is_open(&after.1).then(|| {
            let mut effects = vec![Effect::New];
            match after.1.statuses.single() {
                Some(Status::Overdue) => effects.insert(0, Effect::NewlyOverdue),
                None => effects.insert(0, Effect::NewlyUnknown),
                Some(_) => {}
            }
            let ruled = self.ruled(Some(after.0), after.1.trigger_date, after.1.due);
            let version = self.version(after.0, &after.1);
            kept(RowImpact {
                effects,
                days: None,
                ruled,
                version,
                before: None,
                after: Some(after),
            })
        })
    }

    /// The version of the duty that rules a row, where it has several.
    fn version(&self, duty: DutyId, row: &Row) -> Option<Force> {
        let duty = self.after.duty(duty)?;
        let several = duty.versions().len() > 1;
        several.then(|| duty.version_at(row.version).force)
    }

    /// Which pack rules a deadline, by the transition of its duty as it is to be.
    fn ruled(
        &self,
        duty: Option<DutyId>,
        trigger: Option<DateRange>,
        due_before: Option<DateRange>,
    ) -> Ruled {
        let Some(from) = self.from else { return Ruled::After };
        let duty = duty.and_then(|id| self.after.duty(id));
        let transition = duty.map_or(Transition::ByTriggerDate, |duty| duty.transition);
        let lies = |date: Option<DateRange>| match date {
            Some(date) if date.first >= from => Ruled::After,
            Some(date) if date.last < from => Ruled::Before,
            Some(_) | None => Ruled::NotKnown,
        };
        match (lies(trigger), transition) {
            (Ruled::After, _) | (_, Transition::ByTriggerDate) => lies(trigger),
            (_, Transition::ByDueDate) => lies(due_before),
            (_, Transition::FromCommencement(grace)) => {
                let floor = grace.map_or(Some(from), |offset| self.after_grace(from, &offset));
                floor.map_or(Ruled::NotKnown, Ruled::Forward)
            }
        }
    }

    fn after_grace(&self, from: Day, grace: &crate::time::Offset) -> Option<Day> {
        let calendar = self.after.calendar.as_deref();
        let counting = Counting::of(grace);
        apply(from, grace, Direction::Forward, counting, Roll::None, calendar).ok()
    }
}

impl RowImpact {
    /// The last day under the transition: by the pack that rules it, or the sooner of
    /// both where the change brings it forward.
    #[must_use]
    pub fn due(&self) -> Option<DateRange> {
        let of = |row: &Option<(DutyId, Row)>| row.as_ref().and_then(|(_, row)| row.due);
        let (before, after) = (of(&self.before), of(&self.after));
        match self.ruled {
            Ruled::After => after,
            Ruled::Before => before,
            Ruled::Forward(floor) => match (before, after) {
                (Some(old), Some(new)) => {
                    let sooner = |old: Day, new: Day| old.min(new.max(floor));
                    Some(DateRange {
                        first: sooner(old.first, new.first),
                        last: sooner(old.last, new.last),
                    })
                }
                (one, other) => one.or(other),
            },
            Ruled::NotKnown => None,
        }
    }

    /// The duty it is about, as it is now where it still is.
    #[must_use]
    pub fn duty<'m>(&self, before: &'m Checked, after: &'m Checked) -> Option<&'m Duty> {
        match (&self.after, &self.before) {
            (Some((id, _)), _) => after.duty(*id),
            (None, Some((id, _))) => before.duty(*id),
            (None, None) => None,
        }
    }
}

/// By how many days a last day moved, where that is known.
fn moved(before: Option<DateRange>, after: Option<DateRange>) -> Option<i32> {
    let (old, new) = (before?, after?);
    let first = old.first.days_until(new.first);
    let last = old.last.days_until(new.last);
    // Of days known only to lie somewhere the whole stretch has to move one way.
    ((first > 0) == (last > 0) && (first < 0) == (last < 0)).then_some(last)
}
