//! Findings in words: one exact sentence each, in the words of both packs.

use std::sync::Arc;

use super::judge::Draft;
use super::pair::Obstacle;
use super::{Finding, Share, Sides, What, Witness};
use crate::analysis::course::Contrast;
use crate::check::Checked;
use crate::eval::{Row, evaluate};
use crate::examples::{Expect, expect_of, expect_text, facts_text};
use crate::model::{Duty, Modality};
use crate::syntax::ast::{Anchor, Atom, Condition, Due, DueCore, Limit};
use crate::syntax::force::Force;
use crate::syntax::print::Printer;
use crate::time::Day;

/// How rules and packs are called in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Called {
    /// By their ids, for who mends a pack: `` `reply` ``.
    ById,
    /// By their titles, for who reads what came out: “Reply to a complaint”.
    ByTitle,
}

impl Called {
    fn duty(self, duty: &Duty) -> String {
        match self {
            Called::ById => format!("`{}`", duty.name.value),
            Called::ByTitle => format!("“{}”", duty.titled()),
        }
    }

    fn pack(self, model: &Checked, other: &Checked) -> String {
        match self {
            Called::ById => model.pack.id.clone(),
            Called::ByTitle => short_title(&model.pack.title, &other.pack.title),
        }
    }
}

/// A pack as a sentence calls it beside another: `IRO Handbook` of `IRO Handbook: statutory
/// guidance …`; where the two begin alike what comes then, as `the law` of `Answers: the law`.
#[must_use]
pub fn short_title(title: &str, other: &str) -> String {
    let parts = |title: &str| {
        let (head, tail) = title.split_once(": ").unwrap_or((title, ""));
        (head.to_owned(), tail.to_owned())
    };
    let ((head, tail), (others, rest)) = (parts(title), parts(other));
    match (head == others, tail.is_empty() || rest.is_empty() || tail == rest) {
        (false, _) => head,
        (true, false) => tail,
        (true, true) => title.to_owned(),
    }
}

/// What findings about one duty are worded with.
pub(super) struct Words<'m> {
    sides: Sides<'m>,
    duty: &'m Duty,
    /// The day near which days are told one by one.
    near: Day,
}

