//! Where a pack lives: from an id or a path to its files.
//!
//! A pack `kent/reviews` is the file `policies/kent/reviews.duly` (or `.yaml`), or
//! the folder `policies/kent/reviews/`, whose files together are the pack. The
//! user's `policies` come before the library's. A reference may also be the path
//! of such a file or folder anywhere.
//!
//! In: a reference. Out: the files to read. Never here: their contents.

use crate::names::{quoted_list, suggest_words};
use crate::syntax::Carrier;

use super::library::Library;
use super::world::{PathKind, World, WorldError};

/// The endings of pack files.
const ENDINGS: [(&str, Carrier); 3] =
    [(".duly", Carrier::Duly), (".yaml", Carrier::Yaml), (".yml", Carrier::Yaml)];

/// The folder that holds packs.
pub(super) const ROOT: &str = "policies";

/// The folder of examples inside that of a pack.
const EXAMPLES: &str = "examples";

/// The ending of a folder of examples beside a pack of one file.
pub(super) const BESIDE: &str = ".examples";

/// How deep packs are looked for below it.
const DEEPEST: usize = 6;

/// Which world a file is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The user's own files.
    World,
    /// The library in the binary.
    Library,
}

/// The files of one pack.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Found {
    /// The id that its place gives it; `None` for one that was named by a path.
    pub(super) id: Option<String>,
    pub(super) place: Place,
    /// Its files, sorted by name; never empty.
    pub(super) files: Vec<String>,
    /// The folder of its examples, whether or not it is there.
    pub(super) examples: String,
}

/// Why a pack was not found, as a message and a help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) message: String,
    pub(super) help: String,
}

/// The two worlds and the folders of packs in the user's.
#[derive(Clone)]
pub(super) struct Worlds<'w> {
    pub(super) world: &'w dyn World,
    pub(super) library: Library,
    pub(super) roots: Vec<String>,
}

/// The carrier of a file, by its ending.
pub(super) fn carrier(path: &str) -> Option<Carrier> {
    let ends = |ending: &str| path.len() > ending.len() && path.to_lowercase().ends_with(ending);
    ENDINGS.iter().find(|(ending, _)| ends(ending)).map(|(_, carrier)| *carrier)
}

impl<'w> Worlds<'w> {
    /// The worlds for one reference. A path that leads through a folder `policies`
    /// makes that folder the first place to look for the packs it extends.
    pub(super) fn new(world: &'w dyn World, library: Library, reference: &str) -> Self {
        let mut roots = Vec::new();
        if is_path(reference) {
            let parts: Vec<&str> = reference.split('/').collect();
            if let Some(at) = parts.iter().rposition(|part| *part == ROOT) {
                roots.push(parts.get(..=at).unwrap_or_default().join("/"));
            }
        }
        if !roots.iter().any(|root| root == ROOT) {
            roots.push(ROOT.to_owned());
        }
        Worlds { world, library, roots }
    }

    /// The world behind a place.
    pub(super) fn of(&self, place: Place) -> &dyn World {
        match place {
            Place::World => self.world,
            Place::Library => &self.library,
        }
    }

    /// Every folder of packs, in the order they are looked at.
    pub(super) fn homes(&self) -> impl Iterator<Item = (Place, &str)> {
        let own = self.roots.iter().map(|root| (Place::World, root.as_str()));
        own.chain([(Place::Library, ROOT)])
    }

    /// The files of the pack that a person named, by id or by path.
    pub(super) fn find(&self, reference: &str) -> Result<Found, Missing> {
        if is_path(reference) {
            return self.at_path(reference);
        }
        match self.by_id(reference) {
            Err(_) if self.world.kind(reference).is_some() => self.at_path(reference),
            Err(missing) => Err(self.beside(reference).unwrap_or(missing)),
            found => found,
        }
    }

    /// The id that is a file's name without its ending: `k2` beside `k2.duly`.
    fn beside(&self, reference: &str) -> Option<Missing> {
        let mut files = ENDINGS.iter().map(|(ending, _)| format!("{reference}{ending}"));
        let file = files.find(|file| self.world.kind(file) == Some(PathKind::File))?;
        let dot = if file.starts_with('/') { "" } else { "./" };
        let message = format!("there is no pack “{reference}”");
        Some(Missing { message, help: format!("did you mean `{dot}{file}`?") })
    }

