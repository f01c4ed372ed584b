// SPDX-License-Identifier: EUPL-1.2
//! Everything that befalls them. Each answers whether there was something to befall.

use std::rc::Rc;

use ronda_shared::ids::DeviceId;
use serde_json::Value;

use super::super::{filings, ids, kills};
use super::life::{Handset, Life};
use crate::fault_proxy::Fault;
use crate::office::text;
use crate::oracle::{Asked, Save};
use crate::other_clock::OtherClock;

/// Phones at most, copies included.
const PHONES: usize = 5;
/// Tickets a phone would file if nobody killed it.
const FILINGS: u64 = 12;

impl Life {
    /// What the faults spoil is only late: nothing is asked of this sync, everything of the later ones.
    pub(super) fn syncs_badly(&mut self, at: usize, faults: &[Fault]) -> bool {
        let Handset { phone, network, .. } = &self.handsets[at];
        network.plan(faults);
        let answer = phone.run(&["sync"]);
        network.plan(&[]);
        assert!(
            answer.code == 0 || answer.code == 1,
            "a sync ends otherwise: {answer:?}"
        );
        true
    }

    /// kill -9 while it saves: what it had answered is saved.
    pub(super) fn dies_saving(&mut self, at: usize, answers: usize) -> bool {
        let round = self.next();
        let filings = filings(round.into(), FILINGS);
        let acknowledged = kills::while_it_saves(&self.handsets[at].phone, &filings, answers);
        for id in &acknowledged {
            self.acknowledged(at, id, &Asked::default());
        }
        !acknowledged.is_empty() || !self.is_wiped(at)
    }

    pub(super) fn dies_syncing(&mut self, at: usize, looks: u64) -> bool {
        let mut syncing = self.handsets[at].phone.starts_sync();
        kills::moment(looks);
        syncing.kill().expect("it is ours to kill");
        syncing.wait().expect("it ends");
        true
    }

    /// kill -9 of the office while a phone syncs.
    pub(super) fn office_dies(&mut self, at: usize, looks: u64) -> bool {
        let mut syncing = self.handsets[at].phone.starts_sync();
        kills::office_restarts(&mut self.office, looks);
        syncing.wait().expect("it ends");
        true
    }

    pub(super) fn clock_leaps(&mut self, at: usize, off_s: i64) -> bool {
        self.handsets[at].clock.is_off_by(off_s);
        true
    }

    /// Somebody copies the home to another phone, and both are used.
    pub(super) fn is_cloned(&mut self, at: usize) -> bool {
        if self.handsets.len() >= PHONES || self.is_wiped(at) {
            return false;
        }
        let name = format!("copy {}", self.handsets.len());
        let clock = OtherClock::kept_in(self.folder.path(), &name).expect("the others have one");
        let of = &self.handsets[at];
        let copy = Handset {
            phone: of.phone.cloned().wearing(clock.clone()),
            clock,
            network: Rc::clone(&of.network),
            person: of.person.clone(),
            device: of.device,
        };
        self.cloned.insert(of.device);
        self.handsets.push(copy);
        true
    }

    pub(super) fn office_is_copied(&mut self) -> bool {
        let number = self.next();
        let file = self.folder.path().join(format!("backup-{number}"));
        let file = file.to_string_lossy().into_owned();
        self.office.run(&["backup", "--to", &file]).done();
        self.backup = Some(file);
        true
    }

    /// The office is restored from its backup. What it had from phones that were wiped since may be gone with it; of all others
    /// nothing may be: whoever is alive still holds what he saved.
    pub(super) fn office_is_put_back(&mut self) -> bool {
        let Some(backup) = self.backup.clone() else {
            return false;
        };
        self.office.stop();
        self.office.run(&["restore", "--from", &backup]).done();
        let before = self.saves.clone();
        let lost = self.asks(|oracle| oracle.forget_what_nobody_holds());
        self.told
            .push(format!("    lost with phones that were wiped: {lost:?}"));
        for (save, now) in before.iter().zip(&self.saves) {
            let whole = now.lost == save.lost && now.photos == save.photos;
            assert!(
                whole || self.purged.contains(&save.ticket) || self.is_gone(save),
                "nobody holds any more what a living phone saved: {save:?}"
            );
        }
        self.office.start();
        true
    }

    /// Every phone of its device was wiped.
    fn is_gone(&self, save: &Save) -> bool {
        let device = save.phone.map(|at| self.handsets[at].device);
        let mut same = (0..self.handsets.len()).filter(|at| Some(self.handsets[*at].device) == device);
        same.all(|at| self.is_wiped(at))
    }

    /// The person works in another district, or in the whole territory.
    pub(super) fn moves(&mut self, at: usize, district: Option<&str>) -> bool {
        let person = &self.handsets[at].person;
        let whole = vec!["--whole-territory"];
        let place = district.map_or(whole, |code| vec!["--district", code]);
        self.office
            .run(&[&["person", "edit", person], &place[..]].concat())
            .done();
        true
    }

    pub(super) fn city_is_named_anew(&mut self) -> bool {
        let number = self.next();
        let file = self.folder.path().join("city.toml");
        let path = file.to_string_lossy();
        self.office.run(&["taxonomy", "export", "--out", &path]).done();
        let city = std::fs::read_to_string(&file).expect("the city");
        let named = city.replacen("Quartiere 1", &format!("Quartiere 1 ({number})"), 1);
        assert_ne!(city, named, "the city has another name");
        std::fs::write(&file, named).expect("the city is written");
        self.office.run(&["taxonomy", "import", &path]).done();
        self.office.run(&["taxonomy", "publish"]).done();
        true
    }

    pub(super) fn is_purged(&mut self, ticket: usize) -> bool {
        let cases: Vec<String> = ids(&self.office.cases()).into_iter().collect();
        let Some(id) = cases.get(ticket % cases.len().max(1)) else {
            return false;
        };
        self.office
            .run(&["ticket", "purge", id, "--reason", "prova", "--yes"])
            .done();
        self.purged.insert(id.parse().expect("an id"));
        true
    }

    /// One phone in a life is revoked, with its copies: somebody must be left.
    pub(super) fn is_revoked(&mut self, at: usize) -> bool {
        let device = self.handsets[at].device;
        if !self.revoked.is_empty() {
            return false;
        }
        self.office.run(&["device", "revoke", &device.to_string()]).done();
        self.revoked.insert(device);
        true
    }

    /// Devices the office takes for two.
    pub(super) fn suspected(&self) -> Vec<DeviceId> {
        let devices = self.office.run(&["device", "list"]).done();
        let all = devices.as_array().expect("an array").iter();
        let flagged = all.filter(|device| !device["flagged_at"].is_null());
        flagged
            .map(|device: &Value| text(&device["id"]).parse().expect("an id"))
            .collect()
    }
}
