//! What a standing duty asks for, resolved.
//!
//! A standing duty is a [`Duty`](super::Duty) with a [`Standing`] part in place of an
//! act and a limit: so it has its name, its bearer, its sources and its rows like any
//! other.

use crate::source::Phrase;
use crate::syntax::ast::{Act, During, Holding, Needed};
use crate::syntax::phrase::Reading;
use crate::syntax::{Block, ClauseKey};

use super::duty::Modality;

/// What has to hold all through a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What has to hold.
    pub holding: Holding,
    /// All through which periods.
    pub during: During,
}

/// How binding a standing duty is, and what it asks for.
pub(super) fn read(block: &Block, reading: &mut Reading<'_>) -> Option<(Modality, Standing)> {
    let said = |key| block.clause(key).map(|clause| &clause.phrase).filter(|p| !p.is_empty());
    let modalities = [(ClauseKey::Must, Modality::Must), (ClauseKey::Should, Modality::Should)];
    let does = modalities.into_iter().find_map(|(key, how)| said(key).map(|phrase| (phrase, how)));
    let holding: Option<(Modality, Holding)> = match does {
        Some((phrase, how)) => holding(phrase, reading).map(|holding| (how, holding)),
        None => None,
    };
    let during = said(ClauseKey::During).and_then(|phrase| reading.during(phrase));
    let (how, holding) = holding?;
    Some((how, Standing { holding, during: during? }))
}

fn holding(phrase: &Phrase, reading: &mut Reading<'_>) -> Option<Holding> {
    reading.holding(phrase)
}

/// A standing duty has no act: nothing is to be done once.
pub(super) fn no_act() -> Act {
    Act { parts: Vec::new(), needed: Needed::All }
}
