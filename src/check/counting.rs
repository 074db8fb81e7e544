//! How lengths are counted: what a reader would not guess, said once a pack.

use super::walk::{self, Visit};
use super::{Check, Uses};
use crate::diag::{Code, Diagnostic};
use crate::model::{Duty, Model};
use crate::names::{parse_number, thousands};
use crate::source::{Phrase, Span, Spanned};
use crate::syntax::ast::{DueCore, Limit};
use crate::syntax::{BlockKind, ClauseKey};
use crate::time::{Length, Offset, Unit, starts_without_corresponding_date};

/// Days after which the Gregorian calendar repeats.
const CYCLE: usize = 146_097;

/// D0301: working days are counted, and nothing says which days those are.
pub(super) fn no_calendar(check: &mut Check<'_>) {
    if check.model.calendar.is_some() {
        return;
    }
    let (uses, _) = lengths(check, Offset::needs_calendar);
    let Some(at) = uses.first.or_else(|| in_what_is_left_out(check.model)) else { return };
    check.found.push(
        Diagnostic::new(Code::D0301, at, "working days are counted, and the pack has no calendar")
            .label(uses.label("nothing says which days are worked"))
            .help("add a calendar to the header: `calendar england-and-wales`"),
    );
}

/// Working days in a duty that is left out because something else in it cannot be read: the
/// first of them that stand in so many words.
fn in_what_is_left_out(model: &Model) -> Option<Span> {
    let own = model.articles.iter().filter(|(pack, _)| **pack == *model.pack.id);
    let left_out = own.map(|(_, block)| block).filter(|block| {
        block.kind.value == BlockKind::Duty && !model.by_name.contains_key(block.name.text())
    });
    let says_when = [
        ClauseKey::Rule,
        ClauseKey::Must,
        ClauseKey::Should,
        ClauseKey::AimsTo,
        ClauseKey::Due,
        ClauseKey::Schedule,
    ];
    left_out
        .flat_map(|block| &block.clauses)
        .filter(|clause| says_when.contains(&clause.key.value))
        .flat_map(|clause| {
            std::iter::once(&clause.phrase).chain(clause.items.iter().map(|item| &item.phrase))
        })
        .find_map(working_days)
}

/// `20 working days`, `five clear business days`, wherever it stands in a phrase.
fn working_days(phrase: &Phrase) -> Option<Span> {
    let text = phrase.text();
    let mut words: Vec<(usize, &str)> = Vec::new();
    for word in text.split([' ', ',']) {
        let start = words.last().map_or(0, |(start, last)| start + last.len() + 1);
        words.push((start, word));
    }
    words.retain(|(_, word)| !word.is_empty() && !word.eq_ignore_ascii_case("clear"));
    words.windows(3).find_map(|three| {
        let [(start, number), (_, working), (last, days)] = three else { return None };
        let is = |word: &str, one: &str| word.eq_ignore_ascii_case(one);
        let counted = number.parse::<u32>().is_ok() || parse_number(number).is_some();
        let of_work = is(working, "working") || is(working, "business");
        let found = counted && of_work && (is(days, "days") || is(days, "day"));
        found.then(|| phrase.at(*start, last + days.len()))
    })
}

/// D0302: where the days of the calendar end.
pub(super) fn calendar_ends(check: &mut Check<'_>) {
    let Some(calendar) = &check.model.calendar else { return };
    let (uses, _) = lengths(check, Offset::needs_calendar);
    let Some(at) = uses.first else { return };
    let (title, last) = (calendar.title(), calendar.last().long());
    let message =
        format!("the calendar “{title}” ends on {last}; a deadline beyond that day is unknown");
    check.found.push(
        Diagnostic::new(Code::D0302, at, message)
            .label(uses.label("working days are counted here"))
            .help("extend the calendar when its next dates are published"),
    );
}

/// D0304: months that have no corresponding date.
pub(super) fn month_ends(check: &mut Check<'_>) {
    let (uses, first) = lengths(check, |offset| affected(offset) > 0);
    let (Some(at), Some(offset)) = (uses.first, first) else { return };
    let affected = thousands(affected(&offset));
    let monthly = match months(&offset) {
        1 => "1 month".to_owned(),
        months if months % 12 == 0 => Offset::of(months / 12, Unit::Year).to_string(),
        months => format!("{months} months"),
    };
    let message = format!(
        "{monthly} from some days there is no corresponding date: the last day of that month is taken"
    );
    check.found.push(
        Diagnostic::new(Code::D0304, at, message)
            .label(uses.label(&format!("so it is for {affected} of {} days", thousands(CYCLE))))
            .help(
                "nothing to do where the source counts in months; weeks and days have no such ends",
            ),
    );
}

