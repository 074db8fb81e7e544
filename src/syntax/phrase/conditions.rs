//! Conditions: atoms, and how they are joined.

use crate::syntax::parsed::Pair;

use super::{Reader, Reading, Rule, has, part, parts};
use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, FactType, Sort};
use crate::source::{Phrase, Spanned};
use crate::syntax::ast::{Applies, Atom, Compare, Condition, FactTest, Tense, When};
use crate::syntax::tree::{Clause, Item};

const STATE: &[Sort] = &[Sort::Status, Sort::Fact];

impl Reading<'_> {
    /// `while all of` with its bullets, each of which may hold a list of its own.
    pub(super) fn applies_list(&mut self, clause: &Clause) -> Option<Applies> {
        let text = clause.phrase.text().to_ascii_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let when = match words.first().copied() {
            Some("if") => When::If,
            Some("unless") => When::Unless,
            Some("while") => When::While,
            Some("once") => When::Once,
            _ => {
                // The phrase itself says what is wrong with it.
                return self.applies_phrase(&clause.phrase);
            }
        };
        let all = match words.get(1..) {
            Some(["all", "of"]) => true,
            Some(["any", "of"]) => false,
            _ => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::D0103,
                        clause.phrase.span(),
                        "a list of bullets needs `all of` or `any of` before it",
                    )
                    .help(format!(
                        "write `{} all of` or `{} any of`",
                        words.first().unwrap_or(&"if"),
                        words.first().unwrap_or(&"if")
                    )),
                );
                return None;
            }
        };
        let span = clause.phrase.span();
        let condition = self.list(all, &clause.items, 1)?;
        Some(Applies { parts: vec![(Spanned::new(when, span), condition)] })
    }

    pub(super) fn list(&mut self, all: bool, items: &[Item], depth: usize) -> Option<Condition> {
        let read: Vec<Option<Condition>> =
            items.iter().map(|item| self.bullet(item, depth)).collect();
        let conditions: Option<Vec<Condition>> = read.into_iter().collect();
        conditions.map(
            |conditions| if all { Condition::All(conditions) } else { Condition::Any(conditions) },
        )
    }

    fn bullet(&mut self, item: &Item, depth: usize) -> Option<Condition> {
        if item.items.is_empty() {
            return self.condition(&item.phrase);
        }
        let head = item.phrase.text().to_ascii_lowercase();
        let all = match head.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["all", "of"] => true,
            ["any", "of"] => false,
            _ => {
                self.not_a_list(&item.phrase);
                return None;
            }
        };
        if depth >= 2 {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::D0405,
                    item.phrase.span(),
                    "lists stand in lists once, not twice",
                )
                .help("split this duty, or give the inner list a name of its own"),
            );
            return None;
        }
        self.list(all, &item.items, depth + 1)
    }

    fn not_a_list(&mut self, phrase: &Phrase) {
        self.diagnostics.push(
            Diagnostic::new(
                Code::D0103,
                phrase.span(),
                "a bullet with bullets of its own is `all of` or `any of`",
            )
            .label("which of them?")
            .help("write `all of` or `any of` here, and this text as a bullet below it"),
        );
    }
}

