//! From files to the rules of their tables, and from there to a caseload.
//!
//! In: files, a mapping, a model. Out: the [`Feed`]. Never here: what a cell says.

use std::io::Read;

use csv::ByteRecord;
use rustc_hash::{FxHashMap, FxHashSet};

use super::cells::{Dates, is_blank};
use super::dirty::{DirtyRow, merged, no_row};
use super::headings::{self, HEADING, Place, bare};
use super::jsonl;
use super::mapping::bound::{Bound, BoundTable};
use super::mapping::{Mapping, Table};
use super::output::Assembler;
use super::parquet::{self, Part};
use super::rows::{CsvRows, Form, Given, RowAt, Unread};
use super::sheet::Book;
use super::table::{Common, Entries, Store, Taker};
use super::unrecorded::{is_recorded_fully, not_recorded};
use super::{Feed, FileRead};
use crate::caseload::Caseload;
use crate::diag::{Code, Diagnostic, Severity};
use crate::facts::Records;
use crate::model::Model;
use crate::names::{Completeness, ConceptId, quoted_list, suggest_words};

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
    reading.unsee();
    if reading.is_hopeless() {
        return Err(reading.wrong);
    }
    let not_met = reading.not_met();
    let Reading { mut stores, mut common, mut files, wrong, .. } = reading;
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
    let mut findings = found;
    findings.extend(not_met);
    Ok(Feed { caseload, dirty, not_recorded, recorded, files, unknown_entries, findings, wrong })
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
    /// Tables of which something could not be read.
    broken: FxHashSet<usize>,
    /// Something is wrong without which nothing can be read.
    is_stopped: bool,
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
            samples: FxHashMap::default(),
            has: FxHashSet::default(),
        });
        let stores = stores.collect();
        let (common, files, wrong) = (Common::default(), Vec::new(), Vec::new());
        let broken = FxHashSet::default();
        Reading { mapping, bound, stores, common, files, wrong, broken, is_stopped: false }
    }

    /// Says what is wrong with a table. Of one that is not needed nothing is known then, and
    /// the others are read.
    fn refuse(&mut self, number: Option<usize>, found: Diagnostic) {
        let table = number.and_then(|number| self.mapping.tables.get(number));
        self.is_stopped |= table.is_none_or(|table| table.needed);
        self.broken.extend(number);
        self.wrong.push(found);
    }

    /// A table of which some file could not be read, be it others were, is as one that was not
    /// given: what it has is used, and what it lacks is not known.
    fn unsee(&mut self) {
        for number in &self.broken {
            self.stores.get_mut(*number).into_iter().for_each(|store| store.seen = false);
        }
    }

    /// Whether no case can be made.
    fn is_hopeless(&self) -> bool {
        let none = !self.stores.iter().any(|store| store.seen);
        self.is_stopped || (none && !self.wrong.is_empty())
    }

    fn file(&mut self, mut file: Given<'_>) {
        let form = file.form();
        let number = table_of(self.mapping, file.stem().0);
        let name = file.name.clone();
        // What holds several tables is no one table's, whatever its name.
        let holds_several = matches!(form, Ok(Form::Xml | Form::Workbook));
        let read = match (form, number) {
            (Ok(Form::Xml), _) => self.xml(file),
            (Ok(Form::Workbook), _) => self.workbook(file),
            (_, None) => {
                self.files.push(FileRead { file: name, table: None, rows: 0, unused: 0 });
                return;
            }
            (Ok(Form::Parquet), Some(number)) => self.parquet(number, file),
            (Ok(Form::Lines), Some(number)) => self.lines(number, file),
            (Ok(Form::Csv), Some(number)) => self.csv(number, file),
            (Err(error), _) => Err(error),
        };
        if let Err(error) = read {
            let said = format!("`{name}` cannot be read: {error}");
            let of = number.filter(|_| !holds_several);
            self.refuse(of, Diagnostic::nowhere(Code::D0112, said));
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
        let rest = super::xml::read(mapping, headings::alike, file.content, |row| {
            let (Some(taker), Some(store)) = (takers.get_mut(row.table), stores.get_mut(row.table))
            else {
                return;
            };
            store.seen = true;
            if let Some(read) = files.get_mut(first + row.table) {
                read.rows += 1;
            }
            row.take(taker, store, common);
        })?;
        let mut lacking = Vec::new();
        for (taker, seen) in takers.iter().zip(rest.seen) {
            let name = files.get(taker.file as usize).map_or("", |read| read.file.as_str());
            let (wrong, told) = seen.lacking(taker.table, taker.bound, (name, taker.file));
            lacking.extend(wrong.into_iter().map(|found| (taker.number, found)));
            common.faults.extend(told);
        }
        for (number, found) in lacking {
            self.refuse(Some(number), found);
        }
        for (name, rows) in rest.others {
            let name = format!("{} ({name})", file.name);
            self.files.push(FileRead { file: name, table: None, rows, unused: 0 });
        }
        Ok(())
    }

    /// Every sheet of a workbook that is a table of the mapping, in the order of that. One
    /// whose name only holds that of a table is that table where no other is.
    fn workbook(&mut self, file: Given<'_>) -> Result<(), Unread> {
        let mut bytes = Vec::new();
        let mut content = file.content;
        content.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        let mut book = Book::open(bytes)?;
        let named = |name: &str| table_named(self.mapping, name);
        let listed = book.listed();
        let grids = listed.iter().filter(|sheet| sheet.is_grid);
        let exactly: FxHashSet<usize> = grids
            .filter_map(|sheet| named(&sheet.name).filter(|(_, exactly)| *exactly))
            .map(|(number, _)| number)
            .collect();
        let mut wanted = Vec::new();
        for sheet in listed {
            let is_table = |(number, is): &(usize, bool)| *is || !exactly.contains(number);
            match named(&sheet.name).filter(is_table).filter(|_| sheet.is_grid) {
                Some((number, exactly)) => wanted.push((number, exactly, sheet.name)),
                None => self.not_read(format!("{} ({})", file.name, sheet.name)),
            }
        }
        wanted.sort_by_key(|(number, ..)| *number);
        for (number, exactly, sheet) in wanted {
            let read = self.sheet((number, exactly), &mut book, (&file.name, &sheet));
            if let Err(error) = read {
                let said = format!("`{}` cannot be read: {error}", file.name);
                self.refuse(Some(number), Diagnostic::nowhere(Code::D0112, said));
            }
        }
        Ok(())
    }

    fn not_read(&mut self, file: String) {
        self.files.push(FileRead { file, table: None, rows: 0, unused: 0 });
    }

    /// One sheet of a workbook.
    fn sheet(
        &mut self,
        (number, exactly): (usize, bool),
        book: &mut Book,
        (file, sheet): (&str, &str),
    ) -> Result<(), Unread> {
        let Some(table) = self.mapping.tables.get(number) else { return Ok(()) };
        let name = format!("{file} ({sheet})");
        let sheet = book.sheet(sheet)?;
        let Some(at) = headings::heading(sheet.rows.iter().map(|(_, row)| row), table) else {
            // Its name only holds that of the table.
            if !exactly {
                self.not_read(name);
                return Ok(());
            }
            let key = table.name(table.key);
            let said =
                format!("`{name}` has no row with the heading “{key}” among its first {HEADING}");
            self.refuse(Some(number), Diagnostic::nowhere(Code::D0903, said));
            return Ok(());
        };
        let mut rows = sheet.rows.into_iter().skip(at);
        let Some((_, heading)) = rows.next() else { return Ok(()) };
        let Some(mut taker) = self.begin(number, name, &heading, sheet.serial) else {
            return Ok(());
        };
        let Some(store) = self.stores.get_mut(number) else { return Ok(()) };
        let mut count = 0;
        for (line, mut row) in rows {
            if is_blank(&row) {
                continue;
            }
            while row.len() < heading.len() {
                row.push_field(b"");
            }
            count += 1;
            taker.take(&row, line, store, &mut self.common);
        }
        taker.sample(store);
        if let Some(read) = self.files.last_mut() {
            read.rows += count;
        }
        Ok(())
    }

    fn dates(&self, serial: bool) -> Dates {
        Dates { order: self.mapping.dates, century: self.mapping.century, serial }
    }

    fn csv(&mut self, number: usize, file: Given<'_>) -> Result<(), Unread> {
        let Some(table) = self.mapping.tables.get(number) else { return Ok(()) };
        let mut rows = CsvRows::open(file.content)?;
        let mut row = ByteRecord::new();
        // A title may stand above the heading.
        let mut head: Vec<(RowAt, ByteRecord)> = Vec::new();
        while head.len() < HEADING {
            let Some(at) = rows.next(&mut row)? else { break };
            if !is_blank(&row) {
                head.push((at, row.clone()));
            }
            if head.len() == 1
                && headings::heading(head.iter().map(|(_, row)| row), table).is_some()
            {
                break;
            }
        }
        let at = headings::heading(head.iter().map(|(_, row)| row), table).unwrap_or(0);
        let mut head = head.into_iter().skip(at);
        let Some((_, heading)) = head.next() else {
            return Err("it is empty, without even a heading".to_owned());
        };
        let Some(mut taker) = self.begin(number, file.name, &heading, false) else {
            return Ok(());
        };
        let Some(store) = self.stores.get_mut(number) else { return Ok(()) };
        let common = &mut self.common;
        let mut count = 0;
        let mut take = |at: RowAt, row: &ByteRecord| {
            if is_blank(row) {
                return;
            }
            count += 1;
            match at.open {
                Some(open) => taker.cut(row, at.line, open, common),
                None => taker.take(row, at.line, store, common),
            };
        };
        head.for_each(|(at, row)| take(at, &row));
        while let Some(at) = rows.next(&mut row)? {
            take(at, &row);
        }
        taker.sample(store);
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
        self.read(taker.as_ref(), count);
        Ok(())
    }

    /// JSON lines. Their keys are known only when all were seen, so they are read twice.
    fn lines(&mut self, number: usize, file: Given<'_>) -> Result<(), Unread> {
        let (name, mut content) = (file.name, file.content);
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        let mut keys = jsonl::Keys::default();
        let count = jsonl::each(bytes.as_slice(), |_, object| {
            object.iter().for_each(|object| keys.add(object, bare));
        })?;
        if count == 0 {
            return Err("there is nothing in it, not even the names of columns: give a table \
                        without rows as a CSV with its heading"
                .to_owned());
        }
        let mut taker = self.begin(number, name, &keys.heading, false);
        let file = u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let count = jsonl::each(bytes.as_slice(), |line, object| {
            match object.and_then(|object| keys.row(&object)) {
                Ok(row) => self.take(&mut taker, &row, line),
                Err(reason) => self.common.faults.push(no_row(file, line, reason)),
            }
        })?;
        self.read(taker.as_ref(), count);
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
    fn read(&mut self, taker: Option<&Taker<'_>>, count: usize) {
        let begun = taker.is_some();
        if let Some(taker) = taker
            && let Some(store) = self.stores.get_mut(taker.number)
        {
            taker.sample(store);
        }
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
        let places = self.places((number, table), bound, &name, heading)?;
        self.stores.get_mut(number)?.seen = true;
        let file = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let of = Some(table.name.value.clone());
        self.files.push(FileRead { file: name, table: of, rows: 0, unused: 0 });
        let dates = self.dates(serial);
        Some(Taker::new((number, table, bound), dates, file, places, heading.len()))
    }

    /// Where the columns stand; D0903 for each that is needed and not there, or there twice.
    fn places(
        &mut self,
        (number, table): (usize, &Table),
        bound: &BoundTable,
        file: &str,
        heading: &ByteRecord,
    ) -> Option<Vec<Option<usize>>> {
        let heads = headings::heads(heading);
        let mut whole = true;
        let mut places = Vec::new();
        for (at, (column, place)) in
            table.columns.iter().zip(headings::places(&heads, table)).enumerate()
        {
            let wanted = &column.name.value;
            let is_read = bound.read.contains(&at);
            let found = match &place {
                Place::Nowhere if is_read && !column.optional => {
                    lacking_column(file, wanted, &heads)
                }
                Place::Several(several) if is_read => {
                    let names = several.iter().filter_map(|at| heads.get(*at));
                    twice(file, wanted, &names.collect::<Vec<_>>())
                }
                Place::Nowhere | Place::At(_) | Place::Several(_) => {
                    places.push(if let Place::At(at) = place { Some(at) } else { None });
                    continue;
                }
            };
            whole = false;
            self.refuse(Some(number), found);
        }
        whole.then_some(places)
    }

    /// D0904 for each rule that asks for cells as no row of its table has them.
    fn not_met(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let tables = self.mapping.tables.iter().zip(self.bound).zip(&self.stores);
        for ((table, bound), store) in tables {
            let events = bound.events.iter().zip(&store.events);
            let events = events.map(|(rule, all)| (rule.rule, rule.when, all.is_met));
            let periods = bound.periods.iter().zip(&store.periods);
            let periods = periods.map(|(rule, all)| (rule.rule, rule.when, all.is_met));
            for (rule, when, _) in events.chain(periods).filter(|(.., is_met)| !is_met) {
                let asked = table.atoms.iter().enumerate();
                let asked = asked.filter(|(at, atom)| when.0 >> at & 1 == 1 && !atom.negated);
                let has = asked.filter_map(|(_, atom)| {
                    let cells = store.samples.get(&atom.column).filter(|it| !it.is_empty())?;
                    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                    Some(format!("“{}” holds {}", table.name(atom.column), quoted_list(&cells)))
                });
                let has: Vec<String> = has.collect();
                if has.is_empty() {
                    continue;
                }
                let said = format!("no row of “{}” is as this rule asks", table.name.value);
                let help = format!("{}: write the codes as they stand there", has.join("; "));
                let one = Diagnostic::new(Code::D0904, rule, said).help(help);
                found.push(one.weighing(Severity::Warning));
            }
        }
        found
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

/// D0903: a column that is not there.
fn lacking_column(file: &str, wanted: &str, heads: &[String]) -> Diagnostic {
    let said = format!("`{file}` has no column “{wanted}”");
    let found = Diagnostic::nowhere(Code::D0903, said);
    match suggest_words(wanted, heads.iter().map(String::as_str)).first() {
        Some(near) => found.help(format!("it has “{near}”: rename that, or say so in the mapping")),
        None => found.help(format!("its columns are {}", heads.join(", "))),
    }
}

/// D0903: a column of which it is not clear which it is.
fn twice(file: &str, wanted: &str, names: &[&String]) -> Diagnostic {
    let same = names.iter().all(|name| names.first() == Some(name));
    let (said, help) = if same {
        let said = format!("`{file}` has {} columns “{wanted}”", names.len());
        (said, "take out all but one of them, or give them names of their own".to_owned())
    } else {
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let said =
            format!("`{file}` has several columns that “{wanted}” may be: {}", quoted_list(&names));
        (said, "write the name in the mapping as it stands in the file, to the letter".to_owned())
    };
    Diagnostic::nowhere(Code::D0903, said).help(help)
}

/// The table that a file or sheet of this name is, where it is one.
pub(super) fn table_of(mapping: &Mapping, stem: &str) -> Option<usize> {
    table_named(mapping, stem).map(|(number, _)| number)
}

/// The same, and whether that is its name and not only holds it.
fn table_named(mapping: &Mapping, stem: &str) -> Option<(usize, bool)> {
    let names = |table: &Table| -> Vec<String> {
        let called = table.called.iter().map(String::as_str);
        std::iter::once(table.name.value.as_str()).chain(called).map(bare).collect()
    };
    let stem_bare = bare(stem);
    let exactly = mapping.tables.iter().position(|table| names(table).contains(&stem_bare));
    // `ssda903_2026_episodes` is the table of episodes, if it is no other's as well.
    exactly.map(|at| (at, true)).or_else(|| {
        let words: Vec<String> = stem
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(bare)
            .collect();
        let holds = |table: &Table| names(table).iter().any(|name| words.contains(name));
        let mut holding = (0..).zip(&mapping.tables).filter(|(_, table)| holds(table));
        let first = holding.next().map(|(at, _)| (at, false));
        first.filter(|_| holding.next().is_none())
    })
}
