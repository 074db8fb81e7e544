//! From files to the rules of their tables, and from there to a caseload.
//!
//! In: files, a mapping, a model. Out: the [`Feed`]. Never here: what a cell says.

use std::io::Read;

use csv::ByteRecord;
use rustc_hash::{FxHashMap, FxHashSet};

use super::cells::{Dates, trim};
use super::dirty::{DirtyRow, merged, no_row};
use super::jsonl;
use super::mapping::bound::{Bound, BoundTable};
use super::mapping::{Mapping, Table};
use super::output::Assembler;
use super::parquet::{self, Part};
use super::rows::{CsvRows, Given, Unread};
use super::sheet::sheets;
use super::table::{Common, Entries, Store, Taker};
use super::unrecorded::{is_recorded_fully, not_recorded};
use super::{Feed, FileRead};
use crate::caseload::Caseload;
use crate::diag::{Code, Diagnostic};
use crate::facts::Records;
use crate::model::Model;
use crate::names::{Completeness, ConceptId, suggest_words};

/// Reads files as a mapping says.
pub(super) fn mapped(
    mapping: &Mapping,
    model: &Model,
    files: Vec<Given<'_>>,
) -> Result<Feed, Vec<Diagnostic>> {
    let Bound { tables: bound, none, found } = mapping.bound(&model.vocabulary);
    let mut reading = Reading::new(mapping, &bound);
    // In the order of the mapping, so that children stand in that of its first table.
    let mut files = files;
    files.sort_by_key(|file| table_of(mapping, file.stem().0).unwrap_or(usize::MAX));
    for file in files {
        reading.file(file);
    }
    reading.lacking();
    if !reading.wrong.is_empty() {
        return Err(reading.wrong);
    }
    let Reading { mut stores, mut common, mut files, .. } = reading;
    common.children.close();
    let mut assembler = Assembler::new(mapping, model, &bound, &mut stores, &mut common);
    assembler.run();
    let mut records = assembler.complete();
    let unknown_entries = std::mem::take(&mut assembler.unknown_entries);
    let mut filled = assembler.filled();
    // Of these there are none: what the file says of them is all there is.
    for kind in none.into_iter().filter(|kind| filled.insert(*kind)) {
        if !is_recorded_fully(model, kind) {
            let all = Completeness::Fully { from: None };
            records.insert(kind, Records { completeness: all, until: None });
        }
    }
    let not_recorded = not_recorded(model, &filled);
    let mut recorded: Vec<ConceptId> = filled.into_iter().collect();
    recorded.sort_unstable();
    let unrecorded = Records { completeness: Completeness::WhenKnown, until: None };
    records.extend(not_recorded.iter().map(|kind| (*kind, unrecorded)));
    common.builder.set_records(records);
    let (caseload, dirty) = finished(common, &mut files);
    Ok(Feed { caseload, dirty, not_recorded, recorded, files, unknown_entries, findings: found })
}

/// The cases, and the rows that are at fault; how many rows each file has that could not
/// be used.
pub(super) fn finished(common: Common, files: &mut [FileRead]) -> (Caseload, Vec<DirtyRow>) {
    let Common { children, builder, faults, .. } = common;
    let name = |file: u32| files.get(file as usize).map_or_else(String::new, |it| it.file.clone());
    let dirty = merged(faults, name, |child| children.id(child).map(str::to_owned));
    let mut unused: FxHashMap<&str, usize> = FxHashMap::default();
    for row in dirty.iter().filter(|row| !row.used) {
        *unused.entry(row.file.as_str()).or_default() += 1;
    }
    for file in files {
        file.unused = unused.get(file.file.as_str()).copied().unwrap_or(0);
    }
    (builder.finish(), dirty)
}

/// What was read so far.
pub(super) struct Reading<'m> {
    mapping: &'m Mapping,
    bound: &'m [BoundTable],
    stores: Vec<Store>,
    common: Common,
    files: Vec<FileRead>,
    wrong: Vec<Diagnostic>,
}

