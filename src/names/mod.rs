//! What words mean: the concepts that packs declare, their forms and labels.
//!
//! In: declarations of packs. Out: a [`Vocabulary`] that finds names in phrases,
//! longest first, and prints each concept in the author's own words. Never here:
//! what a phrase around a name means.

mod concept;

pub use concept::{
    Completeness, Concept, ConceptId, Detail, EventInfo, FactInfo, FactType, FormKind, Forms, Life,
    Owner, Sort, StatusInfo, Transition, Vocabulary,
};
