// SPDX-License-Identifier: EUPL-1.2
//! Names on their way to a phone: of people named in tickets it holds, and nothing else of them
//! (docs/decisions/0017-names-and-decisions.md).

use minicbor::{Decode, Encode};

use crate::ids::PersonId;

/// What a phone has heard of names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NamesHeld {
    /// The count of names given or changed at the office up to which it has heard; 0 before the first.
    #[n(0)]
    pub upto: u64,
    /// Everybody who wrote to a ticket it holds; only when the office asked for them.
    #[n(1)]
    pub people: Option<Vec<PersonId>>,
}

/// The office's word on names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NamesNews {
    /// Names of those who wrote to the tickets of this reply, and of those the phone asked about.
    #[n(0)]
    pub names: Vec<PersonName>,
    /// Up to which count the phone has heard now.
    #[n(1)]
    pub upto: u64,
    /// Somebody was renamed since: the phone is to say whose names it needs.
    #[n(2)]
    pub asked: bool,
}

/// A person's name.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PersonName {
    /// The person.
    #[n(0)]
    pub person: PersonId,
    /// As the office writes it.
    #[n(1)]
    pub name: String,
}
