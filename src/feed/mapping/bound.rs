//! A mapping, bound to the words of a pack.
//!
//! In: a mapping and a model. Out: the rules of which the pack knows the words, with
//! ids; a finding at each word it does not know (D0902) and each value that a fact cannot
//! take (D0904). Never here: a table's rows.

use rustc_hash::FxHashSet;

use super::{ColumnIx, FromColumn, Mapping, Pattern, Table, When};
use crate::diag::{Code, Diagnostic, Severity};
use crate::facts::{Value, value_of};
use crate::feed::table::kinds;
use crate::names::{Concept, ConceptId, FactType, Sort, Vocabulary, quoted_list};
use crate::source::{Span, Spanned};

/// A mapping in the words of one pack.
#[derive(Debug, Clone)]
pub(in crate::feed) struct Bound {
    /// As the tables of the mapping.
    pub(in crate::feed) tables: Vec<BoundTable>,
    /// The events and statuses of which there are none, and what begins these statuses.
    pub(in crate::feed) none: Vec<ConceptId>,
    pub(in crate::feed) found: Vec<Diagnostic>,
}

/// The rules of one table.
#[derive(Debug, Clone, Default)]
pub(in crate::feed) struct BoundTable {
    pub(in crate::feed) events: Vec<BoundEvent>,
    pub(in crate::feed) periods: Vec<BoundPeriod>,
    pub(in crate::feed) stretches: Vec<BoundStretch>,
    pub(in crate::feed) facts: Vec<BoundFact>,
    /// The columns that these rules, the key, births and spells read.
    pub(in crate::feed) read: FxHashSet<ColumnIx>,
}

/// A value taken from a column.
#[derive(Debug, Clone)]
pub(in crate::feed) struct BoundValue {
    pub(in crate::feed) fact: ConceptId,
    pub(in crate::feed) column: ColumnIx,
    pub(in crate::feed) ty: FactType,
    pub(in crate::feed) values: Vec<(Pattern, Value)>,
}

#[derive(Debug, Clone)]
pub(in crate::feed) struct BoundEvent {
    pub(in crate::feed) event: ConceptId,
    /// Where the rule stands.
    pub(in crate::feed) rule: Span,
    pub(in crate::feed) on: ColumnIx,
    pub(in crate::feed) when: When,
    pub(in crate::feed) facts: Vec<BoundValue>,
}

#[derive(Debug, Clone)]
pub(in crate::feed) struct BoundPeriod {
    pub(in crate::feed) status: ConceptId,
    /// Where the rule stands.
    pub(in crate::feed) rule: Span,
    pub(in crate::feed) from: ColumnIx,
    pub(in crate::feed) until: Option<ColumnIx>,
    pub(in crate::feed) when: When,
    pub(in crate::feed) facts: Vec<BoundValue>,
}

#[derive(Debug, Clone)]
pub(in crate::feed) struct BoundStretch {
    pub(in crate::feed) status: ConceptId,
    pub(in crate::feed) holds: When,
    pub(in crate::feed) anew: Option<When>,
    pub(in crate::feed) begins: Option<ConceptId>,
    pub(in crate::feed) ends: Option<ConceptId>,
    pub(in crate::feed) known_from: Option<When>,
    pub(in crate::feed) known_until: Option<When>,
    pub(in crate::feed) gap: i32,
}

#[derive(Debug, Clone)]
pub(in crate::feed) struct BoundFact {
    pub(in crate::feed) value: BoundValue,
    pub(in crate::feed) from: Option<ColumnIx>,
    pub(in crate::feed) when: When,
}

impl Mapping {
    /// What is to be said of a mapping held against the words of a pack.
    #[must_use]
    pub fn findings(&self, words: &Vocabulary) -> Vec<Diagnostic> {
        self.bound(words).found
    }

    pub(in crate::feed) fn bound(&self, words: &Vocabulary) -> Bound {
        let mut binder = Binder { words, found: Vec::new() };
        let tables: Vec<BoundTable> = self.tables.iter().map(|table| binder.table(table)).collect();
        let none = binder.none_of(&self.none_of, &tables);
        Bound { tables, none, found: binder.found }
    }
}

struct Binder<'v> {
    words: &'v Vocabulary,
    found: Vec<Diagnostic>,
}

