// SPDX-License-Identifier: EUPL-1.2
//! Who may do what: one table of role and deed, which the phone runs as a courtesy and the server as the law.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// What a person is to the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(index_only)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A local police agent on patrol.
    #[n(0)]
    Agent,
    /// A maintenance crew.
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
}

impl Role {
    /// The roles a person may be given, with their names.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("agent", Self::Agent),
        ("crew", Self::Crew),
        ("operator", Self::Operator),
        ("admin", Self::Admin),
    ];
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
    /// Writes the store's own facts.
    Facts,
}

/// The table: for each deed, the roles that may do it.
const TABLE: [(Deed, &[Role]); 6] = [
    (Deed::File, &[Role::Agent, Role::Crew, Role::Operator]),
    (Deed::Edit, &[Role::Agent, Role::Crew, Role::Operator]),
    (Deed::Photo, &[Role::Agent, Role::Crew, Role::Operator]),
    (Deed::Note, &[Role::Agent, Role::Crew, Role::Operator]),
    (Deed::PublicUpdate, &[Role::Operator]),
    (Deed::Facts, &[Role::Office]),
];

/// Whether a role may do a deed.
#[must_use]
pub fn may(role: Role, deed: Deed) -> bool {
    TABLE
        .iter()
        .any(|(known, roles)| *known == deed && roles.contains(&role))
}

/// Scope of every ticket of the jurisdiction.
pub const WHOLE_TERRITORY: &str = "all";

/// The scopes a person's phone holds: his districts (the whole territory when he has none) and what he filed himself.
#[must_use]
pub fn scopes_of(role: Role, person: &crate::ids::PersonId, districts: &[String]) -> Vec<String> {
    if matches!(role, Role::Admin | Role::Office) {
        return Vec::new();
    }
    let areas: Vec<String> = if districts.is_empty() {
        vec![WHOLE_TERRITORY.to_owned()]
    } else {
        districts.iter().map(|district| district_scope(district)).collect()
    };
    areas.into_iter().chain([person_scope(person)]).collect()
}

/// The scope of a district's tickets.
#[must_use]
pub fn district_scope(district: &str) -> String {
    format!("district:{district}")
}

/// The scope of a person's own tickets.
#[must_use]
pub fn person_scope(person: &crate::ids::PersonId) -> String {
    format!("mine:{person}")
}

/// The scopes a ticket is in.
#[must_use]
pub fn scopes_of_ticket(ticket: &crate::ticket::Ticket) -> Vec<String> {
    vec![
        WHOLE_TERRITORY.to_owned(),
        district_scope(ticket.district()),
        person_scope(&ticket.created_by),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_s_facts_are_the_office_s_alone_and_admins_touch_no_ticket() {
        for (_, role) in Role::NAMES {
            assert!(!may(role, Deed::Facts));
        }
        for (deed, _) in TABLE {
            assert!(!may(Role::Admin, deed), "{deed:?}");
            assert_eq!(may(Role::Office, deed), deed == Deed::Facts);
        }
    }
}
