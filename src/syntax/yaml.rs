//! The YAML carrier: keys and values to the same block tree.
//!
//! In: the text of a file. Out: its [`Tree`] and every mistake in its shape.
//! Scalars stay text; what they say is read by the phrase grammar.

use crate::diag::{Code, Diagnostic, Outcome};
use crate::names::suggest_words;
use crate::source::{FileId, Phrase, Span, Spanned};
use crate::yaml::{self, Entry, Node, NodeKind, Scalar, Style};

mod example;

use super::force::{dated, may_be_dated};
use super::shape;
use super::table::{BLOCKS, BlockKind, ClauseKey, Times};
use super::tree::{Block, BlockSpan, Carrier, Clause, Item, Tree};

/// Reads a YAML text.
#[must_use]
pub(super) fn read(file: FileId, text: &str) -> Outcome<Tree> {
    let outcome = yaml::parse(file, text);
    let mut reader = Reader { text, blocks: Vec::new(), diagnostics: outcome.diagnostics };
    if let Some(document) = outcome.value {
        reader.root(&document);
    }
    for block in &reader.blocks {
        shape::check_block(block, Carrier::Yaml, &mut reader.diagnostics);
    }
    let tree = Tree { file, carrier: Carrier::Yaml, blocks: reader.blocks };
    Outcome::new(tree, reader.diagnostics)
}

