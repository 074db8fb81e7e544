//! Whether a cover applies wherever the duty of the base does.
//!
//! A condition with `if` or `unless` is read once; one with `while` or `once` is asked
//! day by day. So a cover that applies while something is so has to follow from what the
//! base asks day by day, and one that applies if something is so from what the base
//! reads once.

use crate::analysis::aspects::Norm;
use crate::analysis::cells::{Cell, Space};
use crate::model::Model;
use crate::syntax::ast::{Condition, When};

/// A part of an `applies` clause: its word, and its place among the conditions of the
/// space.
type Part = (When, usize);

/// The conditions of a duty and of what covers it, in every way they can come out.
pub(super) struct Terrain {
    space: Space,
    cells: Vec<Cell>,
    base: Vec<Part>,
    covers: Vec<Vec<Part>>,
}

/// A cell in which the duty of the base applies, or may come to.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    /// What of it decides, where nothing covers it.
    pub(super) because: Vec<Condition>,
    /// The covers that apply in it, by their places.
    pub(super) covers: Vec<usize>,
    /// The duty of the base applies at once; otherwise it may begin to later.
    pub(super) at_once: bool,
}

impl Terrain {
    /// `None` where there are more cells than are looked at.
    pub(super) fn of(base: Norm<'_>, covers: &[Norm<'_>]) -> Option<Terrain> {
        let mut all = Vec::new();
        let of_base = read(base, &mut all);
        let of_covers = covers.iter().map(|cover| read(*cover, &mut all)).collect();
        let space = Space::beside(&all)?;
        let cells = space.cells();
        Some(Terrain { space, cells, base: of_base, covers: of_covers })
    }

    fn so(&self, parts: &[Part], cell: &Cell, which: impl Fn(When) -> bool) -> bool {
        parts
            .iter()
            .filter(|(when, _)| which(*when))
            .all(|(when, at)| (*when == When::Unless) != self.space.holds(*at, cell))
    }

    /// Each cell in which what the base reads once is so: one of those alike in what
    /// covers them, or, uncovered, in why.
    pub(super) fn grounds(&self) -> Vec<Ground> {
        let mut found: Vec<Ground> = Vec::new();
        for cell in &self.cells {
            let Some((at_once, covers)) = self.ground(cell) else { continue };
            let because = if covers.is_empty() {
                // What the base asks for itself need not be told.
                self.space.because(cell, &|other| {
                    self.ground(other).is_none_or(|(now, found)| now != at_once || found.is_empty())
                })
            } else {
                Vec::new()
            };
            let ground = Ground { because, covers, at_once };
            let known = found.iter().any(|one| {
                one.covers == ground.covers
                    && one.at_once == ground.at_once
                    && one.because == ground.because
            });
            if !known {
                found.push(ground);
            }
        }
        found
    }

    /// Whether the base applies at once in a cell, and what covers it; `None` where it
    /// cannot come to apply.
    fn ground(&self, cell: &Cell) -> Option<(bool, Vec<usize>)> {
        if !self.so(&self.base, cell, is_read_once) {
            return None;
        }
        let at_once = self.so(&self.base, cell, |when| !is_read_once(when));
        let covers = self.covers.iter().enumerate();
        let covers =
            covers.filter(|(_, parts)| self.so(parts, cell, |when| at_once || is_read_once(when)));
        Some((at_once, covers.map(|(at, _)| at).collect()))
    }

    /// The word of a condition that a cover asks day by day, and that can stop being so
    /// while the duty of the base goes on.
    pub(super) fn stops(&self, cover: usize) -> Option<When> {
        let parts = self.covers.get(cover)?;
        let asked = parts.iter().filter(|(when, _)| !is_read_once(*when));
        let stops = |part: &&Part| {
            self.cells.iter().any(|cell| {
                let goes_on = self.so(&self.base, cell, |when| {
                    when == When::While || (when == When::Once && part.0 == When::Once)
                });
                goes_on && !self.so(&[**part], cell, |_| true)
            })
        };
        asked.filter(stops).map(|(when, _)| *when).next()
    }
}

fn is_read_once(when: When) -> bool {
    matches!(when, When::If | When::Unless)
}

/// The parts of a duty's conditions, which join the others.
fn read<'m>(norm: Norm<'m>, all: &mut Vec<(&'m Model, &'m Condition)>) -> Vec<Part> {
    let parts = norm.duty.applies.iter().flat_map(|clause| &clause.parts);
    parts
        .map(|(when, condition)| {
            all.push((norm.model, condition));
            (when.value, all.len() - 1)
        })
        .collect()
}
