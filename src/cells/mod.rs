//! The cells of conditions: every way in which the statements they are made of can
//! come out together.
//!
//! In: conditions of a model, all judged on one day. Out: their cells, as plain data:
//! ages, totals, counts, numbers and words fall into the stretches between the
//! values that some condition names; what is yes or no is so or not; a status that
//! a definition defines is spelled out. Never here: days, or facts of a case.
//!
//! Two statements that hang together in ways that are not known here count as free of
//! each other, so a cell may stand for no case; but no case is without a cell.

mod feature;

use crate::model::Model;
use crate::syntax::ast::{Atom, Condition, Tense};

pub use feature::{Feature, Value};

/// The most cells that are looked at: two to the twelfth.
pub const MOST: usize = 4_096;
/// How deep definitions may rest on one another before they count as plain statuses.
const DEEPEST: usize = 8;

/// One way in which all statements come out: for each feature of its space the place
/// of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cell(Vec<usize>);

/// A condition, with what each of its statements says of a feature.
#[derive(Debug, Clone)]
enum Rule {
    All(Vec<Rule>),
    Any(Vec<Rule>),
    Not(Box<Rule>),
    /// The feature has one of these values.
    Has(usize, Vec<bool>),
}

/// What the statements of some conditions are about.
#[derive(Debug, Clone)]
pub struct Space {
    features: Vec<Feature>,
    rules: Vec<Rule>,
    /// Where the first has this value, the second has not that one.
    apart: Vec<((usize, usize), (usize, usize))>,
}

impl Space {
    /// The space of conditions that are judged on one day. `None` where it has more
    /// cells than are looked at.
    #[must_use]
    pub fn of(model: &Model, conditions: &[&Condition]) -> Option<Space> {
        let all: Vec<(&Model, &Condition)> = conditions.iter().map(|one| (model, *one)).collect();
        Space::beside(&all)
    }

    /// The same of conditions of several models that share the ids of their names:
    /// what one of them defines is spelled out in its own conditions alone.
    #[must_use]
    pub fn beside(conditions: &[(&Model, &Condition)]) -> Option<Space> {
        let mut atoms = Vec::new();
        for (model, condition) in conditions {
            let mut own = Vec::new();
            statements(model, condition, 0, &mut own);
            atoms.extend(own.into_iter().map(|atom| (*model, atom)));
        }
        let features = feature::features(&atoms);
        let size = features.iter().try_fold(1_usize, |size, feature| {
            size.checked_mul(feature.values().len()).filter(|size| *size <= MOST)
        });
        size?;
        let apart = feature::apart(&features);
        let mut space = Space { features, rules: Vec::new(), apart };
        space.rules = conditions.iter().map(|(model, one)| space.rule(model, one, 0)).collect();
        Some(space)
    }

    fn rule(&self, model: &Model, condition: &Condition, depth: usize) -> Rule {
        let each = |all: &[Condition]| all.iter().map(|one| self.rule(model, one, depth)).collect();
        match condition {
            Condition::All(all) => Rule::All(each(all)),
            Condition::Any(all) => Rule::Any(each(all)),
            Condition::Not(inner) => Rule::Not(Box::new(self.rule(model, inner, depth))),
            Condition::Atom(atom) => {
                if let Some((means, except)) = meaning(model, &atom.value, depth) {
                    let mut all = vec![self.rule(model, means, depth + 1)];
                    let not = |one| Rule::Not(Box::new(self.rule(model, one, depth + 1)));
                    all.extend(except.iter().map(not));
                    return Rule::All(all);
                }
                let found = self.features.iter().enumerate();
                let mut found = found.filter_map(|(at, one)| Some((at, one.says(&atom.value)?)));
                // Every statement made its feature: there is one.
                found.next().map_or(Rule::All(Vec::new()), |(at, values)| Rule::Has(at, values))
            }
        }
    }

    /// Its features.
    #[must_use]
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// Every cell, in one order.
    #[must_use]
    pub fn cells(&self) -> Vec<Cell> {
        let mut all = vec![Vec::new()];
        for feature in &self.features {
            let values = 0..feature.values().len();
            all = all
                .into_iter()
                .flat_map(|cell: Vec<usize>| {
                    values.clone().map(move |value| {
                        let mut cell = cell.clone();
                        cell.push(value);
                        cell
                    })
                })
                .collect();
        }
        all.into_iter().filter(|cell| self.fits(cell)).map(Cell).collect()
    }

