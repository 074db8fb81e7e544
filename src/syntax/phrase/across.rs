//! What rules across cases say.

use crate::syntax::parsed::Pair;

use super::norms::year_kind;
use super::{Reader, Reading, Rule, has, part, parts};
use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, FactType, Sort, pluralise};
use crate::source::{Phrase, Spanned};
use crate::syntax::ast::{Bounds, Group, GroupKey, Measure};

const EVENT: &[Sort] = &[Sort::Event];
const FACT: &[Sort] = &[Sort::Fact];

impl Reading<'_> {
    /// Reads a `group` clause: `looked after children by IRO`.
    pub fn group(&mut self, phrase: &Phrase) -> Option<Group> {
        self.entry(Rule::group_entry, phrase, |reader, pairs| {
            let (mut of, mut keys, mut whole) = (None, Vec::new(), true);
            for pair in pairs {
                match pair.as_rule() {
                    Rule::group_who => match reader.group_who(&pair) {
                        Some(found) => of = found,
                        None => whole = false,
                    },
                    Rule::group_key => match reader.group_key(&pair) {
                        Some(key) => keys.push(key),
                        None => whole = false,
                    },
                    _ => {}
                }
            }
            whole.then_some(Group { of, keys })
        })
    }

    /// Reads what a rule across cases asks of each group.
    pub fn measure(&mut self, phrase: &Phrase) -> Option<Measure> {
        self.entry(Rule::measure_entry, phrase, |reader, pairs| reader.measure(&pairs.next()?))
    }
}

