//! `duly generate`: made-up caseloads.

use std::io::{self, BufWriter, Write};

use clap::ValueEnum;
use duly::feed::{Form, Given, Mapping, OwnWriter, SSDA903, mapped, read_mapping};
use duly::model::Model;
use duly::pack::{PathKind, World};
use duly::source::SourceMap;
use duly::synthetic::{Counts, Plan, TABLES, Tables, xml};
use duly::time::Day;

use super::load;
use super::number::within;
use super::progress::Progress;
use super::reply::NO;
use super::world::{OsWorld, anew, folder};
use super::{Reply, Terminal};

/// Make up children looked after, for trying things out: no real person is among them
#[derive(clap::Args, Debug)]
#[command(
    name = "generate",
    after_help = "Examples:\n  \
        duly generate --children 1000 --seed 7 -o return/\n  \
        duly generate --children 1000 --seed 7 --dirty 0.02 --xml -o return/\n  \
        duly generate --children 1000 --seed 7 --format columns --parquet -o cases/\n  \
        duly generate --children 2 --seed 7 --format columns\n\n\
        The same seed makes the same files, to the last byte.\n\n\
        Exit code: 0 made; 1 the folder has such files already; 2 they cannot be written."
)]
pub(crate) struct Args {
    /// How many children
    #[arg(
        long,
        value_name = "COUNT",
        value_parser = within::<u32>(1..=10_000_000),
        allow_negative_numbers = true
    )]
    children: u32,
    /// Which children: another number, others
    #[arg(
        long,
        value_name = "NUMBER",
        default_value = "1",
        value_parser = within::<u64>(0..=u64::MAX),
        allow_negative_numbers = true
    )]
    seed: u64,
    /// ssda903: the tables of the return; columns: duly's own, a row an event or period
    #[arg(long, value_enum, default_value = "ssda903", hide_possible_values = true)]
    format: Format,
    /// As CSV, which is what is done where nothing is said
    #[arg(long, group = "form")]
    csv: bool,
    /// The return as one XML file
    #[arg(long, group = "form")]
    xml: bool,
    /// The columns as Parquet
    #[arg(long, group = "form")]
    parquet: bool,
    /// The columns as JSON lines
    #[arg(long, group = "form")]
    jsonl: bool,
    /// The last day on which anything happens
    #[arg(long, value_name = "DATE", default_value = "2026-11-21", value_parser = load::day)]
    until: Day,
    /// The share of rows of the return that cannot be read as they stand, from 0 to 1;
    /// as many are untidy
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = share)]
    dirty: f64,
    /// The share of children moved in care whose first episode is not in the return
    #[arg(long, value_name = "SHARE", default_value = "0.1", value_parser = share)]
    missing_first: f64,
    /// The pack in whose words the columns are
    #[arg(long, value_name = "PACK", default_value = "kent/child-in-care-reviews")]
    pack: String,
    /// The folder to write into; columns go to standard output where none is named
    #[arg(short, long, value_name = "FOLDER")]
    out: Option<String>,
}

/// What is written.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// The tables of the return
    Ssda903,
    /// Duly's own columns
    Columns,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share is a number from 0 to 1, such as 0.02".to_owned())
}

/// Nothing is made up for a day before this: 1 January 1950.
const EARLIEST: Day = Day::from_number(-7_305);

/// So many children go through at a time on their way into columns.
const PART: u32 = 2_000;

/// Makes them up.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    if let Some(complaint) = unfit(args) {
        return Reply::unreadable(complaint);
    }
    let names = names(args);
    if let Some(out) = &args.out {
        let there = |name: &&String| OsWorld.kind(&path(out, name)) == Some(PathKind::File);
        if let Some(name) = names.iter().find(there) {
            let path = path(out, name);
            let err = format!(
                "error: `{path}` is there already, and is left alone\n  help: name another folder\n"
            );
            return Reply { err, code: NO, ..Reply::default() };
        }
    }
    let plan = Plan {
        children: args.children,
        seed: args.seed,
        until: args.until,
        dirty: args.dirty,
        lost: args.missing_first,
    };
    let progress = Progress::rated(terminal, "children");
    let made = match (args.format, &args.out) {
        (Format::Ssda903, Some(out)) => ssda903(args, &plan, (out, &names), &progress),
        (Format::Ssda903, None) => Ok(Made::default()),
        (Format::Columns, out) => {
            let mut map = SourceMap::new();
            match load::usable(&args.pack, &mut map, terminal) {
                Ok(model) => columns(args, &plan, (&model, out.as_deref(), &names), &progress),
                Err(reply) => return reply,
            }
        }
    };
    progress.end();
    match made {
        Ok(Made { text: Some(text), .. }) => Reply::done(text),
        Ok(Made { counts, .. }) => Reply::done(told(args, &counts, &names)),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Reply::default(),
        Err(error) => Reply::unreadable(format!("error: the files cannot be written: {error}\n")),
    }
}

/// What does not go together.
fn unfit(args: &Args) -> Option<String> {
    let said = match args.format {
        Format::Ssda903 if args.parquet || args.jsonl => {
            ("the return is CSV or XML", "write `--csv` or `--xml`, or `--format columns`")
        }
        Format::Columns if args.xml => {
            ("duly’s own columns are not XML", "write `--csv`, `--jsonl` or `--parquet`")
        }
        Format::Ssda903 if args.out.is_none() => {
            ("the tables of the return need a folder", "name one: `-o return/`")
        }
        Format::Columns if args.parquet && args.out.is_none() => {
            ("Parquet is written to a file", "name a folder for it: `-o cases/`")
        }
        Format::Ssda903 | Format::Columns if args.until < EARLIEST => (
            "the children of so long ago would be in nobody's care today",
            "name a day from 1 January 1950 on after `--until`",
        ),
        Format::Columns if args.dirty > 0.0 => (
            "dirty rows are made in the tables of the return",
            "leave `--dirty` out, or write `--format ssda903`",
        ),
        Format::Ssda903 | Format::Columns => return None,
    };
    Some(format!("error: {}\n  help: {}\n", said.0, said.1))
}