    /// The files of the pack with this id.
    pub(super) fn by_id(&self, id: &str) -> Result<Found, Missing> {
        for (place, root) in self.homes() {
            let stem = format!("{root}/{id}");
            let candidates = self.candidates(place, &stem);
            if let [first, second, ..] = candidates.as_slice() {
                return Err(Missing {
                    message: format!("the pack “{id}” is there twice: `{first}` and `{second}`"),
                    help: "keep one of the two".to_owned(),
                });
            }
            if let Some(path) = candidates.into_iter().next() {
                let files = self.files_at(place, &path)?;
                let examples = examples_of(&path, &files);
                return Ok(Found { id: Some(id.to_owned()), place, files, examples });
            }
        }
        Err(self.unknown(id))
    }

    /// What stands where a pack would: at most a folder and a file.
    fn candidates(&self, place: Place, stem: &str) -> Vec<String> {
        let world = self.of(place);
        let files = ENDINGS.iter().map(|(ending, _)| format!("{stem}{ending}"));
        let mut found: Vec<String> =
            files.filter(|file| world.kind(file) == Some(PathKind::File)).collect();
        if world.kind(stem) == Some(PathKind::Folder) && self.is_pack(place, stem) {
            found.push(stem.to_owned());
        }
        found
    }

    /// Whether the files of a folder are one pack: one where each has a header of
    /// its own only holds packs.
    fn is_pack(&self, place: Place, folder: &str) -> bool {
        let files = self.pack_files(place, folder);
        let whole = |file: &String| self.of(place).read(file).is_ok_and(|text| has_header(&text));
        files.iter().any(|file| is_header(file)) || !files.iter().all(whole)
    }

    fn at_path(&self, path: &str) -> Result<Found, Missing> {
        let trimmed = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        let files = self.files_at(Place::World, trimmed)?;
        let examples = examples_of(trimmed, &files);
        Ok(Found { id: None, place: Place::World, files, examples })
    }

    fn files_at(&self, place: Place, path: &str) -> Result<Vec<String>, Missing> {
        match self.of(place).kind(path) {
            Some(PathKind::File) => match path.rsplit_once('/') {
                // The header file of a folder stands for the whole folder.
                Some((folder, "pack.duly" | "pack.yaml" | "pack.yml")) => {
                    Ok(self.pack_files(place, folder))
                }
                _ => Ok(vec![path.to_owned()]),
            },
            Some(PathKind::Folder) => match self.pack_files(place, path) {
                files if files.is_empty() => Err(Missing {
                    message: format!(
                        "the folder `{path}` has no pack: no file ends in .duly or .yaml"
                    ),
                    help: format!("begin one in `{path}/pack.duly`"),
                }),
                files => Ok(files),
            },
            None => Err(Missing {
                message: format!("there is no file or folder `{path}`"),
                help: self.known_help(path),
            }),
        }
    }

    /// The pack files directly in a folder, sorted by name.
    pub(super) fn pack_files(&self, place: Place, folder: &str) -> Vec<String> {
        let entries = self.of(place).list(folder).unwrap_or_default();
        let files = entries.into_iter().filter(|entry| !entry.folder);
        let mut files: Vec<String> = files
            .filter(|entry| carrier(&entry.name).is_some())
            .map(|entry| format!("{folder}/{}", entry.name))
            .collect();
        files.sort();
        files
    }

    fn unknown(&self, id: &str) -> Missing {
        Missing { message: format!("there is no pack “{id}”"), help: self.known_help(id) }
    }

    fn known_help(&self, id: &str) -> String {
        let known = self.known().into_iter().filter_map(|found| found.id);
        let known: Vec<String> = known.filter(|known| known != id).collect();
        let (under, end) = (format!("{id}/"), format!("/{id}"));
        let part = |known: &&str| known.starts_with(&under) || known.ends_with(&end);
        let mut near: Vec<&str> = known.iter().map(String::as_str).filter(part).take(3).collect();
        if near.is_empty() {
            near = suggest_words(id, known.iter().map(String::as_str));
        }
        if !near.is_empty() {
            return format!("did you mean {}?", quoted_list(&near));
        }
        if known.is_empty() {
            return format!("write it in `{ROOT}/{id}.duly`");
        }
        format!("there are {}", known.join(", "))
    }

    /// Every pack there is, by where it lives: the user's, then the library's that
    /// the user's do not replace; each in order of ids.
    pub(super) fn known(&self) -> Vec<Found> {
        let mut all: Vec<Found> = Vec::new();
        for (place, root) in self.homes() {
            let mut here = Vec::new();
            self.gather(place, root, "", 0, &mut here);
            here.sort_by(|a, b| a.id.cmp(&b.id));
            here.retain(|found| !all.iter().any(|known| known.id == found.id));
            all.extend(here);
        }
        all
    }

