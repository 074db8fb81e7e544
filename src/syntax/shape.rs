//! What both carriers ask of a block: known keywords, clauses once each, nothing
//! missing. Wording for the D01 family that has to do with shape.

use crate::diag::{Code, Diagnostic};
use crate::names::suggest_words;
use crate::source::{FileId, Phrase, Span};

use super::force::{may_be_dated, slot, stands_in_turn};
use super::table::{BLOCKS, BlockKind, ClauseKey, Times};
use super::tree::{Block, Carrier, Clause, before_born};

/// Finds control characters, which no pack needs and which the phrase grammar
/// keeps for itself (D0112). Only the first of a file is reported.
pub(super) fn refuse_control_characters(file: FileId, text: &str) -> Vec<Diagnostic> {
    let mut found = text.char_indices().filter(|(_, c)| is_odd(*c));
    let Some((at, c)) = found.next() else { return Vec::new() };
    let more = found.count();
    let mut message = format!("this file holds a control character (U+{:04X})", u32::from(c));
    if more > 0 {
        message.push_str(&format!(", and {more} more"));
    }
    vec![
        Diagnostic::new(Code::D0112, Span::new(file, at, at + c.len_utf8()), message)
            .label("it cannot be seen and says nothing")
            .help("delete it: it often comes with text pasted from another program"),
    ]
}

/// A control character that is no line end and no tab.
pub(super) fn is_odd(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Splits a clause into its keyword and the length of what was written for it:
/// the longest keyword that this kind of block has. A colon after it is passed.
pub(super) fn split_keyword(kind: BlockKind, content: &str) -> Option<(ClauseKey, usize)> {
    let first = content.trim_start().bytes().next()?;
    let may_be = |word: &str| word.bytes().next().is_some_and(|w| w.eq_ignore_ascii_case(&first));
    kind.row()
        .clauses
        .iter()
        .filter(|row| may_be(row.key.word()))
        .filter_map(|row| keyword_length(row.key, content).map(|length| (row.key, length)))
        .max_by_key(|(_, length)| *length)
}

/// The length of the words for the subject with which a line of an example begins:
/// `child` of `child  born 3 May 2012`.
pub(super) fn subject_word(kind: BlockKind, content: &str) -> Option<usize> {
    if kind != BlockKind::Example {
        return None;
    }
    let born = before_born(content)?;
    let words = content.get(..born)?.trim_end().trim_end_matches(':').trim_end();
    let other = split_keyword(kind, content).is_some_and(|(key, _)| key != ClauseKey::Subject);
    (!other && words.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-'))
        .then_some(words.len())
}

fn keyword_length(key: ClauseKey, content: &str) -> Option<usize> {
    let mut rest = content;
    for word in key.word().split(' ') {
        rest = rest.trim_start();
        let head = rest.get(..word.len())?;
        if !head.eq_ignore_ascii_case(word) {
            return None;
        }
        rest = rest.get(word.len()..)?;
        if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '’'))
        {
            return None;
        }
    }
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    Some(content.len() - rest.len())
}

/// A word at the margin, or a top-level key, that starts no block (D0102).
pub(super) fn unknown_block(word: &str, span: Span) -> Diagnostic {
    let keywords: Vec<&str> = BLOCKS.iter().map(|row| row.keyword).collect();
    let found = Diagnostic::new(Code::D0102, span, format!("`{word}` does not start a block"))
        .label("I expected a block here");
    match suggest_words(word, keywords.iter().copied()).first() {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(span, *near),
        None => found.help(format!(
            "blocks start at the left margin with {}; did you mean to indent this line?",
            listed(&keywords, "or")
        )),
    }
}

