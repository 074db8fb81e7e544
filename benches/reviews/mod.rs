//! The five review duties over many children: the pack, the columns, and the loop that a
//! person would write by hand over them, as the measure of the engines and of the peers.

use duly::batch::{Answered, Answers};
use duly::caseload::{Builder, Caseload, Events};
use duly::check::Checked;
use duly::eval::Status;
use duly::facts::{Case, DateFact, Occurrence, OccurrenceId};
use duly::names::{ConceptId, Sort};
use duly::open::checked;
use duly::pack::{Library, MemoryWorld};
use duly::source::{SourceMap, Span};
use duly::time::{Calendar, Day, MonthEnd};

/// As in the command: rows are many, and their columns are let go after each run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PACK: &str = "
pack bench/reviews: \"Reviews\"
  version    1
  subject    child
  scope      each period looked after
  calendar   england-and-wales
  source     none
role the IRO
event coming into care
  forms      come into care | coming into care / entries into care
  once       per period looked after
event leaving care
  forms      leave care | leaving care / exits from care
event review
  forms      hold a review | a review is held | review / reviews
event decisions
  forms      circulate the decisions | circulation of the decisions / circulations of the decisions
event meeting record
  forms      write the meeting record | meeting record / meeting records
status looked after
  from       coming into care until leaving care
duty initial-review: \"First review\"
  must       hold a review
  due        within 20 working days of coming into care
  met by     the first review
duty second-review: \"Second review\"
  must       hold a review
  due        within 3 months of the first review
  met by     the second review
duty subsequent-reviews: \"Later reviews\"
  must       hold a review
  due        within 6 months of each review from the second onwards
  met by     the next review
duty record-decisions: \"Decisions\"
  must       circulate the decisions
  due        within 5 working days of each review
duty record-meeting: \"Record\"
  must       write the meeting record
  due        within 15 working days of each review
";

/// As of this day.
pub(crate) const AS_OF: i32 = 20_643; // 9 July 2026

pub(crate) fn model() -> Checked {
    let world = MemoryWorld::new().with("policies/bench/reviews.duly", PACK);
    let opened = checked(&world, Library::shipped(), &mut SourceMap::new(), "bench/reviews");
    opened.value.expect("a sound pack")
}

/// Numbers that are as random as the seed they are made of.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: i32) -> i32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((self.0 >> 33) % u64::from(n.unsigned_abs().max(1))).unwrap_or(0)
    }
}

/// What the five duties go by.
pub(crate) struct Names {
    pub(crate) coming: ConceptId,
    pub(crate) leaving: ConceptId,
    pub(crate) review: ConceptId,
    pub(crate) decisions: ConceptId,
    pub(crate) record: ConceptId,
}

/// Children who came into care over three years, with about four reviews each.
pub(crate) fn caseload(model: &Checked, children: usize) -> (Caseload, Names) {
    let event = |name: &str| model.vocabulary.named(name, Sort::Event).expect(name);
    let names = Names {
        coming: event("coming into care"),
        leaving: event("leaving care"),
        review: event("review"),
        decisions: event("decisions"),
        record: event("meeting record"),
    };
    let mut builder = Builder::new(Default::default());
    let mut dice = Dice(1);
    for child in 0..children {
        let mut events = Vec::new();
        let mut happens = |kind: ConceptId, day: i32| {
            let on = Some(DateFact::Exactly(Day::from_number(day)));
            let id = OccurrenceId(u32::try_from(events.len()).unwrap_or(0));
            let bare = Occurrence::bare(id, kind, Span::NOWHERE);
            events.push(Occurrence { started: on, completed: on, ..bare });
        };
        let came = AS_OF - 30 - dice.below(1_100);
        let left = (dice.below(3) == 0).then(|| came + 10 + dice.below(900));
        let end = left.unwrap_or(AS_OF).min(AS_OF);
        happens(names.coming, came);
        let mut day = came + 18 + dice.below(14);
        let mut gap = 80;
        while day <= end {
            happens(names.review, day);
            if dice.below(20) > 0 {
                happens(names.decisions, day + 1 + dice.below(9));
            }
            if dice.below(20) > 0 {
                happens(names.record, day + 5 + dice.below(20));
            }
            day += gap + dice.below(20);
            gap = 165;
        }
        if let Some(left) = left.filter(|left| *left <= AS_OF) {
            happens(names.leaving, left);
        }
        builder.push(Case {
            id: child.to_string(),
            born: None,
            history_from: None,
            records: Default::default(),
            events,
            periods: Vec::new(),
            facts: Vec::new(),
            subject: None,
        });
    }
    (builder.finish(), names)
}

/// What the hand-written loop writes.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) case: Vec<u32>,
    pub(crate) trigger: Vec<i32>,
    pub(crate) due: Vec<i32>,
    pub(crate) done: Vec<i32>,
    pub(crate) status: Vec<u8>,
}

impl Written {
    fn clear(&mut self) {
        self.case.clear();
        self.trigger.clear();
        self.due.clear();
        self.done.clear();
        self.status.clear();
    }

    #[inline]
    fn push(&mut self, case: usize, trigger: i32, due: i32, done: i32, status: u8) {
        self.case.push(u32::try_from(case).unwrap_or(0));
        self.trigger.push(trigger);
        self.due.push(due);
        self.done.push(done);
        self.status.push(status);
    }
}

