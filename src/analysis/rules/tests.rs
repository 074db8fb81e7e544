use crate::analysis::aspects::Verdict;
use crate::analysis::compare::{Comparison, Options, Other, compare};
use crate::analysis::conform::{self, conform};
use crate::check::Checked;
use crate::open;
use crate::pack::{Library, MemoryWorld};
use crate::source::SourceMap;

const HEAD: &str = "  subject complaint\n  calendar england-and-wales\n  settings days are calendar days\n\
    event receipt\n  forms receive a complaint | receipt / receipts\n  recorded fully\n\
    event notice\n  forms notify the team | notice / notices\n  recorded fully\n\
    event answer\n  forms answer the complaint | answer / answers\n  recorded fully\n\
    event agreement\n  forms the decision is agreed | agreement / agreements\n  recorded fully\n\
    event objection\n  forms object to the decision | objection / objections\n  recorded fully\n\
    event extension\n  forms extend the time | extension / extensions\n  recorded fully\n\
    event hearing\n  forms hold a hearing | hearing / hearings\n  recorded fully\n  life can be planned, adjourned; if adjourned, counts on the planned date\n\
    status at law\n  recorded fully\n\
    fact weight\n  type one of light, grave\n\
    fact officer\n  type name\n\
    fact size\n  type number\n\
    duty reply\n  must answer the complaint\n  due within 3 weeks of each receipt\n\
    duty act-on-it\n  must notify the team\n  due within 5 working days of each agreement, or before\n\
    duty hear\n  must hold a hearing\n  due within 4 weeks of each receipt\n";

