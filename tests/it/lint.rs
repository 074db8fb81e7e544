//! What `duly lint` shows is so: both readings of a phrase, put into the pack, lead the
//! interpreter to the two days that were shown.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::sync::Arc;

use duly::analysis::lint::{Doubt, FlawKind, Lint, Question, lint};
use duly::analysis::witness::{Effort, Search, Situation};
use duly::check::Checked;
use duly::dates::reckon;
use duly::eval::{Row, judge};
use duly::facts::{Case, DateFact, PeriodEnd, bind, read_case};
use duly::open::together;
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use duly::time::{Calendar, Day};

use crate::console::root;

const DOUBTS: &str = r#"pack p/doubts: "Doubts"
  in force   from 1 January 2020
  verified   19 November 2026
  subject    child
  scope      each period at home
  calendar   england-and-wales
event entry
  forms      come in | entry / entries
event leaving
  forms      leave | leaving / leavings
event meeting
  forms      hold a meeting | a meeting is held | meeting / meetings
  life       can be planned, adjourned, cancelled
event note
  forms      write a note | note / notes
event visit
  forms      visit the child | visit / visits
event audit
  forms      audit the file | audit / audits
status at home
  from       entry until leaving
duty few-days
  must       write a note
  due        within 5 days of each entry
duty weeks
  must       write a note
  due        within 2 weeks of each entry
duty months
  must       visit the child
  due        within 3 months of each entry
duty after-meeting
  must       write a note
  due        within 10 working days of each meeting
duty ahead
  must       audit the file
  due        at least 6 calendar days before each meeting
duty before-it
  must       visit the child
  due        before each meeting
duty yearly
  must       audit the file
  due        at least once in every 12 months
duty again
  must       visit the child
  schedule   first within 4 calendar days of each entry; then every 6 weeks
duty window
  must       write a note
  due        between 4 weeks and 7 weeks after each entry
duty explicit
  must       write a note
  due        within 9 calendar days beginning with each visit, rolled forward to a working day
"#;

fn calendars() -> Vec<Arc<Calendar>> {
    let one = |id: &str| {
        let world = MemoryWorld::new();
        let found = reckon(&world, Library::shipped(), id, &["on 1 January 2026"]).unwrap();
        found[0].as_ref().unwrap().calendar.clone()
    };
    ["england-and-wales", "united-kingdom"].map(one).to_vec()
}

/// Packs of these texts, that can judge one case.
fn opened(texts: &[&str]) -> Vec<Checked> {
    let names: Vec<String> = (0..texts.len()).map(|at| format!("p{at}.duly")).collect();
    let world = names.iter().zip(texts).fold(MemoryWorld::new(), |world, (name, text)| {
        world.with(name.as_str(), (*text).to_owned())
    });
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let read = together(&world, Library::shipped(), &mut SourceMap::new(), &names);
    let errors: Vec<_> = read.diagnostics.iter().map(|one| one.message.as_str()).collect();
    read.value.unwrap_or_else(|| panic!("{errors:?}\n{}", texts.join("\n---\n")))
}

fn linted(text: &str) -> Lint {
    let model = &opened(&[text])[0];
    lint(model, &calendars(), Search::near(model))
}

/// The lines of a text, and whether each is the one in which this byte stands.
fn lines(text: &str, byte: usize) -> Vec<(&str, bool)> {
    let mut from = 0;
    let each = text.lines().map(|line| {
        let here = from..=from + line.len();
        from += line.len() + 1;
        (line, here.contains(&byte))
    });
    each.collect()
}

/// The pack with the clause for the other reading in place of the one it has, where there
/// are words for it.
fn instead(text: &str, doubt: &Doubt) -> Option<String> {
    let words = doubt.instead.as_ref()?;
    let indent = if words.clause == "-" { "      " } else { "  " };
    let new = format!("{indent}{} {}", words.clause, words.phrase);
    let mut out = String::new();
    for (line, here) in lines(text, doubt.at.start()) {
        let header = line.trim_start().starts_with("calendar ");
        let chosen = if words.header { header } else { here };
        out.push_str(if chosen { &new } else { line });
        out.push('\n');
    }
    Some(out)
}

