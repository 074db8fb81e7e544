//! `duly lint`: what of a pack English reads in two ways, and duties that ask for
//! nothing, for nothing new, or for what cannot be.

use std::sync::Arc;

use clap::ValueEnum;
use duly::analysis::course::percent;
use duly::analysis::lint::{self as found, lint};
use duly::analysis::witness::Search;
use duly::dates::reckon;
use duly::pack::{Library, list_packs};
use duly::report::lint as shown;
use duly::source::{SourceMap, Span};
use duly::time::{Calendar, Day};

use super::reply::NO;
use super::world::OsWorld;
use super::{Reply, Terminal, load};

/// Show phrases with two readings, and duties to look at again
#[derive(clap::Args, Debug)]
#[command(
    name = "lint",
    after_help = "Examples:\n  \
        duly lint my-pack.duly\n  \
        duly lint kent/child-in-care-reviews --format markdown\n  \
        duly lint my-pack.duly --strict     for a build server\n\n\
        Both readings of a phrase come with a day on which they differ, and with the\n\
        words that would say the other. What is found is advice.\n\
        Exit code: 0 looked through; 1 something was found and --strict was given;\n\
        2 a pack could not be read."
)]
pub(crate) struct Args {
    /// Packs: ids, files or folders; every pack there is when none is named
    #[arg(value_name = "PACK")]
    packs: Vec<String>,
    /// human, json or markdown
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
    /// Leave with exit code 1 where anything is found
    #[arg(long)]
    strict: bool,
    /// Show differences on days near this one (otherwise the day on which the pack was
    /// last verified)
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    near: Option<Day>,
}

/// How findings are printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// For people
    Human,
    /// duly.lint/1
    Json,
    /// A page with a table
    Markdown,
}

/// The calendars that working days could mean as well: of the nation, and of all four.
const CALENDARS: [&str; 2] = ["england-and-wales", "united-kingdom"];

/// What is found in each pack.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let packs: Vec<String> = if args.packs.is_empty() {
        list_packs(&OsWorld, Library::shipped()).into_iter().map(|pack| pack.id).collect()
    } else {
        args.packs.clone()
    };
    let calendars: Vec<Arc<Calendar>> = CALENDARS.iter().filter_map(|id| calendar(id)).collect();
    let (mut map, mut all, mut reply) = (SourceMap::new(), Vec::new(), Reply::default());
    for reference in &packs {
        match load::usable(reference, &mut map, terminal) {
            Ok(model) => {
                let near = args.near.unwrap_or_else(|| Search::near(&model));
                let found = lint(&model, &calendars, near);
                all.push(told(&model.pack.id, &model.pack.title, found, &map));
            }
            Err(refused) => {
                reply.err.push_str(&refused.err);
                reply.code = refused.code;
            }
        }
    }
    if args.strict && reply.code == 0 && all.iter().any(|pack| !pack.is_clean()) {
        reply.code = NO;
    }
    reply.out = match args.format {
        _ if all.is_empty() => String::new(),
        Format::Human => shown::human(&all, terminal.width.min(100)),
        Format::Json => format!("{:#}\n", shown::json(&all)),
        Format::Markdown => shown::markdown(&all),
    };
    reply
}

fn calendar(id: &str) -> Option<Arc<Calendar>> {
    let phrases = ["on 1 January 2026"];
    let reckoned = reckon(&OsWorld, Library::shipped(), id, &phrases).ok()?;
    reckoned.into_iter().flatten().next().map(|one| one.calendar)
}

fn told(pack: &str, title: &str, lint: found::Lint, map: &SourceMap) -> shown::PackLint {
    let place = |at: Span| format!("{}:{}", map.name(at.file()), map.position(at).line);
    let doubts = lint.doubts.into_iter().map(|one| shown::Doubt {
        question: one.question.key(),
        asked: one.question.words(),
        place: place(one.at),
        duty: one.duty,
        words: one.words,
        chosen: one.chosen,
        because: one.because,
        other: one.other,
        instead: one.instead.map(|words| shown::Wording {
            clause: words.clause,
            phrase: words.phrase,
            header: words.header,
        }),
        from: one.witness.from,
        held: one.witness.held,
        here: one.witness.here,
        there: one.witness.there,
        differ: one.differ,
        of: one.of,
        percent: percent(one.differ, one.of),
        by_at_most: one.by_at_most,
        also: one.also,
    });
    let flaws = lint.flaws.into_iter().map(|one| shown::Flaw {
        kind: one.kind.word(),
        code: one.code.map(|code| code.to_string()),
        duty: one.duty,
        place: place(one.at),
        message: one.message,
        shown: one.shown,
        help: one.help,
    });
    shown::PackLint {
        pack: pack.to_owned(),
        title: title.to_owned(),
        doubts: doubts.collect(),
        flaws: flaws.collect(),
    }
}
