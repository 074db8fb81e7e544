//! A duty of the base and one of the pack that stands for it, one respect at a time.
//!
//! Each respect in which the second may ask for less is an obstacle to the proof; where
//! there is none, whoever keeps the second keeps the first.

use super::chain::{Chain, chain};
use super::{Share, Sides, What};
use crate::analysis::aspects::{self, Dated, End, Found, Norm, Tables, Told, Verdict};
use crate::analysis::course::Contrast;
use crate::model::{Duty, Kind};
use crate::names::ConceptId;
use crate::syntax::ast::{Atom, Condition, Licence, When};
use crate::time::Day;

use std::sync::Arc;

/// Something that stands in the way of a proof.
#[derive(Debug, Clone)]
pub(super) struct Obstacle<'m> {
    pub(super) what: What,
    /// What it would be called if a case shows it; of what is open.
    pub(super) shown: What,
    pub(super) why: String,
    /// In which cases, where a limit has others beside it.
    pub(super) when: Vec<Condition>,
    /// How the last days compare, or the first.
    pub(super) contrast: Option<Arc<Contrast>>,
    /// Duties of the pack that have to be kept too.
    pub(super) through: Vec<&'m Duty>,
    /// Parts of the act that the pack does not ask for, by their places in the base.
    pub(super) missing: Vec<usize>,
    /// It hangs on different events, and nothing of either pack says how these hang
    /// together: a case would only show that nobody knows.
    pub(super) apart: bool,
}

impl Obstacle<'_> {
    pub(super) fn new(what: What, why: impl Into<String>) -> Self {
        let why = why.into();
        let (when, through, missing) = (Vec::new(), Vec::new(), Vec::new());
        Obstacle { what, shown: what, why, when, contrast: None, through, missing, apart: false }
    }

    /// Not decided; `shown` if a case shows that it fails.
    pub(super) fn open(shown: What, why: impl Into<String>) -> Self {
        Obstacle { what: What::Open, shown, ..Obstacle::new(What::Open, why) }
    }
}

/// What is known of a pair.
#[derive(Debug, Clone, Default)]
pub(super) struct Pair<'m> {
    pub(super) obstacles: Vec<Obstacle<'m>>,
    /// Where the pack is stricter: how the last days compare.
    pub(super) stricter: Option<Arc<Contrast>>,
    /// The limits that were held against each other, by their places.
    pub(super) limits: Vec<(usize, usize)>,
    /// Where duties on the way were kept too: both last days, from the event of the base.
    pub(super) chain: Option<(crate::model::Point, crate::model::Point)>,
}

/// What pairs are judged with.
pub(super) struct Ground<'g, 'm> {
    pub(super) sides: Sides<'m>,
    pub(super) tables: &'g Tables<'m>,
    /// The duties that stand for the pack.
    pub(super) rights: &'g [&'m Duty],
}

