//! An explanation as text.
//!
//! In: an [`Explanation`]. Out: lines of at most 80 columns, the same every time.
//! Never here: anything the explanation does not say.

use super::{Condition, Count, Days, Defined, Explanation};

/// Columns of a line.
const WIDTH: usize = 80;

/// The explanation as text of at most 80 columns a line.
#[must_use]
pub fn render(explanation: &Explanation) -> String {
    let mut page = Page { text: String::new() };
    let title = explanation.title.as_deref().unwrap_or(&explanation.duty);
    let status = match explanation.statuses.as_slice() {
        [one] => *one,
        _ => "not known",
    };
    page.line(&format!("{title}: {status}"));
    page.wrapped("", "", &explanation.sentence);
    page.section("Rule");
    let rule = &explanation.rule;
    let what = [rule.act.as_str(), rule.due.as_str()].join(" ");
    page.item(what.trim());
    page.items(rule.in_force.iter().cloned());
    page.items(rule.who.iter().map(|who| format!("for {who} to do")));
    if !rule.sources.is_empty() {
        page.item(&format!("source: {}", rule.sources.join("; ")));
    }
    let changed = rule.changed_by.iter().map(|by| format!(", as {by} changes it"));
    page.item(&format!("pack: {}{}", rule.pack, changed.collect::<String>()));
    page.items(rule.reason.iter().map(|reason| format!("the author's reason: {reason}")));
    if !explanation.trigger.is_empty() {
        page.section("From");
        page.item(&explanation.trigger);
    }
    if !explanation.conditions.is_empty() {
        page.section("Conditions");
        page.items(explanation.conditions.iter().map(condition));
    }
    if !explanation.powers.is_empty() {
        page.section("Powers");
        page.items(explanation.powers.iter().cloned());
    }
    if !explanation.definitions.is_empty() {
        page.section("Definitions");
        explanation.definitions.iter().for_each(|defined| definition(&mut page, defined));
    }
    if !explanation.counted.is_empty() {
        page.section("Counting");
        explanation.counted.iter().for_each(|count| counting(&mut page, count));
    }
    outcome(&mut page, explanation);
    page.text
}

/// What was done and what was not, how it closed, and what would differ.
fn outcome(page: &mut Page, explanation: &Explanation) {
    if !explanation.acts.is_empty() {
        page.section("Done");
        page.items(explanation.acts.iter().map(|act| format!("{}: {}", act.what, act.why)));
    }
    if !explanation.gaps.is_empty() {
        page.section("Gaps");
        page.items(explanation.gaps.iter().cloned());
    }
    if let Some(closure) = &explanation.closure {
        page.section("Closed");
        page.item(closure);
    }
    if !explanation.contrast.is_empty() {
        page.section("What would differ");
        page.items(explanation.contrast.iter().cloned());
    }
    if !explanation.to_know.is_empty() {
        page.section("To know this, record");
        page.items(explanation.to_know.iter().cloned());
    }
}

fn condition(condition: &Condition) -> String {
    let on = condition.read_on.map_or_else(String::new, |day| format!(", read {}", days(day)));
    if let Some(day) = condition.ceased_on {
        return format!("{}: the duty applied, and ceased to {}", condition.text, days(day));
    }
    let came_out = match condition.lets_apply {
        Some(true) => "the duty applies",
        Some(false) => "the duty does not apply",
        None => "not known",
    };
    format!("{}: {came_out}{on}", condition.text)
}

fn definition(page: &mut Page, defined: &Defined) {
    let held = match defined.held.as_slice() {
        [] => "has not held as far as is known".to_owned(),
        held => format!("held {}", held.join(", and ")),
    };
    page.item(&format!("“{}” {held}", defined.name));
    for part in &defined.parts {
        let so = match part.so {
            Some(true) => "so",
            Some(false) => "not so",
            None => "not known",
        };
        page.sub(&format!("{}: {so} on {}", part.text, defined.read_on.with_weekday()));
    }
    if !defined.sources.is_empty() {
        page.sub(&format!("source: {}", defined.sources.join("; ")));
    }
}

fn days(days: Days) -> String {
    super::words::on(crate::eval::DateRange { first: days.first, last: days.last })
}

fn counting(page: &mut Page, count: &Count) {
    let (from, first, reached) =
        (count.from.with_weekday(), count.first.with_weekday(), count.reached.with_weekday());
    page.item(&format!("{} {from}: {reached}", count.length));
    if count.length.contains("day") && first != reached {
        page.sub(&format!("day 1 is {first}"));
    }
    if count.weekend_days > 0 {
        let are =
            if count.weekend_days == 1 { "day of a weekend is" } else { "days of weekends are" };
        page.sub(&format!("{} {are} not counted", count.weekend_days));
    }
    for skipped in &count.skipped {
        page.sub(&format!("{} is not counted: {}", skipped.day.with_weekday(), skipped.name));
    }
    if let Some(month_end) = &count.month_end {
        page.sub(month_end);
    }
}

struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.wrapped("", "", text);
    }

    fn section(&mut self, name: &str) {
        self.text.push('\n');
        self.wrapped("", "", name);
    }

    fn item(&mut self, text: &str) {
        self.wrapped("  ", "    ", text);
    }

    fn items(&mut self, items: impl Iterator<Item = String>) {
        items.for_each(|item| self.item(&item));
    }

    fn sub(&mut self, text: &str) {
        self.wrapped("      ", "        ", text);
    }

    /// Words broken so that no line is longer than it may be, unless one word is.
    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split_whitespace() {
            let wide = line.chars().count() + usize::from(!empty) + word.chars().count();
            if !empty && wide > WIDTH {
                self.text.push_str(line.trim_end());
                self.text.push('\n');
                rest.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}
