//! Cases judged by the module of their pack.
//!
//! In: cases of a caseload and a day. Out: their rows as columns. What the module does not
//! hold, and every case that it does not decide, goes to the columnar engine. Never here:
//! what a duty means.

use std::ops::Range;
use std::sync::{Mutex, OnceLock};

use super::Program;
use super::answers::Piece;
use super::bound::Bound;
use super::columnar;
use super::table::{Flat, NONE, Table};
use crate::caseload::{Caseload, NO_DAY};
use crate::eval::{Flags, Status, StatusSet, TriggerKey};
use crate::host::{Host, HostError, Limits, Loaded, Running, Value};
use crate::ir::{ALWAYS, NEVER};
use crate::names::ConceptId;
use crate::time::Day;
use crate::wasm::{
    COLUMNS, ColumnAt, DutyAt, Key, MARKS, Made, UNDECIDED, UNKNOWN, UNSAID, What, coded, compile,
};

/// The module of a pack, compiled once it is needed, and the runs of it that are idle.
#[derive(Debug, Default)]
pub(super) struct Machine {
    made: OnceLock<Result<(Made, Loaded), HostError>>,
    idle: Mutex<Vec<Running>>,
}

impl Machine {
    /// The module, ready to be started.
    pub(super) fn get(&self, program: &Program) -> Result<&(Made, Loaded), &HostError> {
        let made = || {
            let made = compile(program.model(), program.ir());
            let loaded = host()?.load(&made.bytes)?;
            Ok((made, loaded))
        };
        self.made.get_or_init(made).as_ref()
    }

    /// A run that is idle, else a new one: it keeps nothing from one call to the next but
    /// its memory.
    fn take(&self, loaded: &Loaded) -> Result<Running, HostError> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        idle.map_or_else(|| loaded.start(), Ok)
    }

    fn give_back(&self, running: Running) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(running);
        }
    }
}

/// One host for every pack of this run.
fn host() -> Result<&'static Host, HostError> {
    static HOST: OnceLock<Result<Host, HostError>> = OnceLock::new();
    HOST.get_or_init(|| Host::new(Limits::PACK)).as_ref().map_err(Clone::clone)
}

/// What some cases come to.
pub(super) fn piece(program: &Program, bound: &Bound<'_>, cases: Range<usize>) -> Piece {
    let by_columns = || columnar::piece(program, bound, cases.clone());
    // Where this machine cannot run wasm at all the answers are the same.
    let Ok((made, loaded)) = program.machine.get(program) else { return by_columns() };
    let run = Run { made, caseload: bound.caseload, cases: cases.clone(), as_of: bound.t };
    let Ok(mut running) = program.machine.take(loaded) else { return by_columns() };
    // One that was stopped may be anything, and is not used again.
    let Ok(place) = run.judge(&mut running) else { return by_columns() };
    let piece = {
        let Ok(memory) = running.memory(0) else { return by_columns() };
        let rows = Rows { memory, place };
        super::answered::plain(bound, &run, &rows)
            .unwrap_or_else(|| assembled(program, bound, &run, &rows))
    };
    program.machine.give_back(running);
    piece
}

/// Where the rows stand that a module answered with.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: usize,
    capacity: usize,
    len: usize,
}

/// The rows themselves.
pub(super) struct Rows<'m> {
    memory: &'m [u8],
    place: Place,
}

impl Rows<'_> {
    pub(super) fn len(&self) -> usize {
        self.place.len
    }

    /// One column, of some rows.
    pub(super) fn column(&self, column: usize, rows: Range<usize>) -> impl Iterator<Item = i32> {
        let at = self.place.at + 4 * column * self.place.capacity;
        let bytes = self.memory.get(at + 4 * rows.start..at + 4 * rows.end).unwrap_or(&[]);
        bytes.chunks_exact(4).map(|four| {
            let mut bytes = [0; 4];
            bytes.copy_from_slice(four);
            i32::from_le_bytes(bytes)
        })
    }

    fn get(&self, column: usize, row: usize) -> i32 {
        self.column(column, row..row + 1).next().unwrap_or(0)
    }
}

pub(super) struct Run<'r> {
    pub(super) made: &'r Made,
    pub(super) caseload: &'r Caseload,
    pub(super) cases: Range<usize>,
    pub(super) as_of: i32,
}

/// Memory of a module, written from its beginning on.
struct Laid {
    words: Vec<i32>,
    base: usize,
}

