//! Diagnostics for a person at a terminal.
//!
//! The sentence, the help and the order are laid out here; miette draws the
//! frames with the source lines.

use std::cmp::Reverse;
use std::fmt;

use miette::{
    GraphicalTheme, LabeledSpan, MietteError, MietteHandler, MietteHandlerOpts, MietteSpanContents,
    ReportHandler, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use rustc_hash::FxHashMap;
use unicode_width::UnicodeWidthStr;

use super::escape::{paragraph, sentence};
use super::excerpt::{Frame, Room, TAB, frames};
use super::place::Places;
use super::{in_order, summary};
use crate::diag::{Diagnostic, Severity};
use crate::source::{Position, SourceMap};

/// How diagnostics are to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal. Below 40 it is taken as 40.
    pub width: usize,
    /// Whether to use the terminal's own sixteen colours.
    pub colour: bool,
    /// Whether frames may use more than ASCII.
    pub unicode: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look { width: 80, colour: false, unicode: true }
    }
}

impl Look {
    fn columns(self) -> usize {
        self.width.max(40)
    }

    /// Colours a word by the weight of its diagnostic.
    fn paint(self, severity: Severity, word: &str) -> String {
        let colour = match severity {
            Severity::Error => 31,
            Severity::Warning => 33,
            Severity::Note => 36,
        };
        if self.colour { format!("\x1b[1;{colour}m{word}\x1b[0m") } else { word.to_owned() }
    }

    /// Sets a word back.
    fn quiet(self, word: &str) -> String {
        if self.colour { format!("\x1b[2m{word}\x1b[0m") } else { word.to_owned() }
    }
}

/// The diagnostics, errors first and each weight in the order of the text, a line
/// that counts them, and where to read more; empty when there are none.
///
/// Those that say the same of several places are shown once, with the other
/// places under them.
#[must_use]
pub fn human(map: &SourceMap, diagnostics: &[Diagnostic], look: &Look) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let counts = summary(diagnostics);
    format!("{}{counts}\n{}", listed(map, diagnostics, look), read_more(diagnostics, look))
}

/// The diagnostics alone, as [`human`] has them, each followed by an empty line.
#[must_use]
pub fn listed(map: &SourceMap, diagnostics: &[Diagnostic], look: &Look) -> String {
    let places = Places::new(map, diagnostics);
    let mut out = String::new();
    for same in together(gravest_first(diagnostics)) {
        if let Some((first, rest)) = same.split_first() {
            out.push_str(&one(&places, first, rest, *look));
            out.push('\n');
        }
    }
    out
}

/// A line that says where to read more about the gravest of them; empty where
/// there are only notes.
#[must_use]
pub fn read_more(diagnostics: &[Diagnostic], look: &Look) -> String {
    let gravest = gravest_first(diagnostics).into_iter().next();
    let Some(found) = gravest.filter(|found| found.severity > Severity::Note) else {
        return String::new();
    };
    let more = format!("For more about a code: duly explain {}", found.code);
    format!("{}\n", look.quiet(&more))
}

/// Errors, then warnings, then notes: what stops a pack is not to be looked for.
fn gravest_first(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut all = in_order(diagnostics);
    all.sort_by_key(|found| Reverse(found.severity));
    all
}

/// Puts what says the same where it is said first: a word that is wrong in ten
/// places is one mistake.
fn together(diagnostics: Vec<&Diagnostic>) -> Vec<Vec<&Diagnostic>> {
    let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
    let mut known: FxHashMap<_, usize> = FxHashMap::default();
    for found in diagnostics {
        let alone = found.primary.is_none() || !found.secondary.is_empty();
        let label = found.primary.as_ref().map(|label| &label.text);
        let saying = (found.code, found.severity, &found.message, &found.help, label);
        let index = if alone { None } else { Some(*known.entry(saying).or_insert(groups.len())) };
        match index.and_then(|index| groups.get_mut(index)) {
            Some(group) => group.push(found),
            None => groups.push(vec![found]),
        }
    }
    groups
}

fn one(places: &Places<'_>, found: &Diagnostic, rest: &[&Diagnostic], look: Look) -> String {
    let head = format!("{}[{}]:", found.severity.word(), found.code);
    let mut out = hang(
        &look.paint(found.severity, &head),
        head.len(),
        &sentence(&found.message),
        "  ",
        look.columns(),
    );
    let context = usize::from(found.severity == Severity::Error);
    let ellipsis = if look.unicode { "…" } else { "..." };
    for frame in frames(places, found, room(places, found, context, ellipsis, look)) {
        out.push_str(&draw(&frame, found.severity, look));
        for words in &frame.below {
            out.push_str(&remark("here", words, look));
        }
    }
    if let Some(help) = &found.help {
        out.push_str(&remark("help", &paragraph(help), look));
    }
    if !rest.is_empty() {
        out.push_str(&remark("also", &elsewhere(places, found, rest), look));
    }
    out
}

/// A paragraph under the frames, its first word set back.
fn remark(word: &str, text: &str, look: Look) -> String {
    let head = format!("  {word}:");
    hang(&look.quiet(&head), head.len(), text, &" ".repeat(head.len() + 1), look.columns())
}

