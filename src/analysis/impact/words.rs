//! A change of policy in plain English.
//!
//! In: what changed, and the words of the pack. Out: sentences. Never here: finding out
//! what changed.

use super::pattern::{Pattern, Shift};
use crate::analysis::course::percent;
use crate::model::{Duty, Kind, Modality, Model, Point, Recurrence};
use crate::names::{ConceptId, capital, definite, number_word, pluralise, tidy, with_article};
use crate::syntax::Block;
use crate::syntax::ast::{Anchor, Condition, EventAnchor, EventDate, Pick, State};
use crate::syntax::print::Printer;
use crate::time::{Day, Offset, Roll, Unit, month_name};

/// A role as it stands in a sentence: `the social worker`.
pub(super) fn role(model: &Model, role: ConceptId) -> String {
    definite(model.vocabulary.noun(role))
}

/// `the social worker must send invitations at least 10 working days before each review`
pub(super) fn whole(model: &Model, duty: &Duty) -> String {
    let who = duty.who.map_or_else(|| "somebody".to_owned(), |who| role(model, who.value));
    let printer = Printer::new(&model.vocabulary);
    let must = match duty.modality {
        Modality::Must => "must",
        Modality::Should => "should",
        Modality::Aims => "aims to",
    };
    let (act, limits) = match &duty.standing {
        Some(standing) => {
            let during = format!("during {}", printer.during(&standing.during));
            (printer.holding(&standing.holding), during)
        }
        None => (printer.act(&duty.act).flat(), limits(model, duty)),
    };
    format!("{who} {must} {act} {limits}")
}

/// By when, as it is written: `within 20 working days of coming into care`.
pub(super) fn limits(model: &Model, duty: &Duty) -> String {
    let printer = Printer::new(&model.vocabulary);
    if let Some(schedule) = duty.recurrence.as_ref().and_then(Recurrence::schedule) {
        return printer.schedule(schedule);
    }
    duty.due.as_ref().map_or_else(|| "at no set time".to_owned(), |due| printer.due(due))
}

/// A block of another kind than a duty, on one line.
pub(super) fn block(block: &Block) -> String {
    let title = block.title.as_ref().map(|title| tidy(title.text()));
    title.filter(|title| !title.is_empty()).unwrap_or_else(|| tidy(block.name.text()))
}

pub(super) fn binding(was: Modality, now: Modality) -> String {
    let word = |modality: Modality| match modality {
        Modality::Must => "required",
        Modality::Should => "expected",
        Modality::Aims => "aimed at",
    };
    format!("It is now {}; before, it was {}.", word(now), word(was))
}

pub(super) fn bearer(was: Option<String>, now: Option<String>) -> String {
    let name = |who: Option<String>| who.unwrap_or_else(|| "nobody in particular".to_owned());
    format!("It is now for {}; before, it was for {}.", name(now), name(was))
}

pub(super) fn conditions(was: &str, now: &str) -> String {
    match (was.is_empty(), now.is_empty()) {
        (true, _) => format!("It now applies only {now}; before, it always did."),
        (_, true) => format!("It now applies always; before, only {was}."),
        (false, false) => format!("It now applies {now}; before, {was}."),
    }
}

/// A clause that changed, in its own words.
pub(super) fn reworded((was, now): &(String, String)) -> String {
    match (was.is_empty(), now.is_empty()) {
        (true, _) => format!("Added: `{now}`."),
        (_, true) => format!("Left out: `{was}`."),
        (false, false) => format!("Now `{now}`; before, `{was}`."),
    }
}

/// Whether a point counts working days.
pub(super) fn counts_work(point: &Point) -> bool {
    match point {
        Point::Trigger | Point::Anchor(_) => false,
        Point::After { from, offset, roll, .. } | Point::Before { from, offset, roll } => {
            offset.needs_calendar() || *roll != Roll::None || counts_work(from)
        }
        Point::Earlier(one, other) | Point::Later(one, other) => {
            counts_work(one) || counts_work(other)
        }
    }
}

/// A limit that moved.
pub(super) struct Moved<'m> {
    /// The pack as it is now.
    pub(super) model: &'m Model,
    /// The duty as it is now.
    pub(super) duty: &'m Duty,
    /// What it counts from; `None` is the act before.
    pub(super) anchor: Option<&'m Anchor>,
    /// The last day before, and now.
    pub(super) points: (&'m Point, &'m Point),
    /// What the limit does with its anchor.
    pub(super) kind: Kind,
    /// Which stage of a schedule it is.
    pub(super) stage: Option<usize>,
    /// When this limit is the one that counts.
    pub(super) condition: Option<&'m Condition>,
}

