//! A page of the documentation on a terminal.
//!
//! In: Markdown as the project's own pages use it: headings, paragraphs, lists,
//! fenced blocks. Out: text. Never here: Markdown of strangers.

use super::text::wrap;

/// The page, wrapped to `columns` and, if `colour`, with its headings bold and its
/// code set off.
#[must_use]
pub fn page(markdown: &str, columns: usize, colour: bool) -> String {
    let mut printer = Printer { out: String::new(), columns: columns.clamp(40, 90), colour };
    let mut paragraph = String::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            printer.paragraph(&mut paragraph);
            fenced = !fenced;
        } else if fenced {
            printer.code(line);
        } else if let Some(heading) = line.strip_prefix('#') {
            printer.paragraph(&mut paragraph);
            printer.heading(heading.trim_start_matches('#').trim());
        } else if line.trim().is_empty() {
            printer.paragraph(&mut paragraph);
            printer.blank();
        } else {
            if line.trim_start().starts_with("- ") {
                printer.paragraph(&mut paragraph);
            }
            paragraph.push_str(line.trim());
            paragraph.push(' ');
        }
    }
    printer.paragraph(&mut paragraph);
    let mut out = printer.out.trim_end().to_owned();
    out.push('\n');
    out
}

struct Printer {
    out: String,
    columns: usize,
    colour: bool,
}

impl Printer {
    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn heading(&mut self, text: &str) {
        self.blank();
        let bold = if self.colour { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() };
        self.line(&bold);
    }

    fn code(&mut self, line: &str) {
        let line = if self.colour && !line.trim().is_empty() {
            format!("    \x1b[36m{line}\x1b[0m")
        } else {
            format!("    {line}")
        };
        self.line(&line);
    }

    fn paragraph(&mut self, text: &mut String) {
        let text = std::mem::take(text);
        let (first, rest, words) = match text.strip_prefix("- ") {
            Some(words) => ("- ", "  ", words),
            None => ("", "", text.as_str()),
        };
        if words.trim().is_empty() {
            return;
        }
        let words = if self.colour { words.to_owned() } else { words.replace("**", "") };
        for (number, line) in
            wrap(&plain_links(&words), self.columns - first.len()).iter().enumerate()
        {
            let indent = if number == 0 { first } else { rest };
            let line = format!("{indent}{}", self.spans(line));
            self.line(&line);
        }
    }

    /// Code and strong words of one line in colour. A span that a line break cuts
    /// in two stays as it is.
    fn spans(&self, line: &str) -> String {
        if !self.colour {
            return line.to_owned();
        }
        let paint = |text: &str, mark: &str, on: &str| {
            if !text.matches(mark).count().is_multiple_of(2) {
                return text.to_owned();
            }
            let pieces = text.split(mark).enumerate();
            pieces
                .map(
                    |(at, piece)| {
                        if at % 2 == 1 { format!("{on}{piece}\x1b[0m") } else { piece.to_owned() }
                    },
                )
                .collect()
        };
        paint(&paint(line, "**", "\x1b[1m"), "`", "\x1b[36m")
    }
}

/// `[text](target)` as `text`: a terminal has no links to follow.
fn plain_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let link = after.split_once("](").and_then(|(words, tail)| {
            let (_, tail) = tail.split_once(')')?;
            (!words.contains('[')).then_some((words, tail))
        });
        if let Some((words, tail)) = link {
            out.push_str(words);
            rest = tail;
        } else {
            out.push('[');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::page;

    const PAGE: &str = "# D0301 Working days\n\nA first [line](x.md)\nand `more`.\n\n```duly\n\
                        duty a\n```\n\n- one\n- two **words**\n";

    #[test]
    fn a_page_reads_well_without_markdown() {
        insta::assert_snapshot!(page(PAGE, 80, false), @r"
        D0301 Working days

        A first line and `more`.

            duty a

        - one
        - two words
        ");
    }

    #[test]
    fn colour_sets_off_headings_and_code() {
        let shown = page(PAGE, 80, true);
        assert!(shown.contains("\x1b[1mD0301 Working days\x1b[0m"), "{shown:?}");
        assert!(shown.contains("and \x1b[36mmore\x1b[0m."), "{shown:?}");
        assert!(shown.contains("two \x1b[1mwords\x1b[0m"), "{shown:?}");
    }
}
