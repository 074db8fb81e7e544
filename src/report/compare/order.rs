//! How strict packs are beside each other in one thing, in words.
//!
//! In: a row of a matrix. Out: what there is to say of it, in pieces, each with the two packs
//! that it is about. Never here: deciding it.

use super::words::plain;
use crate::analysis::aspects::Verdict;
use crate::analysis::compare::Row;
use crate::names::listed;

/// A piece of what is said, and the packs that it holds against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) between: Option<(usize, usize)>,
}

impl Said {
    fn new(text: impl Into<String>, between: Option<(usize, usize)>) -> Said {
        Said { text: text.into(), between }
    }
}

/// All of it on one line.
pub(super) fn line(row: &Row, name: &dyn Fn(usize) -> String) -> String {
    let all: Vec<String> = order(row, name).into_iter().map(|one| one.text).collect();
    all.join("; ")
}

/// How the packs of a row compare, with the short names of the packs.
pub(super) fn order(row: &Row, name: &dyn Fn(usize) -> String) -> Vec<Said> {
    let cells = row.cells.iter().enumerate();
    let has: Vec<usize> =
        cells.filter(|(_, cell)| !cell.duties.is_empty()).map(|(at, _)| at).collect();
    match has.as_slice() {
        [] => Vec::new(),
        [only] => vec![Said::new(format!("only in {}", name(*only)), None)],
        [one, other] if row.cells.len() == 2 => {
            let text = match row.verdict(*one, *other) {
                Some(verdict @ (Verdict::Stricter | Verdict::Laxer)) => {
                    format!("{} is {}", name(*other), verdict.word())
                }
                Some(verdict) => plain(verdict).to_owned(),
                None => "not held against each other".to_owned(),
            };
            vec![Said::new(text, Some((*one, *other)))]
        }
        has => match row.order() {
            Some(groups) => in_order(row, &groups, name),
            None => by_classes(row, has, name),
        },
    }
}

fn equals(group: &[usize], name: &dyn Fn(usize) -> String) -> String {
    group.iter().map(|at| name(*at)).collect::<Vec<_>>().join(" = ")
}

/// `strictest first: A = B`, `then C`.
fn in_order(row: &Row, groups: &[Vec<usize>], name: &dyn Fn(usize) -> String) -> Vec<Said> {
    if let [all] = groups {
        let pairs = all.iter().flat_map(|one| all.iter().map(move |other| (*one, *other)));
        let mut pairs = pairs.filter(|(one, other)| one < other);
        let same = pairs.all(|(one, other)| row.verdict(one, other) == Some(Verdict::Same));
        let between = all.first().copied().zip(all.get(1).copied()).filter(|_| !same);
        return vec![Said::new(if same { "all identical" } else { "all as strict" }, between)];
    }
    let mut before: Option<usize> = None;
    let mut all = Vec::new();
    for group in groups {
        let label = equals(group, name);
        let text = match before {
            None => format!("strictest first: {label}"),
            Some(_) => format!("then {label}"),
        };
        all.push(Said::new(text, before.zip(group.first().copied())));
        before = group.first().copied();
    }
    all
}

/// Packs that are as strict as each other, in the order of the packs.
fn classes(row: &Row, has: &[usize]) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    for at in has {
        let equal = |other: &usize| {
            matches!(row.verdict(*other, *at), Some(Verdict::Same | Verdict::AsStrict))
        };
        match all.iter_mut().find(|class| class.iter().all(equal)) {
            Some(class) => class.push(*at),
            None => all.push(vec![*at]),
        }
    }
    all
}

/// How a class compares with another: what is known of any two of them, for the others of
/// a class are as strict.
fn between(row: &Row, one: &[usize], other: &[usize]) -> Option<Verdict> {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (*one, *other)));
    let found: Vec<Verdict> = pairs.filter_map(|(one, other)| row.verdict(one, other)).collect();
    let known = [Verdict::Stricter, Verdict::Laxer, Verdict::Incomparable, Verdict::CannotTell];
    known.into_iter().find(|verdict| found.contains(verdict)).or(found.first().copied())
}

