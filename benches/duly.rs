//! How long the passes take, on a pack of a thousand duties and on the packs and
//! cases that come with duly.
//!
//! `cargo bench` measures; `cargo bench -- --quick` does so roughly.
#![expect(clippy::expect_used, reason = "a bench without its inputs measures nothing")]

use std::fmt::Write;
use std::hint::black_box;

use criterion::Criterion;
use duly::analysis::mutate::{Ground, Mutant, judge_all};
use duly::dates::{CALENDAR, reckon};
use duly::eval::evaluate;
use duly::examples::{Bound, passes};
use duly::facts::{bind, read_case};
use duly::open::{check_all, checked, loaded, open, suite};
use duly::pack::{Library, MemoryWorld, pack_ids};
use duly::source::SourceMap;
use duly::syntax::{Carrier, read};
use duly::time::Day;
use rayon::ThreadPoolBuilder;

/// A pack of so many duties, of every common shape.
fn pack(duties: usize) -> String {
    let mut text = String::from(
        "pack bench/many\n  subject child\n  scope each period looked after\n  \
         calendar england-and-wales\n\n\
         event coming into care\n  forms come into care | coming into care / entries into care\n  \
         once per period looked after\n\n\
         event leaving care\n  forms leave care | leaving care / exits from care\n\n\
         event review\n  forms hold a review | a review is held | review / reviews\n  \
         life can be planned, adjourned, cancelled\n\n\
         event invitation\n  forms send invitations | invitations are sent | invitation / invitations\n\n\
         status looked after\n  from coming into care until leaving care\n",
    );
    for number in 0..duties {
        let (must, due) = match number % 4 {
            0 => ("hold a review", "within 20 working days of coming into care"),
            1 => ("hold a review", "within 6 months of each review from the second onwards"),
            2 => ("send invitations", "at least 10 working days before each review"),
            _ => ("send invitations", "between 4 weeks and 6 weeks after each review"),
        };
        let _ = write!(
            text,
            "\nduty d-{number}: \"Duty {number}\"\n  must     {must}\n  due      {due}\n  \
             applies  if the child is looked after\n  note     The {number}th of many.\n"
        );
    }
    text
}

fn syntax(c: &mut Criterion) {
    let text = pack(1000);
    let file = SourceMap::new().add("many.duly", text.as_str());
    c.bench_function("read 1,000 duties", |b| {
        b.iter(|| read(file, Carrier::Duly, black_box(&text)));
    });
}

fn packs(c: &mut Criterion) {
    let world = MemoryWorld::new().with("many.duly", pack(1000));
    let opened = |reference: &str| {
        let read = open(&world, Library::shipped(), &mut SourceMap::new(), reference);
        read.into_result().expect("a sound pack")
    };
    c.bench_function("check 1,000 duties", |b| b.iter(|| opened(black_box("many.duly"))));
    let kent = "kent/child-in-care-reviews";
    c.bench_function("open the pack of Kent", |b| b.iter(|| opened(black_box(kent))));
}

/// The packs that come with duly: each by itself, and all at once.
fn shipped(c: &mut Criterion) {
    let (world, library) = (MemoryWorld::new(), Library::shipped());
    let ids = pack_ids(&world, library);
    let mut group = c.benchmark_group("check all shipped packs");
    group.bench_function("each by itself", |b| {
        b.iter(|| {
            let one = |id: &String| open(&world, library, &mut SourceMap::new(), id);
            ids.iter().map(one).filter(|read| read.value.is_some()).count()
        });
    });
    let all = || check_all(&world, library, &mut SourceMap::new(), black_box(&ids)).len();
    let one = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    group.bench_function("at once, on one core", |b| b.iter(|| one.install(all)));
    group.bench_function("at once, on all cores", |b| b.iter(all));
    group.finish();
}

/// The pack of the README, which stands there whole.
fn readme_pack() -> &'static str {
    let readme = include_str!("../README.md");
    let start = readme.find("pack example-council/reviews").expect("the pack of the README");
    let rest = readme.get(start..).unwrap_or_default();
    rest.get(..rest.find("```").unwrap_or_default()).unwrap_or_default()
}

/// A case of so many complaints, with a visit a few days after each.
fn many_visits(pairs: i32) -> String {
    let first = Day::from_ymd(2001, 1, 1).expect("a day");
    let mut text = String::from("case: many\nevents:\n");
    for at in 0..pairs {
        let day = first.plus(at * 9_000 / pairs);
        let _ = writeln!(text, "  - complaint: {day}\n  - visit: {}", day.plus(3));
    }
    text
}

