//! A pack to begin with: what a council writes on top of another pack.
//!
//! In: the pack it builds on, and an id. Out: a text that passes every check, with
//! labels, a register and an example to edit. Never here: files.

use std::cmp::Reverse;
use std::fmt::Write;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::check::Checked;
use crate::eval::evaluate;
use crate::examples::{example_text, expect_of};
use crate::facts::{bind, read_case};
use crate::model::{Duty, Kind};
use crate::names::{Concept, ConceptId, Sort, capital};
use crate::source::SourceMap;
use crate::syntax::ast::{Anchor, Pick};
use crate::syntax::{Carrier, print, read};
use crate::time::Day;

/// How many labels a new pack begins with.
const LABELS: usize = 3;

/// A pack with this id that builds on a checked one.
#[must_use]
pub fn fresh(base: &Checked, id: &str, carrier: Carrier) -> String {
    let name = id.rsplit('/').next().unwrap_or(id).replace('-', " ");
    let mut text = String::new();
    text.push_str("# Give the pack its title, and write the rules of your procedure below.\n");
    let _ = writeln!(text, "pack {id}: \"{}\"", capital(&name));
    let _ = writeln!(text, "  version    1\n  extends    {}", base.pack.id);
    if let Some(calendar) = &base.calendar {
        let _ = writeln!(text, "  calendar   {}", calendar.id());
    }
    text.push_str("\n# The procedure that the rules are taken from.\n");
    text.push_str("document Our procedure: \"Our own procedure\"\n  forms      Our procedure\n");
    text.push_str(
        "  note       say where it is found and of which date it is, with `url` and `date`\n",
    );
    text.push_str("\n# What you call things: put your own words in place of these.\n");
    for concept in labelled(base) {
        let _ = writeln!(text, "\nlabel {}\n  as         {}", concept.name, forms(concept));
    }
    text.push_str(
        "\n# The paragraphs of the procedure, in order. One that a rule cites as its source is\n\
         # encoded; take it out of `for people` then.\n\
         register Our procedure\n  paragraphs 1 to 3\n  for people 1 to 3: not read yet\n",
    );
    if let Some(example) = example(base) {
        let _ =
            write!(text, "\n# A case and what is expected of it: `duly test` runs it.\n{example}");
    }
    match carrier {
        Carrier::Duly => text,
        Carrier::Yaml => yaml(&text),
    }
}

/// The same pack as YAML.
fn yaml(text: &str) -> String {
    let file = SourceMap::new().add("new", text);
    let tree = read(file, Carrier::Duly, text).value;
    tree.map_or_else(String::new, |tree| {
        format!(
            "# Give the pack its title, put your own words in place of the labels, and list the\n\
             # paragraphs of your procedure.\n{}",
            print::yaml(&tree)
        )
    })
}

/// The events on which most duties hang: those whose words a council meets everywhere, and
/// is likely to have its own for.
fn labelled(base: &Checked) -> Vec<&Concept> {
    let mut duties: FxHashMap<ConceptId, usize> = FxHashMap::default();
    for duty in &base.duties {
        let mut events: SmallVec<[ConceptId; 4]> =
            duty.act.parts.iter().map(|part| part.event.value).collect();
        if let Some(Anchor::Event(event)) = duty.trigger.as_ref().map(|trigger| &trigger.anchor) {
            events.push(event.event.value);
        }
        events.sort_unstable();
        events.dedup();
        for event in events {
            *duties.entry(event).or_default() += 1;
        }
    }
    let full = |concept: &Concept| {
        let forms = &concept.forms;
        concept.sort() == Sort::Event && forms.verb.is_some() && forms.plural.is_some()
    };
    let mut events: Vec<(ConceptId, &Concept)> =
        base.vocabulary.iter().filter(|(_, concept)| full(concept)).collect();
    events.sort_by_key(|(id, _)| Reverse(duties.get(id).copied().unwrap_or(0)));
    events.into_iter().take(LABELS).map(|(_, concept)| concept).collect()
}

/// The forms of a concept as a clause has them.
fn forms(concept: &Concept) -> String {
    let forms = &concept.forms;
    let noun = match (&forms.singular, &forms.plural) {
        (Some(one), Some(many)) => Some(format!("{one} / {many}")),
        (one, _) => one.clone(),
    };
    let parts = [forms.verb.clone(), forms.passive.clone(), noun];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" | ")
}

/// An example of the first duty that runs on from an event: the event on a day, and
/// how the duty stands on the next.
fn example(base: &Checked) -> Option<String> {
    let day = Day::from_ymd(2026, 6, 2)?;
    base.duties.iter().find_map(|duty| {
        let event = base.vocabulary.get(started_by(duty)?)?;
        let text =
            format!("case: new\nborn: 3 May 2012\nevents:\n  - {}: 1 June 2026\n", event.name);
        let file = SourceMap::new().add("new", text.as_str());
        let written = read_case(file, "new", &text).value?;
        let case = bind(&written, &base.vocabulary).value?;
        let answer = evaluate(base, &case, day);
        let mut rows = answer.rows.iter().filter(|row| row.key.duty == duty.id);
        let row = rows.next().filter(|row| row.statuses.single().is_some() && row.due.is_some())?;
        let expect = expect_of(base, &case, &answer, row);
        Some(example_text(base, Carrier::Duly, "a first case", &case, &[(day, expect)]))
    })
}

/// The event that starts a duty which runs on from each time it happens.
fn started_by(duty: &Duty) -> Option<ConceptId> {
    if duty.limits.first()?.kind != Kind::Forward || duty.recurrence.is_some() {
        return None;
    }
    let Anchor::Event(event) = &duty.trigger.as_ref()?.anchor else { return None };
    matches!(event.pick, Pick::Each | Pick::Only).then_some(event.event.value)
}
