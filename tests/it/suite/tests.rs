//! The runner itself, with a checker that only knows three words.

use duly::diag::{Code, Diagnostic};
use duly::source::{SourceMap, Span};

use std::fs;
use std::path::Path;

use super::judge::{Side, bless, judge};
use super::run;

fn words(name: &str, text: &str) -> (SourceMap, Vec<Diagnostic>) {
    let mut map = SourceMap::new();
    let file = map.add(name, text);
    let mut found = Vec::new();
    for (word, code) in [("wrong", Code::D0201), ("odd", Code::D0303), ("fyi", Code::D0304)] {
        for (at, _) in text.match_indices(&format!("={word}")) {
            let span = Span::new(file, at + 1, at + 1 + word.len());
            found.push(Diagnostic::new(code, span, format!("the word “{word}” was used")));
        }
    }
    (map, found)
}

#[test]
fn a_file_that_does_as_it_says() {
    let bad =
        "# error[D0201] 2:4: the word “wrong”\na =wrong\n=odd # warning\n# warning[D0303] 3:2\n";
    assert_eq!(judge(Side::Bad, "a.duly", bad, &words), Vec::<String>::new());
    assert_eq!(judge(Side::Good, "a.duly", "=fyi\n", &words), Vec::<String>::new());
    let noted = "# note[D0304]\n=fyi\n";
    assert_eq!(judge(Side::Good, "a.duly", noted, &words), Vec::<String>::new());
}

#[test]
fn what_is_missing_and_what_is_unexpected() {
    let bad = "# error[D0201] 2:9: the word\na =wrong\n=odd\n# note[D0304]: no such\n=fyi\n";
    assert_eq!(
        judge(Side::Bad, "a.duly", bad, &words),
        [
            "missing     error[D0201] 2:9: the word",
            "missing     note[D0304]: no such",
            "unexpected  error[D0201] 2:4: the word “wrong” was used",
            "unexpected  warning[D0303] 3:2: the word “odd” was used",
        ]
    );
}

#[test]
fn one_annotation_stands_for_one_finding() {
    let bad = "# error[D0201]\n=wrong =wrong\n";
    assert_eq!(
        judge(Side::Bad, "a.duly", bad, &words),
        ["unexpected  error[D0201] 2:9: the word “wrong” was used"]
    );
}

#[test]
fn promises_of_the_folders() {
    assert_eq!(
        judge(Side::Good, "a.duly", "# error[D0201]\n=wrong\n", &words),
        ["a good file expects no more than notes: error[D0201]"]
    );
    assert_eq!(judge(Side::Bad, "a.duly", "fine\n", &words), ["a bad file expects something"]);
    assert_eq!(
        judge(Side::Bad, "a.duly", "# error[D9999] 1:1\n# error[D0201]\n=wrong\n", &words),
        ["cannot read `error[D9999] 1:1`"]
    );
}

#[test]
fn blessing_writes_what_judging_then_finds() {
    let text = "# About it\n=wrong\n# warning[D0303] 9:9: gone\n\t=fyi =odd\n";
    let blessed = bless(Side::Bad, "a.duly", text, &words);
    assert_eq!(
        blessed,
        "# error[D0201] 4:2: the word “wrong” was used\n\
         # warning[D0303] 5:8: the word “odd” was used\n\
         # About it\n=wrong\n\t=fyi =odd\n"
    );
    assert_eq!(judge(Side::Bad, "a.duly", &blessed, &words), Vec::<String>::new());
    assert_eq!(bless(Side::Bad, "a.duly", &blessed, &words), blessed);
}

#[test]
fn blessing_keeps_marks_line_ends_and_notes_that_were_asked_for() {
    let text = "\u{feff}a\r\n=fyi\r\n=odd\r\n";
    let blessed = bless(Side::Bad, "x/bad/D0304.duly", text, &words);
    assert_eq!(
        blessed,
        "\u{feff}# note[D0304] 4:2: the word “fyi” was used\r\n\
         # warning[D0303] 5:2: the word “odd” was used\r\n\
         a\r\n=fyi\r\n=odd\r\n"
    );
    assert_eq!(judge(Side::Bad, "x/bad/D0304.duly", &blessed, &words), Vec::<String>::new());
    assert_eq!(bless(Side::Good, "a.duly", "=fyi\n", &words), "=fyi\n");
}

#[test]
fn a_folder_is_walked_blessed_and_judged() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("suite-of-the-suite");
    let _ = fs::remove_dir_all(&root);
    for (path, text) in [("x/bad/a.duly", "=wrong\n"), ("x/good/a.duly", "=fyi\n")] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let before = run(&root, false, &words).unwrap_err();
    assert!(before.starts_with("x/bad/a.duly\n  a bad file expects something\n"), "{before}");
    assert_eq!(run(&root, true, &words), Ok(2));
    assert_eq!(run(&root, false, &words), Ok(2));
    let blessed = fs::read_to_string(root.join("x/bad/a.duly")).unwrap();
    assert_eq!(blessed, "# error[D0201] 2:2: the word “wrong” was used\n=wrong\n");
}
