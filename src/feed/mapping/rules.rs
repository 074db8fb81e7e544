//! The rules of a table: how a row becomes an event, a period, a stretch or a fact.
//!
//! In: the lists of rules of a table. Out: the rules, their columns found. Never here:
//! the words of a pack.

use super::conditions::never;
use super::read::Reader;
use super::{
    ColumnIx, EventRule, FactRule, FromColumn, Pattern, PeriodRule, StretchRule, Table, When,
};
use crate::diag::{Code, Diagnostic};
use crate::source::Spanned;
use crate::yaml::Node;

impl Reader {
    pub(super) fn rules(&mut self, node: &Node, table: &mut Table) {
        for (key, what) in [
            ("events", "the events"),
            ("periods", "the periods"),
            ("stretches", "the stretches"),
            ("facts", "the facts"),
        ] {
            let Some(list) = node.get(key) else { continue };
            for item in self.parts.items(list, what) {
                match key {
                    "events" => {
                        let rule = self.event(item, table);
                        table.events.extend(rule);
                    }
                    "periods" => {
                        let rule = self.period(item, table);
                        table.periods.extend(rule);
                    }
                    "stretches" => {
                        let rule = self.stretch(item, table);
                        table.stretches.extend(rule);
                    }
                    _ => {
                        let rule = self.fact(item, table);
                        table.facts.extend(rule);
                    }
                }
            }
        }
    }

    fn event(&mut self, node: &Node, table: &mut Table) -> Option<EventRule> {
        let what = "the rule of an event";
        self.parts.block(node, what, &["event", "on", "when", "unless", "facts"]);
        let event = self.name(node, "event", what)?;
        let on = self.parts.wanted(node, "on", what)?;
        let on = self.column(on, table)?;
        let when = self.when(node.get("when"), node.get("unless"), table);
        self.can_be(node, when, Some(on), table);
        let facts = self.facts_of(node, table);
        Some(EventRule { event, on, when, facts })
    }

    fn period(&mut self, node: &Node, table: &mut Table) -> Option<PeriodRule> {
        let what = "the rule of a period";
        self.parts.block(node, what, &["status", "from", "until", "when", "unless", "facts"]);
        let status = self.name(node, "status", what)?;
        let from = self.parts.wanted(node, "from", what)?;
        let from = self.column(from, table)?;
        let until = node.get("until").and_then(|until| self.column(until, table));
        let when = self.when(node.get("when"), node.get("unless"), table);
        self.can_be(node, when, None, table);
        let facts = self.facts_of(node, table);
        Some(PeriodRule { status, from, until, when, facts })
    }

    fn stretch(&mut self, node: &Node, table: &mut Table) -> Option<StretchRule> {
        let what = "the rule of a stretch";
        let known = [
            "status",
            "while",
            "unless",
            "anew",
            "begins",
            "ends",
            "known from",
            "known until",
            "over gaps",
        ];
        self.parts.block(node, what, &known);
        let status = self.name(node, "status", what)?;
        if table.spells.is_none() {
            let said = format!(
                "the rows of “{}” are not joined: the table does not say from when until when each of them is",
                table.name.value
            );
            let help = "add `spells: {from: …, until: …, entry: …}` to the table";
            self.found(Code::D0901, &status, said, help);
        }
        let holds = self.when(node.get("while"), node.get("unless"), table);
        self.can_be(node, holds, None, table);
        let mut asked = |reader: &mut Reader, key: &str| -> Option<When> {
            Some(reader.when(Some(node.get(key)?), None, table))
        };
        let anew = asked(self, "anew");
        let known_from = asked(self, "known from");
        let known_until = asked(self, "known until");
        let begins = node.get("begins").and_then(|node| self.parts.text(node, "an event"));
        let ends = node.get("ends").and_then(|node| self.parts.text(node, "an event"));
        let gap = node.get("over gaps").map_or(0, |gap| self.days(gap));
        Some(StretchRule { status, holds, anew, begins, ends, known_from, known_until, gap })
    }

