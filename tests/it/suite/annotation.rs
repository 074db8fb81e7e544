//! What a file of the suite says it expects.
//!
//! `# error[D0201] 7:14: the message, or a part of it`, on a line of its own.
//! The place may be left out, and so may the message; another file's place has
//! its name in front, `base.duly:7:14`.

use std::fmt;

use duly::diag::{Code, Diagnostic, Severity};
use duly::source::SourceMap;

/// One thing to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Annotation {
    pub(super) severity: Severity,
    pub(super) code: Code,
    /// `line:column`, or `file:line:column` in another file.
    pub(super) place: Option<String>,
    pub(super) message: String,
}

impl fmt::Display for Annotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.severity.word(), self.code)?;
        if let Some(place) = &self.place {
            write!(f, " {place}")?;
        }
        if self.message.is_empty() { Ok(()) } else { write!(f, ": {}", self.message) }
    }
}

impl Annotation {
    /// The annotation on a line; `None` for any other line, an error for one that
    /// was meant as an annotation.
    pub(super) fn parse(line: &str) -> Option<Result<Annotation, String>> {
        let words = line.trim_start_matches('\u{feff}').trim().strip_prefix("# ")?;
        let (word, rest) = words.split_once('[')?;
        let severity = [Severity::Error, Severity::Warning, Severity::Note]
            .into_iter()
            .find(|severity| severity.word() == word)?;
        Some(Self::after_word(severity, rest).ok_or_else(|| format!("cannot read `{words}`")))
    }

    fn after_word(severity: Severity, rest: &str) -> Option<Annotation> {
        let (code, rest) = rest.split_once(']')?;
        let code = Code::parse(code)?;
        let (place, message) = match rest.split_once(": ") {
            Some((place, message)) => (place, message.trim()),
            None => (rest.strip_suffix(':').unwrap_or(rest), ""),
        };
        let place = place.trim();
        let place = (!place.is_empty()).then(|| place.to_owned());
        Some(Annotation { severity, code, place, message: message.to_owned() })
    }

    /// What was found, in the same form.
    pub(super) fn of(found: &Diagnostic, map: &SourceMap, name: &str) -> Annotation {
        let place = found.span().map(|span| {
            let at = map.position(span);
            match map.name(span.file()) {
                file if file == name => format!("{}:{}", at.line, at.column),
                file => format!("{file}:{}:{}", at.line, at.column),
            }
        });
        let message = found.message.split_whitespace().collect::<Vec<_>>().join(" ");
        Annotation { severity: found.severity, code: found.code, place, message }
    }

    /// Whether `found` is what this one expects.
    pub(super) fn expects(&self, found: &Annotation) -> bool {
        self.severity == found.severity
            && self.code == found.code
            && (self.place.is_none() || self.place == found.place)
            && found.message.contains(&self.message)
    }
}