fn opened(one: &str, other: &str) -> Vec<Checked> {
    let text = |id: &str, rules: &str| format!("pack {id}\n{HEAD}{rules}");
    let world = MemoryWorld::new()
        .with("policies/law/a.duly", text("law/a", one))
        .with("policies/own/b.duly", text("own/b", other));
    let read =
        open::together(&world, Library::shipped(), &mut SourceMap::new(), &["law/a", "own/b"]);
    read.value.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

fn compared(models: &[Checked]) -> Comparison {
    compare(models, &Options::default(), &|_, _| {}).remove(0)
}

/// The one rule in which two packs differ, its mirror checked, and its case replayed.
fn only(one: &str, other: &str) -> Other {
    let mut models = opened(one, other);
    let mut found = compared(&models);
    assert_eq!(found.others.len(), 1, "{:?}", found.others);
    let there = found.others.remove(0);
    if let Some(witness) = &there.compared.witness {
        assert!(witness.replays(&models[0], &models[1]), "{witness:?}");
        assert_ne!(witness.left, witness.right);
    }
    models.reverse();
    let back = compared(&models).others.remove(0);
    assert_eq!(there.compared.verdict.mirrored(), back.compared.verdict, "{}", there.name);
    let duties = |of: &Other| {
        let mut all: Vec<_> = of.compared.duties.iter().map(|one| one.duty.clone()).collect();
        all.sort();
        all
    };
    assert_eq!(duties(&there), duties(&back));
    let same = opened(one, one);
    assert!(compared(&same).is_identical(), "{one}");
    there
}

fn verdict(one: &str, other: &str) -> (Verdict, bool) {
    let found = only(one, other).compared;
    (found.verdict, found.witness.is_some())
}

#[test]
fn a_power_that_goes_less_far_is_stricter() {
    let power = |limit: &str| format!("power object\n  may object to the decision\n  {limit}\n");
    let once = power("limit once for each notice");
    assert_eq!(verdict(&once, &power("limit twice for each notice")), (Verdict::Laxer, true));
    assert_eq!(verdict(&power("limit 3 times for each notice"), &once), (Verdict::Stricter, true));
    assert_eq!(
        verdict(
            &power("limit once in each calendar month"),
            &power("limit once in each calendar year")
        ),
        (Verdict::Stricter, true)
    );
    let within = |days: u32| power(&format!("limit within {days} working days of each notice"));
    assert_eq!(verdict(&within(10), &within(8)), (Verdict::Stricter, true));
    assert_eq!(verdict(&within(10), &within(12)), (Verdict::Laxer, true));
    let grave = power("limit once for each notice\n  applies if the weight is grave");
    assert_eq!(verdict(&once, &grave), (Verdict::Stricter, true));
    // Once for each notice, or twice in a year: neither goes as far as the other.
    let yearly = power("limit twice in each calendar year");
    let other = only(&once, &yearly).compared;
    assert!(matches!(other.verdict, Verdict::CannotTell | Verdict::Incomparable), "{other:?}");
    assert!(other.why.contains("different stretches"), "{}", other.why);
}

#[test]
fn a_power_that_one_pack_lacks_shows_in_the_duties_it_bears_on() {
    let extends = "power extend\n  may extend the time\n  extends reply by 10 working days\n";
    let found = only(extends, "").compared;
    assert_eq!(found.verdict, Verdict::Stricter);
    assert_eq!(found.duties[0].duty, "reply");
    let bare = "power object\n  may object to the decision\n";
    assert_eq!(only(bare, "").compared.verdict, Verdict::AsStrict);
    let limited = "power object\n  may object to the decision\n  limit once for each notice\n";
    let found = only(limited, "").compared;
    assert_eq!(found.verdict, Verdict::CannotTell);
    assert!(found.why.contains("`limit`"), "{}", found.why);
    // Without it a hearing counts on its planned day, however often it is adjourned.
    let adjourns = "power adjourn\n  may adjourn a hearing\n  limit once for each hearing\n";
    let found = only(adjourns, "").compared;
    assert_eq!((found.verdict, found.duties[0].duty.as_str()), (Verdict::Laxer, "hear"));
}

#[test]
fn a_longer_extension_is_laxer() {
    let by = |days: u32| {
        format!("power extend\n  may extend the time\n  extends reply by {days} working days\n")
    };
    let found = only(&by(10), &by(12)).compared;
    assert_eq!((found.verdict, found.duties[0].verdict), (Verdict::Laxer, Verdict::Laxer));
    let (models, duty) = (opened(&by(10), &by(12)), "law/a/reply");
    let held = conform(&models[0], &models[1], conform::Options::default());
    let reply = held.duties.iter().find(|one| one.id == duty).unwrap();
    assert_eq!(reply.verdict, conform::Verdict::Fails, "{:?}", reply.findings);
    assert!(reply.findings[0].witness.is_some());
}

#[test]
fn silence_that_counts_sooner_makes_what_follows_stricter() {
    let deem = |days: u32| {
        format!(
            "deem agreed\n  when {days} working days pass after each notice without an objection\n\
             \x20 gives the decision is agreed\n"
        )
    };
    let found = only(&deem(10), &deem(5)).compared;
    assert_eq!((found.verdict, found.witness.is_some()), (Verdict::Stricter, true));
    assert_eq!(found.duties[0].duty, "act-on-it");
    assert!(found.why.contains("sooner"), "{}", found.why);
    let held = |one: &str, other: &str| {
        let models = opened(one, other);
        let found = conform(&models[0], &models[1], conform::Options::default());
        let duty = found.duties.iter().find(|one| one.id == "law/a/act-on-it").unwrap().verdict;
        (duty, found.rules[0].verdict)
    };
    use conform::Verdict::{Fails, Holds};
    assert_eq!(held(&deem(10), &deem(5)), (Holds, Holds));
    assert_eq!(held(&deem(5), &deem(10)), (Fails, Fails));
    assert_eq!(only(&deem(5), "").compared.verdict, Verdict::Laxer);
    let any = deem(5).replace(" without an objection", "");
    assert_eq!(only(&deem(5), &any).compared.verdict, Verdict::Stricter);
}

#[test]
fn a_definition_is_as_strict_as_it_makes_its_duties() {
    let means = |weeks: u32, applies: &str| {
        format!(
            "definition serious complaint\n  means total time at law is at least {weeks} weeks\n\
             duty escalate\n  must notify the team\n  due within 1 week of each receipt\n  applies {applies}\n"
        )
    };
    for (applies, wider) in [
        ("if the complaint has been a serious complaint", Verdict::Stricter),
        ("if the complaint is a serious complaint", Verdict::Stricter),
        ("unless the complaint is a serious complaint", Verdict::Laxer),
        ("if the complaint is not a serious complaint", Verdict::Laxer),
    ] {
        let found = only(&means(14, applies), &means(13, applies)).compared;
        assert_eq!((found.verdict, found.witness.is_some()), (wider, true), "{applies}");
        assert_eq!(found.duties[0].duty, "escalate");
        assert!(found.why.contains("more cases"), "{}", found.why);
    }
    let escalate = |one: u32, other: u32| {
        let applies = "if the complaint has been a serious complaint";
        let models = opened(&means(one, applies), &means(other, applies));
        let found = conform(&models[0], &models[1], conform::Options::default());
        let duty = found.duties.into_iter().find(|one| one.id == "law/a/escalate").unwrap();
        (duty.verdict, duty.findings.first().is_some_and(|one| one.witness.is_some()))
    };
    assert_eq!(escalate(14, 13), (conform::Verdict::Holds, false));
    assert_eq!(escalate(13, 14), (conform::Verdict::Fails, true));
}

#[test]
fn bounds_that_lie_within_others_are_stricter() {
    let rule =
        |does: &str| format!("across load\n  group at law complaints by officer\n  {does}\n");
    let number = |bounds: &str| rule(&format!("must number {bounds}"));
    assert_eq!(verdict(&number("at most 5"), &number("at most 7")), (Verdict::Laxer, true));
    assert_eq!(
        verdict(&number("between 5 and 9"), &number("between 6 and 8")),
        (Verdict::Stricter, true)
    );
    assert_eq!(
        verdict(&number("between 5 and 9"), &number("between 6 and 10")),
        (Verdict::Incomparable, true)
    );
    let sum = |most: u32| rule(&format!("must total size at most {most}"));
    assert_eq!(verdict(&sum(20), &sum(18)), (Verdict::Stricter, true));
    let same = rule("must all have the same weight");
    assert_eq!(verdict(&same, ""), (Verdict::Laxer, true));
    let should = same.replace("must", "should");
    assert_eq!(only(&same, &should).compared.verdict, Verdict::Laxer);
    let grave = number("at most 5\n  applies if the weight is grave");
    assert_eq!(only(&number("at most 5"), &grave).compared.verdict, Verdict::Laxer);
    let least = grave.replace("most", "least");
    assert_eq!(only(&number("at least 5"), &least).compared.verdict, Verdict::CannotTell);
}
