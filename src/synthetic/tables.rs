//! The tables of a return, written child by child.
//!
//! In: children. Out: rows, as CSV to a writer for each table, or as XML. Never here: who
//! there is.

use std::io::{self, Write};

use super::child::Child;
use super::soil::{Cell, Soil};
use super::{Counts, Plan};
use crate::time::Day;

/// The tables, each with its columns.
pub const TABLES: [(&str, &[&str]); 6] = [
    ("Header", &["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]),
    (
        "Episodes",
        &[
            "CHILD",
            "DECOM",
            "RNE",
            "LS",
            "CIN",
            "PLACE",
            "PLACE_PROVIDER",
            "DEC",
            "REC",
            "REASON_PLACE_CHANGE",
            "HOME_POST",
            "PL_POST",
            "URN",
        ],
    ),
    ("Reviews", &["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]),
    ("Missing", &["CHILD", "DOB", "MISSING", "MISSTART", "MISEND"]),
    ("SWEpisodes", &["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"]),
    (
        "AD1",
        &[
            "CHILD",
            "DOB",
            "DATE_INT",
            "DATE_MATCH",
            "FOSTER_CARE",
            "NB_ADOPTR",
            "SEX_ADOPTR",
            "LS_ADOPTR",
        ],
    ),
];

/// The elements of the first three tables in XML.
const ELEMENTS: [&str; 6] = ["HEADER", "EPISODE", "AREVIEW", "Missing", "SWEpisodes", "AD1"];

type Row = Vec<(Cell, String)>;

/// Writes each table to a writer of its own.
#[derive(Debug)]
pub struct Tables<W> {
    writers: Vec<W>,
    /// What was written.
    pub counts: Counts,
}

impl<W: Write> Tables<W> {
    /// With a writer for each of [`TABLES`]; the headings are written.
    ///
    /// # Errors
    /// Where a writer does not take them.
    pub fn new(mut writers: Vec<W>) -> io::Result<Tables<W>> {
        for ((_, columns), writer) in TABLES.iter().zip(&mut writers) {
            writeln!(writer, "{}", columns.join(","))?;
        }
        Ok(Tables { writers, counts: Counts::default() })
    }

    /// Writes a child.
    ///
    /// # Errors
    /// Where a writer does not take a row.
    pub fn child(&mut self, child: &Child, mut soil: Soil) -> io::Result<()> {
        self.counts.add(child);
        for (table, writer) in self.writers.iter_mut().enumerate() {
            for mut row in rows(child, table) {
                for _ in 0..soil.row(&mut row) {
                    let cells: Vec<&str> = row.iter().map(|(_, cell)| cell.as_str()).collect();
                    writeln!(writer, "{}", cells.join(","))?;
                }
            }
        }
        self.counts.dirty += soil.spoilt;
        Ok(())
    }

    /// The writers again.
    #[must_use]
    pub fn finish(self) -> (Vec<W>, Counts) {
        (self.writers, self.counts)
    }
}

/// Writes a whole plan as one XML file.
///
/// # Errors
/// Where the writer does not take it.
pub fn xml(plan: &Plan, to: &mut impl Write) -> io::Result<Counts> {
    let mut counts = Counts::default();
    writeln!(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<EXPSSDA903>")?;
    for place in 0..plan.children {
        let (child, mut soil) = (plan.child(place), plan.soil(place));
        counts.add(&child);
        writeln!(to, "  <CHILD>")?;
        for (table, element) in ELEMENTS.iter().enumerate() {
            let columns = TABLES.get(table).map_or(&[][..], |(_, columns)| columns);
            for mut row in rows(&child, table) {
                for _ in 0..soil.row(&mut row) {
                    write!(to, "    <{element}>")?;
                    for (column, (_, cell)) in columns.iter().zip(&row) {
                        if !cell.is_empty() {
                            write!(to, "<{column}>{cell}</{column}>")?;
                        }
                    }
                    writeln!(to, "</{element}>")?;
                }
            }
        }
        writeln!(to, "  </CHILD>")?;
        counts.dirty += soil.spoilt;
    }
    writeln!(to, "</EXPSSDA903>")?;
    Ok(counts)
}

fn key(child: &Child) -> (Cell, String) {
    (Cell::Key, child.id.clone())
}

fn date(day: i32) -> (Cell, String) {
    let (year, month, day) = Day::from_number(day).ymd();
    (Cell::Date, format!("{day:02}/{month:02}/{year:04}"))
}

fn blank() -> (Cell, String) {
    (Cell::Other, String::new())
}

fn other(text: &str) -> (Cell, String) {
    (Cell::Other, text.to_owned())
}

fn code(text: &str) -> (Cell, String) {
    (Cell::Code, text.to_owned())
}

/// The rows of a child in a table.
fn rows(child: &Child, table: usize) -> Vec<Row> {
    let born = || (Cell::Other, date(child.born).1);
    match table {
        0 => {
            let sex = other(if child.sex == 1 { "1" } else { "2" });
            vec![vec![key(child), sex, born(), other("WBRI"), blank(), blank(), blank()]]
        }
        1 => child
            .episodes
            .iter()
            .map(|episode| {
                vec![
                    key(child),
                    date(episode.from),
                    code(episode.reason),
                    code(episode.status),
                    other("N1"),
                    code(episode.place),
                    other("PR1"),
                    episode.until.map_or_else(blank, date),
                    code(episode.ended),
                    blank(),
                    blank(),
                    blank(),
                    blank(),
                ]
            })
            .collect(),
        2 => child
            .reviews
            .iter()
            .map(|(day, took)| vec![key(child), born(), date(*day), code(&format!("PN{took}"))])
            .collect(),
        3 => child
            .missing
            .iter()
            .map(|(from, until)| {
                vec![key(child), born(), other("M"), date(*from), (Cell::Other, date(*until).1)]
            })
            .collect(),
        4 => workers(child),
        _ => child
            .adoption
            .iter()
            .map(|adoption| {
                vec![
                    key(child),
                    born(),
                    date(adoption.decided),
                    (Cell::Other, date(adoption.matched).1),
                    other("0"),
                    other("2"),
                    other("MF"),
                    other("L0"),
                ]
            })
            .collect(),
    }
}

fn workers(child: &Child) -> Vec<Row> {
    let ends = child.workers.iter().skip(1).map(|day| Some(*day)).chain([None]);
    let all = child.workers.iter().zip(ends).enumerate();
    let row = |(nth, (from, until)): (usize, (&i32, Option<i32>))| {
        let until = until.map_or_else(blank, |day| (Cell::Other, date(day).1));
        let first = nth == 0 && !child.lost;
        let reason = other(if first { "FCONTA" } else { "LEFTRL" });
        vec![
            key(child),
            (Cell::Other, date(child.born).1),
            other(&format!("sw-{}", nth + 1)),
            date(*from),
            until,
            reason,
        ]
    };
    all.map(row).collect()
}
