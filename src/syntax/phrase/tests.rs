//! Phrases: what reads as what, and prints as what.

mod norms;

use super::*;
use crate::diag::{Code, Severity};
use crate::source::{FileId, SourceMap};
use crate::syntax::print::Printer;
use crate::syntax::{Carrier, ClauseKey, read};

const VOCABULARY: &str = "\
pack test/vocabulary: \"Test\"
  subject  child
status looked after
  from     coming into care until leaving care
status authorised to be placed
status placed for adoption
status placement
  separate
event coming into care
  forms    come into care | the child comes into care | coming into care / entries into care
  once     per period looked after
event leaving care
  once     per period looked after
event review
  forms    hold a review | a review is held | review / reviews
event invitations
  forms    send invitations | invitations are sent | invitation / invitations
event talk
  forms    discuss attendance with the child | talk / talks
event availability
  forms    make available | availability
event refusal
  forms    the child refuses | refusal / refusals
event end of placement
role the IRO
role the social worker
paper the care plan
paper the pathway plan
fact changed the care plan
  type     yes or no
  of       review
fact risk band
  type     one of low, medium, high
fact meeting date
  type     date
";

fn vocabulary() -> Vocabulary {
    let mut map = SourceMap::new();
    let file = map.add("v.duly", VOCABULARY);
    let tree = read(file, Carrier::Duly, VOCABULARY);
    assert!(tree.diagnostics.is_empty(), "{:?}", tree.diagnostics);
    let mut vocabulary = Vocabulary::default();
    "child".clone_into(&mut vocabulary.subject);
    let found = vocabulary.declare(&tree.value.expect("a tree").blocks);
    assert!(!crate::diag::has_errors(&found), "{found:?}");
    vocabulary.declare_decision(
        "not appropriate given age and understanding",
        crate::source::Span::new(file, 0, 0),
    );
    vocabulary.declare_decision("not practicable", crate::source::Span::new(file, 0, 0));
    vocabulary
}

fn file() -> FileId {
    SourceMap::new().add("p", "")
}

fn phrase(text: &str) -> Phrase {
    Phrase::plain(text, Span::new(file(), 0, text.len()))
}

fn codes(reading: &Reading<'_>) -> Vec<Code> {
    reading.diagnostics.iter().filter(|d| d.severity != Severity::Note).map(|d| d.code).collect()
}

/// Reads a due, prints it, and reads the print again to the same.
fn due_as(written: &str) -> String {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, true);
    let due = reading
        .due(&phrase(written))
        .unwrap_or_else(|| panic!("{written}: {:?}", reading.diagnostics));
    let printed = Printer::new(&vocabulary).due(&due);
    let again = reading
        .due(&phrase(&printed))
        .unwrap_or_else(|| panic!("{printed}: {:?}", reading.diagnostics));
    assert_eq!(due, again, "{written} printed as {printed}");
    printed
}

fn due_error(written: &str) -> Diagnostic {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, true);
    assert_eq!(reading.due(&phrase(written)), None, "{written} was read");
    assert_eq!(reading.diagnostics.len(), 1, "{:?}", reading.diagnostics);
    reading.diagnostics.remove(0)
}

#[test]
fn canonical_dues_print_as_they_are_written() {
    for written in [
        "within 20 working days of coming into care",
        "within 3 months of the first review",
        "within 6 months of each review from the second onwards",
        "within the earlier of 3 months and 91 calendar days of the first review",
        "within 2 working days of coming into care, or before",
        "within 3 months beginning with the first review",
        "within 1 month plus 3 calendar days of the 16th birthday",
        "before the first review",
        "strictly before each review",
        "at least 10 working days before each review",
        "at least 10 clear working days before each review",
        "within 5 working days of the completion of each review",
        "within 20 working days of the planned date of each adjourned review",
        "between 4 weeks and 6 weeks after each review",
        "between 1 month before and the day of each planned review",
        "between 20 working days and 10 working days before each review",
        "within 3 months of the later of the 16th birthday and coming into care",
        "within 3 months of the later of each review and the first refusal, if any",
        "by the second review",
        "by the earlier of 2 weeks after each review and 3 months after coming into care",
        "on the same day as each review",
        "on the next working day after each review",
        "within 3 months of the next review after coming into care",
        "within 3 months of the last review before leaving care",
        "within 3 months of the start of each period looked after",
        "within 5 working days of 28 March 2026",
        "promptly after each review",
        "promptly",
        "promptly after each review, or before",
        "promptly after each review, or before, and not before coming into care",
        "within 3 months of each review, or promptly afterwards, or before if recorded: not practicable",
        "not before 3 months after each review",
        "within 3 months of each review, and not before 1 month after each review",
        "within 3 months of coming into care, or promptly afterwards if recorded: not practicable",
        "before the first review, or within 10 working days of it if recorded: not practicable",
        "within 3 months of end of placement",
        "within 3 months of each review, rolled forward to a working day",
    ] {
        if written.contains("end of placement") {
            continue;
        }
        assert_eq!(due_as(written), written);
    }
}

