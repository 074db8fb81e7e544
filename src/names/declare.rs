//! Declarations: from blocks to concepts.
//!
//! In: the `event`, `status`, `fact`, `role`, `paper`, `document` and `label`
//! blocks of a pack. Out: concepts in a vocabulary, and what is wrong with them.
//! Never here: what a clause of a duty says.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::{Block, BlockKind, ClauseKey};

use super::clauses;
use super::concept::{
    Completeness, Concept, ConceptId, Detail, EventInfo, FactInfo, FactType, FormKind, Forms, Life,
    Owner, Sort, StatusInfo, Vocabulary,
};
use super::lexicon::Lexicon;
use super::readings::is_reserved;
use super::words::{self, tidy};
use super::{errors, forms};

/// The sort that a kind of block declares.
fn sort_of(kind: BlockKind) -> Option<Sort> {
    match kind {
        BlockKind::Event => Some(Sort::Event),
        BlockKind::Status => Some(Sort::Status),
        BlockKind::Fact => Some(Sort::Fact),
        BlockKind::Role => Some(Sort::Role),
        BlockKind::Paper => Some(Sort::Paper),
        BlockKind::Document => Some(Sort::Document),
        BlockKind::Definition => Some(Sort::Status),
        BlockKind::Pack
        | BlockKind::Calendar
        | BlockKind::Duty
        | BlockKind::Standing
        | BlockKind::Deem
        | BlockKind::Power
        | BlockKind::Across
        | BlockKind::Register
        | BlockKind::Change
        | BlockKind::Remove
        | BlockKind::Label
        | BlockKind::Example => None,
    }
}

/// What a sort adds where its block says nothing.
fn default_detail(sort: Sort) -> Detail {
    let recorded = Completeness::Fully { from: None };
    match sort {
        Sort::Event => Detail::Event(EventInfo {
            life: Life::default(),
            recorded,
            once: None,
            same_day_is_one: false,
            counts_on_completion: false,
            of: None,
        }),
        Sort::Status => Detail::Status(StatusInfo {
            transition: None,
            separate: false,
            inclusive: false,
            takes_article: false,
            defined: false,
            recorded,
        }),
        Sort::Fact => {
            let (ty, owner) = (FactType::YesNo, Owner::Subject);
            Detail::Fact(FactInfo { ty, owner, recorded, computed: None })
        }
        Sort::Decision => Detail::Decision,
        Sort::Role | Sort::Paper | Sort::Document => Detail::Plain(sort),
    }
}

