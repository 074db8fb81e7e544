//! The reference interpreter: what is due, by when, and how it stands.
//!
//! In: a [`Checked`] model, a [`Case`] bound to its vocabulary, and the day as of which
//! to judge. Out: an [`Answer`], a row for each instance of each duty, with all
//! that an explanation needs. It is plain and complete: other engines are held
//! against it. Never here: speed tricks, sentences, a clock.
//!
//! [`Checked`]: crate::check::Checked
//! [`Case`]: crate::facts::Case

mod across;
mod acts;
mod answer;
mod applies;
mod becoming;
mod chain;
mod clock;
mod closing;
mod conditions;
mod counted;
mod deem;
mod definitions;
mod done;
mod duty;
mod findings;
mod force;
mod groups;
mod holding;
mod impossible;
mod kinds;
mod layers;
mod lead;
mod limits;
mod matching;
mod member;
mod misuse;
mod oldest;
mod people;
mod periods;
pub(crate) mod points;
mod powers;
mod range;
mod records;
mod recurring;
mod refine;
mod rights;
mod row;
mod schedule;
mod scope;
mod seat;
mod standing;
mod status;
mod statuses;
mod totals;
mod trace;
mod triggers;
mod turns;
mod uses;
mod windows;
mod world;

pub use trace::{anchor_day, holds};
pub use trace::{counts_as, defined_days, definition_parts, derived};

pub use across::{Group, Looked, Measured, Outcome, Population, across};
pub use answer::{
    Answer, AppliesOutcome, Blame, Closure, ClosureReason, DateRange, DerivedEvent, Flags, Gap,
    InstanceKey, PowerUse, Right, RightState, Row, Status, StatusSet, TriggerKey,
};
pub use layers::{Footing, Layered, Layers, layered};
pub(crate) use refine::{LARGER, MOST, share};
pub use turns::rows_and_turns;

pub use member::{KeyValue, decimal_text};

use crate::check::Checked;
use crate::facts::Case;
use crate::time::Day;

/// The rows of some duties, exactly as [`evaluate`] gives them: what the others come to
/// is worked out only where these hang on it. For those who ask many times.
#[must_use]
pub fn judge(
    model: &Checked,
    case: &Case,
    as_of: Day,
    wanted: impl Fn(&crate::model::Duty) -> bool,
) -> Vec<Row> {
    judge_within(model, case, as_of, wanted, |_, _| None)
}

/// The same for those who know what the other duties come to: told how many rows these
/// have, and how many of them may stand in several ways, `within` says what narrowing each
/// row of the case may cost; `None` has the whole case worked out to find it.
#[must_use]
pub(crate) fn judge_within(
    model: &Checked,
    case: &Case,
    as_of: Day,
    wanted: impl Fn(&crate::model::Duty) -> bool,
    within: impl FnOnce(usize, usize) -> Option<u32>,
) -> Vec<Row> {
    let world = world::World::new(model.model(), case, as_of);
    let engine = duty::Engine::new(&world);
    let mut found = Vec::new();
    for duty in model.duties.iter().filter(|duty| duty.is_evaluated() && wanted(duty)) {
        let mut rows = engine.rows(duty.id).to_vec();
        rows.sort_by_key(|one| (one.row.due.map(|due| (due.first, due.last)), one.row.key));
        found.extend(rows.into_iter().map(|one| one.row));
    }
    let open = found.iter().filter(|row| row.statuses.single().is_none()).count();
    // How far a row is narrowed hangs on how many others want it.
    let Some(budget) = within(found.len(), open) else {
        if open > 0 {
            found = evaluate(model, case, as_of).rows;
            found.retain(|row| model.duty(row.key.duty).is_some_and(&wanted));
        }
        return found;
    };
    let narrower = refine::Narrower::default();
    found.retain_mut(|row| refine::refine(&narrower, &world, row, budget));
    found
}

/// The rights that a pack's powers have opened, exactly as [`evaluate`] gives them.
#[must_use]
pub fn rights(model: &Checked, case: &Case, as_of: Day) -> Vec<Right> {
    powers::open_rights(&world::World::new(model.model(), case, as_of))
}

/// What a case comes to under a pack, as of the end of a day.
///
/// It never fails and reads no clock: what is not known makes a row's statuses
/// several, and its `blame` says what to record.
#[must_use]
pub fn evaluate(model: &Checked, case: &Case, as_of: Day) -> Answer {
    let model = model.model();
    let world = world::World::new(model, case, as_of);
    let (mut made, not_evaluated) = all(&world);
    narrow(&world, &mut made, &refine::Narrower::default());
    let findings = findings::findings(&world, &made);
    let derived = trace::derived_events(&world);
    let rows = made.into_iter().map(|one| one.row).collect();
    let mut rights = powers::open_rights(&world);
    rights::settle(&world, &mut rights);
    Answer { as_of, rows, rights, derived, findings, not_evaluated }
}

/// What every duty comes to, and the duties that no machine checks.
fn all(world: &world::World<'_>) -> (Vec<duty::Made>, Vec<crate::model::DutyId>) {
    let engine = duty::Engine::new(world);
    let mut not_evaluated = Vec::new();
    for duty in &world.model.duties {
        if duty.is_evaluated() {
            engine.rows(duty.id);
        } else if duty.is_about(world.case.subject.as_deref()) {
            not_evaluated.push(duty.id);
        }
    }
    let mut made = Vec::new();
    for mut rows in engine.into_rows() {
        rows.sort_by_key(|one| (one.row.due.map(|due| (due.first, due.last)), one.row.key));
        made.append(&mut rows);
    }
    (made, not_evaluated)
}

/// Narrows each row of a case, and leaves out those that turn out not to exist.
fn narrow<'a>(
    world: &world::World<'a>,
    made: &mut Vec<duty::Made>,
    narrower: &refine::Narrower<'a>,
) {
    let budget = refine::budget(world, made.iter().map(|one| &one.row));
    made.retain_mut(|one| refine::refine(narrower, world, &mut one.row, budget));
}
