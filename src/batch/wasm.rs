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
use super::laid::{lay, room, words, write};
use super::marks::NONE;
use super::table::{Flat, Table};
use crate::caseload::Caseload;
use crate::eval::{Flags, Status, StatusSet, TriggerKey};
use crate::host::{Host, HostError, Limits, Loaded, Running, Value, inspect};
use crate::ir::{ALWAYS, NEVER};
use crate::names::ConceptId;
use crate::time::Day;
use crate::wasm::{
    COLUMNS, DutyAt, Key, MARKS, Made, ROWS, SECTION, UNDECIDED, Unfit, compile, fits,
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

    /// A module that was made before, where it is one of the pack.
    pub(super) fn of(program: &Program, bytes: &[u8]) -> Result<Machine, NotUsed> {
        let shape = inspect(bytes, Limits::PACK.size)?;
        let made = compile(program.model(), program.ir());
        fits(shape.section(SECTION), &made.meta)?;
        let loaded = host()?.load(bytes)?;
        let made = Made { bytes: bytes.to_vec(), ..made };
        Ok(Machine { made: OnceLock::from(Ok((made, loaded))), idle: Mutex::default() })
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

/// Why a module that lies in a file is not used. The words go on from its name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotUsed {
    /// It cannot be run at all.
    #[error(transparent)]
    Host(#[from] HostError),
    /// It is none of the pack at hand.
    #[error(transparent)]
    Unfit(#[from] Unfit),
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
        super::answered::plain(program, bound, &run, &rows)
            .unwrap_or_else(|| assembled(program, bound, &run, &rows))
    };
    program.machine.give_back(running);
    piece
}

/// Where the rows stand that a module answered with.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The table of rows.
    table: usize,
    /// Where each column begins; 0 is one that is not asked for.
    at: [usize; COLUMNS],
    /// How many duties of a plain shape say where their rows end.
    plain: usize,
    capacity: usize,
    end: usize,
    len: usize,
}

impl Place {
    fn new(run: &Run<'_>, table: usize, capacity: usize) -> Place {
        let plain = run.made.meta.plain as usize;
        let mut end = table + 4 * (1 + COLUMNS + plain);
        let mut at = [0; COLUMNS];
        for ((column, at), (_, bytes)) in at.iter_mut().enumerate().zip(ROWS) {
            if column == OPENS || run.is_plain() && UNASKED.contains(&column) {
                continue;
            }
            *at = end;
            end += (bytes as usize * capacity).next_multiple_of(4);
        }
        Place { table, at, plain, capacity, end, len: 0 }
    }

    /// The table of rows, as the module reads it.
    fn words(&self) -> Vec<i32> {
        let said = std::iter::once(self.capacity).chain(self.at);
        said.map(whole).chain(std::iter::repeat_n(0, self.plain)).collect()
    }
}

/// The rows themselves.
pub(super) struct Rows<'m> {
    memory: &'m [u8],
    place: Place,
}

impl<'m> Rows<'m> {
    pub(super) fn len(&self) -> usize {
        self.place.len
    }

    /// One column of words, of some rows.
    pub(super) fn column(
        &self,
        column: usize,
        rows: Range<usize>,
    ) -> impl ExactSizeIterator<Item = i32> + Clone + use<'m> {
        let at = self.place.at.get(column).copied().unwrap_or(0);
        words(self.memory.get(at + 4 * rows.start..at + 4 * rows.end).unwrap_or(&[]))
    }

    /// One column of bytes, of some rows.
    pub(super) fn bytes(&self, column: usize, rows: Range<usize>) -> &'m [u8] {
        let at = self.place.at.get(column).copied().unwrap_or(0);
        self.memory.get(at + rows.start..at + rows.end).unwrap_or(&[])
    }

    /// The rows at which those of each duty of a plain shape end.
    pub(super) fn ends(&self) -> impl Iterator<Item = usize> + use<'m> {
        let at = self.place.table + 4 * (1 + COLUMNS);
        let ends = words(self.memory.get(at..at + 4 * self.place.plain).unwrap_or(&[]));
        ends.map(|end| usize::try_from(end).unwrap_or(0))
    }

    pub(super) fn get(&self, column: usize, row: usize) -> i32 {
        self.column(column, row..row + 1).next().unwrap_or(0)
    }

    fn byte(&self, column: usize, row: usize) -> i32 {
        self.bytes(column, row..row + 1).first().copied().map_or(0, i32::from)
    }
}

/// A place in memory as a module has it.
fn whole(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) struct Run<'r> {
    pub(super) made: &'r Made,
    pub(super) caseload: &'r Caseload,
    pub(super) cases: Range<usize>,
    pub(super) as_of: i32,
}

/// Columns of rows that nobody asks for where every duty is of a plain shape.
const UNASKED: [usize; 4] = [DUTY, COLUMN, SCRATCH, SCRATCH + 1];

impl Run<'_> {
    /// Whether the rows of every duty stand together.
    pub(super) fn is_plain(&self) -> bool {
        self.made.meta.plain as usize == self.made.meta.duties.len()
    }

    /// Has the cases judged: where the rows stand.
    fn judge(&self, running: &mut Running) -> Result<Place, HostError> {
        let heap = running.global("heap")?;
        let base = usize::try_from(heap).unwrap_or(0);
        let table = base + 4 * room(self);
        let mut capacity = self.cases.len() * 16 + 1024;
        loop {
            let place = Place::new(self, table, capacity);
            let memory = running.memory(place.end)?;
            lay(self, memory, base);
            let words = place.words();
            write(memory, table, &words);
            let cases = i32::try_from(self.cases.len()).unwrap_or(i32::MAX);
            let given = [self.as_of, cases, heap, whole(table)].map(Value::I32);
            let Value::I32(rows) = running.call("eval", &given)? else {
                return Err(HostError::OutsideMemory("a row".to_owned()));
            };
            if let Ok(len) = usize::try_from(rows) {
                if len > capacity {
                    return Err(HostError::OutsideMemory("a row".to_owned()));
                }
                return Ok(Place { len, ..place });
            }
            capacity *= 2;
        }
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

/// The columns of rows.
pub(super) const CASE: usize = 0;
pub(super) const DUTY: usize = 1;
pub(super) const KEY: usize = 2;
pub(super) const COLUMN: usize = 3;
pub(super) const NUMBER: usize = 4;
pub(super) const TRIGGER: usize = 5;
pub(super) const DUE: usize = 6;
pub(super) const DONE: usize = 7;
const OPENS: usize = 8;
pub(super) const CLOSED: usize = 9;
pub(super) const STATUS: usize = 10;
pub(super) const FLAGS: usize = 11;
const SCRATCH: usize = 12;

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
            if mine.iter().any(|row| rows.byte(STATUS, *row) & UNDECIDED != 0) {
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
    let bits = rows.byte(STATUS, at);
    let bit = |(place, status): (usize, &Status)| (bits >> place & 1 == 1).then_some(*status);
    let all = Status::ALL.iter().enumerate().filter_map(bit);
    let statuses = all.fold(StatusSet::EMPTY, StatusSet::with);
    let flags = rows.byte(FLAGS, at);
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
    Some(until.wrapping_sub(due))
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
