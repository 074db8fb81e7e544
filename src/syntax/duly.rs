//! The `.duly` carrier: lines to a block tree.
//!
//! In: the text of a file. Out: its [`Tree`] and every mistake in its shape. A
//! line that cannot be placed is reported and left out; all others are kept.

use crate::diag::{Code, Diagnostic, Outcome};
use crate::source::{FileId, Phrase, Span, Spanned};

use super::shape;
use super::skeleton::{self, Bytes, Line};
use super::table::{BlockKind, ClauseKey};
use super::tree::{Block, BlockSpan, Carrier, Clause, Item, Tree};

/// Reads a `.duly` text.
#[must_use]
pub(super) fn read(file: FileId, text: &str) -> Outcome<Tree> {
    let mut reader = Reader {
        file,
        text,
        blocks: Vec::new(),
        margins: Vec::new(),
        item_margins: Vec::new(),
        open: None,
        diagnostics: shape::refuse_control_characters(file, text),
    };
    let lines = skeleton::lines(text);
    reader.check_margins(&lines.lines);
    for line in lines.lines {
        reader.line(line);
    }
    for block in &reader.blocks {
        shape::check_block(block, Carrier::Duly, &mut reader.diagnostics);
    }
    let tree = Tree { file, carrier: Carrier::Duly, blocks: reader.blocks };
    Outcome::new(tree, reader.diagnostics)
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    blocks: Vec<Block>,
    /// The margin of the clauses of the block at hand, set by its first.
    margins: Vec<usize>,
    /// The margins of the bullet lists that are open in the clause at hand.
    item_margins: Vec<usize>,
    /// Whether lines now belong to a block; a line that starts no block closes
    /// it, so that what follows is not blamed on the block before.
    open: Option<Open>,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Clauses go into the last block.
    Block,
    /// The line that would have started a block could not be read: its clauses
    /// have nowhere to go, and it has been reported already.
    Unreadable,
    /// The last clause could not be read: its continuations are passed over.
    BadClause,
}

