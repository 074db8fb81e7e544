//! Blocks to duties: the pass from a loaded pack to its [`Model`].
//!
//! Afterwards every name is an id, every sentence is spelled out, every deadline
//! has one form, and every duty knows its scope, its matching and its sources.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic, Outcome, has_errors};
use crate::names::{ConceptId, Sort, Vocabulary};
use crate::source::{FileId, Phrase, Span, Spanned};
use crate::syntax::ast::{Act, Anchor, Applies, Due, MetBy, Rule, RuleOrdinal, Schedule};
use crate::syntax::force::Force;
use crate::syntax::phrase::{Reading, ScopePhrase};
use crate::syntax::{Block, BlockKind, Clause, ClauseKey};
use crate::time::Calendar;

use super::closing::lapses;
use super::duties::Duties;
use super::duty::{
    Duty, DutyId, Limits, Match, Modality, Model, PackInfo, Provenance, Scope, Settings, SoonRule,
    Trigger,
};
use super::extension::Extension;
use super::layers::{LayerInfo, Patch};
use super::recurrence::Recurrence;
use super::register::{Citation, Register};
use super::running::{own_subject, running, subject};
use super::sources::cited;
use super::standing::Standing;
use super::versions::{Versioned, add_version, all_versions, transition};
use super::{across, declare, definition, lower, power, standing};

/// A loaded pack: its header as data, its words, and the duties still as blocks.
#[derive(Debug, Clone)]
pub struct Parts {
    /// What the pack says of itself.
    pub info: PackInfo,
    /// Every name it can use.
    pub vocabulary: Vocabulary,
    /// The calendar of its working days.
    pub calendar: Option<Arc<Calendar>>,
    /// The readings it chose.
    pub settings: Settings,
    /// The blocks that state norms, each with the id of the pack that declares it,
    /// the pack's own first.
    pub rules: Vec<(Arc<str>, Block)>,
    /// The events that stand for others, each with the id of its pack.
    pub kinds: Vec<(Arc<str>, Block)>,
    /// What is said only if nothing is wrong with any duty.
    pub late: Vec<Diagnostic>,
    /// The packs it is made of, the pack at hand first.
    pub layers: Vec<LayerInfo>,
    /// What its packs did to the rules of those they extend.
    pub patches: Vec<Patch>,
    /// The readings that phrases of each file follow.
    pub readings: FxHashMap<FileId, Settings>,
    /// The registers of all packs.
    pub registers: Vec<Register>,
    /// What each block of all packs cites.
    pub citations: Vec<Citation>,
    /// The modules that compute facts.
    pub extensions: Vec<Extension>,
}

/// Resolves every duty. A duty that cannot be read is left out and reported; the
/// others are kept.
#[must_use]
pub fn resolve(parts: Parts) -> Outcome<Model> {
    let Parts {
        info,
        mut vocabulary,
        calendar,
        settings,
        rules,
        kinds,
        late,
        layers,
        patches,
        readings,
        registers,
        citations,
        extensions,
    } = parts;
    let mut diagnostics = Vec::new();
    let mut said = Vec::new();
    let dated = all_versions(&info.id, &rules, &mut said);
    declare::declare(&info.id, &dated, &mut vocabulary, &mut diagnostics);
    let mut reading = Reading::new(&vocabulary, settings.days_are_calendar_days);
    reading.declare_days(readings.iter().map(|(file, one)| (*file, one.days_are_calendar_days)));
    let strict = Strict { all: settings.before_is_strict, files: &readings };
    reading.diagnostics.append(&mut said);
    let drafts = drafts(&dated, &mut reading);
    let derived = definition::read(&dated, &kinds, &mut reading);
    let firsts = highest_ordinals(&drafts);
    let mut model = Model {
        pack: info,
        vocabulary: Vocabulary::default(),
        calendar,
        settings,
        duties: Duties::with_room(drafts.len()),
        powers: Vec::new(),
        across: Vec::new(),
        derived,
        by_name: FxHashMap::default(),
        layers,
        patches,
        articles: Vec::new(),
        registers,
        citations,
        extensions,
    };
    finish_all(drafts, &firsts, &mut model, (&strict, &mut reading));
    model.powers = power::resolve(&dated, &strict, &model, &mut reading);
    model.across = across::resolve(&dated, &mut reading);
    model.articles = rules;
    told_once(std::mem::take(&mut reading.diagnostics), &mut diagnostics);
    if !has_errors(&diagnostics) {
        diagnostics.extend(late);
    }
    own_subject(&mut model.duties, &mut vocabulary);
    model.vocabulary = vocabulary;
    Outcome::new(model, diagnostics)
}

