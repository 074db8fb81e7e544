//! `duly new`: a pack to begin with.

use duly::pack::World;
use duly::report::fresh::fresh;
use duly::source::SourceMap;
use duly::syntax::Carrier;

use super::load;
use super::reply::NO;
use super::world::{OsWorld, create};
use super::{Reply, Terminal};

/// Begin a pack that builds on another: labels, a register and an example to edit
#[derive(clap::Args, Debug)]
#[command(
    name = "new",
    after_help = "Examples:\n  \
        duly new my-council/reviews --extends statute/care-planning-regulations-2010\n  \
        duly new my-council/reviews --extends kent/child-in-care-reviews --yaml\n\n\
        The pack is written to policies/my-council/reviews.duly, or .yaml. A file\n\
        that is there already is left alone (exit code 1)."
)]
pub(crate) struct Args {
    /// The id of the new pack, such as my-council/reviews
    #[arg(value_name = "PACK")]
    pack: String,
    /// The pack it builds on
    #[arg(long, value_name = "BASE")]
    extends: String,
    /// Write YAML instead of lines
    #[arg(long)]
    yaml: bool,
}

/// Writes the pack, unless something stands in its place.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/');
    let parts_said = args.pack.split('/').all(|part| !part.is_empty());
    if !args.pack.contains('/') || !parts_said || !args.pack.chars().all(plain) {
        return Reply::unreadable(format!(
            "error: “{}” is no id of a pack\n  help: write small letters, digits and hyphens, with a folder first: `my-council/reviews`\n",
            args.pack
        ));
    }
    let mut map = SourceMap::new();
    let base = match load::usable(&args.extends, &mut map, terminal) {
        Ok(base) => base,
        Err(reply) => return reply,
    };
    let stem = format!("policies/{}", args.pack);
    let taken = ["", ".duly", ".yaml", ".yml"].map(|end| format!("{stem}{end}"));
    if let Some(path) = taken.iter().find(|path| OsWorld.kind(path).is_some()) {
        let err = format!("error: `{path}` is there already, and is left alone\n");
        return Reply { err, code: NO, ..Reply::default() };
    }
    let (carrier, end) = if args.yaml { (Carrier::Yaml, "yaml") } else { (Carrier::Duly, "duly") };
    let path = format!("{stem}.{end}");
    match create(&path, &fresh(&base, &args.pack, carrier)) {
        Ok(()) => Reply::done(format!(
            "`{path}` is written\nnext: `duly check {id}`, `duly test {id}`, `duly register {id}`\n",
            id = args.pack
        )),
        Err(error) => Reply::unreadable(format!("error: `{path}` cannot be written: {error}\n")),
    }
}
