use super::cells::Space;
use super::realise::realise;
use crate::model::Model;
use crate::open;
use crate::pack::{Library, MemoryWorld};
use crate::source::SourceMap;
use crate::syntax::print::Printer;
use crate::time::Day;

const HEAD: &str = "pack p/q\n  subject child\n  settings days are calendar days\n\
    event entry\n  forms come in | entry / entries\n  recorded fully\n\
    event visit\n  forms visit the child | visit / visits\n  recorded fully\n\
    status at school\n  recorded fully\n\
    fact band\n  type one of low, middle, high\n\
    fact points\n  type number\n\
    role the manager\n  forms the manager\n\
    definition older child\n  means all of\n    - the child is aged 16 or 17\n    - the child is at school\n";

fn model(applies: &str) -> Model {
    let text = format!(
        "{HEAD}duty go\n  must visit the child\n  due within 2 weeks of each entry\n  applies {applies}\n"
    );
    let world = MemoryWorld::new().with("p.duly", text);
    let read = open::unchecked(&world, Library::empty(), &mut SourceMap::new(), "p.duly");
    let errors: Vec<_> =
        read.diagnostics.iter().filter(|one| one.code.info().id < "D0206").collect();
    assert!(errors.is_empty(), "{errors:?}");
    read.value.unwrap()
}

/// The cells in which the condition is so, in words, and how many there are in all.
fn cells(applies: &str) -> (Vec<String>, usize) {
    let model = model(applies);
    let condition = &model.duties.first().unwrap().applies[0].parts[0].1;
    let space = Space::of(&model, &[condition]).unwrap();
    let printer = Printer::new(&model.vocabulary);
    let all = space.cells();
    let so = all.iter().filter(|cell| space.holds(0, cell)).map(|cell| {
        let words: Vec<String> =
            space.conditions(cell).iter().map(|one| printer.inline(one)).collect();
        words.join("; ")
    });
    (so.collect(), all.len())
}

#[test]
fn ages_fall_between_the_birthdays_that_are_named() {
    let (so, all) = cells("if the child is aged 16 or 17 and the child is under 17");
    assert_eq!(all, 4, "under 16, 16, 17, 18 or over");
    assert_eq!(so, ["the child is aged 16"]);
}

#[test]
fn words_are_those_of_the_fact() {
    let (so, all) = cells("if the band is not low");
    assert_eq!((so.len(), all), (2, 3));
}

#[test]
fn numbers_fall_on_and_between_those_named() {
    let (so, all) = cells("if the points is at least 3 and the points is at most 3");
    assert_eq!((so.len(), all), (1, 3));
    let (so, _) = cells("if the points is more than 3 and the points is less than 4");
    assert_eq!(so.len(), 0, "there is no whole number between");
}

#[test]
fn counts_begin_at_none() {
    let (so, all) = cells("if there has been at least 2 visits");
    assert_eq!((so.len(), all), (2, 3), "none or one, two, more");
}

#[test]
fn a_definition_is_spelled_out() {
    let (so, all) = cells("if the child is an older child and the child is under 16");
    assert_eq!(so.len(), 0);
    assert_eq!(all, 6, "three ages, at school or not");
}

#[test]
fn what_holds_now_has_held() {
    let (so, all) = cells("if the child has been at school and the child is not at school");
    assert_eq!(so, ["the child has been at school; the child is not at school"]);
    assert_eq!(all, 3, "never and now is no cell");
}

#[test]
fn a_decision_by_somebody_is_a_decision() {
    let text =
        "any of\n    - recorded: it is refused\n    - recorded by the manager: it is refused";
    let (so, all) = cells(&format!("unless {text}"));
    assert_eq!((so.len(), all), (2, 3));
}

#[test]
fn too_many_cells_are_not_looked_at() {
    let parts: Vec<String> =
        (1..14).map(|n| format!("    - recorded: reason number {n}\n")).collect();
    let model = model(&format!("unless any of\n{}", parts.concat()));
    let condition = &model.duties.first().unwrap().applies[0].parts[0].1;
    assert!(Space::of(&model, &[condition]).is_none());
}

/// Each case of each cell is what the interpreter says it is.
fn realised(applies: &str) -> usize {
    let model = model(applies);
    let condition = &model.duties.first().unwrap().applies[0].parts[0].1;
    let space = Space::of(&model, &[condition]).unwrap();
    let on = Day::from_ymd(2026, 3, 2).unwrap();
    let at = model.duties.first().unwrap().name.span;
    let mut cases = 0;
    for cell in space.cells() {
        let made = realise(&model, (&space, &cell), on, at);
        assert!(made.whole && !made.cases.is_empty());
        for case in made.cases {
            let so = crate::eval::holds(&model, &case, on, condition);
            assert_eq!(so, Some(space.holds(0, &cell)), "{applies}: {case:?}");
            cases += 1;
        }
    }
    cases
}

#[test]
fn cells_become_cases_that_come_out_so() {
    let ages = realised("if the child is aged 16 or 17");
    assert_eq!(ages, 8, "the ends of each stretch of age, and a day within");
    realised("if the child is at school and there has been at least 2 visits");
    realised("if the child has been at school for at least 3 months or the band is low");
    realised("if the points is at least 3 or the child is an older child");
    realised("if total time at school is at least 13 weeks");
}
