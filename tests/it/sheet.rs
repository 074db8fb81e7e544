//! What every page that stands alone has to be, read off its markup: nothing wider than a
//! narrow screen, nothing left without a name, nothing fetched.

/// A tag of a page.
struct Tag<'p> {
    name: &'p str,
    text: &'p str,
    closes: bool,
}

impl Tag<'_> {
    fn value(&self, attribute: &str) -> Option<&str> {
        let (_, rest) = self.text.split_once(&format!(" {attribute}=\""))?;
        rest.split('"').next()
    }

    fn has_class(&self, class: &str) -> bool {
        self.value("class").is_some_and(|all| all.split(' ').any(|one| one == class))
    }
}

const EMPTY: [&str; 7] = ["!doctype", "meta", "input", "br", "line", "rect", "circle"];

/// The page without its script and its style.
fn bare(page: &str) -> String {
    let mut text = page.to_owned();
    for element in ["script", "style"] {
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        while let Some(from) = text.find(&open) {
            let to = from + text.get(from..).unwrap().find(&close).unwrap() + close.len();
            text.replace_range(from..to, "");
        }
    }
    text
}

fn tags(page: &str) -> Vec<Tag<'_>> {
    let all = page.split('<').skip(1).map(|rest| {
        let text = rest.split('>').next().unwrap();
        let closes = text.starts_with('/');
        let name = text.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
        Tag { name, text, closes }
    });
    all.collect()
}

/// Everything that is wrong with a page.
pub(crate) fn wrong(page: &str) -> Vec<String> {
    let page = bare(page);
    let tags = tags(&page);
    let mut wrong = Vec::new();
    nesting(&tags, &mut wrong);
    names(&page, &tags, &mut wrong);
    headings(&page, &mut wrong);
    for part in ["http://", "https://", " src=", "url(", "@import", "<link"] {
        if page.contains(part) {
            wrong.push(format!("it may fetch something: `{part}`"));
        }
    }
    for (part, why) in [
        ("<html lang=\"en-GB\">", "its language is not said"),
        ("name=\"viewport\"", "it has no width of a screen"),
        ("class=\"skip\"", "nothing leads past its head"),
        ("<main", "it has no main part"),
    ] {
        if !page.contains(part) {
            wrong.push(why.to_owned());
        }
    }
    wrong
}

/// What is opened is closed; a table or a drawing with type stands in a box that scrolls.
fn nesting(tags: &[Tag<'_>], wrong: &mut Vec<String>) {
    let mut open: Vec<&Tag<'_>> = Vec::new();
    for tag in tags {
        if EMPTY.contains(&tag.name) {
            continue;
        }
        if tag.closes {
            if open.pop().map(|one| one.name) != Some(tag.name) {
                wrong.push(format!("`{}` is closed and was not open", tag.name));
                return;
            }
            continue;
        }
        let in_box = open.iter().any(|one| one.has_class("wide"));
        match tag.name {
            "table" if !in_box => wrong.push("a table is outside a box that scrolls".to_owned()),
            "text" if !in_box => {
                wrong.push("type in a drawing that shrinks with the screen".to_owned());
            }
            "div" if tag.has_class("wide") => {
                let reached =
                    tag.value("tabindex") == Some("0") && tag.value("role") == Some("region");
                if !reached || tag.value("aria-label").is_none_or(str::is_empty) {
                    wrong.push("a box that scrolls cannot be reached, or has no name".to_owned());
                }
            }
            _ => {}
        }
        open.push(tag);
    }
    let open: Vec<&str> = open.iter().map(|one| one.name).collect();
    if !open.is_empty() {
        wrong.push(format!("still open: {open:?}"));
    }
}

/// Ids are there once, and links lead to them; tables, cells of heads and drawings have what
/// is read aloud.
fn names(page: &str, tags: &[Tag<'_>], wrong: &mut Vec<String>) {
    let mut ids: Vec<&str> = tags.iter().filter_map(|tag| tag.value("id")).collect();
    ids.sort_unstable();
    let twice: Vec<&str> =
        ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    if !twice.is_empty() {
        wrong.push(format!("ids that are there twice: {twice:?}"));
    }
    for tag in tags.iter().filter(|tag| !tag.closes) {
        if let Some(target) = tag.value("href").and_then(|href| href.strip_prefix('#'))
            && ids.binary_search(&target).is_err()
        {
            wrong.push(format!("a link leads nowhere: #{target}"));
        }
        for attribute in ["aria-labelledby", "for"] {
            for target in tag.value(attribute).unwrap_or_default().split_whitespace() {
                if ids.binary_search(&target).is_err() {
                    wrong.push(format!("nothing has the id that `{attribute}` names: {target}"));
                }
            }
        }
        match tag.name {
            "th" if tag.value("scope").is_none() => wrong.push("a `th` without scope".to_owned()),
            "svg"
                if tag.value("role") != Some("img")
                    || tag.value("aria-label").or(tag.value("aria-labelledby")).is_none() =>
            {
                wrong.push("a drawing without a name".to_owned());
            }
            _ => {}
        }
    }
    if page.matches("<table").count() != page.matches("<caption>").count() {
        wrong.push("a table without a caption".to_owned());
    }
}

/// One heading of the page, no level left out, and none that is only an id or a code.
fn headings(page: &str, wrong: &mut Vec<String>) {
    let mut last = 0;
    for level in 1..=6 {
        if level == 1 && page.matches("<h1").count() != 1 {
            wrong.push("not one heading of the page".to_owned());
        }
    }
    for (at, _) in page.match_indices("<h") {
        let rest = page.get(at + 2..).unwrap();
        let Some(level) = rest.chars().next().and_then(|one| one.to_digit(10)) else { continue };
        if level > last + 1 {
            wrong.push(format!("h{level} after h{last}"));
        }
        last = level;
        let inside = rest.split_once('>').map_or("", |(_, inside)| inside);
        let inside = inside.split("</h").next().unwrap_or_default();
        // The id in small type is no name.
        let words = inside.split("<span class=\"id\"").next().unwrap_or_default().trim();
        let is_id = !words.contains(' ') && words.contains(['-', '/']);
        let is_code =
            words.starts_with("D0") && words.as_bytes().get(4).is_some_and(u8::is_ascii_digit);
        if words.is_empty() || is_id || is_code {
            wrong.push(format!("a heading that is no name: “{words}”"));
        }
    }
}

#[test]
fn what_is_wrong_with_a_page_is_seen() {
    let page = |inside: &str| {
        format!(
            "<!doctype html><html lang=\"en-GB\"><head><meta name=\"viewport\"></head><body>\
             <a class=\"skip\" href=\"#m\">Skip</a><h1>A</h1><main id=\"m\">{inside}</main></body></html>"
        )
    };
    assert_eq!(wrong(&page("<h2>First review</h2>")), Vec::<String>::new());
    for (inside, part) in [
        ("<table><caption>a</caption></table>", "outside a box"),
        ("<div class=\"wide\"><p>a</p></div>", "cannot be reached"),
        ("<h3>First review</h3>", "h3 after h1"),
        ("<h2>first-review <span class=\"id\">x</span></h2>", "no name"),
        ("<h2>D0620: First review</h2>", "no name"),
        ("<p id=\"m\"></p>", "twice"),
        ("<a href=\"#x\">x</a>", "nowhere"),
        ("<svg><text>a</text></svg>", "shrinks"),
        ("<p><b></p>", "was not open"),
        ("<a href=\"https://x\">x</a>", "fetch"),
    ] {
        let found = wrong(&page(inside));
        assert!(found.iter().any(|one| one.contains(part)), "{inside}: {found:?}");
    }
}
