//! A case of which two packs say different things, where that is not how a duty stands.

use crate::check::Checked;
use crate::diag::Code;
use crate::eval::{Outcome, across, derived, evaluate, holds};
use crate::examples::facts_text;
use crate::facts::Case;
use crate::names::{ConceptId, Vocabulary};
use crate::time::Day;

use super::Verdict;
use crate::analysis::witness::now;

/// What a pack is asked of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Whether a status holds.
    Status(ConceptId),
    /// On which days an event is deemed to have happened.
    Deemed(ConceptId),
    /// How many uses of powers are outside them.
    Uses,
    /// How a rule across cases stands, by its id; nothing where the pack has none.
    Across(Option<String>),
}

impl Asked {
    /// What a pack says, in words.
    #[must_use]
    pub fn say(&self, model: &Checked, cases: &[Case], as_of: Day) -> String {
        let Some(case) = cases.first() else { return String::new() };
        match self {
            Asked::Status(status) => match holds(model, case, as_of, &now(*status)) {
                Some(true) => "it holds".to_owned(),
                Some(false) => "it does not hold".to_owned(),
                None => "it is not known".to_owned(),
            },
            Asked::Deemed(event) => {
                let all = derived(model, case, as_of);
                let days = all.iter().filter(|one| one.kind == *event && !one.perhaps);
                let days: Vec<String> =
                    days.filter_map(|one| Some(one.on.exact()?.long())).collect();
                match days.as_slice() {
                    [] => "it is not deemed to have happened".to_owned(),
                    all => format!("deemed to have happened on {}", all.join(" and ")),
                }
            }
            Asked::Uses => match outside(model, case, as_of) {
                0 => "each use counts".to_owned(),
                1 => "1 use is outside it".to_owned(),
                more => format!("{more} uses are outside it"),
            },
            Asked::Across(_) => self
                .outcome(model, cases, as_of)
                .map_or("nothing is asked", Outcome::word)
                .to_owned(),
        }
    }

    /// How much is wrong in the eyes of a pack, where that says which asks for more.
    fn weight(&self, model: &Checked, cases: &[Case], as_of: Day) -> Option<usize> {
        match self {
            Asked::Status(_) | Asked::Deemed(_) => None,
            Asked::Uses => Some(outside(model, cases.first()?, as_of)),
            Asked::Across(_) => match self.outcome(model, cases, as_of) {
                Some(Outcome::Breached) => Some(1),
                Some(Outcome::Lifted | Outcome::Holds) | None => Some(0),
                Some(Outcome::NotKnown) => None,
            },
        }
    }

    /// The worst of the groups of a rule across cases; nothing where there is no such rule.
    fn outcome(&self, model: &Checked, cases: &[Case], as_of: Day) -> Option<Outcome> {
        let Asked::Across(Some(rule)) = self else { return None };
        let all: Vec<&Case> = cases.iter().collect();
        let groups = across(model, &all, as_of);
        let of_rule = groups.iter().filter(|group| {
            let named = model.across_rule(group.rule);
            named.is_some_and(|one| one.name.value == *rule) && group.key.is_some()
        });
        of_rule.map(|group| group.outcome).min()
    }
}

/// How many uses of powers a pack does not allow.
pub(super) fn outside(model: &Checked, case: &Case, as_of: Day) -> usize {
    let refused = |code: Code| matches!(code, Code::D0805 | Code::D0808 | Code::D0809);
    evaluate(model, case, as_of).findings.iter().filter(|one| refused(one.code)).count()
}

/// A case, or several that are judged together, and what both packs say.
#[derive(Debug, Clone)]
pub struct RuleWitness {
    /// The cases; all but the first only where a rule looks across them.
    pub cases: Vec<Case>,
    /// As of the end of this day.
    pub as_of: Day,
    /// What was asked of each pack.
    pub asked: (Asked, Asked),
    /// What the cases say: those that say the same once.
    pub facts: Vec<String>,
    /// What the first pack says.
    pub left: String,
    /// What the second says.
    pub right: String,
    /// Which of them it shows to ask for less, where that can be said of a rule alone:
    /// *laxer* is the second.
    pub shows: Option<Verdict>,
}

impl RuleWitness {
    /// The witness, where the packs do not say the same.
    pub(super) fn of(
        (left, right): (&Checked, &Checked),
        asked: (Asked, Asked),
        (cases, as_of): (Vec<Case>, Day),
    ) -> Option<RuleWitness> {
        let one = asked.0.say(left, &cases, as_of);
        let other = asked.1.say(right, &cases, as_of);
        if one == other {
            return None;
        }
        let wider = right.vocabulary.len() >= left.vocabulary.len();
        let words = if wider { &right.vocabulary } else { &left.vocabulary };
        let facts = facts(words, &cases);
        let weights = (asked.0.weight(left, &cases, as_of), asked.1.weight(right, &cases, as_of));
        let shows = weights.0.zip(weights.1).map(|(one, other)| match one.cmp(&other) {
            std::cmp::Ordering::Less => Verdict::Stricter,
            std::cmp::Ordering::Equal => Verdict::AsStrict,
            std::cmp::Ordering::Greater => Verdict::Laxer,
        });
        Some(RuleWitness { cases, as_of, asked, facts, left: one, right: other, shows })
    }

    /// Whether both packs still say so.
    #[must_use]
    pub fn replays(&self, left: &Checked, right: &Checked) -> bool {
        self.asked.0.say(left, &self.cases, self.as_of) == self.left
            && self.asked.1.say(right, &self.cases, self.as_of) == self.right
    }
}

/// What cases say, where many say the same once.
fn facts(words: &Vocabulary, cases: &[Case]) -> Vec<String> {
    let said: Vec<Vec<String>> = cases.iter().map(|case| facts_text(words, case)).collect();
    if let [one] = said.as_slice() {
        return one.clone();
    }
    let mut known: Vec<(usize, &Vec<String>)> = Vec::new();
    for one in &said {
        match known.iter_mut().find(|(_, other)| *other == one) {
            Some((count, _)) => *count += 1,
            None => known.push((1, one)),
        }
    }
    let say = |(count, facts): (usize, &Vec<String>)| {
        let cases = if count == 1 { "1 case".to_owned() } else { format!("{count} cases") };
        let facts = facts.join("; ");
        if facts.is_empty() { cases } else { format!("{cases} with: {facts}") }
    };
    known.into_iter().map(say).collect()
}
