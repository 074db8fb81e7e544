//! `duly eval`: what is due in each case, by when, and how it stands.

use std::fmt::Write;

use clap::ValueEnum;
use duly::check::Checked;
use duly::diag::{Diagnostic, has_errors};
use duly::eval::{Answer, Outcome, Status, across, evaluate};
use duly::extensions::bind;
use duly::facts::{Case, read_case};
use duly::model::{Duty, Model};
use duly::names::suggest_words;
use duly::report::answers::{self, Evaluation};
use duly::source::{SourceMap, Span};
use duly::time::Day;

use super::files::{CaseText, Taken, case_files, stem};
use super::load;
use super::reply::{NO, UNREADABLE};
use super::{Reply, Terminal};

/// Say what is due in each case, by when, and how it stands
#[derive(clap::Args, Debug)]
#[command(
    name = "eval",
    after_help = "Examples:\n  \
        duly eval case.yaml --pack kent/child-in-care-reviews --as-of 2026-11-21\n  \
        duly eval cases/ --pack my-pack.duly --as-of \"21 November 2026\" --format csv\n  \
        duly eval cases/ --pack my-pack.duly --as-of 2026-11-21 --fail-on overdue\n\n\
        Exit code: 0 judged; 1 a duty has a status named by --fail-on; 2 something could\n\
        not be read (every other case is judged)."
)]
pub(crate) struct Args {
    /// Case files, or folders of them
    #[arg(required = true, value_name = "CASE")]
    cases: Vec<String>,
    /// The pack: an id (`duly packs` lists them), or the path of a file or folder
    #[arg(long, value_name = "PACK")]
    pack: String,
    /// The day at whose end to judge, such as 2026-11-21
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    as_of: Day,
    /// Judge by what was known at the end of this day: what was entered later, and
    /// what was replaced since, is as it was then
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    as_known: Option<Day>,
    /// human, json, csv, or example: each case as an example to paste into the pack
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
    /// Show every layer for itself: a local duty and those it implements
    #[arg(long)]
    layers: bool,
    /// Show only these rules, by their ids, such as initial-review,second-review
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave with exit code 1 when a duty has one of these statuses, such as
    /// overdue,unknown
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = status)]
    fail_on: Vec<Wanted>,
}

/// How answers are printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// A table for people
    Human,
    /// duly.eval/1, see docs/eval.schema.json
    Json,
    /// A line for each deadline
    Csv,
    /// An example for each case, ready to be pasted into the pack
    Example,
}

/// What to fail on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A deadline with this status; `None` is unknown.
    Row(Option<Status>),
    /// A group of cases that is not as a rule across cases asks.
    Breached,
}

pub(crate) fn status(word: &str) -> Result<Wanted, String> {
    let word = word.trim().replace(['-', '_'], " ").to_lowercase();
    if word == "unknown" {
        return Ok(Wanted::Row(None));
    }
    if word == Outcome::Breached.word() {
        return Ok(Wanted::Breached);
    }
    let found = Status::ALL.into_iter().find(|status| status.word() == word);
    let words = || Status::ALL.map(Status::word).join(", ");
    let found = found.map(|status| Wanted::Row(Some(status)));
    found.ok_or_else(|| {
        format!("the statuses are {} and unknown; of groups of cases, breached", words())
    })
}

/// The answers to all cases that can be read.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let mut map = SourceMap::new();
    let (model, warned) = match load::judging(&args.pack, &mut map, terminal) {
        Ok(read) => read,
        Err(reply) => return reply,
    };
    if let Some(complaint) = args.only.iter().find_map(|id| missing(&model, id)) {
        return Reply::unreadable(complaint);
    }
    let (texts, mut wrong) = case_files(&args.cases);
    let (mut judged, mut taken) = (Vec::new(), Taken::default());
    for text in &texts {
        match judge(text, &model, (args.as_of, args.as_known), &mut map) {
            Ok((case, answer)) => match taken.twice(&case.id, &text.path) {
                Some(complaint) => wrong.push(complaint),
                None => judged.push((case, answer)),
            },
            Err(found) => wrong.push(load::complaint(&map, &found, terminal)),
        }
    }
    let population: Vec<&Case> = judged.iter().map(|(case, _)| case).collect();
    let mut groups = across(&model, &population, args.as_of);
    groups.retain(|group| {
        let rule = model.across_rule(group.rule);
        rule.is_some_and(|rule| asked(args, &rule.name.value))
    });
    let of = Evaluation {
        groups: &groups,
        model: &model,
        map: &map,
        as_of: args.as_of,
        as_known: args.as_known,
        layers: args.layers,
        only: &args.only,
        cases: judged.iter().map(|(case, answer)| (case, answer)).collect(),
    };
    let out = if judged.is_empty() { String::new() } else { shown(&of, args.format, terminal) };
    let breached = groups.iter().any(|group| group.outcome == Outcome::Breached);
    let failed = judged.iter().any(|(_, answer)| fails(&model, answer, args))
        || breached && args.fail_on.contains(&Wanted::Breached);
    let whole = wrong.is_empty() && !judged.iter().any(|(_, answer)| has_errors(&answer.findings));
    let code = match (whole, failed) {
        (false, _) => UNREADABLE,
        (true, true) => NO,
        (true, false) => 0,
    };
    // A table for people shows what was found; a program's may not be read at all.
    if !matches!(args.format, Format::Human) {
        let found = judged.iter().map(|(_, answer)| &answer.findings);
        let found = found.filter(|found| has_errors(found));
        wrong.extend(found.map(|found| load::complaint(&map, found, terminal)));
    }
    let mut err = warned;
    for complaint in wrong {
        // Writing to a string cannot fail.
        let _ = writeln!(err, "{complaint}");
    }
    Reply { out, err, code }
}

