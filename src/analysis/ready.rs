//! A situation as an example that can be pasted into its pack.

use rustc_hash::FxHashSet;

use super::mutate::Told;
use super::witness::{About, Situation, now};
use crate::check::Checked;
use crate::eval::evaluate;
use crate::examples::{
    Amount, Bound, Expect, Pick, Which, example_text, expect_of, expect_of_right,
};
use crate::source::{Span, Spanned};
use crate::syntax::Carrier;
use crate::syntax::ast::Condition;

/// Names that examples of a pack have, so that no new one takes another's.
#[derive(Debug, Clone, Default)]
pub struct Names(FxHashSet<String>);

impl Names {
    /// The names of these examples.
    #[must_use]
    pub fn of(examples: &[Bound]) -> Names {
        Names(examples.iter().map(|one| one.example.name.value.to_lowercase()).collect())
    }

    /// A name like this one that no example has; from now on one has it.
    pub fn take(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2;
        while !self.0.insert(name.to_lowercase()) {
            name = format!("{wanted} {number}");
            number += 1;
        }
        name
    }
}

/// The situation as an example: its case, and what the pack answers of the rows at
/// these places among those of its duty.
#[must_use]
pub fn example(
    model: &Checked,
    carrier: Carrier,
    name: &str,
    situation: &Situation,
    rows: &[usize],
) -> String {
    let (case, day) = (&situation.case, situation.as_of);
    let expects: Vec<_> =
        of_rows(model, situation, rows).into_iter().map(|says| (day, says)).collect();
    example_text(model, carrier, name, case, &expects)
}

/// What the pack answers of these rows.
fn of_rows(model: &Checked, situation: &Situation, rows: &[usize]) -> Vec<Expect> {
    let (case, day) = (&situation.case, situation.as_of);
    let answer = evaluate(model, case, day);
    let rows = rows.iter().filter_map(|row| situation.own().get(*row));
    let rows = rows.filter_map(|row| answer.rows.iter().find(|other| other.key == row.key));
    rows.map(|row| expect_of(model, case, &answer, row)).collect()
}

/// A case that tells slips from the pack as an example that notices each of them. They
/// were told by the same case.
#[must_use]
pub fn telling(model: &Checked, carrier: Carrier, name: &str, told: &[&Told]) -> String {
    let Some(first) = told.first() else { return String::new() };
    let situation = &first.situation;
    let says = match &first.about {
        About::Duty(duty) => {
            let mut rows: Vec<usize> = told.iter().flat_map(|one| one.rows.clone()).collect();
            rows.sort_unstable();
            rows.dedup();
            let mut says = of_rows(model, situation, &rows);
            if told.iter().any(|one| one.rows.is_empty()) {
                says.push(counted(duty, situation.own().len()));
            }
            says
        }
        About::Power(power) => {
            let rights = situation.answers.first().map_or(&[][..], |one| one.rights.as_slice());
            let says = rights.iter().filter_map(|right| expect_of_right(model, rights, right));
            let says: Vec<Expect> = says.collect();
            if says.is_empty() { vec![counted(power, 0)] } else { says }
        }
        About::Status(status) => {
            let holds = situation.answers.first().and_then(|one| one.holds).flatten();
            let so = now(*status);
            vec![match holds {
                Some(true) => Expect::Holds(so, true),
                Some(false) => Expect::Holds(Condition::Not(Box::new(so)), true),
                None => Expect::Holds(so, false),
            }]
        }
    };
    let says: Vec<_> = says.into_iter().map(|says| (situation.as_of, says)).collect();
    example_text(model, carrier, name, &situation.case, &says)
}

/// How many instances a rule has.
fn counted(rule: &str, rows: usize) -> Expect {
    let rule = Spanned::new(rule.to_owned(), Span::NOWHERE);
    match u32::try_from(rows) {
        Ok(number) if number > 0 => Expect::Count(rule, Amount::Exactly(number)),
        Ok(_) | Err(_) => Expect::Absent(Which { rule, pick: Pick::All }),
    }
}
