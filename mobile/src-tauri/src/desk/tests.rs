// SPDX-License-Identifier: EUPL-1.2
//! The desk over a real home: when it syncs by itself, what it sends over which network, and what becomes of the camera's files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod camera;
mod syncing;

use std::path::Path;
use std::sync::Arc;

use ronda_field::engine::{Engine, Identity};
use ronda_field::home::Home;
use ronda_field::keystore::{Cost, Keystore};
use ronda_shared::identity::{BoxKey, Certificate, Secret, SigningKey};
use ronda_shared::ids::PersonId;
use ronda_shared::policy::{Grants, Role};
use ronda_shared::wire::EnrolAnswer;
use tempfile::TempDir;

use super::{Desk, Device, Tell};
use crate::app::App;
use crate::bridge::fault::Fault;
use crate::clock::clock;
use crate::location::{Hear, Locator};

/// A device that does not know where it is.
pub(super) struct Nowhere;

impl Locator for Nowhere {
    fn start(&self, _: Hear) -> Result<(), Fault> {
        Ok(())
    }

    fn stop(&self) {}

    fn navigate(&self, _: f64, _: f64) -> Result<(), Fault> {
        Ok(())
    }
}

/// The app of a person whose home is open; its server is at this port of this device, its camera's folder in its home.
fn app(home: &TempDir, port: u16) -> App {
    app_telling(home, port, Box::new(|_| {}))
}

/// The same, with somebody who hears its news.
fn app_telling(home: &TempDir, port: u16, tell: Tell) -> App {
    let (folder, pictures) = (home.path().to_owned(), home.path().join("pictures"));
    std::fs::create_dir_all(&pictures).unwrap();
    App::start(move |app| {
        let device = Device {
            keystore: keystore(&folder),
            pictures: Some(pictures),
            locator: Arc::new(Nowhere),
            tell,
            folder: folder.clone(),
            clock: clock(),
        };
        let mut desk = Desk::new(device, Arc::clone(&app.wake), Arc::clone(&app.cancel));
        let entered = Home::enter(&folder).unwrap();
        let founded = Engine::found(entered, &keystore(&folder), "2580", identity(port), clock());
        desk.engine = Some(founded.unwrap());
        desk
    })
}

pub(super) fn keystore(folder: &Path) -> Keystore {
    let cost = Cost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };
    Keystore::with_cost(folder, cost)
}

pub(super) fn identity(port: u16) -> Identity {
    let (root, seed) = (SigningKey::from_seed(&Secret([2; 32])), Secret([1; 32]));
    let public_key = SigningKey::from_seed(&seed).public();
    let certificate = Certificate {
        device: public_key.device(),
        public_key,
        person: PersonId::from_bytes([1; 16]),
        jurisdiction: "FI".into(),
        issued_at_ms: 0,
        office: false,
    };
    let answer = EnrolAnswer {
        certificate: certificate.sign(&root),
        recovery_key: BoxKey::from_seed(&Secret([3; 32])).public(),
        jurisdiction: "FI".into(),
        jurisdiction_name: "Firenze".into(),
        person_name: "Ada Prova".into(),
        grants: Grants::of(Role::Agent),
        clock_ms: 0,
        vault_key: None,
    };
    Identity::enrolled(seed, root.public(), &answer, format!("http://127.0.0.1:{port}"), None).unwrap()
}
