//! The `facts` of an example, from the pairs of the grammar.

use crate::syntax::parsed::Pair;

use super::said::{
    CaseFactSaid, DaySaid, EventSaid, FactSaid, Occasion, PeriodSaid, RecordsSaid, Statement,
    ValueSaid,
};
use super::{Reader, Rule, each, has, part};
use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Sort, parse_ordinal};
use crate::source::{Span, Spanned};

const EVENTS: &[Sort] = &[Sort::Event, Sort::Decision];

impl Reader<'_> {
    pub(super) fn statement(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        let said = pair.into_inner().next()?;
        match said.as_rule() {
            Rule::history => {
                let date = part(&said, Rule::date)?;
                self.date(&date).map(Statement::HistoryFrom)
            }
            Rule::records => self.records(said),
            Rule::birth => self.born(part(&said, Rule::born)?),
            Rule::decision => self.decision(said),
            Rule::state => self.state(said),
            Rule::plain_fact => self.plain_fact(said),
            Rule::not_known => self.not_known(said),
            Rule::event => self.event(said),
            _ => None,
        }
    }

    pub(super) fn born(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        self.day_in(&pair).map(Statement::Born)
    }

    /// The day of a pair, which may be between two, or not known.
    fn day_in(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<DaySaid>> {
        let day = part(pair, Rule::day)?;
        self.days(&day)
    }

    fn records(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        let sorts = [Sort::Event, Sort::Status, Sort::Fact, Sort::Decision];
        let name = self.name(&part(&pair, Rule::name)?, &sorts)?;
        let mut said = RecordsSaid { name, when_known: false, from: None, until: None };
        let Some(complete) = part(&pair, Rule::complete) else {
            said.when_known = true;
            return Some(Statement::Records(said));
        };
        let from = has(&complete, Rule::kw_from);
        let dates: Vec<Pair<'_, Rule>> = each(&complete, Rule::date).collect();
        for (at, date) in dates.iter().enumerate() {
            let day = self.date(date);
            if from && at == 0 {
                said.from = day;
            } else {
                said.until = day;
            }
        }
        Some(Statement::Records(said))
    }

    fn decision(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        let mut names = each(&pair, Rule::name);
        let (first, second) = (names.next()?, names.next());
        let (by, decision) = match second {
            Some(decision) => (Some(first), decision),
            None => (None, first),
        };
        let mut event = EventSaid::new(self.name(&decision, &[Sort::Decision, Sort::Event])?);
        event.by = by.and_then(|by| self.name(&by, &[Sort::Role]));
        let decided = part(&pair, Rule::decided)?;
        self.event_parts(&decided, &mut event);
        Some(Statement::Event(Box::new(event)))
    }

    fn event(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        let name = part(&pair, Rule::name)?;
        let mut event = EventSaid::new(self.name(&name, EVENTS)?);
        event.id = part(&pair, Rule::written_id).and_then(|id| self.quoted(&id));
        self.event_parts(&pair, &mut event);
        Some(Statement::Event(Box::new(event)))
    }

    fn event_parts(&mut self, pair: &Pair<'_, Rule>, event: &mut EventSaid) {
        let parts: Vec<Pair<'_, Rule>> = each(pair, Rule::event_part).collect();
        for said in parts.into_iter().filter_map(|part| part.into_inner().next()) {
            self.event_part(said, event);
        }
    }

    fn event_part(&mut self, said: Pair<'_, Rule>, event: &mut EventSaid) {
        let span = self.span(&said);
        let slot = match said.as_rule() {
            Rule::planned => &mut event.planned_for,
            Rule::adjourned_again => {
                event.adjourned_again.extend(self.day_in(&said));
                return;
            }
            Rule::put_off => &mut event.until,
            Rule::adjourned => &mut event.adjourned,
            Rule::moved => &mut event.moved,
            Rule::cancelled => &mut event.cancelled,
            Rule::completed => &mut event.completed,
            Rule::started => &mut event.started,
            Rule::happened => &mut event.on,
            Rule::recorded_on => {
                event.recorded_on = part(&said, Rule::date).and_then(|date| self.date(&date));
                return;
            }
            Rule::by_role => {
                event.by = part(&said, Rule::name).and_then(|name| self.name(&name, &[Sort::Role]));
                return;
            }
            Rule::with_papers => {
                let papers: Vec<Pair<'_, Rule>> = each(&said, Rule::paper).collect();
                event.papers.extend(papers.iter().filter_map(|paper| self.paper(paper)));
                return;
            }
            Rule::seq => {
                event.seq = part(&said, Rule::number).and_then(|number| self.number(&number));
                return;
            }
            Rule::for_link => {
                let occasion = part(&said, Rule::occasion);
                event.done_for = occasion.and_then(|occasion| self.occasion(&occasion));
                return;
            }
            _ => {
                event.facts.extend(self.own_fact(&said));
                return;
            }
        };
        let taken = slot.as_ref().map(|day| day.span);
        let day = self.day_in(&said);
        if let Some(first) = taken {
            return self.twice(span, first);
        }
        *slot = day;
    }

    /// A paper, a role, or the subject.
    fn paper(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<ConceptId>> {
        match part(pair, Rule::name) {
            Some(name) => self.name(&name, &[Sort::Paper, Sort::Role]),
            None => {
                let role = self.finder.vocabulary().subject_role();
                role.map(|role| Spanned::new(role, self.span(pair)))
            }
        }
    }

    fn twice(&mut self, span: Span, first: Span) {
        let message = "this statement gives the same date twice";
        let found = Diagnostic::new(Code::D0103, span, message).also(first, "given first here");
        self.diagnostics.push(found.help("keep one of the two, or put a `;` between two events"));
    }

    /// Which occurrence is meant.
    pub(super) fn occasion(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<Occasion>> {
        let span = self.span(pair);
        if let Some(id) = part(pair, Rule::written_id) {
            return Some(Spanned::new(Occasion::Named(self.quoted(&id)?.value), span));
        }
        let date = match part(pair, Rule::date) {
            Some(date) => Some(self.date(&date)?.value),
            None => None,
        };
        let Some(name) = part(pair, Rule::name) else {
            return Some(Spanned::new(Occasion::Day(date?), span));
        };
        let ordinal = part(pair, Rule::ordinal);
        let sorts = [Sort::Event, Sort::Decision, Sort::Status];
        let name = self.name(&name, &sorts)?;
        let occasion = match (date, ordinal) {
            (Some(day), _) if has(pair, Rule::kw_planned) => Occasion::PlannedFor(name, day),
            (Some(day), _) => Occasion::On(name, day),
            (None, Some(ordinal)) => Occasion::Nth(name, parse_ordinal(self.written(&ordinal))?),
            (None, None) if has(pair, Rule::kw_last) => Occasion::Last(name),
            (None, None) => Occasion::Only(name),
        };
        Some(Spanned::new(occasion, span))
    }

    /// A fact of an event or of a period.
    fn own_fact(&mut self, pair: &Pair<'_, Rule>) -> Option<FactSaid> {
        let name = part(pair, Rule::name)?;
        let span = self.span(pair);
        let fact = self.name(&name, &[Sort::Fact])?;
        let value = match part(pair, Rule::own_words) {
            Some(words) => self.value(&words),
            None if has(pair, Rule::kw_not_known) => Spanned::new(ValueSaid::Unknown, span),
            None => Spanned::new(ValueSaid::YesNo(!has(pair, Rule::be_not)), span),
        };
        Some(FactSaid { fact, value })
    }

    fn value(&self, words: &Pair<'_, Rule>) -> Spanned<ValueSaid> {
        let written = self.written(words);
        let is = |words: &[&str]| words.iter().any(|word| written.eq_ignore_ascii_case(word));
        let value = if is(&["yes", "true"]) {
            ValueSaid::YesNo(true)
        } else if is(&["no", "false"]) {
            ValueSaid::YesNo(false)
        } else if is(&["unknown", "not known", "?"]) {
            ValueSaid::Unknown
        } else {
            ValueSaid::Word(written.to_owned())
        };
        Spanned::new(value, self.span(words))
    }

    /// `looked after from D until D`, or a yes-or-no fact from a day on.
    fn state(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        let name = each(&pair, Rule::name).last()?;
        let recorded_on = self.entered(&pair);
        let from = self.day_in(&pair)?;
        if self.sort_of(&name, &[Sort::Status, Sort::Fact]) == Some(Sort::Fact) {
            let owner = self.owner(&pair);
            let fact = self.name(&name, &[Sort::Fact])?;
            let value = Spanned::new(ValueSaid::YesNo(!has(&pair, Rule::be_not)), fact.span);
            let from = self.one_day(from)?;
            let said = FactSaid { fact, value };
            return Some(Statement::Fact(CaseFactSaid {
                owner,
                said,
                from: Some(from),
                recorded_on,
            }));
        }
        let status = self.name(&name, &[Sort::Status])?;
        if let Some(not) = part(&pair, Rule::be_not) {
            let message = "a period says when a status held, not when it did not";
            let found = Diagnostic::new(Code::D0103, self.span(&not), message);
            self.diagnostics.push(found.help("end the period before with `until` and that day"));
            return None;
        }
        let until = match part(&pair, Rule::until) {
            Some(until) if has(&until, Rule::kw_ongoing) => None,
            Some(until) => Some(self.day_in(&until)?),
            None => None,
        };
        let mut facts = Vec::new();
        let parts: Vec<Pair<'_, Rule>> = each(&pair, Rule::state_part).collect();
        for own in parts.iter().filter_map(|said| part(said, Rule::own_fact)) {
            facts.extend(self.own_fact(&own));
        }
        Some(Statement::Period(PeriodSaid { status, from, until, recorded_on, facts }))
    }

    /// When a statement was entered.
    fn entered(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<crate::time::Day>> {
        let within = each(pair, Rule::state_part).find_map(|said| part(&said, Rule::recorded_on));
        let recorded = within.or_else(|| part(pair, Rule::recorded_on))?;
        let date = part(&recorded, Rule::date)?;
        self.date(&date)
    }

    /// The day from which a fact holds, which has to be known.
    fn one_day(&mut self, day: Spanned<DaySaid>) -> Option<Spanned<crate::time::Day>> {
        match day.value {
            DaySaid::On(exact) => Some(Spanned::new(exact, day.span)),
            DaySaid::Between(..) | DaySaid::Unknown => {
                let message = "a fact holds from one day on";
                let found = Diagnostic::new(Code::D0103, day.span, message);
                self.diagnostics.push(found.help("write one date, as in `from 1 May 2026`"));
                None
            }
        }
    }

    /// `the placement`, where a fact is said of one.
    fn owner(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<ConceptId>> {
        let owner = part(pair, Rule::owner)?;
        let name = part(&owner, Rule::name)?;
        self.name(&name, &[Sort::Event, Sort::Status, Sort::Role])
    }

    fn plain_fact(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        let owner = self.owner(&pair);
        let name = part(&pair, Rule::name)?;
        let fact = self.name(&name, &[Sort::Fact])?;
        let value = match part(&pair, Rule::fact_words) {
            Some(words) => self.value(&words),
            None => Spanned::new(ValueSaid::YesNo(!has(&pair, Rule::be_not)), fact.span),
        };
        let from = part(&pair, Rule::date).and_then(|date| self.date(&date));
        let recorded_on = self.entered(&pair);
        let said = FactSaid { fact, value };
        Some(Statement::Fact(CaseFactSaid { owner, said, from, recorded_on }))
    }

    fn not_known(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        let owner = self.owner(&pair);
        let name = part(&pair, Rule::name)?;
        let span = self.span(&pair);
        let fact = self.name(&name, &[Sort::Fact])?;
        let said = FactSaid { fact, value: Spanned::new(ValueSaid::Unknown, span) };
        let from = part(&pair, Rule::date).and_then(|date| self.date(&date));
        Some(Statement::Fact(CaseFactSaid { owner, said, from, recorded_on: None }))
    }
}
