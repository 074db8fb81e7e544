//! Many cases judged at once.
//!
//! In: a [`Program`], a [`Caseload`], which of its cases, and the day as of which to
//! judge. Out: [`Answers`]: a row for each instance of each duty of each case, as columns.
//! Never here: files, what a deadline means.
//!
//! Which engine is asked makes no difference to an answer, only to how long it takes. Cases
//! hang on nothing but themselves, so they are shared out among threads, and come back in
//! their order.

mod alike;
mod answered;
mod answers;
mod asked;
mod begun;
mod birthdays;
mod blames;
mod blank;
mod bound;
mod by_duty;
mod chain;
mod columnar;
mod common;
mod course;
mod event;
mod everywhere;
mod finish;
mod instance;
mod judging;
mod kernel;
mod laid;
mod lengths;
mod marks;
mod matching;
mod narrow;
mod pending;
mod plan;
mod possible;
mod range;
mod recurring;
mod reference;
mod rows;
mod schedule;
mod seat;
mod shifts;
mod span;
mod stand;
mod standing;
mod statuses;
mod table;
mod told;
mod totals;
mod triggers;
mod twins;
mod unseen;
mod wasm;
mod ways;
mod windows;
mod working;
mod world;

pub use answers::{Answered, Answers};
pub use by_duty::{Part, Rows, Seen};
pub use wasm::NotUsed;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::caseload::Caseload;
use crate::check::Checked;
use crate::host::HostError;
use crate::ir::{Ir, compile};
use crate::model::DutyId;
use crate::time::Day;

use answers::Piece;
use bound::Bound;
use shifts::Shifts;

/// Which engine works the answers out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// The interpreter that all others are held against: case by case.
    Reference,
    /// The columnar engine.
    Columnar,
    /// The module of the pack, run here.
    Wasm,
}

/// A pack, ready to be asked about many cases.
#[derive(Debug, Clone)]
pub struct Program {
    model: Checked,
    ir: Ir,
    machine: Arc<wasm::Machine>,
    shifts: Shifts,
}

impl Program {
    /// Makes a checked pack ready.
    #[must_use]
    pub fn new(model: &Checked) -> Program {
        let ir = compile(model);
        let shifts = Shifts::of(&ir);
        Program { model: model.clone(), ir, machine: Arc::default(), shifts }
    }

    /// The pack.
    #[must_use]
    pub fn model(&self) -> &Checked {
        &self.model
    }

    /// The form that the fast engines are made of.
    #[must_use]
    pub fn ir(&self) -> &Ir {
        &self.ir
    }

    /// The duties of which a module made for these cases decides anything, in their order: the
    /// columnar engine judges the others.
    #[must_use]
    pub fn for_module(&self, caseload: &Caseload, as_of: Day) -> Vec<DutyId> {
        wasm::wanted(&Bound::new(self, caseload, as_of))
    }

    /// Why no module judged cases that one was asked to judge; another engine did then.
    #[must_use]
    pub fn not_run(&self) -> Option<HostError> {
        self.machine.not_run()
    }

    /// The pack with a module that was made of it before, in place of one made now.
    ///
    /// # Errors
    /// If it is not what would be made of this pack, or cannot be run.
    pub fn with_module(self, bytes: &[u8]) -> Result<Program, NotUsed> {
        let machine = wasm::Machine::of(&self, bytes)?;
        Ok(Program { machine: Arc::new(machine), ..self })
    }

    /// The duties that the fast engines leave to the reference interpreter, and why.
    pub fn fallbacks(&self) -> impl Iterator<Item = (DutyId, &str)> {
        self.ir.fallbacks()
    }
}

/// How many cases are worked on together: few enough for their columns to stay in the
/// cache, many enough to be worth a beginning.
const TOGETHER: usize = 2_048;
/// Of few cases no fewer are worked on together, where there are threads to share them.
const FEW: usize = 64;

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
    let work = work((program, caseload), as_of, engine);
    // One council has no more cases than that: each thread gets some of them, and those that
    // take longest hold nobody up.
    let shares = 4 * rayon::current_num_threads();
    let size = cases.len().div_ceil(shares).clamp(FEW, TOGETHER);
    let pieces = parts(caseload, cases, size).into_par_iter().map(work).collect();
    Answers::of(as_of, pieces)
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
    let work = work((program, caseload), as_of, engine);
    let pieces = parts(caseload, cases, TOGETHER).into_iter().map(work).collect();
    Answers::of(as_of, pieces)
}

/// What an engine does with a part of the cases.
fn work<'a>(
    (program, caseload): (&'a Program, &'a Caseload),
    as_of: Day,
    engine: Engine,
) -> Box<dyn Fn(Range<usize>) -> Piece + Send + Sync + 'a> {
    let bound = || Bound::new(program, caseload, as_of);
    match engine {
        Engine::Reference => Box::new(move |part| reference::piece(program, caseload, part, as_of)),
        Engine::Columnar => {
            let bound = bound();
            Box::new(move |part| columnar::piece(program, &bound, part))
        }
        Engine::Wasm => Box::new(wasm::pieces(program, bound())),
    }
}

fn parts(caseload: &Caseload, cases: Range<usize>, size: usize) -> Vec<Range<usize>> {
    let end = cases.end.min(caseload.len());
    let starts = (cases.start..end).step_by(size);
    starts.map(|start| start..(start + size).min(end)).collect()
}
