//! The four formats, and that no span can upset them.

use super::*;
use crate::diag::Code;
use crate::source::{FileId, SourceMap, Span};

const REVIEWS: &str = "\
pack example-council/reviews: \"Example Council: Child in Care Reviews\"
  calendar   england-and-wales

event coming into care
  once       per period looked after

duty initial-review: \"First review\"
  who        the local authority
  must       hold a review
  due        within 20 working days of coming in care
  source     CPPCR 2010 reg 33(1); IRO Handbook 3.23

duty second-review
  must       hold a review
  due        within 3 months of the first review
  met by     the second review

duty initial-review
  must       speak with the child in private
  due        at least 10 days before each review
";

const BASE: &str = "duty invitations\n  must  send invitations\n";

fn span(map: &SourceMap, file: FileId, words: &str) -> Span {
    let start = map.text(file).find(words).expect(words);
    Span::new(file, start, start + words.len())
}

fn last(map: &SourceMap, file: FileId, words: &str) -> Span {
    let start = map.text(file).rfind(words).expect(words);
    Span::new(file, start, start + words.len())
}

fn sample() -> (SourceMap, Vec<Diagnostic>) {
    let mut map = SourceMap::new();
    let reviews = map.add("reviews.duly", REVIEWS);
    let base = map.add("duly:base.duly", BASE);
    let found = vec![
        Diagnostic::new(
            Code::D0304,
            span(&map, reviews, "3 months"),
            "From the 31st of a month there may be no corresponding date; duly uses the last \
             day of the month",
        )
        .help("1,903 of 146,097 anchor dates are affected for 3 months"),
        Diagnostic::new(
            Code::D0201,
            span(&map, reviews, "coming in care"),
            "“coming in care” is no event of this pack",
        )
        .label("not declared")
        .help("did you mean `coming into care`?")
        .fix(span(&map, reviews, "coming in care"), "coming into care"),
        Diagnostic::new(
            Code::D0203,
            last(&map, reviews, "initial-review"),
            "“initial-review” names two duties",
        )
        .label("and again here")
        .also(span(&map, reviews, "initial-review"), "first here")
        .also(span(&map, base, "invitations"), "as this one in the base names another")
        .help("give one of them another name, such as `initial-review-2`"),
        Diagnostic::new(
            Code::D0303,
            span(&map, reviews, "days before"),
            "“days” may mean calendar days or working days",
        )
        .label("which days?")
        .help("write `calendar days` or `working days`, or set `settings days are calendar days`"),
        Diagnostic::nowhere(Code::D0501, "The pack “statute/regs” at 2015-04-01 was not found")
            .help("the versions there are: 2011-04-01"),
    ];
    (map, found)
}

/// One file, one diagnostic under each of `words`.
fn marked(name: &str, text: &str, words: &[(&str, &str)]) -> String {
    let mut map = SourceMap::new();
    let file = map.add(name, text);
    let found: Vec<Diagnostic> = words
        .iter()
        .map(|(word, label)| {
            Diagnostic::new(Code::D0201, span(&map, file, word), format!("Here is {word}"))
                .label(*label)
        })
        .collect();
    human(&map, &found, &Look::default()) + &plain(&map, &found)
}

#[test]
fn a_run_of_two_files() {
    let (map, found) = sample();
    insta::assert_snapshot!(human(&map, &found, &Look::default()));
}

#[test]
fn the_same_in_ascii_and_colour_at_fifty_columns() {
    let (map, found) = sample();
    let look = Look { width: 50, colour: true, unicode: false };
    let drawn = human(&map, &found, &look).replace('\u{1b}', "␛");
    insta::assert_snapshot!(drawn);
}

#[test]
fn plain_lines() {
    let (map, found) = sample();
    insta::assert_snapshot!(plain(&map, &found));
}

