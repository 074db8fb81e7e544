//! Whatever happens to a file of the suite, duly says something sensible: no
//! panic, and every span inside its file.

use std::fs;

use duly::report::diagnostics::{Look, human};
use proptest::prelude::*;

use super::{check, files, name, root};

/// A file of the suite, its name and text.
fn any_file() -> impl Strategy<Value = (String, String)> {
    let root = root();
    let all = files(&root).unwrap();
    let texts = all.iter().map(|(_, path)| (name(&root, path), fs::read_to_string(path).unwrap()));
    prop::sample::select(texts.collect::<Vec<_>>())
}

#[derive(Debug, Clone)]
enum Damage {
    /// Everything from a line on is lost.
    CutAt(usize),
    /// A word is lost.
    WithoutWord(usize),
    /// A line stands twice.
    Twice(usize),
    /// Two lines have changed places.
    Exchanged(usize, usize),
    /// Something stands before a word that should not.
    Before(usize, &'static str),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0_usize..400;
    let stray = prop::sample::select(vec![
        "\t",
        ": ",
        "# ",
        "- ",
        "{",
        "[",
        "]",
        "\"",
        "'",
        "`",
        "é",
        "\u{1}",
        "\u{202e}",
        "\r",
        "of ",
        "0 ",
        "each ",
        "the ",
        "99999999999 ",
        ", or ",
        "if ",
        "all of\n",
        "\n",
    ]);
    prop_oneof![
        at.clone().prop_map(Damage::CutAt),
        at.clone().prop_map(Damage::WithoutWord),
        at.clone().prop_map(Damage::Twice),
        (at.clone(), at.clone()).prop_map(|(one, other)| Damage::Exchanged(one, other)),
        (at, stray).prop_map(|(at, stray)| Damage::Before(at, stray)),
    ]
}

fn damaged(text: &str, damage: &Damage) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut words: Vec<String> = text.split_inclusive(' ').map(str::to_owned).collect();
    let (line, word) = (|at: usize| at % lines.len(), |at: usize| at % words.len());
    match *damage {
        Damage::CutAt(at) => return text.chars().take(at * 3 % (text.len() + 1)).collect(),
        Damage::WithoutWord(at) => {
            let at = word(at);
            words.remove(at);
        }
        Damage::Before(at, stray) => {
            let at = word(at);
            words[at].insert_str(0, stray);
        }
        Damage::Twice(at) => {
            let at = line(at);
            lines.insert(at, lines[at]);
            return lines.concat();
        }
        Damage::Exchanged(one, other) => {
            let (one, other) = (line(one), line(other));
            lines.swap(one, other);
            return lines.concat();
        }
    }
    words.concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_read_without_a_panic(
        (name, text) in any_file(),
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let text = damages.iter().fold(text, |text, one| damaged(&text, one));
        let (map, found) = check(&name, &text);
        for one in &found {
            let labels = one.primary.iter().chain(&one.secondary).map(|label| label.span);
            for span in labels.chain(one.fix.iter().map(|fix| fix.span)) {
                let whole = map.text(span.file());
                prop_assert!(whole.get(span.range()).is_some(), "{one:?} is not in its file");
            }
            prop_assert!(!one.message.is_empty() && !one.message.ends_with('.'), "{}", one.message);
        }
        prop_assert_eq!(human(&map, &found, &Look::default()).is_empty(), found.is_empty());
    }
}
