//! Situations that were tried of one model, kept to try others on them.
//!
//! In: a search about one model. Out: its cases and what it answered. Asking a second
//! model costs half of asking both, and many that differ from one are asked the same.
//! Never here: which cases are tried.

use std::ops::ControlFlow;
use std::rc::Rc;

use super::{Cost, Search, Situation};
use crate::facts::Case;
use crate::time::Day;

/// Every situation a search tried.
#[derive(Debug, Default)]
pub struct Trials {
    all: Vec<Trial>,
}

#[derive(Debug)]
struct Trial {
    case: Rc<Case>,
    as_of: Day,
    /// What the model answered.
    print: u64,
}

impl Trials {
    /// Tries everything that the search tries.
    #[must_use]
    pub fn of(search: &Search<'_>) -> Trials {
        let mut all: Vec<Trial> = Vec::new();
        search.explore(&mut |situation| {
            let known = all.last().filter(|last| *last.case == situation.case);
            let case =
                known.map_or_else(|| Rc::new(situation.case.clone()), |l| Rc::clone(&l.case));
            let print = situation.answers.first().map_or(0, super::Answered::print);
            all.push(Trial { case, as_of: situation.as_of, print });
            ControlFlow::Continue(())
        });
        Trials { all }
    }

    /// The smallest situation on which the second model of a search answers otherwise
    /// than the first, which was tried.
    #[must_use]
    pub fn tell(&self, search: &Search<'_>) -> Option<Situation> {
        let (second, about) = (search.models.get(1)?, search.about.get(1)?);
        let mut best: Option<(Cost, Situation)> = None;
        let mut found = 0;
        for trial in &self.all {
            if about.ask(second, &trial.case, trial.as_of).print() == trial.print {
                continue;
            }
            let situation = search.judge((*trial.case).clone(), trial.as_of);
            let cost = search.cost(&situation);
            if best.as_ref().is_none_or(|(known, _)| cost < *known) {
                best = Some((cost, situation));
            }
            found += 1;
            if found >= super::ENOUGH {
                break;
            }
        }
        best.map(|(_, situation)| search.smallest(situation, &Situation::differs))
    }
}
