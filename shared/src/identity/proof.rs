// SPDX-License-Identifier: EUPL-1.2
//! A proof of authorship: one signature by an author's device over his newest change of a ticket covers every older one.

use minicbor::{Decode, Encode};

use super::keys::{BadSignature, PublicKey, Signature, SigningKey};
use crate::ids::{ChangeHash, DeviceId, TicketId};

const PURPOSE: &str = "ronda/author/1";

/// A device's signature over the hash of its newest change of one ticket.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AuthorProof {
    /// The author's device.
    #[n(0)]
    pub device: DeviceId,
    /// His newest change; the changes of his that it descends from are covered too.
    #[n(1)]
    pub head: ChangeHash,
    /// Over the ticket's id and `head`.
    #[n(2)]
    pub signature: Signature,
}

impl AuthorProof {
    /// Signs `head` of `ticket`.
    #[must_use]
    pub fn sign(key: &SigningKey, ticket: &TicketId, head: ChangeHash) -> Self {
        Self {
            device: key.public().device(),
            head,
            signature: key.sign(PURPOSE, &message(ticket, &head)),
        }
    }

    /// Checks it against the author's certified key.
    ///
    /// # Errors
    /// When the key did not sign this head of this ticket.
    pub fn verify(&self, key: &PublicKey, ticket: &TicketId) -> Result<(), BadSignature> {
        key.verify(PURPOSE, &message(ticket, &self.head), &self.signature)
    }
}

fn message(ticket: &TicketId, head: &ChangeHash) -> Vec<u8> {
    [ticket.bytes().as_slice(), head.bytes().as_slice()].concat()
}
