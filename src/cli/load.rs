//! Packs named on the command line, and the values that options take.

use duly::check::Checked;
use duly::diag::{Diagnostic, Severity};
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
    let (model, found) = opened(reference, map, terminal)?;
    // What is shipped is looked at by those who ship it.
    let shipped = |file: FileId| {
        let (name, library) = (map.name(file), Library::shipped());
        name.starts_with(SHIPPED)
            || library.read(name).is_ok_and(|shipped| *shipped == *map.text(file))
    };
    let own = |found: &&Diagnostic| {
        found.severity == Severity::Warning && found.span().is_none_or(|span| !shipped(span.file()))
    };
    let said = match found.iter().filter(own).count() {
        0 => String::new(),
        1 => format!("1 warning on the pack: `duly check {reference}` shows it\n"),
        many => format!("{many} warnings on the pack: `duly check {reference}` shows them\n"),
    };
    Ok((model, said))
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