impl Reader<'_> {
    /// `while the child is looked after unless recorded: …`.
    pub(super) fn applies(&mut self, pair: Pair<'_, Rule>) -> Option<Applies> {
        if let Some(list) = part(&pair, Rule::clause_list) {
            let span = self.span(&list);
            self.diagnostics.push(
                Diagnostic::new(Code::D0105, span, format!("`{}` has no list", self.written(&list)))
                    .label("a list of bullets should follow")
                    .help("put each condition on a line of its own below, as `- the child is looked after`"),
            );
            return None;
        }
        let mut read = Vec::new();
        let mut whole = true;
        for written in parts(pair) {
            let condition =
                part(&written, Rule::condition).and_then(|condition| self.condition(condition));
            let word = part(&written, Rule::when)?.into_inner().next()?;
            let when = match word.as_rule() {
                Rule::kw_if => When::If,
                Rule::kw_while => When::While,
                Rule::kw_once => When::Once,
                _ => When::Unless,
            };
            match condition {
                Some(condition) => read.push((Spanned::new(when, self.span(&word)), condition)),
                None => whole = false,
            }
        }
        whole.then_some(Applies { parts: read })
    }

    /// Atoms joined by `and` or by `or`, never by both (D0405).
    pub(super) fn condition(&mut self, pair: Pair<'_, Rule>) -> Option<Condition> {
        let joiners: Vec<Pair<'_, Rule>> =
            parts(pair.clone()).filter(|part| part.as_rule() == Rule::joiner).collect();
        let all = joiners.iter().all(|joiner| has(joiner, Rule::kw_and));
        let any = joiners.iter().all(|joiner| has(joiner, Rule::kw_or));
        if !all && !any {
            self.mixed(&pair);
            return None;
        }
        let mut read = Vec::new();
        let mut before: Option<Pair<'_, Rule>> = None;
        let mut whole = true;
        for term in parts(pair).filter(|part| part.as_rule() == Rule::term) {
            let Some(form) = term.into_inner().next() else { continue };
            match self.term(&form, before.as_ref()) {
                Some(condition) => read.push(condition),
                None => whole = false,
            }
            if form.as_rule() != Rule::elided {
                before = Some(form);
            }
        }
        if !whole {
            return None;
        }
        if read.len() == 1 {
            return read.pop();
        }
        Some(if all { Condition::All(read) } else { Condition::Any(read) })
    }

    fn mixed(&mut self, pair: &Pair<'_, Rule>) {
        let span = self.span(pair);
        let terms: Vec<String> =
            parts(pair.clone()).map(|part| self.written(&part).to_owned()).collect();
        let (mut by_and, mut by_or): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for word in &terms {
            match word.as_str() {
                "and" => by_and.push(" and ".to_owned()),
                "or" => by_and.push(") or (".to_owned()),
                other => by_and.push(other.to_owned()),
            }
            match word.as_str() {
                "or" => by_or.push(" or ".to_owned()),
                "and" => by_or.push(") and (".to_owned()),
                other => by_or.push(other.to_owned()),
            }
        }
        self.diagnostics.push(
            Diagnostic::new(Code::D0405, span, "`and` and `or` on one line read two ways")
                .label(format!("either ({}), or ({})", by_and.concat(), by_or.concat()))
                .help("write `all of` or `any of` and put each condition on a bullet of its own"),
        );
    }

    fn term(
        &mut self,
        form: &Pair<'_, Rule>,
        before: Option<&Pair<'_, Rule>>,
    ) -> Option<Condition> {
        let span = self.span(form);
        let atom = |atom: Atom| Condition::Atom(Spanned::new(atom, span));
        match form.as_rule() {
            Rule::recorded => self.recorded(form).map(atom),
            Rule::happened => self.happened(form),
            Rule::total => self.total(form),
            Rule::that_fact => self.that_fact(form),
            Rule::aged => {
                let not = [Rule::kw_is_not, Rule::kw_was_not, Rule::kw_not];
                let not = not.into_iter().any(|word| has(form, word));
                self.aged(form).map(|age| negated(atom(age), not))
            }
            Rule::state => {
                let verb = part(form, Rule::verb)?;
                self.state(form, &verb)
            }
            Rule::fact_value => self.fact_value(form),
            Rule::list_head => {
                self.diagnostics.push(
                    Diagnostic::new(Code::D0105, span, format!("`{}` has no list", self.written(form)))
                        .help("put each condition on a line of its own below, as `- the child is looked after`"),
                );
                None
            }
            _ => self.elided(form, before),
        }
    }

    /// `recorded by the IRO: the child refuses`.
    fn recorded(&mut self, form: &Pair<'_, Rule>) -> Option<Atom> {
        let reason = part(form, Rule::reason)?;
        let span = self.span(&reason);
        let written = self.written(&reason).to_owned();
        let Some(decision) = self.vocabulary.decision(&written) else {
            let found = self.unknown_name(&written, span, &[Sort::Decision]);
            self.diagnostics.push(found);
            return None;
        };
        let by = match (part(form, Rule::name), part(form, Rule::role_words)) {
            (Some(name), _) => Some(self.name(&name, &[Sort::Role])?),
            (None, Some(words)) => {
                let span = self.span(&words);
                let written = self.written(&words).to_owned();
                let found = self.unknown_name(&written, span, &[Sort::Role]);
                self.diagnostics.push(found);
                return None;
            }
            (None, None) => None,
        };
        Some(Atom::Recorded { decision: Spanned::new(decision, span), by })
    }

    /// `there has been no review since the first review`.
    fn happened(&mut self, form: &Pair<'_, Rule>) -> Option<Condition> {
        let span = self.span(form);
        let event = self.name_in(form, &[Sort::Event, Sort::Decision]);
        let since = match part(form, Rule::kw_since) {
            Some(_) => Some(self.moment_in(form)?),
            None => None,
        };
        let within = match part(form, Rule::within_of) {
            Some(within) => {
                let offset = self.offset(part(&within, Rule::offset)?);
                let moment = self.moment_in(&within);
                Some((offset?, moment?))
            }
            None => None,
        };
        let on = self.on_moment(form)?;
        let count = part(form, Rule::happened_count);
        let no = count.as_ref().is_some_and(|count| has(count, Rule::kw_no));
        let at_least = match &count {
            Some(count) => match (part(count, Rule::number), part(count, Rule::ordinal)) {
                (Some(number), _) => self.number(&number)?,
                (None, Some(ordinal)) => self.ordinal(&ordinal)?,
                (None, None) => 1,
            },
            None => 1,
        };
        let atom = Atom::Happened { event: event?, at_least, since, within, on };
        Some(negated(Condition::Atom(Spanned::new(atom, span)), no))
    }

    /// `that review changed the care plan`, `that placement is intended to last`.
    fn that_fact(&mut self, form: &Pair<'_, Rule>) -> Option<Condition> {
        let span = self.span(form);
        let mut names = parts(form.clone()).filter(|part| part.as_rule() == Rule::name);
        let owner = names.next()?;
        let owner = self.name(&owner, &[Sort::Event, Sort::Status]);
        let fact = names.next()?;
        let fact = self.name(&fact, &[Sort::Fact])?;
        let denied = [Rule::kw_not, Rule::kw_did_not].into_iter().any(|word| has(form, word));
        let not = denied || part(form, Rule::verb).is_some_and(|verb| denies(&verb));
        let test = self.fact_test(form, fact.value)?;
        let on = self.on_moment(form)?;
        let atom = Atom::Fact { fact, of_trigger: Some(owner?), test, on };
        Some(negated(Condition::Atom(Spanned::new(atom, span)), not))
    }

    /// `the local risk band is high`, `the child is not looked after since …`.
    fn fact_value(&mut self, form: &Pair<'_, Rule>) -> Option<Condition> {
        let span = self.span(form);
        let fact = self.name_in(form, &[Sort::Fact])?;
        let not = denies(&part(form, Rule::verb)?);
        let test = self.fact_test(form, fact.value)?;
        let on = self.on_moment(form)?;
        let atom = Atom::Fact { fact, of_trigger: None, test, on };
        Some(negated(Condition::Atom(Spanned::new(atom, span)), not))
    }

    /// What a fact is compared with; a bare fact compares with *yes*. The words of
    /// a choice have to be its own.
    pub(super) fn fact_test(&mut self, form: &Pair<'_, Rule>, fact: ConceptId) -> Option<FactTest> {
        let Some(test) = part(form, Rule::fact_test) else { return Some(FactTest::Yes) };
        let inner = test.into_inner().next()?;
        let compare = |form: &Pair<'_, Rule>| {
            form.clone().into_inner().find_map(|word| match word.as_rule() {
                Rule::kw_before | Rule::kw_less_than => Some(Compare::Less),
                Rule::kw_at_most => Some(Compare::AtMost),
                Rule::kw_at_least => Some(Compare::AtLeast),
                Rule::kw_after | Rule::kw_more_than => Some(Compare::More),
                _ => None,
            })
        };
        match inner.as_rule() {
            Rule::date_test => {
                let how = compare(&inner).unwrap_or(Compare::Equal);
                self.moment_in(&inner).map(|moment| FactTest::Date(how, moment))
            }
            Rule::number_test => {
                let number = self.number(&part(&inner, Rule::number)?)?;
                Some(FactTest::Number(compare(&inner).unwrap_or(Compare::Equal), i64::from(number)))
            }
            _ => self.word_test(&inner, fact),
        }
    }

    fn word_test(&mut self, word: &Pair<'_, Rule>, fact: ConceptId) -> Option<FactTest> {
        let written = self.written(word).to_owned();
        let info = self.vocabulary.get(fact).and_then(|concept| concept.fact())?;
        let span = self.span(word);
        let noun = self.vocabulary.noun(fact).to_owned();
        let words: Vec<&str> = match &info.ty {
            FactType::YesNo if written.eq_ignore_ascii_case("yes") => return Some(FactTest::Yes),
            FactType::OneOf(words) => words.iter().map(String::as_str).collect(),
            FactType::Name => return Some(FactTest::Is(written)),
            FactType::YesNo | FactType::Number | FactType::Decimal | FactType::Date => Vec::new(),
        };
        if let Some(known) = words.iter().find(|known| known.eq_ignore_ascii_case(&written)) {
            return Some(FactTest::Is((*known).to_owned()));
        }
        let found =
            Diagnostic::new(Code::D0103, span, format!("“{written}” is no value of “{noun}”"));
        let found = match words.as_slice() {
            [] => found.help(format!("compare “{noun}” with a value of its type")),
            words => found.help(format!("its values are {}", words.join(", "))),
        };
        self.diagnostics.push(found);
        None
    }

    /// `the child is looked after since M`; a yes-or-no fact reads the same way.
    fn state(&mut self, form: &Pair<'_, Rule>, verb: &Pair<'_, Rule>) -> Option<Condition> {
        let mut names = parts(form.clone()).filter(|part| part.as_rule() == Rule::name);
        let first = names.next()?;
        let name = names.next().unwrap_or_else(|| first.clone());
        let tense = part(form, Rule::tense);
        let not = denies(verb);
        if name != first && self.is_role(&name) {
            let same = self.same_person(form, (&first, &name), tense.as_ref())?;
            return Some(negated(same, not));
        }
        let ever = is_perfect(verb);
        self.state_of(form, &name, tense.as_ref(), ever).map(|condition| negated(condition, not))
    }

    /// `and not placed for adoption`: subject and verb are those before.
    fn elided(
        &mut self,
        form: &Pair<'_, Rule>,
        before: Option<&Pair<'_, Rule>>,
    ) -> Option<Condition> {
        let name = part(form, Rule::name)?;
        let own = part(form, Rule::verb);
        let verb = own.clone().or_else(|| before.and_then(|before| part(before, Rule::verb)));
        if before.is_none() {
            let span = self.span(form);
            let written = self.written(form).to_owned();
            self.diagnostics.push(
                Diagnostic::new(Code::D0103, span, "this condition does not say of whom it speaks")
                    .help(format!("write `the {} is {written}`", self.vocabulary.subject)),
            );
            return None;
        }
        let ever = verb.as_ref().is_some_and(is_perfect);
        let tense = part(form, Rule::tense);
        let not = has(form, Rule::kw_not) || own.as_ref().is_some_and(denies);
        self.state_of(form, &name, tense.as_ref(), ever).map(|condition| negated(condition, not))
    }

    fn state_of(
        &mut self,
        form: &Pair<'_, Rule>,
        name: &Pair<'_, Rule>,
        tense: Option<&Pair<'_, Rule>>,
        ever: bool,
    ) -> Option<Condition> {
        let span = self.span(form);
        let named = self.name(name, STATE)?;
        let tense = self.tense(tense, ever)?;
        let is_fact =
            self.vocabulary.get(named.value).is_some_and(|concept| concept.sort() == Sort::Fact);
        let atom = if is_fact {
            let on = if let Tense::On(moment) = tense { Some(moment) } else { None };
            Atom::Fact { fact: named, of_trigger: None, test: FactTest::Yes, on }
        } else {
            Atom::Status { status: named, tense }
        };
        Some(Condition::Atom(Spanned::new(atom, span)))
    }

    pub(super) fn tense(&mut self, pair: Option<&Pair<'_, Rule>>, ever: bool) -> Option<Tense> {
        let Some(pair) = pair else { return Some(if ever { Tense::Ever } else { Tense::Now }) };
        let form = pair.clone().into_inner().next()?;
        match form.as_rule() {
            Rule::for_length => {
                let more = has(&form, Rule::kw_more_than);
                let offset = self.offset(part(&form, Rule::offset)?)?;
                Some(Tense::For(offset, more))
            }
            Rule::on_or_after => self.moment_in(&form).map(Tense::OnOrAfter),
            Rule::since => self.moment_in(&form).map(Tense::Since),
            _ => self.moment_in(&form).map(Tense::On),
        }
    }

    #[expect(
        clippy::option_option,
        reason = "the outer is whether it could be read, the inner whether it stands there"
    )]
    pub(super) fn on_moment(
        &mut self,
        form: &Pair<'_, Rule>,
    ) -> Option<Option<crate::syntax::ast::Moment>> {
        match part(form, Rule::on_moment) {
            Some(on) => self.moment_in(&on).map(Some),
            None => Some(None),
        }
    }

    /// `aged 16 or 17`, `under 18`, `at least 14`.
    fn aged(&mut self, form: &Pair<'_, Rule>) -> Option<Atom> {
        let on = self.on_moment(form)?;
        let test = part(form, Rule::age_test)?.into_inner().next()?;
        let mut numbers = Vec::new();
        for number in parts(test.clone()).filter(|part| part.as_rule() == Rule::number) {
            numbers.push(self.number(&number)?);
        }
        let first = numbers.first().copied()?;
        let last = numbers.last().copied()?;
        let (from, until) = match test.as_rule() {
            Rule::age_under => (None, Some(first)),
            Rule::age_or_under => (None, Some(first.saturating_add(1))),
            Rule::age_over => (Some(first.saturating_add(1)), None),
            Rule::age_at_least | Rule::age_or_over => (Some(first), None),
            _ => (Some(first.min(last)), Some(first.max(last).saturating_add(1))),
        };
        if test.as_rule() == Rule::age_pair && first.abs_diff(last) != 1 {
            let span = self.span(&test);
            self.diagnostics.push(
                Diagnostic::new(
                    Code::D0103,
                    span,
                    format!("aged {first} or {last}: these ages are not neighbours"),
                )
                .help(format!(
                    "write `aged between {} and {}`, or two conditions",
                    first.min(last),
                    first.max(last)
                )),
            );
            return None;
        }
        Some(Atom::Age { from, until, on })
    }
}

/// Whether a verb says that something is not so.
pub(super) fn denies(verb: &Pair<'_, Rule>) -> bool {
    let word = verb.clone().into_inner().next().map(|word| word.as_rule());
    matches!(word, Some(Rule::kw_is_not | Rule::kw_was_not | Rule::kw_has_not_been))
}

/// Whether a verb speaks of all days up to now: `has been`.
fn is_perfect(verb: &Pair<'_, Rule>) -> bool {
    let word = verb.clone().into_inner().next().map(|word| word.as_rule());
    matches!(word, Some(Rule::kw_has_been | Rule::kw_has_not_been))
}

pub(super) fn negated(condition: Condition, not: bool) -> Condition {
    if not { Condition::Not(Box::new(condition)) } else { condition }
}
