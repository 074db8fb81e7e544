//! How an instance stands of which all days are known but that of its act.
//!
//! In: how an instance begins, and by what its days are counted. Out: its days, the statuses
//! it may have, and its row under a duty. Never here: conditions, what an act's parts are.

use super::chain::ALONE;
use super::finish::Made;
use super::instance::{before_it, limit, opens};
use super::marks::{AT_RISK, BREACHED, NOT_YET_OPEN, PROVISIONAL, TOO_LATE};
use super::possible::{self, Between, soon_from};
use super::range::{ALWAYS, Is, NEVER, Rng, Truth, When, Why};
use super::triggers::{At, Trig};
use super::unseen::{Counted, DaysOf, Due, Group};
use super::world::World;
use crate::eval::{Flags, Status, StatusSet, TriggerKey};

/// How an instance begins of which all that is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begin {
    pub(super) key: TriggerKey,
    pub(super) number: u32,
    pub(super) occ: u32,
    pub(super) date: i32,
    /// The day after which acts and decisions for it may lie.
    pub(super) after: i32,
    /// The end of its scope period.
    pub(super) ends: i32,
    pub(super) took_place: i32,
    pub(super) provisional: bool,
}

impl Begin {
    /// Nothing where something of it is not known.
    pub(super) fn of(at: At<'_>, group: &Group<'_>, trig: &Trig) -> Option<Begin> {
        let span = at.spans.all.get(trig.span)?;
        let plain = is_sure(trig.date)
            && is_sure(trig.took_place)
            && trig.exists.is_true()
            && trig.vague.is_none()
            && trig.link == ALONE
            && span.ends.is_exact();
        if !plain {
            return None;
        }
        let after = before_it(at.world, group.first, trig, &trig.seat(span, at.others));
        is_sure(after).then_some(Begin {
            key: trig.key,
            number: trig.number,
            occ: trig.occ,
            date: trig.date.lo,
            after: after.lo,
            ends: span.ends.lo,
            took_place: trig.took_place.lo,
            provisional: trig.provisional,
        })
    }
}

/// How an instance may stand of which all days are known but that of the act.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand {
    pub(super) due: i32,
    /// What it may be where it applies, be it several, …
    pub(super) statuses: StatusSet,
    pub(super) is_open: bool,
    /// … and its flags as bits, and how late it lapsed.
    pub(super) flags: u8,
    pub(super) late: Option<i32>,
    /// The act is to blame for what is not known.
    pub(super) is_blamed: bool,
    /// A decision that is not on record could count.
    pub(super) is_decided: bool,
    /// What is blamed for an act of which parts are asked for only under a condition.
    pub(super) parts: Why,
}

/// Whether a decision of which no case has any could count: one from a day on, or strictly
/// after it, and up to the last.
pub(super) fn may_count(t: i32, (from, strictly): (i32, bool), due: i32) -> bool {
    let first = from.saturating_add(i32::from(strictly));
    first <= t && first <= due
}

/// The days of an instance.
#[derive(Debug)]
pub(super) struct Days {
    pub(super) due: i32,
    pub(super) opens: i32,
    pub(super) early: bool,
    pub(super) closed: i32,
    /// The anchor closed it.
    pub(super) is_over: bool,
    /// The first day on which the act would count; [`NEVER`] where it could not have been
    /// done yet.
    pub(super) from: i32,
    pub(super) parts: Why,
}

/// By when an instance is due, and from when it is open.
struct Limited {
    due: i32,
    opens: i32,
    early: bool,
    by_anchor: bool,
}

impl Limited {
    /// Counted from how the instance begins.
    #[inline]
    fn counted(world: &World<'_>, by: &Counted, on: i32) -> Option<Limited> {
        let due = match by.due {
            Due::Never => NEVER,
            Due::Trigger => on,
            Due::After(number) => world.bound.lengths.from(world, number, on)?,
        };
        let opens = if by.always { ALWAYS } else { on };
        Some(Limited { due, opens, early: by.early, by_anchor: by.closes_on_anchor })
    }

    /// Read from the case; nothing where it is not known.
    fn read(at: At<'_>, of: &DaysOf<'_>, (trig, begin): (&Trig, &Begin)) -> Option<Limited> {
        let seat = trig.seat(at.spans.all.get(trig.span)?, at.others);
        let limit = limit(at.world, of.duty, (&seat, trig), When::only(begin.after), &[]);
        let is_known = is_sure(limit.due) && is_sure(limit.opens) && limit.by_anchor.is_known();
        is_known.then(|| Limited {
            due: limit.due.lo,
            opens: opens(&limit).lo,
            early: limit.early,
            by_anchor: limit.by_anchor.is_true(),
        })
    }
}

impl Days {
    /// Of an instance by the limits of some duties; nothing where they are not known.
    #[inline]
    pub(super) fn of(at: At<'_>, of: &DaysOf<'_>, (trig, begin): (&Trig, &Begin)) -> Option<Days> {
        let Limited { due, opens, early, by_anchor } = match &of.counted {
            Some(by) => Limited::counted(at.world, by, begin.date)?,
            None => Limited::read(at, of, (trig, begin))?,
        };
        let ended = if of.duty.closing.with_scope { begin.ends } else { NEVER };
        let came = if by_anchor { begin.took_place } else { NEVER };
        let first = match early {
            true if begin.after == ALWAYS => ALWAYS,
            true => begin.after.saturating_add(1),
            false => begin.date,
        };
        Some(Days {
            due,
            opens,
            early,
            closed: ended.min(came),
            is_over: came != NEVER && came <= ended,
            from: if first <= at.world.t && first <= came { first } else { NEVER },
            parts: Why::NONE,
        })
    }

