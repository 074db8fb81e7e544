//! Tables read by a mapping: what a slip in them costs, and what there is none of.

use duly::diag::Severity;
use duly::feed::{Given, mapped};

use crate::feeds::{HANDBOOK, mapping};

/// What a quotation mark that nothing closes costs: its own row, and nobody becomes a case
/// for it.
#[test]
fn a_quotation_mark_that_is_not_closed_costs_one_row() {
    let text = "mapping: ours\ntables:\n  Reviews:\n    key: Child\n    events:\n      - \
                {event: review, on: Held on}\n";
    let mapping = mapping(text);
    for (rows, cases, dirty) in [
        (
            "Child,Held on,Note\nK1,01/06/2026,\"a\nb\"\n\"K2,02/06/2026,\nK3,03/06/2026,c\n",
            vec!["K1", "K3"],
            vec!["4 -: a quotation mark opens on line 4 and is not closed: the row is left out"],
        ),
        (
            "Child,Held on,Note\nK1,01/06/2026,\"\"\"x\"\"\"\nK2,02/06/2026,\"open\n\nK3,03/06/2026,",
            vec!["K1", "K3"],
            vec!["3 K2: a quotation mark opens on line 3 and is not closed: the row is left out"],
        ),
        (
            "Child,Held on,Note\nK1,01/06/2026\nK2,02/06/2026,5\" pipe\n",
            vec!["K2"],
            vec!["2 K1: the row has 2 cells and the heading 3: it is left out"],
        ),
    ] {
        let given = vec![Given::new("Reviews.csv", rows.as_bytes())];
        let feed = mapped(&mapping, &HANDBOOK, given).expect("the table is read");
        let ids: Vec<&str> =
            (0..feed.caseload.len()).filter_map(|at| feed.caseload.id(at)).collect();
        assert_eq!(ids, cases, "{rows}");
        let said: Vec<String> = feed
            .dirty
            .iter()
            .map(|row| {
                let child = row.child.as_deref().unwrap_or("-");
                format!("{} {child}: {}", row.row, row.reason)
            })
            .collect();
        assert_eq!(said, dirty, "{rows}");
    }
}

/// What a mapping says that there is none of is known, and what it does not say is not.
#[test]
fn a_mapping_says_what_there_is_none_of() {
    let words = &HANDBOOK.vocabulary;
    let named = |name: &str| {
        let id = words.iter().find(|(_, concept)| concept.name == name);
        id.unwrap_or_else(|| panic!("{name}")).0
    };
    let read = |none: &str| {
        let text = format!(
            "mapping: ours\n{none}tables:\n  Reviews:\n    key: Child\n    events:\n      - \
             {{event: review, on: Held on}}\n"
        );
        let mapping = mapping(&text);
        let rows = &b"Child,Held on\nK1,01/06/2026\n"[..];
        mapped(&mapping, &HANDBOOK, vec![Given::new("Reviews.csv", rows)]).unwrap()
    };
    let breaks = named("in a series of short breaks");
    assert!(read("").not_recorded.contains(&breaks));
    let feed = read("none of: [in a series of short breaks, placed for adoption]\n");
    assert!(!feed.not_recorded.contains(&breaks) && feed.recorded.contains(&breaks));
    // What begins the status did not happen either.
    let adoption = named("adoption placement");
    assert!(!feed.not_recorded.contains(&adoption));
    assert!(feed.not_recorded.len() > 10, "{}", feed.not_recorded.len());
    assert!(feed.findings.iter().all(|found| found.severity != Severity::Error));
    let both = read("none of: [review]\n");
    let said: Vec<&str> = both.findings.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(said, ["“review” is among those of which there are none, and a rule fills it"]);
}
