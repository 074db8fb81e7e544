//! What changed in the rules themselves, one rule after another, ready for an amendment
//! log.
//!
//! In: two packs and which duty of one became which of the other. Out: for each rule
//! that says something else now, sentences in plain English, and the words before and
//! now. Titles, notes, sources and labels are no change of policy.

use rustc_hash::FxHashMap;

use super::pattern::shift;
use super::{Pairs, Shift, words};
use crate::analysis::course::{Course, Dates, Line};
use crate::check::Checked;
use crate::model::{Duty, Limits, Model, Point, Recurrence};
use crate::names::tidy;
use crate::syntax::ast::Anchor;
use crate::syntax::print::Printer;
use crate::syntax::{Block, BlockKind, Clause, ClauseKey};
use crate::time::{Calendar, Day};

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It was not there.
    New,
    /// It is no longer there.
    Gone,
    /// It says something else.
    Changed,
}

impl ChangeKind {
    /// Its word: `changed`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::New => "new",
            ChangeKind::Gone => "gone",
            ChangeKind::Changed => "changed",
        }
    }
}

/// A rule that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Its id, as it is now where it still is.
    pub rule: String,
    /// Its title; its id where it has none.
    pub title: String,
    /// What that means, in sentences.
    pub sentences: Vec<String>,
    /// The words that changed: what was said, and what is said now; one of them is empty
    /// where something was added or left out.
    pub wording: Vec<(String, String)>,
    /// How its last day moved, for each limit of which that can be said.
    pub shifts: Vec<Shift>,
}

/// Every rule that says something else now, in the order of the pack as it is now; then
/// those that are no longer there.
#[must_use]
pub fn changes(pairs: &Pairs, before: &Checked, after: &Checked, near: Day) -> Vec<Change> {
    let look = Look { before, after, near };
    let mut kept: Vec<_> = pairs.kept.clone();
    kept.sort_unstable_by_key(|(_, right)| *right);
    let mut all: Vec<Change> = kept
        .iter()
        .filter_map(|(left, right)| look.changed(before.duty(*left)?, after.duty(*right)?))
        .collect();
    let new = pairs.new.iter().filter_map(|id| after.duty(*id));
    all.extend(new.map(|duty| one_sided(ChangeKind::New, after, duty)));
    let gone = pairs.gone.iter().filter_map(|id| before.duty(*id));
    all.extend(gone.map(|duty| one_sided(ChangeKind::Gone, before, duty)));
    all.extend(others(before, after));
    all
}

fn title(duty: &Duty) -> String {
    duty.title.clone().unwrap_or_else(|| duty.name.value.clone())
}

fn one_sided(kind: ChangeKind, model: &Model, duty: &Duty) -> Change {
    let sentence = words::whole(model, duty);
    let said = match kind {
        ChangeKind::New => format!("New: {sentence}."),
        ChangeKind::Gone | ChangeKind::Changed => format!("No longer asked for: {sentence}."),
    };
    Change {
        kind,
        rule: duty.name.value.clone(),
        title: title(duty),
        sentences: vec![said],
        wording: Vec::new(),
        shifts: Vec::new(),
    }
}

struct Look<'l> {
    before: &'l Checked,
    after: &'l Checked,
    near: Day,
}

