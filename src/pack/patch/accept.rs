//! The words of a base, stored in the change that replaces them: as lines of the
//! carrier in which the change is written.
//!
//! In: a change, what it stores, and the text of its file. Out: the rewrite that puts
//! it there. Never here: which words those are.

use crate::diag::Fix;
use crate::source::Span;
use crate::syntax::{Block, ClauseKey};

/// What a change does not store yet.
#[derive(Debug, Clone)]
pub(in crate::pack) struct Unstored {
    /// The change.
    pub(in crate::pack) block: Block,
    /// `due: within 2 weeks of each visit`, one for each clause it replaces.
    pub(in crate::pack) words: Vec<String>,
}

impl Unstored {
    /// The rewrite of the file that the change stands in.
    pub(in crate::pack) fn fix(&self, name: &str, text: &str) -> Option<Fix> {
        if name.ends_with(".duly") {
            let line = |words: &String| format!("\n  replaces   {words}");
            let replacement = self.words.iter().map(line).collect();
            return Some(Fix { span: self.block.span.0.after(), replacement });
        }
        let old = self.block.clauses(ClauseKey::Replaces).last();
        match old {
            Some(old) => self.beside(whole(old.phrase.span(), text), text),
            None => self.alone(text),
        }
    }

    /// A key of its own, before the first: `replaces: "due: …"`.
    fn alone(&self, text: &str) -> Option<Fix> {
        let first = self.block.clauses.iter().map(|clause| clause.key.span).min_by_key(start)?;
        let first = whole(first, text);
        let before = text.get(..first.start())?;
        let margin = before.rsplit('\n').next().unwrap_or("");
        // On a line of its own, unless it stands within `{ }`.
        let own_line = margin.trim().is_empty();
        let next = if own_line { format!("\n{margin}") } else { ", ".to_owned() };
        let value = match self.words.as_slice() {
            [one] => quoted(one),
            all => {
                format!("[{}]", all.iter().map(|one| quoted(one)).collect::<Vec<_>>().join(", "))
            }
        };
        let replacement = format!("replaces: {value}{next}");
        Some(Fix { span: Span::new(first.file(), first.start(), first.start()), replacement })
    }

    /// Beside what is stored already: one more of its list, or a list of both.
    fn beside(&self, old: Span, text: &str) -> Option<Fix> {
        let more = || self.words.iter().map(|one| quoted(one));
        let before = text.get(..old.start())?;
        let line = before.rsplit('\n').next().unwrap_or("");
        if let Some(margin) = line.strip_suffix("- ").filter(|margin| margin.trim().is_empty()) {
            let replacement = more().map(|one| format!("\n{margin}- {one}")).collect();
            return Some(Fix { span: old.after(), replacement });
        }
        if before.trim_end().ends_with(['[', ',']) {
            let replacement = more().map(|one| format!(", {one}")).collect();
            return Some(Fix { span: old.after(), replacement });
        }
        let all: Vec<String> =
            std::iter::once(text.get(old.range())?.to_owned()).chain(more()).collect();
        Some(Fix { span: old, replacement: format!("[{}]", all.join(", ")) })
    }
}

fn start(span: &Span) -> usize {
    span.start()
}

/// A phrase with the quotation marks around it.
fn whole(span: Span, text: &str) -> Span {
    let before = text.get(..span.start()).and_then(|text| text.chars().next_back());
    let after = text.get(span.end()..).and_then(|text| text.chars().next());
    match (before, after) {
        (Some(open @ ('"' | '\'')), Some(close)) if open == close => {
            Span::new(span.file(), span.start() - 1, span.end() + 1)
        }
        _ => span,
    }
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}
