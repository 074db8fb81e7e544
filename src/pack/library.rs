//! The library: the packs and calendars that the binary carries.
//!
//! In: the table that the build made of `policies`. Out: a world of those files.
//! Never here: what a user's own folder has.

use std::sync::Arc;

use super::world::{Entry, PathKind, World, WorldError, entries};

/// Path, from `policies/` on, and text of each shipped file, sorted by path.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// Packs and calendars that are always at hand.
///
/// INVARIANT: `files` is sorted by path.
#[derive(Debug, Clone, Copy)]
pub struct Library {
    files: &'static [(&'static str, &'static str)],
}

impl Library {
    /// The packs and calendars shipped with duly.
    #[must_use]
    pub fn shipped() -> Library {
        Library { files: SHIPPED }
    }

    /// A library without packs.
    #[must_use]
    pub fn empty() -> Library {
        Library { files: &[] }
    }

    /// The paths of its files, from `policies/` on, in order.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.files.iter().map(|(path, _)| *path)
    }
}

impl World for Library {
    fn kind(&self, path: &str) -> Option<PathKind> {
        let at = self.files.partition_point(|(file, _)| *file < path);
        let (file, _) = self.files.get(at)?;
        if *file == path {
            return Some(PathKind::File);
        }
        // Files of a folder need not follow its name directly: `a.duly` sorts
        // between `a` and `a/b.duly`.
        let folder = self
            .files
            .iter()
            .any(|(file, _)| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')));
        folder.then_some(PathKind::Folder)
    }

    fn read(&self, path: &str) -> Result<Arc<str>, WorldError> {
        let at = self.files.binary_search_by_key(&path, |(file, _)| file);
        let found = at.ok().and_then(|at| self.files.get(at));
        found.map(|(_, text)| Arc::from(*text)).ok_or(WorldError::NotThere)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, WorldError> {
        entries(folder, self.paths())
    }
}
