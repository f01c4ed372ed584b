// SPDX-License-Identifier: EUPL-1.2
//! Who may see what: every route by every kind of person, and by those who are none, to every kind of object. Each answer is the
//! one the rules give, and another's is answered like one that is not there.

mod exchange;
mod open;
mod outsiders;
mod people;
mod photos;
mod plans;
mod rules;
mod town;
mod vault;

use town::Town;

/// What is asked here by everybody.
const ASKED: [&str; 9] = [
    "/v1/drop-box",
    "/v1/exchange",
    "/v1/news",
    "/v1/photos/uploads",
    "/v1/photos/uploads/{sha256}",
    "/v1/photos/{sha256}",
    "/v1/photos/{sha256}/thumbnail",
    "/v1/place",
    "/v1/place/{sha256}",
];
/// What says the same to everybody, or asks for a code or a key before it says anything.
const OF_NO_OBJECT: [&str; 7] = [
    "/healthz",
    "/metrics",
    "/openapi.json",
    "/readyz",
    "/v1/enrol",
    "/v1/session/challenge",
    "/v1/session/token",
];

/// Draws a town of a seed: its districts, offices, people and tickets. Everybody asks for everything by every way there is;
/// answers how many combinations were tried.
///
/// # Panics
/// When somebody sees what is not his, does not see what is, or can tell another's from what is not there.
pub async fn nobody_sees_another_scope(seed: u64) -> u64 {
    let town = Town::drawn(seed).await;
    every_route_is_known(&town).await;
    let mut tried = 0;
    for person in &town.people {
        tried += exchange::by(&town, person).await;
        tried += photos::by(&town, person).await;
        tried += open::by(&town, person).await;
    }
    tried += photos::running(&town).await;
    tried += photos::set_aside(&town).await;
    tried += outsiders::turned_away(&town).await;
    tried += vault::asked(&town);
    town.office.assert_sound();
    tried
}

/// A route that is added must be asked for here by everybody, or be said to be of no object.
async fn every_route_is_known(town: &Town) {
    let mut known: Vec<&str> = ASKED.into_iter().chain(OF_NO_OBJECT).collect();
    known.sort_unstable();
    assert_eq!(town.http.described().await.into_keys().collect::<Vec<_>>(), known);
}
