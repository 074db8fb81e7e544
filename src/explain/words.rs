//! The words for days, occurrences, acts and what is missing, in the pack's own
//! labels.
//!
//! In: ids and days. Out: phrases that read well inside a sentence. Never here:
//! whole sentences.

use crate::check::Checked;
use crate::eval::{Blame, ClosureReason, DateRange};
use crate::facts::{Case, DateFact, OccurrenceId, Value};
use crate::model::{Duty, Match, Modality};
use crate::names::{ConceptId, Given, Sort, definite, ordinal, with_article};
use crate::syntax::ast::{ActPart, Needed, When as How};
use crate::syntax::print::Printer;
use crate::time::Day;

/// What is said, of what, as of when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) model: &'a Checked,
    pub(super) case: &'a Case,
    pub(super) as_of: Day,
}

/// `on Sat 28 March 2026`, `between … and …`.
pub(super) fn on(range: DateRange) -> String {
    match range.exact() {
        Some(day) => format!("on {}", day.with_weekday()),
        None => between(range),
    }
}

/// `by Tue 28 April 2026`, `by a day between … and …`.
pub(super) fn by(range: DateRange) -> String {
    match range.exact() {
        Some(day) => format!("by {}", day.with_weekday()),
        None => format!("by a day {}", between(range)),
    }
}

pub(super) fn between(range: DateRange) -> String {
    format!("between {} and {}", range.first.with_weekday(), range.last.with_weekday())
}

