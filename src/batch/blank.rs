//! Statuses of a case that has nothing of what they hang on.
//!
//! In: a status, and a case as far as it is laid out. Out: its stretches, which are found
//! once for all cases that have no event, status or fact on which it hangs: most cases have
//! nothing of most statuses. Never here: how a status is worked out.

use super::bound::Bound;
use super::range::{ALWAYS, Truth, Why};
use super::statuses::{self, OfStatus, Stretch};
use super::world::World;
use crate::caseload::Attributes;
use crate::ir::{FactTest, Held, Status, Tense, Test, Uses};

/// What tells how a status stands, beside the day and the pack.
#[derive(Debug)]
struct Below<'b> {
    kinds: Vec<usize>,
    statuses: Vec<usize>,
    facts: Vec<&'b Attributes>,
}

/// How a status stands in a case that has nothing of that.
#[derive(Debug)]
struct Blank {
    vague: Why,
    stretches: Vec<Stretch>,
    steps: Option<Vec<(i32, Truth)>>,
}

/// What is known of each status.
#[derive(Debug)]
struct Known<'b> {
    /// Nothing where it hangs on more than what a case may have nothing of, such as the age.
    below: Option<Below<'b>>,
    blank: Option<Blank>,
    /// The case at hand has nothing on which it hangs.
    is_blank: bool,
}

/// All statuses, as some cases are worked out one after the other.
#[derive(Debug)]
pub(super) struct Blanks<'b>(Vec<Known<'b>>);

impl<'b> Blanks<'b> {
    pub(super) fn of(bound: &Bound<'b>) -> Blanks<'b> {
        let known = |status| Known { below: below(bound, status), blank: None, is_blank: true };
        Blanks(bound.ir.statuses.iter().map(known).collect())
    }
}

fn below<'b>(bound: &Bound<'b>, status: &Status) -> Option<Below<'b>> {
    let is_plain = match &status.held {
        Held::Recorded { .. } => true,
        Held::Defined(versions) => {
            versions.iter().all(|one| is_plain(&one.means) && one.except.iter().all(is_plain))
        }
    };
    let mut uses = Uses::default();
    uses.status(status);
    let column = |fact| bound.facts.get(fact).and_then(|of| of.column);
    is_plain.then(|| Below {
        kinds: uses.kinds.iter().map(|kind| kind.0 as usize).collect(),
        statuses: uses.statuses.iter().map(|status| status.0 as usize).collect(),
        facts: uses.facts.iter().filter_map(column).collect(),
    })
}

/// Whether a test comes out the same in all cases that have nothing of what it names.
fn is_plain(test: &Test) -> bool {
    match test {
        Test::All(parts) | Test::Any(parts) => parts.iter().all(is_plain),
        Test::Not(inner) => is_plain(inner),
        Test::Status(_, Tense::Now | Tense::Ever | Tense::For(..)) => true,
        Test::Happened { since, on, .. } => since.is_none() && on.is_none(),
        Test::Fact(_, FactTest::Yes | FactTest::Is(_) | FactTest::Number(..), on) => on.is_none(),
        Test::Status(_, Tense::On(_) | Tense::Since(_) | Tense::OnOrAfter(_))
        | Test::Fact(_, FactTest::Date(..), _)
        | Test::Age(..)
        | Test::Total { .. }
        | Test::OfTrigger(..)
        | Test::Recorded(..) => false,
    }
}

/// Works a status out, after those on which it hangs.
pub(super) fn learn(world: &mut World<'_>, at: usize) -> OfStatus {
    if !world.is_as_recorded() {
        return statuses::learn(world, at);
    }
    let is_blank = is_blank(world, at);
    let World { blanks, stretches, steps, .. } = world;
    let Some(known) = blanks.0.get_mut(at) else { return statuses::learn(world, at) };
    known.is_blank = is_blank;
    if !is_blank {
        return statuses::learn(world, at);
    }
    if let Some(blank) = &known.blank {
        let begun = (stretches.len(), steps.len());
        stretches.extend_from_slice(&blank.stretches);
        steps.extend_from_slice(blank.steps.as_deref().unwrap_or_default());
        return OfStatus {
            stretches: begun.0..stretches.len(),
            vague: blank.vague,
            steps: blank.steps.as_ref().map(|_| begun.1..steps.len()),
        };
    }
    let learnt = statuses::learn(world, at);
    let stretches = world.stretches.get(learnt.stretches.clone()).unwrap_or_default().to_vec();
    let steps =
        learnt.steps.clone().map(|steps| world.steps.get(steps).unwrap_or_default().to_vec());
    if let Some(known) = world.blanks.0.get_mut(at) {
        known.blank = Some(Blank { vague: learnt.vague, stretches, steps });
    }
    learnt
}

/// Whether the case at hand has nothing of what a status hangs on.
fn is_blank(world: &World<'_>, at: usize) -> bool {
    let all = &world.blanks.0;
    let Some(below) = all.get(at).and_then(|known| known.below.as_ref()) else { return false };
    let column = world.bound.statuses.get(at).and_then(|of| of.column);
    world.history == ALWAYS
        && column.is_none_or(|(_, column)| column.run(world.case).is_empty())
        && below.kinds.iter().all(|kind| world.is_empty(*kind))
        && below.statuses.iter().all(|at| all.get(*at).is_some_and(|known| known.is_blank))
        && below.facts.iter().all(|column| column.run(world.case).is_empty())
}