impl Vocabulary {
    /// Takes in the concepts that these blocks declare; other blocks are passed
    /// over. Give each pack's blocks in one call, bases first: within a call the
    /// order does not matter.
    pub fn declare<'b>(&mut self, blocks: impl IntoIterator<Item = &'b Block>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let first_new = self.concepts.len();
        let mut made = Vec::new();
        for block in blocks {
            let sort = sort_of(block.kind.value);
            if let Some(id) = sort.and_then(|sort| self.introduce(block, sort, &mut found)) {
                made.push((id, block));
            }
        }
        for (id, block) in &made {
            self.read_forms(*id, block, &mut found);
        }
        for (id, block) in &made {
            self.kind_forms(*id, block);
        }
        for (id, block) in made {
            clauses::read(self, id, block, &mut found);
        }
        self.look_alikes(first_new, &mut found);
        found
    }

    /// Takes in the labels of these blocks; other blocks are passed over. Labels of
    /// the pack at hand are `printed`; those of the packs it extends are only read.
    pub fn label<'b>(
        &mut self,
        blocks: impl IntoIterator<Item = &'b Block>,
        printed: bool,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut seen: FxHashMap<ConceptId, Span> = FxHashMap::default();
        for block in blocks.into_iter().filter(|block| block.kind.value == BlockKind::Label) {
            let (name, span) = (block.name.text(), block.name.span());
            let first = self.labelled(name).and_then(|id| seen.insert(id, span));
            found.extend(first.map(|first| errors::labelled_twice(name, span, first)));
            self.read_label(block, printed, &mut found);
        }
        found
    }

    /// Prints the label of one concept for another, and the other way round; without
    /// another the label is not printed. Phrases are read as before.
    pub fn swap_labels(&mut self, one: &str, other: Option<&str>) {
        let Some(one) = self.labelled(one) else { return };
        let other = other.and_then(|other| self.labelled(other));
        let first = self.change(one).and_then(|concept| concept.label.take());
        let Some(other) = other else { return };
        let other = self.change(other);
        let second = other.and_then(|concept| std::mem::replace(&mut concept.label, first));
        if let Some(concept) = self.change(one) {
            concept.label = second;
        }
    }

    /// The decision that `words` name, declared here if it is new: an event that is
    /// recorded fully.
    pub fn declare_decision(&mut self, words: &str, span: Span) -> ConceptId {
        let key = words::key(words);
        if let Some(known) = self.decisions.get(&key) {
            return *known;
        }
        let id = self.add(tidy(words), Detail::Decision, span);
        self.decisions.insert(key, id);
        id
    }

    /// The act that `words` name in their verb form. One that nothing declares
    /// declares itself, recorded fully (D0213, a warning), unless it is a known act
    /// but for slips of the pen: then nothing is declared and D0201 comes back.
    pub fn declare_act(
        &mut self,
        words: &str,
        span: Span,
    ) -> (Option<ConceptId>, Option<Diagnostic>) {
        if let Some(known) = self.named(words, Sort::Event) {
            return (Some(known), None);
        }
        if self.is_slip(words) {
            return (None, Some(self.unknown_name(words, span, &[Sort::Event])));
        }
        let name = tidy(words::unquoted(words));
        let warning = self.new_act(&name, span);
        let id = self.add(name.clone(), default_detail(Sort::Event), span);
        self.self_declared.push(id);
        self.index(&name, id, FormKind::Verb);
        self.index(&name, id, FormKind::Singular);
        (Some(id), Some(warning))
    }

    /// Says what cases are about. The subject can be one of those to whom an act is
    /// done (`invite all of`, `the child`), so it has a place among the roles; phrases
    /// find it by itself.
    pub fn set_subject(&mut self, subject: &str, span: Span) {
        subject.clone_into(&mut self.subject);
        if !subject.is_empty() {
            let role = self.add(format!("the {subject}"), Detail::Plain(Sort::Role), span);
            self.subject_role = Some(role);
        }
    }

    /// Says where the word for what cases are about was written.
    pub fn place_subject(&mut self, span: Span) {
        let role = self.subject_role.and_then(|role| self.change(role));
        role.into_iter().for_each(|role| role.declared = span);
    }

    /// The words of all names, for a lexicon of more forms than phrases have.
    pub(crate) fn words_alone<T: Copy + PartialEq>(&self) -> Lexicon<T> {
        self.by_words.beside()
    }

    /// The subject as a role.
    #[must_use]
    pub fn subject_role(&self) -> Option<ConceptId> {
        self.subject_role
    }

    /// The paper, the role or the subject that `words` name: with or to what an act
    /// is done.
    #[must_use]
    pub fn object(&self, words: &str) -> Option<ConceptId> {
        let is_subject = !self.subject.is_empty()
            && words::key(words.trim().strip_prefix("the ").unwrap_or(words))
                == words::key(&self.subject);
        let role = self.subject_role.filter(|_| is_subject);
        role.or_else(|| self.named(words, Sort::Paper)).or_else(|| self.named(words, Sort::Role))
    }

    /// The role that `words` name, declared here if it is new.
    pub fn declare_role(&mut self, words: &str, span: Span) -> ConceptId {
        if let Some(known) = self.named(words, Sort::Role) {
            return known;
        }
        let name = tidy(words::unquoted(words));
        let id = self.add(name.clone(), default_detail(Sort::Role), span);
        self.index(&name, id, FormKind::Singular);
        id
    }

    /// Says that some phrase uses a concept.
    pub fn mark_used(&mut self, id: ConceptId) {
        if let Some(used) = self.used.get_mut(id.index()) {
            *used = true;
        }
    }

    /// The concepts that no phrase uses, in the order they were declared.
    pub fn unused(&self) -> impl Iterator<Item = (ConceptId, &Concept)> {
        self.iter().filter(|(id, _)| !self.used.get(id.index()).copied().unwrap_or(true))
    }

    pub(super) fn add(&mut self, name: String, detail: Detail, declared: Span) -> ConceptId {
        let concept = Concept { name, forms: Forms::default(), label: None, detail, declared };
        let seat = self.seats.remove(&(concept.sort(), words::key(&concept.name)));
        if let Some((id, kept)) = seat.and_then(|id| Some((id, self.change(id)?))) {
            *kept = concept;
            if let Some(used) = self.used.get_mut(id.index()) {
                *used = false;
            }
            return id;
        }
        let id = ConceptId(u32::try_from(self.concepts.len()).unwrap_or(u32::MAX));
        self.concepts.push(Arc::new(concept));
        self.used.push(false);
        id
    }

    /// Makes the concept of a block, with its name as its only form.
    fn introduce(
        &mut self,
        block: &Block,
        sort: Sort,
        found: &mut Vec<Diagnostic>,
    ) -> Option<ConceptId> {
        let name = tidy(words::unquoted(block.name.text()));
        if words::key(&name).is_empty() {
            let example = block.kind.value.row().name_example;
            found.push(errors::nameless(block.kind.span, sort, example));
            return None;
        }
        let span = block.name.span();
        if sort != Sort::Document && is_reserved(&name) {
            found.push(errors::reserved(&name, span, sort));
            return None;
        }
        if let Some(other) = self.named(&name, sort).and_then(|other| self.get(other)) {
            found.push(errors::taken(&name, span, sort, other));
            return None;
        }
        let id = self.add(name.clone(), default_detail(sort), span);
        self.index(&name, id, FormKind::Singular);
        if block.kind.value == BlockKind::Definition {
            self.mark_defined(id);
        }
        if sort == Sort::Event && block.clause(ClauseKey::Forms).is_none() {
            self.index(&name, id, FormKind::Verb);
        }
        Some(id)
    }

    fn read_forms(&mut self, id: ConceptId, block: &Block, found: &mut Vec<Diagnostic>) {
        let Some(clause) = block.clause(ClauseKey::Forms) else { return };
        let Some((sort, name)) = self.get(id).map(|c| (c.sort(), c.name.clone())) else { return };
        let (forms, written) = forms::parse(&clause.phrase, sort, &name, found);
        for (kind, text, span) in written {
            if sort != Sort::Document && is_reserved(&text) {
                found.push(errors::reserved(&text, span, sort));
                continue;
            }
            let clash = self.index(&text, id, kind).and_then(|other| self.get(other));
            found.extend(clash.map(|other| errors::taken(&text, span, sort, other)));
        }
        if let Some(concept) = self.change(id) {
            concept.forms = forms;
        }
    }

    fn read_label(&mut self, block: &Block, printed: bool, found: &mut Vec<Diagnostic>) {
        let name = block.name.text();
        let Some(phrase) = block.clause(ClauseKey::As).map(|clause| &clause.phrase) else {
            let message = format!("the label of “{}” says no words", tidy(name));
            let missing = Diagnostic::new(Code::D0111, block.name.span(), message)
                .help("say them with `as`: `as Child in Care Review / Child in Care Reviews`");
            found.push(missing);
            return;
        };
        let Some(id) = self.labelled(name) else {
            found.push(self.unknown_name(name, block.name.span(), &[]));
            return;
        };
        let Some(meant) = self.get(id).cloned() else { return };
        let (forms, written) = forms::parse(phrase, meant.sort(), &meant.name, found);
        for (kind, text, span) in written {
            if is_reserved(&text) {
                found.push(errors::reserved(&text, span, meant.sort()));
                continue;
            }
            let clash = self.index(&text, id, kind);
            if !printed {
                self.only_read.extend(clash.is_none().then_some((id, text)));
                continue;
            }
            let other = clash.and_then(|other| self.get(other));
            found.extend(other.map(|other| errors::label_taken(&text, span, &meant, other)));
        }
        if let Some(concept) = self.change(id).filter(|_| printed) {
            concept.label = Some(forms);
        }
    }

    /// The concept that a label is for: an event before anything else.
    fn labelled(&self, name: &str) -> Option<ConceptId> {
        let sorts =
            [Sort::Event, Sort::Status, Sort::Fact, Sort::Role, Sort::Paper, Sort::Document];
        sorts.into_iter().find_map(|sort| self.named(name, sort))
    }

    /// Lets `words` name a concept in this form. The other concept of the same sort
    /// that has them already comes back, and then nothing changes.
    pub(super) fn index(
        &mut self,
        words: &str,
        id: ConceptId,
        kind: FormKind,
    ) -> Option<ConceptId> {
        let sort = self.get(id)?.sort();
        if sort == Sort::Document {
            return match self.documents.of(words).first() {
                Some(known) => Some(*known).filter(|known| *known != id),
                None => {
                    self.documents.add(words, id, false);
                    None
                }
            };
        }
        let clash = self.named(words, sort).filter(|other| *other != id);
        if clash.is_some() {
            return clash;
        }
        let is_noun = matches!(kind, FormKind::Singular | FormKind::Plural);
        self.by_words.add(words, (id, kind), is_noun);
        None
    }

    /// D0208 for each new concept that differs only in wording from another.
    fn look_alikes(&self, first_new: usize, found: &mut Vec<Diagnostic>) {
        if first_new == self.concepts.len() {
            return;
        }
        let mut seen: FxHashMap<(Sort, String), &Concept> = FxHashMap::default();
        seen.reserve(self.concepts.len());
        for (id, concept) in self.iter() {
            let bare = bare_words(&concept.name);
            let old = *seen.entry((concept.sort(), bare)).or_insert(concept);
            if id.index() >= first_new && !std::ptr::eq(old, concept) {
                found.push(errors::similar(concept, old));
            }
        }
    }
}

/// A name without what people vary: articles, hyphens, the `s` of plurals.
fn bare_words(name: &str) -> String {
    let key = words::key(name);
    let mut bare = String::with_capacity(key.len());
    for word in key.split([' ', '-']).filter(|word| !word.is_empty() && *word != "the") {
        if !bare.is_empty() {
            bare.push(' ');
        }
        bare.push_str(super::suggest::stem(word));
    }
    bare
}