/// `1 day`, `12 days`.
pub(super) fn days(count: i32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// `a, b and c`.
pub(super) fn listed(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        // Where commas stand within, semicolons stand between.
        Some((last, rest)) if items.iter().any(|item| item.contains(',')) => {
            format!("{}; and {last}", rest.join("; "))
        }
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

impl Of<'_> {
    pub(super) fn noun(&self, id: ConceptId) -> &str {
        self.model.vocabulary.noun(id)
    }

    /// `the review`, `coming into care`.
    pub(super) fn the(&self, id: ConceptId) -> String {
        let noun = self.noun(id);
        if self.is_bare_verb(id) { format!("“{noun}”") } else { definite(noun) }
    }

    /// Whether it is an act that nothing declares: it has only its verb for a name.
    fn is_bare_verb(&self, id: ConceptId) -> bool {
        self.model.vocabulary.verb(id) == self.noun(id)
    }

    /// `the review of Wed 29 April 2026`, `coming into care on …`, `the review
    /// planned for …`.
    pub(super) fn occurrence(&self, id: OccurrenceId) -> String {
        let Some(found) = self.case.occurrence(id) else {
            let deemed = self.deemed(id).map(|event| self.deemed_words(&event));
            return deemed.unwrap_or_else(|| "something".to_owned());
        };
        let name = self.the(found.kind);
        let happened = found.started.or(found.completed).or(found.adjourned);
        let visible =
            happened.and_then(DateFact::bounds).is_none_or(|(first, _)| first <= self.as_of);
        let with: Vec<String> =
            found.papers.iter().map(|paper| definite(self.noun(*paper))).collect();
        let with = if with.is_empty() { String::new() } else { format!(" with {}", listed(&with)) };
        match (happened.filter(|_| visible), found.planned_for) {
            (Some(fact), _) => format!("{name}{with} {}", dated(fact)),
            (None, Some(fact)) => match fact {
                DateFact::Exactly(day) => format!("{name} planned for {}", day.with_weekday()),
                DateFact::Between(..) | DateFact::Sometime => format!("{name} that is planned"),
            },
            (None, None) => name,
        }
    }

    /// The verb of a duty's act: `hold the first review`.
    pub(super) fn act(&self, duty: &Duty) -> String {
        if let Some(standing) = &duty.standing {
            return Printer::new(&self.model.vocabulary).holding(&standing.holding);
        }
        let parts = self.parts(duty);
        match (duty.act.needed, parts.as_slice()) {
            (_, [] | [_]) | (Needed::All, _) => listed(&parts),
            (Needed::AtLeast(1), _) => parts.join(" or "),
            (Needed::AtLeast(n), _) => format!("at least {n} of: {}", listed(&parts)),
        }
    }

    /// The parts of an act; papers that one act is done with are one part each.
    fn parts(&self, duty: &Duty) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        let mut before = None;
        for part in &duty.act.parts {
            let event = part.event.value;
            said.push(match &part.object {
                Some(paper) if before == Some(event) => definite(self.noun(paper.value)),
                Some(paper) => {
                    let verb = self.model.vocabulary.verb(event);
                    format!("{verb} {}", definite(self.noun(paper.value)))
                }
                None if part.holding => format!("have {}", with_article(self.noun(event))),
                None => self.part(duty, event),
            });
            before = part.object.as_ref().map(|_| event);
        }
        said
    }

    /// What is missing of an act: the paper, else the act.
    pub(super) fn missing_part(&self, part: &ActPart) -> String {
        match &part.object {
            Some(paper) => definite(self.noun(paper.value)),
            None => self.the(part.event.value),
        }
    }

    fn part(&self, duty: &Duty, event: ConceptId) -> String {
        let verb = self.model.vocabulary.verb(event);
        let noun = self.noun(event);
        let which = match duty.matching {
            Match::Nth(n) => format!("the {} {noun}", ordinal(n)),
            Match::Next => format!("the next {noun}"),
            Match::LatestBefore | Match::OldestFirst | Match::CompletionOfTrigger => {
                return verb.to_owned();
            }
        };
        verb.replacen(&with_article(noun), &which, 1)
    }

    /// `the local authority had to hold the first review`; without a bearer,
    /// `somebody had to …` is left to the passive: `it was for the authority`.
    pub(super) fn duty(&self, duty: &Duty, past: bool) -> String {
        let must = match (duty.modality, past) {
            (Modality::Must, false) => "must",
            (Modality::Must, true) => "had to",
            (Modality::Should, false) => "should",
            (Modality::Should, true) => "was expected to",
            (Modality::Aims, false) => "aims to",
            (Modality::Aims, true) => "aimed to",
        };
        match &duty.who {
            Some(who) => format!("{} {must} {}", definite(self.noun(who.value)), self.act(duty)),
            None => {
                let due = match (duty.modality, past) {
                    (Modality::Must, false) => "the duty is to",
                    (Modality::Must, true) => "the duty was to",
                    (Modality::Should, false) => "the expectation is to",
                    (Modality::Should, true) => "the expectation was to",
                    (Modality::Aims, false) => "the aim is to",
                    (Modality::Aims, true) => "the aim was to",
                };
                format!("{due} {}", self.act(duty))
            }
        }
    }

    /// `a review was held`, else `this was done`.
    pub(super) fn was_done(&self, duty: &Duty, by: OccurrenceId) -> String {
        let kind = self.kind(by);
        let one = duty.act.parts.len() == 1;
        let label = kind.and_then(|kind| self.model.vocabulary.get(kind));
        let passive = label.and_then(|concept| {
            let of = concept.label.as_ref().and_then(|label| label.passive.as_deref());
            of.or(concept.forms.passive.as_deref())
        });
        let past = passive.filter(|_| one).and_then(|passive| {
            let pairs = [(" is ", " was "), (" are ", " were ")];
            let found = pairs.into_iter().find(|(now, _)| passive.contains(now));
            found.map(|(now, then)| passive.replacen(now, then, 1))
        });
        past.unwrap_or_else(|| {
            if one { "this was done" } else { "the last of this was done" }.to_owned()
        })
    }

    /// Whether it is a decision, which is named by a sentence.
    fn is_decision(&self, kind: ConceptId) -> bool {
        let concept = self.model.vocabulary.get(kind);
        concept.is_some_and(|concept| concept.sort() == Sort::Decision)
    }

    /// What would settle an open question: `the date of the first review`.
    pub(super) fn missing(&self, blame: &Blame) -> String {
        match blame {
            Blame::DateOf(id) => self.date_of(*id),
            Blame::CompletionOf(id) => {
                format!("the day on which {} was completed", self.occurrence(*id))
            }
            Blame::By(id) => {
                format!("by whom {} was, as somebody whom the pack knows", self.occurrence(*id))
            }
            Blame::Unrecorded(kind) => {
                let when = if self.is_decision(*kind) { "" } else { ", and when" };
                format!("whether {}{when}", self.was_there(*kind).0)
            }
            Blame::NotEnteredSince(kind, day) => format!(
                "whether {} after {}, the last day entered",
                self.was_there(*kind).0,
                day.with_weekday()
            ),
            Blame::HistoryBefore(Day::MAX) => {
                "from which day on the records are there (`history from` cannot be read)".to_owned()
            }
            Blame::HistoryBefore(day) => format!("what happened before {}", day.with_weekday()),
            Blame::BirthDate => "the date of birth".to_owned(),
            Blame::Fact(fact) => format!("{}{}", self.fact(*fact), self.computed(*fact)),
            Blame::FactOf(fact, id) => {
                format!("{}, for {}", self.fact(*fact), self.occurrence(*id))
            }
            Blame::Status(status) => format!("from when until when “{}” held", self.noun(*status)),
            Blame::Calendar(_, last) => {
                format!("the days closed after {}, where the calendar ends", last.with_weekday())
            }
        }
    }

    /// `there was a review`, of what has no noun `“chair the review” happened`; and how the
    /// same is taken up again: `there was one`.
    pub(super) fn was_there(&self, kind: ConceptId) -> (String, &'static str) {
        let noun = self.noun(kind);
        if self.is_decision(kind) {
            (format!("“{noun}” was recorded"), "it was")
        } else if self.is_bare_verb(kind) {
            (format!("“{noun}” happened"), "it did")
        } else {
            (format!("there was {}", with_article(noun)), "there was one")
        }
    }

    /// What a computed fact rests on that is not known, else the extension that gave no
    /// answer.
    fn computed(&self, fact: ConceptId) -> String {
        let extensions = &self.model.extensions;
        let Some(extension) = extensions.iter().find(|one| one.fact == fact) else {
            return String::new();
        };
        let lacking = extension.from.iter().filter(|input| !input.if_known).find_map(|input| {
            match input.what {
                Given::BirthDate => {
                    self.case.born.is_none().then(|| "the date of birth".to_owned())
                }
                Given::Fact(of) => {
                    let mut given = self.case.facts.iter().filter(|one| one.fact == of);
                    given.all(|one| one.value == Value::Unknown).then(|| self.fact(of))
                }
            }
        });
        match lacking {
            Some(of) => format!(" (worked out from {of}, which is not known)"),
            None => format!(" (`{}` gave no answer)", extension.file),
        }
    }

    fn fact(&self, fact: ConceptId) -> String {
        use crate::names::FactType;
        let yes_no = self.model.vocabulary.get(fact).and_then(|concept| concept.fact());
        if yes_no.is_some_and(|info| info.ty == FactType::YesNo) {
            format!("yes or no for “{}”", self.noun(fact))
        } else {
            format!("“{}”", self.noun(fact))
        }
    }

    fn date_of(&self, id: OccurrenceId) -> String {
        let Some(found) = self.case.occurrence(id) else { return "a date".to_owned() };
        let name = self.the(found.kind);
        let facts =
            [found.started, found.planned_for, found.adjourned, found.cancelled, found.completed];
        let vague = facts.into_iter().flatten().find(|fact| fact.exact().is_none());
        match vague {
            Some(DateFact::Between(first, last)) => format!(
                "the exact day of {name}, known only to lie {}",
                between(DateRange { first, last })
            ),
            Some(DateFact::Sometime) => {
                format!("the day of {name}, which is recorded without a date")
            }
            Some(DateFact::Exactly(_)) | None => format!("the day of {}", self.occurrence(id)),
        }
    }

    /// Why an instance had closed by then.
    pub(super) fn had_closed(&self, duty: &Duty, reason: &ClosureReason) -> String {
        let now = self.closed(duty, reason);
        let pairs = [
            ("took place", "had taken place"),
            ("was cancelled", "had been cancelled"),
            ("” ended", "” had ended"),
            ("it no longer held", "it had ceased to hold"),
            ("up to came", "up to had come"),
            ("ran out, and", "had run out, and"),
            (" came", " had come"),
            (" was over", " had been over"),
        ];
        let found = pairs.into_iter().find(|(from, _)| now.contains(from));
        found.map_or_else(|| now.clone(), |(from, to)| now.replacen(from, to, 1))
    }

    /// Why an instance closed: `looked after ended`.
    pub(super) fn closed(&self, duty: &Duty, reason: &ClosureReason) -> String {
        if let Some(recurring) = self.recurring_closed(duty, reason) {
            return recurring;
        }
        match reason {
            ClosureReason::ScopeEnded(status) => format!("“{}” ended", self.noun(*status)),
            ClosureReason::WhileStopped => {
                let printer = Printer::new(&self.model.vocabulary);
                let parts = duty.applies.iter().flat_map(|applies| &applies.parts);
                let whiles = parts.filter(|(how, _)| how.value == How::While);
                let held: Vec<String> =
                    whiles.map(|(_, condition)| printer.inline(condition)).collect();
                format!("it no longer held that {}", listed(&held))
            }
            ClosureReason::AnchorHappened(id) => {
                let kind = self.kind(*id);
                let name =
                    kind.map_or_else(|| "what it led up to".to_owned(), |kind| self.the(kind));
                format!("{name} took place")
            }
            ClosureReason::Cancelled(id) => {
                let kind = self.kind(*id);
                let name = kind.map_or_else(|| "the plan".to_owned(), |kind| self.the(kind));
                format!("{name} was cancelled")
            }
            ClosureReason::DayCame => "the day it led up to came".to_owned(),
            ClosureReason::Deemed => {
                format!("the time ran out, and silence is allowed{}", self.deemed_instead(duty))
            }
            ClosureReason::NextBegan(_) | ClosureReason::Until | ClosureReason::NextOver => {
                "its time was over".to_owned()
            }
        }
    }
}

/// `on Sat 28 March 2026`, `between … and …`, `on a day that is not known`.
fn dated(fact: DateFact) -> String {
    match fact.bounds() {
        Some((first, last)) => on(DateRange { first, last }),
        None => "on a day that is not known".to_owned(),
    }
}
