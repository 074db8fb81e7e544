//! Where many cases come from: case files, or files of tables.
//!
//! In: paths. Out: a caseload, what could not be taken, and what is not recorded at all.
//! Never here: what a case or a column says.

use std::fmt::Write;

use duly::caseload::{Builder, Caseload, People};
use duly::check::Checked;
use duly::diag::{Diagnostic, Severity};
use duly::extensions::fill_all;
use duly::feed::{DirtyRow, Feed, Given, Mapping, SSDA903, mapped, own, read_mapping};
use duly::names::ConceptId;
use duly::pack::{PathKind, World};
use duly::report::batch::Dirty;
use duly::report::diagnostics;
use duly::source::SourceMap;

use crate::cli::Terminal;
use crate::cli::eval::read;
use crate::cli::files::{Taken, case_files, near};
use crate::cli::load;
use crate::cli::world::{OsWorld, opened};

/// The cases to judge.
#[derive(clap::Args, Debug)]
pub(crate) struct Input {
    /// Case files, or folders of them
    #[arg(value_name = "CASE", conflicts_with_all = ["ssda903", "csv", "parquet", "jsonl", "xlsx"])]
    cases: Vec<String>,
    /// The SSDA903 return: a folder of its tables, or its XML file
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["csv", "parquet", "jsonl", "xlsx"])]
    ssda903: Option<String>,
    /// Tables as CSV: in duly's own columns, or as --mapping says
    #[arg(long, value_name = "FILE", num_args = 1..)]
    csv: Vec<String>,
    /// Tables as Parquet: in duly's own columns, or as --mapping says
    #[arg(long, value_name = "FILE", num_args = 1..)]
    parquet: Vec<String>,
    /// Tables as JSON lines: in duly's own columns, or as --mapping says
    #[arg(long, value_name = "FILE", num_args = 1..)]
    jsonl: Vec<String>,
    /// Excel workbooks, as --mapping says
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "mapping")]
    xlsx: Vec<String>,
    /// What the columns say, in the words of the pack: a mapping as YAML
    #[arg(long, value_name = "FILE")]
    mapping: Option<String>,
}

/// Cases, and what was found on the way.
#[derive(Default)]
pub(crate) struct Source {
    /// The cases.
    pub(crate) caseload: Caseload,
    /// Every row that could not be taken as it stands.
    pub(crate) dirty: Vec<Dirty>,
    /// What the files do not record.
    pub(crate) not_recorded: Vec<ConceptId>,
    /// How many cases have a first row that is not an entry.
    pub(crate) without_entry: usize,
    /// What is odd, for standard error.
    pub(crate) odd: String,
    /// What could not be read, likewise.
    pub(crate) wrong: String,
}

/// Writes a line; writing to a string cannot fail.
fn line(out: &mut String, text: &str) {
    let _ = writeln!(out, "{text}");
}

impl Input {
    /// Reads them.
    ///
    /// # Errors
    /// What to say where there is no case at all.
    pub(crate) fn read(
        &self,
        model: &Checked,
        map: &mut SourceMap,
        terminal: &Terminal,
    ) -> Result<Source, String> {
        let source = match (&self.ssda903, self.tables().is_empty()) {
            (None, true) => self.case_files(model, map, terminal),
            (Some(_), _) | (None, false) => self.feed(model, map, terminal)?,
        };
        if source.caseload.is_empty() {
            if source.wrong.is_empty() && source.odd.is_empty() {
                return Err("error: there is no case to judge\n  help: name case files, \
                            or tables after `--ssda903` or `--csv`\n"
                    .to_owned());
            }
            let none =
                if source.wrong.is_empty() { "error: there is no case to judge\n" } else { "" };
            return Err(format!("{}{}{none}", source.odd, source.wrong));
        }
        Ok(source)
    }

    /// Whether a mapping was named.
    pub(super) fn has_mapping(&self) -> bool {
        self.mapping.is_some()
    }

    fn tables(&self) -> Vec<&String> {
        let all = [&self.csv, &self.parquet, &self.jsonl, &self.xlsx];
        all.into_iter().flatten().collect()
    }

    fn case_files(&self, model: &Checked, map: &mut SourceMap, terminal: &Terminal) -> Source {
        let mut source = Source::default();
        let (texts, complaints) = case_files(&self.cases);
        complaints.iter().for_each(|complaint| line(&mut source.wrong, complaint));
        let (mut builder, mut taken) = (Builder::new(Default::default()), Taken::default());
        let mut odd: Vec<Diagnostic> = Vec::new();
        for text in &texts {
            let found = match read(text, model, None, map) {
                Ok((case, found)) => {
                    match taken.twice(&case.id, &text.path) {
                        Some(complaint) => line(&mut source.wrong, &complaint),
                        None => builder.push(case),
                    }
                    found
                }
                Err(found) => found,
            };
            let complaint = load::complaint(map, &found, terminal);
            if !complaint.is_empty() {
                line(&mut source.wrong, &complaint);
            }
            odd.extend(found.into_iter().filter(|one| one.severity == Severity::Warning));
        }
        let told = load::warnings(map, odd, terminal);
        if !told.is_empty() {
            line(&mut source.odd, &told);
        }
        source.caseload = builder.finish();
        source
    }

