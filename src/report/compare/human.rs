//! Comparisons on a terminal.

use super::words::{self, head_of_other, ids, of_days, of_finding, of_other, stand, tie, titled};
use super::{Shown, counts, order};
use crate::analysis::compare::{Change, Comparison, Named, Paired};
use crate::names::thousands;
use crate::report::diagnostics::Look;
use crate::report::text::{safe, wrap};

/// What differs, for people. Of more than two packs it is the matrix.
#[must_use]
pub fn human(shown: &Shown<'_>, look: &Look) -> String {
    let mut printer =
        Printer { out: String::new(), columns: look.width.clamp(60, 100), colour: look.colour };
    if let [comparison] = shown.comparisons {
        printer.two(shown, comparison);
    } else {
        printer.matrix(shown);
    }
    printer.cases(shown);
    let mut out = printer.out.trim_end().to_owned();
    out.push('\n');
    safe(&out).into_owned()
}

struct Printer {
    out: String,
    columns: usize,
    colour: bool,
}

impl Printer {
    fn line(&mut self, indent: usize, text: &str) {
        let pad = " ".repeat(indent);
        for (at, line) in wrap(text, self.columns.saturating_sub(indent + 2)).iter().enumerate() {
            let hang = if at > 0 { "  " } else { "" };
            self.out.push_str(&format!("{pad}{hang}{line}\n"));
        }
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }

    fn heading(&mut self, text: &str) {
        let text = if self.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
        self.out.push_str(&format!("{text}\n"));
    }

    fn two(&mut self, shown: &Shown<'_>, comparison: &Comparison) {
        let (left, right) = comparison.packs;
        self.line(0, &format!("there: {} ({})", shown.title(left), shown.id(left)));
        self.line(0, &format!("here: {} ({})", shown.title(right), shown.id(right)));
        self.blank();
        let said: Vec<String> = counts(comparison)
            .iter()
            .map(|(verdict, count)| format!("{} {}", thousands(*count), verdict.word()))
            .collect();
        let side = format!(
            "{} side by side: {}. {} only there, {} only here.",
            thousands(comparison.pairs.len()),
            if said.is_empty() { "none".to_owned() } else { said.join(", ") },
            thousands(comparison.only_left.len()),
            thousands(comparison.only_right.len())
        );
        self.line(0, &side);
        for pair in shown.pairs(comparison) {
            self.blank();
            self.pair(pair);
        }
        self.alone("Only there", &comparison.only_left, shown.id(left), shown.all);
        self.alone("Only here", &comparison.only_right, shown.id(right), shown.all);
        if !comparison.others.is_empty() {
            self.blank();
            self.heading("Other rules");
            for other in &comparison.others {
                self.line(2, &head_of_other(other));
                of_other(other).iter().for_each(|line| self.line(4, line));
            }
        }
    }

    fn pair(&mut self, pair: &Paired) {
        self.heading(&format!("{} ({}): {}", pair.left.title, ids(pair), pair.verdict.word()));
        if let Some(tie) = tie(pair) {
            self.line(2, &format!("({tie})"));
        }
        self.line(2, &format!("there: {}", pair.left.limit));
        if !pair.is_identical() {
            self.line(2, &format!("here: {}", pair.right.limit));
        }
        for days in &pair.days {
            let lines = of_days(days);
            let mut lines = lines.iter();
            if let Some(first) = lines.next() {
                self.line(2, &format!("{}: {first}", words::end(days)));
            }
            lines.for_each(|line| self.line(4, line));
        }
        for finding in &pair.findings {
            let lines = of_finding(finding);
            let mut lines = lines.iter();
            if let Some(first) = lines.next() {
                self.line(2, &format!("{}: {first}", finding.aspect.word()));
            }
            lines.for_each(|line| self.line(4, line));
        }
        let dated = pair.days.iter().any(|one| one.dates > 0);
        for witness in [&pair.more, &pair.less].into_iter().flatten().filter(|_| !dated) {
            self.line(2, &format!("for instance: {}", words::outcome(witness)));
        }
        for (force, verdict) in &pair.versions {
            self.line(2, &format!("{}: {}", force.words(), verdict.word()));
        }
    }

