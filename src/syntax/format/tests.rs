//! Formatting: comments stay, meanings stay, and once is enough.

use super::*;
use crate::source::SourceMap;
use crate::syntax::Carrier;

fn formatted(carrier: Carrier, text: &str) -> String {
    let mut map = SourceMap::new();
    let file = map.add("f", text);
    let tree = read(file, carrier, text).value.expect("a tree");
    let mut vocabulary = Vocabulary::default();
    "child".clone_into(&mut vocabulary.subject);
    vocabulary.declare(&tree.blocks);
    let once = format(&tree, text, &vocabulary, true);
    let again = read(file, carrier, &once).value.expect("a tree");
    assert_eq!(format(&again, &once, &vocabulary, true), once, "formatting twice changes more");
    once
}

#[test]
fn margins_and_phrases_become_canonical_and_comments_stay() {
    let text = "\u{feff}# A pack.\r\npack  test/one : \"One\"\r\n\r\n\r\n\
        event review # the main one\r\n\tforms hold a review|review\r\n\
        # how often\r\nduty later\r\n\
        \t must   hold a   review   # K 2.1\r\n\
        \t due  not more than six months\r\n\t\t\tafter each review\r\n\
        \t applies unless any of\r\n\t\t- there has been a review since\r\n\t\t  1 May 2020\r\n\t\t- there has been no review\r\n\
        \t # last\r\n\r\n";
    insta::assert_snapshot!(formatted(Carrier::Duly, text), @r#"
    # A pack.
    pack test/one: "One"

    event review  # the main one
      forms    hold a review|review
    # how often
    duty later
      must     hold a review  # K 2.1
      due      within 6 months of each review
      applies  unless any of
               - there has been a review since 1 May 2020
               - there has been no review
      # last
    "#);
}

#[test]
fn yaml_phrases_are_rewritten_where_they_stand() {
    let text = "pack: test/one   # the pack\nevents:\n  review: {forms: hold a review | review}\nduties:\n  \
        later: {must: hold a review, due: no later than six months after each review}   # K\n  \
        early: {must: hold a review, due: \"not more than 2 weeks after each review, or before\"}\n";
    insta::assert_snapshot!(formatted(Carrier::Yaml, text), @r#"
    pack: test/one   # the pack
    events:
      review: {forms: hold a review | review}
    duties:
      later: {must: hold a review, due: within 6 months of each review}   # K
      early: {must: hold a review, due: "within 2 weeks of each review, or before"}
    "#);
}

#[test]
fn lines_that_cannot_be_read_stay() {
    let text = "pack test/one\nevent review\n  forms hold a review | review\n  colour blue\nduty x\n  must hold a review\n  due whenever we like\n";
    insta::assert_snapshot!(formatted(Carrier::Duly, text), @"
    pack test/one

    event review
      forms    hold a review | review
      colour blue

    duty x
      must     hold a review
      due      whenever we like
    ");
}