impl<'m> Words<'m> {
    pub(super) fn new(sides: Sides<'m>, duty: &'m Duty, near: Day) -> Words<'m> {
        Words { sides, duty, near }
    }

    fn base(&self) -> Printer<'m> {
        Printer::new(&self.sides.base.vocabulary)
    }

    fn local(&self) -> Printer<'m> {
        Printer::new(&self.sides.local.vocabulary)
    }

    /// A finding that no date tells against.
    pub(super) fn stricter(&self, cover: &Duty, contrast: &Arc<Contrast>, force: Force) -> Finding {
        let share = Share::of(contrast, false, self.near);
        let says = |called: Called| {
            format!("{} falls due earlier {}", called.duty(cover), on_days(&share))
        };
        let (message, plain) = (says(Called::ById), says(Called::ByTitle));
        Finding {
            plain,
            what: What::Stricter,
            code: What::Stricter.code(),
            message,
            help: None,
            cover: Some(cover.id),
            share: Some(share),
            force,
            witness: None,
        }
    }

    /// A finding. `refuted`: it looked as if it failed, and no case shows that it does.
    pub(super) fn finding(
        &self,
        (draft, obstacle): (&Draft<'m>, &Obstacle<'m>),
        witness: Option<Witness>,
        refuted: bool,
    ) -> Finding {
        Finding {
            plain: self.message(Called::ByTitle, (draft, obstacle), refuted),
            what: obstacle.what,
            code: obstacle.what.code(),
            message: self.message(Called::ById, (draft, obstacle), refuted),
            help: self.help(draft, obstacle),
            cover: draft.cover.map(|cover| cover.id),
            share: obstacle.share(self.near),
            force: draft.force,
            witness,
        }
    }

    fn message(
        &self,
        called: Called,
        (draft, obstacle): (&Draft<'m>, &Obstacle<'m>),
        refuted: bool,
    ) -> String {
        let why = obstacle.why.as_str();
        match obstacle.what {
            What::Open if refuted => {
                let obstacle = Obstacle { what: draft.obstacle.what, ..obstacle.clone() };
                let plain = self.says(called, draft, &obstacle, why);
                format!("{plain}, though no case was found that shows it")
            }
            What::Open => {
                let cover = draft.cover.map_or(String::new(), |cover| called.duty(cover));
                format!("nothing shows that {cover} is as strict: {why}")
            }
            What::NotThere
            | What::Uncovered
            | What::NoLastDay
            | What::Later
            | What::TooEarly
            | What::Act
            | What::Lapses
            | What::Modality
            | What::Stricter => self.says(called, draft, obstacle, why),
        }
    }

    fn says(
        &self,
        called: Called,
        draft: &Draft<'m>,
        obstacle: &Obstacle<'m>,
        why: &str,
    ) -> String {
        let id = called.duty(self.duty);
        let cover = draft.cover.map_or(String::new(), |cover| called.duty(cover));
        let because = if why.is_empty() { String::new() } else { format!(": {why}") };
        let when = self.when(&obstacle.when);
        let base = called.pack(self.sides.base, self.sides.local);
        match obstacle.what {
            What::NotThere => format!("nothing stands for {id} of {base}"),
            What::Uncovered if obstacle.when.is_empty() => {
                format!("{id} is not covered{because}")
            }
            What::Uncovered => format!("{id} is not covered{when}{because}"),
            What::NoLastDay => {
                format!(
                    "{cover} has no last day{when}, where {base} says “{}”",
                    self.due(draft.duty)
                )
            }
            What::Later => {
                let how = obstacle
                    .share(self.near)
                    .map_or(String::new(), |share| format!(" {}", on_days(&share)));
                let after = match obstacle.through.as_slice() {
                    [] => String::new(),
                    through => {
                        let ids: Vec<String> =
                            through.iter().map(|duty| called.duty(duty)).collect();
                        format!(", with {} done on the last day,", ids.join(" and "))
                    }
                };
                format!("{cover} can{after} fall due later than {base} allows{how}{when}{because}")
            }
            What::TooEarly => {
                format!("{cover} is met by an act that comes too early for {base}{when}{because}")
            }
            What::Act => format!(
                "{cover} is met by less than {base} asks for{}",
                self.lacks(draft, obstacle, why)
            ),
            What::Lapses => format!("{cover} can end undone where {base} goes on{because}"),
            What::Modality => {
                let own = draft.cover.map_or("", binding);
                format!("{cover} says `{own}` where {base} says `{}`", binding(draft.duty))
            }
            What::Open | What::Stricter => why.to_owned(),
        }
    }

    /// ` where the child is under 5 and …`
    fn when(&self, when: &[Condition]) -> String {
        if when.is_empty() {
            return String::new();
        }
        // The words of the pack know the names of both.
        let words = self.local();
        let said = |one: &Condition| match one {
            Condition::Not(inner) if is_decision(inner) => format!("not {}", words.inline(inner)),
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) | Condition::Atom(_) => {
                words.inline(one)
            }
        };
        let all: Vec<String> = when.iter().map(said).collect();
        format!(" where {}", all.join(" and "))
    }

    fn lacks(&self, draft: &Draft<'m>, obstacle: &Obstacle<'m>, why: &str) -> String {
        let parts = self.missing(draft, obstacle);
        match (parts.is_empty(), why.is_empty()) {
            (false, _) => format!(": not for {}", crate::names::quoted_list(&parts)),
            (true, false) => format!(": {why}"),
            (true, true) => String::new(),
        }
    }

    /// The parts of the act that are not asked for.
    fn missing(&self, draft: &Draft<'m>, obstacle: &Obstacle<'m>) -> Vec<String> {
        let words = &self.sides.base.vocabulary;
        let part = |at: &usize| {
            let part = draft.duty.act.parts.get(*at)?;
            Some(match &part.object {
                Some(object) => words.noun(object.value).to_owned(),
                None => words.verb(part.event.value).to_owned(),
            })
        };
        obstacle.missing.iter().filter_map(part).collect()
    }

    /// The limit of a duty of the base, in the words of the base.
    fn due(&self, duty: &Duty) -> String {
        due_text(&self.base(), duty)
    }

    /// What would mend it, ready to paste where that can be.
    fn help(&self, draft: &Draft<'m>, obstacle: &Obstacle<'m>) -> Option<String> {
        let shown = obstacle.shown;
        let base = draft.duty.due.as_ref().map(|due| self.local().due(due));
        match if obstacle.what == What::Open { What::Open } else { shown } {
            What::NotThere => {
                let id = crate::analysis::align::full_id(self.duty);
                Some(format!("write a duty with the clause `implements {id}`"))
            }
            What::Uncovered => Some("let a duty of this pack apply there too".to_owned()),
            What::NoLastDay | What::Later if obstacle.through.is_empty() => {
                let both = draft.cover.and_then(|cover| self.both(draft.duty, cover));
                both.or(base).map(|text| format!("write `due {text}`"))
            }
            What::NoLastDay | What::Later => {
                let last = obstacle.through.last().map(|duty| Called::ByTitle.duty(duty))?;
                base.map(|text| format!("shorten {last}, or write `due {text}`"))
            }
            What::TooEarly => base.map(|text| format!("write `due {text}`")),
            What::Act => {
                let missing = self.missing(draft, obstacle);
                let quoted: Vec<String> = missing.iter().map(|one| format!("“{one}”")).collect();
                (!quoted.is_empty()).then(|| format!("ask for {} too", quoted.join(" and ")))
            }
            What::Lapses => Some("take out what ends it".to_owned()),
            What::Modality => Some(format!("say `{}`", binding(draft.duty))),
            What::Open => self.bound(draft, obstacle),
            What::Stricter => None,
        }
    }

    /// What is missing for a proof, where a deadline for an event would do.
    fn bound(&self, draft: &Draft<'m>, obstacle: &Obstacle<'m>) -> Option<String> {
        let anchor = |duty: &Duty| duty.trigger.as_ref().map(|trigger| trigger.anchor.clone());
        let (theirs, own) = (anchor(draft.duty)?, draft.cover.and_then(anchor)?);
        if obstacle.shown != What::Later || theirs == own {
            return None;
        }
        let Anchor::Event(event) = &own else { return None };
        let noun = self.sides.local.vocabulary.noun(event.event.value);
        let from = self.local().anchor(&theirs);
        Some(format!(
            "add a duty that says how soon after {from} there is {}",
            crate::names::with_article(noun)
        ))
    }

    /// The earlier of the two lengths, where both are counted from one event.
    fn both(&self, duty: &Duty, cover: &Duty) -> Option<String> {
        let (base, own) = (plain(duty.due.as_ref()?)?, plain(cover.due.as_ref()?)?);
        let (
            DueCore::Within { limit: Limit::One(a), .. },
            DueCore::Within { limit: Limit::One(b), anchor, or_before, .. },
        ) = (base, own)
        else {
            return None;
        };
        // Of lengths of one unit the shorter says it all.
        if a.plus.is_none() && b.plus.is_none() && a.first.unit == b.first.unit {
            return None;
        }
        let core = DueCore::Within {
            limit: Limit::Earlier(*a, *b),
            beginning_with: false,
            anchor: anchor.clone(),
            roll: crate::time::Roll::None,
            or_before: *or_before,
        };
        Some(self.local().due_core(&core))
    }
}

