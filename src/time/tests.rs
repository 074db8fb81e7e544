//! Laws of days, lengths and calendars.

use super::*;

mod day;
