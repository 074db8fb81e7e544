//! A new pack passes every check and holds its own example, in both carriers.

use duly::open::{checked, open};
use duly::pack::{Library, MemoryWorld};
use duly::report::fresh::fresh;
use duly::source::SourceMap;
use duly::syntax::Carrier;

const BASE: &str = "statute/care-planning-regulations-2010";

#[test]
fn a_new_pack_passes_every_check() {
    let library = Library::shipped();
    let base =
        checked(&MemoryWorld::new(), library, &mut SourceMap::new(), BASE).value.expect(BASE);
    for (carrier, end) in [(Carrier::Duly, "duly"), (Carrier::Yaml, "yaml")] {
        let text = fresh(&base, "my-council/reviews", carrier);
        for part in ["register", "label", "example", "Our procedure"] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let world =
            MemoryWorld::new().with(&format!("policies/my-council/reviews.{end}"), text.clone());
        let read = open(&world, library, &mut SourceMap::new(), "my-council/reviews");
        assert_eq!(read.diagnostics, [], "{text}");
        let model = read.value.expect("a model");
        assert!(!duly::register::registers(&model).is_empty());
    }
}
