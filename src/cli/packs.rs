//! `duly packs`: which packs can be named.

use clap::ValueEnum;
use duly::pack::{Library, PackListing, Place, list_packs};
use duly::report::text::{pad, safe, width, wrap};
use serde_json::json;

use super::world::OsWorld;
use super::{Reply, Terminal};

/// List the packs that can be named by their id
#[derive(clap::Args, Debug)]
#[command(
    name = "packs",
    after_help = "Examples:\n  \
        duly packs                  those in ./policies, then those in the program\n  \
        duly packs --format json"
)]
pub(crate) struct Args {
    /// human or json
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
}

/// How the list is printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// A table
    Human,
    /// A list of objects
    Json,
}

/// The list.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let packs = list_packs(&OsWorld, Library::shipped());
    Reply::done(match args.format {
        Format::Human => human(&packs, terminal.width),
        Format::Json => json(&packs),
    })
}

/// Each pack on a line, with its title beneath.
fn human(packs: &[PackListing], columns: usize) -> String {
    let widest = |of: fn(&PackListing) -> &str| packs.iter().map(|pack| width(of(pack))).max();
    let ids = widest(|pack| &pack.id).unwrap_or(0);
    let versions = widest(|pack| &pack.version).unwrap_or(0);
    let mut out = String::new();
    for pack in packs {
        let (id, version) = (pad(&pack.id, ids), pad(&pack.version, versions));
        out.push_str(&format!("{id}  {version}  from {}\n", whose(pack)));
        for line in wrap(&pack.title, columns.saturating_sub(2)) {
            out.push_str(&format!("  {line}\n"));
        }
    }
    safe(&out).into_owned()
}

fn whose(pack: &PackListing) -> &'static str {
    match pack.place {
        Place::World => "policies",
        Place::Library => "duly",
    }
}

fn json(packs: &[PackListing]) -> String {
    let packs: Vec<_> = packs
        .iter()
        .map(|pack| {
            json!({
                "id": pack.id,
                "title": pack.title,
                "version": (!pack.version.is_empty()).then_some(&pack.version),
                "from": whose(pack),
                "files": pack.files,
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Array(packs))
}
