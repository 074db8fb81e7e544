//! What statements are about, and the values that make a difference to them.

use crate::model::Model;
use crate::names::{ConceptId, FactType};
use crate::source::Spanned;
use crate::syntax::ast::{Atom, Compare, Condition, FactTest, Moment, Tense};
use crate::time::{Offset, Unit};

/// What one or more statements are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    about: About,
    values: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum About {
    /// How old somebody is, on a day of its own or on the day.
    Age(Option<Moment>),
    /// A fact with words or numbers: itself, whether the trigger's, and its day.
    Fact(ConceptId, bool, Option<Moment>),
    /// How often an event has happened, and in which stretch.
    Times(ConceptId, Box<Atom>),
    /// For how many days a status has held, and since when.
    Days(ConceptId, Box<Atom>),
    /// A date, compared with a moment.
    Date(ConceptId, Moment),
    /// Something that is so or not.
    Whether(Box<Atom>),
}

/// A value of a feature, or a stretch of values that no statement tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// So, or not so.
    Whether(Spanned<Atom>, bool),
    /// Aged from the first birthday until the day before the second.
    Age(Spanned<Atom>, Option<u32>, Option<u32>),
    /// From the first number to the last.
    Number(Spanned<Atom>, Option<i64>, Option<i64>),
    /// A word; `None` is any that no statement names.
    Word(Spanned<Atom>, Option<String>),
    /// Before, on or after a moment.
    Date(Spanned<Atom>, Compare),
}

impl Feature {
    /// Its values, each of which some case has.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// For which of the values a statement is so; `None` where it is about something
    /// else.
    pub(super) fn says(&self, atom: &Atom) -> Option<Vec<bool>> {
        if about(atom) != self.about {
            return None;
        }
        Some(self.values.iter().map(|value| value.makes(atom)).collect())
    }
}

impl Value {
    /// Whether a statement about its feature is so.
    fn makes(&self, atom: &Atom) -> bool {
        match (self, atom) {
            (Value::Whether(_, so), _) => *so,
            (Value::Age(_, low, high), Atom::Age { from, until, .. }) => {
                let old = from.is_none_or(|from| low.is_some_and(|low| low >= from));
                old && until.is_none_or(|until| high.is_some_and(|high| high <= until))
            }
            (Value::Number(_, low, high), _) => match wanted(atom) {
                Some((compare, number)) => compares(*low, *high, compare, number),
                None => true,
            },
            (Value::Word(_, word), Atom::Fact { test: FactTest::Is(wanted), .. }) => {
                word.as_ref().is_some_and(|word| word.eq_ignore_ascii_case(wanted))
            }
            (Value::Date(_, at), Atom::Fact { test: FactTest::Date(compare, _), .. }) => {
                match compare {
                    Compare::Equal => *at == Compare::Equal,
                    Compare::Less => *at == Compare::Less,
                    Compare::More => *at == Compare::More,
                    Compare::AtMost => *at != Compare::More,
                    Compare::AtLeast => *at != Compare::Less,
                }
            }
            (Value::Age(..) | Value::Word(..) | Value::Date(..), _) => true,
        }
    }

    /// The value as a condition; `None` for a word that no statement names.
    #[must_use]
    pub fn condition(&self) -> Option<Condition> {
        let plain = |atom: &Spanned<Atom>| Condition::Atom(atom.clone());
        let not = |atom: &Spanned<Atom>| Condition::Not(Box::new(plain(atom)));
        let with = |atom: &Spanned<Atom>, test: FactTest| {
            let mut atom = atom.clone();
            if let Atom::Fact { test: old, .. } = &mut atom.value {
                *old = test;
            }
            Condition::Atom(atom)
        };
        match self {
            Value::Whether(atom, so) => Some(if *so { plain(atom) } else { not(atom) }),
            Value::Age(atom, low, high) => {
                let mut atom = atom.clone();
                if let Atom::Age { from, until, .. } = &mut atom.value {
                    (*from, *until) = (*low, *high);
                }
                Some(Condition::Atom(atom))
            }
            Value::Word(atom, word) => Some(with(atom, FactTest::Is(word.clone()?))),
            Value::Date(atom, compare) => match &atom.value {
                Atom::Fact { test: FactTest::Date(_, day), .. } => {
                    Some(with(atom, FactTest::Date(*compare, day.clone())))
                }
                Atom::Fact { .. }
                | Atom::Age { .. }
                | Atom::Status { .. }
                | Atom::Happened { .. }
                | Atom::Total { .. }
                | Atom::SamePerson { .. }
                | Atom::Recorded { .. } => None,
            },
            Value::Number(atom, low, high) => number_condition(atom, *low, *high),
        }
    }
}

