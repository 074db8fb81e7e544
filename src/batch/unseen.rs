//! Duties of which no case has the act on record.
//!
//! In: the duties of the form, bound to a caseload. Out: those whose act the feed leaves out,
//! in groups whose instances begin alike, with what each of a group asks beyond that: last
//! days and conditions, each kept once. A feed of a few tables leaves out the acts of most
//! duties: each may have been done on any day or not at all, and no act has to be looked for.
//! Never here: a case.

use smallvec::SmallVec;

use super::asked::{Asked, Parts};
use super::bound::Bound;
use super::judging::has_own_day;
use super::lengths::Lengths;
use super::range::{Truth, Why};
use super::told::told;
use super::twins::is_left_out;
use crate::ir::{
    Clause, Compiled, Day, Duty, How, Match, Opens, Part, Silence, Test, Trigger, What,
};

/// All such duties.
#[derive(Debug, Default)]
pub(super) struct Unseen<'b> {
    pub(super) groups: Vec<Group<'b>>,
    /// Of each of them the number of its last days.
    pub(super) days: Vec<Option<usize>>,
}

/// Duties whose instances begin alike, and for which acts may lie from the same day on.
#[derive(Debug)]
pub(super) struct Group<'b> {
    /// One of them.
    pub(super) first: &'b Duty,
    pub(super) days: Vec<DaysOf<'b>>,
    pub(super) reads: Vec<Read<'b>>,
    /// The places of those conditions that are read on the trigger's day.
    pub(super) on_trigger: Vec<usize>,
    pub(super) members: Vec<Member<'b>>,
}

/// By when instances are due, from when they are open, and when they close.
#[derive(Debug)]
pub(super) struct DaysOf<'b> {
    /// Its number among those of all groups.
    pub(super) number: usize,
    /// A duty that has them.
    pub(super) duty: &'b Duty,
    /// How they are counted, where that takes no more than how an instance begins.
    pub(super) counted: Option<Counted>,
    /// The places of the conditions that are read on them, or up to them.
    pub(super) reads: Vec<usize>,
    /// The parts of the act, where one is asked for only under a condition.
    pub(super) parts: Parts,
}

/// How days are counted from how an instance begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) due: Due,
    /// It was always open.
    pub(super) always: bool,
    /// Acts may lie before the trigger.
    pub(super) early: bool,
    pub(super) closes_on_anchor: bool,
}

/// The last day.
#[derive(Debug, Clone, Copy)]
pub(super) enum Due {
    Never,
    Trigger,
    /// As long from the trigger as the length of this number says.
    After(usize),
}

/// A condition to be read for each instance.
#[derive(Debug)]
pub(super) struct Read<'b> {
    pub(super) clause: &'b Clause,
    /// The place of the days on which it is read, or up to which; nothing where it is read on
    /// the trigger's.
    days: Option<usize>,
    /// A part of the act hangs on it, and not the duty.
    pub(super) of_part: bool,
    /// As of the duty that has it.
    pub(super) runs_up: bool,
    pub(super) same_day: bool,
    pub(super) has_own_day: bool,
}

impl Read<'_> {
    /// Whether both come out the same.
    fn is(&self, other: &Read<'_>) -> bool {
        (self.days, self.of_part) == (other.days, other.of_part) && self.clause == other.clause
    }
}

/// One of a group.
#[derive(Debug)]
pub(super) struct Member<'b> {
    pub(super) duty: &'b Duty,
    /// The place of its days.
    pub(super) days: usize,
    pub(super) applies: Asked,
    /// What is to blame for all of the act, where no part of it is asked for only under a
    /// condition.
    pub(super) act: Option<Why>,
    /// A case may be none of those in which it can be told so.
    pub(super) is_risky: bool,
}

