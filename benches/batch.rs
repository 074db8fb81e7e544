//! Five review duties over many children: a hand-written loop over the same columns, the
//! columnar engine on one thread and on all, and the reference interpreter, in one run.
//!
//! `cargo bench --bench batch` measures; `DULY_CHILDREN` says of how many children. As a
//! test it is only run, on a few.
#![expect(clippy::expect_used, reason = "a bench without its inputs measures nothing")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock, and how much to do")]
#![expect(clippy::print_stdout, reason = "ratios of one run are what is asked for")]
#![expect(clippy::indexing_slicing, reason = "the baseline is written as plainly as it can be")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Criterion;
use duly::batch::{Answers, Engine, Program, evaluate, evaluate_alone};
use duly::caseload::{Builder, Caseload, Events};
use duly::check::Checked;
use duly::facts::{Case, DateFact, Occurrence, OccurrenceId};
use duly::names::{ConceptId, Sort};
use duly::open::checked;
use duly::pack::{Library, MemoryWorld};
use duly::source::{SourceMap, Span};
use duly::time::{Calendar, Day, MonthEnd};

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
const AS_OF: i32 = 20_643; // 9 July 2026

fn model() -> Checked {
    let world = MemoryWorld::new().with("policies/bench/reviews.duly", PACK);
    let opened = checked(&world, Library::shipped(), &mut SourceMap::new(), "bench/reviews");
    opened.value.expect("a sound pack")
}

/// Numbers that are as random as the seed they are made of.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: i32) -> i32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((self.0 >> 33) % u64::from(n.unsigned_abs().max(1))).unwrap_or(0)
    }
}

struct Names {
    coming: ConceptId,
    leaving: ConceptId,
    review: ConceptId,
    decisions: ConceptId,
    record: ConceptId,
}

