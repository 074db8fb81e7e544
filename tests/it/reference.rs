//! The reference of blocks, clauses and wordings is written from the tables that
//! the program itself reads. `DULY_BLESS=1` writes it anew.

use std::fmt::Write;

use duly::source::{Phrase, SourceMap, Span};
use duly::syntax::phrase::Reading;
use duly::syntax::print::Printer;
use duly::syntax::{BLOCKS, Times};

const FILE: &str = "docs/language/reference.md";

/// What people write beside the canonical form; each is read and printed here.
const WORDINGS: [&str; 19] = [
    "not more than 3 months after the first review",
    "no later than 20 working days after coming into care",
    "at most twenty business days following coming into care",
    "within a fortnight of the initial review",
    "up to six months after any previous review",
    "within 48 hours of each review",
    "no later than 10 working days before each review",
    "not less than ten working days prior to each review",
    "no fewer than 10 clear working days before each review",
    "4 to 6 weeks after each review",
    "between 4 and 6 weeks after each review",
    "within 3 months or 91 calendar days of the first review, whichever is the sooner",
    "within 3 months beginning with the first review",
    "on or before the second review",
    "as soon as practicable after each review",
    "on the next working day after each review",
    "within 20 working days of Saturday 28 March 2026",
    "within 6 months of each review, and not before 3 months after each review",
    "within 1 month of becoming looked after, or the next working day",
];

fn reference() -> String {
    let mut text = String::from(
        "# Blocks, clauses and wordings\n\nEvery block, every clause it may have, and a phrase that could stand \
         there.\nA clause marked *many* may be given more than once.\n",
    );
    for row in BLOCKS {
        let key = if row.yaml.is_empty() {
            "at the top of the file".to_owned()
        } else {
            format!("`{}`", row.yaml)
        };
        let _ = write!(
            text,
            "\n## `{} {}`\n\nIn YAML: {key}.\n\n| clause | for example | |\n|---|---|---|\n",
            row.keyword, row.name_example
        );
        for clause in row.clauses {
            let times = if clause.times == Times::Many { "many" } else { "" };
            let example = if clause.example.is_empty() {
                String::new()
            } else {
                format!("`{}`", clause.example.replace('|', "\\|"))
            };
            let _ = writeln!(text, "| `{}` | {example} | {times} |", clause.key.word());
        }
    }
    text.push_str(
        "\n## Deadlines in other words\n\nEach is read as the form beside it, which is also how `duly fmt` writes it.\n\n\
         | written | read as |\n|---|---|\n",
    );
    let pack = crate::eval::library_model("vocabulary/children-looked-after");
    let words = &pack.vocabulary;
    let mut map = SourceMap::new();
    for written in WORDINGS {
        let file = map.add("w", written);
        let phrase = Phrase::plain(written, Span::new(file, 0, written.len()));
        let mut reading = Reading::new(words, true);
        let due =
            reading.due(&phrase).unwrap_or_else(|| panic!("{written}: {:?}", reading.diagnostics));
        let _ = writeln!(text, "| {written} | `{}` |", Printer::new(words).due(&due));
    }
    text
}

#[test]
fn the_reference_says_what_the_tables_say() {
    let now = reference();
    if std::env::var("DULY_BLESS").is_ok_and(|value| value == "1") {
        std::fs::write(FILE, &now).expect("the reference is written");
    }
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        kept == now,
        "{FILE} is not what the tables say: DULY_BLESS=1 cargo test writes it anew"
    );
}