/// A line that is no clause of its block (D0101).
pub(super) fn unknown_clause(kind: BlockKind, content: &str, span: Span) -> Diagnostic {
    let row = kind.row();
    let words: Vec<&str> = row.clauses.iter().map(|clause| word_in(kind, clause.key)).collect();
    let first = content.split_whitespace().next().unwrap_or(content);
    let first = first.trim_end_matches(':');
    let pair: String = content.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let at = Span::new(span.file(), span.start(), span.start() + first.len());
    let elsewhere = ClauseKey::parse(&pair).or_else(|| ClauseKey::parse(first));
    if let Some(key) = elsewhere {
        let owners: Vec<&str> = BLOCKS
            .iter()
            .filter(|row| row.kind.clause(key).is_some())
            .map(|row| row.keyword)
            .collect();
        return Diagnostic::new(
            Code::D0101,
            at,
            format!("`{}` is no clause of `{}`", key.word(), row.keyword),
        )
        .label(format!("it belongs to {}", listed(&owners, "or")))
        .help(instead(kind, key, &words));
    }
    if let Some(found) = clause_habit(kind, first, at, row.keyword) {
        return found;
    }
    let near = suggest_words(&pair, words.iter().copied())
        .first()
        .copied()
        .or_else(|| suggest_words(first, words.iter().copied()).first().copied());
    let found = Diagnostic::new(
        Code::D0101,
        at,
        format!("I can’t read this line as a clause of `{}`", row.keyword),
    )
    .label("no clause starts with this");
    match near {
        Some(near) => {
            let written = if near.contains(' ') && suggest_words(first, [near]).is_empty() {
                pair.len()
            } else {
                first.len()
            };
            let at = Span::new(span.file(), span.start(), (span.start() + written).min(span.end()));
            found.help(format!("did you mean `{near}`?")).fix(at, near)
        }
        None if kind == BlockKind::Example => found.help(
            "what happened stands after `facts`, and what is expected after `on` and a day; to go \
             on with the clause above, indent this line further",
        ),
        None => found.help(format!(
            "lines here start with {}; to go on with the clause above, indent this line further",
            listed(&words, "or")
        )),
    }
}

/// What to write in place of a clause of another block.
fn instead(kind: BlockKind, key: ClauseKey, words: &[&str]) -> String {
    if (kind, key) == (BlockKind::Duty, ClauseKey::When) {
        return "write a condition after `applies`, as in `applies  if …`, and by when after `due`"
            .to_owned();
    }
    format!("`{}` takes {}", kind.row().keyword, listed(words, "and"))
}

/// The keyword of a clause, for help: an example's subject is named by its own word,
/// which only the pack knows.
fn word_in(kind: BlockKind, key: ClauseKey) -> &'static str {
    match (kind, key) {
        (BlockKind::Example, ClauseKey::Subject) => "child",
        (_, key) => key.word(),
    }
}

/// Words that people begin a line of a duty with, out of habit.
fn clause_habit(kind: BlockKind, first: &str, at: Span, block: &str) -> Option<Diagnostic> {
    if kind != BlockKind::Duty {
        return None;
    }
    let found = Diagnostic::new(Code::D0101, at, format!("`{first}` is no clause of `{block}`"));
    match first.to_ascii_lowercase().as_str() {
        "shall" | "will" | "has" | "needs" => {
            Some(found.help(format!("write `must`, `should` or `aims to` in place of `{first}`")))
        }
        "if" | "unless" | "while" | "once" => Some(
            found
                .help(format!("write `applies  {first} …`"))
                .fix(Span::new(at.file(), at.start(), at.start()), "applies  "),
        ),
        "within" | "at" | "between" | "before" | "by" | "on" => Some(
            found
                .help(format!("write `due      {first} …`"))
                .fix(Span::new(at.file(), at.start(), at.start()), "due      "),
        ),
        _ => None,
    }
}

