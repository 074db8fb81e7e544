//! `duly impact`: what a change of policy does, to the rules and to cases.

use std::fmt::Write;

use clap::ValueEnum;
use duly::analysis::impact::{CaseImpact, Effect, Pairs, RowImpact, Ruled, changes, of_case};
use duly::analysis::witness::Search;
use duly::check::Checked;
use duly::diag::{Diagnostic, Severity};
use duly::eval::Row as EvalRow;
use duly::extensions::bind;
use duly::facts::{Case, read_case};
use duly::open::together;
use duly::pack::Library;
use duly::report::impact as shown;
use duly::source::SourceMap;
use duly::time::Day;
use rustc_hash::FxHashMap;

use super::columns;
use super::files::{CaseText, case_files, stem};
use super::kind::case_for_pack;
use super::progress::Progress;
use super::reply::UNREADABLE;
use super::world::OsWorld;
use super::{Reply, Terminal, load};

/// Say what a change of policy does: to the rules, and to open cases
#[derive(clap::Args, Debug)]
#[command(
    name = "impact",
    after_help = "Examples:\n  \
        duly impact policies/mine drafts/mine\n  \
        duly impact old.duly new.duly --cases cases/ --as-of 2026-11-21\n  \
        duly impact old.duly new.duly --from 2027-01-01 --format markdown > amendment.md\n\n\
        Exit code: 0 done; 2 something could not be read (every other case is judged)."
)]
pub(crate) struct Args {
    /// The pack as it is: an id, or the path of a file or folder
    #[arg(value_name = "OLD")]
    old: String,
    /// The pack as it is to be
    #[arg(value_name = "NEW")]
    new: String,
    /// Case files, or folders of them, that are to be judged under both
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "as_of")]
    cases: Vec<String>,
    /// The day at whose end to judge cases, such as 2026-11-21
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    as_of: Option<Day>,
    /// The day on which the change comes into force; otherwise what the new pack's
    /// header says, where the old one says something else
    #[arg(long, value_name = "DATE", value_parser = load::day)]
    from: Option<Day>,
    /// human, json, csv (cases alone), or markdown: an amendment log
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true)]
    format: Format,
}

/// How the effect is printed.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// For people
    Human,
    /// duly.impact/1
    Json,
    /// A line for each deadline that comes out otherwise
    Csv,
    /// An amendment log
    Markdown,
}

/// What the change does.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> Reply {
    for reference in [&args.old, &args.new] {
        if let Some(complaint) = case_for_pack(reference) {
            return Reply::unreadable(complaint);
        }
    }
    let mut map = SourceMap::new();
    let read = together(&OsWorld, Library::shipped(), &mut map, &[&args.old, &args.new]);
    let models = match read.into_result() {
        Ok((models, _)) => models,
        Err(found) => {
            let complaint = load::complaint(&map, &found, terminal);
            return Reply::unreadable(format!("{complaint}\n"));
        }
    };
    let [before, after] = models.as_slice() else { return Reply::default() };
    let pairs = Pairs::of(before, after);
    let own = |model: &Checked| model.pack.in_force_from;
    let from = args.from.or(own(after).filter(|_| own(before) != own(after)));
    let near = args.as_of.unwrap_or_else(|| Search::near(after));
    let rules = changes(&pairs, before, after, near);
    let mut err = String::new();
    let cases = args.as_of.filter(|_| !args.cases.is_empty()).map(|as_of| {
        let both = Both { before, after, pairs: &pairs, as_of, from };
        both.cases(&args.cases, (&mut map, terminal), &mut err)
    });
    let impact = shown::Impact {
        before: pack(before),
        after: pack(after),
        from,
        changes: rules.into_iter().map(told).collect(),
        cases,
    };
    let out = match args.format {
        Format::Human => shown::human(&impact, terminal.width.min(100)),
        Format::Json => format!("{:#}\n", shown::json(&impact)),
        Format::Csv => shown::csv(&impact),
        Format::Markdown => shown::markdown(&impact),
    };
    let code = if err.is_empty() { 0 } else { UNREADABLE };
    Reply { out, err, code }
}

fn pack(model: &Checked) -> shown::Pack {
    let pack = &model.pack;
    let (id, title, version) = (pack.id.clone(), pack.title.clone(), pack.version.clone());
    shown::Pack { id, title, version }
}

fn told(change: duly::analysis::impact::Change) -> shown::Change {
    let dates = change.shifts.iter().map(|one| (one.dates, one.earlier.0, one.later.0)).collect();
    shown::Change {
        kind: change.kind.word(),
        rule: change.rule,
        title: change.title,
        sentences: change.sentences,
        wording: change.wording,
        dates,
    }
}

/// Two packs, and when cases are judged under them.
struct Both<'b> {
    before: &'b Checked,
    after: &'b Checked,
    pairs: &'b Pairs,
    as_of: Day,
    from: Option<Day>,
}

