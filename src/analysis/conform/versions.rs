//! Versions side by side: stretches of time in which nothing changes.

use crate::model::Duty;
use crate::syntax::force::Force;
use crate::time::Day;

/// A stretch of time, with the version of each duty that is in force in it.
#[derive(Debug, Clone)]
pub(super) struct Stretch<'m> {
    pub(super) force: Force,
    pub(super) duty: &'m Duty,
    /// The version of each cover, by its place; none where it is not in force.
    pub(super) covers: Vec<Option<&'m Duty>>,
}

/// The stretches in which a duty is in force and the pack itself is.
pub(super) fn stretches<'m>(duty: &'m Duty, covers: &[&'m Duty], pack: Force) -> Vec<Stretch<'m>> {
    let all = std::iter::once(&duty).chain(covers).flat_map(|one| one.versions());
    let forces = all.map(|version| version.force).chain([pack]);
    // Each day on which something begins that was not so the day before.
    let mut turns: Vec<Day> = forces
        .flat_map(|force| [force.from, force.until.and_then(|day| day.checked_plus(1))])
        .flatten()
        .collect();
    turns.sort_unstable();
    turns.dedup();
    let starts = std::iter::once(None).chain(turns.iter().copied().map(Some));
    let ends = turns.iter().map(|day| day.checked_plus(-1)).chain([None]);
    let mut found: Vec<Stretch<'m>> = Vec::new();
    for (from, until) in starts.zip(ends) {
        // Any day of it will do: nothing changes within.
        let day = from.or(until).unwrap_or(Day::MIN);
        if !pack.holds_on(day) {
            continue;
        }
        let Some(version) = in_force(duty, day) else { continue };
        let covers: Vec<_> = covers.iter().map(|cover| in_force(cover, day)).collect();
        match found.last_mut().filter(|last| same(last, version, &covers)) {
            Some(last) if last.force.until.and_then(|day| day.checked_plus(1)) == from => {
                last.force.until = until;
            }
            Some(_) | None => {
                found.push(Stretch { force: Force { from, until }, duty: version, covers });
            }
        }
    }
    found
}

fn in_force(duty: &Duty, day: Day) -> Option<&Duty> {
    duty.versions().iter().find(|version| version.force.holds_on(day))
}

fn same(last: &Stretch<'_>, version: &Duty, covers: &[Option<&Duty>]) -> bool {
    let ptr = |one: Option<&Duty>| one.map(std::ptr::from_ref);
    std::ptr::eq(last.duty, version)
        && last.covers.iter().zip(covers).all(|(one, other)| ptr(*one) == ptr(*other))
}
