//! The terminal: its width, its colours, its letters.
//!
//! The only reader of the environment.
#![expect(clippy::disallowed_methods, reason = "the command line reads the environment")]

use std::ffi::OsString;
use std::io::IsTerminal;

use clap::ValueEnum;

/// When to use colours.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What the answer will be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terminal {
    /// Columns.
    pub(crate) width: usize,
    /// Whether to use colours.
    pub(crate) colour: bool,
    /// Whether it shows more than ASCII.
    pub(crate) unicode: bool,
    /// Whether somebody watches what goes on beside the answer.
    pub(crate) watched: bool,
}

impl Terminal {
    /// The terminal of this process. `--color` is looked for by hand, so that a
    /// command line that cannot be read is refused in the colours it asked for.
    pub(crate) fn of(arguments: &[OsString]) -> Terminal {
        let colour = match choice(arguments) {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                std::io::stdout().is_terminal()
                    && !is_set("NO_COLOR")
                    && std::env::var("TERM").as_deref() != Ok("dumb")
            }
        };
        let watched = std::io::stderr().is_terminal();
        Terminal { width: width(), colour, unicode: unicode(), watched }
    }

    /// How the diagnostics are to look.
    pub(crate) fn look(self) -> duly::report::diagnostics::Look {
        let Terminal { width, colour, unicode, watched: _ } = self;
        duly::report::diagnostics::Look { width, colour, unicode }
    }
}

fn choice(arguments: &[OsString]) -> ColorChoice {
    let mut found = ColorChoice::Auto;
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--color") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        if let Some(choice) = value.and_then(|value| ColorChoice::from_str(value, false).ok()) {
            found = choice;
        }
    }
    found
}

fn is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| !value.is_empty())
}

/// `COLUMNS`, else the terminal's own, else 80.
fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let own = || terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    told.or_else(own).unwrap_or(80).clamp(40, 400)
}

/// Whether the locale shows more than ASCII: only the bare `C` and `POSIX` do not.
fn unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    !matches!(locale.as_deref(), Some("C" | "POSIX"))
}
