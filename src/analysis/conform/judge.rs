//! Every duty of the base, one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::coverage::{Ground as Cell, Terrain};
use super::pair::{Ground, Obstacle, Pair, is_undated};
use super::versions::{Stretch, stretches};
use super::witness::Hunt;
use super::words::Words;
use super::{
    Conformity, Cover, Departure, DutyVerdict, Finding, Holiday, Options, Sides, Verdict, What,
    holidays, powers,
};
use crate::analysis::align::{align, effective, full_id};
use crate::analysis::aspects::Tables;
use crate::analysis::course::Contrast;
use crate::analysis::witness::Search;
use crate::check::Checked;
use crate::model::{Duty, DutyId, Point};
use crate::syntax::ast::{Condition, Needed, When};
use crate::syntax::force::Force;
use crate::time::Day;

/// Holds a pack against a base. Open them together, the base first.
#[must_use]
pub fn conform(base: &Checked, local: &Checked, options: Options) -> Conformity {
    conform_telling(base, local, options, &|_, _| {})
}

/// The same, telling after each duty how many of how many are done.
#[must_use]
pub fn conform_telling(
    base: &Checked,
    local: &Checked,
    options: Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Conformity {
    let sides = Sides { base, local };
    let (lefts, rights) = (effective(base), effective(local));
    let aligned = align((base, &lefts), (local, &rights));
    let covers = |duty: DutyId| -> Vec<&Duty> {
        let pairs = aligned.pairs.iter().filter(|pair| pair.left == duty);
        pairs.filter_map(|pair| local.duty(pair.right)).collect()
    };
    let (judged, listed): (Vec<&Duty>, Vec<&Duty>) =
        lefts.iter().copied().partition(|duty| is_judged(duty));
    let tables = Tables::new();
    let departures = departures(sides);
    let near = options.near.unwrap_or_else(|| Search::near(local));
    let work = Work { sides, tables, rights: &rights, near, search: options.search };
    let done = AtomicUsize::new(0);
    let duties = judged.par_iter().with_max_len(1).map(|duty| {
        let found = work.duty(duty, &covers(duty.id), &departures);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, judged.len());
        found
    });
    let duties: Vec<DutyVerdict> = duties.collect();
    let rules = powers::rules(sides, &aligned.pairs, (&work.tables, near));
    Conformity { duties, rules, departures, listed: listed.len() }
}

/// Whether a machine evaluates a duty.
pub(super) fn is_judged(duty: &Duty) -> bool {
    duty.is_evaluated() || duty.standing.is_some()
}

/// Where the pack, or one that it builds on beyond the base, leaves the base openly.
fn departures(sides: Sides<'_>) -> Vec<Departure> {
    let of_base = |pack: &str| sides.base.layers.iter().any(|layer| layer.info.id == pack);
    let all =
        sides.local.patches.iter().filter(|patch| of_base(&patch.pack) && !of_base(&patch.by));
    let open = all.filter(|patch| patch.removed || !patch.departs.is_empty());
    open.map(|patch| Departure {
        rule: format!("{}/{}", patch.pack, patch.rule),
        removed: patch.removed,
        by: patch.by.to_string(),
        from: patch.departs.clone(),
        reason: patch.reason.clone(),
        span: patch.span,
    })
    .collect()
}

struct Work<'w, 'm> {
    sides: Sides<'m>,
    tables: Tables<'m>,
    rights: &'w [&'m Duty],
    near: Day,
    search: bool,
}

/// An obstacle with what it is about, before a case is looked for.
pub(super) struct Draft<'m> {
    pub(super) obstacle: Obstacle<'m>,
    /// The version of the base's duty that it is about.
    pub(super) duty: &'m Duty,
    /// The version of the cover.
    pub(super) cover: Option<&'m Duty>,
    pub(super) force: Force,
}

