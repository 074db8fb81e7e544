//! Calendars: from a name to the working days it stands for.
//!
//! In: the `calendar` blocks of packs, and the files in `policies/calendars`, of
//! which only those needed are read. Out: a [`Calendar`]. Never here: counting.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Severity};
use crate::names::{bad_date, key, suggest_words, tidy, tokens, unquoted, unreadable};
use crate::source::{Phrase, SourceMap, Span};
use crate::syntax::{self, Block, BlockKind, Carrier, Clause, ClauseKey};
use crate::time::{Calendar, CalendarError, Day, Weekday, parse_closed};

use super::header::{around, date};
use super::locate::{Place, ROOT, Worlds, carrier};
use super::shelf::{CalendarFile, Shelf};
use super::world::WorldError;

/// Finds and makes calendars for one pack.
pub(super) struct Calendars<'c, 'w> {
    pub(super) worlds: &'c Worlds<'w>,
    pub(super) sources: &'c mut SourceMap,
    pub(super) shelf: &'c mut Shelf,
    /// The calendar blocks of the pack and its bases, nearest first.
    pub(super) blocks: Vec<Block>,
    pub(super) found: &'c mut Vec<Diagnostic>,
    /// The calendars being made, outermost first.
    pub(super) making: Vec<String>,
}

/// The id that a name stands for: `England and Wales` is `england-and-wales`.
fn calendar_id(name: &str) -> String {
    key(unquoted(name)).replace(' ', "-")
}

impl Calendars<'_, '_> {
    /// The calendar with this name, from the pack, its bases or the folders of
    /// calendars; what is wrong with it, or with its absence, is reported.
    pub(super) fn resolve(&mut self, name: &Phrase) -> Option<Arc<Calendar>> {
        let id = calendar_id(name.text());
        if id.is_empty() {
            let choices = ["england-and-wales"];
            self.found.push(unreadable(name, ClauseKey::Calendar, &choices));
            return None;
        }
        if let Some(from) = self.making.iter().position(|making| *making == id) {
            let path = self.making.get(from..).unwrap_or_default().join(" → ");
            let message = format!("the calendar “{id}” means itself: {path} → {id}");
            let help = format!("list its days instead: `from {RANGE}`");
            self.found.push(Diagnostic::new(Code::D0506, name.span(), message).help(help));
            return None;
        }
        let block = self.block(&id, name)?;
        self.making.push(id.clone());
        let made = self.make(&id, &block);
        self.making.pop();
        made.map(Arc::new)
    }

    fn block(&mut self, id: &str, name: &Phrase) -> Option<Block> {
        let mut of_pack = self.blocks.iter().filter(|b| calendar_id(b.name.text()) == id);
        if let Some(block) = of_pack.next() {
            let (block, second) = (block.clone(), of_pack.next().map(|block| block.name.span()));
            self.found.extend(second.map(|second| twice(id, block.name.span(), second)));
            return Some(block);
        }
        let Some((place, path)) = self.worlds.calendar_file(id) else {
            self.found.push(self.unknown(id, name));
            return None;
        };
        let read = match self.file(place, &path) {
            Ok(read) => read,
            Err(error) => {
                let message = format!("`{path}` cannot be read: {error}");
                self.found.push(Diagnostic::new(Code::D0112, name.span(), message));
                return None;
            }
        };
        let errors = read.found.iter().filter(|found| found.severity == Severity::Error);
        self.found.extend(errors.cloned());
        let mut calendars = read.blocks.iter().filter(|b| b.kind.value == BlockKind::Calendar);
        let block = calendars.find(|block| calendar_id(block.name.text()) == id).cloned();
        if block.is_none() {
            let message = format!("`{path}` holds no calendar “{id}”");
            let help = format!("name one in it: `calendar {id}`");
            self.found.push(Diagnostic::new(Code::D0501, name.span(), message).help(help));
        }
        block
    }

