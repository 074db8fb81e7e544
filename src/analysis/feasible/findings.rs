//! D0620 to D0622: deadlines that cannot all be met.
//!
//! In: what was found over all days. Out: diagnostics, each with one day on which it is
//! so and the two dates. Never here: finding it.

use super::conditions::{Holds, words};
use super::days::{Analysis, Group};
use super::network::Sense;
use super::plan::Plan;
use super::shown::{Shown, Step, conflict, fixed, strain};
use super::waits::assumed;
use crate::analysis::witness::Search;
use crate::check::Checked;
use crate::diag::{Code, Diagnostic};
use crate::model::{Duty, Kind, Modality};
use crate::names::{listed, thousands};
use crate::source::Span;
use crate::time::Day;

/// Everything that was found, the impossible first.
#[must_use]
pub fn findings(model: &Checked, plan: &Plan, analysis: &Analysis) -> Vec<Diagnostic> {
    let told = Telling { model, plan, analysis };
    let mut found: Vec<Diagnostic> = Vec::new();
    found.extend(counting(&analysis.conflicts).filter_map(|group| told.impossible(group)));
    found.extend(counting(&analysis.tight).filter_map(|group| told.tight(group)));
    found.extend(counting(&analysis.strained).filter_map(|group| told.strained(group)));
    found
}

/// The groups that some case has, those of most days first.
pub fn counting(groups: &[Group]) -> impl Iterator<Item = &Group> {
    let mut all: Vec<&Group> = groups.iter().filter(|one| one.holds != Holds::Never).collect();
    all.sort_by_key(|one| (std::cmp::Reverse(one.days.dates), one.rules.clone()));
    all.into_iter()
}

/// The plainest day of a group.
#[must_use]
pub fn plainest(model: &Checked, group: &Group) -> Option<Day> {
    group.days.plainest(Search::near(model), model.calendar.as_deref())
}

struct Telling<'a> {
    model: &'a Checked,
    plan: &'a Plan,
    analysis: &'a Analysis,
}

