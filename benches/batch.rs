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
use duly::batch::{Engine, Program, evaluate, evaluate_alone};
use duly::caseload::Builder;
use duly::facts::{Case, DateFact, Occurrence, OccurrenceId};
use duly::names::{ConceptId, Sort};
use duly::open::checked;
use duly::pack::{Library, MemoryWorld};
use duly::source::{SourceMap, Span};
use duly::time::Day;
use reviews::{AS_OF, Dice, Months, Written, baseline, caseload, model, sums};

mod reviews;

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
    let answers = evaluate_alone(&program, &caseload, all.clone(), as_of, Engine::Columnar);
    assert_eq!(sums(&answers), out.sums(), "the same rows");
    let by_hand = median(|| {
        baseline(&caseload, &names, calendar, (&months.0, &months.1), black_box(&mut out));
    });
    let one = median(|| {
        black_box(evaluate_alone(&program, &caseload, all.clone(), as_of, Engine::Columnar));
    });
    let many = median(|| {
        black_box(evaluate(&program, &caseload, all.clone(), as_of, Engine::Columnar));
    });
    let answers = evaluate_alone(&program, &caseload, all.clone(), as_of, Engine::Wasm);
    assert_eq!(sums(&answers), out.sums(), "the same rows");
    let module = median(|| {
        black_box(evaluate_alone(&program, &caseload, all.clone(), as_of, Engine::Wasm));
    });
    let modules = median(|| {
        black_box(evaluate(&program, &caseload, all.clone(), as_of, Engine::Wasm));
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
        ("wasm, one thread", module, rows),
        ("wasm, all threads", modules, rows),
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
