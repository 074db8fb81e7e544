//! Printing reads back: parse ∘ print is the identity, on any phrase.

use proptest::prelude::*;

use super::Printer;
use crate::names::{ConceptId, Sort, Vocabulary};
use crate::source::{Phrase, SourceMap, Span, Spanned};
use crate::syntax::ast::{
    Anchor, Applies, Atom, Compare, Condition, Deemed, Due, DueCase, DueCore, Edge, EventAnchor,
    EventDate, EventMeaning, FactTest, Leaving, Limit, Moment, Pick, State, Tense, When,
};
use crate::syntax::phrase::Reading;
use crate::syntax::{Carrier, Clause, ClauseKey, Item, read};
use crate::time::{Day, Length, Offset, Roll, Unit};

const VOCABULARY: &str = "\
event coming into care
  once     per period looked after
event review
  forms    hold a review | a review is held | review / reviews
event end of placement
event talk with the child
status looked after
  from     coming into care until end of placement
status placed for adoption
definition eligible child
  means    the child is looked after
fact changed the care plan
  type     yes or no
  of       review
fact IRO
  type     one of Ann, Ben
fact social worker
  type     one of Ann, Ben
fact outcome
  type     one of low, very high
  of       review
fact settled
  type     yes or no
fact risk band
  type     one of low, very high
fact siblings
  type     number
fact hearing date
  type     date
role the IRO
role the social worker
";

/// The concepts that the strategies speak of.
struct World {
    vocabulary: Vocabulary,
    span: Span,
    once: ConceptId,
    events: Vec<ConceptId>,
    statuses: Vec<ConceptId>,
    decision: ConceptId,
    role: ConceptId,
    other: ConceptId,
    outcome: ConceptId,
    of_review: ConceptId,
    settled: ConceptId,
    band: ConceptId,
    siblings: ConceptId,
    hearing: ConceptId,
}

fn world() -> World {
    let mut map = SourceMap::new();
    let file = map.add("v.duly", VOCABULARY);
    let span = Span::new(file, 0, 0);
    let tree = read(file, Carrier::Duly, VOCABULARY).value.expect("a tree");
    let mut vocabulary = Vocabulary::default();
    "child".clone_into(&mut vocabulary.subject);
    vocabulary.declare(&tree.blocks);
    let decision = vocabulary.declare_decision("the child refuses to attend", span);
    let of = |name: &str, sort| vocabulary.named(name, sort).expect("declared");
    World {
        once: of("coming into care", Sort::Event),
        events: ["review", "end of placement", "talk with the child"]
            .map(|name| of(name, Sort::Event))
            .to_vec(),
        statuses: ["looked after", "placed for adoption", "eligible child"]
            .map(|name| of(name, Sort::Status))
            .to_vec(),
        decision,
        role: of("the IRO", Sort::Role),
        other: of("the social worker", Sort::Role),
        outcome: of("outcome", Sort::Fact),
        of_review: of("changed the care plan", Sort::Fact),
        settled: of("settled", Sort::Fact),
        band: of("risk band", Sort::Fact),
        siblings: of("siblings", Sort::Fact),
        hearing: of("hearing date", Sort::Fact),
        span,
        vocabulary,
    }
}

fn length() -> impl Strategy<Value = Length> {
    let unit = prop::sample::select(vec![
        Unit::CalendarDay,
        Unit::WorkingDay,
        Unit::Week,
        Unit::Month,
        Unit::Year,
    ]);
    (1_u32..60, unit).prop_map(|(count, unit)| Length { count, clear: false, unit })
}

fn offset() -> impl Strategy<Value = Offset> {
    (length(), prop::option::of(length())).prop_map(|(first, plus)| Offset { first, plus })
}

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        3 => offset().prop_map(Limit::One),
        1 => (offset(), offset()).prop_map(|(a, b)| Limit::Earlier(a, b)),
        1 => (offset(), offset()).prop_map(|(a, b)| Limit::Later(a, b)),
    ]
}