fn shown(of: &Evaluation<'_>, format: Format, terminal: &Terminal) -> String {
    match format {
        Format::Human => answers::human(of, &terminal.look()),
        Format::Json => answers::json(of),
        Format::Csv => answers::csv(of),
        Format::Example => answers::examples(of),
    }
}

/// Whether a rule is among those to be shown.
fn asked(args: &Args, rule: &str) -> bool {
    args.only.is_empty() || args.only.iter().any(|id| id == rule)
}

fn fails(model: &Model, answer: &Answer, args: &Args) -> bool {
    answer.rows.iter().any(|row| {
        let duty = model.duty(row.key.duty);
        args.fail_on.contains(&Wanted::Row(row.statuses.single()))
            && duty.is_some_and(|duty| asked(args, &duty.name.value))
    })
}

/// What to say where the pack has no rule of an id.
pub(crate) fn missing(model: &Model, id: &str) -> Option<String> {
    let duties = model.duties.iter().map(|duty| duty.name.value.as_str());
    let powers = model.powers.iter().map(|power| power.name.value.as_str());
    let across = model.across.iter().map(|rule| rule.name.value.as_str());
    let known: Vec<&str> = duties.chain(powers).chain(across).collect();
    if known.contains(&id) {
        return None;
    }
    let titled = |duty: &&Duty| {
        duty.title.as_deref().is_some_and(|title| title.eq_ignore_ascii_case(id.trim()))
    };
    let by_title = model.duties.iter().find(titled).map(|duty| duty.name.value.as_str());
    let help = match by_title.or_else(|| suggest_words(id, known).into_iter().next()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`duly show {}` lists its rules", model.pack.id),
    };
    Some(format!("error: the pack has no rule “{id}”\n  help: {help}\n"))
}

/// A case and what it comes to. What is odd or wrong in its file stands among the
/// findings, and the rest of it is used.
///
/// # Errors
/// What is wrong, where nothing of the file can be used.
pub(crate) fn judge(
    text: &CaseText,
    model: &Checked,
    (as_of, as_known): (Day, Option<Day>),
    map: &mut SourceMap,
) -> Result<(Case, Answer), Vec<Diagnostic>> {
    let (case, mut found) = read(text, model, as_known, map)?;
    let mut answer = evaluate(model, &case, as_of);
    found.append(&mut answer.findings);
    answer.findings = found;
    Ok((case, answer))
}

/// A case as it was known on a day, or as it is, and what is odd or wrong in its file.
///
/// # Errors
/// What is wrong, where nothing of the file can be used.
pub(crate) fn read(
    text: &CaseText,
    model: &Checked,
    as_known: Option<Day>,
    map: &mut SourceMap,
) -> Result<(Case, Vec<Diagnostic>), Vec<Diagnostic>> {
    let file = map.add(text.path.as_str(), text.text.clone());
    let read = read_case(file, stem(&text.path), &text.text);
    let mut found = read.diagnostics;
    let Some(written) = read.value else { return Err(found) };
    let bound = bind(&written.as_known(as_known), model);
    found.extend(bound.diagnostics);
    found.sort_by_key(|found| found.span().map(Span::start));
    let Some(case) = bound.value else { return Err(found) };
    let empty = case.events.is_empty() && case.periods.is_empty() && case.facts.is_empty();
    if empty && has_errors(&found) {
        return Err(found);
    }
    Ok((case, found))
}
