//! A worker of `benches/peers/run.py`: the five review duties by one of duly's engines, or
//! by the hand-written loop, once for every line that it is told.
//!
//! `peers columns FOLDER` writes the columns that every peer reads; `peers ENGINE THREADS`
//! prints, for each line on its input, the nanoseconds of one run and its sums. Without
//! either it checks the engines against the loop, on a few children.
#![expect(clippy::expect_used, reason = "a bench without its inputs measures nothing")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock, and how much to do")]
#![expect(clippy::print_stdout, reason = "the figures of each run are what is asked for")]
#![expect(clippy::indexing_slicing, reason = "the loop is written as plainly as it can be")]

mod reviews;

use std::io::BufRead as _;
use std::path::Path;
use std::time::Instant;

use duly::batch::{Answers, Engine, Program, evaluate, evaluate_alone};
use duly::caseload::{Caseload, Events};
use duly::check::Checked;
use duly::time::Day;
use reviews::{AS_OF, Months, Names, Sums, Written, baseline, caseload, model, sums, working};

struct Work {
    model: Checked,
    program: Program,
    caseload: Caseload,
    names: Names,
    months: (Months, Months),
}

impl Work {
    fn new(children: usize) -> Work {
        let model = model();
        let (caseload, names) = caseload(&model, children);
        let months = (Months::of(3), Months::of(6));
        Work { program: Program::new(&model), model, caseload, names, months }
    }

    fn by_hand(&self, out: &mut Written) {
        let calendar = self.model.calendar.as_deref().expect("a calendar");
        baseline(&self.caseload, &self.names, calendar, (&self.months.0, &self.months.1), out);
    }

    fn by(&self, engine: Engine, alone: bool) -> Answers {
        let all = 0..self.caseload.len();
        let as_of = Day::from_number(AS_OF);
        if alone {
            evaluate_alone(&self.program, &self.caseload, all, as_of, engine)
        } else {
            evaluate(&self.program, &self.caseload, all, as_of, engine)
        }
    }
}

/// Each kind of event as `NAME.case`, `NAME.place` (within its case) and `NAME.day`, and for
/// each day what every peer looks up; 32-bit numbers, the least byte first.
fn write_columns(work: &Work, folder: &Path) {
    let write = |name: &str, numbers: &mut dyn Iterator<Item = i32>| {
        let bytes: Vec<u8> = numbers.flat_map(i32::to_le_bytes).collect();
        std::fs::write(folder.join(name), bytes).expect("a column written");
    };
    for (name, kind) in [
        ("coming", work.names.coming),
        ("leaving", work.names.leaving),
        ("review", work.names.review),
        ("decisions", work.names.decisions),
        ("record", work.names.record),
    ] {
        let events: &Events = reviews::days(&work.caseload, kind);
        let run = |case: usize| i32::try_from(events.run(case).len()).expect("few");
        let number = |case: usize| i32::try_from(case).expect("few");
        let cases = 0..work.caseload.len();
        let case = cases.clone().flat_map(|case| (0..run(case)).map(move |_| number(case)));
        write(&format!("{name}.case"), &mut case.into_iter());
        write(&format!("{name}.place"), &mut cases.flat_map(|case| 0..run(case)));
        write(&format!("{name}.day"), &mut events.days().iter().copied());
    }
    let calendar = work.model.calendar.as_deref().expect("a calendar");
    let first = calendar.first().number();
    let days = || AS_OF - 1_900..AS_OF + 300;
    write("days.day", &mut days());
    for n in [5, 15, 20] {
        write(&format!("days.working{n}"), &mut days().map(|day| working(calendar, day, n)));
    }
    write("days.months3", &mut days().map(|day| work.months.0.after(day)));
    write("days.months6", &mut days().map(|day| work.months.1.after(day)));
    let back = |day: i32| {
        let rank = usize::from(calendar.rank()[usize::try_from(day - 1 - first).expect("in it")]);
        first + i32::from(calendar.select()[rank - 5])
    };
    write("days.back5", &mut days().map(back));
}

fn told(nanoseconds: u128, sums: Sums) {
    let sums: Vec<String> = sums.iter().map(i64::to_string).collect();
    println!("{nanoseconds} {}", sums.join(" "));
}

fn serve(work: &Work, name: &str, alone: bool) {
    let engine = match name {
        "loop" => None,
        "columnar" => Some(Engine::Columnar),
        "wasm" => Some(Engine::Wasm),
        "reference" => Some(Engine::Reference),
        other => panic_over(other),
    };
    let mut out = Written::default();
    for _ in std::io::stdin().lock().lines() {
        let start = Instant::now();
        if let Some(engine) = engine {
            let answers = work.by(engine, alone);
            let took = start.elapsed();
            told(took.as_nanos(), sums(&answers));
        } else {
            work.by_hand(&mut out);
            told(start.elapsed().as_nanos(), out.sums());
        }
    }
}

#[expect(clippy::panic, reason = "a worker without work measures nothing")]
fn panic_over(name: &str) -> ! {
    panic!("“{name}” is no engine: loop, columnar, wasm or reference")
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let children = std::env::var("DULY_CHILDREN").ok().and_then(|n| n.parse().ok());
    match asked.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["columns", folder] => {
            write_columns(&Work::new(children.unwrap_or(100_000)), Path::new(folder));
        }
        [engine, threads] => {
            serve(&Work::new(children.unwrap_or(100_000)), engine, *threads == "1");
        }
        _ => {
            let work = Work::new(200);
            let mut out = Written::default();
            work.by_hand(&mut out);
            for engine in [Engine::Reference, Engine::Columnar, Engine::Wasm] {
                assert_eq!(sums(&work.by(engine, true)), out.sums(), "the same rows: {engine:?}");
            }
            println!("the loop and duly's engines agree; benches/peers/run.py measures them");
        }
    }
}
