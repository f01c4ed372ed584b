// SPDX-License-Identifier: EUPL-1.2
//! A part of a ticket that its rectified successor leaves out.

use std::fmt;
use std::str::FromStr;

use super::{Field, Ticket};
use crate::ids::{IntentId, PhotoHash};

/// What is left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A field; with the position also the place the device had measured.
    Field(Field),
    /// A note, or an update meant for the citizen.
    Note(IntentId),
    /// A photo.
    Photo(PhotoHash),
    /// The words said in an event and in its visits; that it happened stays.
    Event(IntentId),
}

/// A name that is no part of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no part of a ticket: name a field such as title or answers.CODE, note:ID, photo:SHA256, or event:ID"
)]
pub struct UnknownPart(String);

impl FromStr for Part {
    type Err = UnknownPart;

    fn from_str(name: &str) -> Result<Self, UnknownPart> {
        let unknown = || UnknownPart(name.to_owned());
        match name.split_once(':') {
            Some(("note", id)) => id.parse().map(Self::Note).map_err(|_| unknown()),
            Some(("event", id)) => id.parse().map(Self::Event).map_err(|_| unknown()),
            Some(("photo", hash)) => hash.parse().map(Self::Photo).map_err(|_| unknown()),
            _ => name.parse().map(Self::Field).map_err(|_| unknown()),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => write!(f, "{field}"),
            Self::Note(id) => write!(f, "note:{id}"),
            Self::Photo(hash) => write!(f, "photo:{hash}"),
            Self::Event(id) => write!(f, "event:{id}"),
        }
    }
}

impl Part {
    /// Whether the ticket has it.
    #[must_use]
    pub fn is_of(&self, ticket: &Ticket) -> bool {
        match self {
            Self::Field(field) => ticket.fields.contains_key(field),
            Self::Note(id) => {
                let mut notes = ticket.notes.iter().chain(&ticket.public_updates);
                notes.any(|note| note.entry == *id)
            }
            Self::Photo(hash) => ticket.photos.iter().any(|photo| photo.value.sha256 == *hash),
            Self::Event(id) => ticket.event(id).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_part_is_read_as_it_is_shown() {
        let note = "note:0198c0de-0000-7000-8000-000000000000";
        let event = "event:0198c0de-0000-7000-8000-000000000000";
        let photo = format!("photo:{}", "ab".repeat(32));
        for name in ["title", "answers.depth_cm", note, event, &photo] {
            assert_eq!(name.parse::<Part>().unwrap().to_string(), name);
        }
        for name in ["titolo", "note:7", "photo:ab", "event:7", ""] {
            assert_eq!(name.parse::<Part>(), Err(UnknownPart(name.to_owned())));
        }
    }
}
