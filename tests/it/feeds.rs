//! Files of tables as caseloads: each folder of `tests/feeds` is read, and what comes of
//! it stands beside it.
//!
//! Adding a folder adds a test. `DULY_BLESS=1` writes what is read now: read every change.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use duly::caseload::Caseload;
use duly::check::Checked;
use duly::facts::{Case, DateFact, PeriodEnd, Records, Value};
use duly::feed::{Feed, Given, Mapping, SSDA903, mapped, read_mapping};
use duly::names::Completeness;
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;

use crate::console::root;

static HANDBOOK: LazyLock<Checked> = LazyLock::new(|| {
    let mut map = SourceMap::new();
    let world = MemoryWorld::new();
    let id = "guidance/iro-handbook-2010";
    duly::open::checked(&world, Library::shipped(), &mut map, id).value.expect("a shipped pack")
});

fn ssda903() -> Mapping {
    let file = SourceMap::new().add("ssda903.yaml", SSDA903);
    let read = read_mapping(file, SSDA903);
    assert_eq!(read.diagnostics, []);
    read.value.expect("a mapping")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file() && path.file_name() != Some("expected.txt".as_ref()));
    paths.sort();
    paths
}

fn read(folder: &Path) -> Result<Feed, String> {
    let given = files(folder).into_iter().map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        Given::new(name, fs::File::open(&path).unwrap())
    });
    mapped(&ssda903(), &HANDBOOK, given.collect()).map_err(|found| {
        let said = found.iter().map(|one| {
            format!(
                "{}[{}]: {}\n  help: {}",
                one.severity.word(),
                one.code,
                one.message,
                one.help.as_deref().unwrap_or("-")
            )
        });
        said.collect::<Vec<_>>().join("\n")
    })
}

