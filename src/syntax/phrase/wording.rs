//! What to say of a phrase that cannot be read: where it stopped making sense,
//! and what could stand there.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::{Reader, Rule};
use crate::diag::{Code, Diagnostic};
use crate::names::{Sort, is_article};
use crate::source::Phrase;
use crate::syntax::shape::listed;

/// The diagnostic for a phrase that the grammar refused.
pub(super) fn refuse(entry: Rule, error: &Error<Rule>, reader: &Reader<'_>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let wanted = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => &[],
    };
    let text = reader.phrase.text();
    let rest = text.get(at..).unwrap_or("");
    let at = at + (rest.len() - rest.trim_start().len());
    if at >= text.trim_end().len() {
        return too_soon(entry, wanted, reader);
    }
    if let Some(found) = slip(entry, text, at, reader) {
        return found;
    }
    let end = word_end(reader, at);
    let span = reader.phrase.at(at, end);
    let word = text.get(at..end).unwrap_or("");
    let known = reader.masked.hits.iter().any(|hit| hit.start == at);
    // At the start of an act the grammar asks for a whole act; its name comes first.
    let name =
        wanted.iter().any(|found| matches!(found, Rule::name | Rule::unknown_words | Rule::act));
    if name && !known && !looks_like_punctuation(word) && (at > 0 || wants_name_first(entry)) {
        let end = name_end(entry, text, at);
        let written = text.get(at..end).unwrap_or(word);
        return reader.unknown_name(written, reader.phrase.at(at, end), sorts(entry));
    }
    if let Some(found) = habit(entry, text, at, reader) {
        return found;
    }
    let expected = expectation(entry, wanted);
    let before = before_word(text, at);
    let message = match before {
        Some(before) => format!("I expected {expected} after “{before}”"),
        None => format!("I can’t read “{word}” as the start of {}", what(entry)),
    };
    let found = Diagnostic::new(Code::D0103, span, message);
    let found =
        if before.is_none() { found.label(format!("I expected {expected}")) } else { found };
    found.help(format!("for example `{}`", example(entry)))
}

/// What people write out of habit where a deadline or a condition should stand:
/// how each begins, and what to write instead.
const HABITS: [(&str, &str); 17] = [
    ("every ", EACH_TIME),
    ("annually", EACH_TIME),
    ("yearly", EACH_TIME),
    ("monthly", EACH_TIME),
    ("weekly", EACH_TIME),
    ("fortnightly", EACH_TIME),
    ("at least once", EACH_TIME),
    ("at least every", EACH_TIME),
    ("once a", EACH_TIME),
    ("once every", EACH_TIME),
    ("immediately", AT_ONCE),
    ("asap", AT_ONCE),
    ("forthwith", AT_ONCE),
    ("straight away", AT_ONCE),
    ("in ", "write `within …` in place of “in”"),
    ("prior to ", "write `before …` in place of “prior to”"),
    ("the day before ", "write `at least 1 calendar day before …`"),
];
const EACH_TIME: &str = "a repeated duty is counted from the one before: write `within 6 months of the previous review`, `at least once in every 6 months`, or a `schedule` with `first within 1 month of …; then every 6 months`";
const AT_ONCE: &str =
    "write `promptly after …`, which has no date and is never overdue, or a number of days";

/// The finding for what is plain English and no phrase of a pack, whatever was looked for.
fn slip(entry: Rule, text: &str, at: usize, reader: &Reader<'_>) -> Option<Diagnostic> {
    let (said, rest) = (text.get(..at)?, text.get(at..)?);
    let found = |start: usize, end: usize, message: String| {
        Diagnostic::new(Code::D0103, reader.phrase.at(start, end), message)
    };
    let figures = said.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if figures < at && rest.starts_with(['.', ',', '½', '¼', '¾']) {
        let more = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let number = text.get(figures..at + more)?;
        let found = found(figures, at + more, format!("“{number}” is no whole number"));
        return Some(found.help("count in whole days, weeks or months"));
    }
    if let Some(role) = somebody(entry, rest, at, reader) {
        let message = format!("a time limit does not say by whom, and “{role}” is a role");
        return Some(
            found(at, at + "by".len(), message).help("write who has to do it after `who`"),
        );
    }
    let mut words = rest.split_whitespace();
    let (first, second) = (words.next()?, words.next());
    let day = before_word(text, at).filter(|day| is_weekday(day));
    if let (Rule::due_entry, Some(day)) = (entry, day) {
        let message = format!("“{day}” alone is no time limit");
        let start = said.trim_end().len() - day.len();
        return Some(found(start, start + day.len(), message).help(
            "count the days: `within 5 working days of …`; to end on a working day add \
             `, or the next working day`",
        ));
    }
    let compared = ["older", "younger"].contains(&first) && second == Some("than");
    if matches!(entry, Rule::applies_entry | Rule::condition_entry) && compared {
        let age: u32 = words.next()?.trim_end_matches(',').parse().ok()?;
        let subject = &reader.vocabulary.subject;
        let help = match first {
            "older" => format!("aged {age} or over`, or `aged {} or over", age + 1),
            _ => format!("aged under {age}"),
        };
        return Some(
            found(at, at + first.len(), format!("an age is not told with “{first} than”"))
                .help(format!("write `the {subject} is {help}`")),
        );
    }
    None
}

