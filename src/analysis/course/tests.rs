use super::{Contrast, Course, Dates, Line};
use crate::analysis::align::{Tie, align, effective};
use crate::analysis::witness::{Effort, Search};
use crate::check::Checked;
use crate::eval::judge;
use crate::model::Duty;
use crate::open;
use crate::pack::{Library, MemoryWorld};
use crate::source::SourceMap;
use crate::syntax::ast::When;
use crate::time::Day;

const STATUTE: &str = "statute/care-planning-regulations-2010";
const GUIDANCE: &str = "practice-guidance-2020/looked-after-reviews";

fn shipped(packs: &[&str]) -> Vec<Checked> {
    let world = MemoryWorld::new();
    let read = open::together(&world, Library::shipped(), &mut SourceMap::new(), packs);
    read.value.unwrap()
}

fn line(model: &Checked, duty: &str, over: Dates) -> Line {
    let duty = model.find(duty).unwrap();
    let Course::Of(_, point) = Course::due(duty, &duty.limits[0]) else { panic!("several") };
    Line::of(&point, model.calendar.as_deref(), over)
}

#[test]
fn three_months_and_91_days_cross() {
    let models = shipped(&[STATUTE, GUIDANCE]);
    let over = Dates::cycle();
    assert_eq!(over.count(), 146_097);
    let of = |duty: &str| {
        let (law, local) = (line(&models[0], duty, over), line(&models[1], duty, over));
        Contrast::of(&law, &local)
    };
    let second = of("second-review");
    assert_eq!((second.dates, second.later.dates), (146_097, 30_483));
    assert!(second.earlier.dates > 0 && second.later.has(Day::from_ymd(2026, 1, 15).unwrap()));
    assert_eq!(second.later.by_at_most, 2, "28 February comes 90 or 89 days after 30 November");
    let later = models[0].find("subsequent-reviews").unwrap();
    assert_eq!(later.versions().len(), 3);
    assert_eq!(of("subsequent-reviews").later.dates, 67_380);
}

#[test]
fn the_plainest_day_is_an_ordinary_one_nearby() {
    let models = shipped(&[STATUTE, GUIDANCE]);
    let over = Dates::cycle();
    let law = line(&models[0], "second-review", over);
    let contrast = Contrast::of(&law, &line(&models[1], "second-review", over));
    let near = Day::from_ymd(2026, 1, 15).unwrap();
    let calendar = models[0].calendar.as_deref();
    assert_eq!(contrast.later.plainest(near, calendar), Some(near));
    let saturday = Day::from_ymd(2026, 1, 17).unwrap();
    let plain = contrast.later.plainest(saturday, calendar);
    assert_eq!(plain, Day::from_ymd(2026, 1, 16), "not the Saturday itself");
}

/// A duty that begins to apply after its trigger is not due before it does.
fn is_judged_once(duty: &Duty) -> bool {
    let parts = duty.applies.iter().flat_map(|clause| &clause.parts);
    parts.map(|(when, _)| when.value).all(|when| matches!(when, When::If | When::Unless))
}

/// The limits of `eval`, reached by cases, are those of the tables.
#[test]
fn lines_lead_where_the_interpreter_does() {
    let models = shipped(&[STATUTE]);
    let model = &models[0];
    let mut compared = 0;
    for duty in model.duties.iter().filter(|duty| {
        duty.is_evaluated()
            && duty.recurrence.is_none()
            && duty.versions.is_empty()
            && duty.running.clocks.is_empty()
            && is_judged_once(duty)
    }) {
        let near = Day::from_ymd(2025, 12, 23).unwrap();
        let search = Search::new(
            &[model],
            &duty.name.value,
            near,
            Effort { cases: 60, depth: 1, ..Effort::BOUNDARIES },
        );
        search.explore(&mut |situation| {
            for row in judge(model, &situation.case, situation.as_of, |one| one.id == duty.id) {
                if !row.powers.is_empty() {
                    continue;
                }
                let limits = &duty.limits[row.limit];
                let Course::Of(anchor, point) = Course::due(duty, limits) else { continue };
                let trigger = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
                if Some(&anchor) != trigger {
                    continue;
                }
                let Some(from) = row.trigger_date.and_then(crate::eval::DateRange::exact) else {
                    continue;
                };
                let Some(due) = row.due.and_then(crate::eval::DateRange::exact) else { continue };
                let over = Dates { first: from, last: from };
                let line = Line::of(&point, model.calendar.as_deref(), over);
                assert_eq!(line.at(from), Some(due), "{} from {from}", duty.name.value);
                compared += 1;
            }
            std::ops::ControlFlow::Continue(())
        });
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn the_ends_of_a_line_are_its_residuals() {
    let models = shipped(&[STATUTE]);
    let over = Dates::of_calendar(models[0].calendar.as_deref());
    let line = line(&models[0], "initial-review", over);
    assert!(line.numbers().is_sorted());
    for (from, to) in line.iter() {
        let first = line.first_reaching(to).unwrap();
        let last = line.last_reaching(to).unwrap();
        assert!(first <= from && from <= last);
        assert_eq!((line.at(first), line.at(last)), (Some(to), Some(to)));
        assert!(line.at(last.plus(1)).is_none_or(|next| next > to));
    }
    assert_eq!(line.at(over.last), None, "the calendar ends before the 20th working day");
}

#[test]
fn packs_opened_together_share_their_ids() {
    let packs = [GUIDANCE, "council-page-2020/iro-and-care-plans", "kent/child-in-care-reviews"];
    let models = shipped(&packs);
    for (one, other) in [(0, 1), (1, 2), (0, 2)] {
        for (id, concept) in models[one].vocabulary.iter() {
            let there = models[other].vocabulary.get(id);
            let same = there.is_none_or(|it| {
                it.sort() == concept.sort() && it.name.eq_ignore_ascii_case(&concept.name)
            });
            assert!(same, "{} and {}", concept.name, there.unwrap().name);
        }
    }
}

#[test]
fn what_implements_one_norm_belongs_together() {
    let models = shipped(&[STATUTE, GUIDANCE]);
    let (lefts, rights) = (effective(&models[0]), effective(&models[1]));
    let found = align((&models[0], &lefts), (&models[1], &rights));
    let tie = |left: &str, right: &str| {
        let (left, right) = (models[0].find(left).unwrap().id, models[1].find(right).unwrap().id);
        found
            .pairs
            .iter()
            .find(|pair| pair.left == left && pair.right == right)
            .map(|pair| pair.tie)
    };
    assert_eq!(tie("second-review", "second-review"), Some(Tie::Implements));
    assert_eq!(tie("appoint-iro", "second-review"), None);
    let second = models[1].find("second-review").unwrap();
    assert_eq!(&*second.from.pack, GUIDANCE);
    let inherited = rights.iter().filter(|duty| &*duty.from.pack == STATUTE);
    assert!(inherited.clone().all(|duty| duty.name.value != "second-review"));
    let same = |pair: &&crate::analysis::align::Pair| pair.tie == Tie::Same;
    assert_eq!(found.pairs.iter().filter(same).count(), inherited.count());
}