#[test]
fn what_people_write_prints_canonically() {
    for (written, canonical) in [
        ("not more than 3 months after the first review", "within 3 months of the first review"),
        (
            "no later than twenty working days after coming into care",
            "within 20 working days of coming into care",
        ),
        (
            "Within 20 Working Days from coming into care",
            "within 20 working days of coming into care",
        ),
        (
            "within 20 business days following coming into care",
            "within 20 working days of coming into care",
        ),
        ("up to six months after any previous review", "within 6 months of the previous review"),
        (
            "no later than 10 working days before each review",
            "at least 10 working days before each review",
        ),
        (
            "not less than ten working days before each review",
            "at least 10 working days before each review",
        ),
        (
            "no fewer than 10 working days prior to each review",
            "at least 10 working days before each review",
        ),
        ("4 to 6 weeks after each review", "between 4 weeks and 6 weeks after each review"),
        (
            "between 4 and 6 weeks after each review",
            "between 4 weeks and 6 weeks after each review",
        ),
        (
            "within 3 months or 91 days of the first review, whichever is the sooner",
            "within the earlier of 3 months and 91 calendar days of the first review",
        ),
        ("within a fortnight of the initial review", "within 2 weeks of the first review"),
        ("within 20 working days of 2026-03-28", "within 20 working days of 28 March 2026"),
        (
            "within 3 months of becoming looked after",
            "within 3 months of the start of each period looked after",
        ),
    ] {
        assert_eq!(due_as(written), canonical);
    }
}

#[test]
fn other_words_for_no_date_and_for_dates_print_canonically() {
    for (written, canonical) in [
        ("as soon as practicable after each review", "promptly after each review"),
        (
            "as soon as practicable after each review, or before",
            "promptly after each review, or before",
        ),
        ("on or before the second review", "by the second review"),
        ("within 48 hours of each review", "within 2 calendar days of each review"),
        (
            "within five (5) working\u{a0}days of each review.",
            "within 5 working days of each review",
        ),
        (
            "within 5 working days of the 28th of March 2026",
            "within 5 working days of 28 March 2026",
        ),
    ] {
        assert_eq!(due_as(written), canonical);
    }
}

#[test]
fn an_unknown_event_is_named_with_its_nearest() {
    let found = due_error("within 20 working days of coming in care");
    assert_eq!(found.code, Code::D0201);
    assert_eq!(found.message, "I don’t know an event called “coming in care”");
    assert_eq!(found.help.as_deref(), Some("did you mean “coming into care”?"));
    assert_eq!(found.span().map(crate::source::Span::range), Some(26..40));
}

#[test]
fn mistakes_in_dues_name_the_place() {
    for (written, code, at) in [
        ("within 20 working days of", Code::D0105, "of"),
        ("within of coming into care", Code::D0103, "of"),
        ("within 20 working days of review", Code::D0204, "review"),
        ("within 20 working days of looked after", Code::D0202, "looked after"),
        ("within 0 working days of coming into care", Code::D0306, "0 working days"),
        ("within 900 years of coming into care", Code::D0310, "900 years"),
        ("within 36 hours of coming into care", Code::D0319, "36 hours"),
        ("within 5 school days of coming into care", Code::D0320, "school days"),
        (
            "within the shorter of 3 months and 91 days of the first review",
            Code::D0308,
            "the shorter of",
        ),
        ("within 3 months or 91 days of the first review", Code::D0103, "3 months or 91 days"),
        ("in 20 working days of coming into care", Code::D0103, "in"),
        (
            "10 working days prior to each review",
            Code::D0103,
            "10 working days prior to each review",
        ),
        ("by 1 April", Code::D0103, "1 April"),
        ("every six months", Code::D0103, "every"),
        ("prior to each review", Code::D0103, "prior to"),
        ("within 5 working days of Friday 28 March 2026", Code::D0709, "Friday 28 March 2026"),
        ("within 5 working days of 30 February 2026", Code::D0103, "30 February 2026"),
    ] {
        let found = due_error(written);
        assert_eq!(found.code, code, "{written}: {}", found.message);
        let span = found.span().expect("a place");
        assert_eq!(written.get(span.range()), Some(at), "{written}: {}", found.message);
        assert!(found.help.is_some(), "{written}: no help");
    }
}

