//! Rules across cases, resolved.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, key};
use crate::source::Spanned;
use crate::syntax::ast::{Applies, Group, GroupKey, Measure, When};
use crate::syntax::force::Force;
use crate::syntax::phrase::Reading;
use crate::syntax::{BlockKind, ClauseKey};

use super::duty::{Modality, Model, Provenance, SourceRef};
use super::power::once_each;
use super::resolve::{applies, texts, who};
use super::sources::cited;
use super::versions::{Version, Versioned};

/// Which rule across cases of a [`Model`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AcrossId(pub u32);

/// A rule across cases: what has to be so of each group of cases.
#[derive(Debug, Clone)]
pub struct Across {
    /// Its place in the model.
    pub id: AcrossId,
    /// Its id as written.
    pub name: Spanned<String>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Who answers for it.
    pub who: Option<Spanned<ConceptId>>,
    /// How binding it is.
    pub modality: Modality,
    /// Which cases are taken together.
    pub group: Group,
    /// What is asked of each group.
    pub measure: Measure,
    /// The key of the group that names the case to differ from, by its place.
    pub differs_from: Option<usize>,
    /// Which cases count, and what lifts it from a group.
    pub applies: Vec<Applies>,
    /// When it is in force.
    pub force: Force,
    /// What it cites.
    pub sources: Vec<SourceRef>,
    /// Remarks for readers.
    pub notes: Vec<String>,
    /// Why the author wrote it so.
    pub reason: Option<String>,
    /// Where it comes from.
    pub from: Provenance,
}

impl Model {
    /// A rule across cases by id.
    #[must_use]
    pub fn across_rule(&self, id: AcrossId) -> Option<&Across> {
        self.across.get(id.0 as usize)
    }
}

/// Resolves the rules across cases. One that cannot be read is left out and reported.
pub(super) fn resolve(rules: &[Versioned<'_>], reading: &mut Reading<'_>) -> Vec<Across> {
    let mut found: Vec<Across> = Vec::new();
    for (pack, version) in once_each(rules, BlockKind::Across, "rules across cases", reading) {
        let id = AcrossId(u32::try_from(found.len()).unwrap_or(u32::MAX));
        found.extend(across(id, (pack, version), reading));
    }
    found
}

fn across(
    id: AcrossId,
    (pack, version): (&Arc<str>, &Version<'_>),
    reading: &mut Reading<'_>,
) -> Option<Across> {
    let block = &version.block;
    let said = |key| block.clause(key).map(|clause| &clause.phrase).filter(|p| !p.is_empty());
    let group = said(ClauseKey::Group).and_then(|phrase| reading.group(phrase));
    let modalities = [(ClauseKey::Must, Modality::Must), (ClauseKey::Should, Modality::Should)];
    let does = modalities.into_iter().find_map(|(key, how)| said(key).map(|phrase| (phrase, how)));
    let measure = does.and_then(|(phrase, how)| reading.measure(phrase).map(|read| (how, read)));
    let applies = applies(block, reading);
    refuse_once(&applies, reading);
    let (group, (modality, measure)) = (group?, measure?);
    let differs_from = differs_from(&group, &measure, reading)?;
    Some(Across {
        id,
        name: Spanned::new(block.name.text().to_owned(), block.name.span()),
        title: block.title.as_ref().map(|title| title.text().to_owned()),
        who: who(block, reading),
        modality,
        group,
        measure,
        differs_from,
        applies,
        force: version.force,
        sources: cited(block, ClauseKey::Source, reading.vocabulary()),
        notes: texts(block, ClauseKey::Note),
        reason: texts(block, ClauseKey::Reason).into_iter().next(),
        from: Provenance { pack: Arc::clone(pack), span: block.span.0 },
    })
}

/// Which key `from that parent` means: one whose name begins with these words.
#[expect(
    clippy::option_option,
    reason = "the outer is whether it could be read, the inner whether it stands there"
)]
fn differs_from(
    group: &Group,
    measure: &Measure,
    reading: &mut Reading<'_>,
) -> Option<Option<usize>> {
    let Measure::Different { from: Some(that), .. } = measure else { return Some(None) };
    let words = reading.vocabulary();
    let wanted = key(&that.value);
    let begins = |name: &str| {
        let name = key(name);
        name == wanted || name.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with(' '))
    };
    let fits = |group_key: &GroupKey| match group_key {
        GroupKey::Fact(fact) => {
            let concept = words.get(fact.value);
            words.named(&that.value, crate::names::Sort::Fact) == Some(fact.value)
                || concept.is_some_and(|concept| begins(&concept.name) || begins(concept.noun()))
        }
        GroupKey::Year(..) => false,
    };
    if let Some(at) = group.keys.iter().position(fits) {
        return Some(Some(at));
    }
    let said = format!("“that {}” is nothing that the cases are grouped by", that.value);
    let fact = group.keys.iter().find_map(|group_key| match group_key {
        GroupKey::Fact(fact) => Some(words.noun(fact.value).to_owned()),
        GroupKey::Year(..) => None,
    });
    let found = Diagnostic::new(Code::D0205, that.span, said);
    reading.diagnostics.push(match fact {
        Some(fact) => found.help(format!("write `from that {fact}`")),
        None => found.help("group the cases by a fact that names another case"),
    });
    None
}

/// A rule across cases is read on each day on its own: there is no first day of it.
fn refuse_once(applies: &[Applies], reading: &mut Reading<'_>) {
    for (how, _) in applies.iter().flat_map(|applies| &applies.parts) {
        if how.value == When::Once {
            reading.diagnostics.push(
                Diagnostic::new(Code::D0103, how.span, "a rule across cases is read on every day")
                    .label("it has no first day to wait for")
                    .help("write `if …`, with `has been` where it stays so"),
            );
        }
    }
}
