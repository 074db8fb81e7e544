//! Scope periods: the stretches in which ordinals, matching and closing are read.
//!
//! In: a scope and a case. Out: its periods, and which of them a day lies in. Never here:
//! what an instance does with its end.

use super::range::{ALWAYS, Is, NEVER, Rng, Truth, When, Why};
use super::world::{Ev, NOBODY, World};
use crate::ir::{Scope, StatusAt};

/// One scope period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: Rng,
    pub(super) ends: Rng,
    pub(super) next: Rng,
    pub(super) before: Rng,
    pub(super) why: Why,
    /// The status whose period it is.
    pub(super) status: Option<StatusAt>,
    /// What began and ended it: they are in it.
    pub(super) begun_by: u32,
    pub(super) ended_by: u32,
    /// Acts count after its end too.
    pub(super) later_acts: bool,
}

/// The scope periods of a duty, first to last.
#[derive(Debug, Default)]
pub(super) struct Spans {
    pub(super) all: Vec<Span>,
    pub(super) vague: Option<Why>,
    pub(super) status: Option<StatusAt>,
}

/// Where a day lies.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Outside,
    In(usize),
    Perhaps(usize, Why),
}

impl Spans {
    pub(super) fn vague(&self) -> Why {
        self.vague.unwrap_or(Why::NONE)
    }

    /// Fills them anew.
    pub(super) fn find(&mut self, world: &World<'_>, scope: Scope, later_acts: bool) {
        self.all.clear();
        (self.vague, self.status) = (None, None);
        match scope {
            Scope::Record => self.all.push(Span { later_acts, ..Span::whole() }),
            Scope::Each(status) => {
                self.status = Some(status);
                self.vague = Some(world.vague_status(status)).filter(|why| !why.is_none());
                let stretches = world.stretches_of(status).iter();
                self.all.extend(stretches.map(|stretch| Span {
                    from: stretch.from,
                    ends: stretch.ends,
                    next: Rng::NEVER,
                    before: Rng::only(ALWAYS),
                    why: stretch.why,
                    status: Some(status),
                    begun_by: stretch.begun_by,
                    ended_by: stretch.ended_by,
                    later_acts,
                }));
            }
            Scope::From(kind) => {
                for ev in world.happened(kind) {
                    if let Some(last) = self.all.last_mut() {
                        last.ends = Rng::only(ev.day);
                    }
                    let from = Rng::only(ev.day);
                    self.all.push(Span { from, begun_by: ev.id, later_acts, ..Span::whole() });
                }
            }
        }
        self.link(world.t);
    }

    fn link(&mut self, t: i32) {
        let mut before = Rng::only(ALWAYS);
        for at in 0..self.all.len() {
            let next = self.all.get(at + 1).map_or(Rng::NEVER, |next| next.from);
            if let Some(span) = self.all.get_mut(at) {
                (span.next, span.before) = (next, before);
                before = span.ends;
            }
        }
        if self.vague.is_some() {
            for span in &mut self.all {
                span.next = Rng { lo: span.from.lo, hi: NEVER };
                span.before = Rng { lo: ALWAYS, hi: t };
            }
        }
    }

    /// The scope period a day lies in.
    pub(super) fn place(&self, day: Rng, of: u32, why: Why) -> Place {
        let mut found = None;
        for (at, span) in self.all.iter().enumerate() {
            let own = of != NOBODY && (span.begun_by == of || span.ended_by == of);
            let truth = if own { Truth::TRUE } else { span.has(day, why) };
            match truth.is {
                Is::True if found.is_none() => return Place::In(at),
                Is::True | Is::False => {}
                Is::Unknown => {
                    found.get_or_insert(Place::Perhaps(at, truth.why));
                }
            }
        }
        found.unwrap_or(Place::Outside)
    }
}

impl Span {
    /// The whole record.
    pub(super) fn whole() -> Span {
        Span {
            from: Rng::only(ALWAYS),
            ends: Rng::NEVER,
            next: Rng::NEVER,
            before: Rng::only(ALWAYS),
            why: Why::NONE,
            status: None,
            begun_by: NOBODY,
            ended_by: NOBODY,
            later_acts: false,
        }
    }

    /// Whether a day lies in it.
    pub(super) fn has(&self, day: Rng, why: Why) -> Truth {
        self.has_until(day, why, self.ends)
    }

    fn has_until(&self, day: Rng, why: Why, ends: Rng) -> Truth {
        if day.lo == NEVER {
            return Truth::FALSE;
        }
        if self.from.hi <= day.lo && day.hi <= ends.lo && day.hi < self.next.lo {
            return Truth::TRUE;
        }
        if self.from.lo > day.hi || day.lo > ends.hi || day.lo >= self.next.hi {
            return Truth::FALSE;
        }
        Truth::unknown(if day.is_exact() { self.why } else { self.why.and(why) })
    }

    /// Until when acts count.
    pub(super) fn acts_end(&self) -> Rng {
        if self.later_acts { Rng::NEVER } else { self.ends }
    }

    fn is_edge(&self, ev: Ev) -> bool {
        ev.id != NOBODY && (self.begun_by == ev.id || self.ended_by == ev.id)
    }

    /// Whether an act lies where acts count.
    pub(super) fn takes(&self, ev: Ev) -> Truth {
        if self.is_edge(ev) {
            return Truth::TRUE;
        }
        self.has_until(ev.rng(), ev.open, self.acts_end())
    }

    /// Whether an occurrence lies in it.
    pub(super) fn holds(&self, ev: Ev) -> Truth {
        if self.is_edge(ev) {
            return Truth::TRUE;
        }
        self.has(ev.rng(), ev.open)
    }

    pub(super) fn start(&self) -> When {
        self.with_why(self.from)
    }

    pub(super) fn end(&self) -> When {
        self.with_why(self.ends)
    }

    pub(super) fn with_why(&self, rng: Rng) -> When {
        When { lo: rng.lo, hi: rng.hi, why: self.why }.tidy()
    }
}
