//! `duly test --mutate`: the slips that no example would notice.

use std::io::Write;

use duly::analysis::mutate::{Fate, Ground, Judged, Tally, finding, judge_all, noticed};
use duly::analysis::ready::{self, Names};
use duly::examples::{Bound, passes};
use duly::report::mutation::{PackScore, RuleScore, Survivor};
use duly::source::SourceMap;

use super::Opened;
use super::coverage::carrier;

/// The score of each pack. Packs whose rules are all inherited have none.
pub(super) fn packs(
    opened: &[Opened],
    map: &SourceMap,
    (seed, threads, shown): (u64, usize, bool),
) -> Vec<PackScore> {
    opened.iter().filter_map(|one| of_pack(one, map, (seed, threads, shown))).collect()
}

fn of_pack(
    opened: &Opened,
    map: &SourceMap,
    (seed, threads, shown): (u64, usize, bool),
) -> Option<PackScore> {
    let ground = opened.ground.as_ref()?;
    let mutants = ground.mutants();
    let model = ground.model();
    let holds: Vec<&Bound> =
        opened.suite.examples.iter().filter(|one| passes(model, one)).collect();
    let total = mutants.len();
    let progress = |done: usize| {
        if shown {
            progress(&opened.name, done, total);
        }
    };
    let judged = judge_all(
        ground,
        &mutants,
        (seed, threads),
        &|model, mutant| noticed(&holds, model, mutant),
        &progress,
    );
    if shown {
        clear();
    }
    Some(score(opened, ground, map, &judged))
}

fn score(opened: &Opened, ground: &Ground, map: &SourceMap, judged: &[Judged]) -> PackScore {
    let mut names = Names::of(&opened.suite.examples);
    let carrier = carrier(&opened.suite.examples, ground.model(), map);
    let mut rules: Vec<(String, Tally)> = Vec::new();
    let mut whole = Tally::default();
    let (mut survivors, mut alike) = (Vec::new(), Vec::new());
    for one in judged {
        let rule = &one.mutant.rule;
        if rules.last().is_none_or(|(known, _)| known != rule) {
            rules.push((rule.clone(), Tally::default()));
        }
        rules.iter_mut().rev().take(1).for_each(|(_, tally)| tally.add(&one.fate));
        whole.add(&one.fate);
        match &one.fate {
            Fate::NoPack | Fate::Noticed => {}
            Fate::Alike => alike.push(format!("{rule}: {}", one.mutant.words())),
            Fate::Survived(told) => {
                let name = names.take(&format!("{rule} not {}", slug(&one.mutant.now)));
                let Some(finding) = finding(one) else { continue };
                let example =
                    ready::example(ground.model(), carrier, &name, &told.situation, &told.rows);
                survivors.push(Survivor {
                    rule: rule.clone(),
                    operator: one.mutant.operator,
                    was: one.mutant.was.clone(),
                    now: one.mutant.now.clone(),
                    finding,
                    example,
                });
            }
        }
    }
    let rules = rules.into_iter().map(|(rule, tally)| RuleScore {
        rule,
        noticed: tally.noticed,
        survived: tally.survived,
        alike: tally.alike,
    });
    let pack = opened.name.clone();
    PackScore { pack, rules: rules.collect(), survivors, alike, percent: whole.percent() }
}

/// Words that can stand in the name of an example.
fn slug(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' }).collect();
    let words: Vec<&str> = plain.split_whitespace().take(8).collect();
    if words.is_empty() { "without it".to_owned() } else { words.join(" ") }
}

fn progress(pack: &str, done: usize, total: usize) {
    // What cannot be shown is not worth stopping for.
    let _ = write!(std::io::stderr(), "\r{pack}: {done} of {total} slips");
}

fn clear() {
    let _ = write!(std::io::stderr(), "\r\u{1b}[K");
}
