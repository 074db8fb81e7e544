//! `duly register`: what became of each paragraph of a source.

use clap::ValueEnum;
use duly::open;
use duly::pack::Library;
use duly::register::registers;
use duly::report::register as report;
use duly::source::SourceMap;

use super::kind::case_for_pack;
use super::load;
use super::world::OsWorld;
use super::{Reply, Terminal};

/// Say what became of each paragraph of the sources of a pack
#[derive(clap::Args, Debug)]
#[command(
    name = "register",
    after_help = "Examples:\n  \
        duly register guidance/iro-handbook-2010\n  \
        duly register my-pack.duly --format markdown > register.md\n\n\
        A paragraph is encoded when a block cites it as its source; what no machine can\n\
        judge stands in the register as for people, with the reason."
)]
pub(crate) struct Args {
    /// The pack: an id (`duly packs` lists them), or the path of a file or folder
    #[arg(value_name = "PACK")]
    pack: String,
    /// human, markdown, json or csv
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
}

/// How registers are printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// For a terminal
    Human,
    /// For a page
    Markdown,
    /// duly.register/1
    Json,
    /// A line for each paragraph
    Csv,
}

/// The registers of a pack.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    if let Some(complaint) = case_for_pack(&args.pack) {
        return Reply::unreadable(complaint);
    }
    let mut map = SourceMap::new();
    let read = open::open(&OsWorld, Library::shipped(), &mut map, &args.pack).into_result();
    let model = match read {
        Ok((model, _)) => model,
        Err(found) => {
            return Reply::unreadable(format!("{}\n", load::complaint(&map, &found, terminal)));
        }
    };
    let all = registers(&model);
    if all.is_empty() {
        return Reply::unreadable(format!(
            "error: the pack {} keeps no register\n  help: list the paragraphs of its source in a block `register IRO Handbook`; `duly explain D0704` shows one\n",
            model.pack.id
        ));
    }
    Reply::done(match args.format {
        Format::Human => report::human(&model, &all, &terminal.look()),
        Format::Markdown => report::markdown(&model, &all),
        Format::Json => report::json(&model, &all),
        Format::Csv => report::csv(&model, &all),
    })
}
