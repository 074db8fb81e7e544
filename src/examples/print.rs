//! A case and what it comes to, as an example that can be pasted.
//!
//! In: a case bound to the words of a pack, and rows of its answer. Out: text in
//! either carrier, in the pack's own labels, that reads back as the same case.

use super::rows::day_of;
use super::{Days, Expect, GapSaid, Occasion, Pick, RowExpect, Which, expect_text};
use crate::eval::{Answer, DateRange, Gap, Row, Status, TriggerKey};
use crate::facts::{Case, DateFact, Occurrence, OccurrenceId, Period, PeriodEnd, Records, Value};
use crate::model::{Duty, Model};
use crate::names::{Completeness, ConceptId, Vocabulary};
use crate::source::{FileId, Phrase, Span, Spanned};
use crate::syntax::example::{
    CaseFactSaid, DaySaid, EventSaid, FactSaid, PeriodSaid, RecordsSaid, Statement, ValueSaid,
    statement_text,
};
use crate::syntax::{Block, BlockKind, BlockSpan, Carrier, Clause, ClauseKey, Tree, print};
use crate::time::Day;

/// An example that says this case and expects this of it, ready to be pasted into the
/// pack: its name, the case in the pack's own words, and a line for each expectation.
#[must_use]
pub fn example_text(
    model: &Model,
    carrier: Carrier,
    name: &str,
    case: &Case,
    expects: &[(Day, Expect)],
) -> String {
    let words = &model.vocabulary;
    let mut clauses = Vec::new();
    if let Some(born) = case.born {
        let subject = if words.subject.is_empty() { "subject" } else { &words.subject };
        let born = statement_text(words, &Statement::Born(nowhere(day_said(born))));
        clauses.push(clause(ClauseKey::Subject, &format!("{subject} {born}")));
    } else if let Some(subject) = &case.subject {
        clauses.push(clause(ClauseKey::Subject, &format!("subject {subject}")));
    }
    for facts in lines(facts_text(words, case)) {
        clauses.push(clause(ClauseKey::Facts, &facts));
    }
    for (day, says) in expects {
        let line = format!("{} expect {}", day.long(), expect_text(words, says));
        clauses.push(clause(ClauseKey::On, &line));
    }
    let block = Block {
        kind: nowhere(BlockKind::Example),
        name: Phrase::plain(name, at()),
        title: None,
        clauses,
        unread: Vec::new(),
        span: BlockSpan(at()),
    };
    let tree = Tree { file: FileId::NONE, carrier, blocks: vec![block] };
    match carrier {
        Carrier::Duly => print::duly(&tree),
        Carrier::Yaml => print::yaml(&tree),
    }
}

/// Statements gathered into lines of a length that reads well.
fn lines(statements: Vec<String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for statement in statements {
        match all.last_mut() {
            Some(line) if line.chars().count() + statement.chars().count() < 88 => {
                line.push_str("; ");
                line.push_str(&statement);
            }
            Some(_) | None => all.push(statement),
        }
    }
    all
}

/// The facts of a case in the words of a pack, one statement each, without its birth.
#[must_use]
pub fn facts_text(words: &Vocabulary, case: &Case) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(case.history_from.map(|day| Statement::HistoryFrom(nowhere(day))));
    let mut records: Vec<(&ConceptId, &Records)> = case.records.iter().collect();
    records.sort_by_key(|(id, _)| **id);
    said.extend(records.into_iter().map(|(id, records)| record(*id, records)));
    said.extend(case.events.iter().map(|event| self::event(case, event)));
    said.extend(case.periods.iter().map(period));
    said.extend(case.facts.iter().map(|fact| {
        Statement::Fact(CaseFactSaid {
            owner: None,
            said: own_fact(&(fact.fact, fact.value.clone())),
            from: fact.from.map(nowhere),
            recorded_on: None,
        })
    }));
    said.iter().map(|one| statement_text(words, one)).collect()
}

