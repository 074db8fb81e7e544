//! `duly test`: the examples of packs, held against what the packs answer.

mod coverage;
mod gaps;
mod mutate;

use clap::ValueEnum;
use duly::analysis::mutate::Ground;
use duly::diag::{Diagnostic, has_errors};
use duly::examples::{Failure, run as run_example};
use duly::open::{Suite, loaded, suite};
use duly::pack::{Library, is_example_file, list_packs, pack_of_examples};
use duly::report::results::{self as shown, Outcome, PackResult};
use duly::report::{coverage as of_coverage, mutation as of_slips};
use duly::source::{SourceMap, Span};
use rayon::prelude::*;

use super::kind::case_for_pack;
use super::number::within;
use super::reply::{NO, UNREADABLE};
use super::world::OsWorld;
use super::{Reply, Terminal, load};

/// Run the examples that packs carry, and say which do not hold
#[derive(clap::Args, Debug)]
#[command(
    name = "test",
    after_help = "Examples:\n  \
        duly test                              every pack there is\n  \
        duly test kent/child-in-care-reviews   one pack\n  \
        duly test --filter weekend             examples with this in their name\n  \
        duly test --format junit               for a build server\n  \
        duly test my-pack.duly --coverage      what the examples never show\n  \
        duly test my-pack.duly --mutate        which slips they would not notice\n\n\
        Exit code: 0 every example holds; 1 one does not; 2 something could not be read."
)]
pub(crate) struct Args {
    /// Packs: ids, files or folders, or files of examples; every pack when none is named
    #[arg(value_name = "PACK")]
    packs: Vec<String>,
    /// Run only examples whose name holds this text
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// human, junit, json, or examples: those that are missing, ready to be pasted
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
    /// Say which boundaries of each duty no example stands on, with one that does
    #[arg(long)]
    coverage: bool,
    /// Change one word of a rule at a time, and say which changes no example notices
    #[arg(long, conflicts_with = "coverage")]
    mutate: bool,
    /// Of --mutate: try other cases among those that chance puts together
    #[arg(long, value_name = "NUMBER", default_value_t = 1, hide_default_value = true, value_parser = within::<u64>(0..=u64::MAX), allow_negative_numbers = true)]
    seed: u64,
    /// Leave with exit code 1 where the share is below this many percent
    #[arg(long, value_name = "PERCENT", value_parser = within::<u8>(0..=100), allow_negative_numbers = true)]
    threshold: Option<u8>,
}

/// How the results are printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// What does not hold, with the lines it is about, and a summary
    Human,
    /// The XML of `JUnit`
    Junit,
    /// duly.test/1
    Json,
    /// Of --coverage and --mutate: the examples that are missing, and nothing else
    Examples,
}

/// A pack that could be opened.
struct Opened {
    /// What mutants are made of, where they are wanted.
    ground: Option<Ground>,
    name: String,
    suite: Suite,
}

/// What mutants of a pack are made of.
fn ground(reference: &str, map: &mut SourceMap) -> Option<Ground> {
    Ground::of_pack(loaded(&OsWorld, Library::shipped(), map, reference)?)
}

/// Runs every example there is.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let library = Library::shipped();
    let packs: Vec<String> = if args.packs.is_empty() {
        list_packs(&OsWorld, library).into_iter().map(|pack| pack.id).collect()
    } else {
        args.packs.clone()
    };
    let mut err = String::new();
    let mut map = SourceMap::new();
    let mut opened = Vec::new();
    for reference in &packs {
        if let Some(complaint) = case_for_pack(reference) {
            err.push_str(&complaint);
            continue;
        }
        opened.extend(open(args, reference, &mut map, (&mut err, terminal)));
    }
    if args.coverage {
        let percent = args.threshold.map(usize::from);
        return covered(&opened, (&map, terminal), (args.format, percent), err);
    }
    if args.mutate {
        return mutated(&opened, (&map, terminal), args, err);
    }
    let results = results(&opened, args.filter.as_deref());
    let failed =
        results.iter().any(|pack| pack.outcomes.iter().any(|one| !one.failures.is_empty()));
    let out = match args.format {
        Format::Human => {
            let out = shown::human(&map, &results, &terminal.look());
            let whole = !args.packs.is_empty() && args.filter.is_none();
            let more = whole.then(|| gaps::beside(&opened, &map, terminal));
            out + &more.unwrap_or_default()
        }
        Format::Junit => shown::junit(&map, &results),
        Format::Json => format!("{:#}\n", shown::json(&map, &results)),
        Format::Examples => String::new(),
    };
    let code = match (err.is_empty(), failed) {
        (false, _) => UNREADABLE,
        (true, true) => NO,
        (true, false) => 0,
    };
    Reply { out, err, code }
}

