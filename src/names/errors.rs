//! What there is to say about names: the wording of D02xx and of vocabulary
//! clauses that cannot be read.

use crate::diag::{Code, Diagnostic};
use crate::source::{Phrase, Span};
use crate::syntax::ClauseKey;
use crate::time::DateError;

use super::concept::{Concept, ConceptId, FormKind, Sort, Vocabulary};
use super::english::{ordinal, parse_number, short_ordinal};
use super::suggest::suggest_words;
use super::words::{self, tidy};

/// Words that begin the name of a thing, not an act.
const NO_VERBS: [&str; 9] = ["any", "all", "each", "every", "his", "her", "its", "their", "other"];

/// `“a”`, `“a” or “b”`, `“a”, “b” or “c”`.
#[must_use]
pub fn quoted_list<T: AsRef<str>>(items: &[T]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("“{}”", item.as_ref())).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// D0103: a clause whose phrase has none of the forms that `choices` show.
pub(crate) fn unreadable(phrase: &Phrase, key: ClauseKey, choices: &[&str]) -> Diagnostic {
    let code = if phrase.is_empty() { Code::D0105 } else { Code::D0103 };
    let message = if phrase.is_empty() {
        format!("`{}` stops before it says anything", key.word())
    } else {
        format!("“{}” cannot be read after `{}`", tidy(phrase.text()), key.word())
    };
    let choices: Vec<String> =
        choices.iter().map(|choice| format!("`{} {choice}`", key.word())).collect();
    let help = match choices.split_last() {
        None => return Diagnostic::new(code, phrase.span(), message),
        Some((last, [])) => format!("write {last}"),
        Some((last, rest)) => format!("write {} or {last}", rest.join(", ")),
    };
    Diagnostic::new(code, phrase.span(), message).help(help)
}

/// A date that cannot be read (D0103), or whose weekday is wrong (D0709).
pub(crate) fn bad_date(error: &DateError, span: Span) -> Diagnostic {
    let code = match error {
        DateError::WrongWeekday { .. } => Code::D0709,
        DateError::Unreadable { .. }
        | DateError::NoSuchDay { .. }
        | DateError::NoSuchMonth { .. }
        | DateError::UnknownMonth { .. }
        | DateError::NoSuchYear { .. }
        | DateError::TwoDigitYear { .. } => Code::D0103,
    };
    let found = Diagnostic::new(code, span, error.to_string());
    match error {
        DateError::WrongWeekday { day, weekday, .. } => {
            found.help(format!("write {weekday} {}, or leave the weekday out", day.long()))
        }
        DateError::NoSuchDay { days, month, year, .. } => {
            found.help(format!("the last day is {days} {} {year}", crate::time::month_name(*month)))
        }
        DateError::UnknownMonth { word } => {
            let months = (1..=12).map(crate::time::month_name);
            match suggest_words(word, months).first() {
                Some(month) => found.help(format!("did you mean “{month}”?")),
                None => found.help("write the date as 28 March 2026"),
            }
        }
        DateError::Unreadable { .. }
        | DateError::NoSuchMonth { .. }
        | DateError::NoSuchYear { .. }
        | DateError::TwoDigitYear { .. } => found.help("write the date as 28 March 2026"),
    }
}

/// D0103: an alternative with more than one ` / `.
pub(super) fn too_many_plurals(part: &Phrase) -> Diagnostic {
    let message = format!("“{}” has more than one “ / ”", tidy(part.text()));
    Diagnostic::new(Code::D0103, part.span(), message)
        .help("write one noun and its plural, `review / reviews`, and put ` | ` between forms")
}

/// D0103: forms with a comma where a `|` belongs.
pub(super) fn comma_between(part: &Phrase) -> Diagnostic {
    let forms: Vec<String> = words::split(part, ',').iter().map(|form| tidy(form.text())).collect();
    Diagnostic::new(Code::D0103, part.span(), "forms are separated by `|`, not a comma")
        .help(format!("write `{}`", forms.join(" | ")))
        .fix(part.span(), forms.join(" | "))
}

