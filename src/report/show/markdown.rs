//! A page as Markdown.

use std::fmt::Write;

use super::Page;
use crate::names::capital;
use crate::report::diagnostics::escape::sentence;

/// The page as Markdown: a heading for each part and rule.
#[must_use]
pub fn markdown(page: &Page) -> String {
    let text = |text: &str| sentence(text).into_owned();
    let cell = |one: &str| sentence(one).replace('|', "\\|");
    let mut out = format!("# {}\n\n", text(&page.title));
    for (name, value) in &page.facts {
        let _ = writeln!(out, "- {name}: {}", text(value));
    }
    if !page.words.is_empty() {
        out.push_str("\n## Words\n\n| in the packs it builds on | here |\n|---|---|\n");
        for (canonical, own) in &page.words {
            let _ = writeln!(out, "| {} | {} |", cell(canonical), cell(own));
        }
    }
    for section in &page.sections {
        let _ = write!(out, "\n## {}\n", text(&section.heading));
        for entry in &section.entries {
            let _ = write!(out, "\n### {}\n\n{}\n", text(&entry.title), text(&entry.sentence));
            if !entry.items.is_empty() {
                out.push('\n');
            }
            for item in &entry.items {
                let _ = writeln!(out, "- {}", text(item));
            }
            out.push('\n');
            let _ = writeln!(out, "- {}: `{}`", capital(entry.kind), entry.id);
            for (name, value) in &entry.facts {
                let _ = writeln!(out, "- {name}: {}", text(value));
            }
        }
    }
    if !page.patches.is_empty() {
        out.push_str("\n## Changes to the packs it builds on\n\n| rule | what it says now | why |\n|---|---|---|\n");
        for (rule, what, why) in &page.patches {
            let _ = writeln!(out, "| {} | {} | {} |", cell(rule), cell(what), cell(why));
        }
    }
    out
}
