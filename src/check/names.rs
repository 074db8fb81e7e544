//! Names that lead nowhere, and names that nothing leads to.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Check;
use super::walk::{self, Visit};
use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Owner, Sort, suggest_words};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Anchor, Atom, Due, DueCore, EventAnchor, EventDate, Pick, State, When};

/// D0205: `that review` where the deadline speaks of no review.
pub(super) fn that_without_each(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        let mut visit = Thats::default();
        walk::duty(duty, &mut visit);
        visit.thats.extend(duty.act_for);
        let missing = visit.thats.iter().filter(|that| !visit.anchors.contains(&that.value));
        for that in missing {
            let noun = check.model.vocabulary.noun(that.value);
            let each = each_of(check, *that);
            let message = format!("“that {noun}” has nothing to refer to");
            let found = Diagnostic::new(Code::D0205, that.span, message).help(
                match duty.due.as_ref().and_then(|due| counted_from(due, &each)) {
                    Some(core) => format!("count from it: `{}`", check.printer.due_core(&core)),
                    None => format!("count from `{}`", check.printer.anchor(&each)),
                },
            );
            check.found.push(match &duty.due {
                Some(due) => found
                    .label("the deadline does not speak of it")
                    .also(due.core.span, "the deadline"),
                None => found.label("the duty has no deadline that speaks of it"),
            });
        }
    }
}

/// What a duty points back at, and what its anchors are.
#[derive(Default)]
struct Thats {
    thats: Vec<Spanned<ConceptId>>,
    anchors: FxHashSet<ConceptId>,
}

impl Visit for Thats {
    fn anchor(&mut self, anchor: &Anchor, _: Span) {
        match anchor {
            Anchor::Event(event) => _ = self.anchors.insert(event.event.value),
            Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) => {
                self.anchors.insert(status.value);
            }
            Anchor::Birth
            | Anchor::Birthday(_)
            | Anchor::Date(_)
            | Anchor::Earlier(..)
            | Anchor::Later(..)
            | Anchor::It => {}
        }
    }

    fn atom(&mut self, atom: &Spanned<Atom>, _: Option<Spanned<When>>) {
        if let Atom::Fact { of_trigger: Some(owner), .. } = &atom.value {
            self.thats.push(*owner);
        }
    }
}

/// `each review`, `the start of each period looked after`.
fn each_of(check: &Check<'_>, named: Spanned<ConceptId>) -> Anchor {
    let sort = check.model.vocabulary.get(named.value).map(|concept| concept.sort());
    if sort == Some(Sort::Status) {
        return Anchor::PeriodStart(named);
    }
    Anchor::Event(EventAnchor {
        event: named,
        pick: Pick::Each,
        state: State::Any,
        date: EventDate::Counted,
    })
}

/// The limit of a due, counted from another anchor.
fn counted_from(due: &Due, from: &Anchor) -> Option<DueCore> {
    let mut core = due.core.value.clone();
    match &mut core {
        DueCore::Within { anchor, .. }
        | DueCore::Lead { anchor, .. }
        | DueCore::Window { anchor, .. }
        | DueCore::Before { anchor, .. }
        | DueCore::Promptly(Some(anchor)) => from.clone_into(anchor),
        DueCore::By(_) | DueCore::On(_) | DueCore::NotBefore(_) | DueCore::Promptly(None) => {
            return None;
        }
    }
    Some(core)
}

/// D0206: a name of the pack that none of its duties uses. A pack without duties
/// declares its words for others.
pub(super) fn never_used(check: &mut Check<'_>) {
    let files: FxHashSet<_> = check.own.iter().map(|duty| duty.from.span.file()).collect();
    if files.is_empty() {
        return;
    }
    let used = used(check);
    let vocabulary = &check.model.vocabulary;
    for (id, concept) in vocabulary.iter() {
        let counts = match concept.sort() {
            Sort::Event | Sort::Status | Sort::Fact | Sort::Role | Sort::Paper => true,
            // A document may be cited by an event; a decision is named in use.
            Sort::Document | Sort::Decision => false,
        };
        if !counts || used.contains(&id) || !files.contains(&concept.declared.file()) {
            continue;
        }
        let message = format!("nothing in this pack uses “{}”", concept.noun());
        check.found.push(
            Diagnostic::new(Code::D0206, concept.declared, message)
                .label(format!("{} that no duty speaks of", concept.sort().a()))
                .help("take the block out, or see whether a duty spells it differently"),
        );
    }
}

/// Every concept that duties use, and those that others are made of.
fn used(check: &Check<'_>) -> FxHashSet<ConceptId> {
    struct Names(FxHashSet<ConceptId>);
    impl Visit for Names {
        fn name(&mut self, id: ConceptId) {
            self.0.insert(id);
        }
    }
    let mut names = Names(FxHashSet::default());
    check.model.duties.iter().for_each(|duty| walk::duty(duty, &mut names));
    for (_, concept) in check.model.vocabulary.iter() {
        if let Some(transition) = concept.status().and_then(|status| status.transition.as_ref()) {
            names.0.extend(transition.from.iter().chain(&transition.until));
        }
        if let Some(Owner::Of(owner)) = concept.fact().map(|fact| fact.owner) {
            names.0.insert(owner);
        }
        if let Some(Some(status)) = concept.event().and_then(|event| event.once) {
            names.0.insert(status);
        }
    }
    names.0
}

/// D0207: `implements` a duty that its pack does not have. A pack that is not
/// loaded cannot be asked.
pub(super) fn implements_nothing(check: &mut Check<'_>) {
    if check.own.iter().all(|duty| duty.implements.is_empty()) {
        return;
    }
    let mut packs: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for duty in &check.model.duties {
        packs.entry(&duty.from.pack).or_default().push(&duty.name.value);
    }
    for named in check.own.clone().into_iter().flat_map(|duty| &duty.implements) {
        let Some((pack, id)) = named.value.rsplit_once('/') else { continue };
        let Some(known) = packs.get(pack).filter(|known| !known.contains(&id)) else { continue };
        let found =
            Diagnostic::new(Code::D0207, named.span, format!("`{pack}` has no duty `{id}`"))
                .label("this duty does not exist");
        check.found.push(match suggest_words(id, known.iter().copied()).first() {
            Some(near) => found
                .help(format!("did you mean `{pack}/{near}`?"))
                .fix(named.span, format!("{pack}/{near}")),
            None => found.help(format!("`{pack}` has: {}", crate::names::quoted_list(known))),
        });
    }
}
