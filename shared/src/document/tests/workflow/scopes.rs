// SPDX-License-Identifier: EUPL-1.2
//! Which phones a ticket is on, as it goes its way: the scopes it is in.

use super::matrix::brought_to;
use super::*;
use crate::policy::{person_scope, scopes_of_ticket};

/// The scopes of a ticket in words, with everybody it concerns by the seed of his key.
fn scopes(document: &Document, known: &[&Someone]) -> String {
    let named = |scope: String| {
        let concerned = known.iter().find(|someone| person_scope(&someone.person) == scope);
        concerned.map_or(scope, |someone| {
            format!("mine:{}", someone.grants.crew.as_deref().unwrap_or("other"))
        })
    };
    let scopes = scopes_of_ticket(&document.read().unwrap()).into_iter().map(named);
    let mut scopes: Vec<String> = scopes.collect();
    scopes.sort();
    scopes.join(" ")
}

#[test]
fn a_ticket_is_in_its_district_office_and_crew_only_as_long_as_they_have_to_do_with_it() {
    let (founder, x) = (Someone::new(9, Role::Agent), crew(3, "x"));
    let open = "all crew:x district:FI mine:other mine:other mine:x office:strade open";
    let table = [
        (Status::Submitted, "all district:FI mine:other open"),
        (Status::NeedsInfo, "all district:FI mine:other mine:other open"),
        (
            Status::InCharge,
            "all district:FI mine:other mine:other office:strade open",
        ),
        (
            Status::Assigned,
            "all crew:x district:FI mine:other mine:other office:strade open",
        ),
        (Status::Accepted, open),
        (Status::InProgress, open),
        (Status::OnHold, open),
        (Status::Resolved, open),
        (Status::Closed, "all mine:other mine:other mine:x office:strade"),
        (Status::Cancelled, "all mine:other mine:other"),
    ];
    for (status, expected) in table {
        let found = scopes(&brought_to(status, &founder), &[&founder, &desk(), &x]);
        assert_eq!(found, expected, "{status:?}");
    }
}

#[test]
fn people_are_told_apart_in_the_scopes_of_what_concerns_them() {
    let (one, other) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Agent));
    assert_ne!(person_scope(&one.person), person_scope(&other.person));
    assert!(person_scope(&one.person).starts_with("mine:"));
}