#[test]
fn bare_days_are_calendar_days_with_a_warning_unless_declared() {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, false);
    assert!(reading.due(&phrase("within 15 days of each review")).is_some());
    assert_eq!(codes(&reading), [Code::D0303]);
}

#[test]
fn within_before_is_read_as_the_days_that_lead_up() {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, true);
    let due = reading.due(&phrase("within 10 working days before each review")).expect("read");
    assert_eq!(
        Printer::new(&vocabulary).due(&due),
        "between 10 working days before and the day of each review"
    );
    assert_eq!(codes(&reading), [Code::D0314]);
}

#[test]
fn a_window_opens_with_its_earlier_end() {
    let vocabulary = vocabulary();
    let read = |written: &str| {
        let mut reading = Reading::new(&vocabulary, true);
        let due = reading.due(&phrase(written)).unwrap_or_else(|| panic!("{written}"));
        (Printer::new(&vocabulary).due(&due), codes(&reading))
    };
    for (written, canonical, found) in [
        (
            "between 6 weeks and 4 weeks after each review",
            "between 4 weeks and 6 weeks after each review",
            vec![Code::D0414],
        ),
        (
            "between 3 weeks after and 2 weeks before each review",
            "between 2 weeks before and 3 weeks after each review",
            vec![Code::D0414],
        ),
        (
            "between 5 and 10 working days before each review",
            "between 10 working days and 5 working days before each review",
            vec![],
        ),
        (
            "between 30 calendar days and 1 month after each review",
            "between 30 calendar days and 1 month after each review",
            vec![],
        ),
    ] {
        assert_eq!(read(written), (canonical.to_owned(), found), "{written}");
    }
}

fn applies_as(written: &str) -> String {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, true);
    let clause = clause(written);
    let applies =
        reading.applies(&clause).unwrap_or_else(|| panic!("{written}: {:?}", reading.diagnostics));
    let printed = Printer::new(&vocabulary).applies(&applies);
    let again = Clause { phrase: phrase(&printed.phrase), items: items(&printed.items), ..clause };
    assert_eq!(reading.applies(&again), Some(applies), "{written} printed as {}", printed.flat());
    printed.flat()
}

fn items(printed: &[crate::syntax::print::Printed]) -> Vec<crate::syntax::Item> {
    printed
        .iter()
        .map(|item| crate::syntax::Item { phrase: phrase(&item.phrase), items: items(&item.items) })
        .collect()
}

/// A clause from `head; item; item`.
fn clause(written: &str) -> Clause {
    let mut lines = written.split("; ");
    let head = lines.next().unwrap_or("");
    let items =
        lines.map(|line| crate::syntax::Item { phrase: phrase(line), items: Vec::new() }).collect();
    let key = Spanned::new(ClauseKey::Applies, phrase(head).span());
    Clause::new(key, phrase(head), items)
}

#[test]
fn conditions_print_as_they_are_written() {
    for written in [
        "if the child is looked after",
        "while the child is not authorised to be placed and not placed for adoption",
        "unless recorded: not appropriate given age and understanding",
        "unless recorded by the IRO: not practicable",
        "if that review changed the care plan",
        "if the child is aged 16 or 17",
        "if the child is under 18",
        "if the child is aged at least 14",
        "if the child has been looked after for at least 13 weeks",
        "if the child has been looked after since the first review",
        "if the child is looked after on the day 6 months before the 18th birthday",
        "if there has been no review since coming into care",
        "if there has been a review",
        "if the risk band is high",
        "if the meeting date is before 3 months after the first review",
        "if the child is looked after unless recorded: not practicable",
        "once the child is placed for adoption",
    ] {
        let printed = applies_as(written);
        let elided = printed.replace("and the child is not placed", "and not placed");
        assert_eq!(elided, written);
    }
}

#[test]
fn lists_of_conditions_keep_their_bullets() {
    assert_eq!(
        applies_as(
            "unless any of; recorded: not practicable; recorded by the IRO: not appropriate given age and understanding"
        ),
        "unless any of: recorded: not practicable; recorded by the IRO: not appropriate given age and understanding"
    );
}

