// SPDX-License-Identifier: EUPL-1.2
//! The oracle: when everybody has had time to sync, the promises of the house hold, every one of them.
//!
//! The eighth, that the same seed gives the same trace, is a test beside it.

use std::collections::{BTreeMap, BTreeSet};

use ronda_server::case_store::{CustodyState, WholeTicket};
use ronda_shared::document::Document;
use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::sync::Failure;
use ronda_shared::wire::Offer;
use sha2::{Digest, Sha256};

use super::deeds::failed;
use super::network::Synced;
use super::phone::Phone;
use super::saves::Save;
use super::visible;
use super::world::{World, told};

/// Rounds of everybody syncing after which nothing may move any more.
const ROUNDS: usize = 12;
/// Facts and tickets of a simulated office are far fewer.
const MOST: u32 = 100_000;

impl World {
    /// Everybody syncs until nothing moves; then everything must hold.
    pub(super) fn agree(&mut self) -> Result<String, String> {
        (0..self.phones.len()).try_for_each(|phone| self.keeps_its_photos(phone))?;
        while !self.late.is_empty() {
            self.late_arrival();
        }
        self.comes_to_rest()?;
        self.learn_names();
        self.learn_orders()?;
        let cases = self.whole_cases()?;
        self.every_save_arrived()?;
        self.every_contact_is_in_the_vault()?;
        self.everybody_has_the_same(&cases)?;
        self.the_wiped_hold_nothing()?;
        self.every_photo_is_there()?;
        (0..self.phones.len()).try_for_each(|phone| self.keeps_its_photos(phone))?;
        let contested = self.nothing_is_hidden(&cases)?;
        self.office_is_sound()?;
        self.phones_are_sound()?;
        self.nothing_is_refused_silently()?;
        self.nothing_purged_is_left(&cases)?;
        self.nothing_left_over_is_lost()?;
        let meta = self
            .runtime
            .block_on(self.office.office.store().meta())
            .map_err(failed)?;
        Ok(format!(
            "agreed: {} cases, {contested} contested, {} numbers, chain {:?}",
            cases.len(),
            meta.last_no,
            meta.log_hash
        ))
    }

    fn comes_to_rest(&mut self) -> Result<(), String> {
        let mut before = None;
        for _ in 0..ROUNDS {
            for phone in 0..self.phones.len() {
                let synced = self.sync(phone, &[]);
                self.forget_the_office_s_own(phone)?;
                told(&synced)?;
                if let Synced::Failed(Failure::Unreachable(why)) = &synced {
                    return Err(format!("no answer: phone {phone} on a fine network: {why}"));
                }
            }
            let now = self.standing()?;
            if before.as_ref() == Some(&now) {
                return Ok(());
            }
            before = Some(now);
        }
        Err("no rest: something still moves after everybody synced many times".into())
    }

    /// Where everybody stands, in one hash.
    fn standing(&self) -> Result<[u8; 32], String> {
        let meta = self
            .runtime
            .block_on(self.office.office.store().meta())
            .map_err(failed)?;
        let mut digest = Sha256::new();
        digest.update(format!("{:?} {} {:?}", meta.epoch, meta.last_no, meta.log_hash));
        for phone in &self.phones {
            let store = phone.look().store();
            for ticket in store.ticket_ids().map_err(|fault| format!("store: {fault}"))? {
                let heads = store.ticket(&ticket).ok().flatten().map(|held| held.heads);
                digest.update(format!("{ticket} {heads:?}"));
            }
            digest.update(format!(
                "{:?}",
                store.tally().map_err(|fault| format!("store: {fault}"))?
            ));
        }
        Ok(digest.finalize().into())
    }

