//! Comparisons as a page that stands alone: nothing is fetched, the filter is small and
//! only there where scripts run, it prints well and can be read aloud (WCAG 2.2 AA).

use std::fmt::Write;

use super::words::{
    self, ids, instance, of_days, of_finding, of_other, order, sources, stand, tie,
};
use super::{Shown, counts, human::letter, timeline};
use crate::analysis::aspects::Verdict;
use crate::analysis::compare::{Change, Comparison, Named, Paired};
use crate::report::html::{Column, Frame, closed, escaped, marked, section, table};

/// Beside the style of every page; contrasts of at least 7 : 1, and no meaning in colour
/// alone.
const MORE_STYLE: &str = "\
header,main,nav,footer{max-width:72rem}\
.verdict{display:inline-block;padding:0 .5rem;border:1px solid #1b1b1b;border-radius:.2rem;font-size:.9em;white-space:nowrap}\
.v-identical,.v-as-strict{background:#fff}.v-stricter{background:#dcebfa}.v-laxer{background:#fbe3d0}\
.v-incomparable{background:#f6e6ee}.v-cannot-tell{background:#eee}\
form{border:1px solid #767676;padding:.75rem 1rem;margin:1rem 0}\
label{margin-right:1rem;display:inline-block;min-height:1.5rem}\
input[type=search]{font:inherit;padding:.25rem .5rem;border:1px solid #1b1b1b;min-width:16rem;max-width:100%}\
input:focus-visible{outline:3px solid #003a75;outline-offset:2px}\
svg.line{max-width:100%;height:auto;margin:.25rem 0}svg text{font:14px system-ui,sans-serif}\
@media(max-width:48rem){.cards,.cards tbody,.cards tr,.cards th,.cards td,.cards caption{display:block}\
.cards thead{display:block;position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.cards tr{border-bottom:1px solid #767676;padding:.5rem 0}.cards tr[hidden]{display:none}\
.cards th,.cards td{border:0;padding:.15rem 0}.cards td:before{content:attr(data-of) \": \";color:#4a4a4a}}\
@media print{article{break-inside:avoid}.verdict{background:none}}";

/// The filter: hides what does not match, and says how much is left.
const SCRIPT: &str = "\
(function(){var f=document.getElementById('filter');if(!f)return;f.hidden=false;\
var q=document.getElementById('q'),n=document.getElementById('n'),\
all=[].slice.call(document.querySelectorAll('[data-v]'));\
function go(){var t=q.value.trim().toLowerCase(),on={},k=0;\
[].forEach.call(f.querySelectorAll('input[type=checkbox]'),function(b){on[b.value]=b.checked});\
all.forEach(function(e){var v=e.getAttribute('data-v').split(' '),\
s=v.some(function(x){return on[x]!==false})&&(!t||e.textContent.toLowerCase().indexOf(t)>=0);\
e.hidden=!s;if(s)k++});n.textContent=k+' of '+all.length+' shown'}\
f.addEventListener('input',go);f.addEventListener('submit',function(e){e.preventDefault()});go()})();";

/// What differs, as one HTML file.
#[must_use]
pub fn html(shown: &Shown<'_>) -> String {
    let frame =
        Frame { title: "Packs side by side", style: MORE_STYLE, skip: ("matrix", "the matrix") };
    let mut out = frame.opened();
    out.push_str("<dl>\n");
    for at in 0..shown.models.len() {
        let _ = writeln!(
            out,
            "<dt>{}</dt><dd>{} (<code>{}</code>)</dd>",
            letter(at),
            escaped(shown.title(at)),
            escaped(shown.id(at))
        );
    }
    out.push_str("</dl>\n");
    contents(shown, &mut out);
    filter(&mut out);
    out.push_str("</header>\n<main>\n");
    matrix(shown, &mut out);
    for (at, comparison) in shown.comparisons.iter().enumerate() {
        two(shown, (at, comparison), &mut out);
    }
    cases(shown, &mut out);
    let foot = "Differences of days are counted over every day of the calendar; each example was \
                judged under both packs. What could not be decided says so. The sources alone are \
                binding.";
    closed(&mut out, foot, SCRIPT);
    out
}

