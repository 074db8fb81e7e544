//! `duly batch`: what many cases come to.
//!
//! Cases are judged and written some at a time, so that a million of them fit.

mod input;
mod module;
mod output;

use clap::ValueEnum;
use duly::batch::{Engine, Program, evaluate};
use duly::eval::Outcome;
use duly::report::batch::{Batch, Groups, Sink, Tally, Teller};
use duly::source::SourceMap;
use duly::time::Day;

use super::eval::{Wanted, missing, status};
use super::load;
use super::number::within;
use super::progress::Progress;
use super::reply::{NO, UNREADABLE};
use super::{Reply, Terminal};

pub(crate) use input::{Input, Source};
use output::{Files, Kind, Outputs};

/// Judge many cases at once: tables, a summary, a work list, calendars, a report
#[derive(clap::Args, Debug)]
#[command(
    name = "batch",
    after_help = "Examples:\n  \
        duly batch --ssda903 return/ --pack kent/child-in-care-reviews --as-of 2026-11-21\n  \
        duly batch --ssda903 return/ --pack my-pack.duly --as-of 2026-11-21 --out answers/\n  \
        duly batch --csv events.csv periods.csv --pack my-pack.duly --as-of 2026-11-21\n  \
        duly batch cases/ --pack my-pack.duly --as-of 2026-11-21 --format csv\n\n\
        Without --out nothing is written but the summary. Nothing leaves this computer.\n\n\
        Exit code: 0 judged; 1 a duty has a status named by --fail-on; 2 something could\n\
        not be read or written (every other case is judged)."
)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    /// The pack: an id (`duly packs` lists them), or the path of a file or folder
    #[arg(long, value_name = "PACK")]
    pack: String,
    /// Who works with each case, as CSV: its columns are `case`, `team`, and roles of the
    /// pack, such as `social worker`
    #[arg(long, value_name = "FILE")]
    people: Option<String>,
    /// The day at whose end to judge, such as 2026-11-21
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    as_of: Day,
    /// The folder to write everything into; files of these names are written anew
    #[arg(long, value_name = "FOLDER")]
    out: Option<String>,
    /// What to write into it: csv, jsonl, parquet, xlsx, ics, html
    #[arg(
        long,
        value_enum,
        value_name = "KIND",
        value_delimiter = ',',
        default_value = "csv,jsonl,parquet,xlsx,ics,html",
        hide_possible_values = true,
        requires = "out"
    )]
    write: Vec<Kind>,
    /// What to print: summary, work-list, or one of those kinds
    #[arg(long, value_enum, default_value = "summary", hide_possible_values = true)]
    format: Format,
    /// How many days ahead the work list reaches
    #[arg(
        long,
        value_name = "DAYS",
        default_value = "14",
        value_parser = within::<i32>(0..=366),
        allow_negative_numbers = true
    )]
    work_list: i32,
    /// How many of the longest delays to name
    #[arg(
        long,
        value_name = "COUNT",
        default_value = "5",
        value_parser = within::<usize>(0..=1_000_000),
        allow_negative_numbers = true
    )]
    worst: usize,
    /// Say why each row stands as it does
    #[arg(long)]
    why: bool,
    /// Show every layer for itself: a local duty and those it implements
    #[arg(long)]
    layers: bool,
    /// Show only these duties, by their ids, such as initial-review,second-review
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave with exit code 1 when a duty has one of these statuses, such as
    /// overdue,unknown
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = status)]
    fail_on: Vec<Wanted>,
    /// Which engine: columnar, wasm or reference; the answers are the same
    #[arg(long, value_enum, default_value = "columnar", hide_possible_values = true)]
    engine: Named,
    /// A module of the pack that `duly compile` made, to be run by the engine wasm in place
    /// of one made now
    #[arg(long, value_name = "FILE")]
    module: Option<String>,
    /// How many threads, 1024 at most; as many as there are processors where it is not said
    #[arg(
        long,
        value_name = "COUNT",
        value_parser = within::<usize>(1..=1_024),
        allow_negative_numbers = true
    )]
    threads: Option<usize>,
}

/// What goes to standard output.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Counts by duty and status, for people
    Summary,
    /// What is to be done, by who has to do it
    WorkList,
    /// A line a deadline
    Csv,
    /// An object a deadline
    Jsonl,
    /// A table in columns
    Parquet,
    /// An Excel workbook
    Xlsx,
    /// One calendar
    Ics,
    /// The report
    Html,
}

impl Format {
    /// The kind of file that it is; none is text for people.
    fn kind(self) -> Option<Kind> {
        match self {
            Format::Summary | Format::WorkList => None,
            Format::Csv => Some(Kind::Csv),
            Format::Jsonl => Some(Kind::Jsonl),
            Format::Parquet => Some(Kind::Parquet),
            Format::Xlsx => Some(Kind::Xlsx),
            Format::Ics => Some(Kind::Ics),
            Format::Html => Some(Kind::Html),
        }
    }

    /// Whether it tells of the groups of the rules across cases.
    fn tells_of_groups(self) -> bool {
        match self {
            Format::Summary | Format::Xlsx | Format::Html => true,
            Format::WorkList | Format::Csv | Format::Jsonl | Format::Parquet | Format::Ics => false,
        }
    }
}

/// An engine by its name.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Named {
    /// The interpreter that the others are held against
    Reference,
    /// Columns
    #[value(alias = "native")]
    Columnar,
    /// The pack as a wasm module
    Wasm,
}

