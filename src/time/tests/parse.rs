//! Dates as people write them, and what is wrong with others.

use proptest::prelude::*;

use super::*;

fn said(text: &str) -> String {
    parse_date(text).expect_err("no date").to_string()
}

#[test]
fn a_date_is_read_in_each_of_its_forms() {
    let forms = [
        "2026-03-28",
        "2026-3-28",
        "28 March 2026",
        "  28   march  2026 ",
        "28 Mar 2026",
        "Saturday 28 March 2026",
        "Saturday, 28 March 2026",
        "Sat 28 Mar 2026",
        "Sat 2026-03-28",
        "28th March 2026",
        "28TH MARCH 2026",
        "28/03/2026",
        "28/3/2026",
    ];
    for text in forms {
        assert_eq!(parse_date(text), Ok(day(2026, 3, 28)), "{text}");
    }
    assert_eq!(parse_date("1 Sept 2026"), Ok(day(2026, 9, 1)));
    assert_eq!(parse_date("05/04/2026"), Ok(day(2026, 4, 5)));
}

#[test]
fn what_is_wrong_is_said_exactly() {
    insta::assert_snapshot!(said("30 February 2026"), @"30 February 2026 does not exist; February 2026 has 28 days");
    insta::assert_snapshot!(said("2026-02-29"), @"29 February 2026 does not exist; February 2026 has 28 days");
    insta::assert_snapshot!(said("31/04/2026"), @"31 April 2026 does not exist; April 2026 has 30 days");
    insta::assert_snapshot!(said("0 May 2026"), @"0 May 2026 does not exist; May 2026 has 31 days");
    insta::assert_snapshot!(said("Friday 28 March 2026"), @"28 March 2026 is a Saturday, not a Friday");
    insta::assert_snapshot!(said("28/03/26"), @"“28/03/26” gives the year in two digits; write all four, as in 28 March 2026");
    insta::assert_snapshot!(said("28 March 98"), @"“28 March 98” gives the year in two digits; write all four, as in 28 March 2026");
    insta::assert_snapshot!(said("26-03-28"), @"“26-03-28” gives the year in two digits; write all four, as in 28 March 2026");
    insta::assert_snapshot!(said("03/28/2026"), @"“03/28/2026” has no month 28; the day comes first, so write 28 March 2026");
    insta::assert_snapshot!(said("2026-13-01"), @"“2026-13-01” has no month 13; months run from 1 to 12");
    insta::assert_snapshot!(said("28 Marhc 2026"), @"“Marhc” is not a month; write the date as 28 March 2026 or 2026-03-28");
    insta::assert_snapshot!(said("1 May 20266"), @"there is no year 20266 here; years run from 1 to 9999");
    insta::assert_snapshot!(said("next Tuesday"), @"“next Tuesday” cannot be read as a date; write it as 28 March 2026 or 2026-03-28");
    insta::assert_snapshot!(said(""), @"“” cannot be read as a date; write it as 28 March 2026 or 2026-03-28");
}

#[test]
fn near_misses_are_not_read() {
    let near = [
        "28-03-2026",
        "028/03/2026",
        "2026/03/28",
        "2026-03-28T00:00",
        "+028-03-2026",
        "28. March 2026",
        "28 Ma 2026",
        "28th of March 2026",
        "Satur-day 28 March 2026",
        "٢٨ March 2026",
        "March 2026",
        "28 March 2026 at noon",
    ];
    for text in near {
        assert!(parse_date(text).is_err(), "{text}");
    }
}

#[test]
fn the_true_weekday_is_carried() {
    let error = parse_date("Friday 28 March 2026").unwrap_err();
    let (weekday, written) = (Weekday::Saturday, Weekday::Friday);
    assert_eq!(error, DateError::WrongWeekday { day: day(2026, 3, 28), weekday, written });
}

#[test]
fn a_closed_day_is_a_date_and_its_name() {
    let read = |text| parse_closed(text).unwrap();
    let named = |name: &str| (day(2000, 1, 3), name.to_owned());
    let expected = named("New Year's Day (observed)");
    assert_eq!(read("2000-01-03 New Year's Day (observed)"), expected);
    assert_eq!(read("3 January 2000 New Year's Day (observed)"), expected);
    assert_eq!(read("Monday 3 January 2000  New Year's Day (observed)"), expected);
    assert_eq!(read("03/01/2000 New Year's Day (observed)"), expected);
    assert_eq!(read("2000-01-03"), named("closed day"));
    assert_eq!(read("3 January 2000"), named("closed day"));
    let wrong = |text| parse_closed(text).unwrap_err().to_string();
    insta::assert_snapshot!(wrong("2026-02-30 Founders’ day"), @"30 February 2026 does not exist; February 2026 has 28 days");
    insta::assert_snapshot!(wrong("Sunday 3 January 2000 New Year"), @"3 January 2000 is a Monday, not a Sunday");
    insta::assert_snapshot!(wrong("Founders’ day"), @"“Founders’ day” cannot be read as a date; write it as 28 March 2026 or 2026-03-28");
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(number in Day::MIN.number()..=Day::MAX.number()) {
        let day = Day::from_number(number);
        prop_assert_eq!(parse_date(&day.to_string()), Ok(day));
        if day.year() >= 100 {
            prop_assert_eq!(parse_date(&day.long()), Ok(day));
            prop_assert_eq!(parse_date(&day.with_weekday()), Ok(day));
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,24}", dashed in "[0-9/ -]{0,12}") {
        let _ = (parse_date(&text), parse_closed(&text));
        let _ = (parse_date(&dashed), parse_closed(&dashed));
    }
}
