//! The canonical words for what an example says: they read back as the same.

use super::find::happening;
use super::said::{
    Amount, CaseFactSaid, DaySaid, Days, EventSaid, Expect, FactSaid, GapSaid, Occasion,
    PeriodSaid, Pick, RecordsSaid, RowExpect, Statement, ValueSaid, Which,
};
use crate::names::{ConceptId, Sort, Vocabulary, definite, ordinal, without_article};
use crate::syntax::print::Printer;

/// A statement of a `facts` clause, in the words of the pack.
#[must_use]
pub fn statement_text(vocabulary: &Vocabulary, said: &Statement) -> String {
    let words = Words { vocabulary };
    match said {
        Statement::Born(day) => format!("born {}", on_day(day.value, "on ")),
        Statement::HistoryFrom(day) => format!("history from {}", day.value.long()),
        Statement::Records(records) => words.records(records),
        Statement::Event(event) => words.event(event),
        Statement::Period(period) => words.period(period),
        Statement::Fact(fact) => words.fact(fact),
    }
}

/// What is expected, in canonical words.
#[must_use]
pub fn expect_text(vocabulary: &Vocabulary, says: &Expect) -> String {
    let words = Words { vocabulary };
    match says {
        Expect::Row(row) => words.row(row),
        Expect::Absent(which) => format!("{} is not there", words.which(which)),
        Expect::Count(rule, Amount::Some) => format!("{} is there", rule.value),
        Expect::Count(rule, Amount::Exactly(1)) => format!("{} is there once", rule.value),
        Expect::Count(rule, Amount::Exactly(2)) => format!("{} is there twice", rule.value),
        Expect::Count(rule, Amount::Exactly(number)) => {
            format!("{} is there {number} times", rule.value)
        }
        Expect::Explained(which, text) => {
            format!("{} explanation mentions “{text}”", words.which(which))
        }
        Expect::Finding(code, None) => format!("finding {code}"),
        Expect::Finding(code, Some(text)) => format!("finding {code} mentions “{text}”"),
        Expect::NoFinding(None) => "no findings".to_owned(),
        Expect::NoFinding(Some(code)) => format!("no finding {code}"),
        Expect::Occurred(event, day) => {
            let concept = vocabulary.get(event.value);
            let words = concept.map(|concept| happening(concept, &vocabulary.subject));
            format!("{} on {}", words.unwrap_or_default(), day.long())
        }
        Expect::Holds(condition, true) => Printer::new(vocabulary).inline(condition),
        Expect::Holds(condition, false) => {
            format!("it is not known whether {}", Printer::new(vocabulary).inline(condition))
        }
    }
}

struct Words<'a> {
    vocabulary: &'a Vocabulary,
}

