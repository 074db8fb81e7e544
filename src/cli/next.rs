//! `duly next`: what changes next, and when.

use clap::ValueEnum;
use duly::caseload::Caseload;
use duly::check::Checked;
use duly::next::{Change, every, first};
use duly::report::next::{Item, Next, csv, human, item, json};
use duly::source::SourceMap;
use duly::time::Day;
use rayon::prelude::*;

use super::batch::{Input, Source};
use super::eval::missing;
use super::load;
use super::progress::Progress;
use super::reply::UNREADABLE;
use super::{Reply, Terminal};

/// Where looking ends when nobody says so.
const YEARS: i64 = 5;

/// Say what changes next: which duty comes to stand otherwise, and on which day
#[derive(clap::Args, Debug)]
#[command(
    name = "next",
    after_help = "Examples:\n  \
        duly next case.yaml --pack kent/child-in-care-reviews --as-of 2026-11-21\n  \
        duly next cases/ --pack my-pack.duly --as-of 2026-11-21 --until 2026-12-31 --format csv\n  \
        duly next --ssda903 return/ --pack my-pack.duly --as-of 2026-11-21 --until 2026-12-31\n\n\
        Without --until: the first day on which anything changes in each case, and all\n\
        that changes on it. What is recorded stays as it is: a duty becomes overdue\n\
        unless somebody does it first.\n\n\
        Exit code: 0 answered; 2 something could not be read (every other case is\n\
        answered)."
)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    /// The pack: an id (`duly packs` lists them), or the path of a file or folder
    #[arg(long, value_name = "PACK")]
    pack: String,
    /// The day from whose end on to look ahead, such as 2026-11-21
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    as_of: Day,
    /// Every change up to this day, rather than the first of each case
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    until: Option<Day>,
    /// human, json or csv
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
    /// Show every layer for itself: a local duty and those it implements
    #[arg(long)]
    layers: bool,
    /// Look only at these duties, by their ids, such as initial-review,second-review
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
}

/// How changes are printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// By date, for people
    Human,
    /// duly.next/1
    Json,
    /// A line for each change
    Csv,
}

/// What changes in every case that can be read, by date.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let mut map = SourceMap::new();
    let (model, warned) = match load::judging(&args.pack, &mut map, terminal) {
        Ok(read) => read,
        Err(reply) => return reply,
    };
    if let Some(complaint) = args.only.iter().find_map(|id| missing(&model, id)) {
        return Reply::unreadable(complaint);
    }
    let last = args.until.or_else(|| args.as_of.checked_plus_months(12 * YEARS, END));
    let last = last.unwrap_or(Day::MAX);
    if last <= args.as_of {
        let (until, as_of) = (last.long(), args.as_of.long());
        return Reply::unreadable(format!(
            "error: {until} is not after {as_of}\n  help: name a later day after `--until`\n"
        ));
    }
    let source = match args.input.read(&model, &mut map, terminal) {
        Ok(source) => source,
        Err(complaint) => return Reply::unreadable(complaint),
    };
    let items = items(args, &model, &source.caseload, last, terminal);
    let Source { caseload, odd, wrong, .. } = source;
    let (as_of, until) = (args.as_of, args.until);
    let of = Next { model: &model, as_of, until, last, cases: caseload.len(), items: &items };
    let out = match args.format {
        Format::Human => human(&of, &terminal.look()),
        Format::Json => json(&of),
        Format::Csv => csv(&of),
    };
    let code = if wrong.is_empty() { 0 } else { UNREADABLE };
    Reply { out, err: format!("{warned}{odd}{wrong}"), code }
}

const END: duly::time::MonthEnd = duly::time::MonthEnd::LastDay;

/// Every change that was asked for, by date, then in the order of the cases.
fn items(
    args: &Args,
    model: &Checked,
    caseload: &Caseload,
    last: Day,
    terminal: &Terminal,
) -> Vec<Item> {
    let wanted = |change: &Change| {
        let duty = change.key().and_then(|key| model.duty(key.duty));
        let named = |name: &str| args.only.is_empty() || args.only.iter().any(|id| id == name);
        (args.layers || change.local) && duty.is_some_and(|duty| named(&duty.name.value))
    };
    let of = |at: usize| -> Vec<Item> {
        let Some(case) = caseload.case(at) else { return Vec::new() };
        let mut changes = match args.until {
            None => first(model, &case, (args.as_of, last), wanted),
            Some(_) => every(model, &case, (args.as_of, last)),
        };
        changes.retain(wanted);
        changes.iter().filter_map(|one| item(model, &case, args.as_of, one)).collect()
    };
    let progress = Progress::rated(terminal, "cases");
    let (mut found, total) = (Vec::new(), caseload.len());
    // A few at a time, so that the bar moves.
    for start in (0..total).step_by(64) {
        let end = (start + 64).min(total);
        let items: Vec<Vec<Item>> = (start..end).into_par_iter().map(of).collect();
        found.extend(items.into_iter().flatten());
        progress.at(end, total);
    }
    progress.end();
    found.sort_by_key(|item| item.date);
    found
}
