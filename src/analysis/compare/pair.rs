//! Two duties about the same norm, held against each other in every respect.

use std::sync::Arc;

use super::edits::{Edit, edits};
use super::replay::{Evidence, Witness, evidence};
use super::said::{self, Named, named};
use super::stretches::{Pattern, collapse};
use crate::analysis::align::{Pair, Tie};
use crate::analysis::aspects::{self, Conditions, Dated, End, Found, Norm, Tables, Told, Verdict};
use crate::analysis::course::{Contrast, Side as OfContrast};
use crate::check::Checked;
use crate::model::Duty;
use crate::names::ConceptId;
use crate::syntax::force::Force;
use crate::time::Day;

/// One respect in which duties can differ, days apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// `must`, `should` or `aims to`.
    Modality,
    /// Who has it.
    Who,
    /// What is to be done.
    Act,
    /// What starts it.
    Trigger,
    /// When it applies.
    Conditions,
    /// Which act counts.
    Matching,
    /// How it ends undone.
    Closing,
    /// What stops its clock, and how silence is read.
    Clock,
    /// How it comes again by itself.
    Recurrence,
    /// What has to hold all along.
    Standing,
    /// What powers may do to it.
    Powers,
    /// What the names in it mean.
    Meaning,
    /// On which day the birthdays of those born on 29 February fall.
    Birthdays,
}

impl Aspect {
    /// As it is printed: `what is to be done`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Aspect::Modality => "how binding",
            Aspect::Who => "who has it",
            Aspect::Act => "what is to be done",
            Aspect::Trigger => "what starts it",
            Aspect::Conditions => "when it applies",
            Aspect::Matching => "which act counts",
            Aspect::Closing => "how it ends undone",
            Aspect::Clock => "its clock",
            Aspect::Recurrence => "how it comes again",
            Aspect::Standing => "what has to hold",
            Aspect::Powers => "what powers may do to it",
            Aspect::Meaning => "what its words mean",
            Aspect::Birthdays => "birthdays",
        }
    }
}

/// A difference in one respect.
#[derive(Debug, Clone)]
pub struct Finding {
    /// In which respect.
    pub aspect: Aspect,
    /// How the second compares in it.
    pub verdict: Verdict,
    /// What the first says.
    pub left: String,
    /// What the second says.
    pub right: String,
    /// The reason, where there is one to give.
    pub why: String,
    /// Of a list or a set: what the first alone has.
    pub only_left: Vec<String>,
    /// What the second alone has.
    pub only_right: Vec<String>,
    /// Of an act, of the first and of the second: not all of its parts are needed.
    pub enough: (bool, bool),
}

/// The days on which the second is earlier, or later, than the first.
#[derive(Debug, Clone)]
pub struct Part {
    /// On how many days.
    pub dates: u32,
    /// By how many days at most.
    pub by_at_most: i32,
    /// Which days, said briefly.
    pub pattern: Pattern,
    /// A case that shows it, where one was found that replays.
    pub witness: Option<Witness>,
}

/// How the first or the last day compares.
#[derive(Debug, Clone)]
pub struct Days {
    /// Which end.
    pub end: End,
    /// When these limits count, where there are several.
    pub when: Vec<String>,
    /// From the day of which event they are counted.
    pub anchor: Option<String>,
    /// How the second compares.
    pub verdict: Verdict,
    /// The reason, where they were not counted day by day.
    pub why: String,
    /// How many days were looked at; 0 where none was.
    pub dates: u32,
    /// The first and the last of them.
    pub over: Option<(Day, Day)>,
    /// Where the second leads to an earlier day.
    pub earlier: Option<Part>,
    /// Where it leads to a later one.
    pub later: Option<Part>,
}

