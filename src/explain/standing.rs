//! A row of a standing duty in words: what has to hold, all through which time, and
//! on which days it did not.
//!
//! In: a row and what it was made from. Out: one sentence, and a line for each gap.
//! Never here: duties to do something.

use super::words::{Of, between, days, listed, on};
use crate::eval::{DateRange, Gap, Row, Status, TriggerKey};
use crate::model::{Duty, Standing};
use crate::names::with_article;
use crate::syntax::print::Printer;

impl Of<'_> {
    /// All of it in a sentence or two.
    pub(super) fn standing(&self, duty: &Duty, standing: &Standing, row: &Row) -> String {
        let during = self.noun(standing.during.status.value);
        if let TriggerKey::NotRecorded(_) = row.key.trigger {
            return format!(
                "It is not known when “{during}” held; all through that time {}. To know this, \
                 record from when until when it held.",
                self.duty(duty, false)
            );
        }
        let rule = self.all_through(duty, standing, row);
        let lack = || listed(&self.lacks(standing, row, true));
        let stands = match row.statuses.single() {
            Some(Status::NotApplicable) => return self.not_asked(duty, standing, row),
            Some(Status::Overdue) => {
                // Of several gaps each says how long it is.
                let late = row.days_late.filter(|_| row.gaps.len() == 1);
                let late = late.map_or(String::new(), |late| format!(" ({})", days(late)));
                format!("{}{late}", lack())
            }
            Some(Status::MetLate) => lack(),
            Some(Status::Met) => "this was so on every one of those days".to_owned(),
            Some(Status::Pending | Status::DueSoon) if row.flags.not_yet_open => {
                let opens = row.opens.map_or(String::new(), |opens| format!(" {}", from(opens)));
                format!("it is asked for{opens}")
            }
            Some(Status::Pending | Status::DueSoon | Status::Lapsed) => {
                "this has been so on every day up to now, and it goes on".to_owned()
            }
            None => return format!("{rule}; {}", self.open(standing, row)),
        };
        format!("{rule}; {stands}.")
    }

    /// `the local authority must have a named IRO all through the period looked after
    /// that began on Sat 28 March 2026, except the first 5 working days`.
    fn all_through(&self, duty: &Duty, standing: &Standing, row: &Row) -> String {
        let grace = standing.during.grace;
        let except =
            grace.map_or(String::new(), |grace| format!(", except the first {grace} of it"));
        let period = self.period(standing, row);
        format!("{} all through {period}{except}", self.duty(duty, row.closure.is_some()))
    }

    fn period(&self, standing: &Standing, row: &Row) -> String {
        let noun = self.noun(standing.during.status.value);
        match row.trigger_date {
            Some(day) => format!("the period {noun} that began {}", on(day)),
            None => format!("the period {noun}"),
        }
    }

    fn not_asked(&self, duty: &Duty, standing: &Standing, row: &Row) -> String {
        let because = self.waived(row).unwrap_or_else(|| self.excluded(duty, row));
        let because = match (because.as_str(), standing.during.grace) {
            ("", Some(grace)) => format!(": it ended within the first {grace}"),
            ("", None) => String::new(),
            (because, _) => format!(": {because}"),
        };
        let act = Printer::new(&self.model.vocabulary).holding(&standing.holding);
        format!("No duty to {act} arises from {}{because}.", self.period(standing, row))
    }

    /// What it could be, and the days that leave it open.
    fn open(&self, standing: &Standing, row: &Row) -> String {
        let words: Vec<String> =
            row.statuses.iter().map(|status| status.word().to_owned()).collect();
        let could = match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            Some(_) | None => words.join(", "),
        };
        let sure = self.lacks(standing, row, true);
        let sure = if sure.is_empty() { String::new() } else { format!("{}; ", listed(&sure)) };
        let open = row.gaps.iter().filter(|gap| !gap.sure).map(span).collect::<Vec<_>>();
        let wanted = self.noun(standing.holding.status.value);
        let open = match open.as_slice() {
            [] => String::new(),
            _ => format!(", because it is not known whether “{wanted}” held {}", listed(&open)),
        };
        let missing: Vec<String> = row.blame.iter().map(|blame| self.missing(blame)).collect();
        let ask = match missing.as_slice() {
            [] => "The record does not say enough to tell".to_owned(),
            _ => format!("To know this, record {}", listed(&missing)),
        };
        format!("{sure}how it stands is not known: it could be {could}{open}. {ask}.")
    }

    /// `there was no named IRO from … to … (12 days)`; the days alone after the first.
    fn lacks(&self, standing: &Standing, row: &Row, sure: bool) -> Vec<String> {
        let wanted = self.noun(standing.holding.status.value);
        let gaps: Vec<&Gap> = row.gaps.iter().filter(|gap| gap.sure == sure).collect();
        let one = |(at, gap): (usize, &&Gap)| {
            let said = match (at, standing.holding.have, gap.goes_on) {
                (0, true, true) => format!("there has been no {} ", bare(wanted)),
                (0, true, false) => format!("there was no {} ", bare(wanted)),
                (0, false, true) => format!("“{wanted}” has not held "),
                (0, false, false) => format!("“{wanted}” did not hold "),
                (_, _, _) => String::new(),
            };
            // The whole sentence says how many days the one that goes on has.
            let many = if gap.goes_on && gaps.len() == 1 {
                String::new()
            } else {
                format!(" ({})", days(length(gap)))
            };
            format!("{said}{}{many}", span(gap))
        };
        gaps.iter().enumerate().map(one).collect()
    }

    /// A line for each gap, for the whole derivation.
    pub(super) fn gaps(&self, duty: &Duty, row: &Row) -> Vec<String> {
        let Some(standing) = &duty.standing else { return Vec::new() };
        let wanted = self.noun(standing.holding.status.value);
        let line = |gap: &Gap| {
            let days = days(length(gap));
            if gap.sure {
                format!("{}: no {} ({days})", span(gap), bare(wanted))
            } else {
                format!(
                    "{}: it is not known whether there was {} ({days})",
                    span(gap),
                    with_article(wanted)
                )
            }
        };
        row.gaps.iter().map(line).collect()
    }
}

/// A noun without its article.
fn bare(noun: &str) -> &str {
    ["a ", "an ", "the "].into_iter().find_map(|article| noun.strip_prefix(article)).unwrap_or(noun)
}

fn length(gap: &Gap) -> i32 {
    gap.first.days_until(gap.last) + 1
}

/// `from … to …`, `on …`, `since …`.
fn span(gap: &Gap) -> String {
    let first = gap.first.with_weekday();
    match (gap.goes_on, gap.first == gap.last) {
        (true, _) => format!("since {first}"),
        (false, true) => format!("on {first}"),
        (false, false) => format!("from {first} to {}", gap.last.with_weekday()),
    }
}

fn from(day: DateRange) -> String {
    match day.exact() {
        Some(day) => format!("from {} on", day.with_weekday()),
        None => format!("from a day {} on", between(day)),
    }
}
