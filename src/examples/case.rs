//! Statements to a case file, as if somebody had written one.
//!
//! In: what the facts of an example say. Out: the [`CaseFile`] that says the same,
//! with spans into the example. Never here: whether a fact fits its event.

use crate::diag::{Code, Diagnostic, Outcome};
use crate::facts::{
    CaseFile, DateFact, WrittenDate, WrittenEvent, WrittenFact, WrittenPeriod, WrittenRecords,
};
use crate::names::{ConceptId, Vocabulary};
use crate::source::{Span, Spanned};
use crate::syntax::example::{
    CaseFactSaid, DaySaid, EventSaid, FactSaid, Occasion, PeriodSaid, Statement, ValueSaid,
};
use crate::time::Day;

/// The case file of an example.
pub(super) fn case_file(
    name: &Spanned<String>,
    subject: Option<Spanned<String>>,
    statements: Vec<Statement>,
    words: &Vocabulary,
) -> Outcome<CaseFile> {
    let subject = subject.filter(|word| !word.value.eq_ignore_ascii_case("subject"));
    let case = CaseFile {
        id: name.clone(),
        subject,
        born: None,
        history_from: None,
        records: Vec::new(),
        events: Vec::new(),
        periods: Vec::new(),
        facts: Vec::new(),
        left_out: Vec::new(),
    };
    let mut maker = Maker { words, case, kinds: Vec::new(), links: Vec::new(), found: Vec::new() };
    for said in statements {
        maker.statement(said);
    }
    maker.link();
    Outcome::new(maker.case, maker.found)
}

struct Maker<'v> {
    words: &'v Vocabulary,
    case: CaseFile,
    /// What each event of the case is.
    kinds: Vec<ConceptId>,
    /// What each event was done for, where that is said.
    links: Vec<Option<Spanned<Occasion>>>,
    found: Vec<Diagnostic>,
}

