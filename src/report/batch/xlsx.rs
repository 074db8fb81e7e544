//! Answers as an Excel workbook: what it is about, a sheet for the summary, the answers that
//! say something, the groups of the rules across cases, the work list and the rows that could
//! not be taken. Headings stay in sight, columns can be filtered, and dates are dates.

use std::io::{self, Seek, Write};

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

use super::across::{self, HEADING as ACROSS};
use super::columns::{Cell, Column, cells, columns};
use super::human::{COUNTED, heading, not_recorded, notes, team_name};
use super::tally::Counts;
use super::{Batch, Dirty, Open, Sink, Tally, Told, many, of_thousand, thousands};
use crate::eval::{Group, Status};
use crate::time::Day;

/// No sheet has more rows: a program for sheets opens no more than four times
/// as many, and slowly.
const MOST: u32 = 250_000;

/// A workbook being filled.
pub struct Workbook<'b> {
    of: &'b Batch<'b>,
    answers: Sheet,
    left: Left,
}

/// How many rows are not on the sheet of answers.
#[derive(Debug, Clone, Copy, Default)]
struct Left {
    /// They do not apply.
    not_applicable: u64,
    /// The files record nothing of what they ask for.
    unrecorded: u64,
    /// There was no room.
    over: u64,
}

impl<'b> Workbook<'b> {
    /// With a sheet of answers that has its heading.
    ///
    /// # Errors
    /// What stands in the way of making it.
    pub fn new(of: &'b Batch<'b>) -> io::Result<Workbook<'b>> {
        let mut answers = Sheet::new("Answers", 2)?;
        answers.heads(&columns(of))?;
        Ok(Workbook { of, answers, left: Left::default() })
    }

    /// What is left out of the sheet of answers, in words; `None` where it has all of them.
    #[must_use]
    pub fn left_out(&self) -> Option<String> {
        let Left { not_applicable, unrecorded, over } = self.left;
        let left = not_applicable + unrecorded + over;
        let shown = u64::from(self.answers.rows.saturating_sub(1));
        (left > 0).then(|| {
            let (shown, all) = (thousands(shown), thousands(shown + left));
            format!("its sheet of answers has {shown} of {all} rows; its first sheet says which")
        })
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    pub fn finish(
        self,
        tally: &Tally,
        work: &[&Open],
        out: impl Write + Seek + Send,
    ) -> io::Result<()> {
        let Workbook { of, answers, left, .. } = self;
        let mut book = rust_xlsxwriter::Workbook::new();
        let made = date(of.as_of).map_err(io::Error::other)?;
        // The same answers give the same file, byte for byte.
        book.set_properties(
            &DocProperties::new()
                .set_title(heading(of))
                .set_author("duly")
                .set_creation_datetime(&made),
        );
        let mut sheets = vec![about(of, tally, left)?, summary(tally)?];
        if !tally.teams.is_empty() {
            sheets.push(teams(tally)?);
        }
        sheets.push(answers);
        if !of.model.across.is_empty() {
            sheets.push(groups(of, &tally.groups)?);
        }
        sheets.extend([work_list(work)?, dirty(of.dirty)?]);
        for sheet in sheets {
            book.push_worksheet(sheet.finish()?);
        }
        book.save_to_writer(out).map_err(io::Error::other)?;
        Ok(())
    }
}

impl Sink for Workbook<'_> {
    fn row(&mut self, told: &Told<'_>) -> io::Result<()> {
        let left = match told.status() {
            Some(Status::NotApplicable) => Some(&mut self.left.not_applicable),
            None if told.unrecorded.is_some() => Some(&mut self.left.unrecorded),
            Some(_) | None if self.answers.rows > MOST => Some(&mut self.left.over),
            Some(_) | None => None,
        };
        if let Some(left) = left {
            *left += 1;
            return Ok(());
        }
        self.answers.cells(cells(self.of, told))
    }
}

/// A sheet: a heading that stays in sight, rows beneath it, filters over its columns.
struct Sheet {
    sheet: Worksheet,
    /// The next row.
    rows: u32,
    columns: u16,
    filtered: bool,
    /// The last rows are neither sorted nor filtered: so many.
    totals: u32,
    head: Format,
    counts: Format,
    shares: Format,
    days: Format,
    wrapped: Format,
}

