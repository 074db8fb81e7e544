//! What of the words of one duty another changes, by sort.

use super::said;
use crate::analysis::aspects::{Norm, same_part};
use crate::syntax::ast::{Anchor, Condition, Due, DueCore, Limit, When};

/// A sort of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EditKind {
    /// As many of another number: 10 working days, 12 working days.
    Period,
    /// Another unit: 3 months, 91 days.
    Unit,
    /// Counted from another event.
    Anchor,
    /// Another form of limit.
    Limit,
    /// A condition more.
    ConditionAdded,
    /// A condition less.
    ConditionRemoved,
    /// An item of a list more.
    ItemAdded,
    /// An item less.
    ItemRemoved,
    /// Another act.
    Act,
    /// How binding it is.
    Modality,
    /// Who has it.
    Who,
    /// How it ends undone.
    Closing,
    /// Which act counts.
    Matching,
    /// Another source.
    Source,
    /// Only words: a title.
    Wording,
}

impl EditKind {
    /// As it is printed: `item added`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            EditKind::Period => "period",
            EditKind::Unit => "unit",
            EditKind::Anchor => "counted from",
            EditKind::Limit => "limit",
            EditKind::ConditionAdded => "condition added",
            EditKind::ConditionRemoved => "condition removed",
            EditKind::ItemAdded => "item added",
            EditKind::ItemRemoved => "item removed",
            EditKind::Act => "act",
            EditKind::Modality => "how binding",
            EditKind::Who => "who",
            EditKind::Closing => "closing",
            EditKind::Matching => "which act counts",
            EditKind::Source => "source",
            EditKind::Wording => "only wording",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Its sort.
    pub kind: EditKind,
    /// What the first says; empty where it says nothing.
    pub left: String,
    /// What the second says; empty where it says nothing.
    pub right: String,
}

impl Edit {
    fn new(kind: EditKind, left: impl Into<String>, right: impl Into<String>) -> Edit {
        Edit { kind, left: left.into(), right: right.into() }
    }
}

/// Every change.
pub(super) fn edits(left: Norm<'_>, right: Norm<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    all.extend(due(left, right));
    conditions(left, right, &mut all);
    acts(left, right, &mut all);
    let mut plain = |kind, same: bool, one: String, other: String| {
        if !same {
            all.push(Edit::new(kind, one, other));
        }
    };
    let (one, other) = (left.duty, right.duty);
    let same = one.modality == other.modality;
    plain(EditKind::Modality, same, said::modality(one), said::modality(other));
    plain(EditKind::Who, one.who == other.who, said::who(left), said::who(right));
    let (closing, matching) = (said::closing(left), said::matching(left));
    let same = one.lapses_with_scope == other.lapses_with_scope
        && one.scope == other.scope
        && one.unless_lapse == other.unless_lapse
        && one.missing_is_allowed == other.missing_is_allowed
        && one.running.until == other.running.until;
    plain(EditKind::Closing, same, closing, said::closing(right));
    plain(EditKind::Matching, one.matching == other.matching, matching, said::matching(right));
    let sources = |norm: Norm<'_>| {
        let all = norm.duty.sources.iter().map(|one| one.text.clone());
        all.collect::<Vec<_>>().join("; ")
    };
    plain(EditKind::Source, sources(left) == sources(right), sources(left), sources(right));
    let title = |norm: Norm<'_>| norm.duty.title.clone().unwrap_or_default();
    plain(EditKind::Wording, title(left) == title(right), title(left), title(right));
    all
}

