//! Which column of a file is which of a table.
//!
//! In: the cells of a heading, and the columns of a table. Out: the place of each. Names are
//! the same as they stand, else whatever their case and blanks, else by letters and digits
//! alone; the nearest counts, and of several as near none. Never here: rows.

use csv::ByteRecord;

use super::cells::trim;
use super::mapping::Table;

/// The heading stands in one of so many first rows.
pub(super) const HEADING: usize = 20;

/// Where a column stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Nowhere,
    At(usize),
    /// It may be any of these.
    Several(Vec<usize>),
}

/// The cells of a heading as text.
pub(super) fn heads(heading: &ByteRecord) -> Vec<String> {
    let text = |cell: &[u8]| String::from_utf8_lossy(trim(cell)).into_owned();
    heading.iter().map(|cell| text(cell).trim_start_matches('\u{feff}').trim().to_owned()).collect()
}

/// The place of each column of a table.
pub(super) fn places(heads: &[String], table: &Table) -> Vec<Place> {
    let wanted: Vec<&str> = table.columns.iter().map(|column| column.name.value.as_str()).collect();
    // What is the name of one column to the letter is no other's.
    let is_taken = |head: &str, of: &str| head != of && wanted.contains(&head);
    let place = |of: &&str| {
        let as_near = |near: fn(&str, &str) -> bool| -> Vec<usize> {
            let like = |head: &String| near(head, of) && !is_taken(head, of);
            (0..).zip(heads).filter(|(_, head)| like(head)).map(|(at, _)| at).collect()
        };
        let degrees: [fn(&str, &str) -> bool; 3] = [|a, b| a == b, same_words, alike];
        let nearest = degrees.into_iter().map(as_near).find(|found| !found.is_empty());
        match nearest.as_deref() {
            None => Place::Nowhere,
            Some([only]) => Place::At(*only),
            Some(several) => Place::Several(several.to_vec()),
        }
    };
    wanted.iter().map(place).collect()
}

/// Which of the first rows is the heading of a table: of those that name the column of the
/// child the one with most of its columns.
pub(super) fn heading<'r>(
    rows: impl Iterator<Item = &'r ByteRecord>,
    table: &Table,
) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (at, row) in rows.take(HEADING).enumerate() {
        let heads = heads(row);
        let is = |column: usize| heads.iter().any(|head| alike(head, table.name(column)));
        if !is(table.key) {
            continue;
        }
        let many = (0..table.columns.len()).filter(|column| is(*column)).count();
        if best.is_none_or(|(_, most)| many > most) {
            best = Some((at, many));
        }
    }
    best.map(|(at, _)| at)
}

/// The same whatever the case and the blanks.
fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let (one, other): (Vec<String>, Vec<String>) = (words(one), words(other));
    one == other
}

/// The same by letters and digits alone.
pub(super) fn alike(one: &str, other: &str) -> bool {
    same_words(one, other) || bare(one) == bare(other) && !bare(one).is_empty()
}

/// Letters and digits alone, small: `Placed Adoption` is `placedadoption`.
pub(super) fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