impl Laid {
    /// The address of what is written next.
    fn here(&self) -> i32 {
        i32::try_from(self.base + 4 * self.words.len()).unwrap_or(i32::MAX)
    }

    fn put(&mut self, table: usize, address: i32) {
        if let Some(word) = self.words.get_mut(table) {
            *word = address;
        }
    }

    /// Where the entries of each case begin, counted from the first of these cases.
    fn starts(&mut self, starts: &[u32], cases: &Range<usize>) -> Range<usize> {
        let of = starts.get(cases.start..=cases.end).unwrap_or(&[]);
        let (first, last) = (of.first().copied().unwrap_or(0), of.last().copied().unwrap_or(0));
        self.words.extend(of.iter().map(|start| (start - first).cast_signed()));
        first as usize..last as usize
    }
}

impl Run<'_> {
    /// Has the cases judged: where the rows stand.
    fn judge(&self, running: &mut Running) -> Result<Place, HostError> {
        let heap = running.global("heap")?;
        let base = usize::try_from(heap).unwrap_or(0);
        let laid = self.laid(base);
        let (input, end) = (heap, laid.here());
        let mut capacity = self.cases.len() * 16 + 1024;
        loop {
            let room = 4 * (1 + COLUMNS + COLUMNS * capacity);
            let memory = running.memory(base + 4 * laid.words.len() + room)?;
            write(memory, base, &laid.words);
            let table = usize::try_from(end).unwrap_or(0);
            let at = table + 4 * (1 + COLUMNS);
            let column = |place: usize| at + 4 * place * capacity;
            let said = std::iter::once(capacity).chain((0..COLUMNS).map(column));
            let said: Vec<i32> =
                said.map(|number| i32::try_from(number).unwrap_or(i32::MAX)).collect();
            write(memory, table, &said);
            let cases = i32::try_from(self.cases.len()).unwrap_or(i32::MAX);
            let given = [self.as_of, cases, input, end].map(Value::I32);
            let Value::I32(rows) = running.call("eval", &given)? else {
                return Err(HostError::OutsideMemory("a row".to_owned()));
            };
            if let Ok(len) = usize::try_from(rows) {
                if len > capacity {
                    return Err(HostError::OutsideMemory("a row".to_owned()));
                }
                return Ok(Place { at, capacity, len });
            }
            capacity *= 2;
        }
    }

    /// The columns of these cases, as the module wants them.
    fn laid(&self, base: usize) -> Laid {
        let (caseload, cases) = (self.caseload, &self.cases);
        let words = self.made.meta.words as usize;
        let mut laid = Laid { words: vec![0; words], base };
        let here = laid.here();
        laid.put(0, here);
        let history = caseload.history_from();
        let left_out: Vec<u8> = cases
            .clone()
            .map(|case| {
                let missing = history.get(case).is_some_and(|day| *day != NO_DAY);
                u8::from(missing || !caseload.is_exact(case))
            })
            .collect();
        let of_four = |four: &[u8]| {
            let mut bytes = [0; 4];
            bytes.iter_mut().zip(four).for_each(|(to, from)| *to = *from);
            i32::from_le_bytes(bytes)
        };
        laid.words.extend(left_out.chunks(4).map(of_four));
        let here = laid.here();
        laid.put(1, here);
        laid.words.extend(caseload.born().get(cases.clone()).unwrap_or(&[]));
        for column in &self.made.meta.columns {
            let Some(concept) = column.concept else { continue };
            let word = column.word as usize;
            match column.what {
                What::Event => self.events(&mut laid, word, concept),
                What::Period => self.periods(&mut laid, word, concept),
                What::Fact => self.facts(&mut laid, word, concept, &column.values),
                What::Detail => self.details(&mut laid, column),
            }
        }
        laid
    }

    fn events(&self, laid: &mut Laid, word: usize, concept: ConceptId) {
        let Some(column) = self.caseload.events_of(concept) else { return };
        let here = laid.here();
        laid.put(word, here);
        let of = laid.starts(column.starts(), &self.cases);
        let here = laid.here();
        laid.put(word + 1, here);
        laid.words.extend(column.days().get(of).unwrap_or(&[]));
    }

    fn periods(&self, laid: &mut Laid, word: usize, concept: ConceptId) {
        let Some(column) = self.caseload.periods_of(concept) else { return };
        let here = laid.here();
        laid.put(word, here);
        let of = laid.starts(column.starts(), &self.cases);
        for (at, days) in [(1, column.from()), (2, column.until())] {
            let here = laid.here();
            laid.put(word + at, here);
            laid.words.extend(days.get(of.clone()).unwrap_or(&[]));
        }
    }

    fn facts(&self, laid: &mut Laid, word: usize, concept: ConceptId, values: &str) {
        let columns = self.caseload.attributes();
        let Some(column) = columns.iter().find(|column| column.fact == concept) else { return };
        let here = laid.here();
        laid.put(word, here);
        let at = |case: usize| column.run(case);
        let first = at(self.cases.start).start;
        let mut starts = vec![0];
        starts.extend(self.cases.clone().map(|case| at(case).end - first));
        laid.words.extend(starts.iter().map(|one| i32::try_from(*one).unwrap_or(i32::MAX)));
        let end = starts.last().copied().unwrap_or(0) + first;
        let here = laid.here();
        laid.put(word + 1, here);
        laid.words.extend(column.from().get(first..end).unwrap_or(&[]));
        let here = laid.here();
        laid.put(word + 2, here);
        let code =
            |code: &u32| self.caseload.value(*code).map_or(UNKNOWN, |value| coded(values, value));
        laid.words.extend(column.codes().get(first..end).unwrap_or(&[]).iter().map(code));
    }

    /// A fact of each entry of a column of events.
    fn details(&self, laid: &mut Laid, column: &ColumnAt) {
        let beside = column.beside.and_then(|kind| self.caseload.events_of(kind));
        let Some(events) = beside else { return };
        let fact = events.facts().iter().find(|known| Some(known.fact) == column.concept);
        let Some(fact) = fact else { return };
        let at = |case: usize| events.starts().get(case).map_or(0, |start| *start as usize);
        let codes = fact.codes.get(at(self.cases.start)..at(self.cases.end)).unwrap_or(&[]);
        let here = laid.here();
        laid.put(column.word as usize, here);
        let code = |code: &u32| {
            let value = self.caseload.value(*code);
            value.map_or(UNSAID, |value| coded(&column.values, value))
        };
        laid.words.extend(codes.iter().map(code));
    }

    /// The duties that the module holds for this caseload: not those that rest on
    /// something of which these cases know more or less than the vocabulary says.
    pub(super) fn held(&self) -> Vec<&DutyAt> {
        let meta = &self.made.meta;
        let records = self.caseload.records();
        let other = |concept: &ConceptId| records.contains_key(concept);
        meta.duties.iter().filter(|duty| !duty.reads.iter().any(other)).collect()
    }
}

