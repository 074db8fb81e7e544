//! Patches over packs in memory.

use crate::diag::{Code, Diagnostic};
use crate::model::{Model, resolve};
use crate::pack::{Library, MemoryWorld, load};
use crate::source::SourceMap;
use crate::syntax::print::Printer;

const LAW: &str = "pack law/a\n  calendar england-and-wales\nevent entry\nevent review\n  \
    forms hold a review | review / reviews\nduty first\n  rule initial review within 20 working days of each entry\n  \
    source Law 1\nduty later\n  should hold a review\n  due within 6 months of each review\n  source Law 2\n";

fn world(packs: &[(&str, &str)]) -> MemoryWorld {
    let mut world = MemoryWorld::new().with("policies/law/a.duly", LAW);
    for (id, text) in packs {
        world.put(&format!("policies/{id}.duly"), format!("pack {id}\n{text}"));
    }
    world
}

fn read(packs: &[(&str, &str)], id: &str) -> (Model, Vec<Diagnostic>) {
    let loaded = load(&world(packs), Library::shipped(), &mut SourceMap::new(), id);
    let mut found = loaded.diagnostics;
    let resolved = resolve(loaded.value.expect("a pack").into_parts());
    found.extend(resolved.diagnostics);
    (resolved.value.expect("a model"), found)
}

fn found(packs: &[(&str, &str)], id: &str) -> Vec<(Code, String, String)> {
    let said = |one: Diagnostic| (one.code, one.message, one.help.unwrap_or_default());
    read(packs, id).1.into_iter().map(said).collect()
}

fn errors_of(found: &[Diagnostic]) -> Vec<&str> {
    let errors = found.iter().filter(|one| one.severity == crate::diag::Severity::Error);
    errors.map(|one| one.message.as_str()).collect()
}

fn due(model: &Model, name: &str) -> String {
    let duty = model.find(name).expect(name);
    Printer::new(&model.vocabulary).due(duty.due.as_ref().expect("a due"))
}

#[test]
fn listed_clauses_replace_and_the_others_stay() {
    let text = "  extends law/a\nchange later\n  must hold a review\n  source Rules 7\n";
    let (model, found) = read(&[("k/a", text)], "k/a");
    assert_eq!(errors_of(&found), [""; 0]);
    let idle = found.iter().any(|one| one.code == Code::D0502);
    assert!(!idle, "`must` in the place of `should` is a change");
    let later = model.find("later").expect("later");
    assert_eq!(later.modality, crate::model::Modality::Must);
    assert_eq!(due(&model, "later"), "within 6 months of each review");
    assert_eq!(later.sources.len(), 1);
    assert_eq!(later.sources[0].text, "Rules 7");
    assert!(model.is_own(later) && !model.is_own(model.find("law/a/first").expect("first")));
    assert_eq!(model.patches[0].clauses, ["must", "source"]);
}

#[test]
fn a_sentence_is_spelled_out_before_it_is_changed() {
    let text = "  extends law/a\nchange first\n  due within 15 working days of each entry\n";
    let (model, found) = read(&[("k/a", text)], "k/a");
    assert_eq!(errors_of(&found), [""; 0]);
    let first = model.find("first").expect("first");
    assert_eq!(due(&model, "first"), "within 15 working days of each entry");
    assert_eq!(first.matching, crate::model::Match::Nth(1));
}

#[test]
fn what_is_removed_is_gone_and_told() {
    let text = "  extends law/a\nremove later\n  reason covered elsewhere\n  departs from Law 2\n";
    let (model, found) = read(&[("k/a", text)], "k/a");
    assert_eq!(errors_of(&found), [""; 0]);
    assert!(model.find("later").is_none() && model.find("first").is_some());
    let patch = &model.patches[0];
    assert!(patch.removed && patch.reason.as_deref() == Some("covered elsewhere"));
    assert_eq!(patch.departs[0].text, "Law 2");
}

#[test]
fn a_change_finds_its_rule_or_says_what_there_is() {
    let says = |name: &str, text: &str| {
        let text = format!("  extends law/a\nchange {name}\n  who the manager\n{text}");
        found(&[("k/a", &text)], "k/a").into_iter().find(|(code, ..)| *code == Code::D0501)
    };
    assert_eq!(says("first", ""), None);
    assert_eq!(says("law/a/first", ""), None);
    let (_, message, help) = says("frist", "").expect("D0501");
    assert_eq!(message, "there is no rule “frist” in law/a");
    assert_eq!(help, "did you mean `first`?");
    let (_, message, _) = says("mine", "duty mine\n  rule review promptly\n").expect("D0501");
    assert_eq!(message, "`change mine` is about a rule of this pack itself");
}

#[test]
fn two_bases_that_differ_need_a_change_here() {
    let (one, two) = (
        ("g/a", "  extends law/a\nchange later\n  due within 5 months of each review\n"),
        ("g/b", "  extends law/a\nchange later\n  due within 4 months of each review\n"),
    );
    let both = "  extends g/a, g/b\n";
    let errors = found(&[one, two, ("k/a", both)], "k/a");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].0, Code::D0503);
    let settled = format!("{both}change later\n  due within 3 months of each review\n");
    let (model, errors) = read(&[one, two, ("k/a", &settled)], "k/a");
    assert_eq!(errors_of(&errors), [""; 0]);
    assert_eq!(due(&model, "later"), "within 3 months of each review");
    let line = ("g/c", "  extends g/a\nchange later\n  due within 4 months of each review\n");
    let (model, errors) = read(&[one, line, ("k/a", "  extends g/c, g/a\n")], "k/a");
    assert_eq!(errors_of(&errors), [""; 0], "one builds on the other");
    assert_eq!(due(&model, "later"), "within 4 months of each review");
}

