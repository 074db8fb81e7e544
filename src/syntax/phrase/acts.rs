//! Acts, `met by`, scopes and lapses.

use crate::syntax::parsed::{Pair, Pairs};

use super::{Reader, Reading, Rule, has, part, parts};
use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Sort};
use crate::source::Spanned;
use crate::syntax::ast::{Act, ActPart, Condition, Due, MetBy, Needed};
use crate::syntax::tree::Clause;

const EVENT: &[Sort] = &[Sort::Event];

/// What a `must`, `should` or `aims to` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenAct {
    /// What is to be done.
    pub act: Act,
    /// By when, where the same line says so.
    pub due: Option<Due>,
}

/// A `scope` clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopePhrase {
    /// `the whole record`
    WholeRecord,
    /// `each period looked after`
    EachPeriod(Spanned<ConceptId>),
    /// `each placement start`
    EachEvent(Spanned<ConceptId>),
}

/// A `lapses` clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapses {
    /// `never`.
    pub never: bool,
    /// `unless recorded: …`: what keeps an instance alive.
    pub unless: Option<Condition>,
}

/// The head of a list: how many it takes, and the act its objects belong to.
pub(super) struct ListHead {
    event: Option<Spanned<ConceptId>>,
    needed: Needed,
}

impl Reading<'_> {
    /// The bullets of `make available all of` (papers), or of `all of` (acts).
    pub(super) fn act_list(&mut self, head: ListHead, clause: &Clause) -> Option<Act> {
        if clause.items.is_empty() {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::D0105,
                    clause.phrase.span(),
                    format!("`{}` has no list", clause.phrase.text()),
                )
                .label("a list of bullets should follow")
                .help("put each on a line of its own below, as `- the care plan`"),
            );
            return None;
        }
        let mut read = Vec::new();
        for item in &clause.items {
            read.push(match &head.event {
                Some(event) => self.paper(&item.phrase, event),
                None => self.act_part(&item.phrase),
            });
        }
        let parts: Option<Vec<ActPart>> = read.into_iter().collect();
        Some(Act { parts: parts?, needed: head.needed })
    }
}

impl Reader<'_> {
    /// `hold a review`, perhaps with its due; the head of a list comes apart.
    pub(super) fn written_act(
        &mut self,
        pairs: &mut Pairs<'_, Rule>,
    ) -> Option<(WrittenAct, Option<ListHead>)> {
        let act = pairs.next()?;
        let due = match pairs.find(|pair| pair.as_rule() == Rule::due) {
            Some(due) => Some(self.due(due)?),
            None => None,
        };
        let (act, head) = self.one_act(act)?;
        Some((WrittenAct { act, due }, head))
    }

    fn one_act(&mut self, pair: Pair<'_, Rule>) -> Option<(Act, Option<ListHead>)> {
        let form = pair.into_inner().next()?;
        let completion = form.as_rule() == Rule::act_complete;
        let holding = form.as_rule() == Rule::act_have;
        let event = match form.as_rule() {
            Rule::act_whole_list => None,
            Rule::act_have => Some(self.name_in(&form, &[Sort::Status])?),
            _ => Some(self.name_in(&form, EVENT)?),
        };
        let head = match part(&form, Rule::quantity) {
            Some(quantity) => Some(ListHead { event, needed: self.needed(&quantity)? }),
            None => None,
        };
        let parts = event
            .filter(|_| head.is_none())
            .map(|event| ActPart { event, object: None, completion, holding, condition: None })
            .into_iter()
            .collect();
        Some((Act { parts, needed: Needed::All }, head))
    }

    fn needed(&mut self, quantity: &Pair<'_, Rule>) -> Option<Needed> {
        let inner = quantity.clone().into_inner().next()?;
        match inner.as_rule() {
            Rule::kw_any_of => Some(Needed::AtLeast(1)),
            Rule::at_least_of => self.number(&part(&inner, Rule::number)?).map(Needed::AtLeast),
            _ => Some(Needed::All),
        }
    }

    /// A bullet that is a whole act.
    pub(super) fn act_part(&mut self, pairs: &mut Pairs<'_, Rule>) -> Option<ActPart> {
        let act = pairs.next()?;
        let condition = self.part_condition(pairs)?;
        let (act, _) = self.one_act(act)?;
        act.parts.into_iter().next().map(|part| ActPart { condition, ..part })
    }

    /// A bullet that is a paper, or somebody.
    pub(super) fn paper(
        &mut self,
        pairs: &mut Pairs<'_, Rule>,
        event: &Spanned<ConceptId>,
    ) -> Option<ActPart> {
        let named = pairs.find(|pair| matches!(pair.as_rule(), Rule::name | Rule::subject))?;
        let object = if named.as_rule() == Rule::subject {
            let role = self.vocabulary.subject_role();
            role.map(|role| Spanned::new(role, self.span(&named)))
        } else {
            self.name(&named, &[Sort::Paper, Sort::Role])
        };
        let condition = self.part_condition(pairs)?;
        let object = Some(object?);
        Some(ActPart { event: *event, object, completion: false, holding: false, condition })
    }

    #[expect(
        clippy::option_option,
        reason = "the outer is whether it could be read, the inner whether it stands there"
    )]
    fn part_condition(
        &mut self,
        pairs: &mut Pairs<'_, Rule>,
    ) -> Option<Option<crate::syntax::ast::Applies>> {
        match pairs.find(|pair| pair.as_rule() == Rule::applies) {
            Some(applies) => self.applies(applies).map(Some),
            None => Some(None),
        }
    }

    pub(super) fn met_by(&mut self, pair: Pair<'_, Rule>) -> Option<MetBy> {
        let form = pair.into_inner().next()?;
        match form.as_rule() {
            Rule::met_nth => {
                let ordinal = self.ordinal(&part(&form, Rule::ordinal)?);
                let event = self.name_in(&form, EVENT);
                Some(MetBy::Nth(event?, ordinal?))
            }
            Rule::met_next => self.name_in(&form, EVENT).map(MetBy::Next),
            _ => {
                let mut names = parts(form).filter(|part| part.as_rule() == Rule::name);
                let event = names.next()?;
                let event = self.name(&event, EVENT)?;
                let whose = match names.next() {
                    Some(name) => Some(self.name(&name, EVENT)?),
                    None => None,
                };
                Some(MetBy::For(event, whose))
            }
        }
    }

    pub(super) fn scope(&mut self, pair: Pair<'_, Rule>) -> Option<ScopePhrase> {
        let form = pair.into_inner().next()?;
        match form.as_rule() {
            Rule::scope_record => Some(ScopePhrase::WholeRecord),
            Rule::scope_period => self.name_in(&form, &[Sort::Status]).map(ScopePhrase::EachPeriod),
            _ => {
                let named = self.name_in(&form, &[Sort::Event, Sort::Status])?;
                let sort = self.vocabulary.get(named.value).map(crate::names::Concept::sort);
                Some(if sort == Some(Sort::Status) {
                    ScopePhrase::EachPeriod(named)
                } else {
                    ScopePhrase::EachEvent(named)
                })
            }
        }
    }

    pub(super) fn lapses(&mut self, pair: Pair<'_, Rule>) -> Option<Lapses> {
        let never = has(&pair, Rule::kw_never);
        let unless = match part(&pair, Rule::condition) {
            Some(condition) => Some(self.condition(condition)?),
            None => None,
        };
        Some(Lapses { never, unless })
    }
}
