//! The few lines of a file that a diagnostic speaks of, ready to be drawn.
//!
//! In: the labels of one diagnostic. Out: frames of consecutive lines, safe for
//! a terminal and cut to its width, with each label moved to where its words
//! now stand. Never here: boxes and arrows.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::escape;
use super::place::{FileLines, Places};
use crate::diag::Diagnostic;
use crate::source::{FileId, Position};

/// The columns a tab stands for, as the drawing counts them.
pub(super) const TAB: usize = 4;

/// A label this many lines tall, or taller, is shown at its first line only.
const TALL: usize = 5;

/// Consecutive lines of one file.
pub(super) struct Frame {
    /// The file's name.
    pub(super) name: String,
    /// The lines, each ended by a line feed.
    pub(super) text: String,
    /// The number of the first, from 1.
    pub(super) first_line: usize,
    /// Where the frame's main label starts in the file.
    pub(super) head: Position,
    /// The labels, in the order of the text.
    pub(super) marks: Vec<Mark>,
    /// The words of labels that found no room beside their lines.
    pub(super) below: Vec<String>,
}

/// A label on the text of its frame.
pub(super) struct Mark {
    /// The bytes of the frame's text.
    pub(super) bytes: Range<usize>,
    /// What stands there; may be empty.
    pub(super) text: String,
    /// Whether these are the guilty words.
    pub(super) primary: bool,
}

/// How much room there is.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// Columns for the text of a line.
    pub(super) columns: usize,
    /// Lines to show before and after a label.
    pub(super) context: usize,
    /// What stands for the words that were cut off.
    pub(super) ellipsis: &'static str,
}

/// A label on the bytes of its file.
#[derive(Clone)]
struct Wanted {
    bytes: Range<usize>,
    first: usize,
    last: usize,
    text: String,
    primary: bool,
}

/// The frames of a diagnostic: the guilty words first, then the other parties in
/// the order of their files.
pub(super) fn frames(places: &Places<'_>, found: &Diagnostic, room: Room) -> Vec<Frame> {
    let mut files: Vec<(FileId, Vec<Wanted>)> = Vec::new();
    let primary = found.primary.iter().map(|label| (label, true));
    for (label, primary) in primary.chain(found.secondary.iter().map(|label| (label, false))) {
        let id = label.span.file();
        let Some(file) = places.file(id) else { continue };
        let wanted = want(file, file.fit(label.span), &label.text, primary);
        match files.iter_mut().find(|(known, _)| *known == id) {
            Some((_, labels)) => labels.push(wanted),
            None => files.push((id, vec![wanted])),
        }
    }
    let mut frames = Vec::new();
    for (id, labels) in files {
        let Some(file) = places.file(id) else { continue };
        let mut groups = group(labels, room.context);
        groups.sort_by_key(|group| !group.iter().any(|label| label.primary));
        frames.extend(groups.into_iter().map(|group| frame(file, &group, room)));
    }
    frames
}

/// A label without the white space around its words.
fn want(file: &FileLines<'_>, bytes: Range<usize>, text: &str, primary: bool) -> Wanted {
    let words = file.words(bytes.clone());
    let kept = words.trim();
    let mut bytes = bytes;
    if !kept.is_empty() {
        bytes.start += words.len() - words.trim_start().len();
        bytes.end = bytes.start + kept.len();
    }
    let (first, mut last) = (file.line_of(bytes.start), file.line_of(bytes.end));
    if kept.is_empty() || last - first + 1 >= TALL {
        let (start, line) = file.line(first);
        bytes.end = bytes.end.min(start + line.len()).max(bytes.start);
        last = first;
    }
    Wanted { bytes, first, last, text: escape::sentence(text).into_owned(), primary }
}

/// Labels whose lines, with those around them, touch.
fn group(mut labels: Vec<Wanted>, context: usize) -> Vec<Vec<Wanted>> {
    labels.sort_by_key(|label| label.bytes.start);
    let mut groups: Vec<Vec<Wanted>> = Vec::new();
    for label in labels {
        let last = groups.last().and_then(|group| group.iter().map(|known| known.last).max());
        match groups.last_mut() {
            Some(group) if last.is_some_and(|last| label.first <= last + 2 * context + 1) => {
                group.push(label);
            }
            _ => groups.push(vec![label]),
        }
    }
    groups
}

