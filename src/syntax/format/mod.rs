//! The formatter: a file in its canonical form, with every comment kept.
//!
//! In: the text of a file, its tree and the names its phrases use. Out: the same
//! file with even margins and canonical phrases. A phrase is only rewritten when
//! its canonical form reads back as the same; lines that cannot be read stay as
//! they are, and so does a text with control characters in it.

mod duly;
mod norms;
mod yaml;

use crate::names::Vocabulary;
use crate::source::{Phrase, Span};
use crate::syntax::force::dated;
use crate::syntax::phrase::Reading;
use crate::syntax::print::{Printed, Printer};
use crate::syntax::tree::{Carrier, Clause, Item, Tree};
use crate::syntax::{ClauseKey, read};

/// Formats one file. `days_declared`: bare “days” are calendar days in this pack.
#[must_use]
pub fn format(tree: &Tree, text: &str, vocabulary: &Vocabulary, days_declared: bool) -> String {
    if text.chars().any(super::shape::is_odd) {
        return text.to_owned();
    }
    let canon = Canon { vocabulary, days_declared };
    let formatted = match tree.carrier {
        Carrier::Duly => duly::format(tree, text, &canon),
        Carrier::Yaml => yaml::format(tree, text, &canon),
    };
    if same_shape(tree, &formatted) { formatted } else { text.to_owned() }
}

/// Whether a formatted text still holds the same blocks and clauses.
fn same_shape(tree: &Tree, formatted: &str) -> bool {
    let again = read(tree.file, tree.carrier, formatted);
    let Some(again) = again.value else { return false };
    let shape = |tree: &Tree| -> Vec<(String, Vec<(ClauseKey, usize)>)> {
        tree.blocks
            .iter()
            .map(|block| {
                let clauses = block.clauses.iter().map(|c| (c.key.value, c.items.len())).collect();
                (block.name.text().to_owned(), clauses)
            })
            .collect()
    };
    shape(tree).iter().map(|(name, _)| name).eq(shape(&again).iter().map(|(name, _)| name))
        && tree.blocks.iter().zip(&again.blocks).all(|(old, new)| {
            old.clauses.iter().map(|c| c.key.value).eq(new.clauses.iter().map(|c| c.key.value))
        })
}

type Form = fn(&Canon<'_>, &Clause, &mut Reading<'_>) -> Option<Printed>;

/// The clauses that have a canonical form; all others stand as written. Of two forms
/// of one clause, which are for different blocks, the one that can be read is taken.
const FORMS: &[(ClauseKey, Form)] = &[
    (ClauseKey::Due, |canon, clause, reading| canon.due(clause, reading)),
    (ClauseKey::Rule, |canon, clause, reading| canon.rule(clause, reading)),
    (ClauseKey::MetBy, |canon, clause, reading| canon.met_by(clause, reading)),
    (ClauseKey::Schedule, |canon, clause, reading| canon.schedule(clause, reading)),
    (ClauseKey::Until, |canon, clause, reading| canon.until(clause, reading)),
    (ClauseKey::Clock, |canon, clause, reading| canon.clock(clause, reading)),
    (ClauseKey::IfUnrecorded, |canon, clause, reading| canon.unrecorded(clause, reading)),
    (ClauseKey::Applies, |canon, clause, reading| canon.applies(clause, reading)),
    (ClauseKey::Must, |canon, clause, reading| canon.act(clause, reading)),
    (ClauseKey::Should, |canon, clause, reading| canon.act(clause, reading)),
    (ClauseKey::AimsTo, |canon, clause, reading| canon.act(clause, reading)),
    (ClauseKey::Must, |canon, clause, reading| canon.holding(clause, reading)),
    (ClauseKey::Should, |canon, clause, reading| canon.holding(clause, reading)),
    (ClauseKey::Must, |canon, clause, reading| canon.measure(clause, reading)),
    (ClauseKey::Should, |canon, clause, reading| canon.measure(clause, reading)),
    (ClauseKey::During, |canon, clause, reading| canon.during(clause, reading)),
    (ClauseKey::May, |canon, clause, reading| canon.may(clause, reading)),
    (ClauseKey::LimitTo, |canon, clause, reading| canon.use_limit(clause, reading)),
    (ClauseKey::Changes, |canon, clause, reading| canon.changes(clause, reading)),
    (ClauseKey::Extends, |canon, clause, reading| canon.extends(clause, reading)),
    (ClauseKey::Waives, |canon, clause, reading| canon.waives(clause, reading)),
    (ClauseKey::Group, |canon, clause, reading| canon.group(clause, reading)),
    (ClauseKey::Means, |canon, clause, reading| canon.means(clause, reading)),
    (ClauseKey::Except, |canon, clause, reading| canon.condition(clause, reading)),
    (ClauseKey::Counting, |canon, clause, reading| canon.counting(clause, reading)),
    (ClauseKey::When, |canon, clause, reading| canon.deemed(clause, reading)),
    (ClauseKey::Gives, |canon, clause, reading| canon.given(clause, reading)),
];

/// The canonical form of phrases, in the words of one pack.
struct Canon<'a> {
    vocabulary: &'a Vocabulary,
    days_declared: bool,
}

