//! The parts of a mapping that stand in many places: keys, text, lists, days of a year.
//!
//! In: nodes of the YAML tree. Out: text with its place, and a finding (D0901) at each
//! part that does not have the form it should. Never here: what a key means.

use crate::diag::{Code, Diagnostic};
use crate::names::{quoted_list, suggest_words};
use crate::source::{Span, Spanned};
use crate::yaml::{Entry, Node};

/// Reads parts and gathers findings.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) found: Vec<Diagnostic>,
}

impl Parts {
    pub(super) fn wrong(&mut self, at: Span, message: String, help: String) {
        self.found.push(Diagnostic::new(Code::D0901, at, message).help(help));
    }

    /// The keys and values of a part, where it is a block of keys, all known.
    pub(super) fn block<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> &'n [Entry] {
        let Some(entries) = node.as_mapping() else {
            if !node.broken {
                let said = format!("{what} is a block of keys, and this is {}", node.describe());
                self.wrong(node.span, said, format!("its keys are {}", quoted_list(known)));
            }
            return &[];
        };
        for entry in entries {
            if !known.contains(&entry.key.text()) {
                self.unknown_key(entry, what, known);
            }
        }
        entries
    }

    fn unknown_key(&mut self, entry: &Entry, what: &str, known: &[&str]) {
        let said = format!("`{}` is no key of {what}", entry.key.text());
        let found = Diagnostic::new(Code::D0901, entry.key.span(), said);
        let near = suggest_words(entry.key.text(), known.iter().copied());
        self.found.push(match near.first() {
            Some(near) => {
                found.help(format!("did you mean `{near}`?")).fix(entry.key.span(), *near)
            }
            None => found.help(format!("its keys are {}", quoted_list(known))),
        });
    }

    /// What must be there.
    pub(super) fn wanted<'n>(&mut self, node: &'n Node, key: &str, what: &str) -> Option<&'n Node> {
        let found = node.get(key).filter(|value| !value.is_missing());
        if found.is_none() && !node.broken {
            let said = format!("{what} has no `{key}`");
            self.wrong(node.span, said, format!("add `{key}: …`"));
        }
        found
    }

    /// A piece of text.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<Spanned<String>> {
        match node.as_scalar() {
            Some(scalar) if !scalar.text().trim().is_empty() => {
                Some(Spanned::new(scalar.text().trim().to_owned(), scalar.span()))
            }
            _ => {
                if !node.broken {
                    let said = format!("{what} is text, and this is {}", node.describe());
                    self.wrong(node.span, said, "write one name or value".to_owned());
                }
                None
            }
        }
    }

    /// One piece of text, or a list of them.
    pub(super) fn texts(&mut self, node: &Node, what: &str) -> Vec<Spanned<String>> {
        match node.as_sequence() {
            Some(items) => items.iter().filter_map(|item| self.text(item, what)).collect(),
            None => self.text(node, what).into_iter().collect(),
        }
    }

    /// The items of a list.
    pub(super) fn items<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        if let Some(items) = node.as_sequence() {
            return items;
        }
        if !node.broken && !node.is_missing() {
            let said = format!("{what} are a list, and this is {}", node.describe());
            self.wrong(node.span, said, "begin each with a hyphen: `- …`".to_owned());
        }
        &[]
    }

    /// `yes` or `no`.
    pub(super) fn yes(&mut self, node: &Node, what: &str) -> bool {
        let Some(text) = self.text(node, what) else { return false };
        match text.value.as_str() {
            "yes" => true,
            "no" => false,
            other => {
                let said = format!("{what} is `yes` or `no`, and this is “{other}”");
                self.wrong(text.span, said, "write `yes` or `no`".to_owned());
                false
            }
        }
    }
}
