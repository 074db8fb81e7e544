//! Comparisons as a page that stands alone: nothing is fetched, the filter is small and
//! only there where scripts run, it prints well and can be read aloud (WCAG 2.2 AA).

use std::fmt::Write;

use super::words::{
    self, counted, ids, means, of_days, of_finding, of_other, plain, sources, stand, tie, titled,
};
use super::{Shown, human::letter, matrix, timeline};
use crate::analysis::aspects::Verdict;
use crate::analysis::compare::{Change, Comparison, Named, Paired};
use crate::names::{capital, thousands};
use crate::report::html::{
    Column, Frame, Place, begin, closed, contents, described, escaped, folded, list, marked, named,
    section, table,
};

/// Beside the style of every page; contrasts of at least 7 : 1, and no meaning in colour
/// alone.
const MORE_STYLE: &str = "\
header,main,nav,footer{max-width:72rem}\
.verdict{display:inline-block;padding:0 .5rem;border:1px solid #1b1b1b;border-radius:.2rem;font-size:.9em}\
.v-identical,.v-as-strict{background:#fff}.v-stricter{background:#dcebfa}.v-laxer{background:#fbe3d0}\
.v-incomparable{background:#f6e6ee}.v-cannot-tell{background:#eee}\
form{border:1px solid #767676;padding:.75rem 1rem;margin:1rem 0}\
label{margin-right:1rem;display:inline-block;min-height:1.5rem}\
input[type=search]{font:inherit;padding:.25rem .5rem;border:1px solid #1b1b1b;min-width:16rem;max-width:100%}\
input:focus-visible{outline:3px solid #003a75;outline-offset:2px}\
svg.line{max-width:100%;height:auto;margin:.5rem 0 0}.key{margin:0;font-size:.95em}\
.cards{border-collapse:separate;border-spacing:0}.cards td:last-child{min-width:11rem}\
.cards th[scope=row],.cards thead th:first-child{position:sticky;left:0;background:#fff;min-width:13rem;max-width:16rem}\
.wide{scroll-padding-left:16rem}\
@media(max-width:48rem){.cards,.cards tbody,.cards tr,.cards th,.cards td,.cards caption{display:block}\
.cards thead{display:block;position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.cards tr{border-bottom:1px solid #767676;padding:.5rem 0}.cards tr[hidden]{display:none}\
.cards th[scope=row]{position:static;min-width:0;max-width:none}.cards td:last-child{min-width:0}.cards th,.cards td{border:0;padding:.15rem 0}.cards td:before{content:attr(data-of) \": \";color:#4a4a4a}}\
@media print{.verdict{background:none}\
.cards th[scope=row],.cards thead th:first-child{position:static;min-width:0;max-width:none}.cards td:last-child{min-width:0}}";

/// The filter: hides what does not match, and says how much is left.
const SCRIPT: &str = "\
(function(){var f=document.getElementById('filter');if(!f)return;f.hidden=false;\
var q=document.getElementById('q'),n=document.getElementById('n'),\
all=[].slice.call(document.querySelectorAll('[data-v]')),\
rows=document.querySelectorAll('tr[data-v]').length;\
function go(){var t=q.value.trim().toLowerCase(),on={},k=0;\
[].forEach.call(f.querySelectorAll('input[type=checkbox]'),function(b){on[b.value]=b.checked});\
all.forEach(function(e){var v=e.getAttribute('data-v').split(' '),\
s=v.some(function(x){return on[x]!==false})&&(!t||e.textContent.toLowerCase().indexOf(t)>=0);\
e.hidden=!s;if(s&&e.tagName==='TR')k++});\
[].forEach.call(document.querySelectorAll('details'),function(d){if(t&&d.querySelector('[data-v]:not([hidden])'))d.open=true});\
n.textContent=k.toLocaleString('en-GB')+' of '+rows.toLocaleString('en-GB')+' rows of the matrix shown'}\
f.addEventListener('input',go);f.addEventListener('submit',function(e){e.preventDefault()});go()})();";