    fn gather(&self, place: Place, root: &str, below: &str, depth: usize, all: &mut Vec<Found>) {
        let folder = if below.is_empty() { root.to_owned() } else { format!("{root}/{below}") };
        let Ok(entries) = self.of(place).list(&folder) else { return };
        let files = self.pack_files(place, &folder);
        if !below.is_empty() && files.iter().any(|file| is_header(file)) {
            let examples = format!("{folder}/{EXAMPLES}");
            all.push(Found { id: Some(below.to_owned()), place, files, examples });
            return;
        }
        for entry in entries {
            let path = if below.is_empty() {
                entry.name.clone()
            } else {
                format!("{below}/{}", entry.name)
            };
            let other = ["calendars", "mappings"].contains(&entry.name.as_str());
            let other = below.is_empty() && other;
            let examples = entry.name.ends_with(BESIDE) || (depth > 0 && entry.name == EXAMPLES);
            let hidden = other || examples || entry.name.starts_with('.');
            if entry.folder && !hidden && depth < DEEPEST {
                self.gather(place, root, &path, depth + 1, all);
            } else if !entry.folder && depth > 0 && carrier(&path).is_some() {
                let id = path.rsplit_once('.').map(|(stem, _)| stem.to_owned());
                let files = vec![format!("{root}/{path}")];
                let examples = examples_of(&format!("{root}/{path}"), &files);
                all.push(Found { id, place, files, examples });
            }
        }
    }

    /// The names of the calendar files there are, without their ending.
    pub(super) fn calendars(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (place, root) in self.homes() {
            for file in self.pack_files(place, &format!("{root}/calendars")) {
                let name = file.rsplit('/').next().and_then(|name| name.rsplit_once('.'));
                names.extend(name.map(|(stem, _)| stem.to_owned()));
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// The file of a calendar.
    pub(super) fn calendar_file(&self, id: &str) -> Option<(Place, String)> {
        self.homes().find_map(|(place, root)| {
            let files = ENDINGS.iter().map(|(ending, _)| format!("{root}/calendars/{id}{ending}"));
            let mut there = files.filter(|file| self.of(place).kind(file) == Some(PathKind::File));
            there.next().map(|file| (place, file))
        })
    }

    /// The text of a file and the name a person knows it by.
    pub(super) fn read(
        &self,
        place: Place,
        path: &str,
    ) -> Result<(String, std::sync::Arc<str>), WorldError> {
        let text = self.of(place).read(path)?;
        let name = match place {
            Place::World => path.to_owned(),
            Place::Library => {
                format!("duly:{}", path.strip_prefix("policies/").unwrap_or(path))
            }
        };
        Ok((name, text))
    }
}

/// The folder that holds the examples of the pack that stands at a path: inside its
/// own folder, or beside its one file.
fn examples_of(path: &str, files: &[String]) -> String {
    let header = files.iter().find(|file| is_header(file));
    match (header.and_then(|file| file.rsplit_once('/')), carrier(path)) {
        (Some((folder, _)), _) => format!("{folder}/{EXAMPLES}"),
        (None, Some(_)) => {
            let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
            format!("{stem}{BESIDE}")
        }
        (None, None) => format!("{path}/{EXAMPLES}"),
    }
}

/// Whether a file stands in a folder of examples.
pub(super) fn is_example_file(path: &str) -> bool {
    let mut parts = path.rsplit('/').skip(1);
    parts.next().is_some_and(|folder| folder == EXAMPLES || folder.ends_with(BESIDE))
}

/// Whether a file begins a pack of several files.
fn is_header(file: &str) -> bool {
    file.rsplit('/').next().is_some_and(|name| name.starts_with("pack."))
}

/// Whether a text has a pack's header, at the margin in either carrier.
fn has_header(text: &str) -> bool {
    let mut rests = text.lines().filter_map(|line| line.strip_prefix("pack"));
    rests.any(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ':']))
}

/// Whether a reference can only be a path.
fn is_path(reference: &str) -> bool {
    let starts = ["/", "./", "../", "~"].iter().any(|start| reference.starts_with(start));
    let whole = [".", ".."].contains(&reference);
    starts || whole || reference.contains('\\') || carrier(reference).is_some()
}
