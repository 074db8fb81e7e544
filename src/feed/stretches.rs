//! Rows of one child that follow each other in time, and what holds over several.
//!
//! In: the rows of one child, each from a day until a day. Out: what contradicts what
//! among them; for each rule the stretches in which it holds, with ends that are known or
//! lie between two days. Never here: a column, a word.

use smallvec::SmallVec;

use super::mapping::bound::BoundStretch;
use super::mapping::{Spells, When};
use super::table::{Place, Spell};
use crate::caseload::{NO_DAY, ONGOING};
use crate::time::Day;

/// When something began or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    On(i32),
    /// From the first day, where that is known, to the last, where that is; both possible.
    Between(Option<i32>, Option<i32>),
    /// It goes on.
    Never,
}

/// Days over which a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: Edge,
    pub(super) until: Edge,
    /// It may be none at all: a code of its row cannot be read.
    pub(super) perhaps: bool,
}

/// How a row goes over into the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// On the day the next begins.
    Touches,
    /// Days are missing, and both rows say that nothing came between.
    Bridged,
    /// So many days lie between them.
    Parted(i32),
}

/// A row with what is certain of it.
#[derive(Debug, Clone, Copy)]
struct Step {
    from: i32,
    until: Edge,
    atoms: u64,
    unsure: u64,
    /// Its own days contradict each other.
    odd: bool,
    /// How it goes over into the next; `None` for the last.
    link: Option<Link>,
}

/// What a row is told of: what is wrong, and whether it is used.
pub(super) type Remark = (Place, String, bool);

/// The rows of one child.
#[derive(Debug, Default)]
pub(super) struct Course {
    steps: Vec<Step>,
    /// The first row is an entry.
    pub(super) entered: bool,
    pub(super) first: i32,
    /// Two rows hold on the same days.
    pub(super) overlap: bool,
}

impl Course {
    /// Puts the rows of a child in order, and tells what contradicts what.
    pub(super) fn of(&mut self, rows: &mut [Spell], rules: &Spells, said: &mut Vec<Remark>) {
        rows.sort_by_key(|row| (row.from, row.until == ONGOING, row.until, row.place));
        self.steps.clear();
        self.overlap = false;
        let mut kept: Option<Spell> = None;
        for row in rows.iter() {
            let (last, next) = (kept, *row);
            if let Some(last) = last {
                if (last.from, last.until, last.hash) == (next.from, next.until, next.hash) {
                    let reason = format!("the same as line {}, and counted once", last.place.row);
                    said.push((next.place, reason, false));
                    continue;
                }
                self.link(&last, &next, rules, said);
            }
            self.push(&next, said);
            kept = Some(next);
        }
        if let (Some(last), Some(step)) = (kept, self.steps.last_mut()) {
            let goes_on = rules.goes_on.is_some_and(|it| it.holds(last.atoms));
            if goes_on && matches!(step.until, Edge::On(_)) {
                let reason = "it says that another row follows, and none does".to_owned();
                said.push((last.place, reason, true));
            }
        }
        self.entered =
            self.steps.first().is_some_and(|step| rules.entry.holds(step.atoms) && !step.odd);
        self.first = self.steps.first().map_or(NO_DAY, |step| step.from);
    }

    fn push(&mut self, row: &Spell, said: &mut Vec<Remark>) {
        let odd = row.until != NO_DAY && row.until < row.from;
        if odd {
            let days = (day(row.until), day(row.from));
            let reason = format!("it ends on {}, before it begins on {}", days.0, days.1);
            said.push((row.place, reason, true));
        }
        let until = match row.until {
            _ if odd => Edge::Between(None, None),
            NO_DAY => Edge::Between(Some(row.from), None),
            ONGOING => Edge::Never,
            until => Edge::On(until),
        };
        let (atoms, unsure) = (row.atoms, row.unsure);
        self.steps.push(Step { from: row.from, until, atoms, unsure, odd, link: None });
    }

    /// How a row goes over into the next, and what is odd about that.
    fn link(&mut self, last: &Spell, next: &Spell, rules: &Spells, said: &mut Vec<Remark>) {
        let Some(step) = self.steps.last_mut() else { return };
        let pair = Pair {
            goes_on: rules.goes_on.is_some_and(|it| it.holds(last.atoms)),
            ended: rules.ended.is_some_and(|it| it.holds(last.atoms)),
            entry: rules.entry.holds(next.atoms),
            begins: next.from,
            row: next.place.row,
        };
        let (link, reason) = match step.until {
            Edge::Never | Edge::Between(..) => pair.open(step),
            Edge::On(until) => pair.closed(until),
        };
        self.overlap |= matches!(step.until, Edge::On(until) if until > next.from);
        step.link = Some(link);
        said.extend(reason.map(|reason| (last.place, reason, true)));
    }

    /// The stretches in which a rule holds, in order.
    pub(super) fn stretches(&self, rule: &BoundStretch, found: &mut SmallVec<[Stretch; 4]>) {
        found.clear();
        let mut open: Option<(Edge, Option<i32>)> = None;
        let mut before: Option<Step> = None;
        for step in &self.steps {
            if is_unsure(rule, step) {
                found.push(perhaps(step));
            }
            let holds = rule.holds.holds(step.atoms);
            let (joined, from) = self.begun(rule, before.as_ref(), step, open.is_some());
            if let Some((began, latest)) = open.take() {
                if holds && joined {
                    let latest = later(latest, step.until);
                    open = Some((began, latest));
                } else if let Some(last) = before {
                    let until = ended(rule, &last, Some(step), latest);
                    found.push(Stretch { from: began, until, perhaps: false });
                }
            }
            if holds && open.is_none() {
                open = Some((from, later(None, step.until)));
            }
            before = Some(*step);
        }
        if let (Some((began, latest)), Some(last)) = (open, before) {
            let until = ended(rule, &last, None, latest);
            found.push(Stretch { from: began, until, perhaps: false });
        }
    }

