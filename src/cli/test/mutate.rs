//! `duly test --mutate`: the slips that no example would notice.

use std::sync::atomic::{AtomicUsize, Ordering};

use duly::analysis::mutate::{Fate, Ground, Judged, Mutant, Tally, Told, finding, judge_all};
use duly::analysis::ready::{self, Names};
use duly::examples::{Bound, passes};
use duly::report::mutation::{PackScore, RuleScore, Survivor};
use duly::source::SourceMap;

use super::super::progress::Progress;
use super::coverage::carrier;
use super::{Opened, Terminal};

/// The score of each pack. Packs whose rules are all inherited have none.
pub(super) fn packs(
    opened: &[Opened],
    map: &SourceMap,
    (seed, terminal): (u64, &Terminal),
) -> Vec<PackScore> {
    opened.iter().filter_map(|one| of_pack(one, map, (seed, terminal))).collect()
}

fn of_pack(
    opened: &Opened,
    map: &SourceMap,
    (seed, terminal): (u64, &Terminal),
) -> Option<PackScore> {
    let ground = opened.ground.as_ref()?;
    let mutants = ground.mutants();
    let model = ground.model();
    let holds: Vec<&Bound> =
        opened.suite.examples.iter().filter(|one| passes(model, one)).collect();
    let (progress, done) = (Progress::new(terminal, "slips"), AtomicUsize::new(0));
    let judged = judge_all(ground, &mutants, seed, &holds, &|_| {
        progress.at(done.fetch_add(1, Ordering::Relaxed) + 1, mutants.len());
    });
    progress.end();
    Some(score(opened, ground, map, &judged))
}

fn score(opened: &Opened, ground: &Ground, map: &SourceMap, judged: &[Judged]) -> PackScore {
    let mut rules: Vec<(String, Tally)> = Vec::new();
    let mut whole = Tally::default();
    let mut alike = Vec::new();
    for one in judged {
        let rule = &one.mutant.rule;
        if rules.last().is_none_or(|(known, _)| known != rule) {
            rules.push((rule.clone(), Tally::default()));
        }
        rules.iter_mut().rev().take(1).for_each(|(_, tally)| tally.add(&one.fate));
        whole.add(&one.fate);
        if matches!(one.fate, Fate::Alike) {
            alike.push(format!("{rule}: {}", one.mutant.words()));
        }
    }
    let rules = rules.into_iter().map(|(rule, tally)| RuleScore {
        rule,
        noticed: tally.noticed,
        survived: tally.survived,
        alike: tally.alike,
    });
    PackScore {
        pack: opened.name.clone(),
        rules: rules.collect(),
        survivors: survivors(opened, ground, map, judged),
        alike,
        percent: whole.percent(),
    }
}

/// Each slip that no example notices. Slips that one case tells share an example, which
/// stands with the first of them.
fn survivors(
    opened: &Opened,
    ground: &Ground,
    map: &SourceMap,
    judged: &[Judged],
) -> Vec<Survivor> {
    let mut names = Names::of(&opened.suite.examples);
    let carrier = carrier(&opened.suite.examples, ground.model(), map);
    let mut told: Vec<(&Judged, &Told)> = Vec::new();
    for one in judged {
        if let Fate::Survived(found) = &one.fate {
            told.push((one, found));
        }
    }
    let same = |one: &Told, other: &Told| {
        one.about == other.about
            && one.situation.as_of == other.situation.as_of
            && one.situation.case == other.situation.case
    };
    let mut shown: Vec<(&Told, String)> = Vec::new();
    let mut all = Vec::new();
    for (one, found) in &told {
        let Some(finding) = finding(one) else { continue };
        let before = shown.iter().find(|(told, _)| same(told, found));
        let (example, repeated) = if let Some((_, example)) = before {
            (example.clone(), true)
        } else {
            let name = names.take(&name(&one.mutant));
            let shares = told.iter().map(|(_, told)| *told).filter(|told| same(told, found));
            let shares: Vec<&Told> = shares.collect();
            let example = ready::telling(ground.model(), carrier, &name, &shares);
            shown.push((found, example.clone()));
            (example, false)
        };
        all.push(Survivor {
            rule: one.mutant.rule.clone(),
            operator: one.mutant.operator,
            was: one.mutant.was.clone(),
            now: one.mutant.now.clone(),
            finding,
            example,
            repeated,
        });
    }
    all
}

/// A name for the example that notices a slip: its rule, and the words that changed.
fn name(mutant: &Mutant) -> String {
    let (mut was, mut now) = (words(&mutant.was), words(&mutant.now));
    let whole = was.clone();
    while was.last().is_some() && was.last() == now.last() {
        was.pop();
        now.pop();
    }
    let number = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
    // “3 working days not 2”, and “is aged” where it was negated.
    let negated =
        !whole.is_empty() && now.len() > was.len() && was.iter().all(|word| now.contains(word));
    let now = if negated { Vec::new() } else { now };
    let was = if negated || was.iter().all(number) { whole } else { was };
    let some = |words: &[&str]| words.iter().take(7).copied().collect::<Vec<_>>().join(" ");
    let rule = &mutant.rule;
    match (was.is_empty(), now.is_empty()) {
        (false, false) => format!("{rule} {} not {}", some(&was), some(&now)),
        (false, true) => format!("{rule} {}", some(&was)),
        (true, false) => format!("{rule} not {}", some(&now)),
        (true, true) => rule.clone(),
    }
}

/// Words that can stand in the name of an example.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect()
}
