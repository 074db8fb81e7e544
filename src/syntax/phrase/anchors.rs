//! Anchors and moments.

use crate::syntax::parsed::Pair;

use super::{Reader, Rule, has, part, parts};
use crate::diag::{Code, Diagnostic};
use crate::names::{Sort, bad_date};
use crate::source::Spanned;
use crate::syntax::ast::{Anchor, Becoming, EventAnchor, EventDate, Moment, Pick, State};
use crate::time::{Day, parse_date};

const EVENT: &[Sort] = &[Sort::Event, Sort::Decision];
const STATUS: &[Sort] = &[Sort::Status];

impl Reader<'_> {
    /// The anchor inside a pair.
    pub(super) fn anchor_in(&mut self, pair: &Pair<'_, Rule>) -> Option<Anchor> {
        let anchor = part(pair, Rule::anchor)?;
        self.anchor(anchor)
    }

    /// `each review`, `the first review`, `the 16th birthday`, `28 March 2026` …
    pub(super) fn anchor(&mut self, pair: Pair<'_, Rule>) -> Option<Anchor> {
        let form = pair.into_inner().next()?;
        match form.as_rule() {
            Rule::anchor_choice => self.anchor_choice(form),
            Rule::anchor_or => self.anchor_or(form),
            Rule::duty_becoming => self.duty_becoming(&form),
            Rule::each_day => self.each_day(&form),
            Rule::completion => self.dated_event(form, EventDate::Completion),
            Rule::planned_date => self.dated_event(form, EventDate::Planned),
            Rule::birthday => Some(Anchor::Birthday(self.ordinal(&part(&form, Rule::ordinal)?)?)),
            Rule::birth => Some(Anchor::Birth),
            Rule::period_edge => self.period_edge(&form),
            Rule::becoming => self.name_in(&form, STATUS).map(Anchor::PeriodStart),
            Rule::ceasing => self.name_in(&form, STATUS).map(Anchor::PeriodEnd),
            Rule::date => self.date(&form).map(Anchor::Date),
            Rule::day_of_year => {
                self.which_year(&form);
                None
            }
            Rule::it => Some(Anchor::It),
            Rule::unknown => {
                self.unknown_anchor(&form);
                None
            }
            _ => self.event_anchor(form, EventDate::Counted),
        }
    }

    fn anchor_choice(&mut self, form: Pair<'_, Rule>) -> Option<Anchor> {
        let later = match part(&form, Rule::choice_of) {
            Some(choice) => self.is_later(&choice),
            None => Some(true),
        };
        let if_any = has(&form, Rule::if_any);
        let mut operands = parts(form).filter(|part| part.as_rule() == Rule::operand);
        let (first, second) = (operands.next()?, operands.next()?);
        let (first, second) = (self.anchor(first), self.anchor(second));
        let (first, second) = (Box::new(first?), Box::new(second?));
        Some(if later? {
            Anchor::Later(first, second, if_any)
        } else {
            Anchor::Earlier(first, second)
        })
    }

    /// `A or B, whichever is the later`.
    fn anchor_or(&mut self, form: Pair<'_, Rule>) -> Option<Anchor> {
        let later = has(&part(&form, Rule::whichever)?, Rule::kw_later);
        let mut operands = parts(form).filter(|part| part.as_rule() == Rule::operand);
        let (first, second) = (operands.next()?, operands.next()?);
        let (first, second) = (self.anchor(first), self.anchor(second));
        let (first, second) = (Box::new(first?), Box::new(second?));
        Some(if later {
            Anchor::Later(first, second, false)
        } else {
            Anchor::Earlier(first, second)
        })
    }

    /// `informal-resolution becoming overdue`; which duty that is, is found out
    /// when all of them are known.
    fn duty_becoming(&mut self, form: &Pair<'_, Rule>) -> Option<Anchor> {
        let id = part(form, Rule::duty_id)?;
        let becoming = if has(form, Rule::kw_overdue) {
            Becoming::Overdue
        } else if has(form, Rule::kw_due) {
            Becoming::Due
        } else {
            Becoming::Met
        };
        let name = Spanned::new(self.written(&id).to_owned(), self.span(&id));
        Some(Anchor::Duty(name, becoming))
    }

    /// `each 31 March`
    fn each_day(&mut self, form: &Pair<'_, Rule>) -> Option<Anchor> {
        let written = part(form, Rule::day_of_year)?;
        // Of a leap year, so that 29 February is a day.
        let day = parse_date(&format!("{} 2024", self.written(&written).replace(" of ", " ")));
        match day {
            Ok(day) => {
                let (_, month, day) = day.ymd();
                Some(Anchor::EachYear(month, day))
            }
            Err(error) => {
                let found = bad_date(&error, self.span(&written));
                self.diagnostics.push(found);
                None
            }
        }
    }

    /// `the completion of each review`, `the planned date of each review`.
    fn dated_event(&mut self, form: Pair<'_, Rule>, date: EventDate) -> Option<Anchor> {
        let inner = parts(form).find(|part| {
            matches!(part.as_rule(), Rule::each | Rule::nth | Rule::previous | Rule::bare)
        })?;
        self.event_anchor(inner, date)
    }

    fn event_anchor(&mut self, form: Pair<'_, Rule>, date: EventDate) -> Option<Anchor> {
        let kind = form.as_rule();
        let event = self.name_in(&form, EVENT);
        let pick = match kind {
            Rule::each => self.each(&form),
            Rule::nth => self.ordinal(&part(&form, Rule::ordinal)?).map(Pick::Nth),
            Rule::previous => Some(Pick::Previous),
            Rule::next_after => {
                let number = match part(&form, Rule::ordinal) {
                    Some(ordinal) => self.ordinal(&ordinal),
                    None => Some(1),
                };
                let after = part(&form, Rule::operand).and_then(|of| self.anchor(of));
                Some(Pick::After(number?, Box::new(after?)))
            }
            Rule::last_before => part(&form, Rule::operand)
                .and_then(|of| self.anchor(of))
                .map(|before| Pick::LastBefore(Box::new(before))),
            _ => Some(Pick::Only),
        };
        let event = event?;
        if kind == Rule::bare
            && let Some(found) = self.bare_event(&event)
        {
            self.diagnostics.push(found);
            return None;
        }
        Some(Anchor::Event(EventAnchor { event, pick: pick?, state: state(&form), date }))
    }

    fn each(&mut self, form: &Pair<'_, Rule>) -> Option<Pick> {
        match part(form, Rule::from_onwards) {
            Some(from) => self.ordinal(&part(&from, Rule::ordinal)?).map(Pick::EachFrom),
            None => Some(Pick::Each),
        }
    }

    fn period_edge(&mut self, form: &Pair<'_, Rule>) -> Option<Anchor> {
        let status = self.name_in(form, STATUS)?;
        Some(if has(form, Rule::kw_end) {
            Anchor::PeriodEnd(status)
        } else {
            Anchor::PeriodStart(status)
        })
    }

    fn which_year(&mut self, form: &Pair<'_, Rule>) {
        let span = self.span(form);
        let written = self.written(form).to_owned();
        self.diagnostics.push(
            Diagnostic::new(Code::D0103, span, format!("{written} of which year?"))
                .label("a day of the calendar has a year")
                .help(format!(
                    "write the year, as in `{written} 2027`, or `each {written}` for every year"
                )),
        );
    }

    fn unknown_anchor(&mut self, form: &Pair<'_, Rule>) {
        let Some(words) = part(form, Rule::unknown_words) else { return };
        let span = self.span(&words);
        let written = self.written(&words).to_owned();
        let found = self.unknown_name(&written, span, EVENT);
        self.diagnostics.push(found);
    }

    /// A day of the calendar, in any of the ways people write one.
    pub(super) fn date(&mut self, pair: &Pair<'_, Rule>) -> Option<Day> {
        let written = self.written(pair).replace(" of ", " ");
        match parse_date(written.strip_prefix("the ").unwrap_or(&written)) {
            Ok(day) => Some(day),
            Err(error) => {
                let found = bad_date(&error, self.span(pair));
                self.diagnostics.push(found);
                None
            }
        }
    }

    /// `3 months after the first review`, `the later of …`, an anchor.
    pub(super) fn moment(&mut self, pair: Pair<'_, Rule>) -> Option<Moment> {
        let choice = part(&pair, Rule::choice_of);
        let whichever = part(&pair, Rule::whichever);
        let mut moments = parts(pair).filter(|part| part.as_rule() == Rule::moment1);
        let first = moments.next()?;
        let first = self.moment1(&first);
        let Some(second) = moments.next() else { return first };
        let second = self.moment1(&second);
        let later = match choice {
            Some(choice) => self.is_later(&choice)?,
            None => has(&whichever?, Rule::kw_later),
        };
        let (first, second) = (Box::new(first?), Box::new(second?));
        Some(if later { Moment::Later(first, second) } else { Moment::Earlier(first, second) })
    }

    /// The moment inside a pair.
    pub(super) fn moment_in(&mut self, pair: &Pair<'_, Rule>) -> Option<Moment> {
        let moment = part(pair, Rule::moment)?;
        self.moment(moment)
    }

    fn moment1(&mut self, pair: &Pair<'_, Rule>) -> Option<Moment> {
        let anchor = self.anchor_in(pair);
        let Some(offset) = part(pair, Rule::offset) else { return anchor.map(Moment::At) };
        let offset = self.offset(offset);
        let before = has(pair, Rule::kw_before);
        let (anchor, offset) = (anchor?, offset?);
        Some(if before { Moment::Before(offset, anchor) } else { Moment::After(offset, anchor) })
    }
}

fn state(form: &Pair<'_, Rule>) -> State {
    match part(form, Rule::life)
        .and_then(|life| life.into_inner().next())
        .map(|word| word.as_rule())
    {
        Some(Rule::kw_planned) => State::Planned,
        Some(Rule::kw_adjourned) => State::Adjourned,
        Some(Rule::kw_cancelled) => State::Cancelled,
        Some(Rule::kw_moved) => State::Moved,
        _ => State::Any,
    }
}