impl Binder<'_> {
    fn table(&mut self, table: &Table) -> BoundTable {
        let mut bound = BoundTable::default();
        for rule in &table.events {
            let Some(event) = self.event(&rule.event) else { continue };
            let facts = self.facts(&rule.facts);
            let (on, when, rule) = (rule.on, rule.when, rule.event.span);
            bound.events.push(BoundEvent { event, rule, on, when, facts });
        }
        for rule in &table.periods {
            let Some(status) = self.name(&rule.status, &[Sort::Status]) else { continue };
            let facts = self.facts(&rule.facts);
            let (from, until, when, rule) = (rule.from, rule.until, rule.when, rule.status.span);
            bound.periods.push(BoundPeriod { status, rule, from, until, when, facts });
        }
        for rule in &table.stretches {
            let begins = rule.begins.as_ref().and_then(|name| self.event(name));
            let ends = rule.ends.as_ref().and_then(|name| self.event(name));
            let Some(status) = self.name(&rule.status, &[Sort::Status]) else { continue };
            bound.stretches.push(BoundStretch {
                status,
                holds: rule.holds,
                anew: rule.anew,
                begins,
                ends,
                known_from: rule.known_from,
                known_until: rule.known_until,
                gap: rule.gap,
            });
        }
        for rule in &table.facts {
            let Some(value) = self.value(&rule.value) else { continue };
            bound.facts.push(BoundFact { value, from: rule.from, when: rule.when });
        }
        bound.read = read(table, &bound);
        bound
    }

    /// What there is none of. A name that a rule fills is told: it cannot be both.
    fn none_of(&mut self, names: &[Spanned<String>], tables: &[BoundTable]) -> Vec<ConceptId> {
        let filled: FxHashSet<ConceptId> = tables.iter().flat_map(kinds).collect();
        let mut none = Vec::new();
        for name in names {
            let wanted = [Sort::Status, Sort::Event, Sort::Decision];
            let Some(id) = self.name(name, &wanted) else { continue };
            if filled.contains(&id) {
                let said = format!(
                    "“{}” is among those of which there are none, and a rule fills it",
                    name.value
                );
                let help = "take it out of `none of`, or take out the rule";
                self.found.push(Diagnostic::new(Code::D0901, name.span, said).help(help));
                continue;
            }
            none.push(id);
            let info = self.words.get(id).and_then(Concept::status);
            let begins = info.and_then(|info| info.transition.as_ref()).map(|it| &it.from);
            none.extend(begins.into_iter().flatten().filter(|event| !filled.contains(event)));
        }
        none
    }

    fn event(&mut self, name: &Spanned<String>) -> Option<ConceptId> {
        self.name(name, &[Sort::Event, Sort::Decision])
    }

    /// What a name stands for. A pack that does not speak of it leaves the rule out.
    fn name(&mut self, name: &Spanned<String>, wanted: &[Sort]) -> Option<ConceptId> {
        let words = self.words;
        let known = wanted.iter().find_map(|sort| words.named(&name.value, *sort));
        if known.is_some() {
            return known;
        }
        let a = wanted.first().map_or("a name", |sort| sort.a());
        let sorts = [Sort::Event, Sort::Decision, Sort::Status, Sort::Fact, Sort::Role];
        let other = sorts.into_iter().find(|sort| words.named(&name.value, *sort).is_some());
        if let Some(sort) = other {
            let said = format!("“{}” is {}, not {a}", name.value, sort.a());
            let help = format!("use the name of {a} here, or move the rule");
            self.found.push(Diagnostic::new(Code::D0902, name.span, said).help(help));
            return None;
        }
        let near = words.suggest(&name.value, wanted);
        let near = near.into_iter().filter_map(|id| words.get(id));
        let near: Vec<&str> =
            near.filter(|it| wanted.contains(&it.sort())).map(Concept::noun).collect();
        let bare = a.split_once(' ').map_or(a, |(_, word)| word);
        let said = format!("the pack knows no {bare} “{}”", name.value);
        let found = Diagnostic::new(Code::D0902, name.span, said);
        self.found.push(if near.is_empty() {
            let help = "nothing in this pack speaks of it; the rule is left out";
            found.weighing(Severity::Note).help(help)
        } else {
            found.weighing(Severity::Warning).help(format!("did you mean {}?", quoted_list(&near)))
        });
        None
    }

    fn facts(&mut self, facts: &[FromColumn]) -> Vec<BoundValue> {
        facts.iter().filter_map(|fact| self.value(fact)).collect()
    }

    fn value(&mut self, from: &FromColumn) -> Option<BoundValue> {
        let fact = self.name(&from.fact, &[Sort::Fact])?;
        let concept = self.words.get(fact)?;
        let ty = concept.fact()?.ty.clone();
        let mut values = Vec::new();
        for (pattern, written) in &from.values {
            match value_of(&ty, &written.value) {
                Ok(value) => values.push((pattern.clone(), value)),
                Err(wanted) => {
                    let noun = concept.noun();
                    let said = format!("“{}” is no value of “{noun}”", written.value);
                    let found = Diagnostic::new(Code::D0904, written.span, said);
                    self.found.push(found.help(format!("write {wanted}")));
                }
            }
        }
        Some(BoundValue { fact, column: from.column, ty, values })
    }
}

/// The columns that a file has to have for these rules.
fn read(table: &Table, bound: &BoundTable) -> FxHashSet<ColumnIx> {
    let mut read: FxHashSet<ColumnIx> = [table.key].into_iter().collect();
    read.extend(table.born);
    read.extend(table.together.iter().flatten());
    let mut bits = 0_u64;
    if let Some(spells) = &table.spells {
        read.extend([spells.from, spells.until]);
        bits |= spells.entry.0;
        bits |= spells.goes_on.unwrap_or_default().0 | spells.ended.unwrap_or_default().0;
    }
    for rule in &bound.events {
        read.insert(rule.on);
        read.extend(rule.facts.iter().map(|fact| fact.column));
        bits |= rule.when.0;
    }
    for rule in &bound.periods {
        read.insert(rule.from);
        read.extend(rule.until);
        read.extend(rule.facts.iter().map(|fact| fact.column));
        bits |= rule.when.0;
    }
    for rule in &bound.stretches {
        let asked = [rule.anew, rule.known_from, rule.known_until];
        bits |= asked.into_iter().flatten().fold(rule.holds.0, |bits, when| bits | when.0);
    }
    for rule in &bound.facts {
        read.insert(rule.value.column);
        read.extend(rule.from);
        bits |= rule.when.0;
    }
    let asked = table.atoms.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
    read.extend(asked.map(|(_, atom)| atom.column));
    read
}