/// Two duties that belong together.
#[derive(Debug, Clone)]
pub struct Paired {
    /// The duty of the first pack.
    pub left: Named,
    /// The duty of the second.
    pub right: Named,
    /// Why they belong together.
    pub tie: Tie,
    /// How many duties of the first pack the second stands for, and the other way
    /// round: more than one where a pack divides what another says at once.
    pub beside: (usize, usize),
    /// How the second compares in all.
    pub verdict: Verdict,
    /// In which respects they differ; none that are the same.
    pub findings: Vec<Finding>,
    /// How their days compare; none that are the same.
    pub days: Vec<Days>,
    /// What would turn the words of the first into those of the second.
    pub edits: Vec<Edit>,
    /// A case in which the second asks for something and the first does not (or not yet).
    pub more: Option<Witness>,
    /// A case in which the first asks for something and the second does not.
    pub less: Option<Witness>,
    /// Where the duties have dated versions: how others than those in force near the day
    /// of the comparison compare, and when.
    pub versions: Vec<(Force, Verdict)>,
}

impl Paired {
    /// Whether there is no difference but in words.
    #[must_use]
    pub fn is_identical(&self) -> bool {
        self.verdict == Verdict::Same
    }
}

/// The version in force on a day, else the last.
fn version_on(duty: &Duty, day: Day) -> &Duty {
    duty.versions().iter().find(|one| one.force.holds_on(day)).unwrap_or(duty)
}

/// Two duties, compared. `near` is where witnesses should lie; `beside` how many stand
/// for each.
pub(super) fn compared<'m>(
    (one, other): (&'m Checked, &'m Checked),
    pair: Pair,
    (near, beside): (Day, (usize, usize)),
    tables: &Tables<'m>,
) -> Option<Paired> {
    let (first, second) = (one.duty(pair.left)?, other.duty(pair.right)?);
    let left = Norm::new(one, version_on(first, near));
    let right = Norm::new(other, version_on(second, near));
    let conditions = aspects::conditions(left, right);
    let dated: Vec<Dated> = aspects::limits(left, right, tables)
        .into_iter()
        .filter(|one| one.verdict() != Verdict::Same)
        .collect();
    let mut findings = findings(left, right, tables);
    let differs = !findings.is_empty() || !dated.is_empty() || conditions.verdict != Verdict::Same;
    let evidence = if differs {
        evidence((one, pair.left), (other, pair.right), near, (&dated, &conditions))
    } else {
        Evidence::default()
    };
    findings.extend(of_conditions((left, right), &conditions, &evidence));
    findings.sort_by_key(|finding| finding.aspect);
    let days: Vec<Days> = dated
        .iter()
        .enumerate()
        .map(|(at, one)| days(left, right, (at, one), (near, &evidence)))
        .collect();
    let verdicts = findings.iter().map(|one| one.verdict).chain(days.iter().map(|one| one.verdict));
    let verdict = match (total(verdicts), &evidence.more, &evidence.less) {
        // Cases of both sorts are proof, whatever is not decided.
        (Verdict::CannotTell, Some(_), Some(_)) => Verdict::Incomparable,
        (verdict, ..) => verdict,
    };
    Some(Paired {
        left: named(one, first),
        right: named(other, second),
        tie: pair.tie,
        beside,
        verdict,
        findings,
        days,
        edits: edits(left, right),
        more: evidence.more,
        less: evidence.less,
        versions: versions((one, first), (other, second), near, tables),
    })
}

/// What several verdicts come to; as strict where nothing asks for more or less, and the
/// duties differ all the same.
fn total(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut differs = false;
    let whole = verdicts.fold(Verdict::Same, |all, one| {
        differs |= one != Verdict::Same;
        all.and(one)
    });
    if whole == Verdict::Same && differs { Verdict::AsStrict } else { whole }
}

