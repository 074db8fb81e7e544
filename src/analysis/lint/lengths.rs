//! Lengths of time outside limits: in conditions, in definitions, in the time that silence
//! has to pass, in the first days of a requirement, in what a power adds.
//!
//! In: a model. Out: each with its other readings that lead to another day from some day.
//! Never here: limits.

use std::sync::Arc;

use super::doubts::{as_asked, of_lines};
use super::places::{Clause, clause_at};
use super::readings::{Instead, Map, Told, by_other_calendars, lengths};
use super::tables::Tables;
use super::{Doubt, Witness, Wording};
use crate::analysis::course::Line;
use crate::model::{Duty, EffectKind, Model, Point};
use crate::source::{Span, Spanned};
use crate::syntax::ClauseKey;
use crate::syntax::ast::{
    Applies, Atom, Condition, Deemed, During, Extends, FactTest, Moment, Tense,
};
use crate::syntax::print::Printer;
use crate::time::{Calendar, Counting, Day, Offset, Roll};

/// What a length stands in.
#[derive(Debug, Clone, PartialEq)]
enum Said {
    Atom(Spanned<Atom>),
    Deemed(Deemed),
    During(During),
    Extends(Extends),
}

/// A length, and where it stands.
struct Place<'m> {
    rule: &'m str,
    pack: &'m str,
    at: Span,
    key: ClauseKey,
    said: Said,
}

/// Every doubt about them, with what each is about.
pub(super) fn doubts(
    model: &Model,
    tables: &Tables<'_>,
    calendars: &[Arc<Calendar>],
    near: Day,
) -> Vec<(String, Doubt)> {
    let mut all: Vec<(String, Doubt)> = Vec::new();
    for place in places(model) {
        let clause = clause_at(model, (place.pack, place.rule), place.at, place.key);
        let look = Look { model, tables, place: &place, clause: clause.as_ref(), near };
        for (told, instead) in look.readings(calendars) {
            let about = told.about.clone();
            if let Some(doubt) = look.doubt(told, &instead) {
                all.push((about, doubt));
            }
        }
    }
    all
}

fn places(model: &Model) -> Vec<Place<'_>> {
    let mut all = Vec::new();
    let own = |pack: &str| pack == model.pack.id;
    for duty in model.duties.iter().filter(|duty| own(&duty.from.pack)).flat_map(Duty::versions) {
        let of = (duty.name.value.as_str(), &*duty.from.pack);
        conditions(&mut all, of, &duty.applies);
        if let Some(standing) = &duty.standing {
            let at = standing.during.status.span;
            put(&mut all, of, at, (ClauseKey::During, Said::During(standing.during)));
        }
    }
    for deem in model.derived.deems.iter().filter(|deem| own(&deem.from.pack)) {
        let of = (deem.name.value.as_str(), &*deem.from.pack);
        let said = Said::Deemed(deem.when.clone());
        put(&mut all, of, deem.name.span, (ClauseKey::When, said));
        conditions(&mut all, of, &deem.applies);
    }
    for definition in model.derived.definitions.iter().filter(|one| own(&one.from.pack)) {
        let name = model.vocabulary.get(definition.status.value).map_or("", |one| &one.name);
        for version in definition.versions() {
            let of = (name, &*definition.from.pack);
            atoms(&mut all, of, &version.means, ClauseKey::Means);
            for except in &version.except {
                atoms(&mut all, of, except, ClauseKey::Except);
            }
        }
    }
    for power in model.powers.iter().filter(|power| own(&power.from.pack)) {
        let of = (power.name.value.as_str(), &*power.from.pack);
        conditions(&mut all, of, &power.applies);
        for effect in &power.effects {
            let EffectKind::Extends { by, up_to } = effect.kind else { continue };
            let duty = model.duty(effect.duty).map(|duty| duty.name.clone());
            let said = Extends { duties: duty.into_iter().collect(), by, up_to };
            put(&mut all, of, effect.written, (ClauseKey::Extends, Said::Extends(said)));
        }
    }
    all
}

