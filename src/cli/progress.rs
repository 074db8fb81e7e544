//! How far a long piece of work has come, on a terminal that somebody watches.

use std::io::Write;

use super::Terminal;

/// Pieces of work below which there is nothing to wait for.
const FEW: usize = 200;

/// A line that says how much is done.
pub(crate) struct Progress {
    shown: bool,
    what: &'static str,
}

impl Progress {
    /// Of work that is counted in these: `pairs of duties compared`.
    pub(crate) fn new(terminal: &Terminal, what: &'static str) -> Progress {
        Progress { shown: terminal.watched, what }
    }

    /// So many are done.
    pub(crate) fn at(&self, done: usize, total: usize) {
        if self.shown && total >= FEW {
            // What cannot be shown is not worth stopping for.
            let _ = write!(std::io::stderr(), "\r{done} of {total} {}", self.what);
        }
    }

    /// All is done: the line goes.
    pub(crate) fn end(&self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}
