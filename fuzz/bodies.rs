//! What the fuzzers run: plain functions of bytes, called by `cargo fuzz` and
//! replayed over the corpus by the ordinary tests. Each holds a law that must
//! stand for any input at all; none may panic.

use std::sync::OnceLock;

use duly::check::Checked;
use duly::diag::Diagnostic;
use duly::pack::{Library, MemoryWorld};
use duly::source::{Phrase, SourceMap, Span};
use duly::syntax::{Carrier, format, print, read};
use duly::time::Day;

/// A law to hold of any bytes.
pub type Body = fn(&[u8]);

/// Every body with its name, which is also its folder in the corpus.
pub const BODIES: [(&str, Body); 5] =
    [("pack", pack), ("phrase", phrase), ("case", case), ("yaml", yaml), ("feed", feed)];

fn spans_are_inside(map: &SourceMap, found: &[Diagnostic]) {
    for one in found {
        if let Some(span) = one.span() {
            let text = map.text(span.file());
            assert!(
                text.get(span.range()).is_some(),
                "{}: {:?} is not in the text",
                one.code,
                span.range()
            );
        }
        assert!(!one.message.is_empty());
    }
}

/// Any text is read by both carriers, opened, checked, formatted and printed;
/// formatting twice changes nothing more.
pub fn pack(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for (carrier, name) in [(Carrier::Duly, "p.duly"), (Carrier::Yaml, "p.yaml")] {
        let world = MemoryWorld::new().with(name, text);
        let mut map = SourceMap::new();
        let opened = duly::open::open(&world, Library::shipped(), &mut map, name);
        spans_are_inside(&map, &opened.diagnostics);
        let mut map = SourceMap::new();
        let file = map.add(name, text);
        let outcome = read(file, carrier, text);
        spans_are_inside(&map, &outcome.diagnostics);
        let Some(tree) = outcome.value else { continue };
        let _ = (print::duly(&tree), print::yaml(&tree));
        let words = opened.value.map(|model| model.vocabulary).unwrap_or_default();
        let once = format::format(&tree, text, &words, true);
        if let Some(again) = read(file, carrier, &once).value {
            assert_eq!(
                format::format(&again, &once, &words, true),
                once,
                "formatting twice changes more"
            );
        }
    }
}

fn kent() -> &'static Checked {
    static KENT: OnceLock<Checked> = OnceLock::new();
    KENT.get_or_init(|| {
        let mut map = SourceMap::new();
        let world = MemoryWorld::new();
        let opened =
            duly::open::checked(&world, Library::shipped(), &mut map, "kent/child-in-care-reviews");
        opened.value.unwrap_or_else(|| unreachable!("a shipped pack opens"))
    })
}

/// Any phrase is read as every kind of phrase there is; what is read prints and
/// reads back as the same.
pub fn phrase(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut map = SourceMap::new();
    let file = map.add("phrase", text);
    let phrase = Phrase::plain(text, Span::new(file, 0, text.len()));
    let words = &kent().vocabulary;
    let mut reading = duly::syntax::phrase::Reading::new(words, false);
    let due = reading.due(&phrase);
    let _ = (reading.rule(&phrase), reading.met_by(&phrase), reading.scope(&phrase));
    let _ = (reading.lapses(&phrase), reading.condition(&phrase), reading.length(&phrase));
    spans_are_inside(&map, &reading.diagnostics);
    if let Some(due) = due {
        let printed = print::Printer::new(words).due(&due);
        let span = Span::new(file, 0, 0);
        let again =
            duly::syntax::phrase::Reading::new(words, true).due(&Phrase::plain(&printed, span));
        assert!(again.is_none() || again.as_ref() == Some(&due), "{text} printed as {printed}");
    }
}

/// Any case file is read, bound and judged on two days; each row explains
/// itself.
pub fn case(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut map = SourceMap::new();
    let file = map.add("case", text);
    let outcome = duly::facts::read_case(file, "case", text);
    spans_are_inside(&map, &outcome.diagnostics);
    let Some(written) = outcome.value else { return };
    let bound = duly::facts::bind(&written, &kent().vocabulary);
    spans_are_inside(&map, &bound.diagnostics);
    let Some(case) = bound.value else { return };
    for (year, month, day) in [(2026, 11, 21), (2031, 1, 1)] {
        let Some(as_of) = Day::from_ymd(year, month, day) else { continue };
        let answer = duly::eval::evaluate(kent(), &case, as_of);
        spans_are_inside(&map, &answer.findings);
        for row in &answer.rows {
            assert!(row.statuses != duly::eval::StatusSet::EMPTY, "a row has no status");
            assert!(!duly::explain::sentence(kent(), &case, row, as_of).is_empty());
            let full = duly::explain::explain(kent(), &case, row, as_of);
            assert!(!duly::explain::render(&full).is_empty());
        }
    }
}

/// Any text is read as YAML, and every scalar knows where it stands.
pub fn yaml(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut map = SourceMap::new();
    let file = map.add("yaml", text);
    let outcome = duly::yaml::parse(file, text);
    spans_are_inside(&map, &outcome.diagnostics);
}

/// Any bytes are read as tables of a return, as XML, as a workbook, as a mapping and as
/// duly's own columns; no row is told of twice, and none is lost.
pub fn feed(data: &[u8]) {
    use duly::feed::{Given, SSDA903, mapped, own, read_mapping};
    let mut map = SourceMap::new();
    let file = map.add("ssda903.yaml", SSDA903);
    let Some(mapping) = read_mapping(file, SSDA903).value else { return };
    let episodes: &[u8] = b"CHILD,DECOM,RNE,LS,PLACE,DEC,REC\nA,01/02/2025,S,V2,U6,,\n";
    let files = [
        vec![Given::new("Episodes.csv", data)],
        vec![Given::new("Episodes.csv", episodes), Given::new("Reviews.csv", data)],
        vec![Given::new("return.xml", data)],
        vec![Given::new("book.xlsx", data)],
    ];
    let mapped = files.into_iter().map(|files| mapped(&mapping, kent(), files));
    let own =
        ["a.csv", "a.jsonl", "a.parquet"].map(|name| own(kent(), vec![Given::new(name, data)]));
    for read in mapped.chain(own) {
        let Ok(feed) = read else { continue };
        for pair in feed.dirty.windows(2) {
            if let [one, next] = pair {
                assert!((&one.file, one.row) != (&next.file, next.row), "{one:?} {next:?}");
            }
        }
        for file in &feed.files {
            assert!(file.unused <= file.rows, "{file:?}");
        }
        for at in 0..feed.caseload.len() {
            assert!(feed.caseload.case(at).is_some());
        }
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let file = map.add("mapping", text);
    let read = read_mapping(file, text);
    spans_are_inside(&map, &read.diagnostics);
    if let Some(mapping) = read.value {
        spans_are_inside(&map, &mapping.findings(&kent().vocabulary));
    }
}
