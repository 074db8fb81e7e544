//! Where a pack speaks of time: its limits, one after another.
//!
//! In: a model. Out: each limit of the pack's own duties and rights, with what starts
//! it and the words of the clause in which it stands. Never here: how else it could
//! be read.

use std::ops::Range;

use super::doubts::stage_point;
use super::said::{Phrase as SaidPhrase, Said};
use crate::model::{Duty, EffectKind, Kind, Limits, Model, Opens, Power, limits_of};
use crate::names::tidy;
use crate::source::{Phrase, Span, Spanned};
use crate::syntax::ast::{Anchor, DueCore, Stage};
use crate::syntax::{ClauseKey, Item};

/// One limit, as it was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'m> {
    /// The duty, the right that a power opens, or the duty that a power changes.
    pub(super) duty: &'m Duty,
    /// The rule in which it stands: its pack and its id.
    pub(super) of: (&'m str, &'m str),
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
    let powers = model.powers.iter().filter(|power| *power.from.pack == *model.pack.id);
    all.extend(powers.flat_map(|power| of_changes(model, power)));
    all.sort_by_key(|place| (place.span().file(), place.span().start()));
    all.dedup_by_key(|place| place.span());
    all
}

/// The limits that the use of a power puts in place of others.
fn of_changes<'m>(model: &'m Model, power: &'m Power) -> Vec<Place<'m>> {
    let of = (&*power.from.pack, power.name.value.as_str());
    let mut all = Vec::new();
    for effect in &power.effects {
        let EffectKind::Changes { due, .. } = &effect.kind else { continue };
        let Some(duty) = model.duty(effect.duty) else { continue };
        let trigger = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
        let cores = std::iter::once(&due.core).chain(due.cases.iter().map(|case| &case.core));
        all.extend(cores.map(|core| Place { duty, of, trigger, written: Written::Core(core) }));
    }
    all
}

/// The days to which a limit leads here.
pub(super) fn limits(model: &Model, place: &Place<'_>) -> Limits {
    match place.written {
        Written::Core(core) => {
            let strict = model.settings_of(place.of.0).before_is_strict;
            limits_of(&core.value, place.trigger, strict)
        }
        Written::Stage(stage) => Limits {
            opens: Opens::AtTrigger,
            due: Some(stage_point(stage)),
            kind: Kind::Forward,
            condition: None,
        },
    }
}

fn of_duty(duty: &Duty) -> Vec<Place<'_>> {
    let trigger = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
    let of = (&*duty.from.pack, duty.name.value.as_str());
    let place = |written| Place { duty, of, trigger, written };
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
    /// It is a bullet of the clause.
    bullet: bool,
}

impl Clause<'_> {
    /// Where it stands, if not at a place that is known.
    pub(super) fn span(&self, known: Span) -> Span {
        self.whole.unwrap_or(known)
    }

    /// What it begins with: its keyword, or the dash of a bullet.
    pub(super) fn head(&self) -> &'static str {
        if self.bullet { "-" } else { self.key.word() }
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
    let clauses = clauses_of(model, place.of);
    clauses.into_iter().find_map(|clause| {
        let at = within(&clause.phrase, place.span())?;
        Some(Clause {
            key: clause.key.value,
            text: clause.phrase.text(),
            at,
            whole: None,
            bullet: false,
        })
    })
}

/// The clause of a rule in which a statement stands, else its one clause of a sort, whole.
pub(super) fn clause_at<'m>(
    model: &'m Model,
    of: (&str, &str),
    span: Span,
    said: &SaidPhrase<'_>,
) -> Option<Clause<'m>> {
    let clauses = clauses_of(model, of);
    let key = said.key;
    let statement = matches!(said.said, Said::Atom(_));
    let phrases = clauses.iter().flat_map(|clause| {
        let mut bullets = Vec::new();
        bullets_of(&clause.items, &mut bullets);
        let bullets = bullets.into_iter().map(|phrase| (phrase, true));
        let all = std::iter::once((&clause.phrase, false)).chain(bullets);
        all.map(|(phrase, bullet)| (clause.key.value, phrase, bullet))
    });
    let found = phrases.filter(|_| statement).find_map(|(key, phrase, bullet)| {
        let at = within(phrase, span)?;
        Some(Clause { key, text: phrase.text(), at, whole: None, bullet })
    });
    let mut alone = clauses
        .iter()
        .filter(|clause| clause.key.value == key && !statement && clause.items.is_empty());
    let whole = alone.next().filter(|_| alone.next().is_none()).map(|clause| {
        let text = clause.phrase.text();
        let whole = Some(clause.phrase.span());
        Clause { key: clause.key.value, text, at: 0..text.trim_end().len(), whole, bullet: false }
    });
    found.or(whole)
}

fn bullets_of<'m>(items: &'m [Item], all: &mut Vec<&'m Phrase>) {
    for item in items {
        all.push(&item.phrase);
        bullets_of(&item.items, all);
    }
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
