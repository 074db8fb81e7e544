//! Cases that chance hardly ever makes, on which the engines must agree all the same.

use super::differential::{begun_before, differ};
use super::*;
use crate::eval::{case, day, model};

/// Holds the engines against each other on some cases, on each of some days.
fn agree(duties: &str, cases: &[&str], days: &[&str]) {
    let model = model(duties);
    let cases: Vec<Case> = cases.iter().map(|text| case(&model, text)).collect();
    let caseload = caseload(&cases);
    for on in days {
        if let Err(why) = differ(&model, &caseload, day(on)) {
            panic!("{why}");
        }
    }
}

#[test]
fn engines_agree_on_two_of_an_event_on_one_day() {
    let duties = "
duty see-before
  must     speak with the child
  due      before each placement disruption
  applies  unless recorded: no time was left
duty invite
  must     send invitations
  due      at least 10 days before each placement disruption
duty undo
  must     close the file
  due      on the day of each complaint
  applies  unless recorded: no file was open
";
    let two = "events:\n  - coming into care: 1 January 2026\n  - placement disruption: 10 January 2026\n  - placement disruption: 2 March 2026\n  - placement disruption: 2 March 2026\n  - complaint: 2 March 2026\n  - complaint: 2 March 2026\n";
    let acts = [
        "  - speak with the child: 2 March 2026\n  - send invitations: 20 February 2026\n",
        "  - no time was left: 1 March 2026\n  - no file was open: 1 March 2026\n",
        "  - speak with the child: 10 January 2026\n  - no file was open: 2 March 2026\n",
    ];
    let cases = acts.map(|acts| format!("{two}{acts}"));
    let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
    agree(duties, &cases, &["1 March 2026", "2 March 2026", "3 March 2026", "30 April 2026"]);
}

#[test]
fn engines_agree_on_acts_of_which_something_is_open() {
    let duties = "
event long review
  means      a review that changed the care plan
duty review
  must     any of
    - hold a long review
    - write a report
  due      within 5 working days of each complaint
duty tell
  must     any of
    - write a report, if the child is at risk
    - ring back
  due      within 5 working days of each complaint
duty two
  must     at least 2 of
    - write a report, if the child is at risk
    - ring back
    - call in
  due      within 5 working days of each complaint
";
    let two = "events:\n  - coming into care: 4 May 2026\n  - complaint: 1 June 2026\n  - complaint: 9 June 2026\n";
    let acts = [
        "  - review: 2 June 2026\n  - write a report: 3 June 2026\n  - write a report: 10 June 2026\n",
        "  - review: 11 June 2026\n  - write a report: 3 June 2026\n",
        "  - review: 28 May 2026\n  - write a report: 3 June 2026\n",
        "  - ring back: 10 June 2026\n  - call in: 12 June 2026\n",
        "  - write a report: 2 June 2026\n  - ring back: 20 June 2026\n  - ring back: 21 June 2026\n",
    ];
    let cases = acts.map(|acts| format!("{two}{acts}"));
    let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
    agree(duties, &cases, &["5 June 2026", "12 June 2026", "30 June 2026"]);
}

/// Where a calendar does not reach, *due soon* is counted in other days, and may begin later
/// for a last day that is earlier.
#[test]
fn engines_agree_where_the_calendar_begins() {
    let duties = "
duty it
  must     receive a tip
  due      within 6 weeks of the start of each period looked after
  soon     20 working days
";
    let model = model(duties);
    let text = "born: 9 December 1999\nhistory from: 25 December 1999\nperiods:\n  - looked after: {from: 25 December 1999}\n";
    let mut builder = Builder::new(Default::default());
    builder.push_plain(&mut begun_before(case(&model, text)));
    let caseload = builder.finish();
    for on in 5..=20 {
        if let Err(why) = differ(&model, &caseload, day(&format!("{on} January 2000"))) {
            panic!("{why}");
        }
    }
}
