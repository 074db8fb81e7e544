//! Trees, places, refusals and recovery.

use super::*;
use crate::source::SourceMap;
use proptest::prelude::*;

/// The tree as one line: `{key: value}`, `[item]`, `-` for missing, `!` for broken.
fn show(node: &Node) -> String {
    let inner = match &node.kind {
        NodeKind::Scalar(scalar) => format!("{:?}", scalar.text()).trim_matches('"').to_owned(),
        NodeKind::Mapping(entries) => {
            let parts: Vec<String> = entries
                .iter()
                .map(|entry| format!("{}: {}", entry.key.text(), show(&entry.value)))
                .collect();
            format!("{{{}}}", parts.join(", "))
        }
        NodeKind::Sequence(items) => {
            format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Missing => "-".to_owned(),
    };
    if node.broken { format!("{inner}!") } else { inner }
}

fn file() -> FileId {
    SourceMap::new().add("a.yaml", "")
}

fn read(text: &str) -> (Document, Vec<Diagnostic>) {
    let Outcome { value, diagnostics } = parse_document(file(), text);
    (value.expect("a document is always there"), diagnostics)
}

fn tree(text: &str) -> String {
    let (document, found) = read(text);
    assert!(found.is_empty(), "{text:?}: {found:#?}");
    show(&document.root)
}

/// The tree and, one a line, `code line:column message`.
fn told(text: &str) -> String {
    let (document, found) = read(text);
    let mut map = SourceMap::new();
    map.add("a.yaml", text);
    let mut lines = vec![show(&document.root)];
    for one in &found {
        let at = map.position(one.span().unwrap());
        let under = map.snippet(one.span().unwrap());
        lines.push(format!("{} {}:{} {:?} {}", one.code, at.line, at.column, under, one.message));
    }
    lines.join("\n")
}

/// Each text, and below it what [`told`] makes of it.
fn all_told(texts: &[&str]) -> String {
    let blocks: Vec<String> = texts
        .iter()
        .map(|text| {
            format!("{}\n=> {}\n", text.trim_end(), told(text))
                .replace(|c: char| c != '\n' && c != '\t' && c.is_control(), "\u{fffd}")
        })
        .collect();
    blocks.join("\n")
}

fn scalars<'a>(node: &'a Node, out: &mut Vec<&'a Scalar>) {
    match &node.kind {
        NodeKind::Scalar(scalar) => out.push(scalar),
        NodeKind::Mapping(entries) => {
            for entry in entries {
                out.push(&entry.key);
                scalars(&entry.value, out);
            }
        }
        NodeKind::Sequence(items) => items.iter().for_each(|item| scalars(item, out)),
        NodeKind::Missing => {}
    }
}

/// Every character stands in the file as itself, as an escape or as a fold.
fn assert_exact(text: &str, scalar: &Scalar) {
    let words = scalar.text();
    for (at, c) in words.char_indices() {
        let span = scalar.phrase.at(at, at + c.len_utf8());
        let raw = text.get(span.range()).unwrap_or_else(|| panic!("{span:?} in {text:?}"));
        let exact = raw.chars().eq([c])
            || (c == '\'' && raw == "''")
            || (scalar.style == Style::DoubleQuoted && raw.starts_with('\\'))
            || (matches!(c, ' ' | '\n') && raw.trim().is_empty());
        assert!(exact, "{c:?} of {words:?} stands at {raw:?} in {text:?}");
    }
}

fn assert_all_exact(text: &str) {
    let (document, _) = read(text);
    let mut all = Vec::new();
    scalars(&document.root, &mut all);
    all.iter().for_each(|scalar| assert_exact(text, scalar));
}

fn assert_spans_inside(text: &str, node: &Node) {
    assert!(text.get(node.span.range()).is_some(), "{node:?} in {text:?}");
    match &node.kind {
        NodeKind::Scalar(scalar) => assert!(text.get(scalar.span().range()).is_some()),
        NodeKind::Mapping(entries) => {
            for entry in entries {
                assert!(text.get(entry.key.span().range()).is_some());
                assert_spans_inside(text, &entry.value);
            }
        }
        NodeKind::Sequence(items) => items.iter().for_each(|item| assert_spans_inside(text, item)),
        NodeKind::Missing => {}
    }
}

