//! A witness as two examples: one of the base, one of the pack. Each was read back and
//! holds.

use super::{DutyVerdict, Sides, Witness};
use crate::analysis::ready::Names;
use crate::analysis::witness::build;
use crate::check::Checked;
use crate::eval::evaluate;
use crate::examples::{self, Expect, Pick, Which, example_text, expect_of, passes};
use crate::facts::Case;
use crate::names::ConceptId;
use crate::source::{SourceMap, Span, Spanned};
use crate::syntax::{self, Carrier};

/// The two examples of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// For the base; none where its words cannot say the case.
    pub base: Option<String>,
    /// For the pack.
    pub local: Option<String>,
}

/// A witness of a duty as examples. `carriers`: how each pack is written; `names`: those
/// that are taken.
#[must_use]
pub fn examples(
    (base, local): (&Checked, &Checked),
    duty: &DutyVerdict,
    witness: &Witness,
    (carriers, names): ((Carrier, Carrier), (&mut Names, &mut Names)),
) -> Pasted {
    let sides = Sides { base, local };
    let id = sides.base.duty(duty.duty).map_or("", |duty| duty.name.value.as_str());
    let of_base = {
        let answer = evaluate(base, &witness.case, witness.as_of);
        vec![expect_of(base, &witness.case, &answer, &witness.base)]
    };
    let of_local = {
        let answer = evaluate(local, &witness.case, witness.as_of);
        let rows = witness.local.iter();
        let mut all: Vec<Expect> =
            rows.map(|row| expect_of(local, &witness.case, &answer, row)).collect();
        if all.is_empty() {
            all = duty
                .covers
                .iter()
                .filter(|cover| cover.evaluated)
                .map(|cover| absent(local, &cover.id))
                .collect();
        }
        // Of what has no name nothing more can be said than that nothing is wrong.
        if all.is_empty() {
            all.push(Expect::NoFinding(None));
        }
        all
    };
    let text = |model: &Checked, carrier, names: &mut Names, expects: Vec<Expect>, side: &str| {
        let name = names.take(&format!("{id} under {side}"));
        let case = known(model, &witness.case);
        let expects: Vec<_> = expects.into_iter().map(|one| (witness.as_of, one)).collect();
        let text = example_text(model, carrier, &name, &case, &expects);
        holds(model, carrier, &text).then_some(text)
    };
    let own = plain(&local.pack.title, &local.pack.id);
    let law = plain(&base.pack.title, &base.pack.id);
    Pasted {
        base: text(base, carriers.0, names.0, of_base, &format!("the base, not {own}")),
        local: text(local, carriers.1, names.1, of_local, &format!("this pack, not {law}")),
    }
}

/// The case without what a pack has no name for: nothing of it hangs on that.
fn known(model: &Checked, case: &Case) -> Case {
    let has = |id: ConceptId| model.vocabulary.get(id).is_some();
    let mut known = case.clone();
    while let Some(at) = known.events.iter().position(|one| !has(one.kind)) {
        known = build::without_event(&known, at);
    }
    for one in &mut known.events {
        one.facts.retain(|(fact, _)| has(*fact));
        one.papers.retain(|paper| has(*paper));
        one.by = one.by.filter(|role| has(*role));
    }
    known.periods.retain(|one| has(one.status));
    known.facts.retain(|one| has(one.fact));
    known
}

/// A title that can stand in the name of an example.
fn plain(title: &str, id: &str) -> String {
    let words: String = id
        .rsplit('/')
        .next()
        .unwrap_or(title)
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `X is not there`
fn absent(local: &Checked, id: &str) -> Expect {
    let bare = id.rsplit('/').next().unwrap_or(id);
    let found = local.find(id);
    let nearest = local.find(bare).is_some_and(|one| found.is_some_and(|other| one.id == other.id));
    let name = if nearest { bare } else { id };
    let at = Span::NOWHERE;
    Expect::Absent(Which { rule: Spanned::new(name.to_owned(), at), pick: Pick::All })
}

/// Whether an example reads in the words of a pack, and holds.
fn holds(model: &Checked, carrier: Carrier, text: &str) -> bool {
    let mut map = SourceMap::new();
    let file = map.add("witness", text);
    let Some(tree) = syntax::read(file, carrier, text).value else { return false };
    let read = examples::read(tree.blocks.iter(), model);
    let whole = !read.has_errors();
    let all = read.value.unwrap_or_default();
    whole && !all.is_empty() && all.iter().all(|one| passes(model, one))
}