impl<'m> Reading<'m> {
    fn new(mapping: &'m Mapping, bound: &'m [BoundTable]) -> Reading<'m> {
        let empty = |many: usize| (0..many).map(|_| Entries::default()).collect();
        let stores = bound.iter().map(|bound| Store {
            seen: false,
            events: empty(bound.events.len()),
            periods: empty(bound.periods.len()),
            facts: empty(bound.facts.len()),
            spells: Vec::new(),
            bare: FxHashMap::default(),
        });
        let stores = stores.collect();
        let (common, files, wrong) = (Common::default(), Vec::new(), Vec::new());
        Reading { mapping, bound, stores, common, files, wrong }
    }

    fn file(&mut self, file: Given<'_>) {
        let (stem, ending) = file.stem();
        let number = table_of(self.mapping, stem);
        let name = file.name.clone();
        let read = match (ending.as_str(), number) {
            ("xml", _) => self.xml(file),
            ("xlsx" | "xlsm" | "xlsb" | "xls" | "ods", _) => self.workbook(file),
            ("parquet", Some(number)) => self.parquet(number, file),
            ("jsonl" | "ndjson", Some(number)) => self.lines(number, file),
            (_, Some(number)) => self.csv(number, file),
            (_, None) => {
                self.files.push(FileRead { file: name, table: None, rows: 0, unused: 0 });
                return;
            }
        };
        if let Err(error) = read {
            let said = format!("`{name}` cannot be read: {error}");
            self.wrong.push(Diagnostic::nowhere(Code::D0112, said));
        }
    }

    /// Every table of an XML file. Its rows have a cell for each column there is.
    fn xml(&mut self, file: Given<'_>) -> Result<(), Unread> {
        let mapping = self.mapping;
        let first = self.files.len();
        let mut takers = Vec::new();
        for (table, bound) in mapping.tables.iter().zip(self.bound) {
            let name = format!("{} ({})", file.name, table.name.value);
            let of = Some(table.name.value.clone());
            let dates = self.dates(false);
            let at = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
            self.files.push(FileRead { file: name, table: of, rows: 0, unused: 0 });
            let width = table.columns.len();
            let places = (0..width).map(Some).collect();
            takers.push(Taker::new((takers.len(), table, bound), dates, at, places, width));
        }
        let Reading { stores, common, files, .. } = self;
        super::xml::read(mapping, file.content, |row| {
            let (Some(taker), Some(store)) = (takers.get_mut(row.table), stores.get_mut(row.table))
            else {
                return;
            };
            store.seen = true;
            if let Some(read) = files.get_mut(first + row.table) {
                read.rows += 1;
            }
            taker.take(&row.cells, row.line, store, common);
        })
    }

    /// Every sheet of a workbook that is a table of the mapping.
    fn workbook(&mut self, file: Given<'_>) -> Result<(), Unread> {
        let mut bytes = Vec::new();
        let mut content = file.content;
        content.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        let mapping = self.mapping;
        for sheet in sheets(bytes, |name| table_of(mapping, name).is_some())? {
            let name = format!("{} ({})", file.name, sheet.name);
            let Some(number) = table_of(mapping, &sheet.name) else {
                self.files.push(FileRead { file: name, table: None, rows: 0, unused: 0 });
                continue;
            };
            let Some(table) = mapping.tables.get(number) else { continue };
            let key = table.name(table.key);
            let is_heading = |row: &ByteRecord| {
                row.iter().any(|cell| alike(&String::from_utf8_lossy(trim(cell)), key))
            };
            let mut rows = sheet.rows(is_heading);
            let Some((_, heading)) = rows.next() else {
                let said = format!("`{name}` has no row with the heading “{key}”");
                self.wrong.push(Diagnostic::nowhere(Code::D0903, said));
                continue;
            };
            let Some(mut taker) = self.begin(number, name, &heading, true) else { continue };
            let Some(store) = self.stores.get_mut(number) else { continue };
            let mut count = 0;
            for (line, row) in rows {
                if row.iter().all(|cell| trim(cell).is_empty()) {
                    continue;
                }
                count += 1;
                taker.take(&row, line, store, &mut self.common);
            }
            if let Some(read) = self.files.last_mut() {
                read.rows += count;
            }
        }
        Ok(())
    }

    fn dates(&self, serial: bool) -> Dates {
        Dates { order: self.mapping.dates, century: self.mapping.century, serial }
    }

    fn csv(&mut self, number: usize, file: Given<'_>) -> Result<(), Unread> {
        let name = file.name;
        let mut rows = CsvRows::open(file.content)?;
        let mut row = ByteRecord::new();
        if rows.next(&mut row)?.is_none() {
            return Err("it is empty, without even a heading".to_owned());
        }
        let Some(mut taker) = self.begin(number, name, &row, false) else { return Ok(()) };
        let Some(store) = self.stores.get_mut(number) else { return Ok(()) };
        let mut count = 0;
        while let Some(at) = rows.next(&mut row)? {
            if row.iter().all(|cell| trim(cell).is_empty()) {
                continue;
            }
            count += 1;
            match at.open {
                Some(open) => taker.cut(&row, at.line, open, &mut self.common),
                None => taker.take(&row, at.line, store, &mut self.common),
            };
        }
        if let Some(read) = self.files.last_mut() {
            read.rows += count;
        }
        Ok(())
    }

    fn parquet(&mut self, number: usize, file: Given<'_>) -> Result<(), Unread> {
        let (name, mut taker) = (file.name, None);
        let count = parquet::each(file.content, |part| match part {
            Part::Heading(names) => taker = self.begin(number, name.clone(), names, false),
            Part::Row(row, line) => self.take(&mut taker, row, line),
        })?;
        self.read(taker.is_some(), count);
        Ok(())
    }

    /// JSON lines. Their keys are known only when all were seen, so they are read twice.
    fn lines(&mut self, number: usize, file: Given<'_>) -> Result<(), Unread> {
        let (name, mut content) = (file.name, file.content);
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        let (mut places, mut heading) = (FxHashMap::default(), ByteRecord::new());
        jsonl::each(bytes.as_slice(), |_, object| {
            for (key, _) in object.iter().flat_map(jsonl::flat) {
                if !places.contains_key(key) {
                    places.insert(key.to_owned(), heading.len());
                    heading.push_field(key.as_bytes());
                }
            }
        })?;
        let mut taker = self.begin(number, name, &heading, false);
        let file = u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let count = jsonl::each(bytes.as_slice(), |line, object| match object {
            Ok(object) => {
                let mut cells = vec![String::new(); heading.len()];
                for (key, value) in jsonl::flat(&object) {
                    let cell = places.get(key).and_then(|place| cells.get_mut(*place));
                    cell.into_iter().for_each(|cell| *cell = jsonl::shown(value));
                }
                self.take(&mut taker, &ByteRecord::from(cells), line);
            }
            Err(reason) => self.common.faults.push(no_row(file, line, reason)),
        })?;
        self.read(taker.is_some(), count);
        Ok(())
    }

    /// Takes a row, where the columns of its table were found.
    fn take(&mut self, taker: &mut Option<Taker<'_>>, row: &ByteRecord, line: u32) {
        let store = taker.as_ref().and_then(|taker| self.stores.get_mut(taker.number));
        if let (Some(taker), Some(store)) = (taker, store) {
            taker.take(row, line, store, &mut self.common);
        }
    }

    /// So many rows were read of the last file.
    fn read(&mut self, begun: bool, count: usize) {
        if let Some(read) = self.files.last_mut().filter(|_| begun) {
            read.rows += count;
        }
    }

    /// Finds the columns of a table in a heading.
    fn begin(
        &mut self,
        number: usize,
        name: String,
        heading: &ByteRecord,
        serial: bool,
    ) -> Option<Taker<'m>> {
        let mapping = self.mapping;
        let table = mapping.tables.get(number)?;
        let bound = self.bound.get(number)?;
        let places = self.places(table, bound, &name, heading)?;
        self.stores.get_mut(number)?.seen = true;
        let file = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let of = Some(table.name.value.clone());
        self.files.push(FileRead { file: name, table: of, rows: 0, unused: 0 });
        let dates = self.dates(serial);
        Some(Taker::new((number, table, bound), dates, file, places, heading.len()))
    }

    /// Where the columns stand; D0903 for each that is needed and not there.
    fn places(
        &mut self,
        table: &Table,
        bound: &BoundTable,
        file: &str,
        heading: &ByteRecord,
    ) -> Option<Vec<Option<usize>>> {
        let heads: Vec<String> = heading
            .iter()
            .map(|cell| {
                String::from_utf8_lossy(trim(cell)).trim_start_matches('\u{feff}').to_owned()
            })
            .collect();
        let mut whole = true;
        let mut places = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let wanted = &column.name.value;
            let place = heads.iter().position(|head| alike(head, wanted));
            if place.is_none() && bound.read.contains(&at) && !column.optional {
                whole = false;
                let said = format!("`{file}` has no column “{wanted}”");
                let found = Diagnostic::nowhere(Code::D0903, said);
                let near = suggest_words(wanted, heads.iter().map(String::as_str));
                self.wrong.push(match near.first() {
                    Some(near) => found
                        .help(format!("it has “{near}”: rename that, or say so in the mapping")),
                    None => found.help(format!("its columns are {}", heads.join(", "))),
                });
            }
            places.push(place);
        }
        whole.then_some(places)
    }

    /// D0903 for each table that is needed and was not given.
    fn lacking(&mut self) {
        let tables = self.mapping.tables.iter().zip(&self.stores);
        let wrong_already = !self.wrong.is_empty();
        for (table, _) in tables.filter(|(table, store)| table.needed && !store.seen) {
            if wrong_already {
                continue;
            }
            let name = &table.name.value;
            let said = format!("there is no file of the table “{name}”");
            let found = Diagnostic::nowhere(Code::D0903, said);
            let others = self.files.iter().filter(|file| file.table.is_none());
            let stems: FxHashSet<&str> = others
                .map(|file| file.file.rsplit('/').next().unwrap_or(&file.file))
                .map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem))
                .collect();
            let near = suggest_words(name, stems);
            self.wrong.push(match near.first() {
                Some(near) => found.help(format!("there is “{near}”: rename it to `{name}.csv`")),
                None => found.help(format!("add `{name}.csv`")),
            });
        }
    }
}

/// The table that a file or sheet of this name is, where it is one.
pub(super) fn table_of(mapping: &Mapping, stem: &str) -> Option<usize> {
    let names = |table: &Table| -> Vec<String> {
        let called = table.called.iter().map(String::as_str);
        std::iter::once(table.name.value.as_str()).chain(called).map(bare).collect()
    };
    let stem_bare = bare(stem);
    let exactly = mapping.tables.iter().position(|table| names(table).contains(&stem_bare));
    // `ssda903_2026_episodes` is the table of episodes, if it is no other's as well.
    exactly.or_else(|| {
        let words: Vec<String> = stem
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(bare)
            .collect();
        let holds = |table: &Table| names(table).iter().any(|name| words.contains(name));
        let mut holding = (0..).zip(&mapping.tables).filter(|(_, table)| holds(table));
        let first = holding.next().map(|(at, _)| at);
        first.filter(|_| holding.next().is_none())
    })
}

/// Letters and digits alone, small: `Placed Adoption` is `placedadoption`.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Names of columns are the same whatever their case and the blanks in them.
fn alike(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
        || one.split_whitespace().eq(other.split_whitespace())
        || bare(one) == bare(other) && !bare(one).is_empty()
}
