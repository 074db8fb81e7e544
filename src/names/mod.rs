//! What words mean: the concepts that packs declare, their forms and labels.
//!
//! In: declarations of packs. Out: a [`Vocabulary`] that finds names in phrases,
//! longest first, and prints each concept in the author's own words. Never here:
//! what a phrase around a name means.

mod clauses;
mod computed;
mod concept;
mod declare;
mod english;
mod errors;
mod find;
mod forms;
mod kinds;
mod lexicon;
mod readings;
mod suggest;
mod words;

#[cfg(test)]
mod tests;

pub use concept::{
    Completeness, Computed, Concept, ConceptId, Detail, EventInfo, FactInfo, FactType, FormKind,
    Forms, Given, Input, Life, Owner, Sort, StatusInfo, Transition, Vocabulary,
};
pub use english::{
    capital, definite, listed, number_word, ordinal, parse_number, parse_ordinal, pluralise,
    short_ordinal, thousands, titled, with_article,
};
pub use errors::quoted_list;
pub(crate) use errors::{bad_date, unreadable};
pub use find::Hit;
pub use kinds::of_somebody;
pub(crate) use lexicon::{Lexicon, Said};
pub use suggest::suggest_words;
pub(crate) use words::{
    Cursor, Token, apart, is_article, key, split, tidy, tokens, unquoted, without_article,
};
