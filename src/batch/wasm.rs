//! Cases judged by the module of their pack.
//!
//! In: cases of a caseload and a day. Out: their rows as columns. What the module does not
//! hold, and every case that it does not decide, goes to the columnar engine. Never here:
//! what a duty means.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use super::Program;
use super::answers::Piece;
use super::bound::Bound;
use super::columnar::{self, Fast, beside, takes};
use super::laid::{lay, room, words, write};
use super::marks::NONE;
use super::table::{Flat, Table};
use crate::caseload::Caseload;
use crate::eval::{Flags, Status, StatusSet, TriggerKey};
use crate::host::{Host, HostError, Limits, Loaded, Running, Value, inspect};
use crate::ir::{ALWAYS, Compiled, NEVER};
use crate::model::DutyId;
use crate::time::Day;
use crate::wasm::{
    COLUMNS, DutyAt, Key, MARKS, Made, ROWS, SECTION, UNDECIDED, Unfit, compile, compile_some,
    fits, rests_on,
};

/// The modules of a pack, each compiled once it is needed.
#[derive(Debug, Default)]
pub(super) struct Machine {
    /// One that was made before stands for all.
    given: Option<Arc<Ready>>,
    /// Those made here.
    made: Mutex<Vec<For>>,
}

/// The duties that a module was made for, and the module.
type For = (Vec<DutyId>, Result<Arc<Ready>, HostError>);

/// A module ready to be started, and the runs of it that are idle.
#[derive(Debug)]
struct Ready {
    made: Made,
    loaded: Loaded,
    idle: Mutex<Vec<Running>>,
    /// What stopped a run of it first.
    stopped: OnceLock<HostError>,
}

impl Machine {
    /// The module for some cases; nothing where it would decide nothing, or this machine
    /// cannot run it.
    fn get(&self, program: &Program, bound: &Bound<'_>) -> Option<Arc<Ready>> {
        if let Some(ready) = &self.given {
            return Some(Arc::clone(ready));
        }
        let wanted = wanted(bound);
        if wanted.is_empty() {
            return None;
        }
        let mut all = self.made.lock().ok()?;
        if let Some((_, known)) = all.iter().find(|(of, _)| *of == wanted) {
            return known.clone().ok();
        }
        let is_wanted = |id: DutyId| wanted.binary_search(&id).is_ok();
        let made = Ready::new(compile_some(program.model(), program.ir(), is_wanted));
        all.push((wanted, made.clone()));
        made.ok()
    }

    /// Why a module was not run, where one was to be.
    pub(super) fn not_run(&self) -> Option<HostError> {
        let stopped = |ready: &Arc<Ready>| ready.stopped.get().cloned();
        if let Some(ready) = &self.given {
            return stopped(ready);
        }
        let all = self.made.lock().ok()?;
        all.iter().find_map(|(_, made)| match made {
            Ok(ready) => stopped(ready),
            Err(why) => Some(why.clone()),
        })
    }

    /// A module that was made before, where it is one of the pack.
    pub(super) fn of(program: &Program, bytes: &[u8]) -> Result<Machine, NotUsed> {
        let shape = inspect(bytes, Limits::PACK.size)?;
        let made = compile(program.model(), program.ir());
        fits(shape.section(SECTION), &made.meta)?;
        let ready = Ready::new(Made { bytes: bytes.to_vec(), ..made })?;
        Ok(Machine { given: Some(ready), made: Mutex::default() })
    }
}

impl Ready {
    fn new(made: Made) -> Result<Arc<Ready>, HostError> {
        let loaded = host()?.load(&made.bytes)?;
        let (idle, stopped) = (Mutex::default(), OnceLock::new());
        Ok(Arc::new(Ready { made, loaded, idle, stopped }))
    }

    /// A run that is idle, else a new one: it keeps nothing from one call to the next but
    /// its memory.
    fn take(&self) -> Result<Running, HostError> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        idle.map_or_else(|| self.loaded.start(), Ok)
    }

    fn give_back(&self, running: Running) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(running);
        }
    }
}

/// The duties that a module can decide in these cases, in their order: all of them, where
/// these know of everything what the vocabulary says; else those of which that is so, and
/// whose rows can stand beside those of the columnar engine.
pub(super) fn wanted(bound: &Bound<'_>) -> Vec<DutyId> {
    let asked = (0_u32..).map(DutyId).zip(&bound.ir.duties);
    let asked = asked.filter(|(_, compiled)| !matches!(compiled, Compiled::Nothing));
    let (mut all, mut whole) = (Vec::new(), true);
    for (id, compiled) in asked {
        let as_said = || rests_on(bound.ir, id).iter().all(|one| bound.is_as_said(*one));
        if matches!(compiled, Compiled::Duty(_)) && as_said() {
            all.push(id);
        } else {
            whole = false;
        }
    }
    if !whole {
        all.retain(|id| takes(bound, id.0 as usize));
    }
    all
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

/// What judges some of the cases after others.
pub(super) fn pieces<'p>(
    program: &'p Program,
    bound: Bound<'p>,
) -> impl Fn(Range<usize>) -> Piece + Send + Sync + 'p {
    let ready = program.machine.get(program, &bound);
    move |cases| {
        // Where this machine cannot run wasm at all the answers are the same.
        let judged = ready.as_ref().and_then(|ready| {
            let judged = piece(program, &bound, ready, cases.clone());
            judged.map_err(|why| ready.stopped.get_or_init(|| why).clone()).ok()
        });
        judged.unwrap_or_else(|| columnar::piece(program, &bound, cases))
    }
}

