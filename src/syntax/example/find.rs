//! Names in the phrases of examples.
//!
//! An example speaks of what happened, so it uses forms that a duty does not: of
//! `hold a review | a review is held` it may say `review held`, `the review was
//! held` and `holds a review`; of `the child comes into care`, `comes into care`
//! and `came into care`. They are made here, from the forms that a pack declares.
//!
//! In: a vocabulary and the ids of rules. Out: a text whose names are hidden, and
//! where they stand. Never here: which of the meanings of a name is meant.

use smallvec::SmallVec;

use crate::names::{
    Concept, ConceptId, FormKind, Lexicon, Said, Sort, Token, Vocabulary, is_article, key, tokens,
};

/// A name found in a phrase, by its bytes.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) ids: SmallVec<[ConceptId; 2]>,
}

/// A phrase with its names hidden.
pub(super) struct Masked {
    /// The phrase, as long as the original.
    pub(super) text: String,
    /// The names, by where they start.
    pub(super) hits: Vec<Hit>,
}

/// Where the id of a rule may stand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Begins {
    /// Nowhere: the phrase says what is so.
    Nowhere,
    /// After `expect`.
    AfterExpect,
    /// Where the phrase begins.
    AtOnce,
}

/// Finds the names that examples use.
pub struct Finder<'a> {
    vocabulary: &'a Vocabulary,
    /// The normal words for what cases are about.
    subject: String,
    rules: Vec<String>,
    by_words: Lexicon<ConceptId>,
}

/// Words that may stand before the id of a rule in an expectation.
const BEFORE_RULE: &[&str] =
    &["that", "the", "last", "latest", "every", "each", "no", "explanation", "of"];

impl<'a> Finder<'a> {
    /// Everything that examples of a pack with these words and rules may name.
    #[must_use]
    pub fn new<'r>(vocabulary: &'a Vocabulary, rules: impl Iterator<Item = &'r str>) -> Self {
        let mut finder = Finder {
            vocabulary,
            subject: key(&vocabulary.subject),
            rules: rules.map(str::to_owned).collect(),
            by_words: vocabulary.words_alone(),
        };
        let subject = format!("the {} ", finder.subject);
        for (id, concept) in vocabulary.iter() {
            // Phrases find the subject by itself.
            if vocabulary.subject_role() == Some(id) {
                continue;
            }
            finder.concept(id, concept, &subject);
        }
        finder
    }

    /// The vocabulary.
    #[must_use]
    pub fn vocabulary(&self) -> &'a Vocabulary {
        self.vocabulary
    }

    /// The ids of the rules.
    #[must_use]
    pub fn rules(&self) -> &[String] {
        &self.rules
    }

    fn concept(&mut self, id: ConceptId, concept: &Concept, subject: &str) {
        let sort = concept.sort();
        if sort == Sort::Document {
            return;
        }
        self.by_words.add(&concept.name, id, true);
        let label = concept.label.iter().flat_map(crate::names::Forms::all);
        for (kind, text) in concept.forms.all().chain(label) {
            self.by_words.add(text, id, true);
            if sort == Sort::Event {
                inflected(kind, text, subject).iter().for_each(|m| self.by_words.add(m, id, true));
            }
        }
    }

    /// Every name in a text, the longest at each word, from left to right.
    fn find(&self, said: &Said<'_>, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut at = 0;
        while let Some(token) = said.tokens.get(at) {
            if let Some(end) = quoted_end(text, token.start) {
                while said.tokens.get(at).is_some_and(|token| token.start < end) {
                    at += 1;
                }
                continue;
            }
            let taken = self.by_words.taken(said, at);
            hits.extend(taken.map(|(length, ids)| {
                let (start, end) = said.place(at, length);
                Hit { start, end, ids: ids.clone() }
            }));
            at += taken.map_or(1, |(length, _)| length);
        }
        hits
    }

    /// The id of a rule where an expectation begins, by its bytes.
    fn rule_in(&self, text: &str, tokens: &[Token], begins: Begins) -> Option<(usize, usize)> {
        let mut open = match begins {
            Begins::Nowhere => return None,
            Begins::AfterExpect => false,
            Begins::AtOnce => true,
        };
        for token in tokens {
            let word = token.of(text);
            if !open {
                open = word.eq_ignore_ascii_case("expect");
                continue;
            }
            let whole = whole_word(text, token.start, token.end);
            if self.rules.iter().any(|rule| rule.eq_ignore_ascii_case(whole)) {
                return Some((token.start, token.start + whole.len()));
            }
            let ordinal = crate::names::parse_ordinal(word).is_some();
            if !ordinal && !BEFORE_RULE.iter().any(|it| it.eq_ignore_ascii_case(word)) {
                return None;
            }
        }
        None
    }

    /// Hides the names of a phrase; of one that says what is expected, the ids of rules.
    pub(super) fn mask(&self, text: &str, begins: Begins) -> Masked {
        let said = self.by_words.said(text);
        let tokens = &said.tokens;
        let mut hits = self.find(&said, text);
        // The longest wins: `review is held` is no word on the rule `review`.
        let rule = self
            .rule_in(text, tokens, begins)
            .filter(|(start, end)| !hits.iter().any(|hit| hit.start <= *start && hit.end > *end));
        hits.retain(|hit| rule.is_none_or(|(start, end)| end <= hit.start || hit.end <= start));
        let mut bytes: Vec<u8> =
            text.bytes().map(|byte| if byte < 0x20 { b' ' } else { byte }).collect();
        for hit in &hits {
            fill(&mut bytes, hit.start, hit.end, 1);
        }
        if let Some((start, end)) = rule {
            fill(&mut bytes, start, end, 3);
        }
        self.hide_subject(&mut bytes, text, tokens);
        // Whole words were overwritten, so this is still UTF-8.
        Masked { text: String::from_utf8(bytes).unwrap_or_default(), hits }
    }

    /// Hides `the child`, and `child` alone.
    fn hide_subject(&self, bytes: &mut [u8], text: &str, tokens: &[Token]) {
        let subject = &self.subject;
        if subject.is_empty() {
            return;
        }
        let length = subject.split(' ').count();
        for (at, window) in tokens.windows(length).enumerate() {
            let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
            if !begins(subject, first.of(text)) {
                continue;
            }
            if text.get(first.start..last.end).map(key).as_deref() != Some(subject.as_str()) {
                continue;
            }
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            let start = match before {
                Some(the) if key(the.of(text)) == "the" => the.start,
                Some(_) | None => first.start,
            };
            if bytes.get(start..last.end).is_some_and(|part| !part.iter().any(|b| *b < 0x20)) {
                fill(bytes, start, last.end, 2);
            }
        }
    }
}

