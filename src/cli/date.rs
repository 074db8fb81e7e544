//! `duly date`: the day that a due phrase leads to from a date.

mod table;

use clap::ValueEnum;
use duly::dates::{CALENDAR, Problem, reckon};
use duly::pack::Library;
use duly::report::dates;

use super::world::OsWorld;
use super::{Reply, Terminal};

/// Say which day a time limit leads to
#[derive(clap::Args, Debug)]
#[command(
    name = "date",
    after_help = "Examples:\n  \
        duly date \"within 20 working days of 28 March 2026\"\n  \
        duly date \"between 4 weeks and 6 weeks after 2026-03-28\" --format json\n  \
        duly date \"before 2026-06-01\" --calendar scotland --explain\n  \
        duly date --from deadlines.csv\n\n\
        The CSV table has a column `phrase` and, if wanted, `calendar`. It is printed\n\
        with the columns `date` (the last day), `opens` and `error` added."
)]
pub(crate) struct Args {
    /// A due phrase with a date in place of its event
    #[arg(value_name = "PHRASE", required_unless_present = "from", conflicts_with = "from")]
    phrase: Option<String>,
    /// Whose working days: england-and-wales (which it is if nothing is said),
    /// scotland, northern-ireland, united-kingdom or one of your own
    #[arg(long, value_name = "NAME")]
    calendar: Option<String>,
    /// Show how it was counted
    #[arg(long)]
    explain: bool,
    /// human or json
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
    /// Answer each row of a CSV file; `-` is standard input
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["explain", "format"])]
    from: Option<String>,
}

/// How the day is printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// A sentence
    Human,
    /// One object
    Json,
}

/// The day, or the table of days.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let calendar = args.calendar.as_deref().unwrap_or(CALENDAR);
    if let Some(file) = &args.from {
        return table::run(file, calendar);
    }
    let phrase = args.phrase.as_deref().unwrap_or_default();
    let answer = reckon(&OsWorld, Library::shipped(), calendar, &[phrase])
        .and_then(|answers| answers.into_iter().next().unwrap_or_else(|| Err(nothing())));
    match (answer, args.format) {
        (Ok(day), Format::Human) => Reply::done(dates::human(&day, args.explain, terminal.width)),
        (Ok(day), Format::Json) => Reply::done(format!("{:#}\n", dates::json(&day, phrase))),
        (Err(problem), Format::Human | Format::Json) => Reply::unreadable(said(&problem)),
    }
}

fn nothing() -> Problem {
    Problem { message: "there is no phrase".to_owned(), help: None }
}

fn said(problem: &Problem) -> String {
    let help = problem.help.as_ref().map_or(String::new(), |help| format!("  help: {help}\n"));
    format!("error: {}\n{help}", problem.message)
}