/// The other parser's tree, in the form of [`show`].
fn oracle(value: &serde_yaml::Value) -> String {
    match value {
        serde_yaml::Value::String(text) => format!("{text:?}").trim_matches('"').to_owned(),
        serde_yaml::Value::Mapping(entries) => {
            let parts: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", key.as_str().unwrap(), oracle(value)))
                .collect();
            format!("{{{}}}", parts.join(", "))
        }
        serde_yaml::Value::Sequence(items) => {
            format!("[{}]", items.iter().map(oracle).collect::<Vec<_>>().join(", "))
        }
        serde_yaml::Value::Null
        | serde_yaml::Value::Bool(_)
        | serde_yaml::Value::Number(_)
        | serde_yaml::Value::Tagged(_) => panic!("{value:?} is no text"),
    }
}

const EVERY_STYLE: &str = "plain: some words
  on two lines

  and a paragraph # with a comment
single: 'it''s
  folded

  here'
double: \"a \\u00e9 \\t\\\"quote\\\" \\
  joined \\ua000
  fold\\  
  \u{1f600} end\"
literal: |2-
    kept
   margin é

  last


folded: >+
  one
  line

  next
   spaced

   more
  back

keep: |+
  x

strip: >-


  x
'quoted key': v
\"k\\u00e9y\": {inner: [a b, \"c\", 'd''s']}
list:
- |
 block
- x: y
  z: w
";

#[test]
fn every_style_is_exact_and_reads_as_in_another_parser() {
    for text in [EVERY_STYLE.to_owned(), EVERY_STYLE.replace('\n', "\r\n")] {
        let other: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(tree(&text), oracle(&other));
        assert_all_exact(&text);
        assert_all_exact(&format!("\u{feff}{text}"));
    }
}

#[test]
fn scalars_stay_text() {
    assert_eq!(
        tree("a: no\nb: 2021-04-01\nc: 1:30\nd: ~\ne: null\nf: 0x1F"),
        "{a: no, b: 2021-04-01, c: 1:30, d: ~, e: null, f: 0x1F}"
    );
}

#[test]
fn json_is_read() {
    let text = "{\n\t\"a\": \"x\\/y \\ud834\\udd1e\\n\",\n\t\"b\": [1, null, true, {}],\"c\":{\"d\":1}\n}\n";
    assert_eq!(tree(text), "{a: x/y 𝄞\\n, b: [1, null, true, {}], c: {d: 1}}");
    assert_all_exact(text);
}

#[test]
fn empty_texts_have_a_missing_root() {
    for text in ["", "\n", "# only a comment", "\u{feff}", "---\n"] {
        assert_eq!(tree(text), "-", "{text:?}");
    }
    assert_eq!(read("# only").0.comments.len(), 1);
}

#[test]
fn missing_values_stand_after_their_colon() {
    let (document, _) = read("a:\nb: {x: 1, or before}\nc: ''\n");
    assert_eq!(show(&document.root), "{a: -, b: {x: 1, or before: -}, c: }");
    assert_eq!(document.root.get("a").unwrap().span.range(), 2..2);
}

#[test]
fn spans_end_with_the_last_words() {
    let text = "a:\n  b: x\n\n# c\nd: [1]\ne: |\n  y\n\n\nf: 'z'\n";
    let (document, _) = read(text);
    let at = |key: &str| text.get(document.root.get(key).unwrap().span.range()).unwrap();
    assert_eq!([at("a"), at("d"), at("e"), at("f")], ["b: x", "[1]", "y", "'z'"]);
}

#[test]
fn comments_are_kept_and_joined_to_values() {
    let text = "# top\na: within 2 days # of X\nb: # none\nc: 'x' # q\nd:\n  - y # z\n";
    let (document, found) = read(text);
    assert!(found.is_empty());
    let all: Vec<&str> = document.comments.iter().map(|c| text.get(c.range()).unwrap()).collect();
    assert_eq!(all, ["# top", "# of X", "# none", "# q", "# z"]);
    let after = |node: &Node| node.comment.map(|c| text.get(c.range()).unwrap());
    assert_eq!(after(document.root.get("a").unwrap()), Some("# of X"));
    assert_eq!(after(document.root.get("b").unwrap()), Some("# none"));
    assert_eq!(after(document.root.get("c").unwrap()), Some("# q"));
    assert_eq!(after(&document.root.get("d").unwrap().as_sequence().unwrap()[0]), Some("# z"));
}

#[test]
fn many_comments_are_no_mistake() {
    let text = format!("a:\n{}  b: c\n", "  # words\n".repeat(500));
    let (document, found) = read(&text);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(document.comments.len(), 500);
}

