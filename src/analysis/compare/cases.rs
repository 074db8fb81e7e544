//! What another pack would change for cases that there are.
//!
//! In: two models, pairs of duties, and cases bound to the names of both. Out: the
//! instances that stand otherwise. Never here: files.

use super::{Comparison, Named};
use crate::check::Checked;
use crate::eval::{Answer, DateRange, Row, Status, evaluate};
use crate::facts::Case;
use crate::model::DutyId;
use crate::time::Day;

/// How an instance stands under a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// Its statuses: several where it is not known.
    pub statuses: Vec<Status>,
    /// Its last day, or the first and the last it may be.
    pub due: Option<DateRange>,
}

/// An instance that stands otherwise under the second pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The name of the case.
    pub case: String,
    /// The duty in the first pack, where it has one.
    pub left: Option<Named>,
    /// The duty in the second.
    pub right: Option<Named>,
    /// The day of what starts the instance, where it is known.
    pub trigger: Option<Day>,
    /// How it stands under the first pack; `None` where there is no such instance.
    pub was: Option<Stand>,
    /// How it stands under the second.
    pub now: Option<Stand>,
}

impl Change {
    /// Whether it is overdue under the second pack, and not under the first.
    #[must_use]
    pub fn is_newly_overdue(&self) -> bool {
        is_overdue(self.now.as_ref()) && !is_overdue(self.was.as_ref())
    }

    /// Whether it is overdue under the first pack, and not under the second.
    #[must_use]
    pub fn is_no_longer_overdue(&self) -> bool {
        is_overdue(self.was.as_ref()) && !is_overdue(self.now.as_ref())
    }
}

fn is_overdue(stand: Option<&Stand>) -> bool {
    stand.is_some_and(|stand| stand.statuses == [Status::Overdue])
}

/// What changes for cases, as of the end of a day, where the second pack takes the place
/// of the first. Instances that do not apply under either are left out.
#[must_use]
pub fn changes(
    (left, right): (&Checked, &Checked),
    comparison: &Comparison,
    cases: &[&Case],
    as_of: Day,
) -> Vec<Change> {
    let mut found = Vec::new();
    for case in cases {
        let answers = (evaluate(left, case, as_of), evaluate(right, case, as_of));
        for pair in &comparison.pairs {
            let both = (rows(&answers.0, pair.left.id), rows(&answers.1, pair.right.id));
            for (was, now) in matched(&both.0, &both.1) {
                let named = (Some(&pair.left), Some(&pair.right));
                found.extend(change(case, named, (was, now)));
            }
        }
        for named in &comparison.only_left {
            for row in rows(&answers.0, named.id) {
                found.extend(change(case, (Some(named), None), (Some(row), None)));
            }
        }
        for named in &comparison.only_right {
            for row in rows(&answers.1, named.id) {
                found.extend(change(case, (None, Some(named)), (None, Some(row))));
            }
        }
    }
    found
}

/// The rows of a duty that may apply.
fn rows(answer: &Answer, duty: DutyId) -> Vec<&Row> {
    let idle = |row: &&Row| row.statuses.single() == Some(Status::NotApplicable);
    let own = answer.rows.iter().filter(|row| row.key.duty == duty);
    own.filter(|row| !idle(row)).collect()
}

type Both<'r> = (Option<&'r Row>, Option<&'r Row>);

/// Rows that the same thing starts, side by side.
fn matched<'r>(left: &[&'r Row], right: &[&'r Row]) -> Vec<Both<'r>> {
    let mut rest: Vec<&Row> = right.to_vec();
    let mut all: Vec<Both<'r>> = Vec::new();
    for row in left {
        let same = |other: &&Row| {
            let occurrence = row.occurrence.is_some() && row.occurrence == other.occurrence;
            occurrence && row.key.trigger == other.key.trigger
                || row.trigger_date.is_some() && row.trigger_date == other.trigger_date
                || row.key.trigger == other.key.trigger && row.key.number == other.key.number
        };
        let at = rest.iter().position(same);
        all.push((Some(row), at.map(|at| rest.remove(at))));
    }
    all.extend(rest.into_iter().map(|row| (None, Some(row))));
    all
}

fn change(
    case: &Case,
    (left, right): (Option<&Named>, Option<&Named>),
    (was, now): Both<'_>,
) -> Option<Change> {
    let stand = |row: &Row| Stand { statuses: row.statuses.iter().collect(), due: row.due };
    let trigger = was.or(now).and_then(|row| row.trigger_date?.exact());
    let (was, now) = (was.map(stand), now.map(stand));
    (was != now).then(|| Change {
        case: case.id.clone(),
        left: left.cloned(),
        right: right.cloned(),
        trigger,
        was,
        now,
    })
}