    fn whole_cases(&self) -> Result<BTreeMap<TicketId, WholeTicket>, String> {
        let cases = self
            .runtime
            .block_on(self.office.office.store().tickets_after(None, MOST))
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
        for (at, phone) in self.phones.iter().enumerate().filter(|(_, phone)| !phone.is_wiped()) {
            let tally = phone
                .look()
                .store()
                .tally()
                .map_err(|fault| format!("store: {fault}"))?;
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
        for (at, phone) in self.phones.iter().enumerate().filter(|(_, phone)| phone.is_wiped()) {
            if !self.revoked.contains(&phone.device()) {
                return Err(format!("phone {at} is wiped, and nobody revoked it"));
            }
            let store = phone.look().store();
            let fault = |fault: ronda_field::store::StoreError| format!("store: {fault}");
            let tally = store.tally().map_err(fault)?;
            let left = store.ticket_ids().map_err(fault)?.len() + store.own_photos().map_err(fault)?.len();
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
        for (at, phone) in self.phones.iter().enumerate().filter(|(_, phone)| !phone.is_wiped()) {
            let device = phone.device();
            let Ok(asker) = self.runtime.block_on(self.office.office.asker(&device)) else {
                continue;
            };
            let scopes: BTreeSet<String> = asker.scopes().into_iter().collect();
            let store = phone.look().store();
            for whole in cases
                .values()
                .filter(|whole| whole.held.scopes.iter().any(|scope| scopes.contains(scope)))
            {
                let held = store.ticket(&whole.ticket).map_err(|fault| format!("store: {fault}"))?;
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

    /// 4: nothing that nobody has overwritten knowingly is out of sight; answers how many fields are contested.
    fn nothing_is_hidden(&self, cases: &BTreeMap<TicketId, WholeTicket>) -> Result<usize, String> {
        let mut contested = 0;
        for whole in cases.values() {
            let wrote: Vec<&Save> = self.saves.iter().filter(|save| save.ticket == whole.ticket).collect();
            let changes = self
                .runtime
                .block_on(self.office.office.store().changes_of(&whole.ticket))
                .map_err(failed)?;
            contested += visible::check(whole, &wrote, changes)?;
        }
        Ok(contested)
    }

    /// 5 and 6: rows equal projections, documents load, the chain and the audit trail hold, one fact for each number.
    fn office_is_sound(&self) -> Result<(), String> {
        let office = &self.office.office;
        let examined = self.runtime.block_on(office.examine(&self.office.data));
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
        for at in 0..self.phones.len() {
            if self.phones[at].is_wiped() {
                continue;
            }
            let found = self.phones[at]
                .engine()
                .doctor()
                .map_err(|fault| format!("a phone's doctor failed: {fault}"))?;
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
            .block_on(self.office.office.store().custody(Some(CustodyState::Held)))
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
            .block_on(self.office.office.store().numbers(&[others]))
            .map_err(failed)?;
        let mut knows = false;
        for phone in self.phones.iter().filter(|phone| !phone.is_wiped()) {
            let store = phone.look().store();
            let changes = store.changes(&save.ticket).unwrap_or_default();
            if !changes.iter().any(|change| change.hash == *refused && change.own) {
                continue;
            }
            let aside = store.set_aside().map_err(|fault| format!("store: {fault}"))?;
            let shown = aside.iter().any(|aside| Some(aside.action.intent) == save.intent);
            if shown || self.dropped.contains(&save.intent) {
                return Ok(true);
            }
            knows = true;
        }
        Ok(!knows || !admitted.is_empty())
    }

    /// 7, for what came too late for a ticket that was superseded: its author has it before him, to write it into the one in
    /// its place, unless he decided already.
    fn nothing_left_over_is_lost(&self) -> Result<(), String> {
        for (at, ticket) in &self.left_over {
            let save = &self.saves[*at];
            let author = save.phone.map(|phone| &self.phones[phone]);
            // An older copy came back since, or the order itself was forgotten with everything that knew of it.
            let is_settled = save.lost || !self.purged.contains(ticket) || self.dropped.contains(&save.intent);
            if is_settled || author.is_none_or(Phone::is_wiped) {
                continue;
            }
            if !self.phones.iter().any(|phone| phone.has_meant(save)) {
                return Err(format!("an edit went with the ticket it came too late for: {save:?}"));
            }
        }
        Ok(())
    }

    /// What was purged is gone from whoever may still sync.
    fn nothing_purged_is_left(&self, cases: &BTreeMap<TicketId, WholeTicket>) -> Result<(), String> {
        for ticket in &self.purged {
            if cases.contains_key(ticket) {
                return Err(format!("a purged ticket is back: {ticket} in the office"));
            }
            for (at, phone) in self.phones.iter().enumerate() {
                let asker = self.runtime.block_on(self.office.office.asker(&phone.device()));
                let held = phone.look().store().ticket(ticket).ok().flatten();
                if asker.is_ok() && held.is_some() {
                    return Err(format!("a purged ticket is back: {ticket} on phone {at}"));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
