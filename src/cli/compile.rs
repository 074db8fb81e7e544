//! `duly compile`: a pack as one wasm module, and what it leaves to the interpreter.

use std::fmt::Write;

use duly::batch::Program;
use duly::check::Checked;
use duly::model::DutyId;
use duly::source::SourceMap;
use duly::wasm::{Made, compile};

use super::load;
use super::world::{is_same, write_bytes};
use super::{Reply, Terminal};

/// Compile a pack into one wasm module that judges many cases at once
#[derive(clap::Args, Debug)]
#[command(
    name = "compile",
    after_help = "Examples:\n  \
        duly compile kent/child-in-care-reviews -o kent.wasm\n  \
        duly compile my-pack.duly --report\n\n\
        The module needs nothing but itself: docs/abi.md says how to call it, and\n\
        examples/callers does so from Node, a web page and Python. What it leaves out,\n\
        `duly batch --engine wasm` works out by the other engines."
)]
pub(crate) struct Args {
    /// The pack: an id (`duly packs` lists them), or the path of a file or folder
    #[arg(value_name = "PACK")]
    pack: String,
    /// The file to write the module to
    #[arg(short, long, value_name = "FILE", required_unless_present = "report")]
    output: Option<String>,
    /// List the duties that fast engines leave to the interpreter, and why
    #[arg(long)]
    report: bool,
}

/// Writes the module of a pack.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let mut map = SourceMap::new();
    let model = match load::usable(&args.pack, &mut map, terminal) {
        Ok(model) => model,
        Err(reply) => return reply,
    };
    let program = Program::new(&model);
    let made = compile(&model, program.ir());
    let mut out = String::new();
    if let Some(file) = &args.output {
        if let Some(complaint) = taken(file, &map) {
            return Reply::unreadable(complaint);
        }
        if let Err(error) = write_bytes(file, &made.bytes) {
            return Reply::unreadable(format!("error: `{file}` cannot be written: {error}\n"));
        }
        let (bytes, held) = (made.bytes.len(), made.meta.duties.len());
        let of = held + made.left.len();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{file}: {bytes} bytes, {held} of {of} duties of {}", args.pack);
    }
    if args.report {
        out.push_str(&report(&model, &program, &made));
    }
    Reply::done(out)
}

/// Why a module is not to be written to a path.
fn taken(file: &str, map: &SourceMap) -> Option<String> {
    if file == "-" {
        return Some(
            "error: a module is written to a file, and `-` is none\n  \
             help: name one: `-o pack.wasm`\n"
                .to_owned(),
        );
    }
    let mut of_pack = map.iter().map(|(id, _)| map.name(id));
    of_pack.any(|name| is_same(name, file)).then(|| {
        format!(
            "error: `{file}` is a file of the pack itself, and is left as it is\n  \
             help: name another: `-o pack.wasm`\n"
        )
    })
}

/// What each engine leaves to the interpreter.
fn report(model: &Checked, program: &Program, made: &Made) -> String {
    let of_form: Vec<(DutyId, String)> =
        program.fallbacks().map(|(id, why)| (id, why.to_owned())).collect();
    let of_module = made.left.iter().filter(|(id, _)| !of_form.iter().any(|(own, _)| own == id));
    let of_module: Vec<(DutyId, String)> = of_module.cloned().collect();
    let mut out = String::new();
    for (head, left) in [
        ("Left to the interpreter by every engine", of_form),
        ("Left to the columnar engine by the module", of_module),
    ] {
        let _ = writeln!(out, "{head}: {}", left.len());
        for (id, why) in left {
            let name = model.duty(id).map_or("", |duty| duty.name.value.as_str());
            let _ = writeln!(out, "  {name}: {why}");
        }
    }
    out
}