fn record(id: ConceptId, records: &Records) -> Statement {
    let (when_known, from) = match records.completeness {
        Completeness::WhenKnown => (true, None),
        Completeness::Fully { from } => (false, from),
    };
    Statement::Records(RecordsSaid {
        name: nowhere(id),
        when_known,
        from: from.map(nowhere),
        until: records.until.map(nowhere),
    })
}

fn event(case: &Case, found: &Occurrence) -> Statement {
    let said = |date: Option<DateFact>| date.map(|date| nowhere(day_said(date)));
    let mut event = EventSaid::new(nowhere(found.kind));
    event.id = named(case, found).map(nowhere);
    event.planned_for = said(found.planned_for);
    // One that was on a day was completed on it.
    let ended = found.completed == found.started;
    if ended || found.adjourned.is_some() || found.completed.is_some() {
        event.on = said(found.started);
    } else {
        event.started = said(found.started);
    }
    if !ended {
        event.completed = said(found.completed);
    }
    event.adjourned = said(found.adjourned);
    event.adjourned_again =
        found.adjourned_again.iter().map(|date| nowhere(day_said(*date))).collect();
    event.until = said(found.until);
    event.moved = said(found.moved);
    event.cancelled = said(found.cancelled);
    event.papers = found.papers.iter().copied().map(nowhere).collect();
    event.by = found.by.map(nowhere);
    event.seq = u32::try_from(found.seq).ok().filter(|seq| *seq > 0);
    event.recorded_on = found.recorded_on.map(nowhere);
    event.done_for = found.done_for.map(|id| nowhere(occasion(case, id)));
    event.facts = found
        .facts
        .iter()
        .map(|(fact, value)| FactSaid { fact: nowhere(*fact), value: value_said(value) })
        .collect();
    Statement::Event(Box::new(event))
}

/// The name of an occurrence, where another refers to it by that.
fn named(case: &Case, found: &Occurrence) -> Option<String> {
    let wanted = case.events.iter().any(|other| other.done_for == Some(found.id));
    let by_name = wanted && matches!(occasion(case, found.id), Occasion::Named(_));
    by_name.then(|| name(found))
}

fn name(found: &Occurrence) -> String {
    let free = || format!("#{}", found.id.0 + 1);
    found.name.clone().unwrap_or_else(free)
}

/// An occurrence as others refer to it: by its day where that is enough.
fn occasion(case: &Case, id: OccurrenceId) -> Occasion {
    let Some(found) = case.occurrence(id) else { return Occasion::Named(String::new()) };
    let same = |other: &&Occurrence| other.kind == found.kind && other.id != found.id;
    let others = || case.events.iter().filter(same);
    if let Some(DateFact::Exactly(day)) = found.started
        && !others().any(|other| other.started == found.started)
    {
        return Occasion::On(nowhere(found.kind), day);
    }
    if let (None, Some(DateFact::Exactly(day))) = (found.started, found.planned_for)
        && !others().any(|other| other.planned_for == found.planned_for)
    {
        return Occasion::PlannedFor(nowhere(found.kind), day);
    }
    if others().next().is_none() {
        return Occasion::Only(nowhere(found.kind));
    }
    Occasion::Named(name(found))
}

fn period(found: &Period) -> Statement {
    let until = match found.until {
        PeriodEnd::On(date) => Some(nowhere(day_said(date))),
        PeriodEnd::Ongoing => None,
    };
    Statement::Period(PeriodSaid {
        status: nowhere(found.status),
        from: nowhere(day_said(found.from)),
        until,
        recorded_on: None,
        facts: found.facts.iter().map(own_fact).collect(),
    })
}

fn own_fact((fact, value): &(ConceptId, Value)) -> FactSaid {
    FactSaid { fact: nowhere(*fact), value: value_said(value) }
}

fn value_said(value: &Value) -> Spanned<ValueSaid> {
    nowhere(match value {
        Value::YesNo(so) => ValueSaid::YesNo(*so),
        Value::Number(number) => ValueSaid::Word(number.to_string()),
        Value::Decimal(thousandths) => ValueSaid::Word(decimal(*thousandths)),
        Value::Date(day) => ValueSaid::Word(day.long()),
        Value::Word(word) => ValueSaid::Word(word.clone()),
        Value::Unknown => ValueSaid::Unknown,
    })
}