impl Sheet {
    fn new(name: &str, fixed: u16) -> io::Result<Sheet> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name).map_err(io::Error::other)?;
        sheet.set_freeze_panes(1, fixed).map_err(io::Error::other)?;
        sheet.set_landscape();
        sheet.set_repeat_rows(0, 0).map_err(io::Error::other)?;
        let head = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0x00E6_ECF2))
            .set_border_bottom(FormatBorder::Thin);
        let days = Format::new().set_num_format("d mmm yyyy").set_align(FormatAlign::Left);
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let counts = Format::new().set_num_format("#,##0");
        let shares = Format::new().set_num_format("0.0%");
        let (rows, columns, filtered, totals) = (0, 0, true, 0);
        Ok(Sheet { sheet, rows, columns, filtered, totals, head, counts, shares, days, wrapped })
    }

    fn heading(&mut self, heads: &[(&str, f64)]) -> io::Result<()> {
        for (at, (name, width)) in (0_u16..).zip(heads) {
            self.sheet
                .write_string_with_format(0, at, *name, &self.head)
                .and_then(|sheet| sheet.set_column_width(at, *width))
                .map_err(io::Error::other)?;
            self.columns = at + 1;
        }
        self.rows = 1;
        Ok(())
    }

    fn heads(&mut self, columns: &[Column]) -> io::Result<()> {
        let heads: Vec<(&str, f64)> =
            columns.iter().map(|column| (column.name, column.width)).collect();
        self.heading(&heads)
    }

    /// A row of cells, from the first column on; nothing is written where nothing is known.
    fn cells(&mut self, cells: Vec<Cell<'_>>) -> io::Result<()> {
        for (at, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => self.text(at, text)?,
                Cell::Own(text) => self.text(at, &text)?,
                Cell::Words(words) => self.text(at, &words.join("; "))?,
                Cell::Day(Some(day)) => self.day(at, day)?,
                Cell::Number(Some(number)) => self.number(at, f64::from(number))?,
                Cell::Decimal(Some(number)) => self.number(at, number)?,
                Cell::Day(None) | Cell::Number(None) | Cell::Decimal(None) => {}
            }
        }
        self.next();
        Ok(())
    }

    fn text(&mut self, at: u16, text: &str) -> io::Result<()> {
        if !text.is_empty() {
            // A cell holds no more; a name that long is none.
            let text: String = text.chars().take(32_000).collect();
            self.sheet.write_string(self.rows, at, text).map_err(io::Error::other)?;
        }
        Ok(())
    }

    fn long_text(&mut self, at: u16, text: &str) -> io::Result<()> {
        let written = self.sheet.write_string_with_format(self.rows, at, text, &self.wrapped);
        written.map(|_| ()).map_err(io::Error::other)
    }

    fn number(&mut self, at: u16, number: f64) -> io::Result<()> {
        self.sheet.write_number(self.rows, at, number).map(|_| ()).map_err(io::Error::other)
    }

    /// A number with marks between its thousands.
    fn count(&mut self, at: u16, count: u64) -> io::Result<()> {
        let number = as_number(count);
        let written = self.sheet.write_number_with_format(self.rows, at, number, &self.counts);
        written.map(|_| ()).map_err(io::Error::other)
    }

    /// `90.7 %`, as a number; nothing of nothing.
    fn share(&mut self, at: u16, part: u64, whole: u64) -> io::Result<()> {
        let Some(tenths) = of_thousand(part, whole) else { return Ok(()) };
        let share = as_number(tenths) / 1_000.0;
        let written = self.sheet.write_number_with_format(self.rows, at, share, &self.shares);
        written.map(|_| ()).map_err(io::Error::other)
    }

    /// A date as a date; as text where no sheet knows it.
    fn day(&mut self, at: u16, day: Day) -> io::Result<()> {
        match date(day) {
            Ok(date) => self
                .sheet
                .write_datetime_with_format(self.rows, at, &date, &self.days)
                .map(|_| ())
                .map_err(io::Error::other),
            Err(_) => self.text(at, &day.to_string()),
        }
    }

    fn next(&mut self) {
        self.rows += 1;
    }

    fn finish(mut self) -> io::Result<Worksheet> {
        let last = self.rows.saturating_sub(1 + self.totals);
        if self.filtered && self.columns > 0 {
            let made = self.sheet.autofilter(0, 0, last, self.columns - 1);
            made.map_err(io::Error::other)?;
        }
        Ok(self.sheet)
    }
}

fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, of_month) = day.ymd();
    let small = |number: u32| u8::try_from(number).unwrap_or(0);
    // A year that no sheet knows is refused below.
    let year = u16::try_from(year).unwrap_or(0);
    ExcelDateTime::from_ymd(year, small(month), small(of_month))
}

#[expect(clippy::cast_precision_loss, reason = "a sheet knows no other numbers")]
fn as_number(count: u64) -> f64 {
    count as f64
}

/// What the workbook is about, and what a reader has to know beside its numbers.
fn about(of: &Batch<'_>, tally: &Tally, left: Left) -> io::Result<Sheet> {
    let mut sheet = Sheet::new("About", 0)?;
    sheet.heading(&[(&heading(of), 120.0)])?;
    sheet.filtered = false;
    let mut said = notes(of, tally);
    let Left { not_applicable, unrecorded, over } = left;
    let mut without = |count: u64, why: &str| {
        if count > 0 {
            let rows = many(count, "row", "rows");
            said.push(format!(
                "{why} is left out of the sheet of answers: {rows}, which the other formats have"
            ));
        }
    };
    without(not_applicable, "What does not apply");
    without(unrecorded, "What the file records nothing of");
    without(over, &format!("What comes after the first {} rows", thousands(MOST.into())));
    said.extend(across::not_judged(of));
    let over = (tally.groups.len() as u64).saturating_sub(MOST.into());
    if over > 0 {
        said.push(format!(
            "The sheet “{ACROSS}” has the first {} groups: {}, which the other formats have, \
             are left out",
            thousands(MOST.into()),
            many(over, "more", "more")
        ));
    }
    said.extend(not_recorded(of, tally));
    for line in said {
        sheet.long_text(0, &line)?;
        sheet.next();
    }
    Ok(sheet)
}