fn write(memory: &mut [u8], at: usize, words: &[i32]) {
    let bytes = memory.get_mut(at..).unwrap_or(&mut []);
    for (to, word) in bytes.chunks_exact_mut(4).zip(words) {
        to.copy_from_slice(&word.to_le_bytes());
    }
}

/// The columns of rows.
pub(super) const CASE: usize = 0;
pub(super) const DUTY: usize = 1;
pub(super) const KEY: usize = 2;
pub(super) const COLUMN: usize = 3;
pub(super) const NUMBER: usize = 4;
pub(super) const TRIGGER: usize = 5;
pub(super) const DUE: usize = 6;
pub(super) const DONE: usize = 7;
pub(super) const CLOSED: usize = 9;
pub(super) const STATUS: usize = 10;
pub(super) const FLAGS: usize = 11;

/// The rows of the module, and those of the columnar engine for the rest.
fn assembled(program: &Program, bound: &Bound<'_>, run: &Run<'_>, rows: &Rows<'_>) -> Piece {
    let duties = program.ir().duties.len();
    let mut by_duty: Vec<Option<(&DutyAt, Vec<usize>, usize)>> = vec![None; duties];
    for held in run.held() {
        if let Some(slot) = by_duty.get_mut(held.number as usize) {
            *slot = Some((held, Vec::new(), 0));
        }
    }
    // The rows of a duty are in the order of their cases.
    for (row, duty) in rows.column(DUTY, 0..rows.len()).enumerate() {
        let slot = usize::try_from(duty).ok().and_then(|duty| by_duty.get_mut(duty));
        if let Some(Some((_, of, _))) = slot {
            of.push(row);
        }
    }
    let given = |case: usize, tables: &mut [Table], wanted: &mut [bool]| {
        let whole = run.caseload.whole(case).is_some();
        let number = i32::try_from(case - run.cases.start).unwrap_or(i32::MAX);
        for ((of, table), wanted) in by_duty.iter_mut().zip(tables).zip(wanted) {
            *wanted = whole || of.is_none();
            let Some((held, of, next)) = of else { continue };
            let rest = of.get(*next..).unwrap_or(&[]);
            let mine = rest.iter().take_while(|row| rows.get(CASE, **row) == number).count();
            let mine = rest.get(..mine).unwrap_or(&[]);
            *next += mine.len();
            if whole {
                continue;
            }
            if mine.iter().any(|row| rows.get(STATUS, *row) & UNDECIDED != 0) {
                *wanted = true;
                continue;
            }
            let mut flats: Vec<Flat> =
                mine.iter().map(|row| flat(run, rows, (*row, case), held)).collect();
            // A row without a last day comes first, as the number for that is the least.
            flats.sort_by_key(|one| (one.due, one.trigger, one.number));
            flats.into_iter().for_each(|flat| table.push(flat));
        }
    };
    columnar::beside(program.model(), bound, run.cases.clone(), given)
}