impl Look<'_> {
    fn changed(&self, old: &Duty, new: &Duty) -> Option<Change> {
        let mut change = Change {
            kind: ChangeKind::Changed,
            rule: new.name.value.clone(),
            title: title(new),
            sentences: Vec::new(),
            wording: self.wording(old, new),
            shifts: Vec::new(),
        };
        self.of_norm(old, new, &mut change);
        self.of_days(old, new, &mut change);
        // What is said in clauses for which there is no sentence of their own.
        let silent = change.sentences.is_empty();
        if silent {
            let said = change.wording.iter().map(words::reworded);
            change.sentences = said.collect();
        }
        (!change.sentences.is_empty()).then_some(change)
    }

    /// How binding it is, whose it is, what is to be done and when it applies.
    fn of_norm(&self, old: &Duty, new: &Duty, change: &mut Change) {
        let (was, now) =
            (Printer::new(&self.before.vocabulary), Printer::new(&self.after.vocabulary));
        let said = &mut change.sentences;
        if old.modality != new.modality {
            said.push(words::binding(old.modality, new.modality));
        }
        if old.who != new.who {
            let name =
                |model: &Model, duty: &Duty| duty.who.map(|who| words::role(model, who.value));
            said.push(words::bearer(name(self.before, old), name(self.after, new)));
        }
        if old.act != new.act {
            let (was, now) = (was.act(&old.act).flat(), now.act(&new.act).flat());
            said.push(format!("What is to be done is now “{now}”; before it was “{was}”."));
        }
        if old.applies != new.applies {
            let all = |printer: &Printer<'_>, duty: &Duty| {
                let clauses = duty.applies.iter().map(|one| printer.applies(one).flat());
                clauses.collect::<Vec<_>>().join(", and ")
            };
            said.push(words::conditions(&all(&was, old), &all(&now, new)));
        }
        if old.missing_is_allowed != new.missing_is_allowed {
            said.push(if new.missing_is_allowed {
                "Silence now closes it without a breach.".to_owned()
            } else {
                "Silence no longer closes it.".to_owned()
            });
        }
    }

    /// By when, and from when on.
    fn of_days(&self, old: &Duty, new: &Duty, change: &mut Change) {
        let calendars = (self.before.calendar.as_deref(), self.after.calendar.as_deref());
        if old.limits == new.limits && old.trigger == new.trigger && calendars.0 == calendars.1 {
            return;
        }
        let conditions = |duty: &Duty| -> Vec<_> {
            duty.limits.iter().map(|one| one.condition.clone()).collect()
        };
        let comparable = old.limits.len() == new.limits.len() && conditions(old) == conditions(new);
        let mut told = false;
        let pairs = old.limits.iter().zip(&new.limits).filter(|_| comparable);
        for (at, (first, second)) in pairs.enumerate() {
            let Some((anchor, a, b)) = functions((old, first), (new, second), at) else { continue };
            let found = self.shift((&a, calendars.0), (&b, calendars.1));
            told |= found.is_some();
            if let Some(found) = found {
                let of = words::Moved {
                    model: self.after,
                    duty: new,
                    anchor: anchor.as_ref(),
                    points: (&a, &b),
                    kind: second.kind,
                    stage: stage(new, at),
                    condition: second.condition.as_ref(),
                };
                change.sentences.extend(words::moved(&of, &found));
                change.shifts.push(found);
            }
        }
        if !told && (old.limits != new.limits || old.trigger != new.trigger) {
            let limits = |model: &Model, duty: &Duty| words::limits(model, duty);
            let (was, now) = (limits(self.before, old), limits(self.after, new));
            change.sentences.push(if was == now {
                format!("Its limit counts otherwise: `{now}`.")
            } else {
                format!("It is now due {now}; before, {was}.")
            });
        }
    }

    fn shift(
        &self,
        (first, one): (&Point, Option<&Calendar>),
        (second, other): (&Point, Option<&Calendar>),
    ) -> Option<Shift> {
        let line = |point: &Point, calendar: Option<&Calendar>| {
            let over = if words::counts_work(point) {
                Dates::of_calendar(calendar)
            } else {
                Dates::cycle()
            };
            Line::of(point, calendar, over)
        };
        shift(&line(first, one), &line(second, other), self.near, other.or(one))
    }

    /// The clauses that say something else, as they are written.
    fn wording(&self, old: &Duty, new: &Duty) -> Vec<(String, String)> {
        let block = |model: &Model, duty: &Duty| {
            let mut all = model.articles.iter();
            let own = all.find(|(pack, block)| {
                **pack == *duty.from.pack && tidy(block.name.text()) == duty.name.value
            });
            own.map(|(_, block)| block.clone())
        };
        match (block(self.before, old), block(self.after, new)) {
            (Some(one), Some(other)) => reworded(&one, &other),
            (_, _) => Vec::new(),
        }
    }
}

/// Which stage of a schedule the limit of this number is.
fn stage(duty: &Duty, at: usize) -> Option<usize> {
    let schedule = duty.recurrence.as_ref().and_then(Recurrence::schedule)?;
    let before = duty.limits.len().checked_sub(schedule.stages.len())?;
    at.checked_sub(before)
}

/// Two limits as functions of the day of one event, where both hang on the same; of what
/// comes again by itself, of the day of the act before, which has no anchor.
fn functions(
    (old, first): (&Duty, &Limits),
    (new, second): (&Duty, &Limits),
    at: usize,
) -> Option<(Option<Anchor>, Point, Point)> {
    let again = |duty: &Duty| duty.trigger.is_none() || stage(duty, at).is_some();
    match (again(old), again(new)) {
        (true, true) => {
            let (a, b) = (first.due.clone()?, second.due.clone()?);
            return Some((None, a, b));
        }
        (true, false) | (false, true) => return None,
        (false, false) => {}
    }
    match (Course::due(old, first), Course::due(new, second)) {
        (Course::Of(one, a), Course::Of(other, b)) if one == other => {
            let varies = !matches!(one, Anchor::Date(_) | Anchor::EachYear(..));
            varies.then_some((Some(one), a, b))
        }
        (_, _) => None,
    }
}