    /// Whether a row goes on with the stretch before it, and when it began if not.
    fn begun(
        &self,
        rule: &BoundStretch,
        before: Option<&Step>,
        step: &Step,
        open: bool,
    ) -> (bool, Edge) {
        let asked = rule.known_from.is_some();
        let known = is(rule.known_from, step.atoms) && !step.odd;
        let from = Edge::On(step.from);
        let Some(before) = before else {
            return (false, if known { from } else { Edge::Between(None, Some(step.from)) });
        };
        let anew = rule.anew.is_some_and(|anew| anew.holds(step.atoms));
        let earliest = match before.until {
            Edge::On(day) => Some(day.min(step.from)),
            Edge::Between(first, _) => first,
            Edge::Never => None,
        };
        let vague = Edge::Between(earliest, Some(step.from));
        match before.link {
            _ if step.odd => (false, vague),
            Some(Link::Touches) | None if !is_unsure(rule, before) => (open && !anew, from),
            Some(Link::Touches) | None => (false, if known && asked { from } else { vague }),
            Some(Link::Bridged) => {
                let asserted = asked && !known;
                let left = rule.known_until.is_some_and(|it| it.holds(before.atoms));
                (open && !anew && asserted && !left, if known { from } else { vague })
            }
            Some(Link::Parted(days)) => {
                (open && rule.gap > 0 && days <= rule.gap, if known { from } else { vague })
            }
        }
    }
}

/// A row and the next one.
struct Pair {
    /// The row says that another one follows.
    goes_on: bool,
    /// The row says that none follows.
    ended: bool,
    /// The next row is an entry.
    entry: bool,
    begins: i32,
    row: u32,
}

impl Pair {
    /// How a row whose end is not given goes over into the next.
    fn open(&self, step: &mut Step) -> (Link, Option<String>) {
        let (row, begins) = (self.row, day(self.begins));
        let open = step.until == Edge::Never;
        if self.entry || matches!(step.until, Edge::Between(_, Some(_))) {
            step.until = Edge::Between(Some(step.from), Some(self.begins));
            let reason = format!(
                "it is open, and line {row} is another entry on {begins}: when it ended is not known"
            );
            return (Link::Parted(0), open.then_some(reason));
        }
        if !step.odd {
            step.until = Edge::On(self.begins);
        }
        let reason = format!(
            "it is open, and line {row} goes on from it on {begins}: it is taken to end then"
        );
        (Link::Touches, open.then_some(reason))
    }

    /// How a row that ended goes over into the next.
    fn closed(&self, until: i32) -> (Link, Option<String>) {
        let row = self.row;
        if until == self.begins {
            let odd = self.ended && !self.entry;
            let reason = format!("it says that nothing follows, and line {row} goes on from it");
            return (Link::Touches, odd.then_some(reason));
        }
        if until > self.begins {
            let (ends, begins) = (day(until), day(self.begins));
            let reason = format!(
                "it ends on {ends}, after line {row} begins on {begins}: both are used as they stand"
            );
            return (Link::Touches, Some(reason));
        }
        let days = self.begins.saturating_sub(until);
        let link = if self.ended || self.entry { Link::Parted(days) } else { Link::Bridged };
        let later = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        let reason = if self.goes_on {
            Some(format!("it says that another row follows, and line {row} begins {later} later"))
        } else if self.entry {
            None
        } else {
            Some(format!("line {row} follows {later} later and is no entry"))
        };
        (link, reason)
    }
}

/// When a stretch ended whose last row this is.
fn ended(rule: &BoundStretch, last: &Step, next: Option<&Step>, latest: Option<i32>) -> Edge {
    let Edge::On(until) = last.until else { return last.until };
    let until = latest.map_or(until, |latest| latest.max(until));
    if last.odd {
        return Edge::Between(None, None);
    }
    let known = is(rule.known_until, last.atoms);
    match (next, last.link) {
        (Some(next), Some(Link::Touches)) if is_unsure(rule, next) => {
            Edge::Between(Some(until), perhaps(next).until.last())
        }
        (Some(_), Some(Link::Touches)) => Edge::On(until),
        _ if known => Edge::On(until),
        (Some(next), _) => Edge::Between(Some(until), Some(next.from)),
        (None, _) => Edge::Between(Some(until), None),
    }
}

/// The latest known end so far: a row that holds another may end after it.
fn later(latest: Option<i32>, until: Edge) -> Option<i32> {
    match until {
        Edge::On(until) => Some(latest.map_or(until, |latest| latest.max(until))),
        Edge::Between(..) | Edge::Never => latest,
    }
}

/// What is asked of certain rows only is certain where nothing is asked.
fn is(when: Option<When>, atoms: u64) -> bool {
    when.is_none_or(|when| when.holds(atoms))
}

/// Whether it is not known if the rule holds in a row.
fn is_unsure(rule: &BoundStretch, step: &Step) -> bool {
    rule.holds.0 & step.unsure != 0 && rule.holds.holds(step.atoms | step.unsure)
}

/// A row of which it is not known whether the rule holds: a stretch that may be none.
fn perhaps(step: &Step) -> Stretch {
    let until = Edge::Between(Some(step.from), step.until.last());
    Stretch { from: Edge::On(step.from), until, perhaps: true }
}

impl Edge {
    /// The last day on which it may be, where that is known.
    fn last(self) -> Option<i32> {
        match self {
            Edge::On(day) => Some(day),
            Edge::Between(_, last) => last,
            Edge::Never => None,
        }
    }
}

fn day(number: i32) -> String {
    Day::from_number(number).long()
}