#[test]
fn json_keeps_its_shape() {
    let (map, found) = sample();
    insta::assert_snapshot!(format!("{:#}", json(&map, &found)));
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark() {
    let text = "\u{feff}duty a\r\n  must  b\r\n  due   soon\r\n";
    insta::assert_snapshot!(marked("crlf.duly", text, &[("duty", "first"), ("soon", "when?")]));
}

#[test]
fn tabs_emoji_and_wide_characters() {
    let text = "duty\ta\n\tmust\thold\n  must 会議を開く now\n  must 👩‍⚖️ go 🎉 there\n";
    insta::assert_snapshot!(marked(
        "wide.duly",
        text,
        &[
            ("hold", "after tabs"),
            ("開く", "wide"),
            ("now", "after wide"),
            ("there", "after emoji")
        ]
    ));
}

#[test]
fn characters_that_would_move_or_hide_are_shown() {
    let text = "duty a\u{202e}b\n  must \u{1b}[31mred\u{1b}[0m\u{200b} now\r  due\u{7} x\n";
    insta::assert_snapshot!(marked(
        "bad\u{1b}name.duly",
        text,
        &[("a\u{202e}b", "turned round"), ("\u{1b}[31mred", "painted"), ("x", "")]
    ));
}

#[test]
fn the_end_of_a_file_and_beyond_it() {
    let mut map = SourceMap::new();
    let ended = map.add("ended.duly", "duty a\n");
    let open = map.add("open.duly", "duty a");
    let empty = map.add("empty.duly", "");
    let found = [
        Diagnostic::new(Code::D0111, Span::new(ended, 7, 7), "Nothing follows").label("here"),
        Diagnostic::new(Code::D0111, Span::new(open, 6, 6), "Nothing follows here either")
            .label("here"),
        Diagnostic::new(Code::D0111, Span::new(empty, 0, 0), "The file is empty"),
        Diagnostic::new(Code::D0111, Span::new(open, 90, 99), "Past its end").label("here"),
    ];
    insta::assert_snapshot!(human(&map, &found, &Look::default()));
}

#[test]
fn labels_over_several_lines_and_several_on_one() {
    let mut map = SourceMap::new();
    let text = "duty a\n  must\n    hold a\n    review\n  due within 3 months of it\n";
    let file = map.add("a.duly", text);
    let found = [
        Diagnostic::new(Code::D0103, span(&map, file, "hold a\n    review\n"), "Over two lines")
            .label("this act"),
        Diagnostic::new(Code::D0308, span(&map, file, "3 months"), "Three on one line")
            .label("this length")
            .also(span(&map, file, "within"), "this word")
            .also(last(&map, file, "it"), "and this anchor"),
        Diagnostic::new(Code::D0103, Span::new(file, 0, text.len()), "Over everything")
            .label("all of it"),
    ];
    insta::assert_snapshot!(human(&map, &found, &Look::default()));
}

#[test]
fn labels_find_room_beside_below_or_under_the_frame() {
    let mut map = SourceMap::new();
    let text = "duty a\n  due        within 20 working days of each coming in care\n";
    let file = map.add("a.duly", text);
    let short = "not declared in this pack or in what it extends";
    let long = "I expected an event or a day, such as `coming into care`, `each review`, \
                `the first review` or `the start of each period looked after`";
    let found = [("due", short), ("working", short), ("care", short), ("within", long)].map(
        |(word, label)| {
            Diagnostic::new(Code::D0201, span(&map, file, word), format!("At {word}")).label(label)
        },
    );
    insta::assert_snapshot!(human(&map, &found, &Look::default()));
}

#[test]
fn long_lines_keep_the_guilty_words_in_sight() {
    let text = "initial-review: {who: the local authority, must: hold a review, due: within 20 \
                working days of coming in care, met by: the first review, source: CPPCR 2010 \
                reg 33(1); IRO Handbook 3.23}\n";
    insta::assert_snapshot!(marked(
        "long.yaml",
        text,
        &[("who", "the start"), ("coming in care", "the middle"), ("3.23", "the end")]
    ));
}

#[test]
fn an_unknown_name_is_said_once_and_errors_come_first() {
    let mut map = SourceMap::new();
    let text = "event a review\nduty a\n  rule revew\n  must revew\n";
    let file = map.add("a.duly", text);
    let unknown = |at: usize| {
        Diagnostic::new(Code::D0201, Span::new(file, at, at + 5), "I don’t know “revew”")
            .help("did you mean “review”?")
    };
    let unused = Diagnostic::new(Code::D0206, span(&map, file, "a review"), "Nothing uses it");
    let places: Vec<usize> = text.match_indices("revew").map(|(at, _)| at).collect();
    let found = [vec![unused], places.into_iter().map(unknown).collect()].concat();
    let drawn = human(&map, &found, &Look::default());
    assert_eq!(drawn.matches("I don’t know").count(), 1, "{drawn}");
    assert!(drawn.starts_with("error[D0201]") && drawn.contains("  also: 4:8\n"), "{drawn}");
    assert!(drawn.contains("2 errors, 1 warning"), "{drawn}");
}

#[test]
fn the_same_note_in_many_places_is_shown_once() {
    let mut map = SourceMap::new();
    let text = "  due within 3 months\n".repeat(12);
    let file = map.add("a.duly", text.as_str());
    let other = map.add("b.duly", text.as_str());
    let starts = text.match_indices("3 months").map(|(at, _)| at);
    let found: Vec<Diagnostic> = starts
        .flat_map(|at| [file, other].map(|file| Span::new(file, at, at + 8)))
        .map(|span| Diagnostic::new(Code::D0304, span, "Months end").help("nothing to do"))
        .collect();
    insta::assert_snapshot!(human(&map, &found, &Look::default()));
}

#[test]
fn nothing_found_is_nothing_shown() {
    assert_eq!(human(&SourceMap::new(), &[], &Look::default()), "");
    assert_eq!(summary(&[]), "");
}

#[test]
fn no_sentence_is_lost_when_its_file_is_unknown() {
    let (map, found) = sample();
    let drawn = human(&SourceMap::new(), &found, &Look::default());
    for one in &found {
        assert!(drawn.contains(one.code.info().id), "{drawn}");
    }
    drop(map);
}

#[test]
fn sarif_has_what_readers_of_it_require() {
    let (map, found) = sample();
    let log = sarif(&map, &found);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), Code::ALL.len());
    assert!(rules.iter().all(|rule| rule["shortDescription"]["text"].is_string()
        && rule["help"]["text"].is_string()
        && rule["help"]["markdown"].is_string()));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), found.len());
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let near = result["relatedLocations"].as_array().into_iter().flatten();
        for location in result["locations"].as_array().unwrap().iter().chain(near) {
            let physical = &location["physicalLocation"];
            assert!(physical["artifactLocation"]["uri"].is_string());
            let region = &physical["region"];
            let [from, to] = [("startLine", "startColumn"), ("endLine", "endColumn")]
                .map(|(line, column)| (region[line].as_u64(), region[column].as_u64()));
            assert!(from.0 >= Some(1) && from.1 >= Some(1) && from <= to, "{region}");
        }
    }
    let fix = &results[1]["fixes"][0]["artifactChanges"][0];
    assert_eq!(fix["artifactLocation"]["uri"], "reviews.duly");
    assert_eq!(fix["replacements"][0]["insertedContent"]["text"], "coming into care");
    assert_eq!(fix["replacements"][0]["deletedRegion"]["startLine"], 10);
}

