//! Comparisons as Markdown.

use super::words::{
    self, head_of_other, ids, means, of_days, of_finding, of_other, plain, sources, stand, tie,
    titled,
};
use super::{Shown, counts, human::letter, order};
use crate::analysis::aspects::Verdict;
use crate::analysis::compare::{Comparison, Named, Paired};
use crate::names::thousands;
use crate::report::text::safe;

/// What differs, as a document.
#[must_use]
pub fn markdown(shown: &Shown<'_>) -> String {
    let mut out = String::from("# Packs side by side\n\n");
    for at in 0..shown.models.len() {
        let (title, id) = (text(shown.title(at)), shown.id(at));
        out.push_str(&format!("- {}: {title} (`{id}`)\n", letter(at)));
    }
    out.push('\n');
    for verdict in Verdict::ALL {
        out.push_str(&format!("- *{}*: {}\n", plain(verdict), means(verdict)));
    }
    if shown.models.len() > 2 {
        matrix(shown, &mut out);
    }
    for comparison in shown.comparisons {
        two(shown, comparison, &mut out);
    }
    cases(shown, &mut out);
    safe(&out).into_owned()
}

/// Text in a paragraph or a cell, in which no character is a mark.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '*' | '_' | '<' | '>' | '|' | '[' | ']' | '#' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn matrix(shown: &Shown<'_>, out: &mut String) {
    out.push_str("\n## Matrix\n\n| What |");
    (0..shown.models.len()).for_each(|at| out.push_str(&format!(" {} |", letter(at))));
    out.push_str(" Order |\n|---|");
    (0..=shown.models.len()).for_each(|_| out.push_str("---|"));
    out.push('\n');
    for row in &shown.matrix.rows {
        out.push_str(&format!("| {} |", text(&row.title)));
        for cell in &row.cells {
            let said: Vec<String> = cell.duties.iter().map(|one| text(&one.limit)).collect();
            out.push_str(&format!(
                " {} |",
                if said.is_empty() { "–".to_owned() } else { said.join("; ") }
            ));
        }
        out.push_str(&format!(" {} |\n", text(&order::line(row, &letter))));
    }
}

fn two(shown: &Shown<'_>, comparison: &Comparison, out: &mut String) {
    let (left, right) = comparison.packs;
    out.push_str(&format!(
        "\n## {}, held against {}\n\n“There” is {}, “here” is {}.\n\n",
        text(shown.title(right)),
        text(shown.title(left)),
        text(shown.title(left)),
        text(shown.title(right))
    ));
    for (verdict, count) in counts(comparison) {
        out.push_str(&format!("- {}: {}\n", plain(verdict), thousands(count)));
    }
    for pair in shown.pairs(comparison) {
        one(pair, out);
    }
    alone("Only there", &comparison.only_left, out);
    alone("Only here", &comparison.only_right, out);
    if !comparison.others.is_empty() {
        out.push_str("\n### Other rules\n\n");
        for other in &comparison.others {
            out.push_str(&format!("- {}\n", text(&head_of_other(other))));
            of_other(other).iter().for_each(|line| out.push_str(&format!("  - {}\n", text(line))));
        }
    }
}

fn one(pair: &Paired, out: &mut String) {
    out.push_str(&format!(
        "\n### {} ({})\n\n**{}**\n\n- there: {}\n- here: {}\n",
        text(&pair.left.title),
        text(&ids(pair)),
        plain(pair.verdict),
        text(&pair.left.limit),
        text(&pair.right.limit)
    ));
    let mut bullets = |head: &str, lines: &[String]| {
        let mut lines = lines.iter();
        if let Some(first) = lines.next() {
            out.push_str(&format!("- {head}: {}\n", text(first)));
        }
        lines.for_each(|line| out.push_str(&format!("  - {}\n", text(line))));
    };
    pair.days.iter().for_each(|days| bullets(words::end(days), &of_days(days)));
    for finding in &pair.findings {
        bullets(finding.aspect.word(), &of_finding(finding));
    }
    let dated = pair.days.iter().any(|one| one.dates > 0);
    for witness in [&pair.more, &pair.less].into_iter().flatten().filter(|_| !dated) {
        bullets("for instance", &[words::outcome(witness)]);
    }
    for (force, verdict) in &pair.versions {
        bullets(&force.words(), &[plain(*verdict).to_owned()]);
    }
    if let Some(tie) = tie(pair) {
        bullets("together", &[tie]);
    }
    if let Some(both) = sources(pair) {
        bullets("sources", &[both]);
    }
}

fn alone(heading: &str, all: &[Named], out: &mut String) {
    if all.is_empty() {
        return;
    }
    out.push_str(&format!("\n### {heading}\n\n"));
    for named in all {
        let (title, act, limit) = (text(&named.title), text(&named.act), text(&named.limit));
        out.push_str(&format!("- {title} (`{}`): {act} – {limit}\n", named.name));
    }
}

fn cases(shown: &Shown<'_>, out: &mut String) {
    let Some(cases) = shown.changes else { return };
    for (comparison, changes) in shown.comparisons.iter().zip(&cases.changes) {
        let (left, right) = comparison.packs;
        out.push_str(&format!(
            "\n## What changes for {} cases as of {}\n\nFrom `{}` to `{}`.\n\n",
            thousands(cases.count),
            cases.as_of.long(),
            shown.id(left),
            shown.id(right)
        ));
        out.push_str("| Case | Duty | There | Here |\n|---|---|---|---|\n");
        for change in changes {
            out.push_str(&format!(
                "| {} | {} | {} | {} |\n",
                text(&change.case),
                text(&titled(change)),
                stand(change.was.as_ref()),
                stand(change.now.as_ref())
            ));
        }
    }
}
