//! What the examples of a pack leave out.
//!
//! In: a model and its examples. Out: duties that none of them names, and ways to end
//! that none of them shows. Never here: how well the examples would notice a change.

use super::run::rule;
use super::{Bound, Expect};
use crate::diag::{Code, Diagnostic};
use crate::eval::Status;
use crate::model::{Duty, Kind, Limits, Model, Opens, Point, Scope};
use crate::names::quoted_list;

/// D0706 for each of the pack's own duties that no example names, D0708 for each that
/// is never expected in one of the statuses it can end in.
#[must_use]
pub fn gaps(model: &Model, examples: &[Bound]) -> Vec<Diagnostic> {
    let own = model.duties.iter().filter(|duty| *duty.from.pack == *model.pack.id);
    let checked = own.filter(|duty| duty.trigger.is_some());
    checked.filter_map(|duty| gap(duty, examples)).collect()
}

fn gap(duty: &Duty, examples: &[Bound]) -> Option<Diagnostic> {
    let name = &duty.name.value;
    let said = examples.iter().flat_map(|one| &one.example.expects).map(|one| &one.says);
    let of_it: Vec<&Expect> = said.filter(|says| rule(says) == Some(name.as_str())).collect();
    if of_it.is_empty() {
        let message = format!("no example says anything of `{name}`");
        return Some(Diagnostic::new(Code::D0706, duty.name.span, message).help(format!(
            "add an example with a line such as `on 28 April 2026 expect {name} is met`"
        )));
    }
    let reached = |status: &Status| {
        of_it.iter().any(|says| match says {
            Expect::Row(row) => !row.unknown && row.statuses.contains(&status.word()),
            Expect::Absent(_)
            | Expect::Count(..)
            | Expect::Explained(..)
            | Expect::Finding(..)
            | Expect::NoFinding(_)
            | Expect::Occurred(..)
            | Expect::Holds(..) => false,
        })
    };
    let missed: Vec<&str> =
        ends(duty).into_iter().filter(|status| !reached(status)).map(Status::word).collect();
    if missed.is_empty() {
        return None;
    }
    let message = format!("no example shows `{name}` as {}", quoted_list(&missed));
    let help = "an example that ends so would notice if that changed";
    Some(Diagnostic::new(Code::D0708, duty.name.span, message).help(help))
}

/// Whether something can be overdue under a limit, and done late: it has a last day, and
/// the event that it leads up to does not close it on that very day.
fn can_be_late(limits: &Limits) -> bool {
    let leads_up = limits.kind == Kind::Lead || limits.opens == Opens::Early;
    match &limits.due {
        None => false,
        Some(Point::Trigger | Point::Anchor(_)) => !leads_up,
        Some(
            Point::Before { .. } | Point::After { .. } | Point::Earlier(..) | Point::Later(..),
        ) => true,
    }
}

/// The statuses that a duty can end in.
fn ends(duty: &Duty) -> Vec<Status> {
    let mut ends = vec![Status::Met];
    if duty.limits.iter().any(can_be_late) {
        ends.extend([Status::MetLate, Status::Overdue]);
    }
    if matches!(duty.scope, Scope::EachPeriod(_)) {
        ends.push(Status::Lapsed);
    }
    ends
}
