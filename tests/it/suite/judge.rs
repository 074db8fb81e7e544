//! One file of the suite: what it expects against what was found.

use duly::diag::{Code, Diagnostic, Severity};
use duly::source::SourceMap;

use super::annotation::Annotation;

/// Checks the text of one file, known by a name.
pub(super) type Check<'a> = dyn Fn(&str, &str) -> (SourceMap, Vec<Diagnostic>) + 'a;

/// What a folder promises of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Nothing but notes.
    Good,
    /// Exactly the errors and warnings it is annotated with.
    Bad,
}

/// What is wrong with a file; nothing where it does as it says.
pub(super) fn judge(side: Side, name: &str, text: &str, check: &Check<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    let mut expected = Vec::new();
    for line in text.lines() {
        match Annotation::parse(line) {
            Some(Ok(annotation)) => expected.push(annotation),
            Some(Err(problem)) => problems.push(problem),
            None => {}
        }
    }
    match side {
        Side::Good => problems.extend(
            expected
                .iter()
                .filter(|one| one.severity != Severity::Note)
                .map(|one| format!("a good file expects no more than notes: {one}")),
        ),
        Side::Bad if expected.is_empty() => problems.push("a bad file expects something".into()),
        Side::Bad => {}
    }
    let mut found = found(name, text, check);
    for one in expected {
        match found.iter().position(|other| one.expects(other)) {
            Some(at) => drop(found.remove(at)),
            None => problems.push(format!("missing     {one}")),
        }
    }
    found.retain(|one| one.severity != Severity::Note);
    problems.extend(found.iter().map(|one| format!("unexpected  {one}")));
    problems
}

/// The text with its annotations written anew, at the top.
///
/// Errors and warnings are all written down; a note only where the file, or its
/// name, asked for that code before.
pub(super) fn bless(side: Side, name: &str, text: &str, check: &Check<'_>) -> String {
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    let line_end = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let asked: Vec<Code> = body
        .lines()
        .filter_map(Annotation::parse)
        .flatten()
        .map(|one| one.code)
        .chain(stem(name).and_then(Code::parse))
        .collect();
    let rest: String =
        body.split_inclusive('\n').filter(|line| Annotation::parse(line).is_none()).collect();
    let wanted = |one: &Annotation| match side {
        Side::Good => one.severity == Severity::Note && asked.contains(&one.code),
        Side::Bad => one.severity != Severity::Note || asked.contains(&one.code),
    };
    let keep = |text: &str| -> Vec<Annotation> {
        found(name, text, check).into_iter().filter(wanted).collect()
    };
    // The places must count the lines that are about to be written.
    let count = keep(&format!("{mark}{rest}")).len();
    let padding = format!("#{line_end}").repeat(count);
    let lines: String = keep(&format!("{mark}{padding}{rest}"))
        .iter()
        .map(|one| format!("# {one}{line_end}"))
        .collect();
    format!("{mark}{lines}{rest}")
}

/// What was found, in the order of the text.
pub(super) fn found(name: &str, text: &str, check: &Check<'_>) -> Vec<Annotation> {
    let (map, mut diagnostics) = check(name, text);
    diagnostics.sort_by_key(|found| found.span().map(|span| (span.file(), span.start())));
    diagnostics.iter().map(|one| Annotation::of(one, &map, name)).collect()
}

fn stem(name: &str) -> Option<&str> {
    name.rsplit('/').next()?.split('.').next()
}
