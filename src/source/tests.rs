//! Spans, phrases and positions.

use super::*;

#[test]
fn positions_count_characters_from_one() {
    let mut map = SourceMap::new();
    let file = map.add("a.duly", "\u{feff}ab\n\u{1f600}c\n");
    assert_eq!(map.position_at(file, 3), Position { line: 1, column: 1 });
    assert_eq!(map.position_at(file, 10), Position { line: 2, column: 2 });
    assert_eq!(map.position_at(file, 999), Position { line: 3, column: 1 });
}

#[test]
fn a_joined_phrase_keeps_the_place_of_every_word() {
    let mut map = SourceMap::new();
    let file = map.add("a.duly", "within 20\n    working days");
    let mut phrase = Phrase::plain("within 20", Span::new(file, 0, 9));
    phrase.push(" ", Span::new(file, 9, 14));
    phrase.push("working days", Span::new(file, 14, 26));
    assert_eq!(phrase.text(), "within 20 working days");
    assert_eq!(map.snippet(phrase.at(10, 17)), "working");
    assert_eq!(map.snippet(phrase.at(7, 17)), "20\n    working");
    let part = phrase.slice(6, 17);
    assert_eq!(part.text(), "20 working");
    assert_eq!(map.snippet(part.at(3, 10)), "working");
}

#[test]
fn an_escape_stands_for_its_whole_spelling() {
    let mut map = SourceMap::new();
    let file = map.add("a.yaml", r#""a\u00e9b""#);
    let mut phrase = Phrase::plain("a", Span::new(file, 1, 2));
    phrase.push("é", Span::new(file, 2, 8));
    phrase.push("b", Span::new(file, 8, 9));
    assert_eq!(map.snippet(phrase.at(1, 3)), r"\u00e9");
    assert_eq!(map.snippet(phrase.at(3, 4)), "b");
}
