//! How far a power goes: how often, by when, when there is one, who has it. One that goes
//! further asks for less.

use super::conditions::{compared, parts};
use super::days::limits;
use super::{Norm, Tables, Told, Verdict, triggers};
use crate::model::{Model, Power, Scope, UseCount};
use crate::names::ConceptId;
use crate::syntax::ast::{Per, UseLimit, YearKind};
use crate::syntax::force::Force;
use crate::syntax::print::Printer;

/// A power with the model it belongs to.
pub(in crate::analysis) type Of<'m> = (&'m Model, &'m Power);

/// How far the second goes, compared with the first: *stricter* goes less far.
#[must_use]
pub(in crate::analysis) fn reach<'m>(left: Of<'m>, right: Of<'m>, tables: &Tables<'m>) -> Told {
    counts(left, right)
        .and(until(left, right, tables))
        .and(when(left, right))
        .and(in_force(
            own_force(left.0, &left.1.from.pack, left.1.force),
            own_force(right.0, &right.1.from.pack, right.1.force),
        ))
        .and(who(left, right))
}

/// In what uses are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bucket {
    Whole,
    Period(ConceptId),
    Event(ConceptId),
    Each(ConceptId),
    Span(YearKind),
}

fn bucket(power: &Power, count: UseCount) -> Bucket {
    match (count.per, &power.scope) {
        (Some(Per::Each(event)), _) => Bucket::Each(event.value),
        (Some(Per::Period(status)), _) => Bucket::Period(status.value),
        (Some(Per::Span(kind)), _) => Bucket::Span(kind),
        (None, Scope::WholeRecord) => Bucket::Whole,
        (None, Scope::EachPeriod(status)) => Bucket::Period(*status),
        (None, Scope::EachEvent(event)) => Bucket::Event(*event),
    }
}

/// Whether what keeps within the second count keeps within the first: there is no use
/// outside the whole record, and no month outside its year.
fn follows((first, least): (Bucket, u32), (second, times): (Bucket, u32)) -> bool {
    let within = first == second
        || second == Bucket::Whole
        || first == Bucket::Span(YearKind::Month) && matches!(second, Bucket::Span(_));
    within && times <= least
}

/// How often it may be used.
fn counts((left, one): Of<'_>, (right, other): Of<'_>) -> Told {
    let of = |power: &Power| -> Vec<(Bucket, u32)> {
        power.counts.iter().map(|count| (bucket(power, count.value), count.value.times)).collect()
    };
    let (mine, theirs) = (of(one), of(other));
    let beyond = |own: &[(Bucket, u32)], others: &[(Bucket, u32)]| {
        own.iter().any(|count| !others.iter().any(|by| follows(*count, *by)))
    };
    let (more, less) = (beyond(&theirs, &mine), beyond(&mine, &theirs));
    let said = |model: &Model, power: &Power| {
        let printer = Printer::new(&model.vocabulary);
        let all = power.counts.iter().map(|count| {
            let UseCount { times, per } = count.value;
            printer.use_limit(&UseLimit::Count { times, per })
        });
        let all: Vec<String> = all.collect();
        if all.is_empty() { "any number of times".to_owned() } else { all.join(" and ") }
    };
    let both = || format!("{} there, {} here", said(left, one), said(right, other));
    match Verdict::of(more, less) {
        Verdict::Same => Told::SAME,
        Verdict::Incomparable => {
            Told::cannot(format!("its uses are counted in different stretches: {}", both()))
        }
        verdict
        @ (Verdict::AsStrict | Verdict::Stricter | Verdict::Laxer | Verdict::CannotTell) => {
            Told::new(verdict, format!("it may be used {}", both()))
        }
    }
}

