//! `duly feasible`: whether there is a day for everything that a pack asks for.

use std::sync::atomic::{AtomicUsize, Ordering};

use clap::ValueEnum;
use duly::analysis::conform::due_words;
use duly::analysis::course::Dates;
use duly::analysis::feasible as analysis;
use duly::analysis::feasible::{
    Analysis, Group, Holds, Options, Plan, Start, Why, commencements, conflict, counting, fixed,
    late_rows, plainest, schedule, start, strain, stretches, words,
};
use duly::analysis::witness::Search;
use duly::check::Checked;
use duly::diag::{Code, Diagnostic};
use duly::model::{DutyId, Modality};
use duly::names::{ConceptId, Sort};
use duly::report::diagnostics;
use duly::report::feasible::{
    Act, DutyTold, Feasible, Finding, Left, Outcome, PlanOfDay, html, human, json, markdown, svg,
};
use duly::source::SourceMap;
use duly::time::Day;

use super::load::{day, usable};
use super::number::within;
use super::progress::Progress;
use super::reply::NO;
use super::{Reply, Terminal};

/// Say whether every deadline can be met, with every lead time kept, from any day on
#[derive(clap::Args, Debug)]
#[command(
    name = "feasible",
    after_help = "Examples:\n  \
        duly feasible kent/child-in-care-reviews\n  \
        duly feasible my-pack.duly --on 2026-03-27\n  \
        duly feasible my-pack.duly --year 2027 --format svg > 2027.svg\n\n\
        It lays out what the pack asks for from one beginning on, such as coming into\n\
        care, and looks for a day for everything, from every day whose deadlines stay\n\
        inside the calendar. Nothing is done before the beginning, unless its rule says\n\
        that it may. Exit code: 1 where anything was found, 2 where the pack cannot be\n\
        read."
)]
pub(crate) struct Args {
    /// The pack: an id (`duly packs` lists them), or the path of a file or folder
    #[arg(value_name = "PACK")]
    pack: String,
    /// Begin with this event instead of what the pack's scope begins with
    #[arg(long, value_name = "EVENT")]
    from: Option<String>,
    /// Count what must be done alone, and nothing that only should be
    #[arg(long)]
    must_only: bool,
    /// What a role does waits for an event: "the manager: allocation"
    #[arg(long, value_name = "ROLE: EVENT")]
    after: Vec<String>,
    /// Of clauses with dated values count those in force on this day alone, on the days
    /// on which they are
    #[arg(long, value_name = "DATE", value_parser = day)]
    in_force: Option<Day>,
    /// Lay out so many of what comes again
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = within::<u32>(1..=12), allow_negative_numbers = true)]
    times: u32,
    /// Show the earliest and the latest schedule that begins on this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Day>,
    /// The year of the map (default: the one in which the pack was last verified)
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,
    /// human, json, html, svg or markdown
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
    /// Exit with 1 where anything could not be decided
    #[arg(long)]
    strict: bool,
}

/// How the answer is printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// For a terminal
    Human,
    /// duly.feasible/1
    Json,
    /// One page that stands alone
    Html,
    /// The map of a year as a drawing
    Svg,
    /// For a page
    Markdown,
}

