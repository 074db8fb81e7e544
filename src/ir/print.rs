//! A form as text: stable, to be read by those who work on engines.
//!
//! In: an [`Ir`] and its model. Out: lines. Never here: anything a user has to read to use
//! duly.

use std::fmt::Write;

use super::{
    Act, Again, Clause, Closing, Compiled, Day, Duty, FactTest, Held, How, Ir, Join, KindAt,
    Leaving, Limit, MadeOf, Match, Opens, Scope, Shift, Silence, Soon, StageDue, Starts, StatusAt,
    Tense, Test, Trigger, What, Window,
};
use crate::model::{DutyId, Model};
use crate::names::ConceptId;
use crate::syntax::ast::{Becoming, Compare};
use crate::time::{Counting, Direction, Roll};

/// The whole form: kinds, statuses, then duties.
#[must_use]
pub fn print(ir: &Ir, model: &Model) -> String {
    let printer = Printer { ir, model };
    let mut out = String::new();
    for kind in &ir.kinds {
        let _ = writeln!(out, "kind {}{}", printer.noun(kind.concept), printer.made_of(kind));
    }
    for status in &ir.statuses {
        let _ =
            writeln!(out, "status {}{}", printer.noun(status.concept), printer.held(&status.held));
    }
    for (at, compiled) in (0_u32..).zip(&ir.duties) {
        let name = printer.duty_name(DutyId(at));
        let _ = match compiled {
            Compiled::Nothing => writeln!(out, "duty {name}: no rows"),
            Compiled::Fallback(left) => {
                writeln!(out, "duty {name}: not in this form: {}{}", left.why, printer.sleeps(left))
            }
            Compiled::Duty(duty) => writeln!(out, "duty {name}{}", printer.duty(duty)),
        };
    }
    out
}

struct Printer<'p> {
    ir: &'p Ir,
    model: &'p Model,
}

