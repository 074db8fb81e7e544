use super::*;
use crate::diag::{Code, Diagnostic, Outcome, has_errors};
use crate::model::SoonRule;
use crate::names::Sort;
use crate::source::SourceMap;
use crate::syntax::{BlockKind, ClauseKey};
use crate::time::{Day, Offset, Unit};
use proptest::prelude::*;

const VOCABULARY: &str = "\
pack vocabulary/care: \"Words for care\"
  version    1
  subject    child
event review
  forms      hold a review | a review is held | review / reviews
event coming into care
  once       per period looked after
event leaving care
status looked after
  from       coming into care until leaving care
";

const REVIEWS: &str = "\
pack kent/reviews: \"Reviews\"
  version    2026-11-21
  in force   from 1 June 2024 until 31 May 2027
  verified   21 November 2026
  extends    vocabulary/care
  scope      each period looked after
  calendar   short
  settings   days are calendar days; leap birthdays fall on 28 February; before leaves out the same day
  settings   soon is 10 working days before
label review
  as         Child in Care Review / Child in Care Reviews
duty initial-review
  rule       initial Child in Care Review within 20 working days of coming into care
";

const SHORT: &str = "\
calendar short: \"A short calendar\"
  from       1 January 2026 to 31 December 2026
  closed     2026-12-25 Christmas Day
";

fn world() -> MemoryWorld {
    MemoryWorld::new()
        .with("policies/vocabulary/care.duly", VOCABULARY)
        .with("policies/kent/reviews.duly", REVIEWS)
        .with("policies/calendars/short.duly", SHORT)
}

fn read(world: &MemoryWorld, reference: &str) -> Outcome<Loaded> {
    load(world, Library::empty(), &mut SourceMap::new(), reference)
}

fn loaded(world: &MemoryWorld, reference: &str) -> Loaded {
    let outcome = read(world, reference);
    assert_eq!(outcome.diagnostics, []);
    outcome.value.expect("a pack")
}

