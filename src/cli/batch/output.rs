//! Where the answers go: files of a folder, and standard output.
//!
//! In: which kinds are wanted. Out: everything that takes rows, and the files once all
//! rows were taken. Never here: what a row says.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Write};

use clap::ValueEnum;
use duly::report::batch::{
    Batch, Calendar, Csv, JsonLines, Parquet, Sink, Tally, Workbook, across_aside, across_csv,
    across_lines, across_parquet, calendar, calendars, dirty_csv, html, left_out, work_csv,
};

use crate::cli::reply::stream;
use crate::cli::world::{anew, folder, write};

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
        };
        if let Some(path) = out {
            folder(path)?;
            let path = path.trim_end_matches('/').to_owned();
            let file = |name: &str| -> io::Result<Out> {
                Ok(Box::new(BufWriter::new(anew(&format!("{path}/{name}"))?)))
            };
            for kind in kinds {
                match kind {
                    Kind::Csv => all.csv.push(Csv::new(of, file("answers.csv")?)?),
                    Kind::Jsonl => all.lines.push(JsonLines::new(of, file("answers.jsonl")?)),
                    Kind::Parquet => {
                        all.parquet.push(Parquet::new(of, file("answers.parquet")?)?);
                    }
                    Kind::Xlsx => all.book = Some(Workbook::new(of)?),
                    Kind::Ics | Kind::Html => {}
                }
            }
            all.folder = Some((path, kinds.to_vec()));
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

    /// Those that take rows as they come.
    pub(super) fn sinks(&mut self) -> impl Iterator<Item = &mut dyn Sink> {
        let csv = self.csv.iter_mut().map(|one| one as &mut dyn Sink);
        let lines = self.lines.iter_mut().map(|one| one as &mut dyn Sink);
        let parquet = self.parquet.iter_mut().map(|one| one as &mut dyn Sink);
        let book = self.book.iter_mut().map(|one| one as &mut dyn Sink);
        csv.chain(lines).chain(parquet).chain(book)
    }

    /// Writes everything that hangs on all rows; a line for each file of the folder.
    ///
    /// # Errors
    /// What stands in the way of writing one.
    pub(super) fn finish(
        self,
        of: &Batch<'_>,
        tally: &Tally,
        days: i32,
    ) -> io::Result<Vec<String>> {
        let Outputs { csv, lines, parquet, book, folder, print } = self;
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
        let mut written = Vec::new();
        if let Some((path, kinds)) = folder {
            written = into_folder(&path, &kinds, (of, tally, days), &sheets)?;
        }
        match print {
            Some(Kind::Xlsx) => printed(&sheets.bytes)?,
            Some(Kind::Ics) => printed(calendar(of, &tally.ahead()).as_bytes())?,
            Some(Kind::Html) => printed(html(of, tally).as_bytes())?,
            Some(Kind::Csv | Kind::Jsonl | Kind::Parquet) | None => {}
        }
        Ok(written)
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
    path: &str,
    kinds: &[Kind],
    (of, tally, days): (&Batch<'_>, &Tally, i32),
    sheets: &Sheets,
) -> io::Result<Vec<String>> {
    let mut written = Vec::new();
    let file = |name: &str| -> io::Result<File> { anew(&format!("{path}/{name}")) };
    for kind in kinds {
        match kind {
            Kind::Csv => {
                written.push("answers.csv".to_owned());
                if !of.model.across.is_empty() {
                    across_csv(of, &tally.groups, file("across.csv")?)?;
                    written.push("across.csv".to_owned());
                }
            }
            Kind::Jsonl => {
                written.push("answers.jsonl".to_owned());
                if !of.model.across.is_empty() {
                    across_lines(of, &tally.groups, BufWriter::new(file("across.jsonl")?))?;
                    written.push("across.jsonl".to_owned());
                }
            }
            Kind::Parquet => {
                written.push("answers.parquet".to_owned());
                if !of.model.across.is_empty() {
                    across_parquet(of, &tally.groups, file("across.parquet")?)?;
                    written.push("across.parquet".to_owned());
                }
            }
            Kind::Xlsx => {
                file("answers.xlsx")?.write_all(&sheets.bytes)?;
                let said = sheets.left_out.as_ref();
                let said = said.map_or_else(String::new, |said| format!(" ({said})"));
                written.push(format!("answers.xlsx{said}"));
            }
            Kind::Ics => {
                folder(&format!("{path}/calendars"))?;
                for one in calendars(of, &tally.ahead()) {
                    written.push(into_calendar(&one, file)?);
                }
            }
            Kind::Html => {
                let text = html(of, tally);
                write(&format!("{path}/report.html"), &text).map_err(io::Error::other)?;
                written.push("report.html".to_owned());
            }
        }
    }
    work_csv(&tally.work(days), file("work-list.csv")?)?;
    written.push("work-list.csv".to_owned());
    dirty_csv(of.dirty, file("dirty-rows.csv")?)?;
    written.push("dirty-rows.csv".to_owned());
    Ok(written)
}

/// Writes a calendar, where anything has a day in it; what to say of it.
fn into_calendar(one: &Calendar, file: impl Fn(&str) -> io::Result<File>) -> io::Result<String> {
    let name = format!("calendars/{}.ics", one.name);
    let said = match one.left_out {
        0 => String::new(),
        count => format!(" ({})", left_out(count)),
    };
    Ok(match &one.text {
        Some(text) => {
            file(&name)?.write_all(text.as_bytes())?;
            format!("{name}{said}")
        }
        None => format!("no {name}{said}"),
    })
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
