//! Packs named on the command line, and the values that options take.

use duly::check::Checked;
use duly::diag::{Diagnostic, Severity};
use duly::extensions::Failures;
use duly::open;
use duly::pack::{Library, World};
use duly::report::diagnostics;
use duly::source::{FileId, SourceMap};
use duly::time::{Day, parse_date};

use super::kind::case_for_pack;
use super::world::OsWorld;
use super::{Reply, Terminal};

/// How the names of files begin that come with duly.
const SHIPPED: &str = "duly:";

/// A day as an option's value.
pub(crate) fn day(text: &str) -> Result<Day, String> {
    parse_date(text).map_err(|error| error.to_string())
}

/// The pack, or why no case can be judged by it.
pub(crate) fn usable(
    reference: &str,
    map: &mut SourceMap,
    terminal: &Terminal,
) -> Result<Checked, Reply> {
    opened(reference, map, terminal).map(|(model, _)| model)
}

/// The same for what judges cases: with a line that says how many warnings there are on the
/// pack, where there are any.
pub(crate) fn judging(
    reference: &str,
    map: &mut SourceMap,
    terminal: &Terminal,
) -> Result<(Checked, String), Reply> {
    let (model, _) = opened(reference, map, terminal)?;
    let said = if map.iter().all(|(file, _)| is_shipped(map, file)) {
        String::new()
    } else {
        warned(reference, &model)
    };
    Ok((model, said))
}

/// What is shipped is looked at by those who ship it.
fn is_shipped(map: &SourceMap, file: FileId) -> bool {
    let (name, library) = (map.name(file), Library::shipped());
    name.starts_with(SHIPPED) || library.read(name).is_ok_and(|shipped| *shipped == *map.text(file))
}

/// How much `duly check` has to say of a pack of one's own that can be used: its warnings,
/// and those of its examples, which may be wrong without harm to any case.
fn warned(reference: &str, model: &Checked) -> String {
    let mut map = SourceMap::new();
    let found = open::suite(&OsWorld, Library::shipped(), &mut map, reference).diagnostics;
    let many = |severity: Severity| {
        let own = |found: &&Diagnostic| {
            found.severity == severity
                && found.span().is_none_or(|span| !is_shipped(&map, span.file()))
        };
        match found.iter().filter(own).count() {
            0 => None,
            1 => Some((1, format!("1 {}", severity.word()))),
            many => Some((many, format!("{many} {}s", severity.word()))),
        }
    };
    let (count, said) = match (many(Severity::Error), many(Severity::Warning)) {
        (None, None) => return String::new(),
        (Some((errors, said)), None) => (errors, format!("{said} in the examples of the pack")),
        (None, Some((warnings, said))) => (warnings, format!("{said} on the pack")),
        (Some((errors, one)), Some((warnings, other))) => {
            (errors + warnings, format!("{one} in the examples of the pack and {other} on it"))
        }
    };
    // To hold a pack to its claims takes longer than to judge a case.
    let claims = model.layers.first().is_some_and(|own| !own.claims.is_empty());
    let aside = if claims { ", not counting what its claims come to" } else { "" };
    let them = if count == 1 { "it" } else { "them" };
    format!("{said}{aside}: `duly check {reference}` shows {them}\n")
}

fn opened(
    reference: &str,
    map: &mut SourceMap,
    terminal: &Terminal,
) -> Result<(Checked, Vec<Diagnostic>), Reply> {
    if let Some(complaint) = case_for_pack(reference) {
        return Err(Reply::unreadable(complaint));
    }
    let read = open::checked(&OsWorld, Library::shipped(), map, reference);
    read.into_result().map_err(|found| {
        let mut complaint = complaint(map, &found, terminal);
        if found.iter().any(|found| found.span().is_some()) {
            complaint.push_str("\nThe pack cannot be used until its errors are mended.");
        }
        Reply::unreadable(format!("{complaint}\n"))
    })
}

/// The errors among what was found, as a person reads them, without a line end.
pub(crate) fn complaint(map: &SourceMap, found: &[Diagnostic], terminal: &Terminal) -> String {
    let errors: Vec<Diagnostic> =
        found.iter().filter(|found| found.severity == Severity::Error).cloned().collect();
    diagnostics::listed(map, &errors, &terminal.look()).trim_end().to_owned()
}

/// So many warnings are shown; whoever has more mends these first.
const SHOWN: usize = 12;

/// What is odd in case files, as a person reads it, without a line end.
pub(crate) fn warnings(map: &SourceMap, mut found: Vec<Diagnostic>, terminal: &Terminal) -> String {
    let more = found.len().saturating_sub(SHOWN);
    found.truncate(SHOWN);
    let mut out = diagnostics::listed(map, &found, &terminal.look()).trim_end().to_owned();
    match more {
        0 => {}
        1 => out.push_str("\nnote: there is 1 more warning: `duly eval` shows those of a case"),
        more => out.push_str(&format!(
            "\nnote: there are {more} more warnings: `duly eval` shows those of a case"
        )),
    }
    out
}

/// What extensions could not work out in some cases, likewise.
pub(crate) fn failures(map: &SourceMap, found: &[Failures], terminal: &Terminal) -> String {
    let told = found.iter().map(|one| {
        let whose = match one.cases {
            1 => format!("in the case `{}`", one.first),
            cases => format!("in {cases} cases, the first of them `{}`", one.first),
        };
        let mut told = one.told.clone();
        told.message = format!("{whose}, {}", told.message);
        told
    });
    let told: Vec<Diagnostic> = told.collect();
    diagnostics::listed(map, &told, &terminal.look()).trim_end().to_owned()
}