impl<'m> Work<'_, 'm> {
    fn duty(&self, duty: &'m Duty, covers: &[&'m Duty], departures: &[Departure]) -> DutyVerdict {
        let stretches = stretches(duty, covers, in_force(self.sides.local));
        let hunt = Hunt::new(self.sides, duty, covers, (self.near, self.search));
        let words = Words::new(self.sides, duty, self.near);
        let (mut findings, mut holiday) = (Vec::new(), None);
        for stretch in &stretches {
            let found = self.stretch(stretch);
            let drafts = found.drafts;
            let holds = drafts.is_empty();
            let mut failed = false;
            // What is open makes no difference beside what was shown.
            let (open, plain): (Vec<&Draft<'m>>, Vec<&Draft<'m>>) =
                drafts.iter().partition(|draft| draft.obstacle.what == What::Open);
            for draft in plain.into_iter().chain(open) {
                if failed && draft.obstacle.what == What::Open {
                    continue;
                }
                let mut told = told(draft, &hunt, &words);
                failed |= weight(&told) == Verdict::Fails && told.what != What::Modality;
                if stretches.len() == 1 {
                    told.force = Force::ALWAYS;
                }
                let known = |other: &Finding| {
                    (other.what, other.cover, &other.message)
                        == (told.what, told.cover, &told.message)
                };
                if !findings.iter().any(known) {
                    findings.push(told);
                }
            }
            if let Some((cover, contrast)) = found.stricter.filter(|_| holds) {
                let force = if stretches.len() == 1 { Force::ALWAYS } else { stretch.force };
                findings.push(words.stricter(cover, &contrast, force));
            }
            let with = (self.near, holds);
            let asked = found.pairs.iter().filter_map(|(cover, limits, chain)| match chain {
                Some((one, other)) => holidays::ask_points(self.sides, (one, other), with),
                None => holidays::ask(self.sides, (stretch.duty, cover), limits, with),
            });
            holiday = asked.fold(holiday, worse);
        }
        findings.sort_by_key(|one| (std::cmp::Reverse(weight(one)), one.what));
        let verdict = findings.iter().map(weight).max().unwrap_or(Verdict::Holds);
        let id = full_id(duty);
        DutyVerdict {
            duty: duty.id,
            title: duty.titled(),
            sources: duty.sources.clone(),
            covers: covers.iter().map(|cover| self::cover(cover)).collect(),
            verdict,
            findings,
            holiday,
            departs: departures.iter().position(|one| one.rule == id),
            id,
        }
    }

    /// What stands in the way in a stretch of time in which no version changes.
    fn stretch(&self, stretch: &Stretch<'m>) -> Found<'m> {
        let duty = stretch.duty;
        let all: Vec<&'m Duty> = stretch.covers.iter().flatten().copied().collect();
        let (judged, listed): (Vec<&'m Duty>, Vec<&'m Duty>) =
            all.into_iter().partition(|cover| is_judged(cover));
        let mut found = Found::default();
        let draft = |obstacle, cover| Draft { obstacle, duty, cover, force: stretch.force };
        if judged.is_empty() {
            let listed = listed.first().copied();
            match (listed, is_undated(duty)) {
                (Some(_), true) => {}
                (Some(cover), false) => {
                    let why = "no machine evaluates it";
                    found.drafts.push(draft(simple(What::NoLastDay, why), Some(cover)));
                }
                (None, _) => found.drafts.push(draft(simple(What::NotThere, ""), None)),
            }
            return found;
        }
        let ground = Ground { sides: self.sides, tables: &self.tables, rights: self.rights };
        let pairs: Vec<Pair<'m>> = judged.iter().map(|cover| ground.pair(duty, cover)).collect();
        let covers: Vec<_> = judged.iter().map(|cover| ground.local(cover)).collect();
        match Terrain::of(ground.base(duty), &covers) {
            Some(terrain) => {
                let weighed = Weighed { duty, judged: &judged, pairs: &pairs, terrain: &terrain };
                found.drafts = weighed.drafts(&draft);
            }
            None => {
                let why = "their conditions come out in more ways together than are looked at";
                found.drafts.push(draft(open(What::Uncovered, why), judged.first().copied()));
            }
        }
        found.stricter = pairs.iter().zip(&judged).find_map(|(pair, cover)| {
            let clear = pair.obstacles.is_empty();
            pair.stricter.clone().filter(|_| clear).map(|contrast| (*cover, contrast))
        });
        let limits = judged.iter().zip(pairs);
        let limits = limits.map(|(cover, pair)| (*cover, pair.limits, pair.chain));
        found.pairs = limits.collect();
        found
    }
}