    /// D0904 at a condition that no row can meet; `given` is a column that has to hold
    /// something beside.
    fn can_be(&mut self, node: &Node, when: When, given: Option<ColumnIx>, table: &Table) {
        let Some(column) = never(table, when, given) else { return };
        let keys = ["when", "while", "unless"];
        let at = keys.into_iter().find_map(|key| node.get(key)).map_or(node.span, |it| it.span);
        let name = table.name(column);
        let said = format!(
            "no row can be so: nothing that “{name}” may hold is all that is asked of it here"
        );
        let help = "write the codes that are wanted, each column once; take out those that rule each other out".to_owned();
        self.parts.found.push(Diagnostic::new(Code::D0904, at, said).help(help));
    }

    /// `365 days`
    fn days(&mut self, node: &Node) -> i32 {
        let Some(text) = self.parts.text(node, "a length") else { return 0 };
        let days = text.value.strip_suffix("days").or(text.value.strip_suffix("day"));
        let days = days.and_then(|days| days.trim().parse::<u16>().ok());
        if days.is_none() {
            let said = format!("“{}” is no number of days", text.value);
            self.found(Code::D0901, &text, said, "write such as `30 days`");
        }
        days.map_or(0, i32::from)
    }

    fn fact(&mut self, node: &Node, table: &mut Table) -> Option<FactRule> {
        let what = "the rule of a fact";
        let known = ["fact", "column", "values", "from", "when", "unless"];
        self.parts.block(node, what, &known);
        let fact = self.name(node, "fact", what)?;
        let value = self.value(fact, node, what, table)?;
        let from = node.get("from").and_then(|from| self.column(from, table));
        let when = self.when(node.get("when"), node.get("unless"), table);
        self.can_be(node, when, None, table);
        Some(FactRule { value, from, when })
    }

    fn name(&mut self, node: &Node, key: &str, what: &str) -> Option<Spanned<String>> {
        let name = self.parts.wanted(node, key, what)?;
        self.parts.text(name, what)
    }

    /// `facts: {name: COLUMN}` or `facts: {name: {column: …, values: {…}}}`.
    fn facts_of(&mut self, node: &Node, table: &mut Table) -> Vec<FromColumn> {
        let Some(facts) = node.get("facts") else { return Vec::new() };
        let Some(entries) = facts.as_mapping() else {
            let help = "write the fact, and then its column: `name: COLUMN`".to_owned();
            self.parts.wrong(facts.span, "the facts of a rule are a block of names".into(), help);
            return Vec::new();
        };
        let mut found = Vec::new();
        for entry in entries {
            let fact = Spanned::new(entry.key.text().to_owned(), entry.key.span());
            if entry.value.as_mapping().is_some() {
                let what = "the value of a fact";
                self.parts.block(&entry.value, what, &["column", "values"]);
                found.extend(self.value(fact, &entry.value, what, table));
            } else if let Some(column) = self.column(&entry.value, table) {
                found.push(FromColumn { fact, column, values: Vec::new() });
            }
        }
        found
    }

    fn value(
        &mut self,
        fact: Spanned<String>,
        node: &Node,
        what: &str,
        table: &mut Table,
    ) -> Option<FromColumn> {
        let column = self.parts.wanted(node, "column", what)?;
        let column = self.column(column, table)?;
        let values = node.get("values").map_or_else(Vec::new, |it| self.values(it, column, table));
        Some(FromColumn { fact, column, values })
    }

    fn values(
        &mut self,
        node: &Node,
        column: ColumnIx,
        table: &Table,
    ) -> Vec<(Pattern, Spanned<String>)> {
        let Some(entries) = node.as_mapping() else {
            let help = "write each code and its value: `{Y: yes, N: no}`".to_owned();
            self.parts.wrong(node.span, "`values` is a block of codes".to_owned(), help);
            return Vec::new();
        };
        let mut found: Vec<(Pattern, Spanned<String>)> = Vec::new();
        for entry in entries {
            let code = Spanned::new(entry.key.text().to_owned(), entry.key.span());
            let Some(value) = self.parts.text(&entry.value, "a value") else { continue };
            self.known_codes(std::slice::from_ref(&code), column, table);
            let pattern = self.pattern(&code);
            if found.iter().any(|(known, _)| *known == pattern) {
                let said = format!("the code “{}” has two values", code.value);
                self.found(Code::D0904, &code, said, "take out one of the two");
            }
            found.push((pattern, value));
        }
        found
    }
}
