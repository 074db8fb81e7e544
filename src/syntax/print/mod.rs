//! The printer: phrases and blocks in their canonical form.
//!
//! In: typed phrases, block trees. Out: text that reads back as the same.
//! Never here: colours, widths of terminals.

mod blocks;
mod conditions;
mod definitions;
mod dues;
mod example;
mod norms;
mod schedules;

pub(in crate::syntax) use blocks::title_text;
pub use blocks::{duly, yaml};

use crate::names::{Concept, ConceptId, Vocabulary, with_article};
use crate::syntax::ast::{Act, ActPart, MetBy, Needed, Rule, RuleOrdinal};

/// Prints phrases in the words of one pack: its labels, else the declared forms.
#[derive(Debug, Clone, Copy)]
pub struct Printer<'a> {
    vocabulary: &'a Vocabulary,
}

/// A phrase with the bullets below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The phrase itself.
    pub phrase: String,
    /// Its bullets.
    pub items: Vec<Printed>,
}

impl Printed {
    fn line(phrase: impl Into<String>) -> Self {
        Printed { phrase: phrase.into(), items: Vec::new() }
    }

    /// All of it on one line, for a sentence: bullets joined by semicolons.
    #[must_use]
    pub fn flat(&self) -> String {
        if self.items.is_empty() {
            return self.phrase.clone();
        }
        let items: Vec<String> = self.items.iter().map(Printed::flat).collect();
        format!("{}: {}", self.phrase, items.join("; "))
    }
}

impl<'a> Printer<'a> {
    /// A printer that uses these words.
    #[must_use]
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        Printer { vocabulary }
    }

    fn noun(&self, id: ConceptId) -> &'a str {
        self.vocabulary.noun(id)
    }

    fn plural(&self, id: ConceptId) -> &'a str {
        self.vocabulary.get(id).map_or("", crate::names::Concept::plural)
    }

    fn verb(&self, id: ConceptId) -> &'a str {
        self.vocabulary.verb(id)
    }

    /// `hold a review`; a list with its bullets.
    #[must_use]
    pub fn act(&self, act: &Act) -> Printed {
        if let [part] = act.parts.as_slice()
            && part.object.is_none()
            && part.condition.is_none()
            && act.needed == Needed::All
        {
            return Printed::line(self.part_act(part));
        }
        let quantity = match act.needed {
            Needed::All => "all of".to_owned(),
            Needed::AtLeast(1) => "any of".to_owned(),
            Needed::AtLeast(count) => format!("at least {count} of"),
        };
        let of_papers = act.parts.first().filter(|part| part.object.is_some());
        let phrase = match of_papers {
            Some(part) => {
                let event = self.vocabulary.get(part.event.value);
                format!("{} {quantity}", event.map_or("", Concept::verb_before_list))
            }
            None => quantity,
        };
        let items = act.parts.iter().map(|part| Printed::line(self.part(part))).collect();
        Printed { phrase, items }
    }

    fn part(&self, part: &ActPart) -> String {
        let head = match &part.object {
            Some(paper) => self.noun(paper.value).to_owned(),
            None => self.part_act(part),
        };
        match &part.condition {
            Some(applies) => format!("{head}, {}", self.applies(applies).flat()),
            None => head,
        }
    }

    fn part_act(&self, part: &ActPart) -> String {
        if part.holding {
            format!("have {}", with_article(self.noun(part.event.value)))
        } else if part.completion {
            format!("complete the {}", self.noun(part.event.value))
        } else {
            self.verb(part.event.value).to_owned()
        }
    }

    /// `the first review`, `invitations for that review`.
    #[must_use]
    pub fn met_by(&self, met_by: &MetBy) -> String {
        match met_by {
            MetBy::Nth(event, number) => {
                format!("the {} {}", crate::names::ordinal(*number), self.noun(event.value))
            }
            MetBy::Next(event) => format!("the next {}", self.noun(event.value)),
            MetBy::For(event, None) => self.noun(event.value).to_owned(),
            MetBy::For(event, Some(whose)) => {
                format!("{} for that {}", self.plural(event.value), self.noun(whose.value))
            }
        }
    }

    /// `initial review within 20 working days of coming into care`.
    #[must_use]
    pub fn rule(&self, rule: &Rule) -> Printed {
        let event = rule.event.value;
        let noun = self.noun(event);
        if let Some(who) = &rule.who {
            let who = crate::names::definite(self.noun(who.value));
            let verb = if rule.should { "should" } else { "must" };
            return Printed::line(format!(
                "{who} {verb} {} {}",
                self.verb(event),
                self.due(&rule.due)
            ));
        }
        let head = match rule.ordinal {
            None => noun.to_owned(),
            Some(RuleOrdinal::Nth(1)) => format!("initial {noun}"),
            Some(RuleOrdinal::Nth(number)) => format!("{} {noun}", crate::names::ordinal(number)),
            Some(RuleOrdinal::From(number)) => {
                format!("{} and later {}", crate::names::ordinal(number), self.plural(event))
            }
            Some(RuleOrdinal::Subsequent) => format!("subsequent {}", self.plural(event)),
        };
        let verb = if rule.should { " should be" } else { "" };
        Printed::line(format!("{head}{verb} {}", self.due(&rule.due)))
    }
}

#[cfg(test)]
mod tests;
