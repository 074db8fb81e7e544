//! `duly check`: what is wrong with packs.

use clap::ValueEnum;
use duly::analysis::conform::claims;
use duly::diag::{Code, Diagnostic, Severity, has_errors};
use duly::feed::read_mapping;
use duly::open;
use duly::pack::{Library, pack_ids};
use duly::report::diagnostics;
use duly::source::{FileId, SourceMap};

use super::kind::{case_for_pack, mapping};
use super::load;
use super::reply::{NO, UNREADABLE};
use super::world::{OsWorld, write};
use super::{Reply, Terminal};

/// Check packs: what is wrong, where, and how to mend it
#[derive(clap::Args, Debug)]
#[command(
    name = "check",
    after_help = "Examples:\n  \
        duly check                         every pack there is\n  \
        duly check policies/my-council     one pack, by its folder\n  \
        duly check my-pack.duly --notes    with remarks on how phrases were read\n  \
        duly check --format sarif          for a code host\n  \
        duly check our-export.yaml --in my-pack.duly\n    \
        a mapping of tables, in the words of a pack\n\n\
        Exit code: 0 no error; 1 an error; 2 something could not be read."
)]
pub(crate) struct Args {
    /// Packs: ids, files or folders; every pack there is when none is named. Mappings of
    /// tables too, by their files
    #[arg(value_name = "PACK")]
    packs: Vec<String>,
    /// The pack whose words a mapping is in
    #[arg(long = "in", value_name = "PACK")]
    words: Option<String>,
    /// human, plain (a line each, for editors), json or sarif
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
    /// Store in each `change` the words of the base that it replaces, so that you are
    /// told when they change
    #[arg(long)]
    accept: bool,
    /// Show notes too: nothing is wrong there, but it is worth knowing
    #[arg(long)]
    notes: bool,
}

/// How what was found is printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// With the lines it is about
    Human,
    /// A line each
    Plain,
    /// duly.diagnostics/1
    Json,
    /// SARIF 2.1.0
    Sarif,
}

/// Everything found in the packs.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let library = Library::shipped();
    let packs: Vec<String> =
        if args.packs.is_empty() { pack_ids(&OsWorld, library) } else { args.packs.clone() };
    let (mut map, mut found, mut missing) = (SourceMap::new(), Vec::new(), false);
    let (mut err, mut checked) = (String::new(), 0);
    let (mut named, mut mappings) = (Vec::new(), Vec::new());
    for reference in packs.iter().cloned() {
        if let Some(complaint) = case_for_pack(&reference) {
            err.push_str(&complaint);
            missing = true;
            continue;
        }
        if let Some(text) = mapping(&reference) {
            mappings.push((reference, text));
            continue;
        }
        if args.accept
            && let Err(complaint) = accept(&reference)
        {
            err.push_str(&complaint);
            missing = true;
        }
        named.push(reference);
    }
    let reads = open::check_all(&OsWorld, library, &mut map, &named);
    for (reference, read) in named.iter().zip(reads) {
        checked += usize::from(read.value.is_some());
        missing |= read.value.is_none() || read.diagnostics.iter().any(is_no_text);
        let model = read.value.flatten().filter(|_| !has_errors(&read.diagnostics));
        found.extend(read.diagnostics);
        if let Some(model) = model {
            found.extend(claims(&OsWorld, library, &mut map, (reference, &model)));
        }
    }
    match of_mappings(args, &mappings, &mut map, terminal) {
        Ok(of_mappings) => found.extend(of_mappings),
        Err(reply) => return reply,
    }
    let code = match (missing, has_errors(&found)) {
        (true, _) => UNREADABLE,
        (false, true) => NO,
        (false, false) => 0,
    };
    let checked = (checked, mappings.len());
    let nothing = checked == (0, 0)
        && found.is_empty()
        && !packs.is_empty()
        && matches!(args.format, Format::Human);
    let out = if nothing { String::new() } else { shown(args, &map, &found, checked, terminal) };
    Reply { out, err, code }
}

