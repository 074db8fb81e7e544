//! Where a pack speaks of time: its limits, one after another.
//!
//! In: a model. Out: each limit of the pack's own duties and rights, with what starts
//! it and the words of the clause in which it stands. Never here: how else it could
//! be read.

use std::ops::Range;

use crate::model::{Duty, Model};
use crate::names::tidy;
use crate::source::{Phrase, Span, Spanned};
use crate::syntax::ClauseKey;
use crate::syntax::ast::{Anchor, DueCore, Stage};

/// One limit, as it was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'m> {
    /// The duty, or the right that a power opens.
    pub(super) duty: &'m Duty,
    /// What starts an instance.
    pub(super) trigger: Option<&'m Anchor>,
    /// The limit.
    pub(super) written: Written<'m>,
}

/// A limit of a `due`, or a stage of a schedule.
#[derive(Debug, Clone, Copy)]
pub(super) enum Written<'m> {
    /// A limit.
    Core(&'m Spanned<DueCore>),
    /// A stage, which counts from the act before.
    Stage(&'m Stage),
}

impl Place<'_> {
    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        match self.written {
            Written::Core(core) => core.span,
            Written::Stage(stage) => stage.place.0,
        }
    }
}

/// Every limit of the pack's own duties and rights, in all their versions, in the
/// order of the text.
pub(super) fn places(model: &Model) -> Vec<Place<'_>> {
    let own = model.duties.iter().filter(|duty| model.is_own(duty));
    let rights = model.powers.iter().filter_map(|power| power.right.as_deref());
    let own = own.chain(rights.filter(|right| *right.from.pack == *model.pack.id));
    let mut all: Vec<Place<'_>> = own.flat_map(Duty::versions).flat_map(of_duty).collect();
    // What a changed duty still has from its base is its base's business.
    all.retain(|place| {
        *place.duty.from.pack == *model.pack.id
            || place.span().file() != place.duty.from.span.file()
    });
    all.sort_by_key(|place| (place.span().file(), place.span().start()));
    all.dedup_by_key(|place| place.span());
    all
}

fn of_duty(duty: &Duty) -> Vec<Place<'_>> {
    let trigger = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
    let place = |written| Place { duty, trigger, written };
    let mut all = Vec::new();
    if let Some(due) = &duty.due {
        let cores = std::iter::once(&due.core).chain(due.cases.iter().map(|case| &case.core));
        all.extend(cores.map(|core| place(Written::Core(core))));
    }
    if let Some(schedule) = duty.recurrence.as_ref().and_then(crate::model::Recurrence::schedule) {
        all.push(place(Written::Core(&schedule.first)));
        all.extend(schedule.stages.iter().map(|stage| place(Written::Stage(stage))));
    }
    all
}

/// A clause, and the part of its words that a limit takes.
#[derive(Debug, Clone)]
pub(super) struct Clause<'m> {
    /// Its keyword.
    pub(super) key: ClauseKey,
    /// All its words.
    pub(super) text: &'m str,
    /// The bytes of the limit.
    pub(super) at: Range<usize>,
    /// Where it stands, where it was found by its sort.
    whole: Option<Span>,
}

impl Clause<'_> {
    /// Where it stands, if not at a place that is known.
    pub(super) fn span(&self, known: Span) -> Span {
        self.whole.unwrap_or(known)
    }

    /// The limit as its author wrote it.
    pub(super) fn words(&self) -> &str {
        self.text.get(self.at.clone()).unwrap_or("")
    }

    /// The clause with other words in its place.
    pub(super) fn with(&self, words: &str) -> String {
        let mut text = self.text.to_owned();
        if text.get(self.at.clone()).is_some() {
            text.replace_range(self.at.clone(), words);
        }
        tidy(&text)
    }
}

/// The clause in which a limit stands.
pub(super) fn clause<'m>(model: &'m Model, place: &Place<'_>) -> Option<Clause<'m>> {
    let of = (&*place.duty.from.pack, place.duty.name.value.as_str());
    let clauses = clauses_of(model, of);
    clauses.into_iter().find_map(|clause| {
        let at = within(&clause.phrase, place.span())?;
        Some(Clause { key: clause.key.value, text: clause.phrase.text(), at, whole: None })
    })
}

/// The clause of a rule in which something stands, else its one clause of a sort, whole.
pub(super) fn clause_at<'m>(
    model: &'m Model,
    of: (&str, &str),
    span: Span,
    key: ClauseKey,
) -> Option<Clause<'m>> {
    let clauses = clauses_of(model, of);
    let found = clauses.iter().find_map(|clause| {
        let at = within(&clause.phrase, span).filter(|_| key == ClauseKey::Applies)?;
        Some(Clause { key: clause.key.value, text: clause.phrase.text(), at, whole: None })
    });
    let mut alone = clauses.iter().filter(|clause| {
        clause.key.value == key && key != ClauseKey::Applies && clause.items.is_empty()
    });
    let whole = alone.next().filter(|_| alone.next().is_none()).map(|clause| {
        let text = clause.phrase.text();
        let whole = Some(clause.phrase.span());
        Clause { key: clause.key.value, text, at: 0..text.trim_end().len(), whole }
    });
    found.or(whole)
}

fn clauses_of<'m>(model: &'m Model, (pack, name): (&str, &str)) -> Vec<&'m crate::syntax::Clause> {
    let own = |(from, block): &&(std::sync::Arc<str>, crate::syntax::Block)| {
        **from == *pack && tidy(block.name.text()) == name
    };
    let blocks = model.articles.iter().filter(own);
    blocks.flat_map(|(_, block)| &block.clauses).collect()
}

/// The bytes of a phrase that stand at a place of its file.
fn within(phrase: &Phrase, span: Span) -> Option<Range<usize>> {
    let whole = phrase.span();
    let outside = whole.file() != span.file()
        || span.start() < whole.start()
        || span.end() > whole.end()
        || span.range().is_empty();
    if outside {
        return None;
    }
    let mut bounds = phrase.text().char_indices().map(|(at, _)| at).chain([phrase.text().len()]);
    let start = bounds.find(|at| phrase.at(*at, at + 1).start() == span.start())?;
    let end = bounds.find(|at| phrase.at(start, *at).end() >= span.end())?;
    let words = phrase.text().get(start..end)?;
    Some(start..start + words.trim_end().len())
}