/// `A = B = C`, `F: cannot tell`.
fn by_classes(row: &Row, has: &[usize], name: &dyn Fn(usize) -> String) -> Vec<Said> {
    let classes = classes(row, has);
    let mut all = Vec::new();
    for (at, class) in classes.iter().enumerate() {
        let label = equals(class, name);
        let mut relations: Vec<(Option<Verdict>, Vec<&Vec<usize>>)> = Vec::new();
        for before in classes.iter().take(at) {
            let verdict = between(row, before, class);
            match relations.iter_mut().find(|(known, _)| *known == verdict) {
                Some((_, classes)) => classes.push(before),
                None => relations.push((verdict, vec![before])),
            }
        }
        let said = relations.iter().map(|(verdict, classes)| {
            let others: Vec<String> = classes.iter().map(|class| equals(class, name)).collect();
            related(*verdict, &listed(&others), relations.len() > 1)
        });
        let said: Vec<String> = said.collect();
        let first = relations.first().and_then(|(_, classes)| classes.first()?.first().copied());
        let text = if said.is_empty() { label } else { format!("{label}: {}", said.join(", ")) };
        all.push(Said::new(text, first.zip(class.first().copied())));
    }
    all
}

/// How a class compares with some before it; `apart`: with others before it otherwise.
fn related(verdict: Option<Verdict>, others: &str, apart: bool) -> String {
    let word = match verdict {
        Some(verdict @ (Verdict::Stricter | Verdict::Laxer)) => {
            return format!("{} than {others}", verdict.word());
        }
        Some(verdict) => plain(verdict),
        None => "not held against each other",
    };
    if apart { format!("{word} (against {others})") } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::line;
    use crate::analysis::aspects::Verdict::{self, CannotTell, Incomparable, Same, Stricter};
    use crate::analysis::compare::{Cell, Named, Row};
    use crate::model::DutyId;

    fn row(packs: usize, verdicts: &[(usize, usize, Verdict)]) -> Row {
        let named = Named {
            id: DutyId(0),
            name: "a".into(),
            pack: "p".into(),
            title: "A".into(),
            act: String::new(),
            limit: String::new(),
            sources: Vec::new(),
        };
        let cells = vec![Cell { duties: vec![named] }; packs];
        Row { title: "A".into(), cells, verdicts: verdicts.to_vec() }
    }

    fn said(packs: usize, verdicts: &[(usize, usize, Verdict)]) -> String {
        line(&row(packs, verdicts), &|at| ["A", "B", "C", "D"][at].to_owned())
    }

    #[test]
    fn of_two_packs_only_the_verdict_is_said() {
        assert_eq!(said(2, &[(0, 1, CannotTell)]), "cannot tell");
        assert_eq!(said(2, &[(0, 1, Stricter)]), "B is stricter");
        assert_eq!(said(2, &[(0, 1, Incomparable)]), "stricter in some ways, laxer in others");
    }

    #[test]
    fn packs_that_are_as_strict_are_one_class() {
        let same = [(0, 1, Same), (0, 2, Same), (1, 2, Same)];
        let tell = [(0, 3, CannotTell), (1, 3, CannotTell), (2, 3, CannotTell)];
        assert_eq!(said(4, &[&same[..], &tell[..]].concat()), "A = B = C; D: cannot tell");
        assert_eq!(said(3, &same), "all identical");
    }

    #[test]
    fn a_pack_may_compare_with_each_in_another_way() {
        let all = [(0, 1, Incomparable), (0, 2, Stricter), (1, 2, Stricter)];
        assert_eq!(
            said(3, &all),
            "A; B: stricter in some ways, laxer in others; C: stricter than A and B"
        );
        let all = [(0, 1, Incomparable), (0, 2, Stricter), (1, 2, CannotTell)];
        assert_eq!(
            said(3, &all),
            "A; B: stricter in some ways, laxer in others; C: stricter than A, cannot tell (against B)"
        );
    }
}
