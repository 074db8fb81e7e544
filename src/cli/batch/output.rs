//! Where the answers go: files of a folder, and standard output.
//!
//! In: which kinds are wanted. Out: everything that takes rows, and the files once all
//! rows were taken. Never here: what a row says.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Write};

use clap::ValueEnum;
use duly::report::batch::{
    Batch, Csv, JsonLines, Parquet, Sink, Tally, Workbook, across_aside, across_csv, across_lines,
    across_parquet, calendar, calendars, dirty_csv, html, left_out, work_csv,
};

use crate::cli::reply::stream;
use crate::cli::world::{OsWorld, anew, folder, write};
use duly::pack::World;

/// A kind of file.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// answers.csv
    Csv,
    /// answers.jsonl
    Jsonl,
    /// answers.parquet
    Parquet,
    /// answers.xlsx
    Xlsx,
    /// A calendar for each who has something to do
    Ics,
    /// report.html
    Html,
}

impl Kind {
    /// The file of a folder that has the groups as a table.
    fn groups(self) -> Option<&'static str> {
        match self {
            Kind::Csv => Some("across.csv"),
            Kind::Jsonl => Some("across.jsonl"),
            Kind::Parquet => Some("across.parquet"),
            Kind::Xlsx => Some("answers.xlsx"),
            Kind::Ics | Kind::Html => None,
        }
    }
}

type Out = Box<dyn Write + Send>;

/// Everything that takes rows.
pub(super) struct Outputs<'b> {
    csv: Vec<Csv<'b, Out>>,
    lines: Vec<JsonLines<'b, Out>>,
    parquet: Vec<Parquet<'b, Out>>,
    book: Option<Workbook<'b>>,
    /// The folder, and what to write into it.
    folder: Option<(String, Vec<Kind>)>,
    /// What to print.
    print: Option<Kind>,
    /// The files that could not be written, and why: all others are.
    failed: Vec<String>,
}

/// What came of the files of a folder.
#[derive(Default)]
pub(super) struct Files {
    /// A line for each.
    pub(super) written: Vec<String>,
    /// Those that could not be written, and why.
    pub(super) failed: Vec<String>,
}

impl Files {
    /// Takes in a file that was written under a name, or was not.
    fn take(&mut self, name: impl Into<String>, made: io::Result<()>) {
        match made {
            Ok(()) => self.written.push(name.into()),
            Err(error) => self.failed.push(error.to_string()),
        }
    }
}

