//! Rights that powers open, held against what an example expects of them.
//!
//! In: an answer and an expectation that names a power. Out: what is not as expected.
//! Never here: the rows of duties.

use super::rows::{Seen, is};
use super::{Amount, Expect, Pick, RowExpect, Which, expect_text};
use crate::eval::{Right, RightState};
use crate::model::Model;
use crate::source::Spanned;

/// What is not as expected: what was found, in words, and what would hold.
pub(super) struct Otherwise {
    pub(super) got: String,
    pub(super) paste: String,
}

/// Whether a rule is a power.
pub(super) fn is_power(model: &Model, rule: &str) -> bool {
    model.powers.iter().any(|power| power.name.value == rule)
}

/// The words for how a right stands.
pub(super) const WORDS: [&str; 4] = ["open", "not yet open", "used", "closed"];

/// What of an expectation about a power does not hold; nothing where it does.
pub(super) fn fault(seen: Seen<'_>, says: &Expect) -> Option<Otherwise> {
    match says {
        Expect::Row(expected) => {
            let found = rights(seen, &expected.which);
            let wrong = found.iter().find(|right| !fits(right, expected));
            match (found.is_empty(), wrong) {
                (true, _) => Some(nothing(&expected.which.rule.value)),
                (false, wrong) => wrong.map(|right| stands(seen, &expected.which, right)),
            }
        }
        Expect::Absent(which) => {
            let found = rights(seen, which);
            found.first().map(|right| stands(seen, which, right))
        }
        Expect::Count(rule, amount) => {
            let count = rights(seen, &Which { rule: rule.clone(), pick: Pick::All }).len();
            let right = match amount {
                Amount::Some => count > 0,
                Amount::Exactly(number) => usize::try_from(*number) == Ok(count),
            };
            let got = format!("{} is there {count} times", rule.value);
            (!right).then(|| Otherwise { paste: got.clone(), got })
        }
        Expect::Explained(..)
        | Expect::Finding(..)
        | Expect::NoFinding(_)
        | Expect::Occurred(..)
        | Expect::Holds(..) => None,
    }
}

/// The rights that are meant, in the order of the answer.
fn rights<'a>(seen: Seen<'a>, which: &Which) -> Vec<&'a Right> {
    let of = |right: &&Right| {
        let power = seen.model.powers.iter().find(|power| power.id == right.power);
        power.is_some_and(|power| power.name.value == which.rule.value)
    };
    let mut found: Vec<&Right> = seen.answer.rights.iter().filter(of).collect();
    match &which.pick {
        Pick::All | Pick::Every => found,
        Pick::Nth(n) => {
            let at = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
            found.get(at).copied().into_iter().collect()
        }
        Pick::Last => found.pop().into_iter().collect(),
        Pick::For(occasion) => {
            found.retain(|right| seen.hangs_on(&right.row, occasion));
            found
        }
    }
}

fn fits(right: &Right, expected: &RowExpect) -> bool {
    let word = right.state.word();
    let days = [
        (right.row.due, expected.due),
        (right.row.opens, expected.opens),
        (right.used.map(|(day, _)| day), expected.done),
    ];
    (right.state == RightState::NotKnown || !expected.unknown)
        && expected.statuses.is_empty()
        && expected.flags.iter().all(|(flag, there)| (flag.value == word) == *there)
        && days.into_iter().all(|(found, wanted)| wanted.is_none_or(|day| is(found, day)))
}

fn nothing(rule: &str) -> Otherwise {
    Otherwise {
        got: format!("nothing in the case opens {rule}"),
        paste: format!("{rule} is not there"),
    }
}

/// What an example of this right would say, one of those that its power opened in the
/// order of the answer.
#[must_use]
pub fn expect_of_right(model: &Model, rights: &[Right], right: &Right) -> Option<Expect> {
    let power = model.power(right.power)?;
    let mut same = rights.iter().filter(|other| other.power == right.power);
    let at = same.position(|other| other.row.key == right.row.key)?;
    let alone = rights.iter().filter(|other| other.power == right.power).count() < 2;
    let pick = if alone { Pick::All } else { Pick::Nth(u32::try_from(at + 1).ok()?) };
    let rule = Spanned::new(power.name.value.clone(), power.name.span);
    Some(said_of(&Which { rule, pick }, right))
}

/// How a right stands, as an expectation.
fn stands(seen: Seen<'_>, which: &Which, right: &Right) -> Otherwise {
    let paste = expect_text(&seen.model.vocabulary, &said_of(which, right));
    Otherwise { got: paste.clone(), paste }
}

fn said_of(which: &Which, right: &Right) -> Expect {
    let mut said = RowExpect::new(which.clone());
    let flag = Spanned::new(right.state.word().to_owned(), which.rule.span);
    match right.state {
        RightState::NotKnown => said.unknown = true,
        RightState::Open | RightState::NotYet | RightState::Used | RightState::Closed => {
            said.flags.push((flag, true));
        }
    }
    said.due = right.row.due.map(super::print::days);
    said.done = right.used.map(|(day, _)| super::print::days(day));
    Expect::Row(Box::new(said))
}
