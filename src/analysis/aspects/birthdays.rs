//! The birthdays of those who were born on 29 February: a setting of each pack says on
//! which day they fall in other years.

use super::{Norm, Told, Verdict};
use crate::check::walk::{self, Visit};
use crate::model::{Kind, Opens};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Anchor, Atom, When};

/// How two duties compare for it: a birthday that falls a day sooner ends a time sooner.
#[must_use]
pub fn birthdays(left: Norm<'_>, right: Norm<'_>) -> Told {
    let (one, other) = (on_the_28th(left), on_the_28th(right));
    if one == other {
        return Told::SAME;
    }
    let mut seen = Seen::default();
    for duty in [left.duty, right.duty] {
        walk::duty(duty, &mut seen);
        if let Some(trigger) = &duty.trigger {
            walk::anchor(&trigger.anchor, duty.name.span, &mut seen);
        }
    }
    let (there, here) = (named(one), named(other));
    let why = format!(
        "the birthday of somebody born on 29 February falls on {there} there, on {here} here, in \
         other than leap years"
    );
    match (seen.days, seen.ages) {
        (false, false) => Told::SAME,
        (true, false) if leads(left) && leads(right) => Told::new(Verdict::of(other, !other), why),
        (_, _) => Told::cannot(format!("{why}, and it decides from when as well as until when")),
    }
}

/// Whether such a birthday falls on 28 February for a duty.
fn on_the_28th(norm: Norm<'_>) -> bool {
    let settings = norm.model.settings_of(&norm.duty.from.pack);
    settings.leap_birthdays_on_28_february
}

fn named(on_the_28th: bool) -> &'static str {
    if on_the_28th { "28 February" } else { "1 March" }
}

/// Whether no act comes too early for it.
fn leads(norm: Norm<'_>) -> bool {
    let early = |opens: &Opens| *opens == Opens::Early;
    norm.duty.limits.iter().all(|limits| limits.kind == Kind::Lead || early(&limits.opens))
}

#[derive(Default)]
struct Seen {
    days: bool,
    ages: bool,
}

impl Visit for Seen {
    fn anchor(&mut self, anchor: &Anchor, _: Span) {
        self.days |= matches!(anchor, Anchor::Birthday(_));
    }

    fn atom(&mut self, atom: &Spanned<Atom>, _: Option<Spanned<When>>) {
        self.ages |= matches!(atom.value, Atom::Age { .. });
    }
}
