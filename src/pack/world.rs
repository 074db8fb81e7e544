//! The world a pack is read from: files and folders, and no more.
//!
//! In: paths with `/` between their parts. Out: texts and listings. Never here:
//! the file system itself (the command line has it), or what a file means.

use std::collections::BTreeMap;
use std::sync::Arc;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathKind {
    /// A file, or a link to one.
    File,
    /// A folder, or a link to one.
    Folder,
}

/// One thing in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name, without its folder.
    pub name: String,
    /// Whether it is a folder itself.
    pub folder: bool,
}

/// Why a path could not be read, without the path, for a sentence that names it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// Nothing stands there.
    #[error("there is no such file or folder")]
    NotThere,
    /// It is not text.
    #[error("it is not UTF-8 text (the first wrong byte is number {byte}); save it again as UTF-8")]
    NotText {
        /// The first byte that is no part of a character, from 1.
        byte: usize,
    },
    /// The system refuses it.
    #[error("{reason}")]
    Refused {
        /// In the system's words: `permission denied`.
        reason: String,
    },
}

/// Where files are read. Paths are relative to wherever the user is, or absolute;
/// parts are joined by `/` on every system. Packs are read on several threads.
pub trait World: Sync {
    /// What stands at a path; `None` for nothing, or for what cannot be looked at.
    fn kind(&self, path: &str) -> Option<PathKind>;

    /// The text of a file.
    ///
    /// # Errors
    /// If it is not there, cannot be read or is not UTF-8.
    fn read(&self, path: &str) -> Result<Arc<str>, WorldError>;

    /// The bytes of a file that need not be text.
    ///
    /// # Errors
    /// If it is not there or cannot be read.
    fn bytes(&self, path: &str) -> Result<Arc<[u8]>, WorldError> {
        self.read(path).map(|text| Arc::from(text.as_bytes()))
    }

    /// What stands in a folder, in any order.
    ///
    /// # Errors
    /// If it is not there, is no folder or cannot be read.
    fn list(&self, folder: &str) -> Result<Vec<Entry>, WorldError>;
}

/// A world of texts in memory: for tests, editors and browsers.
#[derive(Debug, Clone, Default)]
pub struct MemoryWorld {
    files: BTreeMap<String, Arc<str>>,
    /// Files that are no text.
    others: BTreeMap<String, Arc<[u8]>>,
}

impl MemoryWorld {
    /// A world without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same world with one file more, or with another text for it.
    #[must_use]
    pub fn with(mut self, path: &str, text: impl Into<Arc<str>>) -> Self {
        self.put(path, text);
        self
    }

    /// The same world with one file more that is no text.
    #[must_use]
    pub fn with_bytes(mut self, path: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        self.others.insert(normal(path), bytes.into());
        self
    }

    /// Puts a file there.
    pub fn put(&mut self, path: &str, text: impl Into<Arc<str>>) {
        self.files.insert(normal(path), text.into());
    }
}

impl World for MemoryWorld {
    fn kind(&self, path: &str) -> Option<PathKind> {
        let path = normal(path);
        if self.files.contains_key(&path) || self.others.contains_key(&path) {
            return Some(PathKind::File);
        }
        let mut all = self.files.keys().chain(self.others.keys());
        let below = all.any(|file| below(&path, file).is_some());
        below.then_some(PathKind::Folder)
    }

    fn read(&self, path: &str) -> Result<Arc<str>, WorldError> {
        self.files.get(&normal(path)).cloned().ok_or(WorldError::NotThere)
    }

    fn bytes(&self, path: &str) -> Result<Arc<[u8]>, WorldError> {
        match self.others.get(&normal(path)) {
            Some(bytes) => Ok(Arc::clone(bytes)),
            None => self.read(path).map(|text| Arc::from(text.as_bytes())),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, WorldError> {
        let folder = normal(folder);
        entries(&folder, self.files.keys().chain(self.others.keys()).map(String::as_str))
    }
}

/// A path without `./` at its start and `/` at its end.
fn normal(path: &str) -> String {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    let path = path.trim_end_matches('/');
    if path == "." { String::new() } else { path.to_owned() }
}

/// The part of `path` below `folder`.
fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// What stands directly in a folder, from the paths of all files; in order.
pub(super) fn entries<'p>(
    folder: &str,
    files: impl Iterator<Item = &'p str>,
) -> Result<Vec<Entry>, WorldError> {
    let mut found: Vec<Entry> = files
        .filter_map(|file| below(folder, file))
        .map(|rest| match rest.split_once('/') {
            Some((name, _)) => Entry { name: name.to_owned(), folder: true },
            None => Entry { name: rest.to_owned(), folder: false },
        })
        .collect();
    found.sort();
    found.dedup();
    if found.is_empty() { Err(WorldError::NotThere) } else { Ok(found) }
}
