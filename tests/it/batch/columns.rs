//! Cases as columns: what is put in comes out again, and means the same.

use super::*;
use duly::eval::TriggerKey;

/// A row without the ids of occurrences, which follow the order of the columns.
fn said(row: &Row) -> String {
    let trigger = match row.key.trigger {
        TriggerKey::Occurrence(_) | TriggerKey::Previous(_) => String::new(),
        other @ (TriggerKey::Period(_)
        | TriggerKey::Birthday(_)
        | TriggerKey::Date(_)
        | TriggerKey::Nth(_)
        | TriggerKey::Start(_)
        | TriggerKey::NotRecorded(_)) => format!("{other:?}"),
    };
    let Row { key, statuses, trigger_date, due, opens, days_late, flags, gaps, .. } = row;
    let done = row.fulfilled.map(|(on, _)| on);
    let duty = key.duty;
    format!(
        "{duty:?} {trigger} {trigger_date:?} {due:?} {opens:?} {done:?} {statuses:?} \
         {days_late:?} {flags:?} {gaps:?}"
    )
}

#[test]
fn a_case_taken_out_of_the_columns_comes_to_the_same() {
    let (mut plain, mut whole) = (0, 0);
    for id in ["kent/child-in-care-reviews", "statute/care-planning-regulations-2010"] {
        let suite = shipped(id);
        for one in suite.examples.iter().step_by(8) {
            let caseload = caseload([&one.case]);
            *(if caseload.whole(0).is_none() { &mut plain } else { &mut whole }) += 1;
            let again = caseload.case(0).unwrap();
            for expected in one.example.expects.iter().take(1) {
                let lines = |case: &Case| {
                    let rows = eval::evaluate(&suite.model, case, expected.on).rows;
                    let mut lines: Vec<String> = rows.iter().map(said).collect();
                    lines.sort();
                    lines
                };
                assert_eq!(lines(&again), lines(&one.case), "{id}: {}", one.example.name.value);
            }
        }
    }
    assert!(plain > 20 && whole > 4, "{plain} {whole}");
}

#[test]
fn many_cases_come_to_what_each_comes_to_by_itself() {
    let suite = shipped("practice-guidance-2020/looked-after-reviews");
    let caseload = caseload(suite.examples.iter().map(|one| &one.case));
    let as_of = suite.examples[0].example.expects[0].on;
    let expected = one_by_one(&suite.model, &caseload, as_of);
    assert!(expected.len() > 100);
    assert_eq!(rows(&suite.model, &caseload, as_of, Engine::Reference), expected);
}

#[test]
fn a_part_of_the_cases_comes_to_the_same_rows_as_in_the_whole() {
    let suite = shipped("practice-guidance-2020/looked-after-reviews");
    let caseload = caseload(suite.examples.iter().map(|one| &one.case));
    let as_of = suite.examples[0].example.expects[0].on;
    let program = Program::new(&suite.model);
    let part = |range| {
        let answers = evaluate(&program, &caseload, range, as_of, Engine::Reference);
        answers.rows().collect::<Vec<_>>()
    };
    let half = caseload.len() / 2;
    let both: Vec<_> = [part(0..half), part(half..usize::MAX)].concat();
    assert_eq!(both, part(0..caseload.len()));
    assert_eq!(part(5..5), []);
}