/// The role that stands after `by` at the end of a time limit.
fn somebody<'r>(entry: Rule, rest: &str, at: usize, reader: &Reader<'r>) -> Option<&'r str> {
    let by = rest.get(..3).filter(|_| entry == Rule::due_entry && at > 0)?;
    let mut hits = reader.masked.hits.iter();
    let next = hits.find(|hit| by.eq_ignore_ascii_case("by ") && hit.start >= at)?;
    let between = rest.get(3..next.start.checked_sub(at)?)?.trim();
    let role = next.of(reader.vocabulary, Sort::Role)?;
    (between.is_empty() || is_article(between)).then(|| reader.vocabulary.noun(role))
}

fn is_weekday(word: &str) -> bool {
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    days.iter().any(|day| day.eq_ignore_ascii_case(word))
}

/// The finding for a phrase that goes on, from `at`, in a way people have.
fn habit(entry: Rule, text: &str, at: usize, reader: &Reader<'_>) -> Option<Diagnostic> {
    let rest = text.get(at..)?;
    let lower = rest.to_ascii_lowercase();
    let span = reader.phrase.at(at, word_end(reader, at));
    if matches!(entry, Rule::applies_entry | Rule::condition_entry) {
        let said = text.get(..at)?.trim_end();
        let of_subject = reader.masked.text.get(..said.len())?.ends_with('\u{2}');
        let reason = said.split_once(' ').map_or("", |(_, from)| from);
        return of_subject.then(|| {
            Diagnostic::new(
                Code::D0103,
                span,
                format!("I don’t know what the {} “{rest}” means", reader.vocabulary.subject),
            )
            .label("neither a status nor a fact")
            .help(format!(
                "for a decision that somebody recorded write `unless recorded: {reason} {rest}`"
            ))
        });
    }
    let (word, help) = HABITS.iter().find(|(start, _)| lower.starts_with(start))?;
    let found = Diagnostic::new(
        Code::D0103,
        reader.phrase.at(at, at + word.trim_end().len()),
        format!(
            "a deadline does not begin with “{}”",
            rest.get(..word.trim_end().len()).unwrap_or(word)
        ),
    );
    Some(found.help(*help))
}

/// D0112: a phrase that no person would read to its end.
pub(super) fn too_deep(phrase: &Phrase) -> Diagnostic {
    Diagnostic::new(Code::D0112, phrase.span(), "this phrase is too long to be read")
        .label("it nests further than any sentence should")
        .help("split it: give parts of it a duty of their own")
}

/// D0105: the phrase ends where more is needed.
fn too_soon(entry: Rule, wanted: &[Rule], reader: &Reader<'_>) -> Diagnostic {
    let text = reader.phrase.text().trim_end();
    if text.is_empty() {
        return Diagnostic::new(
            Code::D0105,
            reader.phrase.span(),
            format!("{} is missing here", what(entry)),
        )
        .label("nothing stands here")
        .help(format!("for example `{}`", example(entry)));
    }
    let last = text.split_whitespace().last().unwrap_or(text);
    let start = text.len() - last.len();
    Diagnostic::new(
        Code::D0105,
        reader.phrase.at(start, text.len()),
        format!("this phrase is incomplete after “{last}”"),
    )
    .label(format!("I expected {} next", expectation(entry, wanted)))
    .help(format!("for example `{}`", example(entry)))
}

