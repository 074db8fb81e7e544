//! What is said of time outside limits, and its other readings.
//!
//! In: a model. Out: each such phrase with its other readings that lead to another day from
//! some day. Never here: limits; where such phrases stand (`said`).

use std::sync::Arc;

use super::counted;
use super::doubts::{Compared, LATER, as_asked, held_later, of_lines};
use super::places::{Clause, clause_at};
use super::readings::{Instead, Told, by_other_calendars};
use super::said::{Part, Phrase, Said, phrases};
use super::tables::Tables;
use super::units::{Map, lengths};
use super::{Doubt, Witness, Wording};
use crate::analysis::course::Line;
use crate::model::{Model, Point};
use crate::syntax::ast::{Condition, Moment};
use crate::syntax::print::Printer;
use crate::time::{Calendar, Day};

/// Every doubt about them, with what each is about.
pub(super) fn doubts(
    model: &Model,
    tables: &Tables<'_>,
    calendars: &[Arc<Calendar>],
    near: Day,
) -> Vec<(String, Doubt)> {
    let mut all: Vec<(String, Doubt)> = Vec::new();
    for phrase in phrases(model) {
        let clause = clause_at(model, (phrase.pack, phrase.rule), phrase.at, &phrase);
        let look = Look { model, tables, phrase: &phrase, clause: clause.as_ref(), near };
        for (told, other) in look.readings(calendars) {
            let about = told.about.clone();
            if let Some(doubt) = look.doubt(told, &other) {
                all.push((about, doubt));
            }
        }
    }
    all
}

/// Another reading.
pub(super) enum Other {
    /// Other lengths.
    Said(Box<Said>),
    /// The working days of another calendar.
    Calendar(Arc<Calendar>),
    /// Two days from the same one, and what would say the second, where words do.
    Days {
        /// As it is read here.
        here: Point,
        /// As it could be read.
        there: Point,
        /// The words.
        said: Option<Box<Said>>,
    },
    /// The same from the day for which the event was planned.
    Planned {
        /// From the day of the event.
        point: Point,
        /// The words.
        said: Box<Said>,
    },
}

struct Look<'l, 'c> {
    model: &'l Model,
    tables: &'l Tables<'c>,
    phrase: &'l Phrase<'l>,
    clause: Option<&'l Clause<'l>>,
    near: Day,
}

impl Look<'_, '_> {
    fn readings(&self, calendars: &[Arc<Calendar>]) -> Vec<(Told, Other)> {
        let map: Map<Said> = |said, change| said.with_lengths(change);
        let (said, words) = (&self.phrase.said, self.words());
        let calendar = self.model.calendar.as_deref();
        let mut all = counted::readings(self.model, self.phrase, calendar.is_some());
        for (told, other) in lengths(self.model, said, &words, map, calendar.is_some()) {
            all.push((told, counted::of_lengths(said, other)));
        }
        let works = said.length().is_some_and(|(offset, _)| offset.needs_calendar());
        if let Some(own) = calendar.filter(|_| works) {
            let others = by_other_calendars(own, calendars);
            all.extend(others.into_iter().map(|(told, one)| (told, Other::Calendar(one))));
        }
        all
    }

    fn compared(&self, other: &Other) -> Option<Compared> {
        let own = || counted::point(&self.phrase.said);
        let line = |point: &Point| self.tables.line(point);
        Some(match other {
            Other::Said(said) => of_lines(&line(&own()?), &line(&counted::point(said)?)),
            Other::Calendar(calendar) => {
                let here = line(&own()?);
                let there = Line::of(&own()?, Some(calendar), here.over());
                of_lines(&here, &Arc::new(there))
            }
            Other::Days { here, there, .. } => of_lines(&line(here), &line(there)),
            Other::Planned { point, .. } => held_later(&line(point), LATER),
        })
    }

