//! The words that follow from other words: the forms of an event that is a kind of
//! another, and which statuses are nouns.
//!
//! In: blocks, once the names they build on are declared. Out: forms, and marks on
//! concepts. Never here: what a definition means.

use crate::source::Phrase;
use crate::syntax::{Block, BlockKind, ClauseKey, Item};

use super::concept::{Concept, ConceptId, Detail, FormKind, Owner, Sort, Vocabulary};
use super::{definite, with_article, words};

impl Vocabulary {
    /// Says that a definition says when a status holds.
    pub(super) fn mark_defined(&mut self, id: ConceptId) {
        let subject = words::key(&self.subject);
        let Some(concept) = self.change(id) else { return };
        let name = words::key(&concept.name);
        if let Detail::Status(info) = &mut concept.detail {
            info.defined = true;
            info.takes_article =
                !subject.is_empty() && (name == subject || name.ends_with(&format!(" {subject}")));
        }
    }

    /// `hold a review meeting`, where a review meeting is `a review that …` and one
    /// holds a review: a kind of event without forms has those of the other.
    pub(super) fn kind_forms(&mut self, id: ConceptId, block: &Block) {
        if block.kind.value != BlockKind::Event || block.clause(ClauseKey::Forms).is_some() {
            return;
        }
        let Some(means) = block.clause(ClauseKey::Means) else { return };
        let Some((head, _)) = means.phrase.text().split_once(" that ") else { return };
        let base = self.named(words::without_article(head), Sort::Event);
        let Some(base) = base.filter(|base| *base != id).and_then(|base| self.get(base)) else {
            return;
        };
        let forms = base.forms.clone();
        let noun = forms.singular.clone().unwrap_or_else(|| base.name.clone());
        let Some(name) = self.get(id).map(|concept| concept.name.clone()) else { return };
        let put = |form: &Option<String>| {
            let form = form.as_deref()?;
            let made = form.replacen(&with_article(&noun), &with_article(&name), 1).replacen(
                &definite(&noun),
                &definite(&name),
                1,
            );
            (made != form).then_some(made)
        };
        let (verb, passive) = (put(&forms.verb), put(&forms.passive));
        for (kind, form) in [(FormKind::Verb, &verb), (FormKind::Passive, &passive)] {
            if let Some(form) = form {
                self.index(form, id, kind);
            }
        }
        if let Some(concept) = self.change(id) {
            (concept.forms.verb, concept.forms.passive) = (verb, passive);
        }
    }

    /// The fact that says who is in a role: the one that has its name.
    #[must_use]
    pub fn holder(&self, role: ConceptId) -> Option<ConceptId> {
        let name = &self.get(role)?.name;
        [name.as_str(), words::without_article(name)]
            .into_iter()
            .find_map(|name| self.named(name, Sort::Fact))
    }

    /// The event from which somebody is in a role, where the role says so.
    #[must_use]
    pub fn begins(&self, role: ConceptId) -> Option<ConceptId> {
        self.roles_from.get(&role).copied()
    }

    /// The event or the status that has a fact. The case has its own, and those of a role:
    /// what is known of a role is known of the case.
    #[must_use]
    pub fn bearer(&self, fact: ConceptId) -> Option<ConceptId> {
        match self.get(fact)?.fact()?.owner {
            Owner::Subject => None,
            Owner::Of(of) => (self.get(of).map(Concept::sort) != Some(Sort::Role)).then_some(of),
        }
    }

    /// Notes which statuses these texts ([`of_somebody`]) speak of with an article: `the
    /// child is an eligible child`. From then on they are printed with it.
    pub fn note_articles<'t>(&mut self, texts: impl IntoIterator<Item = &'t String>) {
        let mut nouns = Vec::new();
        texts.into_iter().for_each(|text| self.with_articles(text, &mut nouns));
        for id in nouns {
            if let Some(concept) = self.change(id)
                && let Detail::Status(info) = &mut concept.detail
            {
                info.takes_article = true;
            }
        }
    }

    fn with_articles(&self, text: &str, nouns: &mut Vec<ConceptId>) {
        for hit in self.find_all(text) {
            let Some(id) = hit.of(self, Sort::Status) else { continue };
            let before = text.get(..hit.start).unwrap_or("");
            let mut last = words::apart(before).rev();
            if last.next().is_some_and(is_a) && last.next().is_some_and(leads) {
                nouns.push(id);
            }
        }
    }
}

/// Whether a word is `a` or `an`.
fn is_a(word: &str) -> bool {
    word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an")
}

/// Whether a word stands before what somebody is.
fn leads(word: &str) -> bool {
    const LEADS: [&str; 9] = ["is", "was", "been", "be", "becoming", "not", "and", "or", "as"];
    LEADS.iter().any(|lead| word.eq_ignore_ascii_case(lead))
}

/// What blocks say of what somebody is: `is an eligible child`. Few do, and their names
/// alone are looked for.
#[must_use]
pub fn of_somebody<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> Vec<String> {
    fn add(phrase: &Phrase, items: &[Item], all: &mut Vec<String>) {
        if may_have_noun(phrase.text()) {
            all.push(phrase.text().to_owned());
        }
        items.iter().for_each(|item| add(&item.phrase, &item.items, all));
    }
    let mut all = Vec::new();
    let clauses = blocks.into_iter().flat_map(|block| &block.clauses);
    clauses.for_each(|clause| add(&clause.phrase, &clause.items, &mut all));
    all
}

fn may_have_noun(text: &str) -> bool {
    let mut before = "";
    words::apart(text).any(|word| {
        let found = is_a(word) && leads(before);
        before = word;
        found
    })
}
