//! One truth on what most feeds are like: a return, which leaves most kinds out and has
//! children whose entry is not in it.

use super::differential::differ;
use super::*;
use duly::feed::{Feed, Given, SSDA903, mapped, read_mapping};
use duly::synthetic::{Plan, TABLES, Tables};
use duly::wasm::rests_on;

/// The return of so many made-up children, in the words of a pack.
fn made_up(model: &Checked, children: u32, (seed, lost): (u64, f64)) -> Feed {
    let plan = Plan { children, seed, until: until(), dirty: 0.0, lost };
    let mut map = SourceMap::new();
    let file = map.add("ssda903.yaml", SSDA903);
    let mapping = read_mapping(file, SSDA903).value.unwrap();
    let mut tables = Tables::new(vec![Vec::new(); TABLES.len()]).unwrap();
    for place in 0..children {
        tables.child(&plan.child(place), plan.soil(place)).unwrap();
    }
    let texts = tables.finish().0;
    let files = TABLES.iter().zip(&texts);
    let files = files.map(|((name, _), text)| Given::new(format!("{name}.csv"), text.as_slice()));
    mapped(&mapping, model, files.collect()).unwrap()
}

fn until() -> Day {
    Day::from_ymd(2026, 11, 21).unwrap()
}

/// Every row of so many made-up children is the same by every engine.
fn agree(id: &str, children: u32, (seed, lost): (u64, f64)) {
    let model = shipped(id).model;
    let caseload = made_up(&model, children, (seed, lost)).caseload;
    assert_eq!(caseload.len(), children as usize);
    differ(&model, &caseload, until()).unwrap_or_else(|why| panic!("{why}"));
}

/// Of a return that records a few kinds a module is made of the duties that rest on these
/// alone: what it leaves in every case, the columnar engine judges without it.
#[test]
fn a_module_is_made_of_what_the_files_let_it_decide() {
    let model = shipped("kent/child-in-care-reviews").model;
    let feed = made_up(&model, 40, (5, 0.1));
    let program = Program::new(&model);
    let held = program.for_module(&feed.caseload, until());
    assert!(!held.is_empty() && 4 * held.len() < model.duties.len(), "{}", held.len());
    for id in &held {
        let unrecorded = |one: &_| feed.not_recorded.contains(one);
        assert!(!rests_on(program.ir(), *id).iter().any(unrecorded), "{id:?}");
    }
}

#[test]
fn engines_agree_on_a_return_under_the_pack_of_kent() {
    agree("kent/child-in-care-reviews", 30, (3, 0.0));
    agree("kent/child-in-care-reviews", 20, (4, 1.0));
}

#[test]
fn engines_agree_on_a_return_under_the_other_packs() {
    for id in [
        "guidance/iro-handbook-2010",
        "practice-guidance-2020/looked-after-reviews",
        "council-page-2020/iro-and-care-plans",
        "foster-agency/carer-handbook-ch6",
    ] {
        agree(id, 12, (6, 0.0));
        agree(id, 6, (7, 1.0));
    }
}

#[test]
fn engines_agree_on_a_return_under_the_regulations() {
    agree("statute/care-planning-regulations-2010", 30, (5, 0.0));
    // Of some of these a duty is left to the interpreter, beside others that are narrowed.
    agree("statute/care-planning-regulations-2010", 40, (5, 1.0));
}
