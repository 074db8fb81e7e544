//! Cases that show a difference, judged under both packs.
//!
//! In: two duties, and where they should differ. Out: small cases on which the
//! interpreter says so. Never here: a claim that no case bears out.

use crate::analysis::aspects::{Conditions, Dated, End, Found, Verdict};
use crate::analysis::course::Contrast;
use crate::analysis::witness::build::shifted;
use crate::analysis::witness::{Effort, Search, Situation};
use crate::check::Checked;
use crate::eval::{DateRange, Row, Status, anchor_day, judge};
use crate::examples::facts_text;
use crate::facts::Case;
use crate::model::{Duty, DutyId};
use crate::syntax::ast::Anchor;
use crate::time::Day;

/// What one pack makes of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// How the duty stands, in words; empty where the pack asks for nothing.
    pub status: String,
    /// From when the act counts.
    pub opens: Option<Day>,
    /// Its last day.
    pub due: Option<Day>,
}

/// A case that both packs were asked about.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The case, bound to the names of both packs.
    pub case: Case,
    /// The duties, each by its place in its model.
    pub duties: (DutyId, DutyId),
    /// As of the end of this day.
    pub as_of: Day,
    /// The day of what starts the two instances.
    pub trigger: Day,
    /// The day that the limits are counted from, where the case is about that.
    pub from: Option<Day>,
    /// What the case says, in the words of the pack that was opened last.
    pub facts: Vec<String>,
    /// What the first pack makes of it.
    pub left: Side,
    /// What the second makes of it.
    pub right: Side,
}

impl Witness {
    /// Whether both packs still make of the case what it says.
    #[must_use]
    pub fn replays(&self, left: &Checked, right: &Checked) -> bool {
        let of = |model: &Checked, id: DutyId| {
            let rows = judge(model, &self.case, self.as_of, |duty| duty.id == id);
            side(at(&rows, self.trigger))
        };
        of(left, self.duties.0) == self.left && of(right, self.duties.1) == self.right
    }
}

/// What was found for two duties.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    /// Cases for days: which of the dated ends, whether the second is later, the case.
    pub(super) days: Vec<(usize, bool, Witness)>,
    /// A case was seen in which only the first applies.
    pub(super) applies_left: bool,
    /// A case was seen in which only the second applies.
    pub(super) applies_right: bool,
    /// A case in which only the second is broken.
    pub(super) more: Option<Witness>,
    /// A case in which only the first is broken.
    pub(super) less: Option<Witness>,
}

/// Small cases only: thousands of pairs are looked at.
const EFFORT: Effort = Effort { cases: 120, depth: 2, kinds: 4, random: 0, days: 0 };
/// The most cases tried for a pair whose difference is not shown yet.
const MOST: usize = 160;
/// Tried in any case, for what nobody asked for but readers like to see.
const FEW: usize = 48;
/// How many cases are moved to the day in question, before it is given up.
const PROTOTYPES: usize = 3;

/// Looks for cases that show where two duties differ.
pub(super) fn evidence(
    (one, mine): (&Checked, DutyId),
    (other, theirs): (&Checked, DutyId),
    near: Day,
    (dated, conditions): (&[Dated], &Conditions),
) -> Evidence {
    // The same cases are tried whichever of the two comes first.
    let swapped = other.pack.id < one.pack.id;
    let mut duties = [(one, mine), (other, theirs)];
    if swapped {
        duties.reverse();
    }
    let search = Search::of_each(&duties, near, EFFORT);
    let mut seeker = Seeker {
        swapped,
        dated,
        conditions,
        seen: 0,
        prototypes: vec![Vec::new(); dated.len()],
        applies: (false, false),
        broken: (None, None),
    };
    search.explore(&mut |situation| {
        seeker.meet(situation);
        if seeker.is_done() {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    });
    let models = (one, other);
    let both = Both { models, duties: (mine, theirs), search: &search, swapped, near };
    let mut found = Evidence {
        applies_left: seeker.applies.0,
        applies_right: seeker.applies.1,
        ..Evidence::default()
    };
    for (place, (dated, prototypes)) in dated.iter().zip(&seeker.prototypes).enumerate() {
        let Found::Dates(contrast) = &dated.found else { continue };
        for later in [false, true] {
            let witness = both.on_plainest_day((dated, contrast, later), prototypes);
            found.days.extend(witness.map(|one| (place, later, one)));
        }
    }
    let (less, more) = seeker.broken;
    found.less = less.and_then(|(situation, day)| both.broken(situation, day, true));
    found.more = more.and_then(|(situation, day)| both.broken(situation, day, false));
    found
}

/// A case to be moved about, with the day on which what starts it happens in it.
type Prototype = (Situation, Day);

/// What is looked for in the cases that are tried.
struct Seeker<'a> {
    swapped: bool,
    dated: &'a [Dated],
    conditions: &'a Conditions,
    seen: usize,
    prototypes: Vec<Vec<Prototype>>,
    applies: (bool, bool),
    /// A case in which only the first is broken; only the second.
    broken: (Option<Prototype>, Option<Prototype>),
}

