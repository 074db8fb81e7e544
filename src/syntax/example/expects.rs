//! What an example expects, from the pairs of the grammar.

use crate::syntax::parsed::Pair;

use super::said::{Amount, Days, Expect, ExpectOn, GapSaid, Pick, RowExpect, Which};
use super::{Reader, Rule, each, has, part};
use crate::diag::{Code, Diagnostic};
use crate::names::{Sort, is_article, parse_ordinal, suggest_words};
use crate::source::{Phrase, Spanned};
use crate::syntax::phrase::Reading;

/// Whether words go on as of a rule, not of the case.
fn says_how_it_stands(text: &str) -> bool {
    const HOW: [&str; 9] = [
        "met",
        "overdue",
        "due",
        "pending",
        "lapsed",
        "unknown",
        "not known",
        "not applicable",
        "not there",
    ];
    let after = text.split_once(" is ").map_or("", |(_, after)| after.trim_start());
    HOW.iter().any(|how| after.starts_with(how))
}

/// Whether a word may stand before the id of a rule.
fn comes_before(word: &str) -> bool {
    let which = ["last", "every", "each"].iter().any(|which| which.eq_ignore_ascii_case(word));
    which || is_article(word) || parse_ordinal(word).is_some()
}

impl Reader<'_> {
    pub(super) fn expect_on(&mut self, pair: Pair<'_, Rule>) -> Option<ExpectOn> {
        let day = part(&pair, Rule::date).and_then(|date| self.date(&date));
        let all: Vec<Pair<'_, Rule>> = each(&pair, Rule::expectation).collect();
        let mut says = Vec::new();
        for one in all {
            let span = self.span(&one);
            says.extend(self.expectation(one).map(|said| Spanned::new(said, span)));
        }
        Some(ExpectOn { day: day?, says })
    }

    pub(super) fn expectation(&mut self, pair: Pair<'_, Rule>) -> Option<Expect> {
        let said = pair.into_inner().find(|part| part.as_rule() != Rule::kw_that)?;
        match said.as_rule() {
            Rule::finding => {
                let mentions = part(&said, Rule::mentions).and_then(|it| self.quoted(&it));
                Some(Expect::Finding(self.code(&said)?, mentions.map(|words| words.value)))
            }
            Rule::no_finding if has(&said, Rule::code) => {
                Some(Expect::NoFinding(Some(self.code(&said)?)))
            }
            Rule::no_finding => Some(Expect::NoFinding(None)),
            Rule::explained => {
                let which = self.which(&part(&said, Rule::which)?)?;
                let words = part(&said, Rule::quoted)?;
                Some(Expect::Explained(which, self.words_in(&words)?))
            }
            Rule::count => {
                let rule = self.rule(&part(&said, Rule::rule)?)?;
                let amount = part(&said, Rule::times).map_or(Some(Amount::Some), |times| {
                    let number = if has(&times, Rule::kw_once) {
                        1
                    } else if has(&times, Rule::kw_twice) {
                        2
                    } else {
                        self.number(&part(&times, Rule::number)?)?
                    };
                    Some(Amount::Exactly(number))
                })?;
                Some(Expect::Count(rule, amount))
            }
            Rule::absent => match part(&said, Rule::which) {
                Some(which) => self.which(&which).map(Expect::Absent),
                None => {
                    let rule = self.rule(&part(&said, Rule::rule)?)?;
                    Some(Expect::Absent(Which { rule, pick: Pick::All }))
                }
            },
            Rule::row => self.row(said).map(|row| Expect::Row(Box::new(row))),
            Rule::occurred => self.occurred(&said),
            Rule::unsure => self.condition(&said, false),
            Rule::statement_of_fact => self.condition(&said, true),
            _ => None,
        }
    }

    /// `the decisions are agreed on 29 April 2026`
    fn occurred(&mut self, pair: &Pair<'_, Rule>) -> Option<Expect> {
        let name = part(pair, Rule::name)?;
        let event = self.name(&name, &[Sort::Event, Sort::Decision])?;
        let day = self.date(&part(pair, Rule::date)?)?;
        Some(Expect::Occurred(event, day.value))
    }

    /// A condition of the pack's own language.
    fn condition(&mut self, pair: &Pair<'_, Rule>, holds: bool) -> Option<Expect> {
        let words = part(pair, Rule::words)?;
        let phrase = self.part_of_phrase(&words);
        let mut reading = Reading::new(self.finder.vocabulary(), self.days_declared);
        let condition = reading.condition(&phrase);
        let of = |code| reading.diagnostics.iter().any(|it| it.code == code);
        let row = of(Code::D0201) && says_how_it_stands(phrase.text());
        let wrong = of(Code::D0103) || row && self.spaced_out(&phrase).is_some();
        if wrong {
            let found = self.spaced_out(&phrase).unwrap_or_else(|| {
                let message = format!("I can’t read “{}” as what is expected", phrase.text());
                Diagnostic::new(Code::D0103, phrase.span(), message).help(
                    "write the id of a duty and how it stands, as in `initial-review is overdue by 3 days`, \
                     or a condition, as in `the child is looked after`",
                )
            });
            self.diagnostics.push(found);
        } else {
            self.diagnostics.append(&mut reading.diagnostics);
        }
        condition.filter(|_| !wrong).map(|condition| Expect::Holds(condition, holds))
    }

    /// D0207: the id of a rule, written with spaces in place of its hyphens.
    fn spaced_out(&self, phrase: &Phrase) -> Option<Diagnostic> {
        let text = phrase.text();
        let verbs = [" is ", " are ", " explanation "].iter();
        let end = verbs.filter_map(|verb| text.find(verb)).min()?;
        // Of “the second initial review” any words but the last may be no part of the id.
        let mut starts = vec![0];
        while let Some(start) = starts.last().copied()
            && let Some((word, _)) = text.get(start..end)?.split_once(' ')
            && comes_before(word)
        {
            starts.push(start + word.len() + 1);
        }
        let near = |start: &usize| {
            let words: Vec<&str> = text.get(*start..end)?.split_whitespace().collect();
            let rules = self.finder.rules().iter().map(String::as_str);
            let near = suggest_words(&words.join("-"), rules).into_iter().next();
            near.filter(|_| words.len() > 1).map(|near| (*start, near))
        };
        let (start, near) = starts.iter().rev().find_map(near)?;
        let written = text.get(start..end)?.trim_end();
        let span = phrase.at(start, start + written.len());
        let found = Diagnostic::new(Code::D0207, span, format!("the pack has no rule “{written}”"));
        Some(found.help(format!("did you mean `{near}`?")).fix(span, near))
    }

    fn code(&mut self, pair: &Pair<'_, Rule>) -> Option<Code> {
        let code = part(pair, Rule::code)?;
        let found = Code::parse(self.written(&code));
        if found.is_none() {
            let message = format!("there is no finding {}", self.written(&code));
            self.diagnostics.push(
                Diagnostic::new(Code::D0103, self.span(&code), message).help(
                    "findings about a case are those from D0801 on; `duly explain` lists them",
                ),
            );
        }
        found
    }

    fn words_in(&self, quoted: &Pair<'_, Rule>) -> Option<String> {
        self.quoted(quoted).map(|words| words.value)
    }

    fn which(&mut self, pair: &Pair<'_, Rule>) -> Option<Which> {
        let rule = self.rule(&part(pair, Rule::rule)?)?;
        let ordinal = part(pair, Rule::ordinal);
        let pick = if let Some(occasion) = part(pair, Rule::occasion) {
            Pick::For(self.occasion(&occasion)?.value)
        } else if let Some(ordinal) = ordinal {
            Pick::Nth(parse_ordinal(self.written(&ordinal))?)
        } else if has(pair, Rule::kw_last) {
            Pick::Last
        } else if has(pair, Rule::kw_every) || has(pair, Rule::kw_each) {
            Pick::Every
        } else {
            Pick::All
        };
        Some(Which { rule, pick })
    }

    /// The id of a rule, in its own spelling.
    fn rule(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<String>> {
        let written = self.written(pair);
        let span = self.span(pair);
        let rules = self.finder.rules();
        if let Some(rule) = rules.iter().find(|rule| rule.eq_ignore_ascii_case(written)) {
            return Some(Spanned::new(rule.clone(), span));
        }
        let message = format!("the pack has no rule “{written}”");
        let near = suggest_words(written, rules.iter().map(String::as_str));
        let found = Diagnostic::new(Code::D0207, span, message);
        let found = match near.first() {
            Some(near) => found.help(format!("did you mean `{near}`?")).fix(span, *near),
            None => found.help("write the id of a duty, as it stands after `duty`"),
        };
        self.diagnostics.push(found);
        None
    }

    fn row(&mut self, pair: Pair<'_, Rule>) -> Option<RowExpect> {
        let mut row = RowExpect::new(self.which(&part(&pair, Rule::which)?)?);
        let parts: Vec<Pair<'_, Rule>> = each(&pair, Rule::row_part).collect();
        let mut whole = true;
        for said in parts.into_iter().filter_map(|part| part.into_inner().next()) {
            whole &= self.row_part(&said, &mut row).is_some();
        }
        whole.then_some(row)
    }

    fn row_part(&mut self, said: &Pair<'_, Rule>, row: &mut RowExpect) -> Option<()> {
        match said.as_rule() {
            Rule::unknown_status => {
                row.unknown = true;
                if let Some(because) = part(said, Rule::because) {
                    row.because.extend(self.reasons(&because));
                }
            }
            Rule::because => row.because.extend(self.reasons(said)),
            Rule::could_be => {
                row.unknown = true;
                row.statuses.extend(each(said, Rule::status_word).filter_map(|it| status(&it)));
            }
            Rule::status => {
                row.statuses.push(status(&part(said, Rule::status_word)?)?);
                if let Some(by) = part(said, Rule::by_days) {
                    row.by_days = Some(self.number(&part(&by, Rule::number)?)?);
                }
            }
            Rule::open_until => {
                row.flags.push((Spanned::new("open".to_owned(), self.span(said)), true));
                if has(said, Rule::dates) {
                    row.due = Some(self.dates(said)?);
                }
            }
            Rule::since => row.since = Some(self.date(&part(said, Rule::date)?)?.value),
            Rule::no_gap => row.gaps = Some(Vec::new()),
            Rule::gap => {
                let dates: Vec<Pair<'_, Rule>> = each(said, Rule::date).collect();
                let days: Option<Vec<_>> = dates.iter().map(|date| self.date(date)).collect();
                let days = days?;
                let first = days.first()?.value;
                let last = days.last()?.value;
                let last = (!has(said, Rule::kw_since)).then_some(last);
                row.gaps.get_or_insert_default().push(GapSaid { first, last });
            }
            Rule::not_a_date => row.due = Some(Days::None),
            Rule::due => row.due = Some(self.dates(said)?),
            Rule::opens => row.opens = Some(self.dates(said)?),
            Rule::done => row.done = Some(self.dates(said)?),
            Rule::closed => row.closed = Some(self.dates(said)?),
            _ => {
                let words = part(said, Rule::flag_words)?;
                let text = self.written(&words).to_lowercase();
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let not = has(said, Rule::kw_not);
                // A mark of its own, which begins as one that is denied does.
                let (text, there) = match text.as_str() {
                    "yet open" if not => (format!("not {text}"), true),
                    _ => (text, !not),
                };
                row.flags.push((Spanned::new(text, self.span(&words)), there));
            }
        }
        Some(())
    }

    fn reasons(&self, because: &Pair<'_, Rule>) -> Vec<String> {
        let all = each(because, Rule::reason);
        all.filter_map(|reason| match part(&reason, Rule::quoted) {
            Some(quoted) => self.words_in(&quoted),
            None => Some(self.written(&reason).to_owned()),
        })
        .collect()
    }

    fn dates(&mut self, said: &Pair<'_, Rule>) -> Option<Days> {
        let dates = part(said, Rule::dates)?;
        let days = self.days(&dates)?;
        Some(match days.value {
            super::DaySaid::On(day) => Days::On(day),
            super::DaySaid::Between(first, last) => Days::Between(first, last),
            super::DaySaid::Unknown => Days::None,
        })
    }
}

/// The status that a word names, as it is printed.
fn status(word: &Pair<'_, Rule>) -> Option<&'static str> {
    let keyword = word.clone().into_inner().next()?.as_rule();
    Some(match keyword {
        Rule::kw_not_applicable => "not applicable",
        Rule::kw_met => "met",
        Rule::kw_met_late => "met late",
        Rule::kw_lapsed => "lapsed",
        Rule::kw_overdue => "overdue",
        Rule::kw_due_soon => "due soon",
        Rule::kw_pending => "pending",
        _ => return None,
    })
}
