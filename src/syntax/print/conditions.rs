//! Conditions, printed.

use super::{Printed, Printer};
use crate::names::{ConceptId, FactType, Owner, Sort, definite, ordinal, with_article};
use crate::syntax::ast::{Applies, Atom, Compare, Condition, FactTest, Moment, Tense, When};

impl Printer<'_> {
    /// `while the child is looked after`; a list with its bullets where one line
    /// could be read two ways.
    #[must_use]
    pub fn applies(&self, applies: &Applies) -> Printed {
        self.applies_as(applies, false)
    }

    /// The same, as a list wherever it can be one: for an author who wrote one.
    #[must_use]
    pub fn applies_as_list(&self, applies: &Applies) -> Printed {
        self.applies_as(applies, true)
    }

    fn applies_as(&self, applies: &Applies, list: bool) -> Printed {
        if let [(when, condition)] = applies.parts.as_slice()
            && (list || !fits_a_line(condition))
        {
            let (head, items) = match condition {
                Condition::All(items) => ("all of", items),
                Condition::Any(items) => ("any of", items),
                Condition::Not(_) | Condition::Atom(_) => {
                    return Printed::line(self.parts(applies));
                }
            };
            let items = items.iter().map(|item| self.item(item)).collect();
            return Printed { phrase: format!("{} {head}", word(when.value)), items };
        }
        Printed::line(self.parts(applies))
    }

    fn parts(&self, applies: &Applies) -> String {
        let parts: Vec<String> = applies
            .parts
            .iter()
            .map(|(when, condition)| format!("{} {}", word(when.value), self.inline(condition)))
            .collect();
        parts.join(" ")
    }

    pub(super) fn item(&self, condition: &Condition) -> Printed {
        if fits_a_line(condition) {
            return Printed::line(self.inline(condition));
        }
        let (head, items) = match condition {
            Condition::All(items) => ("all of", items),
            Condition::Any(items) => ("any of", items),
            Condition::Not(_) | Condition::Atom(_) => return Printed::line(self.inline(condition)),
        };
        Printed {
            phrase: head.to_owned(),
            items: items.iter().map(|item| self.item(item)).collect(),
        }
    }

    /// A condition on one line.
    #[must_use]
    pub fn inline(&self, condition: &Condition) -> String {
        match condition {
            Condition::All(parts) => self.joined(parts, " and "),
            Condition::Any(parts) => self.joined(parts, " or "),
            Condition::Not(inner) => match inner.as_ref() {
                Condition::Atom(atom) => self.atom(&atom.value, true),
                other @ (Condition::All(_) | Condition::Any(_) | Condition::Not(_)) => {
                    format!("not ({})", self.inline(other))
                }
            },
            Condition::Atom(atom) => self.atom(&atom.value, false),
        }
    }

    fn joined(&self, parts: &[Condition], by: &str) -> String {
        let texts: Vec<String> = parts.iter().map(|part| self.inline(part)).collect();
        texts.join(by)
    }

    /// One statement, or its denial.
    #[must_use]
    pub fn atom(&self, atom: &Atom, not: bool) -> String {
        let subject = format!("the {}", self.vocabulary.subject);
        match atom {
            Atom::Status { status, tense } => {
                let has_been = matches!(
                    tense,
                    Tense::Ever | Tense::Since(_) | Tense::OnOrAfter(_) | Tense::For(..)
                );
                let verb = match (has_been, not) {
                    (true, false) => "has been",
                    (true, true) => "has not been",
                    (false, false) => "is",
                    (false, true) => "is not",
                };
                format!("{subject} {verb} {}{}", self.predicate(status.value), self.tense(tense))
            }
            Atom::Age { from, until, on } => {
                let verb = if not { "is not" } else { "is" };
                format!("{subject} {verb} {}{}", age(*from, *until), self.on_moment(on.as_ref()))
            }
            Atom::Happened { event, at_least, since, within, on } => {
                let what = self.how_many(event.value, *at_least, not);
                let since = since.as_ref().map(|moment| format!(" since {}", self.moment(moment)));
                let within = within
                    .as_ref()
                    .map(|(offset, moment)| format!(" within {offset} of {}", self.moment(moment)));
                let reach = since.or(within).unwrap_or_default();
                let has = if *at_least > 1 && !not { "have" } else { "has" };
                format!("there {has} been {what}{reach}{}", self.on_moment(on.as_ref()))
            }
            Atom::Total { .. } => self.total(atom, not),
            Atom::SamePerson { role, other, on } => {
                let verb = if not { "is not" } else { "is" };
                let (role, other) =
                    (definite(self.noun(role.value)), definite(self.noun(other.value)));
                format!("{role} {verb} {other}{}", self.on_moment(on.as_ref()))
            }
            Atom::Fact { fact, of_trigger, test, on } => {
                self.fact((fact.value, of_trigger.map(|of| of.value)), test, on.as_ref(), not)
            }
            Atom::Recorded { decision, by } => {
                let by = by.as_ref().map(|role| format!(" by {}", definite(self.noun(role.value))));
                format!("recorded{}: {}", by.unwrap_or_default(), self.noun(decision.value))
            }
        }
    }

    /// `that review changed the care plan`, `the risk band is high`.
    fn fact(
        &self,
        (fact, owner): (ConceptId, Option<ConceptId>),
        test: &FactTest,
        on: Option<&Moment>,
        not: bool,
    ) -> String {
        let name = self.noun(fact);
        let tail = format!("{}{}", self.fact_test(test), self.on_moment(on));
        let Some(owner) = owner else {
            let subject = format!("the {}", self.vocabulary.subject);
            return self.own_fact(fact, name, test, not, &tail, &subject);
        };
        let owner = self.noun(owner);
        if *test != FactTest::Yes {
            let verb = if not { "is not" } else { "is" };
            return format!("that {owner} {name} {verb}{tail}");
        }
        let verb = match (not, is_a_deed(name)) {
            (true, _) => " is not",
            (false, true) => "",
            (false, false) => " is",
        };
        format!("that {owner}{verb} {name}{tail}")
    }

    /// `a review`, `no review`, `a second review`, `no second review`.
    fn how_many(&self, event: ConceptId, at_least: u32, not: bool) -> String {
        let noun = self.noun(event);
        match (not, at_least) {
            (true, 1) => format!("no {noun}"),
            (false, 1) => with_article(noun),
            (true, count) => format!("no {} {noun}", ordinal(count)),
            (false, count) => format!("at least {count} {}", self.plural(event)),
        }
    }

    fn own_fact(
        &self,
        fact: ConceptId,
        name: &str,
        test: &FactTest,
        not: bool,
        tail: &str,
        subject: &str,
    ) -> String {
        let verb = if not { "is not" } else { "is" };
        let info = self.vocabulary.get(fact).and_then(crate::names::Concept::fact);
        let plain = *test == FactTest::Yes && info.is_some_and(|info| info.ty == FactType::YesNo);
        if !plain {
            return format!("{} {verb}{tail}", definite(name));
        }
        match info.map(|info| info.owner) {
            Some(Owner::Of(owner))
                if self
                    .vocabulary
                    .get(owner)
                    .is_some_and(|concept| concept.sort() == Sort::Role) =>
            {
                format!("{} {verb} {name}{tail}", definite(self.noun(owner)))
            }
            _ => format!("{subject} {verb} {name}{tail}"),
        }
    }

    fn fact_test(&self, test: &FactTest) -> String {
        match test {
            FactTest::Yes => String::new(),
            FactTest::Is(word) => format!(" {word}"),
            FactTest::Number(how, number) => {
                let how = match how {
                    Compare::Equal => "",
                    Compare::Less => "less than ",
                    Compare::AtMost => "at most ",
                    Compare::AtLeast => "at least ",
                    Compare::More => "more than ",
                };
                format!(" {how}{number}")
            }
            FactTest::Date(how, moment) => {
                let how = match how {
                    Compare::Less | Compare::AtMost => "before",
                    Compare::Equal => "on",
                    Compare::AtLeast | Compare::More => "after",
                };
                format!(" {how} {}", self.moment(moment))
            }
        }
    }

    fn tense(&self, tense: &Tense) -> String {
        match tense {
            Tense::Now | Tense::Ever => String::new(),
            Tense::On(moment) => self.on_moment(Some(moment)),
            Tense::Since(moment) => format!(" since {}", self.moment(moment)),
            Tense::OnOrAfter(moment) => format!(" on or after {}", self.moment(moment)),
            Tense::For(offset, false) => format!(" for at least {offset}"),
            Tense::For(offset, true) => format!(" for more than {offset}"),
        }
    }

    pub(super) fn on_moment(&self, moment: Option<&Moment>) -> String {
        match moment {
            None => String::new(),
            Some(moment @ (Moment::After(..) | Moment::Before(..))) => {
                format!(" on the day {}", self.moment(moment))
            }
            Some(moment) => format!(" on {}", self.moment(moment)),
        }
    }
}

