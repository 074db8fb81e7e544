//! Dated values: one block to the versions of its rule, each with the time in
//! which it is in force (language §5.3).
//!
//! In: a block after all patches. Out: for each time a block whose clauses hold
//! all through it, and what is wrong with the dates. Never here: what the clauses
//! say.

use std::ops::Deref;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Severity};
use crate::names::{bad_date, tidy, unreadable};
use crate::source::{Phrase, Span};
use crate::syntax::force::{Force, ForceError, force, in_time, is_told, slot};
use crate::syntax::phrase::Reading;
use crate::syntax::{Block, BlockKind, Clause, ClauseKey, Times};
use crate::time::Day;

use super::duty::{Duty, Model, Transition};
use super::resolve::written;

/// A block as it stands during a time.
#[derive(Debug, Clone)]
pub(super) struct Version<'r> {
    pub(super) force: Force,
    pub(super) block: Then<'r>,
}

/// A rule as it stands during a time: the whole block, or one that was made of it.
#[derive(Debug, Clone)]
pub(super) enum Then<'r> {
    Whole(&'r Block),
    Made(Box<Block>),
}

impl Deref for Then<'_> {
    type Target = Block;

    fn deref(&self) -> &Block {
        match self {
            Then::Whole(block) => block,
            Then::Made(block) => block,
        }
    }
}

/// A version of a rule: the place of the rule, its pack, and the version.
pub(super) type Versioned<'r> = (usize, &'r Arc<str>, Version<'r>);

/// When a block is in force: within its own `in force` and that of its pack.
fn in_force(block: &Block, found: &mut Vec<Diagnostic>) -> Force {
    let clauses = block.clauses(ClauseKey::InForce).filter(|clause| !clause.phrase.is_empty());
    clauses.fold(Force::ALWAYS, |whole, clause| {
        whole.and(read(&clause.phrase, ClauseKey::InForce, found).unwrap_or_default())
    })
}

fn read(phrase: &Phrase, key: ClauseKey, found: &mut Vec<Diagnostic>) -> Option<Force> {
    let error = match force(phrase) {
        Ok(force) => return Some(force),
        Err(ForceError::Form) => {
            unreadable(phrase, key, &["from 24 April 2020 until 25 September 2020"])
        }
        Err(ForceError::Date(error, day)) => bad_date(&error, day.span()),
    };
    found.push(error);
    None
}

/// A clause that holds for a time.
struct Dated<'b> {
    at: usize,
    clause: &'b Clause,
    value: Phrase,
    force: Force,
}

impl Dated<'_> {
    fn slot(&self) -> ClauseKey {
        slot(self.clause.key.value)
    }
}

fn is_limit(key: ClauseKey) -> bool {
    slot(key) == ClauseKey::Due
}

/// Whether clauses of a slot take each other's place: conditions add up, and so may
/// what stands several times at once.
fn replaces_its_like(block: &Block, slot: ClauseKey) -> bool {
    let once = block.kind.value.clause(slot).is_none_or(|row| row.times == Times::Once);
    once || is_limit(slot)
}

/// What a rule cannot do without: one clause of each list.
const NEEDED: &[&[ClauseKey]] = &[
    &[ClauseKey::Must, ClauseKey::Rule],
    &[ClauseKey::Due, ClauseKey::Rule],
    &[ClauseKey::During],
    &[ClauseKey::Means],
    &[ClauseKey::When],
    &[ClauseKey::Gives],
    &[ClauseKey::May],
    &[ClauseKey::Group],
];

/// The versions of a rule, oldest first; one that is undated has one.
pub(super) fn versions<'r>(block: &'r Block, found: &mut Vec<Diagnostic>) -> Vec<Version<'r>> {
    let whole = in_force(block, found);
    let all: Vec<Dated<'_>> = block
        .clauses
        .iter()
        .enumerate()
        .filter_map(|(at, clause)| {
            let (value, force) = in_time(block, clause);
            Some(Dated { at, clause, value, force: force? })
        })
        .collect();
    let silent: Vec<Force> = block
        .clauses(ClauseKey::NothingApplies)
        .filter_map(|clause| read(&clause.phrase, ClauseKey::NothingApplies, found))
        .collect();
    if all.is_empty() && silent.is_empty() {
        return vec![Version { force: whole, block: Then::Whole(block) }];
    }
    backwards(&all, found);
    overlaps(block, &all, found);
    let mut made: Vec<(Vec<usize>, Version<'_>)> = Vec::new();
    let mut gaps: Vec<Force> = Vec::new();
    for span in stretches(&all, &silent) {
        let time = span.and(whole);
        let day = time.from.or(time.until).unwrap_or(Day::MIN);
        if time.is_empty() || silent.iter().any(|none| none.holds_on(day)) {
            continue;
        }
        let holds: Vec<&Dated<'_>> = all.iter().filter(|one| one.force.holds_on(day)).collect();
        let then = during(block, &all, &holds);
        if lacks(&then, &all) {
            gaps.push(time);
            continue;
        }
        let places = holds.iter().map(|one| one.at).collect();
        join(&mut made, places, Version { force: time, block: Then::Made(Box::new(then)) });
    }
    gap(block, &gaps, &made, found);
    unsettled(block, &all, found);
    made.into_iter().map(|(_, version)| version).collect()
}