/// D0103: a form between quotation marks; the form without them.
pub(super) fn unquoted_form(part: &Phrase, found: &mut Vec<Diagnostic>) -> Option<Phrase> {
    let (text, marks) = (part.text(), ['"', '“', '”']);
    if !text.starts_with(marks) && !text.ends_with(marks) {
        return None;
    }
    let start = text.len() - text.trim_start_matches(marks).len();
    let bare = part.slice(start, text.trim_end_matches(marks).len().max(start));
    let right = tidy(bare.text());
    found.push(
        Diagnostic::new(Code::D0103, part.span(), "a form stands without quotation marks")
            .help(format!("write `{right}`"))
            .fix(part.span(), right),
    );
    Some(bare)
}

/// D0105: a `forms` or `as` clause without words.
pub(super) fn no_forms(span: Span, sort: Sort) -> Diagnostic {
    let example = match sort {
        Sort::Event => "hold a review | a review is held | review / reviews",
        Sort::Status => "looked after | in care",
        Sort::Fact => "changed the care plan",
        Sort::Role => "the social worker | social workers",
        Sort::Paper => "the care plan | care plans",
        Sort::Document | Sort::Decision => "Handbook",
    };
    Diagnostic::new(Code::D0105, span, format!("the forms of {} are missing", sort.a()))
        .help(format!("write them with ` | ` between: `{example}`"))
}

/// D0111: a block that needs a name.
pub(super) fn nameless(span: Span, sort: Sort, example: &str) -> Diagnostic {
    Diagnostic::new(Code::D0111, span, format!("this {} has no name", sort.word()))
        .help(format!("name it after its keyword: `{} {example}`", sort.word()))
}

/// D0203: a name or form that another concept of the same sort has already.
pub(super) fn taken(words: &str, span: Span, sort: Sort, other: &Concept) -> Diagnostic {
    let same = words::key(words) == words::key(&other.name);
    let message = if same {
        format!("“{words}” is declared twice as {}", sort.a())
    } else {
        format!("“{words}” is already a form of “{}”", other.name)
    };
    let help = if same {
        format!("rename one of the two, or say other words for it with `label {words}`")
    } else {
        format!("leave it out here, or take it from the forms of “{}”", other.name)
    };
    Diagnostic::new(Code::D0203, span, message)
        .also(other.declared, format!("“{}” is declared here", other.name))
        .help(help)
}

/// D0209: a name of nothing but words that phrases are made of.
pub(super) fn reserved(words: &str, span: Span, sort: Sort) -> Diagnostic {
    let message = format!("“{words}” is a word that deadlines are written with");
    Diagnostic::new(Code::D0209, span, message)
        .label(format!("as the name of {}, it would be found in every one", sort.a()))
        .help("add a word that says more")
}

/// D0203: a second label for one concept.
pub(super) fn labelled_twice(name: &str, span: Span, first: Span) -> Diagnostic {
    let message = format!("“{}” has two labels", tidy(name));
    Diagnostic::new(Code::D0203, span, message)
        .also(first, "the first one")
        .help("put all its forms into one label, with ` | ` between")
}

/// D0212: a label's word that already means another concept of the same sort.
pub(super) fn label_taken(words: &str, span: Span, meant: &Concept, other: &Concept) -> Diagnostic {
    let message = format!("the label “{words}” already means “{}”", other.name);
    Diagnostic::new(Code::D0212, span, message)
        .also(other.declared, format!("“{}” is declared here", other.name))
        .help(format!("choose other words for “{}”", meant.name))
}

/// D0208: two names that differ in nothing but wording.
pub(super) fn similar(new: &Concept, old: &Concept) -> Diagnostic {
    let message = format!("“{}” and “{}” differ only in wording", old.name, new.name);
    Diagnostic::new(Code::D0208, new.declared, message)
        .also(old.declared, format!("“{}” is declared here", old.name))
        .help(format!(
            "if they are one thing, remove this and write `forms {} | {}` there",
            old.name, new.name
        ))
}

/// An act with a limit behind it, apart: `hold a review` and `within 20 working days`.
fn limit_within(name: &str) -> Option<(&str, &str)> {
    let opens = [" within ", " no later than ", " not later than ", " at least ", " every "];
    let found = opens.iter().filter_map(|open| {
        let at = name.find(open)?;
        let after = name.get(at + open.len()..)?.split_whitespace().next()?;
        parse_number(after).map(|_| at)
    });
    let at = found.min()?;
    Some((name.get(..at)?.trim(), name.get(at..)?.trim()))
}

