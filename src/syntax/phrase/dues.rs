//! Dues and sentences.

use crate::syntax::parsed::Pair;

use super::{Reader, Rule, has, part, parts};
use crate::diag::{Code, Diagnostic};
use crate::names::Sort;
use crate::source::Spanned;
use crate::syntax::ast::{
    Anchor, Due, DueCase, DueCore, Edge, Limit, Moment, Rule as Sentence, RuleOrdinal,
};
use crate::syntax::print::Printer;
use crate::time::{Length, Offset, Unit};

impl Reader<'_> {
    /// A whole due: its limit, its cases and its `not before`.
    pub(super) fn due(&mut self, pair: Pair<'_, Rule>) -> Option<Due> {
        let core = part(&pair, Rule::due_core).and_then(|core| self.due_core(core));
        let mut cases = Vec::new();
        let mut whole = true;
        for case in parts(pair.clone()).filter(|part| part.as_rule() == Rule::due_case) {
            match self.due_case(&case) {
                Some(case) => cases.push(case),
                None => whole = false,
            }
        }
        let not_before = match part(&pair, Rule::not_before) {
            Some(clause) => Some(self.moment_in(&clause)?),
            None => None,
        };
        let core = core?;
        whole.then_some(Due { core, cases, not_before })
    }

    fn due_case(&mut self, pair: &Pair<'_, Rule>) -> Option<DueCase> {
        let core = part(pair, Rule::due_core).and_then(|core| self.due_core(core));
        let condition = part(pair, Rule::condition).and_then(|condition| self.condition(condition));
        Some(DueCase { core: core?, condition: condition? })
    }

    pub(super) fn due_core(&mut self, pair: Pair<'_, Rule>) -> Option<Spanned<DueCore>> {
        let span = self.span(&pair);
        let form = pair.into_inner().next()?;
        let core = match form.as_rule() {
            Rule::within => self.within(&form),
            Rule::odd_within => self.odd_within(&form),
            Rule::lead => self.lead(&form),
            Rule::window => self.window(&form),
            Rule::before => {
                let strictly = has(&form, Rule::kw_strictly);
                self.anchor_in(&form).map(|anchor| DueCore::Before { strictly, anchor })
            }
            Rule::by => self.moment_in(&form).map(DueCore::By),
            Rule::on_day => self.on_day(&form),
            Rule::at_least_once => self.at_least_once(&form),
            Rule::once_a_year => {
                self.once_a_year(&form);
                None
            }
            Rule::only_not_before => self.moment_in(&form).map(DueCore::NotBefore),
            Rule::bare_length => {
                self.bare_length(&form);
                None
            }
            _ => self.promptly(&form),
        };
        Some(Spanned::new(core?, span))
    }

    fn within(&mut self, form: &Pair<'_, Rule>) -> Option<DueCore> {
        let whichever = part(form, Rule::whichever);
        let limit = self.limit(form, whichever.as_ref());
        let anchor = self.anchor_in(form);
        let beginning_with =
            part(form, Rule::after_word).is_some_and(|word| has(&word, Rule::kw_beginning_with));
        let roll = self.roll(form);
        let or_before = has(form, Rule::or_before);
        Some(DueCore::Within { limit: limit?, beginning_with, anchor: anchor?, roll, or_before })
    }

    /// `within 10 working days before E`: read as the window up to E (D0314).
    fn odd_within(&mut self, form: &Pair<'_, Rule>) -> Option<DueCore> {
        let limit = self.limit(form, None);
        let anchor = self.anchor_in(form);
        let span = self.span(form);
        let (Limit::One(offset), anchor) = (limit?, anchor?) else { return None };
        let event =
            part(form, Rule::anchor).map(|a| self.written(&a).to_owned()).unwrap_or_default();
        let lead = format!("at least {offset} before {event}");
        let window = format!("between {offset} before and the day of {event}");
        self.diagnostics.push(
            Diagnostic::new(Code::D0314, span, "“within … before” reads oddly")
                .label("read as the days that lead up to it")
                .help(format!("write `{lead}` for a lead time, or `{window}` for those days")),
        );
        Some(DueCore::Window { opens: Edge::Before(offset), closes: Edge::SameDay, anchor })
    }

    fn lead(&mut self, form: &Pair<'_, Rule>) -> Option<DueCore> {
        let whichever = part(form, Rule::whichever);
        let limit = self.limit(form, whichever.as_ref());
        let anchor = self.anchor_in(form);
        let roll = self.roll(form);
        Some(DueCore::Lead { limit: limit?, anchor: anchor?, roll })
    }

    /// `between 4 weeks and 6 weeks after E`, `4 to 6 weeks after E`, in either
    /// order of the two ends.
    fn window(&mut self, form: &Pair<'_, Rule>) -> Option<DueCore> {
        let (open, close) = match (part(form, Rule::edge_open), part(form, Rule::edge_close)) {
            (Some(open), Some(close)) => (open, close),
            _ => return self.short_window(form),
        };
        let anchor = self.anchor_in(&close);
        let same_day = has(&close, Rule::kw_the_day_of);
        let close_offset = part(&close, Rule::offset).and_then(|offset| self.offset(offset));
        let close_side = part(&close, Rule::side);
        let open_side = part(&open, Rule::side).or_else(|| close_side.clone());
        let open_offset = self.offset_or_number(&open, close_offset)?;
        let anchor = anchor?;
        let opens = edge(open_offset, open_side.as_ref());
        let closes =
            if same_day { Edge::SameDay } else { edge(close_offset?, close_side.as_ref()) };
        Some(self.in_order(form, opens, closes, anchor))
    }

    fn short_window(&mut self, form: &Pair<'_, Rule>) -> Option<DueCore> {
        let anchor = self.anchor_in(form);
        let close = part(form, Rule::offset).and_then(|offset| self.offset(offset));
        let open = self.offset_or_number(form, close);
        let side = part(form, Rule::side);
        let (opens, closes) = (edge(open?, side.as_ref()), edge(close?, side.as_ref()));
        Some(self.in_order(form, opens, closes, anchor?))
    }

    /// A window whose earlier end opens it. Ends after an anchor that are written
    /// the other way round may be a slip (D0414); before one, people count up.
    fn in_order(
        &mut self,
        form: &Pair<'_, Rule>,
        opens: Edge,
        closes: Edge,
        anchor: Anchor,
    ) -> DueCore {
        if !opens.surely_after(&closes) {
            return DueCore::Window { opens, closes, anchor };
        }
        let counts_up = matches!((&opens, &closes), (Edge::Before(_), Edge::Before(_)));
        let core = DueCore::Window { opens: closes, closes: opens, anchor };
        if !counts_up {
            let span = self.span(form);
            let canonical = Printer::new(self.vocabulary).due_core(&core);
            self.diagnostics.push(
                Diagnostic::new(Code::D0414, span, "this window names its later end first")
                    .label("read the other way round")
                    .help(format!("if no number is wrong, write `{canonical}`"))
                    .fix(span, canonical),
            );
        }
        core
    }

    /// `4` in `between 4 and 6 weeks`: the unit is the other end's.
    fn offset_or_number(&mut self, pair: &Pair<'_, Rule>, other: Option<Offset>) -> Option<Offset> {
        let inner = part(pair, Rule::offset_or_number)?.into_inner().next()?;
        if inner.as_rule() == Rule::offset {
            return self.offset(inner);
        }
        let count = self.number(&inner)?;
        let unit = other?.first;
        Some(Offset { first: Length { count, ..unit }, plus: None })
    }

    fn on_day(&mut self, form: &Pair<'_, Rule>) -> Option<DueCore> {
        if has(form, Rule::moment) {
            return self.moment_in(form).map(DueCore::On);
        }
        let anchor = self.anchor_in(form)?;
        if has(form, Rule::kw_next) {
            let one = Length { count: 1, clear: false, unit: Unit::WorkingDay };
            return Some(DueCore::On(Moment::After(Offset { first: one, plus: None }, anchor)));
        }
        Some(DueCore::On(Moment::At(anchor)))
    }

    fn promptly(&mut self, form: &Pair<'_, Rule>) -> Option<DueCore> {
        let or_before = has(form, Rule::or_before);
        let anchor = match part(form, Rule::anchor) {
            Some(anchor) => Some(self.anchor(anchor)?),
            None if has(form, Rule::kw_afterwards) => Some(Anchor::It),
            None => None,
        };
        Some(DueCore::Promptly { anchor, or_before })
    }

    /// `10 working days before each review`: which way does it limit?
    fn bare_length(&mut self, form: &Pair<'_, Rule>) {
        let span = self.span(form);
        let before = has(form, Rule::kw_before) || has(form, Rule::kw_prior_to);
        let word = if before { "at least" } else { "within" };
        let written = self.written(form).to_owned();
        self.diagnostics.push(
            Diagnostic::new(Code::D0103, span, "this deadline does not say which way it limits")
                .label(format!("I expected `{word}` before it"))
                .help(format!("write `{word} {written}`"))
                .fix(span, format!("{word} {written}")),
        );
    }

    /// `the IRO must meet the child within 3 working days of coming into care`.
    fn role_rule(&mut self, pair: &Pair<'_, Rule>) -> Option<Sentence> {
        let mut names = parts(pair.clone()).filter(|part| part.as_rule() == Rule::name);
        let (who, act) = (names.next()?, names.next()?);
        let who = self.name(&who, &[Sort::Role]);
        let event = self.name(&act, &[Sort::Event]);
        let should = has(pair, Rule::kw_should);
        let due = part(pair, Rule::due).and_then(|due| self.due(due));
        Some(Sentence { who: Some(who?), ordinal: None, event: event?, should, due: due? })
    }

    /// `initial review within 20 working days of coming into care`.
    pub(super) fn rule(&mut self, pair: Pair<'_, Rule>) -> Option<Sentence> {
        if let Some(sentence) = part(&pair, Rule::role_rule) {
            return self.role_rule(&sentence);
        }
        let ordinal = match part(&pair, Rule::rule_ordinal) {
            Some(written) => Some(self.rule_ordinal(&written)?),
            None => None,
        };
        let event = match part(&pair, Rule::rule_unknown) {
            Some(words) => {
                let span = self.span(&words);
                let written = self.written(&words).to_owned();
                let end = span.start() + written.len();
                let span = crate::source::Span::new(span.file(), span.start(), end);
                let found = self.unknown_name(&written, span, &[Sort::Event]);
                self.diagnostics.push(found);
                None
            }
            None => self.name_in(&pair, &[Sort::Event]),
        };
        let should = part(&pair, Rule::rule_verb)
            .is_some_and(|verb| has(&verb, Rule::kw_should) || has(&verb, Rule::kw_should_be));
        let due = part(&pair, Rule::due).and_then(|due| self.due(due));
        Some(Sentence { who: None, ordinal, event: event?, should, due: due? })
    }

    fn rule_ordinal(&mut self, pair: &Pair<'_, Rule>) -> Option<RuleOrdinal> {
        let inner = pair.clone().into_inner().next()?;
        match inner.as_rule() {
            Rule::from_nth => self.ordinal(&part(&inner, Rule::ordinal)?).map(RuleOrdinal::From),
            Rule::kw_subsequent => Some(RuleOrdinal::Subsequent),
            _ => self.ordinal(&inner).map(RuleOrdinal::Nth),
        }
    }
}

fn edge(offset: Offset, side: Option<&Pair<'_, Rule>>) -> Edge {
    if side.is_some_and(|side| has(side, Rule::kw_before)) {
        Edge::Before(offset)
    } else {
        Edge::After(offset)
    }
}
