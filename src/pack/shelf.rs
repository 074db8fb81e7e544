//! What was read in one run: each file once, however many packs are made of it.
//!
//! In: packs and files of calendars, as they are read. Out: the same, for the next
//! pack that builds on them. Never here: anything that depends on who asks.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::Diagnostic;
use crate::names::Vocabulary;
use crate::syntax::Block;

use super::gather::Parsed;
use super::locate::{Found, Place};

/// The packs and calendars that were read so far. It belongs to one
/// [`SourceMap`](crate::source::SourceMap): what stands here points into it.
#[derive(Debug, Default)]
pub struct Shelf {
    pub(super) packs: FxHashMap<Found, Arc<Parsed>>,
    pub(super) calendars: FxHashMap<(Place, String), Arc<CalendarFile>>,
    /// The names of packs that were declared in this order, for cases of a subject.
    pub(super) names: FxHashMap<(String, Vec<usize>), Arc<Vocabulary>>,
}

/// A file of calendars, read.
#[derive(Debug, Default)]
pub(super) struct CalendarFile {
    pub(super) blocks: Vec<Block>,
    pub(super) found: Vec<Diagnostic>,
}