/// Every respect but days and conditions.
fn findings<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Vec<Finding> {
    let plain = |aspect, verdict, (left, right): (String, String)| Finding {
        aspect,
        verdict,
        left,
        right,
        why: String::new(),
        only_left: Vec::new(),
        only_right: Vec::new(),
        enough: (false, false),
    };
    let told =
        |aspect, told: Told, both| Finding { why: told.why, ..plain(aspect, told.verdict, both) };
    let none = || (String::new(), String::new());
    let both = |of: fn(Norm<'_>) -> String| (of(left), of(right));
    let limits = (said::limit(left.words(), left.duty), said::limit(right.words(), right.duty));
    let modality = (said::modality(left.duty), said::modality(right.duty));
    let mut all = vec![
        plain(Aspect::Modality, aspects::modality(left, right), modality),
        plain(Aspect::Who, aspects::who(left, right), both(said::who)),
        act(left, right),
        trigger(left, right),
        told(Aspect::Matching, aspects::matching(left, right), both(said::matching)),
        told(Aspect::Closing, aspects::closing(left, right, tables), both(said::closing)),
        told(Aspect::Clock, aspects::clocks(left, right), both(said::clocks)),
        told(Aspect::Recurrence, aspects::recurrence(left, right, tables), limits.clone()),
        told(Aspect::Standing, aspects::standing(left, right, tables), limits),
        told(Aspect::Powers, aspects::powers(left, right, tables), none()),
        told(Aspect::Meaning, aspects::meanings(left, right, tables), none()),
        told(Aspect::Birthdays, aspects::birthdays(left, right), none()),
    ];
    all.retain(|finding| finding.verdict != Verdict::Same);
    all
}

fn act(left: Norm<'_>, right: Norm<'_>) -> Finding {
    let found = aspects::acts(left, right);
    let parts = |norm: Norm<'_>, places: &[usize]| -> Vec<String> {
        let parts = places.iter().filter_map(|at| norm.duty.act.parts.get(*at));
        parts.map(|part| said::part(norm, part)).collect()
    };
    let mut only_left = parts(left, &found.only_left);
    let mut only_right = parts(right, &found.only_right);
    if found.verdict != Verdict::Same {
        let changed = |at: fn(&(usize, usize)) -> usize| found.conditions.iter().map(at).collect();
        let (mine, theirs): (Vec<usize>, Vec<usize>) = (changed(|one| one.0), changed(|one| one.1));
        only_left.extend(parts(left, &mine));
        only_right.extend(parts(right, &theirs));
    }
    let whole = !said::is_list(left.duty) && !said::is_list(right.duty);
    if whole {
        only_left.clear();
        only_right.clear();
    }
    Finding {
        aspect: Aspect::Act,
        verdict: found.verdict,
        left: said::act(left.words(), left.duty),
        right: said::act(right.words(), right.duty),
        why: found.why,
        only_left,
        only_right,
        enough: (said::is_choice(left.duty), said::is_choice(right.duty)),
    }
}

fn trigger(left: Norm<'_>, right: Norm<'_>) -> Finding {
    let found = aspects::triggers(left, right);
    let said = |norm: Norm<'_>| {
        let trigger = norm.duty.trigger.as_ref();
        trigger.map_or(String::new(), |trigger| norm.words().anchor(&trigger.anchor))
    };
    let nouns = |norm: Norm<'_>, all: &[ConceptId]| -> Vec<String> {
        all.iter().map(|id| norm.model.vocabulary.noun(*id).to_owned()).collect()
    };
    // Two events that have nothing to do with each other are no list.
    let apart = !found.meet;
    Finding {
        aspect: Aspect::Trigger,
        verdict: found.verdict,
        left: said(left),
        right: said(right),
        why: found.why,
        only_left: if apart { Vec::new() } else { nouns(left, &found.only_left) },
        only_right: if apart { Vec::new() } else { nouns(right, &found.only_right) },
        enough: (false, false),
    }
}

