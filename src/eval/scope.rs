//! The stretches in which ordinals, matching and closure are read.
//!
//! In: a duty's scope and the case as of a day. Out: its scope periods, and
//! which of them a day lies in. Never here: what an instance does with its end.

use smallvec::SmallVec;

use super::Blame;
use super::range::{ALWAYS, NEVER, Rng, Truth, Why};
use super::world::{Ev, World};
use crate::facts::OccurrenceId;
use crate::model::Scope;
use crate::names::ConceptId;

/// One scope period.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    /// Its first day; [`ALWAYS`] for the whole record.
    pub(super) from: Rng,
    /// The day it ended; an act on that day is still in it.
    pub(super) ends: Rng,
    /// The first day of the one after it.
    pub(super) next: Rng,
    /// The day the one before it ended; [`ALWAYS`] where there was none.
    pub(super) before: Rng,
    /// What is to blame for what is not exact.
    pub(super) why: Why,
    /// The status whose period it is.
    pub(super) status: Option<ConceptId>,
    /// The event that began it and the one that ended it: they are in it.
    pub(super) edges: [Option<OccurrenceId>; 2],
    /// Acts count after its end too, until the next one begins.
    pub(super) later_acts: bool,
}

/// The scope periods of a duty, first to last.
#[derive(Debug, Clone)]
pub(super) struct Spans {
    pub(super) all: SmallVec<[Span; 2]>,
    /// What is to blame where they could lie otherwise altogether.
    pub(super) vague: Why,
    /// The status whose end ends them.
    pub(super) status: Option<ConceptId>,
}

/// Where a day lies.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// In none of them.
    Outside,
    /// In this one.
    In(usize),
    /// In this one, or in another, or in none.
    Perhaps(usize, Why),
}

impl Spans {
    pub(super) fn of(world: &World<'_>, scope: &Scope) -> Spans {
        let mut spans = match scope {
            Scope::WholeRecord => Spans::whole(),
            Scope::EachPeriod(status) => Spans::periods(world, *status),
            Scope::EachEvent(kind) => Spans::events(world, *kind),
        };
        let mut before = Rng::only(ALWAYS);
        for at in 0..spans.all.len() {
            let next = spans.all.get(at + 1).map_or(Rng::NEVER, |next| next.from);
            if let Some(span) = spans.all.get_mut(at) {
                (span.next, span.before) = (next, before);
                before = span.ends;
            }
        }
        if !spans.vague.is_empty() {
            for span in &mut spans.all {
                span.next = Rng { lo: span.from.lo, hi: NEVER };
                span.before = Rng { lo: ALWAYS, hi: world.t };
            }
        }
        spans
    }

    fn whole() -> Spans {
        let span = Span::whole();
        Spans { all: std::iter::once(span).collect(), vague: Why::new(), status: None }
    }

    fn periods(world: &World<'_>, status: ConceptId) -> Spans {
        let stretches = world.stretches(status).iter();
        let span = |stretch: &super::periods::Stretch| Span {
            from: stretch.from,
            ends: stretch.ends,
            next: Rng::NEVER,
            before: Rng::only(ALWAYS),
            why: stretch.why.clone(),
            status: Some(status),
            edges: [stretch.begun_by, stretch.ended_by],
            later_acts: false,
        };
        let vague = world.vague_status(status).to_vec();
        Spans { all: stretches.map(span).collect(), vague, status: Some(status) }
    }

    fn events(world: &World<'_>, kind: ConceptId) -> Spans {
        let mut all: SmallVec<[Span; 2]> = SmallVec::new();
        let mut vague = Why::new();
        for ev in world.happened(kind) {
            let blame = || ev.blame();
            if let Some(last) = all.last_mut() {
                if ev.counted.lo <= last.from.hi && !(ev.counted.is_exact() && last.from.is_exact())
                {
                    vague.push(blame());
                }
                last.ends = ev.counted;
            }
            let mut why = Why::new();
            if !ev.counted.is_exact() {
                why.push(blame());
                vague.push(blame());
            }
            let (before, edges) = (Rng::only(ALWAYS), [Some(ev.id), None]);
            all.push(Span {
                from: ev.counted,
                ends: Rng::NEVER,
                next: Rng::NEVER,
                before,
                why,
                status: None,
                edges,
                later_acts: false,
            });
        }
        Spans { all, vague, status: None }
    }

