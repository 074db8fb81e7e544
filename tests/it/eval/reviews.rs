//! The cases of a review's life (language §3.8).

use super::*;

const INITIAL: &str = "
duty initial-review
  must     hold a review
  due      within 20 working days of coming into care
  met by   the first review
";

fn initial(events: &str, as_of: &str) -> Vec<String> {
    lines(&model(INITIAL), events, as_of, "initial-review")
}

#[test]
fn a_first_review_from_a_weekend_entry() {
    // Fri 27 and Sat 28 March 2026 both give 28 April.
    let entry = "events: [coming into care: 28 March 2026]";
    assert_eq!(initial(entry, "28 March 2026"), ["pending, due 2026-04-28"]);
    assert_eq!(initial(entry, "20 April 2026"), ["pending, due 2026-04-28"]);
    assert_eq!(initial(entry, "21 April 2026"), ["due soon, due 2026-04-28"]);
    assert_eq!(initial(entry, "28 April 2026"), ["due soon, due 2026-04-28"]);
    assert_eq!(initial(entry, "29 April 2026"), ["overdue by 1, due 2026-04-28, breached"]);
    let friday = "events: [coming into care: 27 March 2026]";
    assert_eq!(initial(friday, "28 March 2026"), ["pending, due 2026-04-28"]);
    let held = "events: [coming into care: 28 March 2026, review: 28 April 2026]";
    assert_eq!(initial(held, "28 April 2026"), ["met, due 2026-04-28"]);
    let late = "events: [coming into care: 28 March 2026, review: 29 April 2026]";
    assert_eq!(initial(late, "29 April 2026"), ["met late by 1, due 2026-04-28, breached"]);
}
