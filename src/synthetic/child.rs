//! One made-up child: how care began, went on and ended.
//!
//! In: numbers. Out: episodes and reviews as a return has them: about nine of ten reviews
//! in time, moves, changes of the legal status, care left and entered again, adoptions,
//! short breaks. Never here: how that is written.

use super::number::Numbers;

/// An episode of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// Its first day.
    pub from: i32,
    /// Why it began: a code of RNE.
    pub reason: &'static str,
    /// The legal status: a code of LS.
    pub status: &'static str,
    /// The placement: a code of PLACE.
    pub place: &'static str,
    /// The day it ended.
    pub until: Option<i32>,
    /// Why it ended: a code of REC.
    pub ended: &'static str,
}

/// The dates of an adoption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adoption {
    /// The decision that it is best.
    pub decided: i32,
    /// The family is found.
    pub matched: i32,
}

/// A made-up child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// The key in every table.
    pub id: String,
    /// The day of birth.
    pub born: i32,
    /// 1 or 2.
    pub sex: u8,
    /// First to last.
    pub episodes: Vec<Episode>,
    /// Days, each with the number of its participation code.
    pub reviews: Vec<(i32, u8)>,
    /// How many of the reviews were late.
    pub late: u32,
    /// Times of going missing.
    pub missing: Vec<(i32, i32)>,
    /// The first day of each social worker.
    pub workers: Vec<i32>,
    /// Where the child was placed for adoption.
    pub adoption: Option<Adoption>,
    /// In a series of short breaks.
    pub breaks: bool,
    /// The first episode is left out.
    pub lost: bool,
}

/// How far back the first day in care may lie: five years, from the start of one.
const BACK: i32 = 5 * 365;
const YEAR: i32 = 365;
const PLACES: [&str; 14] =
    ["U6", "U6", "U6", "U5", "U3", "U2", "U4", "U1", "K2", "K2", "H5", "P1", "R1", "S1"];

impl Child {
    pub(super) fn made(place: u32, numbers: &mut Numbers, last: i32, lost: f64) -> Child {
        let came = numbers.between(last - BACK, last - 1);
        let age = numbers.between(0, 17 * YEAR + 180);
        let mut child = Child {
            id: format!("C{:07}", place + 1),
            born: came - age,
            sex: if numbers.permille(560) { 1 } else { 2 },
            episodes: Vec::new(),
            reviews: Vec::new(),
            late: 0,
            missing: Vec::new(),
            workers: vec![came],
            adoption: None,
            breaks: numbers.permille(40),
            lost: false,
        };
        if child.breaks {
            child.series(numbers, came, last);
            return child;
        }
        let left = child.stay(numbers, came, last);
        let again = left.map(|left| left + numbers.between(30, 500));
        if let Some(again) = again.filter(|again| *again < last && numbers.permille(250))
            && again - child.born < 17 * YEAR
            && child.adoption.is_none()
        {
            child.stay(numbers, again, last);
        }
        child.others(numbers, last);
        child.lose(numbers, lost);
        child
    }

    /// One time in care: the day it ended.
    fn stay(&mut self, numbers: &mut Numbers, came: i32, last: i32) -> Option<i32> {
        let of_age = self.born + 18 * YEAR + 4;
        let length = match numbers.between(0, 99) {
            0..15 => numbers.between(3, 60),
            15..45 => numbers.between(60, 400),
            45..75 => numbers.between(400, 1_100),
            _ => numbers.between(1_100, 3_000),
        };
        let leaves = (came + length).min(of_age);
        let young = came - self.born < 5 * YEAR;
        let adopted = young && leaves - came > 500 && numbers.permille(350);
        let leaves = if adopted { leaves.min(came + numbers.between(560, 900)) } else { leaves };
        let placed = adopted.then(|| leaves - numbers.between(120, 300));
        self.moves(numbers, (came, leaves.min(last)), placed);
        let left = (leaves <= last).then_some(leaves);
        if let (Some(episode), Some(left)) = (self.episodes.last_mut(), left) {
            episode.until = Some(left);
            episode.ended = match (adopted, left >= of_age) {
                (true, _) => "E11",
                (_, true) => "E7",
                (_, false) => numbers.one(&["E4A", "E4B", "E8", "E45", "E3"], "E8"),
            };
        }
        let placed = placed.filter(|placed| *placed < last);
        if let Some(placed) = placed {
            let (decided, matched) = (placed - 180, placed - 30);
            self.adoption = Some(Adoption { decided: decided.max(came), matched });
        }
        self.hold(numbers, came, left.unwrap_or(last).min(last), placed);
        left
    }

