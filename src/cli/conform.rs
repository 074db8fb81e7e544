//! `duly conform`: whether a pack is never laxer than another.

use clap::ValueEnum;
use duly::analysis::conform::{
    Called, Conformity, DutyVerdict, Finding, Holiday, Options, RuleVerdict, Verdict,
    conform_telling, diagnostics_of, due_words, examples, short_title, witness_words,
};
use duly::analysis::ready::Names;
use duly::analysis::witness::Search;
use duly::check::Checked;
use duly::model::{Duty, SourceRef};
use duly::open;
use duly::pack::Library;
use duly::report::conform::{
    CoverTold, DepartureTold, DutyTold, FindingTold, PackTold, Page, RuleTold, ShareTold,
    WitnessTold, html, human, json, markdown,
};
use duly::report::diagnostics;
use duly::source::SourceMap;
use duly::syntax::Carrier;
use duly::time::Day;

use super::kind::case_for_pack;
use super::load;
use super::progress::Progress;
use super::reply::{NO, UNREADABLE};
use super::world::OsWorld;
use super::{Reply, Terminal};

/// Prove that a pack is never laxer than another, or show the date
#[derive(clap::Args, Debug)]
#[command(
    name = "conform",
    after_help = "Examples:\n  \
        duly conform kent/child-in-care-reviews --to guidance/iro-handbook-2010\n  \
        duly conform my-pack.duly --to my-law.duly --format html > page.html\n  \
        duly conform my-pack.duly --to my-law.duly --examples pack\n\n\
        What is said to hold is proved, over every day of the calendar and every\n\
        way in which conditions can come out. What is said to fail was replayed\n\
        in a case, which is shown.\n\n\
        Exit code: 0 nothing fails; 1 something does, or under --strict cannot be\n\
        told; 2 something could not be read."
)]
pub(crate) struct Args {
    /// The pack: an id (`duly packs` lists them), or the path of a file or folder
    #[arg(value_name = "PACK")]
    pack: String,
    /// The pack than which it must not be laxer: the statute, the guidance
    #[arg(long, value_name = "BASE")]
    to: String,
    /// human, json, html, markdown or sarif
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
    /// Show what holds too
    #[arg(long)]
    all: bool,
    /// Leave with exit code 1 where something cannot be told
    #[arg(long)]
    strict: bool,
    /// Print the cases alone, as examples: of base, pack or both
    #[arg(
        long,
        value_enum,
        value_name = "WHOSE",
        conflicts_with = "format",
        hide_possible_values = true
    )]
    examples: Option<Whose>,
    /// The day near which cases lie; the day the pack was verified where none is given
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    near: Option<Day>,
}

/// How it is printed.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// What does not hold, with its case
    Human,
    /// duly.conform/1
    Json,
    /// One file that stands alone
    Html,
    /// A document
    Markdown,
    /// SARIF 2.1.0
    Sarif,
}

/// Whose examples are wanted.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Those for the base
    Base,
    /// Those for the pack
    Pack,
    /// Both, the base's first
    Both,
}

/// The pack held against the base.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    for reference in [&args.pack, &args.to] {
        if let Some(complaint) = case_for_pack(reference) {
            return Reply::unreadable(complaint);
        }
    }
    let mut map = SourceMap::new();
    let both = [args.to.as_str(), args.pack.as_str()];
    let read = open::together(&OsWorld, Library::shipped(), &mut map, &both);
    let Some([base, local]) = read.value.as_deref() else {
        let complaint = load::complaint(&map, &read.diagnostics, terminal);
        return Reply { err: format!("{complaint}\n"), code: UNREADABLE, ..Reply::default() };
    };
    let options = Options { near: args.near, search: true };
    let progress = Progress::new(terminal, "duties");
    let found = conform_telling(base, local, options, &|done, of| progress.at(done, of));
    progress.end();
    let code = match found.verdict() {
        Verdict::Fails => NO,
        Verdict::CannotTell if args.strict => NO,
        Verdict::CannotTell | Verdict::Holds => 0,
    };
    Reply { out: shown(args, (base, local), &found, (&map, terminal)), code, ..Reply::default() }
}

fn shown(
    args: &Args,
    (base, local): (&Checked, &Checked),
    found: &Conformity,
    (map, terminal): (&SourceMap, &Terminal),
) -> String {
    if args.format == Format::Sarif {
        let all = diagnostics_of(base, local, found);
        return format!("{:#}\n", diagnostics::sarif(map, &all));
    }
    let near = args.near.unwrap_or_else(|| Search::near(local));
    let page = page((base, local), found, (map, near));
    match args.examples {
        Some(Whose::Base) => return page.examples(true),
        Some(Whose::Pack) => return page.examples(false),
        Some(Whose::Both) => {
            let (first, second) = (page.examples(true), page.examples(false));
            return format!(
                "# Examples of {}\n\n{first}\n# Examples of {}\n\n{second}",
                base.pack.id, local.pack.id
            );
        }
        None => {}
    }
    match args.format {
        Format::Human | Format::Sarif => human(&page, terminal.width, args.all),
        Format::Json => format!("{:#}\n", json(&page)),
        Format::Html => html(&page, args.all),
        Format::Markdown => markdown(&page, args.all),
    }
}

