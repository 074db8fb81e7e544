//! How long it takes to read the return of a hundred thousand children.
#![expect(clippy::expect_used, reason = "a bench without its inputs measures nothing")]

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use duly::feed::{Given, SSDA903, mapped, read_mapping};
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use duly::synthetic::{Plan, TABLES, Tables};
use duly::time::Day;

const CHILDREN: u32 = 100_000;

fn tables() -> Vec<Vec<u8>> {
    let until = Day::from_ymd(2026, 11, 21).expect("a day");
    let plan = Plan { children: CHILDREN, seed: 1, until, dirty: 0.001, lost: 0.3 };
    let mut tables = Tables::new(vec![Vec::new(); TABLES.len()]).expect("memory takes all");
    for place in 0..plan.children {
        tables.child(&plan.child(place), plan.soil(place)).expect("memory takes all");
    }
    tables.finish().0
}

fn reading(c: &mut Criterion) {
    let mut map = SourceMap::new();
    let world = MemoryWorld::new();
    let id = "kent/child-in-care-reviews";
    let opened = duly::open::checked(&world, Library::shipped(), &mut map, id);
    let model = opened.value.expect("a shipped pack");
    let file = map.add("ssda903.yaml", SSDA903);
    let mapping = read_mapping(file, SSDA903).value.expect("the shipped mapping");
    let texts = tables();
    let mut group = c.benchmark_group("feed");
    group.sample_size(10);
    group.throughput(Throughput::Elements(u64::from(CHILDREN)));
    group.bench_function("ssda903_csv", |b| {
        b.iter(|| {
            let files = TABLES.iter().zip(&texts);
            let files =
                files.map(|((name, _), text)| Given::new(format!("{name}.csv"), text.as_slice()));
            let feed = mapped(&mapping, &model, files.collect()).expect("the tables are read");
            assert_eq!(feed.caseload.len(), CHILDREN as usize);
            black_box(feed)
        });
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    reading(&mut criterion);
    criterion.final_summary();
}
