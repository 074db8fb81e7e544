//! Facts that a module works out: every way in which one can go well or fail, and the
//! extension that is shown: its module is what its source says.

use std::fs;

use duly::caseload::Builder;
use duly::check::Checked;
use duly::diag::{Code, has_errors};
use duly::eval::{Status, evaluate};
use duly::extensions::{Failures, agree, fill, fill_all};
use duly::facts::{self, Attribute, Case, Value, read_case};
use duly::model::Model;
use duly::names::Sort;
use duly::open::{checked, open};
use duly::pack::{Library, MemoryWorld};
use duly::source::{SourceMap, Span};
use duly::time::Day;

use crate::console::root;

const SHOWN: &str = include_str!("../../examples/risk-band/pack.duly");

/// The committed module.
pub(crate) fn risk_band() -> Vec<u8> {
    fs::read(root().join("examples/risk-band/extensions/risk-band.wasm")).unwrap_or_default()
}

#[test]
fn the_module_is_made_of_its_source() {
    let source = root().join("examples/risk-band/extensions/risk-band.wat");
    let made = wat::parse_file(&source).expect("the source is right");
    if std::env::var("DULY_BLESS").is_ok_and(|value| value == "1") {
        fs::write(source.with_extension("wasm"), &made).unwrap();
    }
    assert!(made == risk_band(), "make the .wasm anew: DULY_BLESS=1 cargo test --test it");
}

#[test]
fn the_band_goes_by_the_points() {
    let world = MemoryWorld::new()
        .with("risk/pack.duly", SHOWN)
        .with_bytes("risk/extensions/risk-band.wasm", risk_band());
    let model = checked(&world, Library::shipped(), &mut SourceMap::new(), "risk").value.unwrap();
    let fact = |name: &str| model.vocabulary.named(name, Sort::Fact).unwrap();
    let (missing, placements) = (fact("missing episodes"), fact("placements this year"));
    let text = "case: a\n";
    let file = SourceMap::new().add("a", text);
    let written = facts::read_case(file, "a", text).value.unwrap();
    let empty = facts::bind(&written, &model.vocabulary).value.unwrap();
    for episodes in 0..4_i64 {
        for moves in 0..6_i64 {
            let mut case = empty.clone();
            for (fact, number) in [(missing, episodes), (placements, moves)] {
                let (value, span) = (Value::Number(number), Span::NOWHERE);
                case.facts.push(Attribute { fact, value, from: None, span });
            }
            assert_eq!(fill(&model, &mut case), []);
            // The rule once more, in other words.
            let band = match episodes * 2 + moves - 1 {
                i64::MIN..2 => "low",
                2..5 => "medium",
                5.. => "high",
            };
            assert_eq!(case.facts.last().unwrap().value, Value::Word(band.to_owned()));
        }
    }
}

const WORDS: &str = "pack test/pack: \"Test\"
  calendar england-and-wales
event referral
event visit
  forms visit the child | visit / visits
fact points
  type number
fact share
  type decimal number
fact asked
  type yes or no
fact known since
  type date
fact level
  type one of none, some, much
fact band
  type one of low, high
  computed by x.wasm from points
duty visit
  must visit the child
  due within 10 calendar days of each referral
  applies if the band is high
duty other
  must visit the child
  due within 20 calendar days of each referral
";

/// The pack with a module for its extension, and perhaps another phrase for it.
fn model_of(module: &str, phrase: &str, ty: &str) -> Checked {
    let text = WORDS
        .replace("computed by x.wasm from points", phrase)
        .replace("one of low, high", ty)
        .replace(
            "the band is high",
            if ty == "one of low, high" { "the band is high" } else { "there has been a visit" },
        );
    let mut world = MemoryWorld::new().with("p/pack.duly", text);
    if !module.is_empty() {
        world = world.with_bytes("p/x.wasm", wat::parse_str(module).expect("the text form"));
    }
    let read = checked(&world, Library::shipped(), &mut SourceMap::new(), "p");
    read.value.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

fn case(model: &Model, facts: &str) -> Case {
    let text = format!(
        "case: a\nborn: 3 May 2012\nevents:\n  - referral: 2 November 2026\nfacts:\n{facts}"
    );
    let text = text.trim_end_matches("facts:\n").to_owned();
    let file = SourceMap::new().add("a", text.as_str());
    let read = read_case(file, "a", &text);
    assert!(!has_errors(&read.diagnostics), "{:?}", read.diagnostics);
    let bound = facts::bind(&read.value.expect("a case"), &model.vocabulary);
    assert!(!has_errors(&bound.diagnostics), "{:?}", bound.diagnostics);
    bound.value.expect("a case")
}

/// What the band comes to, from which days, and what is told.
fn filled(model: &Model, facts: &str) -> (Vec<(Option<String>, Value)>, Vec<String>) {
    let mut case = case(model, facts);
    let found = fill(model, &mut case);
    let band = model.vocabulary.named("band", Sort::Fact).expect("the band");
    let values = case.facts.iter().filter(|one| one.fact == band);
    let values = values.map(|one| (one.from.map(|day| day.to_string()), one.value.clone()));
    (values.collect(), found.into_iter().map(|one| one.message).collect())
}

const FROM_POINTS: &str = "computed by x.wasm from points";
const CHOICE: &str = "one of low, high";

/// High from 5 points on.
const FIVE: &str = r#"(module (func (export "compute") (param i64) (result i64)
  (i64.extend_i32_u (i64.ge_s (local.get 0) (i64.const 5)))))"#;