impl Seeker<'_> {
    fn meet(&mut self, situation: &Situation) {
        self.seen += 1;
        let Some((left, right)) = sides(situation, self.swapped) else { return };
        for (dated, found) in self.dated.iter().zip(&mut self.prototypes) {
            if found.len() < PROTOTYPES
                && matches!(dated.found, Found::Dates(_))
                && let Some(day) = like(dated, left, right)
            {
                found.push((situation.clone(), day));
            }
        }
        self.applies.0 |= applies_alone(left, right);
        self.applies.1 |= applies_alone(right, left);
        if self.broken.0.is_none() {
            let day = broken_alone(left, right);
            self.broken.0 = day.map(|day| (situation.clone(), day));
        }
        if self.broken.1.is_none() {
            let day = broken_alone(right, left);
            self.broken.1 = day.map(|day| (situation.clone(), day));
        }
    }

    fn is_done(&self) -> bool {
        let mut days = self.dated.iter().zip(&self.prototypes);
        let days =
            days.all(|(dated, found)| !found.is_empty() || !matches!(dated.found, Found::Dates(_)));
        let shown = |side: bool, seen: bool| !side || seen;
        let conditions = self.conditions.verdict == Verdict::CannotTell
            || shown(!self.conditions.only_left.is_empty(), self.applies.0)
                && shown(!self.conditions.only_right.is_empty(), self.applies.1);
        let both = self.broken.0.is_some() && self.broken.1.is_some();
        self.seen >= MOST || days && conditions && (both || self.seen >= FEW)
    }
}

/// What the first and the second pack make of a case.
fn sides(situation: &Situation, swapped: bool) -> Option<(&[Row], &[Row])> {
    let [one, other] = situation.answers.as_slice() else { return None };
    Some(if swapped { (&other.rows, &one.rows) } else { (&one.rows, &other.rows) })
}

/// The row that what happened on a day starts.
fn at(rows: &[Row], day: Day) -> Option<&Row> {
    rows.iter().find(|row| trigger_day(row) == Some(day))
}

fn trigger_day(row: &Row) -> Option<Day> {
    row.trigger_date.and_then(DateRange::exact)
}

fn applies(row: &Row) -> bool {
    row.statuses.single().is_some_and(|status| status != Status::NotApplicable)
}

/// The day of what starts an instance under both packs with the limits in question.
fn like(dated: &Dated, left: &[Row], right: &[Row]) -> Option<Day> {
    let fits = |row: &&Row, limit: usize| {
        let end = match dated.end {
            End::Due => row.due,
            End::Opens => row.opens,
        };
        let exact = end.is_some_and(|date| date.exact().is_some());
        row.limit == limit && applies(row) && exact && !row.flags.provisional
    };
    let mut mine = left.iter().filter(|row| fits(row, dated.limits.0));
    mine.find_map(|row| {
        let day = trigger_day(row)?;
        right
            .iter()
            .filter(|other| fits(other, dated.limits.1))
            .find_map(|other| (trigger_day(other) == Some(day)).then_some(day))
    })
}

/// Whether some instance applies under the one pack and not under the other.
fn applies_alone(one: &[Row], other: &[Row]) -> bool {
    one.iter().filter(|row| applies(row)).any(|row| {
        let day = trigger_day(row);
        let there = day.and_then(|day| at(other, day));
        day.is_some()
            && there.is_none_or(|row| row.statuses.single() == Some(Status::NotApplicable))
    })
}

/// The day of what starts an instance that is broken under the one pack and not under
/// the other.
fn broken_alone(one: &[Row], other: &[Row]) -> Option<Day> {
    let broken = |row: &Row| row.flags.breached && row.statuses.single().is_some();
    one.iter().filter(|row| broken(row)).find_map(|row| {
        let day = trigger_day(row)?;
        let kept = |row: &Row| !row.flags.breached && row.statuses.single().is_some();
        // What starts it on another day there may be the same for all that.
        at(other, day).map_or_else(|| other.iter().all(kept), kept).then_some(day)
    })
}

