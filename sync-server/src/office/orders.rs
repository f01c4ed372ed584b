// SPDX-License-Identifier: EUPL-1.2
//! Orders of the root: written to the journal outside the store first, so that a rolled-back store obeys them again.

use std::collections::BTreeSet;

use ronda_shared::identity::{Order, OrderKind, SignedOrder};
use ronda_shared::ids::DeviceId;

use super::{Office, OfficeError};
use crate::case_store::By;

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
            Ok(self.store().put_orders(valid, By::office(self.now_ms())).await?)
        }
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
