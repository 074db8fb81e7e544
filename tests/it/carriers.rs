//! Two carriers, one tree: what one says the other says too, and every mistake
//! is found in either, however the file is written.

use std::path::{Path, PathBuf};

use duly::diag::{Code, Severity};
use duly::source::SourceMap;
use duly::syntax::{BLOCKS, Block, BlockKind, Carrier, Clause, Tree, print, read};

/// Every pack file of the shipped packs and of the suite's good folders.
fn sound_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(Path::new("policies"), &mut found);
    collect(Path::new("tests/suite"), &mut found);
    found.retain(|path| {
        let name = path.to_string_lossy();
        let sound = name.starts_with("policies") || name.contains("/good/");
        // A mapping is no pack: it says what the columns of a table mean.
        let pack = !name.contains("/cases/") && !name.contains("/mappings/");
        sound && pack && (name.ends_with(".duly") || name.ends_with(".yaml"))
    });
    assert!(found.len() > 30, "{} files", found.len());
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}

fn carrier(path: &Path) -> Carrier {
    if path.extension().is_some_and(|end| end == "duly") { Carrier::Duly } else { Carrier::Yaml }
}

fn tree(carrier: Carrier, text: &str) -> Tree {
    let mut map = SourceMap::new();
    let file = map.add("f", text);
    let outcome = read(file, carrier, text);
    let errors: Vec<_> =
        outcome.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    outcome.value.expect("a tree")
}

/// Blocks by kind, clauses of one keyword together: what YAML keeps of order.
fn normal(mut blocks: Vec<Block>) -> Vec<Block> {
    let place = |kind: BlockKind| BLOCKS.iter().position(|row| row.kind == kind);
    blocks.sort_by_key(|block| place(block.kind.value));
    for block in &mut blocks {
        let mut together: Vec<Clause> = Vec::new();
        for clause in std::mem::take(&mut block.clauses) {
            let after = together.iter().rposition(|other| other.key.value == clause.key.value);
            together.insert(after.map_or(together.len(), |at| at + 1), clause);
        }
        block.clauses = together;
    }
    blocks
}

#[test]
fn from_duly_to_yaml_and_back_nothing_changes() {
    for path in sound_files() {
        let text = std::fs::read_to_string(&path).expect("a file");
        let first = tree(carrier(&path), &text);
        let as_yaml = print::yaml(&first);
        let through_yaml = tree(Carrier::Yaml, &as_yaml);
        let (before, after) = (normal(first.blocks.clone()), normal(through_yaml.blocks));
        assert_eq!(said(&before), said(&after), "{}\n{as_yaml}", path.display());
        let as_duly = print::duly(&first);
        let through_duly = tree(Carrier::Duly, &as_duly);
        assert_eq!(
            said(&first.blocks),
            said(&through_duly.blocks),
            "{}\n{as_duly}",
            path.display()
        );
    }
}