impl<'b> Outputs<'b> {
    /// Opens the files that are written as rows come.
    ///
    /// # Errors
    /// What stands in the way of writing one.
    pub(super) fn open(
        of: &'b Batch<'b>,
        out: Option<&str>,
        kinds: &[Kind],
        print: Option<Kind>,
    ) -> io::Result<Outputs<'b>> {
        let mut all = Outputs {
            csv: Vec::new(),
            lines: Vec::new(),
            parquet: Vec::new(),
            book: None,
            folder: None,
            print,
            failed: Vec::new(),
        };
        if let Some(path) = out {
            folder(path)?;
            let path = path.trim_end_matches('/').to_owned();
            let mut kinds = kinds.to_vec();
            kinds.retain(|kind| match all.opened(of, &path, *kind) {
                Ok(()) => true,
                Err(error) => {
                    all.failed.push(error.to_string());
                    false
                }
            });
            all.folder = Some((path, kinds));
        }
        match print {
            Some(Kind::Csv) => all.csv.push(Csv::new(of, stream())?),
            Some(Kind::Jsonl) => all.lines.push(JsonLines::new(of, stream())),
            Some(Kind::Parquet) => all.parquet.push(Parquet::new(of, stream())?),
            Some(Kind::Xlsx) if all.book.is_none() => all.book = Some(Workbook::new(of)?),
            Some(Kind::Xlsx | Kind::Ics | Kind::Html) | None => {}
        }
        Ok(all)
    }

    /// Opens a file of the folder that is written as rows come.
    fn opened(&mut self, of: &'b Batch<'b>, path: &str, kind: Kind) -> io::Result<()> {
        let file = |name: &str| -> io::Result<Out> {
            Ok(Box::new(BufWriter::new(anew(&format!("{path}/{name}"))?)))
        };
        match kind {
            Kind::Csv => self.csv.push(Csv::new(of, file("answers.csv")?)?),
            Kind::Jsonl => self.lines.push(JsonLines::new(of, file("answers.jsonl")?)),
            Kind::Parquet => self.parquet.push(Parquet::new(of, file("answers.parquet")?)?),
            Kind::Xlsx => self.book = Some(Workbook::new(of)?),
            Kind::Ics | Kind::Html => {}
        }
        Ok(())
    }

    /// Those that take rows as they come.
    pub(super) fn sinks(&mut self) -> impl Iterator<Item = &mut dyn Sink> {
        let csv = self.csv.iter_mut().map(|one| one as &mut dyn Sink);
        let lines = self.lines.iter_mut().map(|one| one as &mut dyn Sink);
        let parquet = self.parquet.iter_mut().map(|one| one as &mut dyn Sink);
        let book = self.book.iter_mut().map(|one| one as &mut dyn Sink);
        csv.chain(lines).chain(parquet).chain(book)
    }

    /// Writes everything that hangs on all rows. A file of the folder that cannot be written
    /// stops no other.
    ///
    /// # Errors
    /// What stands in the way of writing rows, or to standard output.
    pub(super) fn finish(self, of: &Batch<'_>, tally: &Tally, days: i32) -> io::Result<Files> {
        let Outputs { csv, lines, parquet, book, folder, print, failed } = self;
        csv.into_iter().try_for_each(Csv::finish)?;
        lines.into_iter().try_for_each(JsonLines::finish)?;
        parquet.into_iter().try_for_each(Parquet::finish)?;
        let work = tally.work(days);
        let mut sheets = Sheets::default();
        if let Some(book) = book {
            sheets.left_out = book.left_out();
            let mut bytes = Cursor::new(Vec::new());
            book.finish(tally, &work, &mut bytes)?;
            sheets.bytes = bytes.into_inner();
        }
        let mut files = Files { failed, ..Files::default() };
        if let Some((path, kinds)) = folder {
            into_folder((&path, &kinds), (of, tally, days), &sheets, &mut files);
        }
        match print {
            Some(Kind::Xlsx) => printed(&sheets.bytes)?,
            Some(Kind::Ics) => printed(calendar(of, &tally.ahead()).as_bytes())?,
            Some(Kind::Html) => printed(html(of, tally).as_bytes())?,
            Some(Kind::Csv | Kind::Jsonl | Kind::Parquet) | None => {}
        }
        Ok(files)
    }
}

/// A workbook, and what is left out of its sheet of answers.
#[derive(Default)]
struct Sheets {
    bytes: Vec<u8>,
    left_out: Option<String>,
}

fn printed(bytes: &[u8]) -> io::Result<()> {
    let mut out = stream();
    out.write_all(bytes)?;
    out.flush()
}

