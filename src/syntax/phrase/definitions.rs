//! Definitions, deeming and kinds of events, and the statements that count time
//! or compare people.

use crate::syntax::parsed::Pair;

use super::conditions::{denies, negated};
use super::{Reader, Reading, Rule, has, part, parts};
use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Sort};
use crate::source::{Phrase, Spanned};
use crate::syntax::ast::{Atom, Compare, Condition, Deemed, EventMeaning, Leaving, Moment, Tense};
use crate::syntax::tree::Clause;
use crate::time::{Length, Offset, Unit};

const EVENT: &[Sort] = &[Sort::Event, Sort::Decision];
const STATUS: &[Sort] = &[Sort::Status];

impl Reading<'_> {
    /// Reads what a definition means, or what it leaves out, with its bullets.
    pub fn conditions(&mut self, clause: &Clause) -> Option<Condition> {
        if clause.items.is_empty() {
            return self.condition(&clause.phrase);
        }
        let head = clause.phrase.text().to_ascii_lowercase();
        let all = match head.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["all", "of"] => true,
            ["any", "of"] => false,
            _ => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::D0103,
                        clause.phrase.span(),
                        "a list of bullets needs `all of` or `any of` before it",
                    )
                    .help("write `all of` where each of them has to be so, `any of` where one is enough"),
                );
                return None;
            }
        };
        self.list(all, &clause.items, 1)
    }

    /// Reads a `counting` clause.
    pub fn counting(&mut self, phrase: &Phrase) -> Option<Leaving> {
        self.entry(Rule::counting_entry, phrase, |reader, pairs| reader.counting(pairs.next()?))
    }

    /// Reads a `when` clause of a deeming rule.
    pub fn deemed(&mut self, phrase: &Phrase) -> Option<Deemed> {
        self.entry(Rule::deemed_entry, phrase, |reader, pairs| reader.deemed(pairs.next()?))
    }

    /// Reads a `gives` clause: the event that counts as having happened.
    pub fn given(&mut self, phrase: &Phrase) -> Option<Spanned<ConceptId>> {
        self.entry(Rule::given_entry, phrase, |reader, pairs| {
            let name = pairs.find(|pair| pair.as_rule() == Rule::name)?;
            reader.name(&name, &[Sort::Event])
        })
    }

    /// Reads what a defined event means, with its bullets.
    pub fn kind(&mut self, clause: &Clause) -> Option<EventMeaning> {
        if clause.items.is_empty() {
            return self.entry(Rule::kind_entry, &clause.phrase, |reader, pairs| {
                reader.kind(pairs.next()?)
            });
        }
        let head = clause.phrase.text().to_ascii_lowercase();
        if head.split_whitespace().collect::<Vec<_>>() != ["any", "of"] {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::D0103,
                    clause.phrase.span(),
                    "an event that stands for others means `any of` them",
                )
                .help("write `any of`, and each of the events on a bullet below it"),
            );
            return None;
        }
        let read: Vec<_> = clause.items.iter().map(|item| self.given(&item.phrase)).collect();
        read.into_iter().collect::<Option<_>>().map(EventMeaning::AnyOf)
    }
}