/// What is wrong with mappings: in their form, and in the words of the pack that was named.
fn of_mappings(
    args: &Args,
    mappings: &[(String, String)],
    map: &mut SourceMap,
    terminal: &Terminal,
) -> Result<Vec<Diagnostic>, Reply> {
    let mut found = Vec::new();
    if mappings.is_empty() {
        return Ok(found);
    }
    let model = match &args.words {
        Some(pack) => Some(load::usable(pack, map, terminal)?),
        None => None,
    };
    for (name, text) in mappings {
        let file = map.add(name.as_str(), text.clone());
        let read = read_mapping(file, text);
        if let (Some(mapping), Some(model)) = (&read.value, &model)
            && !has_errors(&read.diagnostics)
        {
            found.extend(mapping.findings(&model.vocabulary));
        }
        found.extend(read.diagnostics);
    }
    Ok(found)
}

/// Writes into the files of a pack the words that its changes replace.
fn accept(reference: &str) -> Result<(), String> {
    let mut map = SourceMap::new();
    let Some(pack) = duly::pack::load(&OsWorld, Library::shipped(), &mut map, reference).value
    else {
        return Ok(());
    };
    let mut fixes = pack.accepts(&map);
    // From the end of each file to its start, so that places stay true.
    fixes.sort_by_key(|fix| std::cmp::Reverse((fix.span.file(), fix.span.start())));
    let mut files: Vec<(FileId, String)> = Vec::new();
    for fix in &fixes {
        let file = fix.span.file();
        if files.last().is_none_or(|(known, _)| *known != file) {
            files.push((file, map.text(file).to_owned()));
        }
        let Some((_, text)) = files.last_mut() else { continue };
        let ends = (text.get(..fix.span.start()), text.get(fix.span.end()..));
        if let (Some(head), Some(tail)) = ends {
            *text = format!("{head}{}{tail}", fix.replacement);
        }
    }
    for (file, text) in files {
        let path = map.name(file);
        write(path, &text).map_err(|why| format!("error: `{path}` cannot be written: {why}\n"))?;
    }
    Ok(())
}

/// Whether a file could not even be read as text.
fn is_no_text(found: &Diagnostic) -> bool {
    found.code == Code::D0112 && found.span().is_none()
}

fn shown(
    args: &Args,
    map: &SourceMap,
    found: &[Diagnostic],
    checked: (usize, usize),
    terminal: &Terminal,
) -> String {
    let kept: Vec<Diagnostic> = found
        .iter()
        .filter(|found| args.notes || found.severity != Severity::Note)
        .cloned()
        .collect();
    match args.format {
        Format::Human => {
            let mut out = diagnostics::listed(map, &kept, &terminal.look());
            out.push_str(&closing(found, checked, args.notes));
            out.push_str(&diagnostics::read_more(&kept, &terminal.look()));
            out
        }
        Format::Plain => diagnostics::plain(map, &kept),
        Format::Json => format!("{:#}\n", diagnostics::json(map, &kept)),
        Format::Sarif => format!("{:#}\n", diagnostics::sarif(map, &kept)),
    }
}

/// `4 packs checked: no errors, 3 notes`, `1 pack and 1 mapping checked: no errors`.
fn closing(found: &[Diagnostic], (packs, mappings): (usize, usize), notes: bool) -> String {
    let many = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    let checked = match (packs, mappings) {
        (packs, 0) => many(packs, "pack"),
        (0, mappings) => many(mappings, "mapping"),
        (packs, mappings) => format!("{} and {}", many(packs, "pack"), many(mappings, "mapping")),
    };
    let mut counts = diagnostics::summary(found);
    if !has_errors(found) {
        let rest = if counts.is_empty() { String::new() } else { format!(", {counts}") };
        counts = format!("no errors{rest}");
    }
    let hidden = !notes && found.iter().any(|found| found.severity == Severity::Note);
    let hint = if hidden { " (`--notes` shows the notes)" } else { "" };
    format!("{checked} checked: {counts}{hint}\n")
}
