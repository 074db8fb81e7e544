//! `duly show`: a pack as a document.

use clap::ValueEnum;
use duly::open;
use duly::pack::Library;
use duly::report::show::{html, markdown, page};
use duly::report::text::safe;
use duly::source::SourceMap;

use super::kind::case_for_pack;
use super::load;
use super::world::OsWorld;
use super::{Reply, Terminal};

/// Show a pack as a document: each rule a plain sentence with its source
#[derive(clap::Args, Debug)]
#[command(
    name = "show",
    after_help = "Examples:\n  \
        duly show kent/child-in-care-reviews\n  \
        duly show my-pack.duly --format html > my-pack.html\n\n\
        The HTML stands alone, prints well and can be read aloud."
)]
pub(crate) struct Args {
    /// The pack: an id (`duly packs` lists them), or the path of a file or folder
    #[arg(value_name = "PACK")]
    pack: String,
    /// markdown or html
    #[arg(long, value_enum, default_value = "markdown", hide_possible_values = true)]
    format: Format,
}

/// How a pack is shown.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// For a terminal or a page
    Markdown,
    /// One file that stands alone
    Html,
}

/// The pack as a document.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    if let Some(complaint) = case_for_pack(&args.pack) {
        return Reply::unreadable(complaint);
    }
    let mut map = SourceMap::new();
    let read = open::open(&OsWorld, Library::shipped(), &mut map, &args.pack).into_result();
    match read {
        Ok((model, _)) => {
            let page = page(&model, &map);
            Reply::done(match args.format {
                Format::Markdown => safe(&markdown(&page)).into_owned(),
                Format::Html => html(&page),
            })
        }
        Err(found) => Reply::unreadable(format!("{}\n", load::complaint(&map, &found, terminal))),
    }
}