impl Both<'_> {
    /// What becomes of each case; what cannot be read is complained of.
    fn cases(
        &self,
        paths: &[String],
        (map, terminal): (&mut SourceMap, &Terminal),
        err: &mut String,
    ) -> shown::Cases {
        let (tables, files) = columns::divided(paths);
        let (texts, wrong) = case_files(&files);
        let mut complaints = wrong;
        let mut found = self.in_columns(&tables, (map, terminal), err);
        let progress = Progress::new(terminal, "cases");
        for (done, text) in texts.iter().enumerate() {
            progress.at(done, texts.len());
            let (impact, wrong) = self.case(text, map);
            found.extend(impact);
            if !wrong.is_empty() {
                complaints.push(load::complaint(map, &wrong, terminal));
            }
        }
        progress.end();
        for complaint in complaints {
            // Writing to a string cannot fail.
            let _ = writeln!(err, "{complaint}");
        }
        let count = |effect: Effect| {
            let rows = found.iter().flat_map(|case| &case.rows);
            rows.filter(|row| row.effects.contains(&effect)).count()
        };
        let totals = Effect::ALL.map(|effect| (effect.word(), count(effect)));
        let rows = found.iter().flat_map(|case| case.rows.iter().map(|row| self.row(case, row)));
        shown::Cases {
            as_of: self.as_of,
            count: found.len(),
            deadlines: found.iter().map(|case| case.compared).sum(),
            rows: rows.collect(),
            totals: totals.into_iter().filter(|(_, count)| *count > 0).collect(),
        }
    }

    /// What becomes of each case of some columns.
    fn in_columns(
        &self,
        tables: &[String],
        (map, terminal): (&SourceMap, &Terminal),
        err: &mut String,
    ) -> Vec<CaseImpact> {
        let told = (map, terminal);
        // What only one of the packs knows is no mistake; the later has the last word.
        let olds = columns::cases(tables, self.before, told, &mut String::new());
        let news = columns::cases(tables, self.after, told, err);
        let days = (self.as_of, self.from);
        let known: FxHashMap<&str, &Case> = olds.iter().map(|old| (old.id.as_str(), old)).collect();
        let progress = Progress::new(terminal, "cases");
        let found = news.iter().enumerate().filter_map(|(done, new)| {
            progress.at(done, news.len());
            let old = known.get(new.id.as_str())?;
            Some(of_case(self.pairs, (self.before, old), (self.after, new), days))
        });
        let found = found.collect();
        progress.end();
        found
    }

    /// What becomes of one case, and what is wrong with its file. Words that only one of
    /// the packs knows are no mistake.
    fn case(&self, text: &CaseText, map: &mut SourceMap) -> (Option<CaseImpact>, Vec<Diagnostic>) {
        let file = map.add(text.path.as_str(), text.text.clone());
        let read = read_case(file, stem(&text.path), &text.text);
        let is_error = |found: &Diagnostic| found.severity == Severity::Error;
        let mut wrong: Vec<Diagnostic> = read.diagnostics.into_iter().filter(is_error).collect();
        let Some(written) = read.value else { return (None, wrong) };
        let bound = [self.before, self.after].map(|model| bind(&written, model));
        let [old, new] = bound;
        let known = |found: &Diagnostic| {
            old.diagnostics
                .iter()
                .any(|other| (other.code, other.span()) == (found.code, found.span()))
        };
        wrong.extend(
            new.diagnostics.iter().filter(|found| is_error(found) && known(found)).cloned(),
        );
        let (Some(old), Some(new)) = (old.value, new.value) else { return (None, wrong) };
        if !wrong.is_empty() && new.events.is_empty() && new.periods.is_empty() {
            return (None, wrong);
        }
        let days = (self.as_of, self.from);
        let impact = of_case(self.pairs, (self.before, &old), (self.after, &new), days);
        (Some(impact), wrong)
    }

    fn row(&self, case: &CaseImpact, row: &RowImpact) -> shown::Row {
        let duty = row.duty(self.before, self.after);
        let id = duty.map_or_else(String::new, |duty| duty.name.value.clone());
        let title = duty.and_then(|duty| duty.title.clone()).unwrap_or_else(|| id.clone());
        let state = |row: &EvalRow| shown::State { statuses: row.statuses, due: row.due };
        let (before, after) =
            (row.before.as_ref().map(|(_, row)| row), row.after.as_ref().map(|(_, row)| row));
        let trigger = |row: Option<&EvalRow>| row.and_then(|row| row.trigger_date);
        shown::Row {
            case: case.case.clone(),
            duty: id,
            title,
            trigger: trigger(after).or(trigger(before)),
            before: before.map(state),
            after: after.map(state),
            effects: row.effects.iter().map(|effect| effect.word()).collect(),
            days: row.days.filter(|days| *days != 0),
            ruled: match row.ruled {
                Ruled::After => "after",
                Ruled::Before => "before",
                Ruled::Forward(_) => "brought forward",
                Ruled::NotKnown => "not known",
            },
            due: row.due(),
            version: row
                .version
                .map(duly::syntax::force::Force::words)
                .filter(|words| !words.is_empty()),
        }
    }
}