/// Which duties are such; `starts` says which of all duties the same starts. The lengths by
/// which they count are added to those that are kept.
pub(super) fn unseen<'b>(
    bound: &Bound<'b>,
    starts: &[Option<usize>],
    lengths: &mut Lengths,
) -> Unseen<'b> {
    let mut found = Unseen { groups: Vec::new(), days: vec![None; bound.ir.duties.len()] };
    let mut number = 0;
    for (at, compiled) in bound.ir.duties.iter().enumerate() {
        let Compiled::Duty(duty) = compiled else { continue };
        let differs = bound.each.get(at).is_some_and(Option::is_none);
        let Some(parts) = parts(bound, at, duty).filter(|_| differs) else { continue };
        let alike = |group: &Group<'_>| same_base(starts, group.first, duty);
        let place = found.groups.iter().position(alike).unwrap_or_else(|| {
            found.groups.push(Group {
                first: duty,
                days: Vec::new(),
                reads: Vec::new(),
                on_trigger: Vec::new(),
                members: Vec::new(),
            });
            found.groups.len() - 1
        });
        let Some(group) = found.groups.get_mut(place) else { continue };
        let days = group.days_of(bound, (duty, &parts), &mut number, lengths);
        let on = if looks_at_days(duty) { Some(days) } else { None };
        let applies = group.asked(bound, duty, &duty.applies, (on, false));
        let needs = bound.needs.get(at);
        let is_risky = needs.is_none_or(|needs| {
            !(needs.risky.is_empty() && needs.plain.is_empty() && needs.changed_by.is_empty())
        });
        let is_risky = is_risky || !duty.sure.is_empty();
        let all = parts.iter().fold(Why::NONE, |all, why| all.and(*why));
        let act = Some(all).filter(|_| !is_in_parts(duty));
        group.members.push(Member { duty, days, applies, act, is_risky });
        if let Some(slot) = found.days.get_mut(at) {
            *slot = group.days.get(days).map(|days| days.number);
        }
    }
    found.groups.iter_mut().for_each(Group::sort_reads);
    found
}