fn side(row: Option<&Row>) -> Side {
    let Some(row) = row else {
        return Side { status: String::new(), opens: None, due: None };
    };
    let status = match row.statuses.single() {
        Some(status) => status.word().to_owned(),
        None => "not known".to_owned(),
    };
    let exact = |date: Option<DateRange>| date.and_then(DateRange::exact);
    Side { status, opens: exact(row.opens), due: exact(row.due) }
}

/// Two duties, and what tries cases for them.
struct Both<'a, 'm> {
    models: (&'m Checked, &'m Checked),
    duties: (DutyId, DutyId),
    search: &'a Search<'m>,
    swapped: bool,
    near: Day,
}

impl Both<'_, '_> {
    /// A case counted from the plainest day on which the second is later, or earlier.
    fn on_plainest_day(
        &self,
        (dated, contrast, later): (&Dated, &Contrast, bool),
        prototypes: &[Prototype],
    ) -> Option<Witness> {
        let side = if later { &contrast.later } else { &contrast.earlier };
        let calendar = self.models.1.calendar.as_deref();
        let day = side.plainest(self.near, calendar).filter(|_| side.dates > 0)?;
        prototypes.iter().find_map(|prototype| self.moved(dated, prototype, (day, later)))
    }

    /// A case moved so that the limits are counted from a day, if it shows there that the
    /// second leads further, or less far.
    fn moved(
        &self,
        dated: &Dated,
        (situation, trigger): &Prototype,
        (day, later): (Day, bool),
    ) -> Option<Witness> {
        let row = sides(situation, self.swapped).and_then(|both| at(both.0, *trigger))?;
        let duty = self.models.0.duty(self.duties.0)?.version_at(row.version);
        let from = self.counted_from(dated.anchor.as_ref(), duty, situation, row)?;
        let shift = from.days_until(day);
        let case = shifted(&situation.case, shift);
        let trigger = trigger.plus(shift);
        let ends = |situation: &Situation| {
            let (left, right) = sides(situation, self.swapped)?;
            let (left, right) = (at(left, trigger)?, at(right, trigger)?);
            let of = |row: &Row| match dated.end {
                End::Due => row.due.and_then(DateRange::exact),
                End::Opens => row.opens.and_then(DateRange::exact),
            };
            Some((of(left)?, of(right)?))
        };
        let wanted = |situation: &Situation| {
            ends(situation)
                .is_some_and(|(one, other)| if later { one < other } else { other < one })
        };
        let plain = situation.as_of.plus(shift);
        let tried = self.search.judge(case.clone(), plain);
        let (one, other) = ends(&tried)?;
        // The day after the earlier one shows what it means.
        let tried = [one.min(other).plus(1), plain].into_iter().find_map(|as_of| {
            let tried = self.search.judge(case.clone(), as_of);
            wanted(&tried).then_some(tried)
        })?;
        let shown = ends(&tried);
        let simple = self.search.simplest(tried, &|one| wanted(one) && ends(one) == shown);
        self.witness(simple, trigger, Some(day))
    }

    /// The day that a limit is counted from.
    fn counted_from(
        &self,
        anchor: Option<&Anchor>,
        duty: &Duty,
        situation: &Situation,
        row: &Row,
    ) -> Option<Day> {
        let trigger = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
        match anchor {
            Some(anchor) if Some(anchor) != trigger => {
                let of = (self.models.0.model(), &situation.case, situation.as_of);
                anchor_day(of, duty, row, anchor)?.exact()
            }
            Some(_) | None => trigger_day(row),
        }
    }

    /// A case in which only the one duty is broken.
    fn broken(&self, situation: Situation, day: Day, left: bool) -> Option<Witness> {
        let alone = |situation: &Situation| {
            let (mine, theirs) = sides(situation, self.swapped)?;
            if left { broken_alone(mine, theirs) } else { broken_alone(theirs, mine) }
        };
        let simple = self.search.simplest(situation, &|one| alone(one) == Some(day));
        self.witness(simple, day, None)
    }

    fn witness(&self, situation: Situation, trigger: Day, from: Option<Day>) -> Option<Witness> {
        let (left, right) = sides(&situation, self.swapped)?;
        let (left, right) = (side(at(left, trigger)), side(at(right, trigger)));
        let (one, other) = (&self.models.0.vocabulary, &self.models.1.vocabulary);
        let words = if other.len() >= one.len() { other } else { one };
        let facts = facts_text(words, &situation.case);
        Some(Witness {
            duties: self.duties,
            as_of: situation.as_of,
            trigger,
            from,
            facts,
            left,
            right,
            case: situation.case,
        })
    }
}