#[test]
fn an_id_of_a_base_is_taken_unless_it_is_implemented() {
    let text = |more: &str| {
        format!("  extends law/a\nduty later\n{more}  rule review promptly after each entry\n")
    };
    assert_eq!(found(&[("k/a", &text(""))], "k/a")[0].0, Code::D0203);
    let (model, errors) = read(&[("k/a", &text("  implements law/a/later\n"))], "k/a");
    assert_eq!(errors_of(&errors), [""; 0]);
    assert_eq!(model.duties.len(), 3);
    assert_eq!(&*model.find("later").expect("later").from.pack, "k/a");
    assert_eq!(&*model.find("law/a/later").expect("later").from.pack, "law/a");
}

#[test]
fn settings_and_scope_reach_only_the_packs_own_rules() {
    let text = "  extends law/a\n  settings days are calendar days; before leaves out the same day\n  \
        scope each entry\nduty mine\n  must hold a review\n  due before each entry\n";
    let (model, errors) = read(&[("k/a", text)], "k/a");
    assert_eq!(errors_of(&errors), [""; 0]);
    assert_eq!(model.find("first").expect("first").scope, crate::model::Scope::WholeRecord);
    assert_ne!(model.find("mine").expect("mine").scope, crate::model::Scope::WholeRecord);
    assert!(!model.settings_of("law/a").before_is_strict);
}

#[test]
fn subsequent_starts_after_what_the_pack_and_its_bases_duties_say_once() {
    let rules = "duty one\n  implements law/a/first\n  rule initial review within 20 working days of each entry\n\
        duty more\n  rule subsequent reviews within 6 months of the previous review\n";
    let (model, errors) = read(&[("k/a", &format!("  extends law/a\n{rules}"))], "k/a");
    assert_eq!(errors_of(&errors), [""; 0]);
    assert_eq!(due(&model, "more"), "within 6 months of each review");
}

#[test]
fn the_words_that_a_change_replaces_can_be_stored() {
    let accepts = |text: &str| {
        let mut map = SourceMap::new();
        let loaded = load(&world(&[("k/a", text)]), Library::shipped(), &mut map, "k/a");
        let accepts = loaded.value.expect("a pack").accepts(&map);
        accepts.into_iter().map(|fix| fix.replacement).collect::<Vec<_>>()
    };
    let text =
        "  extends law/a\nchange later\n  due within 5 months of each review\n  source Rules 7\n";
    assert_eq!(accepts(text), ["\n  replaces   due: within 6 months of each review"]);
    let stored = format!("{text}  replaces due: within 7 months of each review\n");
    assert_eq!(accepts(&stored), ["within 6 months of each review"]);
}

/// The text of a YAML pack with the words of its base stored.
fn stored_in_yaml(text: &str) -> String {
    let mut map = SourceMap::new();
    let mut world = world(&[]);
    world.put("policies/k/a.yaml", format!("pack: k/a\nextends: law/a\nchanges:\n{text}"));
    let loaded = load(&world, Library::shipped(), &mut map, "k/a");
    assert_eq!(errors_of(&loaded.diagnostics), [""; 0]);
    let mut fixes = loaded.value.expect("a pack").accepts(&map);
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span.start()));
    let file = fixes.first().map(|fix| fix.span.file());
    let mut whole = file.map_or_else(String::new, |file| map.text(file).to_owned());
    for fix in fixes {
        whole.replace_range(fix.span.range(), &fix.replacement);
    }
    let changes = whole.split_once("changes:\n").map_or("", |(_, changes)| changes);
    if changes.is_empty() { text.to_owned() } else { changes.to_owned() }
}

#[test]
fn words_are_stored_in_yaml_as_it_is_laid_out() {
    let cases = [
        (
            "  later:\n    due: within 5 months of each review\n",
            "  later:\n    replaces: \"due: within 6 months of each review\"\n    due: within 5 months of each review\n",
        ),
        (
            "  first: {due: within 15 working days of each entry}\n",
            "  first: {replaces: \"rule: initial review within 20 working days of each entry\", due: within 15 working days of each entry}\n",
        ),
        (
            "  later:\n    replaces: \"should: hold a review\"\n    should: hold each review\n    due: within 5 months of each review\n",
            "  later:\n    replaces: [\"should: hold a review\", \"due: within 6 months of each review\"]\n    should: hold each review\n    due: within 5 months of each review\n",
        ),
        (
            "  later:\n    due: within 5 months of each review\n    should: hold each review\n    replaces:\n      - \"should: hold a review\"\n",
            "  later:\n    due: within 5 months of each review\n    should: hold each review\n    replaces:\n      - \"should: hold a review\"\n      - \"due: within 6 months of each review\"\n",
        ),
    ];
    for (text, wanted) in cases {
        let stored = stored_in_yaml(text);
        assert_eq!(stored, wanted);
        // Nothing is left to store.
        assert_eq!(stored_in_yaml(&stored), stored);
    }
}
