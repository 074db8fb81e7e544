//! A mapping, read from YAML.
//!
//! In: the text of a mapping. Out: the [`Mapping`], and a finding at each mistake: D0901
//! for its form, D0903 for a column that its table does not have. Never here: whether a
//! pack knows the words.

use super::super::ages::OLDEST;
use super::in_vain::in_vain;
use super::parts::Parts;
use super::{Atom, Column, ColumnIx, DateOrder, Mapping, Pattern, Spells, Table, When};
use crate::diag::{Code, Diagnostic, Outcome};
use crate::names::suggest_words;
use crate::source::{FileId, Spanned};
use crate::yaml::{self, Entry, Node};

/// What a mapping may say at its margin.
const KEYS: &[&str] =
    &["mapping", "title", "dates", "two-digit years", "oldest", "year begins", "none of", "tables"];
/// What it may say of a table.
const OF_TABLES: &[&str] = &[
    "called",
    "xml",
    "needed",
    "key",
    "columns",
    "optional",
    "codes",
    "together",
    "born",
    "complete from",
    "spells",
    "events",
    "periods",
    "stretches",
    "facts",
];
/// A row is asked so many questions at most.
const MOST_ATOMS: usize = 64;
/// Two digits stand for a year of these hundred, where a mapping does not say.
const CENTURY: i32 = 1970;

/// Reads a mapping. The value is always there, and holds all that could be read.
#[must_use]
pub fn read_mapping(file: FileId, text: &str) -> Outcome<Mapping> {
    let Outcome { value, diagnostics } = yaml::parse(file, text);
    let mut reader = Reader { parts: Parts { found: diagnostics } };
    let mut mapping = Mapping {
        name: String::new(),
        title: None,
        dates: DateOrder::default(),
        century: CENTURY,
        oldest: OLDEST,
        year: (1, 1),
        none_of: Vec::new(),
        tables: Vec::new(),
    };
    if let Some(root) = &value {
        reader.root(root, &mut mapping);
    }
    let mut found = reader.parts.found;
    found.extend(in_vain(&mapping.tables));
    found.sort_by_key(|one| one.span().map(crate::source::Span::start));
    Outcome::new(mapping, found)
}

pub(super) struct Reader {
    pub(super) parts: Parts,
}

impl Reader {
    fn root(&mut self, root: &Node, mapping: &mut Mapping) {
        for entry in self.parts.block(root, "a mapping", KEYS) {
            match entry.key.text() {
                "mapping" => {
                    let name = self.parts.text(&entry.value, "the name of a mapping");
                    mapping.name = name.map_or_else(String::new, |name| name.value);
                }
                "title" => {
                    mapping.title = self.parts.text(&entry.value, "a title").map(|it| it.value);
                }
                "dates" => mapping.dates = self.dates(&entry.value),
                "two-digit years" => mapping.century = self.century(&entry.value),
                "oldest" => mapping.oldest = self.oldest(&entry.value),
                "year begins" => mapping.year = self.year(&entry.value),
                "none of" => {
                    mapping.none_of = self.parts.texts(&entry.value, "an event or a status");
                }
                "tables" => self.tables(&entry.value, mapping),
                _ => {}
            }
        }
        if root.as_mapping().is_some() {
            self.parts.wanted(root, "mapping", "a mapping");
            self.parts.wanted(root, "tables", "a mapping");
        }
    }

    fn dates(&mut self, node: &Node) -> DateOrder {
        let Some(text) = self.parts.text(node, "the order of dates") else {
            return DateOrder::default();
        };
        match text.value.as_str() {
            "day first" => DateOrder::DayFirst,
            "month first" => DateOrder::MonthFirst,
            other => {
                let said = format!("“{other}” is no order of dates");
                let help = "write `day first` or `month first`: which of the two `01` is in 01/02/2026; a date that begins with its year is always read";
                self.parts.wrong(text.span, said, help.to_owned());
                DateOrder::default()
            }
        }
    }

