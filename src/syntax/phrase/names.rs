//! Names inside phrases: which concept, of which sort.

use pest::iterators::Pair;

use super::{Reader, Rule, part};
use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Sort, ordinal, with_article};
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
            Some((id, _)) => self.wrong_sort(*id, &written, span, wanted),
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

    fn wrong_sort(&self, id: ConceptId, written: &str, span: Span, wanted: &[Sort]) -> Diagnostic {
        let sort = self.vocabulary.get(id).map_or(Sort::Event, crate::names::Concept::sort);
        let one = wanted.first().copied().unwrap_or(Sort::Event);
        let found = Diagnostic::new(
            Code::D0202,
            span,
            format!("“{written}” is {}, not {}", sort.a(), one.a()),
        )
        .label(format!("I expected {} here", one.a()));
        let declared = self.vocabulary.get(id).map(|concept| concept.declared);
        let found = match declared {
            Some(at) if !at.is_empty() => found.also(at, format!("declared as {} here", sort.a())),
            _ => found,
        };
        match (sort, one) {
            (Sort::Status, Sort::Event) => {
                let rewrite = format!("the start of each period {written}");
                found
                    .help(format!("write `{rewrite}`, or `the end of each period {written}`"))
                    .fix(span, rewrite)
            }
            (Sort::Event, Sort::Status) => found.help(format!(
                "write `there has been {}`, or name the status it begins",
                with_article(written)
            )),
            _ => found.help(format!(
                "name {} here, or declare one with `{} {written}`",
                one.a(),
                one.word()
            )),
        }
    }

    /// D0201, with what was probably meant.
    pub(super) fn unknown_name(&self, written: &str, span: Span, wanted: &[Sort]) -> Diagnostic {
        let one = wanted.first().copied().unwrap_or(Sort::Event);
        let found = Diagnostic::new(
            Code::D0201,
            span,
            format!("I don’t know {} called “{written}”", one.a()),
        )
        .label("not declared in this pack or in what it extends");
        let near: Vec<&str> = self
            .vocabulary
            .suggest(written, wanted)
            .into_iter()
            .map(|id| self.vocabulary.noun(id))
            .collect();
        match near.as_slice() {
            [] => found.help(format!("declare it with a block `{} {written}`", one.word())),
            [only] => found.help(format!("did you mean “{only}”?")).fix(span, *only),
            [first, rest @ ..] => {
                let others: Vec<String> = rest.iter().map(|name| format!("“{name}”")).collect();
                found.help(format!("did you mean “{first}”, or {}?", others.join(" or ")))
            }
        }
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
                     say so in its block with `once     per period …`",
                    ordinal(1)
                )),
        )
    }
}
