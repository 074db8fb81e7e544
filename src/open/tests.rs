use super::*;
use crate::pack::MemoryWorld;

fn codes(text: &str) -> Vec<(Code, Option<String>)> {
    let world = MemoryWorld::new()
        .with("policies/vocabulary/children.duly", "pack vocabulary/children\nevent review\n")
        .with("policies/kent/reviews.duly", text);
    let library = Library::empty();
    let found = open(&world, library, &mut SourceMap::new(), "kent/reviews").diagnostics;
    found.into_iter().map(|found| (found.code, found.help)).collect()
}

const DUTIES: &str = "\
duty first
  who      somebody
  must     hold a review
  due      within 20 working days of each arrival
  met by   invitations for that review
duty second
  rule     review within 3 months of leaving
";

#[test]
fn of_a_pack_whose_base_is_missing_nothing_is_said_of_names() {
    let text = format!("pack kent/reviews\n  extends  vocabulary/childen\n{DUTIES}");
    let help = "did you mean “vocabulary/children”?".to_owned();
    assert_eq!(codes(&text), [(Code::D0501, Some(help))]);
}

#[test]
fn what_no_base_can_mend_is_said_all_the_same() {
    let text = format!("pack kent/reviews\n  extends  vocabulary/childen\n{DUTIES}  oddly there\n");
    let found: Vec<Code> = codes(&text).into_iter().map(|(code, _)| code).collect();
    assert_eq!(found, [Code::D0101, Code::D0501]);
}

#[test]
fn with_its_base_the_same_pack_hears_of_its_names() {
    let text = format!("pack kent/reviews\n  extends  vocabulary/children\n{DUTIES}");
    assert!(codes(&text).iter().any(|(code, _)| *code == Code::D0201));
}

#[test]
fn a_line_of_the_header_that_says_nothing_is_told_of_once() {
    for line in ["extends", "claims", "calendar", "subject", "version", "verified", "in force"] {
        let found = codes(&format!("pack kent/reviews\n  {line}\nevent leaving\n"));
        let found: Vec<Code> = found.into_iter().map(|(code, _)| code).collect();
        assert_eq!(found, [Code::D0105], "{line}");
    }
}

#[test]
fn the_noun_of_a_sentence_may_have_an_article() {
    for noun in ["review", "a review", "A review", "the review", "each review", "an initial review"]
    {
        let text = format!(
            "pack kent/reviews\n  extends  vocabulary/children\nevent leaving\nduty one\n  \
             rule     {noun} within 3 months of each leaving\n"
        );
        let errors = |code: &Code| code.info().severity == crate::diag::Severity::Error;
        let found: Vec<Code> = codes(&text).into_iter().map(|(code, _)| code).collect();
        assert!(!found.iter().any(errors), "{noun}: {found:?}");
    }
}