impl Canon<'_> {
    /// The clause as it should stand: canonical where its phrase can be read and
    /// the canonical form reads back as the same, else the author's words with
    /// single spaces.
    fn clause(&self, clause: &Clause) -> Printed {
        self.canonical(clause).unwrap_or_else(|| as_written(&clause.phrase, &clause.items))
    }

    fn canonical(&self, clause: &Clause) -> Option<Printed> {
        let (value, force) = dated(&clause.phrase);
        let in_time = || {
            let mut printed = self.form(&Clause { phrase: value, ..clause.clone() })?;
            printed.phrase = format!("{} {}", printed.phrase, force?.words());
            Some(printed)
        };
        let limit =
            matches!(clause.key.value, ClauseKey::Due | ClauseKey::Schedule | ClauseKey::Applies);
        // Of what seldom changes on a day, a date at its end may be part of what it says.
        let first = if limit && force.is_some() { None } else { self.form(clause) };
        first.or_else(in_time)
    }

    fn form(&self, clause: &Clause) -> Option<Printed> {
        let mut reading = Reading::new(self.vocabulary, self.days_declared);
        let mut forms = FORMS.iter().filter(|(key, _)| *key == clause.key.value);
        forms.find_map(|(_, form)| form(self, clause, &mut reading))
    }

    fn printer(&self) -> Printer<'_> {
        Printer::new(self.vocabulary)
    }

    fn due(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.due(&clause.phrase)?;
        let printed = self.printer().due(&read);
        let again = reading.due(&Phrase::plain(&printed, clause.phrase.span()))?;
        (again == read).then(|| line(printed))
    }

    fn schedule(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.schedule(&clause.phrase)?;
        let printed = self.printer().schedule(&read);
        let again = reading.schedule(&Phrase::plain(&printed, clause.phrase.span()))?;
        (again == read).then(|| line(printed))
    }

    fn until(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.until(&clause.phrase)?;
        let printed = self.printer().anchor(&read);
        let again = reading.until(&Phrase::plain(&printed, clause.phrase.span()))?;
        (again == read).then(|| line(printed))
    }

    fn clock(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.clock(&clause.phrase)?;
        let printed = self.printer().clock(&read);
        let again = reading.clock(&Phrase::plain(&printed, clause.phrase.span()))?;
        (again == read).then(|| line(printed))
    }

    fn unrecorded(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.unrecorded(&clause.phrase)?;
        let printed = self.printer().unrecorded(&read);
        let again = reading.unrecorded(&Phrase::plain(&printed, clause.phrase.span()))?;
        (again == read).then(|| line(printed))
    }

    fn rule(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.rule(&clause.phrase)?;
        let printed = self.printer().rule(&read);
        let again = reading.rule(&Phrase::plain(&printed.phrase, clause.phrase.span()))?;
        (again == read).then_some(printed)
    }

    fn met_by(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.met_by(&clause.phrase)?;
        let printed = self.printer().met_by(&read);
        let again = reading.met_by(&Phrase::plain(&printed, clause.phrase.span()))?;
        (again == read).then(|| line(printed))
    }

    fn applies(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.applies(clause)?;
        let printed = if clause.items.is_empty() {
            self.printer().applies(&read)
        } else {
            self.printer().applies_as_list(&read)
        };
        (reading.applies(&rewritten(clause, &printed))? == read).then_some(printed)
    }

    fn act(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.act(clause)?;
        if read.due.is_some() {
            return None;
        }
        let printed = self.printer().act(&read.act);
        (reading.act(&rewritten(clause, &printed))? == read).then_some(printed)
    }
}

impl Canon<'_> {
    /// Of an event, a definition or a calendar: a calendar's stays as it is.
    fn means(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let Some(read) = reading.kind(clause) else { return self.condition(clause, reading) };
        let printed = self.printer().kind(&read);
        (reading.kind(&rewritten(clause, &printed))? == read).then_some(printed)
    }

    fn condition(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.conditions(clause)?;
        let printed = self.printer().condition(&read, !clause.items.is_empty());
        (reading.conditions(&rewritten(clause, &printed))? == read).then_some(printed)
    }

    fn counting(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.counting(&clause.phrase)?;
        let printed = self.printer().leaving(&read);
        let again = reading.counting(&Phrase::plain(&printed, clause.phrase.span()))?;
        (again == read).then(|| line(printed))
    }

    fn deemed(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.deemed(&clause.phrase)?;
        let printed = self.printer().deemed(&read);
        let again = reading.deemed(&Phrase::plain(&printed, clause.phrase.span()))?;
        (again == read).then(|| line(printed))
    }

    fn given(&self, clause: &Clause, reading: &mut Reading<'_>) -> Option<Printed> {
        let read = reading.given(&clause.phrase)?;
        let printed = self.printer().given(read.value);
        let again = reading.given(&Phrase::plain(&printed, clause.phrase.span()))?;
        (again.value == read.value).then(|| line(printed))
    }
}

/// A phrase without bullets.
fn line(text: String) -> Printed {
    Printed { phrase: text, items: Vec::new() }
}

/// A clause with the printed phrase and bullets in place of its own.
fn rewritten(clause: &Clause, printed: &Printed) -> Clause {
    let span = clause.phrase.span();
    Clause::new(clause.key, Phrase::plain(&printed.phrase, span), items_of(&printed.items, span))
}

fn items_of(printed: &[Printed], span: Span) -> Vec<Item> {
    printed
        .iter()
        .map(|item| Item {
            phrase: Phrase::plain(&item.phrase, span),
            items: items_of(&item.items, span),
        })
        .collect()
}

fn as_written(phrase: &Phrase, items: &[Item]) -> Printed {
    let words: Vec<&str> = phrase.text().split_whitespace().collect();
    Printed {
        phrase: words.join(" "),
        items: items.iter().map(|item| as_written(&item.phrase, &item.items)).collect(),
    }
}

#[cfg(test)]
mod tests;
