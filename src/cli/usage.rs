//! A command line that cannot be read: what is wrong, what was probably meant,
//! and how the command is used.

#![expect(clippy::wildcard_enum_match_arm, reason = "clap may add kinds of mistakes")]

use std::error::Error;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use duly::names::suggest_words;

use super::{Reply, Terminal};

/// Help and version as answers; everything else as a mistake, exit code 2.
pub(crate) fn reply(error: &clap::Error, arguments: &[OsString], terminal: &Terminal) -> Reply {
    let rendered = error.render();
    let whole = if terminal.colour { rendered.ansi().to_string() } else { rendered.to_string() };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Reply::done(whole),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Reply::unreadable(whole),
        _ => Reply::unreadable(mistake(error, arguments)),
    }
}

fn mistake(error: &clap::Error, arguments: &[OsString]) -> String {
    let command = named(arguments);
    let (message, help) = sentence(error, command.as_ref());
    let mut out = format!("error: {message}\n");
    if let Some(help) = help {
        out.push_str(&format!("  help: {help}\n"));
    }
    if let Some(mut command) = command {
        let usage = command.render_usage().to_string();
        out.push_str(&format!("\n{}\n", usage.trim_end()));
        if let Some(examples) = command.get_after_help() {
            out.push_str(&format!("\n{}\n", examples.to_string().trim_end()));
        }
    } else {
        out.push_str("\n`duly --help` lists the commands.\n");
    }
    out
}

/// The command that the arguments name, with its full name in its usage line.
fn named(arguments: &[OsString]) -> Option<clap::Command> {
    let mut whole = super::command();
    whole.build();
    let words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    words.into_iter().find_map(|word| whole.find_subcommand(word).cloned())
}

fn sentence(error: &clap::Error, command: Option<&clap::Command>) -> (String, Option<String>) {
    let whose = command.map_or("duly".to_owned(), |command| format!("duly {}", command.get_name()));
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = context(error, ContextKind::InvalidSubcommand);
            let near = near_command(&word).map(|name| format!("did you mean `duly {name}`?"));
            (format!("“{word}” is no command of duly"), near)
        }
        ErrorKind::UnknownArgument => {
            let near = command.and_then(|command| near_option(&argument, command));
            let near = near.map(|name| format!("did you mean `{name}`?"));
            if argument.starts_with('-') {
                (format!("`{whose}` has no option “{argument}”"), near)
            } else {
                (format!("`{whose}` has no place for “{argument}”"), near)
            }
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            (format!("{argument} needs a value"), valid(error))
        }
        ErrorKind::InvalidValue => {
            let words = list(error, ContextKind::ValidValue);
            let near = nearest(&value, words.iter().map(String::as_str));
            let help = near.map(|word| format!("did you mean `{word}`?")).or_else(|| valid(error));
            (format!("“{value}” is no value of {argument}"), help)
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map_or(String::new(), |why| format!(": {why}"));
            let option = argument.split(' ').next().unwrap_or_default();
            (format!("“{value}” is no value of {option}{why}"), None)
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = list(error, ContextKind::InvalidArg).join(" and ");
            (format!("`{whose}` also needs {missing}"), None)
        }
        ErrorKind::ArgumentConflict => {
            let other = list(error, ContextKind::PriorArg).join(" and ");
            (format!("{argument} and {other} do not go together"), None)
        }
        _ => {
            let text = error.render().to_string();
            let first = text.lines().next().unwrap_or_default();
            (first.trim_start_matches("error: ").to_owned(), None)
        }
    }
}

fn valid(error: &clap::Error) -> Option<String> {
    let words = list(error, ContextKind::ValidValue);
    (!words.is_empty()).then(|| format!("it takes {}", any_of(&words)))
}

/// `a, b or c`
fn any_of(words: &[String]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

fn near_command(word: &str) -> Option<String> {
    let whole = super::command();
    let names: Vec<&str> = whole.get_subcommands().map(clap::Command::get_name).collect();
    nearest(word, names.iter().copied()).map(str::to_owned)
}

fn near_option(word: &str, command: &clap::Command) -> Option<String> {
    let options: Vec<String> = command
        .get_arguments()
        .filter_map(|argument| argument.get_long())
        .map(|name| format!("--{name}"))
        .collect();
    let bare = word.split('=').next().unwrap_or(word);
    nearest(bare, options.iter().map(String::as_str)).map(str::to_owned)
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    list(error, kind).join(", ")
}

fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => vec![word.clone()],
        Some(ContextValue::Strings(words)) => words.clone(),
        Some(_) | None => Vec::new(),
    }
}

fn nearest<'a>(wrong: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    suggest_words(wrong, words).first().copied()
}