fn contents(shown: &Shown<'_>, out: &mut String) {
    out.push_str("<nav aria-label=\"Contents\">\n<ul>\n<li><a href=\"#matrix\">Matrix</a></li>\n");
    for (at, comparison) in shown.comparisons.iter().enumerate() {
        let (left, right) = comparison.packs;
        let said: Vec<String> = counts(comparison)
            .iter()
            .map(|(verdict, count)| format!("{count} {}", verdict.word()))
            .collect();
        let _ = writeln!(
            out,
            "<li><a href=\"#pair-{at}\">{} against {}</a>: {}</li>",
            letter(right),
            letter(left),
            said.join(", ")
        );
    }
    out.push_str("</ul>\n</nav>\n");
}

fn filter(out: &mut String) {
    out.push_str(
        "<form id=\"filter\" hidden role=\"search\" aria-label=\"Filter\">\n\
         <p><label for=\"q\">Find</label><input type=\"search\" id=\"q\" autocomplete=\"off\"></p>\n<p>",
    );
    for verdict in Verdict::ALL {
        let (class, word) = (class(verdict), verdict.word());
        let _ = write!(
            out,
            "<label><input type=\"checkbox\" value=\"{class}\" checked> {word}</label>"
        );
    }
    out.push_str(
        "<label><input type=\"checkbox\" value=\"alone\" checked> in one pack only</label></p>\n\
         <p id=\"n\" role=\"status\"></p>\n</form>\n",
    );
}

/// A name for a verdict that can stand in markup.
fn class(verdict: Verdict) -> String {
    verdict.word().replace(' ', "-")
}

fn badge(verdict: Verdict) -> String {
    format!("<span class=\"verdict v-{}\">{}</span>", class(verdict), verdict.word())
}

fn matrix(shown: &Shown<'_>, out: &mut String) {
    out.push_str(
        "<section aria-labelledby=\"matrix\">\n<h2 id=\"matrix\" tabindex=\"-1\">Matrix</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-labelledby=\"matrix\">\n<table class=\"cards\" role=\"table\">\n\
         <caption>What each pack asks for, a row for each thing</caption>\n<thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">What</th>",
    );
    for at in 0..shown.models.len() {
        let _ = write!(
            out,
            "<th scope=\"col\" role=\"columnheader\">{}: {}</th>",
            letter(at),
            escaped(shown.title(at))
        );
    }
    out.push_str("<th scope=\"col\" role=\"columnheader\">Order</th></tr></thead>\n<tbody role=\"rowgroup\">\n",
);
    for row in &shown.matrix.rows {
        let mut marks: Vec<String> = row.verdicts.iter().map(|(.., one)| class(*one)).collect();
        marks.sort_unstable();
        marks.dedup();
        if marks.is_empty() {
            marks.push("alone".to_owned());
        }
        let _ = write!(
            out,
            "<tr data-v=\"{}\" role=\"row\"><th scope=\"row\" role=\"rowheader\">{}</th>",
            marks.join(" "),
            escaped(&row.title)
        );
        for (at, cell) in row.cells.iter().enumerate() {
            let said: Vec<String> = cell.duties.iter().map(|one| escaped(&one.limit)).collect();
            let said = if said.is_empty() { "–".to_owned() } else { said.join("<br>") };
            let _ = write!(out, "<td role=\"cell\" data-of=\"{}\">{said}</td>", letter(at));
        }
        let order = escaped(&order(row, &letter));
        let _ = writeln!(out, "<td role=\"cell\" data-of=\"Order\">{order}</td></tr>");
    }
    out.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}

