//! What the examples of the shipped packs reach: which boundaries they stand on, and
//! which slips they notice.
//!
//! Searching for boundaries, and for cases that show a slip, takes long; what was found
//! is kept in `tests/scores/`, and the tests only run the examples. `DULY_BLESS=1` writes
//! those files anew by searching. A slip that no example notices, and that is not listed
//! as shown by no case, counts as one that got through.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use duly::analysis::coverage::{Stands, one, own_duties};
use duly::analysis::mutate::{Fate, Ground, Mutant, Seen, judge_all, see};
use duly::examples::{Bound, passes};
use duly::open::{Suite, loaded, suite};
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use rayon::prelude::*;

const HEAD: &str = "# What searching found of this pack. `DULY_BLESS=1 cargo test --test it scores`\n\
    # searches again and writes this file anew.\n";

/// Duties of which searching finds no boundary: it moves no plan to another day.
const UNREACHED: [&str; 1] = ["agree-rearrangement"];

struct Opened {
    suite: Suite,
    ground: Ground,
}

/// The shipped packs as their files stand, which need not be those of the last build.
pub(crate) fn policies() -> MemoryWorld {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut world = MemoryWorld::new();
    let mut left = vec![root.join("policies")];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            world = world.with(&name, fs::read_to_string(&path).unwrap());
        }
    }
    world
}

fn open(pack: &str) -> Opened {
    let world = policies();
    let mut map = SourceMap::new();
    let suite = suite(&world, Library::shipped(), &mut map, pack).value.expect(pack);
    let loaded = loaded(&world, Library::shipped(), &mut map, pack).expect(pack);
    Opened { suite, ground: Ground::of_pack(loaded).expect(pack) }
}

fn file(pack: &str) -> PathBuf {
    let name = format!("tests/scores/{}.txt", pack.replace('/', "-"));
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What a file keeps: boundaries, and slips that no case shows, each with how often.
#[derive(Default)]
struct Kept {
    boundaries: Vec<String>,
    alike: BTreeMap<String, usize>,
}

fn kept(pack: &str) -> Kept {
    let text = fs::read_to_string(file(pack)).unwrap_or_default();
    let mut kept = Kept::default();
    let mut boundaries = true;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            Some(said) if boundaries => kept.boundaries.push(said.to_owned()),
            Some(said) => *kept.alike.entry(said.to_owned()).or_default() += 1,
            None => boundaries = line == "boundaries",
        }
    }
    kept
}

fn of(mutant: &Mutant) -> String {
    format!("{}: {}", mutant.rule, mutant.words())
}

/// What searching finds, as the text of a file.
fn searched(opened: &Opened) -> String {
    let Opened { suite, ground } = opened;
    let stands = Stands::default();
    let duties = own_duties(&suite.model);
    let found = duties.par_iter().with_max_len(1).map(|duty| one(&suite.model, duty, &stands));
    let found: Vec<_> = found.collect();
    let mut text = format!("{HEAD}boundaries\n");
    for (duty, found) in duties.iter().zip(found) {
        for missing in &found.missing {
            let words = missing.boundary.words(&suite.model, duty);
            writeln!(text, "  {}: {words}", duty.name.value).unwrap();
        }
    }
    text.push_str("shown by no case\n");
    let holds: Vec<&Bound> =
        suite.examples.iter().filter(|one| passes(ground.model(), one)).collect();
    for one in judge_all(ground, &ground.mutants(), 1, &holds, &|_| {}) {
        if matches!(one.fate, Fate::Alike) {
            writeln!(text, "  {}", of(&one.mutant)).unwrap();
        }
    }
    text
}

/// The boundaries that the examples do not stand on, of those there are.
fn missed(opened: &Opened, kept: &Kept) -> Vec<String> {
    let model = &opened.suite.model;
    let stands = Stands::of(model, &opened.suite.examples).words(model);
    kept.boundaries.iter().filter(|boundary| !stands.contains(*boundary)).cloned().collect()
}

/// What came of the slips: how many were noticed, and which got through.
fn slips(opened: &Opened, kept: &Kept) -> (usize, Vec<String>, Vec<String>) {
    let Opened { suite, ground } = opened;
    let examples: Vec<&Bound> =
        suite.examples.iter().filter(|one| passes(ground.model(), one)).collect();
    let mutants = ground.mutants();
    let fates = mutants.par_iter().map(|mutant| see(ground, mutant, &examples));
    let fates: Vec<_> = fates.collect();
    let mut left = kept.alike.clone();
    let (mut noticed, mut through) = (0, Vec::new());
    for (mutant, fate) in mutants.iter().zip(fates) {
        let listed = left.get_mut(&of(mutant)).filter(|left| **left > 0);
        match fate {
            Seen::NoPack => {}
            Seen::Noticed(_) => noticed += 1,
            Seen::Not(_) => match listed {
                Some(left) => *left -= 1,
                None => through.push(of(mutant)),
            },
        }
    }
    let made: Vec<String> = mutants.iter().map(of).collect();
    let gone = kept.alike.keys().filter(|alike| !made.contains(alike));
    (noticed, through, gone.cloned().collect())
}