    /// Reads tables, as a mapping says or in duly's own columns.
    fn feed(
        &self,
        model: &Checked,
        map: &mut SourceMap,
        terminal: &Terminal,
    ) -> Result<Source, String> {
        let mapping = self.mapping(map, terminal)?;
        let given = self.given()?;
        let feed = match &mapping {
            Some(mapping) => mapped(mapping, model.model(), given),
            None => own(model.model(), given),
        };
        let feed = feed.map_err(|found| format!("{}\n", load::complaint(map, &found, terminal)))?;
        let mut source = Source::default();
        // What a shipped mapping cannot say in a pack is that pack's affair.
        if self.mapping.is_some() {
            let of = |severity: Severity| -> Vec<Diagnostic> {
                feed.findings.iter().filter(|it| it.severity == severity).cloned().collect()
            };
            for (found, told) in
                [(of(Severity::Warning), &mut source.odd), (of(Severity::Error), &mut source.wrong)]
            {
                if !found.is_empty() {
                    let listed = diagnostics::listed(map, &found, &terminal.look());
                    line(told, listed.trim_end());
                }
            }
        }
        if !feed.wrong.is_empty() {
            line(&mut source.wrong, &load::complaint(map, &feed.wrong, terminal));
        }
        for file in feed.files.iter().filter(|file| file.table.is_none()) {
            let said = format!(
                "note: `{}` is taken for no table of the mapping, and was not read",
                file.file
            );
            line(&mut source.odd, &said);
        }
        source.take(feed, model, (map, terminal));
        Ok(source)
    }

    /// The mapping that was named, or that of the return.
    fn mapping(&self, map: &mut SourceMap, terminal: &Terminal) -> Result<Option<Mapping>, String> {
        let (name, text) = match (&self.mapping, &self.ssda903) {
            (Some(path), _) => {
                let text = OsWorld.read(path).map_err(|error| {
                    format!("error: `{path}` cannot be read: {error}{}\n", near(path))
                })?;
                (path.as_str(), text.to_string())
            }
            (None, Some(_)) => ("ssda903", SSDA903.to_owned()),
            (None, None) => return Ok(None),
        };
        let file = map.add(name, text.clone());
        let read = read_mapping(file, &text);
        if read.diagnostics.iter().any(|found| found.severity == Severity::Error) {
            return Err(format!("{}\n", load::complaint(map, &read.diagnostics, terminal)));
        }
        Ok(read.value)
    }

    /// Every file, opened.
    fn given(&self) -> Result<Vec<Given<'static>>, String> {
        let mut paths: Vec<(String, String)> = Vec::new();
        if let Some(path) = &self.ssda903 {
            match OsWorld.kind(path) {
                Some(PathKind::Folder) => folder(path, &mut paths)?,
                Some(PathKind::File) | None => paths.push((path.clone(), path.clone())),
            }
        }
        paths.extend(self.tables().into_iter().map(|path| (path.clone(), path.clone())));
        let open = |(path, name): (String, String)| {
            let file = opened(&path).map_err(|error| format!("error: {error}{}\n", near(&path)))?;
            Ok(Given::new(name, file))
        };
        paths.into_iter().map(open).collect()
    }
}

/// The tables of a folder, in the order of their names.
fn folder(path: &str, paths: &mut Vec<(String, String)>) -> Result<(), String> {
    let entries =
        OsWorld.list(path).map_err(|error| format!("error: `{path}` cannot be read: {error}\n"))?;
    let is_table = |name: &str| {
        let name = name.to_lowercase();
        [".csv", ".xml", ".xlsx"].iter().any(|ending| name.ends_with(ending))
    };
    let found = entries.into_iter().filter(|entry| !entry.folder && is_table(&entry.name));
    let before = paths.len();
    paths.extend(
        found.map(|entry| (format!("{}/{}", path.trim_end_matches('/'), entry.name), entry.name)),
    );
    if paths.len() == before {
        return Err(format!(
            "error: `{path}` holds no table of the return: no file that ends in .csv, .xml or .xlsx\n"
        ));
    }
    Ok(())
}

/// Who works with each case, as a file says; what is odd about it goes to `source`.
///
/// # Errors
/// What to say where it cannot be read.
pub(super) fn people(
    path: &str,
    model: &Checked,
    source: &mut Source,
    (map, terminal): (&SourceMap, &Terminal),
) -> Result<People, String> {
    let file = opened(path).map_err(|error| format!("error: {error}{}\n", near(path)))?;
    let read = duly::feed::people(model.model(), &source.caseload, Given::new(path, file));
    let read = read.map_err(|found| format!("{}\n", load::complaint(map, &found, terminal)))?;
    if !read.findings.is_empty() {
        let listed = diagnostics::listed(map, &read.findings, &terminal.look());
        line(&mut source.odd, listed.trim_end());
    }
    source.dirty.extend(read.dirty.into_iter().map(dirty));
    Ok(read.people)
}

/// A row of a file, as the answers have it.
fn dirty(row: DirtyRow) -> Dirty {
    Dirty {
        file: row.file,
        row: row.row,
        column: row.column,
        child: row.child,
        reason: row.reason,
        used: row.used,
    }
}

impl Source {
    fn take(&mut self, feed: Feed, model: &Checked, (map, terminal): (&SourceMap, &Terminal)) {
        self.dirty = feed.dirty.into_iter().map(dirty).collect();
        self.not_recorded = feed.not_recorded;
        self.without_entry = feed.unknown_entries.len();
        let (caseload, failures) = fill_all(model.model(), feed.caseload);
        self.caseload = caseload;
        let told = load::failures(map, &failures, terminal);
        if !told.is_empty() {
            line(&mut self.odd, &told);
        }
    }
}