    /// The duties that one pack has; of those it builds on only how many, unless all
    /// are asked for.
    fn alone(&mut self, heading: &str, all: &[Named], pack: &str, whole: bool) {
        if all.is_empty() {
            return;
        }
        self.blank();
        self.heading(heading);
        let mut bases: Vec<(&str, usize)> = Vec::new();
        for named in all {
            if whole || named.pack == pack {
                let (title, name) = (&named.title, &named.name);
                self.line(2, &format!("{title} ({name}): {} – {}", named.act, named.limit));
                continue;
            }
            match bases.iter_mut().find(|(known, _)| *known == named.pack) {
                Some((_, count)) => *count += 1,
                None => bases.push((&named.pack, 1)),
            }
        }
        for (base, count) in bases {
            self.line(2, &format!("{count} of {base}, which it builds on; `--all` names them"));
        }
    }

    fn matrix(&mut self, shown: &Shown<'_>) {
        for at in 0..shown.models.len() {
            self.line(0, &format!("{}: {} ({})", letter(at), shown.title(at), shown.id(at)));
        }
        for row in &shown.matrix.rows {
            if !shown.all && row.cells.iter().filter(|cell| !cell.duties.is_empty()).count() < 2 {
                continue;
            }
            self.blank();
            self.heading(&row.title);
            for (at, cell) in row.cells.iter().enumerate() {
                let said: Vec<String> =
                    cell.duties.iter().map(|one| format!("{} ({})", one.limit, one.name)).collect();
                let said = if said.is_empty() { "nothing".to_owned() } else { said.join("; ") };
                self.line(2, &format!("{}: {said}", letter(at)));
            }
            self.line(2, &order::line(row, &letter));
        }
        let alone = |cells: usize| cells < 2;
        let rows = shown.matrix.rows.iter();
        let rest = rows
            .filter(|row| alone(row.cells.iter().filter(|cell| !cell.duties.is_empty()).count()));
        let rest = rest.count();
        if rest > 0 && !shown.all {
            self.blank();
            self.line(
                0,
                &format!(
                    "{} more that only one of the packs asks for; `--all` names them.",
                    thousands(rest)
                ),
            );
        }
    }

    fn cases(&mut self, shown: &Shown<'_>) {
        let Some(cases) = shown.changes else { return };
        for (comparison, changes) in shown.comparisons.iter().zip(&cases.changes) {
            let (left, right) = comparison.packs;
            self.blank();
            let of = if cases.count == 1 { "case" } else { "cases" };
            self.line(
                0,
                &format!(
                    "What changes for {} {of} as of {}, from {} to {}",
                    thousands(cases.count),
                    cases.as_of.long(),
                    shown.id(left),
                    shown.id(right)
                ),
            );
            if changes.is_empty() {
                self.line(2, "nothing");
                continue;
            }
            self.line(2, &words::changed(changes));
            let mut rest = changes.as_slice();
            while let Some(first) = rest.first() {
                let more = rest.iter().position(|one| one.case != first.case);
                let (own, others) = rest.split_at(more.unwrap_or(rest.len()));
                self.case(own, shown.all);
                rest = others;
            }
        }
    }

    /// What changes for one case. Of duties that only one pack has only how many, unless
    /// all are asked for.
    fn case(&mut self, changes: &[Change], whole: bool) {
        let name = changes.first().map_or("", |change| change.case.as_str());
        self.line(2, name);
        let both = |change: &&Change| whole || change.left.is_some() && change.right.is_some();
        for change in changes.iter().filter(both) {
            let (was, now) = (stand(change.was.as_ref()), stand(change.now.as_ref()));
            self.line(4, &format!("{}: {was} there, {now} here", titled(change)));
        }
        for (there, word) in [(true, "there"), (false, "here")] {
            let alone = |change: &&Change| {
                let one = if there { &change.right } else { &change.left };
                one.is_none()
            };
            let alone: Vec<&Change> = changes.iter().filter(alone).collect();
            if whole || alone.is_empty() {
                continue;
            }
            let overdue = alone.iter().filter(|change| change.is_newly_overdue()).count();
            let late =
                if overdue > 0 { format!(", {overdue} of them overdue") } else { String::new() };
            let many = if alone.len() == 1 {
                "1 deadline".to_owned()
            } else {
                format!("{} deadlines", alone.len())
            };
            self.line(
                4,
                &format!("{many} of duties that are only {word}{late}; `--all` names them"),
            );
        }
    }
}

/// A short name for a pack: A, B, …
pub(super) fn letter(at: usize) -> String {
    let letter =
        u8::try_from(at).ok().and_then(|at| b'A'.checked_add(at)).filter(u8::is_ascii_uppercase);
    letter.map_or_else(|| format!("pack {}", at + 1), |letter| char::from(letter).to_string())
}
