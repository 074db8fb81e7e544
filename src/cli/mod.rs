//! The command line: one file a command.
//!
//! In: arguments, files and the terminal. Out: a [`Reply`], which alone is
//! written to the streams, here, in one place. Never here: what a pack means or
//! how a case stands; the library says that.

mod batch;
mod check;
mod columns;
mod compare;
mod compile;
mod complete;
mod conform;
mod date;
mod eval;
mod explain;
mod feasible;
mod files;
mod fmt;
mod generate;
mod impact;
mod kind;
mod lint;
mod load;
mod new;
mod next;
mod number;
mod packs;
mod progress;
mod register;
mod reply;
mod show;
mod terminal;
mod test;
mod usage;
mod why;
mod world;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Style, Styles};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use reply::Reply;
pub(crate) use terminal::{ColorChoice, Terminal};

/// Time limits of local procedures as code: what is due, by when, and why.
#[derive(Parser, Debug)]
#[command(
    name = "duly",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "`duly COMMAND --help` explains a command, with examples.\n\
                  duly never asks what day it is: you say as of which day to judge.",
    styles = STYLES
)]
struct Cli {
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        help = "Colours: auto (on a terminal, unless NO_COLOR is set), always, never"
    )]
    color: ColorChoice,
    #[command(subcommand)]
    command: Command,
}

const STYLES: Styles = Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(Style::new());

/// Every command, in the order of the help.
#[derive(Subcommand, Debug)]
enum Command {
    Check(check::Args),
    Eval(eval::Args),
    Why(why::Args),
    Next(next::Args),
    Batch(batch::Args),
    Compile(compile::Args),
    Test(test::Args),
    Compare(compare::Args),
    Lint(lint::Args),
    Impact(impact::Args),
    Feasible(feasible::Args),
    Conform(conform::Args),
    Date(date::Args),
    Fmt(fmt::Args),
    Packs(packs::Args),
    Register(register::Args),
    Show(show::Args),
    New(new::Args),
    Generate(generate::Args),
    Explain(explain::Args),
    Completions(complete::Args),
}

impl Command {
    fn run(&self, terminal: &Terminal) -> Reply {
        match self {
            Command::Check(args) => check::run(args, terminal),
            Command::Eval(args) => eval::run(args, terminal),
            Command::Why(args) => why::run(args, terminal),
            Command::Next(args) => next::run(args, terminal),
            Command::Batch(args) => batch::run(args, terminal),
            Command::Compile(args) => compile::run(args, terminal),
            Command::Test(args) => test::run(args, terminal),
            Command::Compare(args) => compare::run(args, terminal),
            Command::Lint(args) => lint::run(args, terminal),
            Command::Impact(args) => impact::run(args, terminal),
            Command::Feasible(args) => feasible::run(args, terminal),
            Command::Conform(args) => conform::run(args, terminal),
            Command::Date(args) => date::run(args, terminal),
            Command::Fmt(args) => fmt::run(args),
            Command::Packs(args) => packs::run(args, terminal),
            Command::Register(args) => register::run(args, terminal),
            Command::Show(args) => show::run(args, terminal),
            Command::New(args) => new::run(args, terminal),
            Command::Generate(args) => generate::run(args, terminal),
            Command::Explain(args) => explain::run(args, terminal),
            Command::Completions(args) => complete::run(args),
        }
    }
}

/// The whole command line as clap knows it.
fn command() -> clap::Command {
    Cli::command()
}

/// Reads the arguments, does what they ask, and writes the reply.
pub(crate) fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let terminal = Terminal::of(&arguments);
    answer(&arguments, &terminal).write()
}

fn answer(arguments: &[OsString], terminal: &Terminal) -> Reply {
    let command = command().term_width(terminal.width.min(100));
    let cli =
        command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    match cli {
        Ok(cli) => cli.command.run(terminal),
        Err(error) => usage::reply(&error, arguments, terminal),
    }
}