/// Whether normal words may begin with this one; cheap, so that few are looked at twice.
fn begins(words: &str, word: &str) -> bool {
    let head = words.get(..word.len());
    !word.is_ascii()
        || head.is_some_and(|head| head.eq_ignore_ascii_case(word))
        || words.starts_with("the") && is_article(word)
}

/// The word that a token begins, with strokes in it: `statute/regulations/visits`.
fn whole_word(text: &str, start: usize, end: usize) -> &str {
    let rest = text.get(end..).unwrap_or("");
    let stops = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.');
    let length = rest.find(stops).unwrap_or(rest.len());
    text.get(start..end + length).unwrap_or("")
}

fn fill(bytes: &mut [u8], start: usize, end: usize, with: u8) {
    if let Some(part) = bytes.get_mut(start..end) {
        part.fill(with);
    }
}

/// Where the quotation that begins at this byte ends.
fn quoted_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let (open, close) = if rest.starts_with('“') { ('“', '”') } else { ('"', '"') };
    let inner = rest.strip_prefix(open)?;
    let end = inner.find(close)?;
    Some(start + open.len_utf8() + end + close.len_utf8())
}

/// Further forms of one: `review held` of `a review is held`. `subject`: `the child `.
fn inflected(kind: FormKind, text: &str, subject: &str) -> Vec<String> {
    match kind {
        FormKind::Passive => passive(text, subject),
        FormKind::Verb => third_person(text).into_iter().collect(),
        FormKind::Singular | FormKind::Plural => Vec::new(),
    }
}

/// The forms of a whole sentence.
fn passive(text: &str, subject: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (now, then) in [(" is ", " was "), (" are ", " were ")] {
        if text.contains(now) {
            found.push(text.replacen(now, then, 1));
            found.push(text.replacen(now, " ", 1));
        }
    }
    if let Some(rest) = text.get(subject.len()..).filter(|_| begins_with(text, subject)) {
        found.push(rest.to_owned());
        if let Some(after) = rest.strip_prefix("comes ") {
            found.push(format!("came {after}"));
        }
    }
    found
}

/// Whether the normal words of a text begin with `the child `.
fn begins_with(text: &str, subject: &str) -> bool {
    let first = tokens(text).first().copied();
    first.is_some_and(|first| is_article(first.of(text))) && key(text).starts_with(subject)
}

/// `holds a review` of `hold a review`.
fn third_person(text: &str) -> Option<String> {
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let hisses = ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| verb.ends_with(end));
    let stem = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    let verb = match (stem, hisses) {
        (Some(stem), _) => format!("{stem}ies"),
        (None, true) => format!("{verb}es"),
        (None, false) => format!("{verb}s"),
    };
    Some(if rest.is_empty() { verb } else { format!("{verb} {rest}") })
}

/// The words in which an example says that an event happened: `review held`, else
/// `comes into care`, else its noun.
pub(super) fn happening(concept: &Concept, subject: &str) -> String {
    let label = concept.label.as_ref().and_then(|label| label.passive.as_deref());
    let sentence = label.or(concept.forms.passive.as_deref());
    let start = format!("the {} ", key(subject));
    if let Some(sentence) = sentence {
        if begins_with(sentence, &start) && !sentence.contains(" is ") {
            return sentence.get(start.len()..).unwrap_or(sentence).to_owned();
        }
        for now in [" is ", " are "] {
            if sentence.contains(now) {
                let short = sentence.replacen(now, " ", 1);
                return crate::names::without_article(&short).to_owned();
            }
        }
        return crate::names::without_article(sentence).to_owned();
    }
    crate::names::without_article(concept.noun()).to_owned()
}