    fn doubt(&self, told: Told, other: &Other) -> Option<Doubt> {
        let compared = self.compared(other)?;
        let (from, here, there) = compared.shown(self.near, self.tables.calendar())?;
        let Compared { contrast, apart, .. } = compared;
        let instead = match other {
            Other::Said(said) | Other::Planned { said, .. } => self.wording(said),
            Other::Calendar(calendar) => as_asked(&Instead::Calendar(Arc::clone(calendar))),
            Other::Days { said, .. } => said.as_ref().and_then(|said| self.wording(said)),
        };
        Some(Doubt {
            question: told.question,
            duty: self.phrase.rule.to_owned(),
            at: self.clause.map_or(self.phrase.at, |clause| clause.span(self.phrase.at)),
            words: self.words(),
            chosen: told.chosen,
            other: told.other,
            because: told.because,
            instead,
            witness: Witness { from, held: (apart != 0).then(|| from.plus(apart)), here, there },
            differ: contrast.earlier.dates + contrast.later.dates,
            of: contrast.dates,
            by_at_most: contrast.earlier.by_at_most.max(contrast.later.by_at_most),
            also: Vec::new(),
        })
    }

    /// What is said, in words; `None` of what stands between other words.
    fn say(&self, said: &Said) -> Option<String> {
        let printer = Printer::new(&self.model.vocabulary);
        match said {
            Said::Atom(atom) => Some(printer.inline(&Condition::Atom(atom.clone()))),
            Said::Deemed(deemed) => Some(printer.deemed(deemed)),
            Said::During(during) => Some(printer.during(during)),
            Said::Extends(extends) => Some(printer.extends(extends)),
            Said::Moment(_) | Said::Length(_) | Said::Gap(_) => None,
        }
    }

    fn words(&self) -> String {
        let bare = || match &self.phrase.said {
            Said::Moment(moment) => Printer::new(&self.model.vocabulary).moment(moment),
            said @ (Said::Atom(_)
            | Said::Deemed(_)
            | Said::During(_)
            | Said::Extends(_)
            | Said::Length(_)
            | Said::Gap(_)) => {
                said.length().map_or_else(String::new, |(offset, _)| offset.to_string())
            }
        };
        let said = || self.say(&self.phrase.said).unwrap_or_else(bare);
        self.clause.map_or_else(said, |clause| clause.words().to_owned())
    }

    fn wording(&self, said: &Said) -> Option<Wording> {
        let clause = self.clause.map_or(self.phrase.key.word(), Clause::head).to_owned();
        let was = &self.phrase.said;
        // Only the length, or the day, is another: the words around it stay as written.
        let phrase = self
            .swapped(&timed_words(self.model, was), &timed_words(self.model, said))
            .or_else(|| self.whole(said))?;
        Some(Wording { clause, phrase, header: false })
    }

    fn swapped(&self, was: &[String], now: &[String]) -> Option<String> {
        let clause = self.clause?;
        let words = clause.words();
        let mut changed = was.iter().zip(now).filter(|(was, now)| was != now);
        let swap = |(was, now): (&String, &String)| {
            (words.matches(was.as_str()).count() == 1).then(|| words.replacen(was, now, 1))
        };
        let swapped = changed.next().and_then(swap)?;
        changed.next().is_none().then(|| clause.with(&swapped))
    }

    fn whole(&self, said: &Said) -> Option<String> {
        let words = self.say(said)?;
        let Some(clause) = self.clause else { return Some(words) };
        // A statement is printed as it would be so.
        let denied = clause.words().split_whitespace().any(|word| matches!(word, "not" | "no"));
        (!denied).then(|| clause.with(&words))
    }
}

/// Each length, and each day that has none, in words.
fn timed_words(model: &Model, said: &Said) -> Vec<String> {
    let printer = Printer::new(&model.vocabulary);
    let mut all = Vec::new();
    said.clone().parts(&mut |part| match part {
        Part::Length(offset) => all.push(offset.to_string()),
        Part::Moment(moment) => {
            let (length, anchor) = match moment {
                Moment::After(offset, anchor) => (Some((*offset, "after")), anchor),
                Moment::Before(offset, anchor) => (Some((*offset, "before")), anchor),
                Moment::At(anchor) => (None, anchor),
                Moment::Earlier(..) | Moment::Later(..) => return,
            };
            let anchor = printer.anchor(anchor);
            all.push(match length {
                Some((offset, side)) => format!("{offset} {side} {anchor}"),
                None => anchor,
            });
        }
    });
    all
}
