use rustc_hash::FxHashMap;

use super::*;
use crate::facts::{DateFact, PeriodEnd, Records};
use crate::names::{Completeness, Vocabulary};
use crate::source::Span;
use crate::time::Day;

fn words() -> (Vocabulary, ConceptId, ConceptId) {
    let mut words = Vocabulary::default();
    let event = words.declare_decision("agreed", Span::NOWHERE);
    let status = words.declare_decision("held", Span::NOWHERE);
    (words, event, status)
}

fn plain(event: ConceptId, status: ConceptId) -> Plain {
    let mut case = Plain { id: "a".into(), born: 10, history_from: 100, ..Plain::default() };
    case.happened(event, 120);
    case.happened(event, 110);
    case.held(status, NO_DAY, Some(115));
    case.held(status, 118, None);
    case
}

#[test]
fn a_plain_case_comes_out_as_it_went_in() {
    let (_, event, status) = words();
    let mut builder = Builder::new(FxHashMap::default());
    builder.push_plain(&mut plain(event, status));
    let mut exact = Plain { id: "b".into(), ..Plain::default() };
    exact.held(status, 7, None);
    builder.push_plain(&mut exact);
    let all = builder.finish();
    assert_eq!((all.is_exact(0), all.is_exact(1)), (false, true));
    let case = all.case(0).expect("a case");
    let days: Vec<_> = case.events.iter().filter_map(|one| one.started?.exact()).collect();
    assert_eq!(days, [Day::from_number(110), Day::from_number(120)]);
    let between = DateFact::Between(Day::from_number(10), Day::from_number(100));
    assert_eq!(case.periods[0].from, between);
    assert_eq!(case.periods[1].until, PeriodEnd::Ongoing);
    assert_eq!(all.case(1).expect("a case").periods[0].from.exact(), Some(Day::from_number(7)));
}

#[test]
fn a_case_kept_whole_knows_the_records_of_all() {
    let (_, event, status) = words();
    let mut builder = Builder::new(FxHashMap::default());
    builder.push_plain(&mut plain(event, status));
    let mut case = builder.clone_case(0);
    case.events[0].seq = 1;
    let known = Records { completeness: Completeness::WhenKnown, until: None };
    let own = Records { completeness: Completeness::WhenKnown, until: Day::from_ymd(2026, 1, 1) };
    case.records.insert(event, own);
    builder.push(case);
    builder.set_records([(event, known), (status, known)].into_iter().collect());
    let all = builder.finish();
    assert!(!all.is_exact(1) && all.whole(1).is_some_and(|whole| whole.records.len() == 1));
    let again = all.case(1).expect("a case");
    assert_eq!((again.records[&event], again.records[&status]), (own, known));
    assert_eq!(all.case(0).expect("a case").records[&event], known);
}

impl Builder {
    fn clone_case(&self, at: usize) -> crate::facts::Case {
        self.clone_made().case(at).expect("a case")
    }
}
