//! `duly compare`: packs held against each other.

use clap::ValueEnum;
use duly::analysis::compare::{Change, Options, changes, compare, matrix};
use duly::check::Checked;
use duly::diag::has_errors;
use duly::extensions;
use duly::facts::{self, Case, read_case};
use duly::open;
use duly::pack::Library;
use duly::report::compare::{self as shown, Cases, Shown};
use duly::source::SourceMap;
use duly::time::Day;

use super::columns;
use super::files::{case_files, stem};
use super::kind::case_for_pack;
use super::load;
use super::progress::Progress;
use super::reply::UNREADABLE;
use super::world::OsWorld;
use super::{Reply, Terminal};

/// Say where packs ask for the same, for more, for less, and from which days
#[derive(clap::Args, Debug)]
#[command(
    name = "compare",
    after_help = "Examples:\n  \
        duly compare THERE.duly HERE.duly\n  \
        duly compare PACK PACK --duty review   with this in their id or title\n  \
        duly compare PACK PACK --near 2026-01-15\n  \
        duly compare PACK PACK PACK --format html > packs.html\n  \
        duly compare PACK PACK --cases cases/ --as-of 2026-11-21\n\n\
        The first pack is “there”, the second “here”; every verdict says how the second\n\
        compares with the first. Of more than two packs it prints a matrix.\n\n\
        Exit code: 0 compared; 2 something could not be read."
)]
pub(crate) struct Args {
    /// Packs: ids (`duly packs` lists them), or paths of files or folders
    #[arg(required = true, num_args = 2.., value_name = "PACK")]
    packs: Vec<String>,
    /// human, json, html, markdown or csv
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
    /// Only duties with this in their id or title
    #[arg(long, value_name = "TEXT")]
    duty: Option<String>,
    /// Near which day examples should lie, instead of the day the packs were verified
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    near: Option<Day>,
    /// Case files, a folder of them, or duly's own columns (.csv, .jsonl, .parquet): what
    /// changes for them
    #[arg(long, value_name = "DIR", requires = "as_of")]
    cases: Vec<String>,
    /// Of --cases: the day at whose end to judge
    #[arg(long, value_name = "DATE", value_parser = load::day, requires = "cases")]
    as_of: Option<Day>,
    /// Also show what is the same
    #[arg(long)]
    all: bool,
}

/// How comparisons are printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// For people
    Human,
    /// duly.compare/1
    Json,
    /// A page that stands alone
    Html,
    /// A document
    Markdown,
    /// A line for each difference
    Csv,
}

/// Holds the packs against each other.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let mut map = SourceMap::new();
    let models = match opened(&args.packs, &mut map, terminal) {
        Ok(models) => models,
        Err(reply) => return reply,
    };
    let options = Options { near: args.near, duty: args.duty.clone() };
    let progress = Progress::new(terminal, "pairs of duties");
    let comparisons = compare(&models, &options, &|done, total| progress.at(done, total));
    progress.end();
    let (cases, err) = match args.as_of {
        Some(as_of) => {
            let (cases, err) = read_cases(&args.cases, &models, &mut map, terminal);
            let progress = Progress::new(terminal, "cases");
            let (all, mut done) = (cases.len() * comparisons.len(), 0);
            let mut each: Vec<Vec<Change>> = Vec::new();
            for one in &comparisons {
                let pair = models.get(one.packs.0).zip(models.get(one.packs.1));
                let mut found = Vec::new();
                for (case, pair) in cases.iter().zip(std::iter::repeat(pair)) {
                    found.extend(pair.iter().flat_map(|pair| changes(*pair, one, &[case], as_of)));
                    done += 1;
                    progress.at(done, all);
                }
                each.push(found);
            }
            progress.end();
            (Some(Cases { as_of, count: cases.len(), changes: each }), err)
        }
        None => (None, String::new()),
    };
    let side_by_side = matrix(models.len(), &comparisons);
    let what = Shown {
        models: &models,
        comparisons: &comparisons,
        matrix: &side_by_side,
        changes: cases.as_ref(),
        all: args.all,
    };
    let out = match args.format {
        Format::Human => shown::human(&what, &terminal.look()),
        Format::Json => shown::json(&what),
        Format::Html => shown::html(&what),
        Format::Markdown => shown::markdown(&what),
        Format::Csv => shown::csv(&what),
    };
    let code = if err.is_empty() { 0 } else { UNREADABLE };
    Reply { out, err, code }
}

/// The packs, opened so that their names have the same ids.
fn opened(
    packs: &[String],
    map: &mut SourceMap,
    terminal: &Terminal,
) -> Result<Vec<Checked>, Reply> {
    if let Some(complaint) = packs.iter().find_map(|pack| case_for_pack(pack)) {
        return Err(Reply::unreadable(complaint));
    }
    let names: Vec<&str> = packs.iter().map(String::as_str).collect();
    let read = open::together(&OsWorld, Library::shipped(), map, &names);
    match read.value {
        Some(models) => Ok(models),
        None => {
            let complaint = load::complaint(map, &read.diagnostics, terminal);
            Err(Reply::unreadable(format!("{complaint}\n")))
        }
    }
}

/// Cases bound to the names of all packs, and what is wrong with any.
fn read_cases(
    paths: &[String],
    models: &[Checked],
    map: &mut SourceMap,
    terminal: &Terminal,
) -> (Vec<Case>, String) {
    let (tables, files) = columns::divided(paths);
    let (texts, wrong) = case_files(&files);
    let mut err: String = wrong.iter().map(|one| format!("{one}\n")).collect();
    let mut cases = Vec::new();
    let Some(last) = models.last() else { return (cases, err) };
    cases.extend(columns::cases(&tables, last, (map, terminal), &mut err));
    // What one pack works out in another way than the other is not known of either.
    let alike = models.iter().all(|model| extensions::agree(model, last));
    for text in &texts {
        let file = map.add(text.path.as_str(), text.text.clone());
        let read = read_case(file, stem(&text.path), &text.text);
        let mut found = read.diagnostics;
        if let Some(written) = read.value {
            let bound = if alike {
                extensions::bind(&written, last)
            } else {
                facts::bind(&written, &last.vocabulary)
            };
            found.extend(bound.diagnostics);
            cases.extend(bound.value);
        }
        if has_errors(&found) {
            err.push_str(&format!("{}\n", load::complaint(map, &found, terminal)));
        }
    }
    (cases, err)
}
