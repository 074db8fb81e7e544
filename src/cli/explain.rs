//! `duly explain`: the page of a code, or the list of all codes.

use std::fmt::Write;

use duly::diag::Code;
use duly::names::suggest_words;
use duly::report::page;

use super::{Reply, Terminal};

/// Explain the code of an error, warning or note
#[derive(clap::Args, Debug)]
#[command(
    name = "explain",
    after_help = "Examples:\n  \
        duly explain D0301    what the code means, with an example and its mend\n  \
        duly explain          every code, a line each"
)]
pub(crate) struct Args {
    /// A code, such as D0301; every code is listed when it is left out
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// The page, or the list.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let Some(wanted) = &args.code else { return Reply::done(list()) };
    match Code::parse(wanted) {
        Some(code) => Reply::done(page(code.info().page, terminal.width, terminal.colour)),
        None => Reply::unreadable(unknown(wanted)),
    }
}

fn list() -> String {
    let mut out = String::new();
    for info in Code::ALL.iter().map(|code| code.info()) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}  {:<8}{}", info.id, info.severity.word(), info.title);
    }
    out
}

fn unknown(wanted: &str) -> String {
    let ids = Code::ALL.iter().map(|code| code.info().id);
    let help = match suggest_words(wanted, ids).first() {
        Some(id) => format!("did you mean `duly explain {id}`?"),
        None => "`duly explain` lists them all".to_owned(),
    };
    format!("error: “{wanted}” is no code of duly\n  help: {help}\n")
}
