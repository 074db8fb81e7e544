//! What standing duties and powers say.

use crate::syntax::parsed::{Pair, Pairs};

use super::{Reader, Reading, Rule, has, part, parts};
use crate::diag::{Code, Diagnostic};
use crate::names::Sort;
use crate::source::{Phrase, Spanned};
use crate::syntax::ast::{Changes, During, Extends, Holding, Licence, Per, UseLimit, YearKind};

const EVENT: &[Sort] = &[Sort::Event];
const STATUS: &[Sort] = &[Sort::Status];

impl Reading<'_> {
    /// Reads what a standing duty asks for: `have a named IRO`.
    pub fn holding(&mut self, phrase: &Phrase) -> Option<Holding> {
        self.entry(Rule::holding_entry, phrase, |reader, pairs| reader.holding(&pairs.next()?))
    }

    /// Reads a `during` clause.
    pub fn during(&mut self, phrase: &Phrase) -> Option<During> {
        self.entry(Rule::during_entry, phrase, |reader, pairs| reader.during(&pairs.next()?))
    }

    /// Reads what a power allows: `adjourn a review`.
    pub fn may(&mut self, phrase: &Phrase) -> Option<Licence> {
        self.entry(Rule::may_entry, phrase, |reader, pairs| reader.may(&pairs.next()?))
    }

    /// Reads a `limit` clause.
    pub fn use_limit(&mut self, phrase: &Phrase) -> Option<UseLimit> {
        self.entry(Rule::use_entry, phrase, |reader, pairs| reader.use_limit(pairs.next()?))
    }

    /// Reads a `changes` clause.
    pub fn changes(&mut self, phrase: &Phrase) -> Option<Changes> {
        self.entry(Rule::changes_entry, phrase, |reader, pairs| {
            let duty = reader.duty_ref(&pairs.find(|pair| pair.as_rule() == Rule::duty_ref)?);
            let due = pairs.find(|pair| pair.as_rule() == Rule::due)?;
            Some(Changes { duty, due: reader.due(due)? })
        })
    }

    /// Reads an `extends` clause of a power.
    pub fn extends(&mut self, phrase: &Phrase) -> Option<Extends> {
        self.entry(Rule::extends_entry, phrase, |reader, pairs| {
            let (mut duties, mut up_to, mut by) = (Vec::new(), false, None);
            for pair in pairs {
                match pair.as_rule() {
                    Rule::duty_ref => duties.push(reader.duty_ref(&pair)),
                    Rule::kw_up_to => up_to = true,
                    Rule::offset => by = reader.offset(pair),
                    _ => {}
                }
            }
            Some(Extends { duties, up_to, by: by? })
        })
    }

    /// Reads a `waives` clause.
    pub fn waives(&mut self, phrase: &Phrase) -> Option<Vec<Spanned<String>>> {
        self.entry(Rule::waives_entry, phrase, |reader, pairs| Some(reader.duty_refs(pairs)))
    }
}

impl Reader<'_> {
    fn holding(&mut self, pair: &Pair<'_, Rule>) -> Option<Holding> {
        let status = self.name_in(pair, STATUS)?;
        Some(Holding { status, have: !has(pair, Rule::kw_be) })
    }

    fn during(&mut self, pair: &Pair<'_, Rule>) -> Option<During> {
        let status = self.name_in(pair, STATUS);
        let grace = match part(pair, Rule::except_first) {
            Some(except) => Some(self.offset(part(&except, Rule::offset)?)?),
            None => None,
        };
        if let Some(grace) = grace.filter(|grace| grace.first.clear) {
            let span = self.span(pair);
            self.diagnostics.push(
                Diagnostic::new(Code::D0103, span, format!("`{grace}` are days of a lead time"))
                    .help("leave out `clear`: the day it starts is not counted as it is"),
            );
            return None;
        }
        Some(During { status: status?, grace })
    }

    fn may(&mut self, pair: &Pair<'_, Rule>) -> Option<Licence> {
        let Some(life) = part(pair, Rule::may_life) else {
            return self.name_in(pair, EVENT).map(Licence::Act);
        };
        let event = self.name_in(&life, EVENT)?;
        let verb = part(&life, Rule::life_verb)?.into_inner().next()?;
        Some(match verb.as_rule() {
            Rule::kw_adjourn => Licence::Adjourn(event),
            Rule::kw_cancel => Licence::Cancel(event),
            _ => Licence::Move(event),
        })
    }

    fn use_limit(&mut self, pair: Pair<'_, Rule>) -> Option<UseLimit> {
        if pair.as_rule() == Rule::due {
            return self.due(pair).map(|due| UseLimit::Due(Box::new(due)));
        }
        let times = self.times(&part(&pair, Rule::times)?)?;
        let per = match part(&pair, Rule::use_per) {
            Some(per) => self.per(&per)?,
            None => None,
        };
        Some(UseLimit::Count { times, per })
    }

    fn times(&mut self, pair: &Pair<'_, Rule>) -> Option<u32> {
        let Some(number) = part(pair, Rule::number) else {
            return Some(if has(pair, Rule::kw_twice) { 2 } else { 1 });
        };
        let times = self.number(&number)?;
        if times == 0 {
            let span = self.span(pair);
            self.diagnostics.push(
                Diagnostic::new(Code::D0103, span, "a power that may never be used is none")
                    .help("write `once for each …`, or leave the power out"),
            );
            return None;
        }
        Some(times)
    }

    #[expect(
        clippy::option_option,
        reason = "the outer is whether it could be read, the inner that it is the whole record"
    )]
    fn per(&mut self, pair: &Pair<'_, Rule>) -> Option<Option<Per>> {
        if has(pair, Rule::kw_record) {
            return Some(None);
        }
        if let Some(kind) = part(pair, Rule::year_kind) {
            return year_kind(&kind).map(|kind| Some(Per::Span(kind)));
        }
        if has(pair, Rule::kw_period) {
            return self.name_in(pair, STATUS).map(|status| Some(Per::Period(status)));
        }
        self.name_in(pair, EVENT).map(|event| Some(Per::Each(event)))
    }

    fn duty_refs(&mut self, pairs: &mut Pairs<'_, Rule>) -> Vec<Spanned<String>> {
        let refs = pairs.filter(|pair| pair.as_rule() == Rule::duty_ref);
        refs.map(|pair| self.duty_ref(&pair)).collect()
    }

    /// The id of a duty as written; which duty it is, the model says.
    fn duty_ref(&mut self, pair: &Pair<'_, Rule>) -> Spanned<String> {
        Spanned::new(self.written(pair).to_owned(), self.span(pair))
    }
}

/// `calendar year`, `financial year`, `calendar month`.
pub(super) fn year_kind(pair: &Pair<'_, Rule>) -> Option<YearKind> {
    let word = parts(pair.clone()).next()?;
    Some(match word.as_rule() {
        Rule::kw_financial_year => YearKind::Financial,
        Rule::kw_calendar_month => YearKind::Month,
        _ => YearKind::Calendar,
    })
}
