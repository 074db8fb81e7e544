//! The fingerprint of a pack, worked out once somebody asks for it: few do, and it takes in
//! every word of a pack and of all it extends.

use std::fmt;
use std::sync::{Arc, LazyLock};

type Lazy = LazyLock<String, Box<dyn FnOnce() -> String + Send>>;

/// 16 hexadecimal digits of everything that a pack means. Two are equal when their digits
/// are.
#[derive(Clone)]
pub struct Fingerprint(Arc<Lazy>);

impl Fingerprint {
    /// The fingerprint that is worked out so.
    pub fn new(work: impl FnOnce() -> String + Send + 'static) -> Fingerprint {
        Fingerprint(Arc::new(LazyLock::new(Box::new(work))))
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq for Fingerprint {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.as_str() == other.as_str()
    }
}

impl Eq for Fingerprint {}
