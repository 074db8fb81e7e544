//! The page of each code: its form, and that its example and mend do as it says.

use duly::diag::{Code, Diagnostic, Severity};

use crate::suite::check;

/// What a page shows.
struct Page {
    code: Code,
    /// The language and text of the block that fires the code.
    example: Block,
    /// The same, mended.
    mend: Block,
}

struct Block {
    language: String,
    text: String,
}

/// Reads a page: a title, what it means, `Example`, `Mend` and `Why`.
fn read(code: Code) -> Result<Page, String> {
    let page = code.info().page;
    let mut parts = page.split("\n## ");
    let means = parts.next().and_then(|top| top.split_once("\n\n")).map_or("", |(_, text)| text);
    prose("what it means", means)?;
    let example = block(parts.next(), "Example\n\n")?;
    let mend = block(parts.next(), "Mend\n\n")?;
    let why = parts.next().and_then(|part| part.strip_prefix("Why\n\n")).unwrap_or("");
    prose("Why", why)?;
    match parts.next() {
        None => Ok(Page { code, example, mend }),
        Some(more) => Err(format!("`Why` is the last part, before `{more}`")),
    }
}

fn prose(part: &str, text: &str) -> Result<(), String> {
    let text = text.trim_end();
    if text.is_empty() || text.contains("\n\n") || text.contains("```") {
        return Err(format!("{part} is one paragraph"));
    }
    let wide = text.lines().find(|line| line.chars().count() > 80);
    wide.map_or(Ok(()), |line| Err(format!("a line is too long: {line}")))
}

fn block(part: Option<&str>, head: &str) -> Result<Block, String> {
    let wrong = || format!("`{}` holds one fenced block", head.trim());
    let part = part.and_then(|part| part.strip_prefix(head)).ok_or_else(wrong)?;
    let (language, rest) =
        part.strip_prefix("```").and_then(|part| part.split_once('\n')).ok_or_else(wrong)?;
    let text = rest.trim_end().strip_suffix("```").ok_or_else(wrong)?;
    if text.contains("```") || !["duly", "yaml"].contains(&language) {
        return Err(wrong());
    }
    Ok(Block { language: language.to_owned(), text: text.to_owned() })
}

#[test]
fn pages_have_one_form() {
    let mut problems = Vec::new();
    for code in Code::ALL {
        match read(*code) {
            Ok(page) if page.example.language != page.mend.language => {
                problems.push(format!("{}: one language for both blocks", page.code));
            }
            Ok(page) if page.example.text == page.mend.text => {
                problems.push(format!("{}: the mend changes something", page.code));
            }
            Ok(_) => {}
            Err(problem) => problems.push(format!("{code}: {problem}")),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_example_fires_its_code_and_every_mend_mends_it() {
    let mut problems = Vec::new();
    for page in Code::ALL.iter().filter_map(|code| read(*code).ok()) {
        let code = page.code;
        if !found(code, &page.example).iter().any(|found| found.code == code) {
            problems.push(format!("{code}: the example does not fire it"));
        }
        for left in found(code, &page.mend) {
            if left.code == code || left.severity != Severity::Note {
                problems.push(format!("{code}: the mend fires {}: {}", left.code, left.message));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// What duly finds in a block of a page: a case file, or a mapping, where the code is of
/// those.
fn found(code: Code, block: &Block) -> Vec<Diagnostic> {
    let folder = match code.info().id {
        id if id.starts_with("D08") => "cases",
        id if id.starts_with("D09") => "mappings",
        _ => "pages",
    };
    check(&format!("{folder}/{code}.{}", block.language), &block.text).1
}

#[test]
fn the_index_lists_every_code() {
    let index = include_str!("../../docs/diagnostics/README.md");
    let listed: Vec<&str> = index.lines().filter(|line| line.starts_with("- [D")).collect();
    let rows = Code::ALL.iter().map(|code| code.info()).map(|info| {
        format!("- [{0}]({0}.md) {1} ({2})", info.id, info.title, info.severity.word())
    });
    assert_eq!(listed, rows.collect::<Vec<_>>());
}
