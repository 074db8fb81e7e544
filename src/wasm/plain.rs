//! Duties of a plain shape, for which the kernel has a loop of its own.
//!
//! In: duties of the form. Out: which of them are of the shape, and what the kernel has to
//! know of each. Never here: what is not the same for all duties of the shape.

use std::fmt::Write;

use super::Why;
use super::days::shift;
use super::language::{Program, Wrong};
use super::plan::{Plan, number};
use crate::ir::{
    ALWAYS, Compiled, Day, Duty, Held, KindAt, MadeOf, Match, NEVER, Opens, Scope, Shift, Soon,
    Starts, StatusAt, Trigger, Uses, What,
};
use crate::model::DutyId;

/// What the kernel is told of each duty: see `kernel/plain.k`.
pub(super) type Said = [u32; 8];

/// The loop, of which there is one for each form.
const LOOP: &str = include_str!("kernel/plain.k");

/// What makes one loop differ from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form {
    scoped: bool,
    first: u32,
    alone: bool,
    how: u32,
    skipped: u32,
    own: bool,
}

/// Those of a plain shape.
#[derive(Debug, Default)]
pub(super) struct Plain {
    pub(super) said: Vec<Said>,
    /// How many lengths they count on.
    pub(super) lengths: u32,
    forms: Vec<Form>,
    /// Of each duty the place of its form.
    form_of: Vec<usize>,
}

/// More lengths than this would take too much memory, and more forms too much text.
const LENGTHS: usize = 16;
const FORMS: usize = 8;

/// The n-th of something is one of so many at most.
const NTH: u32 = 1_000;

impl Form {
    /// The loop of this form, by a name of its own, and the numbers it goes by.
    fn read_into(&self, program: &mut Program, name: &str) -> Result<(), Wrong> {
        let numbers = [
            ("SCOPED", u32::from(self.scoped)),
            ("FIRST", self.first),
            ("ALONE", u32::from(self.alone)),
            ("HOW", self.how),
            ("SKIPPED", self.skipped),
            ("OWN", u32::from(self.own)),
        ];
        for (name, number) in numbers {
            program.constant(name, number.cast_signed());
        }
        let again = if self.alone { "if" } else { "while" };
        let text = LOOP.replace("fn plain(", &format!("fn {name}("));
        program.read(&text.replace("again trig", &format!("{again} trig")))
    }
}

impl Plain {
    /// Reads the loops, and which duty takes which.
    pub(super) fn read_into(&self, program: &mut Program) -> Result<(), Wrong> {
        for (at, form) in self.forms.iter().enumerate() {
            form.read_into(program, &format!("plain{at}"))?;
        }
        let mut which = String::new();
        for (at, form) in self.form_of.iter().enumerate() {
            let place = 2 * Said::default().len() * at;
            // Writing to a string cannot fail.
            let _ = write!(
                which,
                "if f == {at} {{ return plain{form}({place} + SAID_PLAIN, cases); }} "
            );
        }
        program.read(&format!("fn shaped(f, cases) {{ {which} }}"))
    }
}

/// A duty of the shape.
#[derive(Clone, Copy)]
struct Shape<'d> {
    /// What begins and ends its scope, and the status that is; the whole record has none.
    scope: Option<(KindAt, KindAt, StatusAt)>,
    trigger: KindAt,
    /// From the n-th on; and no other.
    from: u32,
    alone: bool,
    act: KindAt,
    meets: (u32, u32),
    by: &'d Shift,
}

impl Shape<'_> {
    fn form(&self) -> Form {
        Form {
            scoped: self.scope.is_some(),
            first: self.from,
            alone: self.alone,
            how: self.meets.0,
            skipped: self.meets.1 - 1,
            own: self.meets.0 == 0 && self.trigger == self.act,
        }
    }
}

/// These duties with those of a plain shape first, and how many these are.
pub(super) fn first(plan: &Plan<'_>) -> (Vec<DutyId>, usize) {
    let ir = plan.ir;
    let mut needed: Vec<DutyId> = Vec::new();
    for compiled in &ir.duties {
        if let Compiled::Duty(duty) = compiled {
            needed.extend(Uses::of(duty).duties);
        }
    }
    let (mut lengths, mut forms) = (Vec::new(), Vec::new());
    let mut is_plain = |id: &DutyId| {
        let found =
            ir.duty(*id).filter(|_| !needed.contains(id)).and_then(|duty| shape(plan, duty));
        let Some(found) = found else { return false };
        let (by, form) = (*found.by, found.form());
        let room = |known: bool, len: usize, most: usize| known || len < most;
        let fits = room(lengths.contains(&by), lengths.len(), LENGTHS)
            && room(forms.contains(&form), forms.len(), FORMS);
        if fits {
            place_of(&mut lengths, by);
            place_of(&mut forms, form);
        }
        fits
    };
    let (mut all, rest): (Vec<DutyId>, Vec<DutyId>) =
        plan.duties.iter().copied().partition(|id| is_plain(id));
    let plain = all.len();
    all.extend(rest);
    (all, plain)
}