struct Reader<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn root(&mut self, root: &Node) {
        let entries = match &root.kind {
            NodeKind::Mapping(entries) => entries,
            NodeKind::Missing => return,
            NodeKind::Scalar(_) | NodeKind::Sequence(_) => {
                self.diagnostics.push(
                    Diagnostic::new(Code::D0102, root.span, format!("a pack is a block of keys; this file holds {}", root.describe()))
                        .help("begin with `pack: example-council/reviews`, then `duties:` with each duty below it"),
                );
                return;
            }
        };
        let mut header: Option<Block> = None;
        for entry in entries {
            let key = entry.key.text();
            if let Some(kind) = BlockKind::from_yaml(key) {
                self.group(kind, entry);
            } else if key.eq_ignore_ascii_case("pack") {
                let name =
                    self.text_of(entry).unwrap_or_else(|| Phrase::empty(entry.key.span().after()));
                let block = header.get_or_insert_with(|| empty_header(&entry.key));
                block.kind.span = entry.key.span();
                block.name = name;
            } else if let Some(clause) = header_clause(key) {
                let block = header.get_or_insert_with(|| empty_header(&entry.key));
                let mut taken = std::mem::replace(block, empty_header(&entry.key));
                self.clause(&mut taken, clause, entry);
                header = Some(taken);
            } else {
                self.unknown_top(entry);
            }
        }
        if let Some(header) = header {
            self.blocks.insert(0, header);
        }
    }

    fn unknown_top(&mut self, entry: &Entry) {
        let word = entry.key.text();
        let span = entry.key.span();
        let mut keys: Vec<&str> =
            BLOCKS.iter().map(|row| row.yaml).filter(|key| !key.is_empty()).collect();
        let single = BlockKind::from_keyword(word).map(|kind| kind.row().yaml);
        keys.push("pack");
        keys.extend(BlockKind::Pack.row().clauses.iter().map(|row| row.key.word()));
        let found = Diagnostic::new(Code::D0102, span, format!("`{word}` is no key of a pack"));
        let near = single.or_else(|| suggest_words(word, keys.iter().copied()).first().copied());
        self.diagnostics.push(match near {
            Some(near) => found.help(format!("did you mean `{near}`?")).fix(span, near),
            None => found
                .help(format!("the keys at the left margin are {}", shape::listed(&keys, "and"))),
        });
        // Read as it was meant, so that the names below it are not unknown as well.
        if let Some(kind) = near.and_then(BlockKind::from_yaml) {
            self.group(kind, entry);
        }
    }

    fn group(&mut self, kind: BlockKind, entry: &Entry) {
        match &entry.value.kind {
            NodeKind::Mapping(blocks) => {
                for block in blocks {
                    self.block(kind, block);
                }
            }
            NodeKind::Missing => {}
            NodeKind::Scalar(_) | NodeKind::Sequence(_) => {
                let row = kind.row();
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::D0101,
                        entry.value.span,
                        format!(
                            "`{}` holds a block of names; here it holds {}",
                            row.yaml,
                            entry.value.describe()
                        ),
                    )
                    .help(format!(
                        "write each name on a line of its own below it, as `  {}:`",
                        row.name_example
                    )),
                );
            }
        }
    }

    fn block(&mut self, kind: BlockKind, entry: &Entry) {
        let span = entry.key.span().to(entry.value.span);
        let mut block = Block {
            kind: Spanned::new(kind, entry.key.span()),
            name: entry.key.phrase.clone(),
            title: None,
            clauses: Vec::new(),
            unread: Vec::new(),
            span: BlockSpan(span),
        };
        match &entry.value.kind {
            NodeKind::Scalar(scalar) => {
                if let Some(key) = only_clause(kind) {
                    let key = Spanned::new(key, scalar.span());
                    self.cut_short(&entry.value, scalar);
                    block.clauses.push(Clause::new(key, scalar.phrase.clone(), Vec::new()));
                } else {
                    self.not_a_block(kind, entry);
                }
            }
            NodeKind::Sequence(_) => self.not_a_block(kind, entry),
            NodeKind::Mapping(clauses) => {
                let mut before: Option<&Entry> = None;
                for clause in clauses {
                    self.block_clause(&mut block, clause, before);
                    before = Some(clause);
                }
            }
            NodeKind::Missing if entry.value.broken => return,
            NodeKind::Missing => {}
        }
        if !(entry.value.broken && block.clauses.is_empty()) {
            self.blocks.push(block);
        }
    }

    fn not_a_block(&mut self, kind: BlockKind, entry: &Entry) {
        let row = kind.row();
        let keys: Vec<&str> = row.clauses.iter().map(|clause| clause.key.word()).collect();
        self.diagnostics.push(
            Diagnostic::new(
                Code::D0101,
                entry.value.span,
                format!(
                    "`{}` should hold a block of keys, not {}",
                    entry.key.text(),
                    entry.value.describe()
                ),
            )
            .help(format!("a `{}` has {}", row.keyword, shape::listed(&keys, "and"))),
        );
    }

    fn block_clause(&mut self, block: &mut Block, entry: &Entry, before: Option<&Entry>) {
        let word = entry.key.text();
        let kind = block.kind.value;
        if kind == BlockKind::Example && self.example_entry(block, entry) {
            return;
        }
        let known = ClauseKey::parse(word)
            .filter(|key| *key == ClauseKey::Title || kind.clause(*key).is_some());
        match known {
            Some(ClauseKey::Title) => {
                block.title = self.text_of(entry).map(|title| shape::bare_title(&title));
            }
            Some(key) => self.clause(block, key, entry),
            None if entry.value.is_missing() && self.after_comma(entry) => {
                self.cut_by_comma(entry, before);
            }
            None => {
                let unknown = if kind == BlockKind::Example {
                    example::unknown(word, entry.key.span())
                } else {
                    shape::unknown_clause(kind, word, entry.key.span())
                };
                self.diagnostics.push(unknown);
                if let NodeKind::Scalar(scalar) = &entry.value.kind {
                    let word = Spanned::new(word.to_owned(), entry.key.span());
                    block.unread.push((word, scalar.phrase.clone()));
                }
            }
        }
    }

    /// Whether a key stands behind a comma on its line, as the rest of a phrase
    /// inside `{ }` does.
    fn after_comma(&self, entry: &Entry) -> bool {
        let before = self.text.get(..entry.key.span().start()).unwrap_or("");
        before.trim_end().ends_with(',')
    }

    /// D0108: `{due: within 2 working days of E, or before}`.
    fn cut_by_comma(&mut self, entry: &Entry, before: Option<&Entry>) {
        let rest = entry.key.text();
        let whole = before
            .and_then(|before| before.value.as_scalar())
            .map_or_else(|| format!("…, {rest}"), |start| format!("{}, {rest}", start.text()));
        let found = Diagnostic::new(
            Code::D0108,
            entry.key.span(),
            format!("the comma before “{rest}” cuts a phrase short"),
        )
        .label("YAML reads this as a key of its own")
        .help(format!("quote the whole phrase: `\"{whole}\"`"));
        let found = match before {
            Some(before) => {
                let span = before.value.span.to(entry.key.span());
                found
                    .also(before.value.span, "the phrase begins here")
                    .fix(span, format!("\"{whole}\""))
            }
            None => found,
        };
        self.diagnostics.push(found);
    }

    fn clause(&mut self, block: &mut Block, key: ClauseKey, entry: &Entry) {
        if key == ClauseKey::Title {
            block.title = self.text_of(entry).map(|title| shape::bare_title(&title));
            return;
        }
        let spanned = Spanned::new(key, entry.key.span());
        let many = block.kind.value.clause(key).is_some_and(|row| row.times == Times::Many);
        match &entry.value.kind {
            NodeKind::Sequence(items) if many || in_turn(block.kind.value, key, items) => {
                for item in items {
                    self.one_clause(block, spanned, item);
                }
            }
            NodeKind::Sequence(_) => self.diagnostics.push(
                Diagnostic::new(
                    Code::D0104,
                    entry.value.span,
                    format!("`{}` has one phrase, not a list", key.word()),
                )
                .help("keep one of them"),
            ),
            NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Missing => {
                self.one_clause(block, spanned, &entry.value);
            }
        }
    }

    /// The phrase as it was meant, where a colon cut it short (D0108): what is left
    /// of it would only be a second mistake.
    fn uncut(&self, value: &Node) -> Option<Phrase> {
        let cut = |found: &&Diagnostic| found.code == Code::D0108 && found.fix.is_some();
        let mut whole = self.diagnostics.iter().filter(cut).filter_map(|found| found.fix.as_ref());
        let span = whole.find(|fix| fix.span.start() == value.span.start())?.span;
        Some(Phrase::plain(self.text.get(span.range())?, span))
    }

    fn one_clause(&mut self, block: &mut Block, key: Spanned<ClauseKey>, value: &Node) {
        match &value.kind {
            NodeKind::Scalar(scalar) => {
                self.cut_short(value, scalar);
                let phrase = self.uncut(value).unwrap_or_else(|| scalar.phrase.clone());
                block.clauses.push(Clause::new(key, phrase, Vec::new()));
            }
            NodeKind::Mapping(entries) => {
                if let Some((phrase, items)) = self.list(entries, key.value, value.span) {
                    block.clauses.push(Clause::new(key, phrase, items));
                }
            }
            NodeKind::Missing if value.broken => {}
            NodeKind::Missing => {
                let phrase = Phrase::empty(key.span.after());
                block.clauses.push(Clause::new(key, phrase, Vec::new()));
            }
            NodeKind::Sequence(_) => self.diagnostics.push(
                Diagnostic::new(
                    Code::D0103,
                    value.span,
                    format!("`{}` has a list inside a list", key.value.word()),
                )
                .help("write `all of` or `any of` as the key of the inner list"),
            ),
        }
    }

    /// `{make available all of: [the care plan, …]}`: a phrase and its bullets.
    fn list(
        &mut self,
        entries: &[Entry],
        key: ClauseKey,
        span: Span,
    ) -> Option<(Phrase, Vec<Item>)> {
        let [entry] = entries else {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::D0103,
                    span,
                    format!("`{}` holds a phrase, or one list with its head", key.word()),
                )
                .help("write the head of the list as its one key, as `while all of: [ … ]`"),
            );
            return None;
        };
        match &entry.value.kind {
            NodeKind::Sequence(items) => {
                let items = items.iter().filter_map(|item| self.item(item, key)).collect();
                Some((entry.key.phrase.clone(), items))
            }
            NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Missing => {
                let whole = match entry.value.as_scalar() {
                    Some(rest) => format!("{}: {}", entry.key.text(), rest.text()),
                    None => entry.key.text().to_owned(),
                };
                let at = entry.key.span().to(entry.value.span);
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::D0108,
                        at,
                        format!("the colon after “{}” cuts a phrase short", entry.key.text()),
                    )
                    .label("YAML reads this as a key with a value")
                    .help(format!("quote the whole phrase: `\"{whole}\"`"))
                    .fix(at, format!("\"{whole}\"")),
                );
                None
            }
        }
    }

    fn item(&mut self, node: &Node, key: ClauseKey) -> Option<Item> {
        match &node.kind {
            NodeKind::Scalar(scalar) => {
                self.cut_short(node, scalar);
                Some(Item { phrase: scalar.phrase.clone(), items: Vec::new() })
            }
            NodeKind::Mapping(entries) => {
                self.list(entries, key, node.span).map(|(phrase, items)| Item { phrase, items })
            }
            NodeKind::Missing | NodeKind::Sequence(_) => {
                if !node.broken {
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::D0103,
                            node.span,
                            format!("a bullet of `{}` is {}", key.word(), node.describe()),
                        )
                        .help("write a phrase here"),
                    );
                }
                None
            }
        }
    }

    /// D0108: a `#` right before a word is no remark but part of a phrase.
    fn cut_short(&mut self, node: &Node, scalar: &Scalar) {
        let Some(comment) = node.comment.filter(|_| scalar.style == Style::Plain) else { return };
        let text = self.text.get(comment.range()).unwrap_or("");
        let glued = text.get(1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        if !glued {
            return;
        }
        let whole = format!("{} {}", scalar.text(), text.trim_end());
        let span = scalar.span().to(comment);
        self.diagnostics.push(
            Diagnostic::new(
                Code::D0108,
                comment,
                format!("YAML reads “{}” as a remark", text.trim_end()),
            )
            .label("everything from ` #` on is passed over")
            .help(format!(
                "quote the whole phrase: `\"{whole}\"`; for a remark put a space after the `#`"
            ))
            .fix(span, format!("\"{whole}\"")),
        );
    }

    fn text_of(&mut self, entry: &Entry) -> Option<Phrase> {
        match &entry.value.kind {
            NodeKind::Scalar(scalar) => {
                self.cut_short(&entry.value, scalar);
                Some(scalar.phrase.clone())
            }
            NodeKind::Missing => None,
            NodeKind::Mapping(_) | NodeKind::Sequence(_) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::D0103,
                        entry.value.span,
                        format!(
                            "`{}` is a piece of text; here it is {}",
                            entry.key.text(),
                            entry.value.describe()
                        ),
                    )
                    .help("write it on one line, in quotes if it holds a colon"),
                );
                None
            }
        }
    }
}