/// What of a limit changed.
fn due(left: Norm<'_>, right: Norm<'_>) -> Vec<Edit> {
    let words = |norm: Norm<'_>| said::limit(norm.words(), norm.duty);
    let whole = || vec![Edit::new(EditKind::Limit, words(left), words(right))];
    let (one, other) = (&left.duty.due, &right.duty.due);
    if one == other
        && left.duty.recurrence == right.duty.recurrence
        && left.duty.standing == right.duty.standing
    {
        return Vec::new();
    }
    let (Some(one), Some(other)) = (one, other) else { return whole() };
    let rest = |due: &Due| (due.cases.clone(), due.not_before.clone());
    let (Some(first), Some(second)) = (simple(&one.core.value), simple(&other.core.value)) else {
        return whole();
    };
    if rest(one) != rest(other) || first.lead != second.lead || first.more != second.more {
        return whole();
    }
    let mut all = Vec::new();
    if first.limit != second.limit {
        let (Limit::One(a), Limit::One(b)) = (first.limit, second.limit) else { return whole() };
        let unit = a.plus.is_some() || b.plus.is_some() || a.first.unit != b.first.unit;
        let kind = if unit { EditKind::Unit } else { EditKind::Period };
        all.push(Edit::new(kind, a.to_string(), b.to_string()));
    }
    if first.anchor != second.anchor {
        let (a, b) = (left.words().anchor(first.anchor), right.words().anchor(second.anchor));
        all.push(Edit::new(EditKind::Anchor, a, b));
    }
    all
}

/// A limit of one length from, or before, one event.
struct Simple<'d> {
    limit: &'d Limit,
    anchor: &'d Anchor,
    lead: bool,
    /// What else its phrase says.
    more: (bool, bool, crate::time::Roll),
}

fn simple(core: &DueCore) -> Option<Simple<'_>> {
    match core {
        DueCore::Within { limit, beginning_with, anchor, roll, or_before } => {
            let more = (*beginning_with, *or_before, *roll);
            Some(Simple { limit, anchor, lead: false, more })
        }
        DueCore::Lead { limit, anchor, roll } => {
            Some(Simple { limit, anchor, lead: true, more: (false, false, *roll) })
        }
        DueCore::Window { .. }
        | DueCore::Before { .. }
        | DueCore::By(_)
        | DueCore::On(_)
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => None,
    }
}

fn conditions(left: Norm<'_>, right: Norm<'_>, all: &mut Vec<Edit>) {
    fn parts<'m>(norm: Norm<'m>) -> Vec<(When, &'m Condition)> {
        let parts = norm.duty.applies.iter().flat_map(|clause| &clause.parts);
        parts.map(|(when, condition)| (when.value, condition)).collect()
    }
    let (mine, theirs) = (parts(left), parts(right));
    let word = |when: When| match when {
        When::If => "if",
        When::Once => "once",
        When::While => "while",
        When::Unless => "unless",
    };
    let said = |norm: Norm<'_>, (when, condition): &(When, &Condition)| {
        format!("{} {}", word(*when), norm.words().inline(condition))
    };
    for one in mine.iter().filter(|one| !theirs.contains(one)) {
        all.push(Edit::new(EditKind::ConditionRemoved, said(left, one), ""));
    }
    for one in theirs.iter().filter(|one| !mine.contains(one)) {
        all.push(Edit::new(EditKind::ConditionAdded, "", said(right, one)));
    }
}

fn acts(left: Norm<'_>, right: Norm<'_>, all: &mut Vec<Edit>) {
    let (mine, theirs) = (&left.duty.act, &right.duty.act);
    if !said::is_list(left.duty) && !said::is_list(right.duty) {
        if mine != theirs {
            let (a, b) = (said::act(left.words(), left.duty), said::act(right.words(), right.duty));
            all.push(Edit::new(EditKind::Act, a, b));
        }
        return;
    }
    for part in &mine.parts {
        let kept = theirs.parts.iter().any(|other| {
            same_part((left.model, part), (right.model, other)) && part.condition == other.condition
        });
        if !kept {
            all.push(Edit::new(EditKind::ItemRemoved, said::part(left, part), ""));
        }
    }
    for part in &theirs.parts {
        let known = mine.parts.iter().any(|one| {
            same_part((left.model, one), (right.model, part)) && part.condition == one.condition
        });
        if !known {
            all.push(Edit::new(EditKind::ItemAdded, "", said::part(right, part)));
        }
    }
    if mine.needed != theirs.needed {
        let quantity = |norm: Norm<'_>| {
            let printed = norm.words().act(&norm.duty.act);
            printed.phrase
        };
        all.push(Edit::new(EditKind::Act, quantity(left), quantity(right)));
    }
}
