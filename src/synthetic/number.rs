//! Numbers that follow from a seed.
//!
//! In: a seed and a stream. Out: numbers, the same for ever (the generator is `SplitMix64`,
//! which is in the public domain). Never here: chance.

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(super) struct Numbers(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Numbers {
    pub(super) fn new(seed: u64, stream: u64) -> Numbers {
        let mut mixed = Numbers(seed ^ stream.wrapping_mul(STEP));
        Numbers(mixed.next() ^ stream)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from the first to the last, both in.
    pub(super) fn between(&mut self, first: i32, last: i32) -> i32 {
        let many = i64::from(last.max(first)) - i64::from(first) + 1;
        let many = many.unsigned_abs();
        // Of so few, what a remainder prefers cannot be seen.
        let nth = i64::try_from(self.next() % many).unwrap_or(0);
        i32::try_from(i64::from(first) + nth).unwrap_or(first)
    }

    /// Whether one of so many in a thousand is met.
    pub(super) fn permille(&mut self, share: i32) -> bool {
        self.between(0, 999) < share
    }

    /// Whether a share from 0 to 1 is met.
    pub(super) fn share(&mut self, share: f64) -> bool {
        f64::from(self.between(0, 999_999)) < share * 1_000_000.0
    }

    /// One of several.
    pub(super) fn one<T: Copy>(&mut self, of: &[T], otherwise: T) -> T {
        let last = i32::try_from(of.len()).unwrap_or(i32::MAX).saturating_sub(1);
        let at = usize::try_from(self.between(0, last)).unwrap_or(0);
        of.get(at).copied().unwrap_or(otherwise)
    }
}