fn percent(reached: usize, missed: usize) -> usize {
    (reached * 100).checked_div(reached + missed).unwrap_or(100)
}

/// Holds a pack to the least its examples must reach, in percent: the share of the
/// boundaries that they stand on, and the share of the slips that they notice.
fn hold(pack: &str, coverage: usize, score: usize) {
    let opened = open(pack);
    if std::env::var_os("DULY_BLESS").is_some() {
        fs::write(file(pack), searched(&opened)).unwrap();
    }
    let kept = kept(pack);
    assert!(!kept.boundaries.is_empty(), "{} is not there", file(pack).display());
    let mut wrong = String::new();
    let missed = missed(&opened, &kept);
    let stood = percent(kept.boundaries.len() - missed.len(), missed.len());
    if stood < coverage {
        let list = missed.join("\n  ");
        writeln!(wrong, "{stood}% of the boundaries, not {coverage}%:\n  {list}").unwrap();
    }
    let (noticed, through, gone) = slips(&opened, &kept);
    let reached = percent(noticed, through.len());
    if reached < score {
        let list = through.join("\n  ");
        writeln!(wrong, "{reached}% of the slips, not {score}%:\n  {list}").unwrap();
    }
    if !gone.is_empty() {
        writeln!(wrong, "listed and no longer a slip:\n  {}", gone.join("\n  ")).unwrap();
    }
    let of = |line: &String| line.split_once(": ").map(|(duty, _)| duty.to_owned());
    let known: Vec<String> = kept.boundaries.iter().filter_map(of).collect();
    for duty in own_duties(&opened.suite.model) {
        // What only holds from one day to another, or waits for nothing, may have none.
        let bounded = duty.standing.is_none()
            && duty.recurrence.is_none()
            && duty.limits.iter().any(|limit| limit.due.is_some());
        let reached = !UNREACHED.contains(&duty.name.value.as_str());
        if bounded && reached && !known.contains(&duty.name.value) {
            writeln!(wrong, "no boundary of {} is listed", duty.name.value).unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "{pack}\n{wrong}\n`duly test {pack} --mutate` and `--coverage` print the examples that \
         are missing; where a slip decides nothing, DULY_BLESS=1 lists it."
    );
}

#[test]
fn the_examples_of_the_regulations_reach_their_scores() {
    hold("statute/care-planning-regulations-2010", 100, 100);
}

#[test]
fn the_examples_of_kents_procedure_reach_their_scores() {
    hold("kent/child-in-care-reviews", 100, 100);
}

#[test]
fn the_examples_of_the_handbook_reach_their_scores() {
    hold("guidance/iro-handbook-2010", 100, 99);
}

#[test]
fn the_examples_of_the_practice_guidance_reach_their_scores() {
    hold("practice-guidance-2020/looked-after-reviews", 100, 100);
}

#[test]
fn the_examples_of_the_council_page_reach_their_scores() {
    hold("council-page-2020/iro-and-care-plans", 100, 100);
}

#[test]
fn the_examples_of_the_carer_handbook_reach_their_scores() {
    hold("foster-agency/carer-handbook-ch6", 100, 99);
}

#[test]
fn the_examples_of_temporary_event_notices_reach_their_scores() {
    hold("example-district/temporary-event-notices", 100, 100);
}

#[test]
fn what_is_kept_of_a_small_pack_is_what_searching_finds() {
    let pack = "example-district/temporary-event-notices";
    let text = fs::read_to_string(file(pack)).unwrap_or_default();
    assert_eq!(text, searched(&open(pack)), "write it anew with DULY_BLESS=1");
}

#[test]
fn a_pack_without_its_examples_would_fail() {
    let pack = "example-district/temporary-event-notices";
    let mut opened = open(pack);
    let kept = kept(pack);
    opened.suite.examples.truncate(3);
    let missed = missed(&opened, &kept);
    let (noticed, through, _) = slips(&opened, &kept);
    assert!(percent(kept.boundaries.len() - missed.len(), missed.len()) < 90);
    assert!(percent(noticed, through.len()) < 95);
}