/// The files of the folder that hang on all rows, and the names of all of them.
fn into_folder(
    (path, kinds): (&str, &[Kind]),
    (of, tally, days): (&Batch<'_>, &Tally, i32),
    sheets: &Sheets,
    files: &mut Files,
) {
    let file = |name: &str| -> io::Result<File> { anew(&format!("{path}/{name}")) };
    let groups = &tally.groups;
    let has_groups = !of.model.across.is_empty();
    for kind in kinds {
        match kind {
            Kind::Csv => files.take("answers.csv", Ok(())),
            Kind::Jsonl => files.take("answers.jsonl", Ok(())),
            Kind::Parquet => files.take("answers.parquet", Ok(())),
            Kind::Xlsx => {
                let made = file("answers.xlsx").and_then(|mut to| to.write_all(&sheets.bytes));
                let said = sheets.left_out.as_ref();
                let said = said.map_or_else(String::new, |said| format!(" ({said})"));
                files.take(format!("answers.xlsx{said}"), made);
            }
            Kind::Ics => into_calendars(path, (of, tally), files),
            Kind::Html => {
                let made = write(&format!("{path}/report.html"), &html(of, tally));
                let made =
                    made.map_err(|why| io::Error::other(format!("`{path}/report.html`: {why}")));
                files.take("report.html", made);
            }
        }
        let Some(name) = kind.groups().filter(|_| has_groups) else { continue };
        match kind {
            Kind::Csv => files.take(name, file(name).and_then(|to| across_csv(of, groups, to))),
            Kind::Jsonl => {
                let made = file(name).map(BufWriter::new);
                files.take(name, made.and_then(|to| across_lines(of, groups, to)));
            }
            Kind::Parquet => {
                files.take(name, file(name).and_then(|to| across_parquet(of, groups, to)));
            }
            Kind::Xlsx | Kind::Ics | Kind::Html => {}
        }
    }
    let made = file("work-list.csv").and_then(|to| work_csv(&tally.work(days), to));
    files.take("work-list.csv", made);
    let made = file("dirty-rows.csv").and_then(|to| dirty_csv(of.dirty, to));
    files.take("dirty-rows.csv", made);
}

/// The calendars, and which there are beside them.
fn into_calendars(path: &str, (of, tally): (&Batch<'_>, &Tally), files: &mut Files) {
    let within = format!("{path}/calendars");
    if let Err(error) = folder(&within) {
        return files.failed.push(error.to_string());
    }
    let mut own = Vec::new();
    for one in calendars(of, &tally.ahead()) {
        let name = format!("calendars/{}.ics", one.name);
        let said = match one.left_out {
            0 => String::new(),
            count => format!(" ({})", left_out(count)),
        };
        match &one.text {
            Some(text) => {
                let made = anew(&format!("{path}/{name}"));
                let made = made.and_then(|mut to| to.write_all(text.as_bytes()));
                files.take(format!("{name}{said}"), made);
                own.push(format!("{}.ics", one.name));
            }
            None => files.written.push(format!("no {name}{said}")),
        }
    }
    // One of an earlier run would pass for one of this.
    let there = OsWorld.list(&within).unwrap_or_default();
    let older =
        there.iter().filter(|entry| entry.name.ends_with(".ics") && !own.contains(&entry.name));
    files.written.extend(older.map(|entry| {
        format!("calendars/{} is not from this run: take it away where nobody needs it", entry.name)
    }));
}

/// What was printed tells of no group: how many stand how, and where they are.
pub(super) fn aside(of: &Batch<'_>, tally: &Tally, folder: Option<&str>, kinds: &[Kind]) -> String {
    let Some(said) = across_aside(of, &tally.groups) else { return String::new() };
    let table = kinds.iter().find_map(|kind| kind.groups());
    let help = match (folder, table) {
        (Some(folder), Some(table)) => {
            format!("they are in {}/{table}", folder.trim_end_matches('/'))
        }
        (Some(_), None) => "add `csv` to `--write` for a table of them, across.csv".to_owned(),
        (None, _) => "`--format summary` tells of them; `--out FOLDER --write csv` also writes \
                      a table of them, across.csv"
            .to_owned(),
    };
    format!("note: what is printed leaves out the rules across cases: {said}\n  help: {help}\n")
}

/// Where everything is.
pub(super) fn told(folder: Option<&str>, written: &[String]) -> String {
    let Some(folder) = folder else { return String::new() };
    let mut out = format!("\nWritten to {}/\n", folder.trim_end_matches('/'));
    for name in written {
        out.push_str(&format!("  {name}\n"));
    }
    out
}
