//! `duly fmt`: packs laid out in the one way, comments kept.

use duly::open::formatted;
use duly::pack::{Library, PathKind, World, WorldError};

use super::Reply;
use super::files::near;
use super::reply::{NO, UNREADABLE};
use super::world::{OsWorld, write};

/// Endings of pack files.
const ENDINGS: [&str; 3] = [".duly", ".yaml", ".yml"];

/// Lay packs out in the one way, keeping every comment
#[derive(clap::Args, Debug)]
#[command(
    name = "fmt",
    after_help = "Examples:\n  \
        duly fmt                     every pack in ./policies\n  \
        duly fmt my-pack.duly        one file\n  \
        duly fmt --check             write nothing; exit code 1 if something would\n\n\
        Exit code: 0 all is in order now; 1 something is not (with --check); 2 something\n\
        could not be read."
)]
pub(crate) struct Args {
    /// Files or folders of packs; ./policies when none is named
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Write nothing; say which files would change
    #[arg(long)]
    check: bool,
}

/// Formats every file, or says which are not in order.
pub(crate) fn run(args: &Args) -> Reply {
    if args.paths.is_empty() && OsWorld.kind("policies").is_none() {
        return Reply::unreadable(
            "error: there is no folder `policies` here\n  help: name what to lay out, as in `duly fmt my-pack.duly`\n",
        );
    }
    let mut reply = Reply::default();
    let here = ["policies".to_owned()];
    let places = if args.paths.is_empty() { &here[..] } else { &args.paths[..] };
    let mut files = Vec::new();
    for place in places {
        if let Err(error) = gather(place, &mut files) {
            let near = near(place);
            complain(&mut reply, &format!("`{place}` cannot be read: {error}{near}"));
        }
    }
    let (mut read, mut changed) = (0, 0);
    for path in &files {
        match in_order(path, args.check) {
            Ok(true) => read += 1,
            Ok(false) => {
                read += 1;
                changed += 1;
                let word = if args.check { "not in order" } else { "formatted" };
                reply.out.push_str(&format!("{word}: {path}\n"));
            }
            Err(message) => complain(&mut reply, &message),
        }
    }
    reply.out.push_str(&closing(read, changed, args.check));
    if args.check && changed > 0 && reply.code == 0 {
        reply.code = NO;
    }
    reply
}

fn complain(reply: &mut Reply, message: &str) {
    reply.err.push_str(&format!("error: {message}\n"));
    reply.code = UNREADABLE;
}

/// Every pack file at a place, in order.
fn gather(place: &str, into: &mut Vec<String>) -> Result<(), WorldError> {
    if OsWorld.kind(place) != Some(PathKind::Folder) {
        into.push(place.to_owned());
        return Ok(());
    }
    for entry in OsWorld.list(place)? {
        let path = format!("{}/{}", place.trim_end_matches('/'), entry.name);
        if entry.folder {
            gather(&path, into)?;
        } else if ENDINGS.iter().any(|ending| entry.name.to_lowercase().ends_with(ending)) {
            into.push(path);
        }
    }
    Ok(())
}

/// Whether a file was in order; where not, and unless only checking, it is
/// written anew.
fn in_order(path: &str, check: bool) -> Result<bool, String> {
    let unreadable = |error| format!("`{path}` cannot be read: {error}{}", near(path));
    let text = OsWorld.read(path).map_err(unreadable)?;
    let now = formatted(&OsWorld, Library::shipped(), path).map_err(unreadable)?;
    if *now == *text {
        return Ok(true);
    }
    if !check {
        write(path, &now).map_err(|error| format!("`{path}` cannot be written: {error}"))?;
    }
    Ok(false)
}

fn closing(files: usize, changed: usize, check: bool) -> String {
    let word = if check { "not in order" } else { "formatted" };
    match (files, changed) {
        (0, _) => String::new(),
        (1, 0) => "1 file, in order\n".to_owned(),
        (files, 0) => format!("{files} files, all in order\n"),
        (1, _) => format!("1 file {word}\n"),
        (files, changed) if files == changed => format!("{files} files, all {word}\n"),
        (files, changed) => format!("{files} files, {changed} {word}\n"),
    }
}