impl Reader<'_> {
    fn counting(&mut self, pair: Pair<'_, Rule>) -> Option<Leaving> {
        let form = pair.into_inner().next()?;
        if form.as_rule() == Rule::not_time_in {
            return self.name_in(&form, STATUS).map(Leaving::TimeIn);
        }
        let that_day = has(&form, Rule::kw_on_or_after);
        self.moment_in(&form).map(|moment| Leaving::PeriodsBegunBy { moment, that_day })
    }

    fn deemed(&mut self, pair: Pair<'_, Rule>) -> Option<Deemed> {
        let until = match part(&pair, Rule::offset) {
            Some(offset) => {
                let offset = self.offset(offset);
                let anchor = self.anchor_in(&pair);
                Some(Moment::After(offset?, anchor?))
            }
            None => self.moment_in(&pair),
        };
        let mut without = Some(Vec::new());
        if let Some(pair) = part(&pair, Rule::without) {
            for name in parts(pair).filter(|part| part.as_rule() == Rule::name) {
                let event = self.name(&name, EVENT);
                without = without.zip(event).map(|(mut all, event)| {
                    all.push(event);
                    all
                });
            }
        }
        Some(Deemed { until: until?, without: without? })
    }

    /// `a review that was a meeting`.
    fn kind(&mut self, pair: Pair<'_, Rule>) -> Option<EventMeaning> {
        let of = self.name_in(&pair, &[Sort::Event])?;
        let joiners: Vec<Pair<'_, Rule>> =
            parts(pair.clone()).filter(|part| part.as_rule() == Rule::joiner).collect();
        let all = joiners.iter().all(|joiner| has(joiner, Rule::kw_and));
        if !all && joiners.iter().any(|joiner| has(joiner, Rule::kw_and)) {
            let span = self.span(&pair);
            self.diagnostics.push(
                Diagnostic::new(Code::D0405, span, "`and` and `or` on one line read two ways")
                    .help("declare one of the two kinds of events on its own, and build on it"),
            );
            return None;
        }
        let terms: Vec<Option<Condition>> = parts(pair)
            .filter(|part| part.as_rule() == Rule::kind_term)
            .map(|term| self.kind_term(&term, of))
            .collect();
        let mut terms: Vec<Condition> = terms.into_iter().collect::<Option<_>>()?;
        let that = if terms.len() == 1 {
            terms.pop()?
        } else if all {
            Condition::All(terms)
        } else {
            Condition::Any(terms)
        };
        Some(EventMeaning::Those { of, that })
    }

    fn kind_term(&mut self, term: &Pair<'_, Rule>, of: Spanned<ConceptId>) -> Option<Condition> {
        let span = self.span(term);
        let fact = self.name_in(term, &[Sort::Fact])?;
        let verb = part(term, Rule::verb);
        let denied = [Rule::kw_not, Rule::kw_did_not].into_iter().any(|word| has(term, word));
        let test = self.fact_test(term, fact.value)?;
        let atom = Atom::Fact { fact, of_trigger: Some(of), test, on: None };
        let not = denied || verb.is_some_and(|verb| denies(&verb));
        Some(negated(Condition::Atom(Spanned::new(atom, span)), not))
    }

    /// `total time looked after since M is at least 13 weeks`.
    pub(super) fn total(&mut self, form: &Pair<'_, Rule>) -> Option<Condition> {
        let span = self.span(form);
        let status = self.name_in(form, STATUS);
        let since = match part(form, Rule::kw_since) {
            Some(_) => Some(self.moment_in(form)?),
            None => None,
        };
        let compare = part(form, Rule::how_long)?.into_inner().next()?.as_rule();
        let compare = match compare {
            Rule::kw_at_most => Compare::AtMost,
            Rule::kw_more_than => Compare::More,
            Rule::kw_less_than => Compare::Less,
            _ => Compare::AtLeast,
        };
        let written = part(form, Rule::offset)?;
        let place = self.span(&written);
        let length = self.offset(written)?;
        if days_of(&length).is_none() {
            self.diagnostics.push(no_fixed_days(&length, place));
            return None;
        }
        let on = self.on_moment(form)?;
        let atom = Atom::Total { status: status?, since, compare, length, on };
        let not = has(form, Rule::kw_is_not);
        Some(negated(Condition::Atom(Spanned::new(atom, span)), not))
    }

    /// Whether a name is that of a role.
    pub(super) fn is_role(&self, name: &Pair<'_, Rule>) -> bool {
        let start = name.as_span().start();
        let hit = self.masked.hits.iter().find(|hit| hit.start == start);
        hit.is_some_and(|hit| hit.of(self.vocabulary, Sort::Role).is_some())
    }

    /// `the IRO is the social worker`.
    pub(super) fn same_person(
        &mut self,
        form: &Pair<'_, Rule>,
        (first, second): (&Pair<'_, Rule>, &Pair<'_, Rule>),
        tense: Option<&Pair<'_, Rule>>,
    ) -> Option<Condition> {
        let span = self.span(form);
        let role = self.name(first, &[Sort::Role]);
        let other = self.name(second, &[Sort::Role]);
        let on = match self.tense(tense, false)? {
            Tense::On(moment) => Some(moment),
            Tense::Now | Tense::Ever | Tense::Since(_) | Tense::OnOrAfter(_) | Tense::For(..) => {
                None
            }
        };
        let (role, other) = (role?, other?);
        for one in [&role, &other] {
            if self.vocabulary.holder(one.value).is_none() {
                let noun = self.vocabulary.noun(one.value);
                let bare = noun.strip_prefix("the ").unwrap_or(noun);
                let found = Diagnostic::new(
                    Code::D0201,
                    one.span,
                    format!("nothing says who “{noun}” is in a case"),
                )
                .label("no fact has the name of this role")
                .help(format!("declare it: `fact {bare}`, with `type name`"));
                self.diagnostics.push(found);
                return None;
            }
        }
        let atom = Atom::SamePerson { role, other, on };
        Some(Condition::Atom(Spanned::new(atom, span)))
    }
}

/// How many days a length is, where that is the same from every day.
#[must_use]
pub(crate) fn days_of(length: &Offset) -> Option<i64> {
    let of = |length: &Length| match length.unit {
        Unit::CalendarDay => Some(i64::from(length.count)),
        Unit::Week => Some(7 * i64::from(length.count)),
        Unit::WorkingDay | Unit::Month | Unit::Year => None,
    };
    let first = of(&length.first)?;
    match &length.plus {
        Some(plus) => Some(first + of(plus)?),
        None => Some(first),
    }
}

/// D0308: a total of days compared with a length that has no fixed number of them.
fn no_fixed_days(length: &Offset, place: crate::source::Span) -> Diagnostic {
    Diagnostic::new(Code::D0308, place, format!("a total of days cannot be compared with {length}"))
        .label("how many days that is depends on the day it is counted from")
        .help("write it in calendar days or weeks: `91 calendar days`, `13 weeks`")
}
