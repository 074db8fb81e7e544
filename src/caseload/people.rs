//! Who works with each case: its team, and the person in each role.
//!
//! In: names, case by case. Out: the name for a case and a role. Never here: what anybody
//! has to do.

use rustc_hash::FxHashMap;

use crate::names::ConceptId;

/// The team of each case, and the person who has each role for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    names: Vec<String>,
    places: FxHashMap<String, u32>,
    teams: FxHashMap<usize, u32>,
    roles: FxHashMap<(usize, ConceptId), u32>,
}

impl People {
    /// Notes the team of a case, by its place in the caseload.
    pub fn in_team(&mut self, case: usize, team: &str) {
        let name = self.place(team);
        self.teams.insert(case, name);
    }

    /// Notes who has a role for a case.
    pub fn in_role(&mut self, case: usize, role: ConceptId, person: &str) {
        let name = self.place(person);
        self.roles.insert((case, role), name);
    }

    fn place(&mut self, name: &str) -> u32 {
        if let Some(known) = self.places.get(name) {
            return *known;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }

    fn name(&self, place: Option<&u32>) -> Option<&str> {
        place.and_then(|place| self.names.get(*place as usize)).map(String::as_str)
    }

    /// The team of a case; `None` where none is named.
    #[must_use]
    pub fn team(&self, case: usize) -> Option<&str> {
        self.name(self.teams.get(&case))
    }

    /// Who has a role for a case; `None` where nobody is named.
    #[must_use]
    pub fn person(&self, case: usize, role: ConceptId) -> Option<&str> {
        self.name(self.roles.get(&(case, role)))
    }

    /// Whether any case has a team.
    #[must_use]
    pub fn has_teams(&self) -> bool {
        !self.teams.is_empty()
    }
}
