//! Names inside phrases: which concept, of which sort.

use crate::syntax::parsed::Pair;

use super::{Reader, Rule, part};
use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Sort, ordinal};
use crate::source::{Span, Spanned};

impl Reader<'_> {
    /// The concept a `name` stands for, which has to be of one of these sorts.
    pub(super) fn name(
        &mut self,
        pair: &Pair<'_, Rule>,
        wanted: &[Sort],
    ) -> Option<Spanned<ConceptId>> {
        let span = self.span(pair);
        let start = pair.as_span().start();
        let hit = self.masked.hits.iter().find(|hit| hit.start == start)?;
        let of = |sort: &Sort| hit.of(self.vocabulary, *sort);
        if let Some(id) = wanted.iter().find_map(of) {
            return Some(Spanned::new(id, span));
        }
        let written = self.written(pair).to_owned();
        let found = match hit.candidates.first() {
            Some((id, _)) => self.vocabulary.wrong_sort(&written, span, *id, wanted),
            None => self.unknown_name(&written, span, wanted),
        };
        self.diagnostics.push(found);
        None
    }

    /// The name inside a pair.
    pub(super) fn name_in(
        &mut self,
        pair: &Pair<'_, Rule>,
        wanted: &[Sort],
    ) -> Option<Spanned<ConceptId>> {
        let name = part(pair, Rule::name)?;
        self.name(&name, wanted)
    }

    /// D0201, with what was probably meant.
    pub(super) fn unknown_name(&self, written: &str, span: Span, wanted: &[Sort]) -> Diagnostic {
        self.vocabulary.unknown_name(written, span, wanted)
    }

    /// D0204: a bare name of an event that may happen many times.
    pub(super) fn bare_event(&self, event: &Spanned<ConceptId>) -> Option<Diagnostic> {
        let concept = self.vocabulary.get(event.value)?;
        let info = concept.event()?;
        if info.once.is_some() {
            return None;
        }
        let noun = concept.noun();
        Some(
            Diagnostic::new(Code::D0204, event.span, format!("“{noun}” may happen many times"))
                .label("which one?")
                .help(format!(
                    "write `each {noun}`, `the {} {noun}` or `the next {noun} after …`; where it happens only once, \
                     say so in its block: `once     per case`, or `once     per period …`",
                    ordinal(1)
                )),
        )
    }
}