    /// A file of calendars, read now or before.
    fn file(&mut self, place: Place, path: &str) -> Result<Arc<CalendarFile>, WorldError> {
        let key = (place, path.to_owned());
        if let Some(known) = self.shelf.calendars.get(&key) {
            return Ok(Arc::clone(known));
        }
        let (name, text) = self.worlds.read(place, path)?;
        let file = self.sources.add(name, text.clone());
        let read = syntax::read(file, carrier(path).unwrap_or(Carrier::Yaml), &text);
        let blocks = read.value.map_or_else(Vec::new, |tree| tree.blocks);
        let read = Arc::new(CalendarFile { blocks, found: read.diagnostics });
        self.shelf.calendars.insert(key, Arc::clone(&read));
        Ok(read)
    }

    /// D0501 for a calendar that is nowhere.
    fn unknown(&self, id: &str, name: &Phrase) -> Diagnostic {
        let mut known = self.worlds.calendars();
        known.extend(self.blocks.iter().map(|block| calendar_id(block.name.text())));
        known.sort();
        known.dedup();
        let message = format!("there is no calendar “{}”", tidy(name.text()));
        let found = Diagnostic::new(Code::D0501, name.span(), message);
        match suggest_words(id, known.iter().map(String::as_str)).first() {
            Some(near) => found.help(format!("did you mean `{near}`?")).fix(name.span(), *near),
            None if known.is_empty() => {
                found.help(format!("list its days in `{ROOT}/calendars/{id}.yaml`"))
            }
            None => found.help(format!("the calendars are {}", known.join(", "))),
        }
    }

    fn make(&mut self, id: &str, block: &Block) -> Option<Calendar> {
        let range = block.clause(ClauseKey::From).map(|clause| self.kept(range(&clause.phrase)));
        let range = match range {
            Some(None) => return None,
            Some(Some(range)) => Some(range),
            None => None,
        };
        let weekend = self.weekend(block)?;
        let closed = self.closed(block);
        let made = match block.clause(ClauseKey::Means) {
            Some(means) => self.joined(id, block, means, range, closed, weekend),
            None => match range {
                Some((first, last)) => {
                    let weekend =
                        weekend.unwrap_or_else(|| vec![Weekday::Saturday, Weekday::Sunday]);
                    self.calendar(id, block, (first, last), &closed, &weekend)
                }
                None => {
                    self.found.push(without_days(id, block.name.span()));
                    None
                }
            },
        };
        let sources: Vec<String> =
            block.clauses(ClauseKey::Source).map(|clause| tidy(clause.phrase.text())).collect();
        let made =
            made.map(
                |made| if sources.is_empty() { made } else { made.with_source(sources.join("; ")) },
            );
        self.with_terms(made?, block)
    }

    /// The calendar with the terms of its block, where it lists any.
    fn with_terms(&mut self, calendar: Calendar, block: &Block) -> Option<Calendar> {
        let mut terms = Vec::new();
        for clause in block.clauses(ClauseKey::Terms) {
            let items = clause.items.iter().map(|item| &item.phrase);
            let phrases = std::iter::once(&clause.phrase).chain(items);
            for phrase in phrases.filter(|phrase| !phrase.is_empty()) {
                terms.extend(self.kept(term(phrase)));
            }
        }
        let Some(clause) = block.clause(ClauseKey::Terms).filter(|_| !terms.is_empty()) else {
            return Some(calendar);
        };
        let made = calendar.with_terms(terms);
        self.kept(made.map_err(|error| wrong(&error, &[], clause.phrase.span())))
    }

