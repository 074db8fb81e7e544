//! Registers held against the blocks: what became of each paragraph of a source.
//!
//! In: a model. Out: for each register its paragraphs in order, each encoded,
//! listed, for people, or none of these. Never here: how that is shown.

use crate::model::{Citation, Locator, Model, Register};
use crate::source::Span;
use crate::syntax::BlockKind;

/// What became of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// A block says it, and a machine works with that block.
    Encoded,
    /// Only duties without a date say it: they are listed, and people check them.
    Listed,
    /// The register leaves it to people, and says why.
    ForPeople,
    /// Neither: somebody has yet to look at it.
    Missing,
}

impl State {
    /// Every state, in the order of a summary.
    pub const ALL: [State; 4] = [State::Encoded, State::Listed, State::ForPeople, State::Missing];

    /// As it is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            State::Encoded => "encoded",
            State::Listed => "listed",
            State::ForPeople => "for people",
            State::Missing => "missing",
        }
    }

    /// What it means, for a legend.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            State::Encoded => "a block of the pack says it, and a machine works with it",
            State::Listed => "the pack lists it without a date: people check it",
            State::ForPeople => "left to people, for the reason given",
            State::Missing => "neither encoded nor left to people yet",
        }
    }
}

/// A paragraph and what became of it.
#[derive(Debug, Clone)]
pub struct Paragraph<'m> {
    /// The place.
    pub place: &'m Locator,
    /// What became of it.
    pub state: State,
    /// The blocks that cite it.
    pub blocks: Vec<&'m Citation>,
    /// Why it is for people, where the register says so.
    pub reasons: Vec<&'m str>,
}

/// A register and its paragraphs.
#[derive(Debug, Clone)]
pub struct Coverage<'m> {
    /// The register.
    pub register: &'m Register,
    /// Its paragraphs, in order.
    pub paragraphs: Vec<Paragraph<'m>>,
    /// Places for people that are not among its paragraphs.
    pub strays: Vec<&'m Locator>,
    /// Places that blocks of its pack cite, and that are not among them either.
    pub unlisted: Vec<(String, &'m Citation)>,
}

impl Coverage<'_> {
    /// How many paragraphs are in a state.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.paragraphs.iter().filter(|paragraph| paragraph.state == state).count()
    }
}

/// The registers that the pack at hand keeps.
#[must_use]
pub fn registers(model: &Model) -> Vec<Coverage<'_>> {
    let own = model.registers.iter().filter(|register| *register.pack == *model.pack.id);
    own.map(|register| coverage(model, register)).collect()
}

fn coverage<'m>(model: &'m Model, register: &'m Register) -> Coverage<'m> {
    // Each place that a block cites of this document.
    let mut cited: Vec<(Locator, &Citation)> = Vec::new();
    for citation in &model.citations {
        for source in &citation.sources {
            if source.document.as_deref() == Some(register.document.value.as_str()) {
                let places = source.places(register.document.span);
                cited.extend(places.into_iter().map(|place| (place, citation)));
            }
        }
    }
    let paragraphs = register.paragraphs.iter().map(|place| {
        let mut blocks: Vec<&Citation> = Vec::new();
        for (at, citation) in &cited {
            if at.touches(place) && !blocks.iter().any(|known| std::ptr::eq(*known, *citation)) {
                blocks.push(citation);
            }
        }
        let people = register.for_people.iter();
        let people = people.filter(|(places, _)| {
            places.iter().any(|one| one.is_within(place) || speaks_of(one, place, register, &cited))
        });
        let reasons: Vec<&str> = people.map(|(_, reason)| reason.as_str()).collect();
        let state = if blocks.iter().any(|block| works(model, block)) {
            State::Encoded
        } else if !blocks.is_empty() {
            State::Listed
        } else if reasons.is_empty() {
            State::Missing
        } else {
            State::ForPeople
        };
        Paragraph { place, state, blocks, reasons }
    });
    let known = |place: &Locator| register.paragraphs.iter().any(|one| one.touches(place));
    let places = register.for_people.iter().flat_map(|(places, _)| places);
    let strays = places.filter(|place| !known(place)).collect();
    let own = cited.iter().filter(|(_, citation)| citation.pack == register.pack);
    let unlisted = own.filter(|(place, _)| !known(place));
    let unlisted = unlisted.map(|(place, citation)| (place.text.clone(), *citation)).collect();
    Coverage { register, paragraphs: paragraphs.collect(), strays, unlisted }
}

/// Whether a place for people that takes in a paragraph speaks of it: what is said of
/// the whole is about the rest where a block says the part, as long as there is a rest.
fn speaks_of(
    whole: &Locator,
    part: &Locator,
    register: &Register,
    cited: &[(Locator, &Citation)],
) -> bool {
    let said = |place: &Locator| cited.iter().any(|(at, _)| at.is_within(place));
    let rest = |place: &Locator| whole.is_within(place) || !said(place);
    let mut within = register.paragraphs.iter().filter(|place| place.is_within(whole));
    part.is_within(whole) && (!said(part) || !within.any(rest))
}

/// Whether a machine works with a block: all but duties that are only listed.
fn works(model: &Model, block: &Citation) -> bool {
    if block.kind != BlockKind::Duty {
        return true;
    }
    let duty = model.find(&format!("{}/{}", block.pack, block.name));
    duty.is_some_and(crate::model::Duty::is_evaluated)
}

/// Paragraphs that nothing became of, by where the register names them.
#[must_use]
pub fn missing<'c>(coverage: &'c Coverage<'_>) -> Vec<(Span, Vec<&'c str>)> {
    let mut found: Vec<(Span, Vec<&str>)> = Vec::new();
    for paragraph in coverage.paragraphs.iter().filter(|one| one.state == State::Missing) {
        let text = paragraph.place.text.as_str();
        match found.iter_mut().find(|(span, _)| *span == paragraph.place.span) {
            Some((_, texts)) => texts.push(text),
            None => found.push((paragraph.place.span, vec![text])),
        }
    }
    found
}