/// The files that are written.
fn names(args: &Args) -> Vec<String> {
    match args.format {
        Format::Ssda903 if args.xml => vec!["ssda903.xml".to_owned()],
        Format::Ssda903 => TABLES.iter().map(|(name, _)| format!("{name}.csv")).collect(),
        Format::Columns if args.parquet => vec!["cases.parquet".to_owned()],
        Format::Columns if args.jsonl => vec!["cases.jsonl".to_owned()],
        Format::Columns => vec!["cases.csv".to_owned()],
    }
}

fn path(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.trim_end_matches('/'))
}

/// What came of it.
#[derive(Default)]
struct Made {
    counts: Counts,
    /// For standard output.
    text: Option<String>,
}

fn ssda903(
    args: &Args,
    plan: &Plan,
    (out, names): (&str, &[String]),
    progress: &Progress,
) -> io::Result<Made> {
    folder(out)?;
    let mut writers = Vec::new();
    for name in names {
        writers.push(BufWriter::new(anew(&path(out, name))?));
    }
    let counts = if args.xml {
        let Some(mut writer) = writers.pop() else { return Ok(Made::default()) };
        let counts = xml(plan, &mut writer)?;
        writer.flush()?;
        counts
    } else {
        let mut tables = Tables::new(writers)?;
        for place in 0..plan.children {
            tables.child(&plan.child(place), plan.soil(place))?;
            progress.at(place as usize + 1, plan.children as usize);
        }
        let (writers, counts) = tables.finish();
        for mut writer in writers {
            writer.flush()?;
        }
        counts
    };
    Ok(Made { counts, text: None })
}

fn columns(
    args: &Args,
    plan: &Plan,
    (model, out, names): (&Model, Option<&str>, &[String]),
    progress: &Progress,
) -> io::Result<Made> {
    let form = match (args.parquet, args.jsonl) {
        (true, _) => Form::Parquet,
        (_, true) => Form::JsonLines,
        (false, false) => Form::Csv,
    };
    match (out, names.first()) {
        (Some(out), Some(name)) => {
            folder(out)?;
            let writer = BufWriter::new(anew(&path(out, name))?);
            let (mut writer, counts) = written(plan, model, (form, writer), progress)?;
            writer.flush()?;
            Ok(Made { counts, text: None })
        }
        _ => {
            let (bytes, counts) = written(plan, model, (form, Vec::new()), progress)?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok(Made { counts, text: Some(text) })
        }
    }
}

/// The return, read by its mapping some children at a time, in duly's own columns.
fn written<W: Write + Send>(
    plan: &Plan,
    model: &Model,
    (form, to): (Form, W),
    progress: &Progress,
) -> io::Result<(W, Counts)> {
    let mapping = shipped()?;
    let mut counts = Counts::default();
    let mut to = Some(to);
    let mut writer = None;
    for start in (0..plan.children).step_by(PART as usize) {
        let end = start.saturating_add(PART).min(plan.children);
        let mut tables = Tables::new(vec![Vec::new(); TABLES.len()])?;
        tables.counts = counts;
        for place in start..end {
            tables.child(&plan.child(place), plan.soil(place))?;
        }
        let (texts, so_far) = tables.finish();
        counts = so_far;
        let given = TABLES.iter().zip(&texts);
        let given = given.map(|((name, _), text)| Given::new(format!("{name}.csv"), &text[..]));
        let feed = mapped(&mapping, model, given.collect())
            .map_err(|_| io::Error::other("the return that was made up cannot be read"))?;
        if let Some(to) = to.take() {
            writer = Some(OwnWriter::new(&model.vocabulary, &feed.recorded, form, to)?);
        }
        let Some(writer) = &mut writer else { continue };
        for at in 0..feed.caseload.len() {
            if let Some(case) = feed.caseload.case(at) {
                writer.case(&case, |kind| feed.caseload.records().get(&kind).copied())?;
            }
        }
        progress.at(end as usize, plan.children as usize);
    }
    match writer {
        Some(writer) => Ok((writer.finish()?, counts)),
        None => Err(io::Error::other("no child was made")),
    }
}

fn shipped() -> io::Result<Mapping> {
    let file = SourceMap::new().add("ssda903.yaml", SSDA903);
    let read = read_mapping(file, SSDA903).into_result();
    read.map(|(mapping, _)| mapping).map_err(|_| io::Error::other("the shipped mapping is broken"))
}

fn told(args: &Args, counts: &Counts, names: &[String]) -> String {
    let folder = args.out.as_deref().unwrap_or_default();
    let Counts { children, episodes, reviews, late, again, adopted, breaks, lost, dirty } = counts;
    format!(
        "{children} children, {episodes} episodes, {reviews} reviews ({late} of them late)\n\
         {again} in care a second time, {adopted} placed for adoption, {breaks} in short breaks\n\
         {lost} whose first episode is left out, {dirty} rows made dirty\n\
         written to {folder}: {}\n",
        names.join(", ")
    )
}
