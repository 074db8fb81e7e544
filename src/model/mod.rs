//! A pack as it means: duties with their references resolved.
//!
//! In: the block trees of a pack and of what it extends, with names found. Out:
//! a [`Model`]: duties, ids instead of names, one form for each thing however it
//! was worded. Never here: facts of a case, spans in equality.

mod across;
mod closing;
mod declare;
mod definition;
mod duties;
mod duty;
mod extension;
mod fingerprint;
mod layers;
mod locator;
mod lower;
mod power;
mod recurrence;
mod register;
mod resolve;
mod running;
mod sources;
mod standing;
mod versions;

mod strata;

pub use across::{Across, AcrossId};

pub use definition::{Deem, Definition, Derived, EventKind, Step};
pub use duties::Duties;
pub use duty::{
    Duty, DutyId, Kind, Limits, Match, Modality, Model, Opens, PackInfo, Point, Provenance, Scope,
    Settings, SoonRule, SourceRef, Transition, Trigger,
};
pub use extension::{COMPUTE, Extension, Ready};
pub use fingerprint::Fingerprint;
pub use layers::{LayerInfo, Patch};
pub use locator::{Locator, locators};
pub use lower::limits_of;
pub use power::{Effect, EffectKind, Power, PowerId, UseCount};
pub use recurrence::{Recurrence, Running};
pub use register::{Citation, Register, citation, read as read_register};
pub use resolve::{Parts, resolve};
pub use sources::{cited, undeclared_sources};
pub use standing::Standing;
