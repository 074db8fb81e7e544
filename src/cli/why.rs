//! `duly why`: how a duty came to stand as it does.

use clap::ValueEnum;
use duly::check::Checked;
use duly::diag::has_errors;
use duly::eval::{Answer, Row, Status};
use duly::explain::{Explanation, explain, render};
use duly::facts::{Case, read_case};
use duly::model::{Duty, Model};
use duly::names::suggest_words;
use duly::report::text::{safe, wrap};
use duly::source::SourceMap;
use duly::time::Day;

use super::eval::judge;
use super::files::{CaseText, case_files, stem};
use super::load;
use super::{Reply, Terminal};

/// Say why a duty stands as it does, step by step
#[derive(clap::Args, Debug)]
#[command(
    name = "why",
    after_help = "Example:\n  \
        duly why case.yaml first-review --pack my-pack.duly --as-of 2026-11-21\n\n\
        Every deadline of the duty in the case is explained: the rule and its source,\n\
        what it is counted from and how, what was done, what would have been otherwise."
)]
pub(crate) struct Args {
    /// The case file
    #[arg(value_name = "CASE")]
    case: String,
    /// The duty: its id, or its title
    #[arg(value_name = "DUTY")]
    duty: String,
    /// The pack: an id (`duly packs` lists them), or the path of a file or folder
    #[arg(long, value_name = "PACK")]
    pack: String,
    /// The day at whose end to judge, such as 2026-11-21
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    as_of: Day,
    /// By what was known at the end of this day; says too what has changed since
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    as_known: Option<Day>,
    /// human or json
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
}

/// How the derivation is printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// Sentences
    Human,
    /// A list of objects
    Json,
}

/// The derivation of each deadline of the duty.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let mut map = SourceMap::new();
    let model = match load::usable(&args.pack, &mut map, terminal) {
        Ok(model) => model,
        Err(reply) => return reply,
    };
    let duty = match named(&model, &args.duty) {
        Ok(duty) => duty,
        Err(complaint) => return Reply::unreadable(complaint),
    };
    let (texts, wrong) = case_files(std::slice::from_ref(&args.case));
    let text = match (texts.as_slice(), wrong.first()) {
        ([text], None) => text,
        (_, Some(wrong)) => return Reply::unreadable(format!("{wrong}\n")),
        (_, None) => {
            let path = &args.case;
            return Reply::unreadable(format!("error: `{path}` holds several cases; name one\n"));
        }
    };
    match judge(text, &model, (args.as_of, args.as_known), &mut map) {
        Ok((case, answer)) => {
            let mut shown = shown(args, &model, duty, &case, &answer);
            if let (Some(day), Format::Human) = (args.as_known, args.format) {
                shown.push_str(&since(args, &model, duty, text, day));
            }
            let text = shown;
            let human = matches!(args.format, Format::Human);
            let out = if human && terminal.colour { headed(&text) } else { text };
            if has_errors(&answer.findings) {
                let err = load::complaint(&map, &answer.findings, terminal);
                return Reply { out, ..Reply::unreadable(format!("{err}\n")) };
            }
            Reply::done(out)
        }
        Err(found) => Reply::unreadable(format!("{}\n", load::complaint(&map, &found, terminal))),
    }
}

/// What was entered or replaced after a day, and how the duty stands by all that is
/// known now.
fn since(args: &Args, model: &Checked, duty: &Duty, text: &CaseText, day: Day) -> String {
    let mut map = SourceMap::new();
    let file = map.add(text.path.as_str(), text.text.clone());
    let Some(written) = read_case(file, stem(&text.path), &text.text).value else {
        return String::new();
    };
    let mut out = format!("\nWhat has changed since {}\n", day.long());
    let changes = written.changed_since(day);
    if changes.is_empty() {
        out.push_str("  - nothing: the file says the same now\n");
        return out;
    }
    for change in changes {
        let done = if change.replaced { "was replaced" } else { "was entered" };
        let line = format!("  - {} {done} on {}\n", change.what, change.on.long());
        out.push_str(&safe(&line));
    }
    if let Ok((case, answer)) = judge(text, model, (args.as_of, None), &mut map) {
        out.push_str("\nBy all that is known now\n");
        let rows = answer.rows.iter().filter(|row| row.key.duty == duty.id);
        for row in rows {
            let said = explain(model, &case, row, args.as_of);
            let status = row.statuses.single().map_or("not known", Status::word);
            let lines = wrap(&format!("{status}: {}", said.sentence), 74);
            for (at, line) in lines.iter().enumerate() {
                let mark = if at == 0 { "  - " } else { "    " };
                out.push_str(&safe(&format!("{mark}{line}\n")));
            }
        }
    }
    out
}

fn shown(args: &Args, model: &Checked, duty: &Duty, case: &Case, answer: &Answer) -> String {
    let rows: Vec<&Row> = answer.rows.iter().filter(|row| row.key.duty == duty.id).collect();
    let explained = rows.iter().map(|row| explain(model, case, row, args.as_of));
    let explained: Vec<Explanation> = explained.collect();
    match args.format {
        Format::Human if explained.is_empty() => {
            let (case, duty) = (&case.id, &duty.name.value);
            format!("Nothing in the case {case} starts the duty {duty}.\n")
        }
        Format::Human => {
            let pages: Vec<String> = explained.iter().map(render).collect();
            safe(&pages.join("\n\n")).into_owned()
        }
        Format::Json => format!("{:#}\n", serde_json::json!(explained)),
    }
}

/// The same with its headings bold: the lines that follow an empty one.
fn headed(text: &str) -> String {
    let mut out = String::new();
    let mut fresh = true;
    for line in text.lines() {
        if fresh && !line.is_empty() {
            out.push_str(&format!("\x1b[1m{line}\x1b[0m\n"));
        } else {
            out.push_str(&format!("{line}\n"));
        }
        fresh = line.is_empty();
    }
    out
}

/// The duty with this id or title, in any case of letters.
fn named<'m>(model: &'m Model, wanted: &str) -> Result<&'m Duty, String> {
    let title = |duty: &'m Duty| duty.title.as_deref().unwrap_or_default();
    let fits = |duty: &&Duty| {
        duty.name.value.eq_ignore_ascii_case(wanted)
            || duty.title.as_deref().is_some_and(|title| title.eq_ignore_ascii_case(wanted))
    };
    if let Some(duty) = model.duties.iter().find(fits) {
        return Ok(duty);
    }
    let ids = model.duties.iter().map(|duty| duty.name.value.as_str());
    let near = suggest_words(wanted, ids.clone().chain(model.duties.iter().map(title)));
    let help = match near.first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the duties are {}", ids.collect::<Vec<_>>().join(", ")),
    };
    Err(format!("error: the pack has no duty “{wanted}”\n  help: {help}\n"))
}
