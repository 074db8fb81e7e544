#![expect(clippy::string_slice, reason = "texts of tests are cut where they are known")]

use super::*;
use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{Phrase, SourceMap, Span, Spanned};
use crate::syntax::{Block, BlockKind, BlockSpan, Clause, ClauseKey};
use proptest::prelude::*;

/// Blocks of a small text: `kind name` at the margin, `  clause phrase` below.
/// Enough for tests; the carriers do it properly.
pub(crate) fn blocks_of(map: &mut SourceMap, text: &str) -> Vec<Block> {
    let file = map.add("test.duly", text);
    let mut blocks: Vec<Block> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        let lead = body.len() - body.trim_start().len();
        let at = start + lead;
        let words = body.trim_start();
        start += line.len();
        if words.is_empty() {
            continue;
        }
        let piece = |from: usize, to: usize| {
            Phrase::plain(&words[from..to], Span::new(file, at + from, at + to)).slice(0, to - from)
        };
        if lead == 0 {
            let end = words.find(' ').unwrap_or(words.len());
            let kind = BlockKind::from_keyword(&words[..end]).expect("a block keyword");
            let span = Span::new(file, at, at + end);
            blocks.push(Block {
                kind: Spanned::new(kind, span),
                name: piece(end, words.len()),
                title: None,
                clauses: Vec::new(),
                unread: Vec::new(),
                span: BlockSpan(Span::new(file, at, at + words.len())),
            });
            continue;
        }
        let block = blocks.last_mut().expect("a block above");
        let keys = ClauseKey::ALL.iter().filter(|key| {
            let rest = words.strip_prefix(key.word());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        let key = *keys.max_by_key(|key| key.word().len()).expect("a clause keyword");
        let end = key.word().len();
        block.clauses.push(Clause::new(
            Spanned::new(key, Span::new(file, at, at + end)),
            piece(end, words.len()),
            Vec::new(),
        ));
    }
    blocks
}

fn declared(text: &str) -> (Vocabulary, Vec<Diagnostic>) {
    let mut map = SourceMap::new();
    let blocks = blocks_of(&mut map, text);
    let mut vocabulary = Vocabulary { subject: "child".to_owned(), ..Vocabulary::default() };
    let mut found = vocabulary.declare(&blocks);
    found.extend(vocabulary.label(&blocks, true));
    (vocabulary, found)
}

const CARE: &str = "\
event review
  forms hold a review | a review is held | review / reviews
  life can be planned, adjourned, cancelled; if adjourned, counts on the planned date
  recorded fully
event coming into care
  forms come into care | the child comes into care | coming into care / entries into care | becoming looked after | start of care
  once per period looked after
event leaving care
  once per period looked after
status looked after
  from coming into care until leaving care
fact changed the care plan
  type yes or no
  of review
  recorded when known
fact risk band
  type one of low, medium or high
  of the child
role the social worker
  forms the social worker | social workers
paper the parents' meeting notes
document IRO Handbook
  forms Handbook
event notify the IRO service
";

fn care() -> Vocabulary {
    let (vocabulary, found) = declared(CARE);
    assert_eq!(found, Vec::new());
    vocabulary
}

fn id(vocabulary: &Vocabulary, name: &str, sort: Sort) -> ConceptId {
    vocabulary.named(name, sort).expect(name)
}

fn hits<'t>(vocabulary: &Vocabulary, text: &'t str) -> Vec<&'t str> {
    vocabulary.find_all(text).iter().map(|hit| &text[hit.start..hit.end]).collect()
}

