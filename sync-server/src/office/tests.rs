// SPDX-License-Identifier: EUPL-1.2
//! The office over a real SQLite store and real ticket documents.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod acting;
mod custody;
mod doctor;
mod enrolment;
mod exchange;
mod frontier;
mod merge;
mod names;
mod rebuild;
mod rectified;
mod rollback;
mod waits;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use minicbor::bytes::ByteVec;
use ronda_shared::document::{Document, RawChange};
use ronda_shared::identity::{AuthorProof, BoxKey, EnrolmentCode, Secret, SignedCertificate, SigningKey};
use ronda_shared::ids::{Actor, Epoch, IntentId, PersonId, TicketId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::sync::Cursor;
use ronda_shared::ticket::{Action, Category, Channel, Edit, NewTicket, Note};
use ronda_shared::wire::{
    EnrolAnswer, EnrolRequest, ExchangeReply, ExchangeRequest, PROTOCOL, PushedTicket, ScopeCursor, from_cbor,
};
use tempfile::TempDir;
use uuid::Uuid;

use super::{Asker, Office, Parts, from_hex, to_hex};
use crate::case_store::{CaseStore, Jurisdiction, NewStore, SqliteStore};
use crate::photo_store::PhotoDirectory;
use crate::place_folder::PlaceFolder;
use crate::root::{ContactsJournal, OrdersJournal, RootKeys, RootSeeds};

const START_MS: i64 = 1_777_882_530_250;

/// A municipality's office in a temporary folder, with a clock the test moves.
pub(crate) struct House {
    pub folder: TempDir,
    pub office: Office,
    pub clock: Arc<AtomicI64>,
    seeds: RootSeeds,
}

pub(crate) fn recovery() -> BoxKey {
    BoxKey::from_seed(&Secret([4; 32]))
}

impl House {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seeds = RootSeeds {
            root: Secret([1; 32]),
            cursor: Secret([2; 32]),
            office: Secret([3; 32]),
        };
        RootKeys::create(folder.path(), &seeds, recovery().public()).unwrap();
        let jurisdiction = Jurisdiction {
            code: "FI".into(),
            name: "Comune di Prova".into(),
        };
        let new = NewStore {
            jurisdiction,
            epoch: Epoch([9; 16]),
            at_ms: START_MS,
        };
        let store = SqliteStore::create(&folder.path().join("store.sqlite"), &new).unwrap();
        let clock = Arc::new(AtomicI64::new(START_MS));
        let office = open(folder.path(), store, Arc::clone(&clock)).await;
        Self {
            folder,
            office,
            clock,
            seeds,
        }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The office over another copy of its store, as after somebody put an older file in its place.
    pub(crate) async fn over(&mut self, copy: &Path) {
        let store = SqliteStore::open(copy).unwrap();
        self.office = open(self.folder.path(), store, Arc::clone(&self.clock)).await;
    }

    pub(crate) fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) fn root(&self) -> SigningKey {
        SigningKey::from_seed(&self.seeds.root)
    }

    pub(crate) async fn hire(&self, name: &str, role: Role) -> PersonId {
        self.office.add_person(name.into(), Grants::of(role)).await.unwrap().id
    }
}

async fn open(folder: &Path, store: SqliteStore, clock: Arc<AtomicI64>) -> Office {
    let store: Arc<dyn CaseStore> = Arc::new(store);
    let jurisdiction = store.meta().await.unwrap().jurisdiction;
    Office::open(Parts {
        store,
        photos: Arc::new(PhotoDirectory::open(folder).unwrap()),
        place: PlaceFolder::of(folder),
        keys: RootKeys::load(folder).unwrap(),
        journal: Arc::new(OrdersJournal::of(folder)),
        contacts: Arc::new(ContactsJournal::of(folder)),
        clock: Arc::new(move || clock.load(Ordering::SeqCst)),
        chance: super::Chance::default(),
        jurisdiction,
    })
    .await
    .unwrap()
}

static UNIQUE: AtomicU64 = AtomicU64::new(1);