impl Named {
    fn engine(self) -> Engine {
        match self {
            Named::Reference => Engine::Reference,
            Named::Columnar => Engine::Columnar,
            Named::Wasm => Engine::Wasm,
        }
    }
}

/// Cases go through together in so many parts a thread.
const PART: usize = 2_048;

/// Reads, judges, writes.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let Some(threads) = args.threads else { return judged(args, terminal) };
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(|| judged(args, terminal)),
        Err(error) => Reply::unreadable(format!("error: no threads can be started: {error}\n")),
    }
}

fn judged(args: &Args, terminal: &Terminal) -> Reply {
    let mut map = SourceMap::new();
    let (model, warned) = match load::judging(&args.pack, &mut map, terminal) {
        Ok(read) => read,
        Err(reply) => return reply,
    };
    if let Some(complaint) = args.only.iter().find_map(|id| missing(&model, id)) {
        return Reply::unreadable(complaint);
    }
    let program = match module::program(args, &model) {
        Ok(program) => program,
        Err(complaint) => return Reply::unreadable(complaint),
    };
    let mut source = match args.input.read(&model, &mut map, terminal) {
        Ok(source) => source,
        Err(complaint) => return Reply::unreadable(complaint),
    };
    let people =
        args.people.as_ref().map(|path| input::people(path, &model, &mut source, (&map, terminal)));
    let people = match people.transpose() {
        Ok(people) => people,
        Err(complaint) => return Reply::unreadable(complaint),
    };
    let of = Batch {
        model: &model,
        caseload: &source.caseload,
        as_of: args.as_of,
        people: people.as_ref(),
        not_recorded: &source.not_recorded,
        own_mapping: args.input.has_mapping(),
        dirty: &source.dirty,
        without_entry: source.without_entry,
        why: args.why,
        layers: args.layers,
        only: &args.only,
        days: args.work_list,
    };
    let mut err = format!("{warned}{}{}", source.odd, source.wrong);
    match written(args, &of, &program, terminal) {
        Ok(Written { out, aside, failed, is_whole }) => {
            err.push_str(&aside);
            let code = match (is_whole && source.wrong.is_empty(), failed) {
                (false, _) => UNREADABLE,
                (true, true) => NO,
                (true, false) => 0,
            };
            Reply { out, err, code }
        }
        // A reader that has gone away wanted no more of it.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Reply::default(),
        Err(error) => {
            Reply::unreadable(format!("{err}error: the answers cannot be written: {error}\n"))
        }
    }
}

/// What is left to say once the answers are written.
struct Written {
    /// For standard output.
    out: String,
    /// For standard error.
    aside: String,
    /// Whether a status was among those named.
    failed: bool,
    /// Whether every file was written.
    is_whole: bool,
}

/// Judges all cases and writes what was asked for.
fn written(
    args: &Args,
    of: &Batch<'_>,
    program: &Program,
    terminal: &Terminal,
) -> std::io::Result<Written> {
    let teller = Teller::new(of);
    let mut tally = Tally::new(of, args.worst);
    let mut outputs = Outputs::open(of, args.out.as_deref(), &args.write, args.format.kind())?;
    let progress = Progress::rated(terminal, "cases");
    let (total, part) = (of.caseload.len(), PART * rayon::current_num_threads().clamp(1, 8));
    let judge = |start: usize| {
        let cases = start..(start + part).min(total);
        evaluate(program, of.caseload, cases, of.as_of, args.engine.engine())
    };
    let mut groups = Groups::new(of);
    let mut sinks: Vec<&mut dyn Sink> = outputs.sinks().collect();
    let mut answers = judge(0);
    // While some are written, the next are judged: a thread alone writes.
    for start in (0..total).step_by(part) {
        let next = start + part;
        let write = || {
            tally.take(of, &teller, &answers);
            if sinks.is_empty() { Ok(()) } else { teller.tell(&answers, &mut sinks) }
        };
        let (told, judged) = rayon::join(write, || (next < total).then(|| judge(next)));
        told?;
        groups.take(start..next.min(total));
        progress.at(next.min(total), total);
        let Some(judged) = judged else { break };
        answers = judged;
    }
    progress.end();
    tally.groups = groups.finish();
    let Files { written, failed: unwritten } = outputs.finish(of, &tally, args.work_list)?;
    let out = match args.format {
        Format::Summary => {
            let summary = duly::report::batch::human(of, &tally, &terminal.look());
            format!("{summary}{}", output::told(args.out.as_deref(), &written))
        }
        Format::WorkList => duly::report::batch::work(of, &tally, &terminal.look()),
        Format::Csv
        | Format::Jsonl
        | Format::Parquet
        | Format::Xlsx
        | Format::Ics
        | Format::Html => String::new(),
    };
    let failed = stands(&args.fail_on, &tally);
    let mut aside = match args.format.tells_of_groups() {
        true => String::new(),
        false => output::aside(of, &tally, args.out.as_deref(), &args.write),
    };
    aside.extend(program.not_run().map(|why| module::not_run(args, why)));
    aside
        .extend(unwritten.iter().map(|why| format!("error: {why}; all other files are written\n")));
    Ok(Written { out, aside, failed, is_whole: unwritten.is_empty() })
}

/// Whether any row stands in one of some ways, or a group does.
fn stands(wanted: &[Wanted], tally: &Tally) -> bool {
    let all = tally.all();
    wanted.iter().any(|wanted| match wanted {
        Wanted::Row(Some(status)) => all.of(*status) > 0,
        Wanted::Row(None) => all.unknown > 0,
        Wanted::Breached => tally.groups.iter().any(|group| group.outcome == Outcome::Breached),
    })
}