fn flat(run: &Run<'_>, rows: &Rows<'_>, (at, case): (usize, usize), duty: &DutyAt) -> Flat {
    let day = |column: usize| {
        let number = rows.get(column, at);
        if number == NEVER || number == ALWAYS { (NONE, NONE) } else { (number, number) }
    };
    let bits = rows.get(STATUS, at);
    let bit = |(place, status): (usize, &Status)| (bits >> place & 1 == 1).then_some(*status);
    let all = Status::ALL.iter().enumerate().filter_map(bit);
    let statuses = all.fold(StatusSet::EMPTY, StatusSet::with);
    let flags = rows.get(FLAGS, at);
    let number = u32::try_from(rows.get(NUMBER, at)).unwrap_or(1);
    Flat {
        case: u32::try_from(case).unwrap_or(u32::MAX),
        trigger: trigger(run, rows, (at, case), duty),
        number,
        trigger_on: day(TRIGGER),
        due: day(DUE),
        done: day(DONE),
        statuses,
        days_late: days_late(rows, at, (statuses, run.as_of)),
        flags: Flags {
            breached: flags & MARKS.breached != 0,
            not_yet_open: flags & MARKS.not_yet_open != 0,
            provisional: flags & MARKS.provisional != 0,
            at_risk: flags & MARKS.at_risk != 0,
            too_late: flags & MARKS.too_late != 0,
            too_early: flags & MARKS.too_early != 0,
            ..Flags::default()
        },
        because: 0,
    }
}

fn days_late(rows: &Rows<'_>, at: usize, (statuses, as_of): (StatusSet, i32)) -> Option<i32> {
    let (due, closed) = (rows.get(DUE, at), rows.get(CLOSED, at));
    if due == NEVER || due == ALWAYS {
        return None;
    }
    let until = match statuses.single()? {
        Status::MetLate => rows.get(DONE, at),
        Status::Overdue => as_of,
        Status::Lapsed if closed > due => closed,
        Status::NotApplicable
        | Status::Met
        | Status::Lapsed
        | Status::DueSoon
        | Status::Pending => return None,
    };
    Some(until - due)
}

fn trigger(
    run: &Run<'_>,
    rows: &Rows<'_>,
    (at, case): (usize, usize),
    duty: &DutyAt,
) -> TriggerKey {
    let number = rows.get(KEY, at);
    let count = u32::try_from(number).unwrap_or(0);
    match duty.key {
        Key::Period => TriggerKey::Period(count),
        Key::Birthday => TriggerKey::Birthday(count),
        Key::Date => TriggerKey::Date(Day::from_number(number)),
        Key::Nth => TriggerKey::Nth(count),
        Key::Occurrence => {
            let word = u32::try_from(rows.get(COLUMN, at)).unwrap_or(0);
            let mut columns = run.made.meta.columns.iter();
            let concept = columns.find(|column| column.word == word).and_then(|one| one.concept);
            let columns = run.caseload.events();
            let place = columns.iter().position(|column| Some(column.kind) == concept);
            let found =
                place.and_then(|place| run.caseload.occurrence(case, place, count as usize));
            TriggerKey::Occurrence(found.unwrap_or(crate::facts::OccurrenceId(0)))
        }
    }
}