fn moved(case: &Case, days: i32) -> Case {
    let mut case = case.clone();
    let date = |date: &mut DateFact| {
        *date = match *date {
            DateFact::Exactly(day) => DateFact::Exactly(day.plus(days)),
            other @ (DateFact::Between(..) | DateFact::Sometime) => other,
        };
    };
    case.born.iter_mut().for_each(date);
    for one in &mut case.events {
        let all = [&mut one.planned_for, &mut one.started, &mut one.completed];
        all.into_iter().flatten().for_each(date);
    }
    for one in &mut case.periods {
        date(&mut one.from);
        if let PeriodEnd::On(until) = &mut one.until {
            date(until);
        }
    }
    case
}

fn exact(row: &Row) -> Option<(Day, Day)> {
    Some((row.trigger_date?.exact()?, row.due?.exact()?))
}

/// The case of a situation with the event of a row on the day that a doubt shows.
fn on_the_day(situation: &Situation, row: &Row, doubt: &Doubt) -> Option<Case> {
    let witness = doubt.witness;
    let (trigger, _) = exact(row)?;
    let planned = doubt.question == Question::WhichDate;
    let from = if planned { witness.held? } else { witness.from };
    let mut case = moved(&situation.case, trigger.days_until(from));
    if planned {
        let event = case.events.get_mut(row.occurrence?.0 as usize)?;
        event.planned_for = Some(DateFact::Exactly(witness.from));
        event.started.as_ref()?;
    }
    if let (Some(start), Question::OnceAYear) = (witness.held, doubt.question) {
        let last = case
            .events
            .iter_mut()
            .find(|one| one.started.is_some_and(|date| date != DateFact::Exactly(witness.from)))?;
        let on = DateFact::Exactly(start);
        (last.planned_for, last.started, last.completed) = (None, Some(on), Some(on));
        case.periods.iter_mut().for_each(|one| one.from = on);
    }
    Some(case)
}

