//! The pages of every shipped pack, as the commands print them.

use rayon::prelude::*;

use crate::console::duly;
use crate::sheet::wrong;

/// Every pack that comes with duly.
fn packs() -> Vec<String> {
    let listed = duly().args(["packs", "--format", "json"]).output().unwrap();
    let value: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    let all = value.as_array().into_iter().flatten();
    let found: Vec<String> = all.filter_map(|pack| Some(pack["id"].as_str()?.to_owned())).collect();
    assert!(found.len() > 5, "{value}");
    found
}

/// Runs commands for their pages, and fails with all that is wrong with any.
fn stand_alone(commands: &[Vec<&str>]) {
    let found: Vec<String> = commands
        .par_iter()
        .filter_map(|command| {
            let printed = duly().args(command).args(["--format", "html"]).output().unwrap();
            let page = String::from_utf8(printed.stdout).unwrap();
            let said = String::from_utf8_lossy(&printed.stderr);
            let wrong = if page.is_empty() { vec![said.into_owned()] } else { wrong(&page) };
            (!wrong.is_empty()).then(|| format!("{}: {wrong:#?}", command.join(" ")))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

const LAW: &str = "statute/care-planning-regulations-2010";
const HANDBOOK: &str = "guidance/iro-handbook-2010";
const PRACTICE: &str = "practice-guidance-2020/looked-after-reviews";
const KENT: &str = "kent/child-in-care-reviews";

#[test]
fn every_pack_is_shown_on_a_page_that_stands_alone() {
    let packs = packs();
    let commands: Vec<Vec<&str>> = packs.iter().map(|pack| vec!["show", pack]).collect();
    stand_alone(&commands);
}

#[test]
fn packs_held_against_each_other_are_pages_that_stand_alone() {
    stand_alone(&[
        vec!["conform", KENT, "--to", HANDBOOK],
        vec!["conform", PRACTICE, "--to", LAW, "--all"],
        vec!["conform", LAW, "--to", "vocabulary/children-looked-after"],
        vec!["compare", LAW, KENT],
        vec!["compare", LAW, PRACTICE, "council-page-2020/iro-and-care-plans"],
        vec![
            "compare",
            "tests/cli/files/compare-there.duly",
            "tests/cli/files/compare-here.duly",
            "--all",
            "--cases",
            "tests/cli/files/compare-cases",
            "--as-of",
            "2026-04-16",
        ],
    ]);
}

#[test]
fn whether_deadlines_can_be_met_is_a_page_that_stands_alone() {
    stand_alone(&[
        vec!["feasible", LAW, "--on", "2026-03-02", "--times", "1"],
        vec!["feasible", KENT],
        vec!["feasible", "tests/cli/files/meetings.duly", "--on", "2026-11-07"],
        vec!["feasible", "example-district/temporary-event-notices"],
    ]);
}

#[test]
fn how_each_duty_holds_is_told_only_where_all_is_asked_for() {
    let page = |all: &[&str]| {
        let law = ["--to", "tests/cli/files/answers-law.duly", "--format", "html"];
        let command = ["conform", "tests/cli/files/answers-council.duly"];
        let printed = duly().args(command).args(law).args(all).output().unwrap();
        String::from_utf8(printed.stdout).unwrap()
    };
    let (short, whole) = (page(&[]), page(&["--all"]));
    let fails = short.find("<h2 id=\"fails\"").unwrap();
    assert!(fails < short.find("<h2 id=\"holds\"").unwrap(), "what fails comes first");
    assert!(short.contains("Each duty that holds") && !short.contains("How each of them holds"));
    assert!(whole.contains("How each of them holds") && whole.contains("falls due earlier"));
}