/// Versions of a rule share clauses, and so what there is to say of them.
fn told_once(found: Vec<Diagnostic>, diagnostics: &mut Vec<Diagnostic>) {
    for found in found {
        if !diagnostics.contains(&found) {
            diagnostics.push(found);
        }
    }
}

/// Puts every duty into the model; versions of one rule are one duty.
fn finish_all(
    drafts: Drafts<'_>,
    firsts: &Firsts,
    model: &mut Model,
    (strict, reading): (&Strict<'_>, &mut Reading<'_>),
) {
    let none = FxHashMap::default();
    let mut last = None;
    for draft in drafts {
        let id = DutyId(u32::try_from(model.duties.len()).unwrap_or(u32::MAX));
        let name = draft.name();
        let full = format!("{}/{}", draft.pack, name.text());
        let firsts = firsts.get(draft.pack).unwrap_or(&none);
        if last.replace(draft.rule) == Some(draft.rule) {
            let duty = draft.finish(id, strict, firsts, reading);
            duty.into_iter().for_each(|duty| add_version(model, duty));
            continue;
        }
        if let Some(first) = model.by_name.get(&full).and_then(|id| model.duty(*id)) {
            reading.diagnostics.push(twice(&name, first));
            continue;
        }
        if let Some(duty) = draft.finish(id, strict, firsts, reading) {
            // The most local duty of a name has it for itself.
            model.by_name.entry(name.text().to_owned()).or_insert(id);
            model.by_name.insert(full, id);
            model.duties.push(duty);
        }
    }
}

/// The duties whose sentences can be read.
fn drafts<'a>(dated: &'a [Versioned<'a>], reading: &mut Reading<'_>) -> Drafts<'a> {
    let mut drafts = Drafts::with_capacity(dated.len());
    let duties = [BlockKind::Duty, BlockKind::Standing];
    let duties = dated.iter().filter(|(.., version)| duties.contains(&version.block.kind.value));
    for (rule, pack, version) in duties {
        match Draft::read(pack, &version.block, reading) {
            Some(draft) => {
                drafts.push(Box::new(Draft { rule: *rule, force: version.force, ..draft }));
            }
            None => read_rest(&version.block, reading),
        }
    }
    drafts
}

/// Reads what is left of a duty that cannot be resolved, for what there is to say
/// about it: one run tells of every mistake.
fn read_rest(block: &Block, reading: &mut Reading<'_>) {
    for clause in block.clauses(ClauseKey::Applies).filter(|clause| !clause.phrase.is_empty()) {
        reading.applies(clause);
    }
}

/// Whether a bare `before` leaves out the day of its event.
pub(super) struct Strict<'r> {
    all: bool,
    files: &'r FxHashMap<FileId, Settings>,
}

impl Strict<'_> {
    /// In the words of the pack that wrote there.
    pub(super) fn at(&self, span: Span) -> bool {
        self.files.get(&span.file()).map_or(self.all, |chosen| chosen.before_is_strict)
    }
}

/// The conditions of a block; those of its pack's header stand in it already.
pub(super) fn applies(block: &Block, reading: &mut Reading<'_>) -> Vec<Applies> {
    let written = block.clauses(ClauseKey::Applies).filter(|clause| !clause.phrase.is_empty());
    written.filter_map(|clause| reading.applies(clause)).collect()
}

fn twice(name: &Phrase, first: &Duty) -> Diagnostic {
    Diagnostic::new(Code::D0203, name.span(), format!("`{}` names two duties", name.text()))
        .label("the second; it is left out")
        .also(first.name.span, "the first")
        .help("give one of them another id")
}

/// Those of a pack. Each for itself, for together they are larger than any allocator has
/// at hand, and to clear new memory takes longer than to read them.
type Drafts<'a> = Vec<Box<Draft<'a>>>;

/// A duty block whose sentence has been read, before `subsequent` can be placed.
struct Draft<'a> {
    pack: &'a Arc<str>,
    block: &'a Block,
    /// The place of its rule, which its other versions share.
    rule: usize,
    force: Force,
    modality: Modality,
    act: Act,
    due: Option<Due>,
    schedule: Option<Schedule>,
    met_by: Option<MetBy>,
    ordinal: Option<RuleOrdinal>,
    sentence: bool,
    /// Who the sentence says has it.
    who: Option<Spanned<ConceptId>>,
    standing: Option<Standing>,
}