/// Whether some case comes out here and there as a doubt says.
fn replays(text: &str, doubt: &Doubt) -> bool {
    let Some(other) = instead(text, doubt) else { return true };
    let models = opened(&[text, &other]);
    let both: Vec<&Checked> = models.iter().collect();
    let effort = Effort { cases: 160, depth: 2, kinds: 12, random: 0, days: 10 };
    let search = Search::new(&both, &doubt.duty, doubt.witness.from, effort);
    let mut found = false;
    search.explore(&mut |situation| {
        for row in situation.own() {
            let Some(case) = on_the_day(situation, row, doubt) else { continue };
            // The next of a row of years is there once it has begun.
            let as_of = if doubt.question == Question::OnceAYear {
                doubt.witness.here.max(doubt.witness.there)
            } else {
                doubt.witness.held.unwrap_or(doubt.witness.from).max(doubt.witness.from)
            };
            let ends = |model: &Checked| -> BTreeSet<Day> {
                let rows = judge(model, &case, as_of, |duty| duty.name.value == doubt.duty);
                let days = rows.iter().flat_map(|row| [row.opens, row.due]);
                days.flatten().filter_map(duly::eval::DateRange::exact).collect()
            };
            let (here, there) = (ends(&models[0]), ends(&models[1]));
            let witness = doubt.witness;
            found |= here.contains(&witness.here)
                && there.contains(&witness.there)
                && !here.contains(&witness.there)
                && !there.contains(&witness.here);
            if found {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    found
}

/// Whether an act that is done before its turn leads to both days: the one before it was
/// done on its turn.
fn runs_on(text: &str, doubt: &Doubt) -> bool {
    let (turn, done) = (doubt.witness.from, doubt.witness.held.unwrap());
    let start = turn.plus(-42);
    let case = format!("events:\n  - entry: {start}\n  - visit: {start}\n  - visit: {done}\n");
    let other = instead(text, doubt).unwrap();
    let due = |text: &str| -> Vec<Day> {
        let model = &opened(&[text])[0];
        let mut map = SourceMap::new();
        let file = map.add("case.yaml", case.as_str());
        let read = read_case(file, "case", &case).value.unwrap();
        let bound = bind(&read, &model.vocabulary).value.unwrap();
        let rows = judge(model, &bound, turn, |duty| duty.name.value == doubt.duty);
        rows.iter().filter_map(|row| row.due?.exact()).collect()
    };
    let (here, there) = (due(text), due(&other));
    here.contains(&doubt.witness.here) && there.contains(&doubt.witness.there)
}

/// Lengths outside limits: the other words can be read, and say the other.
#[test]
fn other_lengths_have_two_readings_too() {
    let text = fs::read_to_string(root().join("tests/cli/files/lengths.duly")).unwrap();
    let found = linted(&text);
    let clauses: BTreeSet<&str> =
        found.doubts.iter().filter_map(|one| Some(one.instead.as_ref()?.clause.as_str())).collect();
    for clause in ["applies", "during", "when", "due", "schedule"] {
        assert!(clauses.contains(clause), "{clauses:?}");
    }
    for doubt in &found.doubts {
        assert_ne!(doubt.witness.here, doubt.witness.there, "{doubt:?}");
        let Some(other) = instead(&text, doubt) else { continue };
        assert_ne!(other.replace(' ', ""), text.replace(' ', ""), "{doubt:?}");
        let again = linted(&other);
        let same = |one: &&Doubt| one.question == doubt.question && one.words == doubt.words;
        let words = doubt.instead.as_ref().unwrap();
        let whole = words.header || words.clause == "schedule";
        assert!(whole || !again.doubts.iter().any(|one| same(&one)), "{doubt:?}");
    }
    let silences =
        found.doubts.iter().filter(|one| one.duty == "accepted" && one.instead.is_some());
    let silences: Vec<&Doubt> = silences.collect();
    assert_eq!(silences.len(), 2, "{silences:?}");
    let deemed = |text: &str, silence: &Doubt| {
        let model = &opened(&[text])[0];
        let case = format!("events:\n  - proposal: {}\n", silence.witness.from);
        let mut map = SourceMap::new();
        let file = map.add("case.yaml", case.as_str());
        let read = read_case(file, "case", &case).value.unwrap();
        let bound = bind(&read, &model.vocabulary).value.unwrap();
        let all = duly::eval::derived(model, &bound, silence.witness.from.plus(60));
        all.first().and_then(|one| one.on.exact())
    };
    for silence in silences {
        assert_eq!(deemed(&text, silence), Some(silence.witness.here));
        let other = instead(&text, silence).unwrap();
        assert_eq!(deemed(&other, silence), Some(silence.witness.there));
    }
}

#[test]
fn each_doubt_is_of_two_days_that_both_readings_lead_to() {
    let found = linted(DOUBTS);
    let asked: BTreeSet<Question> = found.doubts.iter().map(|one| one.question).collect();
    assert_eq!(asked.len(), 11, "{asked:?}");
    let wrong: Vec<String> = found
        .doubts
        .iter()
        .filter(|doubt| {
            let shown = if doubt.question == Question::Timetable { runs_on } else { replays };
            !shown(DOUBTS, doubt)
        })
        .map(|doubt| {
            format!(
                "{:?} of {}: {:?} {:?}",
                doubt.question, doubt.duty, doubt.instead, doubt.witness
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(found.doubts.iter().all(|one| one.duty != "explicit"), "its words say all");
}

#[test]
fn what_is_shown_of_a_shipped_pack_is_so() {
    let path = root().join("policies/example-district/temporary-event-notices.duly");
    let text = fs::read_to_string(path).unwrap();
    let found = linted(&text);
    assert!(found.doubts.len() > 3);
    // A power opens rights, which are no rows of a duty.
    let limit = |one: &&Doubt| one.instead.as_ref().is_some_and(|words| words.clause != "limit");
    let limits = found.doubts.iter().filter(limit);
    for doubt in limits {
        let mut after = lines(&text, doubt.at.start()).into_iter().skip_while(|(_, here)| !here);
        let after = after.nth(1).map_or("", |(line, _)| line);
        let goes_on = after.starts_with("     ");
        assert!(goes_on || replays(&text, doubt), "{doubt:?}");
    }
}

#[test]
fn readings_that_always_agree_are_not_shown() {
    let text = DOUBTS.replace("within 5 days of each entry", "on the same day as each entry");
    let found = linted(&text);
    assert!(found.doubts.iter().all(|one| one.duty != "few-days"), "{:?}", found.doubts);
    // A working day never rolls.
    let rolls = found.doubts.iter().filter(|one| one.question == Question::Roll);
    assert!(rolls.clone().count() > 0);
    assert!(rolls.into_iter().all(|one| one.duty != "after-meeting"));
}

const FLAWS: &str = r#"pack p/flaws: "Flaws"
  verified   19 November 2026
  subject    child
  calendar   england-and-wales
event entry
  forms      come in | entry / entries
event reply
  forms      answer the letter | reply / replies
event note
  forms      write a note | note / notes
event hearing
  forms      hold a hearing | a hearing is held | hearing / hearings
  once       per case
fact score
  type       number
duty soft
  must       write a note
  due        within 3 weeks of each entry, or within 4 weeks of it if the score is at least 5
duty hard
  must       write a note
  due        within 2 weeks of each entry
  applies    if the score is at most 8
duty lost
  must       answer the letter
  due        within 10 calendar days of each entry, or within 2 weeks of it if the score is at least 10
  applies    if the score is at most 8
duty early
  must       hold a hearing
  due        within 2 weeks of each entry
duty late
  must       hold a hearing
  due        between 3 weeks and 5 weeks after each entry
  applies    if the score is at least 5
duty soon
  must       answer the letter
  due        promptly after each entry
duty chaser
  must       write a note
  due        within 5 calendar days of soon becoming overdue
duty reply-in-time
  must       answer the letter
  due        within 3 weeks of each hearing
deem answered
  when       2 weeks pass after each hearing
  gives      the reply
"#;

#[test]
fn duties_that_ask_for_nothing_or_for_what_cannot_be() {
    let found = linted(FLAWS);
    let all: Vec<(FlawKind, &str)> =
        found.flaws.iter().map(|flaw| (flaw.kind, flaw.duty.as_str())).collect();
    assert!(all.contains(&(FlawKind::Unreachable, "lost")), "{all:?}");
    assert!(all.contains(&(FlawKind::Contradictory, "early")), "{all:?}");
    assert!(all.contains(&(FlawKind::Vacuous, "chaser")), "{all:?}");
    assert!(all.contains(&(FlawKind::Vacuous, "reply-in-time")), "{all:?}");
    assert!(!all.iter().any(|(kind, _)| *kind == FlawKind::Subsumed), "{all:?}");
    // Without its condition the stricter duty leaves nothing to the other.
    let always = FLAWS.replacen("  applies    if the score is at most 8\n", "", 1);
    let found = linted(&always);
    let subsumed = found.flaws.iter().filter(|flaw| flaw.kind == FlawKind::Subsumed);
    let names: Vec<&str> = subsumed.map(|flaw| flaw.duty.as_str()).collect();
    assert_eq!(names, ["soft"]);
}

#[test]
fn what_a_check_found_is_said_once() {
    let text = FLAWS.replace(
        "duty hard\n",
        "duty twice\n  must       write a note\n  due        within 5 weeks of each entry\n\
         duty once-more\n  must       write a note\n  due        within 6 weeks of each entry\nduty hard\n",
    );
    let found = linted(&text);
    let of_it = found.flaws.iter().filter(|flaw| flaw.duty == "once-more");
    let codes: Vec<bool> = of_it.map(|flaw| flaw.code.is_some()).collect();
    assert_eq!(codes, [true]);
}
