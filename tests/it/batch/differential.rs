//! One truth: the columnar engine, the wasm back end and the reference interpreter agree on every row, for
//! generated packs and for those that come with duly, on generated caseloads.
//!
//! `DULY_DIFFERENTIAL=50` tries fifty times as many.

use std::sync::LazyLock;

use super::parts::{ACTS, APPLIES, DEFINED, DUES, MET, MORE, duty};
use super::*;
use crate::eval::WORDS;
use duly::caseload::{NO_DAY, Plain};
use duly::facts::{
    Attribute, DateFact, Occurrence, OccurrenceId, Period, PeriodEnd, Records, Value,
};
use duly::ir::compile;
use duly::model::Model;
use duly::names::{Completeness, ConceptId, FactType, Owner, Sort};
use duly::open::checked;
use duly::source::Span;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const START: i32 = 20_454; // 1 January 2026

/// How many cases a caseload has.
const CASES: usize = 20;

fn times() -> u32 {
    let times = std::env::var("DULY_DIFFERENTIAL").ok();
    times.and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// What happens to a case, in numbers that any vocabulary can make something of.
#[derive(Debug, Clone)]
struct Seed {
    born: Option<i32>,
    history: Option<i32>,
    events: Vec<(u16, i32, u8)>,
    periods: Vec<(u16, i32, Option<i32>)>,
    facts: Vec<(u16, Option<i32>, u8)>,
}

/// How well kinds are known; with the flag no more is known of those that no case has than
/// that they may have happened, as in a return.
#[derive(Debug, Clone)]
struct Feed(Vec<(u16, u8, i32)>, bool);

fn seeds() -> impl Strategy<Value = Seed> {
    let day = || prop_oneof![8 => 0..400_i32, 1 => 395..405_i32, 1 => -40..20_i32];
    (
        prop::option::weighted(0.9, prop_oneof![9 => -6_600..-5_000_i32, 1 => Just(-5_056)]),
        prop::option::weighted(0.15, 0..200_i32),
        prop::collection::vec((any::<u16>(), day(), any::<u8>()), 0..10),
        prop::collection::vec((any::<u16>(), day(), prop::option::of(day())), 0..4),
        prop::collection::vec((any::<u16>(), prop::option::of(day()), any::<u8>()), 0..4),
    )
        .prop_map(|(born, history, events, periods, facts)| Seed {
            born,
            history,
            events,
            periods,
            facts,
        })
}

fn feeds() -> impl Strategy<Value = Feed> {
    prop_oneof![
        1 => Just(Feed(Vec::new(), false)),
        1 => Just(Feed(Vec::new(), true)),
        2 => (prop::collection::vec((any::<u16>(), 0..3_u8, 0..420_i32), 0..6), any::<bool>())
            .prop_map(|(some, rest)| Feed(some, rest)),
    ]
}

/// The words of a pack that cases can speak of, those that duties speak of most.
struct Words {
    kinds: Vec<ConceptId>,
    statuses: Vec<ConceptId>,
    facts: Vec<ConceptId>,
    of_events: Vec<(ConceptId, ConceptId)>,
    model: Checked,
}

impl Words {
    fn of(model: Checked) -> Words {
        let mut kinds = Vec::new();
        let ir = compile(&model);
        for compiled in &ir.duties {
            if let duly::ir::Compiled::Duty(duty) = compiled {
                for at in duly::ir::Uses::of(duty).kinds {
                    kinds.push(ir.kind(at).unwrap().concept);
                }
                if kinds.len() > 400 {
                    break;
                }
            }
        }
        let (mut statuses, mut facts, mut of_events) = (Vec::new(), Vec::new(), Vec::new());
        for (id, concept) in model.vocabulary.iter() {
            match concept.sort() {
                Sort::Event | Sort::Decision => kinds.push(id),
                Sort::Status if model.derived.definition(id).is_none() => statuses.push(id),
                Sort::Fact => match concept.fact().unwrap().owner {
                    Owner::Subject => facts.push(id),
                    Owner::Of(of) => of_events.push((of, id)),
                },
                Sort::Status | Sort::Role | Sort::Document | Sort::Paper => {}
            }
        }
        Words { kinds, statuses, facts, of_events, model }
    }

    fn value(&self, fact: ConceptId, dice: u8) -> Value {
        if dice.is_multiple_of(5) {
            return Value::Unknown;
        }
        match &self.model.vocabulary.get(fact).unwrap().fact().unwrap().ty {
            FactType::YesNo => Value::YesNo(dice.is_multiple_of(2)),
            FactType::OneOf(words) => Value::Word(words[usize::from(dice) % words.len()].clone()),
            FactType::Number => Value::Number(i64::from(dice)),
            FactType::Decimal => Value::Decimal(i64::from(dice) * 500),
            FactType::Date => Value::Date(Day::from_number(START + i32::from(dice))),
            FactType::Name => Value::Word(format!("n{}", dice % 3)),
        }
    }

    fn case(&self, at: usize, seed: &Seed) -> Case {
        let day = |day: i32| Day::from_number(START + day);
        let exactly = |number: i32| DateFact::Exactly(day(number));
        let one = |all: &[ConceptId], at: u16| all.get(usize::from(at) % all.len().max(1)).copied();
        let mut events: Vec<Occurrence> = Vec::new();
        for (kind, on, dice) in &seed.events {
            // Half of them are of the kinds that duties name first.
            let few = self.kinds.len().min(12);
            let from = if dice % 2 == 0 { &self.kinds[..few] } else { &self.kinds[..] };
            let Some(kind) = one(from, *kind) else { continue };
            let id = OccurrenceId(u32::try_from(events.len()).unwrap());
            let mut made = Occurrence {
                started: Some(exactly(*on)),
                completed: Some(exactly(*on)),
                ..Occurrence::bare(id, kind, Span::NOWHERE)
            };
            for (of, fact) in self.of_events.iter().filter(|(of, _)| *of == kind) {
                let _ = of;
                if dice % 3 != 0 {
                    made.facts.push((*fact, self.value(*fact, *dice)));
                }
            }
            events.push(made);
        }
        let period = |(status, from, until): &(u16, i32, Option<i32>)| {
            Some(Period {
                status: one(&self.statuses, *status)?,
                from: exactly(*from),
                until: until.map_or(PeriodEnd::Ongoing, |on| PeriodEnd::On(exactly(on))),
                facts: Vec::new(),
                span: Span::NOWHERE,
            })
        };
        let attribute = |(fact, from, dice): &(u16, Option<i32>, u8)| {
            let fact = one(&self.facts, *fact)?;
            let value = self.value(fact, *dice);
            Some(Attribute { fact, value, from: from.map(day), span: Span::NOWHERE })
        };
        Case {
            id: format!("c{at}"),
            born: seed.born.map(exactly),
            history_from: seed.history.map(day),
            records: Default::default(),
            events,
            periods: seed.periods.iter().filter_map(period).collect(),
            facts: seed.facts.iter().filter_map(attribute).collect(),
            subject: None,
        }
    }

    fn caseload(&self, seeds: &[Seed], feed: &Feed) -> Caseload {
        let mut records = rustc_hash::FxHashMap::default();
        let mut all = self.kinds.clone();
        all.extend(&self.statuses);
        all.extend(&self.facts);
        for (kind, how, day) in &feed.0 {
            let few = if kind % 2 == 0 { all.len().min(15) } else { all.len() };
            let Some(kind) = all.get(usize::from(kind / 2) % few.max(1)) else { continue };
            let day = Day::from_number(START + day);
            let fully = |from| Completeness::Fully { from };
            let (completeness, until) = match how {
                0 => (Completeness::WhenKnown, None),
                1 => (fully(None), Some(day)),
                _ => (fully(Some(day)), None),
            };
            records.insert(*kind, Records { completeness, until });
        }
        if feed.1 {
            let cases: Vec<Case> =
                seeds.iter().enumerate().map(|(at, seed)| self.case(at, seed)).collect();
            let has = |kind: &ConceptId| {
                cases.iter().flat_map(|case| &case.events).any(|event| event.kind == *kind)
            };
            let (completeness, until) = (Completeness::WhenKnown, None);
            for kind in self.kinds.iter().filter(|kind| !has(kind)) {
                records.insert(*kind, Records { completeness, until });
            }
        }
        let mut builder = Builder::new(records);
        for (at, seed) in seeds.iter().enumerate() {
            let case = self.case(at, seed);
            if seed.history.is_some() && !case.periods.is_empty() {
                builder.push_plain(&mut begun_before(case));
            } else {
                builder.push(case);
            }
        }
        builder.finish()
    }
}

/// The same as columns hold it, but for its first period, which began before its records.
pub(super) fn begun_before(case: Case) -> Plain {
    let number = |fact: &DateFact| fact.exact().map_or(NO_DAY, Day::number);
    let mut plain = Plain {
        id: case.id,
        born: case.born.as_ref().map_or(NO_DAY, number),
        history_from: case.history_from.map_or(NO_DAY, Day::number),
        ..Plain::default()
    };
    for event in &case.events {
        plain.happened(event.kind, event.started.as_ref().map_or(NO_DAY, number));
    }
    for (at, period) in case.periods.iter().enumerate() {
        let from = if at == 0 { NO_DAY } else { number(&period.from) };
        let until = match &period.until {
            PeriodEnd::On(end) => Some(number(end)),
            PeriodEnd::Ongoing => None,
        };
        plain.held(period.status, from, until);
    }
    plain
}

fn named(model: &Model, row: &Answered) -> String {
    format!("{} {row:?}", model.duty(row.duty).unwrap().name.value)
}

/// The first row on which two engines do not agree.
pub(super) fn differ(model: &Checked, caseload: &Caseload, as_of: Day) -> Result<(), String> {
    let program = Program::new(model);
    let slow = one_by_one(model, caseload, as_of);
    for engine in [Engine::Columnar, Engine::Wasm] {
        one_differs(&program, caseload, (as_of, engine), &slow)?;
    }
    Ok(())
}

fn one_differs(
    program: &Program,
    caseload: &Caseload,
    (as_of, engine): (Day, Engine),
    slow: &[Answered],
) -> Result<(), String> {
    let (model, all) = (program.model(), 0..caseload.len());
    let answers = duly::batch::evaluate_alone(program, caseload, all, as_of, engine);
    if let Some(why) = program.not_run() {
        return Err(format!("the module {why}"));
    }
    let fast: Vec<_> = answers.rows().collect();
    let ends = fast.len().max(slow.len());
    for at in 0..ends {
        let (fast, slow) = (fast.get(at), slow.get(at));
        if fast == slow {
            continue;
        }
        let case = slow.or(fast).map_or(0, |row| row.case as usize);
        let again = caseload.case(case).unwrap();
        let words = &model.vocabulary;
        let mut text = format!("as of {as_of}, born {:?}", again.born);
        text += &format!(", history {:?}\n", again.history_from);
        for ev in &again.events {
            text +=
                &format!("  {:?} {} {:?} {:?}\n", ev.id, words.noun(ev.kind), ev.started, ev.facts);
        }
        for one in &again.periods {
            text += &format!("  {} {:?} {:?}\n", words.noun(one.status), one.from, one.until);
        }
        for one in &again.facts {
            text += &format!("  {} {:?} {:?}\n", words.noun(one.fact), one.value, one.from);
        }
        for (kind, records) in &again.records {
            text += &format!("  known: {} {records:?}\n", words.noun(*kind));
        }
        let told =
            |row: Option<&Answered>| row.map_or("nothing".to_owned(), |row| named(model, row));
        return Err(format!("{engine:?} {}\nreference {}\n{text}", told(fast), told(slow)));
    }
    Ok(())
}

fn shipped_words(id: &str) -> Words {
    Words::of(shipped(id).model)
}

fn run(words: &Words, cases: u32) {
    let config = Config {
        cases: cases * times(),
        max_shrink_iters: 600,
        failure_persistence: None,
        ..Config::default()
    };
    let caseloads = (prop::collection::vec(seeds(), 1..CASES), feeds(), 0..430_i32);
    TestRunner::new(config)
        .run(&caseloads, |(seeds, feed, t)| {
            let caseload = words.caseload(&seeds, &feed);
            differ(&words.model, &caseload, Day::from_number(START + t))
                .map_err(TestCaseError::fail)
        })
        .unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn engines_agree_on_the_pack_of_kent() {
    run(&shipped_words("kent/child-in-care-reviews"), 4);
}

#[test]
fn engines_agree_on_a_pack_of_every_form_of_duty() {
    run(&Words::of(crate::eval::model(crate::eval::duties::DUTIES)), 60);
}

#[test]
fn engines_agree_on_the_regulations() {
    run(&shipped_words("statute/care-planning-regulations-2010"), 12);
}

#[test]
fn engines_agree_on_the_handbook() {
    run(&shipped_words("guidance/iro-handbook-2010"), 4);
}

#[test]
fn engines_agree_on_the_small_packs() {
    for id in [
        "example-district/temporary-event-notices",
        "foster-agency/carer-handbook-ch6",
        "council-page-2020/iro-and-care-plans",
        "practice-guidance-2020/looked-after-reviews",
    ] {
        run(&shipped_words(id), 3);
    }
}

/// The duties that the kernels are for, and nothing that hangs on them.
const PLAIN: &str = "
duty initial-review
  must     hold a review
  due      within 20 working days of coming into care
  met by   the first review
duty second-review
  must     hold a review
  due      within 3 months of the first review
  met by   the second review
duty subsequent-reviews
  must     hold a review
  due      within 6 months of each review from the second onwards
  met by   the next review
duty decisions
  must     send invitations
  due      within 5 working days of each tip
duty report
  must     write the report
  due      within 15 working days of each tip
duty report-on-complaint
  must     write the report
  due      within 1 month of each complaint
  scope    the whole record
";

#[test]
fn engines_agree_on_plain_duties() {
    run(&Words::of(crate::eval::model(PLAIN)), 150);
}

/// A pack of the words here and these duties, where it is a sound one.
fn pack(duties: &[[usize; 5]]) -> Option<Checked> {
    let first = "\nduty first-duty: \"First\"\n  who        the IRO\n  must       hold a review\n  \
                 due        within 20 working days of coming into care\n  \
                 met by     the first review\n  source     none\n";
    let mut text = format!("{WORDS}{DEFINED}{first}");
    for (at, parts) in duties.iter().enumerate() {
        text += "\n";
        text += &duty(&format!("d{at}"), *parts);
    }
    let world = MemoryWorld::new().with("policies/test/pack.duly", text);
    checked(&world, Library::shipped(), &mut SourceMap::new(), "test/pack").value
}

/// The parts of which a sound duty can be made.
static SOUND: LazyLock<Vec<[usize; 5]>> = LazyLock::new(|| {
    let mut found = Vec::new();
    let mut dice = 7_usize;
    let mut next = |n: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % n
    };
    for due in 0..DUES.len() {
        for _ in 0..8 {
            let parts = [
                next(ACTS.len()),
                due,
                if next(3) == 0 { next(MET.len()) } else { 0 },
                next(APPLIES.len()),
                next(MORE.len()),
            ];
            if pack(&[parts]).is_some() {
                found.push(parts);
            }
        }
    }
    found
});

#[test]
fn engines_agree_on_generated_packs() {
    assert!(SOUND.len() > 100, "{}", SOUND.len());
    for (at, due) in DUES.iter().enumerate().skip(31) {
        assert!(SOUND.iter().any(|parts| parts[1] == at), "no sound duty is due {due}");
    }
    let packs = prop::collection::vec(any::<prop::sample::Index>(), 1..5);
    let caseloads = (packs, prop::collection::vec(seeds(), 1..2 * CASES), feeds(), 0..430_i32);
    let config = Config {
        cases: 400 * times(),
        max_shrink_iters: 1_000,
        failure_persistence: None,
        ..Config::default()
    };
    let (mut held, mut tried) = (0, 0);
    let held = std::cell::RefCell::new((&mut held, &mut tried));
    TestRunner::new(config)
        .run(&caseloads, |(picked, seeds, feed, t)| {
            let parts: Vec<_> = picked.iter().map(|at| *at.get(&SOUND)).collect();
            let Some(model) = pack(&parts) else { return Ok(()) };
            let left = Program::new(&model).fallbacks().count();
            {
                let mut counts = held.borrow_mut();
                *counts.1 += 1;
                *counts.0 += usize::from(left == 0);
            }
            let words = Words::of(model);
            let caseload = words.caseload(&seeds, &feed);
            differ(&words.model, &caseload, Day::from_number(START + t)).map_err(|why| {
                let text: Vec<String> = parts.iter().map(|one| duty("d", *one)).collect();
                TestCaseError::fail(format!("{why}\n{}", text.join("\n")))
            })
        })
        .unwrap_or_else(|why| panic!("{why}"));
    let counts = held.into_inner();
    assert!(
        *counts.0 * 10 > *counts.1 * 8,
        "{} of {} packs are compiled whole",
        counts.0,
        counts.1
    );
}
