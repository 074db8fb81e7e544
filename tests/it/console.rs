//! Terminal sessions in Markdown: each ```` ```console ```` block holds commands
//! and what they print, and is run.
//!
//! ```text
//! $ duly explain D0000
//! ! error: “D0000” is no code of duly
//! [2]
//! ```
//!
//! A line after the command is standard output; `! ` marks standard error; the
//! last line gives the exit code, where it is not 0. `< FILE` feeds standard
//! input. Commands run at the top of the project, 80 columns wide, without colour.
//! `DULY_BLESS=1` writes what is printed now: read every change.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What stands before the arguments of duly in a block.
const PROMPTS: [&str; 2] = ["$ duly", "$ cargo run --release -q --"];

/// Every Markdown file of a folder, in order; of its folders too where asked.
pub(crate) fn markdown(folder: &str, deep: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(root().join(folder)).expect("the folder is there");
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() && deep {
            let below = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            found.extend(markdown(&below, deep));
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The top of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs every console block of a file; how many commands there were.
///
/// # Errors
/// Each command that prints something else.
pub(crate) fn check(path: &Path) -> Result<usize, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (now, commands) = replayed(&text);
    if now == text {
        return Ok(commands);
    }
    if std::env::var_os("DULY_BLESS").is_some() {
        fs::write(path, now).map_err(|error| format!("{}: {error}", path.display()))?;
        return Ok(commands);
    }
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    Err(format!("{name} (DULY_BLESS=1 writes it anew)\n{}", difference(&text, &now)))
}

/// Every command of a text that it runs, without the prompt.
pub(crate) fn commands(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(arguments);
    lines.map(|arguments| arguments.trim().to_owned()).collect()
}

/// The text with every console block as it comes out now.
fn replayed(text: &str) -> (String, usize) {
    let (mut out, mut commands, mut inside) = (String::new(), 0, false);
    for line in text.split_inclusive('\n') {
        let fence = line.trim_end();
        match (inside, fence) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, _) => {
                if let Some(arguments) = arguments(fence) {
                    commands += 1;
                    out.push_str(line);
                    out.push_str(&run(arguments));
                }
                continue;
            }
            (false, _) => {}
        }
        out.push_str(line);
    }
    (out, commands)
}

fn arguments(line: &str) -> Option<&str> {
    PROMPTS.into_iter().find_map(|prompt| line.strip_prefix(prompt))
}

fn run(arguments: &str) -> String {
    let (arguments, input) = match arguments.split_once(" < ") {
        Some((arguments, input)) => (arguments, Some(input.trim())),
        None => (arguments, None),
    };
    let stdin = input.map_or(Stdio::null(), |name| {
        fs::File::open(root().join(name)).expect("the input is there").into()
    });
    let result = duly().args(words(arguments)).stdin(stdin).output().expect("duly runs");
    let mut out = String::new();
    for line in String::from_utf8(result.stderr).expect("UTF-8").lines() {
        out.push_str(format!("! {line}").trim_end());
        out.push('\n');
    }
    out.push_str(&String::from_utf8(result.stdout).expect("UTF-8"));
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    match result.status.code() {
        Some(0) => {}
        Some(code) => writeln!(out, "[{code}]").unwrap(),
        None => out.push_str("[killed]\n"),
    }
    out
}

/// The binary, where and as the goldens want it.
pub(crate) fn duly() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duly"));
    command.current_dir(root()).env_remove("NO_COLOR").env_remove("TERM");
    command.env("COLUMNS", "80").env("LC_ALL", "C.UTF-8");
    command
}

/// Splits as a shell does: spaces, and single or double quotes around them.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut begun) = (Vec::new(), String::new(), None, false);
    for letter in line.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => word.push(letter),
            None if letter == '"' || letter == '\'' => (quote, begun) = (Some(letter), true),
            None if letter == ' ' => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            None => {
                word.push(letter);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

/// The lines that differ, from the first to the last.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let tail = tail.min(old.len() - same).min(new.len() - same);
    let mut out = format!("  from line {}\n", same + 1);
    for (mark, lines) in [('-', &old), ('+', &new)] {
        for line in lines.iter().take(lines.len() - tail).skip(same) {
            let _ = writeln!(out, "  {mark} {line}");
        }
    }
    out
}

#[test]
fn a_block_that_prints_something_else_is_told() {
    let (now, commands) = replayed("x\n```console\n$ duly --version\nduly 0.0.0\n```\n$ duly no\n");
    assert_eq!(commands, 1);
    assert!(now.contains("$ duly --version\nduly "), "{now}");
    assert!(now.ends_with("```\n$ duly no\n"), "{now}");
    assert!(difference("a\nb\nc\n", "a\nd\nc\n").contains("- b\n  + d"));
}

#[test]
fn quotes_keep_words_together() {
    assert_eq!(words("date \"within 2 weeks\" ''"), ["date", "within 2 weeks", ""]);
}
