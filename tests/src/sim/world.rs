// SPDX-License-Identifier: EUPL-1.2
//! The world: one office, its phones, a network with something on the way, and the time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ronda_field::engine::Identity;
use ronda_shared::identity::{EnrolmentCode, PublicKey, Secret, SigningKey};
use ronda_shared::ids::{DeviceId, IntentId, PersonId, PhotoHash, ReporterRef, TicketId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::wire::{EnrolAnswer, EnrolRequest, from_cbor};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::chance::Chance;
use super::contacts::Taken;
use super::desk::Kept;
use super::failing::Side;
use super::network::{HeldBack, Synced};
use super::office::Office;
use super::phone::{Phone, Time};
use super::script::{Deed, Desk, Op};
use crate::crash::disk::Fault;
use crate::oracle::{Oracle, Save};
use crate::stranger::{bytes, hex};

/// A Monday morning in May 2026.
const START_MS: i64 = 1_777_882_530_250;
/// What one operation takes.
const STEP_MS: i64 = 60_000;
/// Phones at most, clones included.
const PHONES: usize = 5;

pub struct World {
    pub runtime: Runtime,
    pub folder: TempDir,
    pub now: Arc<AtomicI64>,
    pub seed: u64,
    pub office: Office,
    pub phones: Vec<Phone>,
    pub saves: Vec<Save>,
    /// Destroyed tickets whose order somebody knows.
    pub purged: BTreeSet<TicketId>,
    /// Tickets that were ever destroyed.
    pub destroyed: BTreeSet<TicketId>,
    /// What took the place of those that were superseded.
    pub successors: BTreeMap<TicketId, TicketId>,
    /// Saves (by their place in the ledger) to tickets that were superseded before they arrived.
    pub left_over: Vec<(usize, TicketId)>,
    pub contacts: BTreeMap<ReporterRef, Taken>,
    pub backup: Option<Kept>,
    /// Photos that were ever in a backup.
    pub backed_up: BTreeSet<PhotoHash>,
    /// Devices that were ever revoked: no other may be wiped.
    pub revoked: BTreeSet<DeviceId>,
    /// Refused edits that their authors let go.
    pub dropped: BTreeSet<Option<IntentId>>,
    pub late: VecDeque<HeldBack>,
    /// How the office's disk fails in the next sync.
    pub bad_disk: Option<Fault>,
    /// Numbers every text that is written, so that no two are alike.
    pub texts: u64,
}

/// In memory where the system has such a folder: what is tried here is not the disk.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        TempDir::new_in(memory)
    } else {
        TempDir::new()
    };
    made.expect("a temporary folder")
}

