use super::*;
use crate::time::Day;

fn plan(seed: u64, dirty: f64) -> Plan {
    let until = Day::from_ymd(2026, 11, 21).expect("a day");
    Plan { children: 400, seed, until, dirty, lost: 0.1 }
}

fn written(plan: &Plan) -> (Vec<Vec<u8>>, Counts) {
    let mut tables = Tables::new(vec![Vec::new(); TABLES.len()]).expect("a vector takes all");
    for place in 0..plan.children {
        tables.child(&plan.child(place), plan.soil(place)).expect("a vector takes all");
    }
    tables.finish()
}

#[test]
fn a_seed_is_a_caseload() {
    assert_eq!(written(&plan(7, 0.02)), written(&plan(7, 0.02)));
    assert_ne!(written(&plan(7, 0.02)).0, written(&plan(8, 0.02)).0);
    assert_eq!(plan(7, 0.0).child(12), plan(7, 0.5).child(12), "dirt comes after");
}

#[test]
fn children_are_as_children_are() {
    let (_, counts) = written(&plan(1, 0.0));
    assert_eq!((counts.children, counts.dirty), (400, 0));
    assert!((700..1_600).contains(&counts.episodes), "{counts:?}");
    assert!((1_000..3_500).contains(&counts.reviews), "{counts:?}");
    let late = counts.late * 100 / counts.reviews;
    assert!((6..14).contains(&late), "{counts:?}");
    for (what, count) in [
        ("again", counts.again),
        ("adopted", counts.adopted),
        ("breaks", counts.breaks),
        ("lost", counts.lost),
    ] {
        assert!((4..80).contains(&count), "{what}: {counts:?}");
    }
}

#[test]
fn episodes_follow_each_other() {
    let all = plan(3, 0.0);
    for place in 0..all.children {
        let child = all.child(place);
        assert!(!child.episodes.is_empty());
        assert_eq!(child.episodes[0].reason != "S", child.lost, "{child:?}");
        for pair in child.episodes.windows(2) {
            let (one, next) = (&pair[0], &pair[1]);
            let until = one.until.expect("only the last is open");
            assert!(one.from < until, "{child:?}");
            assert_eq!(one.ended == "X1", until == next.from, "{child:?}");
            assert_eq!(next.reason == "S", one.ended.starts_with('E'), "{child:?}");
        }
        assert!(child.reviews.iter().all(|(day, _)| *day <= all.until.number()));
    }
}