fn frame(file: &FileLines<'_>, labels: &[Wanted], room: Room) -> Frame {
    let main = labels.iter().find(|label| label.primary).or(labels.first());
    let head = file.position(main.map_or(0, |label| label.bytes.start));
    let from = labels.iter().map(|label| label.first).min().unwrap_or(0);
    let to = labels.iter().map(|label| label.last).max().unwrap_or(from);
    let first = context_before(file, from, room.context);
    let last = context_after(file, to, room.context);

    let mut text = String::new();
    let mut places = vec![(0, 0); labels.len()];
    for number in first..=last {
        let (start, line) = file.line(number);
        let drawn = draw(start, line, labels, room);
        for (label, place) in labels.iter().zip(&mut places) {
            if label.first == number {
                place.0 = text.len() + drawn.offset(label.bytes.start);
            }
            if label.last == number {
                place.1 = text.len() + drawn.offset(label.bytes.end);
            }
        }
        text.push_str(&drawn.text);
        text.push('\n');
    }
    let mut marks = Vec::with_capacity(labels.len());
    let mut below = Vec::new();
    for (label, (start, end)) in labels.iter().zip(places) {
        let bytes = start..end.max(start);
        let beside = beside(&label.text, room_beside(&text, &bytes, room));
        if beside.is_none() {
            below.push(label.text.clone());
        }
        let text = beside.unwrap_or_default();
        marks.push(Mark { bytes, text, primary: label.primary });
    }
    Frame {
        name: escape::sentence(file.name).into_owned(),
        marks,
        below,
        text,
        first_line: first + 1,
        head,
    }
}

/// The columns to the right of the arrow that hangs from the middle of a label.
fn room_beside(text: &str, bytes: &Range<usize>, room: Room) -> usize {
    const ARROW: usize = 4;
    let before = text.get(..bytes.start).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let words = text.get(bytes.clone()).unwrap_or("").lines().last().unwrap_or("");
    let tabs = |text: &str| (TAB - 1) * text.matches('\t').count();
    let middle = line.width() + tabs(line) + (words.width() + tabs(words)) / 2;
    room.columns.saturating_sub(middle + ARROW)
}

/// The words of a label in lines of so many columns; `None` if they would take
/// more than three, or two where the lines are short.
fn beside(words: &str, columns: usize) -> Option<String> {
    if words.width() <= columns {
        return Some(words.to_owned());
    }
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let most = match columns {
        0..14 => 0,
        14..28 => 2,
        _ => 3,
    };
    let fits = lines.len() <= most && lines.iter().all(|line| line.width() <= columns);
    fits.then(|| lines.join("\n"))
}

/// The first line to show: blank ones at the edge say nothing.
fn context_before(file: &FileLines<'_>, from: usize, context: usize) -> usize {
    let blank = |line: &usize| file.line(*line).1.trim().is_empty();
    let mut lines = (from.saturating_sub(context)..from).skip_while(blank);
    lines.next().unwrap_or(from)
}

/// The last line to show. Below indented words, a line at the margin begins
/// something else.
fn context_after(file: &FileLines<'_>, to: usize, context: usize) -> usize {
    let indented = |line: usize| file.line(line).1.starts_with([' ', '\t']);
    let blank = |line: usize| file.line(line).1.trim().is_empty();
    let end = (to + context).min(file.count().saturating_sub(1));
    let inside = |line: &usize| blank(*line) || indented(*line) || !indented(to);
    (to + 1..=end).take_while(inside).filter(|line| !blank(*line)).last().unwrap_or(to)
}

/// One line, drawn.
struct Drawn {
    text: String,
    /// From bytes of the file to bytes of `text`, both growing.
    stops: Vec<(usize, usize)>,
}

