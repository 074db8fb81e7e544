//! The `periods` and `facts` of a case file.
//!
//! In: the lines of the two sections. Out: periods and facts as written. Never
//! here: whether a name is a status or a fact.

use super::{Line, Reader, folded, is_null, spanned};
use crate::diag::Code;
use crate::facts::DateFact;
use crate::facts::file::{WrittenDate, WrittenFact, WrittenPeriod};
use crate::facts::keys::Block;
use crate::names::Sort;
use crate::source::Spanned;
use crate::yaml::{Node, NodeKind};

/// The keys of a period; any other is a fact of it.
pub(super) const PERIOD_KEYS: &[&str] = &["from", "until", "recorded on", "superseded on"];
/// The keys of a fact that is given as a block.
pub(super) const FACT_KEYS: &[&str] = &["value", "from", "recorded on", "superseded on"];

impl Reader<'_> {
    pub(super) fn periods(&mut self, node: &Node) -> Vec<WrittenPeriod> {
        let lines = self.lines("periods", node);
        lines.iter().filter_map(|line| self.period(line)).collect()
    }

    fn period(&mut self, line: &Line<'_>) -> Option<WrittenPeriod> {
        let period = self.whole_period(line);
        if period.is_none() {
            self.leave_out(Sort::Status, spanned(line.key), None);
        }
        period
    }

    fn whole_period(&mut self, line: &Line<'_>) -> Option<WrittenPeriod> {
        let name = line.key.text();
        let help = format!("write `- {name}: {{from: 28 March 2026, until: ongoing}}`");
        let entries = match &line.value.kind {
            NodeKind::Mapping(entries) => entries.as_slice(),
            NodeKind::Missing if line.value.broken || !line.beside.is_empty() => &[],
            NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Sequence(_) => {
                let message = format!("“{name}” needs the day from which it held");
                self.find(Code::D0811, line.key.span(), message, help);
                return None;
            }
        };
        let before = self.findings.len();
        let (mut from, mut until, mut facts) = (None, None, Vec::new());
        let (mut began, mut ended, mut recorded_on, mut superseded_on) = (false, false, None, None);
        for entry in entries.iter().chain(line.beside) {
            let (key, value) = (&entry.key, &entry.value);
            match folded(key.text()).as_str() {
                "from" if began => self.twice(key),
                "until" if ended => self.twice(key),
                "from" => {
                    began = true;
                    from = self.date(key, value);
                }
                "until" => {
                    ended = true;
                    let ongoing =
                        value.as_scalar().is_some_and(|text| folded(text.text()) == "ongoing");
                    until = if ongoing { None } else { self.date(key, value) };
                }
                "recorded on" => recorded_on = self.day(key, value),
                "superseded on" => superseded_on = self.day(key, value),
                _ if is_null(value) && !value.is_missing() => {}
                _ => facts.extend(self.fact_of(entry)),
            }
        }
        (from, until) = self.told_otherwise(from, until, &mut facts);
        let Some(from) = from else {
            if !line.value.broken && self.findings.len() == before {
                let message = format!("“{name}” needs the day from which it held");
                self.find(Code::D0811, line.key.span(), message, help);
            }
            return None;
        };
        let span = line.key.span().to(line.beside.last().map_or(line.value.span, |e| e.value.span));
        let period = WrittenPeriod {
            name: spanned(line.key),
            span,
            from,
            until,
            recorded_on,
            superseded_on,
            facts,
        };
        let backwards = until.is_some_and(|until| {
            self.is_backwards(from, until, format!("“{name}” ends before it starts"))
        });
        (!backwards).then_some(period)
    }

    /// The days of a period whose begin stands under a key that is not read: it is a
    /// day that is not known.
    fn told_otherwise(
        &mut self,
        from: Option<WrittenDate>,
        until: Option<WrittenDate>,
        facts: &mut Vec<(Spanned<String>, Spanned<String>)>,
    ) -> (Option<WrittenDate>, Option<WrittenDate>) {
        if from.is_some() {
            return (from, until);
        }
        let misnamed = self.misnamed(Block::Period, facts);
        let told = |key| misnamed.iter().find(|(meant, _)| *meant == key);
        let undated = |(_, place): &(_, _)| Spanned::new(DateFact::Sometime, *place);
        (told("from").map(undated), until.or(told("until").map(undated)))
    }

    pub(super) fn facts(&mut self, node: &Node) -> Vec<WrittenFact> {
        let lines = self.lines("facts", node);
        lines.iter().filter_map(|line| self.fact(line)).collect()
    }

    fn fact(&mut self, line: &Line<'_>) -> Option<WrittenFact> {
        let fact = self.whole_fact(line);
        if fact.is_none() {
            self.leave_out(Sort::Fact, spanned(line.key), None);
        }
        fact
    }

    fn whole_fact(&mut self, line: &Line<'_>) -> Option<WrittenFact> {
        let name = spanned(line.key);
        let entries = match &line.value.kind {
            NodeKind::Mapping(entries) => entries.as_slice(),
            NodeKind::Missing if !line.beside.is_empty() => &[],
            NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Sequence(_) => {
                let value = self.words(line.key, line.value)?;
                return Some(WrittenFact {
                    name,
                    value,
                    from: None,
                    recorded_on: None,
                    superseded_on: None,
                });
            }
        };
        let before = self.findings.len();
        let (mut value, mut from) = (None, None);
        let (mut recorded_on, mut superseded_on) = (None, None);
        for entry in entries.iter().chain(line.beside) {
            match folded(entry.key.text()).as_str() {
                "value" => value = self.words(&entry.key, &entry.value),
                "from" => from = self.day(&entry.key, &entry.value),
                "recorded on" => recorded_on = self.day(&entry.key, &entry.value),
                "superseded on" => superseded_on = self.day(&entry.key, &entry.value),
                _ => self.unknown_key(entry, FACT_KEYS, "a fact"),
            }
        }
        if value.is_none() && !line.value.broken && self.findings.len() == before {
            let message = format!("“{}” has no value", name.value);
            let help = format!(
                "write `- {}: {{value: yes, from: 1 May 2026}}`, or `value: unknown`",
                name.value
            );
            self.find(Code::D0811, line.key.span(), message, help);
        }
        Some(WrittenFact { name, value: value?, from, recorded_on, superseded_on })
    }
}
