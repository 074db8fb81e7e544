//! Conditions that read otherwise than they were meant.

use rustc_hash::{FxHashMap, FxHashSet};

use super::walk::{self, Visit};
use super::{Check, Uses};
use crate::diag::{Code, Diagnostic};
use crate::model::{DutyId, Kind, Modality};
use crate::names::{Completeness, ConceptId};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Tense, When};

/// D0406: `if` reads a status once that another duty follows with `while`.
pub(super) fn once_and_always(check: &mut Check<'_>) {
    let mut followed: FxHashMap<ConceptId, Vec<(DutyId, Span)>> = FxHashMap::default();
    let mut once: Vec<(DutyId, Read)> = Vec::new();
    for duty in &check.own {
        let mut visit = Statuses(Vec::new());
        walk::duty(duty, &mut visit);
        for read in visit.0 {
            match read.when.value {
                When::While => followed.entry(read.status).or_default().push((duty.id, read.at)),
                // What leads up to an event reads it on the day of that event.
                When::If if duty.limits.iter().all(|limit| limit.kind == Kind::Lead) => {}
                When::If => once.push((duty.id, read)),
                When::Once | When::Unless => {}
            }
        }
    }
    let mut said: FxHashMap<ConceptId, (Read, Span, Uses)> = FxHashMap::default();
    let mut order = Vec::new();
    for (duty, read) in once {
        let others = followed.get(&read.status);
        let other = others.and_then(|all| all.iter().find(|(other, _)| *other != duty));
        let Some((_, other)) = other else { continue };
        let entry = said.entry(read.status).or_insert_with(|| {
            order.push(read.status);
            (read, *other, Uses::default())
        });
        entry.2.add(duty, read.at);
    }
    for (read, other, uses) in order.iter().filter_map(|status| said.get(status)) {
        let noun = check.model.vocabulary.noun(read.status);
        let message = format!("`if` reads “{noun}” once; another duty follows it with `while`");
        check.found.push(
            Diagnostic::new(Code::D0406, read.at, message)
                .label(uses.label("asked on one day; its end changes nothing"))
                .also(*other, "followed from day to day")
                .help("write `while` if the duty should lapse when this ends")
                .fix(read.when.span, "while"),
        );
    }
}

/// A status read on the day on which its condition is judged.
#[derive(Clone, Copy)]
struct Read {
    status: ConceptId,
    when: Spanned<When>,
    at: Span,
}

struct Statuses(Vec<Read>);

impl Visit for Statuses {
    fn atom(&mut self, atom: &Spanned<Atom>, when: Option<Spanned<When>>) {
        if let (Atom::Status { status, tense: Tense::Now }, Some(when)) = (&atom.value, when) {
            self.0.push(Read { status: status.value, when, at: atom.span });
        }
    }
}

/// D0407: a condition rests on a fact that may be missing; said once a fact.
pub(super) fn may_be_missing(check: &mut Check<'_>) {
    struct Facts(Vec<Spanned<ConceptId>>);
    impl Visit for Facts {
        fn atom(&mut self, atom: &Spanned<Atom>, _: Option<Spanned<When>>) {
            if let Atom::Fact { fact, .. } = &atom.value {
                self.0.push(*fact);
            }
        }
    }
    let mut order = Vec::new();
    let mut uses: FxHashMap<ConceptId, Uses> = FxHashMap::default();
    for duty in &check.own {
        let mut visit = Facts(Vec::new());
        walk::duty(duty, &mut visit);
        let mut here = FxHashSet::default();
        for fact in visit.0.into_iter().filter(|fact| here.insert(fact.value)) {
            let concept = check.model.vocabulary.get(fact.value);
            let info = concept.and_then(|concept| concept.fact());
            if info.is_none_or(|info| info.recorded != Completeness::WhenKnown) {
                continue;
            }
            let entry = uses.entry(fact.value).or_insert_with(|| {
                order.push(fact.value);
                Uses::default()
            });
            entry.add(duty.id, fact.span);
        }
    }
    for fact in order {
        let (Some(uses), Some(concept)) = (uses.get(&fact), check.model.vocabulary.get(fact))
        else {
            continue;
        };
        let Some(at) = uses.first else { continue };
        // Nobody can always fill in what a machine works out.
        if concept.fact().is_some_and(|info| info.computed.is_some()) {
            continue;
        }
        let message = format!(
            "“{}” is recorded when known: where it is missing, this duty is unknown",
            concept.noun()
        );
        check.found.push(
            Diagnostic::new(Code::D0407, at, message)
                .label(uses.label("the duty rests on it"))
                .also(concept.declared, "declared here")
                .help("declare it `recorded   fully` if somebody always fills it in"),
        );
    }
}

/// Words that leave room for discretion, as they stand in an act.
const DISCRETION: [&str; 14] = [
    "as far as possible",
    "if possible",
    "normally",
    "ordinarily",
    "so far as practicable",
    "so far as reasonably practicable",
    "unless not reasonably practicable",
    "usually",
    "where appropriate",
    "where possible",
    "where practicable",
    "where reasonably practicable",
    "wherever possible",
    "wherever practicable",
];

/// D0415: a `must` that leaves room for discretion.
pub(super) fn discretion(check: &mut Check<'_>) {
    let mut known: FxHashMap<ConceptId, Option<(usize, &str)>> = FxHashMap::default();
    for duty in check.own.clone() {
        if duty.modality != Modality::Must {
            continue;
        }
        for part in &duty.act.parts {
            let event = part.event.value;
            let verb = check.model.vocabulary.verb(event);
            let Some((at, words)) = *known.entry(event).or_insert_with(|| hedge(verb)) else {
                continue;
            };
            let bare = without(verb, at, words.len());
            let span = part.event.span;
            let place = if span.range().len() == verb.len() {
                let start = span.start() + at;
                Span::new(span.file(), start, start + words.len())
            } else {
                span
            };
            check.found.push(
                Diagnostic::new(Code::D0415, place, format!("“{words}” leaves room inside a `must`"))
                    .label("nobody can test this")
                    .help(format!(
                        "write `should {bare}`, or `must {bare}` with `applies unless recorded: not reasonably practicable`"
                    )),
            );
        }
    }
}

/// The first words of an act that leave room, the longest that stand there.
fn hedge(verb: &str) -> Option<(usize, &'static str)> {
    let lower = verb.to_ascii_lowercase();
    let found = DISCRETION.iter().filter_map(|words| {
        let at = lower.find(words)?;
        let whole = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let before = lower.get(..at).and_then(|text| text.chars().next_back());
        let after = lower.get(at + words.len()..).and_then(|text| text.chars().next());
        (whole(before) && whole(after)).then_some((at, *words))
    });
    found.min_by_key(|(at, words)| (*at, std::cmp::Reverse(words.len())))
}

/// A text without the words that stand at `at`.
fn without(text: &str, at: usize, length: usize) -> String {
    let before = text.get(..at).unwrap_or("");
    let after = text.get(at + length..).unwrap_or("");
    let words: Vec<&str> = before.split_whitespace().chain(after.split_whitespace()).collect();
    words.join(" ").trim_matches(|c| matches!(c, ',' | ' ')).to_owned()
}
