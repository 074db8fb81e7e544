//! Definitions, deeming and kinds of events, printed.

use super::{Printed, Printer};
use crate::names::{Concept, ConceptId, with_article};
use crate::syntax::ast::{Atom, Compare, Condition, Deemed, EventMeaning, Leaving, Moment};

impl Printer<'_> {
    /// What a definition means, or leaves out. `list`: as bullets wherever it can
    /// be one.
    #[must_use]
    pub fn condition(&self, condition: &Condition, list: bool) -> Printed {
        let (head, items) = match condition {
            Condition::All(items) => ("all of", items),
            Condition::Any(items) => ("any of", items),
            Condition::Not(_) | Condition::Atom(_) => {
                return Printed::line(self.inline(condition));
            }
        };
        if !list && super::conditions::fits_a_line(condition) {
            return Printed::line(self.inline(condition));
        }
        Printed {
            phrase: head.to_owned(),
            items: items.iter().map(|item| self.item(item)).collect(),
        }
    }

    /// `not time in a series of short breaks`.
    #[must_use]
    pub fn leaving(&self, leaving: &Leaving) -> String {
        match leaving {
            Leaving::TimeIn(status) if self.is_noun(status.value) => {
                format!("not time as {}", self.predicate(status.value))
            }
            Leaving::TimeIn(status) => {
                let noun = self.noun(status.value);
                // A name that begins with its preposition has one already.
                if noun.starts_with("in ") {
                    format!("not time {noun}")
                } else {
                    format!("not time in {noun}")
                }
            }
            Leaving::PeriodsBegunBy { moment, that_day } => {
                let after = if *that_day { "on or after" } else { "after" };
                format!("only periods beginning {after} {}", self.moment(moment))
            }
        }
    }

    /// `5 working days pass after each receipt of the decisions without a response
    /// to the decisions`.
    #[must_use]
    pub fn deemed(&self, deemed: &Deemed) -> String {
        let passes = match &deemed.until {
            Moment::After(offset, anchor) => {
                let verb = if offset.first.count == 1 && offset.plus.is_none() {
                    "passes"
                } else {
                    "pass"
                };
                format!("{offset} {verb} after {}", self.anchor(anchor))
            }
            other @ (Moment::At(_)
            | Moment::Before(..)
            | Moment::Earlier(..)
            | Moment::Later(..)) => format!("{} passes", self.moment(other)),
        };
        let without: Vec<String> =
            deemed.without.iter().map(|event| with_article(self.noun(event.value))).collect();
        if without.is_empty() {
            return passes;
        }
        format!("{passes} without {}", without.join(" or "))
    }

    /// `the decisions are agreed`, else the noun.
    #[must_use]
    pub fn given(&self, event: ConceptId) -> String {
        let concept = self.vocabulary.get(event);
        let label = concept.and_then(|concept| concept.label.as_ref()?.passive.as_deref());
        let passive = concept.and_then(|concept| concept.forms.passive.as_deref());
        label.or(passive).map_or_else(|| self.noun(event).to_owned(), str::to_owned)
    }

    /// `a review that was a meeting`; `any of`, with bullets.
    #[must_use]
    pub fn kind(&self, meaning: &EventMeaning) -> Printed {
        match meaning {
            EventMeaning::AnyOf(parts) => Printed {
                phrase: "any of".to_owned(),
                items: parts
                    .iter()
                    .map(|part| Printed::line(self.noun(part.value).to_owned()))
                    .collect(),
            },
            EventMeaning::Those { of, that } => {
                let of = with_article(self.noun(of.value));
                Printed::line(format!("{of} that {}", self.of_kind(that)))
            }
        }
    }

    fn of_kind(&self, that: &Condition) -> String {
        let joined = |parts: &[Condition], by: &str| {
            let texts: Vec<String> = parts.iter().map(|part| self.of_kind(part)).collect();
            texts.join(by)
        };
        match that {
            Condition::All(parts) => joined(parts, " and "),
            Condition::Any(parts) => joined(parts, " or "),
            Condition::Not(inner) => match inner.as_ref() {
                Condition::Atom(atom) => self.of_kind_atom(&atom.value, true),
                other @ (Condition::All(_) | Condition::Any(_) | Condition::Not(_)) => {
                    self.of_kind(other)
                }
            },
            Condition::Atom(atom) => self.of_kind_atom(&atom.value, false),
        }
    }

    /// What is so of it: the statement without `that review`.
    fn of_kind_atom(&self, atom: &Atom, not: bool) -> String {
        let whole = self.atom(atom, not);
        let Atom::Fact { of_trigger: Some(owner), .. } = atom else { return whole };
        let head = format!("that {} ", self.noun(owner.value));
        whole.strip_prefix(&head).map_or_else(|| whole.clone(), str::to_owned)
    }

    /// `total time looked after since the 14th birthday is at least 13 weeks`.
    pub(super) fn total(&self, atom: &Atom, not: bool) -> String {
        let Atom::Total { status, since, compare, length, on } = atom else {
            return String::new();
        };
        let since = since.as_ref().map(|moment| format!(" since {}", self.moment(moment)));
        let how = match compare {
            Compare::Less => "less than",
            Compare::AtMost => "at most",
            Compare::Equal | Compare::AtLeast => "at least",
            Compare::More => "more than",
        };
        format!(
            "total time {}{} {} {how} {length}{}",
            self.all_through(status.value),
            since.unwrap_or_default(),
            if not { "is not" } else { "is" },
            self.on_moment(on.as_ref())
        )
    }

    fn is_noun(&self, status: ConceptId) -> bool {
        let info = self.vocabulary.get(status).and_then(Concept::status);
        info.is_some_and(|info| info.takes_article)
    }

    /// A status after `is`: `looked after`, `an eligible child`.
    pub(super) fn predicate(&self, status: ConceptId) -> String {
        self.vocabulary.get(status).map_or_else(String::new, Concept::predicate)
    }

    /// `the start of each period looked after`, `becoming an eligible child`.
    pub(super) fn edge(&self, start: bool, status: ConceptId) -> String {
        match (self.is_noun(status), start) {
            (true, true) => format!("becoming {}", self.predicate(status)),
            (true, false) => format!("ceasing to be {}", self.predicate(status)),
            (false, true) => format!("the start of each period {}", self.noun(status)),
            (false, false) => format!("the end of each period {}", self.noun(status)),
        }
    }

    /// A status after `period` or `time`: `looked after`, `as an eligible child`.
    pub(super) fn all_through(&self, status: ConceptId) -> String {
        if self.is_noun(status) {
            format!("as {}", self.predicate(status))
        } else {
            self.noun(status).to_owned()
        }
    }
}
