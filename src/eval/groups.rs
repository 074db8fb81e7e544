//! Whether a group of cases is as a rule asks.
//!
//! In: the cases of a group on a day, each with how surely it is one of them. Out: so,
//! not so, or not known, with what was found. Never here: which cases those are.

use super::Blame;
use super::across::Measured;
use super::member::{Known, Seen, Snap};
use super::range::{Truth, Why};
use crate::model::Across;
use crate::syntax::ast::{Bounds, Measure};

/// A case in a group.
pub(super) struct In<'g> {
    pub(super) case: usize,
    /// Whether it is in the group; never *no*.
    pub(super) truth: Truth,
    pub(super) snap: &'g Snap,
}

/// What was found of a group.
pub(super) struct Found {
    pub(super) holds: Truth,
    pub(super) measured: Measured,
    /// What leaves it open, in which case.
    pub(super) blame: Vec<(usize, Blame)>,
}

/// The case to differ from: none is asked for, it is not among the cases, or this one.
pub(super) type Other<'g> = Option<Option<(usize, &'g Snap)>>;

/// Holds a group against its rule.
pub(super) fn measure(rule: &Across, all: &[In<'_>], other: Other<'_>) -> Found {
    let mut found = match &rule.measure {
        Measure::Same(_) => same(all),
        Measure::Different { from: Some(_), .. } => different_from(all, other),
        Measure::Different { from: None, .. } => different(all),
        Measure::Number { bounds, .. } => amount(all, *bounds, |_| Known::So(1_000)),
        Measure::Sum { bounds, .. } => amount(all, *bounds, |one| match &one.snap.seen {
            Seen::Amount(known) => known.clone(),
            Seen::Case | Seen::Text(_) | Seen::Holds(_) | Seen::Stretches(_) => Known::So(0),
        }),
        Measure::Share { at_least, percent, .. } => share(all, *at_least, *percent),
        Measure::Apart { .. } => apart(all),
    };
    if matches!(found.holds, Truth::Unknown(_)) {
        for one in all {
            if let Truth::Unknown(why) = &one.truth {
                found.blame.extend(why.iter().map(|blame| (one.case, blame.clone())));
            }
        }
    }
    found
}

fn open() -> Truth {
    Truth::Unknown(Why::new())
}

fn told(truth: Option<bool>) -> Truth {
    truth.map_or_else(open, Truth::from)
}

/// The text a case has, which is not known, none, or one.
fn text_of<'g>(one: &'g In<'_>) -> &'g Known<String> {
    match &one.snap.seen {
        Seen::Text(known) => known,
        Seen::Case | Seen::Amount(_) | Seen::Holds(_) | Seen::Stretches(_) => &Known::Nothing,
    }
}

/// Every value, with the cases that have it; `sure` leaves out those that may not be in
/// the group.
fn values(all: &[In<'_>], sure: bool) -> Vec<(String, Vec<usize>)> {
    let mut found: Vec<(String, Vec<usize>)> = Vec::new();
    for one in all.iter().filter(|one| !sure || one.truth.is_true()) {
        let Known::So(value) = text_of(one) else { continue };
        match found.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(value)) {
            Some((_, cases)) => cases.push(one.case),
            None => found.push((value.clone(), vec![one.case])),
        }
    }
    found
}

/// What is not known of the values.
fn open_values(all: &[In<'_>]) -> Vec<(usize, Blame)> {
    let mut found = Vec::new();
    for one in all {
        if let Known::Open(why) = text_of(one) {
            found.extend(why.iter().map(|blame| (one.case, blame.clone())));
        }
    }
    found
}

/// A case that has none has no other.
fn same(all: &[In<'_>]) -> Found {
    let blame = open_values(all);
    let (sure, any) = (values(all, true), values(all, false));
    let having = all.iter().filter(|one| !matches!(text_of(one), Known::Nothing)).count();
    let holds = if sure.len() > 1 {
        Some(false)
    } else if having < 2 || (blame.is_empty() && any.len() < 2) {
        Some(true)
    } else {
        None
    };
    Found { holds: told(holds), measured: Measured::Values(sure), blame }
}

fn different(all: &[In<'_>]) -> Found {
    let blame = open_values(all);
    let (sure, any) = (values(all, true), values(all, false));
    let twice = |of: &[(String, Vec<usize>)]| of.iter().any(|(_, cases)| cases.len() > 1);
    let having = all.iter().filter(|one| !matches!(text_of(one), Known::Nothing)).count();
    let holds = if twice(&sure) {
        Some(false)
    } else if having < 2 || (blame.is_empty() && !twice(&any)) {
        Some(true)
    } else {
        None
    };
    Found { holds: told(holds), measured: Measured::Values(sure), blame }
}

fn different_from(all: &[In<'_>], other: Other<'_>) -> Found {
    let measured = Measured::Values(values(all, true));
    let Some(Some((at, snap))) = other else {
        return Found { holds: open(), measured, blame: Vec::new() };
    };
    let its = match &snap.seen {
        Seen::Text(known) => known,
        Seen::Case | Seen::Amount(_) | Seen::Holds(_) | Seen::Stretches(_) => &Known::Nothing,
    };
    let (mut holds, mut blame) = (Some(true), open_values(all));
    if let Known::Open(why) = its {
        blame.extend(why.iter().map(|one| (at, one.clone())));
    }
    for one in all.iter().filter(|one| one.case != at) {
        let same = match (text_of(one), its) {
            (Known::Nothing, _) | (_, Known::Nothing) => Some(false),
            (Known::So(a), Known::So(b)) => Some(a.eq_ignore_ascii_case(b)),
            (Known::Open(_), _) | (_, Known::Open(_)) => None,
        };
        holds = match (same, one.truth.is_true()) {
            (Some(false), _) => holds,
            (Some(true), true) => Some(false),
            (Some(true) | None, _) => holds.filter(|holds| !holds),
        };
    }
    Found { holds: told(holds), measured, blame }
}

/// How many, or how much: at least and at most.
fn amount(all: &[In<'_>], bounds: Bounds, of: impl Fn(&In<'_>) -> Known<i64>) -> Found {
    let (mut least, mut most, mut blame) = (0_i64, Some(0_i64), Vec::new());
    for one in all {
        match of(one) {
            Known::Nothing => {}
            Known::So(value) => {
                let may =
                    if one.truth.is_true() { (value, value) } else { (value.min(0), value.max(0)) };
                least = least.saturating_add(may.0);
                most = most.map(|most| most.saturating_add(may.1));
            }
            Known::Open(why) => {
                most = None;
                blame.extend(why.into_iter().map(|blame| (one.case, blame)));
            }
        }
    }
    let each = each(all, &mut blame);
    let of_each = |bound: Option<u32>| {
        bound.zip(each).map(|(bound, each)| i64::from(bound).saturating_mul(each))
    };
    let (floor, roof) = (of_each(bounds.least), of_each(bounds.most));
    let holds = if each.is_none() {
        None
    } else {
        let under = floor.map_or(Some(false), |floor| above(floor, least, most));
        let over = roof.map_or(Some(false), |roof| below(roof, least, most));
        match (under, over) {
            (Some(false), Some(false)) => Some(true),
            (Some(true), _) | (_, Some(true)) => Some(false),
            (None, _) | (_, None) => None,
        }
    };
    let measured = Measured::Amount { least, most, bounds: (floor, roof) };
    Found { holds: told(holds), measured, blame }
}

/// Whether all there may be is less than a bound.
fn above(bound: i64, least: i64, most: Option<i64>) -> Option<bool> {
    match most {
        _ if least >= bound => Some(false),
        Some(most) if most < bound => Some(true),
        Some(_) | None => None,
    }
}

/// Whether even the least there may be is more than a bound.
fn below(bound: i64, least: i64, most: Option<i64>) -> Option<bool> {
    match most {
        _ if least > bound => Some(true),
        Some(most) if most <= bound => Some(false),
        Some(_) | None => None,
    }
}

/// The units a bound is for, on which the cases of a group have to agree.
fn each(all: &[In<'_>], blame: &mut Vec<(usize, Blame)>) -> Option<i64> {
    let mut found: Option<i64> = None;
    let mut agree = true;
    for one in all {
        match &one.snap.each {
            Known::So(each) => {
                agree &= found.is_none_or(|known| known == *each) || !one.truth.is_true();
                found = found.or(Some(*each));
            }
            Known::Nothing => {}
            Known::Open(why) if one.truth.is_true() => {
                blame.extend(why.iter().map(|blame| (one.case, blame.clone())));
            }
            Known::Open(_) => {}
        }
    }
    // One case that says it is enough; two that say otherwise are not.
    found.filter(|_| agree)
}

/// So many of a hundred: of no case at all, whatever is asked.
fn share(all: &[In<'_>], at_least: bool, percent: u32) -> Found {
    let mut blame = Vec::new();
    // (those it holds of, all) at the worst and at the best.
    let (mut low, mut high) = ((0_i64, 0_i64), (0_i64, 0_i64));
    for one in all {
        let so = match &one.snap.seen {
            Seen::Holds(truth) => truth.clone(),
            Seen::Case | Seen::Text(_) | Seen::Amount(_) | Seen::Stretches(_) => Truth::False,
        };
        if let Truth::Unknown(why) = &so {
            blame.extend(why.iter().map(|blame| (one.case, blame.clone())));
        }
        let (surely, may) = (so.is_true(), !so.is_false());
        if one.truth.is_true() || !surely {
            low = (low.0 + i64::from(surely), low.1 + 1);
        }
        if one.truth.is_true() || may {
            high = (high.0 + i64::from(may), high.1 + 1);
        }
    }
    let of = |(some, all): (i64, i64)| (all > 0).then(|| some.saturating_mul(100_000) / all);
    let wanted = |(some, all): (i64, i64)| {
        let (some, all) = (some.saturating_mul(100), all.saturating_mul(i64::from(percent)));
        if at_least { some >= all } else { some <= all }
    };
    let holds = match (wanted(low), wanted(high)) {
        (true, true) => Some(true),
        (false, false) => Some(false),
        _ => None,
    };
    // At the worst no case may be in it at all.
    let holds = if all.iter().all(|one| !one.truth.is_true()) && holds == Some(false) {
        None
    } else {
        holds
    };
    let shares = of(low).zip(of(high)).or_else(|| of(low).or(of(high)).map(|one| (one, one)));
    Found { holds: told(holds), measured: Measured::Share(shares), blame }
}

fn apart(all: &[In<'_>]) -> Found {
    let (mut holds, mut pairs, mut blame) = (Truth::True, Vec::new(), Vec::new());
    for (at, one) in all.iter().enumerate() {
        for other in all.iter().skip(at + 1) {
            let clear = clear(one.snap, other.snap);
            // Of cases that may not both be in the group it is not known.
            let both = one.truth.clone().and(other.truth.clone());
            let here = match (&clear, both.is_true()) {
                (Truth::True, _) => continue,
                (Truth::False, true) => Truth::False,
                (Truth::False | Truth::Unknown(_), _) => open(),
            };
            if let Truth::Unknown(why) = &clear {
                blame.extend(why.iter().map(|blame| {
                    let whose = if of_case(one.snap, blame) { one.case } else { other.case };
                    (whose, blame.clone())
                }));
            }
            pairs.push((one.case, other.case, here.is_false()));
            holds = holds.and(here);
        }
    }
    let sure = holds.is_false();
    let pairs = pairs.into_iter().filter(|(_, _, known)| *known || !sure);
    let measured = Measured::TooClose(pairs.map(|(a, b, _)| (a, b)).collect());
    Found { holds, measured, blame }
}

/// Whether the stretches of two cases keep apart.
fn clear(one: &Snap, other: &Snap) -> Truth {
    let (Seen::Stretches(one), Seen::Stretches(other)) = (&one.seen, &other.seen) else {
        return Truth::True;
    };
    let mut clear = Truth::True;
    for (start, _, free) in one {
        for (its_start, _, its_free) in other {
            clear = clear.and(free.at_most(its_start).or(its_free.at_most(start)));
        }
    }
    clear
}

fn of_case(snap: &Snap, blame: &Blame) -> bool {
    let Seen::Stretches(all) = &snap.seen else { return false };
    all.iter().any(|(start, end, _)| start.why.contains(blame) || end.why.contains(blame))
}