/// Everything in words.
fn page(
    (base, local): (&Checked, &Checked),
    found: &Conformity,
    (map, near): (&SourceMap, Day),
) -> Page {
    let mut telling = Telling {
        base,
        local,
        carriers: (carrier(base, map), carrier(local, map)),
        names: (Names::default(), Names::default()),
    };
    let told = |model: &Checked, other: &Checked| PackTold {
        id: model.pack.id.clone(),
        title: model.pack.title.clone(),
        short: short_title(&model.pack.title, &other.pack.title),
    };
    let departures = found.departures.iter().map(|one| DepartureTold {
        rule: one.rule.clone(),
        what: if one.removed { "leaves it out" } else { "changes it" },
        by: one.by.clone(),
        from: cited(&one.from),
        reason: one.reason.clone().unwrap_or_default(),
    });
    Page {
        base: told(base, local),
        pack: told(local, base),
        verdict: found.verdict().word(),
        rules: found.rules.iter().map(|rule| of_rule(local, rule)).collect(),
        departures: departures.collect(),
        listed: found.listed,
        near,
        duties: found.duties.iter().map(|duty| telling.duty(duty)).collect(),
    }
}

fn of_rule(local: &Checked, rule: &RuleVerdict) -> RuleTold {
    let titled = |id: &String| {
        let title = local.find(id).map_or_else(|| id.clone(), Duty::titled);
        (id.clone(), title)
    };
    RuleTold {
        kind: rule.kind,
        id: rule.id.clone(),
        title: rule.title.clone(),
        verdict: rule.verdict.word(),
        why: rule.why.clone(),
        duties: rule.duties.iter().map(titled).collect(),
        case: rule.witness.as_ref().map(|witness| {
            let facts = witness.facts.join("; ");
            [facts, witness.as_of.long(), witness.left.clone(), witness.right.clone()]
        }),
        holiday: rule
            .holiday
            .map_or(String::new(), |holiday| holiday_words(holiday, rule.verdict, false)),
    }
}

/// How a pack is written.
fn carrier(model: &Checked, map: &SourceMap) -> Carrier {
    let own = model.duties.iter().find(|duty| *duty.from.pack == *model.pack.id);
    let name = own.map_or("", |duty| map.name(duty.name.span.file()));
    if name.ends_with(".yaml") || name.ends_with(".yml") { Carrier::Yaml } else { Carrier::Duly }
}

fn cited(sources: &[SourceRef]) -> String {
    sources.iter().map(|source| source.text.as_str()).collect::<Vec<_>>().join("; ")
}

/// What is needed to put it into words.
struct Telling<'m> {
    base: &'m Checked,
    local: &'m Checked,
    carriers: (Carrier, Carrier),
    /// The names of examples that are taken.
    names: (Names, Names),
}

impl Telling<'_> {
    fn duty(&mut self, duty: &DutyVerdict) -> DutyTold {
        let says = |model: &Checked, found: Option<&Duty>| {
            found.map_or(String::new(), |found| due_words(model, found))
        };
        let covers = duty.covers.iter().map(|cover| CoverTold {
            id: cover.id.clone(),
            title: cover.title.clone(),
            sources: cited(&cover.sources),
            says: says(self.local, self.local.duty(cover.duty)),
        });
        DutyTold {
            id: duty.id.clone(),
            title: duty.title.clone(),
            sources: cited(&duty.sources),
            says: says(self.base, self.base.duty(duty.duty)),
            verdict: duty.verdict.word(),
            covers: covers.collect(),
            holiday: duty
                .holiday
                .map_or(String::new(), |holiday| holiday_words(holiday, duty.verdict, true)),
            departs: duty.departs.is_some(),
            findings: duty.findings.iter().map(|finding| self.finding(duty, finding)).collect(),
        }
    }

    fn finding(&mut self, duty: &DutyVerdict, finding: &Finding) -> FindingTold {
        let share = finding.share.as_ref().map(|share| ShareTold {
            dates: share.dates,
            of: share.of,
            percent: share.percent(),
            by_at_most: share.by_at_most,
            over: share.over.map(|over| (over.first.to_string(), over.last.to_string())),
            stretches: share
                .stretches
                .iter()
                .map(|one| (one.first.to_string(), one.last.to_string()))
                .collect(),
        });
        let witness = finding.witness.as_ref().map(|witness| {
            let sides = (self.base, self.local);
            let (facts, base, local) = witness_words(sides, witness, Called::ById);
            let (_, plain_base, plain_local) = witness_words(sides, witness, Called::ByTitle);
            let names = (&mut self.names.0, &mut self.names.1);
            let pasted = examples((self.base, self.local), duty, witness, (self.carriers, names));
            WitnessTold {
                facts,
                on: witness.as_of.long(),
                base,
                local,
                plain: (plain_base, plain_local),
                base_example: pasted.base,
                local_example: pasted.local,
            }
        });
        FindingTold {
            code: finding.code.info().id,
            severity: finding.severity().word(),
            message: finding.message.clone(),
            plain: finding.plain.clone(),
            help: finding.help.clone(),
            share,
            force: finding.force.words(),
            within: self.within(finding),
            witness,
        }
    }
}

impl Telling<'_> {
    /// Since when and until when a finding counts, with the time of the pack itself.
    fn within(&self, finding: &Finding) -> (Option<Day>, Option<Day>) {
        let pack = &self.local.pack;
        let until = [finding.force.until, pack.in_force_until].into_iter().flatten().min();
        (finding.force.from.max(pack.in_force_from), until)
    }
}

fn holiday_words(holiday: Holiday, verdict: Verdict, due: bool) -> String {
    match holiday {
        Holiday::Stands => {
            "no single bank holiday that is yet to be announced would change that".to_owned()
        }
        Holiday::Overturns { closed, from, base, local } => {
            let now = if verdict == Verdict::Holds { "no longer hold" } else { "hold" };
            let ends = if due { "be due" } else { "last until" };
            let on = if due { "on " } else { "" };
            format!(
                "if {} became a bank holiday it would {now}: from {} the base would {ends} {on}{}, here {on}{}",
                closed.long(),
                from.long(),
                base.long(),
                local.long()
            )
        }
    }
}
