//! What came out, in a few sentences for those who decide.
//!
//! In: the answer. Out: sentences, the worst first, each with what causes it. Never here:
//! every finding.

use super::{DutyTold, Feasible, Finding, Outcome, percent, thousands};
use crate::names::listed;

/// How many findings are named as the cause of an outcome.
const NAMED: usize = 3;

impl Feasible {
    /// How the days come out and why, a sentence or two for each outcome.
    pub(super) fn in_short(&self) -> Vec<String> {
        let mut said = Vec::new();
        let mut before: Vec<Vec<&str>> = Vec::new();
        for (outcome, count) in self.outcomes() {
            let mut text = format!("{} {}.", self.on_days(outcome, count), comes_out(outcome));
            let found: Vec<&Finding> =
                self.findings.iter().filter(|one| one.outcome == outcome).collect();
            let causes: Vec<Vec<&str>> = found.iter().map(|one| ids(one)).collect();
            if !causes.is_empty() && causes == before {
                text.push_str(" The cause is the same.");
            } else {
                found.iter().take(NAMED).for_each(|one| text.push_str(&cause(one)));
                if found.len() > NAMED {
                    let more = thousands(found.len() - NAMED);
                    text.push_str(&format!(" Findings beside these: {more}."));
                }
            }
            before = causes;
            said.push(text);
        }
        said
    }

    /// `On 3,152 of 10,228 days (30.8%: every weekend and bank holiday)`
    fn on_days(&self, outcome: Outcome, count: usize) -> String {
        let all = self.days.len();
        if count == all {
            return format!("On each of the {} days", thousands(all));
        }
        let which = self.which(outcome).map_or(String::new(), |which| format!(": {which}"));
        format!(
            "On {} of {} days ({}{which})",
            thousands(count),
            thousands(all),
            percent(count, all)
        )
    }

    /// Which days those of an outcome are.
    pub(super) fn which(&self, outcome: Outcome) -> Option<&str> {
        let found = self.which.iter().find(|(one, _)| *one == outcome)?;
        Some(&found.1)
    }

    /// In which cases days come out so: the conditions of the findings, once each.
    pub(super) fn cases(&self, outcome: Outcome) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for one in self.findings.iter().filter(|one| one.outcome == outcome) {
            let when = one.when.trim();
            if !when.is_empty() && !all.contains(&when) {
                all.push(when);
            }
        }
        all
    }
}

fn ids(found: &Finding) -> Vec<&str> {
    found.duties.iter().map(|one| one.id.as_str()).collect()
}

fn comes_out(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Impossible => "not everything can be done in time",
        Outcome::Sometimes => "there are cases in which not everything can be done in time",
        Outcome::Undecided => "it could not be decided",
        Outcome::Tight => "everything can be done in time, and there is not a day to spare",
        Outcome::Strained => {
            "everything can be done in time, but not if each takes all the time that is allowed"
        }
        Outcome::Free => "there is a day for everything",
        Outcome::Beyond => "the calendar ends too soon to tell",
    }
}

/// ` It comes of “First review” (within …) and “Ask the child” (…) together, where …`
fn cause(found: &Finding) -> String {
    let duties: Vec<String> = found.duties.iter().map(DutyTold::with_limit).collect();
    let together = if duties.len() > 1 { " together" } else { "" };
    let when = match found.when.trim() {
        "" => String::new(),
        when => format!(", {when}"),
    };
    format!(" The cause: {}{together}{when}.", listed(&duties))
}
