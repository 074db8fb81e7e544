use super::{Question, lint};
use crate::eval::{DateRange, evaluate};
use crate::facts::{bind, read_case};
use crate::open;
use crate::pack::{Library, MemoryWorld};
use crate::source::SourceMap;
use crate::time::Day;

/// Both last days of the doubt about a date that is not worked, and what the interpreter
/// makes of the words that were written and of those that would say the other.
#[test]
fn a_date_that_is_not_worked_may_stand_or_move_back() {
    let near = Day::from_ymd(2026, 11, 19).unwrap();
    let opened = |due: &str| {
        let text = format!(
            "pack p/q\n  subject child\n  calendar england-and-wales\n\
             event audit\n  forms audit the file | audit / audits\n  recorded fully\n\
             duty audits\n  must audit the file\n  due {due}\n"
        );
        let world = MemoryWorld::new().with("p.duly", text.as_str());
        let read = open::checked(&world, Library::shipped(), &mut SourceMap::new(), "p.duly");
        read.value.unwrap_or_else(|| panic!("{due}: {:?}", read.diagnostics))
    };
    for (due, words) in [
        ("by each 1 April", "at least 1 calendar day before each 2 April"),
        ("before each 31 December", "at least 1 calendar day before each 1 January"),
        ("strictly before each 1 April", "at least 1 calendar day before each 1 April"),
        ("by 27 March 2027", "at least 1 calendar day before 28 March 2027"),
    ] {
        let model = opened(due);
        let found = lint(&model, &[], near);
        let doubt = found.doubts.iter().find(|one| one.question == Question::Roll);
        let doubt = doubt.unwrap_or_else(|| panic!("{due}: {:?}", found.doubts));
        assert!(doubt.instead.phrase.starts_with(words), "{due}: {}", doubt.instead.phrase);
        let calendar = model.calendar.as_deref().unwrap();
        assert_eq!(calendar.is_working(doubt.witness.here), Some(false), "{due}");
        assert_eq!(calendar.is_working(doubt.witness.there), Some(true), "{due}");
        assert!(doubt.witness.there < doubt.witness.here, "{due}");
        let other = opened(&doubt.instead.phrase);
        for (model, day) in [(&model, doubt.witness.here), (&other, doubt.witness.there)] {
            let text = "case: a\nevents: []\n";
            let file = SourceMap::new().add("a.yaml", text);
            let case = read_case(file, "a", text).value.unwrap();
            let case = bind(&case, &model.vocabulary).value.unwrap();
            let rows = evaluate(model, &case, day).rows;
            let due = |row: &crate::eval::Row| row.due.and_then(DateRange::exact);
            assert!(
                rows.iter().any(|row| due(row) == Some(day)),
                "{due:?} {day:?} {rows:?}",
                due = doubt.words
            );
        }
        assert!(lint(&other, &[], near).doubts.iter().all(|one| one.question != Question::Roll));
    }
}
