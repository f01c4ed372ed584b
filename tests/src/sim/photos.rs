// SPDX-License-Identifier: EUPL-1.2
//! The third promise, where the oracle of any office does not look: photos lie whole on the phones that took them.

use ronda_shared::ids::{PhotoHash, TicketId};

use super::world::World;
use crate::oracle::{is_of, phone_failed};

impl World {
    /// What lies on a phone is whole, and what it took is there until the office has it: then for as long as its ticket is
    /// there, the picture or at least its thumbnail.
    pub(super) fn keeps_its_photos(&mut self, at: usize) -> Result<(), String> {
        let phone = &self.phones[at];
        if phone.is_wiped() {
            return Ok(());
        }
        let store = phone.look().store();
        for photo in store.photo_hashes().map_err(phone_failed)? {
            let jpeg = store.photo_jpeg(&photo).map_err(phone_failed)?;
            if jpeg.is_some_and(|jpeg| !is_of(&jpeg, &photo)) {
                return Err(format!("a photo on a phone is damaged: {photo} on phone {at}"));
            }
        }
        let mut forgotten = Vec::new();
        for (photo, ticket) in &phone.took {
            if !self.keeps_photo(at, photo, ticket)? {
                forgotten.push(*photo);
            }
        }
        self.phones[at].took.retain(|photo, _| !forgotten.contains(photo));
        Ok(())
    }

    /// False where the phone rightly has nothing of it any more.
    fn keeps_photo(&self, at: usize, photo: &PhotoHash, ticket: &TicketId) -> Result<bool, String> {
        let store = self.phones[at].look().store();
        // Whatever replaces a destroyed ticket may have left the photo out: `every_photo_is_there` asks the office for it.
        if store.is_purged(ticket).map_err(phone_failed)? {
            return Ok(false);
        }
        let is_named = store.ticket_names_photo(ticket, photo).map_err(phone_failed)?;
        let has_bytes = store.photo_jpeg(photo).map_err(phone_failed)?.is_some();
        let Some(state) = store.photo(photo).map_err(phone_failed)? else {
            if is_named {
                return Err(format!("a photo is gone from its phone: {photo} on phone {at}"));
            }
            // With its ticket, which left the phone, or with the edit that brought it, which was refused and let go.
            let is_left = store.ticket(ticket).map_err(phone_failed)?.is_none();
            if is_left && !self.backup_has_photo(photo) {
                return Err(format!(
                    "a photo was forgotten before a backup held it: {photo} on phone {at}"
                ));
            }
            return Ok(false);
        };
        if !has_bytes && state.server_no.is_none() && !state.in_custody {
            return Err(format!(
                "a photo left its phone before the office had it: {photo} on phone {at}"
            ));
        }
        let thumbnail = store.photo_thumbnail(photo).map_err(phone_failed)?;
        if is_named && !has_bytes && thumbnail.is_none() {
            return Err(format!(
                "nothing of a photo is left on its phone: {photo} on phone {at}"
            ));
        }
        Ok(true)
    }
}
