//! Files and folders: the only reader of the file system.
#![expect(clippy::disallowed_methods, reason = "the command line reads and writes files")]

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use duly::pack::{Entry, PathKind, World, WorldError};

/// The file system, as packs and cases are read from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OsWorld;

impl World for OsWorld {
    fn kind(&self, path: &str) -> Option<PathKind> {
        let found = fs::metadata(path).ok()?;
        Some(if found.is_dir() { PathKind::Folder } else { PathKind::File })
    }

    fn read(&self, path: &str) -> Result<Arc<str>, WorldError> {
        text(bounded(path)?)
    }

    fn bytes(&self, path: &str) -> Result<Arc<[u8]>, WorldError> {
        bounded(path).map(Arc::from)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, WorldError> {
        let entries = fs::read_dir(folder).map_err(|error| refused(&error))?;
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| refused(&error))?;
            // A name that is no text can be no pack's and no case's.
            if let Ok(name) = entry.file_name().into_string() {
                found.push(Entry { folder: entry.path().is_dir(), name });
            }
        }
        found.sort();
        Ok(found)
    }
}

/// Everything on standard input.
pub(crate) fn standard_input() -> Result<Arc<str>, WorldError> {
    text(all_of(io::stdin())?)
}

/// What is read whole has so many bytes at most: packs, cases, mappings, modules.
const MOST: u64 = 64 << 20;

fn bounded(path: &str) -> Result<Vec<u8>, WorldError> {
    all_of(fs::File::open(path).map_err(|error| refused(&error))?)
}

/// All bytes there are, if that comes to an end.
fn all_of(from: impl Read) -> Result<Vec<u8>, WorldError> {
    let mut bytes = Vec::new();
    from.take(MOST + 1).read_to_end(&mut bytes).map_err(|error| refused(&error))?;
    if bytes.len() as u64 > MOST {
        let reason = format!(
            "it is larger than {} MiB, the most that a pack, a case, a mapping or a module may be",
            MOST >> 20
        );
        return Err(WorldError::Refused { reason });
    }
    Ok(bytes)
}

/// Writes a file anew.
pub(crate) fn write(path: &str, text: &str) -> Result<(), WorldError> {
    fs::write(Path::new(path), text).map_err(|error| refused(&error))
}

/// A file to be read as it comes.
pub(crate) fn opened(path: &str) -> io::Result<fs::File> {
    if Path::new(path).is_dir() {
        let said = format!("`{path}` is a folder, and a file is wanted: name those in it");
        return Err(io::Error::new(io::ErrorKind::IsADirectory, said));
    }
    fs::File::open(Path::new(path)).map_err(|error| of(path, &error))
}

/// A file to be written anew.
pub(crate) fn anew(path: &str) -> io::Result<fs::File> {
    fs::File::create(Path::new(path)).map_err(|error| of(path, &error))
}

/// Makes a folder, and the folders above it, where they are not there yet.
pub(crate) fn folder(path: &str) -> io::Result<()> {
    // With nothing before it, a file's name would be one at the root.
    if path.is_empty() {
        let said = "the folder has no name: name one, or `.` for the one at hand";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, said));
    }
    fs::create_dir_all(Path::new(path)).map_err(|error| of(path, &error))
}

/// Whether two paths lead to one file that is there.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let found = |path: &str| fs::canonicalize(path).ok();
    found(one).is_some_and(|one| Some(one) == found(other))
}

/// What went wrong, with the path that it went wrong with.
fn of(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{path}`: {}", refused(error)))
}

/// Writes a file that is no text anew.
pub(crate) fn write_bytes(path: &str, bytes: &[u8]) -> Result<(), WorldError> {
    fs::write(Path::new(path), bytes).map_err(|error| refused(&error))
}

/// Writes a new file, and the folders above it.
pub(crate) fn create(path: &str, text: &str) -> Result<(), WorldError> {
    if let Some(folder) = Path::new(path).parent() {
        fs::create_dir_all(folder).map_err(|error| refused(&error))?;
    }
    fs::File::create_new(path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
        .map_err(|error| refused(&error))
}

fn text(bytes: Vec<u8>) -> Result<Arc<str>, WorldError> {
    // The start of every packed file, a spreadsheet's among them.
    if bytes.starts_with(b"PK\x03\x04") {
        let reason = "it is a spreadsheet or another packed file, and no text".to_owned();
        return Err(WorldError::Refused { reason });
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| WorldError::NotText { byte: error.utf8_error().valid_up_to() + 1 })?;
    // Plain letters in two bytes each pass as UTF-8, every other one a zero.
    match text.find('\0') {
        Some(zero) => Err(WorldError::NotText { byte: zero + 1 }),
        None => Ok(Arc::from(text)),
    }
}

fn refused(error: &io::Error) -> WorldError {
    if error.kind() == ErrorKind::NotFound {
        return WorldError::NotThere;
    }
    if error.kind() == ErrorKind::IsADirectory {
        return WorldError::Refused { reason: "it is a folder".to_owned() };
    }
    // `Permission denied (os error 13)`: the number helps nobody.
    let words = error.to_string();
    let reason = words.split(" (os error").next().unwrap_or_default().to_lowercase();
    WorldError::Refused { reason }
}
