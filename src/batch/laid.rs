//! Cases in the memory of a module: the columns that it reads.
//!
//! In: cases of a caseload, and which columns a module has. Out: these written into its
//! memory. Never here: running it; what it answers.

use std::ops::Range;

use super::wasm::Run;
use crate::caseload::NO_DAY;
use crate::names::ConceptId;
use crate::wasm::{ColumnAt, UNKNOWN, UNSAID, What, coded};

/// Words of a memory.
pub(super) fn words(bytes: &[u8]) -> impl ExactSizeIterator<Item = i32> + Clone {
    bytes.chunks_exact(4).map(|four| {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(four);
        i32::from_le_bytes(bytes)
    })
}

/// Writes words from an address on.
pub(super) fn write(memory: &mut [u8], at: usize, words: &[i32]) {
    let bytes = memory.get_mut(at..).unwrap_or(&mut []);
    for (to, word) in bytes.chunks_exact_mut(4).zip(words) {
        to.copy_from_slice(&word.to_le_bytes());
    }
}

/// How many words the columns of these cases take at most.
pub(super) fn room(run: &Run<'_>) -> usize {
    let cases = run.cases.len();
    let head = run.made.meta.words as usize + cases.div_ceil(4) + cases;
    let of_column = |column: &ColumnAt| {
        let Some(concept) = column.concept else { return 0 };
        match column.what {
            What::Event => run
                .caseload
                .events_of(concept)
                .map_or(0, |events| cases + 1 + entries(events.starts(), &run.cases).len()),
            What::Period => run
                .caseload
                .periods_of(concept)
                .map_or(0, |periods| cases + 1 + 2 * entries(periods.starts(), &run.cases).len()),
            What::Fact => cases + 1 + 2 * held(run, concept).map_or(0, |(_, of)| of.len()),
            What::Detail => column
                .beside
                .and_then(|kind| run.caseload.events_of(kind))
                .map_or(0, |events| entries(events.starts(), &run.cases).len()),
        }
    };
    head + run.made.meta.columns.iter().map(of_column).sum::<usize>()
}

/// Lays the columns of these cases out from an address on, after their table.
pub(super) fn lay(run: &Run<'_>, memory: &mut [u8], base: usize) {
    let at = base + 4 * run.made.meta.words as usize;
    let table = vec![0; run.made.meta.words as usize];
    let mut laid = Laid { run, memory, table, at };
    laid.left_out();
    let here = laid.column(1);
    laid.put(here, run.caseload.born().get(run.cases.clone()).unwrap_or(&[]));
    for column in &run.made.meta.columns {
        let Some(concept) = column.concept else { continue };
        let word = column.word as usize;
        match column.what {
            What::Event => laid.events(word, concept),
            What::Period => laid.periods(word, concept),
            What::Fact => laid.facts(word, concept, &column.values),
            What::Detail => laid.details(column),
        }
    }
    write(laid.memory, base, &laid.table);
}

/// The entries of these cases.
fn entries(starts: &[u32], cases: &Range<usize>) -> Range<usize> {
    let at = |case: usize| starts.get(case).map_or(0, |start| *start as usize);
    at(cases.start)..at(cases.end).max(at(cases.start))
}

/// A fact of the case, and its entries in these cases.
fn held<'r>(
    run: &Run<'r>,
    concept: ConceptId,
) -> Option<(&'r crate::caseload::Attributes, Range<usize>)> {
    let column = run.caseload.attributes().iter().find(|column| column.fact == concept)?;
    let last = run.cases.end.max(run.cases.start + 1) - 1;
    Some((column, column.run(run.cases.start).start..column.run(last).end))
}

/// Memory of a module, written from its beginning on.
struct Laid<'l, 'r> {
    run: &'l Run<'r>,
    memory: &'l mut [u8],
    /// The address of each column.
    table: Vec<i32>,
    /// Where what is written next begins.
    at: usize,
}

impl Laid<'_, '_> {
    /// A column begins here.
    fn column(&mut self, word: usize) -> usize {
        if let Some(address) = self.table.get_mut(word) {
            *address = i32::try_from(self.at).unwrap_or(i32::MAX);
        }
        self.at
    }

