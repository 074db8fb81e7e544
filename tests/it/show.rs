//! The page of a small pack, and what its HTML is made of.

use duly::open::unchecked;
use duly::pack::{Library, MemoryWorld};
use duly::report::show::{Page, html, markdown, page};
use duly::source::SourceMap;

use crate::sheet::wrong;

const LAW: &str = "pack a/law: \"The law\"\n  calendar england-and-wales\nevent entry\nevent review\n  forms hold a review | review / reviews\n\
    duty later\n  must hold a review\n  due within 6 months of each review\n\
    duty yearly: \"Yearly\"\n  must hold a review\n  due within 12 months of each review\n";
const PACK: &str = "pack a/b: \"Council <b>\"\n  extends a/law\n  calendar england-and-wales\n  version 2\n\
    label review\n  as hold a meeting | meeting / meetings\ndocument Rules\n\
    definition young\n  means all of\n    - the child is under 18\n    - the child is at least 3\n\
    duty first: \"First meeting\"\n  must hold a meeting\n  due within 25 working days of each entry until 31 May 2024\n  \
    due within 20 working days of each entry from 1 June 2024\n  transition by trigger date\n  source Rules 2.1\n\
    remove later\n  reason covered by first\n  departs from Rules 9\n\
    change yearly\n  must hold a meeting\n  due within 11 months of each review\n  reason often enough\n";

fn shown() -> Page {
    let world = MemoryWorld::new().with("policies/a/law.duly", LAW).with("policies/a/b.duly", PACK);
    let mut map = SourceMap::new();
    let model = unchecked(&world, Library::shipped(), &mut map, "a/b").value.expect("a model");
    page(&model, &map)
}

#[test]
fn each_rule_is_a_sentence_with_its_source() {
    let text = markdown(&shown());
    for part in [
        "# Council <b>",
        "- Builds on: The law (a/law)",
        "| review | meeting |",
        "### First meeting\n\nSomebody must hold a meeting.",
        "- Due: within 20 working days of each entry from 1 June 2024",
        "- Source: Rules 2.1",
        "| a/law/later | left out | covered by first; departs from Rules 9 |",
        "| Yearly (a/law/yearly) | Somebody must hold a meeting within 11 months of each review. Changed: must, due. | often enough |",
        "Young means all of\n\n- the child is under 18\n- the child is at least 3",
    ] {
        assert!(text.contains(part), "{part}\n---\n{text}");
    }
}

#[test]
fn the_html_stands_alone_and_can_be_navigated() {
    let text = html(&shown());
    for part in [
        "<!doctype html>",
        "<html lang=\"en-GB\">",
        "<title>Council &lt;b&gt;</title>",
        "<a class=\"skip\" href=\"#rules\">",
        "<main id=\"rules\"",
        "<nav aria-label=\"Contents\">",
        "<th scope=\"col\">",
        "@media print",
        ":focus-visible",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("<script") && !text.contains("<b>"));
    assert_eq!(wrong(&text), Vec::<String>::new());
}
