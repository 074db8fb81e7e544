//! Rules across cases (language §3.7, E31 to E33): groups of cases, what is asked of
//! them, and since when it has not been so.

use super::*;
use duly::eval::{Group, across};

pub(super) const WORDS_ACROSS: &str = "
fact IRO
  type     name
fact sibling group
  type     name
fact parent who is looked after
  type     name
fact full-time equivalent
  type     decimal number
  of       the IRO
fact event days
  type     number
  recorded when known
fact late
  type     yes or no
event start of the event
  life     can be planned, cancelled
event end of the event
  life     can be planned, cancelled
";

/// The groups of the cases as lines: `S-1 breached since 2026-06-01 [a b]`.
fn groups(rule: &str, cases: &[(&str, &str)], as_of: &str) -> Vec<String> {
    let model = model(&format!("{WORDS_ACROSS}across it\n{rule}"));
    let cases: Vec<Case> = cases
        .iter()
        .map(|(id, text)| Case { id: (*id).to_owned(), ..case(&model, text) })
        .collect();
    let all: Vec<&Case> = cases.iter().collect();
    let found = across(&model, &all, day(as_of));
    let names =
        |of: &[usize]| of.iter().map(|at| cases[*at].id.as_str()).collect::<Vec<_>>().join(" ");
    let shown = |group: &Group| {
        let sentence = duly::explain::group(&model, &all, group, day(as_of));
        assert!(sentence.ends_with(['.', ' ']) || !sentence.is_empty());
        let mut line =
            format!("{} {}", duly::explain::group_name(&model, group), group.outcome.word());
        if let Some(since) = group.since {
            line += &format!(" since {since}");
        }
        line += &format!(" [{}]", names(&group.members));
        if !group.perhaps.is_empty() {
            line += &format!(" perhaps [{}]", names(&group.perhaps));
        }
        line
    };
    found.iter().map(shown).collect()
}

fn child(facts: &str) -> String {
    format!("events: [coming into care: 1 January 2026]\nfacts: [{facts}]")
}

#[test]
fn e31_siblings_share_an_iro() {
    let rule = "  group    looked after children by sibling group\n  should   all have the same IRO\n  \
                applies  unless recorded: conflict of interest\n";
    let (a, b) = (child("sibling group: S, IRO: x"), child("sibling group: S, IRO: y"));
    let c = child("sibling group: T, IRO: y");
    assert_eq!(
        groups(rule, &[("a", &a), ("b", &b), ("c", &c)], "1 June 2026"),
        ["sibling group “S” breached since 2026-01-01 [a b]", "sibling group “T” holds [c]"]
    );
    // From the day on which one of them was given another.
    let changed = child("sibling group: S, IRO: x, IRO: {value: y, from: 1 March 2026}");
    assert_eq!(
        groups(rule, &[("a", &a), ("b", &changed)], "1 June 2026"),
        ["sibling group “S” breached since 2026-03-01 [a b]"]
    );
    assert_eq!(
        groups(rule, &[("a", &a), ("b", &changed)], "28 February 2026"),
        ["sibling group “S” holds [a b]"]
    );
    // A decision in one of them lifts the rule from the group.
    let decided = "events: [coming into care: 1 January 2026, conflict of interest: 2 March 2026]\n\
                   facts: [sibling group: S, IRO: y]";
    assert_eq!(
        groups(rule, &[("a", &a), ("b", decided)], "1 June 2026"),
        ["sibling group “S” lifted [a b]"]
    );
    // One who has left care is no longer one of them.
    let left = "events: [coming into care: 1 January 2026, leaving care: 1 May 2026]\n\
                facts: [sibling group: S, IRO: y]";
    assert_eq!(
        groups(rule, &[("a", &a), ("b", left)], "1 June 2026"),
        ["sibling group “S” holds [a]"]
    );
}