/// A line a duty, with how many of its deadlines stand how, and one for all.
fn summary(tally: &Tally) -> io::Result<Sheet> {
    let mut sheet = Sheet::new("Summary", 1)?;
    let mut heads = vec![("duty", 48.0)];
    heads.extend(COUNTED.iter().map(|(_, word)| (*word, 13.0)));
    heads.extend([("on time", 10.0), ("who", 28.0), ("layer", 30.0)]);
    sheet.heading(&heads)?;
    for (words, counts) in tally.seen() {
        let at = standing(&mut sheet, &words.title, counts)?;
        sheet.text(at + 1, words.who.as_deref().unwrap_or_default())?;
        sheet.text(at + 2, &words.layer)?;
        sheet.next();
    }
    standing(&mut sheet, "All", &tally.all())?;
    sheet.next();
    sheet.totals = 1;
    Ok(sheet)
}

/// The first cells of a line that counts; the place of the last of them, the share in time.
fn standing(sheet: &mut Sheet, title: &str, counts: &Counts) -> io::Result<u16> {
    sheet.text(0, title)?;
    let mut at = 1;
    for (status, _) in COUNTED {
        let count = status.map_or(counts.unknown, |status| counts.of(status));
        sheet.count(at, count)?;
        at += 1;
    }
    let (met, come) = counts.in_time();
    sheet.share(at, met, come)?;
    Ok(at)
}

/// A line a team.
fn teams(tally: &Tally) -> io::Result<Sheet> {
    let mut sheet = Sheet::new("Teams", 1)?;
    let mut heads = vec![("team", 28.0)];
    heads.extend(COUNTED.iter().map(|(_, word)| (*word, 13.0)));
    heads.push(("on time", 10.0));
    sheet.heading(&heads)?;
    for (team, counts) in &tally.teams {
        standing(&mut sheet, &team_name(team), counts)?;
        sheet.next();
    }
    Ok(sheet)
}

/// The groups of the rules across cases.
fn groups(of: &Batch<'_>, groups: &[Group]) -> io::Result<Sheet> {
    let mut sheet = Sheet::new(ACROSS, 3)?;
    sheet.heads(&across::COLUMNS)?;
    across::rows(of, groups).take(MOST as usize).try_for_each(|cells| sheet.cells(cells))?;
    Ok(sheet)
}

fn work_list(list: &[&Open]) -> io::Result<Sheet> {
    let mut sheet = Sheet::new("Work list", 2)?;
    sheet.heading(&[
        ("who", 28.0),
        ("due", 13.0),
        ("case", 14.0),
        ("title", 44.0),
        ("status", 14.0),
        ("days_late", 10.0),
        ("to_know", 50.0),
        ("instance", 24.0),
        ("duty", 28.0),
    ])?;
    for one in list.iter().take(MOST as usize) {
        sheet.text(0, &one.who)?;
        match one.due.exact() {
            Some(day) => sheet.day(1, day)?,
            None => sheet.text(1, &format!("{} to {}", one.due.first, one.due.last))?,
        }
        sheet.text(2, &one.case)?;
        sheet.text(3, &one.title)?;
        sheet.text(4, one.word())?;
        if let Some(days) = one.days_late {
            sheet.number(5, f64::from(days))?;
        }
        sheet.text(6, &one.to_know)?;
        sheet.text(7, &one.instance)?;
        sheet.text(8, &one.duty)?;
        sheet.next();
    }
    Ok(sheet)
}

fn dirty(rows: &[Dirty]) -> io::Result<Sheet> {
    let mut sheet = Sheet::new("Dirty rows", 2)?;
    sheet.heading(&[
        ("file", 20.0),
        ("row", 8.0),
        ("column", 16.0),
        ("case", 14.0),
        ("reason", 90.0),
        ("used", 8.0),
    ])?;
    for row in rows.iter().take(MOST as usize) {
        sheet.text(0, &row.file)?;
        sheet.number(1, as_number(u64::try_from(row.row).unwrap_or(u64::MAX)))?;
        sheet.text(2, row.column.as_deref().unwrap_or_default())?;
        sheet.text(3, row.child.as_deref().unwrap_or_default())?;
        sheet.text(4, &row.reason)?;
        sheet.text(5, if row.used { "yes" } else { "no" })?;
        sheet.next();
    }
    Ok(sheet)
}
