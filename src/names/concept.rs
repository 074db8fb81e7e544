//! Concepts: events, statuses, facts, roles, papers, documents and decisions.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::source::Span;
use crate::time::Day;

use super::lexicon::{Lexicon, Meant};

/// Which concept of a [`Vocabulary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId(pub(super) u32);

impl ConceptId {
    /// Its place in its vocabulary, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What kind of thing a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    /// Something that happens on a day: a review, coming into care.
    Event,
    /// Something that holds from one day to another: looked after.
    Status,
    /// Something known of a case, an event or a status: a type and a value.
    Fact,
    /// Who does or decides: the social worker.
    Role,
    /// A case paper: the care plan.
    Paper,
    /// A source that blocks cite.
    Document,
    /// A decision that a phrase `recorded: …` names. It is an event of its own.
    Decision,
}

impl Sort {
    /// Its word in a sentence, with its article: `an event`.
    #[must_use]
    pub fn a(self) -> &'static str {
        match self {
            Sort::Event => "an event",
            Sort::Status => "a status",
            Sort::Fact => "a fact",
            Sort::Role => "a role",
            Sort::Paper => "a paper",
            Sort::Document => "a document",
            Sort::Decision => "a decision",
        }
    }

    /// Its bare word: `event`. Also the keyword of the block that declares it.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.a().split_once(' ').map_or("", |(_, word)| word)
    }
}

/// Which form of a concept's name was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormKind {
    /// `hold a review`
    Verb,
    /// `a review is held`
    Passive,
    /// `review`
    Singular,
    /// `reviews`
    Plural,
}

/// The words for one concept, all in the author's spelling.
///
/// An alternative that holds ` / ` is a noun with its plural. Of an event, one
/// that begins with an article or holds ` is `, ` are ` or ` comes ` is a whole
/// sentence; the first of the others is the verb form, unless it is the name
/// itself or a noun stands before it. Anything else is a noun.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forms {
    /// `hold a review`: what somebody must do.
    pub verb: Option<String>,
    /// `a review is held`.
    pub passive: Option<String>,
    /// `review`: the noun, without an article.
    pub singular: Option<String>,
    /// `reviews`.
    pub plural: Option<String>,
    /// Every further alternative, each with what it is.
    pub others: Vec<(FormKind, String)>,
}

/// Whether silence about a thing means that it did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Completeness {
    /// What is not recorded did not happen, from the day given or always.
    Fully {
        /// Records before this day are not complete.
        from: Option<Day>,
    },
    /// What is not recorded is not known.
    WhenKnown,
}

/// Which states an event may go through, and what a changed plan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Life {
    /// It can be planned.
    pub planned: bool,
    /// It can be adjourned.
    pub adjourned: bool,
    /// It can be cancelled.
    pub cancelled: bool,
    /// An adjourned one counts on the day it was planned for
    /// (IRO Handbook 3.27), not on the day it was begun or resumed.
    pub adjourned_counts_on_plan: bool,
}

/// What an event's block says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventInfo {
    /// Which states it may go through.
    pub life: Life,
    /// Whether silence means that it did not happen.
    pub recorded: Completeness,
    /// The status in each of whose periods it happens once; `Some(None)` where it
    /// happens once in the whole record.
    pub once: Option<Option<ConceptId>>,
    /// Two on one day are one.
    pub same_day_is_one: bool,
    /// It counts on its completion, not its start.
    pub counts_on_completion: bool,
    /// What each of them belongs to: a period of a status, or another event.
    pub of: Option<ConceptId>,
}

/// An event that begins or ends a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Any of these events begins it.
    pub from: Vec<ConceptId>,
    /// Any of these events ends it.
    pub until: Vec<ConceptId>,
}

/// What a status's block says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusInfo {
    /// The events that begin and end it; `None` when it is only recorded as
    /// periods.
    pub transition: Option<Transition>,
    /// Each start keeps a period of its own; others are merged.
    pub separate: bool,
    /// The day it ends belongs to it.
    pub inclusive: bool,
    /// Its name is a noun: the child is *an* eligible child.
    pub takes_article: bool,
    /// A `definition` says when it holds, so nothing records it.
    pub defined: bool,
    /// Whether silence means that it does not hold.
    pub recorded: Completeness,
}

