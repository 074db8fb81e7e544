//! The duties of a model, each in a place of its own: they are large and many, and one
//! block of memory for all of them would have to be cleared anew for every pack.

use std::sync::Arc;

use super::duty::Duty;

/// Duties by their ids. A copy shares them with what it was copied from, until one of them
/// is changed.
#[derive(Debug, Clone, Default)]
pub struct Duties(Vec<Arc<Duty>>);

/// Goes over duties in their order.
pub(super) type Iter<'d> = std::iter::Map<std::slice::Iter<'d, Arc<Duty>>, fn(&Arc<Duty>) -> &Duty>;

impl Duties {
    /// None, with room for some.
    pub(super) fn with_room(duties: usize) -> Duties {
        Duties(Vec::with_capacity(duties))
    }

    /// Every duty.
    pub fn iter(&self) -> Iter<'_> {
        self.0.iter().map(Arc::as_ref)
    }

    /// The one at a place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Duty> {
        self.0.get(at).map(Arc::as_ref)
    }

    /// The first of them.
    #[must_use]
    pub fn first(&self) -> Option<&Duty> {
        self.get(0)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, duty: Duty) {
        self.0.push(Arc::new(duty));
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut Duty> {
        self.0.last_mut().map(Arc::make_mut)
    }

    /// Every duty, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Duty> {
        self.0.iter_mut().map(Arc::make_mut)
    }
}

impl<'d> IntoIterator for &'d Duties {
    type Item = &'d Duty;
    type IntoIter = Iter<'d>;

    fn into_iter(self) -> Iter<'d> {
        self.iter()
    }
}