pub(crate) fn fresh_id() -> Uuid {
    let unique = UNIQUE.fetch_add(1, Ordering::SeqCst);
    let mut random = [0; 10];
    random[2..].copy_from_slice(&unique.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(START_MS.unsigned_abs() + unique, &random).into_uuid()
}

/// A phone as far as the office sees it.
pub(crate) struct Phone {
    pub key: SigningKey,
    pub certificate: SignedCertificate,
    pub person: PersonId,
    pub actor: Actor,
    pub cursor: Option<Cursor>,
    pub nonce: Option<Vec<u8>>,
}

pub(crate) fn enrol_request(code: &str, key: &SigningKey) -> EnrolRequest {
    let code = EnrolmentCode::read(code).unwrap();
    EnrolRequest {
        lookup: to_hex(&code.lookup()),
        public_key: to_hex(&key.public().0),
        mac: to_hex(&code.phone_mac(&key.public())),
        device_name: "a phone".into(),
    }
}

impl Phone {
    pub(crate) async fn of(house: &House, person: PersonId, seed: u8) -> Self {
        let key = SigningKey::from_seed(&Secret([seed; 32]));
        let code = house.office.new_code(&person).await.unwrap().code;
        let reply = house.office.enrol(enrol_request(&code, &key)).await.unwrap();
        let answer: Vec<u8> = (0..reply.answer.len())
            .step_by(2)
            .map(|at| from_hex::<1>(&reply.answer[at..at + 2]).unwrap()[0])
            .collect();
        let answer: EnrolAnswer = from_cbor(&answer).unwrap();
        let actor = Actor::of(key.public().device(), [seed; 8]);
        Self {
            key,
            certificate: answer.certificate,
            person,
            actor,
            cursor: None,
            nonce: None,
        }
    }

    pub(crate) fn action(&self, edits: Vec<Edit>) -> Action {
        Action {
            intent: IntentId(fresh_id()),
            by: self.person,
            at_ms: START_MS,
            edits,
        }
    }

    pub(crate) fn files(&self, title: &str) -> (TicketId, Document, RawChange) {
        let id = TicketId(fresh_id());
        let new = NewTicket {
            title: Some(title.into()),
            description: "=1+1".into(),
            ..NewTicket::of(id, "FI", Channel::Patrol, pothole())
        };
        let (document, change) = Document::file(self.actor, &self.action(vec![Edit::File(Box::new(new))])).unwrap();
        (id, document, change)
    }

    pub(crate) fn updates(&self, document: &mut Document, text: &str) -> RawChange {
        let note = Note {
            entry: IntentId(fresh_id()),
            text: text.into(),
        };
        document
            .act(self.actor, &self.action(vec![Edit::AddPublicUpdate(note)]))
            .unwrap()
    }

    pub(crate) fn pushes(&self, id: TicketId, changes: &[&RawChange]) -> PushedTicket {
        let sign = |change: &&RawChange| AuthorProof::sign(&self.key, &id, change.hash());
        let proofs = changes.iter().map(sign).collect();
        let changes = changes
            .iter()
            .map(|change| ByteVec::from(change.bytes().to_vec()))
            .collect();
        PushedTicket { id, changes, proofs }
    }

    pub(crate) async fn asker(&self, house: &House) -> Asker {
        house.office.asker(&self.key.public().device()).await.unwrap()
    }

    pub(crate) async fn request(&self, house: &House, tickets: Vec<PushedTicket>) -> ExchangeRequest {
        let from_no = self.cursor.map_or(0, |cursor| cursor.server_no);
        let scopes = self
            .asker(house)
            .await
            .scopes()
            .into_iter()
            .map(|scope| ScopeCursor { scope, from_no })
            .collect();
        ExchangeRequest {
            protocol: PROTOCOL,
            cursor: self.cursor,
            session_nonce: self.nonce.clone(),
            scopes,
            tickets,
            certificates: vec![self.certificate.clone()],
            ..ExchangeRequest::default()
        }
    }

    pub(crate) async fn exchanges(&mut self, house: &House, tickets: Vec<PushedTicket>) -> ExchangeReply {
        let request = self.request(house, tickets).await;
        let reply = house.office.exchange(&self.asker(house).await, request).await.unwrap();
        (self.cursor, self.nonce) = (Some(reply.cursor), Some(reply.session_nonce.clone()));
        reply
    }
}

fn pothole() -> Category {
    Category {
        code: "roads.pothole".into(),
        taxonomy_version: String::new(),
    }
}