/// Days for which months were worked out beforehand.
pub(crate) struct Months {
    first: i32,
    to: Vec<i32>,
}

impl Months {
    pub(crate) fn of(months: i64) -> Months {
        let first = AS_OF - 2_000;
        let one = |day: i32| {
            let later = Day::from_number(day).checked_plus_months(months, MonthEnd::LastDay);
            later.map_or(i32::MAX, Day::number)
        };
        Months { first, to: (first..first + 4_000).map(one).collect() }
    }

    #[inline]
    pub(crate) fn after(&self, day: i32) -> i32 {
        self.to[(day - self.first) as usize]
    }
}

#[inline]
/// The n-th working day after a day.
pub(crate) fn working(calendar: &Calendar, day: i32, n: usize) -> i32 {
    let first = calendar.first().number();
    let rank = usize::from(calendar.rank()[(day - first) as usize]);
    first + i32::from(calendar.select()[rank + n - 1])
}

#[inline]
fn status(calendar: &Calendar, opens: i32, due: i32, done: i32, closed: i32) -> u8 {
    if done != i32::MAX {
        return if done <= due { 1 } else { 2 };
    }
    if closed < AS_OF {
        return 3;
    }
    if due < AS_OF {
        return 4;
    }
    let first = calendar.first().number();
    let rank = usize::from(calendar.rank()[(due - 1 - first) as usize]);
    let five = first + i32::from(calendar.select()[rank - 5]);
    let soon = five.max(due - (due - opens) / 3);
    if soon <= AS_OF { 5 } else { 6 }
}

/// One kind of event, of every child.
pub(crate) fn days(caseload: &Caseload, kind: ConceptId) -> &Events {
    caseload.events_of(kind).expect("a column")
}

#[inline]
fn of(events: &Events, case: usize) -> &[i32] {
    let starts = events.starts();
    &events.days()[starts[case] as usize..starts[case + 1] as usize]
}

/// The five duties, written out by hand for children who came into care once.
pub(crate) fn baseline(
    caseload: &Caseload,
    names: &Names,
    calendar: &Calendar,
    (three, six): (&Months, &Months),
    out: &mut Written,
) {
    let (coming, leaving) = (days(caseload, names.coming), days(caseload, names.leaving));
    let reviews = days(caseload, names.review);
    let (decisions, records) = (days(caseload, names.decisions), days(caseload, names.record));
    out.clear();
    for case in 0..caseload.len() {
        let came = of(coming, case)[0];
        let left = of(leaving, case).first().copied().unwrap_or(i32::MAX);
        let reviews = of(reviews, case);
        let due = working(calendar, came, 20);
        let done = reviews.first().copied().unwrap_or(i32::MAX);
        out.push(case, came, due, done, status(calendar, came, due, done, left));
        for (at, day) in reviews.iter().enumerate() {
            let due = if at == 0 { three.after(*day) } else { six.after(*day) };
            let done = reviews.get(at + 1).copied().unwrap_or(i32::MAX);
            out.push(case, *day, due, done, status(calendar, *day, due, done, left));
        }
        for (acts, n) in [(decisions, 5), (records, 15)] {
            let acts = of(acts, case);
            let mut at = 0;
            for day in reviews {
                while at < acts.len() && acts[at] < *day {
                    at += 1;
                }
                let done = acts.get(at).copied().filter(|act| *act <= left.min(AS_OF));
                at += 1;
                let (due, done) = (working(calendar, *day, n), done.unwrap_or(i32::MAX));
                out.push(case, *day, due, done, status(calendar, *day, due, done, left));
            }
        }
    }
}

/// What two engines must agree on: how many rows, and sums over their days and statuses.
pub(crate) type Sums = [i64; 6];

fn add(sums: &mut Sums, case: u32, [trigger, due, done]: [i32; 3], status: u8) {
    let (case, trigger) = (i64::from(case), i64::from(trigger));
    let (due, done, status) = (i64::from(due), i64::from(done), i64::from(status));
    let terms = [
        1,
        due,
        done,
        status * (1 + case % 97),
        (case % 1_009) * (due % 997),
        (trigger % 991) * status,
    ];
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

impl Written {
    /// The sums of its rows; a day that is not there counts 0.
    pub(crate) fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        for at in 0..self.due.len() {
            let done = if self.done[at] == i32::MAX { 0 } else { self.done[at] };
            let days = [self.trigger[at], self.due[at], done];
            add(&mut sums, self.case[at], days, self.status[at]);
        }
        sums
    }
}

fn code(row: &Answered) -> u8 {
    let mut codes = row.statuses.iter().map(|status| match status {
        Status::NotApplicable => 0,
        Status::Met => 1,
        Status::MetLate => 2,
        Status::Lapsed => 3,
        Status::Overdue => 4,
        Status::DueSoon => 5,
        Status::Pending => 6,
    });
    let code = codes.next().expect("a status");
    assert!(codes.next().is_none(), "everything is known");
    code
}

/// The sums of an engine's rows.
pub(crate) fn sums(answers: &Answers) -> Sums {
    let mut sums = Sums::default();
    for row in answers.rows() {
        let of = |range: Option<duly::eval::DateRange>| range.map_or(0, |r| r.first.number());
        let days = [of(row.trigger_on), of(row.due), of(row.done)];
        add(&mut sums, row.case, days, code(&row));
    }
    sums
}
