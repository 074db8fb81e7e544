//! Why a module was not run, or was stopped, in plain words.

use super::Signature;

/// What is wrong with a module, or what it did. The words go on from the name of its file:
/// “`extensions/band.wasm` *is not a wasm module …*”.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// It begins with something else.
    #[error("is not a wasm module: {0}")]
    NotWasm(&'static str),
    /// Its bytes are not what the format says.
    #[error("is not a wasm module that can be used: {why} (at byte {at})")]
    Broken {
        /// In the words of the format.
        why: String,
        /// Where, from 0.
        at: usize,
    },
    /// It is well formed, and asks for what this host does not do.
    #[error("cannot be compiled: {0}")]
    Refused(String),
    /// It is larger than modules may be.
    #[error("has {bytes} bytes, and a module may have {most}")]
    TooBig {
        /// How large it is.
        bytes: usize,
        /// How large it may be.
        most: usize,
    },
    /// It wants something from outside.
    #[error("wants to be given {}, and a module gets nothing from outside", list(.0))]
    WantsImports(Vec<String>),
    /// It has no such function.
    #[error("has no function `{wanted}` among what it exports ({})", or_nothing(.has))]
    NoFunction {
        /// The name that was wanted.
        wanted: String,
        /// What it does export.
        has: Vec<String>,
    },
    /// It has the function, of another type.
    #[error("has a function `{name}` that is {found}; it must be {wanted}")]
    WrongType {
        /// Its name.
        name: String,
        /// How it is declared.
        found: Signature,
        /// How it must be.
        wanted: Signature,
    },
    /// It exports no memory.
    #[error("exports no memory of the name `memory`")]
    NoMemory,
    /// It came to an instruction that cannot be carried out.
    #[error("stopped: {why}{}", of(.place))]
    Trapped {
        /// What it came to.
        why: String,
        /// The function it was in, where that is known.
        place: Option<String>,
    },
    /// It used up its steps.
    #[error("did not finish within {} steps", grouped(*.0))]
    OutOfSteps(u64),
    /// It took too long.
    #[error("did not finish within {0} seconds")]
    OutOfTime(u64),
    /// It asked for more memory than there is for it.
    #[error("asked for {wanted} MiB of memory, and may have {most}")]
    TooMuchMemory {
        /// How much it would have had, in MiB, rounded up.
        wanted: usize,
        /// How much it may have, in MiB.
        most: usize,
    },
    /// Something was to be read or written beyond its memory.
    #[error("has no memory where {0} was to be read or written")]
    OutsideMemory(String),
}

impl HostError {
    /// Whether it went on and on, or asked for ever more, until it was stopped.
    pub(crate) fn is_a_stop(&self) -> bool {
        match self {
            HostError::OutOfSteps(_)
            | HostError::OutOfTime(_)
            | HostError::TooMuchMemory { .. } => true,
            HostError::NotWasm(_)
            | HostError::Broken { .. }
            | HostError::Refused(_)
            | HostError::TooBig { .. }
            | HostError::WantsImports(_)
            | HostError::NoFunction { .. }
            | HostError::WrongType { .. }
            | HostError::NoMemory
            | HostError::Trapped { .. }
            | HostError::OutsideMemory(_) => false,
        }
    }
}

/// So many of many names are told, each as far as one can read it at a glance.
const MOST: usize = 6;
const LONGEST: usize = 60;

fn list(names: &[String]) -> String {
    let mut told: Vec<String> = names.iter().take(MOST).map(|name| quoted(name)).collect();
    if names.len() > MOST {
        told.push(format!("{} more", grouped((names.len() - MOST) as u64)));
    }
    match told.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => "something".to_owned(),
    }
}

/// A name out of a module, which may be anything.
fn quoted(name: &str) -> String {
    let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let cut = name.chars().nth(LONGEST).map_or("", |_| "…");
    format!("`{}{cut}`", name.chars().take(LONGEST).map(plain).collect::<String>())
}

fn or_nothing(names: &[String]) -> String {
    if names.is_empty() { "nothing at all".to_owned() } else { list(names) }
}

fn of(place: &Option<String>) -> String {
    place.as_ref().map_or_else(String::new, |place| format!(" (in {place})"))
}

/// `10,000,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