    /// Lets acts count after the end of their scope period: for a duty that does
    /// not end with it.
    pub(super) fn take_later_acts(&mut self) {
        self.all.iter_mut().for_each(|span| span.later_acts = true);
    }

    pub(super) fn get(&self, at: usize) -> Option<&Span> {
        self.all.get(at)
    }

    /// The scope period a day lies in.
    pub(super) fn place(&self, day: Rng, of: Option<OccurrenceId>, blame: &Blame) -> Place {
        let mut found = None;
        for (at, span) in self.all.iter().enumerate() {
            let own = of.is_some() && span.edges.contains(&of);
            match if own { Truth::True } else { span.has(day, blame) } {
                Truth::True if found.is_none() => return Place::In(at),
                Truth::True | Truth::False => {}
                Truth::Unknown(why) => {
                    found.get_or_insert(Place::Perhaps(at, why));
                }
            }
        }
        found.unwrap_or(Place::Outside)
    }
}

impl Span {
    /// The whole record.
    pub(super) fn whole() -> Span {
        let always = Rng::only(ALWAYS);
        Span {
            from: always,
            ends: Rng::NEVER,
            next: Rng::NEVER,
            before: always,
            why: Why::new(),
            status: None,
            edges: [None, None],
            later_acts: false,
        }
    }

    /// Whether a day lies in it: from its first day to the day it ended, unless
    /// the next one begins on that day.
    pub(super) fn has(&self, day: Rng, blame: &Blame) -> Truth {
        if day.lo == NEVER {
            return Truth::False;
        }
        let sure = self.from.hi <= day.lo && day.hi <= self.ends.lo && day.hi < self.next.lo;
        if sure {
            return Truth::True;
        }
        if self.from.lo > day.hi || day.lo > self.ends.hi || day.lo >= self.next.hi {
            return Truth::False;
        }
        let mut why = self.why.clone();
        if !day.is_exact() {
            super::range::blame_also(&mut why, std::slice::from_ref(blame));
        }
        Truth::Unknown(why)
    }

    /// Until when acts count: its end, unless they count after it too.
    pub(super) fn acts_end(&self) -> Rng {
        if self.later_acts { Rng::NEVER } else { self.ends }
    }

    /// It as far as acts count.
    pub(super) fn of_acts(&self) -> Span {
        Span { ends: self.acts_end(), ..self.clone() }
    }

    /// Whether an act lies where acts count.
    pub(super) fn takes(&self, ev: &Ev) -> Truth {
        if self.later_acts { self.of_acts().holds(ev) } else { self.holds(ev) }
    }

    /// Whether an occurrence lies in it.
    pub(super) fn holds(&self, ev: &Ev) -> Truth {
        if self.edges.contains(&Some(ev.id)) && ev.counted.lo != NEVER {
            return Truth::True;
        }
        self.has(ev.counted, &ev.blame())
    }

    /// Its first day with its blame.
    pub(super) fn start(&self) -> super::range::When {
        super::range::When { lo: self.from.lo, hi: self.from.hi, why: self.why_unless(self.from) }
    }

    /// The day it ended with its blame.
    pub(super) fn end(&self) -> super::range::When {
        super::range::When { lo: self.ends.lo, hi: self.ends.hi, why: self.why_unless(self.ends) }
    }

    fn why_unless(&self, rng: Rng) -> Why {
        if rng.is_exact() { Why::new() } else { self.why.clone() }
    }
}