fn only(text: &str) -> Diagnostic {
    let (_, mut found) = declared(text);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

#[test]
fn a_declaration_says_everything_of_an_event() {
    let vocabulary = care();
    let review = vocabulary.get(id(&vocabulary, "review", Sort::Event)).expect("review");
    assert_eq!(review.forms.verb.as_deref(), Some("hold a review"));
    assert_eq!(review.forms.passive.as_deref(), Some("a review is held"));
    assert_eq!(review.forms.plural.as_deref(), Some("reviews"));
    let info = review.event().expect("an event");
    let life =
        Life { planned: true, adjourned: true, cancelled: true, adjourned_counts_on_plan: true };
    assert_eq!(info.life, life);
    assert_eq!(info.recorded, Completeness::Fully { from: None });
    let entry = vocabulary.get(id(&vocabulary, "coming into care", Sort::Event)).expect("entry");
    let looked_after = id(&vocabulary, "looked after", Sort::Status);
    assert_eq!(entry.event().expect("an event").once, Some(Some(looked_after)));
    assert_eq!(entry.forms.verb.as_deref(), Some("come into care"));
    assert_eq!(entry.forms.passive.as_deref(), Some("the child comes into care"));
    assert_eq!(entry.forms.others.len(), 2);
    let service = vocabulary.get(id(&vocabulary, "notify the IRO service", Sort::Event));
    assert_eq!(service.expect("service").verb(), "notify the IRO service");
}

#[test]
fn statuses_and_facts_refer_to_concepts_declared_anywhere() {
    let vocabulary = care();
    let status = vocabulary.get(id(&vocabulary, "looked after", Sort::Status)).expect("status");
    let transition = status.status().and_then(|s| s.transition.clone()).expect("a transition");
    assert_eq!(transition.from, [id(&vocabulary, "start of care", Sort::Event)]);
    assert_eq!(transition.until, [id(&vocabulary, "leaving care", Sort::Event)]);
    let fact = |name: &str| {
        let concept = vocabulary.get(id(&vocabulary, name, Sort::Fact)).expect(name);
        concept.fact().expect("a fact").clone()
    };
    let plan = fact("changed the care plan");
    assert_eq!(plan.owner, Owner::Of(id(&vocabulary, "review", Sort::Event)));
    assert_eq!(plan.recorded, Completeness::WhenKnown);
    let band = fact("risk band");
    assert_eq!(band.owner, Owner::Subject);
    let words = ["low", "medium", "high"].map(str::to_owned).to_vec();
    assert_eq!(band.ty, FactType::OneOf(words));
}

#[test]
fn several_events_may_begin_a_status() {
    let (vocabulary, found) = declared(
        "event arrival\nevent transfer until notice\nevent leaving\n\
         status here\n  from arrival or transfer until notice until leaving; separate\n  ends on the day, inclusive\n",
    );
    assert_eq!(found, Vec::new());
    let here = vocabulary.get(id(&vocabulary, "here", Sort::Status)).expect("here");
    let info = here.status().expect("a status");
    assert_eq!(info.transition.as_ref().map(|t| t.from.len()), Some(2));
    assert!(info.separate && info.inclusive);
}

#[test]
fn the_longest_name_wins_and_articles_stay_outside() {
    let vocabulary = care();
    let text = "within 20 working days of the Start  of care, before each REVIEW";
    assert_eq!(hits(&vocabulary, text), ["Start  of care", "REVIEW"]);
    assert_eq!(hits(&vocabulary, "hold the review"), ["hold the review"]);
    assert_eq!(hits(&vocabulary, "becoming looked after"), ["becoming looked after"]);
    assert_eq!(hits(&vocabulary, "reviewing looked-after reviews"), ["reviews"]);
    assert_eq!(hits(&vocabulary, "each social worker"), ["social worker"]);
    assert_eq!(hits(&vocabulary, "the social worker's view"), [""; 0]);
    assert_eq!(hits(&vocabulary, "IRO Handbook review"), ["review"]);
}

#[test]
fn a_longer_name_that_begins_within_another_wins() {
    let (words, _) = declared(
        "role the authority\nevent authority to place\nevent notice\n  \
         forms give the notice | the notice is given | notice / notices\n\
         fact given by a licence holder\n  type yes or no\n",
    );
    assert_eq!(hits(&words, "within 3 days of the authority"), ["the authority"]);
    assert_eq!(hits(&words, "within 3 days of the authority to place"), ["authority to place"]);
    assert_eq!(
        hits(&words, "if the notice is given by a licence holder"),
        ["notice", "given by a licence holder"]
    );
    // One as long as the first does not.
    assert_eq!(hits(&words, "the notice is given by somebody"), ["the notice is given"]);
}

#[test]
fn a_part_that_hangs_on_a_verb_makes_no_sentence() {
    let (words, _) = declared(
        "event reason\n  forms record why no review is needed | reason / reasons\n\
         event late invitations\n  forms send them | invitations that are late are sent\n",
    );
    assert_eq!(words.verb(id(&words, "reason", Sort::Event)), "record why no review is needed");
    let late = words.get(id(&words, "late invitations", Sort::Event)).expect("an event");
    assert_eq!(late.forms.passive.as_deref(), Some("invitations that are late are sent"));
}

#[test]
fn a_hit_knows_its_form() {
    let vocabulary = care();
    let review = id(&vocabulary, "review", Sort::Event);
    let hit = |text: &str| vocabulary.find_all(text).remove(0);
    assert_eq!(hit("hold a review").in_form(FormKind::Verb), Some(review));
    assert_eq!(hit("reviews").in_form(FormKind::Plural), Some(review));
    assert_eq!(hit("reviews").in_form(FormKind::Verb), None);
    assert_eq!(hit("review").of(&vocabulary, Sort::Status), None);
}

#[test]
fn quoted_names_are_found_whole() {
    let vocabulary = care();
    let text = "see 'the parents’ meeting notes' and ‘a wild guess’";
    let found = vocabulary.find_all(text);
    assert_eq!(hits(&vocabulary, text), ["'the parents’ meeting notes'", "‘a wild guess’"]);
    assert!(found.iter().all(|hit| hit.quoted));
    assert!(!found[0].candidates.is_empty());
    assert!(found[1].candidates.is_empty());
    assert_eq!(hits(&vocabulary, "the children's review' review"), ["review", "review"]);
    assert_eq!(hits(&vocabulary, "'tis a review"), ["review"]);
}

#[test]
fn documents_are_found_at_the_start_of_a_citation() {
    let vocabulary = care();
    let text = "IRO Handbook  3.23";
    let (document, at) = vocabulary.find_document(text).expect("a document");
    assert_eq!(vocabulary.noun(document), "Handbook");
    assert_eq!(&text[at..], "3.23");
    assert_eq!(vocabulary.find_document("see IRO Handbook"), None);
}

#[test]
fn labels_are_read_and_printed() {
    let text = format!(
        "{CARE}label review\n  as hold a Child in Care Review | Child in Care Review / Child in Care Reviews\n\
         label looked after\n  as in care\n"
    );
    let (vocabulary, found) = declared(&text);
    assert_eq!(found, Vec::new());
    let review = id(&vocabulary, "review", Sort::Event);
    assert_eq!(id(&vocabulary, "child in care review", Sort::Event), review);
    assert_eq!(vocabulary.noun(review), "Child in Care Review");
    assert_eq!(vocabulary.verb(review), "hold a Child in Care Review");
    assert_eq!(hits(&vocabulary, "each Child in Care Review"), ["Child in Care Review"]);
    assert!(vocabulary.is_label(review, "child in care reviews"));
    assert!(!vocabulary.is_label(review, "reviews"));
    let mut map = SourceMap::new();
    let span = Span::new(map.add("a", "b"), 0, 1);
    let note = vocabulary.label_note(review, "Child in Care Review", span).expect("a note");
    assert_eq!(note.message, "“Child in Care Review” is read as “review”");
}

#[test]
fn labels_of_bases_are_read_and_not_printed() {
    let mut map = SourceMap::new();
    let blocks =
        blocks_of(&mut map, "event review\nlabel review\n  as case review / case reviews\n");
    let mut vocabulary = Vocabulary::default();
    assert_eq!(vocabulary.declare(&blocks), []);
    assert_eq!(vocabulary.label(&blocks, false), []);
    let review = id(&vocabulary, "case reviews", Sort::Event);
    assert_eq!(vocabulary.noun(review), "review");
}

#[test]
fn one_name_for_two_things_names_both_places() {
    let found = only("event review\nevent Review\n");
    assert_eq!(found.code, Code::D0203);
    assert_eq!(found.message, "“Review” is declared twice as an event");
    assert_eq!(found.secondary.len(), 1);
    let found = only(
        "event intake\n  forms start of care\nevent begin\n  forms begin it | start of care / starts of care\n",
    );
    assert_eq!(found.code, Code::D0203);
    assert_eq!(found.message, "“start of care” is already a form of “intake”");
    let (_, none) = declared("event placement\nstatus placement\n");
    assert_eq!(none, []);
}

#[test]
fn a_label_may_not_take_a_word_that_means_something_else() {
    let found = only("event review\nevent visit\nlabel review\n  as visit / visits\n");
    assert_eq!(found.code, Code::D0212);
    assert_eq!(found.message, "the label “visit” already means “visit”");
}

#[test]
fn names_that_differ_only_in_wording_are_pointed_out() {
    let found = only("event review meeting\nevent review-meetings\n");
    assert_eq!(found.code, Code::D0208);
    assert_eq!(found.message, "“review meeting” and “review-meetings” differ only in wording");
}

#[test]
fn an_unknown_name_comes_with_the_nearest() {
    let found =
        only(&format!("{CARE}status in custody\n  from coming in care until leaving care\n"));
    assert_eq!(found.code, Code::D0201);
    assert_eq!(found.message, "I don’t know an event called “coming in care”");
    assert_eq!(found.help.as_deref(), Some("did you mean “coming into care”?"));
    let found = only("event visit\n  once per period at home\n");
    assert_eq!(found.help.as_deref(), Some("declare it with a block `status at home`"));
}

#[test]
fn a_name_of_another_sort_says_which() {
    let found = only(&format!("{CARE}event visit\n  once per period review\n"));
    assert_eq!(found.code, Code::D0202);
    assert_eq!(found.message, "“review” is an event, not a status");
    let vocabulary = care();
    let mut map = SourceMap::new();
    let span = Span::new(map.add("a", "looked after"), 0, 12);
    let status = id(&vocabulary, "looked after", Sort::Status);
    let found = vocabulary.wrong_sort("looked after", span, status, &[Sort::Event]);
    let help =
        "write `the start of each period looked after`, or `the end of each period looked after`";
    assert_eq!(found.help.as_deref(), Some(help));
}

#[test]
fn clauses_that_cannot_be_read_show_one_that_can() {
    let cases = [
        ("event x\n  life can be planed\n", "“planed” cannot be read after `life`"),
        ("event x\n  recorded fuly\n", "“fuly” cannot be read after `recorded`"),
        ("event x\n  recorded\n", "`recorded` stops before it says anything"),
        ("event x\n  once per\n", "“per” cannot be read after `once`"),
        ("event x\n  counts on tuesdays\n", "“tuesdays” cannot be read after `counts on`"),
        ("fact x\n  type one of low\n", "“one of low” cannot be read after `type`"),
        ("fact x\n  type money\n", "“money” cannot be read after `type`"),
        ("event x\nstatus b\n  from x\n", "“x” cannot be read after `from`"),
    ];
    for (text, message) in cases {
        let found = only(text);
        assert_eq!(found.message, message);
        assert!(found.help.is_some_and(|help| help.starts_with("write `")), "{text}");
    }
    let found = only("event x\n  recorded fully from 31 June 2020\n");
    assert_eq!(found.message, "31 June 2020 does not exist; June 2020 has 30 days");
    assert_eq!(only("event\n").code, Code::D0111);
}

#[test]
fn a_new_act_declares_itself_unless_it_is_a_slip() {
    let mut vocabulary = care();
    let mut map = SourceMap::new();
    let span = Span::new(map.add("a", "send the papers"), 0, 15);
    let (act, note) = vocabulary.declare_act("send the papers", span);
    assert_eq!(note.map(|note| note.code), Some(Code::D0213));
    assert_eq!(vocabulary.declare_act("Send the papers", span), (act, None));
    assert!(vocabulary.declare_act("send the agenda", span).0.is_some());
    let (slip, error) = vocabulary.declare_act("hold a reveiw", span);
    assert_eq!(slip, None);
    let error = error.expect("an error");
    assert_eq!(
        (error.code, error.help.as_deref()),
        (Code::D0201, Some("did you mean “hold a review”?"))
    );
}

#[test]
fn a_new_act_is_told_of_the_acts_near_it() {
    let mut vocabulary = care();
    let mut map = SourceMap::new();
    let span = Span::new(map.add("a", ""), 0, 0);
    let mut help = |words: &str| {
        let warning = vocabulary.declare_act(words, span).1.expect("a warning");
        (warning.severity, warning.help.expect("a help"))
    };
    let cases = [
        (
            "hold a first review",
            "did you mean “hold a review”? If not, declare it: `event hold a first review`",
        ),
        (
            "holding every review",
            "did you mean “hold a review”? If not, declare it: `event holding every review`",
        ),
        (
            "hold a review and send invitations",
            "did you mean “hold a review”? If you mean two acts, write two duties",
        ),
        ("speak to and visit her", "if you mean two acts, write two duties"),
        ("share the needs and the wishes", "declare it: `event share the needs and the wishes`"),
    ];
    for (words, wanted) in cases {
        assert_eq!(help(words), (Severity::Warning, wanted.to_owned()), "{words}");
    }
}

#[test]
fn a_comma_between_forms_is_told_of_the_bar() {
    let found = only("event x\n  forms hold an x | an x is held, x / exes\n");
    assert_eq!(
        (found.code, found.message.as_str(), found.help.as_deref()),
        (
            Code::D0103,
            "forms are separated by `|`, not a comma",
            Some("write `an x is held | x / exes`")
        )
    );
    assert_eq!(only("role y\n  forms one, two\n").code, Code::D0103);
    let (_, found) = declared("paper z\n  forms her needs, wishes and feelings\n");
    assert_eq!(found, []);
}

#[test]
fn decisions_are_declared_once_and_hide_no_name() {
    let mut vocabulary = care();
    let mut map = SourceMap::new();
    let span = Span::new(map.add("a", "b"), 0, 1);
    let one = vocabulary.declare_decision("the review refuses", span);
    assert_eq!(vocabulary.declare_decision("The  review refuses", span), one);
    assert_eq!(vocabulary.decision("the review refuses"), Some(one));
    assert_eq!(hits(&vocabulary, "the review refuses"), ["review"]);
}

#[test]
fn a_name_with_a_connector_reads_two_ways_only_where_it_does() {
    let (vocabulary, found) = declared(
        "event review\nevent placement\n  once per case\nevent review after placement\nevent end of placement\n",
    );
    assert_eq!(found, []);
    let mut map = SourceMap::new();
    let mut reading = |text: &str| {
        let phrase = Phrase::plain(text, Span::new(map.add("a", text), 0, text.len()));
        let hits = vocabulary.find_all(text);
        hits.iter().find_map(|hit| vocabulary.two_readings(&phrase, hit))
    };
    let found = reading("by the next review after placement").expect("two readings");
    assert_eq!(found.code, Code::D0209);
    assert_eq!(
        found.message,
        "“review after placement” reads two ways: as one name, and as “review” after “placement”"
    );
    assert_eq!(reading("by the next 'review after placement'"), None);
    assert_eq!(reading("within 2 weeks of each review after placement"), None);
    assert_eq!(reading("within 2 weeks of the end of placement"), None);
}

#[test]
fn a_name_needs_a_word_of_its_own() {
    for name in ["after", "the end of each period", "working days", "2 weeks"] {
        let found = only(&format!("event {name}\n"));
        assert_eq!(found.code, Code::D0209, "{name}");
    }
    let found = only("event x\n  forms do a thing | month / months of fish\n");
    assert_eq!(found.message, "“month” is a word that deadlines are written with");
    assert_eq!(declared("event end of placement\nstatus under notice\ndocument The Year\n").1, []);
}

#[test]
fn one_concept_has_one_label() {
    let text = "event visit\nlabel visit\n  as call / calls\nlabel visit\n  as stay / stays\n";
    assert_eq!(only(text).message, "“visit” has two labels");
    let found = only("event visit\nlabel visist\n  as call\n");
    assert_eq!(found.message, "I don’t know anything called “visist”");
    assert_eq!(found.help.as_deref(), Some("did you mean “visit”?"));
}

#[test]
fn uses_are_remembered() {
    let mut vocabulary = care();
    let names = |v: &Vocabulary| v.unused().map(|(_, c)| c.name.clone()).collect::<Vec<_>>();
    assert!(!names(&vocabulary).contains(&"review".to_owned()));
    assert!(names(&vocabulary).contains(&"risk band".to_owned()));
    let band = id(&vocabulary, "risk band", Sort::Fact);
    vocabulary.mark_used(band);
    assert!(!names(&vocabulary).contains(&"risk band".to_owned()));
}

#[test]
fn words_that_differ_in_their_articles_alone_are_offered() {
    let text = "event invitations\n  forms send invitations | invitations are sent\n";
    let (vocabulary, _) = declared(text);
    for said in ["send the invitations", "Send  an invitations", "the send invitations"] {
        let found = vocabulary.unknown_name(said, Span::NOWHERE, &[Sort::Event]);
        assert_eq!(found.help.as_deref(), Some("did you mean “send invitations”?"), "{said}");
    }
    let found = vocabulary.unknown_name("send invitation", Span::NOWHERE, &[Sort::Role]);
    assert!(!found.help.unwrap().contains("did you mean"));
}

#[test]
fn suggestions_prefer_the_right_sort() {
    let (vocabulary, _) = declared("status plan\nevent plans made\nevent plane\n");
    let near = vocabulary.suggest("plann", &[Sort::Event]);
    assert_eq!(near.first().copied(), vocabulary.named("plane", Sort::Event));
    let words = ["check", "calendar", "explain", "eval"];
    assert_eq!(suggest_words("chekc", words), ["check"]);
    assert_eq!(suggest_words("evla", words), ["eval"]);
    assert_eq!(suggest_words("zzz", words), [""; 0]);
    assert_eq!(suggest_words("reviews/kent", ["kent/reviews", "leeds/visits"]), ["kent/reviews"]);
}

#[test]
fn nouns_take_their_articles() {
    let cases = [
        ("review", "a review", "the review"),
        ("adoption review", "an adoption review", "the adoption review"),
        ("IRO", "an IRO", "the IRO"),
        ("SEN meeting", "an SEN meeting", "the SEN meeting"),
        ("18th birthday", "an 18th birthday", "the 18th birthday"),
        ("unit visit", "a unit visit", "the unit visit"),
        ("hour", "an hour", "the hour"),
        ("hearing", "a hearing", "the hearing"),
        ("coming into care", "coming into care", "coming into care"),
        ("the social worker", "the social worker", "the social worker"),
    ];
    for (noun, some, the) in cases {
        assert_eq!((with_article(noun).as_str(), definite(noun).as_str()), (some, the));
    }
}

#[test]
fn ordinals_and_numbers_go_both_ways() {
    for n in 1..=200 {
        assert_eq!(parse_ordinal(&ordinal(n)), Some(n));
        assert_eq!(parse_ordinal(&short_ordinal(n)), Some(n));
        assert_eq!(parse_number(&number_word(n)), Some(n));
    }
    assert_eq!((ordinal(3).as_str(), ordinal(21).as_str()), ("third", "21st"));
    assert_eq!(parse_ordinal("initial"), Some(1));
    assert_eq!(
        (parse_ordinal("2th"), parse_ordinal("firstly"), parse_ordinal("0th")),
        (None, None, None)
    );
    for (words, n) in [("thirty", 30), ("Ninety-one", 91), ("twenty  five", 25)] {
        assert_eq!(parse_number(words), Some(n), "{words}");
    }
    for (words, n) in [("thirtieth", 30), ("twenty-first", 21), ("ninety ninth", 99)] {
        assert_eq!(parse_ordinal(words), Some(n), "{words}");
    }
    for words in ["twenty-ten", "five-twenty", "twentieth-first", "thirty-", "fourty"] {
        assert_eq!((parse_number(words), parse_ordinal(words)), (None, None), "{words}");
    }
    assert_eq!((parse_number("an"), parse_number("-1"), parse_number("")), (Some(1), None, None));
}

#[test]
fn plurals_follow_the_head_of_the_name() {
    let cases = [
        ("review", "reviews"),
        ("inquiry", "inquiries"),
        ("stay", "stays"),
        ("change of placement", "changes of placement"),
        ("child", "children"),
        ("search", "searches"),
        ("foster person", "foster people"),
    ];
    for (one, many) in cases {
        assert_eq!(pluralise(one), many);
    }
}

proptest! {
    #[test]
    fn plain_texts_are_cut_as_any_text_is(text in "[a-zA-Z0-9 \\t\\n\\x0b'’,.()/-]{0,40}|[\\x00-\\x7f]{0,20}") {
        let (mut any, mut plain) = (Vec::new(), Vec::new());
        super::words::cut_any(&text, |token| any.push(token));
        if text.is_ascii() {
            super::words::cut_ascii(text.as_bytes(), |token| plain.push(token));
            prop_assert_eq!(&any, &plain);
        }
        prop_assert_eq!(any, super::words::tokens(&text).to_vec());
    }

    #[test]
    fn hits_lie_in_order_on_letters_inside_the_text(text in "\\PC{0,60}", more in "(hold|review|'|‘|’|care|start|of| |,|the|É|ß|ﬁ){0,16}") {
        let vocabulary = care();
        for text in [format!("{text} {more}"), format!("{more}{text}")] {
            let mut end = 0;
            for hit in vocabulary.find_all(&text) {
                prop_assert!(hit.start >= end && hit.start < hit.end);
                prop_assert!(text.get(hit.start..hit.end).is_some());
                end = hit.end;
            }
        }
    }

    #[test]
    fn any_words_may_stand_in_a_declaration(name in "\\PC{0,30}", forms in "(\\PC|\\||/| / | ){0,40}", clause in "\\PC{0,30}") {
        for (kind, key) in [("event", "life"), ("event", "once"), ("status", "from"), ("fact", "type"), ("fact", "of"), ("label", "as")] {
            let text = format!("{kind} {name}\n  forms {forms}\n  {key} {clause}\n");
            let (vocabulary, found) = declared(&text);
            for found in found {
                let span = found.span().expect("a place");
                prop_assert!(text.get(span.range()).is_some());
            }
            let _ = vocabulary.suggest(&clause, &[Sort::Event]);
            let _ = (pluralise(&name), with_article(&name), definite(&name), parse_ordinal(&name));
        }
    }

    #[test]
    fn a_declared_name_is_found_again(name in "[a-zé]{1,8}( [a-z’-]{1,8}){0,4}") {
        let (vocabulary, found) = declared(&format!("event {name}\n"));
        prop_assume!(found.is_empty());
        let text = format!("before {}", name.to_uppercase());
        if !name.contains('\'') && !name.starts_with('’') {
            let hit = vocabulary.find_all(&text).into_iter().next_back();
            prop_assert!(hit.is_some_and(|hit| hit.end == text.len()));
        }
    }
}
