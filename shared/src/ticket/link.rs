// SPDX-License-Identifier: EUPL-1.2
//! How a ticket stands to others, and who else has met the trouble: sets in which adding wins over a concurrent removal.

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::ids::{IntentId, PersonId, TicketId};

/// How one ticket stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// It is about the same trouble as the other, which goes on.
    #[n(0)]
    DuplicateOf,
    /// It is a part of the other.
    #[n(1)]
    Parent,
    /// Whoever reads one should know of the other.
    #[n(2)]
    Related,
    /// It stands in the place of the other, which was rectified and destroyed: the office's own device says so, nobody else.
    #[n(3)]
    Replaces,
    /// Somebody looked at both: it is not the other.
    #[n(4)]
    DifferentFrom,
}

impl LinkKind {
    /// Every kind that people say, with its name in documents and in JSON.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("duplicate_of", Self::DuplicateOf),
        ("parent", Self::Parent),
        ("related", Self::Related),
        ("different_from", Self::DifferentFrom),
    ];
    const REPLACES: &'static str = "replaces";

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or(Self::REPLACES, |(name, _)| name)
    }

    fn named(name: &str) -> Option<Self> {
        let said = Self::NAMES.into_iter().find(|(known, _)| *known == name);
        said.map(|(_, kind)| kind)
            .or((name == Self::REPLACES).then_some(Self::Replaces))
    }
}

/// A link to another ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct Link {
    /// How it stands to the other.
    #[n(0)]
    pub kind: LinkKind,
    /// The other.
    #[n(1)]
    pub ticket: TicketId,
}

impl Link {
    /// Its key in the document: `duplicate_of:TICKET`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.kind.name(), self.ticket)
    }

    /// The link of a key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let (name, ticket) = key.split_once(':')?;
        let link = Self {
            kind: LinkKind::named(name)?,
            ticket: ticket.parse().ok()?,
        };
        (link.key() == key).then_some(link)
    }
}

/// That a person has read what overtook his event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Acknowledgement {
    /// The event he has read about.
    pub event: IntentId,
    /// Who.
    pub by: PersonId,
}

impl Acknowledgement {
    /// Its key in the document: `EVENT:PERSON`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.event, self.by)
    }

    /// The acknowledgement of a key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let (event, by) = key.split_once(':')?;
        let told = Self {
            event: event.parse().ok()?,
            by: by.parse().ok()?,
        };
        (told.key() == key).then_some(told)
    }
}

/// What a member of a set holds: the action that put it there and its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Membership {
    /// The action.
    #[n(0)]
    pub intent: IntentId,
    /// Its author.
    #[n(1)]
    pub by: PersonId,
}
