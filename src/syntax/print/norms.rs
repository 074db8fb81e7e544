//! Standing duties, powers and rules across cases, printed.

use super::Printer;
use crate::names::{Sort, pluralise, with_article};
use crate::source::Spanned;
use crate::syntax::ast::{
    Bounds, Changes, During, Extends, Group, GroupKey, Holding, Licence, Measure, Per, UseLimit,
};

impl Printer<'_> {
    /// `have a named IRO`, `be placed for adoption`.
    #[must_use]
    pub fn holding(&self, holding: &Holding) -> String {
        let noun = self.noun(holding.status.value);
        if holding.have { format!("have {}", with_article(noun)) } else { format!("be {noun}") }
    }

    /// `each period looked after, except the first 5 working days`.
    #[must_use]
    pub fn during(&self, during: &During) -> String {
        let period = format!("each period {}", self.noun(during.status.value));
        match during.grace {
            Some(grace) => format!("{period}, except the first {grace}"),
            None => period,
        }
    }

    /// `adjourn a review`.
    #[must_use]
    pub fn may(&self, may: &Licence) -> String {
        let noun = || with_article(self.noun(may.event().value));
        match may {
            Licence::Act(event) => self.verb(event.value).to_owned(),
            Licence::Adjourn(_) => format!("adjourn {}", noun()),
            Licence::Cancel(_) => format!("cancel {}", noun()),
            Licence::Move(_) => format!("rearrange {}", noun()),
        }
    }

    /// `once for each review`.
    #[must_use]
    pub fn use_limit(&self, limit: &UseLimit) -> String {
        let (times, per) = match limit {
            UseLimit::Due(due) => return self.due(due),
            UseLimit::Count { times, per } => (times, per),
        };
        let times = match times {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            times => format!("{times} times"),
        };
        match per {
            None => format!("{times} in the whole record"),
            Some(Per::Each(event)) => format!("{times} for each {}", self.noun(event.value)),
            Some(Per::Period(status)) => {
                format!("{times} in each period {}", self.noun(status.value))
            }
            Some(Per::Span(kind)) => format!("{times} in each {}", kind.word()),
        }
    }

    /// `initial-review to within 40 working days of coming into care`.
    #[must_use]
    pub fn changes(&self, changes: &Changes) -> String {
        format!("{} to {}", changes.duty.value, self.due(&changes.due))
    }

    /// `initial-review by up to 20 working days`.
    #[must_use]
    pub fn extends(&self, extends: &Extends) -> String {
        let up_to = if extends.up_to { "up to " } else { "" };
        format!("{} by {up_to}{}", self.waives(&extends.duties), extends.by)
    }

    /// `initial-review, second-review`.
    #[must_use]
    pub fn waives(&self, duties: &[Spanned<String>]) -> String {
        let ids: Vec<&str> = duties.iter().map(|duty| duty.value.as_str()).collect();
        ids.join(", ")
    }

    /// `looked after children by IRO`.
    #[must_use]
    pub fn group(&self, group: &Group) -> String {
        let subject = match self.vocabulary.subject.as_str() {
            "" => "cases".to_owned(),
            subject => pluralise(subject),
        };
        let who = match &group.of {
            Some(of) => format!("{} {subject}", self.noun(of.value)),
            None => subject,
        };
        let keys: Vec<String> = group.keys.iter().map(|key| self.group_key(key)).collect();
        format!("{who} by {}", keys.join(" and "))
    }

    fn group_key(&self, key: &GroupKey) -> String {
        match key {
            GroupKey::Fact(fact) => self.noun(fact.value).to_owned(),
            GroupKey::Year(kind, of) => {
                let is_event =
                    self.vocabulary.get(of.value).is_some_and(|c| c.sort() == Sort::Event);
                let noun = self.noun(of.value);
                let noun = if is_event { crate::names::definite(noun) } else { noun.to_owned() };
                format!("{} of {noun}", kind.word())
            }
        }
    }

    /// `all have the same IRO`.
    #[must_use]
    pub fn measure(&self, measure: &Measure) -> String {
        match measure {
            Measure::Same(fact) => format!("all have the same {}", self.noun(fact.value)),
            Measure::Different { fact, from } => {
                let noun = self.noun(fact.value);
                let from = from
                    .as_ref()
                    .map_or(String::new(), |from| format!(" from that {}", from.value));
                format!("all have a different {noun}{from}")
            }
            Measure::Number { bounds, each } => {
                format!("number {}{}", bounds_text(*bounds), self.for_each(each.as_ref()))
            }
            Measure::Sum { fact, bounds, each } => format!(
                "total {} {}{}",
                self.noun(fact.value),
                bounds_text(*bounds),
                self.for_each(each.as_ref())
            ),
            Measure::Share { at_least, percent, condition } => {
                let at = if *at_least { "at least" } else { "at most" };
                format!("share {at} {percent}% where {}", self.inline(condition))
            }
            Measure::Apart { gap, end, start } => {
                let definite = crate::names::definite;
                format!(
                    "leave at least {gap} between {} and the next {}",
                    definite(self.noun(end.value)),
                    self.noun(start.value)
                )
            }
        }
    }

    fn for_each(&self, fact: Option<&Spanned<crate::names::ConceptId>>) -> String {
        fact.map_or(String::new(), |fact| format!(" for each {}", self.noun(fact.value)))
    }
}

fn bounds_text(bounds: Bounds) -> String {
    match (bounds.least, bounds.most) {
        (Some(least), Some(most)) if least == most => format!("exactly {least}"),
        (Some(least), Some(most)) => format!("between {least} and {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        // INVARIANT of `Bounds`: one of them is given.
        (None, None) => String::new(),
    }
}