    /// The day from which a decision counts on which a part of the act hangs, or after which.
    pub(super) fn of_parts(&self, runs_up: bool, begin: &Begin) -> (i32, bool) {
        let from = if runs_up && self.early { begin.after } else { begin.date };
        (from, runs_up)
    }
}

/// How an instance stands under a duty: its statuses, its flags, and what is blamed.
pub(super) struct Under {
    pub(super) statuses: StatusSet,
    /// There are several.
    pub(super) is_open: bool,
    pub(super) flags: u8,
    pub(super) why: Why,
}

impl Stand {
    /// In the place of one that is not known.
    pub(super) const NONE: Stand = Stand {
        due: NEVER,
        statuses: StatusSet::EMPTY,
        is_open: false,
        flags: 0,
        late: None,
        is_blamed: false,
        is_decided: false,
        parts: Why::NONE,
    };

    /// Of an instance of which the days are known.
    #[inline]
    pub(super) fn on(world: &World<'_>, of: &DaysOf<'_>, begin: &Begin, days: &Days) -> Stand {
        let (t, due, duty) = (world.t, days.due, of.duty);
        let between = Between {
            done: Rng { lo: days.from, hi: NEVER },
            due: Rng::only(due),
            opens: Rng::only(days.opens),
            closed: Rng::only(days.closed),
        };
        let soon = |opens, due| soon_from(world, duty.soon, opens, due);
        let statuses = possible::statuses(t, &between, soon, begin.provisional);
        let open = statuses.contains(Status::DueSoon) || statuses.contains(Status::Pending);
        let overdue = statuses == StatusSet::only(Status::Overdue);
        let lapsed = statuses == StatusSet::only(Status::Lapsed);
        let after_due = days.closed > due;
        let is_breached = overdue || (lapsed && (after_due || (days.is_over && days.closed <= t)));
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let flags = flag(is_breached, BREACHED)
            | flag(days.opens > t, NOT_YET_OPEN)
            | flag(begin.provisional, PROVISIONAL)
            | flag(begin.provisional && open && due < t, AT_RISK)
            | flag(days.is_over && lapsed, TOO_LATE);
        let until = Some(days.closed).filter(|_| lapsed && after_due);
        let day = |day: i32| Some(When::only(day).days().0).filter(|day| *day != ALWAYS);
        let up = duty.runs_up || duty.same_day;
        let decided_from = if up { begin.after } else { begin.date };
        Stand {
            due,
            statuses,
            is_open: statuses.single().is_none(),
            flags,
            late: until.and_then(|until| Some(day(until)? - day(due)?)),
            is_blamed: days.from <= t && days.from <= days.closed,
            is_decided: may_count(t, (decided_from, up), due),
            parts: days.parts,
        }
    }

    /// How it stands under a duty that applies to it, or does not, and is to blame for so much.
    #[inline]
    pub(super) fn under(&self, (applies, ahead): (Truth, bool), act: Why) -> Under {
        let flags = self.flags | if ahead { NOT_YET_OPEN } else { 0 };
        let blamed = if self.is_blamed { act } else { Why::NONE };
        match applies.is {
            Is::True => {
                let (statuses, is_open) = (self.statuses, self.is_open);
                Under { statuses, is_open, flags, why: if is_open { blamed } else { Why::NONE } }
            }
            Is::False => Under {
                statuses: StatusSet::only(Status::NotApplicable),
                is_open: false,
                flags: flags & !(BREACHED | TOO_LATE | AT_RISK),
                why: Why::NONE,
            },
            Is::Unknown => Under {
                statuses: self.statuses.with(Status::NotApplicable),
                is_open: true,
                flags: flags & !(BREACHED | TOO_LATE),
                why: applies.why.and(blamed),
            },
        }
    }
}

/// The row of an instance as it stands under a duty, as of a day.
pub(super) fn made_of(t: i32, (begin, stand): (&Begin, &Stand), under: &Under) -> Made {
    let due = When::only(stand.due);
    let is = |flag: u8| under.flags & flag != 0;
    Made {
        key: begin.key,
        number: begin.number,
        occ: begin.occ,
        trigger: When::only(begin.date),
        due,
        statuses: under.statuses,
        why: under.why,
        done_on: (ALWAYS, ALWAYS),
        days_late: match under.statuses.single() {
            Some(Status::Lapsed) => stand.late,
            Some(Status::Overdue) => {
                Some(due.days().0).filter(|day| *day != ALWAYS).map(|day| t - day)
            }
            Some(
                Status::NotApplicable
                | Status::Met
                | Status::MetLate
                | Status::DueSoon
                | Status::Pending,
            )
            | None => None,
        },
        flags: Flags {
            breached: is(BREACHED),
            not_yet_open: is(NOT_YET_OPEN),
            provisional: is(PROVISIONAL),
            at_risk: is(AT_RISK),
            too_late: is(TOO_LATE),
            ..Flags::default()
        },
        became: [When::NEVER; 3],
    }
}

fn is_sure(when: When) -> bool {
    when.is_exact() && when.why.is_none()
}
