//! Acts with a list: of papers, of people, of other acts.

use super::*;

const PACK: &str = "
role the parents
paper the care plan
event invitation
  forms    invite | invitation / invitations
duty invite
  must     invite all of
           - the child
           - the parents
           - the care plan
  due      within 5 working days of each complaint
duty answer
  must     any of
           - ring back
           - write back
  due      within 5 working days of each complaint
duty tell
  must     any of
           - ring back, if the child is at risk
           - write back
  due      within 5 working days of each complaint
";

fn of(duty: &str, lines_of: &[&str], as_of: &str) -> Vec<String> {
    let events =
        lines_of.iter().fold("events:\n".to_owned(), |text, line| text + "  - " + line + "\n");
    lines(&model(PACK), &events, as_of, duty)
}

const BEGUN: [&str; 2] = ["coming into care: 4 May 2026", "complaint: 1 June 2026"];

#[test]
fn each_of_a_list_has_to_be_there() {
    let some = [BEGUN[0], BEGUN[1], "invitation: {on: 2 June 2026, to: the child and the parents}"];
    assert_eq!(of("invite", &some, "3 June 2026"), ["pending, due 2026-06-08"]);
    let all = [some.as_slice(), &["invitation: {on: 4 June 2026, with: the care plan}"]].concat();
    assert_eq!(of("invite", &all, "4 June 2026"), ["met, due 2026-06-08"]);
}

#[test]
fn an_act_that_names_nobody_was_done_to_all() {
    let all = [BEGUN[0], BEGUN[1], "invitation: 2 June 2026"];
    assert_eq!(of("invite", &all, "3 June 2026"), ["met, due 2026-06-08"]);
}

#[test]
fn an_act_of_any_kind_meets_one_instance_and_no_other() {
    let two = [
        BEGUN[0],
        BEGUN[1],
        "complaint: 2 June 2026",
        "write back: 3 June 2026",
        "ring back: 4 June 2026",
    ];
    let rows = of("answer", &two, "5 June 2026");
    assert_eq!(rows, ["met, due 2026-06-08", "met, due 2026-06-09"]);
    let rows = of("answer", &two[..4], "5 June 2026");
    assert_eq!(rows, ["met, due 2026-06-08", "pending, due 2026-06-09"]);
}

#[test]
fn an_act_on_a_day_not_known_takes_nothing_from_one_that_is_known() {
    let open = ["ring back: unknown", "ring back: between 1 May 2026 and 30 June 2026"];
    for ring in open {
        let acts =
            ["complaint: 9 June 2026", "write back: 3 June 2026", "write back: 10 June 2026"];
        let acts = [&BEGUN[..], &acts, &[ring]].concat();
        let rows = of("answer", &acts, "30 June 2026");
        assert_eq!(rows, ["met, due 2026-06-08", "met, due 2026-06-16"]);
    }
    // Of the instance that nothing sure meets it is not known.
    let acts = [BEGUN[0], BEGUN[1], open[0], "complaint: 9 June 2026", "write back: 3 June 2026"];
    let rows = of("answer", &acts, "30 June 2026");
    assert_eq!(rows, ["met, due 2026-06-08", "met | met late | overdue, due 2026-06-16"]);
}

#[test]
fn a_way_that_may_not_be_open_stands_in_for_nothing_and_takes_nothing_away() {
    let judged = |acts: &[&str]| of("tell", &[&BEGUN[..], acts].concat(), "30 June 2026");
    // Whether the child was at risk is not recorded: one who rang may have had to write.
    assert_eq!(judged(&["ring back: 3 June 2026"]), ["met | met late | overdue, due 2026-06-08"]);
    assert_eq!(judged(&["write back: 10 June 2026"]), ["met late by 2, due 2026-06-08, breached"]);
    assert_eq!(judged(&["write back: 3 June 2026"]), ["met, due 2026-06-08"]);
    assert_eq!(judged(&[]), ["overdue by 22, due 2026-06-08, breached"]);
}
