//! Numbers as values of options.
//!
//! In: what somebody wrote after an option. Out: the number, or which would do. Never here:
//! what it is for.

use std::ops::RangeInclusive;

/// Reads a whole number out of a range.
pub(crate) fn within<T: TryFrom<u64>>(
    range: RangeInclusive<u64>,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static {
    move |text| {
        let read = text.trim().replace([',', '_'], "").parse().ok();
        let number = read.filter(|number| range.contains(number));
        number.and_then(|number| T::try_from(number).ok()).ok_or_else(|| {
            format!("write a whole number from {} to {}, in figures", range.start(), range.end())
        })
    }
}