impl World {
    pub fn new(seed: u64) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let folder = folder();
        let now = Arc::new(AtomicI64::new(START_MS));
        let founded = Office::founded(folder.path().join("data"), Arc::clone(&now), Chance::of(seed, "office"));
        let office = runtime.block_on(founded);
        let mut world = Self {
            runtime,
            folder,
            now,
            seed,
            office,
            phones: Vec::new(),
            saves: Vec::new(),
            purged: BTreeSet::new(),
            destroyed: BTreeSet::new(),
            successors: BTreeMap::new(),
            left_over: Vec::new(),
            contacts: BTreeMap::new(),
            backup: None,
            backed_up: BTreeSet::new(),
            revoked: BTreeSet::new(),
            dropped: BTreeSet::new(),
            late: VecDeque::new(),
            bad_disk: None,
            texts: 0,
        };
        world.hires("Ada Prova", Grants::of(Role::Agent));
        world.hires("Bruno Esempio", Grants::of(Role::Operator));
        let crew = Grants {
            office: Some("strade".into()),
            crew: Some("strade-1".into()),
            ..Grants::of(Role::CrewLeader)
        };
        world.hires("Carla Finta", crew);
        world
    }

    pub fn now_ms(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    fn hires(&mut self, name: &str, grants: Grants) {
        let at = self.phones.len();
        let chance = Chance::of(self.seed, &format!("phone {at}"));
        let person = self
            .runtime
            .block_on(self.office.office.add_person(name.into(), grants))
            .expect("a person");
        let identity = self.enrolled(&person.id, &chance);
        let home = self.folder.path().join(format!("phone-{at}"));
        self.phones
            .push(Phone::founded(home, identity, Time::of(&self.now), chance));
    }

    fn enrolled(&self, person: &PersonId, chance: &Chance) -> Identity {
        let seed = Secret(chance.secret());
        let key = SigningKey::from_seed(&seed);
        let reply = self.runtime.block_on(async {
            let code = self.office.office.new_code(person).await.expect("a code").code;
            let code = EnrolmentCode::read(&code).expect("a code");
            let request = EnrolRequest {
                lookup: hex(&code.lookup()),
                public_key: hex(&key.public().0),
                mac: hex(&code.phone_mac(&key.public())),
                device_name: "a simulated phone".into(),
            };
            self.office.office.enrol(request).await.expect("enrolled")
        });
        let answer: EnrolAnswer = from_cbor(&bytes(&reply.answer)).expect("an answer");
        let root = PublicKey(bytes(&reply.root_key).try_into().expect("32 bytes"));
        Identity::enrolled(seed, root, &answer, "http://127.0.0.1:1".into(), None).expect("an identity")
    }

    /// Whoever judges it.
    pub fn oracle(&mut self) -> Oracle<'_> {
        Oracle {
            runtime: &self.runtime,
            office: &self.office.office,
            data: &self.office.data,
            phones: self.phones.iter_mut().map(Phone::engine).collect(),
            saves: &mut self.saves,
            purged: &mut self.purged,
            revoked: &self.revoked,
            dropped: &self.dropped,
        }
    }

    /// Does one operation; answers what to write into the trace.
    ///
    /// # Errors
    /// With what was broken.
    pub fn step(&mut self, op: &Op) -> Result<String, String> {
        self.now.fetch_add(STEP_MS, Ordering::SeqCst);
        match op {
            Op::Phone(phone, deed) => {
                let phone = phone % self.phones.len();
                let said = self.phone(phone, deed)?;
                self.keeps_its_photos(phone)?;
                Ok(format!("phone {phone}: {said}"))
            }
            Op::Office(desk) => self.office(desk),
            Op::Late => Ok(self.late_arrival()),
            Op::Agree => self.agree(),
        }
    }

    fn phone(&mut self, phone: usize, deed: &Deed) -> Result<String, String> {
        match deed {
            Deed::Syncs(fates) => match self.bad_disk.take() {
                Some(fault) => self.syncs_badly(phone, (Side::Office, fault), fates),
                None => {
                    let synced = self.sync(phone, fates);
                    self.oracle().learn_names();
                    told(&synced)
                }
            },
            Deed::SyncsOnABadDisk(fault) => self.syncs_badly(phone, (Side::Phone, *fault), &[]),
            Deed::Crashes => {
                self.phones[phone].crashes();
                Ok("started again".into())
            }
            Deed::Jumps { hours } => {
                self.phones[phone].jumps(*hours);
                Ok("its clock is another".into())
            }
            Deed::IsCloned => Ok(self.clones(phone)),
            Deed::IsCopied => {
                self.phones[phone].is_copied();
                Ok("copied".into())
            }
            Deed::IsRestored => {
                self.oracle().learn_names();
                let back = self.phones[phone].is_restored();
                let lost = self.forget_what_nobody_holds()?;
                Ok(format!("put back {back}, {lost} lost"))
            }
            Deed::IsRevoked => {
                let device = self.phones[phone].device();
                let order = self.runtime.block_on(self.office.office.revoke(&device));
                self.revoked.insert(device);
                order
                    .map(|_| "revoked".into())
                    .map_err(|fault| format!("revoking: {fault}"))
            }
            work => self.works(phone, work),
        }
    }

    fn clones(&mut self, phone: usize) -> String {
        if self.phones.len() >= PHONES {
            return "no more phones".into();
        }
        let at = self.phones.len();
        let home = self.folder.path().join(format!("phone-{at}"));
        let clone = self.phones[phone].cloned(home, Chance::of(self.seed, &format!("phone {at}")));
        self.phones.push(clone);
        format!("phone {at} is its copy")
    }

    fn office(&mut self, desk: &Desk) -> Result<String, String> {
        match desk {
            Desk::Copies => {
                self.runtime.block_on(self.office.is_copied());
                Ok("copied".into())
            }
            Desk::Restarts => {
                self.runtime.block_on(self.office.restarts());
                Ok("started again".into())
            }
            Desk::MeetsABadDisk(fault) => {
                self.bad_disk = Some(*fault);
                Ok("its disk will fail".into())
            }
            Desk::RollsBack => {
                self.oracle().learn_names();
                let back = self.runtime.block_on(self.office.rolls_back());
                let lost = if back { self.forget_what_nobody_holds()? } else { 0 };
                Ok(format!("put back {back}, {lost} lost"))
            }
            work => self.decides(work),
        }
    }
}

/// What a sync came to; a failure that no network excuses is a fault.
pub fn told(synced: &Synced) -> Result<String, String> {
    match synced {
        Synced::Done(report) => Ok(format!(
            "{} sent, {} received, {} refused, {} photos",
            report.pushed, report.pulled, report.refused, report.photos
        )),
        Synced::Killed => Ok("killed".into()),
        Synced::Failed(failure) => match failure {
            ronda_shared::sync::Failure::Store(_) | ronda_shared::sync::Failure::StillDiffers => {
                Err(format!("sync failed: {failure}"))
            }
            excused => Ok(format!("failed: {excused}")),
        },
    }
}