#[test]
fn refusals_keep_the_value() {
    insta::assert_snapshot!(all_told(&[
        "a: &x 1\nb: *x\nc: !!str 2\n<<: {d: 1}\ne: *nothing\na: again\n? [k]\n: v\n: w\nf: 3\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\n---\nb: [2\n",
        "---\na: [1\nc: 2\n---\nb: 2\n",
        "a: x\u{0}y\u{1}\nb: \u{7f}\n",
    ]));
}

#[test]
fn one_bad_block_never_hides_the_others() {
    insta::assert_snapshot!(all_told(&[
        "pack: x\nduties:\n  a: {must: x\n  b:\n    must: y\n    due: within 2: days\n    who: z\n  c:\n    must: \"open\n    due: w\n  d: fine\nevents:\n  e: f\n",
        "a: 1\nwords alone\nb: 2\n",
        "words alone\nb: 2\n",
        "a:\n    b: 1\n   c: 2\nd: 3\n",
        "a: b\n  c: 2\nd: 3\n",
        "a:\n\tb: 1\nc: 2\n",
        "a:\n  b:\n  \tc: 1\n  d: 2\ne: 3\n",
        "a:\n\t- b: 1\n  - c: 2\nd: 3\n",
        "a:\n  - b: 1\n\t- c: 2\n  - d: 3\ne: 4\n",
        "a:\n\t- b:\n\t\tc: 1\n\t- d: 2\ne: 3\n",
        "a:\n\t- b: [\n  - c: 2\n\t  d: 3\ne: 4\n",
        "facts:\n  - a: 1\n    b: \"x\n    c: 2\n  - d: 4\n  - e: [\nf: g\n",
        "a:\n  - x\n  b: y\nc: d\n",
        "a: [b]]\nc: d\n",
        "a: 'it's'\nc: @d\ne: `f`\ng: %h\n",
        "a: \"\\d\"\nb: - c\nd: | words\n  e\nf: \"x\"#y\n",
        "a: {b: within 2: days, c: d}\ne: f\n",
        "a: one # two\n  three\ne: f\n",
        "{\n  \"a\": 1\n  \"b\": \"x\"\n  \"c\": [1\n 2]\r\n \"d\": null}\n",
        "{\"a\": 1 \"b\": 2}",
        "a: *\nb: &\nc: !<x\nd: ? e\nf: ok\n",
        "a: 1\n  - b\nc: 2\n%d: e\n...\nf: g",
    ]));
}

#[test]
fn duplicates_across_a_mended_break_are_found() {
    insta::assert_snapshot!(all_told(&["a: 1\nb: [\na: 2\n",]));
}

#[test]
fn the_pages_show_what_fires_and_what_mends() {
    for code in [Code::D0107, Code::D0112] {
        let page = code.info().page;
        let blocks: Vec<&str> =
            page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        let codes: Vec<Code> = read(blocks[0]).1.iter().map(|found| found.code).collect();
        assert_eq!(codes, [code]);
        tree(blocks[1]);
    }
}

#[test]
fn limits_hold() {
    let deep = format!("{}x{}", "[".repeat(70), "]".repeat(70));
    let (_, found) = read(&deep);
    assert!(found[0].message.contains("64 deep"), "{found:?}");
    let (_, found) = read(&format!("a: 1\nb: {deep}\nc: 3\n"));
    assert_eq!(found.len(), 1);
    let mixed =
        format!("{}x", (0..70).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>());
    assert!(!read(&mixed).1.is_empty());
    let (document, found) = read(&"- x\n".repeat(MAX_NODES + 10));
    assert_eq!(found.len(), 1);
    assert_eq!(document.root.as_sequence().unwrap().len(), MAX_NODES);
    let (document, found) = read(&"x".repeat(MAX_BYTES + 1));
    assert!(document.root.is_missing() && found.len() == 1);
}

#[test]
fn hostile_texts_end() {
    for unit in [
        "[",
        "{",
        "- ",
        "? ",
        "a: ",
        "\"",
        "'",
        "&a ",
        "!a ",
        "*a ",
        "# x\n",
        "a:\n",
        "- \"\n",
        "a: [\n",
        "|\n",
        "{a: ",
        "\t",
        "%a\n",
        "---\n",
        "\\",
        "a: \"\n",
        ": ",
        "- - \n",
        "x: |\n y\n\n",
    ] {
        let text = unit.repeat(40_000 / unit.len());
        let (document, _) = read(&text);
        assert_spans_inside(&text, &document.root);
    }
}

