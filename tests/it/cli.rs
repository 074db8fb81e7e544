//! The command line as people meet it: `tests/cli/*.md`, sessions that are run.
//!
//! Adding a file adds a test; every command has its part in one.

use std::fs;
use std::process::Stdio;

use tempfile::TempDir;

use crate::console::{check, commands, duly, markdown};

#[test]
fn sessions_print_what_they_say() {
    let mut wrong = String::new();
    for path in markdown("tests/cli", false) {
        match check(&path) {
            Ok(0) => wrong.push_str(&format!("{} runs nothing\n", path.display())),
            Ok(_) => {}
            Err(difference) => wrong.push_str(&difference),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The commands that the help lists.
fn listed() -> Vec<String> {
    let help = duly().arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let list = help.split("Commands:\n").nth(1).expect("a list of commands");
    let lines = list.lines().take_while(|line| !line.is_empty());
    // A further line of a description stands further in.
    lines
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

#[test]
fn every_command_has_a_session_and_its_help() {
    let all: Vec<String> = markdown("tests/cli", false)
        .iter()
        .flat_map(|path| commands(&fs::read_to_string(path).unwrap()))
        .collect();
    let names = listed();
    assert!(names.len() > 1, "{names:?}");
    for name in names {
        let used = |line: &&String| line.split(' ').next() == Some(&name);
        assert!(all.iter().any(|line| *line == format!("{name} --help")), "no help of {name}");
        assert!(all.iter().filter(used).count() > 1, "no session runs {name}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let small = "batch tests/cli/files/small.yaml --pack tests/cli/files/small.duly --as-of \
                 2026-07-01 --format";
    for arguments in ["explain".to_owned(), format!("{small} csv"), format!("{small} parquet")] {
        let mut command = duly();
        command.args(arguments.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let result = child.wait_with_output().unwrap();
        assert_eq!(result.status.code(), Some(0), "{arguments}");
        assert_eq!(String::from_utf8_lossy(&result.stderr), "", "{arguments}");
    }
}

#[test]
fn colours_are_asked_for_or_not_used() {
    let run = |arguments: &[&str], no_color: bool| {
        let mut command = duly();
        if no_color {
            command.env("NO_COLOR", "1");
        }
        String::from_utf8(command.args(arguments).output().unwrap().stdout).unwrap()
    };
    assert!(!run(&["explain", "D0301"], false).contains('\x1b'), "a pipe is no terminal");
    assert!(run(&["explain", "D0301", "--color=always"], false).contains('\x1b'));
    assert!(run(&["--color", "always", "explain", "D0301"], true).contains('\x1b'));
    assert!(!run(&["explain", "D0301", "--color", "never"], false).contains('\x1b'));
}

#[test]
fn explain_lists_every_code_and_shows_its_page() {
    let run = |arguments: &[&str]| {
        let result = duly().args(arguments).output().unwrap();
        assert!(result.status.success(), "{arguments:?}");
        String::from_utf8(result.stdout).unwrap()
    };
    let list = run(&["explain"]);
    assert_eq!(list.lines().count(), duly::diag::Code::ALL.len());
    for (code, line) in duly::diag::Code::ALL.iter().zip(list.lines()) {
        let info = code.info();
        assert!(line.starts_with(info.id) && line.ends_with(info.title), "{line}");
    }
    let title = duly::diag::Code::D0301.info().title;
    assert!(run(&["explain", "d0301"]).starts_with(&format!("D0301 {title}\n")));
}

#[test]
fn every_shell_learns_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let result = duly().args(["completions", shell]).output().unwrap();
        let script = String::from_utf8(result.stdout).unwrap();
        for name in listed() {
            assert!(script.contains(&name), "{shell} does not know {name}");
        }
    }
}

/// Writes a file of a folder; where it is.
fn put(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn fmt_writes_once_and_is_then_content() {
    let folder = tempfile::tempdir().unwrap();
    let untidy = "pack a/b\n  subject child\nevent review\n\tforms hold a review|review # c\n";
    let path = put(&folder, "a.duly", untidy);
    let run = |arguments: &[&str]| duly().arg("fmt").args(arguments).output().unwrap();
    assert_eq!(run(&["--check", &path]).status.code(), Some(1));
    assert_eq!(fs::read_to_string(&path).unwrap(), untidy, "--check writes nothing");
    assert_eq!(run(&[&path]).status.code(), Some(0));
    let tidy = fs::read_to_string(&path).unwrap();
    assert!(tidy != untidy && tidy.contains("# c"), "{tidy}");
    assert_eq!(run(&["--check", &path]).status.code(), Some(0));
    let all = run(&[folder.path().to_str().unwrap()]);
    assert_eq!(String::from_utf8(all.stdout).unwrap(), "1 file, in order\n");
}

#[test]
fn packs_are_found_in_the_folder_then_in_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let result = duly().current_dir(&folder).args(arguments).output().unwrap();
        (String::from_utf8(result.stdout).unwrap(), result.status.code())
    };
    assert_eq!(run(&["fmt", "--check"]).1, Some(2), "there is nothing to lay out");
    let (list, code) = run(&["packs"]);
    assert!(list.contains("kent/child-in-care-reviews") && code == Some(0), "{list}");
    assert!(list.contains("from duly") && !list.contains("from policies"), "{list}");
    fs::create_dir_all(folder.path().join("policies/here")).unwrap();
    put(&folder, "policies/here/own.duly", "pack here/own: \"Ours\"\n  subject child\n");
    let (list, _) = run(&["packs"]);
    assert!(list.contains("here/own") && list.contains("from policies"), "{list}");
    assert_eq!(run(&["check", "here/own"]).1, Some(0));
    assert_eq!(run(&["check"]).1, Some(0));
    assert_eq!(run(&["fmt"]).1, Some(0), "its own folder of packs");
}

/// The table of every example case, in so many columns.
fn table(columns: &str, color: &str) -> String {
    let mut command = duly();
    command.args(["eval", "examples/cases", "--pack", "kent/child-in-care-reviews"]);
    command.args(["--as-of", "2026-11-21", "--color", color]).env("COLUMNS", columns);
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

/// A text without its colours.
fn plain(text: &str) -> String {
    let mut pieces = text.split('\x1b');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once('m').expect("a colour").1);
    }
    out
}

#[test]
fn tables_fit_the_terminal() {
    for columns in ["66", "80", "100", "120"] {
        let table = table(columns, "never");
        assert!(table.lines().count() > 100);
        let wide: usize = columns.parse().unwrap();
        for line in table.lines() {
            // An id is never broken.
            let is_id = line.contains('/') && !line.trim().contains(' ');
            assert!(line.chars().count() <= wide || is_id, "{columns}: {line}");
        }
    }
}

#[test]
fn colours_change_no_letter() {
    let coloured = table("80", "always");
    assert!(coloured.contains("\x1b[1;31moverdue "), "{coloured}");
    assert_eq!(plain(&coloured), table("80", "never"));
}
