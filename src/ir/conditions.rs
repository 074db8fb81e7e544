//! Conditions as tests of the form.
//!
//! In: what a clause says. Out: tests. Never here: on which day one is read.

use super::days::moment;
use super::from_model::{Made, Maker};
use super::{Belongs, Clause, Day, FactTest, How, Leaving, Tense, Test};
use crate::names::{ConceptId, Owner, Sort};
use crate::syntax::ast::{self, Applies, Atom, Condition, Moment};
use crate::syntax::phrase::days_of;

/// The clauses of a duty, or of a part of its act, one after another.
pub(super) fn clauses(maker: &mut Maker<'_>, all: &[Applies]) -> Made<Vec<Clause>> {
    let parts = all.iter().flat_map(|applies| &applies.parts);
    let made = parts.map(|(how, condition)| {
        let how = match how.value {
            ast::When::If => How::If,
            ast::When::Unless => How::Unless,
            ast::When::Once => How::Once,
            ast::When::While => How::While,
        };
        Ok(Clause { how, test: test(maker, condition)? })
    });
    made.collect()
}

/// A condition.
pub(super) fn test(maker: &mut Maker<'_>, condition: &Condition) -> Made<Test> {
    let mut all =
        |parts: &[Condition]| parts.iter().map(|part| test(maker, part)).collect::<Made<Vec<_>>>();
    Ok(match condition {
        Condition::All(parts) => Test::All(all(parts)?),
        Condition::Any(parts) => Test::Any(all(parts)?),
        Condition::Not(inner) => Test::Not(Box::new(test(maker, inner)?)),
        Condition::Atom(one) => atom(maker, &one.value)?,
    })
}

fn own_day(maker: &mut Maker<'_>, on: Option<&Moment>) -> Made<Option<Day>> {
    on.map(|on| moment(maker, on)).transpose()
}

fn atom(maker: &mut Maker<'_>, atom: &Atom) -> Made<Test> {
    Ok(match atom {
        Atom::Status { status, tense: asked } => {
            let long = matches!(asked, ast::Tense::For(..));
            let at = if long { maker.stretches(status.value) } else { maker.status(status.value) };
            Test::Status(at?, tense(maker, asked)?)
        }
        Atom::Age { from, until, on } => Test::Age(*from, *until, own_day(maker, on.as_ref())?),
        Atom::Happened { event, at_least, since, within, on } => {
            let from = since.as_ref().or(within.as_ref().map(|(_, from)| from));
            Test::Happened {
                kind: maker.kind(event.value)?,
                at_least: *at_least,
                since: own_day(maker, from)?,
                within: within.as_ref().map(|(offset, _)| *offset),
                on: own_day(maker, on.as_ref())?,
            }
        }
        Atom::Total { status, since, compare, length, on } => {
            let leaving = maker.leaving()?;
            let whole = leaving.iter().any(|one| matches!(one, Leaving::BegunBy(..)));
            let at = if whole { maker.stretches(status.value) } else { maker.status(status.value) };
            Test::Total {
                status: at?,
                since: own_day(maker, since.as_ref())?,
                compare: *compare,
                days: days_of(length).ok_or("it asks for a total that is no number of days")?,
                leaving,
                on: own_day(maker, on.as_ref())?,
            }
        }
        Atom::SamePerson { .. } => return Err("it asks whether one person is both".to_owned()),
        Atom::Fact { fact, of_trigger, test, on } => {
            let asked = fact_test(maker, test)?;
            let owner = owner(maker, fact.value);
            if of_trigger.is_none() && owner.is_none() {
                let on = own_day(maker, on.as_ref())?;
                return Ok(Test::Fact(fact.value, asked, on));
            }
            Test::OfTrigger(fact.value, belongs(maker, owner)?, asked)
        }
        Atom::Recorded { decision, by } => {
            Test::Recorded(maker.kind(decision.value)?, by.is_some())
        }
    })
}

fn tense(maker: &mut Maker<'_>, tense: &ast::Tense) -> Made<Tense> {
    Ok(match tense {
        ast::Tense::Now => Tense::Now,
        ast::Tense::On(on) => Tense::On(moment(maker, on)?),
        ast::Tense::Ever => Tense::Ever,
        ast::Tense::Since(from) => Tense::Since(moment(maker, from)?),
        ast::Tense::OnOrAfter(from) => Tense::OnOrAfter(moment(maker, from)?),
        ast::Tense::For(offset, more) => Tense::For(*offset, *more),
    })
}

fn fact_test(maker: &mut Maker<'_>, test: &ast::FactTest) -> Made<FactTest> {
    Ok(match test {
        ast::FactTest::Yes => FactTest::Yes,
        ast::FactTest::Is(word) => FactTest::Is(word.clone()),
        ast::FactTest::Number(how, wanted) => FactTest::Number(*how, *wanted),
        ast::FactTest::Date(how, wanted) => FactTest::Date(*how, moment(maker, wanted)?),
    })
}

/// What has a fact that is not the case's own: an event or a status.
fn owner(maker: &Maker<'_>, fact: ConceptId) -> Option<ConceptId> {
    let words = &maker.model.vocabulary;
    match words.get(fact).and_then(|concept| concept.fact())?.owner {
        Owner::Subject => None,
        Owner::Of(concept) => {
            let sort = words.get(concept).map(crate::names::Concept::sort);
            (sort != Some(Sort::Role)).then_some(concept)
        }
    }
}

/// The occurrences that belong to what has a fact.
fn belongs(maker: &mut Maker<'_>, owner: Option<ConceptId>) -> Made<Option<Belongs>> {
    let Some(owner) = owner else { return Ok(None) };
    let words = &maker.model.vocabulary;
    if words.get(owner).is_some_and(|concept| concept.status().is_some()) {
        return Err("it asks for a fact of a period".to_owned());
    }
    let of = |(_, concept): &(ConceptId, &crate::names::Concept)| {
        concept.event().is_some_and(|info| info.of == Some(owner))
    };
    let kinds: Vec<ConceptId> = words.iter().filter(of).map(|(id, _)| id).collect();
    if kinds.is_empty() {
        return Ok(None);
    }
    Ok(Some(Belongs { kinds, to: maker.kind(owner)? }))
}