impl<'a> Draft<'a> {
    fn read(pack: &'a Arc<str>, block: &'a Block, reading: &mut Reading<'_>) -> Option<Self> {
        if block.kind.value == BlockKind::Standing {
            let (modality, standing) = standing::read(block, reading)?;
            return Some(Draft::of_standing(pack, block, modality, standing));
        }
        if let Some(rule) = block.clause(ClauseKey::Rule) {
            if rule.phrase.is_empty() {
                return None;
            }
            let rule = reading.rule(&rule.phrase)?;
            return Draft::of_rule(pack, block, rule).patched(reading);
        }
        let (clause, modality) = does(block)?;
        let act = (!clause.phrase.is_empty()).then(|| reading.act(clause)).flatten();
        let written = block.clause(ClauseKey::Due).filter(|clause| !clause.phrase.is_empty());
        let due = written.map(|clause| reading.due(&clause.phrase));
        let schedule = block.clause(ClauseKey::Schedule).filter(|clause| !clause.phrase.is_empty());
        let schedule = schedule.map(|clause| reading.schedule(&clause.phrase));
        let met_by = match block.clause(ClauseKey::MetBy).filter(|clause| !clause.phrase.is_empty())
        {
            Some(clause) => Some(reading.met_by(&clause.phrase)?),
            None => None,
        };
        let act = act?;
        let due = match due {
            Some(due) => Some(due?),
            None => act.due,
        };
        let schedule = match schedule {
            Some(schedule) => Some(schedule?),
            None => None,
        };
        Some(Draft {
            pack,
            block,
            rule: 0,
            force: Force::ALWAYS,
            modality,
            act: act.act,
            due,
            schedule,
            met_by,
            ordinal: None,
            sentence: false,
            who: None,
            standing: None,
        })
    }

    fn of_standing(
        pack: &'a Arc<str>,
        block: &'a Block,
        modality: Modality,
        standing: Standing,
    ) -> Self {
        Draft {
            pack,
            block,
            rule: 0,
            force: Force::ALWAYS,
            modality,
            act: standing::no_act(),
            due: None,
            schedule: None,
            met_by: None,
            ordinal: None,
            sentence: false,
            who: None,
            standing: Some(standing),
        }
    }

    /// A sentence with the clauses that a patch gave it beside it.
    fn patched(mut self, reading: &mut Reading<'_>) -> Option<Self> {
        if let Some((clause, modality)) = does(self.block) {
            self.modality = modality;
            self.act = reading.act(clause)?.act;
        }
        if let Some(clause) = written(self.block, ClauseKey::Due) {
            self.due = Some(reading.due(&clause.phrase)?);
        }
        if let Some(clause) = written(self.block, ClauseKey::MetBy) {
            self.met_by = Some(reading.met_by(&clause.phrase)?);
            self.ordinal = None;
        }
        Some(self)
    }

    fn of_rule(pack: &'a Arc<str>, block: &'a Block, rule: Rule) -> Self {
        Draft {
            pack,
            block,
            rule: 0,
            force: Force::ALWAYS,
            modality: if rule.should { Modality::Should } else { Modality::Must },
            act: lower::single_act(rule.event),
            due: Some(rule.due),
            schedule: None,
            met_by: None,
            ordinal: rule.ordinal,
            sentence: true,
            who: rule.who,
            standing: None,
        }
    }

    fn name(&self) -> Phrase {
        self.block.name.clone()
    }

    /// The number of the occurrence that meets it, where it names one.
    fn nth(&self) -> Option<(ConceptId, u32)> {
        match (&self.met_by, self.ordinal) {
            (Some(MetBy::Nth(event, number)), _) => Some((event.value, *number)),
            (None, Some(RuleOrdinal::Nth(number))) => {
                self.act.parts.first().map(|part| (part.event.value, number))
            }
            _ => None,
        }
    }