#[test]
fn what_is_not_known_leaves_it_open() {
    let rule =
        "  group    looked after children by sibling group\n  should   all have the same IRO\n";
    let a = child("sibling group: S, IRO: x");
    let open = child("sibling group: S, IRO: unknown");
    assert_eq!(
        groups(rule, &[("a", &a), ("b", &open)], "1 June 2026"),
        ["sibling group “S” unknown [a b]"]
    );
    let nowhere = child("sibling group: unknown, IRO: y");
    assert_eq!(
        groups(rule, &[("a", &a), ("b", &nowhere)], "1 June 2026"),
        ["sibling group “S” unknown [a] perhaps [b]", "not known unknown [] perhaps [b]"]
    );
    // One with the same IRO breaks nothing, wherever it belongs.
    let nowhere = child("sibling group: unknown, IRO: x");
    assert_eq!(
        groups(rule, &[("a", &a), ("b", &nowhere)], "1 June 2026"),
        ["sibling group “S” holds [a] perhaps [b]"]
    );
    // No sibling group is recorded: there is none.
    assert_eq!(
        groups(rule, &[("a", &a), ("b", &child("IRO: y"))], "1 June 2026"),
        ["sibling group “S” holds [a]"]
    );
}

#[test]
fn e32_a_caseload_for_each_full_time_equivalent() {
    let rule = "  group    looked after children by IRO\n  \
                should   number between 3 and 4 for each full-time equivalent\n";
    let of = |fte: &str| child(&format!("IRO: x, full-time equivalent: {fte}"));
    let (half, full) = (of("0.5"), of("1"));
    // Half of three to four: two.
    assert_eq!(groups(rule, &[("a", &half), ("b", &half)], "1 June 2026"), ["IRO “x” holds [a b]"]);
    assert_eq!(
        groups(rule, &[("a", &full), ("b", &full)], "1 June 2026"),
        ["IRO “x” breached since 2026-01-01 [a b]"]
    );
    let unknown = of("unknown");
    assert_eq!(
        groups(rule, &[("a", &unknown), ("b", &unknown)], "1 June 2026"),
        ["IRO “x” unknown [a b]"]
    );
}

#[test]
fn e33_a_child_and_its_parent_have_different_iros() {
    let rule = "  group    looked after children by parent who is looked after\n  \
                must     all have a different IRO from that parent\n";
    let parent = child("IRO: x");
    let baby = |iro: &str| child(&format!("parent who is looked after: P, IRO: {iro}"));
    let (same, other) = (baby("x"), baby("y"));
    assert_eq!(
        groups(rule, &[("P", &parent), ("b", &same)], "1 June 2026"),
        ["parent who is looked after “P” breached since 2026-01-01 [b]"]
    );
    assert_eq!(
        groups(rule, &[("P", &parent), ("b", &other)], "1 June 2026"),
        ["parent who is looked after “P” holds [b]"]
    );
    // The case of the parent is not there.
    assert_eq!(
        groups(rule, &[("Q", &parent), ("b", &same)], "1 June 2026"),
        ["parent who is looked after “P” unknown [b]"]
    );
}

/// A notice of an event at some premises.
fn notice(start: &str, end: &str, facts: &str) -> String {
    format!(
        "events: [start of the event: {{planned for: {start}}}, end of the event: {{planned for: {end}}}]\n\
         facts: [{facts}]"
    )
}

#[test]
fn notices_are_counted_in_a_calendar_year() {
    let rule = "  group    late children by sibling group and calendar year of the start of the event\n  \
                must     number at most 1\n";
    let late = |start: &str| notice(start, start, "sibling group: u, late: yes");
    let (one, two, next) = (late("1 May 2026"), late("31 December 2026"), late("1 January 2027"));
    let plain = notice("2 May 2026", "2 May 2026", "sibling group: u, late: no");
    assert_eq!(
        groups(rule, &[("1", &one), ("2", &two), ("3", &next), ("4", &plain)], "1 April 2026"),
        ["sibling group “u”, 2026 breached [1 2]", "sibling group “u”, 2027 holds [3]"]
    );
    let vague = late("between 30 December 2026 and 2 January 2027");
    assert_eq!(
        groups(rule, &[("1", &one), ("2", &vague)], "1 April 2026"),
        ["sibling group “u”, 2026 unknown [1] perhaps [2]", "not known unknown [] perhaps [2]"]
    );
}

