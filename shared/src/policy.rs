// SPDX-License-Identifier: EUPL-1.2
//! Who may do what: one table of deed, role and bound, which the phone runs as a courtesy and the server as the law; and
//! the scopes that say which tickets a person's phone holds.

mod scope;
mod table;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

pub use scope::{
    OPEN_TICKETS, POLICE_RESERVED, WHOLE_TERRITORY, crew_scope, district_scope, office_scope, person_scope, scopes_of,
    scopes_of_ticket,
};

use crate::workflow::Kind;

/// What a person is to the city.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A local police agent on patrol.
    #[n(0)]
    Agent,
    /// A member of a maintenance crew.
    #[n(1)]
    Crew,
    /// An operator at the desk.
    #[n(2)]
    Operator,
    /// Devices and settings, no tickets.
    #[n(3)]
    Admin,
    /// The office's own device, which writes the store's facts.
    #[n(4)]
    Office,
    /// Who leads a crew.
    #[n(5)]
    CrewLeader,
    /// Who answers for an area: escalations, and what cannot be done.
    #[n(6)]
    Director,
    /// The staff of a school or another public building.
    #[n(7)]
    School,
    /// Mayor and councillors: figures only.
    #[n(8)]
    Viewer,
    /// History and access log, no tickets.
    #[n(9)]
    Auditor,
}

impl Role {
    /// The roles a person may be given, with their names.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("agent", Self::Agent),
        ("crew", Self::Crew),
        ("crew_leader", Self::CrewLeader),
        ("operator", Self::Operator),
        ("director", Self::Director),
        ("school", Self::School),
        ("viewer", Self::Viewer),
        ("admin", Self::Admin),
        ("auditor", Self::Auditor),
    ];

    /// Its name in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        let named = Self::NAMES.iter().find(|(_, role)| *role == self);
        named.map_or("office", |(name, _)| name)
    }
}

/// What the city has granted a person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Grants {
    /// What he is.
    #[n(0)]
    pub role: Role,
    /// Codes of his districts; none means the whole territory.
    #[n(1)]
    pub districts: Vec<String>,
    /// Code of his office; an operator without one is at the front desk.
    #[n(2)]
    pub office: Option<String>,
    /// Code of his crew.
    #[n(3)]
    pub crew: Option<String>,
}

impl Grants {
    /// A role with nothing else granted: the whole territory, no office, no crew.
    #[must_use]
    pub fn of(role: Role) -> Self {
        Self {
            role,
            districts: Vec::new(),
            office: None,
            crew: None,
        }
    }
}

/// What a change does to a ticket, as far as rights go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// Creates it.
    File,
    /// Writes a field.
    Edit,
    /// Adds a photo.
    Photo,
    /// Adds an internal note.
    Note,
    /// Adds an update meant for the citizen.
    PublicUpdate,
    /// Says that another ticket is related, the same, or the whole of it.
    Link,
    /// Says that he has met the same trouble.
    MeToo,
    /// Follows it.
    Watch,
    /// Says that he has read what overtook him.
    Acknowledge,
    /// Writes the store's own facts.
    Facts,
    /// Reads its reporter's contact in the vault.
    ReadReporter,
    /// Erases its reporter's contact from the vault.
    EraseReporter,
    /// Has it destroyed, or replaced by a rectified one: never an edit, always an order of the root key.
    Erase,
    /// Moves it through the workflow.
    Event(Kind),
}

/// Of which tickets a role may do a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Any ticket there is, also outside his scopes.
    Any,
    /// Any ticket in his scopes.
    Scope,
    /// Those he filed.
    Own,
    /// Those he filed, until an office takes them.
    OwnUntilTaken,
    /// Those assigned to his crew.
    OwnCrew,
}

/// Of which tickets a role may do a deed; none when of no ticket.
#[must_use]
pub fn bound(role: Role, deed: Deed) -> Option<Bound> {
    let (_, allowed) = table::TABLE.iter().find(|(known, _)| *known == deed)?;
    let of = |wanted: Role| {
        let found = allowed.iter().find(|(known, _)| *known == wanted);
        found.map(|(_, bound)| *bound)
    };
    match role {
        // The office's own device is the front desk at a keyboard: what an operator may there, it may.
        Role::Office => of(Role::Office).or_else(|| of(Role::Operator)),
        person => of(person),
    }
}

/// Whether a role may do a deed of any ticket at all.
#[must_use]
pub fn may(role: Role, deed: Deed) -> bool {
    bound(role, deed).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_one_name_by_which_it_is_found_again() {
        for (name, role) in Role::NAMES {
            assert_eq!(role.name(), name);
        }
        assert_eq!(
            Role::Office.name(),
            "office",
            "nobody is granted it, so it is in no list"
        );
    }
}