fn leaf_anchor(world: &'static World) -> BoxedStrategy<Anchor> {
    let span = world.span;
    let event = prop::sample::select(world.events.clone());
    let state = prop::sample::select(vec![
        State::Any,
        State::Planned,
        State::Adjourned,
        State::Cancelled,
        State::Moved,
    ]);
    let date =
        prop::sample::select(vec![EventDate::Counted, EventDate::Completion, EventDate::Planned]);
    let picked = (event.clone(), 1_u32..20, 0_u32..4, state, date).prop_map(
        move |(event, n, form, state, date)| {
            let (pick, state) = match form {
                0 => (Pick::Each, state),
                1 => (Pick::Nth(n), State::Any),
                2 => (Pick::EachFrom(n), state),
                _ => (Pick::Previous, State::Any),
            };
            Anchor::Event(EventAnchor { event: Spanned::new(event, span), pick, state, date })
        },
    );
    let status = prop::sample::select(world.statuses.clone());
    prop_oneof![
        4 => picked,
        1 => Just(Anchor::Event(EventAnchor {
            event: Spanned::new(world.once, span), pick: Pick::Only, state: State::Any, date: EventDate::Counted,
        })),
        1 => status.clone().prop_map(move |id| Anchor::PeriodStart(Spanned::new(id, span))),
        1 => status.prop_map(move |id| Anchor::PeriodEnd(Spanned::new(id, span))),
        1 => Just(Anchor::Birth),
        1 => (1_u32..30).prop_map(Anchor::Birthday),
        1 => (10_000_i32..30_000).prop_map(|number| Anchor::Date(Day::from_number(number))),
    ]
    .boxed()
}

fn anchor(world: &'static World) -> BoxedStrategy<Anchor> {
    let span = world.span;
    let event = prop::sample::select(world.events.clone());
    let leaf = leaf_anchor(world);
    let plain = leaf
        .prop_recursive(2, 6, 2, move |inner| {
            let of = move |event, pick| {
                let event = Spanned::new(event, span);
                Anchor::Event(EventAnchor {
                    event,
                    pick,
                    state: State::Any,
                    date: EventDate::Counted,
                })
            };
            prop_oneof![
                (event.clone(), inner.clone(), 1_u32..4)
                    .prop_map(move |(event, after, n)| of(event, Pick::After(n, Box::new(after)))),
                (event.clone(), inner)
                    .prop_map(move |(event, before)| of(event, Pick::LastBefore(Box::new(before)))),
            ]
        })
        .boxed();
    prop_oneof![
        4 => plain.clone(),
        1 => (plain.clone(), plain.clone())
            .prop_map(|(a, b)| Anchor::Earlier(Box::new(a), Box::new(b))),
        1 => (plain.clone(), plain, any::<bool>())
            .prop_map(|(a, b, any)| Anchor::Later(Box::new(a), Box::new(b), any)),
    ]
    .boxed()
}

fn moment(world: &'static World) -> BoxedStrategy<Moment> {
    let one = prop_oneof![
        (offset(), anchor(world)).prop_map(|(o, a)| Moment::After(o, a)),
        (offset(), anchor(world)).prop_map(|(o, a)| Moment::Before(o, a)),
    ];
    prop_oneof![
        3 => one.clone(),
        1 => (one.clone(), one.clone()).prop_map(|(a, b)| Moment::Earlier(Box::new(a), Box::new(b))),
        1 => (one.clone(), one).prop_map(|(a, b)| Moment::Later(Box::new(a), Box::new(b))),
    ].boxed()
}

