//! What is counted duty by duty, held against what is told row by row.

use std::collections::BTreeMap;
use std::io;

use super::*;
use duly::caseload::People;
use duly::eval::{DateRange, Status};
use duly::feed::{Feed, Given, SSDA903, mapped, read_mapping};
use duly::model::Match;
use duly::names::ConceptId;
use duly::report::batch::{AHEAD, Batch, Counts, Sink, Tally, Teller, Told};
use duly::synthetic::{Plan, TABLES, Tables};

/// As much of a row as a summary hangs on.
struct Kept {
    case: String,
    duty: String,
    title: String,
    team: String,
    word: &'static str,
    unrecorded: Option<ConceptId>,
    one_day: bool,
    instance: String,
    row: Answered,
}

#[derive(Default)]
struct Rows(Vec<Kept>);

impl Sink for Rows {
    fn row(&mut self, told: &Told<'_>) -> io::Result<()> {
        let row = told.row.clone();
        self.0.push(Kept {
            case: told.case.to_owned(),
            duty: told.duty.id.clone(),
            title: told.duty.title.clone(),
            team: told.team.unwrap_or_default().to_owned(),
            word: told.word(),
            unrecorded: told.unrecorded,
            one_day: row.statuses.single() == Some(Status::Met)
                && row.done.is_some()
                && row.done == row.trigger_on,
            instance: told.instance.clone(),
            row,
        });
        Ok(())
    }
}

/// A return of made-up children under a pack, some of whose first episodes are missing.
fn opened(pack: &str) -> (Checked, Feed) {
    let model = shipped(pack).model;
    let mut map = SourceMap::new();
    let file = map.add("ssda903.yaml", SSDA903);
    let mapping = read_mapping(file, SSDA903).value.expect("the shipped mapping");
    let until = Day::from_ymd(2026, 11, 21).expect("a day");
    let plan = Plan { children: 90, seed: 4, until, dirty: 0.0, lost: 0.2 };
    let mut tables = Tables::new(vec![Vec::new(); TABLES.len()]).expect("memory takes all");
    for place in 0..plan.children {
        tables.child(&plan.child(place), plan.soil(place)).expect("memory takes all");
    }
    let texts = tables.finish().0;
    let files = TABLES.iter().zip(&texts);
    let files = files.map(|((name, _), text)| Given::new(format!("{name}.csv"), text.as_slice()));
    let read = mapped(&mapping, &model, files.collect()).expect("the tables are read");
    (model, read)
}

/// Every fourth case has no team.
fn people(cases: usize) -> People {
    let mut people = People::default();
    for case in (0..cases).filter(|case| case % 4 > 0) {
        people.in_team(case, ["", "North", "South", "West"][case % 4]);
    }
    people
}

fn sorted<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort();
    all
}

#[test]
fn what_is_counted_is_what_is_told() {
    let only = ["second-review".to_owned()];
    let day = Day::from_ymd(2026, 3, 21).expect("a day");
    for (pack, layers, only) in [
        ("kent/child-in-care-reviews", false, &[][..]),
        ("kent/child-in-care-reviews", true, &[]),
        ("practice-guidance-2020/looked-after-reviews", false, &[]),
        ("statute/care-planning-regulations-2010", false, &[]),
        ("kent/child-in-care-reviews", false, &only),
    ] {
        let (model, read) = opened(pack);
        let people = people(read.caseload.len());
        let of = Batch {
            model: &model,
            caseload: &read.caseload,
            as_of: day,
            people: Some(&people),
            not_recorded: &read.not_recorded,
            own_mapping: false,
            dirty: &[],
            without_entry: 0,
            why: false,
            layers,
            only,
            days: 60,
        };
        let program = Program::new(&model);
        let teller = Teller::new(&of);
        let (mut tally, mut rows) = (Tally::new(&of, 12), Rows::default());
        for start in [0, 40] {
            let cases = start..if start == 0 { 40 } else { read.caseload.len() };
            let answers = evaluate(&program, of.caseload, cases, day, Engine::Columnar);
            tally.take(&of, &teller, &answers);
            teller.tell(&answers, &mut [&mut rows]).expect("nothing is written");
        }
        hold(&of, &tally, &rows.0);
    }
}

