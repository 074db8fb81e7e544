//! The pack that cases are judged by, and the module that was made of it before, if one is
//! named.

use std::fmt::Display;

use duly::batch::{NotUsed, Program};
use duly::check::Checked;
use duly::pack::World;

use super::{Args, Named};
use crate::cli::files::near;
use crate::cli::world::OsWorld;

/// That no module judged, though one was to; the answers are those of another engine.
pub(super) fn not_run(args: &Args, why: impl Display) -> String {
    let module = args.module.as_ref().map_or("the module".to_owned(), |path| format!("`{path}`"));
    format!(
        "warning: {module} {why}; the columnar engine judged in its place, with the same answers\n"
    )
}

/// The pack of these arguments, ready; or a complaint.
pub(super) fn program(args: &Args, model: &Checked) -> Result<Program, String> {
    let program = Program::new(model);
    let Some(path) = &args.module else { return Ok(program) };
    if !matches!(args.engine, Named::Wasm) {
        return Err("error: only the engine `wasm` runs a module\n  \
                    help: add `--engine wasm`, or leave `--module` out\n"
            .to_owned());
    }
    let bytes = OsWorld
        .bytes(path)
        .map_err(|error| format!("error: `{path}` cannot be read: {error}{}\n", near(path)))?;
    program.with_module(&bytes).map_err(|why| {
        let pack = &args.pack;
        let old = matches!(&why, NotUsed::Unfit(unfit) if unfit.is_of_the_pack());
        // What may be something else is not to be written over.
        let mend = if old {
            format!("make it anew: `duly compile {pack} -o {path}`")
        } else {
            format!("make one of this pack: `duly compile {pack} -o pack.wasm`")
        };
        format!("error: `{path}` {why}\n  help: {mend}\n")
    })
}