fn core(world: &'static World) -> BoxedStrategy<DueCore> {
    let roll = || prop::sample::select(vec![Roll::None, Roll::None, Roll::Forward, Roll::Back]);
    prop_oneof![
        (limit(), any::<bool>(), anchor(world), roll(), any::<bool>()).prop_map(
            |(limit, beginning_with, anchor, roll, or_before)| DueCore::Within {
                limit,
                beginning_with,
                anchor,
                roll,
                or_before
            }
        ),
        (limit(), anchor(world), roll()).prop_map(|(limit, anchor, roll)| DueCore::Lead {
            limit,
            anchor,
            roll
        }),
        (offset(), offset(), anchor(world), 0_u8..4).prop_map(|(a, b, anchor, form)| {
            let (opens, closes) = match form {
                0 => (Edge::After(a), Edge::After(b)),
                1 => (Edge::Before(a), Edge::Before(b)),
                2 => (Edge::Before(a), Edge::SameDay),
                _ => (Edge::Before(a), Edge::After(b)),
            };
            if opens.surely_after(&closes) {
                return DueCore::Window { opens: closes, closes: opens, anchor };
            }
            DueCore::Window { opens, closes, anchor }
        }),
        (any::<bool>(), anchor(world))
            .prop_map(|(strictly, anchor)| DueCore::Before { strictly, anchor }),
        moment(world).prop_map(DueCore::By),
        moment(world).prop_map(DueCore::On),
        (anchor(world), any::<bool>())
            .prop_map(|(anchor, or_before)| DueCore::Promptly { anchor: Some(anchor), or_before }),
        moment(world).prop_map(DueCore::NotBefore),
    ]
    .boxed()
}

fn atom(world: &'static World) -> BoxedStrategy<Condition> {
    let span = world.span;
    let atoms = prop_oneof![3 => state_atom(world), 2 => fact_atom(world)];
    (atoms, any::<bool>())
        .prop_map(move |(atom, not)| {
            let condition = Condition::Atom(Spanned::new(atom, span));
            if not { Condition::Not(Box::new(condition)) } else { condition }
        })
        .boxed()
}

fn state_atom(world: &'static World) -> BoxedStrategy<Atom> {
    let span = world.span;
    let status = prop::sample::select(world.statuses.clone());
    let tense = prop_oneof![
        3 => Just(Tense::Now),
        1 => Just(Tense::Ever),
        1 => moment(world).prop_map(Tense::On),
        1 => moment(world).prop_map(Tense::Since),
        1 => moment(world).prop_map(Tense::OnOrAfter),
        1 => (offset(), any::<bool>()).prop_map(|(o, more)| Tense::For(o, more)),
    ];
    prop_oneof![
        (status, tense)
            .prop_map(move |(id, tense)| Atom::Status { status: Spanned::new(id, span), tense }),
        (0_u32..25, 1_u32..6, 0_u8..4).prop_map(|(from, wide, form)| match form {
            0 => Atom::Age { from: None, until: Some(from + 1), on: None },
            1 => Atom::Age { from: Some(from), until: None, on: None },
            _ => Atom::Age { from: Some(from), until: Some(from + wide), on: None },
        }),
        happened(world),
        total(world),
        prop::option::of(moment(world)).prop_map(move |on| Atom::SamePerson {
            role: Spanned::new(world.role, span),
            other: Spanned::new(world.other, span),
            on
        }),
    ]
    .boxed()
}

fn happened(world: &'static World) -> BoxedStrategy<Atom> {
    let event = prop::sample::select(world.events.clone());
    let reach = (prop::option::of((offset(), moment(world))), prop::option::of(moment(world)));
    (event, 1_u32..4, reach, prop::option::of(moment(world)))
        .prop_map(move |(event, at_least, (within, since), on)| Atom::Happened {
            event: Spanned::new(event, world.span),
            at_least,
            since: since.filter(|_| within.is_none()),
            within,
            on,
        })
        .boxed()
}

fn total(world: &'static World) -> BoxedStrategy<Atom> {
    let compare =
        prop::sample::select(vec![Compare::AtLeast, Compare::AtMost, Compare::More, Compare::Less]);
    let unit = prop::sample::select(vec![Unit::CalendarDay, Unit::Week]);
    let length = (1_u32..60, unit).prop_map(|(count, unit)| Offset {
        first: Length { count, clear: false, unit },
        plus: None,
    });
    let status = prop::sample::select(world.statuses.clone());
    (status, prop::option::of(moment(world)), compare, length)
        .prop_map(move |(status, since, compare, length)| {
            let status = Spanned::new(status, world.span);
            Atom::Total { status, since, compare, length, on: None }
        })
        .boxed()
}