impl Reader<'_> {
    fn line(&mut self, line: Line) {
        match line {
            Line::Block { word, name, title } => {
                self.block(&word, name.as_ref(), title.as_ref());
            }
            Line::Inner { margin, content } => self.inner(&margin, &content),
            Line::Bullet { margin, content } => self.bullet(&margin, &content),
            Line::Stray(at) => self.stray(&at),
        }
    }

    fn span(&self, at: &Bytes) -> Span {
        Span::new(self.file, at.start, at.end)
    }

    fn phrase(&self, at: &Bytes) -> Phrase {
        Phrase::plain(self.text.get(at.clone()).unwrap_or(""), self.span(at))
    }

    fn block(&mut self, word: &Bytes, name: Option<&Bytes>, title: Option<&Bytes>) {
        let written = self.text.get(word.clone()).unwrap_or("");
        let meant = BlockKind::from_keyword(written).or_else(|| self.no_block(word, name, title));
        let Some(kind) = meant else { return };
        let end = title.or(name).unwrap_or(word).end;
        let name = match name {
            Some(at) => self.phrase(at),
            None => Phrase::empty(self.span(word).after()),
        };
        self.blocks.push(Block {
            kind: Spanned::new(kind, self.span(word)),
            name,
            title: title.map(|at| shape::bare_title(&self.phrase(at))),
            clauses: Vec::new(),
            unread: Vec::new(),
            span: BlockSpan(self.span(&(word.start..end))),
        });
        self.margins.clear();
        self.open = Some(Open::Block);
    }

    /// A word at the margin that starts no block: most often a clause that lost
    /// its indent, else a misspelt keyword. That one is read as what it was meant
    /// to be, so that the names it declares are not unknown as well.
    fn no_block(
        &mut self,
        word: &Bytes,
        name: Option<&Bytes>,
        title: Option<&Bytes>,
    ) -> Option<BlockKind> {
        let whole = word.start..title.or(name).unwrap_or(word).end;
        let line_end = self.text.get(whole.start..).and_then(|rest| rest.find('\n')).unwrap_or(0);
        let line = whole.start..(whole.start + line_end).max(whole.end);
        let content = self.text.get(line.clone()).unwrap_or("").trim_end();
        let line = line.start..line.start + content.len();
        let clause =
            self.blocks.last().and_then(|block| shape::split_keyword(block.kind.value, content));
        let span = self.span(word);
        if let (Some((key, _)), Some(Open::Block | Open::BadClause)) = (clause, self.open) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::D0102,
                    span,
                    format!("`{}` does not start a block", key.word()),
                )
                .label("this stands at the left margin")
                .help(format!(
                    "put two spaces before `{}`: it is a clause of the block above",
                    key.word()
                ))
                .fix(Span::new(self.file, span.start(), span.start()), "  "),
            );
            // Its own margin is no measure of those that follow: they are clauses
            // of the block again, not more of this one.
            let margins = self.margins.clone();
            self.clause(margins.last().copied().unwrap_or(0), &line);
            self.margins = margins;
            return None;
        }
        let found = shape::unknown_block(self.text.get(word.clone()).unwrap_or(""), span);
        let meant = found.fix.as_ref().and_then(|fix| BlockKind::from_keyword(&fix.replacement));
        self.diagnostics.push(found);
        if meant.is_none() {
            self.open = Some(Open::Unreadable);
        }
        meant
    }

    fn inner(&mut self, margin: &Bytes, content: &Bytes) {
        let depth = width(self.text.get(margin.clone()).unwrap_or(""));
        if self.open == Some(Open::Unreadable) {
            return;
        }
        if self.blocks.is_empty() {
            self.diagnostics.push(
                Diagnostic::new(Code::D0102, self.span(content), "this line stands before any block")
                    .label("no block to belong to")
                    .help("begin the file with a block at the left margin, such as `pack example-council/reviews`"),
            );
            self.open = Some(Open::Unreadable);
            return;
        }
        let clause_margin = self.margins.first().copied();
        if let Some(first) = clause_margin.filter(|_| self.is_clause_after_tab(margin, content)) {
            self.clause(first, content);
        } else if let Some(first) = clause_margin.filter(|first| depth > *first) {
            if self.is_clause_too_deep(content) {
                self.too_deep(first, margin, content);
                self.clause(first, content);
            } else {
                self.continuation(depth, content);
            }
        } else {
            self.clause(depth, content);
        }
    }

    /// Whether a line among clauses that spaces indent is one too, with a tab before its
    /// keyword: a tab is as deep as an editor makes it.
    fn is_clause_after_tab(&self, margin: &Bytes, content: &Bytes) -> bool {
        let one_tab = self
            .text
            .get(margin.clone())
            .is_some_and(|margin| margin.starts_with('\t') && margin.matches('\t').count() == 1);
        let text = self.text.get(content.clone()).unwrap_or("");
        let kind = self.blocks.last().map(|block| block.kind.value);
        one_tab && kind.is_some_and(|kind| shape::split_keyword(kind, text).is_some())
    }

    /// Whether a line that is set in as more of the one above is a clause by its look: its
    /// keyword stands apart from what follows it, or is one that no phrase goes on with.
    fn is_clause_too_deep(&self, content: &Bytes) -> bool {
        let text = self.text.get(content.clone()).unwrap_or("");
        let Some(block) = self.blocks.last() else { return false };
        let Some((key, length)) = shape::split_keyword(block.kind.value, text) else {
            return false;
        };
        // Sentences, which may go on with any word.
        let prose = [ClauseKey::Rule, ClauseKey::Note, ClauseKey::Reason, ClauseKey::Quote];
        if block.clauses.last().is_none_or(|above| prose.contains(&above.key.value)) {
            return false;
        }
        let apart = text.get(length..).is_some_and(|rest| rest.starts_with("  "));
        let never_within = [
            ClauseKey::Due,
            ClauseKey::Must,
            ClauseKey::Should,
            ClauseKey::AimsTo,
            ClauseKey::MetBy,
            ClauseKey::Lapses,
            ClauseKey::Source,
            ClauseKey::Schedule,
        ];
        apart || never_within.contains(&key)
    }

    /// D0101: a clause that is set in more deeply than the others of its block.
    fn too_deep(&mut self, first: usize, margin: &Bytes, content: &Bytes) {
        let text = self.text.get(content.clone()).unwrap_or("");
        let Some(block) = self.blocks.last() else { return };
        let Some((key, length)) = shape::split_keyword(block.kind.value, text) else { return };
        let word = key.word();
        let message = format!("`{word}` is set in more deeply than the clauses above it");
        let found = Diagnostic::new(
            Code::D0101,
            self.span(&(content.start..content.start + length)),
            message,
        )
        .label("so it could be read as more of the line above")
        .help(format!("put {first} spaces before `{word}`, as before the others"))
        .fix(self.span(margin), " ".repeat(first));
        self.diagnostics.push(found);
    }

    fn clause(&mut self, depth: usize, content: &Bytes) {
        if self.margins.is_empty() {
            self.margins.push(depth);
        }
        self.item_margins.clear();
        let text = self.text.get(content.clone()).unwrap_or("");
        let Some(kind) = self.blocks.last().map(|block| block.kind.value) else { return };
        let keyword = match shape::subject_word(kind, text) {
            Some(length) => return self.subject(content, length),
            None => shape::split_keyword(kind, text),
        };
        let Some((key, length)) = keyword else {
            let span = self.span(content);
            self.diagnostics.push(shape::unknown_clause(kind, text, span));
            let unread = self.unread(content);
            if let Some(block) = self.blocks.last_mut() {
                block.span = BlockSpan(block.span.0.to(span));
                block.unread.push(unread);
            }
            self.open = Some(Open::BadClause);
            return;
        };
        self.open = Some(Open::Block);
        let keyword = content.start..content.start + length;
        let rest = text.get(length..).unwrap_or("");
        let start = keyword.end + (rest.len() - rest.trim_start().len());
        let phrase = if start < content.end {
            self.phrase(&(start..content.end))
        } else {
            Phrase::empty(self.span(&keyword).after())
        };
        let end = self.span(content);
        if key == ClauseKey::Title {
            self.title(&phrase, self.span(&keyword));
            return;
        }
        let clause = Clause::new(Spanned::new(key, self.span(&keyword)), phrase, Vec::new());
        if let Some(block) = self.blocks.last_mut() {
            block.span = BlockSpan(block.span.0.to(end));
            block.clauses.push(clause);
        }
    }

    /// A line that is no clause: its first word, and what stands after it.
    fn unread(&self, content: &Bytes) -> (Spanned<String>, Phrase) {
        let text = self.text.get(content.clone()).unwrap_or("");
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let at = content.start..content.start + word.len();
        let rest = content.end - rest.trim_start().len()..content.end;
        (Spanned::new(word.trim_end_matches(':').to_owned(), self.span(&at)), self.phrase(&rest))
    }

    /// The line of an example that begins with the word for its subject, which stays
    /// in the phrase: only the pack's words tell whether it is the right one.
    fn subject(&mut self, content: &Bytes, length: usize) {
        self.open = Some(Open::Block);
        let word = content.start..content.start + length;
        let text = self.text.get(content.start + length..content.end).unwrap_or("");
        let rest = text.trim_start_matches(':').trim_start();
        let mut phrase = self.phrase(&word);
        join(&mut phrase, rest, self.span(&(content.end - rest.len()..content.end)));
        let (key, end) = (Spanned::new(ClauseKey::Subject, self.span(&word)), self.span(content));
        if let Some(block) = self.blocks.last_mut() {
            block.span = BlockSpan(block.span.0.to(end));
            block.clauses.push(Clause::new(key, phrase, Vec::new()));
        }
    }

    /// A `title` line is the block's title, wherever it stands.
    fn title(&mut self, phrase: &Phrase, keyword: Span) {
        let Some(block) = self.blocks.last_mut() else { return };
        match &block.title {
            Some(first) => self.diagnostics.push(
                Diagnostic::new(Code::D0104, keyword, "this block has two titles")
                    .label("the second")
                    .also(first.span(), "the first, which is used")
                    .help("keep one of them"),
            ),
            None => block.title = Some(shape::bare_title(phrase)),
        }
    }

    fn continuation(&mut self, depth: usize, content: &Bytes) {
        if self.open != Some(Open::Block) {
            return;
        }
        let span = self.span(content);
        let text = self.text.get(content.clone()).unwrap_or("");
        let nested = self.item_margins.last().is_some_and(|margin| depth > *margin);
        let item_margins = self.item_margins.len();
        let Some(block) = self.blocks.last_mut() else { return };
        block.span = BlockSpan(block.span.0.to(span));
        let Some(clause) = block.clauses.last_mut() else { return };
        let target = if nested { last_item(&mut clause.items, item_margins) } else { None };
        let phrase = match target {
            Some(item) => &mut item.phrase,
            None => &mut clause.phrase,
        };
        join(phrase, text, span);
    }

    fn bullet(&mut self, margin: &Bytes, content: &Bytes) {
        let depth = width(self.text.get(margin.clone()).unwrap_or(""));
        if depth == 0 {
            self.diagnostics.push(
                Diagnostic::new(Code::D0102, self.span(content), "this bullet stands at the left margin")
                    .label("no clause to belong to")
                    .help("indent it below the clause it belongs to; a duty starts with `duty`, without a mark"),
            );
            self.open = Some(Open::Unreadable);
            return;
        }
        if self.open != Some(Open::Block) {
            return;
        }
        let phrase = self.phrase(content);
        let span = self.span(content);
        while self.item_margins.last().is_some_and(|open| *open > depth) {
            self.item_margins.pop();
        }
        if self.item_margins.last() != Some(&depth) {
            self.item_margins.push(depth);
        }
        let level = self.item_margins.len();
        let Some(clause) = self.blocks.last_mut().and_then(|block| {
            block.span = BlockSpan(block.span.0.to(span));
            block.clauses.last_mut()
        }) else {
            self.diagnostics.push(
                Diagnostic::new(Code::D0101, span, "this bullet belongs to no clause").help(
                    "write the clause above it first, such as `must     make available all of`",
                ),
            );
            return;
        };
        let items = if level > 1 {
            match last_item(&mut clause.items, level - 1) {
                Some(parent) => &mut parent.items,
                None => &mut clause.items,
            }
        } else {
            &mut clause.items
        };
        items.push(Item { phrase, items: Vec::new() });
    }

    fn stray(&mut self, at: &Bytes) {
        let text = self.text.get(at.clone()).unwrap_or("").trim();
        let span = self.span(at);
        let word = text.split_whitespace().next().unwrap_or(text);
        self.diagnostics.push(shape::unknown_block(
            word,
            Span::new(self.file, span.start(), span.start() + word.len()),
        ));
        self.open = Some(Open::Unreadable);
    }

    /// Tabs and spaces in the margins of one file (D0106): said once, at the
    /// first line whose margin differs from those before it.
    fn check_margins(&mut self, lines: &[Line]) {
        let margins = lines.iter().filter_map(|line| match line {
            Line::Inner { margin, .. } | Line::Bullet { margin, .. } => Some(margin),
            Line::Block { .. } | Line::Stray(_) => None,
        });
        let mut first: Option<(bool, Bytes)> = None;
        for margin in margins {
            let text = self.text.get(margin.clone()).unwrap_or("");
            if text.is_empty() {
                continue;
            }
            let (tabs, spaces) = (text.contains('\t'), text.contains(' '));
            let mixed = tabs && spaces || first.as_ref().is_some_and(|(tabbed, _)| *tabbed != tabs);
            if mixed {
                let mut found = Diagnostic::new(
                    Code::D0106,
                    self.span(margin),
                    "tabs and spaces are mixed in the margins of this file",
                )
                .label(if tabs { "a tab here" } else { "spaces here" })
                .help("run `duly fmt` to make every margin spaces");
                if let Some((tabbed, at)) = &first {
                    found = found
                        .also(self.span(at), if *tabbed { "a tab here" } else { "spaces here" });
                }
                self.diagnostics.push(found);
                return;
            }
            first.get_or_insert((tabs, margin.clone()));
        }
    }
}

/// How wide a margin is: a tab reaches to the next multiple of four.
fn width(margin: &str) -> usize {
    margin.chars().fold(0, |at, c| if c == '\t' { (at / 4 + 1) * 4 } else { at + 1 })
}

/// Adds a continuation line to a phrase, joined by one space.
fn join(phrase: &mut Phrase, text: &str, span: Span) {
    if !phrase.is_empty() {
        phrase.push(" ", Span::new(span.file(), phrase.span().end(), span.start()));
    }
    phrase.push(text, span);
}

/// The last item `level` bullets deep.
fn last_item(items: &mut [Item], level: usize) -> Option<&mut Item> {
    let last = items.last_mut()?;
    if level <= 1 || last.items.is_empty() {
        Some(last)
    } else {
        last_item(&mut last.items, level - 1)
    }
}

/// The clause keywords a reader of the tree knows: used by help texts.
#[must_use]
pub fn clause_words(kind: BlockKind) -> Vec<&'static str> {
    kind.row()
        .clauses
        .iter()
        .map(|row| row.key)
        .filter(|key| *key != ClauseKey::Title)
        .map(ClauseKey::word)
        .collect()
}