fn hold(of: &Batch<'_>, tally: &Tally, rows: &[Kept]) {
    assert!(!rows.is_empty());
    for (at, (words, counts)) in tally.duties.iter().enumerate() {
        let own = || rows.iter().filter(|kept| kept.row.duty.0 as usize == at);
        let is =
            |status: Status| own().filter(move |kept| kept.row.statuses.single() == Some(status));
        for status in Status::ALL {
            assert_eq!(counts.of(status), is(status).count() as u64, "{} {status:?}", words.id);
        }
        let unknown = || own().filter(|kept| kept.row.statuses.single().is_none());
        assert_eq!(counts.unknown, unknown().count() as u64, "{}", words.id);
        let unrecorded = unknown().filter(|kept| kept.unrecorded.is_some());
        assert_eq!(counts.unrecorded, unrecorded.count() as u64, "{}", words.id);
        let breached = is(Status::Lapsed).filter(|kept| kept.row.flags.breached);
        assert_eq!(counts.breached, breached.count() as u64, "{}", words.id);
        let completes = completes(of, own().next());
        let one_day = own().filter(|kept| completes && kept.one_day);
        assert_eq!(counts.one_day, one_day.count() as u64, "{}", words.id);
    }
    for (team, counts) in &tally.teams {
        let own = rows.iter().filter(|kept| kept.team == *team);
        assert_eq!(counts.all(), own.count() as u64, "{team}");
    }
    assert_eq!(tally.teams.values().map(Counts::all).sum::<u64>(), rows.len() as u64);
    let mut late: Vec<(i32, &str, &str, &str)> = Vec::new();
    for kept in rows {
        let days = kept.row.days_late.filter(|days| *days > 0);
        late.extend(days.map(|days| (days, kept.case.as_str(), kept.title.as_str(), kept.word)));
    }
    late.sort_by_key(|(days, ..)| std::cmp::Reverse(*days));
    late.truncate(12);
    let worst = tally.worst.iter();
    let worst: Vec<_> =
        worst.map(|one| (one.days, one.case.as_str(), one.title.as_str(), one.word)).collect();
    assert_eq!(worst, late);
    for (kind, (count, duties)) in &tally.unrecorded {
        let own = || rows.iter().filter(|kept| kept.unrecorded == Some(*kind));
        assert_eq!(*count, own().count() as u64);
        assert!(own().all(|kept| duties.contains(&(kept.row.duty.0 as usize))));
    }
    let others: u64 = tally.others(of.model).values().sum();
    let unknown = rows.iter().filter(|kept| kept.row.unknown_because.is_some());
    assert_eq!(others, unknown.filter(|kept| kept.unrecorded.is_none()).count() as u64);
    let last = of.as_of.plus(AHEAD);
    let may = [Status::Overdue, Status::DueSoon, Status::Pending];
    let open = rows.iter().filter(|kept| {
        kept.unrecorded.is_none()
            && kept.row.due.is_some_and(|due| due.first <= last)
            && may.iter().any(|status| kept.row.statuses.contains(*status))
    });
    let open = open.map(|kept| (kept.case.as_str(), kept.duty.as_str(), kept.instance.as_str()));
    let work = tally.work(i32::MAX / 4);
    let work = work.iter().map(|one| (&*one.case, &*one.duty, &*one.instance));
    assert_eq!(sorted(work), sorted(open));
    months(of, tally, rows);
}

/// Whether the duty of a row is met by the completion of what starts it.
fn completes(of: &Batch<'_>, kept: Option<&Kept>) -> bool {
    let duty = kept.and_then(|kept| of.model.duty(kept.row.duty));
    duty.is_some_and(|duty| duty.matching == Match::CompletionOfTrigger)
}

fn months(of: &Batch<'_>, tally: &Tally, rows: &[Kept]) {
    let mut counted = BTreeMap::new();
    for kept in rows.iter().filter(|kept| kept.unrecorded.is_none()) {
        let due = kept.row.due.and_then(DateRange::exact);
        let Some(due) = due.filter(|due| *due <= of.as_of) else { continue };
        let completes = completes(of, Some(kept));
        let slot = match kept.row.statuses.single() {
            Some(Status::Met) if completes && kept.one_day => continue,
            Some(Status::Met) => 0,
            Some(Status::MetLate) => 1,
            Some(Status::Overdue) => 2,
            Some(Status::Lapsed) if kept.row.flags.breached => 2,
            Some(_) => continue,
            None => 3,
        };
        let (year, month, _) = due.ymd();
        counted.entry((year, month)).or_insert([0_u64; 4])[slot] += 1;
    }
    assert!(!counted.is_empty());
    assert_eq!(tally.months, counted);
}
