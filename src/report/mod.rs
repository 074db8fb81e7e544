//! Everything that is shown: one file a format.
//!
//! In: finished results of the other rooms. Out: text. Never here: finding
//! anything out, files or streams.

pub mod answers;
pub mod batch;
pub mod compare;
pub mod conform;
pub mod coverage;
pub mod dates;
pub mod diagnostics;
pub mod feasible;
pub mod fresh;
mod html;
pub mod impact;
mod junit;
pub mod lint;
pub mod mutation;
pub mod next;
mod page;
pub mod register;
pub mod results;
pub mod show;
pub mod text;

pub use page::page;