    /// `means england-and-wales and scotland`: the days worked in each of them,
    /// less those that this calendar closes itself.
    fn joined(
        &mut self,
        id: &str,
        block: &Block,
        means: &Clause,
        range: Option<(Day, Day)>,
        mut closed: Vec<(Day, String, Span)>,
        weekend: Option<Vec<Weekday>>,
    ) -> Option<Calendar> {
        let names = names_of(&means.phrase);
        if names.is_empty() {
            let choices = ["england-and-wales", "england-and-wales and scotland"];
            self.found.push(unreadable(&means.phrase, ClauseKey::Means, &choices));
            return None;
        }
        let parts: Vec<_> = names.iter().map(|name| self.resolve(name)).collect();
        let parts: Vec<Arc<Calendar>> = parts.into_iter().collect::<Option<_>>()?;
        let all: Vec<&Calendar> = parts.iter().map(Arc::as_ref).collect();
        let made = Calendar::all_of(id, title(id, block), &all);
        let joined = self.kept(made.map_err(|error| wrong(&error, &[], means.phrase.span())))?;
        let (first, last) = range.map_or((joined.first(), joined.last()), |(first, last)| {
            (first.max(joined.first()), last.min(joined.last()))
        });
        if closed.is_empty()
            && weekend.is_none()
            && (first, last) == (joined.first(), joined.last())
        {
            return Some(joined);
        }
        let shut = joined.closed().iter().filter(|(day, _)| (first..=last).contains(day));
        let shut: Vec<_> = shut
            .filter(|(day, _)| !closed.iter().any(|(own, ..)| own == day))
            .map(|(day, name)| (*day, name.clone(), means.phrase.span()))
            .collect();
        closed.extend(shut);
        let mut days = weekend.unwrap_or_default();
        let week = (0..7).map(|n| joined.first().plus(n));
        days.extend(week.filter(|day| joined.is_weekend(*day)).map(Day::weekday));
        let source = joined.source().to_owned();
        let made = self.calendar(id, block, (first, last), &closed, &days)?;
        Some(made.with_source(source))
    }

    fn calendar(
        &mut self,
        id: &str,
        block: &Block,
        (first, last): (Day, Day),
        closed: &[(Day, String, Span)],
        weekend: &[Weekday],
    ) -> Option<Calendar> {
        let days = closed.iter().map(|(day, name, _)| (*day, name.clone())).collect();
        let made = Calendar::new(id, title(id, block), first, last, days, weekend);
        let range = block.clause(ClauseKey::From).map(|clause| clause.phrase.span());
        let span = range.unwrap_or_else(|| block.name.span());
        self.kept(made.map_err(|error| wrong(&error, closed, span)))
    }

    /// The days of the weekend, where they are given.
    #[expect(clippy::option_option, reason = "not given is no error; unreadable is")]
    fn weekend(&mut self, block: &Block) -> Option<Option<Vec<Weekday>>> {
        let Some(clause) = block.clause(ClauseKey::Weekend) else { return Some(None) };
        let text = clause.phrase.text();
        let mut days = Vec::new();
        for token in tokens(text) {
            let word = token.of(text);
            match Weekday::from_word(word.strip_suffix('s').unwrap_or(word)) {
                Some(day) => days.push(day),
                None if word == "," || word.eq_ignore_ascii_case("and") => {}
                None => days.clear(),
            }
            if days.is_empty() {
                break;
            }
        }
        if days.is_empty() && !text.trim().eq_ignore_ascii_case("none") {
            let choices = ["Saturday, Sunday", "none"];
            self.found.push(unreadable(&clause.phrase, ClauseKey::Weekend, &choices));
            return None;
        }
        Some(Some(days))
    }

    /// The closed days that can be read; the others are reported.
    fn closed(&mut self, block: &Block) -> Vec<(Day, String, Span)> {
        let mut days = Vec::new();
        for clause in block.clauses(ClauseKey::Closed) {
            let items = clause.items.iter().map(|item| &item.phrase);
            let phrases = std::iter::once(&clause.phrase).chain(items);
            for phrase in phrases.filter(|phrase| !phrase.is_empty()) {
                match parse_closed(phrase.text()) {
                    Ok((day, name)) => days.push((day, name, phrase.span())),
                    Err(error) => self.found.push(bad_date(&error, phrase.span())),
                }
            }
        }
        days
    }

    fn kept<T>(&mut self, read: Result<T, Box<Diagnostic>>) -> Option<T> {
        read.map_err(|error| self.found.push(*error)).ok()
    }
}

const RANGE: &str = "1 January 2000 to 31 December 2028";