impl Reader<'_> {
    /// `looked after children`, `late notices`, `children`: what a case must have to
    /// be taken.
    #[expect(
        clippy::option_option,
        reason = "the outer is whether it could be read, the inner whether it stands there"
    )]
    fn group_who(&mut self, pair: &Pair<'_, Rule>) -> Option<Option<Spanned<ConceptId>>> {
        let subject = self.vocabulary.subject.clone();
        let plural = pluralise(&subject);
        let is_subject = |word: &str| {
            let same = |other: &str| word.eq_ignore_ascii_case(other);
            same("cases") || same("case") || same(&plural) || same(&subject)
        };
        let (mut of, mut words) = (None, Vec::new());
        for written in parts(pair.clone()) {
            let text = self.written(&written).to_owned();
            if written.as_rule() == Rule::group_word || is_subject(&text) {
                words.push((text, self.span(&written)));
            } else {
                of = Some(self.name(&written, &[Sort::Status, Sort::Fact])?);
            }
        }
        let said: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        let said = said.join(" ");
        // Without a subject of its own a pack may call its cases what it likes.
        if said.is_empty() || is_subject(&said) || subject.is_empty() {
            return self.of_yes_or_no(of);
        }
        let span = words.first().map_or_else(|| self.span(pair), |(_, span)| *span);
        let found = match said.to_lowercase().strip_suffix(&plural.to_lowercase()) {
            Some(head) => self.unknown_name(head.trim(), span, &[Sort::Status, Sort::Fact]),
            None => Diagnostic::new(
                Code::D0103,
                span,
                format!("the cases of this pack are {plural}, not “{said}”"),
            )
            .help(format!("write `{plural} by …`, or `looked after {plural} by …` with a status")),
        };
        self.diagnostics.push(found);
        None
    }

    /// A fact can pick cases only where it is yes or no.
    #[expect(clippy::option_option, reason = "as its caller")]
    fn of_yes_or_no(
        &mut self,
        of: Option<Spanned<ConceptId>>,
    ) -> Option<Option<Spanned<ConceptId>>> {
        let Some(name) = of else { return Some(None) };
        let fact = self.vocabulary.get(name.value).and_then(|concept| concept.fact());
        if fact.is_none_or(|info| info.ty == FactType::YesNo) {
            return Some(of);
        }
        let noun = self.vocabulary.noun(name.value).to_owned();
        self.diagnostics.push(
            Diagnostic::new(Code::D0103, name.span, format!("“{noun}” is not yes or no"))
                .label("it does not say which cases are taken")
                .help("name a status or a yes-or-no fact, or add `applies  if …`"),
        );
        None
    }

    fn group_key(&mut self, pair: &Pair<'_, Rule>) -> Option<GroupKey> {
        let Some(kind) = part(pair, Rule::year_kind) else {
            return self.name_in(pair, FACT).map(GroupKey::Fact);
        };
        let of = self.name_in(pair, &[Sort::Event, Sort::Fact])?;
        let fact = self.vocabulary.get(of.value).and_then(|concept| concept.fact());
        if fact.is_some_and(|info| info.ty != FactType::Date) {
            self.wrong_type(of, "a date", "`type  date`");
            return None;
        }
        year_kind(&kind).map(|kind| GroupKey::Year(kind, of))
    }

    fn wrong_type(&mut self, name: Spanned<ConceptId>, wanted: &str, help: &str) {
        let noun = self.vocabulary.noun(name.value).to_owned();
        self.diagnostics.push(
            Diagnostic::new(Code::D0103, name.span, format!("“{noun}” is not {wanted}"))
                .label(format!("I expected {wanted}"))
                .help(format!("declare the fact with {help}, or name another")),
        );
    }

    fn measure(&mut self, pair: &Pair<'_, Rule>) -> Option<Measure> {
        let form = pair.clone().into_inner().next()?;
        match form.as_rule() {
            Rule::same => self.name_in(&form, FACT).map(Measure::Same),
            Rule::different => {
                let fact = self.name_in(&form, FACT)?;
                let from = part(&form, Rule::that_one)
                    .map(|that| Spanned::new(self.written(&that).to_owned(), self.span(&that)));
                Some(Measure::Different { fact, from })
            }
            Rule::counted => {
                let bounds = self.bounds(&form);
                let each = self.for_each(&form)?;
                Some(Measure::Number { bounds: bounds?, each })
            }
            Rule::summed => {
                let fact = self.number_fact(&form);
                let bounds = self.bounds(&form);
                let each = self.for_each(&form)?;
                Some(Measure::Sum { fact: fact?, bounds: bounds?, each })
            }
            Rule::share => self.share(&form),
            _ => {
                let gap = self.offset(part(&form, Rule::offset)?);
                let mut names = parts(form.clone()).filter(|part| part.as_rule() == Rule::name);
                let (end, start) = (names.next()?, names.next()?);
                let (end, start) = (self.name(&end, EVENT), self.name(&start, EVENT));
                Some(Measure::Apart { gap: gap?, end: end?, start: start? })
            }
        }
    }

    fn share(&mut self, form: &Pair<'_, Rule>) -> Option<Measure> {
        let number = part(form, Rule::number_plain)?;
        let condition = self.condition(part(form, Rule::condition)?);
        let at_least = has(form, Rule::kw_at_least) || has(form, Rule::kw_not_less_than);
        let percent = number.as_str().parse().ok().filter(|percent| *percent <= 100);
        let Some(percent) = percent else {
            let span = self.span(&number);
            self.diagnostics.push(
                Diagnostic::new(Code::D0103, span, "a share is at most 100 of a hundred")
                    .help("write `share at least 90% where …`"),
            );
            return None;
        };
        Some(Measure::Share { at_least, percent, condition: condition? })
    }

    fn number_fact(&mut self, form: &Pair<'_, Rule>) -> Option<Spanned<ConceptId>> {
        let fact = self.name_in(form, FACT)?;
        let info = self.vocabulary.get(fact.value).and_then(|concept| concept.fact());
        if info.is_some_and(|info| !matches!(info.ty, FactType::Number | FactType::Decimal)) {
            self.wrong_type(fact, "a number", "`type  number`");
            return None;
        }
        Some(fact)
    }

    /// `for each full-time equivalent`.
    #[expect(
        clippy::option_option,
        reason = "the outer is whether it could be read, the inner whether it stands there"
    )]
    fn for_each(&mut self, form: &Pair<'_, Rule>) -> Option<Option<Spanned<ConceptId>>> {
        match part(form, Rule::for_each) {
            Some(each) => self.number_fact(&each).map(Some),
            None => Some(None),
        }
    }

    /// `between 50 and 70`, `at most 5`. Numbers the wrong way round are read the
    /// other way (D0414).
    fn bounds(&mut self, form: &Pair<'_, Rule>) -> Option<Bounds> {
        let written = part(form, Rule::bounds)?;
        let mut numbers = Vec::new();
        for number in parts(written.clone()).filter(|part| part.as_rule() == Rule::number) {
            numbers.push(self.number(&number)?);
        }
        let (first, last) = (numbers.first().copied()?, numbers.last().copied()?);
        let Some(bound) = part(&written, Rule::bound) else {
            if first > last {
                let span = self.span(&written);
                let canonical = format!("between {last} and {first}");
                let said = format!("no number is at least {first} and at most {last}");
                self.diagnostics.push(
                    Diagnostic::new(Code::D0414, span, said)
                        .label("read the other way round")
                        .help(format!("if no number is wrong, write `{canonical}`"))
                        .fix(span, canonical),
                );
            }
            let (least, most) = (Some(first.min(last)), Some(first.max(last)));
            return Some(Bounds { least, most });
        };
        Some(match bound.into_inner().next()?.as_rule() {
            Rule::kw_at_least | Rule::kw_not_less_than => Bounds { least: Some(first), most: None },
            Rule::kw_exactly => Bounds { least: Some(first), most: Some(first) },
            _ => Bounds { least: None, most: Some(first) },
        })
    }
}
