//! A network of days: variables, and monotone limits between them.
//!
//! In: limits `y ≤ f(x)` and `y ≥ g(x)`, each with the rule it stems from, and the days
//! between which each variable lies. Out: the latest and the earliest solution, or a
//! smallest set of rules that leave none. Never here: what a variable stands for.
//!
//! Every `f` and `g` leads a later day to no earlier one. So of two solutions the later
//! days, variable by variable, are a solution too, and so are the earlier ones: there is
//! a latest solution wherever there is any, and lowering upper bounds until nothing moves
//! leads to it (Knaster and Tarski). `x ≤ back(y)` is `x ≤ f(y)` like any other.

use crate::analysis::course::Line;
use crate::time::Day;

/// No bound from above.
pub const OPEN: i32 = i32::MAX / 2;

/// Which side of the other day a limit keeps a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    /// `y ≤ f(x)`: a deadline, a lead time.
    AtMost,
    /// `y ≥ g(x)`: an opening, an order.
    AtLeast,
}

/// How the one day leads to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// So many days later.
    Shift(i32),
    /// By this table of the network.
    Table(usize),
}

/// One limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Constraint {
    /// The rule it stems from; `None` holds by itself, as that the second comes after
    /// the first.
    pub rule: Option<usize>,
    /// Of a choice of the network, one of whose alternatives has to hold: which choice,
    /// and which alternative.
    pub option: Option<(usize, usize)>,
    /// At most, or at least.
    pub sense: Sense,
    /// `y`, the variable that is limited.
    pub of: usize,
    /// `x`, the variable counted from.
    pub from: usize,
    /// How `x` leads to the limit.
    pub by: Function,
}

/// A function of days, with the first and the last day from which it is decided.
#[derive(Debug, Clone)]
pub struct Table {
    line: Line,
    first: i32,
    last: i32,
}

impl Table {
    /// A line as a table.
    #[must_use]
    pub fn new(line: Line) -> Table {
        let over = line.over();
        let days = || over.days().filter(|day| line.at(*day).is_some());
        let first = days().next().map_or(i32::MAX, Day::number);
        let last = days().next_back().map_or(i32::MIN, Day::number);
        Table { line, first, last }
    }

    fn at(&self, day: i32) -> Option<i32> {
        if day < self.first || day > self.last {
            return None;
        }
        self.line.at(Day::from_number(day)).map(Day::number)
    }

    /// The last day from which it leads to `day` or earlier; `None` where the table
    /// does not say.
    fn most(&self, day: i32) -> Option<i32> {
        if self.first > self.last {
            return None;
        }
        let most = self.line.last_reaching(Day::from_number(day)).map(Day::number);
        let most = most.map_or(self.first - 1, |most| most.min(self.last));
        (most < self.last).then_some(most)
    }

    /// The first day from which it leads to `day` or later.
    fn least(&self, day: i32) -> Option<i32> {
        if self.first > self.last {
            return None;
        }
        let least = self.line.first_reaching(Day::from_number(day)).map(Day::number);
        let least = least.map_or(self.last + 1, |least| least.max(self.first));
        (least > self.first).then_some(least)
    }
}

/// Variables and limits.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// How many variables there are.
    pub variables: usize,
    /// How many rules there are.
    pub rules: usize,
    /// The functions that limits count by.
    pub tables: Vec<Table>,
    /// The limits.
    pub constraints: Vec<Constraint>,
    /// Of each choice, how many alternatives there are.
    pub choices: Vec<usize>,
    /// Limits that are only assumed, by their places: they count where they are asked for.
    pub assumed: Vec<usize>,
}

/// The days between which each variable lies, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// The first day of each.
    pub low: Vec<i32>,
    /// The last day of each.
    pub high: Vec<i32>,
}

/// A bound of each variable, and what set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// The day of each.
    pub days: Vec<i32>,
    /// The limit that set it, by its place; `None` where it is the variable's own.
    pub by: Vec<Option<usize>>,
    /// A day that counts lies beyond its table.
    pub beyond: bool,
}