    /// The episodes of one time in care.
    fn moves(&mut self, numbers: &mut Numbers, (came, end): (i32, i32), placed: Option<i32>) {
        let mut at = came;
        let mut reason = "S";
        let mut status = if numbers.permille(550) { "V2" } else { "C1" };
        let mut place = numbers.one(&PLACES, "U6");
        loop {
            let next = at + numbers.between(20, 420);
            let next = match placed {
                Some(placed) if at < placed => next.min(placed),
                Some(_) => end,
                None => next,
            };
            let over = next >= end;
            let until = (!over).then_some(next);
            let ended = if over { "" } else { "X1" };
            self.episodes.push(Episode { from: at, reason, status, place, until, ended });
            if over {
                return;
            }
            at = next;
            if placed == Some(at) {
                (status, place) = ("E1", "A6");
                reason = "B";
                continue;
            }
            let legal = numbers.permille(350);
            reason = if legal { "L" } else { numbers.one(&["P", "P", "P", "U", "B", "T"], "P") };
            if reason != "P" && reason != "U" {
                status = after(status, numbers);
            }
            if reason != "L" {
                place = numbers.one(&PLACES, "U6");
            }
        }
    }

    /// The reviews of one time in care; nine of ten in time.
    fn hold(&mut self, numbers: &mut Numbers, came: i32, end: i32, placed: Option<i32>) {
        let mut at = came;
        let mut nth = 0;
        loop {
            let in_time = !numbers.permille(100);
            let after = match (nth, in_time) {
                (0, true) => numbers.between(12, 25),
                (0, false) => numbers.between(32, 70),
                (1, true) => numbers.between(60, 88),
                (1, false) => numbers.between(95, 140),
                (_, true) => numbers.between(130, 178),
                (_, false) => numbers.between(187, 260),
            };
            let mut next = at + after;
            if let Some(placed) = placed.filter(|placed| (at..next).contains(placed)) {
                next = placed + numbers.between(10, 27);
                nth = 0;
            }
            at = next;
            nth += 1;
            if at > end {
                return;
            }
            self.late += u32::from(!in_time);
            let young = at - self.born < 4 * YEAR;
            let code = if young { 0 } else { numbers.one(&[1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 7], 1) };
            self.reviews.push((at, code));
        }
    }

    /// A series of short breaks, each an episode of its own.
    fn series(&mut self, numbers: &mut Numbers, came: i32, last: i32) {
        let mut at = came;
        let many = numbers.between(3, 20);
        for _ in 0..many {
            let until = at + numbers.between(2, 5);
            if until > last || until - self.born > 18 * YEAR {
                break;
            }
            self.episodes.push(Episode {
                from: at,
                reason: "S",
                status: "V3",
                place: "R1",
                until: Some(until),
                ended: "E8",
            });
            at = until + numbers.between(20, 50);
        }
        if self.episodes.is_empty() {
            let (reason, status, place) = ("S", "V3", "R1");
            self.episodes.push(Episode { from: at, reason, status, place, until: None, ended: "" });
        }
        let first = came + numbers.between(50, 89);
        let end = self.episodes.last().and_then(|it| it.until).unwrap_or(last);
        let mut review = first;
        while review <= end {
            self.reviews.push((review, 1));
            review += numbers.between(120, 180);
        }
    }

    /// Going missing, and changes of social worker.
    fn others(&mut self, numbers: &mut Numbers, last: i32) {
        for at in 0..self.episodes.len() {
            let Some(episode) = self.episodes.get(at).copied() else { continue };
            let end = episode.until.unwrap_or(last);
            if end - episode.from < 40 {
                continue;
            }
            let from = numbers.between(episode.from + 5, end - 20);
            if from - self.born > 12 * YEAR && numbers.permille(120) {
                self.missing.push((from, from + numbers.between(1, 9)));
            }
            if numbers.permille(400) {
                self.workers.push(from + 3);
            }
        }
    }

    /// Leaves out the first episode of a child who was moved, and the reviews before the
    /// next one.
    fn lose(&mut self, numbers: &mut Numbers, share: f64) {
        let moved = self.episodes.get(1).filter(|second| second.reason != "S");
        let Some(second) = moved.map(|second| second.from) else { return };
        if !numbers.share(share) {
            return;
        }
        self.episodes.remove(0);
        self.reviews.retain(|(day, _)| *day >= second);
        self.missing.retain(|(day, _)| *day >= second);
        self.workers.retain(|day| *day >= second);
        self.lost = true;
    }
}

/// What a legal status mostly becomes.
fn after(status: &str, numbers: &mut Numbers) -> &'static str {
    match status {
        "V2" => "C1",
        "C1" if numbers.permille(850) => "C2",
        "C1" => "V2",
        _ => "C2",
    }
}