    /// Its deadline with `the previous` and `subsequent` spelled out, and which
    /// occurrence of the act counts.
    fn place(&self, firsts: &FxHashMap<ConceptId, u32>) -> (Option<Due>, Match) {
        let event = self.act.parts.first().map(|part| part.event.value);
        let ordinal = match self.ordinal {
            Some(RuleOrdinal::Subsequent) => {
                let after = event.and_then(|event| firsts.get(&event)).copied().unwrap_or(0);
                Some(RuleOrdinal::From(after + 1))
            }
            ordinal => ordinal,
        };
        let mut due = self.due.clone();
        let chained =
            due.as_mut().is_some_and(|due| lower::spell_out_previous(due, ordinal, event));
        let matching = matching(self.met_by.as_ref(), ordinal, chained, due.as_ref(), &self.act);
        (due, matching)
    }

    /// The act, which is the one that `met by` names.
    fn counted_act(&self) -> Act {
        let mut act = self.act.clone();
        if let Some(MetBy::Nth(event, _) | MetBy::Next(event) | MetBy::For(event, _)) = &self.met_by
            && let [part] = act.parts.as_mut_slice()
        {
            part.event = *event;
        }
        act
    }

    fn recurrence(&self, due: Option<&Due>) -> Option<Recurrence> {
        match self.schedule.clone() {
            Some(schedule) => Some(Recurrence::Schedule(schedule)),
            None => due.and_then(lower::recurrence),
        }
    }

    /// What starts it, and its limits: a standing duty has none.
    fn trigger(
        &self,
        due: Option<&Due>,
        strict: &Strict<'_>,
        reading: &mut Reading<'_>,
    ) -> (Option<Trigger>, Vec<Limits>) {
        match (&self.schedule, due, &self.standing) {
            (Some(schedule), ..) => {
                lower::schedule(schedule, strict.at(schedule.first.span), reading)
            }
            (None, Some(due), _) => lower::limits(due, strict.at(due.core.span), reading),
            (None, None, Some(standing)) => {
                let anchor = Anchor::PeriodStart(standing.during.status);
                (Some(Trigger { anchor }), Vec::new())
            }
            (None, None, None) => (None, Vec::new()),
        }
    }

    fn finish(
        self,
        id: DutyId,
        strict: &Strict<'_>,
        firsts: &FxHashMap<ConceptId, u32>,
        reading: &mut Reading<'_>,
    ) -> Option<Duty> {
        let block = self.block;
        let (due, matching) = self.place(firsts);
        let act = self.counted_act();
        let scope = scope(block, reading);
        let (trigger, limits) = self.trigger(due.as_ref(), strict, reading);
        let recurrence = self.recurrence(due.as_ref());
        let applies = applies(block, reading);
        let lapses = lapses(block, trigger.as_ref(), &scope, reading);
        Some(Duty {
            id,
            name: Spanned::new(block.name.text().to_owned(), block.name.span()),
            title: block.title.as_ref().map(|title| title.text().to_owned()),
            who: who(block, reading).or(self.who),
            modality: self.modality,
            act,
            trigger,
            limits,
            due: due.filter(|_| self.schedule.is_none()),
            recurrence,
            running: running(block, reading),
            subject: written(block, ClauseKey::For).map(|clause| subject(&clause.phrase)),
            applies,
            matching,
            act_for: act_for(self.met_by.as_ref()),
            scope,
            lapses_with_scope: lapses.with_scope,
            lapse_written: lapses.written,
            unless_lapse: lapses.unless,
            missing_is_allowed: block.clause(ClauseKey::Missing).is_some(),
            soon: soon(block, reading),
            sources: cited(block, ClauseKey::Source, reading.vocabulary()),
            notes: texts(block, ClauseKey::Note),
            reason: texts(block, ClauseKey::Reason).into_iter().next(),
            implements: implements(block),
            from: Provenance { pack: Arc::clone(self.pack), span: block.span.0 },
            standing: self.standing,
            sentence: self.sentence,
            force: self.force,
            version: 0,
            versions: Vec::new(),
            transition: transition(block, reading),
        })
    }
}

/// The duties of upper layers that a block implements.
fn implements(block: &Block) -> Vec<Spanned<String>> {
    let phrases = block.clauses(ClauseKey::Implements).map(|clause| &clause.phrase);
    phrases.map(|phrase| Spanned::new(phrase.text().to_owned(), phrase.span())).collect()
}

/// The clause that says what is to be done, and how binding it is.
fn does(block: &Block) -> Option<(&Clause, Modality)> {
    let keys = [
        (ClauseKey::Must, Modality::Must),
        (ClauseKey::Should, Modality::Should),
        (ClauseKey::AimsTo, Modality::Aims),
    ];
    keys.into_iter().find_map(|(key, modality)| block.clause(key).map(|clause| (clause, modality)))
}

