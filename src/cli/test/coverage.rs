//! `duly test --coverage`: which boundaries of each duty the examples stand on.

use duly::analysis::coverage::{DutyCoverage, Stands, one, own_duties};
use duly::analysis::ready::{self, Names};
use duly::examples::Bound;
use duly::model::Model;
use duly::report::coverage::{self as shown, Gap, PackCoverage};
use duly::source::SourceMap;
use duly::syntax::Carrier;
use rayon::prelude::*;

use super::Opened;

/// The coverage of each pack.
pub(super) fn packs(opened: &[Opened], map: &SourceMap) -> Vec<PackCoverage> {
    opened.iter().map(|one| of_pack(one, map)).collect()
}

fn of_pack(opened: &Opened, map: &SourceMap) -> PackCoverage {
    let model = &opened.suite.model;
    let stands = Stands::of(model, &opened.suite.examples);
    let duties = own_duties(model);
    let duties = duties.par_iter().with_max_len(1).map(|duty| one(model, duty, &stands));
    let duties: Vec<DutyCoverage> = duties.collect();
    let percent = duly::analysis::coverage::Coverage { duties: duties.clone() }.percent();
    let mut names = Names::of(&opened.suite.examples);
    let carrier = carrier(&opened.suite.examples, model, map);
    let duties = duties.into_iter().map(|duty| told(opened, &duty, carrier, &mut names));
    PackCoverage { pack: opened.name.clone(), duties: duties.collect(), percent }
}

fn told(
    opened: &Opened,
    found: &DutyCoverage,
    carrier: Carrier,
    names: &mut Names,
) -> shown::DutyCoverage {
    let model = &opened.suite.model;
    let words = |boundary: duly::analysis::coverage::Boundary| {
        let duty = model.find(&found.duty);
        duty.map_or_else(|| boundary.key().to_owned(), |duty| boundary.words(model, duty))
    };
    let missing = found.missing.iter().map(|missing| {
        let name = names.take(&format!("{} {}", found.duty, missing.boundary.key()));
        let rows = [missing.row];
        let example = ready::example(model, carrier, &name, &missing.situation, &rows);
        Gap { boundary: words(missing.boundary), example }
    });
    let missing = missing.collect();
    let hit = found.hit.iter().map(|boundary| words(*boundary)).collect();
    shown::DutyCoverage { duty: found.duty.clone(), hit, missing }
}

/// How the pack's examples are written; without any, how the pack is.
pub(super) fn carrier(examples: &[Bound], model: &Model, map: &SourceMap) -> Carrier {
    let of_examples = examples.first().map(|one| one.example.name.span);
    let own = model.duties.iter().find(|duty| *duty.from.pack == *model.pack.id);
    let at = of_examples.or(own.map(|duty| duty.name.span));
    let name = at.map_or("", |at| map.name(at.file()));
    if name.ends_with(".yaml") || name.ends_with(".yml") { Carrier::Yaml } else { Carrier::Duly }
}
