// SPDX-License-Identifier: EUPL-1.2
//! How it ends: everybody syncs until nothing moves, and the oracle judges what is left on the disks.

use serde_json::Value;

use super::life::Life;
use crate::oracle::Verdict;

/// Rounds of everybody syncing after which nothing may move any more.
const ROUNDS: usize = 12;
/// After these at the latest two copies of a phone have met.
const AT_LEAST: usize = 3;
/// What a sync moves.
const MOVED: [&str; 4] = ["pushed", "pulled", "photos", "contacts"];

impl Life {
    pub(super) fn ends(&mut self) -> Result<(), String> {
        self.told.push("everybody syncs".into());
        self.comes_to_rest()?;
        self.copies_are_told_apart()?;
        self.office.assert_sound();
        self.office.stop();
        self.judged()
    }

    /// The oracle's word on the closed office and all phones; those that were revoked have obeyed.
    pub(super) fn judged(&mut self) -> Result<(), String> {
        let saves = self.saves.len();
        let Verdict { cases, contested } = self.asks(|oracle| oracle.judged())?;
        self.told
            .push(format!("agreed: {saves} saves, {cases} cases, {contested} contested"));
        let disobeys = |at: &usize| self.is_revoked_now(*at) && !self.is_wiped(*at);
        match (0..self.handsets.len()).find(disobeys) {
            Some(at) => Err(format!("a revoked phone still holds its tickets: phone {at}")),
            None => Ok(()),
        }
    }

    fn comes_to_rest(&mut self) -> Result<(), String> {
        for round in 0..ROUNDS {
            let mut moved = 0;
            for at in 0..self.handsets.len() {
                moved += self.moved(at)?;
            }
            if moved == 0 && round + 1 >= AT_LEAST {
                return Ok(());
            }
        }
        Err("no rest: something still moves after everybody synced many times".into())
    }

    /// How much a phone's sync moved.
    fn moved(&mut self, at: usize) -> Result<u64, String> {
        let answer = self.handsets[at].phone.run(&["sync"]);
        match answer.code {
            0 => {
                let report: Value = answer.json();
                Ok(MOVED.iter().filter_map(|what| report[what].as_u64()).sum())
            }
            1 if self.is_revoked_now(at) => {
                self.told.push(format!("    phone {at} is told: {}", answer.err.trim()));
                Ok(0)
            }
            _ => Err(format!("phone {at} does not sync: {answer:?}\n{}", self.office.log())),
        }
    }

    /// A person must decide about a phone of which there are two, and be bothered about no other: faults and leaps are no copies.
    fn copies_are_told_apart(&self) -> Result<(), String> {
        let suspected = self.suspected();
        let unseen = self
            .cloned
            .iter()
            .find(|device| !suspected.contains(device) && !self.revoked.contains(device));
        let wronged = suspected.iter().find(|device| !self.cloned.contains(device));
        match (unseen, wronged) {
            (Some(device), _) => Err(format!("two phones are taken for one: {device}")),
            (_, Some(device)) => Err(format!("a phone is taken for two: {device}")),
            (None, None) => Ok(()),
        }
    }
}