/// A stretch of numbers as a condition.
fn number_condition(
    atom: &Spanned<Atom>,
    low: Option<i64>,
    high: Option<i64>,
) -> Option<Condition> {
    let one = |compare: Compare, number: i64| -> Option<Condition> {
        let mut atom = atom.clone();
        match &mut atom.value {
            Atom::Fact { test, .. } => *test = FactTest::Number(compare, number),
            Atom::Happened { at_least, .. } => {
                // At most so many is not one more.
                let wanted = if compare == Compare::AtMost { number + 1 } else { number };
                *at_least = u32::try_from(wanted).ok()?;
            }
            Atom::Total { compare: old, length, .. } => {
                *old = compare;
                length.first.count = u32::try_from(number).ok()?;
                length.first.unit = Unit::CalendarDay;
            }
            Atom::Age { .. }
            | Atom::Status { .. }
            | Atom::SamePerson { .. }
            | Atom::Recorded { .. } => return None,
        }
        let happened = matches!(atom.value, Atom::Happened { .. });
        let plain = Condition::Atom(atom);
        Some(match (happened, compare) {
            (true, Compare::AtMost) => Condition::Not(Box::new(plain)),
            (_, _) => plain,
        })
    };
    match (low, high) {
        (Some(low), Some(high)) if low == high && matches!(atom.value, Atom::Fact { .. }) => {
            one(Compare::Equal, low)
        }
        (Some(0) | None, Some(high)) => one(Compare::AtMost, high),
        (Some(low), None) => one(Compare::AtLeast, low),
        (Some(low), Some(high)) => {
            let both = [one(Compare::AtLeast, low)?, one(Compare::AtMost, high)?];
            Some(Condition::All(both.to_vec()))
        }
        (None, None) => None,
    }
}

/// Whether all numbers from one to another compare so with a number.
fn compares(low: Option<i64>, high: Option<i64>, compare: Compare, number: i64) -> bool {
    let at_least = |number: i64| low.is_some_and(|low| low >= number);
    let at_most = |number: i64| high.is_some_and(|high| high <= number);
    match compare {
        Compare::Equal => at_least(number) && at_most(number),
        Compare::Less => at_most(number - 1),
        Compare::AtMost => at_most(number),
        Compare::AtLeast => at_least(number),
        Compare::More => at_least(number + 1),
    }
}

/// What a statement is about.
fn about(atom: &Atom) -> About {
    match atom {
        Atom::Age { on, .. } => About::Age(on.clone()),
        Atom::Fact { fact, of_trigger, test, on } => match test {
            FactTest::Yes => About::Whether(Box::new(atom.clone())),
            FactTest::Is(_) | FactTest::Number(..) => {
                About::Fact(fact.value, of_trigger.is_some(), on.clone())
            }
            FactTest::Date(_, day) => About::Date(fact.value, day.clone()),
        },
        Atom::Happened { event, .. } => {
            let mut stretch = atom.clone();
            if let Atom::Happened { at_least, .. } = &mut stretch {
                *at_least = 0;
            }
            About::Times(event.value, Box::new(stretch))
        }
        Atom::Total { status, length, .. } if days(length).is_some() => {
            let mut stretch = atom.clone();
            if let Atom::Total { compare, length, .. } = &mut stretch {
                *compare = Compare::Equal;
                *length = Offset::of(0, Unit::CalendarDay);
            }
            About::Days(status.value, Box::new(stretch))
        }
        Atom::Status { .. }
        | Atom::Total { .. }
        | Atom::SamePerson { .. }
        | Atom::Recorded { .. } => About::Whether(Box::new(atom.clone())),
    }
}

/// Days of a length that has a fixed number of them.
fn days(length: &Offset) -> Option<i64> {
    let of = |count: u32, unit: Unit| match unit {
        Unit::CalendarDay => Some(i64::from(count)),
        Unit::Week => Some(i64::from(count) * 7),
        Unit::WorkingDay | Unit::Month | Unit::Year => None,
    };
    length.lengths().try_fold(0, |sum, one| Some(sum + of(one.count, one.unit)?))
}

/// The number that a statement compares with.
fn wanted(atom: &Atom) -> Option<(Compare, i64)> {
    match atom {
        Atom::Fact { test: FactTest::Number(compare, number), .. } => Some((*compare, *number)),
        Atom::Happened { at_least, .. } => Some((Compare::AtLeast, i64::from(*at_least))),
        Atom::Total { compare, length, .. } => Some((*compare, days(length)?)),
        Atom::Fact { .. }
        | Atom::Age { .. }
        | Atom::Status { .. }
        | Atom::SamePerson { .. }
        | Atom::Recorded { .. } => None,
    }
}

/// The features of statements, in the order in which they come up.
pub(super) fn features(atoms: &[(&Model, &Atom)]) -> Vec<Feature> {
    let mut groups: Vec<(About, &Model, Vec<&Atom>)> = Vec::new();
    for (model, atom) in atoms {
        let about = about(atom);
        match groups.iter_mut().find(|(known, ..)| *known == about) {
            Some((.., group)) => group.push(atom),
            None => groups.push((about, model, vec![atom])),
        }
    }
    let made = groups.into_iter().map(|(about, model, group)| {
        let values = values(model, &about, &group);
        Feature { about, values }
    });
    made.collect()
}