impl Maker<'_> {
    fn statement(&mut self, said: Statement) {
        match said {
            Statement::Born(day) => {
                if let Some(first) = &self.case.born {
                    let message = "the date of birth is given twice";
                    let twice = Diagnostic::new(Code::D0811, day.span, message);
                    self.found.push(twice.also(first.span, "given first here"));
                }
                self.case.born = Some(written(day));
            }
            Statement::HistoryFrom(day) => self.case.history_from = Some(day),
            Statement::Records(said) => self.case.records.push(WrittenRecords {
                name: self.name(said.name),
                when_known: said.when_known,
                until: said.until,
                from: said.from,
            }),
            Statement::Event(said) => self.event(*said),
            Statement::Period(said) => self.period(said),
            Statement::Fact(said) => self.fact(said),
        }
    }

    /// A concept by its canonical name, where the example named it.
    fn name(&self, id: Spanned<ConceptId>) -> Spanned<String> {
        let name = self.words.get(id.value).map_or("", |concept| &concept.name);
        Spanned::new(name.to_owned(), id.span)
    }

    fn event(&mut self, said: EventSaid) {
        let mut event = WrittenEvent {
            name: self.name(said.event),
            span: said.event.span,
            id: said.id,
            planned_for: said.planned_for.map(written),
            on: said.on.map(written),
            completed: said.completed.map(written),
            adjourned: said.adjourned.map(written),
            moved: said.moved.map(written),
            adjourned_again: said.adjourned_again.into_iter().map(written).collect(),
            cancelled: said.cancelled.map(written),
            until: said.until.map(written),
            done_for: None,
            by: said.by.map(|by| self.name(by)),
            papers: said.papers.into_iter().map(|paper| self.name(paper)).collect(),
            seq: said.seq.and_then(|seq| i32::try_from(seq).ok()).unwrap_or(0),
            recorded_on: said.recorded_on,
            superseded_on: None,
            facts: said.facts.into_iter().map(|fact| self.own_fact(fact)).collect(),
        };
        settle(&mut event, said.started.map(written));
        self.dated(&mut event);
        self.one_of_its_name(&event);
        self.kinds.push(said.event.value);
        self.links.push(said.done_for);
        self.case.events.push(event);
    }

    /// D0811 where nothing says when, D0802 where the end comes first.
    fn dated(&mut self, event: &mut WrittenEvent) {
        let dates =
            [event.on, event.planned_for, event.completed, event.adjourned, event.cancelled];
        if dates.iter().all(Option::is_none) {
            let name = &event.name.value;
            let message = format!("“{name}” has no date");
            let help = format!("write `{name} on 22 April 2026`, or `{name} on an unknown day`");
            self.found.push(Diagnostic::new(Code::D0811, event.name.span, message).help(help));
        }
        if let (Some(on), Some(completed)) = (event.on, event.completed) {
            let message = format!("“{}” is completed before it began", event.name.value);
            if self.backwards(on, completed, message) {
                event.completed = None;
            }
        }
    }

    fn backwards(&mut self, first: WrittenDate, last: WrittenDate, message: String) -> bool {
        let (Some((start, _)), Some((_, end))) = (first.value.bounds(), last.value.bounds()) else {
            return false;
        };
        if end < start {
            let found = Diagnostic::new(Code::D0802, last.span, message)
                .also(first.span, format!("it begins on {}", start.long()))
                .help("mend the wrong one of the two dates");
            self.found.push(found);
        }
        end < start
    }

    fn one_of_its_name(&mut self, event: &WrittenEvent) {
        let Some(id) = &event.id else { return };
        let same = |other: &&WrittenEvent| {
            other.id.as_ref().is_some_and(|known| known.value.eq_ignore_ascii_case(&id.value))
        };
        let first = self.case.events.iter().find(same).and_then(|other| other.id.as_ref());
        if let Some(first) = first {
            let message = format!("two events have the name “{}”", id.value);
            let twice = Diagnostic::new(Code::D0811, id.span, message)
                .also(first.span, "given first here")
                .help("give this one a name of its own");
            self.found.push(twice);
        }
    }

    fn period(&mut self, said: PeriodSaid) {
        let period = WrittenPeriod {
            name: self.name(said.status),
            span: said.status.span,
            from: written(said.from),
            until: said.until.map(written),
            recorded_on: said.recorded_on,
            superseded_on: None,
            facts: said.facts.into_iter().map(|fact| self.own_fact(fact)).collect(),
        };
        if let Some(until) = period.until {
            let message = format!("“{}” ends before it starts", period.name.value);
            self.backwards(period.from, until, message);
        }
        self.case.periods.push(period);
    }

    fn own_fact(&self, said: FactSaid) -> (Spanned<String>, Spanned<String>) {
        (self.name(said.fact), value(said.value))
    }

    fn fact(&mut self, said: CaseFactSaid) {
        let Some(owner) = said.owner else {
            let (name, value) = self.own_fact(said.said);
            let (from, recorded_on) = (said.from, said.recorded_on);
            let superseded_on = None;
            self.case.facts.push(WrittenFact { name, value, from, recorded_on, superseded_on });
            return;
        };
        let fact = self.own_fact(said.said);
        let upto = said.from.as_ref().map(|day| day.value);
        match self.facts_of(owner.value, upto) {
            Some((facts, _)) if upto.is_none() => facts.push(fact),
            Some((facts, start)) if start == upto => facts.push(fact),
            Some((_, start)) => {
                let since =
                    start.map_or_else(String::new, |day| format!(", which is {}", day.long()));
                let message = "a fact of it holds from its first day";
                let at = said.from.as_ref().map_or(owner.span, |day| day.span);
                let found = Diagnostic::new(Code::D0812, at, format!("{message}{since}"));
                self.found.push(found.help("leave out the `from`, or write that day"));
            }
            None => {
                let noun = self.words.noun(owner.value);
                let message =
                    format!("nothing said before this is {}", crate::names::with_article(noun));
                let found = Diagnostic::new(Code::D0812, owner.span, message);
                self.found.push(found.help("say first when it was, and then what it was like"));
            }
        }
    }

    /// The facts of the last event or period of a kind that had begun by a day, and
    /// the day it began. Of a status that events begin, the event that began it.
    fn facts_of(&mut self, kind: ConceptId, upto: Option<Day>) -> Option<Facts<'_>> {
        let starts = |fact: Option<WrittenDate>| fact.and_then(|date| date.value.exact());
        let by = |day: Option<Day>| upto.is_none_or(|upto| day.is_some_and(|day| day <= upto));
        let status = self.words.get(kind).map_or("", |concept| &concept.name);
        let period = self
            .case
            .periods
            .iter()
            .rposition(|period| period.name.value == status && by(starts(Some(period.from))));
        if let Some(at) = period {
            let period = self.case.periods.get_mut(at)?;
            return Some((&mut period.facts, starts(Some(period.from))));
        }
        let begun_by = self.words.get(kind).and_then(|concept| concept.status());
        let begun_by = begun_by.and_then(|status| status.transition.as_ref());
        let is = |one: ConceptId| {
            one == kind || begun_by.is_some_and(|transition| transition.from.contains(&one))
        };
        let at = (0..self.kinds.len()).rev().find(|at| {
            let event = self.case.events.get(*at);
            self.kinds.get(*at).copied().is_some_and(is)
                && event.is_some_and(|event| by(starts(event.on.or(event.planned_for))))
        })?;
        let event = self.case.events.get_mut(at)?;
        let start = starts(event.on.or(event.planned_for));
        Some((&mut event.facts, start))
    }

    /// Settles what each event was done for, once all of them are known.
    fn link(&mut self) {
        for (at, link) in std::mem::take(&mut self.links).into_iter().enumerate() {
            let Some(link) = link else { continue };
            let text = match &link.value {
                Occasion::Named(id) => id.clone(),
                Occasion::Day(day) => day.long(),
                occasion @ (Occasion::On(..)
                | Occasion::PlannedFor(..)
                | Occasion::Nth(..)
                | Occasion::Last(_)
                | Occasion::Only(_)) => match self.target(at, occasion) {
                    Ok(target) => self.id_of(target),
                    Err(message) => {
                        let found = Diagnostic::new(Code::D0812, link.span, message);
                        let help =
                            "write its date, as in `for the review planned for 20 July 2026`";
                        self.found.push(found.help(help));
                        continue;
                    }
                },
            };
            if let Some(event) = self.case.events.get_mut(at) {
                event.done_for = Some(Spanned::new(text, link.span));
            }
        }
    }

    /// Which event of the case is meant.
    fn target(&self, from: usize, occasion: &Occasion) -> Result<usize, String> {
        let (Occasion::On(kind, _)
        | Occasion::PlannedFor(kind, _)
        | Occasion::Nth(kind, _)
        | Occasion::Last(kind)
        | Occasion::Only(kind)) = occasion
        else {
            return Err(String::new());
        };
        let kind = kind.value;
        let mut all: Vec<usize> = (0..self.kinds.len())
            .filter(|at| *at != from && self.kinds.get(*at) == Some(&kind))
            .collect();
        let noun = self.words.noun(kind);
        let on = |at: &usize, planned: bool, day: Day| {
            let event = self.case.events.get(*at);
            let date = event.and_then(|event| if planned { event.planned_for } else { event.on });
            date.is_some_and(|date| date.value == DateFact::Exactly(day))
        };
        match occasion {
            Occasion::On(_, day) => all.retain(|at| on(at, false, *day)),
            Occasion::PlannedFor(_, day) => all.retain(|at| on(at, true, *day)),
            Occasion::Nth(_, n) => {
                all.sort_by_key(|at| self.day_of(*at));
                let index = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
                all = all.get(index).copied().into_iter().collect();
            }
            Occasion::Last(_) => {
                all.sort_by_key(|at| self.day_of(*at));
                all = all.last().copied().into_iter().collect();
            }
            Occasion::Only(_) | Occasion::Named(_) | Occasion::Day(_) => {}
        }
        match all.as_slice() {
            [one] => Ok(*one),
            [] => Err(format!("the facts of this example have no such {noun}")),
            [_, _, ..] => Err(format!("the facts of this example have more than one such {noun}")),
        }
    }

    fn day_of(&self, at: usize) -> Option<(Day, i32)> {
        let event = self.case.events.get(at)?;
        let date = event.on.or(event.planned_for)?;
        Some((date.value.bounds()?.0, event.seq))
    }

    /// The id of an event, which gets one if it has none.
    fn id_of(&mut self, at: usize) -> String {
        let free = format!("#{}", at + 1);
        let Some(event) = self.case.events.get_mut(at) else { return free };
        let span = event.span;
        event.id.get_or_insert_with(|| Spanned::new(free, span)).value.clone()
    }
}

type Facts<'m> = (&'m mut Vec<(Spanned<String>, Spanned<String>)>, Option<Day>);

/// What is settled once all dates are read, as in a case file.
fn settle(event: &mut WrittenEvent, started: Option<WrittenDate>) {
    if event.completed.is_none() && event.adjourned.is_none() && started.is_none() {
        event.completed = event.on;
    }
    event.on = event.on.or(started);
    if event.on.is_none() && event.adjourned.is_none() {
        event.on = event.completed;
    }
}

fn written(day: Spanned<DaySaid>) -> WrittenDate {
    let fact = match day.value {
        DaySaid::On(day) => DateFact::Exactly(day),
        DaySaid::Between(first, last) => DateFact::Between(first, last),
        DaySaid::Unknown => DateFact::Sometime,
    };
    Spanned::new(fact, day.span)
}

fn value(value: Spanned<ValueSaid>) -> Spanned<String> {
    let span: Span = value.span;
    let text = match value.value {
        ValueSaid::YesNo(true) => "yes".to_owned(),
        ValueSaid::YesNo(false) => "no".to_owned(),
        ValueSaid::Unknown => "unknown".to_owned(),
        ValueSaid::Word(word) => word,
    };
    Spanned::new(text, span)
}
