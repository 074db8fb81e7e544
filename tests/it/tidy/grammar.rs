//! A PEG takes the first choice that fits: of two choices where one begins as the
//! other does, the longer has to come first, or it is never read.

use std::collections::BTreeMap;

use super::{none, texts};

/// One choice of several, as far as its beginning goes.
struct Choice {
    written: String,
    /// The words it may begin with.
    begins: Vec<String>,
    /// Whether that is all of it.
    whole: bool,
}

/// The rules of a grammar: name and body.
fn rules(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let joined: String = lines.flat_map(|line| [line, "\n"]).collect();
    let mut rest = joined.as_str();
    while let Some((head, tail)) = rest.split_once('{') {
        // A brace of a repetition or of an escape never follows `=` directly.
        let head_line = head.rsplit('\n').find(|line| !line.trim().is_empty()).unwrap_or("");
        let Some((name, _)) = head_line.split_once('=') else { break };
        let body = tail.split_once("}\n").map_or(tail, |(body, _)| body);
        found.insert(name.trim().to_owned(), body.to_owned());
        rest = tail.get(body.len()..).unwrap_or("").trim_start_matches('}');
    }
    found
}

/// Splits at `mark` where no bracket or quotation mark is open.
fn split(text: &str, mark: char) -> Vec<String> {
    let (mut parts, mut depth, mut quoted) = (vec![String::new()], 0_i32, false);
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if letter == mark && depth == 0 && !quoted {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).collect()
}

/// Every list of choices in a body, inner ones too.
fn lists(body: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let choices = split(body, '|');
    for choice in &choices {
        for part in split(choice, '~') {
            let inner = part.trim_start_matches(['!', '&']).trim_end_matches(['*', '+', '?']);
            if let Some(inner) = inner.strip_prefix('(').and_then(|part| part.strip_suffix(')')) {
                found.extend(lists(inner));
            }
        }
    }
    if choices.len() > 1 {
        found.push(choices);
    }
    found
}

/// The words of a keyword's body: literals joined by white space. More than one
/// way where there is a choice; none where it is no plain keyword.
fn spelt(body: &str) -> Option<Vec<String>> {
    let mut ways = vec![String::new()];
    for part in split(body, '~') {
        let next: Vec<String> = match part.as_str() {
            "W" => continue,
            "sp" => vec![" ".to_owned()],
            part if part.starts_with("^\"") => vec![part.trim_matches(['^', '"']).to_owned()],
            part if part.starts_with('(') && part.ends_with(")?") => {
                let inner = spelt(part.get(1..part.len() - 2)?)?;
                inner.into_iter().chain([String::new()]).collect()
            }
            part if part.starts_with('(') && part.ends_with(')') => {
                let inner = split(part.get(1..part.len() - 1)?, '|');
                inner.iter().map(|one| spelt(one)).collect::<Option<Vec<_>>>()?.concat()
            }
            _ => return None,
        };
        ways =
            ways.iter().flat_map(|way| next.iter().map(move |end| format!("{way}{end}"))).collect();
    }
    Some(ways)
}

fn choice(written: &str, rules: &BTreeMap<String, String>) -> Option<Choice> {
    let parts = split(written, '~');
    let first = parts.first()?;
    let literal = first.starts_with("^\"");
    let begins = if literal { spelt(first)? } else { spelt(rules.get(first)?)? };
    Some(Choice { written: written.to_owned(), begins, whole: parts.len() == 1 })
}

fn problems(text: &str) -> Vec<String> {
    let rules = rules(text);
    let mut found = Vec::new();
    for (name, body) in &rules {
        for list in lists(body) {
            let choices: Vec<Choice> = list.iter().filter_map(|one| choice(one, &rules)).collect();
            for (at, earlier) in choices.iter().enumerate().filter(|(_, choice)| choice.whole) {
                for later in choices.iter().skip(at + 1) {
                    found.extend(shadowed(name, earlier, later));
                }
            }
        }
    }
    found
}

fn shadowed(rule: &str, earlier: &Choice, later: &Choice) -> Option<String> {
    // A keyword ends with its word; a bare literal may be cut anywhere.
    let bare = earlier.written.starts_with('^');
    let hit = earlier.begins.iter().any(|short| {
        let rest = later.begins.iter().filter_map(|long| long.strip_prefix(short.as_str()));
        rest.into_iter().any(|rest| rest.starts_with(' ') || (bare && !rest.is_empty()))
    });
    hit.then(|| format!("{rule}: `{}` hides `{}`: put it after", earlier.written, later.written))
}

#[test]
fn longer_choices_come_first() {
    let mut all = Vec::new();
    for grammar in texts(&["grammar"]).iter().filter(|text| text.path.ends_with(".pest")) {
        all.extend(problems(&grammar.text).iter().map(|it| format!("{}: {it}", grammar.path)));
    }
    none(&all);
}

#[test]
fn hidden_choices_are_seen() {
    let keywords = "kw_is = @{ ^\"is\" ~ W }\nkw_is_not = ${ ^\"is\" ~ sp ~ ^\"not\" ~ W }\n";
    let bad = format!("{keywords}verb = {{ kw_is | kw_is_not }}\n");
    assert_eq!(problems(&bad), ["verb: `kw_is` hides `kw_is_not`: put it after"]);
    let good = format!("{keywords}verb = {{ kw_is_not | kw_is }}\n");
    assert_eq!(problems(&good), Vec::<String>::new());
    let number = "word = { ^\"four\" | ^\"fourteen\" }\n";
    assert_eq!(problems(number).len(), 1);
    let further = format!("{keywords}x = {{ kw_is ~ name | kw_is_not }}\n");
    assert_eq!(problems(&further), Vec::<String>::new());
    assert_eq!(rules(&bad).len(), 3);
}