/// The highest number that each pack gives each act.
type Firsts = FxHashMap<Arc<str>, FxHashMap<ConceptId, u32>>;

/// The highest number that each pack gives each act, in its own duties and in those
/// that they implement (language §1.1).
fn highest_ordinals(drafts: &[Box<Draft<'_>>]) -> Firsts {
    let mut highest = Firsts::default();
    let mut count = |pack: &Arc<str>, draft: &Draft<'_>| {
        let Some((event, number)) = draft.nth() else { return };
        let known = highest.entry(Arc::clone(pack)).or_default().entry(event).or_default();
        *known = (*known).max(number);
    };
    for draft in drafts {
        count(draft.pack, draft);
        for clause in draft.block.clauses(ClauseKey::Implements) {
            let name = clause.phrase.text();
            let is = |one: &&Draft<'_>| {
                let own = name.strip_prefix(&**one.pack).and_then(|own| own.strip_prefix('/'));
                own == Some(one.block.name.text())
            };
            if let Some(upper) = drafts.iter().map(AsRef::as_ref).find(is) {
                count(draft.pack, upper);
            }
        }
    }
    highest
}

/// Which occurrence of the act counts (language §3.4).
fn matching(
    met_by: Option<&MetBy>,
    ordinal: Option<RuleOrdinal>,
    chained: bool,
    due: Option<&Due>,
    act: &Act,
) -> Match {
    match (met_by, ordinal) {
        (Some(MetBy::Nth(_, number)), _) => return Match::Nth(*number),
        (None, Some(RuleOrdinal::Nth(number))) => return Match::Nth(number),
        (Some(MetBy::Next(_)), _) | (None, Some(RuleOrdinal::From(_))) => return Match::Next,
        _ => {}
    }
    if act.parts.iter().any(|part| part.completion) {
        return Match::CompletionOfTrigger;
    }
    let Some(due) = due else { return Match::OldestFirst };
    if lower::kind(&due.core.value) == super::duty::Kind::Lead {
        return Match::LatestBefore;
    }
    let same = act
        .parts
        .first()
        .is_some_and(|part| lower::trigger_event(&due.core.value) == Some(part.event.value));
    if chained || same { Match::Next } else { Match::OldestFirst }
}

/// A clause that says something.
pub(super) fn written(block: &Block, key: ClauseKey) -> Option<&Clause> {
    block.clause(key).filter(|clause| !clause.phrase.is_empty())
}

/// The event that `invitations for that review` are for.
fn act_for(met_by: Option<&MetBy>) -> Option<Spanned<ConceptId>> {
    match met_by? {
        MetBy::For(_, whose) => *whose,
        MetBy::Nth(..) | MetBy::Next(_) => None,
    }
}

/// A duty's own scope, else the whole record; its pack's stands in it already.
pub(super) fn scope(block: &Block, reading: &mut Reading<'_>) -> Scope {
    let clause = written(block, ClauseKey::Scope);
    clause.map_or(Scope::WholeRecord, |clause| read_scope(reading, &clause.phrase))
}

fn read_scope(reading: &mut Reading<'_>, phrase: &Phrase) -> Scope {
    match reading.scope(phrase) {
        Some(ScopePhrase::EachPeriod(status)) => Scope::EachPeriod(status.value),
        Some(ScopePhrase::EachEvent(event)) => Scope::EachEvent(event.value),
        Some(ScopePhrase::WholeRecord) | None => Scope::WholeRecord,
    }
}

pub(super) fn who(block: &Block, reading: &mut Reading<'_>) -> Option<Spanned<ConceptId>> {
    let clause = block.clause(ClauseKey::Who).filter(|clause| !clause.phrase.is_empty())?;
    let words = clause.phrase.text();
    let role = reading.vocabulary().named(words, Sort::Role)?;
    Some(Spanned::new(role, clause.phrase.span()))
}

fn soon(block: &Block, reading: &mut Reading<'_>) -> Option<SoonRule> {
    let clause = block.clause(ClauseKey::Soon).filter(|clause| !clause.phrase.is_empty())?;
    reading.length(&clause.phrase).map(SoonRule::Before)
}

pub(super) fn texts(block: &Block, key: ClauseKey) -> Vec<String> {
    block
        .clauses(key)
        .map(|clause| clause.phrase.text().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}
