//! Settings: the readings that a pack chooses.
//!
//! In: `settings` clauses. Out: [`Settings`]. Never here: what a reading does.

use crate::diag::{Code, Diagnostic};
use crate::model::{Settings, SoonRule};
use crate::names::{Cursor, key, parse_number, split, suggest_words, tidy};
use crate::source::{Phrase, Span};
use crate::syntax::{Block, ClauseKey};
use crate::time::{Offset, Unit};

/// A setting without a number in it.
struct Row {
    /// What it is about: it may be set once.
    about: &'static str,
    /// As it is written.
    phrase: &'static str,
    set: fn(&mut Settings),
}

const ROWS: &[Row] = &[
    Row {
        about: "days",
        phrase: "days are calendar days",
        set: |settings| settings.days_are_calendar_days = true,
    },
    Row {
        about: "leap birthdays",
        phrase: "leap birthdays fall on 1 March",
        set: |settings| settings.leap_is_declared = true,
    },
    Row {
        about: "leap birthdays",
        phrase: "leap birthdays fall on 28 February",
        set: |settings| {
            settings.leap_is_declared = true;
            settings.leap_birthdays_on_28_february = true;
        },
    },
    Row {
        about: "before",
        phrase: "before allows the same day",
        set: |settings| settings.before_is_declared = true,
    },
    Row {
        about: "before",
        phrase: "before leaves out the same day",
        set: |settings| {
            settings.before_is_declared = true;
            settings.before_is_strict = true;
        },
    },
    // The only reading there is (Dodds v Walker), which a pack may say aloud.
    Row { about: "months", phrase: "months end on the last day", set: |_| {} },
];

const SOON: &str = "soon is 10 working days";

/// Reads the settings of a header.
pub(super) fn read(header: &Block, found: &mut Vec<Diagnostic>) -> Settings {
    let mut settings = Settings::default();
    let mut seen: Vec<(&'static str, Span)> = Vec::new();
    for clause in header.clauses(ClauseKey::Settings) {
        let items = clause.items.iter().map(|item| &item.phrase);
        for phrase in std::iter::once(&clause.phrase).chain(items) {
            for part in split(phrase, ';') {
                match one(&part, &mut settings) {
                    Ok(about) => again(about, &part, &mut seen, found),
                    Err(error) => found.push(*error),
                }
            }
        }
    }
    settings
}

/// Reads one setting and says what it is about.
fn one(part: &Phrase, settings: &mut Settings) -> Result<&'static str, Box<Diagnostic>> {
    let words = key(part.text());
    if let Some(row) = ROWS.iter().find(|row| key(row.phrase) == words) {
        (row.set)(settings);
        return Ok(row.about);
    }
    let mut cursor = Cursor::new(part);
    if cursor.eat("soon is") {
        let rest = cursor.rest();
        let length = offset(&rest).ok_or_else(|| {
            let message = format!("“{}” is no length of time", tidy(rest.text()));
            Diagnostic::new(Code::D0103, rest.span(), message).help(format!("write `{SOON}`"))
        })?;
        settings.soon = SoonRule::Before(length);
        return Ok("soon");
    }
    Err(unknown(part).into())
}

/// `10 working days`, `2 weeks before`.
fn offset(phrase: &Phrase) -> Option<Offset> {
    let words = key(phrase.text());
    let words = words.strip_suffix(" before").unwrap_or(&words);
    let (count, unit) = words.split_once(' ')?;
    let count = parse_number(count).filter(|count| *count > 0)?;
    let unit = match unit.strip_suffix('s').unwrap_or(unit) {
        "day" => Unit::CalendarDay,
        named => Unit::ALL.into_iter().find(|unit| unit.name() == named)?,
    };
    Some(Offset::of(count, unit))
}

fn unknown(part: &Phrase) -> Diagnostic {
    let text = tidy(part.text());
    let all = || ROWS.iter().map(|row| row.phrase).chain([SOON]);
    let found = Diagnostic::new(Code::D0103, part.span(), format!("there is no setting “{text}”"));
    let near = suggest_words(&text, all());
    match near.first() {
        Some(nearest) => {
            found.help(format!("did you mean `{nearest}`?")).fix(part.span(), *nearest)
        }
        None => {
            let list: Vec<String> = all().map(|phrase| format!("`{phrase}`")).collect();
            found.help(format!("the settings are {}", list.join(", ")))
        }
    }
}

/// D0104 for a setting that was chosen already.
fn again(
    about: &'static str,
    part: &Phrase,
    seen: &mut Vec<(&'static str, Span)>,
    found: &mut Vec<Diagnostic>,
) {
    match seen.iter().find(|(before, _)| *before == about) {
        Some((_, first)) => found.push(
            Diagnostic::new(
                Code::D0104,
                part.span(),
                format!("the setting of {about} is given twice"),
            )
            .also(*first, "first given here")
            .help("keep one of the two"),
        ),
        None => seen.push((about, part.span())),
    }
}