fn word_end(reader: &Reader<'_>, at: usize) -> usize {
    if let Some(hit) = reader.masked.hits.iter().find(|hit| hit.start == at) {
        return hit.end;
    }
    let text = reader.phrase.text();
    let rest = text.get(at..).unwrap_or("");
    let first = rest.chars().next().map_or(1, char::len_utf8);
    let word =
        rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).unwrap_or(rest.len());
    at + word.max(first)
}

/// Words from `at` up to one that goes on with the sentence. Where nothing but a name
/// can stand, it is all of them.
fn name_end(entry: Rule, text: &str, at: usize) -> usize {
    const STOPS: [&str; 16] = [
        "after", "before", "and", "or", "until", "unless", "if", "while", "since", "on", "for",
        "is", "within", "has", "from", "at",
    ];
    let rest = text.get(at..).unwrap_or("");
    let mut end = at;
    let mut offset = 0;
    for word in rest.split_whitespace() {
        let start = offset + rest.get(offset..).and_then(|rest| rest.find(word)).unwrap_or(0);
        let bare = word.trim_end_matches([',', ';', '.']);
        let goes_on = !matches!(entry, Rule::during_entry | Rule::holding_entry);
        if goes_on && end > at && STOPS.iter().any(|stop| stop.eq_ignore_ascii_case(bare)) {
            break;
        }
        end = at + start + bare.len();
        offset = start + word.len();
        if bare.len() < word.len() {
            break;
        }
    }
    end.max(at)
}

fn looks_like_punctuation(word: &str) -> bool {
    !word.starts_with(|c: char| c.is_alphabetic())
}

fn before_word(text: &str, at: usize) -> Option<&str> {
    text.get(..at)?
        .split_whitespace()
        .last()
        .map(|word| word.trim_end_matches(','))
        .filter(|word| !word.is_empty())
}

fn wants_name_first(entry: Rule) -> bool {
    matches!(
        entry,
        Rule::met_by_entry
            | Rule::paper_entry
            | Rule::act_entry
            | Rule::part_entry
            | Rule::given_entry
    )
}

/// Which sorts of names a phrase of this kind most often lacks.
fn sorts(entry: Rule) -> &'static [Sort] {
    match entry {
        Rule::applies_entry | Rule::condition_entry | Rule::lapses_entry => {
            &[Sort::Status, Sort::Fact, Sort::Event]
        }
        Rule::counting_entry => &[Sort::Status],
        Rule::kind_entry => &[Sort::Fact, Sort::Event],
        Rule::paper_entry => &[Sort::Paper, Sort::Role],
        Rule::holding_entry | Rule::during_entry => &[Sort::Status],
        Rule::group_entry | Rule::measure_entry => &[Sort::Fact],
        Rule::scope_entry => &[Sort::Status, Sort::Event],
        _ => &[Sort::Event],
    }
}

fn what(entry: Rule) -> &'static str {
    match entry {
        Rule::due_entry => "a deadline",
        Rule::applies_entry | Rule::condition_entry => "a condition",
        Rule::act_entry | Rule::part_entry => "an act",
        Rule::paper_entry => "a paper",
        Rule::met_by_entry => "what meets the duty",
        Rule::rule_entry => "a rule",
        Rule::scope_entry => "a scope",
        Rule::lapses_entry => "when it lapses",
        Rule::holding_entry => "what has to hold",
        Rule::during_entry => "when it has to hold",
        Rule::may_entry => "what the power allows",
        Rule::use_entry => "the limit of a power",
        Rule::changes_entry => "what a power changes",
        Rule::extends_entry => "what a power extends",
        Rule::waives_entry => "what a power waives",
        Rule::group_entry => "which cases are taken together",
        Rule::measure_entry => "what is asked of each group",
        Rule::stage_entry => "a stage of a schedule",
        Rule::until_entry => "an event or a day",
        Rule::clock_entry => "a clock",
        Rule::unrecorded_entry => "what silence means",
        Rule::counting_entry => "what is left out of the count",
        Rule::deemed_entry => "a time that passes",
        Rule::given_entry => "an event",
        Rule::kind_entry => "what an event stands for",
        _ => "a length of time",
    }
}