/// What that means for people.
pub(super) fn moved(of: &Moved<'_>, shift: &Shift) -> Vec<String> {
    let mut all = match of.units() {
        Some(sentence) => vec![sentence_of_units(&sentence, of, shift)],
        None => of.by_pattern(shift),
    };
    if let Some(condition) = of.condition {
        let printer = Printer::new(&of.model.vocabulary);
        let when = printer.inline(condition);
        all.iter_mut().for_each(|one| *one = format!("Where {when}: {}", small(one)));
    }
    all
}

/// A length of one unit that became another of the same.
struct Units {
    was: Offset,
    now: Offset,
}

fn sentence_of_units(units: &Units, of: &Moved<'_>, shift: &Shift) -> String {
    let at_most = shift.earlier.1.max(shift.later.1);
    let sooner = shift.later.0 == 0;
    let by = match at_most {
        1 => "1 day".to_owned(),
        more => format!("up to {more} days"),
    };
    let (was, now) = (units.was.first.count, units.now);
    match (of.kind, sooner) {
        (Kind::Lead, true) => {
            format!("It is now due {now} beforehand instead of {was}: {by} earlier.")
        }
        (Kind::Lead, false) => {
            format!("It is now due {now} beforehand instead of {was}: {by} later.")
        }
        (Kind::Forward | Kind::Prompt, true) => {
            format!("There are now {now} instead of {was}: {by} less.")
        }
        (Kind::Forward | Kind::Prompt, false) => {
            format!("There are now {now} instead of {was}: {by} more.")
        }
    }
}

impl Moved<'_> {
    /// Where only the number of one unit changed, and that unit is not the day itself.
    fn units(&self) -> Option<Units> {
        let (was, now) = match self.points {
            (
                Point::After { from: a, offset: was, counting: c, roll: r },
                Point::After { from: b, offset: now, counting: d, roll: s },
            ) if a == b && c == d && r == s => (*was, *now),
            (
                Point::Before { from: a, offset: was, roll: r },
                Point::Before { from: b, offset: now, roll: s },
            ) if a == b && r == s => (*was, *now),
            (_, _) => return None,
        };
        let plain = was.plus.is_none() && now.plus.is_none();
        let same = was.first.unit == now.first.unit && was.first.clear == now.first.clear;
        let counted = plain && same && was.first.unit != Unit::CalendarDay;
        (counted && was.first.count != now.first.count).then_some(Units { was, now })
    }

    fn by_pattern(&self, shift: &Shift) -> Vec<String> {
        match &shift.pattern {
            Pattern::Always(by) => vec![self.sentence("", *by)],
            Pattern::Weekdays { days, otherwise } => {
                let tail = |days: &[&str]| format!("on {}", any_of(days, true));
                let named: Vec<(&str, i32)> =
                    days.iter().map(|(day, by)| (day.name(), *by)).collect();
                let mut all = self.by_name(&named, &tail);
                all.extend(exceptions(*otherwise, &named, "around closed days", shift));
                all
            }
            Pattern::Months { months, otherwise } => {
                let tail = |months: &[&str]| format!("in {}", any_of(months, false));
                let named: Vec<(&str, i32)> =
                    months.iter().map(|(month, by)| (month_name(*month), *by)).collect();
                let mut all = self.by_name(&named, &tail);
                all.extend(exceptions(*otherwise, &named, "at the ends of months", shift));
                all
            }
            Pattern::Mixed => self.mixed(shift),
        }
    }

    /// A sentence for each different shift, with the names of the days that have it.
    fn by_name(&self, named: &[(&str, i32)], tail: &dyn Fn(&[&str]) -> String) -> Vec<String> {
        let mut shifts: Vec<i32> = named.iter().map(|(_, by)| *by).collect();
        shifts.sort_unstable();
        shifts.dedup();
        let each = shifts.into_iter().map(|by| {
            let names: Vec<&str> =
                named.iter().filter(|(_, other)| *other == by).map(|(name, _)| *name).collect();
            self.sentence(&tail(&names), by)
        });
        each.collect()
    }

    /// `Children who come into care on a Saturday now have one day less.`
    fn sentence(&self, tail: &str, by: i32) -> String {
        let gap = if tail.is_empty() { "" } else { " " };
        if self.kind == Kind::Lead {
            let how = format!("{} {}", days(by.abs()), if by < 0 { "earlier" } else { "later" });
            return if tail.is_empty() {
                format!("It is now due {how}.")
            } else {
                format!("Where {} falls{gap}{tail}, it is now due {how}.", self.occasion())
            };
        }
        let how = format!("{} {}", days(by.abs()), if by < 0 { "less" } else { "more" });
        match self.people() {
            Some(people) => format!("{people}{gap}{tail} now have {how}."),
            None if tail.is_empty() => format!("There {} now {how}.", is_or_are(by)),
            None => {
                let is = is_or_are(by);
                format!("Where {} falls{gap}{tail}, there {is} now {how}.", self.occasion())
            }
        }
    }

    fn mixed(&self, shift: &Shift) -> Vec<String> {
        let lead = self.kind == Kind::Lead;
        let mut all = Vec::new();
        let sides = [
            (
                shift.earlier,
                shift.earlier_day,
                if lead { "it is now due earlier" } else { "there is now less time" },
            ),
            (
                shift.later,
                shift.later_day,
                if lead { "it is now due later" } else { "there is now more time" },
            ),
        ];
        for ((dates, at_most), day, what) in sides {
            if dates == 0 {
                continue;
            }
            let share = match (dates, shift.dates) {
                (dates, of) if dates == of => "every date".to_owned(),
                (dates, of) => format!("{} of dates", percent(dates, of)),
            };
            let by = if at_most == 1 {
                "by 1 day".to_owned()
            } else {
                format!("by up to {at_most} days")
            };
            let shown = day.map_or_else(String::new, |day| format!(": {}", shown(day)));
            all.push(format!("On {share} {what}, {by}{shown}."));
        }
        all
    }

    /// The cases as people: `Children who come into care`, where the event is what the
    /// subject itself does.
    fn people(&self) -> Option<String> {
        let Some(Anchor::Event(event)) = self.anchor else { return None };
        let plain = event.pick == Pick::Only
            && event.state == State::Any
            && event.date == EventDate::Counted;
        let concept = self.model.vocabulary.get(event.event.value)?;
        let subject = &self.model.vocabulary.subject;
        let forms = [concept.label.as_ref(), Some(&concept.forms)];
        let passive = forms.into_iter().flatten().find_map(|forms| forms.passive.as_deref())?;
        let own = passive.to_lowercase().starts_with(&format!("the {} ", subject.to_lowercase()));
        let verb = concept.verb();
        (plain && own && verb != concept.name)
            .then(|| format!("{} who {verb}", capital(&pluralise(subject))))
    }

    /// What the limit counts from, as one occasion: `a review`, `the first review`.
    fn occasion(&self) -> String {
        let printer = Printer::new(&self.model.vocabulary);
        let noun = |id: ConceptId| self.model.vocabulary.noun(id);
        match self.anchor {
            None => {
                let act = self.duty.act.parts.first().map_or("act", |part| noun(part.event.value));
                let which = if self.stage.is_some() { "" } else { "last " };
                format!("the {which}{act} before")
            }
            Some(Anchor::Event(EventAnchor {
                event,
                pick: Pick::Each | Pick::EachFrom(_),
                state,
                date,
            })) => {
                let state = match state {
                    State::Any => "",
                    State::Planned => "planned ",
                    State::Adjourned => "adjourned ",
                    State::Cancelled => "cancelled ",
                    State::Moved => "moved ",
                };
                let one = with_article(&format!("{state}{}", noun(event.value)));
                match date {
                    EventDate::Counted => one,
                    EventDate::Completion => format!("the completion of {one}"),
                    EventDate::Planned => format!("the planned date of {one}"),
                }
            }
            Some(anchor) => printer.anchor(anchor).replace("each ", "a "),
        }
    }
}

