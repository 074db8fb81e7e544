//! Packs named on the command line, and the values that options take.

use duly::check::Checked;
use duly::diag::{Diagnostic, Severity};
use duly::open;
use duly::pack::Library;
use duly::report::diagnostics;
use duly::source::SourceMap;
use duly::time::{Day, parse_date};

use super::kind::case_for_pack;
use super::world::OsWorld;
use super::{Reply, Terminal};

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
    if let Some(complaint) = case_for_pack(reference) {
        return Err(Reply::unreadable(complaint));
    }
    let read = open::checked(&OsWorld, Library::shipped(), map, reference);
    read.into_result().map(|(model, _)| model).map_err(|found| {
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
