// SPDX-License-Identifier: EUPL-1.2
//! Who lives it: an office and the phones of three people, each behind a bad network and with a clock of its own.

use std::collections::BTreeSet;
use std::rc::Rc;

use ronda_field::engine::Engine;
use ronda_server::office::Office as Opened;
use ronda_shared::ids::{DeviceId, PhotoHash, TicketId};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::plan::Step;
use crate::fault_proxy::FaultProxy;
use crate::office::Office;
use crate::oracle::{Asked, Oracle, Save};
use crate::other_clock::OtherClock;
use crate::phone::Phone;
use crate::sim::Trace;

const PEOPLE: [(&str, &str); 3] = [
    ("Ada Prova", "agent"),
    ("Bruno Esempio", "operator"),
    ("Carla Finta", "agent"),
];

/// A phone, its clock, and the network it hangs on.
pub(super) struct Handset {
    pub phone: Phone,
    pub clock: OtherClock,
    pub network: Rc<FaultProxy>,
    pub person: String,
    pub device: DeviceId,
}

pub(super) struct Life {
    pub folder: TempDir,
    pub runtime: Runtime,
    pub office: Office,
    pub handsets: Vec<Handset>,
    /// Everything a phone said it had saved.
    pub saves: Vec<Save>,
    pub purged: BTreeSet<TicketId>,
    pub revoked: BTreeSet<DeviceId>,
    /// Devices of which there are two phones.
    pub cloned: BTreeSet<DeviceId>,
    /// The newest backup of the office.
    pub backup: Option<String>,
    /// Numbers every text, photo and file, so that no two are alike.
    pub made: u32,
    /// What happened, line by line.
    pub told: Trace,
}

impl Life {
    /// An office that runs, and three people's phones enrolled with it.
    pub(super) fn begun() -> Result<Self, String> {
        let folder = TempDir::new().expect("a temporary folder");
        let office = Office::open();
        let mut handsets = Vec::new();
        for (name, role) in PEOPLE {
            let clock = OtherClock::kept_in(folder.path(), name)?;
            let network = Rc::new(FaultProxy::to(office.address()));
            let person = office.hire(name, role, &[]);
            let phone = Phone::enrolled(&office, &person, &network.url()).wearing(clock.clone());
            let device = phone.opened().device();
            handsets.push(Handset {
                phone,
                clock,
                network,
                person,
                device,
            });
        }
        Ok(Self {
            folder,
            runtime: Builder::new_multi_thread().enable_all().build().expect("a runtime"),
            office,
            handsets,
            saves: Vec::new(),
            purged: BTreeSet::new(),
            revoked: BTreeSet::new(),
            cloned: BTreeSet::new(),
            backup: None,
            made: 0,
            told: Trace::new(),
        })
    }

    /// Does one thing; false when there was nothing to do it to.
    pub(super) fn does(&mut self, step: &Step) -> bool {
        self.told.push(step.to_string());
        let done = match step {
            Step::Files { at, district, photo } => self.files(self.of(*at), district, *photo),
            Step::Edits { at, ticket } => self.edits(self.of(*at), *ticket),
            Step::Notes { at, ticket } => self.notes(self.of(*at), *ticket),
            Step::Photographs { at, ticket } => self.photographs(self.of(*at), *ticket),
            Step::Syncs { at } => self.syncs(self.of(*at)),
            Step::SyncsBadly { at, faults } => self.syncs_badly(self.of(*at), faults),
            Step::DiesSaving { at, answers } => self.dies_saving(self.of(*at), *answers),
            Step::DiesSyncing { at, looks } => self.dies_syncing(self.of(*at), *looks),
            Step::OfficeDies { at, looks } => self.office_dies(self.of(*at), *looks),
            Step::ClockLeaps { at, off_s } => self.clock_leaps(self.of(*at), *off_s),
            Step::IsCloned { at } => self.is_cloned(self.of(*at)),
            Step::OfficeIsCopied => self.office_is_copied(),
            Step::OfficeIsPutBack => self.office_is_put_back(),
            Step::Moves { at, district } => self.moves(self.of(*at), *district),
            Step::CityIsNamedAnew => self.city_is_named_anew(),
            Step::IsPurged { ticket } => self.is_purged(*ticket),
            Step::IsRevoked { at } => self.is_revoked(self.of(*at)),
        };
        if !done {
            self.told.push("    there was nothing to do".into());
        }
        done
    }

    fn of(&self, at: usize) -> usize {
        at % self.handsets.len()
    }

    /// Another text, photo or file than any before.
    pub(super) fn next(&mut self) -> u32 {
        self.made += 1;
        self.made
    }

    pub(super) fn is_wiped(&self, at: usize) -> bool {
        let wiped = self.handsets[at].phone.opened().store().wiped_by();
        wiped.expect("a store").is_some()
    }

    pub(super) fn is_revoked_now(&self, at: usize) -> bool {
        self.revoked.contains(&self.handsets[at].device)
    }

    /// Enters what a phone just said it had saved, with the photos that nobody had saved before.
    pub(super) fn acknowledged(&mut self, at: usize, ticket: &str, asked: &Asked) {
        let ticket: TicketId = ticket.parse().expect("an id");
        let engine = self.handsets[at].phone.opened();
        let save = Save::newest(&engine, at, ticket, asked).unwrap_or_else(|what| panic!("{what}"));
        let photos = new_photos(&engine, &ticket, &self.saves);
        self.told.push(format!("    phone {at} saved in {ticket}"));
        self.saves.push(Save { photos, ..save });
    }

    /// Asks the oracle, which opens the office, whose server must not run, and every phone.
    pub(super) fn asks<T>(&mut self, question: impl FnOnce(&mut Oracle) -> Result<T, String>) -> Result<T, String> {
        let (_lock, office): (_, Opened) = self.runtime.block_on(self.office.opened());
        let mut opened: Vec<Engine> = self.handsets.iter().map(|one| one.phone.opened()).collect();
        let mut oracle = Oracle {
            runtime: &self.runtime,
            office: &office,
            data: &self.office.data(),
            phones: opened.iter_mut().collect(),
            saves: &mut self.saves,
            purged: &mut self.purged,
            revoked: &self.revoked,
            dropped: &BTreeSet::new(),
        };
        let answer = question(&mut oracle);
        self.runtime.block_on(office.store().close());
        answer
    }
}

fn new_photos(engine: &Engine, ticket: &TicketId, saves: &[Save]) -> Vec<PhotoHash> {
    let read = engine.ticket(ticket).expect("a ticket that was saved is there");
    let all = read.photos.iter().map(|entry| entry.value.sha256);
    let known = |photo: &PhotoHash| saves.iter().any(|save| save.photos.contains(photo));
    all.filter(|photo| !known(photo)).collect()
}
