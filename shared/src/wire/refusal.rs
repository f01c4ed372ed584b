// SPDX-License-Identifier: EUPL-1.2
//! Why a change was not admitted: a stable code for programs, a sentence for people.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::TicketId;

/// The stable reasons. Their numbers never change.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The bytes are not a raw Automerge change, or their checksum does not hold.
    #[n(0)]
    Malformed,
    /// Larger than a change may be.
    #[n(1)]
    TooLarge,
    /// More operations than a change may hold.
    #[n(2)]
    TooManyOperations,
    /// The author's certificate or signature is missing or wrong.
    #[n(3)]
    NotProven,
    /// Its sequence number is not the next of its actor.
    #[n(4)]
    BrokenSequence,
    /// Its first operation number is not the next after its dependencies'.
    #[n(5)]
    BrokenCounter,
    /// A change it builds on is missing and was not sent.
    #[n(6)]
    MissingDependency,
    /// Automerge could not apply it, or the document did not survive saving and loading.
    #[n(7)]
    Poisonous,
    /// It writes a key or a type that no edit writes.
    #[n(8)]
    UnknownShape,
    /// The author's role does not allow it.
    #[n(9)]
    NotAllowed,
    /// It rewrites what is written once.
    #[n(10)]
    RewritesHistory,
    /// The ticket has reached its limit of changes or bytes.
    #[n(11)]
    TicketFull,
    /// It builds on a change that was refused.
    #[n(12)]
    DependsOnRefused,
    /// The device is revoked.
    #[n(13)]
    Revoked,
    /// The ticket was purged.
    #[n(14)]
    Purged,
    /// A second creation of the same ticket.
    #[n(15)]
    SecondGenesis,
    /// The custody of the store is full.
    #[n(16)]
    CustodyFull,
    /// A code this version does not know.
    #[n(17)]
    Other,
    /// The event cannot happen where its author saw the ticket stand, or lacks what it needs.
    #[n(18)]
    AgainstWorkflow,
    /// The ticket was replaced by another one, which `detail` names.
    #[n(19)]
    Superseded,
}

impl RefusalCode {
    /// The ticket is destroyed: nothing of the change is kept anywhere, and sending it again changes nothing.
    #[must_use]
    pub fn is_for_good(self) -> bool {
        matches!(self, Self::Purged | Self::Superseded)
    }
}

/// A change that was not admitted.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, thiserror::Error)]
#[cbor(map)]
#[error("{detail}")]
pub struct Refusal {
    /// The stable reason.
    #[n(0)]
    pub code: RefusalCode,
    /// A sentence for people, without contents of the ticket.
    #[n(1)]
    pub detail: String,
}

impl Refusal {
    /// The refusal of whatever comes for a destroyed ticket.
    #[must_use]
    pub fn destroyed(successor: Option<TicketId>) -> Self {
        match successor {
            None => Self::new(
                RefusalCode::Purged,
                "the ticket was destroyed by order of the office: nothing of it is kept",
            ),
            Some(new) => Self::new(
                RefusalCode::Superseded,
                format!("the ticket was replaced by {new}: write it there again"),
            ),
        }
    }

    /// A refusal for a reason.
    #[must_use]
    pub fn new(code: RefusalCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }
}
