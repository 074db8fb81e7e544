//! duly: procedure as code for local government.
//!
//! A procedure of a council is a pack of duties; a case is what was recorded;
//! duly says what is due, by when, met, late, overdue or unknown, and why.

pub mod analysis;
pub mod batch;
pub mod caseload;
pub mod cells;
pub mod check;
pub mod dates;
pub mod diag;
pub mod eval;
pub mod examples;
pub mod explain;
pub mod extensions;
pub mod facts;
pub mod feed;
pub mod host;
pub mod ir;
pub mod model;
pub mod names;
pub mod next;
pub mod open;
pub mod pack;
pub mod register;
pub mod report;
pub mod source;
pub mod syntax;
pub mod synthetic;
pub mod time;
pub mod wasm;
pub mod yaml;
