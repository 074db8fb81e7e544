//! Who is in which role.
//!
//! In: two roles and a day. Out: whether one person is in both. Who is in a role is
//! the fact of the case that has the role's name. Never here: who did what.

use super::Blame;
use super::conditions::{agree, case_fact};
use super::range::{Truth, When};
use super::world::World;
use crate::facts::Value;
use crate::names::ConceptId;
use crate::time::Day;

/// Whether one person is in both roles on a day.
pub(super) fn same(world: &World<'_>, roles: [ConceptId; 2], judged: &When) -> Truth {
    let [Some(one), Some(other)] = roles.map(|role| world.model.vocabulary.holder(role)) else {
        return Truth::False;
    };
    let at = |day: i32| {
        let [a, b] = [one, other].map(|fact| case_fact(world, fact, day));
        match (a, b) {
            (Ok(Value::Word(a)), Ok(Value::Word(b))) => {
                a.trim().eq_ignore_ascii_case(b.trim()).into()
            }
            (Ok(_), Ok(_)) => Truth::False,
            (Err(a), Err(b)) => Truth::Unknown([a, b].into_iter().collect::<Vec<Blame>>()),
            (Err(blame), Ok(_)) | (Ok(_), Err(blame)) => Truth::unknown(blame),
        }
    };
    if judged.is_exact() {
        return at(judged.lo);
    }
    let days = days(world, [one, other]).filter(|day| *day > judged.lo && *day <= judged.hi);
    let days: Vec<i32> = std::iter::once(judged.lo).chain(days).collect();
    agree(days.into_iter().map(at), judged)
}

/// The days on which somebody may come into one of them.
pub(super) fn changes(world: &World<'_>, roles: [ConceptId; 2], add: &mut impl FnMut(i32)) {
    if let [Some(one), Some(other)] = roles.map(|role| world.model.vocabulary.holder(role)) {
        days(world, [one, other]).for_each(add);
    }
}

fn days(world: &World<'_>, facts: [ConceptId; 2]) -> impl Iterator<Item = i32> {
    let of = world.case.facts.iter().filter(move |attribute| facts.contains(&attribute.fact));
    of.filter_map(|attribute| attribute.from.map(Day::number))
}