fn fragment() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "a",
            "b: ",
            "due:",
            "\n",
            "\n  ",
            "\n    ",
            "- ",
            "\"",
            "'",
            "{",
            "}",
            "[",
            "]",
            ", ",
            "#",
            " #",
            "&x ",
            "*x",
            "!t ",
            "|",
            ">",
            "|2-",
            "\\",
            "\\u00e9",
            "\t",
            "é",
            "\u{1f600}",
            "---",
            "\n---\n",
            "...",
            "%",
            "? ",
            ": ",
            "\r\n",
            "\u{feff}",
            "\0",
            "<<",
            "words here",
        ]),
        0..40,
    )
    .prop_map(|parts| parts.concat())
}

/// A scalar in one of the styles, to stand as the value of a key at the margin.
fn value() -> impl Strategy<Value = String> {
    let word = "[a-zé]{1,4}";
    let words = prop::collection::vec(
        (word, prop::sample::select(vec![" ", "  ", "\n  ", "\n\n  ", " \n   "])),
        1..6,
    )
    .prop_map(|parts| {
        parts
            .into_iter()
            .flat_map(|(word, gap)| [word, gap.to_owned()])
            .collect::<String>()
            .trim_end()
            .to_owned()
    });
    let lines = prop::collection::vec((0..3usize, "[a-z]{1,3}( [a-z]{1,3})?", 0..3usize), 1..6)
        .prop_map(|parts| {
            parts
                .into_iter()
                .map(|(more, words, gap)| {
                    format!("  {}{words}\n{}", " ".repeat(more), "\n".repeat(gap))
                })
                .collect::<String>()
        });
    let header =
        prop::sample::select(vec!["|2\n", "|2-\n", "|2+\n", ">2\n", ">2-\n", ">2+\n", ">2\n\n"]);
    prop_oneof![
        words.clone(),
        words.clone().prop_map(|text| format!("'{}'", text.replace('a', "''"))),
        words.prop_map(|text| format!(
            "\"{}\"",
            text.replace('a', "\\u00e9").replace("b\n", "b\\\n").replace('c', "\\\"")
        )),
        (header, lines)
            .prop_map(|(header, body)| format!("{header}{}", body.trim_end_matches(' '))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 400,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read_without_panic(text in fragment()) {
        let (document, found) = read(&text);
        assert_spans_inside(&text, &document.root);
        for one in found.iter().filter_map(Diagnostic::span) {
            prop_assert!(text.get(one.range()).is_some(), "{found:?}");
        }
        for comment in document.comments {
            prop_assert!(text.get(comment.range()).is_some_and(|c| c.starts_with('#')));
        }
    }

    #[test]
    fn any_characters_are_read_without_panic(text in any::<String>()) {
        let (document, _) = read(&text);
        assert_spans_inside(&text, &document.root);
    }

    #[test]
    fn values_are_exact_and_agree(values in prop::collection::vec(value(), 1..5), crlf in any::<bool>()) {
        let lines: String = values.iter().enumerate().map(|(i, value)| format!("k{i}: {value}\n")).collect();
        let text = if crlf { lines.replace('\n', "\r\n") } else { lines };
        let other: Result<serde_yaml::Value, _> = serde_yaml::from_str(&text);
        if let Ok(serde_yaml::Value::Mapping(other)) = other
            && other.values().all(serde_yaml::Value::is_string)
        {
            prop_assert_eq!(tree(&text), oracle(&serde_yaml::Value::Mapping(other)), "{}", text);
        }
        assert_all_exact(&text);
    }

    #[test]
    fn a_broken_section_hides_no_other(bad in prop::sample::select(vec![
        "bad: \"open", "bad: [1", "bad: {a: 1", "bad: x: y", "bad: 'a'b'", "bad: @x", "bad:\n\tx: 1", "bad:\n    a: 1\n   b: 2", "bad: | x", "bad: x\n  y: z", "bad words",
    ]), at in 0..4usize) {
        let mut sections = vec!["one: 1", "two:\n  x: y\n  z: w", "three: [1, 2]"];
        sections.insert(at.min(3), bad);
        let text = sections.join("\n") + "\n";
        let (document, found) = read(&text);
        prop_assert_eq!(found.len(), 1, "{:?}", found);
        prop_assert_eq!(document.root.get("one").map(show), Some("1".to_owned()));
        prop_assert_eq!(document.root.get("two").map(show), Some("{x: y, z: w}".to_owned()));
        prop_assert_eq!(document.root.get("three").map(show), Some("[1, 2]".to_owned()));
    }
}
