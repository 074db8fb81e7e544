//! The lines read by hand are those that the grammar has.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the rules of a grammar are not an enum of ours"
)]

use pest::Parser;
use pest::iterators::Pair;
use proptest::prelude::*;

use super::*;

mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/skeleton.pest"]
    pub(super) struct Skeleton;
}
use grammar::{Rule, Skeleton};

/// What the grammar makes of a text.
fn told(text: &str) -> (Vec<Line>, Vec<Bytes>) {
    let (mut lines, mut comments) = (Vec::new(), Vec::new());
    let pairs = Skeleton::parse(Rule::file, text).expect("every text has lines");
    for pair in pairs.flat_map(Pair::into_inner) {
        let (whole, rule) = (bytes(&pair), pair.as_rule());
        let mut parts = Parts::default();
        pair.into_inner().for_each(|part| parts.take(&part, &mut comments));
        let content = parts.content;
        let line = match rule {
            Rule::block_line => {
                parts.word.map(|word| Line::Block { word, name: parts.name, title: parts.title })
            }
            Rule::inner_line => {
                let margin = parts.margin.expect("a margin");
                content.map(|content| Line::Inner { margin, content })
            }
            Rule::bullet_line => {
                let margin = parts.margin.unwrap_or(whole.start..whole.start);
                content.map(|content| Line::Bullet { margin, content })
            }
            Rule::stray if !whole.is_empty() => Some(Line::Stray(whole)),
            _ => None,
        };
        lines.extend(line);
    }
    (lines, comments)
}

#[derive(Default)]
struct Parts {
    word: Option<Bytes>,
    name: Option<Bytes>,
    title: Option<Bytes>,
    margin: Option<Bytes>,
    content: Option<Bytes>,
}

impl Parts {
    fn take(&mut self, part: &Pair<'_, Rule>, comments: &mut Vec<Bytes>) {
        let at = bytes(part);
        match part.as_rule() {
            Rule::block_word => self.word = Some(at),
            Rule::block_name => self.name = Some(at),
            Rule::margin => self.margin = Some(at),
            Rule::content => self.content = Some(at),
            Rule::comment => comments.push(at),
            Rule::title => {
                let inner = part.clone().into_inner().flatten().last();
                self.title = inner.map(|text| bytes(&text));
            }
            _ => {}
        }
    }
}

/// Where a pair stands in the text, without white space at its end.
fn bytes(pair: &Pair<'_, Rule>) -> Bytes {
    let (start, text) = (pair.as_span().start(), pair.as_str());
    let kept = if pair.as_rule() == Rule::margin { text } else { text.trim_end() };
    start..start + kept.len()
}

fn read(text: &str) -> (Vec<Line>, Vec<Bytes>) {
    (lines(text).collect(), comments(text).collect())
}

#[test]
fn the_lines_are_those_of_the_grammar() {
    let texts = [
        "",
        "\n",
        "\u{feff}duty one: \"Première\"  # why\r\n  must  hold a review\r\n",
        "  unless any of\n    - é — “so”\n\t* x # y\n• z\n- \r\n-  \n- # a\n",
        "duty x:",
        "duty x:\nduty :",
        "duty x :y\nduty x: \"a\" b\nduty x:\"a\nduty \r\n x\r\n \r\n",
        "stray: \u{1}line\nÉté # a\n  “a # b” \"c # d\" e # f\n  a#b\n  # c\n#d",
        "1x\n x \u{feff}\nduty-_x\t#\nduty\ta\tb\t: c\n:\n\r",
    ];
    for text in texts {
        assert_eq!(read(text), told(text), "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_lines_are_those_of_the_grammar(
        text in "\u{feff}?([ \t]{0,3}(duty|né|-|\u{2022}|[*]|x_|Ⅷ|͏)?([ \t]{1,2}|[:\"#]|\r|[a-z]{1,3}|“é”|\n){0,12}){0,4}",
        any in "\\PC{0,20}",
    ) {
        prop_assert_eq!(read(&text), told(&text));
        let both = format!("{text}{any}\n{any}{text}");
        prop_assert_eq!(read(&both), told(&both));
    }
}