/// The room beside the line numbers and the arrows of labels over several lines.
fn room(
    places: &Places<'_>,
    found: &Diagnostic,
    context: usize,
    ellipsis: &'static str,
    look: Look,
) -> Room {
    let labels = found.primary.iter().chain(&found.secondary);
    let ends: Vec<_> = labels
        .filter_map(|label| places.of(label.span))
        .map(|place| (place.start.line, place.end.line))
        .collect();
    let last = ends.iter().map(|(_, end)| end + context).max().unwrap_or(1);
    let tall = ends.iter().filter(|(start, end)| start != end).count();
    let gutter = if tall > 0 { tall + 3 } else { 0 };
    let used = last.to_string().len() + 4 + gutter;
    Room { columns: look.columns().saturating_sub(used).max(20), context, ellipsis }
}

/// The other places where the same was found.
fn elsewhere(places: &Places<'_>, found: &Diagnostic, rest: &[&Diagnostic]) -> String {
    const SHOWN: usize = 8;
    let mut file = found.span().and_then(|span| places.of(span)).map(|place| place.file);
    let mut words = Vec::new();
    for place in rest.iter().filter_map(|found| places.of(found.span()?)) {
        let Position { line, column } = place.start;
        if file == Some(place.file) {
            words.push(format!("{line}:{column}"));
        } else {
            words.push(format!("{}:{line}:{column}", sentence(place.file)));
            file = Some(place.file);
        }
    }
    let more = words.len().saturating_sub(SHOWN);
    words.truncate(SHOWN);
    let shown = words.join(", ");
    match more {
        0 => shown,
        1 => format!("{shown} and 1 more place"),
        _ => format!("{shown} and {more} more places"),
    }
}

/// `text` after `head`, wrapped, every further line under `indent`.
///
/// Words in backticks stay on one line, so that they can be copied.
fn hang(head: &str, head_width: usize, text: &str, indent: &str, columns: usize) -> String {
    let mut out = head.to_owned();
    let mut column = head_width;
    for (number, line) in text.trim_end().split('\n').enumerate() {
        let mut fresh = number > 0;
        if fresh {
            out.push('\n');
            out.push_str(indent);
            column = indent.len();
        }
        for word in words(line) {
            if !fresh && column + 1 + word.width() > columns && column > indent.len() {
                out.push('\n');
                out.push_str(indent);
                column = indent.len();
            } else if !fresh {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += word.width();
            fresh = false;
        }
    }
    out.push('\n');
    out
}

/// Splits at single spaces that are not between backticks.
fn words(line: &str) -> Vec<&str> {
    let mut quoted = false;
    let paired = line.matches('`').count().is_multiple_of(2);
    line.split(move |c: char| {
        quoted ^= c == '`';
        c == ' ' && !(quoted && paired)
    })
    .collect()
}

/// One frame, drawn by miette, without the line miette puts above it.
fn draw(frame: &Frame, severity: Severity, look: Look) -> String {
    let handler = handler(frame, severity, look);
    let drawn = Drawn { handler, view: View { frame } }.to_string();
    drawn.split_once('\n').map_or(String::new(), |(_, boxed)| trim_line_ends(boxed))
}

fn trim_line_ends(text: &str) -> String {
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

fn handler(frame: &Frame, severity: Severity, look: Look) -> MietteHandler {
    let plain = ThemeStyles::none();
    let mut styles = if look.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let guilty = match severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Note => styles.advice,
    };
    let party = if severity == Severity::Note { styles.linum } else { styles.advice };
    styles.highlights =
        frame.marks.iter().map(|mark| if mark.primary { guilty } else { party }).collect();
    styles.link = plain.link;
    let characters =
        if look.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    MietteHandlerOpts::new()
        .force_graphical(true)
        .terminal_links(false)
        .color(look.colour)
        .width(look.columns())
        .tab_width(TAB)
        .context_lines(1)
        .graphical_theme(GraphicalTheme { characters, styles })
        .build()
}

struct Drawn<'a> {
    handler: MietteHandler,
    view: View<'a>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handler.debug(&self.view, f)
    }
}

/// A frame as miette wants it.
struct View<'a> {
    frame: &'a Frame,
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.frame.name)
    }
}

impl fmt::Display for View<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for View<'_> {}

impl miette::Diagnostic for View<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.frame)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.frame.marks.iter().map(|mark| {
            let text = (!mark.text.is_empty()).then(|| mark.text.clone());
            let span = (mark.bytes.start, mark.bytes.len());
            if mark.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

impl SourceCode for Frame {
    /// The whole frame, so that all its labels are drawn in it. Asked for a span
    /// without the lines around it, miette wants the place to name: that of the
    /// main label in its file.
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (line, column) = match before {
            0 => (self.head.line.saturating_sub(1), self.head.column.saturating_sub(1)),
            _ => (self.first_line.saturating_sub(1), 0),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            line,
            column,
            self.text.matches('\n').count(),
        )))
    }
}
