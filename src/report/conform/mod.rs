//! A pack held against a base: for people, for programs, as a document and as a page.
//!
//! In: what became of each duty, in words. Out: text. Never here: proofs, cases.

mod bar;
mod html;
mod human;
mod json;
mod markdown;

pub use html::html;
pub use human::human;
pub use json::json;
pub use markdown::markdown;

use super::text::sentence;
use crate::names::{capital, listed, thousands};
use crate::time::Day;

/// A pack as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackTold {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a sentence calls it: `IRO Handbook`.
    pub short: String,
}

/// Everything that became of a pack held against a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What it was held against.
    pub base: PackTold,
    /// The pack.
    pub pack: PackTold,
    /// The worst of all: `holds`, `cannot tell` or `fails`.
    pub verdict: &'static str,
    /// Duty by duty, in the order of the base.
    pub duties: Vec<DutyTold>,
    /// Powers, deeming rules and rules across cases of the base.
    pub rules: Vec<RuleTold>,
    /// Where the pack leaves the base openly.
    pub departures: Vec<DepartureTold>,
    /// Duties of the base that no machine evaluates.
    pub listed: usize,
    /// The day near which cases lie.
    pub near: Day,
}

/// One duty of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyTold {
    /// Its full id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it cites.
    pub sources: String,
    /// Its limit, as its pack says it.
    pub says: String,
    /// What became of it.
    pub verdict: &'static str,
    /// The duties of the pack that stand for it.
    pub covers: Vec<CoverTold>,
    /// Why.
    pub findings: Vec<FindingTold>,
    /// Whether another bank holiday could overturn that; empty where none can matter.
    pub holiday: String,
    /// The pack leaves it openly.
    pub departs: bool,
}

/// A duty of the pack that stands for one of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverTold {
    /// Its full id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it cites.
    pub sources: String,
    /// Its limit, as the pack says it.
    pub says: String,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingTold {
    /// `D0602`
    pub code: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// It, in one sentence without a full stop, duties called by their ids.
    pub message: String,
    /// The same, duties called by their titles.
    pub plain: String,
    /// What would mend it.
    pub help: Option<String>,
    /// On how many days.
    pub share: Option<ShareTold>,
    /// When it is so, where versions differ: `from 1 April 2011`; empty for always.
    pub force: String,
    /// The first and the last day of that, where they differ from those of the calendar.
    pub within: (Option<Day>, Option<Day>),
    /// A case that shows it.
    pub witness: Option<WitnessTold>,
}

/// On how many days, and on which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareTold {
    /// On so many.
    pub dates: u32,
    /// Of so many.
    pub of: u32,
    /// In percent, with one decimal.
    pub percent: String,
    /// By so many days at most.
    pub by_at_most: i32,
    /// The first and the last day that was looked at, as `2000-01-01`.
    pub over: Option<(String, String)>,
    /// Those of the days near the case, from and to.
    pub stretches: Vec<(String, String)>,
}

/// A case, and how it stands under both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessTold {
    /// What is recorded in it.
    pub facts: String,
    /// The day at whose end it is judged, in words.
    pub on: String,
    /// How it stands under the base.
    pub base: String,
    /// How it stands under the pack.
    pub local: String,
    /// Both, with duties called by their titles.
    pub plain: (String, String),
    /// The same as an example of the base.
    pub base_example: Option<String>,
    /// The same as an example of the pack.
    pub local_example: Option<String>,
}

/// A power, a deeming rule or a rule across cases of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTold {
    /// `power`, `deeming rule` or `rule across cases`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub verdict: &'static str,
    /// Why.
    pub why: String,
    /// Duties of the pack that ask for less for it, or may: the id and the title of each.
    pub duties: Vec<(String, String)>,
    /// What is recorded in a case that shows it, what day it is judged, and what the base
    /// and the pack say of it.
    pub case: Option<[String; 4]>,
    /// Whether another bank holiday could overturn that; empty where none can matter.
    pub holiday: String,
}

/// Where the pack leaves the base openly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartureTold {
    /// The rule.
    pub rule: String,
    /// `leaves it out` or `changes it`.
    pub what: &'static str,
    /// Which pack does.
    pub by: String,
    /// The places it departs from.
    pub from: String,
    /// Why, as its author says.
    pub reason: String,
}

/// What can become of a duty, the worst first, with the heading of those of which it does.
const VERDICTS: [(&str, &str); 3] =
    [("fails", "What fails"), ("cannot tell", "What cannot be told"), ("holds", "What holds")];