    /// Whether the condition of this place among those of the space is so in a cell.
    #[must_use]
    pub fn holds(&self, condition: usize, cell: &Cell) -> bool {
        self.rules.get(condition).is_none_or(|rule| so(rule, cell))
    }

    /// What of a cell decides: the values without which `same` would not be so of all
    /// cells that agree with the others, in words that read as conditions.
    #[must_use]
    pub fn because(&self, cell: &Cell, same: &dyn Fn(&Cell) -> bool) -> Vec<Condition> {
        let mut free: Vec<usize> = Vec::new();
        for at in 0..self.features.len() {
            free.push(at);
            if !self.varied(cell, &free).iter().all(same) {
                free.pop();
            }
        }
        let kept = self.features.iter().zip(&cell.0).enumerate();
        let kept = kept.filter(|(at, _)| !free.contains(at));
        kept.filter_map(|(_, (feature, value))| feature.values().get(*value)?.condition()).collect()
    }

    /// Every cell that differs from one in these features at most.
    fn varied(&self, cell: &Cell, free: &[usize]) -> Vec<Cell> {
        let mut all = vec![cell.0.clone()];
        for at in free {
            let values = self.features.get(*at).map_or(0, |feature| feature.values().len());
            all = all
                .into_iter()
                .flat_map(|one| {
                    (0..values).map(move |value| {
                        let mut one = one.clone();
                        one.iter_mut().skip(*at).take(1).for_each(|place| *place = value);
                        one
                    })
                })
                .collect();
        }
        all.into_iter().filter(|one| self.fits(one)).map(Cell).collect()
    }

    /// Whether no two values of a cell exclude each other.
    fn fits(&self, cell: &[usize]) -> bool {
        let has = |(at, value): (usize, usize)| cell.get(at) == Some(&value);
        !self.apart.iter().any(|(one, other)| has(*one) && has(*other))
    }

    /// The cell in words that read as a condition: one for each feature.
    #[must_use]
    pub fn conditions(&self, cell: &Cell) -> Vec<Condition> {
        let values = self.features.iter().zip(&cell.0);
        values.filter_map(|(feature, value)| feature.values().get(*value)?.condition()).collect()
    }

    /// The value of each feature in a cell.
    pub fn values<'s>(&'s self, cell: &'s Cell) -> impl Iterator<Item = (&'s Feature, &'s Value)> {
        let values = self.features.iter().zip(&cell.0);
        values.filter_map(|(feature, value)| Some((feature, feature.values().get(*value)?)))
    }
}

fn so(rule: &Rule, cell: &Cell) -> bool {
    match rule {
        Rule::All(all) => all.iter().all(|one| so(one, cell)),
        Rule::Any(all) => all.iter().any(|one| so(one, cell)),
        Rule::Not(inner) => !so(inner, cell),
        Rule::Has(at, values) => {
            let value = cell.0.get(*at);
            value.and_then(|value| values.get(*value)).copied().unwrap_or(true)
        }
    }
}

/// What a defined status means, and what it leaves out, where a statement asks for it
/// on the day.
fn meaning<'m>(
    model: &'m Model,
    atom: &Atom,
    depth: usize,
) -> Option<(&'m Condition, &'m [Condition])> {
    let Atom::Status { status, tense: Tense::Now } = atom else { return None };
    let definition = model.derived.definition(status.value)?;
    // What it means hangs on the day where it changes.
    if depth >= DEEPEST || !definition.is_lasting() {
        return None;
    }
    Some((&definition.means, &definition.except))
}

/// Every statement of a condition, definitions spelled out.
fn statements<'c>(
    model: &'c Model,
    condition: &'c Condition,
    depth: usize,
    all: &mut Vec<&'c Atom>,
) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| statements(model, part, depth, all));
        }
        Condition::Not(inner) => statements(model, inner, depth, all),
        Condition::Atom(atom) => match meaning(model, &atom.value, depth) {
            Some((means, except)) => {
                statements(model, means, depth + 1, all);
                except.iter().for_each(|one| statements(model, one, depth + 1, all));
            }
            None => all.push(&atom.value),
        },
    }
}
