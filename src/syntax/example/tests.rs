//! Examples: what is written reads back from its canonical words.

use super::*;
