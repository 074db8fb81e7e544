//! A case file's names, found in the words of a pack.
//!
//! In: a case file as written, and the words of the pack it is judged under. Out: a [`Case`]
//! of ids, and a finding at each name or value the pack does not know. Never here:
//! dates as text, or what duties make of the case.

use rustc_hash::FxHashMap;

use super::keys::Block;
use super::{
    Attribute, Case, CaseFile, DateFact, Occurrence, OccurrenceId, Period, PeriodEnd, Records,
    Value, WrittenEvent,
};
use crate::diag::{Code, Diagnostic, Outcome, Severity};
use crate::names::{Completeness, Concept, ConceptId, FactType, Sort, Vocabulary, quoted_list};
use crate::source::Spanned;
use crate::time::parse_date;

/// Binds a case file to the words of a pack, without the lines that others have
/// replaced. What cannot be bound is left out
/// and reported; the rest of the case is there.
///
/// An event the pack does not know is an error (D0806), and so is another name that
/// is near to one of the pack's; other names are left out with a warning, since
/// another pack may know them.
#[must_use]
pub fn bind(file: &CaseFile, words: &Vocabulary) -> Outcome<Case> {
    let file = &file.as_known(None);
    let mut binder = Binder { words, found: Vec::new(), doubtful: Vec::new() };
    binder.subject(file);
    let events = binder.events(file);
    let mut records = binder.records(file);
    let periods = binder.periods(file);
    let facts = binder.facts(file);
    binder.left_out(file);
    // Of what a line that cannot be used would have told, silence says nothing.
    for kind in &binder.doubtful {
        let when_known = Records { completeness: Completeness::WhenKnown, until: None };
        records.insert(*kind, when_known);
    }
    let case = Case {
        id: file.id.value.clone(),
        born: file.born.as_ref().map(|born| born.value),
        history_from: file.history_from.as_ref().map(|day| day.value),
        records,
        events,
        periods,
        facts,
        subject: other_subject(file, words),
    };
    Outcome::new(case, binder.found)
}

/// What a case is about, where it is not the subject of the pack.
fn other_subject(file: &CaseFile, words: &Vocabulary) -> Option<String> {
    let named = file.subject.as_ref()?.value.trim();
    (!named.eq_ignore_ascii_case(&words.subject)).then(|| named.to_owned())
}

struct Binder<'v> {
    words: &'v Vocabulary,
    found: Vec<Diagnostic>,
    /// What lines that cannot be used would have told of, as far as that can be seen.
    doubtful: Vec<ConceptId>,
}

