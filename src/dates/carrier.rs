//! The pack that carries the phrases: one duty each, so that they are read and
//! resolved in the one way there is.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Outcome, Severity};
use crate::model::Model;
use crate::pack::{Entry, Library, PathKind, World, WorldError};
use crate::source::SourceMap;

use super::Problem;

/// The name of its file; no path of a user begins so.
const FILE: &str = "duly:date.duly";

/// Lines before the first duty, and of each duty.
const HEAD: usize = 6;
const DUTY: usize = 3;

/// A pack of this calendar, with a duty for each phrase. A phrase that would break
/// its line is left out: [`refuse`] says so.
pub(super) fn pack(calendar: &str, phrases: &[&str]) -> String {
    let mut text = format!(
        "pack duly/date\n  subject  case\n  calendar {calendar}\n\
         event what is asked about\n  forms    do what is asked about | what is asked about\n\n"
    );
    for (at, phrase) in phrases.iter().enumerate() {
        let phrase = if refuse(phrase).is_ok() { phrase.trim() } else { "promptly" };
        let name = name(at);
        text.push_str(&format!("duty {name}\n  must do what is asked about\n  due {phrase}\n"));
    }
    text
}

/// The id of the duty for a phrase.
pub(super) fn name(at: usize) -> String {
    format!("phrase-{at}")
}

/// What could never be one phrase on one line.
pub(super) fn refuse(phrase: &str) -> Result<(), Problem> {
    if phrase.trim().is_empty() {
        let help = "write one, such as `within 20 working days of 28 March 2026`";
        return Err(Problem::new("there is no phrase").help(help));
    }
    match phrase.chars().find(|c| c.is_control() || *c == '#' || *c == '"') {
        Some('#' | '"') => Err(Problem::new("a phrase has no “#” and no quotation mark")),
        Some(_) => Err(Problem::new("a phrase stands on one line, without tabs")),
        None => Ok(()),
    }
}

/// Reads the pack as any other, and resolves it.
pub(super) fn read(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    text: String,
) -> Outcome<Model> {
    let world = With { world, text: Arc::from(text) };
    crate::open::unchecked(&world, library, sources, FILE)
}

/// What was said of one phrase.
#[derive(Default)]
pub(super) struct Said {
    /// Its first error.
    pub(super) problem: Option<Problem>,
    /// Everything else.
    pub(super) remarks: Vec<String>,
}

/// What was said of each phrase; an error that is about none is about all.
pub(super) fn by_phrase(
    sources: &SourceMap,
    found: &[Diagnostic],
    phrases: &[&str],
) -> Result<Vec<Said>, Problem> {
    let mut said: Vec<Said> = phrases.iter().map(|_| Said::default()).collect();
    for one in found {
        let span = one.span().filter(|span| sources.name(span.file()) == FILE);
        let line = span.map(|span| sources.position(span).line);
        let at = line.and_then(|line| line.checked_sub(HEAD + 1)).map(|line| line / DUTY);
        let place = at.and_then(|at| Some((said.get_mut(at)?, *phrases.get(at)?)));
        match (place, one.severity) {
            (Some((place, phrase)), Severity::Error) => {
                place.problem.get_or_insert_with(|| problem(one, phrase));
            }
            (Some((place, _)), Severity::Warning | Severity::Note) => {
                place.remarks.push(one.message.clone());
            }
            (None, Severity::Error) => return Err(Problem::of(one)),
            (None, Severity::Warning | Severity::Note) => {}
        }
    }
    Ok(said)
}

/// An error of a phrase, with a help that fits a phrase alone: there is no pack to
/// declare anything in.
fn problem(found: &Diagnostic, phrase: &str) -> Problem {
    let Problem { message, help } = Problem::of(found);
    // The examples of a help name an event, since in a pack there is one.
    let help = help.map(|help| help.replace("coming into care", "28 March 2026"));
    let problem = Problem { message, help };
    if [Code::D0201, Code::D0202, Code::D0204].contains(&found.code) {
        return problem.help("put a date in its place, such as 28 March 2026");
    }
    if phrase.trim().starts_with(|c: char| c.is_ascii_digit()) {
        let counted = phrase.trim().replace(" from ", " of ");
        let opens = if counted.contains(" before ") { "at least" } else { "within" };
        return problem.help(format!("begin with a word that says which way: `{opens} {counted}`"));
    }
    problem
}

/// A world with one file more.
struct With<'w> {
    world: &'w dyn World,
    text: Arc<str>,
}

impl World for With<'_> {
    fn kind(&self, path: &str) -> Option<PathKind> {
        if path == FILE { Some(PathKind::File) } else { self.world.kind(path) }
    }

    fn read(&self, path: &str) -> Result<Arc<str>, WorldError> {
        if path == FILE { Ok(self.text.clone()) } else { self.world.read(path) }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, WorldError> {
        self.world.list(folder)
    }
}
