//! What to tell people about text that is not YAML.
//!
//! In: a piece and the mistake the parser met in it. Out: one finding, in words
//! that need no knowledge of YAML. Never here: finding or mending mistakes.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's list of mistakes is long, open, and not ours"
)]

use super::build::{Fault, FaultKind};
use super::{MAX_DEPTH, MAX_NODES, Piece, cut};
use crate::diag::{Code, Diagnostic};
use granit_parser::ErrorKind as Kind;

/// The finding for a mistake.
pub(super) fn describe(piece: Piece<'_>, fault: &Fault) -> Diagnostic {
    let kind = match &fault.kind {
        FaultKind::TooDeep | FaultKind::Syntax(Kind::RecursionLimitExceeded) => {
            let message = format!("blocks stand more than {MAX_DEPTH} deep in each other here");
            return finding(piece, fault.at, message, "move the inner blocks out");
        }
        FaultKind::TooMany => {
            let message =
                format!("this file has more than {MAX_NODES} values; the rest is not read");
            return finding(piece, fault.at, message, "split it into several files");
        }
        FaultKind::Syntax(kind) => kind,
    };
    // Words that a line with a tab seems to go on with start on the line before.
    let at = match kind {
        Kind::TabInPlainScalar => {
            let rest = cut(piece.text, fault.at, piece.text.len());
            fault.at + rest.find('\n').map_or(0, |end| end + 1)
        }
        _ => fault.at,
    };
    if let Some(found) = tab(piece, at) {
        return found;
    }
    directive(piece, kind)
        .or_else(|| cut_short(piece, fault, kind))
        .or_else(|| of_quotes(piece, fault, kind))
        .or_else(|| of_brackets(piece, fault, kind))
        .or_else(|| of_margins(piece, fault, kind))
        .unwrap_or_else(|| of_signs(piece, fault, kind))
}

/// A line at the margin that is neither `key: value` nor `- item`.
pub(super) fn stray(piece: Piece<'_>) -> Diagnostic {
    let start = piece.text.len() - piece.text.trim_start().len();
    if let Some(found) = tab(piece, start) {
        return found;
    }
    let line = rest_of_line(piece.text, start);
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let message = format!("“{}” has no colon after a name, so it belongs to nothing", short(line));
    Diagnostic::new(Code::D0112, piece.span(start, start + line.len()), message)
        .help("write `name: text`, or indent the line under the one it belongs to")
}

/// A line among the items of a list that is none.
pub(super) fn misfit(piece: Piece<'_>) -> Diagnostic {
    let start = piece.text.len() - piece.text.trim_start().len();
    if let Some(found) = tab(piece, start) {
        return found;
    }
    finding(piece, start, "this line stands among the items of a list and is none", AMONG_ITEMS)
}

/// Where a comma is missing at the end of a line inside brackets: the place of
/// the line end.
pub(super) fn missing_comma(piece: Piece<'_>, fault: &Fault) -> Option<usize> {
    let FaultKind::Syntax(
        Kind::ExpectedFlowMappingSeparator
        | Kind::ExpectedFlowSequenceSeparator
        | Kind::InvalidTrailingDoubleQuotedScalar,
    ) = fault.kind
    else {
        return None;
    };
    let end = cut(piece.text, 0, fault.at).rfind('\n')?;
    let before = cut(piece.text, 0, end).trim_end();
    if before.is_empty() || before.ends_with([',', ':', '{', '[']) {
        return None;
    }
    Some(end)
}

/// Says that a comma is missing before the line end at `end`.
pub(super) fn comma(piece: Piece<'_>, end: usize) -> Diagnostic {
    let after = cut(piece.text, 0, end).trim_end().len();
    let place = piece.span(after, after);
    Diagnostic::new(Code::D0112, place, "a comma is missing at the end of this line")
        .help("put a comma between the parts of a list or block in brackets")
        .fix(place, ",")
}

const AMONG_ITEMS: &str = "start it with `- ` if it is an item, or indent it under its item";

fn finding(piece: Piece<'_>, at: usize, message: impl Into<String>, help: &str) -> Diagnostic {
    let (start, end) = word(piece.text, at);
    Diagnostic::new(Code::D0112, piece.span(start, end), message).help(help)
}

