//! `duly packs`: which packs can be named.

use clap::ValueEnum;
use duly::pack::{Library, PackListing, Place, list_packs};
use duly::report::text::{pad, width};
use serde_json::json;

use super::Reply;
use super::world::OsWorld;

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
pub(crate) fn run(args: &Args) -> Reply {
    let packs = list_packs(&OsWorld, Library::shipped());
    Reply::done(match args.format {
        Format::Human => human(&packs),
        Format::Json => json(&packs),
    })
}

fn human(packs: &[PackListing]) -> String {
    let row = |pack: &PackListing| {
        [pack.id.clone(), pack.version.clone(), whose(pack).to_owned(), pack.title.clone()]
    };
    let head = ["pack", "version", "from", "title"].map(str::to_owned);
    let rows: Vec<[String; 4]> = std::iter::once(head).chain(packs.iter().map(row)).collect();
    let mut widths = [0; 4];
    for row in &rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(width(cell));
        }
    }
    let line = |row: &[String; 4]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| pad(cell, width));
        let line = cells.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
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