/// The birthday that words mean: `brithday`, `the child turns 18`.
fn birthday(text: &str) -> Option<String> {
    const COMES: [&str; 5] = ["turns", "reaches", "becomes", "is", "age"];
    let words: Vec<&str> = text.split_whitespace().collect();
    if let [word] = words.as_slice() {
        let near = suggest_words(word, ["birthday"]);
        return near.first().map(|word| (*word).to_owned());
    }
    let (age, before) = words.split_last()?;
    let age: u32 = age.parse().ok().filter(|age| (1..=120).contains(age))?;
    before
        .iter()
        .any(|word| COMES.contains(word))
        .then(|| format!("the {} birthday", short_ordinal(age)))
}

impl Vocabulary {
    /// D0201: a name that nothing declares, with the nearest names; of the sorts
    /// wanted, if there are any.
    #[must_use]
    pub fn unknown_name(&self, text: &str, span: Span, wanted: &[Sort]) -> Diagnostic {
        let text = tidy(words::unquoted(text));
        let sort = wanted.first().copied().unwrap_or(Sort::Event);
        let what = if wanted.is_empty() { "anything" } else { sort.a() };
        let message = format!("I don’t know {what} called “{text}”");
        let found = Diagnostic::new(Code::D0201, span, message)
            .label("not declared in this pack or in what it extends");
        let known = self.but_for_articles(&text, wanted).map(str::to_owned);
        if let Some(one) = known.or_else(|| self.of_a_near_ordinal(&text, wanted)) {
            return found.help(format!("did you mean “{one}”?")).fix(span, one);
        }
        if let Some(birthday) = birthday(&text).filter(|_| sort == Sort::Event) {
            return found.help(format!("did you mean “{birthday}”?")).fix(span, birthday);
        }
        let near = self.suggest_forms(&text, wanted);
        let is_wanted = |id| {
            let sort = self.get(id).map(Concept::sort);
            wanted.is_empty() || sort.is_some_and(|sort| wanted.contains(&sort))
        };
        let right: Vec<&str> =
            near.iter().filter(|near| is_wanted(near.id)).map(|near| near.text.as_str()).collect();
        match (right.as_slice(), near.first()) {
            ([one], _) => found.help(format!("did you mean “{one}”?")).fix(span, *one),
            ([_, ..], _) => found.help(format!("did you mean {}?", quoted_list(&right))),
            ([], Some(other)) if self.is_person(other.id, sort) => found.help(format!(
                "did you mean “{}”? It is a role: who has to do something stands after `who`",
                other.text
            )),
            ([], Some(other)) => {
                let a = self.get(other.id).map_or("a name", |concept| concept.sort().a());
                found.help(format!("“{}” is {a}; {} is wanted here", other.text, sort.a()))
            }
            ([], None) => found.help(format!("declare it with a block `{} {text}`", sort.word())),
        }
    }

    /// Whether somebody stands where an event is wanted.
    fn is_person(&self, id: ConceptId, wanted: Sort) -> bool {
        wanted == Sort::Event && self.get(id).is_some_and(|one| one.sort() == Sort::Role)
    }

    /// The form that has the same words but for its articles: `send invitations` for `send
    /// the invitations`.
    fn but_for_articles(&self, text: &str, wanted: &[Sort]) -> Option<&str> {
        let bare = |words: &str| {
            let mut key = words::key(words);
            key.insert(0, ' ');
            key.replace(" the ", " ")
        };
        let words = bare(text);
        let all = self.iter().filter(|(_, concept)| wanted.contains(&concept.sort()));
        let mut forms = all.flat_map(|(id, concept)| self.words_for(id, concept));
        forms.find(|form| bare(form) == words)
    }

    /// A known name behind what is nearly an ordinal: `second review` for `secnd review`.
    fn of_a_near_ordinal(&self, text: &str, wanted: &[Sort]) -> Option<String> {
        let (first, rest) = text.split_once(' ')?;
        let sort = wanted.first().copied().unwrap_or(Sort::Event);
        self.named(rest, sort)?;
        let ordinals: Vec<String> = (1..=20).map(ordinal).collect();
        let near = suggest_words(first, ordinals.iter().map(String::as_str));
        near.first().map(|near| format!("{near} {rest}"))
    }