impl Binder<'_> {
    fn subject(&mut self, file: &CaseFile) {
        let Some(subject) = &file.subject else { return };
        let wanted = &self.words.subject;
        let said = |name: &String| subject.value.trim().eq_ignore_ascii_case(name);
        if !wanted.is_empty() && !said(wanted) && !self.words.other_subjects.iter().any(said) {
            let said = format!(
                "this is the case of a {}, and the pack is about a {wanted}",
                subject.value
            );
            self.found.push(
                Diagnostic::new(Code::D0812, subject.span, said)
                    .help("use a pack made for such cases"),
            );
        }
    }

    /// What a name stands for, if it is of one of the sorts wanted.
    fn name(&mut self, name: &Spanned<String>, wanted: &[Sort]) -> Option<ConceptId> {
        let words = self.words;
        let known = wanted.iter().find_map(|sort| words.named(&name.value, *sort));
        if known.is_none() {
            self.unknown(name, wanted);
        }
        known
    }

    fn unknown(&mut self, name: &Spanned<String>, wanted: &[Sort]) {
        let words = self.words;
        let sorts = [Sort::Event, Sort::Decision, Sort::Status, Sort::Fact, Sort::Role];
        let other = sorts.into_iter().find(|sort| words.named(&name.value, *sort).is_some());
        let a = wanted.first().map_or("a name", |sort| sort.a());
        if let Some(sort) = other {
            let said = format!("“{}” is {}, not {a}", name.value, sort.a());
            let help = match sort {
                Sort::Event | Sort::Decision => "write it under `events`",
                Sort::Status => "write it under `periods`",
                Sort::Fact => "write it under `facts`, or with the event it is a fact of",
                Sort::Role | Sort::Paper | Sort::Document => "use the name of what happened",
            };
            self.found.push(Diagnostic::new(Code::D0806, name.span, said).help(help));
            return;
        }
        let said = format!("the pack knows no {} “{}”", bare(a), name.value);
        let of_sort = |ids: Vec<ConceptId>| -> Vec<&Concept> {
            let concepts = ids.into_iter().filter_map(|id| words.get(id));
            concepts.filter(|concept| wanted.contains(&concept.sort())).collect()
        };
        let mut near = of_sort(words.suggest(&name.value, wanted));
        if near.is_empty() && wanted.contains(&Sort::Event) {
            near = of_sort(words.sharing(&name.value, wanted));
        }
        // A slip of the pen in a name that is there.
        if let [only] = near.as_slice()
            && words.is_slip(&name.value)
        {
            let sort = only.sort();
            self.doubtful.extend(words.named(only.noun(), sort));
        }
        let found = Diagnostic::new(Code::D0806, name.span, said);
        let nouns: Vec<&str> = near.iter().map(|concept| concept.noun()).collect();
        // What happened and is not counted could make a kept duty look broken.
        let event = wanted.contains(&Sort::Event);
        let help = match (near.is_empty(), event) {
            (false, _) => format!("did you mean {}?", quoted_list(&nouns)),
            (true, true) => format!(
                "use a name the pack has; if it has none for this, put a # before `{}`",
                name.value
            ),
            (true, false) if wanted == [Sort::Role] => {
                "write a role that the pack has; what hangs on who did it is not known".to_owned()
            }
            (true, false) => "it is left out; nothing in this pack speaks of it".to_owned(),
        };
        let error = event || !near.is_empty();
        let severity = if error { Severity::Error } else { Severity::Warning };
        self.found.push(found.weighing(severity).help(help));
    }

    fn events(&mut self, file: &CaseFile) -> Vec<Occurrence> {
        let kinds: Vec<Option<ConceptId>> = file
            .events
            .iter()
            .map(|event| self.name(&event.name, &[Sort::Event, Sort::Decision]))
            .collect();
        // Only what is known has an id, so that ids are places in the case.
        let mut ids: Vec<Option<OccurrenceId>> = Vec::with_capacity(kinds.len());
        let mut next = 0;
        for kind in &kinds {
            ids.push(kind.map(|_| OccurrenceId(next)));
            next += u32::from(kind.is_some());
        }
        let mut events = Vec::new();
        for ((event, kind), id) in file.events.iter().zip(&kinds).zip(&ids) {
            let (Some(kind), Some(id)) = (*kind, *id) else { continue };
            let done_for = self.done_for(file, event, &ids);
            let by = event.by.as_ref().and_then(|by| self.name(by, &[Sort::Role]));
            let facts = self.own_facts(Block::Event, &event.facts);
            let papers = event.papers.iter();
            let papers = papers.flat_map(|name| self.objects(name)).collect();
            let mut found = occurrence(event, id, kind, (done_for, by, facts, papers));
            for meant in self.misnamed(Block::Event, &event.facts) {
                undated(&mut found, meant);
            }
            events.push(found);
        }
        events
    }

    /// With or to what an act was done: one, or several joined by commas or `and`.
    fn objects(&mut self, name: &Spanned<String>) -> Vec<ConceptId> {
        if let Some(known) = self.words.object(&name.value) {
            return vec![known];
        }
        let parts = name.value.split(", ").flat_map(|part| part.split(" and "));
        let known: Option<Vec<ConceptId>> =
            parts.map(|part| self.words.object(part.trim())).collect();
        known.unwrap_or_else(|| {
            self.unknown(name, &[Sort::Paper, Sort::Role]);
            Vec::new()
        })
    }

    /// The occurrence that an event was done for: by id, else by its date.
    fn done_for(
        &mut self,
        file: &CaseFile,
        event: &WrittenEvent,
        ids: &[Option<OccurrenceId>],
    ) -> Option<OccurrenceId> {
        let wanted = event.done_for.as_ref()?;
        let by_id = file.events.iter().position(|other| {
            other
                .id
                .as_ref()
                .is_some_and(|id| id.value.trim().eq_ignore_ascii_case(wanted.value.trim()))
        });
        if let Some(at) = by_id {
            return ids.get(at).copied().flatten();
        }
        let Ok(day) = parse_date(&wanted.value) else {
            self.no_such(file, wanted, "no event here has the id");
            return None;
        };
        let is = |date: &Option<super::WrittenDate>| {
            date.as_ref().is_some_and(|date| date.value == DateFact::Exactly(day))
        };
        let on_day: Vec<usize> = (0_usize..)
            .zip(&file.events)
            .filter(|(_, other)| *other != event && (is(&other.on) || is(&other.planned_for)))
            .map(|(at, _)| at)
            .filter(|at| ids.get(*at).copied().flatten().is_some())
            .collect();
        match on_day.as_slice() {
            [only] => ids.get(*only).copied().flatten(),
            [] => {
                self.no_such(
                    file,
                    wanted,
                    "nothing that this could be for happened, or was planned, on",
                );
                None
            }
            [_, _, ..] => {
                self.no_such(file, wanted, "more than one thing happened on");
                None
            }
        }
    }

    fn no_such(&mut self, file: &CaseFile, wanted: &Spanned<String>, what: &str) {
        // It may be what could not be read.
        if !file.left_out.is_empty() {
            return;
        }
        let said = format!("{what} “{}”", wanted.value);
        let help = "give what it was done for an `id: …`, and write that id here";
        self.found.push(Diagnostic::new(Code::D0812, wanted.span, said).help(help));
    }

    /// The key that was meant by a name that is no fact of the pack.
    fn meant(&self, block: Block, key: &str) -> Option<&'static str> {
        if self.words.named(key, Sort::Fact).is_some() {
            return None;
        }
        block.meant(key)
    }

    /// The keys of a block that were meant by others, each with a finding.
    fn misnamed(
        &mut self,
        block: Block,
        written: &[(Spanned<String>, Spanned<String>)],
    ) -> Vec<&'static str> {
        let mut found = Vec::new();
        for (key, _) in written {
            if let Some(meant) = self.meant(block, &key.value) {
                self.found.push(block.misnamed(key, meant));
                found.push(meant);
            }
        }
        found
    }

    fn own_facts(
        &mut self,
        block: Block,
        written: &[(Spanned<String>, Spanned<String>)],
    ) -> Vec<(ConceptId, Value)> {
        let mut facts = Vec::new();
        for (name, value) in written {
            if self.meant(block, &name.value).is_some() {
                continue;
            }
            if let Some(fact) = self.name(name, &[Sort::Fact])
                && let Some(value) = self.value(fact, value)
            {
                facts.push((fact, value));
            }
        }
        facts
    }

    fn value(&mut self, fact: ConceptId, written: &Spanned<String>) -> Option<Value> {
        let concept = self.words.get(fact)?;
        let info = concept.fact()?;
        match value_of(&info.ty, &written.value) {
            Ok(value) => Some(value),
            Err(wanted) => {
                let text = written.value.trim();
                let said = format!("“{text}” is no value of “{}”", concept.noun());
                let help = format!("write {wanted}");
                self.found.push(Diagnostic::new(Code::D0812, written.span, said).help(help));
                self.doubtful.push(fact);
                None
            }
        }
    }

    fn records(&mut self, file: &CaseFile) -> FxHashMap<ConceptId, Records> {
        let mut records = FxHashMap::default();
        for line in &file.records {
            let sorts = [Sort::Event, Sort::Status, Sort::Fact, Sort::Decision];
            let Some(id) = self.name(&line.name, &sorts) else { continue };
            let from = line.from.as_ref().map(|day| day.value);
            let completeness = if line.when_known {
                Completeness::WhenKnown
            } else {
                Completeness::Fully { from }
            };
            let until = line.until.as_ref().map(|day| day.value);
            records.insert(id, Records { completeness, until });
        }
        records
    }

    fn periods(&mut self, file: &CaseFile) -> Vec<Period> {
        let mut periods = Vec::new();
        for written in &file.periods {
            let Some(status) = self.name(&written.name, &[Sort::Status]) else { continue };
            let misnamed = self.misnamed(Block::Period, &written.facts);
            let until = match &written.until {
                Some(date) => PeriodEnd::On(date.value),
                // An end is given, under a key that is not read.
                None if misnamed.contains(&"until") => PeriodEnd::On(DateFact::Sometime),
                None => PeriodEnd::Ongoing,
            };
            let facts = self.own_facts(Block::Period, &written.facts);
            periods.push(Period {
                status,
                from: written.from.value,
                until,
                facts,
                span: written.span,
            });
        }
        periods
    }

    /// Looks up the names of lines that cannot be used.
    fn left_out(&mut self, file: &CaseFile) {
        for line in &file.left_out {
            let sorts: &[Sort] = match line.sort {
                Sort::Event => &[Sort::Event, Sort::Decision],
                Sort::Status => &[Sort::Status],
                Sort::Fact => &[Sort::Fact],
                Sort::Decision | Sort::Role | Sort::Paper | Sort::Document => continue,
            };
            let known = self.name(&line.name, sorts);
            self.doubtful.extend(known);
            if let Some(by) = &line.by {
                self.name(by, &[Sort::Role]);
            }
        }
    }

    fn facts(&mut self, file: &CaseFile) -> Vec<Attribute> {
        let mut facts = Vec::new();
        for written in &file.facts {
            let Some(fact) = self.name(&written.name, &[Sort::Fact]) else { continue };
            let Some(value) = self.value(fact, &written.value) else { continue };
            let from = written.from.as_ref().map(|day| day.value);
            facts.push(Attribute {
                fact,
                value,
                from,
                span: written.name.span.to(written.value.span),
            });
        }
        facts
    }
}

