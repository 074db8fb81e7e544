//! The pack that cases are judged by, and the module that was made of it before, if one is
//! named.

use duly::batch::Program;
use duly::check::Checked;
use duly::pack::World;

use super::{Args, Named};
use crate::cli::files::near;
use crate::cli::world::OsWorld;

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
        format!("error: `{path}` {why}\n  help: make it anew: `duly compile {pack} -o {path}`\n")
    })
}