/// The clauses of a block that decide something.
fn deciding(block: &Block) -> Vec<(ClauseKey, String)> {
    let silent = [
        ClauseKey::Title,
        ClauseKey::Source,
        ClauseKey::Quote,
        ClauseKey::Reason,
        ClauseKey::Note,
        ClauseKey::Implements,
        ClauseKey::Forms,
    ];
    // What the header of its pack says of every rule is no change of this one.
    let (whole, header) = (block.span.0, [ClauseKey::InForce, ClauseKey::Transition]);
    let given = |clause: &Clause| {
        let at = clause.key.span;
        let outside = at.start() < whole.start() || at.end() > whole.end();
        at.file() == whole.file() && outside && header.contains(&clause.key.value)
    };
    let clauses = block.clauses.iter();
    let clauses = clauses.filter(|clause| !silent.contains(&clause.key.value) && !given(clause));
    let words = clauses.map(|clause| {
        let mut text = tidy(clause.phrase.text());
        for item in &clause.items {
            text.push_str(&format!("; {}", tidy(item.phrase.text())));
            let inner = item.items.iter().map(|one| tidy(one.phrase.text()));
            inner.for_each(|one| text.push_str(&format!("; {one}")));
        }
        (clause.key.value, text)
    });
    words.collect()
}

/// Clauses of two blocks that say something else: what is gone beside what is new under
/// the same keyword.
fn reworded(old: &Block, new: &Block) -> Vec<(String, String)> {
    let (mut was, mut now) = (deciding(old), deciding(new));
    let lost: Vec<_> = was.extract_if(.., |one| !now.contains(one)).collect();
    let kept = was;
    now.retain(|one| !kept.contains(one));
    let text = |(key, phrase): &(ClauseKey, String)| format!("{} {phrase}", key.word());
    let mut all = Vec::new();
    for one in &lost {
        let at = now.iter().position(|(key, _)| alike(*key, one.0));
        let other = at.map(|at| text(&now.remove(at))).unwrap_or_default();
        all.push((text(one), other));
    }
    all.extend(now.iter().map(|one| (String::new(), text(one))));
    all
}

/// Whether two clauses say the same sort of thing.
fn alike(one: ClauseKey, other: ClauseKey) -> bool {
    let sorts: [&[ClauseKey]; 2] = [
        &[ClauseKey::Must, ClauseKey::Should, ClauseKey::AimsTo],
        &[ClauseKey::Rule, ClauseKey::Due, ClauseKey::Schedule],
    ];
    one == other || sorts.iter().any(|sort| sort.contains(&one) && sort.contains(&other))
}

/// Rules of other kinds than duties, and what they are called.
const KINDS: [(BlockKind, &str); 4] = [
    (BlockKind::Definition, "definition"),
    (BlockKind::Deem, "deeming rule"),
    (BlockKind::Power, "power"),
    (BlockKind::Across, "rule across cases"),
];

/// Rules of other kinds that say something else: definitions, deeming rules, powers and
/// rules across cases.
fn others(before: &Checked, after: &Checked) -> Vec<Change> {
    /// What it is, the pack it is from where that is neither of the packs at hand, its
    /// name.
    type Key = (BlockKind, String, String);
    fn of<'m>(model: &'m Checked, at_hand: [&str; 2]) -> Vec<(Key, &'m Block)> {
        let is_one = |block: &Block| KINDS.iter().any(|(kind, _)| *kind == block.kind.value);
        let from = |pack: &str| match at_hand.contains(&pack) {
            true => String::new(),
            false => pack.to_owned(),
        };
        let all = model.articles.iter().filter(|(_, block)| is_one(block));
        let keyed = all
            .map(|(pack, block)| ((block.kind.value, from(pack), tidy(block.name.text())), block));
        keyed.collect()
    }
    let at_hand = [before.pack.id.as_str(), after.pack.id.as_str()];
    let (olds, news) = (of(before, at_hand), of(after, at_hand));
    let known: FxHashMap<&Key, &Block> = olds.iter().map(|(key, block)| (key, *block)).collect();
    let mut all = Vec::new();
    let change = |kind: ChangeKind, block: &Block, sentences, wording| Change {
        kind,
        rule: tidy(block.name.text()),
        title: block.title.as_ref().map_or_else(|| tidy(block.name.text()), |one| tidy(one.text())),
        sentences,
        wording,
        shifts: Vec::new(),
    };
    let what = |block: &Block| {
        let kind = KINDS.iter().find(|(kind, _)| *kind == block.kind.value);
        kind.map_or("rule", |(_, word)| word)
    };
    for (key, block) in &news {
        match known.get(key) {
            Some(old) => {
                let wording = reworded(old, block);
                let said: Vec<String> = wording.iter().map(words::reworded).collect();
                if !said.is_empty() {
                    all.push(change(ChangeKind::Changed, block, said, wording));
                }
            }
            None => {
                let said = vec![format!("New {}: {}.", what(block), words::block(block))];
                all.push(change(ChangeKind::New, block, said, Vec::new()));
            }
        }
    }
    for (key, block) in &olds {
        if !news.iter().any(|(other, _)| other == key) {
            let said =
                vec![format!("No longer there, a {}: {}.", what(block), words::block(block))];
            all.push(change(ChangeKind::Gone, block, said, Vec::new()));
        }
    }
    all
}