impl Printer<'_> {
    fn noun(&self, concept: ConceptId) -> &str {
        self.model.vocabulary.noun(concept)
    }

    fn kind(&self, at: KindAt) -> String {
        let known = self.ir.kind(at).map(|kind| self.noun(kind.concept));
        format!("“{}”", known.unwrap_or("?"))
    }

    fn status(&self, at: StatusAt) -> String {
        let known = self.ir.status(at).map(|status| self.noun(status.concept));
        format!("“{}”", known.unwrap_or("?"))
    }

    fn duty_name(&self, id: DutyId) -> &str {
        self.model.duty(id).map_or("?", |duty| duty.name.value.as_str())
    }

    fn kinds(&self, all: &[KindAt]) -> String {
        all.iter().map(|kind| self.kind(*kind)).collect::<Vec<_>>().join(", ")
    }

    fn sleeps(&self, left: &super::Fallback) -> String {
        let Some(sleep) = &left.sleeps else { return String::new() };
        let statuses = sleep.statuses.iter().map(|at| self.status(*at));
        let kinds = sleep.kinds.iter().map(|at| self.kind(*at));
        format!("; sleeps without {}", kinds.chain(statuses).collect::<Vec<_>>().join(", "))
    }

    fn made_of(&self, kind: &super::Kind) -> String {
        let one = if kind.one_a_day { " (one a day)" } else { "" };
        match &kind.made_of {
            MadeOf::Itself => one.to_owned(),
            MadeOf::AnyOf(parts) => format!("{one} = any of {}", self.kinds(parts)),
            MadeOf::Deemed(after) => format!("{one} deemed after {}", self.kinds(after)),
            MadeOf::Those(of, that) => {
                format!("{one} = each {} with {}", self.kind(*of), self.test(that))
            }
        }
    }

    fn held(&self, held: &Held) -> String {
        match held {
            Held::Recorded { from, until, separate, inclusive } => {
                let flags = [(*separate, " separate"), (*inclusive, " inclusive")];
                let flags: String =
                    flags.iter().filter(|(set, _)| *set).map(|(_, word)| *word).collect();
                format!("{flags} from [{}] until [{}]", self.kinds(from), self.kinds(until))
            }
            Held::Defined(versions) => {
                let one = |version: &super::Version| {
                    let except: String = version
                        .except
                        .iter()
                        .map(|t| format!(" except {}", self.test(t)))
                        .collect();
                    format!("\n  {}{}{except}", force(version.force), self.test(&version.means))
                };
                versions.iter().map(one).collect()
            }
        }
    }

    fn duty(&self, duty: &Duty) -> String {
        let mut out = String::new();
        let mut line = |name: &str, text: String| {
            if !text.is_empty() {
                let _ = write!(out, "\n  {name:<9} {text}");
            }
        };
        line("scope", self.scope(duty.scope));
        line("trigger", format!("{}{}", force(duty.force), self.trigger(&duty.trigger)));
        let marks = [
            (duty.leads, "leads up to it"),
            (duty.runs_up, "read on the last day"),
            (duty.same_day, "decided before its day"),
            (duty.leap_early, "leap birthdays on 28 February"),
        ];
        let marks: Vec<&str> =
            marks.iter().filter(|(set, _)| *set).map(|(_, word)| *word).collect();
        line("marks", marks.join("; "));
        duty.limits.iter().for_each(|limit| line("limit", self.limit(limit)));
        duty.applies.iter().for_each(|clause| line("applies", self.clause(clause)));
        line("act", self.act(&duty.act));
        line("match", matching(duty.matching));
        line("closing", self.closing(&duty.closing));
        line("silence", self.silence(&duty.silence));
        line(
            "soon",
            match duty.soon {
                Soon::Default => String::new(),
                Soon::Before(offset) => format!("{offset} before"),
            },
        );
        line("powers", self.kinds(&duty.changed_by));
        for version in &duty.later {
            out.push_str("\n  then");
            out.push_str(&self.duty(version));
        }
        out
    }

    fn scope(&self, scope: Scope) -> String {
        match scope {
            Scope::Record => "the whole record".to_owned(),
            Scope::Each(status) => format!("each {}", self.status(status)),
            Scope::From(kind) => format!("from each {} to the next", self.kind(kind)),
        }
    }

    fn trigger(&self, trigger: &Trigger) -> String {
        match trigger {
            Trigger::On(starts) => self.starts(starts),
            Trigger::Before { kind, wanted: (first, last), expected_by } => {
                let last = if *last == u32::MAX { String::new() } else { format!("{last}") };
                let by: Vec<&str> = expected_by.iter().map(|id| self.duty_name(*id)).collect();
                format!("before {} {first}..{last}, by {}", self.kind(*kind), by.join(", "))
            }
            Trigger::Next { kind, n, after, expected_by } => {
                let by: Vec<&str> = expected_by.iter().map(|id| self.duty_name(*id)).collect();
                let (kind, after) = (self.kind(*kind), self.starts(after));
                format!("before {kind} {n} after ({after}), by {}", by.join(", "))
            }
            Trigger::Again(again, _) => self.again(again),
            Trigger::Through(through) => {
                let (wanted, during) = (self.status(through.wanted), self.status(through.during));
                let grace = through.grace.map_or(String::new(), |it| format!(", but for {it}"));
                format!("{wanted} all through {during}{grace}")
            }
        }
    }

    fn again(&self, again: &Again) -> String {
        match again {
            Again::Rolling => "again from each act".to_owned(),
            Again::Windows(window, whole) => {
                let whole = if *whole { " whole" } else { "" };
                let each = match window {
                    Window::Years(month, day) => format!("year from {day}.{month}."),
                    Window::Terms => "term".to_owned(),
                    Window::YearsFrom(starts) => format!("year from ({})", self.starts(starts)),
                    Window::Each(status) => self.status(*status),
                };
                format!("in each{whole} {each}")
            }
            Again::Schedule(schedule) => {
                let mut text = format!("schedule from ({})", self.starts(&schedule.first));
                for (at, stage) in schedule.stages.iter().enumerate() {
                    let due = match &stage.due {
                        StageDue::After(None) => "never".to_owned(),
                        StageDue::After(Some(day)) => self.day(day),
                        StageDue::Timetable(limit) => format!("timetable {limit:?}"),
                    };
                    let every = if stage.every { " every" } else { "" };
                    let _ = write!(text, "; {at}{every} {due}");
                    let until = stage.until.iter();
                    until.for_each(|day| {
                        let _ = write!(text, " until {}", self.day(day));
                    });
                    let when = stage.when.iter();
                    when.for_each(|test| {
                        let _ = write!(text, " if {}", self.test(test));
                    });
                }
                let judged = if schedule.judged_on_due { ", judged on the last day" } else { "" };
                let _ = write!(
                    text,
                    "; turns {:?}, later {:?}{judged}",
                    schedule.turns, schedule.later
                );
                text
            }
        }
    }

    fn starts(&self, starts: &Starts) -> String {
        match starts {
            Starts::None(kind) => format!("never, of {}", self.kind(*kind)),
            Starts::Each(kind, false) => format!("each {}", self.kind(*kind)),
            Starts::Each(kind, true) => format!("each completed {}", self.kind(*kind)),
            Starts::EachFrom(kind, n) => format!("each {} from {n}", self.kind(*kind)),
            Starts::Nth(kind, n, false) => format!("{} {n}", self.kind(*kind)),
            Starts::Nth(kind, n, true) => format!("completed {} {n}", self.kind(*kind)),
            Starts::NthAfter(kind, n, after) => {
                format!("{} {n} after ({})", self.kind(*kind), self.starts(after))
            }
            Starts::LastBefore(kind, before) => {
                format!("last {} before ({})", self.kind(*kind), self.starts(before))
            }
            Starts::StartOf(status) => format!("start of {}", self.status(*status)),
            Starts::EndOf(status) => format!("end of {}", self.status(*status)),
            Starts::Birthday(n) => format!("birthday {n}"),
            Starts::Fixed(day) => crate::time::Day::from_number(*day).to_string(),
            Starts::Became(duty, how) => became(self.duty_name(*duty), *how),
            Starts::Each2 { main, other, how, swapped } => {
                let (main, other) = (format!("each ({})", self.starts(main)), self.day(other));
                if *swapped { join(*how, &other, &main) } else { join(*how, &main, &other) }
            }
            Starts::Once(a, b, how) => join(*how, &self.day(a), &self.day(b)),
        }
    }

    fn day(&self, day: &Day) -> String {
        match day {
            Day::Trigger => "trigger".to_owned(),
            Day::Own(kind, after) => {
                format!("own {}{}", self.kind(*kind), if *after { " or next" } else { " or first" })
            }
            Day::Nth(kind, n) => format!("{} {n}", self.kind(*kind)),
            Day::NthAfter(kind, n, from) => {
                format!("{} {n} after ({})", self.kind(*kind), self.day(from))
            }
            Day::LastBefore(kind, from) => {
                format!("last {} before ({})", self.kind(*kind), self.day(from))
            }
            Day::StartOf(status) => format!("start of {}", self.status(*status)),
            Day::EndOf(status) => format!("end of {}", self.status(*status)),
            Day::Birthday(n) => format!("birthday {n}"),
            Day::Fixed(day) => crate::time::Day::from_number(*day).to_string(),
            Day::OfYear(month, day) => format!("next {day}.{month}."),
            Day::Became(duty, how) => became(self.duty_name(*duty), *how),
            Day::Completion(of) => format!("completion of ({})", self.day(of)),
            Day::Shift(from, by) => format!("{}{}", self.day(from), shift(by)),
            Day::Join(a, b, how) => join(*how, &self.day(a), &self.day(b)),
        }
    }

    fn limit(&self, limit: &Limit) -> String {
        let due = limit.due.as_ref().map_or("no last day".to_owned(), |day| self.day(day));
        let opens = match &limit.opens {
            Opens::AtTrigger => String::new(),
            Opens::Early => ", early too".to_owned(),
            Opens::From(day, false) => format!(", from {}", self.day(day)),
            Opens::From(day, true) => format!(", from {} if early", self.day(day)),
        };
        let closes = if limit.closes_on_anchor { ", closed by its anchor" } else { "" };
        let when = limit.when.as_ref().map_or(String::new(), |t| format!(", if {}", self.test(t)));
        let own = limit.own.as_ref().map_or(String::new(), |own| {
            format!(", up to ({}): {}", self.trigger(&own.0), self.day(&own.1))
        });
        format!("{due}{opens}{closes}{when}{own}")
    }

    fn clause(&self, clause: &Clause) -> String {
        let how = match clause.how {
            How::If => "if",
            How::Unless => "unless",
            How::Once => "once",
            How::While => "while",
        };
        format!("{how} {}", self.test(&clause.test))
    }

    fn test(&self, test: &Test) -> String {
        let all = |parts: &[Test], word: &str| {
            let parts: Vec<String> = parts.iter().map(|part| self.test(part)).collect();
            format!("({})", parts.join(word))
        };
        let on = |day: &Option<Day>| {
            day.as_ref().map_or(String::new(), |day| format!(" on {}", self.day(day)))
        };
        match test {
            Test::All(parts) => all(parts, " and "),
            Test::Any(parts) => all(parts, " or "),
            Test::Not(inner) => format!("not {}", self.test(inner)),
            Test::Status(status, tense) => {
                format!("{}{}", self.status(*status), self.tense(tense))
            }
            Test::Age(from, until, day) => {
                let end = |n: &Option<u32>| n.map_or(String::new(), |n| n.to_string());
                format!("aged {}..{}{}", end(from), end(until), on(day))
            }
            Test::Happened { kind, at_least, since, within, on: day } => {
                let since =
                    since.as_ref().map_or(String::new(), |d| format!(" since {}", self.day(d)));
                let within = within.map_or(String::new(), |offset| format!(" within {offset}"));
                format!("{at_least} {}{since}{within}{}", self.kind(*kind), on(day))
            }
            Test::Total { status, since, compare: how, days, leaving, on: day } => {
                let since =
                    since.as_ref().map_or(String::new(), |d| format!(" since {}", self.day(d)));
                let left: String = leaving.iter().map(|one| self.leaving(one)).collect();
                let (status, how) = (self.status(*status), compare(*how));
                format!("days {status}{since}{left} {how} {days}{}", on(day))
            }
            Test::Fact(fact, asked, day) => {
                format!("{}{}{}", self.noun(*fact), self.fact_test(asked), on(day))
            }
            Test::OfTrigger(fact, belongs, asked) => {
                let of =
                    belongs.as_ref().map_or(String::new(), |b| format!(" of {}", self.kind(b.to)));
                format!("its {}{of}{}", self.noun(*fact), self.fact_test(asked))
            }
            Test::Recorded(kind, by) => {
                format!("recorded {}{}", self.kind(*kind), if *by { " by somebody" } else { "" })
            }
        }
    }

    fn leaving(&self, leaving: &Leaving) -> String {
        match leaving {
            Leaving::TimeIn(status) => format!(" without {}", self.status(*status)),
            Leaving::BegunBy(day, false) => format!(" begun after {}", self.day(day)),
            Leaving::BegunBy(day, true) => format!(" begun from {}", self.day(day)),
        }
    }

    fn tense(&self, tense: &Tense) -> String {
        match tense {
            Tense::Now => String::new(),
            Tense::On(day) => format!(" on {}", self.day(day)),
            Tense::Ever => " ever".to_owned(),
            Tense::Since(day) => format!(" since {}", self.day(day)),
            Tense::OnOrAfter(day) => format!(" on or after {}", self.day(day)),
            Tense::For(offset, false) => format!(" for {offset}"),
            Tense::For(offset, true) => format!(" for more than {offset}"),
        }
    }

    fn fact_test(&self, asked: &FactTest) -> String {
        match asked {
            FactTest::Yes => String::new(),
            FactTest::Is(word) => format!(" is {word}"),
            FactTest::Number(how, wanted) => format!(" {} {wanted}", compare(*how)),
            FactTest::Date(how, day) => format!(" {} {}", compare(*how), self.day(day)),
        }
    }

    fn act(&self, act: &Act) -> String {
        let parts = act.parts.iter().map(|part| {
            let what = match part.what {
                What::Kind(kind) => self.kind(kind),
                What::Having(status) => format!("having {}", self.status(status)),
            };
            let when: String = part.when.iter().map(|c| format!(" {}", self.clause(c))).collect();
            format!("{what}{when}")
        });
        let parts = parts.collect::<Vec<_>>().join("; ");
        let needed = act.needed.map_or(String::new(), |n| format!("{n} of "));
        format!("{}{parts}", if act.any { "any of " } else { needed.as_str() })
    }

    fn closing(&self, closing: &Closing) -> String {
        let flags = [
            (closing.with_scope, "with its scope"),
            (closing.later_acts, "acts count later too"),
            (closing.gone_with_scope, "gone with its scope"),
            (closing.on_due, "on its last day"),
        ];
        let flags = flags.iter().filter(|(set, _)| *set).map(|(_, word)| (*word).to_owned());
        let unless = closing.unless.iter().map(|test| format!("unless {}", self.test(test)));
        let until = closing.until.iter().map(|day| format!("until {}", self.day(day)));
        flags.chain(unless).chain(until).collect::<Vec<_>>().join("; ")
    }

    fn silence(&self, silence: &Silence) -> String {
        match silence {
            Silence::Open => String::new(),
            Silence::Always => "always".to_owned(),
            Silence::After(day) => format!("after {}", self.day(day)),
            Silence::AfterDue(None) => "after the last day".to_owned(),
            Silence::AfterDue(Some(offset)) => format!("{offset} after the last day"),
        }
    }
}

