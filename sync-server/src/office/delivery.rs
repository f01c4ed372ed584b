// SPDX-License-Identifier: EUPL-1.2
//! Tickets a phone asks for by heads after a digest differed: what it lacks of each, if it may have it.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::bytes::ByteVec;
use ronda_shared::document::{Document, RawChange};
use ronda_shared::identity::SignedCertificate;
use ronda_shared::ids::{ChangeHash, DeviceId, TicketId};
use ronda_shared::limits;
use ronda_shared::wire::{Body, Delivered, NumberedChange, Offer, RowPreview, TicketHeads};

use super::{Asker, Office, OfficeError};
use crate::case_store::WholeTicket;

/// Bytes of one reply's wanted tickets; the phone asks again for the rest.
const WANTED_BYTES: usize = 4 * limits::BATCH_BYTES;

impl Office {
    pub(super) async fn wanted(
        &self,
        asker: &Asker,
        wants: Vec<TicketHeads>,
    ) -> Result<(Vec<Delivered>, Vec<SignedCertificate>), OfficeError> {
        let heads: BTreeMap<TicketId, Vec<ChangeHash>> =
            wants.into_iter().map(|want| (want.ticket, want.heads)).collect();
        let ids: Vec<TicketId> = heads.keys().copied().collect();
        let granted: BTreeSet<String> = asker.scopes().into_iter().collect();
        let whole = self.store().whole(&ids).await?;
        let readable = whole.into_iter().filter_map(|mut ticket| {
            ticket.held.scopes.retain(|scope| granted.contains(scope));
            (!ticket.held.scopes.is_empty()).then_some(ticket)
        });
        let mut spent = 0;
        let mut delivered = Vec::new();
        for ticket in readable {
            if spent > WANTED_BYTES {
                break;
            }
            spent += ticket.held.saved.len();
            let known = heads.get(&ticket.ticket).cloned().unwrap_or_default();
            delivered.extend(self.catch_up(ticket, known).await?);
        }
        let signers: BTreeSet<DeviceId> = delivered
            .iter()
            .flat_map(|one| &one.proofs)
            .map(|proof| proof.device)
            .collect();
        let certificates = self
            .store()
            .certificates(&signers.into_iter().collect::<Vec<_>>())
            .await?;
        Ok((delivered, certificates.into_values().collect()))
    }

    async fn catch_up(&self, whole: WholeTicket, known: Vec<ChangeHash>) -> Result<Option<Delivered>, OfficeError> {
        let WholeTicket { ticket, held, row } = whole;
        let body = if known.is_empty() {
            Body::Snapshot {
                document: held.saved,
                row: Box::new(RowPreview { row }),
            }
        } else {
            let changes = changes_after(held.saved, known).await?;
            if changes.is_empty() {
                return Ok(None);
            }
            let hashes = changes.iter().map(RawChange::hash).collect();
            let numbers = self.store().numbers(&[Offer { ticket, hashes }]).await?;
            let number = |change: RawChange| {
                let server_no = numbers.get(&change.hash()).copied().unwrap_or(held.last_no);
                NumberedChange {
                    server_no,
                    bytes: ByteVec::from(change.into_bytes()),
                }
            };
            Body::Changes(changes.into_iter().map(number).collect())
        };
        Ok(Some(Delivered {
            ticket,
            last_no: held.last_no,
            heads: held.heads,
            body,
            proofs: held.proofs,
            scopes: held.scopes,
        }))
    }
}

async fn changes_after(saved: Vec<u8>, known: Vec<ChangeHash>) -> Result<Vec<RawChange>, OfficeError> {
    let work = move || Document::load(&saved)?.changes_after(&known);
    let changes = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| OfficeError::Stopped("reading a ticket"))?;
    Ok(changes?)
}
