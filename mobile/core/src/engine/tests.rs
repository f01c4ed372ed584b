// SPDX-License-Identifier: EUPL-1.2
//! The engine over a real encrypted store in a temporary home.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

pub(crate) mod camera;
pub(crate) mod city;
mod contact;
mod day;
mod deciding;
mod drafts;
mod limits;
mod looking;
mod matrix;
mod packing;
mod photo_tools;
mod saving;
mod working;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ronda_shared::identity::{BoxKey, Certificate, Secret, SignedVaultKey, SigningKey, vault_key};
use ronda_shared::ids::{PersonId, TicketId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::ticket::PositionSource;
use ronda_shared::wire::EnrolAnswer;
use tempfile::TempDir;

use super::*;
use crate::keystore::Cost;

pub(crate) const NOW: i64 = 1_777_882_530_250;
pub(crate) const PIN: &str = "2580";

/// A home with one person in it, and a clock the test moves.
pub(crate) struct Bench {
    pub(crate) folder: TempDir,
    pub(crate) clock: Arc<AtomicI64>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Arc::new(AtomicI64::new(NOW)),
        }
    }

    fn clock(&self) -> Clock {
        let clock = Arc::clone(&self.clock);
        Box::new(move || clock.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn keystore(&self) -> Keystore {
        Keystore::with_cost(
            self.path(),
            Cost {
                memory_kib: 64,
                passes: 1,
                lanes: 1,
            },
        )
    }

    pub(crate) fn found(&self, role: Role) -> Engine {
        let home = Home::enter(self.path()).unwrap();
        Engine::found(home, &self.keystore(), PIN, identity(1, role), self.clock()).unwrap()
    }

    pub(crate) fn open(&self) -> Result<Engine, Error> {
        Engine::open(Home::enter(self.path()).unwrap(), &self.keystore(), PIN, self.clock())
    }
}

/// What opens contacts that phones of these tests sealed.
pub(crate) fn vault() -> BoxKey {
    vault_key(&Secret([200; 32]))
}

/// An enrolled person; `n` tells persons and devices apart.
pub(crate) fn identity(n: u8, role: Role) -> Identity {
    let root = SigningKey::from_seed(&Secret([200; 32]));
    let seed = Secret([n; 32]);
    let public_key = SigningKey::from_seed(&seed).public();
    let certificate = Certificate {
        device: public_key.device(),
        public_key,
        person: PersonId::from_bytes([n; 16]),
        jurisdiction: "FI".into(),
        issued_at_ms: NOW,
        office: false,
    };
    let answer = EnrolAnswer {
        certificate: certificate.sign(&root),
        recovery_key: BoxKey::from_seed(&Secret([201; 32])).public(),
        jurisdiction: "FI".into(),
        jurisdiction_name: "Firenze".into(),
        person_name: "Ada Rossi".into(),
        grants: Grants::of(role),
        clock_ms: NOW,
        vault_key: Some(SignedVaultKey::of(vault().public(), &root)),
    };
    Identity::enrolled(seed, root.public(), &answer, "http://127.0.0.1:1".into(), None).unwrap()
}

pub(crate) fn pothole() -> FileRequest {
    FileRequest {
        category: "roads.pothole".into(),
        title: Some("Buca in via Roma".into()),
        description: Some("Larga un metro, chiedere perché nessuno la chiude".into()),
        place: Some(Place {
            lat: 43.7696,
            lon: 11.2558,
            accuracy_m: None,
            source: PositionSource::Pin,
            fix_age_s: None,
            mocked: None,
        }),
        ..FileRequest::default()
    }
}

pub(crate) fn filed(engine: &mut Engine) -> TicketId {
    engine.file(pothole()).unwrap().id
}