/// A cover, the limits held against each other, and where a chain leads that goes before.
type Held<'m> = (&'m Duty, Vec<(usize, usize)>, Option<(Point, Point)>);

/// What was found in a stretch.
#[derive(Default)]
struct Found<'m> {
    drafts: Vec<Draft<'m>>,
    stricter: Option<(&'m Duty, Arc<Contrast>)>,
    pairs: Vec<Held<'m>>,
}

/// The covers of a duty, in all cells at once.
struct Weighed<'w, 'm> {
    duty: &'m Duty,
    judged: &'w [&'m Duty],
    pairs: &'w [Pair<'m>],
    terrain: &'w Terrain,
}

impl<'m> Weighed<'_, 'm> {
    fn drafts(
        &self,
        draft: &dyn Fn(Obstacle<'m>, Option<&'m Duty>) -> Draft<'m>,
    ) -> Vec<Draft<'m>> {
        let mut found: Vec<Draft<'m>> = Vec::new();
        let mut relied: Vec<usize> = Vec::new();
        for cell in self.terrain.grounds() {
            if cell.covers.is_empty() {
                found.push(draft(uncovered(&cell), self.judged.first().copied()));
                continue;
            }
            let Some(best) = cell.covers.iter().copied().min_by_key(|at| self.cost(*at)) else {
                continue;
            };
            relied.push(best);
            if self.is_clear(&cell.covers) {
                continue;
            }
            let best = self.judged.get(best).zip(self.pairs.get(best));
            let Some((cover, pair)) = best else { continue };
            for one in &pair.obstacles {
                let known = found.iter().any(|other| {
                    other.cover.is_some_and(|known| known.id == cover.id)
                        && other.obstacle.what == one.what
                        && other.obstacle.why == one.why
                        && other.obstacle.when == one.when
                });
                if !known {
                    found.push(draft(one.clone(), Some(cover)));
                }
            }
        }
        relied.sort_unstable();
        relied.dedup();
        if !found.iter().any(|one| one.obstacle.what == What::Uncovered) && !is_undated(self.duty) {
            found.extend(self.stopping(&relied).into_iter().map(|(one, at)| draft(one, at)));
        }
        found
    }

    /// Covers that may stop to apply while the duty of the base goes on.
    fn stopping(&self, relied: &[usize]) -> Vec<(Obstacle<'m>, Option<&'m Duty>)> {
        let stops = relied.iter().filter_map(|at| {
            let obstacle = match self.terrain.stops(*at)? {
                When::While => simple(
                    What::Lapses,
                    "what it says after `while` can stop, and the base goes on",
                ),
                When::Once | When::If | When::Unless => {
                    open(What::Uncovered, "it begins to apply at another time than the base")
                }
            };
            Some((obstacle, self.judged.get(*at).copied()))
        });
        stops.collect()
    }

    /// Whether these covers together leave nothing open.
    fn is_clear(&self, covers: &[usize]) -> bool {
        let pairs: Vec<&Pair<'m>> = covers.iter().filter_map(|at| self.pairs.get(*at)).collect();
        pairs.iter().any(|pair| pair.obstacles.is_empty())
            || self.parts_are_shared(&pairs)
            || never_all_later(&pairs)
    }

    /// Each part of the act is asked for by some cover that lacks nothing else.
    fn parts_are_shared(&self, pairs: &[&Pair<'m>]) -> bool {
        let act = &self.duty.act;
        let only_act = |pair: &&&Pair<'m>| {
            pair.obstacles.iter().all(|one| one.what == What::Act && !one.missing.is_empty())
        };
        let fair: Vec<&&Pair<'m>> = pairs.iter().filter(only_act).collect();
        let asked = |part: usize| {
            fair.iter().any(|pair| pair.obstacles.iter().all(|one| !one.missing.contains(&part)))
        };
        act.needed == Needed::All && act.parts.len() > 1 && (0..act.parts.len()).all(asked)
    }

    /// How far a cover is from standing for the duty: what it lacks, and whether it may
    /// stop.
    fn cost(&self, at: usize) -> (usize, usize, bool) {
        let obstacles = self.pairs.get(at).map_or(&[][..], |pair| &pair.obstacles);
        let far = obstacles.iter().filter(|one| one.apart || one.shown == What::Act).count();
        (far, obstacles.len(), self.terrain.stops(at).is_some())
    }
}

