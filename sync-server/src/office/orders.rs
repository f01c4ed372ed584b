// SPDX-License-Identifier: EUPL-1.2
//! Orders of the root: written to the journal outside the store first, so that a rolled-back store obeys them again.

use std::collections::BTreeSet;

use ronda_shared::document::{Document, DocumentError};
use ronda_shared::identity::{Order, OrderKind, SignedOrder};
use ronda_shared::ids::{ChangeHash, DeviceId, TicketId};

use super::{Office, OfficeError};
use crate::case_store::{By, Deed};

impl Office {
    /// Revokes a device: no token and no reading from the next request on. A second revocation answers the first one's order.
    ///
    /// # Errors
    /// When nobody knows the device, or it is the office's own.
    pub async fn revoke(&self, device: &DeviceId) -> Result<SignedOrder, OfficeError> {
        if *device == self.device().id {
            return Err(OfficeError::Refused(
                "this is the office's own device: it cannot be revoked".into(),
            ));
        }
        if let Some(order) = self.store().revocation(device).await? {
            return Ok(order);
        }
        if self.store().device(device).await?.is_none() {
            return Err(OfficeError::NotFound(format!(
                "no device {device}: `ronda-server device list` shows all"
            )));
        }
        let order = self.new_order(OrderKind::Revoke(*device))?;
        let signed = order.sign(&self.keys().root);
        self.give(vec![(order, signed.clone())]).await?;
        Ok(signed)
    }

    /// Takes orders a phone knows of: those the root signed and this store forgot hold again. Answers how many.
    pub(super) async fn obey(&self, orders: &[SignedOrder]) -> Result<u64, OfficeError> {
        if orders.is_empty() {
            return Ok(0);
        }
        let known: BTreeSet<Vec<u8>> = self
            .store()
            .orders()
            .await?
            .into_iter()
            .map(|order| order.body)
            .collect();
        let root = self.root_public();
        let forgotten = orders.iter().filter(|signed| !known.contains(&signed.body));
        let valid: Vec<_> = forgotten
            .filter_map(|signed| Some((signed.verify(&root).ok()?, signed.clone())))
            .collect();
        let count = valid.len() as u64;
        let destroys = valid.iter().any(|(order, _)| order.kind.destroys().is_some());
        self.name_what_came_too_late(&valid).await?;
        self.give(valid).await?;
        if destroys {
            self.finish_erasure().await;
        }
        Ok(count)
    }

    /// At the start: what the journal knows and the store forgot, and the other way round.
    pub(super) async fn apply_journal(&self) -> Result<(), OfficeError> {
        let journal = self.journal().orders(&self.root_public())?;
        let stored = self.store().orders().await?;
        let known: BTreeSet<&Vec<u8>> = stored.iter().map(|order| &order.body).collect();
        let root = self.root_public();
        let unwritten = stored.iter().filter(|signed| !journal.contains(signed));
        unwritten
            .into_iter()
            .try_for_each(|signed| self.journal().append(signed))?;
        let forgotten = journal.into_iter().filter(|signed| !known.contains(&signed.body));
        let valid: Vec<_> = forgotten
            .filter_map(|signed| Some((signed.verify(&root).ok()?, signed)))
            .collect();
        if valid.is_empty() {
            Ok(())
        } else {
            self.name_what_came_too_late(&valid).await?;
            Ok(self.store().put_orders(valid, By::office(self.now_ms())).await?)
        }
    }

    /// A phone keeps what its person wrote into a ticket after an order that was forgotten; what was written at the desk goes
    /// with the ticket. The audit trail names each such change before it does.
    async fn name_what_came_too_late(&self, orders: &[(Order, SignedOrder)]) -> Result<(), OfficeError> {
        for (order, _) in orders {
            let Some(gone) = order.kind.destroys().map(|destroys| destroys.ticket) else {
                continue;
            };
            for change in self.written_at_the_desk(gone, order.at_ms).await? {
                tracing::warn!(ticket = %gone, %change, "written at the office after the ticket's destruction was ordered: it goes with it");
                let deed = Deed {
                    by: By::office(self.now_ms()),
                    verb: "change.came_too_late".to_owned(),
                    object: gone.to_string(),
                    content: change.bytes().to_vec(),
                };
                self.store().record(deed).await?;
            }
        }
        Ok(())
    }

    /// Changes of the office's own device after this moment, but for the one that says when the ticket was received.
    async fn written_at_the_desk(&self, ticket: TicketId, after_ms: i64) -> Result<Vec<ChangeHash>, OfficeError> {
        let Some(held) = self.store().held(&[ticket]).await?.remove(&ticket) else {
            return Ok(Vec::new());
        };
        let office = self.device().id;
        let written = tokio::task::spawn_blocking(move || written_after(&held.saved, office, after_ms)).await;
        let written = written.map_err(|_| OfficeError::Stopped("reading a ticket"))?;
        // A document that cannot be read is the doctor's to report, and no reason not to obey.
        Ok(written.unwrap_or_default())
    }

    async fn give(&self, orders: Vec<(Order, SignedOrder)>) -> Result<(), OfficeError> {
        for (_, signed) in &orders {
            self.journal().append(signed)?;
        }
        if orders.is_empty() {
            Ok(())
        } else {
            Ok(self.store().put_orders(orders, By::office(self.now_ms())).await?)
        }
    }
}

fn written_after(saved: &[u8], office: DeviceId, after_ms: i64) -> Result<Vec<ChangeHash>, DocumentError> {
    let document = Document::load(saved)?;
    let received = document.read()?.received_at_ms;
    let late = document.changes()?.into_iter().filter(|change| {
        let at_ms = change.at_ms();
        change.device() == office && at_ms > after_ms && Some(at_ms) != received
    });
    Ok(late.map(|change| change.hash()).collect())
}
