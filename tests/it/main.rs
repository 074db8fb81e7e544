//! The one integration binary, so that linking happens once.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "tests read their own files")]

mod answers;
mod answers_json;
mod batch;
mod carriers;
mod cli;
mod compare;
mod console;
mod docs;
mod eval;
mod examples;
mod extensions;
mod feeds;
mod fresh;
mod fuzz;
mod impact;
mod laid_out;
mod layers;
mod lint;
mod mapped;
mod next;
mod outturn;
mod pages;
mod reference;
mod registers;
mod schema;
mod scores;
mod sheet;
mod sheets;
mod show;
mod slips;
mod suite;
mod tables;
mod testing;
mod tidy;