#[test]
fn days_are_added_up_and_events_keep_apart() {
    let days = "  group    children by sibling group and calendar year of the start of the event\n  \
                must     total event days at most 5\n";
    let of = |days: &str| {
        notice("1 May 2026", "2 May 2026", &format!("sibling group: p, event days: {days}"))
    };
    let (three, two, unknown) = (of("3"), of("2"), of("unknown"));
    assert_eq!(
        groups(days, &[("1", &three), ("2", &two)], "1 April 2026"),
        ["sibling group “p”, 2026 holds [1 2]"]
    );
    assert_eq!(
        groups(days, &[("1", &three), ("2", &three)], "1 April 2026"),
        ["sibling group “p”, 2026 breached [1 2]"]
    );
    assert_eq!(
        groups(days, &[("1", &three), ("2", &unknown)], "1 April 2026"),
        ["sibling group “p”, 2026 unknown [1 2]"]
    );
    let gap = "  group    children by sibling group\n  \
               must     leave at least 24 hours between the end of the event and the next start of the event\n";
    let at = |start: &str, end: &str| notice(start, end, "sibling group: p");
    let (first, same_day) = (at("1 May 2026", "2 May 2026"), at("2 May 2026", "3 May 2026"));
    let next_day = at("3 May 2026", "4 May 2026");
    assert_eq!(
        groups(gap, &[("1", &first), ("2", &same_day)], "1 April 2026"),
        ["sibling group “p” breached [1 2]"]
    );
    assert_eq!(
        groups(gap, &[("1", &first), ("2", &next_day)], "1 April 2026"),
        ["sibling group “p” holds [1 2]"]
    );
    let vague = at("between 2 May 2026 and 3 May 2026", "4 May 2026");
    assert_eq!(
        groups(gap, &[("1", &first), ("2", &vague)], "1 April 2026"),
        ["sibling group “p” unknown [1 2]"]
    );
}

#[test]
fn a_share_is_held_against_all_of_a_group() {
    let rule =
        "  group    children by IRO\n  should   share at least 50% where the child is late\n";
    let of = |late: &str| child(&format!("IRO: x, late: {late}"));
    let (yes, no, unknown) = (of("yes"), of("no"), of("unknown"));
    assert_eq!(groups(rule, &[("1", &yes), ("2", &no)], "1 April 2026"), ["IRO “x” holds [1 2]"]);
    assert_eq!(
        groups(rule, &[("1", &yes), ("2", &no), ("3", &no)], "1 April 2026"),
        ["IRO “x” breached since 2026-01-01 [1 2 3]"]
    );
    assert_eq!(
        groups(rule, &[("1", &yes), ("2", &no), ("3", &unknown)], "1 April 2026"),
        ["IRO “x” unknown [1 2 3]"]
    );
}

#[test]
fn one_case_is_no_population() {
    let rule = "  group    looked after children by IRO\n  should   number at least 50\n";
    assert!(groups(rule, &[("a", &child("IRO: x"))], "1 June 2026").is_empty());
}

#[test]
fn a_case_that_may_belong_to_a_group_is_never_passed_over() {
    let rule = "  group    looked after children by IRO\n  must     number at most 2\n";
    let (x, open) = (child("IRO: x"), child("IRO: unknown"));
    // It alone breaks nothing, and with the others it may.
    assert_eq!(
        groups(rule, &[("a", &x), ("b", &x), ("c", &open)], "1 June 2026"),
        ["IRO “x” unknown [a b] perhaps [c]", "not known unknown [] perhaps [c]"]
    );
    assert_eq!(
        groups(rule, &[("a", &x), ("c", &open)], "1 June 2026"),
        ["IRO “x” holds [a] perhaps [c]"]
    );
}