/// Whether something that the rule needs is dated, and nothing of it holds here.
fn lacks(then: &Block, all: &[Dated<'_>]) -> bool {
    let has = |keys: &[ClauseKey]| {
        then.clauses.iter().any(|clause| keys.contains(&slot(clause.key.value)))
    };
    let dated = |keys: &[ClauseKey]| all.iter().any(|one| keys.contains(&one.slot()));
    NEEDED.iter().any(|keys| dated(keys) && !has(keys))
}

/// Adds a version; one that follows on the same clauses goes on.
fn join<'r>(made: &mut Vec<(Vec<usize>, Version<'r>)>, places: Vec<usize>, version: Version<'r>) {
    let follows = |last: &Version| {
        let next = last.force.until.and_then(|until| until.checked_plus(1));
        next.is_some() && next == version.force.from
    };
    match made.last_mut() {
        Some((known, last)) if *known == places && follows(last) => {
            last.force.until = version.force.until;
        }
        _ => made.push((places, version)),
    }
}

/// The block with the clauses that hold, without their dates. What is dated takes the
/// place of its like that is not, where only one of them can hold.
fn during(block: &Block, all: &[Dated<'_>], holds: &[&Dated<'_>]) -> Block {
    let mut out = block.clone();
    out.clauses = block
        .clauses
        .iter()
        .enumerate()
        .filter_map(|(at, clause)| {
            if let Some(one) = holds.iter().find(|one| one.at == at) {
                return Some(Clause { phrase: one.value.clone(), force: None, ..clause.clone() });
            }
            let own = slot(clause.key.value);
            let idle = all.iter().any(|one| one.at == at);
            let replaced =
                replaces_its_like(block, own) && holds.iter().any(|one| one.slot() == own);
            (!idle && !replaced).then(|| clause.clone())
        })
        .collect();
    out
}