/// Whether there is a day for everything.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    let mut map = SourceMap::new();
    let model = match usable(&args.pack, &mut map, terminal) {
        Ok(model) => model,
        Err(reply) => return reply,
    };
    let options = match options(args, &model) {
        Ok(options) => options,
        Err(complaint) => return Reply::unreadable(complaint),
    };
    let Some(start) = start(&model, &options) else {
        return Reply::unreadable(format!(
            "error: the pack {} has no duty with a deadline to begin with\n",
            model.pack.id
        ));
    };
    let plan = analysis::plan(&model, start, &options);
    if plan.rules.is_empty() {
        return Reply::unreadable(format!(
            "error: no duty of the pack {} hangs on “{}”\n  help: name what it begins with, as in `--from \"…\"`\n",
            model.pack.id,
            plan.name(0)
        ));
    }
    let found = judged(&model, &plan, terminal);
    if let Some(complaint) = beyond(args, &found) {
        return Reply::unreadable(complaint);
    }
    let diagnostics = analysis::findings(&model, &plan, &found);
    let told = Telling { model: &model, plan: &plan, found: &found, options: &options };
    let answer = told.answer(args, &diagnostics);
    let out = match args.format {
        Format::Human => {
            let look = terminal.look();
            let mut out = diagnostics::listed(&map, &diagnostics, &look);
            out.push_str(&human(&answer, &look));
            out
        }
        Format::Json => format!("{:#}\n", json(&answer)),
        Format::Html => html(&answer),
        Format::Svg => svg(&answer),
        Format::Markdown => markdown(&answer),
    };
    let doubts = args.strict && found.doubts();
    Reply { out, code: if found.finds() || doubts { NO } else { 0 }, ..Reply::default() }
}

/// Of a day or a year that was asked for: that no deadline can be told from there.
fn beyond(args: &Args, found: &Analysis) -> Option<String> {
    let Dates { first, last } = found.over?;
    let outside = |from: Day, until: Day| until < first || from > last;
    let asked = match (args.on, args.year) {
        (Some(day), _) if outside(day, day) => day.long(),
        (_, Some(year)) => {
            let (from, until) = (Day::from_ymd(year, 1, 1)?, Day::from_ymd(year, 12, 31)?);
            outside(from, until).then(|| year.to_string())?
        }
        (Some(_) | None, None) => return None,
    };
    Some(format!(
        "error: {asked} is not looked at: from there a deadline would lie where no working days are known\n  \
         help: name a day from {} to {}\n",
        first.long(),
        last.long()
    ))
}

/// Every day judged, on every core; somebody who waits sees how far it is.
fn judged(model: &Checked, plan: &Plan, terminal: &Terminal) -> Analysis {
    let done = AtomicUsize::new(0);
    let progress = Progress::new(terminal, "days");
    let tell = |days: usize, of: usize| {
        progress.at(done.fetch_add(days, Ordering::Relaxed) + days, of);
    };
    let found = analysis::analyse(model, plan, &tell);
    progress.end();
    found
}

fn options(args: &Args, model: &Checked) -> Result<Options, String> {
    let from = args.from.as_deref().map(|name| event(model, name)).transpose()?;
    let waits = args.after.iter().map(|text| waits(model, text)).collect::<Result<_, _>>()?;
    let least = if args.must_only { Modality::Must } else { Modality::Should };
    Ok(Options { least, from, times: args.times, waits, in_force: args.in_force })
}

fn waits(model: &Checked, text: &str) -> Result<(ConceptId, ConceptId), String> {
    let form = || {
        format!(
            "error: I can’t read “{text}” as a role and an event\n  help: write it as `--after \"the manager: allocation\"`\n"
        )
    };
    let (role, name) = text.split_once(':').ok_or_else(form)?;
    let role = role.trim();
    let found = model.vocabulary.named(role, Sort::Role);
    let found = found.ok_or_else(|| unknown(model, "role", role, Sort::Role))?;
    Ok((found, event(model, name.trim())?))
}

/// An event by any of its forms, with `each` or an article before it or without.
fn event(model: &Checked, name: &str) -> Result<ConceptId, String> {
    let bare = ["each ", "the first "].iter().find_map(|word| name.strip_prefix(word));
    let found = model.vocabulary.named(bare.unwrap_or(name), Sort::Event);
    found.ok_or_else(|| unknown(model, "event", name, Sort::Event))
}

fn unknown(model: &Checked, sort: &str, name: &str, wanted: Sort) -> String {
    let near = model.vocabulary.suggest(name, &[wanted]);
    let near = near.first().map(|id| model.vocabulary.noun(*id));
    let help = near.map_or_else(String::new, |near| format!("  help: did you mean “{near}”?\n"));
    format!("error: the pack {} knows no {sort} called “{name}”\n{help}", model.pack.id)
}

