//! Whether a module that lies in a file is one of the pack at hand.
//!
//! In: what a module says of itself, and what one made now would say. Out: nothing, or how
//! they differ, the plainest difference first. Never here: reading or running a module.

use serde_json::Value;

use super::Meta;

/// How a module differs from one of the pack at hand. The words go on from its name:
/// “`reviews.wasm` *was not made by duly …*”.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It has no custom section of ours.
    #[error("was not made by duly: it has no custom section `duly`")]
    NoSection,
    /// The section is not what duly writes.
    #[error("does not say what it was made from: its custom section `duly` cannot be read")]
    Unreadable,
    /// Its memory is laid out in another way.
    #[error("has layout {has}, and this duly calls layout {wanted}")]
    Layout {
        /// The number of its layout.
        has: u64,
        /// The number of the layout that is called.
        wanted: u32,
    },
    /// It was made from another pack.
    #[error("was made from the pack “{has}”, and the pack at hand is “{wanted}”")]
    Pack {
        /// The id of its pack.
        has: String,
        /// The id of the pack at hand.
        wanted: String,
    },
    /// It was made from another version.
    #[error("was made from version {has} of “{pack}”, and the pack at hand is version {wanted}")]
    Version {
        /// The id of both.
        pack: String,
        /// The version of its pack.
        has: String,
        /// The version of the pack at hand.
        wanted: String,
    },
    /// The pack has been changed, and its version has not.
    #[error(
        "was made from “{pack}” before it was changed: the hash of what it meant is {has}, and \
         of the pack at hand {wanted}"
    )]
    Hash {
        /// The id of both.
        pack: String,
        /// The hash of its pack.
        has: String,
        /// The hash of the pack at hand.
        wanted: String,
    },
    /// All these are the same, and yet it is not what is made now.
    #[error(
        "was made from “{pack}” by another duly: what it says of its {which} is not what this \
         one would make"
    )]
    Otherwise {
        /// The id of both.
        pack: String,
        /// The first field of the section that differs.
        which: String,
    },
}

impl Unfit {
    /// Whether it was made of the same pack, so that making it anew is all that it needs.
    #[must_use]
    pub fn is_of_the_pack(&self) -> bool {
        match self {
            Unfit::NoSection | Unfit::Unreadable | Unfit::Pack { .. } => false,
            Unfit::Layout { .. }
            | Unfit::Version { .. }
            | Unfit::Hash { .. }
            | Unfit::Otherwise { .. } => true,
        }
    }
}

/// Whether the custom section of a module is that of one which would be made now.
///
/// # Errors
/// The plainest way in which it is not.
pub fn fits(section: Option<&[u8]>, wanted: &Meta) -> Result<(), Unfit> {
    let section = section.ok_or(Unfit::NoSection)?;
    let said: Value = serde_json::from_slice(section).map_err(|_| Unfit::Unreadable)?;
    let text = |field: &str| {
        let found = said.get(field).and_then(Value::as_str).map(str::to_owned);
        found.ok_or(Unfit::Unreadable)
    };
    let pack = wanted.pack.clone();
    let has = text("pack")?;
    if has != pack {
        return Err(Unfit::Pack { has, wanted: pack });
    }
    let layout = said.get("abi").and_then(Value::as_u64).ok_or(Unfit::Unreadable)?;
    if layout != u64::from(wanted.abi) {
        return Err(Unfit::Layout { has: layout, wanted: wanted.abi });
    }
    let has = text("version")?;
    if has != wanted.version {
        return Err(Unfit::Version { pack, has, wanted: wanted.version.clone() });
    }
    let has = text("hash")?;
    if has != wanted.hash {
        return Err(Unfit::Hash { pack, has, wanted: wanted.hash.clone() });
    }
    let now: Value = serde_json::from_str(&wanted.json()).map_err(|_| Unfit::Unreadable)?;
    let fields = now.as_object().into_iter().flatten();
    let differs = |(field, value): (&String, &Value)| {
        (said.get(field) != Some(value)).then(|| format!("`{field}`"))
    };
    fields.filter_map(differs).next().map_or(Ok(()), |which| Err(Unfit::Otherwise { pack, which }))
}
