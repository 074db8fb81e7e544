//! Powers that change nothing, and standing duties that never ask for anything.

use super::Check;
use super::walk::{self, Visit};
use crate::diag::{Code, Diagnostic};
use crate::model::{Definition, Model, Power};
use crate::names::ConceptId;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Anchor, Atom, Condition, Licence, Pick, When};
use crate::time::{Counting, Day, Direction, MonthEnd, Roll, apply};

/// D0421: a power whose act no duty, `life` or effect reads.
pub(super) fn nothing_reads(check: &mut Check<'_>) {
    let model = check.model;
    let own = model.powers.iter().filter(|power| *power.from.pack == *model.pack.id);
    for power in own {
        if !power.effects.is_empty() || power.right.is_some() || reads(model, power) {
            continue;
        }
        let act = check.printer.may(&power.may);
        let name = power.name.value.clone();
        let help = match power.may {
            Licence::Act(_) => {
                "say what its use does with `extends`, `changes` or `waives`, or by when it may be \
                 used with `limit`"
            }
            Licence::Adjourn(_) | Licence::Cancel(_) | Licence::Move(_) => {
                "say in the block of the event what becomes of it: `life  can be planned, adjourned`"
            }
        };
        check.found.push(
            Diagnostic::new(
                Code::D0421,
                power.name.span,
                format!("nothing hangs on whether somebody does “{act}” by the power `{name}`"),
            )
            .label("no duty, no `life` and no effect reads it")
            .help(help),
        );
    }
}

/// Whether anything in the pack depends on the use of a power.
fn reads(model: &Model, power: &Power) -> bool {
    let event = power.may.event().value;
    let info = model.vocabulary.get(event).and_then(|concept| concept.event());
    match power.may {
        Licence::Adjourn(_) => return info.is_some_and(|info| info.life.adjourned),
        Licence::Cancel(_) => return info.is_some_and(|info| info.life.cancelled),
        Licence::Move(_) => return info.is_some_and(|info| info.life.planned),
        Licence::Act(_) => {}
    }
    let mut reader = Reads { event, found: false };
    for duty in &model.duties {
        reader.found |= duty.act.parts.iter().any(|part| part.event.value == event);
        walk::duty(duty, &mut reader);
    }
    let derived = &model.derived;
    let deems = derived.deems.iter().any(|deem| deem.gives.value == event);
    let conditions = derived.definitions.iter().flat_map(Definition::versions);
    let conditions = conditions.flat_map(|one| one.parts().chain(&one.except));
    conditions.for_each(|condition| reader.condition(condition));
    derived.deems.iter().for_each(|deem| reader.in_anchor(&deem.trigger));
    reader.found || deems || !derived.kinds.is_empty()
}

/// Looks for an event.
struct Reads {
    event: ConceptId,
    found: bool,
}

impl Reads {
    fn in_anchor(&mut self, anchor: &Anchor) {
        if let Anchor::Event(event) = anchor {
            self.found |= event.event.value == self.event;
            if let Pick::After(_, inner) | Pick::LastBefore(inner) = &event.pick {
                self.in_anchor(inner);
            }
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Atom(atom) => self.atom(atom, None),
        }
    }
}

impl Visit for Reads {
    fn anchor(&mut self, anchor: &Anchor, _at: Span) {
        self.in_anchor(anchor);
    }

    fn atom(&mut self, atom: &Spanned<Atom>, _when: Option<Spanned<When>>) {
        if let Atom::Happened { event, .. } = &atom.value {
            self.found |= event.value == self.event;
        }
    }
}

/// D0411: the first days that a standing duty leaves out are all the days there are.
pub(super) fn all_grace(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        let Some(standing) = &duty.standing else { continue };
        let Some(grace) = standing.during.grace else { continue };
        let status = standing.during.status;
        let Some(years) = longest(check.model, status.value) else { continue };
        let Some(start) = Day::from_ymd(2001, 1, 1) else { continue };
        let calendar = check.model.calendar.as_deref();
        let counting = Counting::of(&grace);
        let reached = apply(start, &grace, Direction::Forward, counting, Roll::None, calendar);
        let end = start.checked_plus_months(i64::from(years) * 12, MonthEnd::LastDay);
        let covers = reached.ok().zip(end).is_some_and(|(reached, end)| reached.plus(1) >= end);
        if !covers {
            continue;
        }
        let noun = check.model.vocabulary.noun(status.value);
        let year = if years == 1 { "year" } else { "years" };
        check.found.push(
            Diagnostic::new(
                Code::D0411,
                status.span,
                format!("the first {grace} are all there is of a period “{noun}”"),
            )
            .label(format!("by its definition it lasts {years} {year} at most"))
            .help("shorten the time after `except the first`, or leave it out"),
        );
    }
}

/// How many years a defined status can last at most, by the ages it is for.
fn longest(model: &Model, status: ConceptId) -> Option<u32> {
    let definition = model.derived.definition(status).filter(|one| one.is_lasting())?;
    let years = |condition: &Condition| {
        let Condition::Atom(atom) = condition else { return None };
        let Atom::Age { from: Some(from), until: Some(until), on: None } = &atom.value else {
            return None;
        };
        Some(until.saturating_sub(*from))
    };
    definition.parts().filter_map(years).min()
}
