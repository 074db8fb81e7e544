//! What becomes of paragraphs.

use duly::open::unchecked;
use duly::pack::{Library, MemoryWorld};
use duly::register::{State, missing, registers};
use duly::source::SourceMap;

const PACK: &str = "pack a/guidance\n  extends a/law\n  calendar england-and-wales\n\
    document Handbook: \"The handbook\"\n  forms Handbook | Guide\nevent review\n  forms hold a review | review / reviews\n  source Guide 1.2\n\
    duty one: \"One\"\n  must hold a review\n  due within 2 weeks of each entry\n  source Handbook 2.1, 2.3; reg 4(1); Law 1\n\
    duty listed\n  must hold a review\n  source Handbook 2.2\n\
    register Guide\n  paragraphs 1.1 to 1.3; 2.1 to 2.5\n  paragraphs reg 4(1) to (2)\n  \
    for people 1.1; 2.1: a balance\n  for people 9: not there\n";
const LAW: &str = "pack a/law\nevent entry\n  source Handbook 1.3\ndocument Law\n";

#[test]
fn each_paragraph_is_encoded_or_listed_or_for_people_or_missing() {
    let world =
        MemoryWorld::new().with("policies/a/guidance.duly", PACK).with("policies/a/law.duly", LAW);
    let read = unchecked(&world, Library::shipped(), &mut SourceMap::new(), "a/guidance");
    let model = read.value.expect("a model");
    let all = registers(&model);
    let [coverage] = all.as_slice() else { panic!("one register") };
    assert_eq!(coverage.register.title, "The handbook");
    let shown: Vec<String> = coverage
        .paragraphs
        .iter()
        .map(|one| format!("{} {} by {}", one.place.text, one.state.word(), one.blocks.len()))
        .collect();
    assert_eq!(
        shown,
        [
            "1.1 for people by 0",
            "1.2 encoded by 1",
            "1.3 encoded by 1",
            "2.1 encoded by 1",
            "2.2 listed by 1",
            "2.3 encoded by 1",
            "2.4 missing by 0",
            "2.5 missing by 0",
            "reg 4(1) encoded by 1",
            "reg 4(2) missing by 0",
        ]
    );
    assert_eq!(coverage.paragraphs[3].reasons, ["a balance"], "in part for people");
    assert_eq!(coverage.count(State::Missing), 3);
    assert_eq!(coverage.strays.len(), 1);
    let texts: Vec<Vec<&str>> = missing(coverage).into_iter().map(|(_, texts)| texts).collect();
    assert_eq!(texts, [vec!["2.4", "2.5"], vec!["reg 4(2)"]]);
}

#[test]
fn what_is_for_people_of_the_whole_is_said_of_the_parts_that_no_block_says() {
    let pack = "pack a/law\n  calendar england-and-wales\ndocument Law\nevent entry\nevent review\n  \
        forms hold a review | review / reviews\n\
        duty one\n  must hold a review\n  due within 2 weeks of each entry\n  source Law reg 4(3)(a)\n\
        register Law\n  paragraphs reg 4(3)(a); reg 4(3)(b); reg 5(1)(a)\n  \
        for people reg 4(3): a balance\n  for people reg 5(1): another\n";
    let said = pack.replace("source Law reg 4(3)(a)", "source Law reg 4(3)(a); reg 5(1)(a)");
    let reasons = |pack: &str| -> Vec<Vec<String>> {
        let world = MemoryWorld::new().with("policies/a/law.duly", pack);
        let read = unchecked(&world, Library::shipped(), &mut SourceMap::new(), "a/law");
        let model = read.value.expect("a model");
        let all = registers(&model);
        let of = |reasons: &[&str]| reasons.iter().map(|one| (*one).to_owned()).collect();
        all[0].paragraphs.iter().map(|one| of(&one.reasons)).collect()
    };
    assert_eq!(reasons(pack), [vec![], vec!["a balance".to_owned()], vec!["another".to_owned()]]);
    // Where no part is left, it is said of all of them.
    assert_eq!(reasons(&said)[2], ["another"]);
}
