//! What to say of a line of an example that cannot be read.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::{Reader, Rule};
use crate::diag::{Code, Diagnostic};
use crate::names::Sort;

/// The diagnostic for a phrase that the grammar refused.
pub(super) fn refuse(entry: Rule, error: &Error<Rule>, reader: &Reader<'_>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let wanted = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => &[],
    };
    let text = reader.phrase.text();
    let rest = text.get(at..).unwrap_or("");
    let at = at + (rest.len() - rest.trim_start().len());
    let example = example(entry, wanted);
    if at >= text.trim_end().len() {
        let message = format!("this line is incomplete: I expected {}", expected(wanted));
        let found = Diagnostic::new(Code::D0105, reader.phrase.span().after(), message);
        return found.help(format!("for example `{example}`"));
    }
    let start = statement_start(text, at);
    let known = reader.masked.hits.iter().any(|hit| hit.start == at);
    // A statement begins with a name; where none is known there, that is the mistake.
    if entry == Rule::statement_entry && at == start && !known {
        let end = name_end(text, at);
        let span = reader.phrase.at(at, end);
        let sorts = [Sort::Event, Sort::Status, Sort::Fact, Sort::Decision];
        let written = text.get(at..end).unwrap_or("");
        return reader.finder.vocabulary().unknown_name(written, span, &sorts);
    }
    if let Some(found) = by_habit(entry, reader, (start, at)) {
        return found;
    }
    let end = rest_word(text, at);
    let word = text.get(at..end).unwrap_or("");
    let before = text.get(start..at).unwrap_or("").split_whitespace().next_back();
    let message = match before {
        Some(before) => format!("I expected {} after “{before}”", expected(wanted)),
        None => format!("I can’t read “{word}” here"),
    };
    Diagnostic::new(Code::D0103, reader.phrase.at(at, end), message)
        .help(format!("for example `{example}`"))
}

/// What people write out of habit: a comma between two things that happened, a day without
/// `expect`.
fn by_habit(entry: Rule, reader: &Reader<'_>, (start, at): (usize, usize)) -> Option<Diagnostic> {
    let text = reader.phrase.text();
    let before = text.get(start..at)?;
    if entry == Rule::statement_entry {
        let comma = start + before.rfind(',')?;
        let rest = text.get(comma + 1..)?;
        let next = comma + 1 + (rest.len() - rest.trim_start().len());
        let named = reader.masked.hits.iter().any(|hit| hit.start == next);
        return named.then(|| {
            let (span, message) = (
                reader.phrase.at(comma, comma + 1),
                "these are two things that happened, with a comma between them",
            );
            Diagnostic::new(Code::D0103, span, message)
                .label("another begins after this")
                .help("put a `;` in place of the comma")
                .fix(span, ";")
        });
    }
    let lower = text.to_ascii_lowercase();
    (entry == Rule::on_entry && !lower.contains("expect") && at > 0).then(|| {
        let rest = text.get(at..).unwrap_or("").trim_start_matches([':', ',', ' ']);
        let day = before.trim_end_matches([':', ',', ' ']);
        let span = reader.phrase.at(at, rest_word(text, at));
        Diagnostic::new(Code::D0103, span, format!("`expect` is missing after “{day}”"))
            .help(format!("write `on {day} expect {rest}`"))
    })
}

/// Where the statement around a byte begins.
fn statement_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind(';').map_or(0, |mark| mark + 1);
    let rest = text.get(start..at).unwrap_or("");
    start + (rest.len() - rest.trim_start().len())
}

/// Where the name that begins there probably ends: before the words for a date.
fn name_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let marks = [
        " on ",
        " planned ",
        " held ",
        " from ",
        " since ",
        " between ",
        " for ",
        " by ",
        " is ",
        ",",
        ";",
    ];
    let end = marks.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    at + rest.get(..end).unwrap_or("").trim_end().len()
}

fn rest_word(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at + rest.find(char::is_whitespace).unwrap_or(rest.len())
}

fn expected(wanted: &[Rule]) -> &'static str {
    let has = |rules: &[Rule]| wanted.iter().any(|found| rules.contains(found));
    if has(&[Rule::status_word, Rule::row_part, Rule::status, Rule::flag_words]) {
        "a status, such as `met` or `overdue`"
    } else if has(&[Rule::event_part, Rule::planned, Rule::happened]) {
        "a date, such as `on 28 March 2026` or `planned for 28 March 2026`"
    } else if has(&[Rule::date, Rule::day, Rule::dates, Rule::unknown_day]) {
        "a date, such as 28 March 2026"
    } else if has(&[Rule::expectation, Rule::rule, Rule::which]) {
        "what is expected"
    } else if has(&[Rule::name]) {
        "a name of the pack"
    } else {
        "something else"
    }
}

fn example(entry: Rule, wanted: &[Rule]) -> &'static str {
    match entry {
        Rule::born_entry => "born 3 May 2012",
        Rule::statement_entry if wanted.contains(&Rule::until) => {
            "looked after from 28 March 2026 until 3 May 2026"
        }
        Rule::statement_entry => "comes into care on 28 March 2026; review held on 29 April 2026",
        Rule::expectation_entry => "initial-review is due soon",
        _ => "28 April 2026 expect initial-review is due soon",
    }
}
