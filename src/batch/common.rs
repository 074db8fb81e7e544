//! The instances that several duties have in common, each put down once.
//!
//! In: the instances of one case after another. Out: columns of them, by the numbers of their
//! days. Never here: how an instance stands under a duty.

use super::marks::{Instances, push_unless};
use super::range::When;
use super::stand::{Begin, Stand};

/// The instances of duties alike in all cases so far, by the numbers of their days.
#[derive(Debug, Default)]
pub(super) struct InCommon {
    pub(super) all: Vec<Instances>,
    /// For which case the last of each were put down, and from where on.
    last: Vec<(usize, usize)>,
}

impl InCommon {
    /// From where on the instances of the case at hand stand, which are put down once.
    pub(super) fn place(
        &mut self,
        case: usize,
        number: usize,
        (begins, stands): (&[Begin], &[Stand]),
    ) -> usize {
        if self.all.len() <= number {
            self.all.resize_with(number + 1, Instances::default);
            self.last.resize(number + 1, (usize::MAX, 0));
        }
        let (Some(instances), Some(last)) = (self.all.get_mut(number), self.last.get_mut(number))
        else {
            return 0;
        };
        if last.0 != case {
            *last = (case, instances.len());
            let case = u32::try_from(case).unwrap_or(u32::MAX);
            instances.case.extend(std::iter::repeat_n(case, begins.len()));
            instances.key.extend(begins.iter().map(|begin| begin.key));
            for (at, begin) in (instances.key.len() - begins.len()..).zip(begins) {
                push_unless(&mut instances.number, (at, 1), begin.number);
            }
            let on = |day: i32| When::only(day).days().0;
            instances.trigger_on.extend(begins.iter().map(|begin| on(begin.date)));
            instances.due.extend(stands.iter().map(|stand| on(stand.due)));
        }
        last.1
    }

    /// Makes room for the instances of so many cases, where so many have been put down.
    pub(super) fn make_room(&mut self, (cases, so_far): (usize, usize)) {
        for instances in &mut self.all {
            instances.make_room(more(instances.len(), (cases, so_far)));
        }
    }
}

/// How many more there will be of what so many cases have.
pub(super) fn more(len: usize, (cases, so_far): (usize, usize)) -> usize {
    let likely = len * cases / so_far.max(1);
    (likely + likely / 8).saturating_sub(len)
}