    /// `1970 to 2069`
    fn century(&mut self, node: &Node) -> i32 {
        let Some(text) = self.parts.text(node, "the span of two-digit years") else {
            return CENTURY;
        };
        let years = text.value.split_once(" to ");
        let years = years.and_then(|(a, b)| {
            Some((a.trim().parse::<i32>().ok()?, b.trim().parse::<i32>().ok()?))
        });
        match years {
            Some((first, last)) if last == first + 99 && (1000..=9000).contains(&first) => first,
            _ => {
                let said = format!("“{}” is no span of a hundred years", text.value);
                self.parts.wrong(text.span, said, "write such as `1970 to 2069`".to_owned());
                CENTURY
            }
        }
    }

    /// `25 years`
    fn oldest(&mut self, node: &Node) -> u32 {
        let Some(text) = self.parts.text(node, "an age") else { return OLDEST };
        let years = text.value.strip_suffix(" years").and_then(|years| years.trim().parse().ok());
        match years {
            Some(years) if (1..=OLDEST).contains(&years) => years,
            _ => {
                let said = format!("“{}” is no age up to {OLDEST} years", text.value);
                let help = "write such as `25 years`: a child who would be older has a day of birth that is not known";
                self.parts.wrong(text.span, said, help.to_owned());
                OLDEST
            }
        }
    }

    /// `1 April`
    fn year(&mut self, node: &Node) -> (u32, u32) {
        let Some(text) = self.parts.text(node, "the first day of a year") else { return (1, 1) };
        match crate::time::parse_date(&format!("{} 2001", text.value)) {
            Ok(day) => (day.ymd().1, day.ymd().2),
            Err(_) => {
                let said = format!("“{}” is no day of a year", text.value);
                self.parts.wrong(text.span, said, "write such as `1 April`".to_owned());
                (1, 1)
            }
        }
    }

    fn tables(&mut self, node: &Node, mapping: &mut Mapping) {
        let Some(entries) = node.as_mapping() else {
            if !node.broken {
                let said =
                    format!("the tables are a block of names, and this is {}", node.describe());
                self.parts.wrong(
                    node.span,
                    said,
                    "write `Name:` and under it what its columns say".to_owned(),
                );
            }
            return;
        };
        mapping.tables.extend(entries.iter().filter_map(|entry| self.table(entry)));
    }

    fn table(&mut self, entry: &Entry) -> Option<Table> {
        let node = &entry.value;
        let what = format!("the table “{}”", entry.key.text());
        self.parts.block(node, &what, OF_TABLES);
        node.as_mapping()?;
        let name = Spanned::new(entry.key.text().trim().to_owned(), entry.key.span());
        let mut table = Table {
            name,
            called: Vec::new(),
            xml: None,
            needed: false,
            columns: Vec::new(),
            listed: node.get("columns").is_some(),
            key: 0,
            born: None,
            together: Vec::new(),
            complete_from: None,
            atoms: Vec::new(),
            spells: None,
            events: Vec::new(),
            periods: Vec::new(),
            stretches: Vec::new(),
            facts: Vec::new(),
        };
        self.columns(node, &mut table);
        let key = self.parts.wanted(node, "key", &what)?;
        table.key = self.column(key, &mut table)?;
        self.about(node, &mut table);
        self.rules(node, &mut table);
        if let Some(atom) = table.atoms.get(MOST_ATOMS) {
            let said = format!("{what} asks more than {MOST_ATOMS} questions of a row");
            let at = table.columns.get(atom.column).map_or(entry.key.span(), |it| it.name.span);
            self.parts.wrong(
                at,
                said,
                "take some of its rules to a mapping of their own".to_owned(),
            );
            table.atoms.truncate(MOST_ATOMS);
        }
        Some(table)
    }

