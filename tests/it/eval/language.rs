//! Every line of the language, one by one: each is read, printed, read back in both
//! carriers, and judged on cases whose dates were reckoned by hand.
//!
//! The lines stand in `tests/language/`, where each says what it comes to.

mod words;

use super::*;
use duly::syntax::{Carrier, print, read};

/// One line of the language.
#[derive(Default)]
struct Line {
    /// Its number, and what it is about.
    of: String,
    /// The clauses of a duty, or whole blocks.
    says: String,
    /// What is printed otherwise than it was written.
    prints: Vec<(String, String)>,
    /// Days, each with a case and what it comes to.
    cases: Vec<(String, String, Vec<String>)>,
}

/// The lines of a page.
fn lines_of(page: &str) -> Vec<Line> {
    let path = format!("{}/tests/language/{page}.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.split("\n## ").skip(1).map(section).collect()
}

fn section(text: &str) -> Line {
    let (of, rest) = text.split_once('\n').unwrap();
    let (_, fenced) = rest.split_once("```duly\n").unwrap_or_else(|| panic!("{of} says nothing"));
    let (says, rest) = fenced.split_once("\n```").unwrap();
    let mut line = Line { of: of.to_owned(), says: says.to_owned(), ..Line::default() };
    for said in rest.lines() {
        if let Some(printed) = said.strip_prefix("Printed: ") {
            let parts: Vec<&str> = printed.split('`').collect();
            line.prints.push((parts[1].to_owned(), parts[3].to_owned()));
        } else if let Some(case) = said.strip_prefix("- ") {
            let (on, case) = case.split_once(": ").unwrap();
            line.cases.push((on.to_owned(), case.trim_matches('`').to_owned(), Vec::new()));
        } else if let Some(row) = said.strip_prefix("  - ").filter(|row| *row != "nothing") {
            line.cases.last_mut().unwrap().2.push(row.to_owned());
        }
    }
    assert!(!line.cases.is_empty(), "{of} is held against no case");
    line
}

#[test]
fn every_example_of_the_language_says_what_it_means() {
    let lines = lines_of("examples");
    let is = |line: &Line, number: u32| line.of.split(' ').next() == Some(&format!("E{number}"));
    for number in 1..=36 {
        assert!(lines.iter().any(|line| is(line, number)), "E{number} is missing");
    }
    hold(&lines);
}

#[test]
fn every_clause_of_the_language_says_what_it_means() {
    let lines = lines_of("clauses");
    for part in ["3.1", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "4.4"] {
        assert!(lines.iter().any(|line| line.of.starts_with(part)), "§{part} is missing");
    }
    assert!(lines.len() > 100, "{} lines", lines.len());
    hold(&lines);
}

fn hold(lines: &[Line]) {
    let mut wrong = String::new();
    for line in lines {
        for problem in problems(line) {
            wrong.push_str(&format!("{}: {problem}\n{}\n", line.of, line.says));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn problems(line: &Line) -> Vec<String> {
    let mut found = Vec::new();
    let says = if line.says.starts_with("  ") {
        format!("duty it\n{}", line.says)
    } else {
        line.says.clone()
    };
    let text = format!("{WORDS}{}\n{says}\n", words::of(&says));
    let printed = laid_out(&text, "pack.duly");
    let mut wanted = squeezed(&says);
    for (written, canonical) in &line.prints {
        assert!(wanted.contains(written.as_str()), "{}: no “{written}”", line.of);
        wanted = wanted.replace(written.as_str(), canonical);
    }
    if !squeezed(&printed).ends_with(&wanted) {
        let at = printed.len().saturating_sub(says.len() + 80);
        let tail = printed.get(at..).unwrap_or(&printed);
        found.push(format!("is printed otherwise than\n{wanted}\nin\n{tail}"));
    }
    if laid_out(&printed, "pack.duly") != printed {
        found.push("its canonical form is not canonical".to_owned());
    }
    let ways = [("pack.duly", text.clone()), ("pack.duly", printed), ("pack.yaml", as_yaml(&text))];
    for (name, text) in &ways {
        let model = of_file(name, text);
        for (on, case, comes_to) in &line.cases {
            let shown = shown(&model, &says, case, on);
            if shown != *comes_to {
                found.push(format!(
                    "in {name} on {on}, {case}:\n  got {shown:?}\n  for {comes_to:?}"
                ));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Words with single spaces.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn world(name: &str, text: &str) -> MemoryWorld {
    MemoryWorld::new().with(&format!("policies/test/{name}"), text)
}

fn laid_out(text: &str, name: &str) -> String {
    let path = format!("policies/test/{name}");
    duly::open::formatted(&world(name, text), Library::shipped(), &path).expect("a file")
}

fn as_yaml(text: &str) -> String {
    let mut map = SourceMap::new();
    let file = map.add("pack.duly", text);
    print::yaml(&read(file, Carrier::Duly, text).value.expect("blocks"))
}

fn of_file(name: &str, text: &str) -> Checked {
    resolved(&world(name, text), "test/pack")
}

/// What the cases come to, as far as the block says anything of them.
fn shown(model: &Checked, says: &str, cases: &str, on: &str) -> Vec<String> {
    let name = block_name(says);
    let all: Vec<Case> = cases
        .split(" // ")
        .enumerate()
        .map(|(at, text)| Case { id: format!("c{}", at + 1), ..case(model, &whole(text)) })
        .collect();
    if let Some(at) = model.across.iter().position(|rule| rule.name.value == name) {
        let all: Vec<&Case> = all.iter().collect();
        return across_lines(model, at, &all, on);
    }
    let answer = evaluate(model, &all[0], day(on));
    let status = model.vocabulary.named(&name, duly::names::Sort::Status);
    if let Some(status) = status.filter(|_| says.starts_with("definition")) {
        return days_of(model, &all[0], on, status);
    }
    if model.derived.deems.iter().any(|deem| deem.name.value == name) {
        let derived = answer.derived.iter();
        return derived
            .map(|one| format!("{} {}", model.vocabulary.noun(one.kind), one.on.last))
            .collect();
    }
    if model.powers.iter().any(|power| power.name.value == name) {
        let rights = answer.rights.iter().map(|right| {
            let due = right.row.due.map_or("-".to_owned(), |due| due.last.to_string());
            format!("{} {due}", right.state.word())
        });
        let codes = answer.findings.iter().map(|one| one.code.to_string());
        return rights.chain(codes).collect();
    }
    rows(model, &answer, &name).into_iter().map(with_gaps).collect()
}

/// The name of the block to ask for: `it` where one is called so, else the first.
fn block_name(says: &str) -> String {
    let heads = says.lines().filter(|line| !line.starts_with(' ') && !line.is_empty());
    let names: Vec<String> = heads
        .filter_map(|line| line.split_once(' '))
        .map(|(_, name)| name.split(':').next().unwrap_or(name).trim().to_owned())
        .collect();
    let it = names.iter().find(|name| *name == "it").or(names.first());
    it.cloned().expect("a block")
}

/// The text of a case: events alone, or a whole file.
fn whole(text: &str) -> String {
    if text.contains("events: [") || text.contains("subject: ") {
        return text.replace(" | ", "\n");
    }
    format!("events: [{text}]")
}

fn with_gaps(row: &Row) -> String {
    let mut text = line(row);
    for gap in &row.gaps {
        let to = if gap.goes_on { "..".to_owned() } else { gap.last.to_string() };
        text += &format!(" [{} {to}]", gap.first);
    }
    text
}

fn days_of(model: &Checked, case: &Case, on: &str, status: duly::names::ConceptId) -> Vec<String> {
    let days = duly::eval::defined_days((model, case, day(on)), status);
    let end = |range: Option<duly::eval::DateRange>| {
        range.map_or("..".to_owned(), |range| range.last.to_string())
    };
    days.into_iter().map(|(from, to)| format!("{} {}", end(from), end(to))).collect()
}

fn across_lines(model: &Checked, rule: usize, cases: &[&Case], on: &str) -> Vec<String> {
    let found = duly::eval::across(model, cases, day(on));
    let of_it = found.iter().filter(|group| group.rule.0 as usize == rule);
    of_it
        .map(|group| {
            let name = duly::explain::group_name(model, group);
            let since = group.since.map_or(String::new(), |since| format!(" since {since}"));
            format!("{name} {}{since}", group.outcome.word())
        })
        .collect()
}
