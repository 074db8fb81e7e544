//! Numbers, units and lengths.

use crate::syntax::parsed::Pair;

use super::{Reader, Rule, has, part, parts};
use crate::diag::{Code, Diagnostic};
use crate::names::{parse_number, parse_ordinal};
use crate::syntax::ast::Limit;
use crate::time::{Length, Offset, Roll, Unit};

/// Longer than this is a slip of the pen (D0310), in years.
const ABSURD_YEARS: u64 = 100;

impl Reader<'_> {
    /// `20 working days`, `1 month plus 3 days`.
    pub(super) fn offset(&mut self, pair: Pair<'_, Rule>) -> Option<Offset> {
        let mut lengths = parts(pair).filter(|part| part.as_rule() == Rule::length);
        let first = self.length(lengths.next()?);
        let plus = lengths.next().map(|second| self.length(second));
        let first = first?;
        match plus {
            None => Some(Offset { first, plus: None }),
            Some(plus) => Some(Offset { first, plus: Some(plus?) }),
        }
    }

    /// `10 clear working days`.
    pub(super) fn length(&mut self, pair: Pair<'_, Rule>) -> Option<Length> {
        let number = part(&pair, Rule::number)?;
        let unit = part(&pair, Rule::unit)?;
        let count = self.number(&number)?;
        self.length_of(count, &unit, &pair, has(&pair, Rule::kw_clear))
    }

    /// So many of a unit; `pair` is the whole of what was written.
    pub(super) fn length_of(
        &mut self,
        mut count: u32,
        unit: &Pair<'_, Rule>,
        pair: &Pair<'_, Rule>,
        clear: bool,
    ) -> Option<Length> {
        let span = self.span(pair);
        let unit = unit.clone().into_inner().next()?;
        let unit = match unit.as_rule() {
            Rule::u_working => Unit::WorkingDay,
            Rule::u_calendar => Unit::CalendarDay,
            Rule::u_week => Unit::Week,
            Rule::u_month => Unit::Month,
            Rule::u_year => Unit::Year,
            Rule::u_fortnight => {
                count = count.saturating_mul(2);
                Unit::Week
            }
            Rule::u_hour => {
                count = self.hours(pair, count)?;
                Unit::CalendarDay
            }
            Rule::u_school => {
                self.school_days(&unit);
                return None;
            }
            _ => {
                self.bare_days(&unit);
                Unit::CalendarDay
            }
        };
        if count == 0 {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::D0306,
                    span,
                    format!("`{}` is no time at all", self.written(pair)),
                )
                .label("a length of nothing")
                .help("write `on the same day as …` or `on the next working day after …`"),
            );
            return None;
        }
        if years(count, unit) > ABSURD_YEARS {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::D0310,
                    span,
                    format!("`{}` is more than 100 years", self.written(pair)),
                )
                .label("is a digit too many?")
                .help("write a length of at most 100 years"),
            );
            return None;
        }
        Some(Length { count, clear, unit })
    }

    fn school_days(&mut self, unit: &Pair<'_, Rule>) {
        let at = self.span(unit);
        self.diagnostics.push(
            Diagnostic::new(Code::D0320, at, "duly does not count school days")
                .label("no list says which days a school is open")
                .help("write `working days` and name a calendar whose `closed` dates are the school’s holidays"),
        );
    }

    pub(super) fn number(&mut self, pair: &Pair<'_, Rule>) -> Option<u32> {
        let text = pair.as_str().trim();
        let value = text.parse().ok().or_else(|| parse_number(text));
        if value.is_none() {
            let span = self.span(pair);
            let message = if text.starts_with(|c: char| c.is_ascii_digit()) {
                format!("`{text}` is too large a number")
            } else {
                format!("`{text}` is no number that I know")
            };
            self.diagnostics.push(
                Diagnostic::new(Code::D0310, span, message)
                    .help("write a number in digits, such as `20`"),
            );
        }
        value
    }

    pub(super) fn ordinal(&mut self, pair: &Pair<'_, Rule>) -> Option<u32> {
        let text = pair.as_str().trim();
        let value = parse_ordinal(text).filter(|number| *number > 0);
        if value.is_none() {
            let span = self.span(pair);
            self.diagnostics.push(
                Diagnostic::new(Code::D0103, span, format!("`{text}` is no place in a row"))
                    .help("write `first`, `second`, `3rd` …"),
            );
        }
        value
    }

    fn hours(&mut self, pair: &Pair<'_, Rule>, count: u32) -> Option<u32> {
        let span = self.span(pair);
        if count == 0 || !count.is_multiple_of(24) {
            self.diagnostics.push(
                Diagnostic::new(Code::D0319, span, format!("{count} hours are not whole days"))
                    .label("records carry dates, not times")
                    .help("write `on the same day as …`, or a number of days"),
            );
            return None;
        }
        let days = count / 24;
        let said =
            if days == 1 { "1 calendar day".to_owned() } else { format!("{days} calendar days") };
        self.diagnostics.push(
            Diagnostic::new(Code::D0318, span, format!("{count} hours are read as {said}"))
                .label("records carry dates, not times")
                .help(format!("write `{said}` to say so yourself"))
                .fix(span, said),
        );
        Some(days)
    }

    fn bare_days(&mut self, unit: &Pair<'_, Rule>) {
        if self.days_declared {
            return;
        }
        let span = self.span(unit);
        self.diagnostics.push(
            Diagnostic::new(Code::D0303, span, "“days” may mean calendar days or working days")
                .label("read as calendar days")
                .help("write `calendar days` or `working days`, or add `settings   days are calendar days` to the header")
                .fix(span, "calendar days"),
        );
    }

    /// `3 months`, `the earlier of 3 months and 91 days`, `3 months or 91 days`
    /// (which of the two is said at the end, by `whichever`).
    pub(super) fn limit(
        &mut self,
        pair: &Pair<'_, Rule>,
        whichever: Option<&Pair<'_, Rule>>,
    ) -> Option<Limit> {
        let limit = part(pair, Rule::limit)?;
        let choice = part(&limit, Rule::choice_of);
        let mut offsets = Vec::new();
        for offset in parts(limit.clone()).filter(|part| part.as_rule() == Rule::offset) {
            offsets.push(self.offset(offset)?);
        }
        let mut offsets = offsets.into_iter();
        let (Some(first), second) = (offsets.next(), offsets.next()) else { return None };
        let Some(second) = second else { return Some(Limit::One(first)) };
        let later = match choice {
            Some(choice) => self.is_later(&choice)?,
            None => match whichever {
                Some(which) => has(which, Rule::kw_later),
                None => {
                    self.which_of_two(&limit, first, second);
                    return None;
                }
            },
        };
        Some(if later { Limit::Later(first, second) } else { Limit::Earlier(first, second) })
    }

    fn which_of_two(&mut self, limit: &Pair<'_, Rule>, first: Offset, second: Offset) {
        let span = self.span(limit);
        let rewrite = format!("the earlier of {first} and {second}");
        self.diagnostics.push(
            Diagnostic::new(Code::D0103, span, format!("{first} or {second}: which of the two?"))
                .label("two lengths joined by “or”")
                .help(format!("write `{rewrite}` or `the later of …`"))
                .fix(span, rewrite),
        );
    }

    /// Whether a choice is of the later; lengths themselves cannot be compared
    /// (D0308).
    pub(super) fn is_later(&mut self, choice: &Pair<'_, Rule>) -> Option<bool> {
        let word = choice.clone().into_inner().next()?;
        match word.as_rule() {
            Rule::kw_later_of => Some(true),
            Rule::kw_earlier_of => Some(false),
            other => {
                let span = self.span(&word);
                let rewrite =
                    if other == Rule::kw_longer_of { "the later of" } else { "the earlier of" };
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::D0308,
                        span,
                        "lengths cannot be compared, only the dates that they give",
                    )
                    .label("which is longer depends on the day they count from")
                    .help(format!("write `{rewrite} …`"))
                    .fix(span, rewrite),
                );
                None
            }
        }
    }

    pub(super) fn roll(&mut self, pair: &Pair<'_, Rule>) -> Roll {
        match part(pair, Rule::roll).and_then(|roll| roll.into_inner().next()) {
            Some(roll) if roll.as_rule() == Rule::roll_forward => Roll::Forward,
            Some(_) => Roll::Back,
            None => Roll::None,
        }
    }
}

fn years(count: u32, unit: Unit) -> u64 {
    let count = u64::from(count);
    match unit {
        Unit::CalendarDay => count / 366,
        Unit::WorkingDay => count / 262,
        Unit::Week => count / 53,
        Unit::Month => count / 12,
        Unit::Year => count,
    }
}
