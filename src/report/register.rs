//! Registers: a document paragraph by paragraph, and how much of it is encoded.
//!
//! In: registers held against their blocks. Out: text for people, Markdown, JSON,
//! CSV. Never here: what became of a paragraph.

use std::fmt::Write;

use serde::Serialize;

use super::diagnostics::Look;
use super::diagnostics::escape::sentence;
use super::text::{pad, width, wrap};
use crate::model::{Citation, Model};
use crate::register::{Coverage, Paragraph, State};

/// Neighbours of which the same is to be said.
struct Run<'r, 'm> {
    first: &'r Paragraph<'m>,
    last: &'r Paragraph<'m>,
}

/// Paragraphs that follow each other and of which the same is to be said stand
/// together.
fn runs<'r, 'm>(coverage: &'r Coverage<'m>) -> Vec<Run<'r, 'm>> {
    let mut runs: Vec<Run<'r, 'm>> = Vec::new();
    for paragraph in &coverage.paragraphs {
        let same = |run: &&mut Run<'r, 'm>| {
            run.last.state == paragraph.state
                && run.last.reasons == paragraph.reasons
                && run.last.blocks.len() == paragraph.blocks.len()
                && run.last.blocks.iter().zip(&paragraph.blocks).all(|(a, b)| std::ptr::eq(*a, *b))
                && run.last.place.span == paragraph.place.span
        };
        match runs.last_mut().filter(same) {
            Some(run) => run.last = paragraph,
            None => runs.push(Run { first: paragraph, last: paragraph }),
        }
    }
    runs
}

impl Run<'_, '_> {
    /// `3.1`, `1.1 to 1.4`.
    fn places(&self) -> String {
        if self.first.place == self.last.place {
            return self.first.place.text.clone();
        }
        format!("{} to {}", self.first.place.text, self.last.place.text)
    }
}

/// What became of a paragraph, in a few words: the blocks by name, and the reason
/// why the rest is for people.
fn said(model: &Model, paragraph: &Paragraph<'_>) -> String {
    let mut parts: Vec<String> =
        paragraph.blocks.iter().map(|block| block_name(model, block)).collect();
    let left = if paragraph.blocks.is_empty() { "" } else { "for people: " };
    parts.extend(paragraph.reasons.iter().map(|reason| format!("{left}{reason}")));
    parts.join("; ")
}

/// `duty initial-review: First review`; of another pack with its id.
fn block_name(model: &Model, block: &Citation) -> String {
    let keyword = block.kind.row().keyword;
    let pack =
        if *block.pack == *model.pack.id { String::new() } else { format!("{}/", block.pack) };
    match &block.title {
        Some(title) => format!("{keyword} {pack}{}: {title}", block.name),
        None => format!("{keyword} {pack}{}", block.name),
    }
}

/// How many paragraphs are in each state, and how many of a hundred that is.
fn shares(coverage: &Coverage<'_>) -> Vec<(State, usize, usize)> {
    let total = coverage.paragraphs.len().max(1);
    let share = |count: usize| (count * 200 + total) / (2 * total);
    let counts = State::ALL.into_iter().map(|state| (state, coverage.count(state)));
    counts.map(|(state, count)| (state, count, share(count))).collect()
}