/// What blocks say, however their lines were broken.
fn said(blocks: &[Block]) -> String {
    fn words(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
    fn items(items: &[duly::syntax::Item], out: &mut String) {
        for item in items {
            out.push_str(&format!("- {} (", words(item.phrase.text())));
            items_of(item, out);
            out.push_str(")\n");
        }
    }
    fn items_of(item: &duly::syntax::Item, out: &mut String) {
        items(&item.items, out);
    }
    let mut out = String::new();
    for block in blocks {
        let title = block.title.as_ref().map_or("", |title| title.text());
        out.push_str(&format!("{:?} {} [{}]\n", block.kind.value, block.name.text(), words(title)));
        for clause in &block.clauses {
            out.push_str(&format!("  {:?}: {}\n", clause.key.value, words(clause.phrase.text())));
            items(&clause.items, &mut out);
        }
    }
    out
}

/// The codes and guilty texts of a file, in the order of the file.
fn mistakes(carrier: Carrier, text: &str) -> Vec<(Code, String)> {
    let mut map = SourceMap::new();
    let file = map.add("f", text);
    let outcome = read(file, carrier, text);
    let vocabulary = {
        let mut vocabulary = duly::names::Vocabulary::default();
        "child".clone_into(&mut vocabulary.subject);
        vocabulary.declare(&outcome.value.as_ref().expect("a tree").blocks);
        vocabulary
    };
    let mut found = outcome.diagnostics;
    let mut reading = duly::syntax::phrase::Reading::new(&vocabulary, true);
    for block in &outcome.value.expect("a tree").blocks {
        for clause in block.clauses(duly::syntax::ClauseKey::Due) {
            reading.due(&clause.phrase);
        }
    }
    found.append(&mut reading.diagnostics);
    found.sort_by_key(|d| d.span().map(duly::source::Span::start));
    found
        .iter()
        .map(|d| (d.code, d.span().map_or("", |span| map.snippet(span)).to_owned()))
        .collect()
}

const THREE: [(Code, &str); 3] =
    [(Code::D0201, "coming in care"), (Code::D0306, "0 working days"), (Code::D0204, "review")];

fn assert_three(found: &[(Code, String)], how: &str) {
    let found: Vec<(Code, &str)> =
        found.iter().map(|(code, text)| (*code, text.as_str())).collect();
    assert_eq!(found, THREE, "{how}");
}

#[test]
fn every_mistake_is_found_whatever_the_line_ends_margins_and_letters() {
    let plain = "# 👩‍👧 ünïcode\nevent review\nevent coming into care\n  once per life\nduty a: \"Überprüfung 👶\"\n  must hold a review\n  due within 5 working days of coming in care\nduty b\n  must hold a review\n  due within 0 working days of each review\nduty c\n  must hold a review\n  due within 3 months of\n    review\n";
    for (how, text) in [
        ("plain", plain.to_owned()),
        ("CRLF", plain.replace('\n', "\r\n")),
        ("byte-order mark", format!("\u{feff}{plain}")),
        ("tabs", plain.replace("\n    ", "\n\t\t").replace("\n  ", "\n\t")),
        (
            "CRLF, mark and tabs",
            format!(
                "\u{feff}{}",
                plain.replace("\n    ", "\n\t\t").replace("\n  ", "\n\t").replace('\n', "\r\n")
            ),
        ),
        ("no last line end", plain.trim_end().to_owned()),
        ("trailing spaces", plain.replace('\n', "  \t\n")),
    ] {
        assert_three(&mistakes(Carrier::Duly, &text), how);
    }
}

#[test]
fn every_mistake_is_found_in_every_style_of_scalar() {
    let head = "events:\n  review:\n  coming into care: {once: per life}\nduties:\n";
    for (how, duties) in [
        (
            "plain",
            "  a: {must: hold a review, due: within 5 working days of coming in care}\n  b: {must: hold a review, due: within 0 working days of each review}\n  c: {must: hold a review, due: within 3 months of review}\n",
        ),
        (
            "quoted",
            "  a: {must: hold a review, due: \"within 5 working days of coming in care\"}\n  b: {must: hold a review, due: 'within 0 working days of each review'}\n  c: {must: hold a review, due: \"within 3\\x20months of review\"}\n",
        ),
        (
            "literal",
            "  a:\n    must: hold a review\n    due: |\n      within 5 working days of coming in care\n  b:\n    must: hold a review\n    due: |-\n      within 0 working days of each review\n  c:\n    must: hold a review\n    due: |\n      within 3 months\n      of review\n",
        ),
        (
            "folded",
            "  a:\n    must: hold a review\n    due: >\n      within 5 working days of\n      coming in care\n  b:\n    must: hold a review\n    due: >-\n      within\n      0 working days of each review\n  c:\n    must: hold a review\n    due: >\n      within 3 months of\n      review\n",
        ),
        (
            "plain over lines",
            "  a:\n    must: hold a review\n    due: within 5 working days\n      of coming in care\n  b:\n    must: hold a review\n    due: within\n      0 working days of each review\n  c:\n    must: hold a review\n    due: within 3 months of\n      review\n",
        ),
    ] {
        let text = format!("{head}{duties}");
        assert_three(&mistakes(Carrier::Yaml, &text), how);
        assert_three(
            &mistakes(Carrier::Yaml, &text.replace('\n', "\r\n")),
            &format!("{how}, CRLF"),
        );
        assert_three(
            &mistakes(Carrier::Yaml, &format!("\u{feff}{text}")),
            &format!("{how}, byte-order mark"),
        );
    }
}

#[test]
fn one_bad_block_hides_no_other() {
    let text = "pack test/one\nevent review\nevent coming into care\n  once per life\ndury x\n  must hold a review\n\
        duty a\n  must hold a review\n  due within 5 working days of coming in care\n???\n\
        duty b\n  colour blue\n  must hold a review\n  due within 0 working days of each review\n";
    let found: Vec<Code> =
        mistakes(Carrier::Duly, text).into_iter().map(|(code, _)| code).collect();
    assert_eq!(found, [Code::D0102, Code::D0201, Code::D0102, Code::D0101, Code::D0306]);
}
