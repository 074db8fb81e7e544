//! `.duly` files: laid out anew line by line, so that comments keep their place.

use super::Canon;
use crate::syntax::print::Printed;
use crate::syntax::skeleton::{self, Bytes, Line};
use crate::syntax::tree::{Block, Clause, Tree};

/// Phrases begin here unless a keyword of the file reaches further.
const COLUMN: usize = 9;
/// Lines are broken before this column.
const WIDTH: usize = 100;

pub(super) fn format(tree: &Tree, text: &str, canon: &Canon<'_>) -> String {
    let lines = skeleton::lines(text);
    let longest =
        tree.blocks.iter().flat_map(|block| &block.clauses).map(|c| c.key.value.word().len());
    let column = longest.max().unwrap_or(0).saturating_add(1).max(COLUMN);
    let mut layout = Layout {
        text,
        lines: &lines.lines,
        comments: &lines.comments,
        canon,
        column,
        out: String::with_capacity(text.len()),
        blank_wanted: false,
    };
    layout.run(&tree.blocks);
    layout.out
}

struct Layout<'a> {
    text: &'a str,
    lines: &'a [Line],
    comments: &'a [Bytes],
    canon: &'a Canon<'a>,
    column: usize,
    out: String,
    blank_wanted: bool,
}

impl Layout<'_> {
    fn run(&mut self, blocks: &[Block]) {
        let mut at = 0;
        let mut skip_until = 0;
        for physical in self.text.split_inclusive('\n') {
            let start = at;
            at += physical.len();
            if start < skip_until {
                continue;
            }
            let whole = start..at;
            match self.lines.iter().find(|line| whole.contains(&first_byte(line))) {
                None => self.remark_or_blank(physical),
                Some(Line::Block { word, .. }) => {
                    match blocks.iter().find(|b| b.kind.span.start() == word.start) {
                        Some(block) => self.block(block, &whole),
                        None => self.verbatim(physical),
                    }
                }
                Some(Line::Inner { content, .. }) => {
                    let clause = blocks
                        .iter()
                        .flat_map(|block| &block.clauses)
                        .find(|clause| clause.key.span.start() == content.start);
                    match clause {
                        Some(clause) => skip_until = self.clause(clause, &whole),
                        // It stays a line of its own beside the clauses around it.
                        None => self.line(&format!("  {}", physical.trim())),
                    }
                }
                Some(Line::Bullet { .. } | Line::Stray(_)) => self.verbatim(physical),
            }
        }
    }

    fn remark_or_blank(&mut self, physical: &str) {
        let remark = physical.trim().trim_start_matches('\u{feff}');
        if remark.is_empty() {
            self.blank_wanted = !self.out.is_empty();
            return;
        }
        let margin = if physical.starts_with([' ', '\t']) { "  " } else { "" };
        self.line(&format!("{margin}{remark}"));
    }

    fn verbatim(&mut self, physical: &str) {
        let tabs_gone = physical.trim_end().replace('\t', "    ");
        self.line(&tabs_gone);
    }

    fn line(&mut self, line: &str) {
        if self.blank_wanted {
            self.out.push('\n');
            self.blank_wanted = false;
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn block(&mut self, block: &Block, whole: &Bytes) {
        let mut line = block.kind.value.row().keyword.to_owned();
        if !block.name.is_empty() {
            line.push(' ');
            line.push_str(block.name.text());
        }
        let on_this_line = |at: usize| whole.contains(&at);
        if let Some(title) = block.title.as_ref().filter(|title| on_this_line(title.span().start()))
        {
            line.push_str(&crate::syntax::print::title_text(title.text()));
        }
        for comment in self.comments_in(whole) {
            line.push_str("  ");
            line.push_str(&comment);
        }
        let after_remark =
            self.out.ends_with('\n') && self.out.lines().last().is_some_and(|l| l.starts_with('#'));
        if !self.out.is_empty() && !after_remark {
            self.blank_wanted = true;
        }
        self.line(&line);
    }

    /// Prints a clause with its continuations and bullets; gives the byte where
    /// the lines it stands on end.
    fn clause(&mut self, clause: &Clause, whole: &Bytes) -> usize {
        let last = last_byte(clause);
        let end = self.line_end(last.max(whole.end.saturating_sub(1)));
        let range = whole.start..end;
        let mut comments = self.comments_in(&range);
        let (word, rest) = clause.parts();
        let own_word = rest != clause.phrase;
        let printed = if own_word {
            Printed { phrase: rest.text().to_owned(), items: Vec::new() }
        } else {
            self.canon.clause(clause)
        };
        let single = comments.len() == 1 && printed.items.is_empty();
        if !single {
            for comment in comments.drain(..) {
                self.line(&format!("  {comment}"));
            }
        }
        let width = self.column.max(word.len() + 1);
        let head = format!("  {word:width$}");
        let margin = head.len();
        let mut wrapped = wrap(&printed.phrase, WIDTH.saturating_sub(margin)).into_iter();
        let mut line = format!("{head}{}", wrapped.next().unwrap_or_default());
        let rest: Vec<String> = wrapped.collect();
        if rest.is_empty()
            && let Some(comment) = comments.pop()
        {
            line = format!("{}  {comment}", line.trim_end());
        }
        self.line(&line);
        for more in rest {
            self.line(&format!("{:margin$}{more}", ""));
        }
        for comment in comments {
            self.line(&format!("  {comment}"));
        }
        self.items(&printed.items, margin);
        end
    }

    fn items(&mut self, items: &[Printed], margin: usize) {
        for item in items {
            let mut wrapped = wrap(&item.phrase, WIDTH.saturating_sub(margin + 2)).into_iter();
            self.line(&format!("{:margin$}- {}", "", wrapped.next().unwrap_or_default()));
            for more in wrapped {
                self.line(&format!("{:1$}{more}", "", margin + 2));
            }
            self.items(&item.items, margin + 2);
        }
    }

    fn comments_in(&self, range: &Bytes) -> Vec<String> {
        self.comments
            .iter()
            .filter(|comment| range.contains(&comment.start))
            .filter_map(|comment| self.text.get(comment.clone()))
            .map(|comment| comment.trim_end().to_owned())
            .collect()
    }

    fn line_end(&self, byte: usize) -> usize {
        let rest = self.text.get(byte..).unwrap_or("");
        rest.find('\n').map_or(self.text.len(), |at| byte + at + 1)
    }
}

fn first_byte(line: &Line) -> usize {
    match line {
        Line::Block { word, .. } => word.start,
        Line::Inner { content, .. } | Line::Bullet { content, .. } => content.start,
        Line::Stray(at) => at.start,
    }
}

fn last_byte(clause: &Clause) -> usize {
    fn of_items(items: &[crate::syntax::tree::Item]) -> usize {
        items
            .iter()
            .map(|item| item.phrase.span().end().max(of_items(&item.items)))
            .max()
            .unwrap_or(0)
    }
    let phrase =
        if clause.phrase.is_empty() { clause.key.span.end() } else { clause.phrase.span().end() };
    phrase.max(of_items(&clause.items)).saturating_sub(1)
}

/// Breaks a phrase into lines of at most so many characters, between words.
fn wrap(phrase: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in phrase.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
