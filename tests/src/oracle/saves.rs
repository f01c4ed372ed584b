// SPDX-License-Identifier: EUPL-1.2
//! What was said to be saved: the ledger the oracle holds everybody to.

use std::collections::BTreeSet;

use ronda_field::engine::Engine;
use ronda_shared::ids::{ChangeHash, IntentId, PhotoHash, TicketId};
use ronda_shared::ticket::{Field, Ticket, Value};
use ronda_shared::wire::Offer;

use super::parts::{Wrote, is_asked, wrote};
use super::{Oracle, failed, phone_failed};

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
    /// All that it wrote.
    pub wrote: Vec<Wrote>,
    pub photos: Vec<PhotoHash>,
    /// The last copy of it went with a disk that somebody replaced by an older one.
    pub lost: bool,
}

/// What somebody asked for when he saved, and how the ticket stood before.
#[derive(Default)]
pub struct Asked {
    pub before: Option<Ticket>,
    pub fields: Vec<(Field, Value)>,
}

impl Asked {
    /// What was written, if all that was asked for is among it.
    ///
    /// # Errors
    /// Names what is not.
    pub fn seen_in(&self, after: &Ticket) -> Result<Vec<Wrote>, String> {
        let wrote = wrote(self.before.as_ref(), after);
        let lacks = |(field, value): &&(Field, Value)| !wrote.iter().any(|wrote| is_asked(field, value, wrote));
        match self.fields.iter().find(lacks) {
            Some((field, value)) => Err(format!("a save is not in sight: {value:?} of {field} in {}", after.id)),
            None if wrote.is_empty() => Err(format!("a save is not in sight: nothing new in {}", after.id)),
            None => Ok(wrote),
        }
    }
}

impl Save {
    /// The save a phone just acknowledged, by its newest change.
    ///
    /// # Errors
    /// When it left none behind, or not all that was asked for is in sight, in the name of its owner.
    pub fn newest(engine: &Engine, phone: usize, ticket: TicketId, asked: &Asked) -> Result<Self, String> {
        let changes = engine.store().changes(&ticket).map_err(phone_failed)?;
        let newest = changes.iter().rfind(|change| change.own && change.intent.is_some());
        let newest = newest.ok_or_else(|| format!("no change: a save of {ticket} left none behind"))?;
        let after = engine.ticket(&ticket);
        let wrote = asked.seen_in(&after.map_err(|fault| format!("a saved ticket does not open: {fault}"))?)?;
        let person = engine.person();
        let borrowed = |wrote: &&Wrote| matches!(wrote, Wrote::Set { by, .. } if *by != person);
        if let Some(borrowed) = wrote.iter().find(borrowed) {
            return Err(format!("a save in another's name: {borrowed:?} of {ticket}"));
        }
        Ok(Self {
            phone: Some(phone),
            ticket,
            intent: newest.intent,
            hashes: [newest.hash].into(),
            wrote,
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
        let known = known.map_err(failed)?;
        let phones = &self.phones;
        let heard = |ticket: &TicketId| {
            phones
                .iter()
                .any(|phone| phone.store().is_purged(ticket).unwrap_or_default())
        };
        self.purged.retain(|ticket| known.contains_key(ticket) || heard(ticket));
        Ok(())
    }

    /// Somebody has it still, or the office has it.
    pub fn is_held(&self, save: &Save) -> Result<bool, String> {
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

    /// In the history.
    pub fn is_numbered(&self, save: &Save) -> Result<bool, String> {
        let asked = Offer {
            ticket: save.ticket,
            hashes: save.hashes.iter().copied().collect(),
        };
        let numbers = self.runtime.block_on(self.office.store().numbers(&[asked]));
        Ok(!numbers.map_err(failed)?.is_empty())
    }

    /// In the history or in custody.
    pub fn arrived(&self, save: &Save) -> Result<bool, String> {
        if self.is_numbered(save)? {
            return Ok(true);
        }
        let custody = self.runtime.block_on(self.office.store().custody(None));
        Ok(custody
            .map_err(failed)?
            .iter()
            .any(|item| save.hashes.contains(&item.hash)))
    }

    /// The office has it, or some phone.
    pub fn has_photo(&self, photo: &PhotoHash) -> bool {
        let here = |phone: &&mut Engine| phone.store().photo_jpeg(photo).ok().flatten().is_some();
        self.office_has_photo(photo) || self.phones.iter().any(here)
    }

    pub fn office_has_photo(&self, photo: &PhotoHash) -> bool {
        let exists = self.office.photos().exists(photo);
        self.runtime.block_on(exists).unwrap_or_default()
    }
}