/// A difference of conditions counts where a case shows it.
fn of_conditions(
    (left, right): (Norm<'_>, Norm<'_>),
    found: &Conditions,
    evidence: &Evidence,
) -> Option<Finding> {
    if found.verdict == Verdict::Same {
        return None;
    }
    let printer = said::wider(left, right);
    let words = |all: &[aspects::Differing]| -> Vec<String> {
        let said = all.iter().map(|one| {
            let parts = one.because.iter().map(|condition| printer.inline(condition));
            parts.collect::<Vec<_>>().join(" and ")
        });
        said.filter(|words| !words.is_empty()).collect()
    };
    let cells = !found.only_left.is_empty() || !found.only_right.is_empty();
    let shown = |side: &[aspects::Differing], seen: bool| side.is_empty() || seen;
    let sure = shown(&found.only_left, evidence.applies_left)
        && shown(&found.only_right, evidence.applies_right);
    let (verdict, why) = if !cells || sure {
        (found.verdict, found.why.clone())
    } else {
        let why =
            "no case was found in which this makes a difference, nor shown that there is none";
        (Verdict::CannotTell, why.to_owned())
    };
    let said = |norm: Norm<'_>| match said::applies(norm).as_slice() {
        [] => "always".to_owned(),
        all => all.join("; "),
    };
    Some(Finding {
        aspect: Aspect::Conditions,
        verdict,
        left: said(left),
        right: said(right),
        why,
        only_left: words(&found.only_left),
        only_right: words(&found.only_right),
        enough: (false, false),
    })
}

fn days(
    left: Norm<'_>,
    right: Norm<'_>,
    (at, dated): (usize, &Dated),
    (near, evidence): (Day, &Evidence),
) -> Days {
    let when = dated.when.iter().map(|one| said::wider(left, right).inline(one)).collect();
    let anchor = dated.anchor.as_ref().map(|anchor| left.words().anchor(anchor));
    let mut made = Days {
        end: dated.end,
        when,
        anchor,
        verdict: dated.verdict(),
        why: String::new(),
        dates: 0,
        over: None,
        earlier: None,
        later: None,
    };
    match &dated.found {
        Found::Same => {}
        Found::Ruled(_, why) | Found::CannotTell(why) => made.why.clone_from(why),
        Found::Dates(contrast) => {
            let part = |side: &OfContrast, later: bool| {
                part(contrast, side, near, || {
                    let all = evidence.days.iter();
                    let mut all = all.filter(|(place, sort, _)| *place == at && *sort == later);
                    all.next().map(|(.., witness)| witness.clone())
                })
            };
            made.dates = contrast.dates;
            made.over = contrast.over.map(|over| (over.first, over.last));
            made.earlier = part(&contrast.earlier, false);
            made.later = part(&contrast.later, true);
        }
    }
    made
}

fn part(
    contrast: &Arc<Contrast>,
    side: &OfContrast,
    near: Day,
    witness: impl Fn() -> Option<Witness>,
) -> Option<Part> {
    let over = contrast.over.filter(|_| side.dates > 0)?;
    Some(Part {
        dates: side.dates,
        by_at_most: side.by_at_most,
        pattern: collapse(&side.stretches, over, near),
        witness: witness(),
    })
}

/// How other versions compare than those in force near a day.
fn versions<'m>(
    (one, first): (&'m Checked, &'m Duty),
    (other, second): (&'m Checked, &'m Duty),
    near: Day,
    tables: &Tables<'m>,
) -> Vec<(Force, Verdict)> {
    let mut all = Vec::new();
    for mine in first.versions() {
        for theirs in second.versions() {
            let force = mine.force.and(theirs.force);
            if force.is_empty() || force.holds_on(near) {
                continue;
            }
            let (left, right) = (Norm::new(one, mine), Norm::new(other, theirs));
            let rest = findings(left, right, tables).into_iter().map(|one| one.verdict);
            let limits = aspects::limits(left, right, tables);
            let days = limits.iter().map(Dated::verdict);
            let conditions = aspects::conditions(left, right).verdict;
            all.push((force, total(rest.chain(days).chain([conditions]))));
        }
    }
    all
}