/// Covers that fall due later on some days only, and never all of them on one.
fn never_all_later(pairs: &[&Pair<'_>]) -> bool {
    let plain = |pair: &&&Pair<'_>| {
        pair.obstacles.iter().all(|one| {
            one.what == What::Later
                && one.contrast.is_some()
                && one.through.is_empty()
                && one.when.is_empty()
        })
    };
    let sides: Vec<_> = pairs
        .iter()
        .filter(plain)
        .filter_map(|pair| pair.obstacles.first()?.contrast.as_ref())
        .map(|contrast| &contrast.later)
        .collect();
    let Some((first, rest)) = sides.split_first() else { return false };
    let mut days = first.stretches.iter().flat_map(|stretch| stretch.days());
    !rest.is_empty() && !days.any(|day| rest.iter().all(|side| side.has(day)))
}

fn simple<'m>(what: What, why: &str) -> Obstacle<'m> {
    Obstacle::new(what, why)
}

fn open<'m>(shown: What, why: &str) -> Obstacle<'m> {
    Obstacle::open(shown, why)
}

fn uncovered<'m>(cell: &Cell) -> Obstacle<'m> {
    let when: Vec<Condition> = cell.because.clone();
    if cell.at_once {
        return Obstacle { when, ..Obstacle::new(What::Uncovered, "") };
    }
    let why = "the base may come to apply later, when nothing of the pack does";
    Obstacle { when, ..Obstacle::open(What::Uncovered, why) }
}

/// A finding, with a case that shows it where there is one. What no case shows is not
/// said to fail.
fn told<'m>(draft: &Draft<'m>, hunt: &Hunt<'m>, words: &Words<'m>) -> Finding {
    let witness = hunt.show(draft);
    let mut obstacle = draft.obstacle.clone();
    obstacle.what = match (&witness, obstacle.what) {
        (Some(_), What::Open) => obstacle.shown,
        // That no date can show.
        (None, What::Modality) => What::Modality,
        (None, what) if what != What::Open => What::Open,
        (_, what) => what,
    };
    let refuted = draft.obstacle.what != What::Open && obstacle.what == What::Open;
    words.finding((draft, &obstacle), witness, refuted)
}

/// What a finding makes of its duty.
pub(super) fn weight(finding: &Finding) -> Verdict {
    match finding.what {
        What::Stricter => Verdict::Holds,
        What::Open => Verdict::CannotTell,
        What::NotThere
        | What::Uncovered
        | What::NoLastDay
        | What::Later
        | What::TooEarly
        | What::Act
        | What::Lapses
        | What::Modality => Verdict::Fails,
    }
}

/// Of two answers the one that says more.
fn worse(known: Option<Holiday>, next: Holiday) -> Option<Holiday> {
    match (known, next) {
        (Some(Holiday::Overturns { closed, .. }), Holiday::Overturns { closed: other, .. })
            if other < closed =>
        {
            Some(next)
        }
        (Some(Holiday::Overturns { .. }), _) => known,
        (Some(Holiday::Stands) | None, _) => Some(next),
    }
}

fn cover(duty: &Duty) -> Cover {
    Cover {
        duty: duty.id,
        id: full_id(duty),
        title: duty.titled(),
        sources: duty.sources.clone(),
        evaluated: is_judged(duty),
    }
}

/// When a pack is in force.
fn in_force(model: &Checked) -> Force {
    Force { from: model.pack.in_force_from, until: model.pack.in_force_until }
}