fn body(text: &str) -> String {
    format!(r#"(module (memory 1) (func (export "compute") (param i64) (result i64) {text}))"#)
}

fn word(text: &str) -> Value {
    Value::Word(text.to_owned())
}

#[test]
fn the_answer_is_a_fact_of_the_case() {
    let model = model_of(FIVE, FROM_POINTS, CHOICE);
    assert_eq!(filled(&model, "  - points: 5\n"), (vec![(None, word("high"))], vec![]));
    assert_eq!(filled(&model, "  - points: 4\n"), (vec![(None, word("low"))], vec![]));
    let day = Day::from_ymd(2026, 11, 5).expect("a day");
    let mut known = case(&model, "  - points: 5\n");
    fill(&model, &mut known);
    let mut low = case(&model, "  - points: 1\n");
    fill(&model, &mut low);
    let stands = |case: &Case| {
        let rows = evaluate(&model, case, day).rows;
        rows.iter().map(|row| row.statuses.single()).collect::<Vec<_>>()
    };
    assert_eq!(stands(&known), [Some(Status::Pending), Some(Status::Pending)]);
    assert_eq!(stands(&low), [Some(Status::NotApplicable), Some(Status::Pending)]);
}

#[test]
fn it_changes_when_what_it_rests_on_changes() {
    let model = model_of(FIVE, FROM_POINTS, CHOICE);
    let facts = "  - points: {value: 2, from: 1 June 2026}\n  - points: {value: 3, from: 1 July 2026}\n  - points: {value: 9, from: 1 August 2026}\n";
    let on = |day: &str| Some(day.to_owned());
    assert_eq!(
        filled(&model, facts).0,
        [(None, Value::Unknown), (on("2026-06-01"), word("low")), (on("2026-08-01"), word("high")),]
    );
}

#[test]
fn what_is_recorded_is_not_computed() {
    let model = model_of(FIVE, FROM_POINTS, CHOICE);
    let recorded = "  - points: 9\n  - band: low\n";
    assert_eq!(filled(&model, recorded), (vec![(None, word("low"))], vec![]));
}

#[test]
fn without_what_it_rests_on_it_is_not_known() {
    let model = model_of(FIVE, FROM_POINTS, CHOICE);
    assert_eq!(filled(&model, ""), (vec![(None, Value::Unknown)], vec![]));
    assert_eq!(filled(&model, "  - points: unknown\n").0, [(None, Value::Unknown)]);
    let ask = model_of(
        &body(
            "(if (result i64) (i64.eq (local.get 0) (i64.const 0x8000000000000000)) (then (i64.const 1)) (else (i64.const 0)))",
        ),
        "computed by x.wasm from points if known",
        CHOICE,
    );
    assert_eq!(filled(&ask, "").0, [(None, word("high"))]);
    assert_eq!(filled(&ask, "  - points: 3\n").0, [(None, word("low"))]);
}

#[test]
fn every_type_goes_in_and_comes_out() {
    // Each thing given is told apart by the place at which it stands.
    let all = r#"(module (func (export "compute") (param i64 i64 i64 i64 i64) (result i64)
      (i64.add (i64.mul (local.get 0) (i64.const 1000000))
      (i64.add (i64.mul (local.get 1) (i64.const 100000))
      (i64.add (i64.mul (local.get 2) (i64.const 10000))
      (i64.add (i64.mul (local.get 3) (i64.const 1000)) (i64.sub (local.get 4) (i64.const 15400))))))))"#;
    let phrase = "computed by x.wasm from points, share, asked, level and the date of birth";
    let model = model_of(all, phrase, "number");
    let facts = "  - points: 7\n  - share: 0.003\n  - asked: yes\n  - level: much\n";
    // 3 May 2012 is day 15,463.
    assert_eq!(filled(&model, facts).0, [(None, Value::Number(7_312_063))]);
    let same = body("local.get 0");
    let out = |ty: &str, points: i64| {
        let model = model_of(&same, FROM_POINTS, ty);
        let (mut values, told) = filled(&model, &format!("  - points: {points}\n"));
        (values.remove(0).1, told.join("\n"))
    };
    let day = Day::from_ymd(2026, 11, 5).expect("a day");
    assert_eq!(out("date", i64::from(day.number())), (Value::Date(day), String::new()));
    assert_eq!(out("decimal number", 250), (Value::Decimal(250), String::new()));
    assert_eq!(out("yes or no", 1), (Value::YesNo(true), String::new()));
    let told = |why: &str| (Value::Unknown, format!("“band” is not known: `x.wasm` {why}"));
    assert_eq!(out("yes or no", 2), told("answered 2, which is neither no (0) nor yes (1)"));
    assert_eq!(
        out(CHOICE, 2),
        told("answered 2, which is no place among its 2 words, which are counted from 0")
    );
    assert_eq!(
        out("date", 9_000_000_000),
        told("answered 9000000000, which is no day that duly can count with")
    );
}

