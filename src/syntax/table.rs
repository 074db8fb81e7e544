//! The one table of blocks and clauses. Both carriers, the printer, completion
//! and the documentation read it.

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
    /// Something to be done.
    Duty,
    /// The pack's own words for a concept.
    Label,
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

const fn once(key: ClauseKey, example: &'static str) -> ClauseRow {
    ClauseRow { key, times: Times::Once, example }
}

const fn many(key: ClauseKey, example: &'static str) -> ClauseRow {
    ClauseRow { key, times: Times::Many, example }
}

/// Every block, in the order a pack is printed.
pub const BLOCKS: &[BlockRow] = &[
    BlockRow {
        kind: BlockKind::Pack,
        keyword: "pack",
        yaml: "",
        name_example: "example-council/reviews",
        clauses: &[
            once(ClauseKey::Title, "Example Council: Child in Care Reviews"),
            once(ClauseKey::Version, "2026-11-21"),
            once(ClauseKey::InForce, "from 1 June 2024"),
            once(ClauseKey::Verified, "21 November 2026"),
            many(ClauseKey::Extends, "vocabulary/children-looked-after"),
            once(ClauseKey::Subject, "child"),
            once(ClauseKey::Scope, "each period looked after"),
            once(ClauseKey::Calendar, "england-and-wales"),
            many(ClauseKey::Settings, "days are calendar days"),
            many(ClauseKey::Applies, "if the child is looked after"),
            many(ClauseKey::Source, "CPPCR 2010"),
            many(ClauseKey::Note, "a remark for readers"),
        ],
    },
    BlockRow {
        kind: BlockKind::Calendar,
        keyword: "calendar",
        yaml: "calendars",
        name_example: "example-council",
        clauses: &[
            once(ClauseKey::Title, "Example Council"),
            once(ClauseKey::Means, "england-and-wales"),
            once(ClauseKey::From, "1 January 2000 to 31 December 2028"),
            once(ClauseKey::Weekend, "Saturday, Sunday"),
            many(ClauseKey::Closed, "2026-12-24 Christmas closure"),
            many(ClauseKey::Source, "GOV.UK bank holidays"),
            many(ClauseKey::Note, "a remark for readers"),
        ],
    },
    BlockRow {
        kind: BlockKind::Event,
        keyword: "event",
        yaml: "events",
        name_example: "review",
        clauses: &[
            once(ClauseKey::Title, "Review of the child's case"),
            once(ClauseKey::Forms, "hold a review | a review is held | review / reviews"),
            many(ClauseKey::Life, "can be planned, adjourned, cancelled"),
            once(ClauseKey::Recorded, "fully"),
            once(ClauseKey::Once, "per period looked after"),
            once(ClauseKey::CountsOn, "its completion"),
            once(ClauseKey::SameDay, "are one occurrence"),
            many(ClauseKey::Source, "CPPCR 2010 reg 33"),
            many(ClauseKey::Note, "a remark for readers"),
        ],
    },
    BlockRow {
        kind: BlockKind::Status,
        keyword: "status",
        yaml: "statuses",
        name_example: "looked after",
        clauses: &[
            once(ClauseKey::Title, "Looked after by the authority"),
            once(ClauseKey::From, "coming into care until leaving care"),
            once(ClauseKey::Forms, "looked after | in care"),
            once(ClauseKey::Separate, ""),
            once(ClauseKey::Ends, "on the day, inclusive"),
            once(ClauseKey::Recorded, "fully"),
            many(ClauseKey::Source, "Children Act 1989 s 22"),
            many(ClauseKey::Note, "a remark for readers"),
        ],
    },
    BlockRow {
        kind: BlockKind::Fact,
        keyword: "fact",
        yaml: "facts",
        name_example: "intended to last until 18",
        clauses: &[
            once(ClauseKey::Title, "The placement is meant to last"),
            once(ClauseKey::Type, "yes or no"),
            once(ClauseKey::Of, "review"),
            once(ClauseKey::Forms, "changed the care plan"),
            once(ClauseKey::Recorded, "when known"),
            many(ClauseKey::Source, "CPPCR 2010 reg 28"),
            many(ClauseKey::Note, "a remark for readers"),
        ],
    },
    BlockRow {
        kind: BlockKind::Role,
        keyword: "role",
        yaml: "roles",
        name_example: "the social worker",
        clauses: &[
            once(ClauseKey::Title, "The child's social worker"),
            once(ClauseKey::Forms, "the social worker | social workers"),
            many(ClauseKey::Note, "a remark for readers"),
        ],
    },
    BlockRow {
        kind: BlockKind::Paper,
        keyword: "paper",
        yaml: "papers",
        name_example: "the care plan",
        clauses: &[
            once(ClauseKey::Title, "The care plan"),
            once(ClauseKey::Forms, "the care plan | care plans"),
            many(ClauseKey::Note, "a remark for readers"),
        ],
    },
    BlockRow {
        kind: BlockKind::Document,
        keyword: "document",
        yaml: "documents",
        name_example: "IRO Handbook",
        clauses: &[
            once(ClauseKey::Title, "IRO Handbook: statutory guidance"),
            once(ClauseKey::Forms, "Handbook"),
            once(ClauseKey::Url, "https://www.gov.uk/"),
            once(ClauseKey::Date, "March 2010"),
            many(ClauseKey::Note, "a remark for readers"),
        ],
    },
    BlockRow {
        kind: BlockKind::Duty,
        keyword: "duty",
        yaml: "duties",
        name_example: "initial-review",
        clauses: &[
            once(ClauseKey::Title, "First review"),
            once(ClauseKey::Implements, "statute/care-planning-regulations-2010/initial-review"),
            once(ClauseKey::Who, "the social worker"),
            once(ClauseKey::Rule, "initial review within 20 working days of coming into care"),
            once(ClauseKey::Must, "hold a review"),
            once(ClauseKey::Should, "hold a review"),
            once(ClauseKey::AimsTo, "hold a review"),
            once(ClauseKey::Due, "within 20 working days of coming into care"),
            once(ClauseKey::MetBy, "the first review"),
            many(ClauseKey::Applies, "if the child is looked after"),
            once(ClauseKey::Scope, "each period looked after"),
            many(ClauseKey::Lapses, "at the end of the scope"),
            once(ClauseKey::Missing, "is allowed"),
            once(ClauseKey::Soon, "10 working days"),
            many(ClauseKey::Source, "CPPCR 2010 reg 33(1)"),
            once(ClauseKey::Reason, "why it is written so"),
            many(ClauseKey::Note, "a remark for readers"),
        ],
    },
    BlockRow {
        kind: BlockKind::Label,
        keyword: "label",
        yaml: "labels",
        name_example: "review",
        clauses: &[once(
            ClauseKey::As,
            "hold a Child in Care Review | a Child in Care Review is held | Child in Care Review / Child in Care Reviews",
        )],
    },
];

impl BlockKind {
    /// Its row of the table.
    #[must_use]
    pub fn row(self) -> &'static BlockRow {
        // INVARIANT: BLOCKS has a row for each kind; a test goes over all of them.
        BLOCKS.iter().find(|row| row.kind == self).unwrap_or(&FALLBACK)
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
    Date "date",
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