fn put<'m>(
    all: &mut Vec<Place<'m>>,
    (rule, pack): (&'m str, &'m str),
    at: Span,
    (key, said): (ClauseKey, Said),
) {
    if first(&said).is_some() {
        all.push(Place { rule, pack, at, key, said });
    }
}

fn conditions<'m>(all: &mut Vec<Place<'m>>, of: (&'m str, &'m str), clauses: &'m [Applies]) {
    for (_, condition) in clauses.iter().flat_map(|clause| &clause.parts) {
        atoms(all, of, condition, ClauseKey::Applies);
    }
}

fn atoms<'m>(
    all: &mut Vec<Place<'m>>,
    of: (&'m str, &'m str),
    condition: &'m Condition,
    key: ClauseKey,
) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| atoms(all, of, part, key));
        }
        Condition::Not(inner) => atoms(all, of, inner, key),
        // Time that is added up is added up in days of the calendar, whatever they are
        // called.
        Condition::Atom(atom) if matches!(atom.value, Atom::Total { .. }) => {}
        Condition::Atom(atom) => put(all, of, atom.span, (key, Said::Atom(atom.clone()))),
    }
}

/// The first length of what is said, and whether it is counted back.
fn first(said: &Said) -> Option<(Offset, bool)> {
    let found = std::cell::Cell::new(None);
    let seen = |back: bool, offset: &Offset| {
        if found.get().is_none() {
            found.set(Some((*offset, back)));
        }
        *offset
    };
    let _ = changed_in(said, &|offset| seen(false, offset), &|offset| seen(true, offset));
    found.get()
}

fn changed(said: &Said, change: &dyn Fn(&Offset) -> Offset) -> Said {
    changed_in(said, change, change)
}

type Change<'c> = &'c dyn Fn(&Offset) -> Offset;

fn changed_in(said: &Said, on: Change<'_>, back: Change<'_>) -> Said {
    match said {
        Said::Atom(atom) => {
            let mut atom = atom.clone();
            in_atom(&mut atom.value, on, back);
            Said::Atom(atom)
        }
        Said::Deemed(deemed) => {
            let mut deemed = deemed.clone();
            in_moment(&mut deemed.until, on, back);
            Said::Deemed(deemed)
        }
        Said::During(during) => {
            Said::During(During { grace: during.grace.map(|grace| on(&grace)), ..*during })
        }
        Said::Extends(extends) => Said::Extends(Extends { by: on(&extends.by), ..extends.clone() }),
    }
}

fn in_moment(moment: &mut Moment, on: Change<'_>, back: Change<'_>) {
    match moment {
        Moment::At(_) => {}
        Moment::After(offset, _) => *offset = on(offset),
        Moment::Before(offset, _) => *offset = back(offset),
        Moment::Earlier(one, other) | Moment::Later(one, other) => {
            in_moment(one, on, back);
            in_moment(other, on, back);
        }
    }
}

fn in_atom(atom: &mut Atom, on: Change<'_>, back: Change<'_>) {
    match atom {
        Atom::Status { tense, .. } => match tense {
            Tense::For(offset, _) => *offset = on(offset),
            Tense::On(day) | Tense::Since(day) | Tense::OnOrAfter(day) => in_moment(day, on, back),
            Tense::Now | Tense::Ever => {}
        },
        Atom::Happened { since, within, on: as_on, .. } => {
            if let Some((offset, day)) = within {
                *offset = on(offset);
                in_moment(day, on, back);
            }
            since.iter_mut().chain(as_on).for_each(|day| in_moment(day, on, back));
        }
        Atom::Age { on: day, .. } | Atom::SamePerson { on: day, .. } => {
            day.iter_mut().for_each(|day| in_moment(day, on, back));
        }
        Atom::Fact { test, on: day, .. } => {
            if let FactTest::Date(_, day) = test {
                in_moment(day, on, back);
            }
            day.iter_mut().for_each(|day| in_moment(day, on, back));
        }
        Atom::Total { .. } | Atom::Recorded { .. } => {}
    }
}

