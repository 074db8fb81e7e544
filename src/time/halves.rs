//! Stretches of days in two.
//!
//! In: the first and the last number of a stretch. Out: its two halves. Never here: what the
//! days are the days of.

/// A stretch in two: the second begins with the roundest number in it that is not the first,
/// so that the halves of a narrower stretch are among those of the wider one.
pub(crate) fn halves(lo: i32, hi: i32) -> [(i32, i32); 2] {
    let middle = roundest(lo, hi);
    [(lo, middle.saturating_sub(1)), (middle, hi)]
}

/// The number above `lo`, up to `hi`, with the most factors of two.
fn roundest(lo: i32, hi: i32) -> i32 {
    let differ = (lo ^ hi).cast_unsigned();
    let Some(bit) = differ.checked_ilog2() else { return hi };
    if bit == 31 {
        return 0;
    }
    hi & !((1_i32 << bit) - 1)
}