impl<'m> Ground<'_, 'm> {
    pub(super) fn base(&self, duty: &'m Duty) -> Norm<'m> {
        Norm::new(self.sides.base, duty)
    }

    pub(super) fn local(&self, duty: &'m Duty) -> Norm<'m> {
        Norm::new(self.sides.local, duty)
    }

    /// Everything that stands in the way.
    pub(super) fn pair(&self, duty: &'m Duty, cover: &'m Duty) -> Pair<'m> {
        let (left, right) = (self.base(duty), self.local(cover));
        let mut found = Pair::default();
        let all = &mut found.obstacles;
        if aspects::modality(left, right).may_be_laxer() {
            all.push(Obstacle::new(What::Modality, ""));
        }
        if is_undated(duty) {
            return found;
        }
        if duty.subject != cover.subject {
            all.push(Obstacle::open(What::Uncovered, "they are about cases of other subjects"));
        }
        self.act(left, right, all);
        let matching = told(What::Act, aspects::matching(left, right));
        all.extend(matching.map(|one| Obstacle { what: What::Open, ..one }));
        all.extend(told(What::Lapses, aspects::closing(left, right, self.tables)));
        all.extend(told(What::Later, aspects::clocks(left, right)));
        all.extend(told(What::Later, aspects::recurrence(left, right, self.tables)));
        all.extend(told(What::Later, aspects::standing(left, right, self.tables)));
        all.extend(told(What::Later, aspects::powers(left, right, self.tables)));
        all.extend(told(What::Uncovered, aspects::meanings(left, right, self.tables)));
        all.extend(told(What::Later, aspects::birthdays(left, right)));
        all.extend(self.adjourned(duty, cover));
        all.extend(transition(duty, cover));
        self.dates((duty, left), (cover, right), &mut found);
        found
    }

    fn act(&self, left: Norm<'_>, right: Norm<'_>, all: &mut Vec<Obstacle<'m>>) {
        let acts = aspects::acts(left, right);
        match acts.verdict {
            Verdict::Same | Verdict::AsStrict | Verdict::Stricter => {}
            // That one act is another is known to people alone.
            Verdict::CannotTell => {
                all.push(Obstacle { apart: true, ..Obstacle::open(What::Act, acts.why) });
            }
            Verdict::Laxer | Verdict::Incomparable => {
                let mut missing = acts.only_left;
                if missing.is_empty() {
                    missing.extend(acts.conditions.iter().map(|(at, _)| *at));
                }
                all.push(Obstacle { missing, ..Obstacle::new(What::Act, acts.why) });
            }
        }
    }

    /// The trigger, and both ends of the time.
    fn dates(
        &self,
        (duty, left): (&'m Duty, Norm<'m>),
        (cover, right): (&'m Duty, Norm<'m>),
        found: &mut Pair<'m>,
    ) {
        let triggers = aspects::triggers(left, right);
        let dated = aspects::limits(left, right, self.tables);
        let open = triggers.verdict == Verdict::CannotTell && !triggers.meet;
        if open {
            let (base, local) = ((self.sides.base, duty), (self.sides.local, cover));
            if let Some(chain) = chain(base, local, self.rights) {
                found.chain = Some(chain.points.clone());
                found.obstacles.extend(chained(duty, chain));
                return;
            }
        }
        if triggers.verdict.may_be_laxer() {
            found.obstacles.push(if triggers.verdict == Verdict::CannotTell {
                let apart = !triggers.meet && duty.trigger.is_some() && cover.trigger.is_some();
                Obstacle { apart, ..Obstacle::open(What::Later, triggers.why) }
            } else {
                let why = not_started((left, right), &triggers.only_left, triggers.why);
                Obstacle::new(What::Uncovered, why)
            });
            // From which days they are compared is not known then.
            if !triggers.meet {
                return;
            }
        }
        for one in &dated {
            found.limits.push(one.limits);
            found.obstacles.extend(limit(duty, cover, one));
            if let (End::Due, Found::Dates(contrast)) = (one.end, &one.found)
                && contrast.later.dates == 0
                && contrast.earlier.dates > 0
            {
                found.stricter = Some(Arc::clone(contrast));
            }
        }
        found.limits.dedup();
        if found.stricter.is_some() && read_apart(duty, cover) {
            let why = "their conditions are read on different days, each on its own last day";
            found.obstacles.push(Obstacle::open(What::Uncovered, why));
        }
    }

    /// An adjourned occurrence may count on the day it was planned for. Where the pack
    /// lets it be adjourned further than the base does, it counts there and not here.
    fn adjourned(&self, duty: &Duty, cover: &Duty) -> Option<Obstacle<'m>> {
        let words = &self.sides.base.vocabulary;
        let on_plan = |event: &ConceptId| {
            let info = words.get(*event).and_then(|concept| concept.event());
            info.is_some_and(|info| info.life.adjourned_counts_on_plan)
        };
        let acts = duty.act.parts.iter().chain(&cover.act.parts).map(|part| part.event.value);
        let mut events: Vec<ConceptId> = acts.filter(on_plan).collect();
        events.sort_unstable();
        events.dedup();
        let of = |model: &'m crate::model::Model, event: ConceptId| {
            let all = model.powers.iter().filter(
                move |power| matches!(power.may, Licence::Adjourn(it) if it.value == event),
            );
            all.map(|power| {
                let counts: Vec<_> = power.counts.iter().map(|one| one.value).collect();
                (power.name.value.as_str(), counts, power.applies.clone())
            })
            .collect::<Vec<_>>()
        };
        let event = events.into_iter().find(|event| {
            let (mine, theirs) = (of(self.sides.base, *event), of(self.sides.local, *event));
            !theirs
                .iter()
                .all(|one| mine.iter().any(|other| (&one.1, &one.2) == (&other.1, &other.2)))
                || mine.len() > theirs.len()
        })?;
        let noun = crate::names::with_article(words.noun(event));
        let why = format!(
            "{noun} that was adjourned counts on its planned day, and the powers to adjourn it differ"
        );
        Some(Obstacle::open(What::Later, why))
    }
}

/// Whether a duty has no last day, so that nobody is ever late for it.
pub(super) fn is_undated(duty: &Duty) -> bool {
    duty.standing.is_none()
        && duty.recurrence.is_none()
        && duty.limits.iter().all(|limits| limits.due.is_none())
}

fn told<'m>(what: What, told: Told) -> Option<Obstacle<'m>> {
    let Told { verdict, why } = told;
    match verdict {
        Verdict::Same | Verdict::AsStrict | Verdict::Stricter => None,
        Verdict::CannotTell => Some(Obstacle::open(what, in_base(&why))),
        Verdict::Laxer | Verdict::Incomparable => Some(Obstacle::new(what, in_base(&why))),
    }
}

