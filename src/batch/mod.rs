//! Many cases judged at once.
//!
//! In: a [`Program`], a [`Caseload`], which of its cases, and the day as of which to
//! judge. Out: [`Answers`]: a row for each instance of each duty of each case, as columns.
//! Never here: files, what a deadline means.
//!
//! Which engine is asked makes no difference to an answer, only to how long it takes. Cases
//! hang on nothing but themselves, so they are shared out among threads, and come back in
//! their order.

mod answers;
mod reference;
mod table;

pub use answers::{Answered, Answers};

use std::ops::Range;

use rayon::prelude::*;

use crate::caseload::Caseload;
use crate::check::Checked;
use crate::time::Day;

use answers::Piece;

/// Which engine works the answers out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// The interpreter that all others are held against: case by case.
    Reference,
    /// The columnar engine.
    Columnar,
}

/// A pack, ready to be asked about many cases.
#[derive(Debug, Clone)]
pub struct Program {
    model: Checked,
}

impl Program {
    /// Makes a checked pack ready.
    #[must_use]
    pub fn new(model: &Checked) -> Program {
        Program { model: model.clone() }
    }

    /// The pack.
    #[must_use]
    pub fn model(&self) -> &Checked {
        &self.model
    }
}

/// How many cases are worked on together: few enough for their columns to stay in the
/// cache, many enough to share out.
const TOGETHER: usize = 2_048;

/// What cases come to under a pack, as of the end of a day, on as many threads as rayon
/// has here.
///
/// Cases beyond the end of the caseload are left out.
#[must_use]
pub fn evaluate(
    program: &Program,
    caseload: &Caseload,
    cases: Range<usize>,
    as_of: Day,
    engine: Engine,
) -> Answers {
    let parts = parts(caseload, cases);
    let one = |part: Range<usize>| piece(program, caseload, part, as_of, engine);
    Answers::of(as_of, parts.into_par_iter().map(one).collect())
}

/// The same on the thread at hand alone.
#[must_use]
pub fn evaluate_alone(
    program: &Program,
    caseload: &Caseload,
    cases: Range<usize>,
    as_of: Day,
    engine: Engine,
) -> Answers {
    let parts = parts(caseload, cases);
    let one = |part: Range<usize>| piece(program, caseload, part, as_of, engine);
    Answers::of(as_of, parts.into_iter().map(one).collect())
}

fn parts(caseload: &Caseload, cases: Range<usize>) -> Vec<Range<usize>> {
    let end = cases.end.min(caseload.len());
    let starts = (cases.start..end).step_by(TOGETHER);
    starts.map(|start| start..(start + TOGETHER).min(end)).collect()
}

fn piece(
    program: &Program,
    caseload: &Caseload,
    cases: Range<usize>,
    as_of: Day,
    engine: Engine,
) -> Piece {
    match engine {
        Engine::Reference | Engine::Columnar => reference::piece(program, caseload, cases, as_of),
    }
}