struct Telling<'a> {
    model: &'a Checked,
    plan: &'a Plan,
    found: &'a Analysis,
    options: &'a Options,
}

impl Telling<'_> {
    fn answer(&self, args: &Args, diagnostics: &[Diagnostic]) -> Feasible {
        let vocabulary = &self.model.vocabulary;
        let over = self.found.over.map(|Dates { first, last }| (first, last));
        let others = analysis::others(&self.plan.left).into_iter();
        let others = others.map(|(event, count)| (vocabulary.noun(event).to_owned(), count));
        Feasible {
            pack: self.model.pack.id.clone(),
            title: self.model.pack.title.clone(),
            start: match self.plan.start {
                Start::Event(event) => vocabulary.noun(event).to_owned(),
                Start::Period(_) => self.plan.name(0).to_owned(),
            },
            counted: self.counted(),
            times: self.options.times,
            changes: self.changes(),
            tried: self.tried(),
            over,
            days: self.found.days.iter().map(|one| one.outcome).collect(),
            findings: self.findings(diagnostics),
            left: self.left(),
            which: self.which(),
            others: others.collect(),
            after: self.after(),
            year: args.year.unwrap_or_else(|| {
                args.in_force.unwrap_or_else(|| Search::near(self.model)).year()
            }),
            plan: args.on.map(|day| self.plan_of(day)),
        }
    }

    /// The duties counted, by how binding they are.
    fn counted(&self) -> Vec<(&'static str, usize)> {
        let all: Vec<usize> = (0..self.plan.rules.len()).collect();
        let duties = self.plan.duties(&all);
        let of = |modality: Modality| {
            let is =
                |id: &&DutyId| self.model.duty(**id).is_some_and(|one| one.modality == modality);
            (word(modality), duties.iter().filter(is).count())
        };
        let counted = [Modality::Must, Modality::Should, Modality::Aims].map(of);
        counted.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// The days on which other rules come to count.
    fn changes(&self) -> Vec<Day> {
        let all = self.found.over.map(|over| stretches(self.plan, over)).unwrap_or_default();
        all.iter().skip(1).map(|(dates, _)| dates.first).collect()
    }

    /// The packs whose rules are tried on days before they came into force.
    fn tried(&self) -> Vec<(String, String, Day)> {
        let over = self.found.over.filter(|_| self.options.in_force.is_none());
        let tried = over.map(|over| commencements(self.model, self.plan, over)).unwrap_or_default();
        let titled = |(id, from): (String, Day)| {
            let mut layers = self.model.layers.iter();
            let layer = layers.find(|layer| layer.info.id == id);
            let title = layer.map_or_else(|| id.clone(), |layer| layer.info.title.clone());
            (id, title, from)
        };
        tried.into_iter().map(titled).collect()
    }

    fn findings(&self, diagnostics: &[Diagnostic]) -> Vec<Finding> {
        let all = counting(&self.found.conflicts)
            .map(|group| (Code::D0620, group))
            .chain(counting(&self.found.tight).map(|group| (Code::D0621, group)))
            .chain(counting(&self.found.strained).map(|group| (Code::D0622, group)));
        all.zip(diagnostics)
            .map(|((code, group), said)| self.finding(code, group, said.message.clone()))
            .collect()
    }

    fn finding(&self, code: Code, group: &Group, sentence: String) -> Finding {
        let example = plainest(self.model, group);
        let shown = example.and_then(|start| {
            if code == Code::D0622 {
                return strain(self.plan, group, start);
            }
            (code == Code::D0620).then(|| conflict(self.plan, group, start)).flatten()
        });
        let only = match (code, example) {
            (Code::D0621, Some(start)) => fixed(self.plan, group, start),
            _ => Vec::new(),
        };
        let name = |variable: usize| self.plan.name(variable).to_owned();
        let duties = self.plan.duties(&group.rules).into_iter();
        Finding {
            code: code.info().id,
            outcome: match (code, group.holds) {
                (Code::D0620, Holds::Always) => Outcome::Impossible,
                (Code::D0620, Holds::Sometimes | Holds::Never) => Outcome::Sometimes,
                (Code::D0621, _) => Outcome::Tight,
                (_, _) => Outcome::Strained,
            },
            duties: duties.filter_map(|id| self.told(id)).collect(),
            when: words(self.model, &group.conditions),
            dates: group.days.dates,
            stretches: group.days.stretches.iter().map(|one| (one.first, one.last)).collect(),
            example,
            clash: shown.map(|one| (name(one.variable), one.latest, one.earliest)),
            only: only.into_iter().map(|(variable, day)| (name(variable), day)).collect(),
            sentence,
        }
    }

    /// The duties that have no place, by the reason, and by what they wait for.
    fn left(&self) -> Vec<Left> {
        let mut all: Vec<Left> = Vec::new();
        for analysis::Left { duty, why } in &self.plan.left {
            let Some(duty) = self.told(*duty) else { continue };
            let said = self.why(*why);
            let at = all.iter().position(|one| one.why == said).unwrap_or_else(|| {
                all.push(Left { why: said, duties: Vec::new(), waits: Vec::new() });
                all.len() - 1
            });
            let Some(one) = all.get_mut(at) else { continue };
            if let Why::Event(event) = why {
                let noun = self.model.vocabulary.noun(*event);
                let place = one.duties.len();
                match one.waits.iter_mut().find(|(known, _)| known == noun) {
                    Some((_, places)) => places.push(place),
                    None => one.waits.push((noun.to_owned(), vec![place])),
                }
            }
            one.duties.push(duty);
        }
        for one in &mut all {
            one.waits.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
        }
        all
    }

    /// A duty as readers know it.
    fn told(&self, id: DutyId) -> Option<DutyTold> {
        let duty = self.model.duty(id)?;
        let sources: Vec<&str> = duty.sources.iter().map(|source| source.text.as_str()).collect();
        Some(DutyTold {
            id: duty.name.value.clone(),
            title: duty.titled(),
            how: word(duty.modality),
            limit: due_words(self.model, duty),
            sources: sources.join("; "),
        })
    }

    /// Which days those of each outcome are, where that can be said shortly.
    fn which(&self) -> Vec<(Outcome, String)> {
        let Some(over) = self.found.over else { return Vec::new() };
        let calendar = self.model.calendar.as_deref();
        let of = |outcome: Outcome| {
            let is = |day: Day| self.found.on(day).is_some_and(|one| one.outcome == outcome);
            let some = self.found.days.iter().any(|one| one.outcome == outcome);
            some.then(|| analysis::which(over, &is, calendar)).flatten().map(|said| (outcome, said))
        };
        Outcome::ALL.into_iter().filter_map(of).collect()
    }

    fn why(&self, why: Why) -> String {
        let noun = |concept: ConceptId| self.model.vocabulary.noun(concept);
        match why {
            Why::Event(_) => "for an event that no duty counted here asks for".to_owned(),
            Why::State(_) => "for what was adjourned, cancelled or moved".to_owned(),
            Why::Day => "for a birthday, or a day of the calendar".to_owned(),
            Why::Period(_) => "for a period that nothing here begins or ends".to_owned(),
            Why::Missed => "for another duty to be missed".to_owned(),
            Why::Stretch => "owed in each stretch of the calendar".to_owned(),
            Why::Subject => "about other cases".to_owned(),
            Why::Counted(event) => format!("met by any {}, however they are counted", noun(event)),
            Why::Several => "for several days that have no place together".to_owned(),
            Why::Holding => "for a status to hold".to_owned(),
            Why::Ended => "no longer in force".to_owned(),
            Why::Many => "beyond what is laid out".to_owned(),
        }
    }

    /// The earliest and the latest schedule of a day; where there is none, without the
    /// first duty of each conflict that is not a beginning of the others.
    fn plan_of(&self, start: Day) -> PlanOfDay {
        let mut without: Vec<usize> = Vec::new();
        if let Some(verdict) = self.found.on(start) {
            let groups = verdict.conflicts.iter().filter_map(|at| self.found.conflicts.get(*at));
            let last = groups.filter_map(|group| group.rules.last().copied());
            without.extend(last);
        }
        let counts = |rule: usize| !without.contains(&rule);
        let made = schedule(self.plan, &counts, start);
        let named = self.plan.duties(&without).into_iter().filter_map(|id| self.told(id));
        let mut plan = PlanOfDay { start, acts: Vec::new(), without: named.collect(), late: 0 };
        let Some(made) = made else { return plan };
        for (variable, one) in self.plan.variables.iter().enumerate().skip(1) {
            let Some(earliest) = made.earliest.get(variable) else { continue };
            let all = self.rules_of(variable);
            let on = |rule: &usize| counts(*rule) && self.plan.counts_on(*rule, start);
            let rules: Vec<usize> = all.iter().copied().filter(on).collect();
            if !all.is_empty() && rules.is_empty() {
                continue;
            }
            plan.acts.push(Act {
                name: one.name.clone(),
                earliest: *earliest,
                latest: made.latest.get(variable).copied().flatten(),
                early: one.early,
                when: self.when(&rules, made.by.get(variable).copied().flatten()),
                duties: self.duties(&rules),
            });
        }
        plan.acts.sort_by_key(|act| (act.earliest, act.latest));
        let left: Vec<DutyId> = self.plan.duties(&without);
        for days in [&made.earliest, &made.late] {
            let late = late_rows(self.model, self.plan, days);
            plan.late += late.iter().filter(|row| !left.contains(&row.key.duty)).count();
        }
        plan
    }

    /// A role that waits for the event from which it says somebody is in it, and that event.
    fn after(&self) -> Option<String> {
        let noun = |concept: ConceptId| self.model.vocabulary.noun(concept);
        let (role, event) = self.plan.assumed.first()?;
        Some(format!("{}: {}", noun(*role), noun(*event)))
    }

    /// The duties of some rules.
    fn duties(&self, rules: &[usize]) -> Vec<DutyTold> {
        self.plan.duties(rules).into_iter().filter_map(|id| self.told(id)).collect()
    }

    /// In which cases an act is asked for, or asked for by its latest day: the conditions of
    /// the rule that sets that day, else those of its rules where none holds in every case.
    fn when(&self, rules: &[usize], by: Option<usize>) -> String {
        let limit = by.and_then(|at| self.plan.network.constraints.get(at));
        let binding = limit.and_then(|limit| limit.rule).filter(|rule| rules.contains(rule));
        let words = |rule: &usize| {
            let conditions = self.plan.rules.get(*rule).map(|rule| rule.conditions.as_slice());
            words(self.model, conditions.unwrap_or_default()).trim().to_owned()
        };
        if let Some(rule) = binding {
            return words(&rule);
        }
        let mut all: Vec<String> = rules.iter().map(words).collect();
        all.dedup();
        if all.iter().any(String::is_empty) { String::new() } else { all.join("; or ") }
    }

    /// The rules that limit a variable.
    fn rules_of(&self, variable: usize) -> Vec<usize> {
        let limits = self.plan.network.constraints.iter().filter(|one| one.of == variable);
        let mut rules: Vec<usize> = limits.filter_map(|one| one.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

fn word(modality: Modality) -> &'static str {
    match modality {
        Modality::Must => "must",
        Modality::Should => "should",
        Modality::Aims => "aims to",
    }
}
