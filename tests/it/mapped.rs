//! Tables read by a mapping: what a slip in them costs, and what there is none of.

use duly::diag::Severity;
use duly::feed::{Given, mapped};

use crate::feeds::{HANDBOOK, mapping};

/// Tables, the ids of the cases in them, and what is told of their rows.
const OPEN: &[(&str, &[&str], &[&str])] = &[
    (
        "Child,Held on,Note\nK1,01/06/2026,\"a\nb\"\n\"K2,02/06/2026,\nK3,03/06/2026,c\n",
        &["K1", "K3"],
        &["4 -: a quotation mark opens on line 4 and is not closed: the row is left out"],
    ),
    (
        "Child,Held on,Note\nK1,01/06/2026,\"\"\"x\"\"\"\nK2,02/06/2026,\"open\n\nK3,03/06/2026,",
        &["K1", "K3"],
        &["3 K2: a quotation mark opens on line 3 and is not closed: the row is left out"],
    ),
    // The quotation mark of a later cell is none that closes it.
    (
        "Child,Held on,Note\nK1,01/06/2026,\"a\nK2,02/06/2026,\"b\"\nK3,03/06/2026,\"c\nd\"\n\
         K4,04/06/2026,\"e\nK5,05/06/2026,\n",
        &["K2", "K3", "K5"],
        &[
            "2 K1: a quotation mark opens on line 2 and is not closed: the row is left out",
            "6 K4: a quotation mark opens on line 6 and is not closed: the row is left out",
        ],
    ),
    // Lines as Excel ends them, blank ones and one over two lines among them.
    (
        "Child,Held on,Note\r\nK1,31/06/2026,x\r\n\r\nK2,31/06/2026,\"a\r\nb\"\r\n\
         K3,31/06/2026,\r\nK4,02/06/2026,\"open\r\nK5,31/06/2026,",
        &["K1", "K2", "K3", "K5"],
        &[
            "2 K1: “31/06/2026” is no day that there is",
            "4 K2: “31/06/2026” is no day that there is",
            "6 K3: “31/06/2026” is no day that there is",
            "7 K4: a quotation mark opens on line 7 and is not closed: the row is left out",
            "8 K5: “31/06/2026” is no day that there is",
        ],
    ),
    // Lines as Macs once ended them.
    (
        "Child,Held on,Note\rK1,31/06/2026,x\rK2,02/06/2026,\"open\rK3,03/06/2026,\r",
        &["K1", "K3"],
        &[
            "2 K1: “31/06/2026” is no day that there is",
            "3 K2: a quotation mark opens on line 3 and is not closed: the row is left out",
        ],
    ),
    (
        "Child,Held on,Note\nK1,01/06/2026\nK2,02/06/2026,5\" pipe\n",
        &["K2"],
        &["2 K1: the row has 2 cells and the heading 3: it is left out"],
    ),
];

/// What a quotation mark that nothing closes costs: its own row, and nobody becomes a case
/// for it.
#[test]
fn a_quotation_mark_that_is_not_closed_costs_one_row() {
    let text = "mapping: ours\ntables:\n  Reviews:\n    key: Child\n    events:\n      - \
                {event: review, on: Held on}\n";
    let mapping = mapping(text);
    for &(rows, cases, dirty) in OPEN {
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

/// How old a child may be is the mapping's to say; without it nobody gets older than 130.
#[test]
fn a_day_of_birth_that_cannot_be_is_not_known() {
    let read = |oldest: &str| {
        let text = format!(
            "mapping: ours\n{oldest}tables:\n  Reviews:\n    key: Child\n    born: Born\n    \
             events:\n      - {{event: review, on: Held on}}\n"
        );
        let rows = "Child,Born,Held on\nK1,01/06/1990,01/06/2026\nK2,01/06/1890,01/06/2026\n\
                    K3,01/06/2012,01/06/2026\n";
        let given = vec![Given::new("Reviews.csv", rows.as_bytes())];
        let feed = mapped(&mapping(&text), &HANDBOOK, given).expect("the table is read");
        let known: Vec<bool> =
            feed.caseload.born().iter().map(|born| *born != duly::caseload::NO_DAY).collect();
        let said = feed.dirty.iter();
        let said = said.map(|row| {
            assert!(row.used && row.column.as_deref() == Some("Born"), "{row:?}");
            format!("{} {}", row.row, row.reason)
        });
        (known, said.collect::<Vec<_>>())
    };
    let (known, said) = read("");
    assert_eq!(known, [true, false, true]);
    let old = "whoever was born then would be 136 years old on 1 June 2026: the day of birth is \
               not known";
    assert_eq!(said, [format!("3 {old}")]);
    let (known, said) = read("oldest: 25 years\n");
    assert_eq!((known, said.len()), (vec![false, false, true], 2));
}

/// In duly's own columns something may be recorded before a birth, and nobody gets too old.
#[test]
fn a_birth_in_our_own_columns_is_held_against_what_is_recorded() {
    let rows = "case,name,date,born\nK1,review,2026-06-01,2026-07-01\n\
                K2,review,2026-06-01,1890-06-01\nK3,review,2026-06-01,2012-06-01\n";
    let given = vec![Given::new("cases.csv", rows.as_bytes())];
    let feed = duly::feed::own(&HANDBOOK, given).expect("the table is read");
    let known: Vec<bool> =
        feed.caseload.born().iter().map(|born| *born != duly::caseload::NO_DAY).collect();
    assert_eq!(known, [true, false, true]);
    let said: Vec<(usize, &str)> =
        feed.dirty.iter().map(|row| (row.row, row.reason.as_str())).collect();
    let early = "1 July 2026 is after 1 June 2026, on which something is recorded: both are used \
                 as they stand";
    let old = "whoever was born then would be 136 years old on 1 June 2026: the day of birth is \
               not known";
    assert_eq!(said, [(2, early), (3, old)]);
}
