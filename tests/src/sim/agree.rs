// SPDX-License-Identifier: EUPL-1.2
//! Everybody syncs until nothing moves; then the oracle looks.

use ronda_shared::sync::Failure;
use sha2::{Digest, Sha256};

use super::network::Synced;
use super::world::{World, told};
use crate::oracle::failed;

/// Rounds of everybody syncing after which nothing may move any more.
const ROUNDS: usize = 12;

impl World {
    /// Everybody syncs until nothing moves; then everything must hold.
    pub(super) fn agree(&mut self) -> Result<String, String> {
        (0..self.phones.len()).try_for_each(|phone| self.keeps_its_photos(phone))?;
        while !self.late.is_empty() {
            self.late_arrival();
        }
        self.comes_to_rest()?;
        self.learn_orders()?;
        let verdict = self.oracle().judged()?;
        self.every_contact_is_in_the_vault()?;
        (0..self.phones.len()).try_for_each(|phone| self.keeps_its_photos(phone))?;
        self.nothing_left_over_is_lost()?;
        let meta = self
            .runtime
            .block_on(self.office.office.store().meta())
            .map_err(failed)?;
        Ok(format!(
            "agreed: {} cases, {} contested, {} numbers, chain {:?}",
            verdict.cases, verdict.contested, meta.last_no, meta.log_hash
        ))
    }

    fn comes_to_rest(&mut self) -> Result<(), String> {
        let mut before = None;
        for _ in 0..ROUNDS {
            for phone in 0..self.phones.len() {
                let synced = self.sync(phone, &[]);
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
}

#[cfg(test)]
mod tests;
