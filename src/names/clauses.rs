//! The clauses of vocabulary blocks: what an event, a status or a fact is said to
//! be.
//!
//! In: short phrases (`can be planned, adjourned`; `per period looked after`).
//! Out: the detail of a concept. Never here: the phrases of duties.

use crate::diag::Diagnostic;
use crate::source::Phrase;
use crate::syntax::{Block, Clause, ClauseKey};
use crate::time::parse_date;

use super::computed;
use super::concept::{
    Completeness, ConceptId, Detail, EventInfo, FactInfo, FactType, Life, Owner, Sort, StatusInfo,
    Transition, Vocabulary,
};
use super::errors::{bad_date, unreadable};
use super::words::{self, Cursor, tidy};

pub(super) type Read<T> = Result<T, Box<Diagnostic>>;

/// Reads the clauses of a block into the detail of its concept. A clause that
/// cannot be read leaves the default, and says why.
pub(super) fn read(
    vocabulary: &mut Vocabulary,
    id: ConceptId,
    block: &Block,
    found: &mut Vec<Diagnostic>,
) {
    let Some(mut detail) = vocabulary.get(id).map(|concept| concept.detail.clone()) else { return };
    for clause in &block.clauses {
        let read = match &mut detail {
            Detail::Event(info) => event(vocabulary, info, clause),
            Detail::Status(info) => status(vocabulary, info, clause, found),
            Detail::Fact(info) => fact(vocabulary, info, clause),
            Detail::Plain(Sort::Role) => role(vocabulary, id, clause),
            Detail::Decision | Detail::Plain(_) => Ok(()),
        };
        found.extend(read.err().map(|error| *error));
    }
    if let Some(concept) = vocabulary.change(id) {
        concept.detail = detail;
    }
}

