// SPDX-License-Identifier: EUPL-1.2
//! What was said to be saved: the ledger the oracle holds everybody to.

use std::collections::BTreeSet;

use ronda_shared::ids::{ChangeHash, IntentId, PhotoHash, TicketId};
use ronda_shared::ticket::{Field, Ticket, Value};
use ronda_shared::wire::Offer;

use super::parts::{Wrote, is_asked, wrote};
use super::world::World;

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

impl World {
    /// Enters the save a phone just acknowledged.
    pub fn acknowledged(
        &mut self,
        phone: usize,
        ticket: TicketId,
        asked: &Asked,
        photos: Vec<PhotoHash>,
    ) -> Result<(), String> {
        let engine = self.phones[phone].look();
        let changes = engine
            .store()
            .changes(&ticket)
            .map_err(|fault| format!("store: {fault}"))?;
        let newest = changes.iter().rfind(|change| change.own && change.intent.is_some());
        let newest = newest.ok_or_else(|| format!("no change: a save of {ticket} left none behind"))?;
        let after = engine
            .ticket(&ticket)
            .map_err(|fault| format!("a saved ticket does not open: {fault}"))?;
        let wrote = asked.seen_in(&after)?;
        let person = engine.person();
        let borrowed = |wrote: &&Wrote| matches!(wrote, Wrote::Set { by, .. } if *by != person);
        if let Some(borrowed) = wrote.iter().find(borrowed) {
            return Err(format!("a save in another's name: {borrowed:?} of {ticket}"));
        }
        self.saves.push(Save {
            phone: Some(phone),
            ticket,
            intent: newest.intent,
            hashes: [newest.hash].into(),
            wrote,
            photos: photos.clone(),
            lost: false,
        });
        self.phones[phone]
            .took
            .extend(photos.into_iter().map(|photo| (photo, ticket)));
        Ok(())
    }

    /// Edits that were replayed have new names: learns them.
    pub fn learn_names(&mut self) {
        let World { phones, saves, .. } = self;
        for save in saves.iter_mut().filter(|save| save.phone.is_some()) {
            for phone in phones.iter() {
                let changes = phone.look().store().changes(&save.ticket).unwrap_or_default();
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
        self.forget_contacts_nobody_holds()?;
        Ok(lost)
    }

    /// A revoked phone hands over its own work alone (`Store::own_batch`): others have theirs themselves. The office has not where
    /// its folder was put back; what it had written since, and only this phone had heard of, goes with the wipe.
    pub(super) fn forget_the_office_s_own(&mut self, wiped: usize) -> Result<(), String> {
        if !self.put_back || !self.phones[wiped].is_wiped() {
            return Ok(());
        }
        for at in 0..self.saves.len() {
            let save = self.saves[at].clone();
            let is_own = save.phone.is_none() && !save.lost;
            self.saves[at].lost = save.lost || is_own && !self.is_held(&save)?;
        }
        Ok(())
    }

    /// The order that destroyed a ticket goes with a folder that is put back, journal and all, unless a phone heard of it.
    fn forget_orders_nobody_knows(&mut self) -> Result<(), String> {
        let asked: Vec<TicketId> = self.purged.iter().copied().collect();
        let known = self.runtime.block_on(self.office.office.store().purged(&asked));
        let known = known.map_err(|fault| format!("office: {fault}"))?;
        let phones = &self.phones;
        let heard = |ticket: &TicketId| {
            phones
                .iter()
                .any(|phone| phone.look().store().is_purged(ticket).unwrap_or_default())
        };
        self.purged.retain(|ticket| known.contains_key(ticket) || heard(ticket));
        let purged = &self.purged;
        self.left_over.retain(|(_, ticket)| purged.contains(ticket));
        Ok(())
    }

    /// An order that was forgotten comes back with a backup that holds it.
    pub(super) fn learn_orders(&mut self) -> Result<(), String> {
        let ever: Vec<TicketId> = self.destroyed.iter().copied().collect();
        let known = self.runtime.block_on(self.office.office.store().purged(&ever));
        let known = known.map_err(|fault| format!("office: {fault}"))?;
        self.purged.extend(known.into_keys());
        Ok(())
    }

    fn is_held(&self, save: &Save) -> Result<bool, String> {
        if self.arrived(save)? {
            return Ok(true);
        }
        Ok(self.phones.iter().any(|phone| {
            let store = phone.look().store();
            let changes = store.changes(&save.ticket).unwrap_or_default();
            let kept = changes.iter().any(|change| save.hashes.contains(&change.hash));
            let document = store.document(&save.ticket).ok().flatten();
            kept || document.is_some_and(|document| save.hashes.iter().any(|hash| document.holds(hash)))
        }))
    }

    /// In the history.
    pub(super) fn is_numbered(&self, save: &Save) -> Result<bool, String> {
        let asked = Offer {
            ticket: save.ticket,
            hashes: save.hashes.iter().copied().collect(),
        };
        let numbers = self.runtime.block_on(self.office.office.store().numbers(&[asked]));
        Ok(!numbers.map_err(|fault| format!("office: {fault}"))?.is_empty())
    }

    /// In the history or in custody.
    pub fn arrived(&self, save: &Save) -> Result<bool, String> {
        if self.is_numbered(save)? {
            return Ok(true);
        }
        let custody = self.runtime.block_on(self.office.office.store().custody(None));
        let custody = custody.map_err(|fault| format!("office: {fault}"))?;
        Ok(custody.iter().any(|item| save.hashes.contains(&item.hash)))
    }

    pub(super) fn has_photo(&self, photo: &PhotoHash) -> bool {
        let here = |phone: &super::phone::Phone| phone.look().store().photo_jpeg(photo).ok().flatten().is_some();
        self.office_has_photo(photo) || self.phones.iter().any(here)
    }

    pub(super) fn office_has_photo(&self, photo: &PhotoHash) -> bool {
        let exists = self.office.office.photos().exists(photo);
        self.runtime.block_on(exists).unwrap_or_default()
    }
}
