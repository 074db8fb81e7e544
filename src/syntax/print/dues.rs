//! Dues, anchors and moments, printed.

use super::Printer;
use crate::names::ordinal;
use crate::syntax::ast::{
    Anchor, Due, DueCore, Edge, EventAnchor, EventDate, Limit, Moment, Pick, State,
};
use crate::time::{Length, Offset, Roll, Unit, month_name};

impl Printer<'_> {
    /// A whole due.
    #[must_use]
    pub fn due(&self, due: &Due) -> String {
        let mut text = self.due_core(&due.core.value);
        for case in &due.cases {
            text.push_str(&format!(
                ", or {} if {}",
                self.due_core(&case.core.value),
                self.inline(&case.condition)
            ));
        }
        if let Some(moment) = &due.not_before {
            text.push_str(&format!(", and not before {}", self.moment(moment)));
        }
        text
    }

    /// One limit: `within 20 working days of coming into care`.
    #[must_use]
    pub fn due_core(&self, core: &DueCore) -> String {
        match core {
            DueCore::Within { limit, beginning_with, anchor, roll, or_before } => {
                let after = if *beginning_with { "beginning with" } else { "of" };
                let before = if *or_before { ", or before" } else { "" };
                format!(
                    "within {} {after} {}{}{before}",
                    limit_text(limit),
                    self.anchor(anchor),
                    roll_text(*roll)
                )
            }
            DueCore::Lead { limit, anchor, roll } => {
                format!(
                    "at least {} before {}{}",
                    limit_text(limit),
                    self.anchor(anchor),
                    roll_text(*roll)
                )
            }
            DueCore::Window { opens, closes, anchor } => self.window(opens, closes, anchor),
            DueCore::Before { strictly, anchor } => {
                format!(
                    "{}before {}",
                    if *strictly { "strictly " } else { "" },
                    self.anchor(anchor)
                )
            }
            DueCore::By(moment) => format!("by {}", self.moment(moment)),
            DueCore::On(moment) => self.on(moment),
            DueCore::Promptly { anchor, or_before } => {
                let before = if *or_before { ", or before" } else { "" };
                match anchor {
                    None => format!("promptly{before}"),
                    Some(Anchor::It) => format!("promptly afterwards{before}"),
                    Some(anchor) => format!("promptly after {}{before}", self.anchor(anchor)),
                }
            }
            DueCore::NotBefore(moment) => format!("not before {}", self.moment(moment)),
            DueCore::AtLeastOnce(repeat) => self.repeat(repeat),
        }
    }

    fn window(&self, opens: &Edge, closes: &Edge, anchor: &Anchor) -> String {
        let anchor = self.anchor(anchor);
        let close = match closes {
            Edge::Before(offset) => format!("{offset} before {anchor}"),
            Edge::SameDay => format!("the day of {anchor}"),
            Edge::After(offset) => format!("{offset} after {anchor}"),
        };
        let open = match (opens, closes) {
            (Edge::Before(offset), Edge::Before(_)) | (Edge::After(offset), Edge::After(_)) => {
                offset.to_string()
            }
            (Edge::Before(offset), _) => format!("{offset} before"),
            (Edge::After(offset), _) => format!("{offset} after"),
            (Edge::SameDay, _) => "the day of it".to_owned(),
        };
        format!("between {open} and {close}")
    }

    fn on(&self, moment: &Moment) -> String {
        match moment {
            Moment::At(anchor @ Anchor::Date(_)) => format!("on {}", self.anchor(anchor)),
            Moment::At(anchor) => format!("on the same day as {}", self.anchor(anchor)),
            Moment::After(offset, anchor) if is_next_working_day(offset) => {
                format!("on the next working day after {}", self.anchor(anchor))
            }
            Moment::After(..) | Moment::Before(..) => format!("on the day {}", self.moment(moment)),
            Moment::Earlier(..) | Moment::Later(..) => format!("on {}", self.moment(moment)),
        }
    }

    /// `3 months after the first review`.
    #[must_use]
    pub fn moment(&self, moment: &Moment) -> String {
        match moment {
            Moment::At(anchor) => self.anchor(anchor),
            Moment::After(offset, anchor) => format!("{offset} after {}", self.anchor(anchor)),
            Moment::Before(offset, anchor) => format!("{offset} before {}", self.anchor(anchor)),
            Moment::Earlier(first, second) => {
                format!("the earlier of {} and {}", self.moment(first), self.moment(second))
            }
            Moment::Later(first, second) => {
                format!("the later of {} and {}", self.moment(first), self.moment(second))
            }
        }
    }

    /// `each review`, `the 16th birthday`, `28 March 2026`.
    #[must_use]
    pub fn anchor(&self, anchor: &Anchor) -> String {
        match anchor {
            Anchor::Event(event) => self.event_anchor(event),
            Anchor::PeriodStart(status) => self.edge(true, status.value),
            Anchor::PeriodEnd(status) => self.edge(false, status.value),
            Anchor::Birth => "the birth".to_owned(),
            Anchor::Birthday(number) => {
                format!("the {} birthday", crate::names::short_ordinal(*number))
            }
            Anchor::Date(day) => day.long(),
            Anchor::EachYear(month, day) => format!("each {day} {}", month_name(*month)),
            Anchor::Duty(duty, becoming) => format!("{} becoming {}", duty.value, becoming.word()),
            Anchor::Earlier(first, second) => {
                format!("the earlier of {} and {}", self.anchor(first), self.anchor(second))
            }
            Anchor::Later(first, second, if_any) => {
                let tail = if *if_any { ", if any" } else { "" };
                format!("the later of {} and {}{tail}", self.anchor(first), self.anchor(second))
            }
            Anchor::It => "it".to_owned(),
        }
    }

    fn event_anchor(&self, event: &EventAnchor) -> String {
        let noun = self.noun(event.event.value);
        let state = match event.state {
            State::Any => "",
            State::Planned => "planned ",
            State::Adjourned => "adjourned ",
            State::Cancelled => "cancelled ",
            State::Moved => "moved ",
        };
        let picked = match &event.pick {
            Pick::Only => crate::names::definite(noun),
            Pick::Each => format!("each {state}{noun}"),
            Pick::Nth(number) => format!("the {} {noun}", ordinal(*number)),
            Pick::EachFrom(number) => {
                format!("each {state}{noun} from the {} onwards", ordinal(*number))
            }
            Pick::After(1, after) => format!("the next {noun} after {}", self.anchor(after)),
            Pick::After(number, after) => {
                format!("the {} {noun} after {}", ordinal(*number), self.anchor(after))
            }
            Pick::LastBefore(before) => format!("the last {noun} before {}", self.anchor(before)),
            Pick::Previous => format!("the previous {noun}"),
        };
        match event.date {
            EventDate::Counted => picked,
            EventDate::Completion => format!("the completion of {picked}"),
            EventDate::Planned => format!("the planned date of {picked}"),
        }
    }
}

pub(super) fn limit_text(limit: &Limit) -> String {
    match limit {
        Limit::One(offset) => offset.to_string(),
        Limit::Earlier(first, second) => format!("the earlier of {first} and {second}"),
        Limit::Later(first, second) => format!("the later of {first} and {second}"),
    }
}

fn roll_text(roll: Roll) -> &'static str {
    match roll {
        Roll::None => "",
        Roll::Forward => ", rolled forward to a working day",
        Roll::Back => ", rolled back to a working day",
    }
}

fn is_next_working_day(offset: &Offset) -> bool {
    offset.plus.is_none()
        && offset.first == Length { count: 1, clear: false, unit: Unit::WorkingDay }
}