/// The keyword of an `applies` part.
fn word(when: When) -> &'static str {
    match when {
        When::If => "if",
        When::Once => "once",
        When::While => "while",
        When::Unless => "unless",
    }
}

/// Whether a condition reads one way on one line: one kind of joiner, and a
/// recorded reason only at its end.
pub(super) fn fits_a_line(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            let atoms = parts.iter().all(|part| match part {
                Condition::Atom(_) => true,
                Condition::Not(inner) => matches!(inner.as_ref(), Condition::Atom(_)),
                Condition::All(_) | Condition::Any(_) => false,
            });
            let before_last = parts.len().saturating_sub(1);
            atoms && parts.len() > 1 && !parts.iter().take(before_last).any(is_recorded)
        }
        Condition::Not(_) | Condition::Atom(_) => true,
    }
}

fn is_recorded(condition: &Condition) -> bool {
    matches!(condition, Condition::Atom(atom) if matches!(atom.value, Atom::Recorded { .. }))
}

/// `changed the care plan` is what a review did; `intended to last` is what it is. What
/// was done to it goes on with a preposition or an adverb, if at all.
fn is_a_deed(fact: &str) -> bool {
    let mut words = fact.split_whitespace();
    let first = words.next().unwrap_or("");
    const ON: [&str; 32] = [
        "about", "across", "after", "again", "against", "as", "at", "away", "before", "between",
        "but", "by", "during", "early", "for", "from", "in", "into", "late", "of", "off", "on",
        "out", "over", "since", "through", "to", "under", "until", "up", "with", "without",
    ];
    let object = words.next().is_some_and(|next| !ON.contains(&next) && !next.ends_with("ly"));
    // Forms that are no participle, and those that are one as well.
    const DID: [&str; 16] = [
        "was", "has", "had", "went", "took", "gave", "came", "did", "began", "saw", "chose",
        "fell", "spoke", "wrote", "broke", "became",
    ];
    const DONE: [&str; 15] = [
        "made", "found", "left", "kept", "held", "told", "led", "sent", "met", "set", "brought",
        "lost", "paid", "put", "said",
    ];
    DID.contains(&first) || object && (first.ends_with("ed") || DONE.contains(&first))
}

fn age(from: Option<u32>, until: Option<u32>) -> String {
    match (from, until) {
        (None, None) => "aged at least 0".to_owned(),
        (None, Some(until)) => format!("under {until}"),
        (Some(from), None) => format!("aged at least {from}"),
        (Some(from), Some(until)) => match until.saturating_sub(from) {
            0 | 1 => format!("aged {from}"),
            2 => format!("aged {from} or {}", from + 1),
            _ => format!("aged between {from} and {}", until - 1),
        },
    }
}
