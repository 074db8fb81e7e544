//! Many cases judged at once, held against each case judged by itself.

mod columns;
mod counted;
mod differential;
mod fallbacks;
mod hostile;
mod modules;
mod parts;
mod returns;
mod worked;

use duly::batch::{Answered, Engine, Program, evaluate};
use duly::caseload::{Builder, Caseload};
use duly::check::Checked;
use duly::eval::{self, Row};
use duly::facts::Case;
use duly::open::{Suite, suite};
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use duly::time::Day;

/// A shipped pack with its examples.
fn shipped(id: &str) -> Suite {
    let opened = suite(&MemoryWorld::new(), Library::shipped(), &mut SourceMap::new(), id);
    opened.value.unwrap_or_else(|| panic!("{id}"))
}

/// Cases as one caseload, of which nothing is said beyond the vocabulary.
fn caseload<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Caseload {
    let mut builder = Builder::new(Default::default());
    cases.into_iter().for_each(|case| builder.push(case.clone()));
    builder.finish()
}

/// A row of the reference interpreter as a row of many.
fn answered(case: usize, row: &Row) -> Answered {
    Answered {
        case: u32::try_from(case).unwrap(),
        duty: row.key.duty,
        trigger: row.key.trigger,
        number: row.key.number,
        trigger_on: row.trigger_date,
        due: row.due,
        done: row.fulfilled.map(|(on, _)| on),
        statuses: row.statuses,
        days_late: row.days_late,
        flags: row.flags,
        unknown_because: row.blame.first().cloned(),
    }
}

/// What each case of a caseload comes to by itself, in order.
fn one_by_one(model: &Checked, caseload: &Caseload, as_of: Day) -> Vec<Answered> {
    let each = (0..caseload.len()).flat_map(|at| {
        let case = caseload.case(at).unwrap();
        let rows = eval::evaluate(model, &case, as_of).rows;
        rows.iter().map(|row| answered(at, row)).collect::<Vec<_>>()
    });
    each.collect()
}

/// Everything that an engine answers.
fn rows(model: &Checked, caseload: &Caseload, as_of: Day, engine: Engine) -> Vec<Answered> {
    let program = Program::new(model);
    evaluate(&program, caseload, 0..caseload.len(), as_of, engine).rows().collect()
}