fn force((from, until): (i32, i32)) -> String {
    if (from, until) == (super::ALWAYS, super::NEVER) {
        return String::new();
    }
    let day = |day: i32| {
        if day == super::ALWAYS || day == super::NEVER {
            String::new()
        } else {
            crate::time::Day::from_number(day).to_string()
        }
    };
    format!("[{}..{}] ", day(from), day(until))
}

fn matching(how: Match) -> String {
    match how {
        Match::Nth(n) => format!("number {n}"),
        Match::Next => "the next".to_owned(),
        Match::LatestBefore => "the last in time".to_owned(),
        Match::OldestFirst => "the oldest first".to_owned(),
        Match::CompletionOfTrigger => "the trigger itself".to_owned(),
    }
}

fn join(how: Join, a: &str, b: &str) -> String {
    match how {
        Join::Earlier => format!("min({a}, {b})"),
        Join::Later => format!("max({a}, {b})"),
        Join::LaterIfAny => format!("max({a}, {b} if any)"),
    }
}

fn became(duty: &str, how: Becoming) -> String {
    format!("`{duty}` becoming {}", how.word())
}

fn shift(by: &Shift) -> String {
    let sign = match by.direction {
        Direction::Forward => " + ",
        Direction::Back => " - ",
    };
    let counting = match by.counting {
        Counting::Ordinary => "",
        Counting::Clear => " clear",
        Counting::BeginningWith => " beginning with it",
    };
    let roll = match by.roll {
        Roll::None => "",
        Roll::Forward => " rolled on",
        Roll::Back => " rolled back",
    };
    format!("{sign}{}{counting}{roll}", by.offset)
}

fn compare(how: Compare) -> &'static str {
    match how {
        Compare::Equal => "=",
        Compare::Less => "<",
        Compare::AtMost => "<=",
        Compare::AtLeast => ">=",
        Compare::More => ">",
    }
}
