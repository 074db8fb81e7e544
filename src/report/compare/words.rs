//! Differences in sentences.

use crate::analysis::align::Tie;
use crate::analysis::aspects::{End, Verdict};
use crate::analysis::compare::{
    Aspect, Bears, Change, Comparison, Days, Finding, Other, OtherKind, Paired, Part, Pattern,
    RuleWitness, Side, Stand, Witness,
};
use crate::eval::DateRange;
use crate::names::{listed, thousands};
use crate::time::{Day, Weekday};

/// `146,097`
pub(super) fn number(count: u32) -> String {
    thousands(usize::try_from(count).unwrap_or(usize::MAX))
}

/// A verdict as readers know it who have not read what the words mean.
pub(super) fn plain(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Incomparable => "stricter in some ways, laxer in others",
        Verdict::Same
        | Verdict::AsStrict
        | Verdict::Stricter
        | Verdict::Laxer
        | Verdict::CannotTell => verdict.word(),
    }
}

/// What each verdict means.
pub(super) fn means(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "no difference but in words",
        Verdict::AsStrict => {
            "a difference that asks for neither more nor less, such as somebody else who has to do it"
        }
        Verdict::Stricter => "whoever does what this pack asks has done what the other asks",
        Verdict::Laxer => "the other way round: this pack asks for less, or later",
        Verdict::Incomparable => "more in one way, or on some days, and less in another",
        Verdict::CannotTell => "not decided; the reason stands beside it",
    }
}

/// How the duties of two packs compare: how many with each verdict, and how many have no
/// counterpart, with the names of the packs.
pub(super) fn counted(of: &Comparison, (left, right): (&str, &str)) -> String {
    let said: Vec<String> = super::counts(of)
        .iter()
        .map(|(verdict, count)| format!("{} {}", thousands(*count), plain(*verdict)))
        .collect();
    let pairs = match of.pairs.len() {
        1 => "1 pair of duties".to_owned(),
        pairs => format!("{} pairs of duties", thousands(pairs)),
    };
    let colon = if said.is_empty() { "" } else { ": " };
    format!(
        "{pairs}{colon}{}; {} only {left}, {} only {right}",
        said.join("; "),
        thousands(of.only_left.len()),
        thousands(of.only_right.len())
    )
}

/// `20.9%`
pub(super) fn share(part: u32, whole: u32) -> String {
    let thousandths = (u64::from(part) * 1_000 + u64::from(whole) / 2) / u64::from(whole.max(1));
    match thousandths {
        0 if part > 0 => "under 0.1%".to_owned(),
        1_000 if part < whole => "over 99.9%".to_owned(),
        _ => format!("{}.{}%", thousandths / 10, thousandths % 10),
    }
}

fn days(count: i32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

fn plural(weekday: Weekday) -> String {
    format!("{weekday}s")
}

/// Which days, in few words.
pub(super) fn pattern(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Every => "from every day".to_owned(),
        Pattern::Weekdays(all) => {
            let all: Vec<String> = all.iter().map(|one| plural(*one)).collect();
            format!("from {}", listed(&all))
        }
        Pattern::Yearly(sorts) => {
            let one = |(sort, all): &(&str, Vec<String>)| {
                let when = if sort.is_empty() { "each year" } else { sort };
                format!("from {} {when}", listed(all))
            };
            sorts.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Pattern::Stretches(named, rest) => {
            let one = |dates: &crate::analysis::course::Dates| {
                if dates.first == dates.last {
                    dates.first.long()
                } else {
                    format!("{} to {}", dates.first.long(), dates.last.long())
                }
            };
            let mut all: Vec<String> = named.iter().map(one).collect();
            match rest {
                0 => {}
                1 => all.push("one stretch more".to_owned()),
                more => all.push(format!(
                    "{} stretches more",
                    number(u32::try_from(*more).unwrap_or(u32::MAX))
                )),
            }
            format!("from {}", listed(&all))
        }
    }
}

/// `the first review on Thu 15 January 2026: 15 April 2026 there, 16 April 2026 here`
pub(super) fn witness(days: &Days, witness: &Witness) -> String {
    let anchor = days.anchor.as_deref().unwrap_or("the act before");
    let anchor = anchor.replacen("each ", "a ", 1);
    let from = witness.from.unwrap_or(witness.trigger);
    let of = |side: &Side| match days.end {
        End::Due => side.due,
        End::Opens => side.opens,
    };
    let word = |side: &Side| of(side).map_or("not known".to_owned(), Day::long);
    format!(
        "{anchor} on {}: {} there, {} here",
        from.with_weekday(),
        word(&witness.left),
        word(&witness.right)
    )
}

/// What a case comes to under both packs.
pub(super) fn outcome(witness: &Witness) -> String {
    let of = |side: &Side| match (side.status.as_str(), side.due) {
        ("", _) => "nothing".to_owned(),
        (status, Some(due)) => format!("{status} (due {})", due.long()),
        (status, None) => status.to_owned(),
    };
    format!(
        "{}; as of {}: {} there, {} here",
        witness.facts.join("; "),
        witness.as_of.long(),
        of(&witness.left),
        of(&witness.right)
    )
}

/// The name of an end: `due`.
pub(super) fn end(days: &Days) -> &'static str {
    match days.end {
        End::Due => "due",
        End::Opens => "opens",
    }
}

