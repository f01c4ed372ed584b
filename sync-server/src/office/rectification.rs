// SPDX-License-Identifier: EUPL-1.2
//! Rectification: a successor without what must go takes the place of a ticket, and the old one is destroyed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use minicbor::bytes::ByteVec;
use ronda_shared::document::{Document, Founding, succeed};
use ronda_shared::identity::OrderKind;
use ronda_shared::ids::{Actor, IntentId, TicketId};
use ronda_shared::ticket::{Part, Ticket};
use ronda_shared::wire::{PushedTicket, Refusal};

use super::admission::{Entrant, ROUNDS};
use super::{Chance, Erased, Erasure, Office, OfficeError};
use crate::case_store::{By, Deposit, Destruction, HeldTicket};

impl Office {
    /// Puts a successor without these parts in the place of a ticket; the case number and the received time go on.
    ///
    /// # Errors
    /// When it is not here or destroyed already, a part is not there, a field is contested, or the person may not.
    pub async fn supersede(
        &self,
        data: &Path,
        called: &str,
        without: BTreeSet<Part>,
        how: &Erasure,
    ) -> Result<Erased, OfficeError> {
        let by = self.eraser(how).await?;
        let id = self.ticket_called(called).await?;
        let Some(holdings) = self.to_destroy(&id, called).await? else {
            return Err(OfficeError::Refused(format!(
                "{called} was destroyed before: `ronda-server ticket ledger` shows what stands in its place"
            )));
        };
        for _ in 0..ROUNDS {
            let held = self.store().held(&[id]).await?.remove(&id);
            let held = held.ok_or_else(|| {
                OfficeError::Refused(format!("nothing of {called} was admitted: there is nothing to rectify"))
            })?;
            let pushed = self.founded(&held, &without).await?;
            if !how.confirmed {
                return self.erased(data, id, &holdings).await;
            }
            let (successor, based_on) = (pushed.id, held.last_no);
            let deposit = self.gated_successor(pushed, &by).await?;
            if self.replace(&id, based_on, (successor, deposit), how, &by).await? {
                let rewritten = self.finish_erasure().await;
                let erased = self.erased(data, id, &holdings).await?;
                return Ok(Erased { rewritten, ..erased });
            }
        }
        Err(OfficeError::Stopped("others write to this ticket at this moment"))
    }

    /// Those of these tickets that were replaced, each with the one that stands in its place in the end.
    pub(super) async fn replaced(
        &self,
        tickets: BTreeSet<TicketId>,
    ) -> Result<BTreeMap<TicketId, TicketId>, OfficeError> {
        let mut replaced = BTreeMap::new();
        for old in tickets {
            let (mut stands, mut seen) = (old, BTreeSet::new());
            while seen.insert(stands) {
                let purged = self.store().purged(&[stands]).await?.remove(&stands);
                stands = purged.and_then(|destroys| destroys.successor).unwrap_or(stands);
            }
            if stands != old {
                replaced.insert(old, stands);
            }
        }
        Ok(replaced)
    }

    async fn founded(&self, held: &HeldTicket, without: &BTreeSet<Part>) -> Result<PushedTicket, OfficeError> {
        let (office, saved, without) = (self.clone(), held.saved.clone(), without.clone());
        let work = move || office.found_successor(&saved, &without);
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| OfficeError::Stopped("founding a ticket"))?
    }

    fn found_successor(&self, saved: &[u8], without: &BTreeSet<Part>) -> Result<PushedTicket, OfficeError> {
        let (old, device, at_ms) = (Document::load(saved)?.read()?, self.device(), self.now_ms());
        let id = TicketId(self.chance().born_at(at_ms)?);
        let chances = chances_for(self.chance(), &old, at_ms)?;
        let (starts, births): (Vec<[u8; 8]>, Vec<uuid::Uuid>) = chances.into_iter().unzip();
        let (mut starts, mut births) = (starts.into_iter(), births.into_iter());
        let founding = Founding {
            id,
            without,
            office: device.person,
            actor: &mut || Actor::of(device.id, starts.next().unwrap_or_default()),
            intent: &mut || IntentId(births.next().unwrap_or_default()),
        };
        let (document, changes) = succeed(&old, founding)?;
        Ok(PushedTicket {
            id,
            changes: changes
                .into_iter()
                .map(|change| ByteVec::from(change.into_bytes()))
                .collect(),
            proofs: device.witness(&id, &document.heads(), Vec::new()),
        })
    }

    /// The successor behind the same gate as everything else.
    async fn gated_successor(&self, pushed: PushedTicket, by: &By) -> Result<Deposit, OfficeError> {
        let authors = Arc::new(self.authors_of(std::slice::from_ref(&pushed), &[]).await?);
        let tasks = self.tasks(Entrant::all(vec![pushed], None), by.at_ms).await?;
        let gated = self.gate_all(tasks, &authors, by).await?.pop();
        let gated = gated.ok_or(OfficeError::Stopped("founding a ticket"))?;
        let reasons = gated.refused.iter().map(|(_, Refusal { detail, .. })| detail.clone());
        let reasons: BTreeSet<String> = reasons.collect();
        if reasons.is_empty() && gated.needs.is_empty() {
            return Ok(gated.deposit);
        }
        let reasons: Vec<String> = reasons.into_iter().collect();
        Err(OfficeError::Refused(format!(
            "the successor does not pass the gate ({}): nothing was changed",
            reasons.join("; ")
        )))
    }

    /// Keeps the successor and destroys the old ticket, together or not at all; false when the old one moved meanwhile.
    async fn replace(
        &self,
        old: &TicketId,
        based_on: u64,
        (successor, deposit): (TicketId, Deposit),
        how: &Erasure,
        by: &By,
    ) -> Result<bool, OfficeError> {
        let order = self.new_order(OrderKind::Supersede(*old, successor))?;
        let signed = order.sign(&self.keys().root);
        let destruction = Destruction {
            order,
            signed: signed.clone(),
            reason: how.reason.trim().to_owned(),
            based_on: Some(based_on),
            successor: Some(deposit),
            by: by.clone(),
        };
        let done = self.store().destroy(destruction).await?;
        if done {
            // After the store: an order whose successor was not kept would destroy what must stay.
            self.journal().append(&signed)?;
        }
        Ok(done)
    }
}

/// More of each than founding can take; drawn before, so that it cannot fail for want of chance.
fn chances_for(chance: &Chance, old: &Ticket, at_ms: i64) -> Result<Vec<([u8; 8], uuid::Uuid)>, OfficeError> {
    let entries = old.photos.len() + old.notes.len() + old.public_updates.len() + old.events.len();
    let members = old.links.len() + old.me_too.len() + old.watchers.len() + old.acknowledged.len();
    let most = 8 + old.fields.len() + entries + members;
    (0..most)
        .map(|_| Ok((chance.random()?, chance.born_at(at_ms)?)))
        .collect()
}
