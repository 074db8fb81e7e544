//! Schedules and `at least once in …`.

use crate::syntax::parsed::Pair;

use super::{Reader, Reading, Rule, has, part, parts};
use crate::diag::{Code, Diagnostic};
use crate::names::{Sort, parse_number};
use crate::source::{Phrase, Spanned};
use crate::syntax::ast::{
    Anchor, Clock, DueCore, Limit, Place, Repeat, Schedule, Stage, Turn, Unrecorded, Window,
};
use crate::time::{Length, Offset, Roll, Unit};

/// What one part of a schedule, between semicolons, says.
enum Said {
    /// `first within 1 week of each placement start`
    First(Spanned<DueCore>),
    /// `every 6 weeks from each placement start`: the first act and all others.
    FirstEvery(Spanned<DueCore>, Box<Stage>),
    /// What follows.
    Stage(Box<Stage>),
    /// `judged on the due date`
    Judged,
}

impl Reading<'_> {
    /// Reads a `schedule`: stages between semicolons.
    pub fn schedule(&mut self, phrase: &Phrase) -> Option<Schedule> {
        let mut said = Vec::new();
        let mut whole = true;
        for stage in stages(phrase) {
            match self.entry(Rule::stage_entry, &stage, |reader, pairs| reader.stage(pairs.next()?))
            {
                Some((stage, judged)) => {
                    said.push(stage);
                    said.extend(judged.then_some(Said::Judged));
                }
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        self.in_order(phrase, said)
    }

    fn in_order(&mut self, phrase: &Phrase, said: Vec<Said>) -> Option<Schedule> {
        let (mut first, mut all, mut judged_on_due) = (None, Vec::new(), false);
        for one in said {
            match one {
                Said::First(core) if first.is_none() && all.is_empty() => first = Some(core),
                Said::FirstEvery(core, stage) if first.is_none() && all.is_empty() => {
                    first = Some(core);
                    all.push(*stage);
                }
                Said::First(core) | Said::FirstEvery(core, _) => {
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::D0103,
                            core.span,
                            "only the first stage of a schedule names an event",
                        )
                        .label("every later stage counts from the act before it")
                        .help("write `then within …` or `then every …`, with no event after it"),
                    );
                    return None;
                }
                Said::Stage(stage) => all.push(*stage),
                Said::Judged => judged_on_due = true,
            }
        }
        let Some(first) = first else {
            self.diagnostics.push(
                Diagnostic::new(Code::D0103, phrase.span(), "this schedule does not say what it starts from")
                    .label("it begins with a later stage")
                    .help("begin with `first within … of …`, as in `first within 1 week of each placement start; then every 6 weeks`"),
            );
            return None;
        };
        self.otherwise_after_if(&all)?;
        Some(Schedule { first, stages: all, judged_on_due })
    }

    /// `otherwise` answers an `if`.
    fn otherwise_after_if(&mut self, all: &[Stage]) -> Option<()> {
        let mut open = false;
        for stage in all {
            if stage.turn == Turn::Otherwise && !open {
                self.diagnostics.push(
                    Diagnostic::new(Code::D0103, stage.place.0, "`otherwise` of what?")
                        .label("the stage before it has no `if`")
                        .help("give the stage before it an `if …`, or write `then …`"),
                );
                return None;
            }
            open = stage.condition.is_some();
        }
        Some(())
    }

    /// Reads an `until` clause: one anchor.
    pub fn until(&mut self, phrase: &Phrase) -> Option<Anchor> {
        self.entry(Rule::until_entry, phrase, |reader, pairs| reader.anchor(pairs.next()?))
    }

    /// Reads a `clock` clause.
    pub fn clock(&mut self, phrase: &Phrase) -> Option<Clock> {
        self.entry(Rule::clock_entry, phrase, |reader, pairs| reader.clock(pairs.next()?))
    }

    /// Reads an `if unrecorded` clause.
    pub fn unrecorded(&mut self, phrase: &Phrase) -> Option<Unrecorded> {
        self.entry(Rule::unrecorded_entry, phrase, |reader, pairs| {
            reader.unrecorded(&pairs.next()?)
        })
    }
}

