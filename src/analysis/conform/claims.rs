//! `claims never laxer than …`: what a pack says of itself, held against its bases.
//!
//! In: a pack that was read without errors. Out: D0601 to D0608, at the phrases that are
//! to blame. A pack that claims nothing costs nothing. Only what can be proved or shown
//! at once is looked at here; `duly conform` looks further.

use super::{
    Conformity, DutyVerdict, Finding, Holiday, Options, RuleVerdict, Verdict, What, conform,
};
use crate::check::Checked;
use crate::diag::{Code, Diagnostic, has_errors};
use crate::model::{Duty, Model};
use crate::open;
use crate::pack::{Library, World};
use crate::source::{FileId, SourceMap, Span, Spanned};

use super::words::{Called, due_text, witness_words};
use crate::syntax::print::Printer;

/// What becomes of each claim of a pack. `model`: the pack as it was read.
pub fn claims(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    (reference, model): (&str, &Model),
) -> Vec<Diagnostic> {
    let own = model.layers.first().map_or(&[][..], |own| &own.claims);
    let mut found = Vec::new();
    for claim in own {
        let both = [claim.value.as_str(), reference];
        let read = open::together(world, library, sources, &both);
        match read.value.as_deref() {
            Some([base, local]) => found.extend(of_claim(claim, (base, local), model)),
            Some(_) | None if has_errors(&read.diagnostics) => {
                let message =
                    format!("nobody can tell whether this pack is laxer than {}", claim.value);
                let why = Diagnostic::new(Code::D0606, claim.span, message);
                found.push(
                    why.help(format!("mend {} first: `duly check {}`", claim.value, claim.value)),
                );
            }
            Some(_) | None => {}
        }
    }
    found.sort_by_key(|one| one.span().map(|span| (span.file(), span.start())));
    found
}

fn of_claim(
    claim: &Spanned<String>,
    (base, local): (&Checked, &Checked),
    model: &Model,
) -> Vec<Diagnostic> {
    let options = Options { search: false, ..Options::default() };
    let conformity = conform(base, local, options);
    all(&Claim { claim: Some(claim.span), base, local, model }, &conformity)
}

/// What was found of a pack as diagnostics, at the phrases of the pack that are to blame.
#[must_use]
pub fn diagnostics_of(base: &Checked, local: &Checked, found: &Conformity) -> Vec<Diagnostic> {
    all(&Claim { claim: None, base, local, model: local }, found)
}

fn all(told: &Claim<'_>, conformity: &Conformity) -> Vec<Diagnostic> {
    let (base, mut found) = (told.base, Vec::new());
    for departure in &conformity.departures {
        let what = if departure.removed { "leaves out" } else { "changes" };
        let message = format!("this {what} `{}` of {} openly", last(&departure.rule), base.pack.id);
        let one = told.at(Code::D0608, told.patch(departure.span), message);
        found.push(
            one.help(format!("the owner of {} should know: `duly conform` lists it", base.pack.id)),
        );
    }
    for duty in &conformity.duties {
        found.extend(duty.findings.iter().map(|finding| told.diagnostic(duty, finding)));
        found.extend(told.holiday(duty));
    }
    found.extend(conformity.rules.iter().filter_map(|rule| told.rule(rule)));
    found
}

struct Claim<'c> {
    /// Where it is claimed; nowhere where somebody only asks.
    claim: Option<Span>,
    base: &'c Checked,
    local: &'c Checked,
    /// The pack as it was read first: its places are those that are told.
    model: &'c Model,
}

