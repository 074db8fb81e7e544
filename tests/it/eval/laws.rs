//! Laws of rules across cases, and of powers and rights.

use std::sync::LazyLock;

use super::across::WORDS_ACROSS;
use super::*;
use duly::eval::{Group, Outcome, RightState, across};
use proptest::prelude::*;

const RULES: &str = "
across same
  group    looked after children by sibling group
  should   all have the same IRO
  applies  unless recorded: conflict of interest
across different
  group    looked after children by sibling group
  must     all have a different IRO
across caseload
  group    looked after children by IRO
  must     number at most 2
across moves
  group    children by IRO and sibling group
  must     total event days at most 4
";

static ACROSS: LazyLock<Checked> = LazyLock::new(|| model(&format!("{WORDS_ACROSS}{RULES}")));

/// What is said of one child.
#[derive(Debug, Clone)]
struct Child {
    entry: i32,
    leaves: Option<i32>,
    decided: Option<i32>,
    /// Its sibling group, its IRO and how many days.
    group: Said,
    iro: Said,
    days: Said,
}

/// Nothing, that it is not known, or a value.
type Said = Option<Option<u8>>;

const NAMES: [&str; 3] = ["1", "2", "3"];

impl Child {
    fn text(&self) -> String {
        let day = |day: i32| Day::from_number(20_454 + day).long();
        let mut events = format!("coming into care: {}", day(self.entry));
        if let Some(after) = self.leaves {
            events += &format!(", leaving care: {}", day(self.entry + after));
        }
        if let Some(on) = self.decided {
            events += &format!(", conflict of interest: {}", day(on));
        }
        let said = |name: &str, said: Said| {
            said.map(|value| match value {
                None => format!("{name}: unknown"),
                Some(at) => format!("{name}: {}", NAMES[at as usize % NAMES.len()]),
            })
        };
        let facts = [
            said("sibling group", self.group),
            said("IRO", self.iro),
            said("event days", self.days),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        format!("events: [{events}]\nfacts: [{}]", facts.join(", "))
    }

    fn case(&self, id: usize) -> Case {
        Case { id: format!("c{id}"), ..case(&ACROSS, &self.text()) }
    }

    /// The same with what is not known filled in.
    fn filled(&self, with: u8) -> Child {
        let fill = |said: Said, at: u8| said.map(|value| value.or(Some(with.wrapping_add(at))));
        let (group, iro, days) = (fill(self.group, 0), fill(self.iro, 1), fill(self.days, 2));
        Child { group, iro, days, ..self.clone() }
    }
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![1 => Just(None), 1 => Just(Some(None)), 5 => (0..3_u8).prop_map(|at| Some(Some(at)))]
}

fn children() -> impl Strategy<Value = Vec<Child>> {
    let maybe =
        |range: std::ops::Range<i32>| prop_oneof![3 => Just(None), 1 => range.prop_map(Some)];
    let child = (0..60_i32, maybe(1..60), maybe(0..90), said(), said(), said()).prop_map(
        |(entry, leaves, decided, group, iro, days)| Child {
            entry,
            leaves,
            decided,
            group,
            iro,
            days,
        },
    );
    prop::collection::vec(child, 2..6)
}

const AS_OF: i32 = 20_454 + 100;

fn judged(children: &[(usize, &Child)], as_of: i32) -> Vec<(String, Group)> {
    let cases: Vec<Case> = children.iter().map(|(id, child)| child.case(*id)).collect();
    let all: Vec<&Case> = cases.iter().collect();
    let found = across(&ACROSS, &all, Day::from_number(as_of)).into_iter();
    let named = |mut group: Group| {
        // By the number of the case, whatever its place.
        for of in [&mut group.members, &mut group.perhaps] {
            of.iter_mut().for_each(|at| *at = children[*at].0);
            of.sort_unstable();
        }
        group.blame.iter_mut().for_each(|(at, _)| *at = children[*at].0);
        group.blame.sort();
        (format!("{} {}", group.rule.0, duly::explain::group_name(&ACROSS, &group)), group)
    };
    found.map(named).collect()
}

fn numbered(children: &[Child]) -> Vec<(usize, &Child)> {
    children.iter().enumerate().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_the_cases_makes_no_difference(children in children()) {
        let ahead = numbered(&children);
        let mut back = ahead.clone();
        back.reverse();
        let shown = |of: &[(usize, &Child)]| -> Vec<String> {
            let told = |(name, group): &(String, Group)| {
                let Group { outcome, members, perhaps, since, blame, .. } = group;
                format!("{name} {outcome:?} {members:?} {perhaps:?} {since:?} {}", blame.len())
            };
            judged(of, AS_OF).iter().map(told).collect()
        };
        prop_assert_eq!(shown(&ahead), shown(&back));
    }

    #[test]
    fn what_is_sure_of_a_group_stays_so_when_more_is_known(children in children(), with in 0..3_u8) {
        let filled: Vec<Child> = children.iter().map(|child| child.filled(with)).collect();
        let after = judged(&numbered(&filled), AS_OF);
        // Of days of which nothing is said nothing is known.
        for (_, group) in after.iter().filter(|(_, group)| group.rule.0 < 3) {
            prop_assert!(group.outcome != Outcome::NotKnown, "{group:?}");
        }
        for (name, group) in judged(&numbered(&children), AS_OF) {
            if group.outcome == Outcome::NotKnown {
                continue;
            }
            let same = after.iter().find(|(other, _)| *other == name);
            let outcome = same.map(|(_, other)| other.outcome);
            // What is lifted may turn out to be as it has to be all the same.
            let lifted = group.outcome == Outcome::Lifted && outcome == Some(Outcome::Holds);
            prop_assert!(outcome == Some(group.outcome) || lifted, "{}: {:?}", name, outcome);
        }
    }

    #[test]
    fn a_breach_began_on_the_day_it_says(children in children()) {
        let all = numbered(&children);
        for (name, group) in judged(&all, AS_OF) {
            prop_assert!(group.since.is_none() || group.outcome == Outcome::Breached);
            // Facts that are said of no day begin on none: care begins on one.
            let Some(since) = group.since.filter(|_| group.rule.0 < 3) else { continue };
            let on = |day: i32| {
                judged(&all, day).into_iter().find(|(other, _)| *other == name).map(|(_, group)| group.outcome)
            };
            prop_assert!(since.number() <= AS_OF);
            prop_assert_eq!(on(since.number()), Some(Outcome::Breached), "{}", &name);
            prop_assert!(on(since.number() - 1) != Some(Outcome::Breached), "{}", &name);
        }
    }

    #[test]
    fn a_case_of_another_group_changes_no_group(children in children()) {
        let stranger = "events: [coming into care: 1 January 2026]\nfacts: [sibling group: far, IRO: away, event days: 1]";
        let cases: Vec<Case> = children.iter().enumerate().map(|(id, child)| child.case(id)).collect();
        let far = Case { id: "far".into(), ..case(&ACROSS, stranger) };
        let shown = |all: &[&Case]| -> Vec<String> {
            let found = across(&ACROSS, all, Day::from_number(AS_OF));
            let near = found.iter().filter(|group| group.key.is_some());
            let told = near.map(|group| {
                format!("{} {} {:?}", group.rule.0, duly::explain::group_name(&ACROSS, group), group.outcome)
            });
            told.filter(|text| !text.contains("far") && !text.contains("away")).collect()
        };
        let without: Vec<&Case> = cases.iter().collect();
        let with: Vec<&Case> = cases.iter().chain([&far]).collect();
        prop_assert_eq!(shown(&without), shown(&with));
    }
}

const POWERS: &str = "
event grant of more time
  forms    grant more time | grant of more time / grants of more time
event decision
  forms    decide | decision / decisions
event request for a review
  forms    ask for a review of the decision | request for a review
duty answer
  must     answer the complaint
  due      within 10 working days of each complaint
  scope    the whole record
power more-time
  who      the IRO
  may      grant more time
  limit    twice in the whole record
  scope    the whole record
  extends  answer by up to 10 working days
power ask
  may      ask for a review of the decision
  limit    within 20 working days of each decision
  scope    the whole record
";

static POWER: LazyLock<Checked> = LazyLock::new(|| model(POWERS));

/// When more time was granted, and whether by the one who may.
type Uses = Vec<(i32, bool)>;

fn uses() -> impl Strategy<Value = Uses> {
    prop::collection::vec((0..40_i32, prop::bool::weighted(0.8)), 0..4)
}

/// The day on which an answer is due, with a complaint on the first day.
fn answer_due(uses: &[(i32, bool)], as_of: i32) -> i32 {
    let granted = uses.iter().map(|(on, may)| {
        let by = if *may { "the IRO" } else { "the social worker" };
        format!(", grant more time: {{on: {}, by: {by}}}", Day::from_number(20_454 + on).long())
    });
    let text = format!("events: [complaint: 1 January 2026{}]", granted.collect::<String>());
    let answer = evaluate(&POWER, &case(&POWER, &text), Day::from_number(20_454 + as_of));
    let rows = rows(&POWER, &answer, "answer");
    rows[0].due.unwrap().last.number() - 20_454
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn more_time_is_never_less_and_counts_twice_at_most(uses in uses()) {
        let plain = answer_due(&[], 90);
        let due = answer_due(&uses, 90);
        prop_assert!(due >= plain);
        // Those of another role do nothing.
        let own: Uses = uses.iter().copied().filter(|(_, may)| *may).collect();
        prop_assert_eq!(due, answer_due(&own, 90));
        // A third within the limit does nothing either: twice ten working days are the most.
        let twice = answer_due(&[(0, true), (1, true)], 90);
        prop_assert!(due <= twice, "{} after {}", due, twice);
        // One that comes when the time is over brings nothing back.
        let mut late = own.clone();
        late.push((due + 1, true));
        prop_assert_eq!(answer_due(&late, 90), due);
    }

    #[test]
    fn the_order_in_which_uses_are_recorded_makes_no_difference(uses in uses()) {
        let mut back = uses.clone();
        back.reverse();
        prop_assert_eq!(answer_due(&uses, 90), answer_due(&back, 90));
    }

    #[test]
    fn what_happens_later_changes_nothing_before(uses in uses(), as_of in 0..60_i32) {
        let before: Uses = uses.iter().copied().filter(|(on, _)| *on <= as_of).collect();
        prop_assert_eq!(answer_due(&uses, as_of), answer_due(&before, as_of));
    }

    #[test]
    fn a_right_is_open_used_or_closed(decided in 0..30_i32, asked in prop::collection::vec(0..90_i32, 0..3), as_of in 0..90_i32) {
        let day = |number: i32| Day::from_number(20_454 + number).long();
        let asked_on: String = asked.iter().map(|on| format!(", request for a review: {}", day(*on))).collect();
        let text = format!("events: [decision: {}{asked_on}]", day(decided));
        let answer = evaluate(&POWER, &case(&POWER, &text), Day::from_number(20_454 + as_of));
        prop_assert!(answer.rows.is_empty());
        if as_of < decided {
            prop_assert!(answer.rights.is_empty());
            return Ok(());
        }
        let [right] = answer.rights.as_slice() else { panic!("one right of {text}") };
        let last = right.row.due.unwrap().last.number() - 20_454;
        let used = asked.iter().any(|on| (decided..=last).contains(on) && *on <= as_of);
        let state = if used { RightState::Used } else if as_of > last { RightState::Closed } else { RightState::Open };
        prop_assert_eq!(right.state, state, "{} as of {}", text, day(as_of));
    }
}