/// D0305: `at least so many days before` is not counted clear.
pub(super) fn not_clear(check: &mut Check<'_>) {
    let uses = limits(check, |core| bare_days_before(core).is_some());
    let Some((at, core)) = uses.1 else { return };
    let Some(length) = bare_days_before(&core) else { return };
    let message = format!("“at least {length} before” does not mean clear days");
    let clear = length.clear();
    check.found.push(
        Diagnostic::new(Code::D0305, at, message)
            .label(uses.0.label("the last of them is still in time"))
            .help(format!(
                "write `at least {clear} before` to leave out both ends, one day earlier"
            )),
    );
}

/// D0315: `beginning with` a day that may not be a working day.
pub(super) fn beginning_with(check: &mut Check<'_>) {
    let (uses, _) = limits(check, |core| match core {
        DueCore::Within { beginning_with: true, limit, .. } => needs_calendar(limit),
        DueCore::Within { .. }
        | DueCore::Lead { .. }
        | DueCore::Window { .. }
        | DueCore::Before { .. }
        | DueCore::By(_)
        | DueCore::On(_)
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => false,
    });
    let Some(at) = uses.first else { return };
    let message =
        "a day that is not a working day is not day 1 of the working days that begin with it";
    check.found.push(
        Diagnostic::new(Code::D0315, at, message)
            .label(uses.label("from a Saturday, day 1 is the next working day"))
            .help("write `of` for `beginning with` to leave the day itself out in any case"),
    );
}

/// The duties that use a length of this sort: one count each, and the first length.
fn lengths(check: &Check<'_>, wanted: impl Fn(&Offset) -> bool) -> (Uses, Option<Offset>) {
    struct Lengths<F> {
        wanted: F,
        found: Option<(Span, Offset)>,
    }
    impl<F: Fn(&Offset) -> bool> Visit for Lengths<F> {
        fn offset(&mut self, offset: &Offset, at: Span) {
            if self.found.is_none() && (self.wanted)(offset) {
                self.found = Some((at, *offset));
            }
        }
    }
    let mut uses = Uses::default();
    let mut first = None;
    for duty in &check.own {
        let mut visit = Lengths { wanted: &wanted, found: None };
        walk::duty(duty, &mut visit);
        if let Some((at, offset)) = visit.found {
            uses.add(duty.id, at);
            first.get_or_insert(offset);
        }
    }
    (uses, first)
}

/// The duties with a limit of this sort: one count each, and the first limit.
pub(super) fn limits(
    check: &Check<'_>,
    wanted: impl Fn(&DueCore) -> bool,
) -> (Uses, Option<(Span, DueCore)>) {
    let mut uses = Uses::default();
    let mut first = None;
    for duty in &check.own {
        if let Some(core) = cores(duty).find(|core| wanted(&core.value)) {
            uses.add(duty.id, core.span);
            first.get_or_insert_with(|| (core.span, core.value.clone()));
        }
    }
    (uses, first)
}

fn cores(duty: &Duty) -> impl Iterator<Item = &Spanned<DueCore>> {
    let due = duty.due.iter();
    due.flat_map(|due| std::iter::once(&due.core).chain(due.cases.iter().map(|case| &case.core)))
}

/// The first length of a lead time that is counted in days and not clear.
fn bare_days_before(core: &DueCore) -> Option<Length> {
    let DueCore::Lead { limit, .. } = core else { return None };
    let (Limit::One(offset) | Limit::Earlier(offset, _) | Limit::Later(offset, _)) = limit;
    let bare = !offset.is_clear() && offset.lengths().all(|length| !length.unit.is_monthly());
    bare.then_some(offset.first)
}

/// How many months an offset adds up to.
fn months(offset: &Offset) -> u32 {
    let each = offset.lengths().map(|length| match length.unit {
        Unit::Month => length.count,
        Unit::Year => length.count.saturating_mul(12),
        Unit::CalendarDay | Unit::WorkingDay | Unit::Week => 0,
    });
    each.fold(0, u32::saturating_add)
}

/// From how many days of the cycle an offset meets no corresponding date.
fn affected(offset: &Offset) -> usize {
    match months(offset) {
        0 => 0,
        months => starts_without_corresponding_date(months) as usize,
    }
}

fn needs_calendar(limit: &Limit) -> bool {
    match limit {
        Limit::One(offset) => offset.needs_calendar(),
        Limit::Earlier(first, second) | Limit::Later(first, second) => {
            first.needs_calendar() || second.needs_calendar()
        }
    }
}
