//! Packs side by side, as a page.

use duly::analysis::compare::{Options, compare, matrix};
use duly::open;
use duly::pack::{Library, MemoryWorld};
use duly::report::compare::{Shown, html};
use duly::source::SourceMap;

/// Every element that is opened is closed, in order.
fn is_well_formed(page: &str) -> Result<(), String> {
    const EMPTY: [&str; 7] = ["!doctype", "meta", "input", "br", "line", "rect", "circle"];
    let script = page.find("<script>").zip(page.find("</script>"));
    let page = match script {
        Some((from, to)) => [page.get(..from), page.get(to + 9..)].into_iter().flatten().collect(),
        None => page.to_owned(),
    };
    let mut open: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1) {
        let name = tag.split([' ', '>', '\n', '/']).find(|part| !part.is_empty()).unwrap_or("");
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Err(format!("`{name}` is closed and was not open"));
            }
        } else if !EMPTY.contains(&name) {
            open.push(name);
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("still open: {open:?}")) }
}

#[test]
fn the_page_stands_alone_and_is_well_formed() {
    let files = ["there", "here", "third"];
    let mut world = MemoryWorld::new();
    for name in files {
        let path = format!("{}/tests/cli/files/compare-{name}.duly", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        world = world.with(&format!("{name}.duly"), text.replace("one council", "A & <B>"));
    }
    let names = files.map(|name| format!("{name}.duly"));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let read = open::together(&world, Library::shipped(), &mut SourceMap::new(), &names);
    let models = read.value.unwrap();
    let comparisons = compare(&models, &Options::default(), &|_, _| {});
    let side_by_side = matrix(models.len(), &comparisons);
    let page = html(&Shown {
        models: &models,
        comparisons: &comparisons,
        matrix: &side_by_side,
        changes: None,
        all: true,
    });
    is_well_formed(&page).unwrap();
    assert!(page.contains("A &amp; &lt;B&gt;") && !page.contains("<B>"));
    // Nothing is fetched, and nothing hangs on a script.
    assert!(!page.contains("http") && !page.contains("src="));
    assert!(page.contains("<form id=\"filter\" hidden"));
    assert_eq!(page.matches("<h1>").count(), 1);
    let drawn = page.matches("<svg").count();
    assert!(
        drawn > 2
            && page.matches("<svg class=\"line\" role=\"img\" aria-label=\"").count() == drawn
    );
}
