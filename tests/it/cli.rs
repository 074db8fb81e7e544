//! The command line as people meet it: `tests/cli/*.md`, sessions that are run.
//!
//! Adding a file adds a test; every command has its part in one.

use std::fs;
use std::process::Stdio;

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
    let mut child =
        duly().arg("explain").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let result = child.wait_with_output().unwrap();
    assert_eq!(result.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&result.stderr), "");
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
