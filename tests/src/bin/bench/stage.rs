// SPDX-License-Identifier: EUPL-1.2
//! Where a measurement takes place: an office as shipped, phones with their real engines, and a state to come back to.

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use ronda_field::engine::Engine;
use ronda_field::home::Home;
use ronda_field::keystore::Keystore;
use ronda_field::store::{Batch, ChangeWrite, IntentWrite, TicketWrite};
use ronda_shared::sync::SyncReport;
use ronda_tests::office::{Office, copy_folder};
use ronda_tests::phone::{PIN, Phone};
use ronda_tests::stranger::Stranger;
use ronda_tests::work::{Hand, Made};
use tempfile::TempDir;

/// The shipped limits guard against guessing codes from one address; here one address is five hundred phones.
const CONFIG: &str = "[limits]\nenrol_per_minute = 10000\nper_ip_per_s = 10000000\nper_ip_burst = 10000000\n";
/// Memory where whole homes are prepared without the price of their half a million syncs.
const MEMORY: &str = "/dev/shm";
/// Tickets in one push of a seeding client.
const SEED_BATCH: usize = 200;

/// An office whose server runs as shipped, but for the rates of one address.
pub fn office() -> Office {
    let mut office = Office::configured(CONFIG);
    office.start();
    office
}

/// Opens a phone's engine as the command line does.
pub fn engine(phone: &Phone) -> Engine {
    engine_in(&phone.home())
}

fn engine_in(folder: &Path) -> Engine {
    let home = Home::enter(folder).expect("the home is free");
    Engine::open(home, &Keystore::of(folder), PIN, Box::new(now_ms)).expect("the home opens")
}

pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The hand of an enrolled phone: its key, as the home holds it.
pub fn hand_of(engine: &Engine, seed: u64) -> Hand {
    let identity = engine.identity();
    Hand {
        key: identity.key.clone(),
        person: identity.person(),
        jurisdiction: identity.jurisdiction().to_owned(),
        seed,
    }
}

/// The hand of a client without an engine.
pub fn hand_of_stranger(stranger: &Stranger, seed: u64) -> Hand {
    Hand {
        key: stranger.key.clone(),
        person: stranger.person.person,
        jurisdiction: stranger.person.jurisdiction.clone(),
        seed,
    }
}

/// Writes tickets into a phone's store as its own unsent work, one transaction for each change.
pub fn filled(phone: &Phone, made: &[Made]) {
    let memory = Path::new(MEMORY)
        .is_dir()
        .then(|| TempDir::new_in(MEMORY).expect("a folder in memory"));
    let folder = memory
        .as_ref()
        .map_or_else(|| phone.home(), |memory| memory.path().join("home"));
    if memory.is_some() {
        copy_folder(&phone.home(), &folder);
    }
    let mut engine = engine_in(&folder);
    made.iter().for_each(|ticket| keep(&mut engine, ticket));
    engine.store().checkpoint().expect("the store is whole");
    drop(engine);
    if memory.is_some() {
        copy_folder(&folder, &phone.home());
    }
}

fn keep(engine: &mut Engine, made: &Made) {
    let ticket = TicketWrite::of(&made.document, Vec::new(), 0).expect("a ticket of ours reads");
    for step in &made.steps {
        let change = ChangeWrite {
            ticket: made.id,
            change: step.change.clone(),
            own: true,
            intent: Some(step.action.intent),
            held: None,
        };
        let intent = IntentWrite {
            ticket: made.id,
            action: step.action.clone(),
            change: step.change.hash(),
            seen: step.seen.clone(),
        };
        let batch = Batch {
            ticket: ticket.clone(),
            change,
            intent,
            photos: Vec::new(),
            proof: made.proof.clone(),
            covered: Vec::new(),
        };
        engine.store_mut().commit(&batch).expect("the store has room");
    }
}

/// Syncs an open engine; answers the seconds and what happened.
pub fn synced(engine: &mut Engine) -> (f64, SyncReport) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let began = Instant::now();
    let report = runtime
        .block_on(ronda_field::sync::run(engine))
        .expect("the phone syncs");
    (began.elapsed().as_secs_f64(), report)
}

/// Pushes tickets of a client without an engine until each has all its receipts.
pub async fn seeded(stranger: &mut Stranger, made: &[Made]) {
    for part in made.chunks(SEED_BATCH) {
        let reply = stranger.exchanges(part.iter().map(Made::pushed).collect()).await;
        let receipts: usize = reply.answers.iter().map(|answer| answer.receipts.len()).sum();
        let sent: usize = part.iter().map(|ticket| ticket.steps.len()).sum();
        assert_eq!(
            receipts,
            sent,
            "every pushed change is receipted: {:?}",
            reply.answers.first()
        );
    }
}

/// A state of folders that can be put back as often as a measurement is repeated.
pub struct Kept {
    folder: TempDir,
    places: Vec<PathBuf>,
}

impl Kept {
    /// Copies the folders; nothing may be writing to them.
    pub fn of(places: &[PathBuf]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        for (at, place) in places.iter().enumerate() {
            copy_folder(place, &folder.path().join(at.to_string()));
        }
        Self {
            folder,
            places: places.to_vec(),
        }
    }

    pub fn put_back(&self) {
        for (at, place) in self.places.iter().enumerate() {
            copy_folder(&self.folder.path().join(at.to_string()), place);
        }
    }
}
