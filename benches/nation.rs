//! A made-up return of many children under whole packs: what evaluation takes once the
//! files are read, on one thread and on all, and what a summary of the answers takes.
//!
//! `cargo bench --bench nation` measures 100,000 children under the pack of Kent;
//! `DULY_CHILDREN`, `DULY_PACK`, `DULY_LOST` (the share of children whose first episode is not
//! in the return) and `DULY_ENGINE` (`wasm`) say otherwise. As a test it is only run, on a few.
#![expect(clippy::expect_used, reason = "a bench without its inputs measures nothing")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock, and how much to do")]
#![expect(clippy::print_stdout, reason = "what was measured is what is asked for")]

use std::time::{Duration, Instant};

use duly::batch::{Engine, Program, evaluate, evaluate_alone};
use duly::check::Checked;
use duly::feed::{Feed, Given, SSDA903, mapped, read_mapping};
use duly::open::checked;
use duly::pack::{Library, MemoryWorld};
use duly::report::batch::{Batch, Tally, Teller};
use duly::source::SourceMap;
use duly::synthetic::{Plan, TABLES, Tables};
use duly::time::Day;

/// As in the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// So many children are made, read and judged together, as `duly batch` does.
const TOGETHER: u32 = 100_000;

fn number<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// The children from one place to another, read from their return.
fn feed(model: &Checked, plan: &Plan, places: std::ops::Range<u32>) -> Feed {
    let mut map = SourceMap::new();
    let file = map.add("ssda903.yaml", SSDA903);
    let mapping = read_mapping(file, SSDA903).value.expect("the shipped mapping");
    let mut tables = Tables::new(vec![Vec::new(); TABLES.len()]).expect("memory takes all");
    for place in places {
        tables.child(&plan.child(place), plan.soil(place)).expect("memory takes all");
    }
    let texts = tables.finish().0;
    let files = TABLES.iter().zip(&texts);
    let files = files.map(|((name, _), text)| Given::new(format!("{name}.csv"), text.as_slice()));
    mapped(&mapping, model, files.collect()).expect("the tables are read")
}

fn median(times: usize, mut run: impl FnMut() -> usize) -> (Duration, usize) {
    let mut rows = 0;
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            rows = run();
            start.elapsed()
        })
        .collect();
    took.sort_unstable();
    (took.get(took.len() / 2).copied().unwrap_or_default(), rows)
}

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let children = number("DULY_CHILDREN").unwrap_or(if measured { 100_000 } else { 30 });
    let pack = std::env::var("DULY_PACK").unwrap_or("kent/child-in-care-reviews".to_owned());
    let until = Day::from_ymd(2026, 11, 21).expect("a day");
    let lost = number("DULY_LOST").unwrap_or(0.0);
    let plan = Plan { children, seed: 1, until, dirty: 0.0, lost };
    let opened = checked(&MemoryWorld::new(), Library::shipped(), &mut SourceMap::new(), &pack);
    let model = opened.value.expect("a sound pack");
    let program = Program::new(&model);
    let wasm = std::env::var("DULY_ENGINE").is_ok_and(|engine| engine == "wasm");
    let engine = if wasm { Engine::Wasm } else { Engine::Columnar };
    let times = if measured { number("DULY_TIMES").unwrap_or(3) } else { 1 };
    let (mut alone, mut all, mut rows) = (Duration::ZERO, Duration::ZERO, 0);
    let mut counting = Duration::ZERO;
    for first in (0..children).step_by(TOGETHER as usize) {
        let read = feed(&model, &plan, first..(first + TOGETHER).min(children));
        let cases = &read.caseload;
        let every = || 0..cases.len();
        let (took, made) =
            median(times, || evaluate_alone(&program, cases, every(), until, engine).len());
        alone += took;
        rows += made;
        all += median(times, || evaluate(&program, cases, every(), until, engine).len()).0;
        let answers = evaluate(&program, cases, every(), until, engine);
        let batch = Batch {
            model: &model,
            caseload: cases,
            as_of: until,
            people: None,
            not_recorded: &read.not_recorded,
            own_mapping: false,
            dirty: &[],
            without_entry: 0,
            why: false,
            layers: false,
            only: &[],
            days: 0,
        };
        let teller = Teller::new(&batch);
        let count = || {
            let mut tally = Tally::new(&batch, 10);
            tally.take(&batch, &teller, &answers);
            usize::try_from(tally.all().all()).unwrap_or(0)
        };
        counting += median(times, count).0;
    }
    let each = |took: Duration| took.as_secs_f64() * 1e6 / f64::from(children);
    println!("{children} children ({lost} of those moved without a first episode), {pack}:");
    println!("  {rows} rows");
    println!("  one thread   {alone:>10.1?}  {:8.2} µs a child", each(alone));
    println!("  all threads  {all:>10.1?}  {:8.2} µs a child", each(all));
    println!("  counted      {counting:>10.1?}  {:8.2} µs a child, all threads", each(counting));
}