/// Opens a pack, or the one whose examples a file holds; what is wrong with it is added
/// to the complaints.
fn open(
    args: &Args,
    reference: &str,
    map: &mut SourceMap,
    (err, terminal): (&mut String, &Terminal),
) -> Option<Opened> {
    let library = Library::shipped();
    let pack = pack_of_examples(&OsWorld, reference);
    let named = pack.as_deref().unwrap_or(reference);
    let mut read = suite(&OsWorld, library, map, named);
    if pack.is_some() {
        // What is wrong with another file of examples is not its business.
        let here = |span: Option<Span>| {
            let name = span.map(|span| map.name(span.file()));
            name.is_none_or(|name| name == reference || !is_example_file(name))
        };
        read.diagnostics.retain(|found| here(found.span()));
        if let Some(suite) = &mut read.value {
            let own = |span: Span| map.name(span.file()) == reference;
            suite.examples.retain(|one| own(one.example.name.span));
        }
    }
    if has_errors(&read.diagnostics) {
        let complaint = load::complaint(map, &read.diagnostics, terminal);
        err.push_str(&format!("{complaint}\n\n"));
    }
    let suite = read.value?;
    let ground = if args.mutate { ground(named, map) } else { None };
    Some(Opened { ground, name: suite.model.pack.id.clone(), suite })
}

/// What the examples stand on.
fn covered(
    opened: &[Opened],
    (map, terminal): (&SourceMap, &Terminal),
    (format, threshold): (Format, Option<usize>),
    err: String,
) -> Reply {
    let packs = coverage::packs(opened, map);
    let missing = packs.iter().flat_map(|pack| &pack.duties).flat_map(|duty| &duty.missing);
    let out = match format {
        Format::Human => gaps::all(opened, map, terminal) + &of_coverage::human(&packs),
        Format::Junit => of_coverage::junit(&packs),
        Format::Json => format!("{:#}\n", of_coverage::json(&packs)),
        Format::Examples => of_coverage::examples(missing.map(|gap| gap.example.as_str())),
    };
    let low = threshold.is_some_and(|least| packs.iter().any(|pack| pack.percent < least));
    let code = match (err.is_empty(), low) {
        (false, _) => UNREADABLE,
        (true, true) => NO,
        (true, false) => 0,
    };
    Reply { out, err, code }
}

/// Which slips the examples notice.
fn mutated(
    opened: &[Opened],
    (map, terminal): (&SourceMap, &Terminal),
    args: &Args,
    err: String,
) -> Reply {
    let packs = mutate::packs(opened, map, (args.seed, terminal));
    let survivors = packs.iter().flat_map(|pack| &pack.survivors);
    let out = match args.format {
        Format::Human => of_slips::human(map, &packs, &terminal.look()),
        Format::Junit => of_slips::junit(map, &packs),
        Format::Json => format!("{:#}\n", of_slips::json(map, &packs)),
        Format::Examples => {
            let first = survivors.filter(|one| !one.repeated);
            of_coverage::examples(first.map(|one| one.example.as_str()))
        }
    };
    let least = args.threshold.map(usize::from);
    let low = least.is_some_and(|least| packs.iter().any(|pack| pack.percent < least));
    let code = match (err.is_empty(), low) {
        (false, _) => UNREADABLE,
        (true, true) => NO,
        (true, false) => 0,
    };
    Reply { out, err, code }
}

/// Runs the examples of all packs at once, on every core there is.
fn results<'o>(opened: &'o [Opened], filter: Option<&str>) -> Vec<PackResult<'o>> {
    let wanted = filter.map(str::to_lowercase).unwrap_or_default();
    let jobs: Vec<(usize, usize)> = opened
        .iter()
        .enumerate()
        .flat_map(|(pack, one)| (0..one.suite.examples.len()).map(move |at| (pack, at)))
        .filter(|(pack, at)| {
            let suite = opened.get(*pack).map(|one| &one.suite);
            let example = suite.and_then(|suite| suite.examples.get(*at));
            example.is_some_and(|one| one.example.name.value.to_lowercase().contains(&wanted))
        })
        .collect();
    let done = jobs.par_iter().filter_map(|&(pack, example)| {
        let suite = &opened.get(pack)?.suite;
        Some((pack, example, run_example(&suite.model, suite.examples.get(example)?)))
    });
    let done: Vec<_> = done.collect();
    let mut done = done.into_iter().peekable();
    let mut results = Vec::new();
    for (at, one) in opened.iter().enumerate() {
        let mut outcomes = Vec::new();
        while let Some((_, example, failures)) = done.next_if(|(pack, ..)| *pack == at) {
            outcomes.extend(outcome(one, example, failures));
        }
        results.push(PackResult { pack: &one.name, outcomes });
    }
    results
}

fn outcome(opened: &Opened, at: usize, failures: Vec<Failure>) -> Option<Outcome<'_>> {
    let example = &opened.suite.examples.get(at)?.example;
    let diagnostics: Vec<Diagnostic> =
        failures.iter().map(|failure| failure.diagnostic(example)).collect();
    Some(Outcome { example, failures, diagnostics })
}