impl Drawn {
    /// Where a byte of the file now stands; at an edge if it was cut off.
    fn offset(&self, byte: usize) -> usize {
        let index = self.stops.partition_point(|(from, _)| *from < byte);
        self.stops.get(index).or(self.stops.last()).map_or(0, |(_, to)| *to)
    }
}

/// A character of a line, its byte in the file and its width in columns.
struct Cell {
    byte: usize,
    text: String,
    width: usize,
}

fn draw(start: usize, line: &str, labels: &[Wanted], room: Room) -> Drawn {
    let mut cells = cells(start, line);
    let end = start + line.len();
    let width: usize = cells.iter().map(|cell| cell.width).sum();
    let mut drawn = Drawn { text: String::new(), stops: Vec::new() };
    let mut window = 0..cells.len();
    if width > room.columns {
        for cell in cells.iter_mut().filter(|cell| cell.text == "\t") {
            *cell = Cell { byte: cell.byte, text: " ".into(), width: 1 };
        }
        window = crop(&cells, focus(start..end, labels), room);
    }
    if window.start > 0 {
        drawn.text.push_str(room.ellipsis);
    }
    let after = cells.get(window.end).map_or(end, |cell| cell.byte);
    for cell in cells.get(window.clone()).unwrap_or_default() {
        drawn.stops.push((cell.byte, drawn.text.len()));
        drawn.text.push_str(&cell.text);
    }
    drawn.stops.push((after, drawn.text.len()));
    if window.end < cells.len() {
        drawn.text.push_str(room.ellipsis);
    }
    drawn
}

fn cells(start: usize, line: &str) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(line.len());
    let mut column = 0;
    for (at, c) in line.char_indices() {
        let (text, width) = match c {
            '\u{feff}' if at == 0 => continue,
            '\t' => (c.to_string(), TAB - column % TAB),
            _ if escape::is_unsafe(c) => {
                let number = escape::number(c);
                let width = number.len();
                (number, width)
            }
            _ => (c.to_string(), c.width().unwrap_or(0)),
        };
        column += width;
        cells.push(Cell { byte: start + at, text, width });
    }
    cells
}

/// The bytes of a line that should stay in sight: those of the guilty words, else
/// of the first label on it.
fn focus(line: Range<usize>, labels: &[Wanted]) -> Option<Range<usize>> {
    let mut here = labels
        .iter()
        .filter(|label| label.bytes.start <= line.end && label.bytes.end >= line.start);
    let first = here.clone().next();
    let label = here.find(|label| label.primary).or(first)?;
    Some(label.bytes.start.max(line.start)..label.bytes.end.min(line.end))
}

/// Which cells to keep of a line that is too wide.
fn crop(cells: &[Cell], focus: Option<Range<usize>>, room: Room) -> Range<usize> {
    let edge = room.ellipsis.chars().count();
    let width = |range: Range<usize>| -> usize {
        cells.get(range).unwrap_or_default().iter().map(|cell| cell.width).sum()
    };
    let index = |byte: usize| cells.partition_point(|cell| cell.byte < byte);
    let focus = focus.map_or(0..0, |bytes| index(bytes.start)..index(bytes.end));
    let mut start = 0;
    if width(0..focus.end) + edge > room.columns {
        let inner = room.columns.saturating_sub(2 * edge);
        let lead = inner.saturating_sub(width(focus.clone())) / 2;
        start = focus.start;
        while start > 0 && width(start - 1..focus.start) <= lead {
            start -= 1;
        }
        // A whole word at the edge reads better than half of one.
        let space = |at: &usize| cells.get(*at).is_some_and(|cell| cell.text == " ");
        if let Some(word) = (start..focus.start).find(space) {
            start = word + 1;
        }
    }
    let used = if start > 0 { 2 * edge } else { edge };
    let mut left = room.columns.saturating_sub(used);
    let mut end = start;
    while let Some(cell) = cells.get(end).filter(|cell| cell.width <= left) {
        left -= cell.width;
        end += 1;
    }
    // What remains may fit in place of the ellipsis.
    if width(end..cells.len()) <= left + edge { start..cells.len() } else { start..end }
}