/// The word at `at`; where a line or the text ends there, the last before it.
fn word(text: &str, at: usize) -> (usize, usize) {
    let rest = cut(text, at, text.len());
    let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
    if len > 0 {
        return (at, at + len);
    }
    let before = cut(text, 0, at).trim_end();
    let start = before.rfind(char::is_whitespace).map_or(0, |space| {
        space + before.get(space..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    (start, before.len())
}

fn line_start(text: &str, at: usize) -> usize {
    cut(text, 0, at).rfind('\n').map_or(0, |end| end + 1)
}

fn rest_of_line(text: &str, at: usize) -> &str {
    cut(text, at, text.len()).lines().next().unwrap_or("")
}

/// At most forty characters of a text.
fn short(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", cut(text, 0, end).trim_end()),
        None => text.to_owned(),
    }
}

/// A tab in the margin of the guilty line, or else of a line before it.
pub(super) fn tab(piece: Piece<'_>, at: usize) -> Option<Diagnostic> {
    let upto =
        line_start(piece.text, at) + rest_of_line(piece.text, line_start(piece.text, at)).len();
    let mut start = 0;
    let mut found = None;
    for line in cut(piece.text, 0, upto).split_inclusive('\n') {
        let margin = line.len() - line.trim_start_matches([' ', '\t']).len();
        if cut(line, 0, margin).contains('\t') && !line.trim().is_empty() {
            found = Some((start, margin));
        }
        start += line.len();
    }
    let (start, margin) = found?;
    let place = piece.span(start, start + margin);
    let number = piece.line_ends.partition_point(|&end| end < place.start()) + 1;
    let spaces = cut(piece.text, start, start + margin).replace('\t', "  ");
    Some(
        Diagnostic::new(
            Code::D0112,
            place,
            format!("line {number} is indented with a tab, and only spaces can indent here"),
        )
        .label("a tab is here")
        .help("put two spaces in the place of each tab at the start of the line")
        .fix(place, spaces),
    )
}

/// A line that starts with `%`, which is read as no part of the text at all.
fn directive(piece: Piece<'_>, kind: &Kind) -> Option<Diagnostic> {
    let percent = piece.text.starts_with('%') && matches!(kind, Kind::ExpectedDocumentStart);
    percent.then(|| finding(piece, 0, "a line cannot start with % unless it is in quotes", QUOTES))
}

const QUOTES: &str = "put the text in quotes if it is meant as words";

/// A `: ` inside words that are not in quotes.
fn cut_short(piece: Piece<'_>, fault: &Fault, kind: &Kind) -> Option<Diagnostic> {
    let in_brackets = match kind {
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => false,
        Kind::ExpectedFlowMappingSeparator | Kind::ExpectedFlowSequenceSeparator => true,
        _ => return None,
    };
    if !cut(piece.text, fault.at, piece.text.len()).starts_with(':') {
        return None;
    }
    let (start, end) = fault.last?;
    if cut(piece.text, start, fault.at).contains('\n') {
        return (!in_brackets).then(|| under_a_value(piece, fault.at));
    }
    let words = cut(piece.text, start, end);
    if words.starts_with(['"', '\'']) || (in_brackets && words.contains(['"', '\n'])) {
        return None;
    }
    let line = rest_of_line(piece.text, start);
    let stop = if in_brackets { line.find([',', '}', ']', '{', '[']) } else { line.find(" #") };
    let words = cut(line, 0, stop.unwrap_or(line.len())).trim_end();
    let quoted = quote(words);
    let phrase = piece.span(start, start + words.len());
    let message = format!("a colon cuts “{}” short", short(words));
    let colon = piece.span(fault.at, fault.at + 1);
    let found = Diagnostic::new(Code::D0108, colon, message)
        .label("words before a colon and a space are read as a name")
        .help(format!("put the words in quotes: {quoted}"));
    Some(found.fix(phrase, quoted))
}

/// Words in quotes that leave them as they are.
fn quote(words: &str) -> String {
    if words.contains(['"', '\\']) {
        format!("'{}'", words.replace('\'', "''"))
    } else {
        format!("\"{words}\"")
    }
}

/// A `name: value` that is indented under a line that already has a value.
fn under_a_value(piece: Piece<'_>, colon: usize) -> Diagnostic {
    let start = line_start(piece.text, colon);
    let line = cut(piece.text, start, colon);
    let margin = line.len() - line.trim_start().len();
    let name = line.trim();
    let place = piece.span(start + margin, colon);
    Diagnostic::new(Code::D0112, place, format!("“{name}:” goes on from the line above, which already has its text"))
        .help(format!("start `{name}:` below the first letter of the name above it, or put the whole text in quotes"))
}

/// Quotes that do not close, or close too soon.
fn of_quotes(piece: Piece<'_>, fault: &Fault, kind: &Kind) -> Option<Diagnostic> {
    match kind {
        Kind::UnclosedQuotedScalar
        | Kind::InvalidQuotedScalarIndent
        | Kind::DocumentIndicatorInQuotedScalar => {
            let Some(at) = open_quote(piece.text, fault.at) else {
                let message = "a quote that opens above here is never closed";
                return Some(finding(
                    piece,
                    fault.at,
                    message,
                    "put the same quote where the words end",
                ));
            };
            let sign =
                if cut(piece.text, at, piece.text.len()).starts_with('\'') { '\'' } else { '"' };
            let message = format!("the quote {sign} that opens here is never closed");
            let end = at + rest_of_line(piece.text, at).trim_end().len();
            Some(
                Diagnostic::new(Code::D0112, piece.span(at, at + 1), message)
                    .help(format!("put {sign} where the words end"))
                    .fix(piece.span(end, end), sign),
            )
        }
        Kind::InvalidTrailingSingleQuotedScalar => Some(finding(
            piece,
            fault.at,
            "something follows the closing quote '",
            "write an apostrophe inside single quotes twice, 'the council''s', or use double quotes",
        )),
        Kind::InvalidTrailingDoubleQuotedScalar => Some(finding(
            piece,
            fault.at,
            "something follows the closing quote \"",
            "put the whole text in single quotes: '… \"like this\" …'",
        )),
        Kind::UnknownQuotedScalarEscape
        | Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidLowSurrogate
        | Kind::MissingLowSurrogate
        | Kind::UnpairedLowSurrogate
        | Kind::InvalidUnicodeEscape => Some(finding(
            piece,
            cut(piece.text, 0, fault.at + 1).rfind('\\').unwrap_or(fault.at),
            "a backslash in double quotes starts a special sign, and this is none",
            "write the backslash twice, `\\\\`, or use single quotes",
        )),
        _ => None,
    }
}

/// Where the quote opens that is still open at `upto`.
fn open_quote(text: &str, upto: usize) -> Option<usize> {
    let mut open: Option<(usize, char)> = None;
    let mut may_open = true;
    let mut skip = false;
    for (at, c) in cut(text, 0, upto).char_indices() {
        if std::mem::take(&mut skip) {
            continue;
        }
        match open {
            Some((_, '"')) if c == '\\' => skip = true,
            Some((_, quote)) if c == quote => {
                open = None;
                may_open = false;
            }
            Some(_) => {}
            None if may_open && matches!(c, '"' | '\'') => open = Some((at, c)),
            None => {
                let sign = matches!(c, ':' | '-' | '?' | ',' | '[' | '{' | '\n');
                may_open = sign || (may_open && matches!(c, ' ' | '\t'));
            }
        }
    }
    open.map(|(at, _)| at)
}

/// Brackets that do not match.
fn of_brackets(piece: Piece<'_>, fault: &Fault, kind: &Kind) -> Option<Diagnostic> {
    let message = match kind {
        Kind::UnclosedFlowCollection { open } => {
            format!("the bracket {open} that opens here is never closed")
        }
        Kind::UnexpectedEofFlowSequence => "a bracket [ is never closed".to_owned(),
        Kind::UnexpectedEofFlowMapping | Kind::UnexpectedEofImplicitFlowMapping => {
            "a bracket { is never closed".to_owned()
        }
        Kind::MisplacedFlowCollectionEnd => "this bracket closes nothing".to_owned(),
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            format!("the bracket {open} is closed by {close} here")
        }
        Kind::ExpectedFlowMappingSeparator => "a comma or } is missing before this".to_owned(),
        Kind::ExpectedFlowSequenceSeparator => "a comma or ] is missing before this".to_owned(),
        _ => return None,
    };
    let help = match kind {
        Kind::ExpectedFlowMappingSeparator | Kind::ExpectedFlowSequenceSeparator => {
            "put a comma between the parts, or put words that hold brackets, colons or commas in quotes"
        }
        _ => {
            "give every [ its ] and every { its }; put the text in quotes if the bracket is part of it"
        }
    };
    let bracket = cut(piece.text, fault.at, fault.at + 1).starts_with(['[', ']', '{', '}']);
    let mut found = finding(piece, fault.at, message, help);
    if let Some(primary) = found.primary.as_mut().filter(|_| bracket) {
        primary.span = piece.span(fault.at, fault.at + 1);
    }
    Some(found)
}

/// Lines that do not stand where they should.
fn of_margins(piece: Piece<'_>, fault: &Fault, kind: &Kind) -> Option<Diagnostic> {
    let (message, help) = match kind {
        Kind::ExpectedBlockMappingKey
        | Kind::ExpectedDocumentStart
        | Kind::InvalidIndentation
        | Kind::InvalidFlowScalarIndent
        | Kind::InvalidBlockScalarIndent => (
            "this line does not stand below any line it could belong to",
            "start it with as many spaces as the lines it stands beside",
        ),
        Kind::ExpectedBlockSequenceEntry => {
            ("this line stands among the items of a list and is none", AMONG_ITEMS)
        }
        Kind::BlockSequenceEntryNotAllowed => (
            "an item of a list cannot start here",
            "put `- ` on a line of its own, under the name of the list; or put the text in quotes",
        ),
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => {
            let start = line_start(piece.text, fault.at);
            return Some(stray(Piece {
                text: cut(piece.text, start, piece.text.len()),
                base: piece.base + start,
                ..piece
            }));
        }
        Kind::UnexpectedEndOfPlainScalar | Kind::CommentInterceptedScalar => (
            "these words go on after a comment, which ended their text",
            "move the comment to a line of its own above, or put the text in quotes",
        ),
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabAtBlockScalarStart
        | Kind::TabInPlainScalar => {
            ("a tab stands where only spaces can", "put a space in its place")
        }
        _ => return None,
    };
    Some(finding(piece, fault.at, message, help))
}

/// Signs that mean something special where they stand.
fn of_signs(piece: Piece<'_>, fault: &Fault, kind: &Kind) -> Diagnostic {
    match kind {
        Kind::UnexpectedCharacter { character } => {
            let words = rest_of_line(piece.text, fault.at).trim_end();
            let message = format!("text cannot start with {character} unless it is in quotes");
            finding(piece, fault.at, message, &format!("put it in quotes: {}", quote(words)))
        }
        Kind::InvalidBlockScalarHeader | Kind::ZeroBlockScalarIndent => finding(
            piece,
            fault.at,
            "the line with | or > can hold no words",
            "start the words on the next line, indented; or put the text in quotes",
        ),
        Kind::MissingAnchorOrAliasName
        | Kind::ExpectedTagBang
        | Kind::UndeclaredTagHandle
        | Kind::InvalidTagTerminator
        | Kind::MissingTagUri
        | Kind::UnclosedVerbatimTag
        | Kind::InvalidTagEscape
        | Kind::InvalidGlobalTagCharacter => {
            let found = finding(
                piece,
                fault.at,
                "text that starts with &, * or ! is no plain text in YAML",
                QUOTES,
            );
            Diagnostic { code: Code::D0107, ..found }
        }
        Kind::MappingKeyNotAllowed => {
            finding(piece, fault.at, "text cannot start with a question mark here", QUOTES)
        }
        Kind::BlockEntryInFlowCollection
        | Kind::PlainScalarStartsWithDashFlowIndicator
        | Kind::InvalidBlockEntryWhitespace => {
            finding(piece, fault.at, "a - cannot stand here by itself", QUOTES)
        }
        Kind::CommentNotSeparated => finding(
            piece,
            fault.at,
            "a # straight after a value starts no comment",
            "put a space before the #, or put the text in quotes",
        ),
        Kind::DirectiveDisallowed
        | Kind::InvalidDirectiveName
        | Kind::MissingDirectiveName
        | Kind::MissingDocumentEndBeforeDirective
        | Kind::InvalidDirectiveTerminator => {
            finding(piece, fault.at, "text cannot start with % unless it is in quotes", QUOTES)
        }
        Kind::InvalidDocumentEnd => finding(
            piece,
            fault.at,
            "nothing can follow “...”, which ends the file",
            "remove the line",
        ),
        // The parser may learn to refuse more in a later release.
        _ => finding(
            piece,
            fault.at,
            "this cannot be read as YAML",
            "put the text in quotes, or compare the line with its neighbours",
        ),
    }
}
