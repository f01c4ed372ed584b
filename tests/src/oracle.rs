// SPDX-License-Identifier: EUPL-1.2
//! The oracle: when everybody has had time to sync, the promises of the house hold, every one of them.
//!
//! It judges the folders that simulated lives and lives of real processes leave behind, each opened by the product's own code.
//! The eighth promise, that the same seed gives the same trace, is a test of the simulator.

mod parts;
mod saves;
pub(crate) mod visible;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ronda_field::engine::Engine;
use ronda_field::store::StoreError as PhoneError;
use ronda_server::case_store::{CustodyState, StoreError, WholeTicket};
use ronda_server::office::Office;
use ronda_shared::document::{Document, RawChange};
use ronda_shared::ids::{ChangeHash, DeviceId, IntentId, PhotoHash, TicketId};
use ronda_shared::wire::Offer;
use sha2::{Digest, Sha256};
use tokio::runtime::Runtime;

pub use parts::{Wrote, entries, members, wrote};
pub use saves::{Asked, Save};

/// Facts and tickets of an office here are far fewer.
const MOST: u32 = 100_000;

/// Everything it looks at: what an office and its phones hold, and what was said.
pub struct Oracle<'a> {
    pub runtime: &'a Runtime,
    pub office: &'a Office,
    /// The office's data folder.
    pub data: &'a Path,
    /// In the order in which saves number them.
    pub phones: Vec<&'a mut Engine>,
    /// Every save that was acknowledged.
    pub saves: &'a mut Vec<Save>,
    /// Tickets that were destroyed by order.
    pub purged: &'a mut BTreeSet<TicketId>,
    /// Devices that were ever revoked: no other may be wiped.
    pub revoked: &'a BTreeSet<DeviceId>,
    /// Refused edits that their authors let go.
    pub dropped: &'a BTreeSet<Option<IntentId>>,
}

/// What it found where nothing is broken.
pub struct Verdict {
    pub cases: usize,
    /// Fields that wait for somebody's decision.
    pub contested: usize,
}

/// The office's store failed, as far as the oracle is concerned.
pub fn failed(fault: StoreError) -> String {
    format!("office: {fault}")
}

/// So did a phone's.
pub fn phone_failed(fault: PhoneError) -> String {
    format!("store: {fault}")
}

/// A photo's bytes are those that its name promises.
pub fn is_of(jpeg: &[u8], photo: &PhotoHash) -> bool {
    <[u8; 32]>::from(Sha256::digest(jpeg)) == photo.0
}

fn is_wiped(phone: &Engine) -> bool {
    phone.store().wiped_by().expect("a store").is_some()
}