/// Children who came into care over three years, with about four reviews each.
fn caseload(model: &Checked, children: usize) -> (Caseload, Names) {
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
struct Written {
    case: Vec<u32>,
    trigger: Vec<i32>,
    due: Vec<i32>,
    done: Vec<i32>,
    status: Vec<u8>,
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
struct Months {
    first: i32,
    to: Vec<i32>,
}

impl Months {
    fn of(months: i64) -> Months {
        let first = AS_OF - 2_000;
        let one = |day: i32| {
            let later = Day::from_number(day).checked_plus_months(months, MonthEnd::LastDay);
            later.map_or(i32::MAX, Day::number)
        };
        Months { first, to: (first..first + 4_000).map(one).collect() }
    }

    #[inline]
    fn after(&self, day: i32) -> i32 {
        self.to[(day - self.first) as usize]
    }
}

#[inline]
fn working(calendar: &Calendar, day: i32, n: usize) -> i32 {
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

fn days(caseload: &Caseload, kind: ConceptId) -> &Events {
    caseload.events_of(kind).expect("a column")
}

#[inline]
fn of(events: &Events, case: usize) -> &[i32] {
    let starts = events.starts();
    &events.days()[starts[case] as usize..starts[case + 1] as usize]
}

/// The five duties, written out by hand for children who came into care once.
fn baseline(
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

/// The sum of all last days: the same work was done.
fn checksum(answers: &Answers) -> i64 {
    let due = |row: duly::batch::Answered| row.due.map_or(0, |due| i64::from(due.first.number()));
    answers.rows().map(due).sum()
}

fn median(mut run: impl FnMut()) -> Duration {
    run();
    let mut took: Vec<Duration> = (0..9)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[took.len() / 2]
}

fn each_obligation(took: Duration, rows: usize) -> f64 {
    took.as_secs_f64() * 1e9 / rows as f64
}

fn ratios(children: usize) {
    let model = model();
    let (caseload, names) = caseload(&model, children);
    let calendar = model.calendar.as_deref().expect("a calendar");
    let months = (Months::of(3), Months::of(6));
    let program = Program::new(&model);
    let as_of = Day::from_number(AS_OF);
    let all = 0..caseload.len();
    let mut out = Written::default();
    baseline(&caseload, &names, calendar, (&months.0, &months.1), &mut out);
    let rows = out.due.len();
    let sum: i64 = out.due.iter().map(|due| i64::from(*due)).sum();
    let answers = evaluate_alone(&program, &caseload, all.clone(), as_of, Engine::Columnar);
    assert_eq!((answers.len(), checksum(&answers)), (rows, sum), "the same rows");
    let by_hand = median(|| {
        baseline(&caseload, &names, calendar, (&months.0, &months.1), black_box(&mut out));
    });
    let one = median(|| {
        black_box(evaluate_alone(&program, &caseload, all.clone(), as_of, Engine::Columnar));
    });
    let many = median(|| {
        black_box(evaluate(&program, &caseload, all.clone(), as_of, Engine::Columnar));
    });
    let few = caseload.len().min(2_000);
    let share = evaluate_alone(&program, &caseload, 0..few, as_of, Engine::Columnar).len();
    let slow = median(|| {
        black_box(evaluate_alone(&program, &caseload, 0..few, as_of, Engine::Reference));
    });
    let hand = each_obligation(by_hand, rows);
    println!("{children} children, {rows} obligations; nanoseconds an obligation (and ratio):");
    println!("  a loop by hand, one thread   {hand:8.2}");
    for (name, took, rows) in [
        ("columnar, one thread", one, rows),
        ("columnar, all threads", many, rows),
        ("reference, one thread", slow, share),
    ] {
        let each = each_obligation(took, rows);
        println!("  {name:<28} {each:8.2}  ({:.2})", each / hand);
    }
}

/// Every child under the whole pack of Kent, of whom only reviews and care are recorded.
fn kent(c: &mut Criterion) {
    let opened = checked(
        &MemoryWorld::new(),
        Library::shipped(),
        &mut SourceMap::new(),
        "kent/child-in-care-reviews",
    );
    let model = opened.value.expect("a sound pack");
    let program = Program::new(&model);
    let words = &model.vocabulary;
    let named = |name: &str| words.named(name, Sort::Event);
    let recorded =
        ["coming into care", "leaving care", "review", "placement start", "placement end"];
    let recorded: Vec<ConceptId> = recorded.iter().filter_map(|name| named(name)).collect();
    let mut records = duly::caseload::Caseload::default().records().clone();
    let known = duly::names::Completeness::WhenKnown;
    for (id, concept) in words.iter() {
        let event = matches!(concept.sort(), Sort::Event | Sort::Decision);
        if event && !recorded.contains(&id) {
            records.insert(id, duly::facts::Records { completeness: known, until: None });
        }
    }
    let mut builder = Builder::new(records);
    let (coming, review) = (named("coming into care"), named("review"));
    let (coming, review) = (coming.expect("coming into care"), review.expect("review"));
    let mut dice = Dice(2);
    for child in 0..1_000 {
        let came = AS_OF - 30 - dice.below(1_100);
        let days =
            [(coming, came), (review, came + 20), (review, came + 110), (review, came + 290)];
        let days = days.iter().filter(|(_, day)| *day <= AS_OF);
        let events = (0..).zip(days).map(|(id, (kind, day))| {
            let on = Some(DateFact::Exactly(Day::from_number(*day)));
            let bare = Occurrence::bare(OccurrenceId(id), *kind, Span::NOWHERE);
            Occurrence { started: on, completed: on, ..bare }
        });
        builder.push(Case {
            id: child.to_string(),
            born: Some(DateFact::Exactly(Day::from_number(came - 3_000))),
            history_from: None,
            records: Default::default(),
            events: events.collect(),
            periods: Vec::new(),
            facts: Vec::new(),
            subject: None,
        });
    }
    let caseload = builder.finish();
    let as_of = Day::from_number(AS_OF);
    c.bench_function("1,000 children under the pack of Kent, one thread", |b| {
        b.iter(|| evaluate_alone(&program, &caseload, 0..caseload.len(), as_of, Engine::Columnar));
    });
}

fn main() {
    let children = std::env::var("DULY_CHILDREN").ok().and_then(|n| n.parse().ok());
    let measured = std::env::args().any(|argument| argument == "--bench");
    ratios(children.unwrap_or(if measured { 100_000 } else { 50 }));
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    kent(&mut criterion);
    criterion.final_summary();
}