/// Checks what holds for a block whatever it says.
pub(super) fn check_block(block: &Block, carrier: Carrier, diagnostics: &mut Vec<Diagnostic>) {
    repeated(block, diagnostics);
    empty(block, carrier, diagnostics);
    diagnostics.extend(block.title.as_ref().and_then(half_quoted));
    diagnostics.extend(title_in_name(block));
    if block.name.is_empty() && !matches!(block.kind.value, BlockKind::Pack) {
        let row = block.kind.value.row();
        diagnostics.push(
            Diagnostic::new(
                Code::D0103,
                block.kind.span,
                format!("this `{}` has no name", row.keyword),
            )
            .label("I expected a name after it")
            .help(format!("for example `{} {}`", row.keyword, row.name_example)),
        );
    }
    match block.kind.value {
        BlockKind::Duty => check_duty(block, carrier, diagnostics),
        BlockKind::Label => require(block, ClauseKey::As, carrier, diagnostics),
        BlockKind::Fact => require(block, ClauseKey::Type, carrier, diagnostics),
        BlockKind::Pack
        | BlockKind::Calendar
        | BlockKind::Event
        | BlockKind::Status
        | BlockKind::Role
        | BlockKind::Paper
        | BlockKind::Document
        | BlockKind::Change
        | BlockKind::Example => {}
        BlockKind::Remove => require(block, ClauseKey::Reason, carrier, diagnostics),
        BlockKind::Definition => require(block, ClauseKey::Means, carrier, diagnostics),
        BlockKind::Standing => {
            require(block, ClauseKey::During, carrier, diagnostics);
            must_or_should(block, carrier, diagnostics);
        }
        BlockKind::Deem => {
            require(block, ClauseKey::When, carrier, diagnostics);
            require(block, ClauseKey::Gives, carrier, diagnostics);
        }
        BlockKind::Power => require(block, ClauseKey::May, carrier, diagnostics),
        BlockKind::Across => {
            require(block, ClauseKey::Group, carrier, diagnostics);
            must_or_should(block, carrier, diagnostics);
        }
        BlockKind::Register => require(block, ClauseKey::Paragraphs, carrier, diagnostics),
    }
}

/// A clause given twice where once is all (D0104).
fn repeated(block: &Block, diagnostics: &mut Vec<Diagnostic>) {
    for (index, clause) in block.clauses.iter().enumerate() {
        let key = clause.key.value;
        let once = block.kind.value.clause(key).is_some_and(|row| row.times == Times::Once)
            || slot(key) == ClauseKey::Due;
        let dated = slot(key) == ClauseKey::Due || may_be_dated(block.kind.value, key);
        let once = once && !(dated && stands_in_turn(block, key));
        let earlier = block.clauses.iter().take(index).find(|other| other.key.value == key);
        let Some(earlier) = earlier.filter(|_| once) else { continue };
        let help = if slot(key) == ClauseKey::Due {
            "a duty has one deadline: write `by the earlier of 3 months after A and 5 months after B`, a case, `, or … if …`, or dated values, `… from 1 April 2011 until 23 April 2020`"
        } else {
            "keep one of them"
        };
        diagnostics.push(
            Diagnostic::new(
                Code::D0104,
                clause.key.span,
                format!("`{}` stands twice in {}", key.word(), said(block)),
            )
            .label("the second")
            .also(earlier.key.span, "the first, which is used")
            .help(help),
        );
    }
}

/// A keyword with nothing behind it (D0105).
fn empty(block: &Block, carrier: Carrier, diagnostics: &mut Vec<Diagnostic>) {
    for clause in &block.clauses {
        let key = clause.key.value;
        if !clause.phrase.is_empty() || key == ClauseKey::Separate {
            continue;
        }
        let example = block.kind.value.clause(key).map_or("", |row| row.example);
        diagnostics.push(
            Diagnostic::new(
                Code::D0105,
                clause.key.span,
                format!("nothing stands after `{}`", key.word()),
            )
            .help(format!("for example `{}`", clause_line(carrier, key.word(), example))),
        );
    }
}

