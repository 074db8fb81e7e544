//! Rules across cases, held against what an example of several cases expects of them.
//!
//! In: the cases of an example and an expectation that names such a rule. Out: what is
//! not as expected. Never here: the rows of duties.

use super::rights::Otherwise;
use super::rows::Seen;
use super::{Amount, Expect, Occasion, Pick, RowExpect, Which, expect_text};
use crate::eval::{Group, KeyValue, Outcome, across};
use crate::explain::{group, group_name, group_to_know};
use crate::facts::Case;
use crate::model::Model;
use crate::names::key;
use crate::source::Spanned;

/// Whether a rule is one across cases.
pub(super) fn is_across(model: &Model, rule: &str) -> bool {
    model.across.iter().any(|across| across.name.value == rule)
}

/// The words for how a group stands.
pub(super) const WORDS: [&str; 4] = ["breached", "holds", "lifted", "unknown"];

/// What of an expectation about a rule across cases does not hold; nothing where it
/// does.
pub(super) fn fault(seen: Seen<'_>, says: &Expect) -> Option<Otherwise> {
    let cases: Vec<&Case> = std::iter::once(seen.case).chain(seen.others).collect();
    let groups = across(seen.model, &cases, seen.answer.as_of);
    let of = Groups { seen, cases, groups };
    match says {
        Expect::Row(expected) => {
            let found = of.meant(&expected.which);
            let wrong = found.iter().find(|group| !of.fits(group, expected));
            match (found.is_empty(), wrong) {
                (true, _) => Some(of.nothing(&expected.which.rule.value)),
                (false, wrong) => wrong.map(|group| of.stands(&expected.which, group)),
            }
        }
        Expect::Absent(which) => {
            let found = of.meant(which);
            found.first().map(|group| of.stands(which, group))
        }
        Expect::Count(rule, amount) => {
            let count = of.meant(&Which { rule: rule.clone(), pick: Pick::All }).len();
            let right = match amount {
                Amount::Some => count > 0,
                Amount::Exactly(number) => usize::try_from(*number) == Ok(count),
            };
            let got = format!("{} is there {count} times", rule.value);
            (!right).then(|| Otherwise { paste: got.clone(), got })
        }
        Expect::Explained(which, words) => {
            let found = of.meant(which);
            let silent = found.iter().find(|group| !key(&of.why(group)).contains(&key(words)));
            match (found.is_empty(), silent) {
                (true, _) => Some(of.nothing(&which.rule.value)),
                (false, silent) => {
                    silent.map(|group| Otherwise { got: of.why(group), paste: String::new() })
                }
            }
        }
        Expect::Finding(..) | Expect::NoFinding(_) | Expect::Occurred(..) | Expect::Holds(..) => {
            None
        }
    }
}

/// All groups of the cases of an example.
struct Groups<'a> {
    seen: Seen<'a>,
    cases: Vec<&'a Case>,
    groups: Vec<Group>,
}

impl Groups<'_> {
    /// The groups that are meant, in the order of `duly eval`.
    fn meant(&self, which: &Which) -> Vec<&Group> {
        let of = |group: &&Group| {
            let rule = self.seen.model.across_rule(group.rule);
            rule.is_some_and(|rule| rule.name.value == which.rule.value)
        };
        let mut found: Vec<&Group> = self.groups.iter().filter(of).collect();
        match &which.pick {
            Pick::All | Pick::Every => found,
            Pick::Nth(n) => {
                let at = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
                found.get(at).copied().into_iter().collect()
            }
            Pick::Last => found.pop().into_iter().collect(),
            Pick::For(occasion) => {
                found.retain(|group| self.is_called(group, occasion));
                found
            }
        }
    }

    /// Whether a group has this in common: one part of its key, or all of it.
    fn is_called(&self, group: &Group, occasion: &Occasion) -> bool {
        let Occasion::Named(name) = occasion else { return false };
        let wanted = key(name);
        let part = |value: &KeyValue| match value {
            KeyValue::Text(text) => key(text) == wanted,
            KeyValue::Year(year) => year.to_string() == wanted,
            KeyValue::Month(_) => false,
        };
        group.key.as_ref().is_some_and(|parts| parts.iter().any(part))
            || key(&group_name(self.seen.model, group)) == wanted
    }

    fn why(&self, of: &Group) -> String {
        group(self.seen.model, &self.cases, of, self.seen.answer.as_of)
    }

    fn fits(&self, group: &Group, expected: &RowExpect) -> bool {
        let word = group.outcome.word();
        let known = !expected.unknown || group.outcome == Outcome::NotKnown;
        let since = expected
            .since
            .is_none_or(|since| group.outcome == Outcome::Breached && group.since == Some(since));
        let missing = || {
            let to_know =
                group_to_know(self.seen.model, &self.cases, group, self.seen.answer.as_of);
            to_know.iter().map(|text| key(text)).collect::<Vec<_>>()
        };
        let because = expected.because.is_empty() || {
            let known = missing();
            let said = |reason: &String| known.iter().any(|text| text.contains(&key(reason)));
            expected.because.iter().all(said)
        };
        let days = [expected.due, expected.opens, expected.done, expected.closed];
        known
            && since
            && because
            && expected.flags.iter().all(|(flag, there)| (flag.value == word) == *there)
            && expected.statuses.is_empty()
            && expected.gaps.is_none()
            && expected.by_days.is_none()
            && days.iter().all(Option::is_none)
    }

    fn nothing(&self, rule: &str) -> Otherwise {
        let got = if self.cases.len() < 2 {
            "this example has one case, and the rule is about several: add `another case`"
                .to_owned()
        } else {
            format!("no cases of the example belong together under {rule}")
        };
        Otherwise { got, paste: format!("{rule} is not there") }
    }

    /// How a group stands, as an expectation.
    fn stands(&self, which: &Which, group: &Group) -> Otherwise {
        let mut said = RowExpect::new(which.clone());
        let flag = Spanned::new(group.outcome.word().to_owned(), which.rule.span);
        match (group.outcome, group.since) {
            (Outcome::NotKnown, _) => said.unknown = true,
            (Outcome::Breached, Some(since)) => said.since = Some(since),
            (Outcome::Breached, None) | (Outcome::Lifted | Outcome::Holds, _) => {
                said.flags.push((flag, true));
            }
        }
        if let (Pick::All, Some([KeyValue::Text(name)])) = (&which.pick, group.key.as_deref()) {
            said.which.pick = Pick::For(Occasion::Named(name.clone()));
        }
        let paste = expect_text(&self.seen.model.vocabulary, &Expect::Row(Box::new(said)));
        Otherwise { got: format!("{paste}: {}", self.why(group)), paste }
    }
}