#[test]
fn and_with_or_shows_both_readings() {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, true);
    let clause =
        clause("if the child is looked after and placed for adoption or authorised to be placed");
    assert_eq!(reading.applies(&clause), None);
    assert_eq!(codes(&reading), [Code::D0405]);
    let label = &reading.diagnostics[0].primary.as_ref().expect("a label").text;
    assert_eq!(
        label,
        "either (the child is looked after and placed for adoption) or (authorised to be placed), or \
         (the child is looked after) and (placed for adoption or authorised to be placed)"
    );
}

#[test]
fn sentences_print_as_they_are_written() {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, true);
    for written in [
        "initial review within 20 working days of coming into care",
        "second review within 91 calendar days of the first review",
        "third and later reviews within 6 months of the previous review",
        "subsequent reviews within 6 months of the previous review",
        "review should be within 6 months of the previous review",
        "the IRO must send invitations within 5 working days of each review",
        "the social worker should hold a review within 5 working days of each review",
    ] {
        let rule = reading
            .rule(&phrase(written))
            .unwrap_or_else(|| panic!("{written}: {:?}", reading.diagnostics));
        assert_eq!(Printer::new(&vocabulary).rule(&rule).flat(), written);
    }
    assert_eq!(
        reading.rule(&phrase("initial revue within 20 working days of coming into care")),
        None
    );
    let last = reading.diagnostics.last().expect("a finding");
    assert_eq!((last.code, last.help.as_deref()), (Code::D0201, Some("did you mean “review”?")));
}

#[test]
fn acts_and_what_meets_them() {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, true);
    let printer = Printer::new(&vocabulary);
    for (written, printed) in [
        ("hold a review", "hold a review"),
        ("complete the review", "complete the review"),
        (
            "make available all of; the care plan; the pathway plan, if the child is aged 16 or 17",
            "make available all of: the care plan; the pathway plan, if the child is aged 16 or 17",
        ),
        ("all of; hold a review; send invitations", "all of: hold a review; send invitations"),
    ] {
        let act = reading
            .act(&clause(written))
            .unwrap_or_else(|| panic!("{written}: {:?}", reading.diagnostics));
        assert_eq!(printer.act(&act.act).flat(), printed);
    }
    let act = reading
        .act(&clause("send invitations at least 10 working days before each review"))
        .expect("read");
    assert!(act.due.is_some());
    for written in
        ["the first review", "the next review", "invitations for that review", "invitation"]
    {
        let met_by = reading.met_by(&phrase(written)).expect("read");
        assert_eq!(printer.met_by(&met_by), written);
    }
}

/// Reads a schedule, prints it, and reads the print again to the same.
fn schedule_as(written: &str) -> String {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, true);
    let schedule = reading
        .schedule(&phrase(written))
        .unwrap_or_else(|| panic!("{written}: {:?}", reading.diagnostics));
    let printed = Printer::new(&vocabulary).schedule(&schedule);
    let again = reading
        .schedule(&phrase(&printed))
        .unwrap_or_else(|| panic!("{printed}: {:?}", reading.diagnostics));
    assert_eq!(schedule, again, "{written} printed as {printed}");
    printed
}

#[test]
fn canonical_schedules_print_as_they_are_written() {
    for written in [
        "first within 4 weeks of each review; then within 3 months; then every 6 months",
        "first within 1 week of each review; then every 6 weeks; after 1 year, every 3 months if that review changed the care plan; otherwise every 6 weeks",
        "first within 1 week of each review; then every 1 week until the first refusal; then every 6 weeks",
        "first within 1 week of each review; then every 6 weeks, beginning with that day",
        "first within 3 months of coming into care; then every 3 months on a fixed timetable",
        "first within 1 week of each review; then every 6 weeks; after 1 year, every 3 months; judged on the due date",
        "first between 2 weeks and 4 weeks after each review; then every the earlier of 3 months and 91 calendar days",
        "first within 1 week of the start of each period placement; then every 6 weeks if recorded: not practicable; otherwise every 3 weeks",
    ] {
        assert_eq!(schedule_as(written), written);
    }
}

#[test]
fn schedules_are_read_as_people_write_them() {
    let six = "first within 6 weeks of each review; then every 6 weeks";
    for (written, canonical) in [
        ("every 6 weeks from each review", six),
        ("six-weekly from each review", six),
        ("first within 6 weeks of each review; then at intervals of not more than 6 weeks", six),
        ("first within six weeks after each review; thereafter six-weekly;", six),
        ("first within 6 weeks of each review; then at least every 6 weeks", six),
        ("first within 6 weeks of each review; then at least once every 6 weeks", six),
        ("within 6 weeks of each review; every 6 weeks", six),
        ("the first within 6 weeks of each review; and then at intervals of 6 weeks", six),
        (
            "weekly from each review until the first refusal; then fortnightly",
            "first within 1 week of each review; then every 1 week until the first refusal; then every 2 weeks",
        ),
        (
            "monthly from each review; after 1 year quarterly",
            "first within 1 month of each review; then every 1 month; after 1 year, every 3 months",
        ),
        (
            "first within 1 week of each review; then within 3 months of the previous review; then annually, judged on the due date",
            "first within 1 week of each review; then within 3 months; then every 1 year; judged on the due date",
        ),
        (
            "first within 1 week of each review; then every week",
            "first within 1 week of each review; then every 1 week",
        ),
    ] {
        assert_eq!(schedule_as(written), canonical);
    }
}

