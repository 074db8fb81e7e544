//! Small English: articles, plurals, ordinals and number words, for printing
//! names and for reading them.
//!
//! In: single words and nouns. Out: words. Never here: what a name stands for.

use super::words::is_article;

const UNITS: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// Twenty to ninety, by tens.
const TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

const TENTHS: [&str; 8] = [
    "twentieth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "eightieth",
    "ninetieth",
];

/// Nouns that end in `-ing`; other first words with that ending are things one
/// does (`coming into care`), which take no article.
const ING_NOUNS: &[&str] = &[
    "meeting",
    "hearing",
    "briefing",
    "finding",
    "building",
    "training",
    "screening",
    "sibling",
    "proceeding",
    "ruling",
    "filing",
    "housing",
    "warning",
    "morning",
    "evening",
    "planning",
    "opening",
    "closing",
    "sitting",
    "showing",
    "offering",
    "saving",
    "setting",
    "drawing",
    "wedding",
    "nursing",
    "parking",
    "funding",
    "spring",
    "string",
    "king",
    "ring",
    "thing",
    "wing",
];

/// The ordinal of a number: `first` to `twentieth`, then `21st`; `0` gives `0th`.
#[must_use]
pub fn ordinal(n: u32) -> String {
    let word = usize::try_from(n).ok().and_then(|n| ORDINALS.get(n.checked_sub(1)?));
    word.map_or_else(|| short_ordinal(n), |word| (*word).to_owned())
}

/// The ordinal of a number in figures: `1st`, `12th`, `18th`.
#[must_use]
pub fn short_ordinal(n: u32) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// The number of an ordinal, in words (up to `ninety-ninth`) or figures: `third`, `3rd`,
/// `initial`.
#[must_use]
pub fn parse_ordinal(word: &str) -> Option<u32> {
    if word.eq_ignore_ascii_case("initial") {
        return Some(1);
    }
    if let Some(n) = of_words(word, &ORDINALS, &TENTHS) {
        return Some(n);
    }
    let figures = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let n: u32 = figures.parse().ok().filter(|n| *n > 0)?;
    short_ordinal(n).eq_ignore_ascii_case(word).then_some(n)
}

/// What words of counting come to: one of `units`, one of `tens`, or the tens counted and one
/// of the first nine `units` after them.
fn of_words(words: &str, units: &[&str], tens: &[&str]) -> Option<u32> {
    let place = |word: &str, all: &[&str]| {
        let at = all.iter().position(|known| known.eq_ignore_ascii_case(word))?;
        u32::try_from(at + 1).ok()
    };
    let ten = |word: &str, all: &[&str]| place(word, all).map(|place| 10 * (place + 1));
    match words.split_once(['-', ' ', '\t']) {
        Some((first, last)) => {
            let last = place(last.trim_start(), units).filter(|last| *last < 10)?;
            Some(ten(first, &TENS)? + last)
        }
        None => place(words, units).or_else(|| ten(words, tens)),
    }
}

/// The word of a number from one to twenty, else its figures.
#[must_use]
pub fn number_word(n: u32) -> String {
    let word = usize::try_from(n).ok().and_then(|n| UNITS.get(n.checked_sub(1)?));
    word.map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// The number of words: `one` to `ninety-nine`, `a`, `an`, or figures.
#[must_use]
pub fn parse_number(word: &str) -> Option<u32> {
    if word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an") {
        return Some(1);
    }
    if let Some(n) = of_words(word, &UNITS, &TENS) {
        return Some(n);
    }
    let plain = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    if plain { word.parse().ok() } else { None }
}

