// SPDX-License-Identifier: EUPL-1.2
//! A phone for trials of its disk: founded once, copied for every trial.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use ronda_field::engine::{Clock, Engine, FileRequest, Identity, NewPhoto, Place, Shot};
use ronda_field::error::Error;
use ronda_field::home::{Home, HomeError};
use ronda_field::keystore::{Cost, Keystore};
use ronda_shared::identity::{BoxKey, Certificate, Secret, SigningKey};
use ronda_shared::ids::{PersonId, PhotoHash, TicketId};
use ronda_shared::photo::PhotoEdits;
use ronda_shared::policy::{Grants, Role};
use ronda_shared::ticket::{PhotoRole, PositionSource};
use ronda_shared::wire::EnrolAnswer;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::camera::{Scene, photo};
use crate::sim::folder as scratch;
use crate::wait::within;

const PIN: &str = "246810";
const PATIENCE: Duration = Duration::from_secs(10);
const CHEAP: Cost = Cost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};

/// A home with some tickets in it.
pub struct Handset {
    folder: TempDir,
    pub tickets: Vec<Kept>,
}

/// A ticket that was said to be saved, with its photos.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub ticket: TicketId,
    pub photos: Vec<PhotoHash>,
}

impl Handset {
    /// Enrolled, with so many tickets, switched off.
    pub fn with(tickets: usize) -> Self {
        let folder = scratch();
        let home = folder.path().join("home");
        let entered = Home::enter(&home).expect("a home");
        let keystore = Keystore::with_cost(&home, CHEAP);
        let mut engine = Engine::found(entered, &keystore, PIN, identity(), clock()).expect("founded");
        let tickets = (0..tickets).map(|n| files(&mut engine, n, 2).expect("saved")).collect();
        Self { folder, tickets }
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }
}

/// Opens it once nobody else holds it: a program that another test is just starting has a copy of the lock for a moment.
pub fn opened(home: &Path) -> Result<Engine, Error> {
    let free = || match Home::enter(home) {
        Err(HomeError::InUse) => None,
        entered => Some(entered),
    };
    let entered = within(PATIENCE, free).unwrap_or(Err(HomeError::InUse))?;
    Engine::open(entered, &Keystore::with_cost(home, CHEAP), PIN, clock())
}

/// Files a ticket with photos that nobody else has.
pub fn files(engine: &mut Engine, number: usize, photos: usize) -> Result<Kept, Error> {
    let one = |n: usize| NewPhoto {
        name: format!("{n}.jpg"),
        file: photo(Scene::at(43.7, 11.2, (number * 10 + n) as u32).sized(160, 120).gravel()),
        role: PhotoRole::Before,
        caption: None,
        edits: PhotoEdits::default(),
        sketch: None,
        shot: Shot::default(),
    };
    let request = FileRequest {
        category: "roads.pothole".into(),
        title: Some(format!("Buca {number}")),
        place: Some(Place {
            lat: 43.7,
            lon: 11.2,
            accuracy_m: None,
            source: PositionSource::Pin,
            fix_age_s: None,
            mocked: None,
        }),
        photos: (0..photos).map(one).collect(),
        ..FileRequest::default()
    };
    let ticket = engine.file(request)?.id;
    let read = engine.ticket(&ticket)?;
    let photos = read.photos.iter().map(|entry| entry.value.sha256).collect();
    Ok(Kept { ticket, photos })
}

/// Everything that was said to be saved is here, whole; whatever else is here is whole too.
///
/// # Errors
/// With what is not.
pub fn holds(engine: &mut Engine, kept: &[Kept]) -> Result<(), String> {
    let fault = |fault: &dyn std::fmt::Display| format!("the phone cannot be read: {fault}");
    let found = engine.doctor().map_err(|error| fault(&error))?;
    if let Some(first) = found.faults.first() {
        return Err(format!("the doctor: {first}"));
    }
    for one in kept {
        let read = engine
            .ticket(&one.ticket)
            .map_err(|error| format!("a saved ticket is lost: {error}"))?;
        if read.photos.len() != one.photos.len() {
            return Err(format!("a saved ticket is halved: {}", one.ticket));
        }
    }
    // A ticket that names a photo of this phone has its bytes, said to be saved or not.
    for ticket in engine.store().ticket_ids().map_err(|error| fault(&error))? {
        let read = engine.ticket(&ticket).map_err(|error| fault(&error))?;
        for photo in read.photos.iter().map(|entry| entry.value.sha256) {
            let jpeg = engine.store().photo_jpeg(&photo).map_err(|error| fault(&error))?;
            if jpeg.is_none_or(|jpeg| <[u8; 32]>::from(Sha256::digest(&jpeg)) != photo.0) {
                return Err(format!("half saved: ticket {ticket} lacks photo {photo}"));
            }
        }
    }
    Ok(())
}

fn clock() -> Clock {
    static NOW: AtomicI64 = AtomicI64::new(1_777_882_530_250);
    Box::new(|| NOW.fetch_add(1, Ordering::SeqCst))
}

fn identity() -> Identity {
    let root = SigningKey::from_seed(&Secret([200; 32]));
    let seed = Secret([1; 32]);
    let public_key = SigningKey::from_seed(&seed).public();
    let certificate = Certificate {
        device: public_key.device(),
        public_key,
        person: PersonId::from_bytes([1; 16]),
        jurisdiction: "FI".into(),
        issued_at_ms: 1_777_882_530_250,
        office: false,
    };
    let answer = EnrolAnswer {
        certificate: certificate.sign(&root),
        recovery_key: BoxKey::from_seed(&Secret([201; 32])).public(),
        jurisdiction: "FI".into(),
        jurisdiction_name: "Comune di Prova".into(),
        person_name: "Ada Prova".into(),
        grants: Grants::of(Role::Agent),
        clock_ms: 1_777_882_530_250,
        vault_key: None,
    };
    Identity::enrolled(seed, root.public(), &answer, "http://127.0.0.1:1".into(), None).expect("an identity")
}