/// What there is to say of an end: a line for each way in which it differs, and the case
/// that shows it.
pub(super) fn of_days(days: &Days) -> Vec<String> {
    let mut lines = Vec::new();
    let when = match days.when.as_slice() {
        [] => String::new(),
        all => format!(" where {}", listed(all)),
    };
    if days.dates == 0 {
        return vec![format!("{}{when}: {}", days.verdict.word(), days.why)];
    }
    for (word, part) in [("earlier", &days.earlier), ("later", &days.later)] {
        let Some(part) = part else { continue };
        lines.push(of_part(days, part, (word, &when)));
        match &part.witness {
            Some(one) => lines.push(witness(days, one)),
            None => lines.push("no case was found that shows it".to_owned()),
        }
    }
    lines
}

fn of_part(of: &Days, part: &Part, (word, when): (&str, &str)) -> String {
    let range = match of.over {
        Some((first, last)) if of.dates != 146_097 => {
            format!(" between {} and {}", first.long(), last.long())
        }
        Some(_) | None => String::new(),
    };
    format!(
        "{word} on {} of {} dates{range} ({}){when}, by up to {}: {}",
        number(part.dates),
        number(of.dates),
        share(part.dates, of.dates),
        days(part.by_at_most),
        pattern(&part.pattern)
    )
}

/// What there is to say of another respect.
pub(super) fn of_finding(finding: &Finding) -> Vec<String> {
    let mut head = finding.verdict.word().to_owned();
    if !finding.why.is_empty() {
        head.push_str(&format!(": {}", finding.why));
    }
    let mut lines = vec![head];
    let items = !finding.only_left.is_empty() || !finding.only_right.is_empty();
    if items {
        let (there, here) = (&finding.only_left, &finding.only_right);
        for (place, all, enough) in
            [("there", there, finding.enough.0), ("here", here, finding.enough.1)]
        {
            let before = item(finding.aspect, place, enough);
            lines.extend(all.iter().map(|item| format!("{before} {item}")));
        }
    } else if !finding.left.is_empty() && finding.left != finding.right {
        lines.push(format!("there: {}", finding.left));
        lines.push(format!("here: {}", finding.right));
    }
    lines
}

/// What stands before an item that one of the packs alone has: what it does there.
fn item(aspect: Aspect, place: &str, enough: bool) -> String {
    match aspect {
        Aspect::Conditions => format!("applies {place} also where"),
        Aspect::Act if enough => format!("enough only {place}:"),
        Aspect::Act => format!("asked for only {place}:"),
        Aspect::Trigger => format!("started {place} also by:"),
        Aspect::Modality
        | Aspect::Who
        | Aspect::Matching
        | Aspect::Closing
        | Aspect::Clock
        | Aspect::Recurrence
        | Aspect::Standing
        | Aspect::Powers
        | Aspect::Meaning
        | Aspect::Birthdays => format!("said only {place}:"),
    }
}

/// Why two duties belong together, where it is not plain.
pub(super) fn tie(pair: &Paired) -> Option<String> {
    let shared = match pair.beside {
        (1, 1) => None,
        (1, there) => Some(format!("one of {there} here that stand for it")),
        (here, 1) => Some(format!("it stands for {here} there")),
        (here, there) => Some(format!("one of {there} here, for {here} there")),
    };
    let why = match pair.tie {
        Tie::Same | Tie::Implements => None,
        Tie::Name => Some("paired by their ids".to_owned()),
        Tie::ActAndTrigger => Some("paired by what they ask for and what starts them".to_owned()),
    };
    let both: Vec<String> = shared.into_iter().chain(why).collect();
    (!both.is_empty()).then(|| both.join("; "))
}

/// What the two cite, where they cite anything.
pub(super) fn sources(pair: &Paired) -> Option<String> {
    let said = |all: &[String]| if all.is_empty() { "nothing".to_owned() } else { all.join("; ") };
    let (one, other) = (&pair.left.sources, &pair.right.sources);
    let any = !one.is_empty() || !other.is_empty();
    any.then(|| format!("{} there, {} here", said(one), said(other)))
}

/// Ids of both where they differ.
pub(super) fn ids(pair: &Paired) -> String {
    if pair.left.name == pair.right.name {
        pair.left.name.clone()
    } else {
        format!("{} / {}", pair.left.name, pair.right.name)
    }
}

/// The sort of a rule that is no duty, its name, and how it compares.
pub(super) fn head_of_other(other: &Other) -> String {
    format!("{} {}: {}", other.kind.word(), other.name, other.compared.verdict.word())
}