    /// D0213: an act that nothing declares, before it is.
    pub(super) fn new_act(&self, name: &str, span: Span) -> Diagnostic {
        let message = format!(
            "no event is called “{name}”; it is read as a new act that has to be recorded in \
             exactly these words"
        );
        if let Some((act, limit)) = limit_within(name) {
            let help = format!(
                "a limit has a line of its own: ask for “{act}”, and write `due {limit} …`"
            );
            return Diagnostic::new(Code::D0213, span, message).help(help);
        }
        let near = self.near_acts(name);
        let two = self.is_two_acts(name);
        let help = match (near.is_empty(), two) {
            (false, true) => {
                format!(
                    "did you mean {}? If you mean two acts, write two duties",
                    quoted_list(&near)
                )
            }
            (false, false) => {
                format!("did you mean {}? If not, declare it: `event {name}`", quoted_list(&near))
            }
            (true, true) => "if you mean two acts, write two duties".to_owned(),
            (true, false) => format!("declare it: `event {name}`"),
        };
        Diagnostic::new(Code::D0213, span, message).help(help)
    }

    /// Whether words read as two acts: after an “and” stands an act, or what is
    /// most often a verb and its object.
    fn is_two_acts(&self, words: &str) -> bool {
        words.match_indices(" and ").any(|(at, and)| {
            let after = words.get(at + and.len()..).unwrap_or("").trim();
            let (first, object) = after.split_once(' ').unwrap_or((after, ""));
            let noun = words::is_article(first) || NO_VERBS.contains(&first);
            self.named(after, Sort::Event).is_some() || !(noun || object.is_empty())
        })
    }

    /// D0202: a name of another sort than those wanted.
    #[must_use]
    pub fn wrong_sort(&self, text: &str, span: Span, is: ConceptId, wanted: &[Sort]) -> Diagnostic {
        let text = tidy(words::unquoted(text));
        let sort = self.get(is).map_or(Sort::Event, Concept::sort);
        let one = wanted.first().copied().unwrap_or(Sort::Event);
        let message = format!("“{text}” is {}, not {}", sort.a(), one.a());
        let found = Diagnostic::new(Code::D0202, span, message)
            .label(format!("I expected {} here", one.a()));
        let declared = self.get(is).map(|concept| concept.declared).filter(|at| !at.is_empty());
        let found = match declared {
            Some(at) => found.also(at, format!("declared as {} here", sort.a())),
            None => found,
        };
        match (sort, one) {
            (Sort::Status, Sort::Event) => {
                let start = format!("the start of each period {text}");
                found
                    .help(format!("write `{start}`, or `the end of each period {text}`"))
                    .fix(span, start)
            }
            (Sort::Role, Sort::Event) => {
                found.help("name an event here; who has to do something stands after `who`")
            }
            (Sort::Event, Sort::Status) => found.help(format!(
                "write `there has been {}`, or name the status it begins",
                super::with_article(&text)
            )),
            _ => found.help(format!(
                "name {} here, or declare one with `{} {text}`",
                one.a(),
                one.word()
            )),
        }
    }

    /// Whether these words are one of the concept's labels.
    #[must_use]
    pub fn is_label(&self, id: ConceptId, text: &str) -> bool {
        let label = self.get(id).and_then(|concept| concept.label.as_ref());
        label.is_some_and(|label| {
            let key = words::key(words::unquoted(text));
            label.all().any(|(_, form)| words::key(form) == key)
        })
    }

    /// D0211: a label that was read as its concept; nothing where the words are
    /// no label.
    #[must_use]
    pub fn label_note(&self, id: ConceptId, text: &str, span: Span) -> Option<Diagnostic> {
        let concept = self.get(id).filter(|_| self.is_label(id, text))?;
        let message = format!("“{}” is read as “{}”", tidy(text), concept.name);
        Some(Diagnostic::new(Code::D0211, span, message))
    }
}

impl super::Forms {
    /// Every form with what it is, in the order they are printed.
    pub fn all(&self) -> impl Iterator<Item = (FormKind, &str)> {
        let main = [
            (FormKind::Verb, &self.verb),
            (FormKind::Passive, &self.passive),
            (FormKind::Singular, &self.singular),
            (FormKind::Plural, &self.plural),
        ];
        let main = main.into_iter().filter_map(|(kind, form)| Some((kind, form.as_deref()?)));
        main.chain(self.others.iter().map(|(kind, form)| (*kind, form.as_str())))
    }
}