/// The registers of a pack as a person reads them.
#[must_use]
pub fn human(model: &Model, all: &[Coverage<'_>], look: &Look) -> String {
    let columns = look.width.clamp(66, 120);
    let paint = |style: &str, text: &str| {
        if look.colour { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let mut out = String::new();
    for coverage in all {
        if !out.is_empty() {
            out.push('\n');
        }
        let title = sentence(&coverage.register.title).into_owned();
        for line in wrap(&title, columns) {
            let _ = writeln!(out, "{}", paint("1", &line));
        }
        let pack = format!("as {} has it", model.pack.id);
        let _ = writeln!(out, "{}\n", paint("2", &pack));
        out.push_str(&bars(coverage, look, columns));
        out.push('\n');
        let runs = runs(coverage);
        let places = runs.iter().map(|run| width(&run.places())).max().unwrap_or(0).clamp(6, 28);
        for run in &runs {
            let word = run.first.state.word();
            let colour = colour(run.first.state);
            let head = format!("  {}  {}", pad(&run.places(), places), pad(word, 10));
            let room = columns.saturating_sub(places + 16).max(24);
            let said = said(model, run.first);
            for (number, line) in wrap(&sentence(&said), room).iter().enumerate() {
                let before = if number == 0 {
                    head.replacen(word, &paint(colour, word), 1)
                } else {
                    " ".repeat(places + 14)
                };
                let _ = writeln!(out, "{}", format!("{before}  {line}").trim_end());
            }
        }
    }
    out
}

fn colour(state: State) -> &'static str {
    match state {
        State::Encoded => "32",
        State::Listed => "36",
        State::ForPeople => "2",
        State::Missing => "33",
    }
}

/// The shares: a bar, a number and what it means.
fn bars(coverage: &Coverage<'_>, look: &Look, columns: usize) -> String {
    let mut out = String::new();
    let total = coverage.paragraphs.len();
    let noun = if total == 1 { "paragraph" } else { "paragraphs" };
    let _ = writeln!(out, "  {total} {noun}");
    let (full, room) = if look.unicode { ("█", 20) } else { ("#", 20) };
    for (state, count, share) in shares(coverage) {
        if count == 0 {
            continue;
        }
        let bar = full.repeat((share * room).div_ceil(100).max(1));
        let head =
            format!("  {} {count:>4}  {share:>3}%  {}", pad(state.word(), 10), pad(&bar, room));
        let left = columns.saturating_sub(width(&head) + 2);
        let meaning = if left >= width(state.meaning()) { state.meaning() } else { "" };
        let _ = writeln!(out, "{}", format!("{head}  {meaning}").trim_end());
    }
    out
}

/// The registers as Markdown: a table of the shares and one of the paragraphs.
#[must_use]
pub fn markdown(model: &Model, all: &[Coverage<'_>]) -> String {
    let cell = |text: &str| sentence(text).replace('|', "\\|");
    let mut out = format!("# Register of {}\n", cell(&model.pack.title));
    for coverage in all {
        let _ = write!(out, "\n## {}\n\n", cell(&coverage.register.title));
        out.push_str("| | paragraphs | share | what it means |\n|---|--:|--:|---|\n");
        for (state, count, share) in shares(coverage) {
            let _ =
                writeln!(out, "| {} | {count} | {share}% | {} |", state.word(), state.meaning());
        }
        out.push_str("\n| paragraph | | by |\n|---|---|---|\n");
        for run in runs(coverage) {
            let said = said(model, run.first);
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                cell(&run.places()),
                run.first.state.word(),
                cell(&said)
            );
        }
    }
    out
}

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    pack: &'a str,
    registers: Vec<RegisterItem<'a>>,
}

#[derive(Serialize)]
struct RegisterItem<'a> {
    document: &'a str,
    title: &'a str,
    total: usize,
    encoded: usize,
    listed: usize,
    for_people: usize,
    missing: usize,
    paragraphs: Vec<ParagraphItem<'a>>,
}

#[derive(Serialize)]
struct ParagraphItem<'a> {
    paragraph: &'a str,
    state: &'static str,
    blocks: Vec<BlockItem<'a>>,
    reasons: &'a [&'a str],
}

#[derive(Serialize)]
struct BlockItem<'a> {
    pack: &'a str,
    kind: &'static str,
    name: &'a str,
    title: Option<&'a str>,
}

/// The registers as `duly.register/1`.
#[must_use]
pub fn json(model: &Model, all: &[Coverage<'_>]) -> String {
    let registers = all.iter().map(|coverage| RegisterItem {
        document: &coverage.register.document.value,
        title: &coverage.register.title,
        total: coverage.paragraphs.len(),
        encoded: coverage.count(State::Encoded),
        listed: coverage.count(State::Listed),
        for_people: coverage.count(State::ForPeople),
        missing: coverage.count(State::Missing),
        paragraphs: coverage.paragraphs.iter().map(paragraph).collect(),
    });
    let page =
        Page { schema: "duly.register/1", pack: &model.pack.id, registers: registers.collect() };
    format!("{:#}\n", serde_json::json!(page))
}

fn paragraph<'a>(paragraph: &'a Paragraph<'_>) -> ParagraphItem<'a> {
    let blocks = paragraph.blocks.iter().map(|block| BlockItem {
        pack: &block.pack,
        kind: block.kind.row().keyword,
        name: &block.name,
        title: block.title.as_deref(),
    });
    ParagraphItem {
        paragraph: &paragraph.place.text,
        state: paragraph.state.word(),
        blocks: blocks.collect(),
        reasons: &paragraph.reasons,
    }
}

/// The registers for a spreadsheet: a line for each paragraph.
#[must_use]
pub fn csv(model: &Model, all: &[Coverage<'_>]) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every record has as many fields.
    let _ = writer.write_record(["document", "paragraph", "state", "blocks", "reason", "pack"]);
    for coverage in all {
        for paragraph in &coverage.paragraphs {
            let blocks: Vec<String> = paragraph
                .blocks
                .iter()
                .map(|block| format!("{} {}/{}", block.kind.row().keyword, block.pack, block.name))
                .collect();
            let _ = writer.write_record([
                coverage.register.document.value.as_str(),
                &paragraph.place.text,
                paragraph.state.word(),
                &blocks.join("; "),
                &paragraph.reasons.join("; "),
                &model.pack.id,
            ]);
        }
    }
    String::from_utf8_lossy(&writer.into_inner().unwrap_or_default()).into_owned()
}