/// What a rule of another kind says on either side, why it compares so, what hangs on it,
/// and a case.
pub(super) fn of_other(other: &Other) -> Vec<String> {
    let mut lines = Vec::new();
    let both = other.left.is_some() && other.right.is_some();
    let said = [("there", &other.left), ("here", &other.right)];
    lines.extend(said.into_iter().map(|(place, said)| match said {
        Some(said) => format!("{place}: {said}"),
        None => format!("{place}: no such rule"),
    }));
    let before = match other.kind {
        OtherKind::Event => "counts as it only",
        OtherKind::Definition => "part of its meaning only",
        OtherKind::Power | OtherKind::Deem | OtherKind::Across => "said only",
    };
    let items = [("there", &other.only_left), ("here", &other.only_right)];
    for (place, all) in items.into_iter().filter(|_| both) {
        lines.extend(all.iter().map(|item| format!("{before} {place}: {item}")));
    }
    let why = &other.compared.why;
    if !why.is_empty() {
        lines.push(why.clone());
    }
    lines.extend(hanging(&other.compared.duties));
    lines.extend(other.compared.witness.as_ref().map(rule_witness));
    lines
}

/// The duties that hang on a rule, by what it makes of them.
fn hanging(duties: &[Bears]) -> Vec<String> {
    let of = |verdict: Verdict| {
        let all = duties.iter().filter(|one| one.verdict == verdict);
        let all: Vec<String> = all.map(|one| one.duty.clone()).collect();
        let word = match verdict {
            Verdict::Stricter => "it makes stricter",
            Verdict::Laxer => "it makes laxer",
            Verdict::Incomparable => "it makes stricter in one way and laxer in another",
            Verdict::CannotTell => "it hangs together in ways that are not decided with",
            Verdict::Same | Verdict::AsStrict => return None,
        };
        (!all.is_empty()).then(|| format!("{word}: {}", listed(&all)))
    };
    Verdict::ALL.into_iter().filter_map(of).collect()
}

/// A case of which two packs say different things.
pub(super) fn rule_witness(witness: &RuleWitness) -> String {
    format!(
        "for instance: {}; as of {}: {} there, {} here",
        witness.facts.join("; "),
        witness.as_of.long(),
        witness.left,
        witness.right
    )
}

fn due(due: Option<DateRange>) -> String {
    match due.map(|range| (range, range.exact())) {
        None => String::new(),
        Some((_, Some(day))) => format!(" (due {})", day.long()),
        Some((range, None)) => {
            format!(" (due between {} and {})", range.first.long(), range.last.long())
        }
    }
}

/// How an instance stands: `overdue (due 16 April 2026)`.
pub(super) fn stand(stand: Option<&Stand>) -> String {
    let Some(stand) = stand else { return "nothing".to_owned() };
    let statuses: Vec<&str> = stand.statuses.iter().map(|one| one.word()).collect();
    let status = match statuses.as_slice() {
        [one] => (*one).to_owned(),
        all => format!("not known ({})", all.join(" or ")),
    };
    format!("{status}{}", due(stand.due))
}

/// How many deadlines of how many cases come out otherwise, and how.
pub(super) fn changed(changes: &[Change]) -> String {
    let mut names: Vec<&str> = changes.iter().map(|change| change.case.as_str()).collect();
    names.dedup();
    let many = |count: usize, one: &str| {
        let count = number(u32::try_from(count).unwrap_or(u32::MAX));
        if count == "1" { format!("1 {one}") } else { format!("{count} {one}s") }
    };
    let due = |stand: &Option<Stand>| stand.as_ref().and_then(|one| one.due?.exact());
    let moved = |later: bool| {
        let both = changes.iter().filter_map(|one| Some((due(&one.was)?, due(&one.now)?)));
        both.filter(|(was, now)| if later { was < now } else { now < was }).count()
    };
    let overdue = changes.iter().filter(|one| one.is_newly_overdue()).count();
    let gone = changes.iter().filter(|one| one.is_no_longer_overdue()).count();
    let counts = [
        (moved(false), "earlier"),
        (moved(true), "later"),
        (overdue, "overdue here alone"),
        (gone, "overdue there alone"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> = counts.map(|(count, word)| format!("{count} {word}")).collect();
    let said = if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) };
    format!(
        "{} of {} come out otherwise{said}",
        many(changes.len(), "deadline"),
        many(names.len(), "case")
    )
}

/// The duty of a change, by its title.
pub(super) fn titled(change: &Change) -> String {
    let named = change.left.as_ref().or(change.right.as_ref());
    of_day(change, named.map_or("", |named| named.title.as_str()))
}

/// The duty of a change, by its id.
pub(super) fn instance(change: &Change) -> String {
    let named = change.left.as_ref().or(change.right.as_ref());
    of_day(change, named.map_or("", |named| named.name.as_str()))
}

/// A name, and the day of what starts the instance of a change.
fn of_day(change: &Change, name: &str) -> String {
    match change.trigger {
        Some(day) => format!("{name} from {}", day.long()),
        None => name.to_owned(),
    }
}
