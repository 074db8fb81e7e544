//! One row of an XML file, while its elements come in.
//!
//! In: the cells of an element, and of those in it. Out: its rows: one, or one for each
//! element in it where it only holds them together. Never here: which element is a row.

use super::super::mapping::ColumnIx;

/// The cells of one element.
#[derive(Debug, Clone, Default)]
pub(super) struct Cells {
    pub(super) line: u32,
    /// For each column its text, where there is an element for it.
    pub(super) texts: Vec<Option<String>>,
    /// What cannot be told, and why.
    pub(super) doubts: Vec<(ColumnIx, String)>,
}

/// A row that is not closed yet.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) table: usize,
    pub(super) own: Cells,
    /// The elements in it that hold others, each with its name.
    pub(super) parts: Vec<(String, Cells)>,
    /// Other rows stand in it.
    pub(super) holds: bool,
}

impl Cells {
    pub(super) fn new(line: u32) -> Cells {
        Cells { line, ..Cells::default() }
    }

    /// Takes in a value; another one for the same column leaves open which of them counts.
    pub(super) fn put(&mut self, at: ColumnIx, text: &str, name: &str) {
        if self.texts.len() <= at {
            self.texts.resize(at + 1, None);
        }
        let Some(cell) = self.texts.get_mut(at) else { return };
        match cell {
            Some(before) if before != text && !before.is_empty() && !text.is_empty() => {
                let reason = format!(
                    "“{name}” is given more than once, as “{}” and as “{}”: which of them counts \
                     is not known",
                    short(before),
                    short(text)
                );
                self.doubts.push((at, reason));
            }
            Some(_) if text.is_empty() => {}
            Some(_) | None => *cell = Some(text.to_owned()),
        }
    }

    fn is_blank(&self) -> bool {
        self.texts.iter().all(Option::is_none) && self.doubts.is_empty()
    }

    /// Whether both have an element for some column.
    fn shares(&self, other: &Cells) -> bool {
        self.texts.iter().zip(&other.texts).any(|(one, two)| one.is_some() && two.is_some())
    }

    /// Takes in what another one has.
    fn join(&mut self, other: Cells, name: impl Fn(ColumnIx) -> String) {
        self.doubts.extend(other.doubts);
        for (at, text) in other.texts.into_iter().enumerate() {
            if let Some(text) = text {
                self.put(at, &text, &name(at));
            }
        }
    }
}

impl Open {
    /// Its rows: several where the elements in it have the same columns, and nothing of
    /// its own speaks against their being rows.
    pub(super) fn rows(self, name: impl Fn(ColumnIx) -> String) -> Vec<Cells> {
        let Open { mut own, parts, holds, .. } = self;
        let parts: Vec<(String, Cells)> =
            parts.into_iter().filter(|(_, part)| !part.is_blank()).collect();
        if holds && own.is_blank() && parts.is_empty() {
            return Vec::new();
        }
        let several = parts.iter().enumerate().any(|(at, (one, part))| {
            let mut before = parts.iter().take(at);
            before.any(|(other, it)| one == other || part.shares(it))
        });
        if several && !parts.iter().any(|(_, part)| part.shares(&own)) {
            let rows = parts.into_iter().map(|(_, mut part)| {
                part.join(own.clone(), &name);
                part
            });
            return rows.collect();
        }
        for (_, part) in parts {
            own.join(part, &name);
        }
        vec![own]
    }
}

/// A value as it can stand in a message.
fn short(text: &str) -> String {
    super::super::cells::shown(text.as_bytes())
}
