//! Clauses of a duty beside its limit: until when it is owed, its clock, silence in
//! the record, and whose cases it is about.
//!
//! In: a block. Out: what it says of these. Never here: limits.

use crate::names::Vocabulary;
use crate::source::{Phrase, Spanned};
use crate::syntax::phrase::Reading;
use crate::syntax::{Block, ClauseKey};

use super::duties::Duties;
use super::recurrence::Running;
use super::resolve::written;

/// What a running limit hangs on.
pub(super) fn running(block: &Block, reading: &mut Reading<'_>) -> Running {
    let until = written(block, ClauseKey::Until).and_then(|clause| {
        let anchor = reading.until(&clause.phrase)?;
        Some(Spanned::new(anchor, clause.phrase.span()))
    });
    let clauses = block.clauses(ClauseKey::Clock).filter(|clause| !clause.phrase.is_empty());
    let clocks = clauses.filter_map(|clause| {
        let clock = reading.clock(&clause.phrase)?;
        Some(Spanned::new(clock, clause.phrase.span()))
    });
    let clocks = clocks.collect();
    let unrecorded = written(block, ClauseKey::IfUnrecorded).and_then(|clause| {
        let unrecorded = reading.unrecorded(&clause.phrase)?;
        Some(Spanned::new(unrecorded, clause.phrase.span()))
    });
    Running { until, clocks, unrecorded }
}

/// A duty for the pack's own subject is a duty like any other; what others are for,
/// cases may be about too.
pub(super) fn own_subject(duties: &mut Duties, vocabulary: &mut Vocabulary) {
    for duty in duties.iter_mut() {
        let Some(subject) = &duty.subject else { continue };
        if subject.value.eq_ignore_ascii_case(&vocabulary.subject) {
            duty.subject = None;
        } else if !vocabulary.other_subjects.contains(&subject.value) {
            vocabulary.other_subjects.push(subject.value.clone());
        }
    }
}

/// `the authority`, as case files name it: `authority`.
pub(super) fn subject(phrase: &Phrase) -> Spanned<String> {
    let text = phrase.text().trim();
    let bare = match text.get(..4) {
        Some(the) if the.eq_ignore_ascii_case("the ") => text.get(4..).unwrap_or(text).trim(),
        Some(_) | None => text,
    };
    Spanned::new(bare.to_owned(), phrase.span())
}
