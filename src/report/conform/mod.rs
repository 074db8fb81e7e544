//! A pack held against a base: for people, for programs, as a document and as a page.
//!
//! In: what became of each duty, in words. Out: text. Never here: proofs, cases.

mod html;
mod human;
mod json;
mod markdown;

pub use html::html;
pub use human::human;
pub use json::json;
pub use markdown::markdown;

/// A pack as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackTold {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
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
    /// It, in one sentence without a full stop.
    pub message: String,
    /// What would mend it.
    pub help: Option<String>,
    /// On how many days.
    pub share: Option<ShareTold>,
    /// When it is so, where versions differ: `from 1 April 2011`; empty for always.
    pub force: String,
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
    /// What became of it.
    pub verdict: &'static str,
    /// Why.
    pub why: String,
    /// Duties of the pack that ask for less for it, or may.
    pub duties: Vec<String>,
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

impl RuleTold {
    /// `power adjourn-review: cannot tell (…)`
    fn head(&self) -> String {
        let why = if self.why.is_empty() { String::new() } else { format!(" ({})", self.why) };
        format!("{} {}: {}{why}", self.kind, self.id, self.verdict)
    }

    /// What follows from it, and the case.
    fn lines(&self, page: &Page) -> Vec<String> {
        let mut lines = Vec::new();
        if self.verdict != "holds" && !self.duties.is_empty() {
            lines.push(format!("it bears on {}", self.duties.join(", ")));
        }
        if let Some([facts, on, base, local]) = &self.case {
            lines.push(format!("case: {facts}"));
            lines.push(format!("on {on}"));
            lines.push(format!("{}: {base}", page.base.id));
            lines.push(format!("{}: {local}", page.pack.id));
        }
        if !self.holiday.is_empty() {
            lines.push(self.holiday.clone());
        }
        lines
    }
}

impl Page {
    fn count(&self, verdict: &str) -> usize {
        self.duties.iter().filter(|duty| duty.verdict == verdict).count()
    }

    /// `120 duties of …: 100 hold, 15 fail, 5 cannot be told`
    fn summary(&self) -> String {
        let all = self.duties.len();
        let duties = if all == 1 { "1 duty".to_owned() } else { format!("{all} duties") };
        let (hold, fail) = (self.count("holds"), self.count("fails"));
        format!(
            "{duties} of {}: {hold} {}, {fail} {}, {} cannot be told",
            self.base.id,
            if hold == 1 { "holds" } else { "hold" },
            if fail == 1 { "fails" } else { "fail" },
            self.count("cannot tell")
        )
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