impl Claim<'_> {
    fn diagnostic(&self, duty: &DutyVerdict, finding: &Finding) -> Diagnostic {
        let cover = finding.cover.and_then(|id| self.local.duty(id));
        // A duty that the pack has from another is that one's authors' business.
        let own = cover.and_then(|cover| self.model.find(&super::super::align::full_id(cover)));
        let at = own.map(|own| place(own, finding.what)).filter(|at| self.is_own(at.file()));
        let mut found = self.at(finding.code, at, finding.message.clone());
        if let Some(witness) = &finding.witness {
            let (facts, base, local) =
                witness_words((self.base, self.local), witness, Called::ById);
            let day = witness.as_of.long();
            found = found
                .label(format!("{facts}: on {day}, {}: {base}; here: {local}", self.base.pack.id));
        }
        if let Some(claim) = self.claim.filter(|_| at.is_some() && finding.what != What::Stricter) {
            found = found.also(claim, "this is claimed here");
        }
        let help = finding.help.clone().or_else(|| {
            let theirs = self.base.duty(duty.duty)?;
            let text = due_text(&Printer::new(&self.base.vocabulary), theirs);
            (finding.what != What::Stricter && !text.is_empty())
                .then(|| format!("{} says “{text}”", duty.id))
        });
        match help {
            Some(help) => found.help(help),
            None => found,
        }
    }

    /// D0602 for a power, a deeming rule or a rule across cases that asks for less; D0606
    /// where that is not decided.
    fn rule(&self, rule: &RuleVerdict) -> Option<Diagnostic> {
        let (code, message) = match rule.verdict {
            Verdict::Holds => return None,
            Verdict::Fails => (
                Code::D0602,
                format!("the {} `{}` of {} is laxer here", rule.kind, rule.id, self.base.pack.id),
            ),
            Verdict::CannotTell => (
                Code::D0606,
                format!(
                    "nothing shows that the {} `{}` of {} is as strict here",
                    rule.kind, rule.id, self.base.pack.id
                ),
            ),
        };
        let mut found = self.at(code, None, format!("{message}: {}", rule.why));
        if let Some(witness) = &rule.witness {
            let facts = witness.facts.join("; ");
            found = found.label(format!(
                "{facts}: on {}, {}: {}; here: {}",
                witness.as_of.long(),
                self.base.pack.id,
                witness.left,
                witness.right
            ));
        }
        Some(found.help(format!("say it in this pack as {} does", self.base.pack.id)))
    }

    /// D0606 for a proof that one bank holiday more would overturn.
    fn holiday(&self, duty: &DutyVerdict) -> Option<Diagnostic> {
        let Some(Holiday::Overturns { closed, from, base, local }) = duty.holiday else {
            return None;
        };
        if duty.verdict != Verdict::Holds {
            return None;
        }
        let cover = duty.covers.first()?;
        let message =
            format!("`{}` holds until another bank holiday is announced", last(&cover.id));
        let own = self.model.find(&cover.id).map(|own| place(own, What::Later));
        let at = own.filter(|at| self.is_own(at.file()));
        let found = self.at(Code::D0606, at, message).help(format!(
            "if {} were closed, it would be due on {} from {}, and under {} on {}",
            closed.long(),
            local.long(),
            from.long(),
            self.base.pack.id,
            base.long()
        ));
        Some(found)
    }

    /// A diagnostic at a phrase of the pack, else where it is claimed.
    fn at(&self, code: Code, at: Option<Span>, message: String) -> Diagnostic {
        match at.or(self.claim) {
            Some(at) => Diagnostic::new(code, at, message),
            None => Diagnostic::nowhere(code, message),
        }
    }

    /// The place of a patch of the pack at hand.
    fn patch(&self, at: Span) -> Option<Span> {
        let patches = self.model.patches.iter().filter(|patch| *patch.by == *self.model.pack.id);
        patches.map(|patch| patch.span).find(|own| own.range() == at.range())
    }

    fn is_own(&self, file: FileId) -> bool {
        self.claim.is_some_and(|claim| claim.file() == file)
            || self
                .model
                .duties
                .iter()
                .any(|duty| *duty.from.pack == *self.model.pack.id && duty.name.span.file() == file)
    }
}

/// The smallest phrase that is to blame.
fn place(duty: &Duty, what: What) -> Span {
    let name = duty.name.span;
    match what {
        What::NoLastDay | What::Later | What::TooEarly | What::Stricter => {
            duty.due.as_ref().map_or(name, |due| due.core.span)
        }
        What::Act => duty.act.parts.first().map_or(name, |part| part.event.span),
        What::Lapses => duty.lapse_written.unwrap_or(name),
        What::Uncovered => {
            let first = duty.applies.iter().flat_map(|clause| &clause.parts).next();
            first.map_or(name, |(when, _)| when.span)
        }
        What::NotThere | What::Modality | What::Open => name,
    }
}

/// `statute/a/initial-review` as `initial-review`.
fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