fn empty_header(key: &Scalar) -> Block {
    Block {
        kind: Spanned::new(BlockKind::Pack, key.span()),
        name: Phrase::empty(key.span()),
        title: None,
        clauses: Vec::new(),
        unread: Vec::new(),
        span: BlockSpan(key.span()),
    }
}

fn header_clause(key: &str) -> Option<ClauseKey> {
    ClauseKey::parse(key).filter(|key| BlockKind::Pack.clause(*key).is_some())
}

/// The clause that a block of this kind is, when its value is plain text.
fn only_clause(kind: BlockKind) -> Option<ClauseKey> {
    match kind {
        BlockKind::Duty => Some(ClauseKey::Rule),
        BlockKind::Label => Some(ClauseKey::As),
        BlockKind::Pack
        | BlockKind::Calendar
        | BlockKind::Event
        | BlockKind::Status
        | BlockKind::Fact
        | BlockKind::Role
        | BlockKind::Paper
        | BlockKind::Document
        | BlockKind::Definition
        | BlockKind::Standing
        | BlockKind::Deem
        | BlockKind::Power
        | BlockKind::Across
        | BlockKind::Change
        | BlockKind::Example => None,
        BlockKind::Register => Some(ClauseKey::Paragraphs),
        BlockKind::Remove => Some(ClauseKey::Reason),
    }
}

/// Whether every phrase of a list says when it is in force, of what may be dated.
fn in_turn(kind: BlockKind, key: ClauseKey, items: &[Node]) -> bool {
    let says = |node: &Node| match &node.kind {
        NodeKind::Scalar(scalar) => dated(&scalar.phrase).1.is_some(),
        NodeKind::Mapping(entries) => {
            entries.iter().all(|entry| dated(&entry.key.phrase).1.is_some())
        }
        NodeKind::Sequence(_) | NodeKind::Missing => false,
    };
    may_be_dated(kind, key) && items.iter().all(says)
}