/// The values a fact may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactType {
    /// Yes or no.
    YesNo,
    /// A whole number.
    Number,
    /// A number with up to three decimals.
    Decimal,
    /// A day.
    Date,
    /// One of the words listed.
    OneOf(Vec<String>),
    /// A name or a reference, which is compared and never read: of two cases with the
    /// same one, both mean the same person or thing.
    Name,
}

/// What a fact is a fact of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Of the case itself.
    Subject,
    /// Of each occurrence of an event, each period of a status, or a role.
    Of(ConceptId),
}

/// Something that an extension is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What.
    pub what: Given,
    /// It is called where this is not known too; otherwise its answer is not known then.
    pub if_known: bool,
    /// Where it was written.
    pub span: Span,
}

/// What an extension can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Given {
    /// The value of a fact of the case.
    Fact(ConceptId),
    /// The date of birth.
    BirthDate,
}

/// How a fact is computed where nobody recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// The extension: the path of a wasm module, from the folder of the pack.
    pub file: String,
    /// Where that was written.
    pub span: Span,
    /// What the extension is given, in this order.
    pub from: Vec<Input>,
}

/// What a fact's block says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactInfo {
    /// Its values.
    pub ty: FactType,
    /// What has it.
    pub owner: Owner,
    /// Whether silence means *no* (yes or no facts) or is not known.
    pub recorded: Completeness,
    /// The extension that computes it.
    pub computed: Option<Computed>,
}

/// What the sort of a concept adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Of an event.
    Event(EventInfo),
    /// Of a status.
    Status(StatusInfo),
    /// Of a fact.
    Fact(FactInfo),
    /// Of a decision: an event that is recorded fully.
    Decision,
    /// Roles, papers and documents have none.
    Plain(Sort),
}

/// One thing that packs speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// Its canonical name, as its declaration spells it.
    pub name: String,
    /// Its declared forms.
    pub forms: Forms,
    /// The forms that the pack at hand uses instead; printing prefers them.
    pub label: Option<Forms>,
    /// What its sort adds.
    pub detail: Detail,
    /// Where it was declared.
    pub declared: Span,
}

impl Concept {
    /// Its sort.
    #[must_use]
    pub fn sort(&self) -> Sort {
        match &self.detail {
            Detail::Event(_) => Sort::Event,
            Detail::Status(_) => Sort::Status,
            Detail::Fact(_) => Sort::Fact,
            Detail::Decision => Sort::Decision,
            Detail::Plain(sort) => *sort,
        }
    }

    /// The event's own part, where it is an event.
    #[must_use]
    pub fn event(&self) -> Option<&EventInfo> {
        if let Detail::Event(info) = &self.detail { Some(info) } else { None }
    }

    /// The status's own part, where it is a status.
    #[must_use]
    pub fn status(&self) -> Option<&StatusInfo> {
        if let Detail::Status(info) = &self.detail { Some(info) } else { None }
    }

    /// The fact's own part, where it is a fact.
    #[must_use]
    pub fn fact(&self) -> Option<&FactInfo> {
        if let Detail::Fact(info) = &self.detail { Some(info) } else { None }
    }

    /// The noun a person reads: the label's, else the declared, else the name.
    #[must_use]
    pub fn noun(&self) -> &str {
        self.label
            .as_ref()
            .and_then(|label| label.singular.as_deref())
            .or(self.forms.singular.as_deref())
            .unwrap_or(&self.name)
    }

    /// The noun of a status as it stands after `is`: `looked after`, `an eligible
    /// child`.
    #[must_use]
    pub fn predicate(&self) -> String {
        let noun = self.noun();
        if self.status().is_some_and(|info| info.takes_article) {
            super::with_article(noun)
        } else {
            noun.to_owned()
        }
    }

    /// The plural a person reads; the noun where none was declared.
    #[must_use]
    pub fn plural(&self) -> &str {
        self.label
            .as_ref()
            .and_then(|label| label.plural.as_deref())
            .or(self.forms.plural.as_deref())
            .unwrap_or_else(|| self.noun())
    }