fn two(shown: &Shown<'_>, (at, comparison): (usize, &Comparison), out: &mut String) {
    let (left, right) = comparison.packs;
    let _ = writeln!(
        out,
        "<section aria-labelledby=\"pair-{at}\">\n<h2 id=\"pair-{at}\">{} against {}</h2>\n\
         <p>“There” is {}, “here” is {}.</p>",
        letter(right),
        letter(left),
        escaped(shown.title(left)),
        escaped(shown.title(right))
    );
    for pair in shown.pairs(comparison) {
        one(pair, out);
    }
    alone("Only there", &comparison.only_left, out);
    alone("Only here", &comparison.only_right, out);
    if !comparison.others.is_empty() {
        out.push_str("<h3>Other rules</h3>\n<ul>\n");
        for other in &comparison.others {
            let name = escaped(&other.name);
            let verdict = other.compared.verdict;
            let _ = writeln!(
                out,
                "<li data-v=\"{}\">{} “{name}” {}<ul>",
                class(verdict),
                other.kind.word(),
                badge(verdict)
            );
            for line in of_other(other) {
                let _ = writeln!(out, "<li>{}</li>", marked(&line));
            }
            out.push_str("</ul></li>\n");
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}

fn one(pair: &Paired, out: &mut String) {
    let _ = writeln!(
        out,
        "<article data-v=\"{}\">\n<h3>{} {}</h3>\n<dl>\n<dt>Duty</dt><dd>{}</dd>\n<dt>There</dt><dd>{}</dd>\n<dt>Here</dt><dd>{}</dd>",
        class(pair.verdict),
        escaped(&pair.left.title),
        badge(pair.verdict),
        escaped(&ids(pair)),
        escaped(&pair.left.limit),
        escaped(&pair.right.limit)
    );
    let mut entry = |head: &str, lines: &[String], after: &str| {
        let lines: Vec<String> = lines.iter().map(|line| marked(line)).collect();
        let head = escaped(head);
        let _ = writeln!(out, "<dt>{head}</dt><dd>{}{after}</dd>", lines.join("<br>"));
    };
    for days in &pair.days {
        let drawn: Vec<String> = [&days.earlier, &days.later]
            .into_iter()
            .flatten()
            .filter_map(|part| part.witness.as_ref())
            .map(|witness| timeline::svg(days, witness))
            .collect();
        entry(words::end(days), &of_days(days), &drawn.concat());
    }
    for finding in &pair.findings {
        entry(finding.aspect.word(), &of_finding(finding), "");
    }
    let dated = pair.days.iter().any(|one| one.dates > 0);
    for witness in [&pair.more, &pair.less].into_iter().flatten().filter(|_| !dated) {
        entry("For instance", &[words::outcome(witness)], "");
    }
    for (force, verdict) in &pair.versions {
        entry(&force.words(), &[verdict.word().to_owned()], "");
    }
    if let Some(tie) = tie(pair) {
        entry("Together", &[tie], "");
    }
    if let Some(both) = sources(pair) {
        entry("Sources", &[both], "");
    }
    out.push_str("</dl>\n</article>\n");
}

fn alone(heading: &str, all: &[Named], out: &mut String) {
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h3>{heading}</h3>\n<ul>");
    for named in all {
        let _ = writeln!(
            out,
            "<li data-v=\"alone\"><code>{}</code>: {} – {}</li>",
            escaped(&named.name),
            escaped(&named.act),
            escaped(&named.limit)
        );
    }
    out.push_str("</ul>\n");
}

fn cases(shown: &Shown<'_>, out: &mut String) {
    let Some(cases) = shown.changes else { return };
    for (at, (comparison, changes)) in shown.comparisons.iter().zip(&cases.changes).enumerate() {
        let (left, right) = comparison.packs;
        let id = format!("cases-{at}");
        let heading = format!("What changes for {} cases", cases.count);
        let caption =
            format!("As of {}, from {} to {}", cases.as_of.long(), letter(left), letter(right));
        let columns = ["Case", "Duty", "There", "Here"].map(Column::Words);
        let row = |change: &Change| {
            let (was, now) = (stand(change.was.as_ref()), stand(change.now.as_ref()));
            [&change.case, &instance(change), &was, &now].map(|cell| escaped(cell)).to_vec()
        };
        section(out, (&id, &heading), |out| {
            table(out, &caption, &columns, changes.iter().map(row))
        });
    }
}