/// The value that a text is of a type.
///
/// # Errors
/// What to write instead, as in “write `yes` or `no`”.
pub fn value_of(ty: &FactType, text: &str) -> Result<Value, String> {
    let text = text.trim();
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["unknown", "not known", "?"]) {
        return Ok(Value::Unknown);
    }
    let (value, wanted) = match ty {
        FactType::YesNo if is(&["yes", "true", "y"]) => (Some(Value::YesNo(true)), String::new()),
        FactType::YesNo if is(&["no", "false", "n"]) => (Some(Value::YesNo(false)), String::new()),
        FactType::YesNo => (None, "`yes`, `no` or `unknown`".to_owned()),
        FactType::Number => (text.parse().ok().map(Value::Number), "a whole number".to_owned()),
        FactType::Decimal => {
            (decimal(text).map(Value::Decimal), "a number such as `0.6`".to_owned())
        }
        FactType::Name => {
            let name = crate::names::tidy(text);
            let value = (!name.is_empty()).then_some(Value::Word(name));
            (value, "a name or a reference".to_owned())
        }
        FactType::Date => {
            (parse_date(text).ok().map(Value::Date), "a date, as in `28 April 2026`".to_owned())
        }
        FactType::OneOf(words) => {
            let word = words.iter().find(|word| word.eq_ignore_ascii_case(text));
            (word.cloned().map(Value::Word), quoted_list(words))
        }
    };
    value.ok_or(wanted)
}