impl Telling<'_> {
    fn duty(&self, rule: usize) -> Option<&Duty> {
        self.plan.duty(self.model, rule)
    }

    /// Where a rule says by when.
    fn place(&self, rule: usize) -> Option<Span> {
        let duty = self.duty(rule)?;
        Some(duty.due.as_ref().map_or(duty.name.span, |due| due.core.span))
    }

    fn name(&self, variable: usize) -> String {
        self.plan.name(variable).to_owned()
    }

    fn start(&self, day: Day) -> String {
        format!("{} on {}", self.name(0), day.with_weekday())
    }

    /// `on 3,309 of 10,244 days`.
    fn share(&self, group: &Group) -> String {
        format!(
            "on {} of {} days",
            thousands(group.days.dates as usize),
            thousands_of(self.analysis)
        )
    }

    fn impossible(&self, group: &Group) -> Option<Diagnostic> {
        let shown = conflict(self.plan, group, plainest(self.model, group)?)?;
        let message = format!(
            "{} together leave no day for the {}{}, {}: with {}, it would have to be by {} and not before {}",
            self.duties(group),
            bare(&self.name(shown.variable)),
            words(self.model, &group.conditions),
            self.share(group),
            self.start(shown.start),
            shown.latest.with_weekday(),
            shown.earliest.with_weekday(),
        );
        let found = self.labelled(Code::D0620, message, &shown)?;
        Some(found.help(self.help(group, &shown)))
    }

    fn tight(&self, group: &Group) -> Option<Diagnostic> {
        let start = plainest(self.model, group)?;
        let days = fixed(self.plan, group, start);
        let only: Vec<String> = days
            .iter()
            .map(|(variable, day)| {
                format!("the {} can only be on {}", bare(&self.name(*variable)), day.with_weekday())
            })
            .collect();
        let message = format!(
            "{} together leave no day to spare{}, {}: with {}, {}",
            self.duties(group),
            words(self.model, &group.conditions),
            self.share(group),
            self.start(start),
            only.join(", "),
        );
        let place = group.rules.iter().rev().find_map(|rule| self.place(*rule))?;
        let mut found = Diagnostic::new(Code::D0621, place, message);
        for rule in &group.rules {
            if let Some(other) = self.place(*rule).filter(|other| *other != place) {
                found = found.also(other, "and this");
            }
        }
        Some(found.help("one day lost anywhere breaks one of them: shorten one of the times"))
    }

    fn strained(&self, group: &Group) -> Option<Diagnostic> {
        let shown = strain(self.plan, group, plainest(self.model, group)?)?;
        let before = shown
            .steps
            .iter()
            .find(|step| step.variable == shown.variable && step.sense == Sense::AtLeast)?;
        let message = format!(
            "where each takes all the time allowed, the {} comes too late{}, {}: with {}, the {} may be on {}, and the {} is due by {}",
            bare(&self.name(shown.variable)),
            words(self.model, &group.conditions),
            self.share(group),
            self.start(shown.start),
            bare(&self.name(before.from)),
            shown
                .steps
                .iter()
                .rev()
                .find(|step| step.variable == before.from && step.sense == Sense::AtMost)
                .map_or(shown.start, |step| step.day)
                .with_weekday(),
            bare(&self.name(shown.variable)),
            shown.latest.with_weekday(),
        );
        let found = self.labelled(Code::D0622, message, &shown)?;
        let mut help = "shorten one of the times before it, or let it come later".to_owned();
        if let Some((role, event)) = group.limit.and_then(|limit| assumed(self.plan, limit)) {
            let noun = |concept| bare(self.model.vocabulary.noun(concept));
            let (role, event) = (noun(role), noun(event));
            help.push_str(&format!("; the {role} acts only from the {event} on, as the role says"));
        }
        Some(found.help(help))
    }

    /// `“a” and “b”`.
    fn duties(&self, group: &Group) -> String {
        let duties = self.plan.duties(&group.rules).into_iter();
        let duties = duties.filter_map(|id| self.model.duty(id));
        let names: Vec<String> = duties.map(|duty| format!("“{}”", duty.titled())).collect();
        listed(&names)
    }

    /// The finding at the limit that comes last, with the others beside it.
    fn labelled(&self, code: Code, message: String, shown: &Shown) -> Option<Diagnostic> {
        let said: Vec<(&Step, usize, Span)> = shown
            .steps
            .iter()
            .filter_map(|step| Some((step, step.rule?, self.place(step.rule?)?)))
            .collect();
        let last = said.iter().rev().find(|(step, ..)| step.variable == shown.variable);
        let (step, rule, place) = last.or(said.last())?;
        let mut found = Diagnostic::new(code, *place, message).label(self.label(step, *rule));
        let mut places = vec![*place];
        for (step, rule, other) in &said {
            if !places.contains(other) {
                places.push(*other);
                found = found.also(*other, self.label(step, *rule));
            }
        }
        Some(found)
    }

    fn label(&self, step: &Step, rule: usize) -> String {
        let sense = match step.sense {
            Sense::AtMost => "by",
            Sense::AtLeast => "not before",
        };
        let duty = self.duty(rule);
        let weaker = match duty.map_or(Modality::Must, |duty| duty.modality) {
            Modality::Must => "",
            Modality::Should => " (should)",
            Modality::Aims => " (aims to)",
        };
        let name = bare(self.plan.name(step.variable));
        format!("the {name} {sense} {}{weaker}", step.day.short())
    }

    /// What would mend it: a shorter lead time, or one that begins with the second.
    fn help(&self, group: &Group, shown: &Shown) -> String {
        let mut ways: Vec<String> = Vec::new();
        if let Some(phrase) = super::mend::shortened(self.model, self.plan, group) {
            ways.push(format!("`{phrase}` leaves a day on all of them"));
        }
        ways.extend(self.but_the_first(shown));
        if ways.is_empty() {
            ways.push("shorten one of the times, or let one of them begin later".to_owned());
        }
        ways.join("; ")
    }

    fn but_the_first(&self, shown: &Shown) -> Option<String> {
        let (step, duty) = shown.steps.iter().rev().find_map(|step| {
            let duty = self.duty(step.rule?)?;
            (duty.limits.first()?.kind == Kind::Lead).then_some((step, duty))
        })?;
        let from = self.plan.variables.get(step.from).filter(|from| from.ordinal == Some(1))?;
        let [event] = from.events.as_slice() else { return None };
        let noun = self.model.vocabulary.noun(*event);
        Some(format!(
            "or leave out the first in `{}`: `each {noun} from the second onwards`",
            duty.name.value
        ))
    }
}

/// A name without its article.
fn bare(name: &str) -> &str {
    name.strip_prefix("the ").unwrap_or(name)
}

fn thousands_of(analysis: &Analysis) -> String {
    thousands(analysis.days.len())
}
