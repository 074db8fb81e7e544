//! The second clock: a case file as it was known on a day.
//!
//! In: a case file whose lines may say when they were entered and when another line
//! took their place. Out: the same with the lines that were known then, and what has
//! changed since. Never here: how a case stood.

use crate::source::{Span, Spanned};
use crate::time::{Day, parse_date};

use super::file::{CaseFile, WrittenEvent};

/// Something that was entered, or replaced, after a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day on which it was.
    pub on: Day,
    /// What it is, in the words of the file.
    pub what: String,
    /// It was taken out then; otherwise it was entered.
    pub replaced: bool,
    /// Its line.
    pub span: Span,
}

/// From when until when a line is known.
type Known = (Option<Spanned<Day>>, Option<Spanned<Day>>);

/// Whether a line was known at the end of a day; of today no day is given.
fn known((on, until): Known, day: Option<Day>) -> bool {
    match day {
        None => until.is_none(),
        Some(day) => {
            on.is_none_or(|on| on.value <= day) && until.is_none_or(|until| day < until.value)
        }
    }
}

impl CaseFile {
    /// The file as it was known at the end of a day, or, where none is given, as it
    /// is now: without the lines that others have replaced. A line that does not say
    /// when it was entered was always known.
    #[must_use]
    pub fn as_known(&self, day: Option<Day>) -> CaseFile {
        let mut file = self.clone();
        file.events.retain(|one| known((one.recorded_on, one.superseded_on), day));
        file.periods.retain(|one| known((one.recorded_on, one.superseded_on), day));
        file.facts.retain(|one| known((one.recorded_on, one.superseded_on), day));
        file.events.iter_mut().for_each(|one| one.superseded_on = None);
        file.periods.iter_mut().for_each(|one| one.superseded_on = None);
        file.facts.iter_mut().for_each(|one| one.superseded_on = None);
        // What was done for something that was not known yet was done for nothing
        // that the file names.
        let names = |event: &WrittenEvent, wanted: &str| {
            let dated = parse_date(wanted).ok();
            let on = event.on.or(event.planned_for).and_then(|on| on.value.exact());
            event.id.as_ref().is_some_and(|id| id.value == wanted)
                || (dated.is_some() && dated == on)
        };
        let hidden = |wanted: &str| {
            self.events.iter().any(|event| names(event, wanted))
                && !file.events.iter().any(|event| names(event, wanted))
        };
        let drop: Vec<usize> = file
            .events
            .iter()
            .enumerate()
            .filter(|(_, event)| event.done_for.as_ref().is_some_and(|of| hidden(&of.value)))
            .map(|(at, _)| at)
            .collect();
        for at in drop {
            if let Some(event) = file.events.get_mut(at) {
                event.done_for = None;
            }
        }
        file
    }

    /// What was entered or replaced after a day, in the order of those days.
    #[must_use]
    pub fn changed_since(&self, day: Day) -> Vec<Change> {
        let mut found = Vec::new();
        let mut add = |(on, until): Known, what: String, span: Span| {
            let entered = on.filter(|on| on.value > day).map(|on| (on.value, false));
            let replaced = until.filter(|until| until.value > day).map(|until| (until.value, true));
            for (on, replaced) in entered.into_iter().chain(replaced) {
                found.push(Change { on, what: what.clone(), replaced, span });
            }
        };
        for event in &self.events {
            let date = event.on.or(event.planned_for).and_then(|on| on.value.exact());
            let planned = if event.on.is_none() && event.planned_for.is_some() {
                "planned for "
            } else {
                "of "
            };
            let date = date.map_or_else(String::new, |day| format!(" {planned}{}", day.long()));
            let what = format!("“{}”{date}", event.name.value);
            add((event.recorded_on, event.superseded_on), what, event.span);
        }
        for period in &self.periods {
            let from = period.from.value.exact();
            let from = from.map_or_else(String::new, |day| format!(" from {}", day.long()));
            let what = format!("“{}”{from}", period.name.value);
            add((period.recorded_on, period.superseded_on), what, period.span);
        }
        for fact in &self.facts {
            let what = format!("“{}”: {}", fact.name.value, fact.value.value);
            add((fact.recorded_on, fact.superseded_on), what, fact.name.span);
        }
        found.sort_by_key(|change| (change.on, change.span));
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::read_case;
    use crate::source::SourceMap;
    use crate::time::Day;

    const CASE: &str = "case: a\nevents:\n  - review: {id: r, on: 4 May 2026, recorded on: 6 May 2026, superseded on: 20 May 2026}\n  \
        - review: {id: r, on: 5 May 2026, recorded on: 20 May 2026}\n  \
        - invitations: {on: 1 May 2026, for: r, recorded on: 2 May 2026}\n\
        periods:\n  - looked after: {from: 1 April 2026, until: ongoing, recorded on: 10 April 2026}\n\
        facts:\n  - risk: {value: low, recorded on: 1 May 2026, superseded on: 3 May 2026}\n";

    #[test]
    fn lines_come_and_go() {
        let file = SourceMap::new().add("a", CASE);
        let read = read_case(file, "a", CASE);
        assert_eq!(read.diagnostics, []);
        let case = read.value.expect("a case");
        let shown = |day: Option<&str>| {
            let known = case.as_known(day.map(|day| crate::time::parse_date(day).expect("a day")));
            let on = known.events.iter().map(|event| event.on.and_then(|on| on.value.exact()));
            let on: Vec<u32> = on.flatten().map(|day: Day| day.ymd().2).collect();
            (on, known.periods.len(), known.facts.len())
        };
        assert_eq!(shown(Some("9 April 2026")), (vec![], 0, 0));
        assert_eq!(shown(Some("2 May 2026")), (vec![1], 1, 1));
        assert_eq!(shown(Some("6 May 2026")), (vec![4, 1], 1, 0));
        assert_eq!(shown(None), (vec![5, 1], 1, 0));
        let early = case.as_known(Day::from_ymd(2026, 5, 2));
        assert_eq!(early.events[0].done_for, None, "the review was not known yet");
        let since = case.changed_since(Day::from_ymd(2026, 5, 6).expect("a day"));
        let said: Vec<String> =
            since.iter().map(|one| format!("{} {} {}", one.on, one.what, one.replaced)).collect();
        assert_eq!(
            said,
            ["2026-05-20 “review” of 4 May 2026 true", "2026-05-20 “review” of 5 May 2026 false",]
        );
    }
}
