//! What a count costs: working days, months, and making a calendar.
#![expect(missing_docs, reason = "a bench has no users")]
#![expect(clippy::unwrap_used, reason = "a bench may stop at a mistake of its own")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use duly::time::{
    Calendar, Counting, Day, Direction, Offset, Roll, Unit, Weekday, apply, parse_closed,
};

const ENGLAND: &str = include_str!("../policies/calendars/england-and-wales.yaml");

fn closed() -> Vec<(Day, String)> {
    let entries = ENGLAND.lines().filter_map(|line| line.strip_prefix("      - "));
    entries.map(|entry| parse_closed(entry).unwrap()).collect()
}

fn calendar(closed: Vec<(Day, String)>) -> Calendar {
    let (first, last) = (Day::from_ymd(2000, 1, 1), Day::from_ymd(2028, 12, 31));
    let weekend = [Weekday::Saturday, Weekday::Sunday];
    let (id, title) = ("england-and-wales", "England and Wales");
    Calendar::new(id, title, first.unwrap(), last.unwrap(), closed, &weekend).unwrap()
}

fn counting(c: &mut Criterion) {
    let calendar = calendar(closed());
    let first = Day::from_ymd(2010, 1, 1).unwrap();
    let anchors: Vec<Day> = (0..4_096).map(|days| first.plus(days)).collect();
    let mut group = c.benchmark_group("4,096 anchors");
    group.throughput(Throughput::Elements(4_096));
    group.bench_function("add 20 working days by the tables", |b| {
        b.iter(|| {
            for anchor in &anchors {
                black_box(calendar.add_working(black_box(*anchor), 20));
            }
        });
    });
    let limits = [
        ("apply 20 working days", Offset::of(20, Unit::WorkingDay)),
        ("apply 3 months", Offset::of(3, Unit::Month)),
        ("apply 91 calendar days", Offset::of(91, Unit::CalendarDay)),
    ];
    for (name, limit) in limits {
        group.bench_function(name, |b| {
            b.iter(|| {
                for anchor in &anchors {
                    black_box(apply(
                        black_box(*anchor),
                        &limit,
                        Direction::Forward,
                        Counting::Ordinary,
                        Roll::None,
                        Some(&calendar),
                    ))
                    .unwrap();
                }
            });
        });
    }
    group.finish();
}

fn making(c: &mut Criterion) {
    c.bench_function("read the closed days of a calendar", |b| b.iter(closed));
    let listed = closed();
    c.bench_function("make a calendar of 10,593 days", |b| {
        b.iter_batched(
            || listed.clone(),
            |closed| black_box(calendar(closed)),
            criterion::BatchSize::SmallInput,
        );
    });
    let one = calendar(listed);
    c.bench_function("join three calendars", |b| {
        b.iter(|| black_box(Calendar::all_of("all", "All", &[&one, &one, &one]).unwrap()));
    });
}

criterion_group!(benches, counting, making);
criterion_main!(benches);
