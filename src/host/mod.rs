//! Wasm modules, run so that they can do no harm.
//!
//! In: the bytes of a module from anybody, and how much it may use. Out: its exports, what
//! it answers, or in plain words why it was stopped. Never here: what a module is for;
//! anything a module could reach beyond its own memory; machine code from a file.
//!
//! A module gets nothing from outside: one that wants imports is refused. Every run has a
//! count of steps, the same on every machine, behind it a limit of time, and a limit of
//! memory and of stack.

mod error;
mod inspect;
mod run;
mod watch;

use std::time::Duration;

pub use error::HostError;
pub use inspect::{Export, Num, Shape, Signature, inspect};
pub use run::{Host, Loaded, Running, Value};

/// How much a module may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the module itself.
    pub size: usize,
    /// Steps of one run; `None` counts none, and leaves the limit of time.
    pub steps: Option<u64>,
    /// How long one call may take, whatever its steps.
    pub patience: Duration,
    /// Bytes of memory, and of tables as many entries as fit into a hundredth of it.
    pub memory: usize,
    /// Bytes of stack.
    pub stack: usize,
}

impl Limits {
    /// For functions that a pack brings along: a few facts in, one out.
    pub const EXTENSION: Limits = Limits {
        size: 1 << 20,
        steps: Some(10_000_000),
        patience: Duration::from_secs(10),
        memory: 16 << 20,
        stack: 256 << 10,
    };

    /// For modules made from a pack, which work through many cases in one call.
    pub const PACK: Limits = Limits {
        size: 4 << 20,
        steps: None,
        patience: Duration::from_secs(120),
        memory: 1 << 30,
        stack: 512 << 10,
    };
}

#[cfg(test)]
mod tests;
