//! Packs side by side, as a page.

use duly::analysis::compare::{Options, compare, matrix};
use duly::open;
use duly::pack::{Library, MemoryWorld};
use duly::report::compare::{Shown, html};
use duly::source::SourceMap;

use crate::sheet::wrong;

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
    assert_eq!(wrong(&page), Vec::<String>::new());
    assert!(page.contains("A &amp; &lt;B&gt;") && !page.contains("<B>"));
    // Nothing hangs on a script.
    assert!(page.contains("<form id=\"filter\" hidden"));
    let drawn = page.matches("<svg").count();
    assert!(
        drawn > 2
            && page.matches("<svg class=\"line\" role=\"img\" aria-label=\"").count() == drawn
    );
}
