//! How far a long piece of work has come, on a terminal that somebody watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Terminal;

/// What is done sooner needs no bar.
const SOON: Duration = Duration::from_secs(1);

/// A bar that comes once the work takes longer than a second.
pub(crate) struct Progress {
    bar: ProgressBar,
    watched: bool,
}

impl Progress {
    /// Of work that is counted in these: `pairs of duties`.
    pub(crate) fn new(terminal: &Terminal, what: &'static str) -> Progress {
        Progress::with(terminal, what, "{wide_bar} {pos} of {len} {msg}, {eta}")
    }

    /// The same, with how many are done in a second.
    pub(crate) fn rated(terminal: &Terminal, what: &'static str) -> Progress {
        Progress::with(terminal, what, "{wide_bar} {pos} of {len} {msg}, {per_sec}, {eta}")
    }

    fn with(terminal: &Terminal, what: &'static str, template: &str) -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(template);
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Progress { bar: bar.with_message(what), watched: terminal.watched }
    }

    /// So many are done.
    pub(crate) fn at(&self, done: usize, total: usize) {
        if !self.watched {
            return;
        }
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        self.bar.set_length(number(total));
        self.bar.set_position(number(done));
        if self.bar.is_hidden() && self.bar.elapsed() >= SOON {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// All is done: the bar goes.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
