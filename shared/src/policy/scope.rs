// SPDX-License-Identifier: EUPL-1.2
//! Scopes: named sets of tickets. A person's phone holds the scopes his grants name; a ticket says which it is in.

use super::{Grants, Role};
use crate::ids::PersonId;
use crate::ticket::{Ticket, Visibility};
use crate::workflow::Status;

/// Scope of every ticket of the jurisdiction.
pub const WHOLE_TERRITORY: &str = "all";
/// Scope of the tickets of the whole territory that are not ended and not reserved.
pub const OPEN_TICKETS: &str = "open";
/// Scope of the open tickets reserved to the local police.
pub const POLICE_RESERVED: &str = "police";

/// The scopes a person's phone holds (domain: roles). Whoever works for the whole territory has no district.
#[must_use]
pub fn scopes_of(grants: &Grants, person: &PersonId) -> Vec<String> {
    let area = || -> Vec<String> {
        if grants.districts.is_empty() {
            vec![OPEN_TICKETS.to_owned()]
        } else {
            grants
                .districts
                .iter()
                .map(|district| district_scope(district))
                .collect()
        }
    };
    let mine = [person_scope(person)];
    match grants.role {
        Role::Agent => area()
            .into_iter()
            .chain([POLICE_RESERVED.to_owned()])
            .chain(mine)
            .collect(),
        Role::Crew | Role::CrewLeader => {
            let crew = grants.crew.iter().map(|crew| crew_scope(crew));
            let service = grants.office.iter().map(|office| office_scope(office));
            let known: Vec<String> = crew.chain(service).collect();
            // A crew that the city has not placed yet sees its area, so that it can work at all.
            let seen = if grants.office.is_none() { area() } else { Vec::new() };
            known.into_iter().chain(seen).chain(mine).collect()
        }
        Role::Operator => match &grants.office {
            Some(office) => vec![office_scope(office), person_scope(person)],
            None => vec![WHOLE_TERRITORY.to_owned(), person_scope(person)],
        },
        Role::Director => area().into_iter().chain(mine).collect(),
        Role::School => mine.to_vec(),
        Role::Admin | Role::Office | Role::Viewer | Role::Auditor => Vec::new(),
    }
}

/// The scope of a district's open tickets.
#[must_use]
pub fn district_scope(district: &str) -> String {
    format!("district:{district}")
}

/// The scope of the tickets an office has in charge.
#[must_use]
pub fn office_scope(office: &str) -> String {
    format!("office:{office}")
}

/// The scope of the tickets a crew is to do.
#[must_use]
pub fn crew_scope(crew: &str) -> String {
    format!("crew:{crew}")
}

/// The scope of the tickets a person filed or acted on: whoever was overtaken must be able to read it.
#[must_use]
pub fn person_scope(person: &PersonId) -> String {
    format!("mine:{person}")
}

/// The scopes a ticket is in.
#[must_use]
pub fn scopes_of_ticket(ticket: &Ticket) -> Vec<String> {
    let folded = &ticket.workflow;
    let mut scopes = vec![WHOLE_TERRITORY.to_owned()];
    let reserved = ticket.visibility() == Some(Visibility::Reserved);
    match (folded.status.is_open(), reserved) {
        (true, false) => scopes.extend([OPEN_TICKETS.to_owned(), district_scope(ticket.district())]),
        (true, true) => scopes.push(POLICE_RESERVED.to_owned()),
        (false, _) => {}
    }
    scopes.extend(folded.office.iter().map(|office| office_scope(office)));
    if !matches!(folded.status, Status::Closed | Status::Cancelled) {
        scopes.extend(folded.assignments.iter().map(|assignment| crew_scope(&assignment.crew)));
    }
    let actors = ticket.events.iter().map(|event| event.value.by);
    scopes.extend(
        [ticket.created_by]
            .into_iter()
            .chain(actors)
            .map(|person| person_scope(&person)),
    );
    scopes.sort();
    scopes.dedup();
    scopes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::wire::to_cbor;

    fn scopes(role: Role, districts: &[&str], office: Option<&str>, crew: Option<&str>) -> Vec<String> {
        let grants = Grants {
            role,
            districts: districts.iter().map(|code| (*code).to_owned()).collect(),
            office: office.map(str::to_owned),
            crew: crew.map(str::to_owned),
        };
        // Grants come to a phone as CBOR and from an operator's keyboard as JSON, so they are judged as they arrive.
        let typed: Grants = serde_json::from_value(serde_json::to_value(&grants).unwrap()).unwrap();
        let arrived: Grants = minicbor::decode(&to_cbor(&typed)).unwrap();
        assert_eq!(arrived, grants);
        let person = PersonId(uuid::Uuid::nil());
        let mine = person_scope(&person);
        let scopes = scopes_of(&arrived, &person).into_iter();
        scopes
            .map(|scope| if scope == mine { "mine".to_owned() } else { scope })
            .collect()
    }

    #[test]
    fn a_phone_holds_what_its_person_s_role_and_grants_name() {
        let none: Option<&str> = None;
        let cases = [
            (scopes(Role::Agent, &[], none, none), "open police mine"),
            (
                scopes(Role::Agent, &["q1", "q3"], none, none),
                "district:q1 district:q3 police mine",
            ),
            (scopes(Role::Crew, &[], none, none), "open mine"),
            (scopes(Role::Crew, &["q1"], none, Some("x")), "crew:x district:q1 mine"),
            (
                scopes(Role::CrewLeader, &["q1"], Some("luce"), Some("x")),
                "crew:x office:luce mine",
            ),
            (scopes(Role::Operator, &["q1"], none, none), "all mine"),
            (scopes(Role::Operator, &[], Some("luce"), none), "office:luce mine"),
            (scopes(Role::Director, &[], none, none), "open mine"),
            (scopes(Role::Director, &["q3"], none, none), "district:q3 mine"),
            (scopes(Role::School, &["q1"], none, none), "mine"),
            (scopes(Role::Admin, &[], none, none), ""),
            (scopes(Role::Office, &[], none, none), ""),
            (scopes(Role::Viewer, &["q1"], none, none), ""),
            (scopes(Role::Auditor, &[], none, none), ""),
        ];
        for (found, expected) in cases {
            assert_eq!(found.join(" "), expected);
        }
    }
}