    /// Writes numbers at an address, and goes on behind them.
    fn put(&mut self, here: usize, numbers: &[i32]) {
        write(self.memory, here, numbers);
        self.at = here + 4 * numbers.len();
    }

    fn put_all(&mut self, here: usize, numbers: impl Iterator<Item = i32>) {
        let bytes = self.memory.get_mut(here..).unwrap_or(&mut []);
        let mut count = 0;
        for (to, number) in bytes.chunks_exact_mut(4).zip(numbers) {
            to.copy_from_slice(&number.to_le_bytes());
            count += 1;
        }
        self.at = here + 4 * count;
    }

    /// Which cases are left out, if any is.
    fn left_out(&mut self) {
        let (caseload, cases) = (self.run.caseload, self.run.cases.clone());
        let history = caseload.history_from();
        let is_left = |case: usize| {
            let missing = history.get(case).is_some_and(|day| *day != NO_DAY);
            missing || !caseload.is_exact(case)
        };
        if !cases.clone().any(is_left) {
            return;
        }
        let here = self.column(0);
        let bytes = self.memory.get_mut(here..).unwrap_or(&mut []);
        for (to, case) in bytes.iter_mut().zip(cases.clone()) {
            *to = u8::from(is_left(case));
        }
        self.at = here + cases.len().next_multiple_of(4);
    }

    /// Where the entries of each case begin, counted from the first of these cases.
    fn starts(&mut self, word: usize, starts: &[u32]) -> Range<usize> {
        let cases = &self.run.cases;
        let of = starts.get(cases.start..=cases.end).unwrap_or(&[]);
        let first = of.first().copied().unwrap_or(0);
        let here = self.column(word);
        self.put_all(here, of.iter().map(|start| (start - first).cast_signed()));
        entries(starts, cases)
    }

    fn events(&mut self, word: usize, concept: ConceptId) {
        let Some(events) = self.run.caseload.events_of(concept) else { return };
        let of = self.starts(word, events.starts());
        let here = self.column(word + 1);
        self.put(here, events.days().get(of).unwrap_or(&[]));
    }

    fn periods(&mut self, word: usize, concept: ConceptId) {
        let Some(periods) = self.run.caseload.periods_of(concept) else { return };
        let of = self.starts(word, periods.starts());
        for (at, days) in [(1, periods.from()), (2, periods.until())] {
            let here = self.column(word + at);
            self.put(here, days.get(of.clone()).unwrap_or(&[]));
        }
    }

    fn facts(&mut self, word: usize, concept: ConceptId, values: &str) {
        let run = self.run;
        let Some((column, of)) = held(run, concept) else { return };
        let here = self.column(word);
        let ends = run.cases.clone().map(|case| column.run(case).end - of.start);
        let starts = std::iter::once(0).chain(ends);
        self.put_all(here, starts.map(|one| i32::try_from(one).unwrap_or(i32::MAX)));
        let here = self.column(word + 1);
        self.put(here, column.from().get(of.clone()).unwrap_or(&[]));
        let here = self.column(word + 2);
        let code =
            |code: &u32| run.caseload.value(*code).map_or(UNKNOWN, |value| coded(values, value));
        self.put_all(here, column.codes().get(of).unwrap_or(&[]).iter().map(code));
    }

    /// A fact of each entry of a column of events.
    fn details(&mut self, column: &ColumnAt) {
        let run = self.run;
        let beside = column.beside.and_then(|kind| run.caseload.events_of(kind));
        let Some(events) = beside else { return };
        let fact = events.facts().iter().find(|known| Some(known.fact) == column.concept);
        let Some(fact) = fact else { return };
        let codes = fact.codes.get(entries(events.starts(), &run.cases)).unwrap_or(&[]);
        let here = self.column(column.word as usize);
        let code = |code: &u32| {
            let value = run.caseload.value(*code);
            value.map_or(UNSAID, |value| coded(&column.values, value))
        };
        self.put_all(here, codes.iter().map(code));
    }
}
