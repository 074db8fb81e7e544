//! The days of a year on which a finding is so, as a bar with its words in HTML below.
//!
//! In: stretches of days, and when the rules are in force. Out: markup. Never here: type in
//! the drawing, which would shrink with it.

use std::fmt::Write;

use super::{FindingTold, ShareTold};
use crate::names::thousands;
use crate::report::html::escaped;
use crate::time::{Day, parse_date};

/// How many stretches are named.
const NAMED: usize = 6;

/// The days of the bar: a year from the day near which cases lie.
struct Year {
    first: Day,
    last: Day,
}

impl Year {
    fn len(&self) -> i32 {
        self.first.days_until(self.last) + 1
    }

    /// Where a stretch lies in it, as its first day and how many; `None` outside.
    fn part(&self, (from, to): (Day, Day)) -> Option<(i32, i32)> {
        let (from, to) = (from.max(self.first), to.min(self.last));
        (from <= to).then(|| (self.first.days_until(from), from.days_until(to) + 1))
    }
}

/// The bar of a finding; empty where it is about no days.
pub(super) fn bar(finding: &FindingTold, near: Day) -> String {
    let Some(share) = &finding.share else { return String::new() };
    let year = Year { first: near, last: near.plus(364) };
    let (from, until) = finding.within;
    let stretches = days(share);
    let in_force = |(first, last): (Day, Day)| {
        let first = from.map_or(first, |from| first.max(from));
        let last = until.map_or(last, |until| last.min(until));
        (first <= last).then_some((first, last))
    };
    let so: Vec<(Day, Day)> = stretches.into_iter().filter_map(in_force).collect();
    let dark: Vec<(i32, i32)> = so.iter().filter_map(|one| year.part(*one)).collect();
    if dark.is_empty() {
        return String::new();
    }
    let before = from.and_then(|from| year.part((year.first, from.plus(-1))));
    let after = until.and_then(|until| year.part((until.plus(1), year.last)));
    let count: i32 = dark.iter().map(|(_, days)| days).sum();
    let words = words(
        &year,
        &so,
        count,
        (from.filter(|_| before.is_some()), until.filter(|_| after.is_some())),
    );
    let mut out = format!(
        "<figure class=\"bar\">\n<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} 14\" preserveAspectRatio=\"none\">",
        escaped(&words),
        year.len()
    );
    let mut rect = |(from, days): (i32, i32), fill: &str| {
        let _ = write!(out, "<rect x=\"{from}\" width=\"{days}\" height=\"14\" fill=\"{fill}\"/>");
    };
    rect((0, year.len()), "#fff");
    before.into_iter().chain(after).for_each(|part| rect(part, "#bdbdbd"));
    dark.iter().for_each(|part| rect(*part, "#7f1d1d"));
    out.push_str("</svg>\n<div class=\"scale\" aria-hidden=\"true\">");
    for day in [0, 91, 182, 273].map(|after| near.plus(after)) {
        let _ = write!(out, "<span>{} {}</span>", day.short(), day.year());
    }
    let _ = writeln!(out, "</div>\n<figcaption>{}</figcaption>\n</figure>", escaped(&words));
    out
}

/// What the bar shows.
fn words(
    year: &Year,
    so: &[(Day, Day)],
    count: i32,
    (from, until): (Option<Day>, Option<Day>),
) -> String {
    let long = |(first, last): &(Day, Day)| {
        let (first, last) = ((*first).max(year.first), (*last).min(year.last));
        if first == last { first.long() } else { format!("{} to {}", first.long(), last.long()) }
    };
    let inside: Vec<&(Day, Day)> = so.iter().filter(|one| year.part(**one).is_some()).collect();
    let which = if count == year.len() {
        "every day".to_owned()
    } else {
        let mut named: Vec<String> = inside.iter().take(NAMED).map(|one| long(one)).collect();
        match inside.len().saturating_sub(NAMED) {
            0 => {}
            1 => named.push("1 stretch more".to_owned()),
            more => named.push(format!("{more} stretches more")),
        }
        let days = usize::try_from(count).unwrap_or(0);
        format!("{} of {} days, {}", thousands(days), year.len(), named.join("; "))
    };
    let mut said = format!("Of the year from {} it is so on {which}.", year.first.long());
    if let Some(from) = from {
        said.push_str(&format!(" Grey: not yet in force, which is from {}.", from.long()));
    }
    if let Some(until) = until {
        said.push_str(&format!(" Grey at the end: no longer in force after {}.", until.long()));
    }
    said
}

fn days(share: &ShareTold) -> Vec<(Day, Day)> {
    let day = |text: &str| parse_date(text).ok();
    share.stretches.iter().filter_map(|(from, to)| Some((day(from)?, day(to)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::bar;
    use crate::report::conform::{FindingTold, ShareTold};
    use crate::time::Day;

    fn finding(stretches: &[(&str, &str)], from: Option<Day>) -> FindingTold {
        let told = |(from, to): &(&str, &str)| ((*from).to_owned(), (*to).to_owned());
        FindingTold {
            code: "D0602",
            severity: "error",
            message: String::new(),
            plain: String::new(),
            help: None,
            share: Some(ShareTold {
                dates: 1,
                of: 2,
                percent: "50".into(),
                by_at_most: 1,
                over: None,
                stretches: stretches.iter().map(told).collect(),
            }),
            force: String::new(),
            within: (from, None),
            witness: None,
        }
    }

    #[test]
    fn the_bar_is_a_whole_year_and_says_which_days_it_shows() {
        let near = Day::from_ymd(2026, 11, 21).unwrap();
        let every = bar(&finding(&[("2026-11-21", "2028-11-21")], None), near);
        assert!(every.contains("Of the year from 21 November 2026 it is so on every day."));
        assert!(every.contains("width=\"365\" height=\"14\" fill=\"#7f1d1d\""), "{every}");
        let some = bar(&finding(&[("2026-12-01", "2026-12-02")], None), near);
        assert!(some.contains("on 2 of 365 days, 1 December 2026 to 2 December 2026."), "{some}");
        assert!(!some.contains("<text"), "type would shrink with the drawing");
    }

    #[test]
    fn days_before_the_rules_are_in_force_are_grey_and_said() {
        let near = Day::from_ymd(2026, 11, 21).unwrap();
        let from = near.plus(10);
        let drawn = bar(&finding(&[("2026-11-21", "2028-11-21")], Some(from)), near);
        assert!(drawn.contains("<rect x=\"0\" width=\"10\" height=\"14\" fill=\"#bdbdbd\""));
        assert!(drawn.contains("<rect x=\"10\" width=\"355\" height=\"14\" fill=\"#7f1d1d\""));
        assert!(drawn.contains("not yet in force, which is from 1 December 2026."), "{drawn}");
        assert!(!drawn.contains("every day"), "{drawn}");
    }
}