/// From when until when it may be used.
fn until<'m>((left, one): Of<'m>, (right, other): Of<'m>, tables: &Tables<'m>) -> Told {
    let (one, other) = match (one.right.as_deref(), other.right.as_deref()) {
        (None, None) => return Told::SAME,
        (Some(_), None) => return Told::new(Verdict::Laxer, "it has no last day here"),
        (None, Some(_)) => return Told::new(Verdict::Stricter, "it has a last day here alone"),
        (Some(one), Some(other)) => (Norm::new(left, one), Norm::new(right, other)),
    };
    let opened = triggers(one, other);
    let mut told = match opened.verdict {
        Verdict::Same | Verdict::AsStrict => Told::SAME,
        // Opened by more is used more.
        verdict @ (Verdict::Stricter
        | Verdict::Laxer
        | Verdict::Incomparable
        | Verdict::CannotTell) => {
            Told::new(verdict.mirrored(), format!("other things open it {}", opened.why))
        }
    };
    if !opened.meet {
        return told;
    }
    for dated in limits(one, other, tables) {
        told = told.and(match dated.verdict() {
            Verdict::Same | Verdict::AsStrict => Told::SAME,
            Verdict::CannotTell => Told::cannot("its last days hang on different events"),
            Verdict::Stricter => Told::new(Verdict::Stricter, "it is open for a shorter time here"),
            Verdict::Laxer => Told::new(Verdict::Laxer, "it is open for a longer time here"),
            Verdict::Incomparable => Told::new(
                Verdict::Incomparable,
                "it is open for longer from some days and for a shorter time from others",
            ),
        });
    }
    told
}

/// When there is such a power: in more cases is further.
fn when((left, one): Of<'_>, (right, other): Of<'_>) -> Told {
    let found = compared(&parts(left, &one.applies), &parts(right, &other.applies));
    let why = match found.verdict {
        Verdict::Same | Verdict::AsStrict => return Told::SAME,
        Verdict::Stricter => "it is given in more cases here",
        Verdict::Laxer => "it is given in fewer cases here",
        Verdict::Incomparable => "it is given in other cases here",
        Verdict::CannotTell => return Told::cannot(found.why),
    };
    Told::new(found.verdict.mirrored(), why)
}

/// When a rule is in force, seen from its own pack: one that is so for as long as its pack
/// says nothing of it.
pub(in crate::analysis) fn own_force(model: &Model, pack: &str, force: Force) -> Force {
    let layer = model.layers.iter().find(|layer| layer.info.id == pack);
    let info = layer.map_or(&model.pack, |layer| &layer.info);
    let whole = Force { from: info.in_force_from, until: info.in_force_until };
    if force == whole { Force::ALWAYS } else { force }
}

fn in_force(one: Force, other: Force) -> Told {
    let within = |inner: Force, outer: Force| inner.and(outer) == inner;
    match (within(one, other), within(other, one)) {
        (true, true) => Told::SAME,
        (true, false) => Told::new(Verdict::Laxer, "it is in force for longer here"),
        (false, true) => Told::new(Verdict::Stricter, "it is in force for a shorter time here"),
        (false, false) => Told::new(Verdict::Incomparable, "it is in force at other times here"),
    }
}

fn who((left, one): Of<'_>, (right, other): Of<'_>) -> Told {
    let noun = |model: &Model, who: ConceptId| crate::names::definite(model.vocabulary.noun(who));
    match (one.who.map(|who| who.value), other.who.map(|who| who.value)) {
        (None, None) => Told::SAME,
        (None, Some(who)) => {
            Told::new(Verdict::Stricter, format!("only {} has it here", noun(right, who)))
        }
        (Some(who), None) => Told::new(
            Verdict::Laxer,
            format!("only {} has it there, anybody here", noun(left, who)),
        ),
        (Some(mine), Some(theirs)) if mine != theirs => Told::new(
            Verdict::AsStrict,
            format!("{} has it there, {} here", noun(left, mine), noun(right, theirs)),
        ),
        (Some(_), Some(_)) => Told::SAME,
    }
}
