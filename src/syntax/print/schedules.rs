//! Schedules, `at least once in …`, clocks and silence, printed.

use super::Printer;
use super::dues::limit_text;
use crate::syntax::ast::{Clock, Limit, Repeat, Schedule, Stage, Turn, Unrecorded, Window};

impl Printer<'_> {
    /// A whole schedule.
    #[must_use]
    pub fn schedule(&self, schedule: &Schedule) -> String {
        let mut text = format!("first {}", self.due_core(&schedule.first.value));
        for stage in &schedule.stages {
            text.push_str(&format!("; {}", self.stage(stage)));
        }
        if schedule.judged_on_due {
            text.push_str("; judged on the due date");
        }
        text
    }

    /// `6 weeks`, `the earlier of 3 months and 91 calendar days`.
    #[must_use]
    pub fn limit(&self, limit: &Limit) -> String {
        limit_text(limit)
    }

    /// One stage: `then every 6 weeks until the first review`.
    #[must_use]
    pub fn stage(&self, stage: &Stage) -> String {
        let turn = match stage.turn {
            Turn::Then => "then ".to_owned(),
            Turn::After(offset) => format!("after {offset}, "),
            Turn::Otherwise => "otherwise ".to_owned(),
        };
        let step = if stage.every { "every" } else { "within" };
        let mut text = format!("{turn}{step} {}", limit_text(&stage.limit));
        if stage.beginning_with {
            text.push_str(", beginning with that day");
        }
        if stage.fixed {
            text.push_str(" on a fixed timetable");
        }
        if let Some(until) = &stage.until {
            text.push_str(&format!(" until {}", self.anchor(until)));
        }
        if let Some(condition) = &stage.condition {
            text.push_str(&format!(" if {}", self.inline(condition)));
        }
        text
    }

    /// `at least once in every 12 months`.
    #[must_use]
    pub fn repeat(&self, repeat: &Repeat) -> String {
        match repeat {
            Repeat::Every(offset) => format!("at least once in every {offset}"),
            Repeat::Each { window: Window::Period(status), .. } => {
                format!("at least once during each period {}", self.noun(status.value))
            }
            Repeat::Each { window, whole } => {
                let whole = if *whole { "whole " } else { "" };
                format!("at least once in each {whole}{}", self.window_name(window))
            }
        }
    }

    /// `financial year`, `term`, `year from coming into care`.
    #[must_use]
    pub fn window_name(&self, window: &Window) -> String {
        match window {
            Window::CalendarYear => "calendar year".to_owned(),
            Window::FinancialYear => "financial year".to_owned(),
            Window::Term => "term".to_owned(),
            Window::YearFrom(anchor) => format!("year from {}", self.anchor(anchor)),
            Window::Period(status) => format!("period {}", self.noun(status.value)),
        }
    }

    /// `restarts on each review`.
    #[must_use]
    pub fn clock(&self, clock: &Clock) -> String {
        match clock {
            Clock::Restarts(anchor) => format!("restarts on {}", self.anchor(anchor)),
            Clock::Pauses(condition) => format!("pauses while {}", self.inline(condition)),
        }
    }

    /// `treat as not happened if not recorded by the due date`.
    #[must_use]
    pub fn unrecorded(&self, unrecorded: &Unrecorded) -> String {
        let by = match unrecorded {
            Unrecorded::NotHappened => return "treat as not happened".to_owned(),
            Unrecorded::ByDue => "the due date".to_owned(),
            Unrecorded::AfterDue(offset) => format!("{offset} after the due date"),
            Unrecorded::By(moment) => self.moment(moment),
        };
        format!("treat as not happened if not recorded by {by}")
    }
}