impl Words<'_> {
    fn noun(&self, id: ConceptId) -> &str {
        without_article(self.vocabulary.noun(id))
    }

    fn the(&self, id: ConceptId) -> String {
        definite(self.vocabulary.noun(id))
    }

    fn records(&self, said: &RecordsSaid) -> String {
        let mut text = format!("records of {}", self.noun(said.name.value));
        if said.when_known {
            text.push_str(" when known");
            return text;
        }
        text.push_str(" complete");
        if let Some(from) = &said.from {
            text.push_str(&format!(" from {}", from.value.long()));
        }
        if let Some(until) = &said.until {
            text.push_str(&format!(" until {}", until.value.long()));
        }
        text
    }

    fn event(&self, said: &EventSaid) -> String {
        let Some(concept) = self.vocabulary.get(said.event.value) else { return String::new() };
        let decision = concept.sort() == Sort::Decision;
        let only_happened = said.on.is_some() && said.planned_for.is_none() && said.id.is_none();
        let mut text = if decision {
            format!("recorded: {}", concept.name)
        } else if only_happened {
            happening(concept, &self.vocabulary.subject)
        } else {
            self.noun(said.event.value).to_owned()
        };
        if let Some(id) = &said.id {
            text.push_str(&format!(" “{}”", id.value));
        }
        let mut first = true;
        let mut add = |part: String| {
            text.push_str(if first { " " } else { ", " });
            first = false;
            text.push_str(&part);
        };
        if let Some(day) = &said.planned_for {
            add(format!("planned for {}", on_day(day.value, "")));
        }
        let dated = [
            (&said.on, if only_happened || decision { "on " } else { "held on " }),
            (&said.started, "started on "),
            (&said.completed, "completed on "),
            (&said.adjourned, "adjourned on "),
            (&said.moved, "moved on "),
            (&said.cancelled, "cancelled on "),
        ];
        for (day, word) in dated {
            if let Some(day) = day {
                add(on_day_after(day.value, word));
            }
        }
        for day in &said.adjourned_again {
            add(on_day_after(day.value, "adjourned again on "));
        }
        if let Some(day) = &said.until {
            add(format!("until {}", on_day(day.value, "")));
        }
        self.further(said, text)
    }

    /// What a statement says beside its dates: with what, by whom, for what.
    fn further(&self, said: &EventSaid, mut text: String) -> String {
        let papers: Vec<String> = said.papers.iter().map(|paper| self.the(paper.value)).collect();
        if !papers.is_empty() {
            text.push_str(&format!(" with {}", papers.join(" and ")));
        }
        if let Some(by) = &said.by {
            text.push_str(&format!(" by {}", self.the(by.value)));
        }
        if let Some(occasion) = &said.done_for {
            text.push_str(&format!(" for {}", self.occasion(&occasion.value)));
        }
        if let Some(seq) = said.seq {
            text.push_str(&format!(", number {seq} of that day"));
        }
        for fact in &said.facts {
            text.push_str(&format!(", {}", self.own_fact(fact)));
        }
        if let Some(day) = &said.recorded_on {
            text.push_str(&format!(", recorded on {}", day.value.long()));
        }
        text
    }

    fn occasion(&self, occasion: &Occasion) -> String {
        match occasion {
            Occasion::Named(id) => format!("“{id}”"),
            Occasion::Day(day) => day.long(),
            Occasion::On(event, day) => format!("{} of {}", self.the(event.value), day.long()),
            Occasion::PlannedFor(event, day) => {
                format!("{} planned for {}", self.the(event.value), day.long())
            }
            Occasion::Nth(event, n) => format!("the {} {}", ordinal(*n), self.noun(event.value)),
            Occasion::Last(event) => format!("the last {}", self.noun(event.value)),
            Occasion::Only(event) => self.the(event.value),
        }
    }

    fn own_fact(&self, said: &FactSaid) -> String {
        let fact = self.noun(said.fact.value);
        match &said.value.value {
            ValueSaid::YesNo(true) => format!("that {fact}"),
            ValueSaid::YesNo(false) => format!("that not {fact}"),
            ValueSaid::Unknown => format!("not known whether {fact}"),
            ValueSaid::Word(word) => format!("{fact} is {word}"),
        }
    }

    fn period(&self, said: &PeriodSaid) -> String {
        let mut text =
            format!("{} from {}", self.noun(said.status.value), on_day(said.from.value, ""));
        if let Some(until) = &said.until {
            text.push_str(&format!(" until {}", on_day(until.value, "")));
        }
        for fact in &said.facts {
            text.push_str(&format!(", {}", self.own_fact(fact)));
        }
        if let Some(day) = &said.recorded_on {
            text.push_str(&format!(", recorded on {}", day.value.long()));
        }
        text
    }

    fn fact(&self, said: &CaseFactSaid) -> String {
        let fact = self.noun(said.said.fact.value);
        let owner = said.owner.as_ref().map(|owner| self.the(owner.value));
        let mut text = match (&said.said.value.value, owner) {
            (ValueSaid::YesNo(true), Some(owner)) => format!("{owner} is {fact}"),
            (ValueSaid::YesNo(false), Some(owner)) => format!("{owner} is not {fact}"),
            (ValueSaid::YesNo(true), None) => format!("{fact} is yes"),
            (ValueSaid::YesNo(false), None) => format!("{fact} is no"),
            (ValueSaid::Unknown, Some(owner)) => {
                format!("it is not known whether {owner} is {fact}")
            }
            (ValueSaid::Unknown, None) => format!("{fact} is not known"),
            (ValueSaid::Word(word), _) => format!("{fact} is {word}"),
        };
        if let Some(from) = &said.from {
            text.push_str(&format!(" from {}", from.value.long()));
        }
        if let Some(day) = &said.recorded_on {
            text.push_str(&format!(", recorded on {}", day.value.long()));
        }
        text
    }

    fn which(&self, which: &Which) -> String {
        let rule = &which.rule.value;
        match &which.pick {
            Pick::All => rule.clone(),
            Pick::Every => format!("every {rule}"),
            Pick::Nth(n) => format!("the {} {rule}", ordinal(*n)),
            Pick::Last => format!("the last {rule}"),
            Pick::For(occasion) => format!("{rule} for {}", self.occasion(occasion)),
        }
    }

    fn row(&self, row: &RowExpect) -> String {
        let mut parts: Vec<String> = Vec::new();
        let because = || {
            let all: Vec<String> =
                row.because.iter().map(|reason| format!("because “{reason}”")).collect();
            if all.is_empty() { String::new() } else { format!(" {}", all.join(" and ")) }
        };
        if row.unknown {
            parts.push(format!("is unknown{}", because()));
            if !row.statuses.is_empty() {
                parts.push(format!("could be {}", row.statuses.join(" or ")));
            }
        } else if let [status] = row.statuses.as_slice() {
            let by = row.by_days.map_or_else(String::new, |days| {
                let unit = if days == 1 { "day" } else { "days" };
                format!(" by {days} {unit}")
            });
            parts.push(format!("is {status}{by}"));
        }
        let open = row.flags.iter().any(|(flag, there)| *there && flag.value == "open");
        match row.due {
            Some(due) if open && due != Days::None => {
                parts.push(format!("is open until {}", days(due)));
            }
            Some(Days::None) => parts.push("no due date".to_owned()),
            Some(due) => parts.push(format!("due {}", days(due))),
            None => {}
        }
        let dated = [(row.opens, "opens on"), (row.done, "done on"), (row.closed, "closed on")];
        for (day, word) in dated {
            let Some(day) = day else { continue };
            let word =
                if matches!(day, Days::Between(..)) { word.trim_end_matches(" on") } else { word };
            parts.push(format!("{word} {}", days(day)));
        }
        if let Some(since) = row.since {
            parts.push(format!("breached since {}", since.long()));
        }
        match row.gaps.as_deref() {
            Some([]) => parts.push("no gap".to_owned()),
            Some(gaps) => parts.extend(gaps.iter().map(gap)),
            None => {}
        }
        let said =
            |flag: &str| open && row.due.is_some_and(|due| due != Days::None) && flag == "open";
        for (flag, there) in row.flags.iter().filter(|(flag, _)| !said(&flag.value)) {
            let not = if *there { "" } else { "not " };
            parts.push(format!("{not}{}", flag.value));
        }
        let which = self.which(&row.which);
        let (first, rest) = match parts.split_first() {
            Some((first, rest)) => (first.as_str(), rest),
            None => ("is there", &[][..]),
        };
        let is = if first.starts_with("is ") { "" } else { "is " };
        std::iter::once(format!("{which} {is}{first}"))
            .chain(rest.iter().cloned())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// `gap since 6 April 2026`, `gap from 6 April 2026 to 9 April 2026`.
fn gap(gap: &GapSaid) -> String {
    let first = gap.first.long();
    match gap.last {
        None => format!("gap since {first}"),
        Some(last) if last == gap.first => format!("gap on {first}"),
        Some(last) => format!("gap from {first} to {}", last.long()),
    }
}

fn days(days: Days) -> String {
    match days {
        Days::None => "an unknown day".to_owned(),
        Days::On(day) => day.long(),
        Days::Between(first, last) => format!("between {} and {}", first.long(), last.long()),
    }
}

/// A day as it stands after other words; `on` comes before one that is known.
fn on_day(day: DaySaid, on: &str) -> String {
    match day {
        DaySaid::On(day) => day.long(),
        DaySaid::Between(first, last) => format!("between {} and {}", first.long(), last.long()),
        DaySaid::Unknown => format!("{on}an unknown day"),
    }
}

/// `held on 3 May 2012`, `held between … and …`, `held on an unknown day`.
fn on_day_after(day: DaySaid, word: &str) -> String {
    let word = if matches!(day, DaySaid::Between(..)) {
        word.strip_suffix("on ").unwrap_or(word)
    } else {
        word
    };
    format!("{word}{}", on_day(day, ""))
}
