//! Chance that comes out the same each time.
//!
//! In: a seed. Out: numbers. Never here: a clock, or the machine's own chance.

/// Numbers that look like chance and follow from a seed (Steele, Lea and Flood 2014,
/// `SplitMix`).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, and not including, the bound.
    pub(super) fn index(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    pub(super) fn below(&mut self, bound: i32) -> i32 {
        let bound = usize::try_from(bound.max(1)).unwrap_or(1);
        i32::try_from(self.index(bound)).unwrap_or(0)
    }
}