/// Whether a noun prints without an article: it has one, or another word in its
/// place, or it names something one does (`coming into care`).
fn stands_alone(noun: &str) -> bool {
    let first = noun.split_whitespace().next().unwrap_or("").to_lowercase();
    let taken = ["each", "any", "every", "all", "this", "that", "their", "his", "her", "its"];
    let asks = ["whether", "which", "who", "how", "what", "when", "where", "why", "to", "by"];
    if is_article(&first) || [&taken[..], &asks, &["those"]].concat().contains(&first.as_str()) {
        return true;
    }
    first.ends_with("ing") && !ING_NOUNS.contains(&first.as_str())
}

/// `the review`; names that begin with an article, or with something one does
/// (`coming into care`), stay as they are.
#[must_use]
pub fn definite(noun: &str) -> String {
    if stands_alone(noun) { noun.to_owned() } else { format!("the {noun}") }
}

/// `a review`, `an adoption review`, `an IRO`; names that begin with an article,
/// or with something one does, stay as they are.
#[must_use]
pub fn with_article(noun: &str) -> String {
    if stands_alone(noun) { noun.to_owned() } else { format!("{} {noun}", article(noun)) }
}

/// `a` or `an`, by how the first word sounds.
fn article(noun: &str) -> &'static str {
    let first = noun.split_whitespace().next().unwrap_or("");
    let small = first.to_lowercase();
    let starts = |start: &&str| small.starts_with(*start);
    let Some(letter) = first.chars().next() else { return "a" };
    let an = if letter.is_ascii_digit() {
        let figures: String = first.chars().take_while(char::is_ascii_digit).collect();
        figures.starts_with('8') || figures == "11" || figures == "18"
    } else if first.len() > 1 && first.chars().all(|c| c.is_ascii_uppercase()) {
        "AEFHILMNORSX".contains(letter)
    } else if ["hour", "honest", "heir", "honour"].iter().any(starts) {
        true
    } else if ["uni", "use", "usu", "eu", "one", "once"].iter().any(starts) {
        small.starts_with("unin") || small.starts_with("unim")
    } else {
        "aeiou".contains(letter.to_ascii_lowercase())
    };
    if an { "an" } else { "a" }
}

/// The plural of a noun where none was declared: `inquiry` → `inquiries`. In a
/// name with `of`, `to`, `for` or the like, the word before it changes.
#[must_use]
pub fn pluralise(noun: &str) -> String {
    let words: Vec<&str> = noun.split_whitespace().collect();
    let joins = ["of", "to", "for", "from", "with", "on", "in", "at", "by", "about", "into"];
    let joined = words.iter().skip(1).position(|word| joins.contains(word));
    let head = joined.unwrap_or(words.len().saturating_sub(1));
    let each = words.iter().enumerate();
    let each = each.map(|(at, w)| if at == head { plural_word(w) } else { (*w).to_owned() });
    each.collect::<Vec<_>>().join(" ")
}

fn plural_word(word: &str) -> String {
    let small = word.to_lowercase();
    let irregular = [("child", "ren"), ("ox", "en")];
    if let Some((_, end)) = irregular.iter().find(|(one, _)| small == *one) {
        return format!("{word}{end}");
    }
    if let Some(stem) = word.strip_suffix("person") {
        return format!("{stem}people");
    }
    if let Some(stem) = word.strip_suffix("analysis") {
        return format!("{stem}analyses");
    }
    if let Some(stem) = word.strip_suffix('y') {
        let vowel = stem.chars().next_back().is_none_or(|c| "aeiou".contains(c));
        return if vowel { format!("{word}s") } else { format!("{stem}ies") };
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| small.ends_with(end));
    if hisses { format!("{word}es") } else { format!("{word}s") }
}

/// A text that begins with a capital letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The title of a rule; where it has none its id, as words.
#[must_use]
pub fn titled(title: Option<&str>, id: &str) -> String {
    title.map_or_else(|| capital(&id.replace('-', " ")), str::to_owned)
}

/// `a, b and c`.
#[must_use]
pub fn listed(all: &[String]) -> String {
    match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some(_) | None => all.concat(),
    }
}

/// A number as it is printed: `10,244`.
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