/// Of two packs the base is the first: what is there is in it.
pub(super) fn in_base(why: &str) -> String {
    why.replace(" there, ", " in the base, ").replace("nly there ", "nly in the base ")
}

/// In words, which events start the duty of the base alone, as the pack calls them.
fn not_started((left, right): (Norm<'_>, Norm<'_>), only: &[ConceptId], why: String) -> String {
    let named = |event: &ConceptId| {
        let of = |norm: Norm<'_>| norm.model.vocabulary.get(*event).is_some();
        let norm = if of(right) { right } else { left };
        norm.model.vocabulary.noun(*event).to_owned()
    };
    let names: Vec<String> = match only {
        [] => aspects::left_out(left, right),
        only => only.iter().map(named).collect(),
    };
    match (names.as_slice(), why.is_empty()) {
        ([], true) => "fewer events start it here".to_owned(),
        ([], false) => why,
        (names, _) => format!("it is not started by {}", crate::names::listed(names)),
    }
}

/// One end of one limit.
fn limit<'m>(duty: &Duty, cover: &Duty, one: &Dated) -> Option<Obstacle<'m>> {
    let what = match one.end {
        End::Due => What::Later,
        End::Opens => What::TooEarly,
    };
    let mut found = match (&one.found, one.verdict()) {
        (_, Verdict::Same | Verdict::AsStrict | Verdict::Stricter) => return None,
        (Found::CannotTell(why), _) => Obstacle::open(what, why),
        (Found::Dates(contrast), _) => {
            Obstacle { contrast: Some(Arc::clone(contrast)), ..Obstacle::new(what, "") }
        }
        (Found::Same | Found::Ruled(..), _) => {
            let dated = |duty: &Duty, at: usize| {
                duty.limits.get(at).is_some_and(|limits| limits.due.is_some())
            };
            let none = dated(duty, one.limits.0) && !dated(cover, one.limits.1);
            let why = if let Found::Ruled(_, why) = &one.found { why.as_str() } else { "" };
            match (what, none) {
                (What::Later, true) => Obstacle::new(What::NoLastDay, ""),
                (What::TooEarly, _) if !why.is_empty() => Obstacle::new(
                    what,
                    "here it may be done before the day from which the base counts it",
                ),
                (_, _) => Obstacle::new(what, why),
            }
        }
    };
    found.when.clone_from(&one.when);
    Some(found)
}

/// What a chain comes to.
fn chained<'m>(duty: &Duty, chain: Chain<'m>) -> Option<Obstacle<'m>> {
    let early = duty.limits.iter().all(|limits| limits.opens == crate::model::Opens::Early);
    let Chain { through, contrast, in_order, points: _ } = chain;
    if contrast.later.dates > 0 {
        let why = String::new();
        let contrast = Some(contrast);
        return Some(Obstacle { through, contrast, ..Obstacle::new(What::Later, why) });
    }
    let why = "an act that starts it may come before it counts for the base";
    (!in_order && !early).then(|| Obstacle::open(What::TooEarly, why))
}

/// Whether both have limits that lead up to an event on different days and conditions,
/// which are read on the last day: those of the cover are read on another day then.
fn read_apart(duty: &Duty, cover: &Duty) -> bool {
    let leads = |duty: &Duty| duty.limits.iter().any(|limits| limits.kind == Kind::Lead);
    // A decision of the one day is one of the later day too.
    let lasts = |condition: &Condition| {
        matches!(condition, Condition::Atom(atom) if matches!(atom.value, Atom::Recorded { .. }))
            || matches!(condition, Condition::Any(all) if all.iter().all(|one| {
                matches!(one, Condition::Atom(atom) if matches!(atom.value, Atom::Recorded { .. }))
            }))
    };
    let mut parts = cover.applies.iter().flat_map(|clause| &clause.parts);
    leads(duty)
        && leads(cover)
        && parts.any(|(when, condition)| match when.value {
            When::If => true,
            When::Unless => !lasts(condition),
            When::While | When::Once => false,
        })
}

/// What is running when a version ends is judged by another rule.
fn transition<'m>(duty: &Duty, cover: &Duty) -> Option<Obstacle<'m>> {
    let differs = duty.transition != cover.transition;
    let versions = duty.version > 0 || cover.version > 0;
    let why = "a new version rules what is running in another way";
    (differs && versions).then(|| Obstacle::open(What::Later, why))
}

impl Obstacle<'_> {
    /// On how many days.
    pub(super) fn share(&self, near: Day) -> Option<Share> {
        let later = self.shown == What::Later;
        self.contrast.as_ref().map(|contrast| Share::of(contrast, later, near))
    }
}
