//! How tests come out that come out alike in every case.
//!
//! In: a test, and what a caseload holds. Out: how it comes out whatever the case and the day,
//! where it asks for no more than what no case has. A feed of a few tables leaves out most of
//! what conditions ask for. Never here: a case.

use super::bound::Bound;
use super::range::{ALWAYS, NEVER, Truth, Why};
use crate::ir::{FactTest, Held, StatusAt, Tense, Test};

/// How a test comes out in every case and on every day: where no decision could count, and
/// where one could; nothing where that takes a look at the case.
pub(super) fn told(bound: &Bound<'_>, test: &Test) -> Option<[Truth; 2]> {
    let all = |parts: &[Test], with: fn(Truth, Truth) -> Truth, none: Truth| {
        parts.iter().try_fold([none; 2], |all, part| {
            let [before, after] = told(bound, part)?;
            Some([with(all[0], before), with(all[1], after)])
        })
    };
    match test {
        Test::All(parts) => all(parts, Truth::and, Truth::TRUE),
        Test::Any(parts) => all(parts, Truth::or, Truth::FALSE),
        Test::Not(inner) => told(bound, inner).map(|told| told.map(Truth::not)),
        Test::Status(status, Tense::Now) => status_told(bound, *status).map(|so| [so; 2]),
        Test::Recorded(kind, _) => {
            let of = bound.kind_of(*kind).filter(|of| !of.differs && of.known.when_known)?;
            let concept = u32::try_from(of.concept.index()).unwrap_or(0);
            Some([Truth::FALSE, Truth::unknown(Why::unrecorded(concept))])
        }
        Test::Fact(fact, FactTest::Yes | FactTest::Is(_) | FactTest::Number(..), None) => {
            let of = bound.facts.get(fact).filter(|of| of.column.is_none())?;
            let concept = u32::try_from(fact.index()).unwrap_or(0);
            let so = if of.silent_no { Truth::FALSE } else { Truth::unknown(Why::fact(concept)) };
            Some([so; 2])
        }
        Test::Status(..)
        | Test::Age(..)
        | Test::Happened { .. }
        | Test::Total { .. }
        | Test::Fact(..)
        | Test::OfTrigger(..) => None,
    }
}

/// How tests come out together on every day of every case.
pub(super) fn all_told<'t>(
    bound: &Bound<'_>,
    mut tests: impl Iterator<Item = &'t Test>,
) -> Option<Truth> {
    tests.try_fold(Truth::TRUE, |all, test| {
        let [before, after] = told(bound, test)?;
        (before == after).then(|| all.and(after))
    })
}

/// Whether a status holds that no case has, or that rests on no more than such.
fn status_told(bound: &Bound<'_>, status: StatusAt) -> Option<Truth> {
    if let Some(Held::Defined(versions)) = bound.ir.status(status).map(|one| &one.held) {
        let [version] = versions.as_slice() else { return None };
        if version.force != (ALWAYS, NEVER) {
            return None;
        }
        let means = all_told(bound, std::iter::once(&version.means))?;
        return version.except.iter().try_fold(means, |so, except| {
            Some(so.and(all_told(bound, std::iter::once(except))?.not()))
        });
    }
    let of = bound.status_of(status).filter(|of| !of.differs)?;
    let concept = u32::try_from(of.concept.index()).unwrap_or(0);
    if of.known.when_known {
        return Some(Truth::unknown(Why::status(concept)));
    }
    of.entered.is_empty().then_some(Truth::FALSE)
}
