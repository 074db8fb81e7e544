//! The modules that compute facts of a case for what the language leaves out.

use std::sync::{Arc, OnceLock};

use crate::host::{HostError, Limits, Loaded, Num, Signature, inspect};
use crate::names::{Computed, ConceptId, Input};
use crate::source::Span;

/// The function that the module of an extension exports.
pub const COMPUTE: &str = "compute";

/// A module ready to be started, or why it cannot be.
pub type Ready = Result<Loaded, String>;

/// A fact and the module that computes it.
#[derive(Debug, Clone)]
pub struct Extension {
    /// The fact.
    pub fact: ConceptId,
    /// The file of the module, as the pack names it.
    pub file: String,
    /// Where it is named.
    pub span: Span,
    /// What the module is given, in this order.
    pub from: Vec<Input>,
    /// Its bytes, or why they could not be read, going on from its name.
    pub module: Result<Arc<[u8]>, String>,
    /// The same, compiled, once somebody needs it.
    ready: Arc<OnceLock<Ready>>,
}

impl Extension {
    /// A module that is compiled when it is first needed.
    #[must_use]
    pub fn new(
        fact: ConceptId,
        computed: &Computed,
        module: Result<Arc<[u8]>, String>,
    ) -> Extension {
        let Computed { file, span, from } = computed.clone();
        Extension { fact, file, span, from, module, ready: Arc::default() }
    }

    /// What its function takes, one number for each thing it is given, and gives.
    #[must_use]
    pub fn signature(&self) -> Signature {
        Signature { takes: vec![Num::I64; self.from.len()], gives: vec![Num::I64] }
    }

    /// Whether its module can work out the fact: what it is, what it exports, of which
    /// type. Nothing is said of one that could not be read.
    ///
    /// # Errors
    /// What is wrong with it, going on from its name.
    pub fn usable(&self) -> Result<(), HostError> {
        let Ok(bytes) = &self.module else { return Ok(()) };
        inspect(bytes, Limits::EXTENSION.size)?.has(COMPUTE, &self.signature())
    }

    /// The module as `compile` made it the first time.
    pub fn ready(&self, compile: impl FnOnce() -> Ready) -> &Ready {
        self.ready.get_or_init(compile)
    }
}