/// What some cases come to.
fn piece(
    program: &Program,
    bound: &Bound<'_>,
    ready: &Ready,
    cases: Range<usize>,
) -> Result<Piece, HostError> {
    let run = Run::new(bound, &ready.made, cases);
    let mut running = ready.take()?;
    // One that was stopped may be anything, and is not used again.
    let place = run.judge(&mut running)?;
    let piece = {
        let rows = Rows { memory: running.memory(0)?, place };
        if run.is_plain {
            super::answered::plain(program, bound, &run, &rows)
                .unwrap_or_else(|| columnar::piece(program, bound, run.cases.clone()))
        } else {
            assembled(program, bound, &run, &rows)
        }
    };
    ready.give_back(running);
    Ok(piece)
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
            if column == OPENS || run.is_plain && UNASKED.contains(&column) {
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
    /// The duties that the module holds for this caseload …
    pub(super) held: Vec<&'r DutyAt>,
    /// … and whether these are all that it has, each of a plain shape, …
    pub(super) is_plain: bool,
    /// … and all of the pack.
    pub(super) is_whole: bool,
}

/// Columns of rows that nobody asks for where every duty is of a plain shape.
const UNASKED: [usize; 4] = [DUTY, COLUMN, SCRATCH, SCRATCH + 1];

impl<'r> Run<'r> {
    fn new(bound: &Bound<'r>, made: &'r Made, cases: Range<usize>) -> Run<'r> {
        // Not those that rest on something of which these cases know more or less than the
        // vocabulary says.
        let as_said = |duty: &&DutyAt| duty.reads.iter().all(|one| bound.is_as_said(*one));
        let mut held: Vec<&DutyAt> = made.meta.duties.iter().filter(as_said).collect();
        let asked = bound.ir.duties.iter().filter(|one| !matches!(one, Compiled::Nothing)).count();
        let (all, is_whole) = (made.meta.duties.len(), held.len() == asked);
        let taken = |duty: &&DutyAt| takes(bound, duty.number as usize);
        let is_plain = held.len() == all
            && made.meta.plain as usize == all
            && (is_whole || held.iter().all(taken));
        if !is_plain {
            held.retain(taken);
        }
        let (caseload, as_of) = (bound.caseload, bound.t);
        Run { made, caseload, cases, as_of, held, is_plain, is_whole }
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
    let mut by_duty: Vec<Option<(&DutyAt, Vec<usize>)>> = vec![None; bound.ir.duties.len()];
    for held in &run.held {
        if let Some(slot) = by_duty.get_mut(held.number as usize) {
            *slot = Some((*held, Vec::new()));
        }
    }
    for (row, duty) in rows.column(DUTY, 0..rows.len()).enumerate() {
        let slot = usize::try_from(duty).ok().and_then(|duty| by_duty.get_mut(duty));
        if let Some(Some((_, of))) = slot {
            of.push(row);
        }
    }
    let own: Vec<bool> = run.cases.clone().map(|case| run.caseload.whole(case).is_none()).collect();
    let held = by_duty.into_iter().flatten();
    let given = held.map(|(duty, of)| taken(run, rows, (duty, &of), own.clone()));
    beside(program, bound, run.cases.clone(), given.collect())
}

/// The rows of a duty in all cases that the module decided, which are some of its own.
fn taken(
    run: &Run<'_>,
    rows: &Rows<'_>,
    (duty, of): (&DutyAt, &[usize]),
    mut decided: Vec<bool>,
) -> Fast {
    let mut table = Table::new(DutyId(duty.number), Day::from_number(run.as_of));
    let mut flats: Vec<Flat> = Vec::new();
    // The rows of a duty are in the order of their cases.
    for of in of.chunk_by(|one, next| rows.get(CASE, *one) == rows.get(CASE, *next)) {
        let Some(place) = of.first().and_then(|row| usize::try_from(rows.get(CASE, *row)).ok())
        else {
            continue;
        };
        let Some(slot) = decided.get_mut(place).filter(|slot| **slot) else { continue };
        if of.iter().any(|row| rows.byte(STATUS, *row) & UNDECIDED != 0) {
            *slot = false;
            continue;
        }
        let case = run.cases.start + place;
        flats.extend(of.iter().map(|row| flat(run, rows, (*row, case), duty)));
        // A row without a last day comes first, as the number for that is the least.
        flats.sort_by_key(|one| (one.due, one.trigger, one.number));
        flats.drain(..).for_each(|flat| table.push(flat));
    }
    Fast { table, decided: decided.into() }
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