fn values(model: &Model, about: &About, group: &[&Atom]) -> Vec<Value> {
    let Some(first) = group.first() else { return Vec::new() };
    let atom = placed(first);
    match about {
        About::Whether(_) => vec![Value::Whether(atom.clone(), true), Value::Whether(atom, false)],
        About::Age(_) => {
            let mut bounds: Vec<u32> = Vec::new();
            for one in group {
                if let Atom::Age { from, until, .. } = one {
                    bounds.extend(from.iter().chain(until));
                }
            }
            bounds.sort_unstable();
            bounds.dedup();
            let lows = std::iter::once(None).chain(bounds.iter().copied().map(Some));
            let highs = bounds.iter().copied().map(Some).chain([None]);
            let ages = lows.zip(highs).filter(|(_, high)| *high != Some(0));
            ages.map(|(low, high)| Value::Age(atom.clone(), low, high)).collect()
        }
        About::Date(..) => {
            let all = [Compare::Less, Compare::Equal, Compare::More];
            all.map(|compare| Value::Date(atom.clone(), compare)).to_vec()
        }
        About::Fact(fact, ..) => {
            let words =
                group.iter().any(|one| matches!(one, Atom::Fact { test: FactTest::Is(_), .. }));
            if words {
                of_words(model, *fact, &atom, group)
            } else {
                of_numbers(&atom, group, None)
            }
        }
        About::Times(..) | About::Days(..) => of_numbers(&atom, group, Some(0)),
    }
}

/// The words of a fact; where it may be any, those named and one more.
fn of_words(model: &Model, fact: ConceptId, atom: &Spanned<Atom>, group: &[&Atom]) -> Vec<Value> {
    let info = model.vocabulary.get(fact).and_then(|concept| concept.fact());
    if let Some(FactType::OneOf(words)) = info.map(|info| &info.ty) {
        return words.iter().map(|word| Value::Word(atom.clone(), Some(word.clone()))).collect();
    }
    let mut words: Vec<String> = Vec::new();
    for one in group {
        if let Atom::Fact { test: FactTest::Is(word), .. } = one
            && !words.iter().any(|known| known.eq_ignore_ascii_case(word))
        {
            words.push(word.clone());
        }
    }
    let named = words.into_iter().map(Some).chain([None]);
    named.map(|word| Value::Word(atom.clone(), word)).collect()
}

/// The stretches of numbers that statements tell apart: each that is named, and
/// those between.
fn of_numbers(atom: &Spanned<Atom>, group: &[&Atom], least: Option<i64>) -> Vec<Value> {
    let mut named: Vec<i64> =
        group.iter().filter_map(|one| wanted(one).map(|(_, number)| number)).collect();
    named.sort_unstable();
    named.dedup();
    let mut all = Vec::new();
    let mut low = least;
    for number in named {
        let high = number - 1;
        if low.is_none_or(|low| low <= high) {
            all.push(Value::Number(atom.clone(), low, Some(high)));
        }
        if least.is_none_or(|least| number >= least) {
            all.push(Value::Number(atom.clone(), Some(number), Some(number)));
        }
        low = Some(number + 1);
    }
    all.push(Value::Number(atom.clone(), low, None));
    all
}

fn placed(atom: &Atom) -> Spanned<Atom> {
    let at = match atom {
        Atom::Age { .. } => None,
        Atom::Status { status, .. } | Atom::Total { status, .. } => Some(status.span),
        Atom::Happened { event, .. } => Some(event.span),
        Atom::SamePerson { role, .. } => Some(role.span),
        Atom::Fact { fact, .. } => Some(fact.span),
        Atom::Recorded { decision, .. } => Some(decision.span),
    };
    let nowhere = || crate::source::Span::NOWHERE;
    Spanned::new(atom.clone(), at.unwrap_or_else(nowhere))
}

/// A value of a feature, by places.
type At = (usize, usize);

/// Pairs of values that no case has together.
pub(super) fn apart(features: &[Feature]) -> Vec<(At, At)> {
    let mut all = Vec::new();
    for (at, one) in features.iter().enumerate() {
        for (other_at, other) in features.iter().enumerate() {
            let (About::Whether(stronger), About::Whether(weaker)) = (&one.about, &other.about)
            else {
                continue;
            };
            // Where the first is so, the second is: so and not so stand apart.
            if at != other_at && implies(stronger, weaker) {
                all.push(((at, 0), (other_at, 1)));
            }
        }
    }
    all
}

/// Whether one statement is so only where another is.
fn implies(one: &Atom, other: &Atom) -> bool {
    match (one, other) {
        (Atom::Recorded { decision, by: Some(_) }, Atom::Recorded { decision: same, by: None }) => {
            decision == same
        }
        (Atom::Status { status, tense }, Atom::Status { status: same, tense: weaker })
            if status == same =>
        {
            match (tense, weaker) {
                (Tense::For(long, _), Tense::For(short, more)) => {
                    let (long, short) = (long.first, short.first);
                    long.unit == short.unit && (long.count > short.count || long == short && !more)
                }
                (
                    Tense::Now | Tense::For(..) | Tense::Since(_) | Tense::OnOrAfter(_),
                    Tense::Ever,
                ) => true,
                (Tense::For(..) | Tense::Since(_), Tense::Now) => true,
                (_, _) => false,
            }
        }
        (_, _) => false,
    }
}