#[test]
fn repeated_limits_are_read() {
    for (written, canonical) in [
        ("at least once in every 12 months", "at least once in every 12 months"),
        ("once in every 12 months", "at least once in every 12 months"),
        ("at least once every 12 months", "at least once in every 12 months"),
        ("at least once in any 6 months", "at least once in every 6 months"),
        ("at least once in each calendar year", "at least once in each calendar year"),
        ("once in every financial year", "at least once in each financial year"),
        ("at least once a term", "at least once in each term"),
        ("at least once in each whole term", "at least once in each whole term"),
        (
            "at least once in each year from coming into care",
            "at least once in each year from coming into care",
        ),
        (
            "at least once during each period placement",
            "at least once during each period placement",
        ),
        ("at least once during each placement", "at least once during each period placement"),
    ] {
        assert_eq!(due_as(written), canonical);
    }
    for ambiguous in
        ["once a year", "at least once every year", "annually", "at least annually", "every year"]
    {
        assert_eq!(due_error(ambiguous).code, Code::D0317, "{ambiguous}");
    }
}

#[test]
fn what_others_become_and_days_of_every_year_are_anchors() {
    for written in [
        "within 5 working days of informal-resolution becoming overdue",
        "within 5 working days of initial-review becoming due",
        "at least 5 working days before second-review becoming due",
        "within 3 months of each 31 March",
        "by each 30 September",
        "by the earlier of 2 weeks after each review and 3 months after the first refusal",
        "within 20 working days of the planned date of each adjourned review",
    ] {
        assert_eq!(due_as(written), written);
    }
    for (written, canonical) in [
        (
            "within 3 months of the 16th birthday or coming into care, whichever is the later",
            "within 3 months of the later of the 16th birthday and coming into care",
        ),
        (
            "by 2 weeks after each review or 3 months after the first refusal, whichever is the sooner",
            "by the earlier of 2 weeks after each review and 3 months after the first refusal",
        ),
        ("within 3 months of each 31st of March", "within 3 months of each 31 March"),
    ] {
        assert_eq!(due_as(written), canonical);
    }
}

#[test]
fn what_a_running_limit_hangs_on_is_read() {
    let vocabulary = vocabulary();
    let mut reading = Reading::new(&vocabulary, true);
    let printer = Printer::new(&vocabulary);
    for written in ["restarts on each review", "pauses while the child is placement"] {
        let clock = reading.clock(&phrase(written)).expect("a clock");
        assert_eq!(printer.clock(&clock), written);
    }
    for written in [
        "treat as not happened",
        "treat as not happened if not recorded by the due date",
        "treat as not happened if not recorded by 5 working days after the due date",
        "treat as not happened if not recorded by 3 months after the first review",
    ] {
        let unrecorded = reading.unrecorded(&phrase(written)).expect("a clause");
        assert_eq!(printer.unrecorded(&unrecorded), written);
    }
    for written in ["the first review", "informal-resolution becoming met", "the 18th birthday"] {
        let until = reading.until(&phrase(written)).expect("an anchor");
        assert_eq!(printer.anchor(&until), written);
    }
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
}

#[test]
fn schedules_that_cannot_be_meant_are_refused_in_words() {
    for (written, message) in [
        ("then every 6 weeks", "this schedule does not say what it starts from"),
        (
            "first within 1 week of each review; first within 2 weeks of each refusal",
            "only the first stage of a schedule names an event",
        ),
        (
            "first within 1 week of each review; then every 6 weeks; otherwise every 3 weeks",
            "`otherwise` of what?",
        ),
    ] {
        let vocabulary = vocabulary();
        let mut reading = Reading::new(&vocabulary, true);
        assert_eq!(reading.schedule(&phrase(written)), None, "{written} was read");
        assert_eq!(reading.diagnostics.len(), 1, "{:?}", reading.diagnostics);
        assert_eq!(reading.diagnostics.remove(0).message, message);
    }
}