    /// The verb form a person reads: `hold a Child in Care Review`.
    #[must_use]
    pub fn verb(&self) -> &str {
        self.label
            .as_ref()
            .and_then(|label| label.verb.as_deref())
            .or(self.forms.verb.as_deref())
            .unwrap_or(&self.name)
    }

    /// The verb form that is followed by what the act is done with: of `make the review
    /// papers available` and `make available` the one that names nothing itself.
    #[must_use]
    pub fn verb_before_list(&self) -> &str {
        let verb = self.verb();
        let first = |form: &str| form.split(' ').next().map(str::to_lowercase);
        let words = |form: &&str| form.split(' ').count();
        let label = self.label.iter().flat_map(Forms::all);
        let others = self.forms.all().chain(label).map(|(_, form)| form);
        let same = others.filter(|form| first(form) == first(verb));
        same.min_by_key(words).filter(|form| words(form) < words(&verb)).unwrap_or(verb)
    }
}

/// The concepts that one form may name, each with the form that it is.
pub(super) type Entry = Meant<(ConceptId, FormKind)>;

/// Every concept a pack can name.
///
/// INVARIANT: every id in the indexes has a concept.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Shared with the vocabularies that this one was made from, until it is changed.
    pub(super) concepts: Vec<Arc<Concept>>,
    /// What the cases are about: `child`.
    pub subject: String,
    /// The subject as somebody to whom things are done, where there is a subject.
    pub(super) subject_role: Option<ConceptId>,
    /// The event from which somebody is in a role, where it says so.
    pub(super) roles_from: FxHashMap<ConceptId, ConceptId>,
    /// What else its cases may be about: the subjects of single duties.
    pub other_subjects: Vec<String>,
    /// The words of each form → the concepts that have it. Documents and decisions
    /// have indexes of their own: they are named in clauses of their own, and must not
    /// hide the names in other phrases.
    pub(super) by_words: Lexicon<(ConceptId, FormKind)>,
    pub(super) documents: Lexicon<ConceptId>,
    pub(super) decisions: FxHashMap<String, ConceptId>,
    /// Which concepts some phrase uses, by index.
    pub(super) used: Vec<bool>,
    /// The acts that only their use declares.
    pub(super) self_declared: Vec<ConceptId>,
    /// The words of labels of the packs it extends: they are read, but not printed.
    pub(super) only_read: Vec<(ConceptId, String)>,
    /// Places kept for concepts of other packs, until they are declared here too.
    pub(super) seats: FxHashMap<(Sort, String), ConceptId>,
}

impl Vocabulary {
    /// A vocabulary in which nothing is declared yet, and which will give each
    /// concept that another one knows the same id: so that the phrases of two packs
    /// can be compared, and one case be judged under both. Canonical names decide
    /// what is the same; labels do not.
    #[must_use]
    pub fn beside(other: &Vocabulary) -> Vocabulary {
        let mut own = Vocabulary::default();
        for (id, concept) in other.iter() {
            own.seats.insert((concept.sort(), super::words::key(&concept.name)), id);
            let bare = Concept { forms: Forms::default(), label: None, ..concept.clone() };
            own.concepts.push(Arc::new(bare));
        }
        own.used = vec![true; own.concepts.len()];
        own
    }

    /// A concept by id; ids of another vocabulary give `None`.
    #[must_use]
    pub fn get(&self, id: ConceptId) -> Option<&Concept> {
        self.concepts.get(id.index()).map(Arc::as_ref)
    }

    /// All concepts with their ids, in the order they were declared.
    pub fn iter(&self) -> impl Iterator<Item = (ConceptId, &Concept)> {
        (0_u32..).map(ConceptId).zip(self.concepts.iter().map(Arc::as_ref))
    }

    /// A concept to be changed here, and in no other vocabulary.
    pub(super) fn change(&mut self, id: ConceptId) -> Option<&mut Concept> {
        self.concepts.get_mut(id.index()).map(Arc::make_mut)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.concepts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    /// The noun of a concept, empty for an id of another vocabulary.
    #[must_use]
    pub fn noun(&self, id: ConceptId) -> &str {
        self.get(id).map_or("", Concept::noun)
    }

    /// The verb form of a concept, empty for an id of another vocabulary.
    #[must_use]
    pub fn verb(&self, id: ConceptId) -> &str {
        self.get(id).map_or("", Concept::verb)
    }
}
