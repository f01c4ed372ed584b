// SPDX-License-Identifier: EUPL-1.2
//! A deposit: what admission decided about one pushed ticket, to be kept as a whole or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use ronda_shared::case_row::CaseRow;
use ronda_shared::identity::{AuthorProof, SignedCertificate};
use ronda_shared::ids::{ChangeHash, DeviceId, PersonId, PhotoHash, TicketId};
use ronda_shared::wire::Refusal;

use super::{By, CustodyNo};

/// One ticket's admitted and refused changes.
#[derive(Debug, Clone)]
pub struct Deposit {
    /// The ticket.
    pub ticket: TicketId,
    /// The ticket's `last_no` on which admission was decided, 0 for a new one. When it moved, the answer is [`Outcome::Stale`].
    pub based_on: u64,
    /// Changes to number, dependencies first. One that has a number already keeps it.
    pub accepted: Vec<AcceptedChange>,
    /// The ticket with all of `accepted`; `None` leaves the stored one as it is.
    pub state: Option<TicketState>,
    /// Changes to take into custody; one that is there already stays as it is.
    pub quarantined: Vec<QuarantinedChange>,
    /// Custody items that this deposit admits after all; one whose change has no number afterwards stays as it is.
    pub releases: Vec<CustodyNo>,
    /// Certificates of the authors, kept where the store has none for the device.
    pub certificates: BTreeMap<DeviceId, SignedCertificate>,
    /// Who carried it here.
    pub by: By,
}

/// A change that passed the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedChange {
    /// Its name.
    pub hash: ChangeHash,
    /// The raw chunk.
    pub bytes: Vec<u8>,
    /// The author's device.
    pub author: DeviceId,
    /// The author (a person's id, or `office`), for the audit trail.
    pub who: String,
}

/// A ticket after admission.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketState {
    /// The saved document.
    pub saved: Vec<u8>,
    /// Its heads.
    pub heads: Vec<ChangeHash>,
    /// The proofs that cover it, all of them.
    pub proofs: Vec<AuthorProof>,
    /// Its row.
    pub row: CaseRow,
    /// Whose entries its photos are.
    pub photographers: BTreeMap<PhotoHash, PersonId>,
    /// The scopes it is in. They move only together with an accepted change, whose number dates the move.
    pub scopes: Vec<String>,
}

/// A change that did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedChange {
    /// Its name, or the SHA-256 of its bytes where it has none.
    pub hash: ChangeHash,
    /// What came, byte for byte.
    pub bytes: Vec<u8>,
    /// Why.
    pub refusal: Refusal,
    /// Its author's proofs that came with it, for a later release; one list for all changes of his.
    pub proofs: Arc<Vec<AuthorProof>>,
}

/// The answer to a deposit, in the order of the deposits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposited {
    /// The ticket.
    pub ticket: TicketId,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All of it is durable; the numbers of `accepted`, in its order.
    Kept(Vec<(ChangeHash, u64)>),
    /// The ticket moved since it was read: nothing was done; read it again and decide anew.
    Stale,
}