fn fact_atom(world: &'static World) -> BoxedStrategy<Atom> {
    let span = world.span;
    let fact = move |id: ConceptId, test: FactTest| Atom::Fact {
        fact: Spanned::new(id, span),
        of_trigger: None,
        test,
        on: None,
    };
    let review = world.events.first().copied().expect("review");
    let how = prop::sample::select(vec![
        Compare::Equal,
        Compare::AtLeast,
        Compare::AtMost,
        Compare::More,
        Compare::Less,
    ]);
    let before = prop::sample::select(vec![Compare::Equal, Compare::Less, Compare::More]);
    prop_oneof![
        Just(Atom::Fact {
            fact: Spanned::new(world.of_review, span),
            of_trigger: Some(Spanned::new(review, span)),
            test: FactTest::Yes,
            on: None,
        }),
        prop::sample::select(vec!["low", "very high"]).prop_map(move |word| Atom::Fact {
            fact: Spanned::new(world.outcome, span),
            of_trigger: Some(Spanned::new(review, span)),
            test: FactTest::Is(word.to_owned()),
            on: None,
        }),
        Just(fact(world.settled, FactTest::Yes)),
        prop::sample::select(vec!["low", "very high"])
            .prop_map(move |w| fact(world.band, FactTest::Is(w.to_owned()))),
        (how, 0_i64..50).prop_map(move |(how, n)| fact(world.siblings, FactTest::Number(how, n))),
        (before, moment(world))
            .prop_map(move |(how, m)| fact(world.hearing, FactTest::Date(how, m))),
    ]
    .boxed()
}

fn recorded(world: &'static World) -> BoxedStrategy<Condition> {
    any::<bool>()
        .prop_map(move |by| {
            let by = by.then(|| Spanned::new(world.role, world.span));
            let decision = Spanned::new(world.decision, world.span);
            Condition::Atom(Spanned::new(Atom::Recorded { decision, by }, world.span))
        })
        .boxed()
}

fn condition(world: &'static World) -> BoxedStrategy<Condition> {
    let any_atom = prop_oneof![4 => atom(world), 1 => recorded(world)];
    let list = prop::collection::vec(any_atom.clone(), 2..4);
    let flat = prop_oneof![list.clone().prop_map(Condition::All), list.prop_map(Condition::Any),];
    let nested = prop::collection::vec(prop_oneof![any_atom.clone(), flat.clone()], 2..4);
    prop_oneof![
        3 => any_atom,
        2 => flat,
        1 => nested.clone().prop_map(Condition::All),
        1 => nested.prop_map(Condition::Any),
    ]
    .boxed()
}

fn shared() -> &'static World {
    static WORLD: std::sync::OnceLock<World> = std::sync::OnceLock::new();
    WORLD.get_or_init(world)
}

fn phrase(text: &str) -> Phrase {
    let span = shared().span;
    Phrase::plain(text, Span::new(span.file(), 0, text.len()))
}

fn items(printed: &[super::Printed]) -> Vec<Item> {
    printed
        .iter()
        .map(|item| Item { phrase: phrase(&item.phrase), items: items(&item.items) })
        .collect()
}

/// Longer phrases are refused before they are read, as too deep for a person.
fn readable(text: &str) -> bool {
    !crate::syntax::phrase::is_too_deep(text)
}

