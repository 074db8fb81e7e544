//! `duly test`: duties that no example names, and ways to end that none shows.

use duly::diag::{Code, Diagnostic};
use duly::examples::gaps;
use duly::report::diagnostics::listed;
use duly::source::SourceMap;

use super::{Opened, Terminal};

fn of(opened: &[Opened]) -> Vec<Diagnostic> {
    let tested = opened.iter().filter(|one| !one.suite.examples.is_empty());
    tested.flat_map(|one| gaps(&one.suite.model, &one.suite.examples)).collect()
}

/// D0706 for each duty that no example names; of D0708 only how many there are.
pub(super) fn beside(opened: &[Opened], map: &SourceMap, terminal: &Terminal) -> String {
    let (nameless, part): (Vec<Diagnostic>, Vec<Diagnostic>) =
        of(opened).into_iter().partition(|found| found.code == Code::D0706);
    let mut out = listed(map, &nameless, &terminal.look());
    let duties = match part.len() {
        0 => return out,
        1 => "1 duty is not shown in every way it can end".to_owned(),
        more => format!("{more} duties are not shown in every way they can end"),
    };
    out.push_str(&format!("{duties} (D0708); --coverage says which it lacks.\n"));
    out
}

/// All of them.
pub(super) fn all(opened: &[Opened], map: &SourceMap, terminal: &Terminal) -> String {
    listed(map, &of(opened), &terminal.look())
}