#[test]
fn whatever_a_module_does_only_its_fact_is_not_known() {
    let cases = [
        (String::new(), "cannot be read: there is no such file or folder"),
        (body("(loop $on br $on) i64.const 1"), "did not finish within 10,000,000 steps"),
        (
            body("(loop $more i32.const 16 memory.grow drop br $more) i64.const 1"),
            "asked for 17 MiB of memory, and may have 16",
        ),
        (body("unreachable"), "stopped: it came to a place it says it never reaches (in function 0)"),
        (
            r#"(module (import "env" "now" (func (result i64))) (func (export "compute") (param i64) (result i64) call 0))"#.to_owned(),
            "wants to be given `env.now`, and a module gets nothing from outside",
        ),
        (
            r#"(module (func (export "compute") (param i32) (result i64) i64.const 1))"#.to_owned(),
            "has a function `compute` that is `(i32) -> i64`; it must be `(i64) -> i64`",
        ),
        (many_exports(), "has no function `compute` among what it exports (`\u{fffd}[31mf`, `f1`, `f2`, `f3`, `f4`, `f5` and 2 more)"),
    ];
    for (module, why) in cases {
        let model = model_of(&module, FROM_POINTS, CHOICE);
        let (values, told) = filled(&model, "  - points: 5\n");
        assert_eq!(values, [(None, Value::Unknown)], "{why}");
        assert_eq!(told, [format!("“band” is not known: `x.wasm` {why}")]);
        let mut case = case(&model, "  - points: 5\n");
        fill(&model, &mut case);
        let day = Day::from_ymd(2026, 11, 5).expect("a day");
        let rows = evaluate(&model, &case, day).rows;
        let of = |name: &str| {
            let id = model.find(name).expect("a duty").id;
            rows.iter().find(|row| row.key.duty == id).expect("a row").statuses.single()
        };
        assert!(of("visit").is_none(), "not known: {why}");
        assert!(of("other").is_some(), "as ever: {why}");
    }
}

/// A module with names that nobody should be shown as they are, and too many of them.
fn many_exports() -> String {
    let name = |at: usize| if at == 0 { "\\1b[31mf".to_owned() } else { format!("f{at}") };
    let exports: Vec<String> =
        (0..8).map(|at| format!("(func (export \"{}\"))", name(at))).collect();
    format!("(module {})", exports.join(" "))
}

/// What every case fails of is told once, with the first of them; of many reasons a few.
#[test]
fn reasons_are_told_once_for_all_cases() {
    let told = |module: &str, points: std::ops::Range<i32>| -> Vec<(usize, String, String)> {
        let model = model_of(module, FROM_POINTS, CHOICE);
        let mut builder = Builder::new(rustc_hash::FxHashMap::default());
        for one in points {
            let case = case(&model, &format!("  - points: {one}\n"));
            builder.push(Case { id: format!("c{one}"), ..case });
        }
        let (_, failures) = fill_all(&model, builder.finish());
        let one = |one: Failures| (one.cases, one.first, one.told.message);
        failures.into_iter().map(one).collect()
    };
    let says = |why: &str| format!("“band” is not known: `x.wasm` {why}");
    let odd = |answer: usize| {
        says(&format!(
            "answered {answer}, which is no place among its 2 words, which are counted from 0"
        ))
    };
    assert_eq!(
        told(&body("local.get 0"), 2..9),
        [
            (1, "c2".to_owned(), odd(2)),
            (1, "c3".to_owned(), odd(3)),
            (1, "c4".to_owned(), odd(4)),
            (4, "c5".to_owned(), says("gave no answer for yet other reasons")),
        ]
    );
    // One that never answers is not asked for ever.
    assert_eq!(
        told(&body("(loop $on br $on) i64.const 1"), 0..70),
        [
            (64, "c0".to_owned(), says("did not finish within 10,000,000 steps")),
            (
                6,
                "c64".to_owned(),
                says("had to be stopped 64 times one after another, and was not called any more"),
            ),
        ]
    );
}

