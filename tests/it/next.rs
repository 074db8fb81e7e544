//! What changes next, held against every day judged one by one.
//!
//! `DULY_NEXT_ALL=1` looks at every example of every pack, rather than at some of each.

use std::collections::BTreeMap;
use std::fs;

use duly::check::Checked;
use duly::eval::{InstanceKey, Row, StatusSet, evaluate};
use duly::facts::{Case, bind, read_case};
use duly::next::{Change, every, first};
use duly::open::suite;
use duly::pack::Library;
use duly::source::SourceMap;
use duly::time::{Day, parse_date};
use rayon::prelude::*;

use crate::console::root;
use crate::scores::policies;

/// What a row may be, and whether it is at risk.
type Stand = (StatusSet, bool);
type Stands = BTreeMap<InstanceKey, Stand>;

fn stands(model: &Checked, case: &Case, day: Day) -> Stands {
    evaluate(model, case, day).rows.iter().map(|row| (row.key, stand(row))).collect()
}

fn stand(row: &Row) -> Stand {
    (row.statuses, row.flags.at_risk)
}

/// Day, instance, and what it could be before and from then on.
type Step = (Day, InstanceKey, Option<Stand>, Option<Stand>);

/// Every change, by judging each day.
fn day_by_day(model: &Checked, case: &Case, (as_of, until): (Day, Day)) -> Vec<Step> {
    let mut found = Vec::new();
    let mut before = stands(model, case, as_of);
    for day in as_of.plus(1).number()..=until.number() {
        let day = Day::from_number(day);
        let after = stands(model, case, day);
        let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
        for key in keys {
            let (was, is) = (before.get(key).copied(), after.get(key).copied());
            if was != is {
                found.push((day, *key, was, is));
            }
        }
        before = after;
    }
    found
}

fn step(change: &Change) -> Step {
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    (change.on, change.key().unwrap(), before.map(stand), after.map(stand))
}

/// Whether both ways say the same, and the first change is the first of them.
///
/// # Errors
/// What they disagree on.
pub(crate) fn agree(model: &Checked, case: &Case, as_of: Day, until: Day) -> Result<usize, String> {
    let slow = day_by_day(model, case, (as_of, until));
    let mut quick: Vec<Step> = every(model, case, (as_of, until)).iter().map(step).collect();
    quick.sort_by_key(|(day, key, ..)| (*day, *key));
    if let Some(missed) = slow.iter().find(|one| !quick.contains(one)) {
        return Err(format!("{} from {as_of}: missed {missed:?}", case.id));
    }
    if let Some(more) = quick.iter().find(|one| !slow.contains(one)) {
        return Err(format!("{} from {as_of}: no day says {more:?}", case.id));
    }
    let mut next: Vec<Step> =
        first(model, case, (as_of, until), |_| true).iter().map(step).collect();
    next.sort_by_key(|(day, key, ..)| (*day, *key));
    let wanted = slow.iter().take_while(|one| Some(one.0) == slow.first().map(|first| first.0));
    if !wanted.eq(next.iter()) {
        return Err(format!("{} from {as_of}: the first change is not {next:?}", case.id));
    }
    Ok(slow.len())
}

/// Around the first day that each example speaks of.
fn shipped(pack: &str) {
    let world = policies();
    let mut map = SourceMap::new();
    let suite = suite(&world, Library::shipped(), &mut map, pack).value.expect(pack);
    let all = std::env::var_os("DULY_NEXT_ALL").is_some();
    let few = if all { 1 } else { suite.examples.len().div_ceil(8).max(1) };
    let some: Vec<_> = suite.examples.iter().step_by(few).collect();
    let found: Vec<Result<usize, String>> = some
        .par_iter()
        .map(|example| {
            let on = example.example.expects.first().map_or(Day::MIN, |expect| expect.on);
            agree(&suite.model, &example.case, on.plus(-15), on.plus(20))
                .map_err(|error| format!("{}: {error}", example.example.name.value))
        })
        .collect();
    let wrong: Vec<&String> = found.iter().filter_map(|one| one.as_ref().err()).collect();
    assert!(wrong.is_empty(), "{pack}: {} of {}: {wrong:#?}", wrong.len(), found.len());
    let changes: usize = found.into_iter().flatten().sum();
    assert!(changes > 0, "{pack}: nothing changed at all");
}

#[test]
fn in_kent() {
    shipped("kent/child-in-care-reviews");
}

#[test]
fn in_the_regulations() {
    shipped("statute/care-planning-regulations-2010");
}

#[test]
fn in_the_handbook() {
    shipped("guidance/iro-handbook-2010");
}

#[test]
fn in_the_other_packs() {
    for pack in [
        "council-page-2020/iro-and-care-plans",
        "example-district/temporary-event-notices",
        "foster-agency/carer-handbook-ch6",
        "practice-guidance-2020/looked-after-reviews",
    ] {
        shipped(pack);
    }
}

#[test]
fn in_the_cases_to_try() {
    let world = policies();
    let mut map = SourceMap::new();
    let pack = "kent/child-in-care-reviews";
    let model = suite(&world, Library::shipped(), &mut map, pack).value.expect(pack).model;
    let mut cases = Vec::new();
    for name in ["amber.yaml", "cobalt.yaml", "ember.json", "hazel.yaml"] {
        let text = fs::read_to_string(root().join("examples/cases").join(name)).unwrap();
        let file = map.add(name, text.clone());
        let written = read_case(file, name, &text).value.expect(name);
        cases.push(bind(&written, &model.vocabulary).value.expect(name));
    }
    let from = parse_date("2026-11-10").unwrap();
    let found: Vec<_> =
        cases.par_iter().map(|case| agree(&model, case, from, from.plus(50))).collect();
    let changes: usize = found.into_iter().map(Result::unwrap).sum();
    assert!(changes > 10, "{changes}");
}

/// Trying every way is at its limit in this case: it comes to an end on 21 July, and not
/// on the days around it, though nothing of the case itself turns there.
#[test]
fn where_trying_every_way_ends_on_one_day_only() {
    let model = crate::eval::model(crate::eval::duties::DUTIES);
    let case = crate::eval::case(
        &model,
        "
born: 18 February 2011
events:
  - coming into care: between 24 January 2026 and 28 February 2026
  - coming into care: between 14 June 2026 and 22 June 2026
  - notify the IRO service: between 17 May 2026 and 7 July 2026
periods:
  - placed for adoption: {from: 24 April 2026, until: between 14 June 2026 and 29 July 2026}
facts: [risk band: unknown, at risk: unknown]
",
    );
    let day = |text| parse_date(text).unwrap();
    let (from, until) = (day("2026-07-18"), day("2026-07-24"));
    let wide = |on| {
        let answer = evaluate(&model, &case, day(on));
        answer.rows.iter().filter(|row| row.flags.possibly_imprecise).count()
    };
    let found = [wide("2026-07-20"), wide("2026-07-21"), wide("2026-07-22")];
    assert_eq!(found, [7, 6, 7], "the case is at the limit no more: take another");
    assert!(agree(&model, &case, from, until).unwrap() > 0);
}