impl Oracle<'_> {
    /// Judges everything.
    ///
    /// # Errors
    /// With the promise that was broken, and on what.
    pub fn judged(&mut self) -> Result<Verdict, String> {
        self.learn_names();
        let cases = self.whole_cases()?;
        self.every_save_arrived()?;
        self.everybody_has_the_same(&cases)?;
        self.the_wiped_hold_nothing()?;
        self.every_photo_is_there()?;
        let contested = self.nothing_is_hidden(&cases)?;
        self.office_is_sound()?;
        self.phones_are_sound()?;
        self.nothing_is_refused_silently()?;
        self.nothing_purged_is_left(&cases)?;
        Ok(Verdict {
            cases: cases.len(),
            contested,
        })
    }

    /// The phones that may still sync, with their numbers.
    fn living(&self) -> impl Iterator<Item = (usize, &Engine)> {
        let phones = self.phones.iter().map(|phone| &**phone).enumerate();
        phones.filter(|(_, phone)| !is_wiped(phone))
    }

    fn whole_cases(&self) -> Result<BTreeMap<TicketId, WholeTicket>, String> {
        let cases = self
            .runtime
            .block_on(self.office.store().tickets_after(None, MOST))
            .map_err(failed)?;
        Ok(cases.into_iter().map(|whole| (whole.ticket, whole)).collect())
    }

    /// 1: every saved edit is in the history, or in custody.
    fn every_save_arrived(&self) -> Result<(), String> {
        let living = self
            .saves
            .iter()
            .filter(|save| !save.lost && !self.purged.contains(&save.ticket));
        for save in living {
            if !self.arrived(save)? {
                return Err(format!("a save is missing: {save:?}"));
            }
        }
        for (at, phone) in self.living() {
            let tally = phone.store().tally().map_err(phone_failed)?;
            let (owed, contacts) = (tally.changes_owed, tally.contacts_owed);
            if owed + contacts > 0 {
                return Err(format!(
                    "something is still owed: {owed} changes and {contacts} contacts of phone {at}"
                ));
            }
        }
        Ok(())
    }

    /// 2, for those who left: a wiped phone was told to go, holds nothing and owes nothing, also where a rolled-back store forgot
    /// why. It is not asked to equal anybody: nothing can be given to it any more, and what it had was delivered or is counted
    /// in `every_save_arrived`.
    fn the_wiped_hold_nothing(&self) -> Result<(), String> {
        for (at, phone) in self.phones.iter().enumerate().filter(|(_, phone)| is_wiped(phone)) {
            if !self.revoked.contains(&phone.device()) {
                return Err(format!("phone {at} is wiped, and nobody revoked it"));
            }
            let store = phone.store();
            let tally = store.tally().map_err(phone_failed)?;
            let left =
                store.ticket_ids().map_err(phone_failed)?.len() + store.own_photos().map_err(phone_failed)?.len();
            if left > 0 || tally.changes_owed + tally.photos_owed + tally.contacts_owed > 0 {
                return Err(format!(
                    "phone {at} is wiped and still holds something: {left}, {tally:?}"
                ));
            }
        }
        Ok(())
    }

    /// 2: whoever may hold a ticket holds it, with equal heads and as an equal ticket.
    fn everybody_has_the_same(&self, cases: &BTreeMap<TicketId, WholeTicket>) -> Result<(), String> {
        for (at, phone) in self.living() {
            let device = phone.device();
            let Ok(asker) = self.runtime.block_on(self.office.asker(&device)) else {
                continue;
            };
            let scopes: BTreeSet<String> = asker.scopes().into_iter().collect();
            let store = phone.store();
            for whole in cases
                .values()
                .filter(|whole| whole.held.scopes.iter().any(|scope| scopes.contains(scope)))
            {
                let held = store.ticket(&whole.ticket).map_err(phone_failed)?;
                let held = held.ok_or_else(|| format!("a ticket is missing: phone {at} lacks {}", whole.ticket))?;
                if held.heads != whole.held.heads {
                    let (ours, theirs) = (held.heads, &whole.held.heads);
                    return Err(format!(
                        "heads differ: phone {at}, {}: {ours:?} and {theirs:?}",
                        whole.ticket
                    ));
                }
                let here = store
                    .document(&whole.ticket)
                    .ok()
                    .flatten()
                    .map(|document| document.read());
                let there = Document::load(&whole.held.saved).map(|document| document.read());
                if !matches!((&here, &there), (Some(Ok(here)), Ok(Ok(there))) if here == there) {
                    return Err(format!("tickets differ: phone {at}, {}", whole.ticket));
                }
            }
        }
        Ok(())
    }

    /// 3: every photo is readable and equal to its hash.
    fn every_photo_is_there(&self) -> Result<(), String> {
        let (store, photos) = (self.office.store(), self.office.photos());
        for save in self
            .saves
            .iter()
            .filter(|save| !save.lost && !self.purged.contains(&save.ticket))
        {
            for photo in &save.photos {
                let found = self
                    .runtime
                    .block_on(async { (store.photo(photo).await, photos.get(photo).await) });
                let (Ok(Some(_)), Ok(Some(bytes))) = found else {
                    return Err(format!("a photo is missing: {photo} of {}", save.ticket));
                };
                if !is_of(&bytes, photo) {
                    return Err(format!("a photo is damaged: {photo}"));
                }
            }
        }
        Ok(())
    }

    /// 4: nothing that nobody has overwritten knowingly is out of sight; answers how many fields are contested.
    fn nothing_is_hidden(&self, cases: &BTreeMap<TicketId, WholeTicket>) -> Result<usize, String> {
        let mut contested = 0;
        for whole in cases.values() {
            let wrote: Vec<&Save> = self.saves.iter().filter(|save| save.ticket == whole.ticket).collect();
            let changes = self
                .runtime
                .block_on(self.office.store().changes_of(&whole.ticket))
                .map_err(failed)?;
            let read = Document::load(&whole.held.saved).and_then(|document| document.read());
            let read = read.map_err(|fault| format!("a case does not open: {}: {fault}", whole.ticket))?;
            let changes = changes
                .into_iter()
                .filter_map(|change| RawChange::scan(change.bytes).ok());
            contested += visible::check(read, &wrote, changes)?;
        }
        Ok(contested)
    }

    /// 5 and 6: rows equal projections, documents load, the chain and the audit trail hold, one fact for each number.
    fn office_is_sound(&self) -> Result<(), String> {
        let office = self.office;
        let examined = self.runtime.block_on(office.examine(self.data));
        let examined = examined.map_err(|fault| format!("the doctor failed: {fault}"))?;
        if let Some(fault) = examined.faults.first() {
            return Err(format!("the office's doctor: {} {}", fault.part, fault.detail));
        }
        let facts = self
            .runtime
            .block_on(office.store().facts_after(0, MOST))
            .map_err(failed)?;
        let mut admitted: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
        for stored in facts.into_iter().filter(|stored| stored.fact.verb == "change.admitted") {
            *admitted.entry(stored.fact.content).or_default() += 1;
        }
        let cases = self.whole_cases()?;
        for ticket in cases.keys() {
            for change in self
                .runtime
                .block_on(office.store().changes_of(ticket))
                .map_err(failed)?
            {
                let facts = admitted
                    .get(change.hash.bytes().as_slice())
                    .copied()
                    .unwrap_or_default();
                if facts != 1 {
                    return Err(format!("facts of a change: {facts} of {}", change.hash));
                }
            }
        }
        Ok(())
    }

    fn phones_are_sound(&mut self) -> Result<(), String> {
        for (at, phone) in self.phones.iter_mut().enumerate() {
            if is_wiped(phone) {
                continue;
            }
            let found = phone.doctor();
            let found = found.map_err(|fault| format!("a phone's doctor failed: {fault}"))?;
            // A photo of a destroyed ticket was refused by order, and its phone says so until it hears the order.
            let faults = found
                .faults
                .into_iter()
                .filter(|fault| !fault.contains("was destroyed"));
            if let Some(fault) = faults.into_iter().next() {
                return Err(format!("a phone's doctor: phone {at}: {fault}"));
            }
        }
        Ok(())
    }

    /// 7: whatever waits in custody has its reason, and its author sees it as long as nobody decided.
    fn nothing_is_refused_silently(&self) -> Result<(), String> {
        let held = self
            .runtime
            .block_on(self.office.store().custody(Some(CustodyState::Held)))
            .map_err(failed)?;
        for item in &held {
            if item.refusal.detail.is_empty() {
                return Err(format!("a refusal without a reason: {}", item.hash));
            }
            let of = |save: &&Save| save.hashes.contains(&item.hash);
            let Some(save) = self.saves.iter().find(of) else {
                continue;
            };
            if !self.is_shown(save, &item.hash)? {
                return Err(format!("refused silently: {} of {}", item.hash, save.ticket));
            }
        }
        Ok(())
    }

    /// Some phone that wrote it shows it as refused, or has it admitted under another name; one that is wiped or came back
    /// from an older copy cannot know.
    fn is_shown(&self, save: &Save, refused: &ChangeHash) -> Result<bool, String> {
        let others = Offer {
            ticket: save.ticket,
            hashes: save.hashes.iter().copied().filter(|hash| hash != refused).collect(),
        };
        let admitted = self
            .runtime
            .block_on(self.office.store().numbers(&[others]))
            .map_err(failed)?;
        let mut knows = false;
        for (_, phone) in self.living() {
            let store = phone.store();
            let changes = store.changes(&save.ticket).unwrap_or_default();
            if !changes.iter().any(|change| change.hash == *refused && change.own) {
                continue;
            }
            let aside = store.set_aside().map_err(phone_failed)?;
            let shown = aside.iter().any(|aside| Some(aside.action.intent) == save.intent);
            if shown || self.dropped.contains(&save.intent) {
                return Ok(true);
            }
            knows = true;
        }
        Ok(!knows || !admitted.is_empty())
    }

    /// What was purged is gone from whoever may still sync.
    fn nothing_purged_is_left(&self, cases: &BTreeMap<TicketId, WholeTicket>) -> Result<(), String> {
        for ticket in self.purged.iter() {
            if cases.contains_key(ticket) {
                return Err(format!("a purged ticket is back: {ticket} in the office"));
            }
            for (at, phone) in self.phones.iter().enumerate() {
                let asker = self.runtime.block_on(self.office.asker(&phone.device()));
                let held = phone.store().ticket(ticket).ok().flatten();
                if asker.is_ok() && held.is_some() {
                    return Err(format!("a purged ticket is back: {ticket} on phone {at}"));
                }
            }
        }
        Ok(())
    }
}