    fn columns(&mut self, node: &Node, table: &mut Table) {
        for (key, optional) in [("columns", false), ("optional", true)] {
            let Some(list) = node.get(key) else { continue };
            for name in self.parts.texts(list, "a column") {
                let known = table.columns.iter_mut().find(|it| same(&it.name.value, &name.value));
                match known {
                    Some(column) => column.optional |= optional,
                    None => table.columns.push(Column { name, optional, codes: Vec::new() }),
                }
            }
        }
    }

    /// What a table says of itself, but for its rules.
    fn about(&mut self, node: &Node, table: &mut Table) {
        if let Some(value) = node.get("called") {
            table.called =
                self.parts.texts(value, "a name").into_iter().map(|it| it.value).collect();
        }
        if let Some(value) = node.get("xml") {
            table.xml = self.parts.text(value, "the name of an element").map(|it| it.value);
        }
        if let Some(value) = node.get("needed") {
            table.needed = self.parts.yes(value, "`needed`");
        }
        table.born = node.get("born").and_then(|value| self.column(value, table));
        table.complete_from = node.get("complete from").and_then(|value| self.column(value, table));
        if let Some(codes) = node.get("codes") {
            self.codes(codes, table);
        }
        if let Some(together) = node.get("together") {
            let columns = self.parts.texts(together, "a column");
            let columns: Vec<ColumnIx> =
                columns.into_iter().filter_map(|name| self.named(&name, table)).collect();
            table.together.push(columns);
        }
        if let Some(spells) = node.get("spells") {
            table.spells = self.spells(spells, table);
        }
    }

    fn codes(&mut self, node: &Node, table: &mut Table) {
        let Some(entries) = node.as_mapping() else {
            let help = "write the column, and then its codes: `RNE: [S, L, P]`".to_owned();
            return self.parts.wrong(node.span, "`codes` is a block of columns".to_owned(), help);
        };
        for entry in entries {
            let name = Spanned::new(entry.key.text().to_owned(), entry.key.span());
            let codes = self.parts.texts(&entry.value, "a code");
            let mut patterns: Vec<Pattern> = Vec::new();
            for code in codes {
                let pattern = self.pattern(&code);
                if patterns.contains(&pattern) {
                    let said = format!("the code “{}” stands here twice", code.value);
                    self.found(Code::D0904, &code, said, "take out one of the two");
                }
                patterns.push(pattern);
            }
            if let Some(at) = self.named(&name, table)
                && let Some(column) = table.columns.get_mut(at)
            {
                column.codes = patterns;
            }
        }
    }

    pub(super) fn found(&mut self, code: Code, at: &Spanned<String>, said: String, help: &str) {
        self.parts.found.push(Diagnostic::new(code, at.span, said).help(help));
    }

    fn spells(&mut self, node: &Node, table: &mut Table) -> Option<Spells> {
        let known = ["from", "until", "entry", "goes on", "ended"];
        self.parts.block(node, "`spells`", &known);
        let from = self.parts.wanted(node, "from", "`spells`")?;
        let from = self.column(from, table)?;
        let until = self.parts.wanted(node, "until", "`spells`")?;
        let until = self.column(until, table)?;
        let entry = self.parts.wanted(node, "entry", "`spells`")?;
        let entry = self.when(Some(entry), None, table);
        let mut asked = |key: &str| {
            let node = node.get(key)?;
            Some(self.when(Some(node), None, table))
        };
        let (goes_on, ended) = (asked("goes on"), asked("ended"));
        Some(Spells { from, until, entry, goes_on, ended })
    }

    /// The column that a value names.
    pub(super) fn column(&mut self, node: &Node, table: &mut Table) -> Option<ColumnIx> {
        let name = self.parts.text(node, "a column")?;
        self.named(&name, table)
    }