/// Whether a line of the block could not be read: it may be the one that is missed.
fn has_unread_line(block: &Block, diagnostics: &[Diagnostic]) -> bool {
    let all = block.span.0;
    let within =
        |span: Span| span.file() == all.file() && (all.start()..=all.end()).contains(&span.start());
    let unread = |found: &Diagnostic| matches!(found.code, Code::D0101 | Code::D0112);
    diagnostics.iter().any(|found| unread(found) && found.span().is_some_and(within))
}

fn check_duty(block: &Block, carrier: Carrier, diagnostics: &mut Vec<Diagnostic>) {
    let does: Vec<_> = [ClauseKey::Must, ClauseKey::Should, ClauseKey::AimsTo]
        .into_iter()
        .filter_map(|key| block.clause(key))
        .collect();
    if let Some(rule) = block.clause(ClauseKey::Rule) {
        for key in [
            ClauseKey::Must,
            ClauseKey::Should,
            ClauseKey::AimsTo,
            ClauseKey::Due,
            ClauseKey::Schedule,
            ClauseKey::MetBy,
        ] {
            for clause in block.clauses(key) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::D0109,
                        clause.key.span,
                        format!("`rule` already says what `{}` says", key.word()),
                    )
                    .label("this says it again")
                    .also(rule.key.span, "the rule")
                    .help(format!(
                        "remove `{}`, or write the long form without `rule`",
                        key.word()
                    )),
                );
            }
        }
        return;
    }
    both(block, &does, diagnostics);
    if does.is_empty() && !has_unread_line(block, diagnostics) {
        diagnostics.push(nothing_to_do(block, carrier));
    }
}

/// What a standing duty or a rule across cases asks for: one `must` or `should`.
fn must_or_should(block: &Block, carrier: Carrier, diagnostics: &mut Vec<Diagnostic>) {
    let does = [ClauseKey::Must, ClauseKey::Should].into_iter();
    let does: Vec<_> = does.filter_map(|key| block.clause(key)).collect();
    both(block, &does, diagnostics);
    if does.is_empty() && !has_unread_line(block, diagnostics) {
        require(block, ClauseKey::Must, carrier, diagnostics);
    }
}

/// D0110: two clauses that say how binding a duty is.
fn both(block: &Block, does: &[&Clause], diagnostics: &mut Vec<Diagnostic>) {
    if let [first, second, ..] = does
        && !stands_in_turn(block, ClauseKey::Must)
    {
        diagnostics.push(
            Diagnostic::new(
                Code::D0110,
                second.key.span,
                format!(
                    "{} says both `{}` and `{}`",
                    said(block),
                    first.key.value.word(),
                    second.key.value.word()
                ),
            )
            .label("how binding is it?")
            .also(first.key.span, "it says this too")
            .help("keep the one that the source says, or write two duties"),
        );
    }
    due_and_schedule(block, diagnostics);
}

/// D0104 for a duty that says twice by when.
fn due_and_schedule(block: &Block, diagnostics: &mut Vec<Diagnostic>) {
    if let (Some(due), Some(schedule)) =
        (block.clause(ClauseKey::Due), block.clause(ClauseKey::Schedule))
        && !stands_in_turn(block, ClauseKey::Due)
    {
        diagnostics.push(
            Diagnostic::new(
                Code::D0104,
                schedule.key.span,
                format!("{} has both a `due` and a `schedule`", said(block)),
            )
            .label("each says by when")
            .also(due.key.span, "the other")
            .help("keep one of them, or write two duties"),
        );
    }
}

/// D0111 for a duty without an act.
fn nothing_to_do(block: &Block, carrier: Carrier) -> Diagnostic {
    let span = if block.name.is_empty() { block.kind.span } else { block.name.span() };
    // A `rule` says by when as well, and stands beside none of these.
    let dated = [ClauseKey::Due, ClauseKey::Schedule, ClauseKey::MetBy];
    let (without, line) = if dated.iter().any(|key| block.clause(*key).is_some()) {
        ("no `must`, `should` or `aims to`", clause_line(carrier, "must", "hold a review"))
    } else {
        let rule = "initial review within 20 working days of coming into care";
        ("no `rule`, `must`, `should` or `aims to`", clause_line(carrier, "rule", rule))
    };
    Diagnostic::new(Code::D0111, span, format!("{} does not say what is to be done", said(block)))
        .label(without)
        .help(format!("add a line such as `{line}`"))
}

