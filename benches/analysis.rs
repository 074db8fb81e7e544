//! How long it takes to hold packs against one another, and against themselves.
//!
//! `cargo bench --bench analysis` measures; `-- --quick` does so roughly.
#![expect(clippy::expect_used, reason = "a bench without its inputs measures nothing")]

use std::hint::black_box;

use criterion::Criterion;
use duly::analysis::impact::{Pairs, changes, of_case};
use duly::analysis::lint::lint;
use duly::analysis::witness::Search;
use duly::analysis::{compare, conform, feasible};
use duly::check::Checked;
use duly::facts::{bind, read_case};
use duly::open::together;
use duly::pack::{Library, MemoryWorld, list_packs};
use duly::source::SourceMap;
use duly::time::Day;

const KENT: &str = "kent/child-in-care-reviews";
const STATUTE: &str = "statute/care-planning-regulations-2010";

fn opened(packs: &[&str]) -> Vec<Checked> {
    let world = MemoryWorld::new();
    let read = together(&world, Library::shipped(), &mut SourceMap::new(), packs);
    read.value.expect("sound packs")
}

fn lints(c: &mut Criterion) {
    let kent = opened(&[KENT]);
    let kent = kent.first().expect("the pack of Kent");
    let near = Search::near(kent);
    c.bench_function("lint the pack of Kent", |b| b.iter(|| lint(black_box(kent), &[], near)));
    let law = opened(&[STATUTE]);
    let law = law.first().expect("the Regulations");
    c.bench_function("lint the Regulations", |b| b.iter(|| lint(black_box(law), &[], near)));
}

fn impacts(c: &mut Criterion) {
    let packs = opened(&[STATUTE, KENT]);
    let [law, kent] = packs.as_slice() else { return };
    let near = Search::near(kent);
    let pairs = Pairs::of(law, kent);
    c.bench_function("say in words what Kent changes of the Regulations", |b| {
        b.iter(|| changes(&pairs, black_box(law), kent, near));
    });
    let text = include_str!("../examples/cases/jade.yaml");
    let file = SourceMap::new().add("jade", text);
    let written = read_case(file, "jade", text).value.expect("a case");
    let case = bind(&written, &kent.vocabulary).value.expect("a case of these packs");
    let day = Day::from_ymd(2026, 11, 21).expect("a day");
    c.bench_function("judge what a change does to a case", |b| {
        b.iter(|| of_case(&pairs, (law, &case), (kent, black_box(&case)), (day, None)));
    });
}

/// Every difference between two packs, with cases.
fn comparison(c: &mut Criterion) {
    let packs = opened(&[STATUTE, KENT]);
    let options = compare::Options::default();
    c.bench_function("compare Kent with the Regulations", |b| {
        b.iter(|| compare::compare(black_box(&packs), &options, &|_, _| {}));
    });
    let world = MemoryWorld::new();
    let all: Vec<String> =
        list_packs(&world, Library::shipped()).into_iter().map(|pack| pack.id).collect();
    let ids: Vec<&str> = all.iter().map(String::as_str).collect();
    let packs = opened(&ids);
    c.bench_function("compare every pack with every other", |b| {
        b.iter(|| compare::compare(black_box(&packs), &options, &|_, _| {}));
    });
}

/// What changes for a case that there is.
fn compared_cases(c: &mut Criterion) {
    let packs = opened(&[STATUTE, KENT]);
    let [law, kent] = packs.as_slice() else { return };
    let found = compare::compare(&packs, &compare::Options::default(), &|_, _| {});
    let comparison = found.first().expect("a comparison");
    let text = include_str!("../examples/cases/jade.yaml");
    let file = SourceMap::new().add("jade", text);
    let written = read_case(file, "jade", text).value.expect("a case");
    let case = bind(&written, &kent.vocabulary).value.expect("a case of these packs");
    let day = Day::from_ymd(2026, 11, 21).expect("a day");
    c.bench_function("compare what two packs ask of a case", |b| {
        b.iter(|| compare::changes((law, kent), comparison, black_box(&[&case]), day));
    });
}

/// Every day of about 27 years on which it may begin.
fn feasibility(c: &mut Criterion) {
    for reference in [KENT, "guidance/iro-handbook-2010"] {
        let models = opened(&[reference]);
        let model = models.first().expect("the pack");
        let options = feasible::Options::default();
        let start = feasible::start(model, &options).expect("a beginning");
        c.bench_function(&format!("feasible: {reference}"), |b| {
            b.iter(|| {
                let plan = feasible::plan(black_box(model), start, &options);
                feasible::analyse(model, &plan, &|_, _| {})
            });
        });
    }
}

/// One pack against another over the whole cycle: every proof and case.
fn conformity(c: &mut Criterion) {
    let pairs = [
        ("practice-guidance-2020/looked-after-reviews", "statute/care-planning-regulations-2010"),
        ("practice-guidance-2020/looked-after-reviews", "guidance/iro-handbook-2010"),
        ("kent/child-in-care-reviews", "guidance/iro-handbook-2010"),
    ];
    for (pack, base) in pairs {
        let models = opened(&[base, pack]);
        let [base_model, local] = models.as_slice() else { continue };
        let options = conform::Options::default();
        c.bench_function(&format!("conform: {pack} to {base}"), |b| {
            b.iter(|| conform::conform(black_box(base_model), local, options));
        });
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    lints(&mut criterion);
    impacts(&mut criterion);
    comparison(&mut criterion);
    compared_cases(&mut criterion);
    feasibility(&mut criterion);
    conformity(&mut criterion);
    criterion.final_summary();
}
