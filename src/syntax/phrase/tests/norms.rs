//! Standing duties, powers and rules across cases: what reads as what, and prints as
//! what.

use super::*;

const WORDS: &str = "\
pack test/vocabulary: \"Test\"
  subject  child
role the IRO
  forms    the IRO | IROs
event coming into care
  once     per period looked after
event review
  forms    hold a review | a review is held | review / reviews
event more time
  forms    grant more time | grant of more time / grants of more time
event start of the event
event end of the event
status looked after
status named IRO
status in placement
fact IRO
  type     name
fact full-time equivalent
  type     decimal number
fact parent who is looked after
  type     name
fact event days
  type     number
fact late
  type     yes or no
fact event date
  type     date
fact band
  type     one of low, high
";

fn words() -> Vocabulary {
    let mut map = SourceMap::new();
    let file = map.add("v.duly", WORDS);
    let tree = read(file, Carrier::Duly, WORDS).value.expect("a tree");
    let mut vocabulary = Vocabulary::default();
    "child".clone_into(&mut vocabulary.subject);
    let found = vocabulary.declare(&tree.blocks);
    assert!(!crate::diag::has_errors(&found), "{found:?}");
    vocabulary
}

/// Reads with one reader, prints, and reads the print: both are equal.
macro_rules! reads {
    ($name:ident, $rows:expr) => {{
        let words = words();
        for (written, printed) in $rows {
            let mut reading = Reading::new(&words, true);
            let read = reading.$name(&phrase(written));
            let read = read.unwrap_or_else(|| panic!("{written}: {:?}", reading.diagnostics));
            let text = Printer::new(&words).$name(&read);
            assert_eq!(text, printed, "{written}");
            assert_eq!(reading.$name(&phrase(&text)), Some(read), "{text}");
        }
    }};
}

/// Refuses with one reader, and says so with these codes.
macro_rules! refuses {
    ($name:ident, $rows:expr) => {{
        let words = words();
        for (written, code, said) in $rows {
            let mut reading = Reading::new(&words, true);
            let read = reading.$name(&phrase(written));
            assert_eq!(codes(&reading), [code], "{written}: {:?}", reading.diagnostics);
            assert!(read.is_none() || code == Code::D0414, "{written}");
            let found = reading.diagnostics.iter().find(|found| found.code == code).unwrap();
            let all = format!("{} — {}", found.message, found.help.as_deref().unwrap_or(""));
            assert!(all.contains(said), "{written}: {all}");
        }
    }};
}

#[test]
fn standing_duties() {
    reads!(
        holding,
        [
            ("have a named IRO", "have a named IRO"),
            ("Have the named IRO", "have a named IRO"),
            ("be looked after", "be looked after"),
        ]
    );
    reads!(
        during,
        [
            ("each period looked after", "each period looked after"),
            (
                "each period looked after, except the first five working days",
                "each period looked after, except the first 5 working days",
            ),
            (
                "each period in placement, except for the first 2 weeks",
                "each period in placement, except the first 2 weeks",
            ),
        ]
    );
    refuses!(
        during,
        [
            ("each period loked after", Code::D0201, "looked after"),
            ("each period review", Code::D0202, "“review” is an event, not a status"),
            (
                "each period looked after, except the first 5 clear days",
                Code::D0103,
                "leave out `clear`",
            ),
            ("while looked after", Code::D0103, "each period looked after, except"),
            ("each period", Code::D0105, "for example `each period looked after"),
        ]
    );
    refuses!(
        holding,
        [
            ("have a named IRA", Code::D0201, "did you mean “named IRO”"),
            ("hold a named IRO", Code::D0103, "have a named IRO"),
        ]
    );
}

#[test]
fn powers() {
    reads!(
        may,
        [
            ("adjourn a review", "adjourn a review"),
            ("adjourn the review", "adjourn a review"),
            ("cancel a review", "cancel a review"),
            ("postpone a review", "rearrange a review"),
            ("grant more time", "grant more time"),
        ]
    );
    reads!(
        use_limit,
        [
            ("once for each review", "once for each review"),
            ("only once for each review", "once for each review"),
            ("twice in each period looked after", "twice in each period looked after"),
            ("3 times in each calendar year", "3 times in each calendar year"),
            ("two times in each financial year", "twice in each financial year"),
            ("once", "once in the whole record"),
            ("once in the whole record", "once in the whole record"),
            ("within 20 working days of each review", "within 20 working days of each review"),
            ("before each review", "before each review"),
        ]
    );
    reads!(
        changes,
        [(
            "initial-review to not more than 40 working days after coming into care",
            "initial-review to within 40 working days of coming into care",
        )]
    );
    reads!(
        extends,
        [
            ("initial-review by up to 20 working days", "initial-review by up to 20 working days"),
            ("review and answer by 1 month", "review, answer by 1 month"),
        ]
    );
    reads!(waives, [("initial-review and second-review", "initial-review, second-review")]);
    refuses!(
        use_limit,
        [
            ("0 times for each review", Code::D0103, "is none"),
            ("once for each IRO", Code::D0202, "is a role"),
            ("whenever needed", Code::D0103, "once for each review"),
        ]
    );
    refuses!(changes, [("initial-review", Code::D0105, "initial-review to within 40")]);
    refuses!(extends, [("initial-review by", Code::D0105, "initial-review by up to 20")]);
}

#[test]
fn groups_of_cases() {
    reads!(
        group,
        [
            ("looked after children by IRO", "looked after children by IRO"),
            ("children looked after by IRO", "looked after children by IRO"),
            ("cases by IRO", "children by IRO"),
            ("late children by IRO and band", "late children by IRO and band"),
            (
                "children by IRO and calendar year of start of the event",
                "children by IRO and calendar year of the start of the event",
            ),
            (
                "children by financial year of event date",
                "children by financial year of event date"
            ),
            (
                "looked after children by the parent who is looked after",
                "looked after children by parent who is looked after",
            ),
        ]
    );
    refuses!(
        group,
        [
            ("looked after dogs by IRO", Code::D0103, "the cases of this pack are children"),
            ("lonely children by IRO", Code::D0201, "lonely"),
            ("band children by IRO", Code::D0103, "“band” is not yes or no"),
            ("children by review", Code::D0202, "is an event, not a fact"),
            ("children by calendar year of band", Code::D0103, "“band” is not a date"),
            ("children", Code::D0105, "looked after children by IRO"),
        ]
    );
}

#[test]
fn what_is_asked_of_groups() {
    reads!(
        measure,
        [
            ("have the same IRO", "all have the same IRO"),
            ("all have different IRO", "all have a different IRO"),
            (
                "all have a different IRO from that parent",
                "all have a different IRO from that parent"
            ),
            ("number no more than 50", "number at most 50"),
            ("number exactly three", "number exactly 3"),
            (
                "number between 50 and 70 for each full-time equivalent",
                "number between 50 and 70 for each full-time equivalent",
            ),
            ("sum of event days at most 21", "total event days at most 21"),
            (
                "share at least 90 per cent where the child is looked after and the child is aged 16 or 17",
                "share at least 90% where the child is looked after and the child is aged 16 or 17",
            ),
            (
                "leave at least 48 hours between the end of the event and the next start of the event",
                "leave at least 2 calendar days between the end of the event and the next start of the event",
            ),
        ]
    );
    refuses!(
        measure,
        [
            ("number between 70 and 50", Code::D0414, "`between 50 and 70`"),
            ("total band at most 5", Code::D0103, "“band” is not a number"),
            ("share at least 190% where the child is late", Code::D0103, "at most 100"),
            ("be few", Code::D0103, "number between 50 and 70"),
        ]
    );
}