fn require(block: &Block, key: ClauseKey, carrier: Carrier, diagnostics: &mut Vec<Diagnostic>) {
    if block.clause(key).is_some() {
        return;
    }
    let example = block.kind.value.clause(key).map_or("", |row| row.example);
    let span = if block.name.is_empty() { block.kind.span } else { block.name.span() };
    diagnostics.push(
        Diagnostic::new(Code::D0111, span, format!("{} has no `{}`", said(block), key.word()))
            .help(format!("add a line such as `{}`", clause_line(carrier, key.word(), example))),
    );
}

/// A clause as this carrier writes it.
fn clause_line(carrier: Carrier, key: &str, phrase: &str) -> String {
    match carrier {
        Carrier::Duly => format!("{key} {phrase}"),
        Carrier::Yaml => format!("{key}: {phrase}"),
    }
}

/// A title without one pair of marks around it: it is printed between its own.
pub(super) fn bare_title(phrase: &Phrase) -> Phrase {
    let text = phrase.text();
    let pairs = [('"', '"'), ('“', '”'), ('”', '”'), ('“', '“')];
    let inside = pairs.into_iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains([open, close])).then_some((open.len_utf8(), inner.len()))
    });
    inside.map_or_else(|| phrase.clone(), |(start, length)| phrase.slice(start, start + length))
}

/// D0103: a title that begins with a quotation mark or ends with one, and not both.
fn half_quoted(title: &Phrase) -> Option<Diagnostic> {
    let text = title.text().trim();
    let marks = ['"', '“', '”'];
    let message = match (text.starts_with(marks), text.ends_with(marks)) {
        (true, false) => "this title begins with a quotation mark and does not end with one",
        (false, true) => "this title ends with a quotation mark and does not begin with one",
        (true, true) | (false, false) => return None,
    };
    let right = format!("\"{}\"", text.replace(marks, ""));
    Some(
        Diagnostic::new(Code::D0103, title.span(), message)
            .help(format!("write `{right}`"))
            .fix(title.span(), right),
    )
}

/// Whether the name of a block is words that phrases use, and not an id.
fn is_word_of_the_pack(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Event
            | BlockKind::Status
            | BlockKind::Fact
            | BlockKind::Role
            | BlockKind::Paper
            | BlockKind::Document
            | BlockKind::Definition
            | BlockKind::Label
    )
}

/// D0103: a title behind a name without the colon between them.
fn title_in_name(block: &Block) -> Option<Diagnostic> {
    let (name, title) = block.name.text().split_once(['"', '“', '”'])?;
    let (keyword, name) = (block.kind.value.row().keyword, name.trim());
    let title = title.trim_end_matches(['"', '“', '”']).trim();
    let (message, right) = if is_word_of_the_pack(block.kind.value) {
        ("a name stands without quotation marks", format!("{name} {title}").trim().to_owned())
    } else {
        let slug = title.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
        let id = if name.is_empty() { slug.as_str() } else { name };
        ("a title stands after a colon", format!("{id}: \"{title}\""))
    };
    let found = Diagnostic::new(Code::D0103, block.name.span(), message);
    Some(found.help(format!("write `{keyword} {right}`")).fix(block.name.span(), right))
}

/// A block as a person would name it: `duty initial-review`.
pub(super) fn said(block: &Block) -> String {
    let keyword = block.kind.value.row().keyword;
    if block.name.is_empty() {
        format!("this `{keyword}`")
    } else {
        format!("`{keyword} {}`", block.name.text())
    }
}

/// `a, b and c`, each in backticks.
pub(super) fn listed(words: &[&str], last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}