/// Nobody is in the role before this event.
fn role(vocabulary: &mut Vocabulary, id: ConceptId, clause: &Clause) -> Read<()> {
    if clause.key.value == ClauseKey::From {
        let event = named(vocabulary, &clause.phrase, Sort::Event)?;
        vocabulary.roles_from.insert(id, event);
    }
    Ok(())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the clause table says which keys a block has")]
fn event(vocabulary: &mut Vocabulary, info: &mut EventInfo, clause: &Clause) -> Read<()> {
    match clause.key.value {
        ClauseKey::Life => life(&clause.phrase, &mut info.life)?,
        ClauseKey::Recorded => info.recorded = recorded(&clause.phrase)?,
        ClauseKey::Once => info.once = Some(once(vocabulary, &clause.phrase)?),
        ClauseKey::CountsOn => info.counts_on_completion = counts_on(&clause.phrase)?,
        ClauseKey::SameDay => info.same_day_is_one = same_day(&clause.phrase)?,
        ClauseKey::Of => info.of = belongs_to(vocabulary, &clause.phrase)?,
        _ => {}
    }
    Ok(())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the clause table says which keys a block has")]
fn status(
    vocabulary: &mut Vocabulary,
    info: &mut StatusInfo,
    clause: &Clause,
    found: &mut Vec<Diagnostic>,
) -> Read<()> {
    match clause.key.value {
        ClauseKey::From => from_until(vocabulary, info, &clause.phrase, found)?,
        ClauseKey::Separate => info.separate = flag(&clause.phrase, ClauseKey::Separate)?,
        ClauseKey::Ends => info.inclusive = inclusive(&clause.phrase)?,
        ClauseKey::Recorded => info.recorded = recorded(&clause.phrase)?,
        _ => {}
    }
    Ok(())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the clause table says which keys a block has")]
fn fact(vocabulary: &mut Vocabulary, info: &mut FactInfo, clause: &Clause) -> Read<()> {
    match clause.key.value {
        ClauseKey::Type => info.ty = fact_type(&clause.phrase)?,
        ClauseKey::Of => info.owner = owner(vocabulary, &clause.phrase)?,
        ClauseKey::Recorded => info.recorded = recorded(&clause.phrase)?,
        ClauseKey::ComputedBy => {
            info.computed = Some(computed::read(vocabulary, &clause.phrase)?);
            // Nobody's silence says anything of what a machine works out.
            info.recorded = Completeness::WhenKnown;
        }
        _ => {}
    }
    Ok(())
}

/// `can be planned, adjourned, cancelled; if adjourned, counts on the planned date`
fn life(phrase: &Phrase, life: &mut Life) -> Read<()> {
    const CHOICES: &[&str] = &[
        "can be planned, adjourned, cancelled",
        "can be planned, adjourned; if adjourned, counts on the planned date",
    ];
    let parts = words::split(phrase, ';');
    if parts.is_empty() {
        return Err(unreadable(phrase, ClauseKey::Life, CHOICES).into());
    }
    for part in parts {
        let mut cursor = Cursor::new(&part);
        let read = if cursor.eat("can be") {
            states(&mut cursor, life)
        } else {
            adjourned_counts(&mut cursor).map(|on_plan| life.adjourned_counts_on_plan = on_plan)
        };
        if read.is_none() || !cursor.done() {
            let rest = if cursor.done() { part.clone() } else { cursor.rest() };
            return Err(unreadable(&rest, ClauseKey::Life, CHOICES).into());
        }
    }
    Ok(())
}

fn states(cursor: &mut Cursor<'_>, life: &mut Life) -> Option<()> {
    loop {
        if cursor.eat("planned") {
            life.planned = true;
        } else if cursor.eat("adjourned") {
            life.adjourned = true;
        } else if cursor.eat_any(&["cancelled", "canceled"]) {
            life.cancelled = true;
        } else {
            return None;
        }
        if !cursor.eat_any(&[", and", ", or", ",", "and", "or"]) {
            return Some(());
        }
    }
}

/// Whether an adjourned one counts on the day it was planned for.
fn adjourned_counts(cursor: &mut Cursor<'_>) -> Option<bool> {
    if !cursor.eat("if adjourned") {
        return None;
    }
    cursor.eat(",");
    if !cursor.eat_any(&["it counts on", "counts on"]) {
        return None;
    }
    if cursor.eat_any(&["the planned date", "its planned date", "the planned day"]) {
        return Some(true);
    }
    let first = ["the first meeting date", "the date of the first meeting", "its start"];
    cursor.eat_any(&first).then_some(false)
}

/// `fully`, `fully from 1 April 2020`, `when known`
fn recorded(phrase: &Phrase) -> Read<Completeness> {
    let mut cursor = Cursor::new(phrase);
    if cursor.eat("when known") && cursor.done() {
        return Ok(Completeness::WhenKnown);
    }
    if cursor.eat("fully") {
        if cursor.done() {
            return Ok(Completeness::Fully { from: None });
        }
        if cursor.eat("from") && !cursor.done() {
            let rest = cursor.rest();
            let from = parse_date(rest.text()).map_err(|error| bad_date(&error, rest.span()))?;
            return Ok(Completeness::Fully { from: Some(from) });
        }
    }
    Err(unreadable(
        phrase,
        ClauseKey::Recorded,
        &["fully", "fully from 1 April 2020", "when known"],
    )
    .into())
}

/// `per period looked after`, `per case`
fn once(vocabulary: &mut Vocabulary, phrase: &Phrase) -> Read<Option<ConceptId>> {
    let mut cursor = Cursor::new(phrase);
    if cursor.eat_any(&["per case", "in the whole record", "only"]) && cursor.done() {
        return Ok(None);
    }
    let starts = ["per period", "in each period", "each period", "per", "in each"];
    if !cursor.eat_any(&starts) || cursor.done() {
        let choices = ["per period looked after", "per case"];
        return Err(unreadable(phrase, ClauseKey::Once, &choices).into());
    }
    cursor.eat("of");
    named(vocabulary, &cursor.rest(), Sort::Status).map(Some)
}

/// `placement`, `each review`: a status or an event.
fn belongs_to(vocabulary: &mut Vocabulary, phrase: &Phrase) -> Read<Option<ConceptId>> {
    let mut cursor = Cursor::new(phrase);
    cursor.eat_any(&["each period of", "each period", "each"]);
    let rest = cursor.rest();
    if let Some(status) = vocabulary.named(rest.text(), Sort::Status) {
        return Ok(Some(status));
    }
    named(vocabulary, &rest, Sort::Event).map(Some)
}

/// `its completion`, `its start`
fn counts_on(phrase: &Phrase) -> Read<bool> {
    let mut cursor = Cursor::new(phrase);
    let completion = cursor.eat_any(&["its completion", "the completion", "completion"]);
    if (completion || cursor.eat_any(&["its start", "the start", "start"])) && cursor.done() {
        return Ok(completion);
    }
    Err(unreadable(phrase, ClauseKey::CountsOn, &["its completion", "its start"]).into())
}

/// `are one occurrence`
fn same_day(phrase: &Phrase) -> Read<bool> {
    let mut cursor = Cursor::new(phrase);
    if cursor.eat_any(&["are one occurrence", "are one", "is one occurrence"]) && cursor.done() {
        return Ok(true);
    }
    Err(unreadable(phrase, ClauseKey::SameDay, &["are one occurrence"]).into())
}

/// Nothing, or `yes`; `no` takes it back.
fn flag(phrase: &Phrase, key: ClauseKey) -> Read<bool> {
    match phrase.text().trim().to_lowercase().as_str() {
        "" | "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(unreadable(phrase, key, &["yes"]).into()),
    }
}

/// `on the day, inclusive`
fn inclusive(phrase: &Phrase) -> Read<bool> {
    let mut cursor = Cursor::new(phrase);
    cursor.eat("on the day");
    cursor.eat(",");
    if cursor.eat("inclusive") && cursor.done() {
        return Ok(true);
    }
    Err(unreadable(phrase, ClauseKey::Ends, &["on the day, inclusive"]).into())
}

/// `coming into care until leaving care; separate`
fn from_until(
    vocabulary: &mut Vocabulary,
    info: &mut StatusInfo,
    phrase: &Phrase,
    found: &mut Vec<Diagnostic>,
) -> Read<()> {
    const CHOICES: &[&str] = &["coming into care until leaving care"];
    let parts = words::split(phrase, ';');
    let Some((events, rest)) = parts.split_first() else {
        return Err(unreadable(phrase, ClauseKey::From, CHOICES).into());
    };
    for part in rest {
        let mut cursor = Cursor::new(part);
        if cursor.eat("separate") && cursor.done() {
            info.separate = true;
        } else if Cursor::new(part).eat("ends") {
            info.inclusive = true;
        } else {
            let choices = ["coming into care until leaving care; separate"];
            return Err(unreadable(part, ClauseKey::From, &choices).into());
        }
    }
    let (from, until) = sides(vocabulary, events);
    if from.is_empty() || until.is_empty() {
        return Err(unreadable(events, ClauseKey::From, CHOICES).into());
    }
    let mut all = |pieces: &[Phrase]| {
        let read = pieces.iter().map(|piece| named(vocabulary, piece, Sort::Event));
        let (good, bad): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
        found.extend(bad.into_iter().filter_map(Result::err).map(|error| *error));
        good.into_iter().flatten().collect::<Vec<_>>()
    };
    let transition = Transition { from: all(&from), until: all(&until) };
    // A side without events would never begin or never end: the error says enough.
    if !transition.from.is_empty() && !transition.until.is_empty() {
        info.transition = Some(transition);
    }
    Ok(())
}

/// The events on each side of `until`, which are joined by `or` and commas. A word
/// inside a declared name joins nothing.
fn sides(vocabulary: &Vocabulary, phrase: &Phrase) -> (Vec<Phrase>, Vec<Phrase>) {
    let text = phrase.text();
    let hits = vocabulary.find_all(text);
    let (mut from, mut until) = (Vec::new(), Vec::new());
    let (mut start, mut seen_until) = (0, false);
    let mut close = |start: usize, end: usize, seen: bool| {
        let piece = phrase.slice(start, end);
        if !piece.is_empty() {
            if seen { until.push(piece) } else { from.push(piece) }
        }
    };
    for token in words::tokens(text) {
        if hits.iter().any(|hit| hit.start <= token.start && token.end <= hit.end) {
            continue;
        }
        let word = token.of(text).to_lowercase();
        if word == "until" || word == "or" || word == "," {
            close(start, token.start, seen_until);
            start = token.end;
            seen_until |= word == "until";
        }
    }
    close(start, text.len(), seen_until);
    (from, until)
}

/// `yes or no`, `number`, `decimal number`, `date`, `name`, `one of low, medium, high`
fn fact_type(phrase: &Phrase) -> Read<FactType> {
    let mut cursor = Cursor::new(phrase);
    let plain = [
        (FactType::YesNo, ["yes or no", "yes/no", "a yes or no"]),
        (FactType::Number, ["number", "a number", "a whole number"]),
        (FactType::Decimal, ["decimal number", "a decimal number", "number with decimals"]),
        (FactType::Name, ["name", "a name", "reference"]),
        (FactType::Date, ["date", "a date", "a day"]),
    ];
    for (ty, spellings) in plain {
        if cursor.eat_any(&spellings) && cursor.done() {
            return Ok(ty);
        }
    }
    if cursor.eat("one of") {
        let values = choices_of(&cursor.rest());
        if values.len() > 1 {
            return Ok(FactType::OneOf(values));
        }
    }
    let choices =
        ["yes or no", "number", "decimal number", "date", "name", "one of low, medium, high"];
    Err(unreadable(phrase, ClauseKey::Type, &choices).into())
}

/// `low, medium or high` → its words, each once.
fn choices_of(phrase: &Phrase) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let commas: Vec<&str> = phrase.text().split(',').collect();
    let last = commas.len().saturating_sub(1);
    for (at, piece) in commas.into_iter().enumerate() {
        let trimmed = piece.trim();
        let piece = trimmed.strip_prefix("or ").unwrap_or(trimmed);
        let parts: Vec<&str> = if at == last { piece.split(" or ").collect() } else { vec![piece] };
        for part in parts {
            let value = tidy(words::unquoted(part));
            if !value.is_empty() && !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values
}

/// `the child`, `review`, `the placement`
fn owner(vocabulary: &mut Vocabulary, phrase: &Phrase) -> Read<Owner> {
    let mut cursor = Cursor::new(phrase);
    cursor.eat_any(&["each period", "each", "every"]);
    let rest = if cursor.done() { phrase.clone() } else { cursor.rest() };
    if rest.is_empty() {
        return Err(unreadable(phrase, ClauseKey::Of, &["the child", "review"]).into());
    }
    let bare = words::key(words::without_article(rest.text()));
    let subject = words::key(&vocabulary.subject);
    if bare == "subject" || bare == "case" || (bare == subject && !subject.is_empty()) {
        return Ok(Owner::Subject);
    }
    for sort in [Sort::Event, Sort::Status, Sort::Role] {
        if let Some(id) = vocabulary.named(rest.text(), sort) {
            vocabulary.mark_used(id);
            return Ok(Owner::Of(id));
        }
    }
    named(vocabulary, &rest, Sort::Event).map(Owner::Of)
}

/// The concept of this sort that a whole phrase names, which thereby is used.
fn named(vocabulary: &mut Vocabulary, phrase: &Phrase, sort: Sort) -> Read<ConceptId> {
    let text = phrase.text();
    if let Some(id) = vocabulary.named(text, sort) {
        vocabulary.mark_used(id);
        return Ok(id);
    }
    match vocabulary.lookup(text).first() {
        Some((other, _)) => Err(vocabulary.wrong_sort(text, phrase.span(), *other, &[sort]).into()),
        None => Err(vocabulary.unknown_name(text, phrase.span(), &[sort]).into()),
    }
}