fn only(world: &MemoryWorld, reference: &str) -> Diagnostic {
    let mut found = read(world, reference).diagnostics;
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

fn day(y: i32, m: u32, d: u32) -> Day {
    Day::from_ymd(y, m, d).expect("a day")
}

#[test]
fn a_pack_is_read_with_all_it_extends() {
    let pack = loaded(&world(), "kent/reviews");
    assert_eq!((pack.info.id.as_str(), pack.info.title.as_str()), ("kent/reviews", "Reviews"));
    assert_eq!(pack.info.version, "2026-11-21");
    assert_eq!(pack.info.in_force_from, Some(day(2024, 6, 1)));
    assert_eq!(pack.info.in_force_until, Some(day(2027, 5, 31)));
    assert_eq!(pack.info.verified, Some(day(2026, 11, 21)));
    assert_eq!(pack.vocabulary.subject, "child");
    assert!(pack.settings.days_are_calendar_days && pack.settings.before_is_strict);
    assert!(pack.settings.leap_birthdays_on_28_february);
    assert_eq!(pack.settings.soon, SoonRule::Before(Offset::of(10, Unit::WorkingDay)));
    let ids: Vec<_> = pack.layers.iter().map(|layer| layer.info.id.as_str()).collect();
    assert_eq!(ids, ["kent/reviews", "vocabulary/care"]);
    let own = &pack.layers[0];
    assert_eq!(own.blocks(BlockKind::Duty).count(), 1);
    assert_eq!(own.extends, ["vocabulary/care"]);
    assert!(own.scope.is_some() && pack.layers[1].scope.is_none());
    let calendar = pack.calendar.expect("a calendar");
    assert_eq!((calendar.id(), calendar.title()), ("short", "A short calendar"));
    assert_eq!(calendar.is_working(day(2026, 12, 25)), Some(false));
    assert_eq!(calendar.is_working(day(2026, 12, 26)), Some(false), "a Saturday");
}

#[test]
fn labels_of_the_pack_at_hand_print_and_those_of_bases_do_not() {
    let local = "pack leeds/reviews\n  extends kent/reviews\n";
    let world =
        world().with("policies/leeds/reviews.yaml", "pack: leeds/reviews\nextends: kent/reviews\n");
    let noun = |reference: &str| {
        let pack = loaded(&world, reference);
        let id = pack.vocabulary.named("child in care review", Sort::Event).expect("the label");
        pack.vocabulary.noun(id).to_owned()
    };
    assert_eq!(noun("kent/reviews"), "Child in Care Review");
    assert_eq!(noun("leeds/reviews"), "review");
    let pack = loaded(&world, "leeds/reviews");
    let (_, review) = pack.vocabulary.iter().next().expect("a concept");
    let (wrong, events) = ("Child in Care Reveiw", [Sort::Event]);
    let found = pack.vocabulary.unknown_name(wrong, review.declared, &events);
    assert_eq!(found.help.as_deref(), Some("did you mean “Child in Care Review”?"));
    assert!(pack.calendar.is_some(), "the calendar of its base");
    let yaml = pack.info.hash;
    let world = self::world().with("policies/leeds/reviews.duly", local);
    assert_eq!(loaded(&world, "leeds/reviews").info.hash, yaml);
}

#[test]
fn a_folder_of_files_is_one_pack() {
    let (head, rest) = REVIEWS.split_once("label").expect("a label");
    let folder = MemoryWorld::new()
        .with("policies/vocabulary/care.duly", VOCABULARY)
        .with("policies/calendars/short.duly", SHORT)
        .with("policies/kent/reviews/zz.duly", head)
        .with("policies/kent/reviews/a.duly", format!("label{rest}"))
        .with("policies/kent/reviews/notes.txt", "no pack");
    let pack = loaded(&folder, "kent/reviews");
    assert_eq!(pack.info.hash, loaded(&world(), "kent/reviews").info.hash);
    for path in ["policies/kent/reviews", "./policies/kent/reviews/", "policies/kent/reviews/"] {
        assert_eq!(loaded(&folder, path).info, pack.info, "{path}");
    }
}

#[test]
fn a_path_finds_the_policies_it_lies_in() {
    let far = MemoryWorld::new()
        .with("/far/policies/vocabulary/care.duly", VOCABULARY)
        .with("/far/policies/kent/reviews.duly", REVIEWS)
        .with("/far/policies/calendars/short.duly", SHORT);
    assert_eq!(loaded(&far, "/far/policies/kent/reviews.duly").info.id, "kent/reviews");
    let loose = world().with("draft.duly", REVIEWS);
    assert_eq!(loaded(&loose, "draft.duly").info.id, "kent/reviews");
    let loose = world().with("draft/pack.duly", REVIEWS).with("draft/more.duly", "event visit\n");
    for path in ["draft", "./draft", "draft/pack.duly"] {
        let pack = loaded(&loose, path);
        assert!(pack.vocabulary.named("visit", Sort::Event).is_some(), "{path}");
    }
}

#[test]
fn the_hash_changes_with_meaning_and_with_nothing_else() {
    let hash = |text: &str| {
        let world = world().with("policies/kent/reviews.duly", text);
        let pack = read(&world, "kent/reviews").value.expect("a pack");
        pack.info.hash
    };
    let plain = hash(REVIEWS);
    assert_eq!(plain.as_str().len(), 16);
    assert_eq!(
        hash(&format!("# a remark\n{}", REVIEWS.replace("  version    ", "  version "))),
        plain
    );
    assert_eq!(hash(&REVIEWS.replace("  version", "  note a remark\n  version")), plain);
    assert_ne!(hash(&REVIEWS.replace("20 working", "21 working")), plain);
    let longer =
        world().with("policies/calendars/short.duly", format!("{SHORT}  closed 2026-12-28 More\n"));
    assert_ne!(loaded(&longer, "kent/reviews").info.hash, plain);
    let base = world()
        .with("policies/vocabulary/care.duly", VOCABULARY.replace("leaving care", "end of care"));
    assert_ne!(loaded(&base, "kent/reviews").info.hash, plain);
}

#[test]
fn a_missing_pack_comes_with_the_nearest() {
    let found = only(&world(), "kent/reveiws");
    assert_eq!(found.code, Code::D0501);
    assert_eq!(found.message, "there is no pack “kent/reveiws”");
    assert_eq!(found.help.as_deref(), Some("did you mean “kent/reviews”?"));
    let found = only(&world(), "kent/zzz.duly");
    assert_eq!(found.message, "there is no file or folder `kent/zzz.duly`");
    let found = only(&MemoryWorld::new(), "a/b");
    assert_eq!(found.help.as_deref(), Some("write it in `policies/a/b.duly`"));
    let text = REVIEWS.replace("vocabulary/care", "vocabulary/caer");
    let mut found =
        read(&world().with("policies/kent/reviews.duly", text), "kent/reviews").diagnostics;
    found.retain(|found| found.code == Code::D0501);
    assert_eq!(found.len(), 1);
    assert!(found[0].span().is_some());
}

#[test]
fn two_places_for_one_id_are_too_many() {
    let found =
        only(&world().with("policies/kent/reviews.yaml", "pack: kent/reviews\n"), "kent/reviews");
    assert_eq!(
        found.message,
        "the pack “kent/reviews” is there twice: `policies/kent/reviews.duly` and `policies/kent/reviews.yaml`"
    );
}

#[test]
fn versions_of_bases_are_checked() {
    let with = |extends: &str| {
        let text = REVIEWS.replace("  extends    vocabulary/care", &format!("  extends {extends}"));
        world().with("policies/kent/reviews.duly", text)
    };
    loaded(&with("vocabulary/care at 1"), "kent/reviews");
    let found = only(&with("vocabulary/care at 2"), "kent/reviews");
    assert_eq!(found.message, "“vocabulary/care” has no version 2");
    assert_eq!(found.help.as_deref(), Some("its version is 1"));
}

#[test]
fn circles_are_named_with_their_path() {
    let world = MemoryWorld::new()
        .with("policies/a/a.duly", "pack a/a\n  extends b/b\n")
        .with("policies/b/b.duly", "pack b/b\n  extends c/c, a/a\n")
        .with("policies/c/c.duly", "pack c/c\n");
    let found = only(&world, "a/a");
    assert_eq!(found.code, Code::D0506);
    assert_eq!(found.message, "“a/a” extends itself: a/a → b/b → a/a");
    let pack = read(&world, "a/a").value.expect("a pack");
    let ids: Vec<_> = pack.layers.iter().map(|layer| layer.info.id.as_str()).collect();
    assert_eq!(ids, ["a/a", "b/b", "c/c"]);
}

#[test]
fn a_base_that_two_packs_share_is_read_once() {
    let world = world()
        .with("policies/b/b.duly", "pack b/b\n  extends vocabulary/care\n")
        .with("policies/a/a.duly", "pack a/a\n  extends b/b, vocabulary/care, kent/reviews\n");
    assert_eq!(loaded(&world, "a/a").layers.len(), 4);
}

#[test]
fn of_bases_only_errors_are_reported() {
    let twin = "event house visit\nevent house visits\n";
    let base = world().with("policies/vocabulary/care.duly", format!("{VOCABULARY}{twin}"));
    loaded(&base, "kent/reviews");
    let own = world().with("policies/kent/reviews.duly", format!("{REVIEWS}{twin}"));
    assert_eq!(only(&own, "kent/reviews").code, Code::D0208);
}

#[test]
fn headers_are_one_and_stand_where_they_say() {
    let at = |text: &str| world().with("policies/kent/reviews.duly", text);
    let found = only(&at("event visit\n"), "kent/reviews");
    assert_eq!(
        (found.code, found.help.as_deref()),
        (Code::D0111, Some("begin it with `pack kent/reviews`"))
    );
    let found = only(&at("pack leeds/reviews\n"), "kent/reviews");
    assert_eq!(
        found.message,
        "this pack calls itself “leeds/reviews” and stands where “kent/reviews” is looked for"
    );
    let found = read(&at("pack kent/reviews\npack kent/reviews\n"), "kent/reviews").diagnostics;
    assert!(found.iter().any(|found| found.code == Code::D0203), "{found:#?}");
}

#[test]
fn header_clauses_that_cannot_be_read_say_why() {
    let cases = [
        (
            "in force from May",
            "“May” cannot be read as a date; write it as 28 March 2026 or 2026-03-28",
        ),
        ("in force since 2020", "“since 2020” cannot be read after `in force`"),
        ("in force from 2 May 2020 until 1 May 2020", "this ends before it begins"),
        ("verified Monday 28 March 2026", "28 March 2026 is a Saturday, not a Monday"),
        ("settings days are callendar days", "there is no setting “days are callendar days”"),
        ("settings soon is tomorrow", "“tomorrow” is no length of time"),
        (
            "settings days are calendar days; days are calendar days",
            "the setting of days is given twice",
        ),
        ("calendar england", "there is no calendar “england”"),
    ];
    for (clause, message) in cases {
        let text = format!("pack kent/reviews\n  extends vocabulary/care\n  {clause}\n");
        let found = only(&world().with("policies/kent/reviews.duly", text), "kent/reviews");
        assert_eq!(found.message, message);
        assert!(found.help.is_some() && found.span().is_some(), "{clause}");
    }
}

#[test]
fn a_calendar_may_mean_others_and_close_days_of_its_own() {
    let council = "pack kent/reviews\n  extends vocabulary/care\n  calendar our council\n\
        calendar our-council: \"Our council\"\n  means short and long\n  closed 2026-12-24 Christmas closure\n";
    let long = "calendar long\n  from 1 January 2020 until 31 December 2030\n  weekend Sunday\n  closed 2026-07-03 Fair day\n";
    let world = world()
        .with("policies/kent/reviews.duly", council)
        .with("policies/calendars/long.duly", long);
    let calendar = loaded(&world, "kent/reviews").calendar.expect("a calendar");
    assert_eq!((calendar.first(), calendar.last()), (day(2026, 1, 1), day(2026, 12, 31)));
    assert_eq!(calendar.title(), "Our council");
    for (m, d) in [(12, 24), (12, 25), (7, 3), (7, 4), (7, 5)] {
        assert_eq!(calendar.is_working(day(2026, m, d)), Some(false), "{m}-{d}");
    }
    assert_eq!(calendar.is_working(day(2026, 7, 6)), Some(true));
    assert_eq!(calendar.closed_name(day(2026, 12, 24)), Some("Christmas closure"));
}

#[test]
fn calendars_that_cannot_be_made_say_why() {
    let cases = [
        ("", "the calendar “ours” does not say which days it lists"),
        ("  means ours\n", "the calendar “ours” means itself: ours → ours"),
        ("  means shrot\n", "there is no calendar “shrot”"),
        ("  from 2026\n", "“2026” cannot be read after `from`"),
        (
            "  from 1 May 2026 to 1 April 2026\n",
            "the calendar ends on 1 April 2026, before it starts on 1 May 2026",
        ),
        (
            "  from 1 May 2026 to 1 May 2027\n  weekend Blursday\n",
            "“Blursday” cannot be read after `weekend`",
        ),
        (
            "  from 1 May 2026 to 1 May 2027\n  closed 2026-13-01 x\n",
            "“2026-13-01” has no month 13; months run from 1 to 12",
        ),
        (
            "  from 1 May 2026 to 1 May 2027\n  closed 2026-05-04 x\n  closed 4 May 2026 y\n",
            "4 May 2026 is closed twice: as x and as y",
        ),
        (
            "  from 1 May 2026 to 1 May 2027\n  closed 2025-05-04 x\n",
            "4 May 2025 (x) is closed, but the calendar lists 1 May 2026 to 1 May 2027",
        ),
    ];
    for (clauses, message) in cases {
        let text = format!("pack kent/reviews\n  calendar ours\ncalendar ours\n{clauses}");
        let found = only(&world().with("policies/kent/reviews.duly", text), "kent/reviews");
        assert_eq!(found.message, message);
        assert!(found.span().is_some(), "{clauses}");
    }
}

#[test]
fn two_calendars_of_one_name_are_too_many() {
    let text = format!("pack kent/reviews\n  calendar short\n{SHORT}{SHORT}");
    let found = only(&world().with("policies/kent/reviews.duly", text), "kent/reviews");
    assert_eq!(found.message, "there are two calendars “short”");
}

#[test]
fn only_the_calendars_needed_are_read() {
    let world = world().with("policies/calendars/broken.duly", "nonsense\n");
    let mut sources = SourceMap::new();
    let outcome = load(&world, Library::shipped(), &mut sources, "kent/reviews");
    assert!(!outcome.has_errors());
    let names: Vec<_> = sources.iter().map(|(_, file)| file.name.to_string()).collect();
    let expected = [
        "policies/kent/reviews.duly",
        "policies/vocabulary/care.duly",
        "policies/calendars/short.duly",
    ];
    assert_eq!(names, expected);
}

#[test]
fn packs_are_listed_once_the_users_first() {
    let world =
        world().with("policies/kent/visits/pack.yaml", "pack: kent/visits\ntitle: Visits\n");
    let list = list_packs(&world, Library::empty());
    let rows: Vec<_> =
        list.iter().map(|p| (p.id.as_str(), p.title.as_str(), p.version.as_str())).collect();
    assert_eq!(
        rows,
        [
            ("kent/reviews", "Reviews", "2026-11-21"),
            ("kent/visits", "Visits", ""),
            ("vocabulary/care", "Words for care", "1")
        ]
    );
    let shipped = list_packs(&MemoryWorld::new(), Library::shipped());
    assert!(shipped.iter().all(|pack| pack.place == Place::Library));
    let id = shipped.first().map(|pack| pack.id.clone()).expect("a shipped pack");
    let own =
        MemoryWorld::new().with(&format!("policies/{id}.duly"), format!("pack {id}: \"Mine\"\n"));
    let both = list_packs(&own, Library::shipped());
    assert_eq!(both.len(), shipped.len());
    assert_eq!(
        both.iter().find(|pack| pack.id == id).map(|pack| pack.title.as_str()),
        Some("Mine")
    );
}

#[test]
fn every_shipped_pack_and_calendar_loads() {
    let library = Library::shipped();
    let paths: Vec<_> = library.paths().collect();
    assert!(paths.is_sorted() && !paths.is_empty());
    let packs = list_packs(&MemoryWorld::new(), library);
    assert!(!packs.is_empty());
    for pack in packs {
        let mut sources = SourceMap::new();
        let outcome = load(&MemoryWorld::new(), library, &mut sources, &pack.id);
        assert!(!has_errors(&outcome.diagnostics), "{}: {:#?}", pack.id, outcome.diagnostics);
        assert_eq!(outcome.value.expect("a pack").info.id, pack.id);
    }
    for name in ["england-and-wales", "scotland", "northern-ireland", "united-kingdom"] {
        let text = format!("pack a/b\n  calendar {name}\n");
        let world = MemoryWorld::new().with("policies/a/b.duly", text);
        let outcome = load(&world, library, &mut SourceMap::new(), "a/b");
        assert_eq!(outcome.diagnostics, []);
        let calendar = outcome.value.and_then(|pack| pack.calendar).expect(name);
        assert_eq!((calendar.id(), calendar.is_working(day(2026, 12, 25))), (name, Some(false)));
    }
}

#[test]
fn duties_of_bases_join_whether_or_not_they_are_implemented() {
    let duties = |pack: Loaded| -> Vec<(String, String)> {
        let parts = pack.into_parts().rules;
        parts.iter().map(|(pack, block)| (pack.to_string(), block.name.text().to_owned())).collect()
    };
    let pair = |pack: &str, duty: &str| (pack.to_owned(), duty.to_owned());
    let rule = "  rule initial review within 15 working days of coming into care\n";
    let text = format!("pack leeds/reviews\n  extends kent/reviews\nduty first\n{rule}");
    let both = world().with("policies/leeds/reviews.duly", text.clone());
    let expected = [pair("leeds/reviews", "first"), pair("kent/reviews", "initial-review")];
    assert_eq!(duties(loaded(&both, "leeds/reviews")), expected);
    let text =
        text.replace("first\n", "initial-review\n  implements kent/reviews/initial-review\n");
    let own = world().with("policies/leeds/reviews.duly", text);
    let expected =
        [pair("leeds/reviews", "initial-review"), pair("kent/reviews", "initial-review")];
    assert_eq!(duties(loaded(&own, "leeds/reviews")), expected);
}

#[test]
fn unused_names_and_labels_are_told_when_nothing_is_wrong() {
    let codes = |text: &str| -> Vec<(Code, String)> {
        let pack = read(&world().with("policies/kent/reviews.duly", text), "kent/reviews");
        let late = pack.value.expect("a pack").late;
        late.into_iter().map(|found| (found.code, found.message)).collect()
    };
    let label = (Code::D0211, "“Child in Care Review” is read as “review”".to_owned());
    assert_eq!(codes(REVIEWS), std::slice::from_ref(&label));
    let more = format!(
        "{REVIEWS}  source Rules 2.1; Handbook 3\ndocument Rules\ndocument Other\nrole the clerk\n"
    );
    let unused = |name: &str| (Code::D0206, format!("“{name}” is declared and never used"));
    let undeclared = (Code::D0702, "no document is called “Handbook”".to_owned());
    assert_eq!(codes(&more), [label, unused("Other"), unused("the clerk"), undeclared]);
    assert_eq!(codes(&more.replace("short", "shrot")), [], "an error comes first");
    let words = format!("{}event lonely\n", REVIEWS.split("duty").next().unwrap_or(""));
    assert_eq!(codes(&words), [], "a pack without duties declares for others");
}

#[test]
fn what_is_implemented_has_to_exist() {
    let text = |name: &str| REVIEWS.replace("  rule", &format!("  implements {name}\n  rule"));
    let with = |name: &str| {
        world()
            .with("policies/kent/reviews.duly", text(name))
            .with("policies/law/rules.duly", "pack law/rules\nduty first-review\n  note nonsense\n")
    };
    loaded(&with("law/rules/first-review"), "kent/reviews");
    let found = only(&with("law/rules/frist-review"), "kent/reviews");
    assert_eq!(found.message, "there is no duty “law/rules/frist-review”");
    assert_eq!(found.help.as_deref(), Some("did you mean `law/rules/first-review`?"));
    let found = only(&with("vocabulary/care/x"), "kent/reviews");
    assert_eq!(found.help.as_deref(), Some("“vocabulary/care” has no duties"));
    let found = only(&with("law/rulse/x"), "kent/reviews");
    assert_eq!(found.help.as_deref(), Some("did you mean “law/rules”?"));
    assert_eq!(only(&with("first-review"), "kent/reviews").code, Code::D0207);
}

#[test]
fn an_inherited_duty_keeps_the_scope_of_its_pack() {
    let text = "pack leeds/reviews\n  extends kent/reviews\n";
    let world = world().with("policies/leeds/reviews.duly", text);
    let parts = loaded(&world, "leeds/reviews").into_parts();
    let scope =
        |at: usize| parts.rules[at].1.clause(ClauseKey::Scope).map(|c| c.phrase.text().to_owned());
    assert_eq!(scope(0).as_deref(), Some("each period looked after"));
    let own = format!("{text}  scope the whole record\nduty two\n  rule review promptly\n");
    let world = world.with("policies/leeds/reviews.duly", own);
    let parts = loaded(&world, "leeds/reviews").into_parts();
    let scopes: Vec<_> = (parts.rules.iter())
        .map(|(_, block)| block.clause(ClauseKey::Scope).map(|clause| clause.phrase.text()))
        .collect();
    assert_eq!(scopes, [Some("the whole record"), Some("each period looked after")]);
}

proptest! {
    #[test]
    fn any_text_may_stand_in_a_pack(text in "(\\PC|\n|  |pack |extends |calendar |means |from |closed |label |event ){0,60}", reference in "\\PC{0,20}") {
        let world = world()
            .with("policies/kent/reviews.duly", text.clone())
            .with("policies/kent/more.yaml", text);
        for reference in ["kent/reviews", "kent/more", reference.as_str()] {
            let mut sources = SourceMap::new();
            for found in load(&world, Library::empty(), &mut sources, reference).diagnostics {
                if let Some(span) = found.span() {
                    prop_assert!(sources.text(span.file()).get(span.range()).is_some());
                }
            }
        }
        let _ = list_packs(&world, Library::empty());
    }
}

#[test]
fn packs_are_parted_by_commas_and_semicolons() {
    let world = world().with("policies/a/one.duly", "pack a/one\n").with(
        "policies/a/all.duly",
        "pack a/all\n  extends  a/one; vocabulary/care, kent/reviews\n",
    );
    let extends = loaded(&world, "a/all").layers.remove(0).extends;
    assert_eq!(extends, ["a/one", "vocabulary/care", "kent/reviews"]);
}

#[test]
fn a_folder_of_packs_is_no_pack() {
    let helps = |world: &MemoryWorld, reference: &str| {
        let found = read(world, reference).diagnostics;
        let said = |found: Diagnostic| (found.code, found.message, found.help.unwrap_or_default());
        found.into_iter().map(said).collect::<Vec<_>>()
    };
    let kent = (
        Code::D0501,
        "there is no pack “kent”".to_owned(),
        "did you mean “kent/reviews”?".to_owned(),
    );
    assert_eq!(helps(&world(), "kent"), [kent]);
    let beside =
        (Code::D0501, "there is no pack “k2”".to_owned(), "did you mean `./k2.duly`?".to_owned());
    assert_eq!(helps(&world().with("k2.duly", "pack k2\n"), "k2"), [beside]);
}

#[test]
fn a_clause_at_the_margin_takes_none_of_those_after_it() {
    let text = "pack a/one\nextends  vocabulary/care\n  calendar  short\n  version  7\n";
    let outcome = read(&world().with("policies/a/one.duly", text), "a/one");
    let codes: Vec<Code> = outcome.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, [Code::D0102]);
    let pack = outcome.value.expect("a pack");
    assert_eq!((pack.info.version.as_str(), pack.calendar.is_some()), ("7", true));
}

#[test]
fn a_title_keeps_one_pair_of_marks() {
    let texts = [
        ("policies/a/one.yaml", "pack: a/one\ntitle: “Reviews”\n"),
        ("policies/a/one.duly", "pack a/one: “Reviews”\n"),
        ("policies/a/one.duly", "pack a/one\n  title  “Reviews”\n"),
    ];
    for (path, text) in texts {
        assert_eq!(loaded(&world().with(path, text), "a/one").info.title, "Reviews", "{text}");
    }
}

#[test]
fn help_is_written_as_the_file_is() {
    let text = "pack: a/one\nduties:\n  first:\n    source: x\n";
    let found = read(&world().with("policies/a/one.yaml", text), "a/one").diagnostics;
    let help = found.iter().find(|found| found.code == Code::D0111).and_then(|f| f.help.as_deref());
    assert!(help.is_some_and(|help| help.contains("`rule: ")), "{found:?}");
}
