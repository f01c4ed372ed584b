// SPDX-License-Identifier: EUPL-1.2
//! Quarantine as the operator works it: look, release against the policy (never against the structure), or discard.

use std::sync::Arc;

use minicbor::bytes::ByteVec;
use ronda_shared::document::{RawChange, Rights};
use ronda_shared::wire::{PushedTicket, Refusal, TicketAnswer};

use super::admission::Entrant;
use super::{Office, OfficeError};
use crate::case_store::{By, CustodyItem, CustodyNo, CustodyState, Decision};

/// What a release came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The change is admitted now, under this number.
    pub server_no: u64,
}

impl Office {
    /// What waits for a decision.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn quarantine(&self) -> Result<Vec<CustodyItem>, OfficeError> {
        Ok(self.store().custody(Some(CustodyState::Held)).await?)
    }

    /// Admits an item although its author had no right to it (any more). Everything else the gate says still holds.
    ///
    /// Held items of the same ticket come along as far as this one builds on them.
    ///
    /// # Errors
    /// When there is no such item, or the gate still refuses it: the sentence says why.
    pub async fn release(&self, no: CustodyNo) -> Result<Released, OfficeError> {
        let item = self.item(no).await?;
        let waiting = self.store().custody_of(&item.ticket).await?;
        let ticket = only_what_it_needs(&item, &waiting);
        let mut authors = self.authors_of(std::slice::from_ref(&ticket), &[]).await?;
        for author in authors
            .known
            .values_mut()
            .filter(|author| !author.rights.are_the_office_s())
        {
            author.rights = Rights::Vouched;
        }
        let by = By::office(self.now_ms());
        let releases = releases_of(&ticket, &item, &waiting);
        let entrant = Entrant {
            at: 0,
            ticket,
            releases,
            signer: None,
        };
        let answers = self.admit_all(vec![entrant], Arc::new(authors), &by).await?;
        settled(&item, answers.into_values().next())
    }

    /// Decides against an item: it is marked and on record; its bytes stay until retention or purge.
    ///
    /// # Errors
    /// When there is no such item that waits.
    pub async fn discard(&self, no: CustodyNo) -> Result<(), OfficeError> {
        let done = self
            .store()
            .decide(no, Decision::Discard, By::office(self.now_ms()))
            .await?;
        if done { Ok(()) } else { Err(nothing_waits(no)) }
    }

    async fn item(&self, no: CustodyNo) -> Result<CustodyItem, OfficeError> {
        let item = self
            .store()
            .custody_item(no)
            .await?
            .filter(|item| item.state == CustodyState::Held);
        item.ok_or_else(|| nothing_waits(no))
    }
}

/// The item and those held items it builds on; a later one waits for its own decision.
fn only_what_it_needs(item: &CustodyItem, waiting: &[CustodyItem]) -> PushedTicket {
    let mut chosen = vec![item.clone()];
    let mut at = 0;
    while let Some(next) = chosen.get(at) {
        let deps = RawChange::scan(next.bytes.clone())
            .map(|change| change.deps().to_vec())
            .unwrap_or_default();
        let new = |other: &&CustodyItem| deps.contains(&other.hash) && chosen.iter().all(|one| one.no != other.no);
        let more: Vec<CustodyItem> = waiting.iter().filter(new).cloned().collect();
        chosen.extend(more);
        at += 1;
    }
    let proofs = chosen.iter().flat_map(|one| one.proofs.iter().cloned()).collect();
    PushedTicket {
        id: item.ticket,
        changes: chosen.iter().map(bytes_of).collect(),
        proofs,
    }
}

fn bytes_of(item: &CustodyItem) -> ByteVec {
    ByteVec::from(item.bytes.clone())
}

fn releases_of(ticket: &PushedTicket, item: &CustodyItem, waiting: &[CustodyItem]) -> Vec<CustodyNo> {
    let along = waiting.iter().filter(|other| other.no != item.no);
    let along = along.filter(|other| ticket.changes.iter().any(|bytes| bytes.as_slice() == other.bytes));
    std::iter::once(item.no).chain(along.map(|other| other.no)).collect()
}

fn settled(item: &CustodyItem, answer: Option<TicketAnswer>) -> Result<Released, OfficeError> {
    let answer = answer.ok_or(OfficeError::Stopped("no answer"))?;
    if let Some(receipt) = answer.receipts.iter().find(|receipt| receipt.hash == item.hash) {
        return Ok(Released {
            server_no: receipt.server_no,
        });
    }
    let reason = answer
        .quarantined
        .iter()
        .find(|(hash, _)| *hash == item.hash)
        .map(|(_, Refusal { detail, .. })| detail.clone());
    let reason = reason.unwrap_or_else(|| "changes it builds on are missing: wait until they arrive".to_owned());
    Err(OfficeError::Refused(format!(
        "item {} cannot be released: {reason}",
        item.no.0
    )))
}

fn nothing_waits(no: CustodyNo) -> OfficeError {
    OfficeError::NotFound(format!(
        "no item {} waits in quarantine: `ronda-server quarantine list` shows what does",
        no.0
    ))
}
