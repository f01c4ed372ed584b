// SPDX-License-Identifier: EUPL-1.2
//! Where a measurement takes place: an office as shipped, phones with their real engines, and a state to come back to.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use ronda_field::engine::Engine;
use ronda_field::home::Home;
use ronda_field::keystore::Keystore;
use ronda_field::store::{Batch, ChangeWrite, IntentWrite, TicketWrite};
use ronda_field::sync::Thumbnails;
use ronda_shared::sync::{Cursor, SyncReport};
use ronda_shared::wire::{ExchangeRequest, PushedTicket, ScopeCursor};
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
const SEED_BATCH: u64 = 180;
/// Tickets pushed with one token.
const FILLED_AT_ONCE: u64 = 5_000;

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
            reporter: None,
            draft: None,
            layout: None,
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
    let synced = runtime
        .block_on(ronda_field::sync::run(engine, Thumbnails::Leave))
        .expect("the phone syncs");
    (began.elapsed().as_secs_f64(), synced.report)
}

/// A client without an engine that remembers, as a phone does, how far it has heard.
pub struct Caller {
    pub stranger: Stranger,
    cursor: Option<Cursor>,
    scopes: Vec<String>,
    nonce: Option<Vec<u8>>,
}

impl Caller {
    /// A person of an office to which none of the measured tickets come: he hears of his own alone.
    pub async fn of(office: &Office, at: u64) -> Self {
        let more = ["--office", "edifici"];
        let stranger = Stranger::enrolled_with(office, &format!("Persona {at}"), "operator", &more).await;
        Self {
            stranger,
            cursor: None,
            scopes: Vec::new(),
            nonce: None,
        }
    }

    pub fn hand(&self, seed: u64) -> Hand {
        Hand {
            key: self.stranger.key.clone(),
            person: self.stranger.person.person,
            jurisdiction: self.stranger.person.jurisdiction.clone(),
            seed,
        }
    }

    /// Pushes tickets; each of their changes must be receipted.
    pub async fn push(&mut self, tickets: Vec<PushedTicket>) {
        let sent: usize = tickets.iter().map(|ticket| ticket.changes.len()).sum();
        let from_no = self.cursor.as_ref().map_or(0, |cursor| cursor.server_no);
        let scopes = self
            .scopes
            .iter()
            .map(|scope| ScopeCursor {
                scope: scope.clone(),
                from_no,
            })
            .collect();
        let request = ExchangeRequest {
            cursor: self.cursor,
            session_nonce: self.nonce.clone(),
            scopes,
            tickets,
            ..ExchangeRequest::default()
        };
        let reply = self.stranger.exchanges_all(request).await;
        let receipts: usize = reply.answers.iter().map(|answer| answer.receipts.len()).sum();
        assert_eq!(
            receipts,
            sent,
            "every pushed change is receipted: {:?}",
            reply.answers.first()
        );
        (self.cursor, self.scopes, self.nonce) = (Some(reply.cursor), reply.scopes, Some(reply.session_nonce));
    }

    /// Pushes so many tickets in batches, made as they go; answers the seconds spent on pushing.
    pub async fn seed(&mut self, numbers: Range<u64>, seed: u64) -> f64 {
        let hand = self.hand(seed);
        let mut seconds = 0.0;
        let mut next = numbers.start;
        while next < numbers.end {
            let end = (next + SEED_BATCH).min(numbers.end);
            let batch = hand.tickets(next..end).iter().map(Made::pushed).collect();
            let began = Instant::now();
            self.push(batch).await;
            seconds += began.elapsed().as_secs_f64();
            next = end;
        }
        seconds
    }

    /// The same for as many as it takes: a token does not last so long.
    pub async fn fill(&mut self, numbers: Range<u64>, seed: u64) -> f64 {
        let mut seconds = 0.0;
        for from in numbers.clone().step_by(FILLED_AT_ONCE as usize) {
            self.renew().await;
            seconds += self.seed(from..(from + FILLED_AT_ONCE).min(numbers.end), seed).await;
        }
        seconds
    }

    /// Files so many tickets that say no more than where and what.
    pub async fn file(&mut self, count: u64) {
        for from in (0..count).step_by(SEED_BATCH as usize) {
            if from % FILLED_AT_ONCE < SEED_BATCH {
                self.renew().await;
            }
            let filed = (from..(from + SEED_BATCH).min(count)).map(|_| self.filed()).collect();
            self.push(filed).await;
        }
    }

    fn filed(&self) -> PushedTicket {
        let (id, _, change) = self.stranger.files("Buca");
        PushedTicket {
            id,
            proofs: vec![self.stranger.proves(&id, &change)],
            changes: vec![change.into_bytes().into()],
        }
    }

    /// A token that has its whole life before it.
    pub async fn renew(&mut self) {
        self.stranger.token = self.stranger.session().await.token;
    }
}

/// So many tickets at the office, from a client without an engine.
pub fn seeded(runtime: &tokio::runtime::Runtime, office: &Office, count: u64) {
    let mut caller = runtime.block_on(Caller::of(office, 0));
    runtime.block_on(caller.fill(0..count, 7));
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
