// SPDX-License-Identifier: EUPL-1.2
//! What was said to be saved: the ledger the oracle holds everybody to.

use std::collections::BTreeSet;

use ronda_field::engine::Engine;
use ronda_field::store::Store;
use ronda_shared::ids::{ChangeHash, IntentId, PhotoHash, TicketId};
use ronda_shared::ticket::{Field, Value};
use ronda_shared::wire::Offer;

use super::Oracle;

/// A save that was acknowledged.
#[derive(Debug, Clone)]
pub struct Save {
    /// Its phone; none for the office.
    pub phone: Option<usize>,
    pub ticket: TicketId,
    /// None for what the office wrote.
    pub intent: Option<IntentId>,
    /// Every change it was ever written as.
    pub hashes: BTreeSet<ChangeHash>,
    /// What it wrote into which field.
    pub wrote: Option<(Field, Value)>,
    pub photos: Vec<PhotoHash>,
    /// The last copy of it went with a disk that somebody replaced by an older one.
    pub lost: bool,
}

impl Save {
    /// The save a phone just acknowledged, by its newest change.
    ///
    /// # Errors
    /// When it left none behind.
    pub fn newest(store: &Store, phone: usize, ticket: TicketId) -> Result<Self, String> {
        let changes = store.changes(&ticket).map_err(|fault| format!("store: {fault}"))?;
        let newest = changes.iter().rfind(|change| change.own && change.intent.is_some());
        let newest = newest.ok_or_else(|| format!("no change: a save of {ticket} left none behind"))?;
        Ok(Self {
            phone: Some(phone),
            ticket,
            intent: newest.intent,
            hashes: [newest.hash].into(),
            wrote: None,
            photos: Vec::new(),
            lost: false,
        })
    }
}

impl Oracle<'_> {
    /// Edits that were replayed have new names: learns them.
    pub fn learn_names(&mut self) {
        let Oracle { phones, saves, .. } = self;
        for save in saves.iter_mut().filter(|save| save.phone.is_some()) {
            for phone in phones.iter() {
                let changes = phone.store().changes(&save.ticket).unwrap_or_default();
                let same = changes
                    .iter()
                    .filter(|change| change.intent == save.intent && change.own);
                save.hashes.extend(same.map(|change| change.hash));
            }
        }
    }

    /// After a disk was replaced by an older one: what nobody holds any more is lost with it, and nobody can be blamed.
    pub fn forget_what_nobody_holds(&mut self) -> Result<usize, String> {
        self.learn_names();
        let mut lost = 0;
        for at in 0..self.saves.len() {
            let save = self.saves[at].clone();
            if !save.lost && !self.is_held(&save)? {
                self.saves[at].lost = true;
                lost += 1;
            }
            let held: Vec<PhotoHash> = save
                .photos
                .iter()
                .copied()
                .filter(|photo| self.has_photo(photo))
                .collect();
            self.saves[at].photos = held;
        }
        self.forget_orders_nobody_knows()?;
        Ok(lost)
    }

    /// The order that destroyed a ticket goes with a folder that is put back, journal and all, unless a phone heard of it.
    fn forget_orders_nobody_knows(&mut self) -> Result<(), String> {
        let asked: Vec<TicketId> = self.purged.iter().copied().collect();
        let known = self.runtime.block_on(self.office.store().purged(&asked));
        let known = known.map_err(|fault| format!("office: {fault}"))?;
        let phones = &self.phones;
        let heard = |ticket: &TicketId| {
            phones
                .iter()
                .any(|phone| phone.store().is_purged(ticket).unwrap_or_default())
        };
        self.purged.retain(|ticket| known.contains_key(ticket) || heard(ticket));
        Ok(())
    }

    fn is_held(&self, save: &Save) -> Result<bool, String> {
        if self.arrived(save)? {
            return Ok(true);
        }
        Ok(self.phones.iter().any(|phone| {
            let store = phone.store();
            let changes = store.changes(&save.ticket).unwrap_or_default();
            let kept = changes.iter().any(|change| save.hashes.contains(&change.hash));
            let document = store.document(&save.ticket).ok().flatten();
            kept || document.is_some_and(|document| save.hashes.iter().any(|hash| document.holds(hash)))
        }))
    }

    /// In the history or in custody.
    pub fn arrived(&self, save: &Save) -> Result<bool, String> {
        let asked = Offer {
            ticket: save.ticket,
            hashes: save.hashes.iter().copied().collect(),
        };
        let store = self.office.store();
        let found = self.runtime.block_on(async {
            let numbers = store.numbers(std::slice::from_ref(&asked)).await?;
            let custody = if numbers.is_empty() {
                store.custody(None).await?
            } else {
                Vec::new()
            };
            Ok::<_, ronda_server::case_store::StoreError>(
                !numbers.is_empty() || custody.iter().any(|item| asked.hashes.contains(&item.hash)),
            )
        });
        found.map_err(|fault| format!("office: {fault}"))
    }

    fn has_photo(&self, photo: &PhotoHash) -> bool {
        let office = self
            .runtime
            .block_on(self.office.photos().exists(photo))
            .unwrap_or_default();
        let here = |phone: &&mut Engine| phone.store().photo_jpeg(photo).ok().flatten().is_some();
        office || self.phones.iter().any(here)
    }
}
