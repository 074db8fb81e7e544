//! The one table of blocks and clauses. Both carriers, the printer, completion
//! and the documentation read it.

mod rows;

pub use rows::BLOCKS;

/// A kind of block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// The header.
    Pack,
    /// A calendar of working days.
    Calendar,
    /// Something that happens.
    Event,
    /// Something that holds for a time.
    Status,
    /// Something known.
    Fact,
    /// Somebody who acts.
    Role,
    /// A case paper.
    Paper,
    /// A source.
    Document,
    /// A status that follows from others.
    Definition,
    /// Something to be done.
    Duty,
    /// Something that must hold all through a time.
    Standing,
    /// What counts as having happened.
    Deem,
    /// What somebody may do, and what that changes.
    Power,
    /// A rule over many cases at once.
    Across,
    /// The paragraphs of a source, and those that are for people.
    Register,
    /// Clauses that replace those of a block of a base.
    Change,
    /// A block of a base that this pack does without.
    Remove,
    /// The pack's own words for a concept.
    Label,
    /// A case and what is expected of it.
    Example,
}

/// A clause keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClauseKey {
    /// `title`: YAML's place for a title, the header's in both.
    Title,
    /// `version`
    Version,
    /// `in force`
    InForce,
    /// `verified`
    Verified,
    /// `extends`
    Extends,
    /// `subject`
    Subject,
    /// `scope`
    Scope,
    /// `calendar`
    Calendar,
    /// `settings`
    Settings,
    /// `rule`
    Rule,
    /// `must`
    Must,
    /// `should`
    Should,
    /// `aims to`
    AimsTo,
    /// `due`
    Due,
    /// `who`
    Who,
    /// `met by`
    MetBy,
    /// `applies`
    Applies,
    /// `lapses`
    Lapses,
    /// `missing`: `missing is allowed`.
    Missing,
    /// `soon`
    Soon,
    /// `implements`
    Implements,
    /// `source`
    Source,
    /// `reason`
    Reason,
    /// `note`
    Note,
    /// `forms`
    Forms,
    /// `life`
    Life,
    /// `recorded`
    Recorded,
    /// `once`
    Once,
    /// `counts on`
    CountsOn,
    /// `same day`: `same day are one occurrence`.
    SameDay,
    /// `from`: of a status `A until B`, of a calendar `D to E`.
    From,
    /// `separate`
    Separate,
    /// `ends`: `ends on the day, inclusive`.
    Ends,
    /// `type`
    Type,
    /// `of`
    Of,
    /// `means`
    Means,
    /// `weekend`
    Weekend,
    /// `closed`
    Closed,
    /// `as`
    As,
    /// `url`
    Url,
    /// `date`
    Date,
    /// `hash`: of a document.
    Hash,
    /// `text`: the file beside the pack that holds a document's text.
    Text,
    /// `claims`: `never laxer than …`.
    Claims,
    /// `schedule`
    Schedule,
    /// `until`
    Until,
    /// `clock`: `restarts on …`, `pauses while …`.
    Clock,
    /// `transition`
    Transition,
    /// `for`: another subject.
    For,
    /// `if unrecorded`: `treat as not happened`.
    IfUnrecorded,
    /// `quote`
    Quote,
    /// `nothing applies`: `from D until D`.
    NothingApplies,
    /// `during`: of a standing duty.
    During,
    /// `when`: of a deeming rule.
    When,
    /// `gives`: of a deeming rule.
    Gives,
    /// `may`: of a power.
    May,
    /// `limit`: of a power.
    LimitTo,
    /// `changes`: of a power.
    Changes,
    /// `waives`: of a power.
    Waives,
    /// `group`
    Group,
    /// `except`: of a definition.
    Except,
    /// `counting`: of a definition.
    Counting,
    /// `terms`: of a calendar.
    Terms,
    /// `computed by`: of a fact.
    ComputedBy,
    /// `departs from`
    DepartsFrom,
    /// `replaces`: of a change, the words of the base that it was written against.
    Replaces,
    /// `paragraphs`: of a register.
    Paragraphs,
    /// `for people`: of a register.
    ForPeople,
    /// `facts`: of an example.
    Facts,
    /// `another case`: of an example, its name and its facts.
    AnotherCase,
    /// `on`: of an example, `28 April 2026 expect …`.
    On,
}

/// How often a clause may stand in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Once.
    Once,
    /// As often as needed.
    Many,
}

/// A clause of a block.
#[derive(Debug, Clone, Copy)]
pub struct ClauseRow {
    /// Which.
    pub key: ClauseKey,
    /// How often.
    pub times: Times,
    /// What it says, for completion and help; a phrase that could stand there.
    pub example: &'static str,
}