/// A pack can be moved: its module lies beside it.
#[test]
fn a_module_lies_in_the_folder_of_its_pack() {
    let model = model_of("", "computed by /p/x.wasm from points", CHOICE);
    let (values, told) = filled(&model, "  - points: 5\n");
    assert_eq!(values, [(None, Value::Unknown)]);
    let wanted = "“band” is not known: `/p/x.wasm` cannot be read: its path counts from the folder \
                  of the pack, as in `extensions/band.wasm`, so that the pack can be moved";
    assert_eq!(told, [wanted]);
}

#[test]
fn nothing_is_kept_from_one_call_to_the_next() {
    // It answers how often it has been called.
    let counts = r#"(module (global $calls (mut i64) (i64.const 0))
      (func (export "compute") (param i64) (result i64)
        (global.set $calls (i64.add (global.get $calls) (i64.const 1))) (global.get $calls)))"#;
    let model = model_of(counts, FROM_POINTS, "number");
    let facts =
        "  - points: {value: 2, from: 1 June 2026}\n  - points: {value: 3, from: 1 July 2026}\n";
    let (values, _) = filled(&model, facts);
    assert_eq!(values.last().expect("a value").1, Value::Number(1));
    let mut builder = Builder::new(rustc_hash::FxHashMap::default());
    for _ in 0..3 {
        builder.push(case(&model, "  - points: 5\n"));
    }
    let (made, failures) = fill_all(&model, builder.finish());
    assert_eq!(failures, []);
    let band = model.vocabulary.named("band", Sort::Fact).expect("the band");
    for at in 0..3 {
        let case = made.case(at).expect("a case");
        let value = case.facts.iter().find(|one| one.fact == band).expect("the band");
        assert_eq!(value.value, Value::Number(1));
    }
}

#[test]
fn a_caseload_is_filled_as_each_case_is() {
    let model = model_of(&body("(i64.div_s (i64.const 1) (local.get 0))"), FROM_POINTS, CHOICE);
    let mut builder = Builder::new(rustc_hash::FxHashMap::default());
    let facts = ["  - points: 1\n", "  - points: 0\n", "", "  - points: 0\n", "  - points: 7\n"];
    for one in facts {
        builder.push(case(&model, one));
    }
    let (made, failures) = fill_all(&model, builder.finish());
    let [failed] = failures.as_slice() else { panic!("{failures:?}") };
    assert_eq!(failed.cases, 2);
    assert_eq!(
        failed.told.message,
        "“band” is not known: `x.wasm` stopped: it divided by nought (in function 0)"
    );
    for (at, one) in facts.iter().enumerate() {
        let mut alone = case(&model, one);
        fill(&model, &mut alone);
        let values = |case: &Case| -> Vec<_> {
            let mut all: Vec<_> =
                case.facts.iter().map(|one| (one.fact, one.from, one.value.clone())).collect();
            all.sort_by_key(|(fact, from, _)| (*fact, *from));
            all
        };
        assert_eq!(values(&made.case(at).expect("a case")), values(&alone));
    }
}

#[test]
fn another_module_is_another_meaning() {
    let hash = |module: &str| model_of(module, FROM_POINTS, CHOICE).pack.hash.clone();
    assert_eq!(hash(FIVE), hash(FIVE));
    assert_ne!(hash(FIVE), hash(&FIVE.replace("const 5", "const 6")));
    let (one, other) = (model_of(FIVE, FROM_POINTS, CHOICE), model_of("", FROM_POINTS, CHOICE));
    assert!(agree(&one, &one) && !agree(&one, &other));
}

#[test]
fn phrases_that_name_no_facts_are_told() {
    let said = |phrase: &str| -> Vec<String> {
        let text = WORDS.replace(FROM_POINTS, phrase);
        let world = MemoryWorld::new().with("p/pack.duly", text);
        let read = open(&world, Library::shipped(), &mut SourceMap::new(), "p");
        let errors = read.diagnostics.iter().filter(|one| one.code != Code::D0206);
        errors.map(|one| format!("{} {}", one.code, one.message)).collect()
    };
    assert_eq!(said("computed by x.wasm"), ["D0103 “x.wasm” cannot be read after `computed by`"]);
    assert_eq!(
        said("computed by x.wasm from point")[0],
        "D0201 I don’t know a fact called “point”"
    );
    assert_eq!(
        said("computed by x.wasm from referral")[0],
        "D0202 “referral” is an event, not a fact"
    );
    assert!(said("computed by x.wasm from band")[0].starts_with("D0521"));
    assert!(said("computed by x.wasm from band")[1].starts_with("D0523 “band” is computed itself"));
}