/// A variable that has no day left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Which.
    pub variable: usize,
    /// The bounds as far as they were lowered.
    pub bounds: Bounds,
}

/// The rules of a network that count, and the alternative taken of each choice.
#[derive(Debug, Clone)]
pub struct Active {
    limits: Vec<usize>,
    choices: usize,
}

impl Network {
    /// Limits of some rules, with those that hold by themselves.
    #[must_use]
    pub fn active(&self, counts: &dyn Fn(usize) -> bool) -> Active {
        let limits = self.constraints.iter().enumerate();
        let limits = limits.filter(|(_, one)| one.rule.is_none_or(counts));
        let limits = limits.map(|(at, _)| at).filter(|at| !self.assumed.contains(at));
        let limits: Vec<usize> = limits.collect();
        let has = |at: &usize| self.constraints.get(*at).is_some_and(|one| one.option.is_some());
        let free = limits.iter().any(has);
        let choices = if free { self.choices.iter().product::<usize>().max(1) } else { 1 };
        Active { limits, choices }
    }

    /// The same, with the limits that are only assumed.
    #[must_use]
    pub fn assuming(&self, mut active: Active) -> Active {
        active.limits.extend(&self.assumed);
        active
    }

    /// The limits that count where of each choice the alternative is taken that the
    /// number says.
    fn taken<'n>(
        &'n self,
        active: &'n Active,
        number: usize,
    ) -> impl Iterator<Item = (usize, &'n Constraint)> + Clone {
        let limits = active.limits.iter().filter_map(|at| Some((*at, self.constraints.get(*at)?)));
        limits.filter(move |(_, one)| {
            let Some((choice, alternative)) = one.option else { return true };
            let before: usize = self.choices.iter().take(choice).product();
            let size = self.choices.get(choice).copied().unwrap_or(1).max(1);
            number / before.max(1) % size == alternative
        })
    }

    fn reach(&self, by: Function, day: i32) -> Option<i32> {
        match by {
            Function::Shift(days) => Some(day + days),
            Function::Table(table) => self.tables.get(table)?.at(day),
        }
    }

    /// The day to which a limit leads; `None` beyond its table.
    #[must_use]
    pub fn opens(&self, one: &Constraint, day: i32) -> Option<i32> {
        self.reach(one.by, day)
    }

    /// The latest solution.
    ///
    /// # Errors
    /// A variable that has no day left, in the last of the choices that were tried.
    pub fn latest(&self, active: &Active, domain: &Domain) -> Result<Bounds, Clash> {
        let mut last = None;
        for number in 0..active.choices {
            match self.lowered(active, number, domain) {
                Ok(found) => return Ok(found),
                Err(clash) => last = Some(clash),
            }
        }
        Err(last.unwrap_or_else(|| Clash { variable: 0, bounds: own(&domain.high) }))
    }

    fn lowered(&self, active: &Active, number: usize, domain: &Domain) -> Result<Bounds, Clash> {
        let mut bounds = own(&domain.high);
        loop {
            let mut moved = false;
            for (at, one) in self.taken(active, number) {
                let (target, day) = match one.sense {
                    Sense::AtMost => (one.of, self.below(one, &bounds)),
                    Sense::AtLeast => (one.from, self.before(one, &bounds)),
                };
                let Some(day) = day else { continue };
                if !bounds.lower(target, day, at) {
                    continue;
                }
                moved = true;
                if domain.low.get(target).is_some_and(|low| day < *low) {
                    return Err(Clash { variable: target, bounds });
                }
            }
            if !moved {
                break;
            }
        }
        bounds.beyond = self.taken(active, number).any(|(_, one)| {
            let day = bounds.day(one.from);
            one.sense == Sense::AtMost && day < OPEN && self.reach(one.by, day).is_none()
        });
        Ok(bounds)
    }

    /// The last day that a limit from above leaves its variable.
    fn below(&self, one: &Constraint, bounds: &Bounds) -> Option<i32> {
        let day = bounds.day(one.from);
        if day >= OPEN { None } else { self.reach(one.by, day) }
    }

    /// The last day that a limit from below leaves the variable it counts from.
    fn before(&self, one: &Constraint, bounds: &Bounds) -> Option<i32> {
        let day = bounds.day(one.of);
        if day >= OPEN {
            return None;
        }
        match one.by {
            Function::Shift(days) => Some(day - days),
            Function::Table(table) => self.tables.get(table)?.most(day),
        }
    }

    /// The earliest solution, where there is one. It takes the alternatives that the
    /// latest solution takes.
    #[must_use]
    pub fn earliest(&self, active: &Active, domain: &Domain) -> Bounds {
        let fits = |number: &usize| self.lowered(active, *number, domain).is_ok();
        let number = (0..active.choices).find(fits).unwrap_or(0);
        let mut bounds = own(&domain.low);
        loop {
            let mut moved = false;
            for (at, one) in self.taken(active, number) {
                let (target, day) = match one.sense {
                    Sense::AtLeast => (one.of, self.reach(one.by, bounds.day(one.from))),
                    Sense::AtMost => (one.from, self.needed(one, &bounds)),
                };
                if let Some(day) = day.filter(|day| *day < OPEN) {
                    moved |= bounds.raise(target, day, at);
                }
            }
            let past = bounds.days.iter().zip(&domain.high).any(|(day, high)| day > high);
            if !moved || past {
                return bounds;
            }
        }
    }

    /// The first day on which the variable counted from can lie for the other to be in
    /// time.
    fn needed(&self, one: &Constraint, bounds: &Bounds) -> Option<i32> {
        let day = bounds.day(one.of);
        match one.by {
            Function::Shift(days) => Some(day - days),
            Function::Table(table) => self.tables.get(table)?.least(day),
        }
    }

    /// Every variable on the last day that its own deadlines allow, given those they
    /// count from: nobody looks ahead. `None` where a choice would have to be made.
    #[must_use]
    pub fn own_latest(&self, active: &Active, domain: &Domain) -> Option<Bounds> {
        if active.choices != 1 {
            return None;
        }
        let mut bounds = own(&domain.high);
        // A ring of deadlines would go on for ever; each variable moves a few times.
        for _ in 0..=self.variables {
            let mut moved = false;
            for (at, one) in self.taken(active, 0) {
                if one.sense == Sense::AtMost
                    && let Some(day) = self.below(one, &bounds)
                {
                    moved |= bounds.lower(one.of, day, at);
                }
            }
            if !moved {
                return Some(bounds);
            }
        }
        None
    }

    /// Every variable on the first day that its own openings allow, given those they
    /// count from. A variable past its last day ends the search.
    #[must_use]
    pub fn own_earliest(&self, active: &Active, domain: &Domain) -> Bounds {
        let mut bounds = own(&domain.low);
        for _ in 0..=self.variables {
            let mut moved = false;
            for (at, one) in self.taken(active, 0).filter(|(_, one)| one.sense == Sense::AtLeast) {
                let day = self.reach(one.by, bounds.day(one.from));
                if let Some(day) = day.filter(|day| *day < OPEN) {
                    moved |= bounds.raise(one.of, day, at);
                }
            }
            if !moved {
                break;
            }
        }
        bounds
    }

    /// The limits from below that such days break: by their places.
    #[must_use]
    pub fn broken(&self, active: &Active, days: &[i32]) -> Vec<usize> {
        let day = |variable: usize| days.get(variable).copied().unwrap_or(OPEN);
        let broken = self.taken(active, 0).filter(|(_, one)| {
            let (of, from) = (day(one.of), day(one.from));
            let opens = if from < OPEN { self.reach(one.by, from) } else { None };
            one.sense == Sense::AtLeast && of < OPEN && opens.is_some_and(|opens| opens > of)
        });
        broken.map(|(at, _)| at).collect()
    }

    /// The limits that lead to a bound, the last first.
    #[must_use]
    pub fn path(&self, bounds: &Bounds, variable: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = variable;
        while let Some(limit) = bounds.by.get(at).copied().flatten() {
            if found.contains(&limit) {
                break;
            }
            found.push(limit);
            let Some(one) = self.constraints.get(limit) else { break };
            at = if one.of == at { one.from } else { one.of };
        }
        found
    }

    /// The rules of some limits, in order, once each.
    #[must_use]
    pub fn rules_of(&self, limits: &[usize]) -> Vec<usize> {
        let rules = limits.iter().filter_map(|at| self.constraints.get(*at)?.rule);
        let mut rules: Vec<usize> = rules.collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// Whether some rules leave a solution.
    #[must_use]
    pub fn fits(&self, rules: &[usize], domain: &Domain) -> bool {
        self.latest(&self.active(&|rule| rules.contains(&rule)), domain).is_ok()
    }

    /// A smallest part of some rules that leaves no solution either: without any one of
    /// its rules there would be one. `None` where the rules leave a solution.
    #[must_use]
    pub fn conflict(&self, rules: &[usize], domain: &Domain) -> Option<Vec<usize>> {
        let active = self.active(&|rule| rules.contains(&rule));
        let clash = self.latest(&active, domain).err()?;
        let mut kept = self.rules_of(&self.path(&clash.bounds, clash.variable));
        if active.choices > 1 || self.fits(&kept, domain) {
            kept = rules.to_vec();
        }
        let mut at = 0;
        while at < kept.len() {
            let mut fewer = kept.clone();
            fewer.remove(at);
            if self.fits(&fewer, domain) {
                at += 1;
            } else {
                kept = fewer;
            }
        }
        Some(kept)
    }

    /// Every smallest set of rules that leaves no solution, up to `most` of them, and
    /// whether those are all (Reiter's tree of hitting sets).
    #[must_use]
    pub fn conflicts(
        &self,
        rules: &[usize],
        domain: &Domain,
        most: usize,
    ) -> (Vec<Vec<usize>>, bool) {
        let mut found: Vec<Vec<usize>> = Vec::new();
        let mut open: Vec<Vec<usize>> = vec![Vec::new()];
        let mut seen: Vec<Vec<usize>> = Vec::new();
        while let Some(without) = open.pop() {
            let known = found.iter().find(|one| !one.iter().any(|rule| without.contains(rule)));
            let next = known.cloned().or_else(|| {
                let left: Vec<usize> =
                    rules.iter().copied().filter(|rule| !without.contains(rule)).collect();
                self.conflict(&left, domain)
            });
            let Some(next) = next else { continue };
            if !found.contains(&next) {
                if found.len() == most {
                    return (found, false);
                }
                found.push(next.clone());
            }
            for rule in next {
                let mut more = without.clone();
                more.push(rule);
                more.sort_unstable();
                if !seen.contains(&more) && seen.len() < 40 * most {
                    seen.push(more.clone());
                    open.push(more);
                }
            }
        }
        (found, seen.len() < 40 * most)
    }
}

impl Bounds {
    /// The bound of a variable.
    #[must_use]
    pub fn day(&self, variable: usize) -> i32 {
        self.days.get(variable).copied().unwrap_or(OPEN)
    }

    fn set(&mut self, variable: usize, day: i32, by: usize) {
        if let Some(one) = self.days.get_mut(variable) {
            *one = day;
        }
        if let Some(one) = self.by.get_mut(variable) {
            *one = Some(by);
        }
    }

    fn lower(&mut self, variable: usize, day: i32, by: usize) -> bool {
        let lower = day < self.day(variable);
        if lower {
            self.set(variable, day, by);
        }
        lower
    }

    fn raise(&mut self, variable: usize, day: i32, by: usize) -> bool {
        let higher = day > self.day(variable);
        if higher {
            self.set(variable, day, by);
        }
        higher
    }
}

fn own(days: &[i32]) -> Bounds {
    Bounds { days: days.to_vec(), by: vec![None; days.len()], beyond: false }
}