fn all_readable(printed: &super::Printed) -> bool {
    readable(&printed.phrase) && printed.items.iter().all(all_readable)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dues_read_back(core in core(shared()), not_before in prop::option::of(moment(shared()))) {
        let world = shared();
        let core = Spanned::new(core, world.span);
        let alone = matches!(core.value, DueCore::NotBefore(_));
        let due = Due { core, cases: Vec::new(), not_before: not_before.filter(|_| !alone) };
        let printed = Printer::new(&world.vocabulary).due(&due);
        prop_assume!(readable(&printed));
        let mut reading = Reading::new(&world.vocabulary, true);
        let read = reading.due(&phrase(&printed));
        prop_assert_eq!(read.as_ref(), Some(&due), "PRINTED {} :: {:?}", printed, reading.diagnostics);
    }

    #[test]
    fn cases_of_a_limit_read_back(
        core in core(shared()), case in core(shared()), condition in prop_oneof![atom(shared()), recorded(shared())],
    ) {
        let world = shared();
        let spanned = |core| Spanned::new(core, world.span);
        let due = Due {
            core: spanned(core),
            cases: vec![DueCase { core: spanned(case), condition }],
            not_before: None,
        };
        let printed = Printer::new(&world.vocabulary).due(&due);
        prop_assume!(readable(&printed));
        let mut reading = Reading::new(&world.vocabulary, true);
        let read = reading.due(&phrase(&printed));
        prop_assert_eq!(read.as_ref(), Some(&due), "PRINTED {} :: {:?}", printed, reading.diagnostics);
    }

    #[test]
    fn conditions_read_back(
        condition in condition(shared()),
        when in prop::sample::select(vec![When::If, When::Unless, When::While, When::Once]),
        listed in any::<bool>(),
    ) {
        let world = shared();
        let applies = Applies { parts: vec![(Spanned::new(when, world.span), condition)] };
        let printer = Printer::new(&world.vocabulary);
        let printed = if listed { printer.applies_as_list(&applies) } else { printer.applies(&applies) };
        prop_assume!(all_readable(&printed));
        let key = Spanned::new(ClauseKey::Applies, world.span);
        let clause = Clause::new(key, phrase(&printed.phrase), items(&printed.items));
        let mut reading = Reading::new(&world.vocabulary, true);
        let read = reading.applies(&clause);
        prop_assert_eq!(read.as_ref(), Some(&applies), "PRINTED {} :: {:?}", printed.flat(), reading.diagnostics);
    }

    #[test]
    fn definitions_read_back(condition in condition(shared()), listed in any::<bool>()) {
        let world = shared();
        let printed = Printer::new(&world.vocabulary).condition(&condition, listed);
        prop_assume!(all_readable(&printed));
        let key = Spanned::new(ClauseKey::Means, world.span);
        let clause = Clause::new(key, phrase(&printed.phrase), items(&printed.items));
        let mut reading = Reading::new(&world.vocabulary, true);
        let read = reading.conditions(&clause);
        prop_assert_eq!(read.as_ref(), Some(&condition), "PRINTED {} :: {:?}", printed.flat(), reading.diagnostics);
    }

    #[test]
    fn what_is_left_out_of_a_total_reads_back(from in moment(shared()), that_day in any::<bool>(), status in 0..3_usize) {
        let world = shared();
        let mut reading = Reading::new(&world.vocabulary, true);
        let time = Leaving::TimeIn(Spanned::new(world.statuses[status], world.span));
        let periods = Leaving::PeriodsBegunBy { moment: from, that_day };
        for leaving in [time, periods] {
            let printed = Printer::new(&world.vocabulary).leaving(&leaving);
            prop_assume!(readable(&printed));
            let read = reading.counting(&phrase(&printed));
            prop_assert_eq!(read.as_ref(), Some(&leaving), "PRINTED {} :: {:?}", printed, reading.diagnostics);
        }
    }

    #[test]
    fn deeming_reads_back(until in moment(shared()), without in prop::collection::vec(0..3_usize, 0..3)) {
        let world = shared();
        let without = without.into_iter().map(|at| Spanned::new(world.events[at], world.span)).collect();
        let deemed = Deemed { until, without };
        let printed = Printer::new(&world.vocabulary).deemed(&deemed);
        prop_assume!(readable(&printed));
        let mut reading = Reading::new(&world.vocabulary, true);
        let read = reading.deemed(&phrase(&printed));
        prop_assert_eq!(read.as_ref(), Some(&deemed), "PRINTED {} :: {:?}", printed, reading.diagnostics);
    }

    #[test]
    fn kinds_of_events_read_back(which in 0..3_u8, not in any::<bool>()) {
        let world = shared();
        let spanned = |id| Spanned::new(id, world.span);
        let review = spanned(world.events[0]);
        let of = |fact, test| {
            let atom = Atom::Fact { fact: spanned(fact), of_trigger: Some(review), test, on: None };
            let condition = Condition::Atom(Spanned::new(atom, world.span));
            if not { Condition::Not(Box::new(condition)) } else { condition }
        };
        let changed = of(world.of_review, FactTest::Yes);
        let low = of(world.outcome, FactTest::Is("low".to_owned()));
        let meaning = match which {
            0 => EventMeaning::AnyOf(world.events.iter().copied().map(spanned).collect()),
            1 => EventMeaning::Those { of: review, that: changed },
            _ => EventMeaning::Those { of: review, that: Condition::All(vec![changed, low]) },
        };
        let printed = Printer::new(&world.vocabulary).kind(&meaning);
        let key = Spanned::new(ClauseKey::Means, world.span);
        let clause = Clause::new(key, phrase(&printed.phrase), items(&printed.items));
        let mut reading = Reading::new(&world.vocabulary, true);
        let read = reading.kind(&clause);
        prop_assert_eq!(read.as_ref(), Some(&meaning), "PRINTED {} :: {:?}", printed.flat(), reading.diagnostics);
    }

    #[test]
    fn no_phrase_makes_the_reader_fall(text in "[a-z0-9 ,:'“é#\u{1}\u{2}\u{7}-]{0,80}") {
        let world = shared();
        let mut reading = Reading::new(&world.vocabulary, false);
        let phrase = phrase(&text);
        let due = reading.due(&phrase);
        prop_assert!(due.is_some() || !reading.diagnostics.is_empty());
        for found in &reading.diagnostics {
            let span = found.span().expect("a place");
            prop_assert!(span.end() <= text.len() && text.is_char_boundary(span.start()) && text.is_char_boundary(span.end()));
        }
    }

    #[test]
    fn no_words_of_the_language_make_the_reader_fall(words in prop::collection::vec(prop::sample::select(vec![
        "within", "20", "working", "days", "of", "the", "earlier", "later", "each", "first", "review", "before",
        "after", "and", "or", "if", "unless", "recorded:", "recorded by the IRO:", "the child", "is", "not",
        "looked after", "coming into care", "at least", "between", "months", ",", "it", "previous", "since", "has been",
        "total time", "there has been", "not time in", "only periods beginning after", "pass", "without", "a",
        "that", "changed the care plan", "eligible child", "weeks",
        "aged", "16", "all of", "next", "by", "on", "complete", "third and later", "reviews", "whichever is the sooner",
    ]), 0..14)) {
        let world = shared();
        let text = words.join(" ");
        let key = Spanned::new(ClauseKey::Applies, world.span);
        let clause = Clause::new(key, phrase(&text), Vec::new());
        let mut reading = Reading::new(&world.vocabulary, false);
        let _ = (reading.due(&clause.phrase), reading.rule(&clause.phrase), reading.applies(&clause));
        let _ = (reading.act(&clause), reading.met_by(&clause.phrase), reading.scope(&clause.phrase));
        let _ = (reading.counting(&clause.phrase), reading.deemed(&clause.phrase));
        let _ = (reading.given(&clause.phrase), reading.kind(&clause), reading.conditions(&clause));
        let _ = (reading.lapses(&clause.phrase), reading.length(&clause.phrase), reading.condition(&clause.phrase));
        for found in &reading.diagnostics {
            prop_assert!(found.span().is_some_and(|span| span.end() <= text.len()));
            prop_assert!(!found.message.contains("kw_") && !found.message.contains("EOI"), "{}", found.message);
        }
    }
}