#[test]
fn sarif_names_files_by_references() {
    let mut map = SourceMap::new();
    let file = map.add("packs\\my reviews é.duly", "x");
    let log = sarif(&map, &[Diagnostic::new(Code::D0201, Span::new(file, 0, 1), "x")]);
    let location = &log["runs"][0]["results"][0]["locations"][0];
    let uri = &location["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "packs/my%20reviews%20%C3%A9.duly");
}

mod any {
    use proptest::prelude::*;

    use super::*;

    fn text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "duty a",
            "\n",
            "\r\n",
            "\r",
            "\t",
            " ",
            "é",
            "会議",
            "🎉",
            "\u{feff}",
            "\u{202e}",
            "\u{0}",
            "\u{1b}[31m",
            "\u{301}",
            "a long stretch of words that fills the line ",
            "",
        ]);
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    fn look() -> impl Strategy<Value = Look> {
        (0_usize..200, any::<bool>(), any::<bool>()).prop_map(|(width, colour, unicode)| Look {
            width,
            colour,
            unicode,
        })
    }

    type Ends = (usize, usize, bool);

    fn spans() -> impl Strategy<Value = Vec<Vec<Ends>>> {
        let near = 0_usize..160;
        let far = prop::sample::select(vec![0, 5_000, usize::MAX]);
        let at = prop_oneof![9 => near, 1 => far];
        let ends = (at.clone(), at, any::<bool>());
        prop::collection::vec(prop::collection::vec(ends, 1..5), 1..4)
    }

    proptest! {
        #[test]
        fn every_span_can_be_shown(
            first in text(), second in text(), spans in spans(), look in look(),
        ) {
            let mut map = SourceMap::new();
            let files = [map.add("a.duly", first.as_str()), map.add("b.duly", second.as_str())];
            let place = |(from, to, other): Ends| Span::new(files[usize::from(other)], from, to);
            let found: Vec<Diagnostic> = spans
                .iter()
                .enumerate()
                .map(|(number, ends)| {
                    let message = format!("A sentence {number}");
                    let start = Diagnostic::new(Code::D0201, place(ends[0]), message)
                        .label("marked")
                        .fix(place(ends[0]), "x");
                    ends[1..].iter().fold(start, |found, end| found.also(place(*end), "other"))
                })
                .collect();
            let drawn = human(&map, &found, &look);
            let unsafe_char = |c: char| c != '\n' && c != '\u{1b}' && escape::is_unsafe(c);
            prop_assert!(!drawn.contains(unsafe_char), "{drawn:?}");
            prop_assert!(look.colour || !drawn.contains("\x1b"), "{drawn:?}");
            prop_assert_eq!(drawn.matches("A sentence").count(), found.len());
            prop_assert_eq!(drawn.matches("marked").count(), found.len());
            let seconds: usize = found.iter().map(|one| one.secondary.len()).sum();
            prop_assert_eq!(drawn.matches("other").count(), seconds);
            prop_assert_eq!(plain(&map, &found).lines().count(), found.len());
            prop_assert!(json(&map, &found)["diagnostics"].is_array());
            prop_assert!(sarif(&map, &found)["runs"].is_array());
        }

        #[test]
        fn places_are_those_of_the_map(text in text(), at in 0_usize..200) {
            let mut map = SourceMap::new();
            let file = map.add("a.duly", text.as_str());
            let found = [Diagnostic::new(Code::D0201, Span::new(file, at, at), "A sentence")];
            let places = place::Places::new(&map, &found);
            let start = places.of(Span::new(file, at, at)).map(|place| place.start);
            prop_assert_eq!(start, Some(map.position_at(file, at)));
        }
    }
}
