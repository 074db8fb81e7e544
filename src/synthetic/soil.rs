//! Dirt: what happens to rows that people type.
//!
//! In: the cells of a row. Out: the same, or one of them spoilt, or the row twice. Never
//! here: what a reader makes of it.

use super::number::Numbers;

/// Spoils the rows of one child.
#[derive(Debug, Clone)]
pub struct Soil {
    numbers: Numbers,
    share: f64,
    /// How many rows were spoilt so that they cannot be taken as they stand.
    pub spoilt: u32,
}

/// What a cell is, as far as that matters to its dirt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Key,
    Date,
    Code,
    Other,
}

impl Soil {
    pub(super) fn new(numbers: Numbers, share: f64) -> Soil {
        Soil { numbers, share, spoilt: 0 }
    }

    /// The row as it is written, once or twice.
    pub(super) fn row(&mut self, cells: &mut [(Cell, String)]) -> u8 {
        if self.share <= 0.0 {
            return 1;
        }
        if self.numbers.share(self.share) {
            self.untidy(cells);
        }
        if !self.numbers.share(self.share) {
            return 1;
        }
        let kind = self.numbers.between(0, 3);
        let target = match kind {
            0 => Cell::Key,
            1 => Cell::Code,
            2 => Cell::Date,
            _ => Cell::Other,
        };
        let found = cells.iter_mut().find(|(is, text)| *is == target && !text.is_empty());
        match (target, found) {
            (Cell::Key, Some((_, text))) => text.clear(),
            (Cell::Code, Some((_, text))) => "?".clone_into(text),
            (Cell::Date, Some((_, text))) => {
                let wrong = ["31/02/2025", "n/k", "00/00/0000", "1.13.2025"];
                self.numbers.one(&wrong, "n/k").clone_into(text);
            }
            (Cell::Key | Cell::Code | Cell::Date | Cell::Other, _) => {
                self.spoilt += 1;
                return 2;
            }
        }
        self.spoilt += 1;
        1
    }

    /// What anybody can still read: blanks, small letters, years of two digits.
    fn untidy(&mut self, cells: &mut [(Cell, String)]) {
        for (is, text) in cells.iter_mut().filter(|(_, text)| !text.is_empty()) {
            match (is, self.numbers.between(0, 3)) {
                (Cell::Code, 0) => *text = text.to_ascii_lowercase(),
                (Cell::Date, 0) => {
                    if let (Some(start), Some(end)) = (text.get(..6), text.get(8..10)) {
                        *text = format!("{start}{end}");
                    }
                }
                (_, 1) => *text = format!(" {text} "),
                _ => {}
            }
        }
    }
}
