use super::*;
use crate::pack::MemoryWorld;

fn all(calendar: &str, phrases: &[&str]) -> Vec<Result<Reckoned, Problem>> {
    reckon(&MemoryWorld::new(), Library::shipped(), calendar, phrases).expect("a calendar")
}

fn one(phrase: &str) -> Result<Reckoned, Problem> {
    all(CALENDAR, &[phrase]).remove(0)
}

fn days(phrase: &str) -> (Option<String>, Option<String>) {
    let found = one(phrase).unwrap_or_else(|problem| panic!("{phrase}: {problem}"));
    let text = |day: Option<Day>| day.map(|day| day.to_string());
    (text(found.opens), text(found.due))
}

fn due(phrase: &str) -> String {
    days(phrase).1.expect("a due date")
}

#[test]
fn limits_lead_where_english_law_says() {
    assert_eq!(due("within 20 working days of 28 March 2026"), "2026-04-28");
    assert_eq!(due("within 20 working days of Friday 27 March 2026"), "2026-04-28");
    assert_eq!(due("within 3 months of 30 November 2025"), "2026-02-28");
    assert_eq!(due("within 3 months beginning with 28 March 2026"), "2026-06-27");
    assert_eq!(due("at least 10 working days before 1 June 2026"), "2026-05-15");
    assert_eq!(due("before 1 June 2026"), "2026-06-01");
    assert_eq!(due("strictly before 1 June 2026"), "2026-05-31");
    let earlier = "by the earlier of 2 weeks after 28 March 2026 and 3 months after 1 January 2026";
    assert_eq!(due(earlier), "2026-04-01");
}

#[test]
fn windows_open() {
    let window = days("between 4 weeks and 6 weeks after 2026-03-28");
    assert_eq!(window, (Some("2026-04-25".to_owned()), Some("2026-05-09".to_owned())));
    let on = days("on the same day as 2026-06-01");
    assert_eq!(on, (Some("2026-06-01".to_owned()), Some("2026-06-01".to_owned())));
    assert_eq!(days("within 2 weeks of 2026-03-28").0, None);
    assert_eq!(days("promptly after 2026-03-28"), (None, None));
}

#[test]
fn calendars_differ_and_are_named() {
    let phrases = ["within 20 working days of 2026-03-28"];
    let found = all("scotland", &phrases).remove(0).unwrap();
    assert_eq!(found.due, Day::from_ymd(2026, 4, 27));
    assert_eq!(found.calendar.id(), "scotland");
    let unknown = reckon(&MemoryWorld::new(), Library::shipped(), "scotlnd", &phrases).unwrap_err();
    assert_eq!(unknown.help.as_deref(), Some("did you mean `scotland`?"));
}

#[test]
fn one_bad_phrase_spoils_no_other() {
    let phrases =
        ["within 2 weeks of 2026-03-28", "nonsense", "", "a\nduty b", "x # y", "by 2026-05-01"];
    let found = all(CALENDAR, &phrases);
    let good: Vec<bool> = found.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, false, false, false, false, true]);
    assert_eq!(found[5].as_ref().unwrap().due, Day::from_ymd(2026, 5, 1));
}

#[test]
fn what_is_no_date_is_refused_with_advice() {
    let help = |phrase: &str| one(phrase).unwrap_err().help.unwrap_or_default();
    assert!(help("within 2 weeks of coming into care").contains("put a date in its place"));
    assert!(help("20 working days after 2026-03-28").contains("`within 20 working days after"));
    let outside = one("within 20 working days of 2029-03-28").unwrap_err();
    assert!(outside.message.contains("goes outside"), "{outside}");
    assert!(one("within 2 weeks of 31 June 2026").unwrap_err().message.contains("does not exist"));
}

#[test]
fn readings_are_echoed() {
    let found = one("within 20 days of 2026-03-28").unwrap();
    assert_eq!(found.canonical, "within 20 calendar days of 28 March 2026");
    assert_eq!(found.remarks.len(), 1);
    assert_eq!(found.counted.len(), 1);
}