/// `0.6` of 600 thousandths.
fn decimal(thousandths: i64) -> String {
    let (whole, rest) = (thousandths / 1_000, thousandths % 1_000);
    let text = format!("{whole}.{:03}", rest.abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn day_said(date: DateFact) -> DaySaid {
    match date {
        DateFact::Exactly(day) => DaySaid::On(day),
        DateFact::Between(first, last) => DaySaid::Between(first, last),
        DateFact::Sometime => DaySaid::Unknown,
    }
}

/// What an example says of a row as it is: its status, by how many days, its due
/// date, and which instance it is where the answer has several.
#[must_use]
pub fn expect_of(model: &Model, case: &Case, answer: &Answer, row: &Row) -> Expect {
    let rule = model.duty(row.key.duty).map_or(String::new(), |duty| rule_id(model, duty));
    let which = Which { rule: nowhere(rule), pick: pick(case, answer, row) };
    let mut said = RowExpect::new(which);
    match row.statuses.single() {
        Some(status) => said.statuses.push(status.word()),
        None => {
            said.unknown = true;
            said.statuses.extend(row.statuses.iter().map(Status::word));
        }
    }
    said.by_days = row.days_late.filter(|_| !said.unknown).and_then(|days| days.try_into().ok());
    if !row.gaps.is_empty() && !said.unknown {
        let gap =
            |gap: &Gap| GapSaid { first: gap.first, last: (!gap.goes_on).then_some(gap.last) };
        said.gaps = Some(row.gaps.iter().map(gap).collect());
    }
    let waits = |status| row.statuses.contains(status);
    if !waits(Status::NotApplicable) {
        said.due = row.due.map(days);
    }
    Expect::Row(Box::new(said))
}

pub(super) fn days(range: DateRange) -> Days {
    match range.exact() {
        Some(day) => Days::On(day),
        None => Days::Between(range.first, range.last),
    }
}

/// How a row is told from the others of its duty.
fn pick(case: &Case, answer: &Answer, row: &Row) -> Pick {
    let same: Vec<&Row> =
        answer.rows.iter().filter(|other| other.key.duty == row.key.duty).collect();
    if same.len() < 2 {
        return Pick::All;
    }
    let occurrence = match row.key.trigger {
        TriggerKey::Occurrence(id) | TriggerKey::Previous(id) => Some(id),
        TriggerKey::Period(_)
        | TriggerKey::Birthday(_)
        | TriggerKey::Date(_)
        | TriggerKey::Start(_)
        | TriggerKey::Nth(_)
        | TriggerKey::NotRecorded(_) => row.occurrence,
    };
    let others = || same.iter().filter(|other| other.key != row.key);
    if let Some(found) = occurrence.and_then(|id| case.occurrence(id)) {
        let told = occasion(case, found.id);
        let alone = !others().any(|other| other.occurrence == Some(found.id));
        // A name is printed only where another event refers to it.
        let by_name = matches!(told, Occasion::Named(_));
        if alone && !by_name && day_of(found).is_some() {
            return Pick::For(told);
        }
    }
    let at = same.iter().position(|other| other.key == row.key);
    Pick::Nth(at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(1))
}

fn clause(key: ClauseKey, phrase: &str) -> Clause {
    Clause::new(nowhere(key), Phrase::plain(phrase, at()), Vec::new())
}

fn nowhere<T>(value: T) -> Spanned<T> {
    Spanned::new(value, at())
}

/// The place of what nobody wrote.
fn at() -> Span {
    Span::NOWHERE
}

/// The id by which an example finds a duty: with its pack before it where a nearer
/// pack has a duty of the same id.
fn rule_id(model: &Model, duty: &Duty) -> String {
    let name = &duty.name.value;
    if model.find(name).is_some_and(|found| found.id == duty.id) {
        return name.clone();
    }
    format!("{}/{name}", duty.from.pack)
}