/// The times between all days on which something begins or ends, in order.
fn stretches(all: &[Dated<'_>], silent: &[Force]) -> Vec<Force> {
    let times = all.iter().map(|one| one.force).chain(silent.iter().copied());
    let mut starts: Vec<Day> = times
        .flat_map(|force| [force.from, force.until.and_then(|until| until.checked_plus(1))])
        .flatten()
        .collect();
    starts.sort_unstable();
    starts.dedup();
    let mut found = Vec::new();
    let mut from = None;
    for start in starts {
        found.push(Force { from, until: start.checked_plus(-1) });
        from = Some(start);
    }
    found.push(Force { from, until: None });
    found
}

/// D0514 for each value that ends before it begins.
fn backwards(all: &[Dated<'_>], found: &mut Vec<Diagnostic>) {
    for one in all.iter().filter(|one| one.force.is_empty()) {
        found.push(
            Diagnostic::new(Code::D0514, tail(one), "this ends before it begins")
                .label("it is never in force")
                .help("put the two days in order"),
        );
    }
}

/// D0512 for two values of one thing that are in force on one day.
fn overlaps(block: &Block, all: &[Dated<'_>], found: &mut Vec<Diagnostic>) {
    let once = |one: &&Dated<'_>| replaces_its_like(block, one.slot()) && !is_told(one.slot());
    let alone: Vec<&Dated<'_>> =
        all.iter().filter(once).filter(|one| !one.force.is_empty()).collect();
    for (at, later) in alone.iter().enumerate() {
        let clash = alone
            .iter()
            .take(at)
            .filter(|earlier| earlier.slot() == later.slot())
            .find_map(|earlier| Some((earlier, earlier.force.meets(later.force)?)));
        let Some((earlier, day)) = clash else { continue };
        let what = if is_limit(later.slot()) {
            "limits".to_owned()
        } else {
            format!("values of `{}`", later.clause.key.value.word())
        };
        let message = format!("two {what} are in force on {}", day.long());
        found.push(
            Diagnostic::new(Code::D0512, tail(later), message)
                .label("this one")
                .also(tail(earlier), "and this one")
                .help(format!(
                    "let the earlier end on {}",
                    day.checked_plus(-1).unwrap_or(day).long()
                )),
        );
    }
}

/// D0511 for a time between two versions in which nothing is said.
fn gap(
    block: &Block,
    gaps: &[Force],
    made: &[(Vec<usize>, Version<'_>)],
    found: &mut Vec<Diagnostic>,
) {
    let (Some((_, first)), Some((_, last))) = (made.first(), made.last()) else { return };
    for gap in gaps {
        let inside = gap.from.is_some_and(|from| first.force.from.is_none_or(|begin| begin < from))
            && gap.until.is_some_and(|until| last.force.until.is_none_or(|end| until < end));
        let (Some(from), Some(until)) = (gap.from.filter(|_| inside), gap.until) else { continue };
        let message = format!("nothing is in force for `{}` {}", block.name.text(), gap.words());
        found.push(Diagnostic::new(Code::D0511, block.name.span(), message).help(format!(
            "if that is meant, write `nothing applies from {} until {}`",
            from.long(),
            until.long()
        )));
    }
}

/// D0513 where a limit changes and nothing says what becomes of what is running.
fn unsettled(block: &Block, all: &[Dated<'_>], found: &mut Vec<Diagnostic>) {
    let mut limits: Vec<&Dated<'_>> = all
        .iter()
        .filter(|one| is_limit(one.slot()) && block.kind.value == BlockKind::Duty)
        .collect();
    limits.sort_by_key(|one| one.force.from);
    let Some((second, from)) = limits.get(1).and_then(|one| Some((one, one.force.from?))) else {
        return;
    };
    if block.clause(ClauseKey::Transition).is_some() {
        return;
    }
    found.push(
        Diagnostic::new(Code::D0513, tail(second), format!("what is running on {} keeps the old limit", from.long()))
            .label("a new limit begins")
            .help("say so with `transition by trigger date`, or write `transition by due date` or `transition from commencement`"),
    );
}

/// Where a value says when it is in force; where its change says so, the value.
fn tail(one: &Dated<'_>) -> Span {
    let phrase = &one.clause.phrase;
    let at = one.value.text().len();
    if at == phrase.text().len() {
        phrase.span()
    } else {
        phrase.slice(at, phrase.text().len()).span()
    }
}

/// Every version of every rule, each with the place of its rule and its pack. What
/// is odd in another pack is its authors' business, unless it is an error.
pub(super) fn all_versions<'r>(
    own: &str,
    rules: &'r [(Arc<str>, Block)],
    found: &mut Vec<Diagnostic>,
) -> Vec<Versioned<'r>> {
    let mut all = Vec::new();
    for (rule, (pack, block)) in rules.iter().enumerate() {
        let mut said = Vec::new();
        let made = versions(block, &mut said);
        said.retain(|one| **pack == *own || one.severity == Severity::Error);
        found.append(&mut said);
        all.extend(made.into_iter().map(|version| (rule, pack, version)));
    }
    all
}

/// Adds a later version of the duty that was added last.
pub(super) fn add_version(model: &mut Model, mut duty: Duty) {
    let Some(last) = model.duties.last_mut() else { return };
    if last.versions.is_empty() {
        last.versions = vec![last.clone()];
    }
    let mut versions = std::mem::take(&mut last.versions);
    (duty.id, duty.version) = (last.id, versions.len());
    versions.push(duty.clone());
    *last = Duty { versions, ..duty };
}

/// `by trigger date`, `by due date`, `from commencement with 1 month grace`.
pub(super) fn transition(block: &Block, reading: &mut Reading<'_>) -> Transition {
    const CHOICES: [&str; 3] =
        ["by trigger date", "by due date", "from commencement with 1 month grace"];
    let Some(clause) = written(block, ClauseKey::Transition) else { return Transition::default() };
    let words = tidy(clause.phrase.text()).to_lowercase();
    match words.as_str() {
        "by trigger date" => return Transition::ByTriggerDate,
        "by due date" => return Transition::ByDueDate,
        "from commencement" => return Transition::FromCommencement(None),
        _ => {}
    }
    let text = clause.phrase.text();
    let lower = text.to_lowercase();
    let end = lower.trim_end().strip_suffix("grace").map(str::len);
    let start = lower
        .find(" with ")
        .filter(|at| lower.get(..*at).is_some_and(|head| head.trim() == "from commencement"));
    if let (Some(start), Some(end)) = (start, end)
        && let Some(grace) = reading.length(&clause.phrase.slice(start + " with ".len(), end))
    {
        return Transition::FromCommencement(Some(grace));
    }
    reading.diagnostics.push(unreadable(&clause.phrase, ClauseKey::Transition, &CHOICES));
    Transition::default()
}

#[cfg(test)]
mod tests {
    use super::versions;
    use crate::diag::Code;
    use crate::source::SourceMap;
    use crate::syntax::{Carrier, ClauseKey, read};

    fn of(clauses: &str) -> (Vec<String>, Vec<Code>) {
        let text = format!("duty one\n  must hold a review\n{clauses}");
        let file = SourceMap::new().add("a", text.as_str());
        let tree = read(file, Carrier::Duly, &text).value.expect("a tree");
        let mut found = Vec::new();
        let made = versions(&tree.blocks[0], &mut found);
        let shown = made.iter().map(|version| {
            let dues =
                version.block.clauses.iter().filter(|clause| {
                    matches!(clause.key.value, ClauseKey::Due | ClauseKey::Applies)
                });
            let dues: Vec<&str> = dues.map(|clause| clause.phrase.text()).collect();
            format!("{}: {}", version.force.words(), dues.join(" + "))
        });
        let codes = found.iter().map(|one| one.code).filter(|code| *code != Code::D0513);
        (shown.collect(), codes.collect())
    }

    #[test]
    fn each_time_has_the_clauses_that_hold_in_it() {
        let (made, codes) = of(
            "  due A from 1 April 2011 until 23 April 2020\n  due B from 24 April 2020 until 25 September 2020\n  due C from 26 September 2020\n  applies if X from 1 January 2015\n",
        );
        assert_eq!(codes, []);
        assert_eq!(
            made,
            [
                "from 1 April 2011 until 31 December 2014: A",
                "from 1 January 2015 until 23 April 2020: A + if X",
                "from 24 April 2020 until 25 September 2020: B + if X",
                "from 26 September 2020: C + if X",
            ]
        );
    }

    #[test]
    fn a_pack_in_force_for_a_time_bounds_every_version() {
        let (made, codes) = of(
            "  due A until 31 May 2024\n  due B from 1 June 2024\n  in force from 1 January 2020 until 31 December 2025\n",
        );
        assert_eq!(codes, []);
        assert_eq!(
            made,
            [
                "from 1 January 2020 until 31 May 2024: A",
                "from 1 June 2024 until 31 December 2025: B",
            ]
        );
    }

    #[test]
    fn gaps_are_told_unless_they_are_meant() {
        let text = "  due A until 31 May 2024\n  due B from 1 July 2024\n";
        assert_eq!(of(text).1, [Code::D0511]);
        let (made, codes) =
            of(&format!("{text}  nothing applies from 1 June 2024 until 30 June 2024\n"));
        assert_eq!((made.len(), codes), (2, vec![]));
        let (made, codes) = of("  due A\n  nothing applies from 1 June 2024 until 30 June 2024\n");
        assert_eq!(codes, []);
        assert_eq!(made, ["until 31 May 2024: A", "from 1 July 2024: A"]);
    }

    #[test]
    fn what_stands_once_is_dated_where_it_stands_several_times() {
        let (made, codes) = of("  due A\n  who X until 31 May 2024\n  who Y from 1 June 2024\n");
        assert_eq!(
            (made.as_slice(), codes),
            (&["until 31 May 2024: A".to_owned(), "from 1 June 2024: A".to_owned()][..], vec![])
        );
        // Alone, its end may be part of what it says.
        assert_eq!(of("  due A\n  who X from 1 June 2024\n").0, [": A"]);
        let twice = "  due A\n  who X until 1 June 2024\n  who Y from 1 June 2024\n";
        assert_eq!(of(twice).1, [Code::D0512]);
    }

    #[test]
    fn two_at_once_and_the_wrong_way_round_are_told() {
        assert_eq!(of("  due A until 31 May 2024\n  due B from 31 May 2024\n").1, [Code::D0512]);
        assert_eq!(of("  due A from 2 May 2024 until 1 May 2024\n").1, [Code::D0514]);
    }
}