/// `event` of `an event`.
fn bare(a: &str) -> &str {
    a.split_once(' ').map_or(a, |(_, word)| word)
}

type Bound = (Option<OccurrenceId>, Option<ConceptId>, Vec<(ConceptId, Value)>, Vec<ConceptId>);

fn occurrence(
    event: &WrittenEvent,
    id: OccurrenceId,
    kind: ConceptId,
    (done_for, by, facts, papers): Bound,
) -> Occurrence {
    let date = |written: &Option<super::WrittenDate>| written.as_ref().map(|date| date.value);
    Occurrence {
        id,
        kind,
        name: event.id.as_ref().map(|id| id.value.clone()),
        planned_for: date(&event.planned_for),
        started: date(&event.on),
        completed: date(&event.completed),
        adjourned: date(&event.adjourned),
        moved: date(&event.moved),
        adjourned_again: event.adjourned_again.iter().map(|date| date.value).collect(),
        cancelled: date(&event.cancelled),
        until: date(&event.until),
        done_for: done_for.filter(|of| *of != id),
        by,
        by_other: event.by.is_some() && by.is_none(),
        papers,
        seq: event.seq,
        recorded_on: event.recorded_on.as_ref().map(|day| day.value),
        facts,
        span: event.span,
    }
}

/// Puts a day that is not known where a date was meant that stands under a key that
/// is not read.
fn undated(event: &mut Occurrence, meant: &str) {
    let slot = match meant {
        "on" | "held" | "happened" | "started" => &mut event.started,
        "completed" => &mut event.completed,
        "planned for" => &mut event.planned_for,
        "adjourned" => &mut event.adjourned,
        "moved" => &mut event.moved,
        "cancelled" => &mut event.cancelled,
        "until" => &mut event.until,
        _ => return,
    };
    *slot = slot.or(Some(DateFact::Sometime));
}

/// `0.6` in thousandths; more decimals than three are more than any record has.
fn decimal(text: &str) -> Option<i64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > 3 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let thousandths: i64 = format!("{rest:0<3}").parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(thousandths)
}