/// `must`
fn binding(duty: &Duty) -> &'static str {
    match duty.modality {
        Modality::Aims => "aims to",
        Modality::Should => "should",
        Modality::Must => "must",
    }
}

/// `recorded: the child refuses`
fn is_decision(condition: &Condition) -> bool {
    matches!(condition, Condition::Atom(atom) if matches!(atom.value, Atom::Recorded { .. }))
}

/// A limit of nothing but a length and an anchor.
fn plain(due: &Due) -> Option<&DueCore> {
    let bare = due.cases.is_empty() && due.not_before.is_none();
    match &due.core.value {
        core @ DueCore::Within { beginning_with: false, roll: crate::time::Roll::None, .. }
            if bare =>
        {
            Some(core)
        }
        DueCore::Within { .. }
        | DueCore::Lead { .. }
        | DueCore::Window { .. }
        | DueCore::Before { .. }
        | DueCore::By(_)
        | DueCore::On(_)
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => None,
    }
}

/// The limit of a duty as its pack says it; empty where it has none.
#[must_use]
pub fn due_words(model: &Checked, duty: &Duty) -> String {
    due_text(&Printer::new(&model.vocabulary), duty)
}

/// The limit of a duty as a phrase.
pub(super) fn due_text(words: &Printer<'_>, duty: &Duty) -> String {
    if let Some(due) = &duty.due {
        return words.due(due);
    }
    if let Some(schedule) = duty.recurrence.as_ref().and_then(crate::model::Recurrence::schedule) {
        return words.schedule(schedule);
    }
    duty.standing.as_ref().map_or(String::new(), |standing| words.during(&standing.during))
}

/// `on 20.9% of days, by up to 2 days`
fn on_days(share: &Share) -> String {
    let days = if share.by_at_most == 1 { "1 day" } else { &format!("{} days", share.by_at_most) };
    if share.dates == share.of {
        return format!("from every day, by up to {days}");
    }
    format!("from {}% of days, by up to {days}", share.percent())
}

/// A witness in words: the case, and how it stands under the base and under the pack, with
/// the duties called by their ids or their titles.
#[must_use]
pub fn witness_words(
    (base, local): (&Checked, &Checked),
    witness: &Witness,
    called: Called,
) -> (String, String, String) {
    let facts = facts_text(&local.vocabulary, &witness.case);
    let mut facts = facts.join("; ");
    if let Some(born) = witness.case.born.and_then(crate::facts::DateFact::exact) {
        facts = format!("born {}; {facts}", born.long());
    }
    let stands = |model: &Checked, rows: &[&Row]| {
        if rows.is_empty() {
            return "nothing is owed".to_owned();
        }
        let answer = evaluate(model, &witness.case, witness.as_of);
        let all = rows.iter().map(|row| {
            let mut says = expect_of(model, &witness.case, &answer, row);
            if let (Expect::Row(said), Called::ByTitle, Some(duty)) =
                (&mut says, called, model.duty(row.key.duty))
            {
                said.which.rule.value = called.duty(duty);
            }
            expect_text(&model.vocabulary, &says)
        });
        all.collect::<Vec<_>>().join("; ")
    };
    let local_rows: Vec<&Row> = witness.local.iter().collect();
    (facts, stands(base, &[&witness.base]), stands(local, &local_rows))
}