/// What differs, as one HTML file.
#[must_use]
pub fn html(shown: &Shown<'_>) -> String {
    let frame =
        Frame { title: "Packs side by side", style: MORE_STYLE, skip: ("matrix", "the matrix") };
    let mut out = frame.opened();
    let packs = 0..shown.models.len();
    described(&mut out, packs.map(|at| (letter(at), named(shown.title(at), shown.id(at)))));
    folded(&mut out, "What the verdicts mean", |out| {
        let all = Verdict::ALL.map(|one| (escaped(plain(one)), escaped(means(one))));
        described(out, all);
    });
    contents(&mut out, &places(shown));
    filter(&mut out);
    out.push_str("</header>\n<main>\n");
    matrix::html(shown, &mut out);
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

fn places(shown: &Shown<'_>) -> Vec<Place> {
    let mut all = vec![Place::new("matrix", "Matrix")];
    for (at, comparison) in shown.comparisons.iter().enumerate() {
        let (left, right) = (letter(comparison.packs.0), letter(comparison.packs.1));
        let counts = counted(comparison, (&format!("in {left}"), &format!("in {right}")));
        let place = Place::new(format!("pair-{at}"), &format!("{right} against {left}"));
        all.push(place.then(&format!(": {counts}")));
    }
    if shown.changes.is_some() {
        all.push(Place::new("cases-0", "What changes for cases"));
    }
    all
}

fn filter(out: &mut String) {
    out.push_str(
        "<form id=\"filter\" hidden role=\"search\" aria-label=\"Filter\">\n\
         <p><label for=\"q\">Find</label><input type=\"search\" id=\"q\" autocomplete=\"off\"></p>\n<p>",
    );
    for verdict in Verdict::ALL {
        let (class, word) = (class(verdict), plain(verdict));
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
pub(super) fn class(verdict: Verdict) -> String {
    verdict.word().replace(' ', "-")
}

fn badge(verdict: Verdict) -> String {
    format!("<span class=\"verdict v-{}\">{}</span>", class(verdict), plain(verdict))
}

/// Where a pair of duties is told of: of which comparison, and which of its pairs.
pub(super) fn place(comparison: usize, pair: usize) -> String {
    format!("pair-{comparison}-{pair}")
}

fn two(shown: &Shown<'_>, (at, comparison): (usize, &Comparison), out: &mut String) {
    let (left, right) = comparison.packs;
    let letters = (letter(left), letter(right));
    begin(out, &format!("pair-{at}"), &format!("{} against {}", letters.1, letters.0));
    let _ = writeln!(
        out,
        "<p>“There” is {}: {}; “here” is {}: {}. {}.</p>",
        letters.0,
        escaped(shown.title(left)),
        letters.1,
        escaped(shown.title(right)),
        escaped(&capital(&counted(comparison, ("there", "here"))))
    );
    for (number, pair) in comparison.pairs.iter().enumerate() {
        if shown.tells(pair) {
            one(pair, (&place(at, number), &letters), out);
        }
    }
    alone("Only there", (&letters.0, &comparison.only_left), out);
    alone("Only here", (&letters.1, &comparison.only_right), out);
    if !comparison.others.is_empty() {
        out.push_str("<h3>Other rules</h3>\n<ul>\n");
        for other in &comparison.others {
            let (name, verdict) = (escaped(&other.name), other.compared.verdict);
            let _ = writeln!(
                out,
                "<li data-v=\"{}\">{} “{name}” {}",
                class(verdict),
                capital(other.kind.word()),
                badge(verdict)
            );
            list(out, of_other(other).iter().map(|line| marked(&capital(line))));
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}

fn one(pair: &Paired, (place, letters): (&str, &(String, String)), out: &mut String) {
    let _ = writeln!(
        out,
        "<article id=\"{place}\" data-v=\"{}\" aria-labelledby=\"{place}-title\">\n<h3 id=\"{place}-title\">{} {}</h3>\n<dl>",
        class(pair.verdict),
        named(&pair.left.title, &ids(pair)),
        badge(pair.verdict)
    );
    let mut entry = |head: &str, lines: &[String], after: &str| {
        let lines: Vec<String> = lines.iter().map(|line| marked(&capital(line))).collect();
        let head = escaped(&capital(head));
        let _ = writeln!(out, "<dt>{head}</dt><dd>{}{after}</dd>", lines.join("<br>"));
    };
    entry(&format!("There ({})", letters.0), &[said(&pair.left, "")], "");
    entry(&format!("Here ({})", letters.1), &[said(&pair.right, &pair.left.title)], "");
    for days in &pair.days {
        let drawn: Vec<String> = [&days.earlier, &days.later]
            .into_iter()
            .flatten()
            .filter_map(|part| part.witness.as_ref())
            .map(|witness| timeline::drawn(days, witness))
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
        entry(&force.words(), &[plain(*verdict).to_owned()], "");
    }
    if let Some(tie) = tie(pair) {
        entry("Together", &[tie], "");
    }
    if let Some(both) = sources(pair) {
        entry("Sources", &[both], "");
    }
    out.push_str("</dl>\n</article>\n");
}

/// The limit of a duty, and its title where that is another.
fn said(duty: &Named, title: &str) -> String {
    if title.is_empty() || duty.title == title {
        return duty.limit.clone();
    }
    format!("“{}”: {}", duty.title, duty.limit)
}

fn alone(heading: &str, (letter, all): (&str, &[Named]), out: &mut String) {
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h3>{heading} ({letter})</h3>");
    let duties =
        if all.len() == 1 { "1 duty" } else { &format!("{} duties", thousands(all.len())) };
    folded(out, duties, |out| {
        out.push_str("<ul>\n");
        for one in all {
            let _ = writeln!(
                out,
                "<li data-v=\"alone\">{}: {} – {}</li>",
                named(&one.title, &one.name),
                escaped(&one.act),
                escaped(&one.limit)
            );
        }
        out.push_str("</ul>\n");
    });
}

fn cases(shown: &Shown<'_>, out: &mut String) {
    let Some(cases) = shown.changes else { return };
    for (at, (comparison, changes)) in shown.comparisons.iter().zip(&cases.changes).enumerate() {
        let (left, right) = comparison.packs;
        let id = format!("cases-{at}");
        let of = if cases.count == 1 { "case" } else { "cases" };
        let heading = format!("What changes for {} {of}", thousands(cases.count));
        let caption =
            format!("As of {}, from {} to {}", cases.as_of.long(), letter(left), letter(right));
        let columns = ["Case", "Duty", "There", "Here"].map(Column::Words);
        let row = |change: &Change| {
            let (was, now) = (stand(change.was.as_ref()), stand(change.now.as_ref()));
            [&change.case, &titled(change), &was, &now].map(|cell| escaped(cell)).to_vec()
        };
        section(out, (&id, &heading), |out| {
            table(out, &caption, &columns, changes.iter().map(row));
        });
    }
}