/// What the kernel is told of those that are of the shape.
pub(super) fn said(plan: &mut Plan<'_>) -> Result<Plain, Why> {
    let mut plain = Plain::default();
    let mut lengths: Vec<Shift> = Vec::new();
    let ir = plan.ir;
    let ids: Vec<DutyId> = plan.duties.iter().copied().take(plan.plain).collect();
    for (place, id) in ids.into_iter().enumerate() {
        let shape = ir.duty(id).and_then(|duty| shape(plan, duty));
        let shape = shape.ok_or("its shape is not plain")?;
        let scope = match shape.scope {
            Some((from, until, status)) => {
                [plan.kind_word(from)?, plan.kind_word(until)?, plan.status_word(status)?]
            }
            None => [0; 3],
        };
        let length = place_of(&mut lengths, *shape.by);
        plain.form_of.push(place_of(&mut plain.forms, shape.form()));
        let by = shift(plan, "on", shape.by)?;
        let [begins, ends, periods] = scope;
        plain.said.push([
            number(place),
            begins,
            ends,
            periods,
            plan.kind_word(shape.trigger)?,
            plan.kind_word(shape.act)?,
            plan.slot(format!("return {by};")),
            number(length),
        ]);
    }
    plain.lengths = number(lengths.len());
    Ok(plain)
}

/// The place of one among those that are known, which it is one of from now on.
fn place_of<T: PartialEq>(known: &mut Vec<T>, one: T) -> usize {
    let place = known.iter().position(|other| *other == one).unwrap_or(known.len());
    if place == known.len() {
        known.push(one);
    }
    place
}

fn shape<'d>(plan: &Plan<'_>, duty: &'d Duty) -> Option<Shape<'d>> {
    let closing = &duty.closing;
    let plainly = duty.applies.is_empty()
        && duty.later.is_empty()
        && duty.changed_by.is_empty()
        && !duty.leads
        && !duty.runs_up
        && duty.force == (ALWAYS, NEVER)
        && duty.soon == Soon::Default
        && !closing.later_acts
        && closing.until.is_none()
        && !closing.on_due;
    let ([limit], [part]) = (duty.limits.as_slice(), duty.act.parts.as_slice()) else {
        return None;
    };
    let simply = limit.opens == Opens::AtTrigger && !limit.closes_on_anchor;
    if !plainly || !simply || !part.when.is_empty() {
        return None;
    }
    let scope = match duty.scope {
        Scope::Record => None,
        Scope::Each(status) if closing.with_scope && closing.unless.is_empty() => {
            Some(edges(plan, status)?)
        }
        Scope::Each(_) | Scope::From(_) => return None,
    };
    let Trigger::On(starts) = &duty.trigger else { return None };
    let (trigger, from, alone) = picked(starts).filter(|(_, from, _)| *from <= NTH)?;
    let What::Kind(act) = part.what else { return None };
    let meets = match duty.matching {
        Match::Nth(n) => (0, n.max(1)),
        Match::Next if act == trigger => (1, 1),
        Match::Next => (2, 1),
        Match::OldestFirst if act != trigger => (3, 1),
        Match::OldestFirst | Match::LatestBefore | Match::CompletionOfTrigger => return None,
    };
    if meets.1 > NTH || !is_column(plan, trigger) || !is_column(plan, act) {
        return None;
    }
    let Some(Day::Shift(counted, by)) = &limit.due else { return None };
    (**counted == Day::Trigger).then_some(Shape { scope, trigger, from, alone, act, meets, by })
}

/// Which occurrences of which kind start an instance.
fn picked(starts: &Starts) -> Option<(KindAt, u32, bool)> {
    match starts {
        Starts::Each(kind, false) => Some((*kind, 1, false)),
        Starts::EachFrom(kind, n) => Some((*kind, (*n).max(1), false)),
        Starts::Nth(kind, n, false) => Some((*kind, (*n).max(1), true)),
        Starts::Each(_, true)
        | Starts::Nth(_, _, true)
        | Starts::None(_)
        | Starts::NthAfter(..)
        | Starts::LastBefore(..)
        | Starts::StartOf(_)
        | Starts::EndOf(_)
        | Starts::Birthday(_)
        | Starts::Fixed(_)
        | Starts::Became(..)
        | Starts::Each2 { .. }
        | Starts::Once(..) => None,
    }
}

/// Whether a kind is its column, of which every entry counts.
fn is_column(plan: &Plan<'_>, kind: KindAt) -> bool {
    plan.ir.kind(kind).is_some_and(|kind| {
        kind.made_of == MadeOf::Itself && !kind.one_a_day && !plan.is_open(kind.concept)
    })
}

/// What begins and ends a status, where that is one kind each.
fn edges(plan: &Plan<'_>, status: StatusAt) -> Option<(KindAt, KindAt, StatusAt)> {
    let of = plan.ir.status(status)?;
    let Held::Recorded { from, until, separate: false, inclusive: false } = &of.held else {
        return None;
    };
    let ([from], [until]) = (from.as_slice(), until.as_slice()) else { return None };
    let plainly = is_column(plan, *from) && is_column(plan, *until) && !plan.is_open(of.concept);
    plainly.then_some((*from, *until, status))
}