/// A kind of block.
#[derive(Debug, Clone, Copy)]
pub struct BlockRow {
    /// Which.
    pub kind: BlockKind,
    /// The keyword at the left margin.
    pub keyword: &'static str,
    /// The top-level key in YAML; empty for the header, whose clauses stand at
    /// the top themselves.
    pub yaml: &'static str,
    /// What its name looks like, for help.
    pub name_example: &'static str,
    /// Its clauses in the order they are printed.
    pub clauses: &'static [ClauseRow],
}

impl BlockKind {
    /// Its row of the table.
    #[must_use]
    pub fn row(self) -> &'static BlockRow {
        // INVARIANT: BLOCKS has a row for each kind; a test goes over all of them.
        BLOCKS.iter().find(|row| row.kind == self).unwrap_or(&FALLBACK)
    }

    /// Whether it states a norm: a block that others name by its id, that is in
    /// force for a time, and that a pack which extends it may change or remove.
    #[must_use]
    pub fn is_rule(self) -> bool {
        match self {
            BlockKind::Definition
            | BlockKind::Duty
            | BlockKind::Standing
            | BlockKind::Deem
            | BlockKind::Power
            | BlockKind::Across => true,
            BlockKind::Pack
            | BlockKind::Calendar
            | BlockKind::Event
            | BlockKind::Status
            | BlockKind::Fact
            | BlockKind::Role
            | BlockKind::Paper
            | BlockKind::Document
            | BlockKind::Register
            | BlockKind::Change
            | BlockKind::Remove
            | BlockKind::Label
            | BlockKind::Example => false,
        }
    }

    /// The row of a clause in this kind of block.
    #[must_use]
    pub fn clause(self, key: ClauseKey) -> Option<&'static ClauseRow> {
        self.row().clauses.iter().find(|row| row.key == key)
    }

    /// The kind with this keyword (`duty`), in any case of letters.
    #[must_use]
    pub fn from_keyword(word: &str) -> Option<BlockKind> {
        BLOCKS.iter().find(|row| row.keyword.eq_ignore_ascii_case(word)).map(|row| row.kind)
    }

    /// The kind with this top-level key of YAML (`duties`).
    #[must_use]
    pub fn from_yaml(key: &str) -> Option<BlockKind> {
        BLOCKS
            .iter()
            .find(|row| !row.yaml.is_empty() && row.yaml.eq_ignore_ascii_case(key))
            .map(|row| row.kind)
    }
}

macro_rules! spellings {
    ($($key:ident $word:literal,)*) => {
        impl ClauseKey {
            /// Every clause keyword.
            pub const ALL: &'static [ClauseKey] = &[$(ClauseKey::$key,)*];

            /// As it is written: `met by`.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(ClauseKey::$key => $word,)*
                }
            }
        }
    };
}

spellings! {
    Title "title", Version "version", InForce "in force", Verified "verified",
    Extends "extends", Subject "subject", Scope "scope", Calendar "calendar",
    Settings "settings", Rule "rule", Must "must", Should "should",
    AimsTo "aims to", Due "due", Who "who", MetBy "met by", Applies "applies",
    Lapses "lapses", Missing "missing", Soon "soon", Implements "implements",
    Source "source", Reason "reason", Note "note", Forms "forms", Life "life",
    Recorded "recorded", Once "once", CountsOn "counts on", SameDay "same day",
    From "from", Separate "separate", Ends "ends", Type "type", Of "of",
    Means "means", Weekend "weekend", Closed "closed", As "as", Url "url",
    Date "date", Hash "hash", Text "text", Claims "claims", Schedule "schedule",
    Until "until", Clock "clock", Transition "transition", For "for",
    IfUnrecorded "if unrecorded", Quote "quote", NothingApplies "nothing applies",
    During "during", When "when", Gives "gives", May "may", LimitTo "limit",
    Changes "changes", Waives "waives", Group "group", Except "except",
    Counting "counting", Terms "terms", ComputedBy "computed by",
    DepartsFrom "departs from", Replaces "replaces", Paragraphs "paragraphs", ForPeople "for people",
    Facts "facts", AnotherCase "another case", On "on",
}

impl ClauseKey {
    /// The clause with this keyword, in any case of letters and with any number
    /// of spaces between its words.
    #[must_use]
    pub fn parse(word: &str) -> Option<ClauseKey> {
        let mut words = word.split_ascii_whitespace();
        let joined = words.by_ref().collect::<Vec<_>>().join(" ");
        ClauseKey::ALL.iter().copied().find(|key| key.word().eq_ignore_ascii_case(&joined))
    }
}

const FALLBACK: BlockRow =
    BlockRow { kind: BlockKind::Pack, keyword: "pack", yaml: "", name_example: "", clauses: &[] };