    /// A column by its name. A table that lists its columns has no others.
    pub(super) fn named(&mut self, name: &Spanned<String>, table: &mut Table) -> Option<ColumnIx> {
        let at = table.columns.iter().position(|column| same(&column.name.value, &name.value));
        if at.is_some() {
            return at;
        }
        if !table.listed {
            let column = Column { name: name.clone(), optional: false, codes: Vec::new() };
            table.columns.push(column);
            return Some(table.columns.len() - 1);
        }
        let said = format!("the table “{}” has no column “{}”", table.name.value, name.value);
        let found = Diagnostic::new(Code::D0903, name.span, said);
        let all: Vec<&str> = table.columns.iter().map(|it| it.name.value.as_str()).collect();
        self.parts.found.push(match suggest_words(&name.value, all.iter().copied()).first() {
            Some(near) => found.help(format!("did you mean `{near}`?")).fix(name.span, *near),
            None => found.help(format!("its columns are {}", all.join(", "))),
        });
        None
    }

    /// `when` and `unless`: columns, each with the codes that are wanted.
    pub(super) fn when(
        &mut self,
        when: Option<&Node>,
        unless: Option<&Node>,
        table: &mut Table,
    ) -> When {
        let mut bits = 0;
        for (node, negated) in [(when, false), (unless, true)] {
            let Some(node) = node else { continue };
            let Some(entries) = node.as_mapping() else {
                let help = "write the column, and then the codes: `{RNE: [S, B]}`".to_owned();
                self.parts.wrong(node.span, "a condition is a block of columns".to_owned(), help);
                continue;
            };
            for entry in entries {
                let name = Spanned::new(entry.key.text().to_owned(), entry.key.span());
                let codes = self.parts.texts(&entry.value, "a code");
                let Some(column) = self.named(&name, table) else { continue };
                self.known_codes(&codes, column, table);
                let any_of = codes.iter().map(|code| self.pattern(code)).collect();
                let atom = Atom { column, any_of, negated };
                let at = table.atoms.iter().position(|known| *known == atom);
                let at = at.unwrap_or_else(|| {
                    table.atoms.push(atom);
                    table.atoms.len() - 1
                });
                bits |= 1_u64.checked_shl(u32::try_from(at).unwrap_or(64)).unwrap_or(0);
            }
        }
        When(bits)
    }

    /// What a code stands for; D0904 where a `*` stands within it.
    pub(super) fn pattern(&mut self, code: &Spanned<String>) -> Pattern {
        let text = code.value.trim();
        if text.strip_suffix('*').unwrap_or(text).contains('*') {
            let said =
                format!("a `*` stands within “{text}”, and stands for something only at the end");
            self.found(
                Code::D0904,
                code,
                said,
                "write each code that is wanted, or how they begin: `E*`",
            );
        }
        pattern(text)
    }

    /// D0904 at a code that its column cannot hold.
    pub(super) fn known_codes(
        &mut self,
        codes: &[Spanned<String>],
        column: ColumnIx,
        table: &Table,
    ) {
        let Some(column) = table.columns.get(column).filter(|it| !it.codes.is_empty()) else {
            return;
        };
        for code in codes {
            let possible = match pattern(&code.value) {
                Pattern::Exactly(code) => column.codes.iter().any(|it| it.fits(code.as_bytes())),
                Pattern::Beginning(start) => column.codes.iter().any(|it| match it {
                    Pattern::Exactly(code) => code.starts_with(&start),
                    Pattern::Beginning(other) => {
                        other.starts_with(&start) || start.starts_with(other.as_str())
                    }
                    Pattern::Blank | Pattern::Given => false,
                }),
                Pattern::Blank | Pattern::Given => true,
            };
            if !possible {
                let of = &column.name.value;
                let said = format!("“{}” is no code of the column “{of}”", code.value);
                self.found(Code::D0904, code, said, "add it to `codes`, or mend it here");
            }
        }
    }
}

/// Names of columns and tables are the same whatever their case.
fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

fn pattern(code: &str) -> Pattern {
    let code = code.trim();
    match code.to_ascii_lowercase().as_str() {
        "blank" => Pattern::Blank,
        "given" => Pattern::Given,
        _ => match code.strip_suffix('*') {
            Some(start) => Pattern::Beginning(start.to_ascii_uppercase()),
            None => Pattern::Exactly(code.to_ascii_uppercase()),
        },
    }
}