fn example(entry: Rule) -> &'static str {
    match entry {
        Rule::due_entry => "within 20 working days of coming into care",
        Rule::applies_entry => "if the child is looked after",
        Rule::condition_entry => "the child is looked after",
        Rule::act_entry | Rule::part_entry => "hold a review",
        Rule::paper_entry => "the care plan",
        Rule::met_by_entry => "the first review",
        Rule::rule_entry => "initial review within 20 working days of coming into care",
        Rule::scope_entry => "each period looked after",
        Rule::lapses_entry => "at the end of the scope",
        Rule::holding_entry => "have a named IRO",
        Rule::during_entry => "each period looked after, except the first 5 working days",
        Rule::may_entry => "adjourn a review",
        Rule::use_entry => "once for each review",
        Rule::changes_entry => "initial-review to within 40 working days of coming into care",
        Rule::extends_entry => "initial-review by up to 20 working days",
        Rule::waives_entry => "initial-review, second-review",
        Rule::group_entry => "looked after children by IRO",
        Rule::measure_entry => "number between 50 and 70",
        Rule::stage_entry => "then every 6 weeks",
        Rule::until_entry => "the first review",
        Rule::clock_entry => "restarts on each review",
        Rule::unrecorded_entry => "treat as not happened if not recorded by the due date",
        Rule::counting_entry => "not time in a series of short breaks",
        Rule::deemed_entry => {
            "5 working days pass after each receipt of the decisions without a response to the decisions"
        }
        Rule::given_entry => "the decisions are agreed",
        Rule::kind_entry => "a review that was a meeting",
        _ => "10 working days",
    }
}

/// What could stand where the phrase stopped making sense, most telling first.
fn expectation(entry: Rule, wanted: &[Rule]) -> String {
    let is = |rules: &[Rule]| wanted.iter().any(|found| rules.contains(found));
    if is(&[Rule::due_core, Rule::window, Rule::within, Rule::kw_within])
        && entry != Rule::applies_entry
    {
        let words = [
            "within …",
            "at least … before",
            "between … and …",
            "before …",
            "by …",
            "on …",
            "promptly",
        ];
        return format!("a deadline: {}", listed(&words, "or"));
    }
    if is(&[Rule::when]) || entry == Rule::applies_entry && is(&[Rule::applies]) {
        return listed(&["if", "unless", "while", "once"], "or");
    }
    if is(&[Rule::length, Rule::number, Rule::offset, Rule::limit]) {
        return "a number of working days, days, weeks, months or years".to_owned();
    }
    if is(&[Rule::unit, Rule::u_day, Rule::u_working]) {
        return listed(&["working days", "calendar days", "weeks", "months", "years"], "or");
    }
    if is(&[Rule::after_word, Rule::kw_of]) && !is(&[Rule::anchor]) {
        return listed(&["of", "after", "beginning with"], "or");
    }
    if is(&[Rule::anchor, Rule::moment, Rule::moment1, Rule::bare, Rule::each]) {
        return "an event or a day, such as `coming into care`, `each review` or `the first review`".to_owned();
    }
    let mut words: Vec<&'static str> = wanted.iter().filter_map(|found| keyword(*found)).collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(6);
    if words.is_empty() {
        return if is(&[Rule::EOI]) {
            "the end of the phrase".to_owned()
        } else {
            what(entry).to_owned()
        };
    }
    listed(&words, "or")
}

/// The words of a rule that is one.
fn keyword(of: Rule) -> Option<&'static str> {
    Some(match of {
        Rule::kw_before | Rule::kw_prior_to => "before",
        Rule::kw_after => "after",
        Rule::kw_of => "of",
        Rule::kw_and | Rule::joiner => "and",
        Rule::kw_or => "or",
        Rule::kw_if => "if",
        Rule::kw_unless => "unless",
        Rule::kw_while => "while",
        Rule::kw_once => "once",
        Rule::kw_is | Rule::verb => "is",
        Rule::kw_has_been => "has been",
        Rule::kw_within => "within",
        Rule::kw_at_least => "at least",
        Rule::kw_by => "by",
        Rule::kw_each => "each",
        Rule::kw_next => "next",
        Rule::kw_period => "period",
        Rule::kw_the => "the",
        Rule::kw_whole => "the whole record",
        Rule::kw_never => "never",
        Rule::kw_at_end_of_scope => "at the end of the scope",
        Rule::kw_recorded | Rule::recorded => "recorded: …",
        Rule::kw_since | Rule::since => "since",
        Rule::kw_clear => "clear",
        Rule::kw_plus => "plus",
        Rule::kw_birthday => "birthday",
        Rule::kw_for => "for",
        Rule::name => "a name from the vocabulary",
        Rule::ordinal => "the first",
        Rule::subject => "the child is …",
        Rule::aged => "is aged …",
        Rule::side => "before … or after …",
        _ => return None,
    })
}