impl<'b> Group<'b> {
    /// The place of the days of a duty.
    fn days_of(
        &mut self,
        bound: &Bound<'b>,
        (duty, parts): (&'b Duty, &[Why]),
        number: &mut usize,
        lengths: &mut Lengths,
    ) -> usize {
        let in_parts = is_in_parts(duty);
        let alike = |days: &DaysOf<'_>| !in_parts && same_days(days.duty, duty);
        if let Some(known) = self.days.iter().position(alike) {
            return known;
        }
        let place = self.days.len();
        let parts = if in_parts {
            let all = duty.act.parts.iter().zip(parts);
            let mut asked =
                |part: &'b Part| self.asked(bound, duty, &part.when, (Some(place), true));
            Parts::asked(all.map(|(part, why)| (asked(part), *why)).collect(), duty.act.needed)
        } else {
            Parts::All
        };
        self.days.push(DaysOf {
            number: *number,
            duty,
            counted: counted(duty, lengths),
            reads: Vec::new(),
            parts,
        });
        *number += 1;
        place
    }

    /// Says of each condition that is read with which days that is done.
    fn sort_reads(&mut self) {
        for (place, read) in self.reads.iter().enumerate() {
            match read.days {
                None => self.on_trigger.push(place),
                Some(days) => {
                    self.days.get_mut(days).into_iter().for_each(|days| days.reads.push(place));
                }
            }
        }
    }

    /// Conditions as far as the feed tells how they come out; the others are added to what is
    /// read.
    fn asked(
        &mut self,
        bound: &Bound<'b>,
        duty: &'b Duty,
        clauses: &'b [Clause],
        (days, of_part): (Option<usize>, bool),
    ) -> Asked {
        let mut asked = Asked { told: [Truth::TRUE; 2], reads: SmallVec::new() };
        for clause in clauses {
            if let Some(told) = told(bound, &clause.test) {
                let told = if clause.how == How::Unless { told.map(Truth::not) } else { told };
                for (all, one) in asked.told.iter_mut().zip(told) {
                    *all = all.and(one);
                }
                continue;
            }
            let (runs_up, same_day) = (duty.runs_up, duty.same_day);
            let has_own_day = !of_part && has_own_day(&clause.test);
            let read = Read { clause, days, of_part, runs_up, same_day, has_own_day };
            let known = self.reads.iter().position(|other| other.is(&read));
            asked.reads.push(known.unwrap_or_else(|| {
                self.reads.push(read);
                self.reads.len() - 1
            }));
        }
        asked
    }
}

/// Whether instances begin alike, and acts for them may lie from the same day on.
fn same_base(starts: &[Option<usize>], one: &Duty, other: &Duty) -> bool {
    let start = |duty: &Duty| starts.get(duty.id.0 as usize).copied().flatten();
    start(one).is_some() && start(one) == start(other) && one.same_day == other.same_day
}

/// Whether duties whose instances begin alike have the same last days.
fn same_days(one: &Duty, other: &Duty) -> bool {
    one.limits == other.limits
        && one.soon == other.soon
        && (one.runs_up, one.closing.with_scope) == (other.runs_up, other.closing.with_scope)
        && !is_in_parts(one)
}

/// Whether a condition is read on the last day, or up to it.
fn looks_at_days(duty: &Duty) -> bool {
    fn is_of_days(test: &Test) -> bool {
        match test {
            Test::All(parts) | Test::Any(parts) => parts.iter().any(is_of_days),
            Test::Not(inner) => is_of_days(inner),
            Test::Recorded(..) => true,
            Test::Status(..)
            | Test::Age(..)
            | Test::Happened { .. }
            | Test::Total { .. }
            | Test::Fact(..)
            | Test::OfTrigger(..) => false,
        }
    }
    duty.runs_up || duty.applies.iter().any(|clause| is_of_days(&clause.test))
}

/// How days are counted, where that takes no more than how an instance begins.
fn counted(duty: &Duty, lengths: &mut Lengths) -> Option<Counted> {
    let [limit] = duty.limits.as_slice() else { return None };
    let due = match &limit.due {
        None => Due::Never,
        Some(Day::Trigger) => Due::Trigger,
        Some(Day::Shift(from, by)) if **from == Day::Trigger => Due::After(lengths.number(by)),
        Some(_) => return None,
    };
    let (always, early) = match &limit.opens {
        Opens::AtTrigger => (false, false),
        Opens::Early => (true, true),
        Opens::From(Day::Trigger, early) => (false, *early),
        Opens::From(..) => return None,
    };
    Some(Counted { due, always, early, closes_on_anchor: limit.closes_on_anchor })
}

/// What is to blame for each part of the act of a duty; nothing where it is none of these.
fn parts(bound: &Bound<'_>, at: usize, duty: &Duty) -> Option<SmallVec<[Why; 2]>> {
    let (act, closing) = (&duty.act, &duty.closing);
    let is_needed = bound.needs.get(at).is_none_or(|needs| needs.is_needed);
    let by_itself = match duty.trigger {
        Trigger::On(_) | Trigger::Before { .. } | Trigger::Next { .. } => true,
        Trigger::Again(..) | Trigger::Through(_) => false,
    };
    let matched = match duty.matching {
        Match::OldestFirst | Match::Next | Match::LatestBefore => true,
        Match::Nth(_) | Match::CompletionOfTrigger => false,
    };
    let read_once = duty.applies.iter().all(|clause| match clause.how {
        How::If | How::Unless => true,
        How::While | How::Once => false,
    });
    let plain = !is_needed
        && by_itself
        && matched
        && read_once
        && duty.later.is_empty()
        && duty.limits.iter().all(|limit| limit.own.is_none())
        && duty.silence == Silence::Open
        && act.needed != Some(0)
        && closing.unless.is_empty()
        && closing.until.is_none()
        && !closing.on_due;
    let why = |part: &Part| match part.what {
        What::Kind(kind) if is_left_out(bound, kind) => {
            let concept = bound.kind_of(kind)?.concept;
            u32::try_from(concept.index()).ok().map(Why::unrecorded)
        }
        What::Kind(_) | What::Having(_) => None,
    };
    let parts: Option<SmallVec<[Why; 2]>> = act.parts.iter().map(why).collect();
    let mut parts = parts.filter(|parts| plain && !parts.is_empty())?;
    // Of several acts that would all do the first is blamed.
    if act.any {
        parts.truncate(1);
    }
    Some(parts)
}

/// Whether some part of the act is asked for only under a condition.
fn is_in_parts(duty: &Duty) -> bool {
    !duty.act.any && duty.act.parts.iter().any(|part| !part.when.is_empty())
}
