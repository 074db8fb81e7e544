use super::*;
use crate::open;
use crate::pack::{Library, MemoryWorld};
use crate::source::SourceMap;

fn pack(text: &str) -> Checked {
    let world = MemoryWorld::new().with("p.duly", text);
    let read = open::checked(&world, Library::shipped(), &mut SourceMap::new(), "p.duly");
    assert!(read.value.is_some(), "{:?}", read.diagnostics);
    read.value.unwrap()
}

fn boundaries(model: &Checked, duty: &str) -> Vec<Boundary> {
    let duty = model.find(duty).unwrap();
    let found = one(model, duty, &Stands::default());
    assert!(found.hit.is_empty());
    for missing in &found.missing {
        let row = &missing.situation.own()[missing.row];
        let bounds = Bounds::of(model, duty);
        let reached = bounds.reached(&missing.situation.case, row, missing.situation.as_of);
        assert!(reached.contains(&missing.boundary), "{:?}", missing.boundary);
    }
    found.missing.iter().map(|missing| missing.boundary).collect()
}

const HEAD: &str = "pack test/complaints\n  verified 21 November 2026\n  subject complaint\n  \
    calendar england-and-wales\n  settings days are calendar days\n\
    event receipt\n  forms receive a complaint | receipt / receipts\n  recorded fully\n\
    event answer\n  forms answer the complaint | answer / answers\n  recorded fully\n";

use Boundary::{
    BankHoliday, DayAfter, DayBefore, Early, LeapDay, MonthEnd, NotApplicable, OnTheDay, Unknown,
    Unless, Weekend,
};

#[test]
fn a_duty_of_working_days_has_just_these() {
    let model = pack(&format!(
        "{HEAD}duty reply\n  must answer the complaint\n  due within 10 working days of each receipt\n"
    ));
    let all = boundaries(&model, "reply");
    assert_eq!(all, [OnTheDay, DayBefore, DayAfter, BankHoliday, Weekend, Early]);
}

#[test]
fn a_duty_of_months_has_just_these() {
    let model = pack(&format!(
        "{HEAD}duty reply\n  must answer the complaint\n  due within 1 month of each receipt, or before\n  \
         applies unless recorded: it is vexatious\n"
    ));
    let all = boundaries(&model, "reply");
    let unless = Unless(0, 0);
    let wanted = [OnTheDay, DayBefore, DayAfter, MonthEnd, LeapDay, Early, NotApplicable, unless];
    assert_eq!(all, wanted);
}

#[test]
fn what_is_recorded_when_known_may_be_unknown() {
    let model = pack(&format!(
        "{HEAD}fact urgent\n  type yes or no\n  of receipt\n  recorded when known\n\
         duty reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n  \
         applies if that receipt is urgent\n"
    ));
    let all = boundaries(&model, "reply");
    assert_eq!(all, [OnTheDay, DayBefore, DayAfter, Early, NotApplicable, Unknown]);
}

#[test]
fn what_an_example_stands_on_is_not_missing() {
    let model = pack(&format!(
        "{HEAD}duty reply\n  must answer the complaint\n  due within 2 weeks of each receipt\n"
    ));
    let duty = model.find("reply").unwrap();
    let all = one(&model, duty, &Stands::default());
    let mut stands = Stands::default();
    let missing = all.missing.iter().find(|one| one.boundary == OnTheDay).unwrap();
    let situation = &missing.situation;
    stands.on(&model, (&situation.case, situation.as_of), &situation.own()[missing.row]);
    let now = one(&model, duty, &stands);
    assert_eq!(now.hit, [OnTheDay]);
    assert_eq!(now.total(), all.total());
}
