//! Rules that are no duties, held against each other: powers, definitions, deeming rules,
//! kinds of events, rules across cases.
//!
//! In: two models that were opened together, and which of their duties belong together.
//! Out: how the rule of the second compares, why, which duties it makes stricter or laxer,
//! and a case that shows it. A power that goes less far is *stricter*; what a name means
//! is as strict as it makes the duties that hang on it. Never here: which rules belong
//! together; what becomes of duties for other reasons.

mod across;
mod names;
mod powers;
mod shown;
mod trial;

use crate::analysis::align::Pair;
use crate::analysis::aspects::{Norm, Tables, Told, Verdict};
use crate::analysis::witness::ingredients::Ingredients;
use crate::check::Checked;
use crate::model::Duty;
use crate::names::ConceptId;
use crate::time::Day;

pub use across::across;
pub use names::{deem, definition, kind};
pub use powers::power;
pub use shown::{Asked, RuleWitness};
pub(crate) use trial::case_of_status;

/// A duty that hangs on a rule, and how it compares for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bears {
    /// Its id in the second pack.
    pub duty: String,
    /// How the second compares, for this rule alone.
    pub verdict: Verdict,
}

/// How a rule compares.
#[derive(Debug, Clone)]
pub struct Compared {
    /// How the second compares with the first.
    pub verdict: Verdict,
    /// Why, or what is missing.
    pub why: String,
    /// The duties of both packs that hang on it.
    pub duties: Vec<Bears>,
    /// A case that shows it.
    pub witness: Option<RuleWitness>,
}

impl Compared {
    fn told(told: Told) -> Compared {
        let Told { verdict, why } = told;
        Compared { verdict, why, duties: Vec::new(), witness: None }
    }

    /// Whether there is no difference but in words.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.verdict == Verdict::Same
    }
}

/// Two packs whose rules are held against each other.
#[derive(Debug)]
pub struct Packs<'a, 'm> {
    /// The first.
    pub left: &'m Checked,
    /// The second.
    pub right: &'m Checked,
    /// What limits come to.
    pub tables: &'a Tables<'m>,
    /// Near which day cases lie.
    pub near: Day,
    /// Duties that belong together, each with what it rests on.
    resting: Vec<Resting<'m>>,
}

/// Two duties that belong together, and every name that either rests on.
#[derive(Debug)]
struct Resting<'m> {
    left: &'m Duty,
    right: &'m Duty,
    on: Vec<ConceptId>,
}

impl<'a, 'm> Packs<'a, 'm> {
    /// Two packs, and which of their duties belong together.
    #[must_use]
    pub fn new(
        (left, right): (&'m Checked, &'m Checked),
        pairs: &[Pair],
        (tables, near): (&'a Tables<'m>, Day),
    ) -> Packs<'a, 'm> {
        let both = pairs.iter().filter_map(|pair| {
            let (one, other) = (left.duty(pair.left)?, right.duty(pair.right)?);
            Some((on(one, near), on(other, near)))
        });
        let resting = both.map(|(one, other)| {
            let mut all = rests(left, one);
            all.extend(rests(right, other));
            all.sort_unstable();
            all.dedup();
            Resting { left: one, right: other, on: all }
        });
        let resting = resting.collect();
        Packs { left, right, tables, near, resting }
    }

    /// Pairs of duties that rest on a name.
    fn resting(&self, concept: ConceptId) -> impl Iterator<Item = (Norm<'m>, Norm<'m>)> + '_ {
        let all = self.resting.iter().filter(move |one| one.on.contains(&concept));
        all.map(|one| (Norm::new(self.left, one.left), Norm::new(self.right, one.right)))
    }

    /// Every pair of duties that belong together.
    fn both(&self) -> impl Iterator<Item = (Norm<'m>, Norm<'m>)> + '_ {
        let all = self.resting.iter();
        all.map(|one| (Norm::new(self.left, one.left), Norm::new(self.right, one.right)))
    }

    /// The name of a concept in the words of whichever pack has one.
    fn noun(&self, id: ConceptId) -> &'m str {
        match self.left.vocabulary.noun(id) {
            "" => self.right.vocabulary.noun(id),
            noun => noun,
        }
    }
}

/// The version in force on a day, else the last.
fn on(duty: &Duty, day: Day) -> &Duty {
    duty.versions().iter().find(|one| one.force.holds_on(day)).unwrap_or(duty)
}

/// Every name a duty rests on.
fn rests(model: &Checked, duty: &Duty) -> Vec<ConceptId> {
    let all = Ingredients::of(model, duty);
    let mut on = all.rests_on;
    on.extend(all.statuses);
    on.extend(all.events.iter().map(|(event, _)| *event));
    if let crate::model::Scope::EachPeriod(status) = duty.scope {
        on.push(status);
    }
    on
}

/// What duties come to together for the rule they hang on.
fn together(duties: &[Bears], none: &str) -> (Verdict, Option<String>) {
    let verdict = duties.iter().map(|one| one.verdict).reduce(Verdict::and);
    match verdict {
        Some(verdict) => (verdict, None),
        None => (Verdict::AsStrict, Some(none.to_owned())),
    }
}

#[cfg(test)]
mod tests;
