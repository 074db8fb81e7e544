//! What comes again by itself, and what has to hold all through a time, in this form.
//!
//! In: what a duty says of it. Out: its trigger. Never here: limits, which act meets what.

use super::conditions::test;
use super::days::{day, point, starts};
use super::from_model::{Made, Maker, force_days};
use super::{ALWAYS, Again, MadeOf, Schedule, Stage, StageDue, Starts, Through, Trigger, Window};
use crate::model::{self, Recurrence};
use crate::syntax::ast::{self, Anchor, Turn};

impl Maker<'_> {
    /// What a standing duty asks for.
    pub(super) fn through(&mut self, standing: &model::Standing) -> Made<Trigger> {
        Ok(Trigger::Through(Through {
            wanted: self.status(standing.holding.status.value)?,
            during: self.stretches(standing.during.status.value)?,
            grace: standing.during.grace,
        }))
    }

    /// How a duty comes again.
    pub(super) fn again(
        &mut self,
        duty: &model::Duty,
        recurrence: &Recurrence,
        anchor: Option<&Anchor>,
    ) -> Made<Trigger> {
        if duty.act.parts.iter().any(|part| part.holding) {
            return Err("it asks again and again for a status".to_owned());
        }
        let silent = match anchor.and_then(Anchor::event) {
            Some(event) => Some(self.kind(event.event.value)?),
            None => None,
        };
        let again = match recurrence {
            Recurrence::Schedule(schedule) => {
                let first = starts(self, anchor.ok_or("its schedule begins with nothing")?)?;
                Again::Schedule(self.schedule(duty, schedule, first)?)
            }
            Recurrence::Rolling(_) => Again::Rolling,
            Recurrence::Windows { window, whole } => Again::Windows(self.window(window)?, *whole),
        };
        Ok(Trigger::Again(Box::new(again), silent))
    }

    /// The first day on which a version of what comes again by itself is asked for.
    pub(super) fn commences(&self, version: &model::Duty) -> i32 {
        let again =
            matches!(version.recurrence, Some(Recurrence::Rolling(_) | Recurrence::Windows { .. }));
        let (from, _) = force_days(version.force);
        let all = self.model.duty(version.id).map_or(&[][..], model::Duty::versions);
        let ran = |other: &model::Duty| {
            let (first, last) = force_days(other.force);
            other.version != version.version && first < from && last >= from.saturating_sub(1)
        };
        if again && !all.iter().any(ran) { from } else { ALWAYS }
    }

    fn window(&mut self, window: &ast::Window) -> Made<Window> {
        Ok(match window {
            ast::Window::CalendarYear => Window::Years(1, 1),
            ast::Window::FinancialYear => Window::Years(4, 1),
            ast::Window::Term => Window::Terms,
            ast::Window::YearFrom(anchor) => Window::YearsFrom(starts(self, anchor)?),
            ast::Window::Period(status) => Window::Each(self.stretches(status.value)?),
        })
    }

    fn schedule(
        &mut self,
        duty: &model::Duty,
        schedule: &ast::Schedule,
        first: Starts,
    ) -> Made<Schedule> {
        let mut made = Schedule {
            first,
            stages: Vec::new(),
            turns: Vec::new(),
            later: Vec::new(),
            judged_on_due: schedule.judged_on_due,
        };
        let mut last_is_later = false;
        for (at, stage) in schedule.stages.iter().enumerate() {
            match stage.turn {
                Turn::Then => made.turns.push(vec![at]),
                Turn::After(offset) => made.later.push((offset, vec![at])),
                Turn::Otherwise if last_is_later => {
                    made.later.last_mut().into_iter().for_each(|(_, group)| group.push(at));
                }
                Turn::Otherwise => {
                    made.turns.last_mut().into_iter().for_each(|group| group.push(at));
                }
            }
            last_is_later = match stage.turn {
                Turn::Then => false,
                Turn::After(_) => true,
                Turn::Otherwise => last_is_later,
            };
            let due = duty.limits.get(at + 1).and_then(|limit| limit.due.as_ref());
            made.stages.push(self.stage(stage, due)?);
        }
        Ok(made)
    }

    fn stage(&mut self, stage: &ast::Stage, due: Option<&model::Point>) -> Made<Stage> {
        Ok(Stage {
            due: if stage.fixed {
                StageDue::Timetable(stage.limit.clone())
            } else {
                StageDue::After(due.map(|due| point(self, due)).transpose()?)
            },
            every: stage.every,
            until: stage.until.as_ref().map(|until| day(self, until)).transpose()?,
            when: stage.condition.as_ref().map(|condition| test(self, condition)).transpose()?,
        })
    }

    /// Whether what came before the trigger occurrence can be told from the trigger alone.
    pub(super) fn is_near(&self, trigger: &Trigger) -> bool {
        match trigger {
            Trigger::On(Starts::NthAfter(_, _, other) | Starts::LastBefore(_, other)) => {
                match &**other {
                    Starts::Each(kind, _) | Starts::EachFrom(kind, _) | Starts::Nth(kind, ..) => {
                        let made_of = self.kind_at(*kind).map(|kind| &kind.made_of);
                        matches!(made_of, Some(MadeOf::Itself))
                    }
                    Starts::None(_)
                    | Starts::StartOf(_)
                    | Starts::EndOf(_)
                    | Starts::Birthday(_)
                    | Starts::Fixed(_) => true,
                    Starts::NthAfter(..)
                    | Starts::LastBefore(..)
                    | Starts::Became(..)
                    | Starts::Each2 { .. }
                    | Starts::Once(..) => false,
                }
            }
            Trigger::On(Starts::Each2 { .. } | Starts::Became(..)) | Trigger::Next { .. } => false,
            Trigger::On(_) | Trigger::Before { .. } | Trigger::Again(..) | Trigger::Through(_) => {
                true
            }
        }
    }
}
