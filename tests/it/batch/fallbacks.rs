//! The duties that the fast engines leave to the reference interpreter, pack by pack: the
//! list may only shrink.

use std::fs;

use super::*;
use crate::console::root;
use duly::ir;
use duly::pack::pack_ids;

const LIST: &str = "tests/batch/fallbacks.txt";

/// Every shipped pack, what became of its duties, and why some are left.
fn found() -> String {
    let mut text = String::new();
    for id in pack_ids(&MemoryWorld::new(), Library::shipped()) {
        let model = &shipped(&id).model;
        let program = ir::compile(model);
        ir::verify(&program).unwrap_or_else(|why| panic!("{id}: {why}"));
        let left: Vec<_> = program.fallbacks().collect();
        let made = (0_u32..).map(duly::model::DutyId).take(model.duties.len());
        let made = made.filter(|at| program.duty(*at).is_some()).count();
        text += &format!("{id}: {made} compiled, {} left\n", left.len());
        for (duty, why) in left {
            text += &format!("  {}: {why}\n", model.duty(duty).unwrap().name.value);
        }
    }
    text
}

/// The duties of a list, each with its pack.
fn duties(text: &str) -> Vec<(String, String)> {
    let mut pack = String::new();
    let mut all = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("  ").and_then(|line| line.split_once(": ")) {
            Some((duty, _)) => all.push((pack.clone(), duty.to_owned())),
            None => pack = line.split(": ").next().unwrap().to_owned(),
        }
    }
    all
}

#[test]
fn the_list_of_what_is_left_to_the_reference_only_shrinks() {
    let (path, now) = (root().join(LIST), found());
    let before = fs::read_to_string(&path).unwrap_or_default();
    let known = duties(&before);
    let more: Vec<_> = duties(&now).into_iter().filter(|duty| !known.contains(duty)).collect();
    assert!(more.is_empty() || before.is_empty(), "left to the reference now: {more:?}");
    if std::env::var_os("DULY_BLESS").is_some() {
        fs::write(&path, &now).unwrap();
        return;
    }
    assert!(now == before, "{LIST} differs; DULY_BLESS=1 writes it anew:\n{now}");
}

#[test]
fn a_compiled_pack_is_printed_the_same_each_time() {
    let model = &shipped("kent/child-in-care-reviews").model;
    let print = || ir::print(&ir::compile(model), model);
    let once = print();
    assert_eq!(once, print());
    assert!(once.lines().count() > 500, "{once}");
}