/// What the verdicts mean.
const MEANINGS: [(&str, &str); 3] = [
    (
        "holds",
        "whoever keeps the pack keeps the duty of the base; that is proved for every day and every case",
    ),
    (
        "fails",
        "somebody can keep the pack and breach the base, or is bound less by it; a case shows it",
    ),
    ("cannot tell", "neither proved nor shown to fail; what is missing is said"),
];

impl RuleTold {
    /// What follows from it, and the case.
    fn lines(&self, page: &Page) -> Vec<String> {
        let mut lines = Vec::new();
        if self.verdict != "holds" && !self.duties.is_empty() {
            let titles: Vec<String> =
                self.duties.iter().map(|(_, title)| format!("“{title}”")).collect();
            lines.push(format!("It bears on {}", listed(&titles)));
        }
        if let Some([facts, on, base, local]) = &self.case {
            lines.push(format!("Case: {facts}"));
            lines.push(format!("On {on}"));
            lines.push(format!("{}: {base}", page.base.short));
            lines.push(format!("{}: {local}", page.pack.short));
        }
        if !self.holiday.is_empty() {
            lines.push(sentence(&self.holiday));
        }
        lines
    }

    /// `Power “Extend the time” (extend)`
    fn name(&self) -> String {
        format!("{} “{}”", capital(self.kind), self.title)
    }
}

impl DepartureTold {
    /// `Kent leaves it out (departs from Handbook 3.4): it is done another way`
    fn said(&self) -> String {
        let gap = |before: &str, text: &str, after: &str| match text {
            "" => String::new(),
            text => format!("{before}{text}{after}"),
        };
        let (from, reason) =
            (gap(" (departing from ", &self.from, ")"), gap(": ", &self.reason, ""));
        format!("{} {}{from}{reason}", self.by, self.what)
    }
}

impl Page {
    fn count(&self, verdict: &str) -> usize {
        self.duties.iter().filter(|duty| duty.verdict == verdict).count()
    }

    /// The duties with a verdict.
    fn with<'p>(&'p self, verdict: &'p str) -> impl Iterator<Item = (usize, &'p DutyTold)> {
        self.duties.iter().enumerate().filter(move |(_, duty)| duty.verdict == verdict)
    }

    /// The other rules, the worst first.
    fn rules_by_verdict(&self, all: bool) -> Vec<&RuleTold> {
        let of = |verdict| self.rules.iter().filter(move |rule| rule.verdict == verdict);
        let shown = VERDICTS.iter().filter(|(verdict, _)| all || *verdict != "holds");
        shown.flat_map(|(verdict, _)| of(*verdict)).collect()
    }

    /// What was held against what came out, in sentences.
    fn summary(&self) -> Vec<String> {
        let (base, all) = (&self.base.short, self.duties.len());
        let mut said = Vec::new();
        if all == 0 {
            said.push(format!(
                "{base} has no duties that a machine evaluates: there is nothing to hold against"
            ));
        } else {
            let duties = if all == 1 { "1 duty" } else { &format!("{} duties", thousands(all)) };
            let (hold, fail) = (self.count("holds"), self.count("fails"));
            said.push(format!(
                "{duties} of {base}: {} {}, {} cannot be told, {} {}",
                thousands(fail),
                if fail == 1 { "fails" } else { "fail" },
                thousands(self.count("cannot tell")),
                thousands(hold),
                if hold == 1 { "holds" } else { "hold" },
            ));
        }
        match self.listed {
            0 => {}
            1 => said.push("No machine evaluates 1 more of its duties".to_owned()),
            more => {
                said.push(format!("No machine evaluates {} more of its duties", thousands(more)));
            }
        }
        said
    }

    /// Whether there is anything to be laxer than.
    fn has_rules(&self) -> bool {
        !self.duties.is_empty() || !self.rules.is_empty()
    }

    /// The examples of all witnesses: of the base, or of the pack.
    #[must_use]
    pub fn examples(&self, of_base: bool) -> String {
        let all = self.duties.iter().flat_map(|duty| &duty.findings);
        let texts = all.filter_map(|finding| finding.witness.as_ref()).filter_map(|witness| {
            if of_base { witness.base_example.clone() } else { witness.local_example.clone() }
        });
        let mut out = String::new();
        for text in texts {
            // YAML has the key of all examples once.
            let first = out.is_empty();
            let more = text.strip_prefix("examples:\n").filter(|_| !first);
            if !first && more.is_none() {
                out.push('\n');
            }
            out.push_str(more.unwrap_or(&text));
        }
        out
    }
}