struct Look<'l, 'c> {
    model: &'l Model,
    tables: &'l Tables<'c>,
    place: &'l Place<'l>,
    clause: Option<&'l Clause<'l>>,
    near: Day,
}

/// Another reading: of the length, or of whose working days they are.
enum Other {
    Said(Box<Said>),
    Calendar(Arc<Calendar>),
}

impl Look<'_, '_> {
    fn readings(&self, calendars: &[Arc<Calendar>]) -> Vec<(Told, Other)> {
        let map: Map<Said> = changed;
        let words = self.words();
        let calendar = self.model.calendar.as_deref();
        let all = lengths(self.model, &self.place.said, &words, map, calendar.is_some());
        let mut all: Vec<(Told, Other)> =
            all.into_iter().map(|(told, said)| (told, Other::Said(Box::new(said)))).collect();
        let works = first(&self.place.said).is_some_and(|(offset, _)| offset.needs_calendar());
        if let Some(own) = calendar.filter(|_| works) {
            let others = by_other_calendars(own, calendars);
            all.extend(others.into_iter().map(|(told, one)| (told, Other::Calendar(one))));
        }
        all
    }

    fn doubt(&self, told: Told, other: &Other) -> Option<Doubt> {
        let here = self.tables.line(&point(&self.place.said)?);
        let there = match other {
            Other::Said(said) => self.tables.line(&point(said)?),
            Other::Calendar(calendar) => {
                let over = here.over();
                Arc::new(Line::of(&point(&self.place.said)?, Some(calendar), over))
            }
        };
        let compared = of_lines(&here, &there);
        let (from, here, there) = compared.shown(self.near, self.tables.calendar())?;
        let contrast = compared.contrast;
        let instead = match other {
            Other::Said(said) => self.wording(said),
            Other::Calendar(calendar) => as_asked(&Instead::Calendar(Arc::clone(calendar)))?,
        };
        Some(Doubt {
            question: told.question,
            duty: self.place.rule.to_owned(),
            at: self.clause.map_or(self.place.at, |clause| clause.span(self.place.at)),
            words: self.words(),
            chosen: told.chosen,
            other: told.other,
            because: told.because,
            instead,
            witness: Witness { from, held: None, here, there },
            differ: contrast.earlier.dates + contrast.later.dates,
            of: contrast.dates,
            by_at_most: contrast.earlier.by_at_most.max(contrast.later.by_at_most),
            also: Vec::new(),
        })
    }

    /// What is said, in words.
    fn say(&self, said: &Said) -> String {
        let printer = Printer::new(&self.model.vocabulary);
        match said {
            Said::Atom(atom) => printer.inline(&Condition::Atom(atom.clone())),
            Said::Deemed(deemed) => printer.deemed(deemed),
            Said::During(during) => printer.during(during),
            Said::Extends(extends) => printer.extends(extends),
        }
    }

    fn words(&self) -> String {
        self.clause.map_or_else(|| self.say(&self.place.said), |clause| clause.words().to_owned())
    }

    fn wording(&self, said: &Said) -> Wording {
        let clause = self.place.key.word().to_owned();
        // Only the length is another: the words around it stay as they are written.
        let (was, now) = (first(&self.place.said), first(said));
        let swapped = self.clause.zip(was.zip(now)).and_then(|(clause, (was, now))| {
            let (was, now) = (was.0.to_string(), now.0.to_string());
            let words = clause.words();
            (words.matches(&was).count() == 1).then(|| clause.with(&words.replacen(&was, &now, 1)))
        });
        let phrase = swapped.unwrap_or_else(|| match self.clause {
            Some(clause) => clause.with(&self.say(said)),
            None => self.say(said),
        });
        Wording { clause, phrase, header: false }
    }
}

/// The day to which the first length leads from a day.
fn point(said: &Said) -> Option<Point> {
    let (offset, back) = first(said)?;
    let from = Box::new(Point::Trigger);
    let roll = Roll::None;
    Some(if back {
        Point::Before { from, offset, roll }
    } else {
        Point::After { from, offset, counting: Counting::of(&offset), roll }
    })
}
