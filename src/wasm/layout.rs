//! Where everything stands in the memory of a module.
//!
//! In: what a module is made of. Out: addresses, and the bytes that are there from the
//! beginning. Never here: what the caller lays there.

use super::plain::Plain;
use super::plan::{Plan, number};
use super::{COLUMNS, UNDECIDED};
use crate::ir::{ALWAYS, NEVER};

/// How many triggers and instances of a duty, and occurrences of a kind made of several,
/// one case may have, and how many scope periods. A case that has more is not decided.
const MOST: u32 = 1_024;
const MOST_SPANS: u32 = 512;

/// Bytes for what is found of one case.
const ARENA: u32 = 256 << 10;

/// Bytes for where a length leads to from each day.
const KNOWN: u32 = 1 << 16;

/// Bytes of a span, a trigger, an instance, a kind, a status and a duty: see the kernel.
const SPAN: u32 = 28;
const TRIG: u32 = 40;
const WAIT: u32 = 240;
const KIND: u32 = 48;
const STATUS: u32 = 48;
const DUTY: u32 = 16;

/// Addresses, by the names that the kernel has for them.
#[derive(Debug, Default)]
pub(super) struct Layout {
    names: Vec<(&'static str, i32)>,
    /// The first byte that nothing has yet.
    pub(super) heap: u32,
    pub(super) data_at: u32,
    pub(super) data: Vec<u8>,
}

impl Layout {
    /// `duties`: of each the place of its function, and its number. `plain`: what is said of
    /// those of a plain shape.
    pub(super) fn of(plan: &Plan<'_>, duties: &[(u32, u32)], plain: &Plain) -> Layout {
        // The first bytes are nobody's: address 0 says that something is not there.
        let mut layout = Layout { heap: 16, ..Layout::default() };
        layout.calendar(plan);
        layout.data_at = layout.heap;
        layout.bits(plan);
        let kinds =
            plan.kinds.iter().flat_map(|kind| [kind.word | u32::from(kind.open) << 15, kind.made]);
        layout.halves("SAID_KINDS", kinds);
        layout.halves("SAID_STATUSES", plan.statuses.iter().map(|(_, made)| *made));
        layout.halves("SAID_DUTIES", duties.iter().flat_map(|(made, id)| [*made, *id]));
        layout.halves("SAID_PLAIN", plain.said.iter().flatten().copied());
        layout.whole();
        layout.heap = layout.data_at + number(layout.data.len());
        layout.room("KINDS", KIND * number(plan.kinds.len()));
        layout.room("STATUSES", STATUS * number(plan.statuses.len()));
        layout.room("DUTIES", DUTY * number(duties.len()));
        layout.room("SPANS", SPAN * MOST_SPANS);
        layout.room("TRIGS", TRIG * MOST);
        layout.room("WAITS", WAIT * MOST);
        layout.room("KNOWN", KNOWN * plain.lengths);
        layout.room("ARENA", ARENA);
        layout.name("END", layout.heap);
        layout.name("MOST", MOST);
        layout.name("MOST_SPANS", MOST_SPANS);
        layout.name("FAST", number(plain.said.len()));
        layout.name("DUTY_COUNT", number(duties.len()));
        layout.name("COLUMNS", number(COLUMNS));
        layout.name("UNDECIDED", UNDECIDED.unsigned_abs());
        layout.heap = layout.heap.next_multiple_of(16);
        layout
    }

    /// Numbers by name.
    pub(super) fn constants(&self) -> impl Iterator<Item = (&'static str, i32)> {
        self.names.iter().copied()
    }

    fn name(&mut self, name: &'static str, number: u32) {
        self.names.push((name, number.cast_signed()));
    }

    fn room(&mut self, name: &'static str, bytes: u32) {
        self.heap = self.heap.next_multiple_of(4);
        self.name(name, self.heap);
        self.heap += bytes;
    }

    /// Its tables of ranks, after one more for the day before the first, and of working
    /// days, which are filled in when a module starts.
    fn calendar(&mut self, plan: &Plan<'_>) {
        let ranks = plan.calendar.map_or(0, |calendar| calendar.rank().len());
        let listed = plan.calendar.map_or(0, |calendar| calendar.select().len());
        let first = plan.calendar.map_or(0, |calendar| calendar.first().number());
        self.names.push(("FIRST", first));
        self.name("CALENDAR", u32::from(plan.calendar.is_some()));
        self.name("RANKS", number(ranks));
        self.name("LISTED", number(listed));
        self.room("RANK", 2 * number(ranks + 1));
        self.room("SELECT", 2 * number(listed));
    }

    /// One bit for each day that the calendar lists.
    fn bits(&mut self, plan: &Plan<'_>) {
        self.name("BITS", self.data_at);
        let Some(calendar) = plan.calendar else { return };
        self.data = vec![0; calendar.rank().len().div_ceil(8)];
        for day in calendar.select() {
            if let Some(byte) = self.data.get_mut(usize::from(*day) / 8) {
                *byte |= 1 << (day % 8);
            }
        }
    }

    fn halves(&mut self, name: &'static str, numbers: impl Iterator<Item = u32>) {
        self.name(name, self.data_at + number(self.data.len()));
        for one in numbers {
            let one = u16::try_from(one).unwrap_or(u16::MAX);
            self.data.extend(one.to_le_bytes());
        }
    }

    /// The scope period of the whole record.
    fn whole(&mut self) {
        self.name("WHOLE", self.data_at + number(self.data.len()));
        for word in [ALWAYS, NEVER, NEVER, ALWAYS, -1, -1, 1] {
            self.data.extend(word.to_le_bytes());
        }
    }
}