fn title(id: &str, block: &Block) -> String {
    let clause = block.clause(ClauseKey::Title).map(|clause| &clause.phrase);
    let title = block.title.as_ref().or(clause).map(|title| tidy(title.text()));
    title.filter(|title| !title.is_empty()).unwrap_or_else(|| id.to_owned())
}

/// `1 January 2000 to 31 December 2028`
fn range(phrase: &Phrase) -> Result<(Day, Day), Box<Diagnostic>> {
    let sides = ["to", "until"].into_iter().find_map(|word| around(phrase, word));
    let Some((first, last)) = sides else {
        return Err(unreadable(phrase, ClauseKey::From, &[RANGE]).into());
    };
    Ok((date(&first)?, date(&last)?))
}

/// `1 September 2026 to 18 December 2026`
fn term(phrase: &Phrase) -> Result<(Day, Day), Box<Diagnostic>> {
    const TERM: &str = "1 September 2026 to 18 December 2026";
    let sides = ["to", "until"].into_iter().find_map(|word| around(phrase, word));
    let Some((first, last)) = sides else {
        return Err(unreadable(phrase, ClauseKey::Terms, &[TERM]).into());
    };
    Ok((date(&first)?, date(&last)?))
}

/// The names joined by `and` and commas. In `england-and-wales` nothing is joined,
/// since hyphens make one word of it.
fn names_of(phrase: &Phrase) -> Vec<Phrase> {
    let text = phrase.text();
    let mut names = Vec::new();
    let mut start = 0;
    let mut close = |start: usize, end: usize| {
        let name = phrase.slice(start, end);
        if !name.is_empty() {
            names.push(name);
        }
    };
    for token in tokens(text) {
        let word = token.of(text);
        if word == "," || word.eq_ignore_ascii_case("and") {
            close(start, token.start);
            start = token.end;
        }
    }
    close(start, text.len());
    names
}

/// D0203 for a second calendar of one name.
fn twice(id: &str, first: Span, second: Span) -> Diagnostic {
    let message = format!("there are two calendars “{id}”");
    Diagnostic::new(Code::D0203, second, message)
        .also(first, "the one that is used")
        .help("give one of them another name")
}

/// D0111 for a calendar that lists no days.
fn without_days(id: &str, span: Span) -> Diagnostic {
    let message = format!("the calendar “{id}” does not say which days it lists");
    Diagnostic::new(Code::D0111, span, message)
        .help(format!("write `from {RANGE}`, or `means england-and-wales`"))
}

/// A calendar that cannot be made, at the closed day to blame if there is one.
fn wrong(error: &CalendarError, closed: &[(Day, String, Span)], span: Span) -> Box<Diagnostic> {
    let places = |day: &Day| -> Vec<Span> {
        closed.iter().filter(|(shut, ..)| shut == day).map(|(.., span)| *span).collect()
    };
    let (code, spans, help) = match error {
        CalendarError::Backwards { .. } => (Code::D0103, vec![], Some("swap the two dates")),
        CalendarError::TooLong { .. } => (Code::D0103, vec![], Some("list fewer years")),
        CalendarError::ClosedOutside { day, .. } => {
            (Code::D0103, places(day), Some("extend the calendar's `from`, or leave the day out"))
        }
        CalendarError::ClosedTwice { day, .. } => {
            (Code::D0203, places(day), Some("keep one of the two"))
        }
        CalendarError::TermsOverlap { .. } => {
            (Code::D0103, vec![], Some("let each term end before the next begins"))
        }
        CalendarError::OfNone | CalendarError::Apart { .. } => (Code::D0103, vec![], None),
    };
    let mut spans = spans.into_iter();
    let other = spans.next();
    let last = spans.next();
    let mut found = Diagnostic::new(code, last.or(other).unwrap_or(span), error.to_string());
    if let (Some(first), Some(_)) = (other, last) {
        found = found.also(first, "first closed here");
    }
    Box::new(match help {
        Some(help) => found.help(help),
        None => found,
    })
}