#[test]
fn folders_are_read_as_they_say() {
    let mut wrong = String::new();
    let home = root().join("tests/feeds");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(&home).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let now = match read(&folder) {
            Ok(feed) => told(&feed),
            Err(said) => format!("{said}\n"),
        };
        let golden = folder.join("expected.txt");
        let before = fs::read_to_string(&golden).unwrap_or_default();
        if before == now {
            continue;
        }
        if std::env::var_os("DULY_BLESS").is_some() {
            fs::write(&golden, now).unwrap();
        } else {
            let _ = writeln!(wrong, "{} differs:\n{now}", golden.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Everything that was read, as text.
fn told(feed: &Feed) -> String {
    let mut out = String::new();
    for file in &feed.files {
        let table = file.table.as_deref().unwrap_or("no table of the mapping");
        let _ = writeln!(out, "{}: {table}, {} rows, {} unused", file.file, file.rows, file.unused);
    }
    let words = &HANDBOOK.vocabulary;
    let mut records: Vec<String> = feed
        .caseload
        .records()
        .iter()
        .map(|(kind, records)| format!("{}: {}", words.noun(*kind), known(*records)))
        .filter(|line| !line.ends_with("when known"))
        .collect();
    records.sort();
    records.iter().for_each(|line| {
        let _ = writeln!(out, "records  {line}");
    });
    for at in 0..feed.caseload.len() {
        let kept = if feed.caseload.is_exact(at) {
            ""
        } else if feed.caseload.whole(at).is_some() {
            " (whole)"
        } else {
            " (a start unknown)"
        };
        let mut case = feed.caseload.case(at).unwrap();
        case.records.retain(|kind, records| feed.caseload.records().get(kind) != Some(records));
        let _ = write!(
            out,
            "\n{}{kept}{}\n{}",
            case.id,
            if feed.unknown_entries.contains(&u32::try_from(at).unwrap()) {
                " entry unknown"
            } else {
                ""
            },
            shown(&case)
        );
    }
    let _ = writeln!(out, "\ndirty");
    for row in &feed.dirty {
        let _ = writeln!(
            out,
            "{} {} {} {}: {}{}",
            row.file,
            row.row,
            row.column.as_deref().unwrap_or("-"),
            row.child.as_deref().unwrap_or("-"),
            row.reason,
            if row.used { "" } else { " [not used]" },
        );
    }
    out
}

fn known(records: Records) -> String {
    match records.completeness {
        Completeness::WhenKnown => "when known".to_owned(),
        Completeness::Fully { from: Some(from) } => format!("complete from {from}"),
        Completeness::Fully { from: None } => "complete".to_owned(),
    }
}

fn date(fact: DateFact) -> String {
    match fact {
        DateFact::Exactly(day) => day.to_string(),
        DateFact::Between(a, b) => format!("{a}..{b}"),
        DateFact::Sometime => "?".to_owned(),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::YesNo(yes) => yes.to_string(),
        Value::Number(number) | Value::Decimal(number) => number.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Word(word) => word.clone(),
        Value::Unknown => "unknown".to_owned(),
    }
}

/// A case as text, in order of time.
fn shown(case: &Case) -> String {
    let words = &HANDBOOK.vocabulary;
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |line: String| *lines.entry(line).or_default() += 1;
    for event in &case.events {
        let facts = event.facts.iter();
        let facts: String =
            facts.map(|(fact, it)| format!(" ({}: {})", words.noun(*fact), value(it))).collect();
        add(format!("  {} {}{facts}", date(event.started.unwrap()), words.noun(event.kind)));
    }
    for period in &case.periods {
        let until = match period.until {
            PeriodEnd::On(day) => date(day),
            PeriodEnd::Ongoing => "ongoing".to_owned(),
        };
        add(format!("  {} to {until} {}", date(period.from), words.noun(period.status)));
    }
    for fact in &case.facts {
        add(format!("  fact {}: {}", words.noun(fact.fact), value(&fact.value)));
    }
    let mut out = String::new();
    if let Some(born) = case.born {
        let _ = writeln!(out, "  born {}", date(born));
    }
    if let Some(from) = case.history_from {
        let _ = writeln!(out, "  history from {from}");
    }
    for (line, times) in lines {
        let _ =
            writeln!(out, "{line}{}", if times > 1 { format!(" ×{times}") } else { String::new() });
    }
    let mut records: Vec<String> = case
        .records
        .iter()
        .map(|(kind, it)| format!("  records {}: {}", words.noun(*kind), known(*it)))
        .collect();
    records.sort();
    records.iter().for_each(|line| {
        let _ = writeln!(out, "{line}");
    });
    out
}

/// Every case of a caseload, as text.
#[expect(dead_code, reason = "the other layouts are held against it")]
fn all(caseload: &Caseload) -> Vec<String> {
    (0..caseload.len())
        .map(|at| {
            let case = caseload.case(at).unwrap();
            format!("{}\n{}", case.id, shown(&case))
        })
        .collect()
}

#[test]
fn the_shipped_mapping_is_in_the_words_of_the_handbook() {
    let found: Vec<String> =
        ssda903().findings(&HANDBOOK.vocabulary).into_iter().map(|one| one.message).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_folder_without_its_tables_says_which() {
    let said = |files: &[(&str, &str)]| {
        let given = files.iter().map(|(name, text)| Given::new(*name, text.as_bytes()));
        let found = mapped(&ssda903(), &HANDBOOK, given.collect()).expect_err("nothing is read");
        let said = found
            .iter()
            .map(|one| format!("{}; {}", one.message, one.help.as_deref().unwrap_or("-")));
        said.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(said(&[]), "there is no file of the table “Episodes”; add `Episodes.csv`");
    assert_eq!(
        said(&[("Episode.csv", "CHILD\n")]),
        "there is no file of the table “Episodes”; there is “Episode”: rename it to `Episodes.csv`"
    );
    assert_eq!(
        said(&[("episodes.csv", "CHILD,DECOMM,RNE,LS,PLACE,DEC,REC\n")]),
        "`episodes.csv` has no column “DECOM”; it has “DECOMM”: rename that, or say so in the mapping"
    );
    assert_eq!(
        said(&[("episodes.csv", "")]),
        "`episodes.csv` cannot be read: it is empty, without even a heading; -"
    );
    assert_eq!(
        said(&[("episodes.csv", "C\0H\0I\0")]),
        "`episodes.csv` cannot be read: it is not UTF-8: save it as “CSV UTF-8”; -"
    );
}