/// The stages of a schedule: the parts between semicolons. A semicolon in quotation marks parts nothing.
#[must_use]
pub fn stages(phrase: &Phrase) -> Vec<Phrase> {
    let text = phrase.text();
    let (mut found, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '\'' | '"' if quoted || text.get(..at).is_none_or(|b| b.ends_with(' ')) => {
                quoted = !quoted;
            }
            ';' if !quoted => {
                found.push(phrase.slice(from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    // A last semicolon ends the schedule and begins nothing.
    if found.is_empty() || text.get(from..).is_some_and(|rest| !rest.trim().is_empty()) {
        found.push(phrase.slice(from, text.len()));
    }
    found
}

impl Reader<'_> {
    fn stage(&mut self, pair: Pair<'_, Rule>) -> Option<(Said, bool)> {
        let form = pair.into_inner().next()?;
        let turn = match form.as_rule() {
            Rule::stage_judged => return Some((Said::Judged, false)),
            Rule::stage_first => return self.first_stage(&form),
            Rule::stage_after => Turn::After(self.offset(part(&form, Rule::offset)?)?),
            Rule::stage_otherwise => Turn::Otherwise,
            _ => Turn::Then,
        };
        let step = part(&form, Rule::step)?;
        let (limit, every) = match part(&step, Rule::every) {
            Some(every) => (self.every(&every)?, true),
            None => (self.limit(&step, None)?, false),
        };
        let tail = part(&form, Rule::stage_tail)?;
        let judged = has(&tail, Rule::stage_judged);
        let stage = self.with_tail((turn, limit, every), &tail, &form)?;
        Some((Said::Stage(Box::new(stage)), judged))
    }

    fn with_tail(
        &mut self,
        (turn, limit, every): (Turn, Limit, bool),
        tail: &Pair<'_, Rule>,
        form: &Pair<'_, Rule>,
    ) -> Option<Stage> {
        let until = match part(tail, Rule::stage_until) {
            Some(until) => Some(self.anchor_in(&until)?),
            None => None,
        };
        let condition = match part(tail, Rule::condition) {
            Some(condition) => Some(self.condition(condition)?),
            None => None,
        };
        Some(Stage {
            turn,
            limit,
            every,
            beginning_with: has(tail, Rule::stage_begin),
            fixed: has(tail, Rule::stage_fixed),
            until,
            condition,
            place: Place(self.span(form)),
        })
    }

    fn first_stage(&mut self, form: &Pair<'_, Rule>) -> Option<(Said, bool)> {
        if let Some(core) = part(form, Rule::due_core) {
            return self.due_core(core).map(|core| (Said::First(core), false));
        }
        let every = part(form, Rule::first_every)?;
        let tail = part(&every, Rule::stage_tail)?;
        let limit = self.every(&part(&every, Rule::every)?)?;
        let anchor = self.anchor_in(&every)?;
        let judged = has(&tail, Rule::stage_judged);
        let stage = self.with_tail((Turn::Then, limit.clone(), true), &tail, form)?;
        let beginning_with =
            part(&every, Rule::after_word).is_some_and(|word| has(&word, Rule::kw_beginning_with));
        let core =
            DueCore::Within { limit, beginning_with, anchor, roll: Roll::None, or_before: false };
        let core = Spanned::new(core, self.span(form));
        Some((Said::FirstEvery(core, Box::new(stage)), judged))
    }

    /// `every 6 weeks`, `six-weekly`, `at intervals of not more than 6 weeks`.
    fn every(&mut self, pair: &Pair<'_, Rule>) -> Option<Limit> {
        if let Some(adverb) = part(pair, Rule::adverb) {
            return adverb_length(adverb.as_str()).map(Limit::One);
        }
        let Some(length) = part(pair, Rule::every_length) else { return self.limit(pair, None) };
        match part(&length, Rule::unit) {
            Some(unit) => self.one_of(&unit).map(Limit::One),
            None => self.limit(&length, None),
        }
    }

    /// `every week`
    fn one_of(&mut self, unit: &Pair<'_, Rule>) -> Option<Offset> {
        let first = self.length_of(1, unit, unit, false)?;
        Some(Offset { first, plus: None })
    }

    /// `at least once in every 12 months`, `… in each financial year`.
    pub(super) fn at_least_once(&mut self, pair: &Pair<'_, Rule>) -> Option<DueCore> {
        if let Some(every) = part(pair, Rule::once_every) {
            let offset = self.offset(part(&every, Rule::offset)?)?;
            return Some(DueCore::AtLeastOnce(Repeat::Every(offset)));
        }
        if let Some(during) = part(pair, Rule::once_during) {
            let status = self.name_in(&during, &[Sort::Status])?;
            let window = Window::Period(status);
            return Some(DueCore::AtLeastOnce(Repeat::Each { window, whole: false }));
        }
        let form = part(pair, Rule::once_window)?;
        let window = if has(&form, Rule::kw_calendar_year) {
            Window::CalendarYear
        } else if has(&form, Rule::kw_financial_year) {
            Window::FinancialYear
        } else if has(&form, Rule::kw_term) {
            Window::Term
        } else {
            Window::YearFrom(self.anchor_in(&form)?)
        };
        Some(DueCore::AtLeastOnce(Repeat::Each { window, whole: has(&form, Rule::kw_whole) }))
    }

    /// `once a year` has three readings (D0317).
    pub(super) fn once_a_year(&mut self, pair: &Pair<'_, Rule>) {
        let span = self.span(pair);
        let message = format!("“{}” has three readings", self.written(pair));
        self.diagnostics.push(
            Diagnostic::new(Code::D0317, span, message)
                .label("which year?")
                .help(
                    "write `at least once in every 12 months`, `at least once in each calendar year`, or \
                     `at least once in each year from …` with the event the year begins with",
                )
                .fix(span, "at least once in every 12 months"),
        );
    }

    fn clock(&mut self, pair: Pair<'_, Rule>) -> Option<Clock> {
        let form = pair.into_inner().next()?;
        if form.as_rule() == Rule::clock_restarts {
            return self.anchor_in(&form).map(Clock::Restarts);
        }
        self.condition(part(&form, Rule::condition)?).map(Clock::Pauses)
    }

    fn unrecorded(&mut self, pair: &Pair<'_, Rule>) -> Option<Unrecorded> {
        let Some(by) = part(pair, Rule::unrecorded_by) else {
            return Some(Unrecorded::NotHappened);
        };
        if has(&by, Rule::moment) {
            return self.moment_in(&by).map(Unrecorded::By);
        }
        match parts(by).find(|part| part.as_rule() == Rule::offset) {
            Some(offset) => self.offset(offset).map(Unrecorded::AfterDue),
            None => Some(Unrecorded::ByDue),
        }
    }
}

/// `six-weekly` is 6 weeks.
fn adverb_length(written: &str) -> Option<Offset> {
    let lower = written.trim().to_ascii_lowercase();
    let (count, word) = match lower.split_once('-') {
        Some((count, word)) => (count.parse().ok().or_else(|| parse_number(count))?, word),
        None => (1, lower.as_str()),
    };
    let (times, unit) = match word {
        "daily" => (1, Unit::CalendarDay),
        "weekly" => (1, Unit::Week),
        "fortnightly" => (2, Unit::Week),
        "monthly" => (1, Unit::Month),
        "quarterly" => (3, Unit::Month),
        _ => (1, Unit::Year),
    };
    let count = u32::saturating_mul(count, times);
    (count > 0).then_some(Offset { first: Length { count, clear: false, unit }, plus: None })
}