/// One kind of act, very often: twice as many should take about twice as long.
fn matching(c: &mut Criterion) {
    let pack = "pack bench/visits\n  subject tenant\n  calendar england-and-wales\n\n\
        event complaint\n  forms a complaint is made | complaint / complaints\n\n\
        event visit\n  forms make a visit | a visit is made | visit / visits\n\n\
        duty visit-them\n  must make a visit\n  due within 10 working days of each complaint\n";
    let world = MemoryWorld::new().with("visits.duly", pack);
    let map = &mut SourceMap::new();
    let visits = checked(&world, Library::shipped(), map, "visits.duly").into_result();
    let (model, _) = visits.expect("a sound pack");
    let day = Day::from_ymd(2026, 11, 21).expect("a day");
    let mut group = c.benchmark_group("match acts of one kind");
    group.sample_size(10);
    for pairs in [1_250, 2_500, 5_000] {
        let text = many_visits(pairs);
        let file = map.add("many.yaml", text.as_str());
        let written = read_case(file, "many.yaml", &text).value.expect("a case");
        let case = bind(&written, &model.vocabulary).value.expect("a case of this pack");
        group.bench_function(format!("{pairs} to {pairs}"), |b| {
            b.iter(|| evaluate(&model, black_box(&case), day));
        });
    }
    group.finish();
}

fn cases(c: &mut Criterion) {
    let mut map = SourceMap::new();
    let kent =
        checked(&MemoryWorld::new(), Library::shipped(), &mut map, "kent/child-in-care-reviews");
    let (model, _) = kent.into_result().expect("a sound pack");
    let day = Day::from_ymd(2026, 11, 21).expect("a day");
    let mut bound = |name: &str, text: &str| {
        let file = map.add(name, text);
        let written = read_case(file, name, black_box(text)).value.expect("a case");
        bind(&written, &model.vocabulary).value.expect("a case of this pack")
    };
    let world = MemoryWorld::new().with("readme.duly", readme_pack());
    let small = checked(&world, Library::shipped(), &mut SourceMap::new(), "readme.duly");
    let (small, _) = small.into_result().expect("a sound pack");
    let text = include_str!("../examples/cases/jade.yaml");
    c.bench_function("read and bind a case", |b| b.iter(|| bound("jade", text)));
    let known = bound("jade", text);
    c.bench_function("judge a case", |b| {
        b.iter(|| evaluate(&model, black_box(&known), day));
    });
    // What that pack has words for: coming into care, leaving it, the reviews held.
    let file = SourceMap::new().add("jade", text);
    let mut written = read_case(file, "jade", text).value.expect("a case");
    let words = ["coming into care", "leaving care", "review"];
    written
        .events
        .retain(|event| words.contains(&event.name.value.as_str()) && event.planned_for.is_none());
    let few = bind(&written, &small.vocabulary).value.expect("a case of the small pack");
    c.bench_function("judge the same case under the pack of the README", |b| {
        b.iter(|| evaluate(&small, black_box(&few), day));
    });
    let uncertain = bound("amber", include_str!("../examples/cases/amber.yaml"));
    c.bench_function("judge a case with an uncertain date", |b| {
        b.iter(|| evaluate(&model, black_box(&uncertain), day));
    });
}

/// The examples of Kent's pack, and the slips in it that they notice.
fn tests(c: &mut Criterion) {
    let (world, kent) = (MemoryWorld::new(), "kent/child-in-care-reviews");
    let mut map = SourceMap::new();
    let suite = suite(&world, Library::shipped(), &mut map, kent).value.expect("a sound pack");
    c.bench_function("run the examples of Kent", |b| {
        b.iter(|| suite.examples.iter().all(|one| passes(&suite.model, black_box(one))));
    });
    let ground = loaded(&world, Library::shipped(), &mut map, kent).and_then(Ground::of_pack);
    let ground = ground.expect("a sound pack");
    let mutants = ground.mutants();
    let examples: Vec<&Bound> = suite.examples.iter().collect();
    let mut group = c.benchmark_group("slips");
    group.sample_size(10);
    // One in fifty stands for all: the whole takes about a minute.
    let few: Vec<Mutant> = mutants.iter().step_by(50).cloned().collect();
    group.bench_function("judge one slip in fifty of Kent's", |b| {
        b.iter(|| judge_all(&ground, black_box(&few), 1, &examples, &|_| {}));
    });
    group.finish();
}

fn dates(c: &mut Criterion) {
    let phrases = vec!["within 20 working days of 28 March 2026"; 1000];
    c.bench_function("reckon 1,000 phrases", |b| {
        b.iter(|| reckon(&MemoryWorld::new(), Library::shipped(), CALENDAR, black_box(&phrases)));
    });
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    syntax(&mut criterion);
    packs(&mut criterion);
    shipped(&mut criterion);
    matching(&mut criterion);
    cases(&mut criterion);
    tests(&mut criterion);
    dates(&mut criterion);
    criterion.final_summary();
}