/// `counted from … it was due on …, and is now due on …`
fn shown((from, was, now): (Day, Day, Day)) -> String {
    let [from, was, now] = [from, was, now].map(Day::with_weekday);
    format!("counted from {from} it was due on {was}, and is now due on {now}")
}

/// What does not follow a pattern, with a date on which the limit moves the other way.
fn exceptions(otherwise: u32, named: &[(&str, i32)], most: &str, shift: &Shift) -> Option<String> {
    if otherwise == 0 {
        return None;
    }
    let share = percent(otherwise, shift.dates);
    let day = match (named.iter().any(|(_, by)| *by < 0), named.iter().any(|(_, by)| *by > 0)) {
        (false, _) => shift.earlier_day,
        (true, false) => shift.later_day,
        (true, true) => None,
    };
    let shown = day.map_or_else(String::new, |day| format!(": {}", shown(day)));
    Some(format!("It is otherwise on {share} of dates, most of them {most}{shown}."))
}

/// `one day`, `21 days`
fn days(count: i32) -> String {
    let count = count.unsigned_abs();
    if count == 1 { "one day".to_owned() } else { format!("{} days", number_word(count)) }
}

fn is_or_are(by: i32) -> &'static str {
    if by.abs() == 1 { "is" } else { "are" }
}

/// `a Saturday or a Sunday`, `March, May or July`
fn any_of(names: &[&str], article: bool) -> String {
    let named: Vec<String> = names
        .iter()
        .map(|name| if article { with_article(name) } else { (*name).to_owned() })
        .collect();
    match named.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}
