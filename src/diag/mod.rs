//! What duly says about a text: codes, severities, labels and help.
//!
//! In: findings of the other rooms, worded where they are found. Out: plain
//! data. Never here: the wording of a single diagnostic, or how one is drawn
//! (`report` draws them).

mod codes;

pub use codes::{Code, CodeInfo};

use crate::source::Span;

/// How much a diagnostic weighs. Only errors stop a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Probably not what was meant; the pack still works.
    Warning,
    /// The pack cannot be used as it stands.
    Error,
}

impl Severity {
    /// Its word: `error`, `warning` or `note`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A span and what a person should see there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there, in a few words; may be empty.
    pub text: String,
}

/// A rewrite that mends the text: put `replacement` where `span` is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace; empty to insert.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// One thing to tell the author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its code, with a page of its own.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// One exact sentence, in the author's own words, without a full stop.
    pub message: String,
    /// The guilty phrase: the smallest that could be named. `None` only where no
    /// text is to blame (a missing file).
    pub primary: Option<Label>,
    /// The other parties, named.
    pub secondary: Vec<Label>,
    /// What to do, ready to paste where it can be.
    pub help: Option<String>,
    /// The mend, where exactly one is right.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic with its code's own severity and no label text.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.info().severity,
            message: message.into(),
            primary: Some(Label { span, text: String::new() }),
            secondary: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// A diagnostic that no text is to blame for.
    pub fn nowhere(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.info().severity,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Says what stands at the guilty phrase.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// Names another party.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Gives the one right mend.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }

    /// Weighs differently here than its code does elsewhere.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The guilty span, where there is one.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.primary.as_ref().map(|label| label.span)
    }
}

/// The result of a pass: what could be made, and all there is to say about it.
///
/// A broken text still gives an editor its partial value; whoever needs a whole
/// one asks [`Outcome::into_result`].
#[derive(Debug, Clone)]
pub struct Outcome<T> {
    /// What could be made of the input; `None` when nothing could.
    pub value: Option<T>,
    /// Everything found, in the order it was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Outcome<T> {
    /// A value with nothing to say about it.
    pub fn clean(value: T) -> Self {
        Outcome { value: Some(value), diagnostics: Vec::new() }
    }

    /// A value and what was found on the way.
    pub fn new(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Outcome { value: Some(value), diagnostics }
    }

    /// Whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// The value, unless there is none or an error was found.
    ///
    /// # Errors
    /// All the diagnostics, when one of them is an error or nothing was made.
    pub fn into_result(self) -> Result<(T, Vec<Diagnostic>), Vec<Diagnostic>> {
        match self.value {
            Some(value) if !has_errors(&self.diagnostics) => Ok((value, self.diagnostics)),
            _ => Err(self.diagnostics),
        }
    }
}

/// Whether any of them is an error.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|found| found.severity == Severity::Error)
}

#[cfg(test)]
mod tests;
