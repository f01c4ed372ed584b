// SPDX-License-Identifier: EUPL-1.2
//! The simulated office: the real office over a real store and photo folder, without HTTP before it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ronda_server::case_store::{CaseStore, Jurisdiction, NewStore, SqliteStore, StoredPhoto, UploadId};
use ronda_server::office::{Asker, Chance as OfficeChance, Office as Real, OfficeError, Parts};
use ronda_server::photo_store::PhotoDirectory;
use ronda_server::place_folder::PlaceFolder;
use ronda_server::root::{ContactsJournal, OrdersJournal, RootKeys, RootSeeds};
use ronda_shared::identity::{BoxKey, Secret, SignedCertificate};
use ronda_shared::ids::{Epoch, PhotoHash};
use ronda_shared::limits;
use ronda_shared::photo::verify_kept;
use ronda_shared::sync::Failure;
use ronda_shared::wire::{ExchangeReply, ExchangeRequest, decode, encode};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::chance::Chance;

pub struct Office {
    pub data: PathBuf,
    pub office: Real,
    now: Arc<AtomicI64>,
    chance: Chance,
    copy: Option<PathBuf>,
    copies: u64,
}

impl Office {
    pub async fn founded(data: PathBuf, now: Arc<AtomicI64>, chance: Chance) -> Self {
        fs::create_dir_all(&data).expect("a folder");
        let seeds = RootSeeds {
            root: Secret(chance.secret()),
            cursor: Secret(chance.secret()),
            office: Secret(chance.secret()),
        };
        let recovery = BoxKey::from_seed(&Secret(chance.secret()));
        RootKeys::create(&data, &seeds, recovery.public()).expect("keys");
        let mut epoch = [0; 16];
        chance.fill(&mut epoch);
        let new = NewStore {
            jurisdiction: Jurisdiction {
                code: "FI".into(),
                name: "Comune di Prova".into(),
            },
            epoch: Epoch(epoch),
            at_ms: now.load(Ordering::SeqCst),
        };
        SqliteStore::create(&data.join("store.sqlite"), &new).expect("a store");
        let office = opened(&data, &now, &chance).await;
        Self {
            data,
            office,
            now,
            chance,
            copy: None,
            copies: 0,
        }
    }

    pub async fn restarts(&mut self) {
        self.starts_in(self.data.clone()).await;
    }

    /// Starts with what lies in this data folder.
    pub async fn starts_in(&mut self, data: PathBuf) {
        self.office.store().close().await;
        self.office = opened(&data, &self.now, &self.chance).await;
        self.data = data;
    }

    /// The same office in another world, with whatever lies in its data folder at this moment.
    pub async fn apart(&self, data: PathBuf, now: &Arc<AtomicI64>) -> Self {
        copy_tree(&self.data, &data);
        let chance = self.chance.apart();
        Self {
            office: opened(&data, now, &chance).await,
            data,
            now: Arc::clone(now),
            chance,
            copy: self.copy.clone(),
            copies: self.copies,
        }
    }

    /// Somebody alters its store while it is closed; then it opens again.
    pub async fn altered<T>(&mut self, alter: impl FnOnce(&Connection) -> T) -> T {
        self.office.store().close().await;
        let conn = Connection::open(self.data.join("store.sqlite")).expect("a store");
        conn.execute_batch("PRAGMA foreign_keys = ON")
            .expect("a strict connection");
        let altered = alter(&conn);
        drop(conn);
        self.office = opened(&self.data, &self.now, &self.chance).await;
        altered
    }

    /// A copy of the data folder that no command knows of.
    pub async fn is_copied(&mut self) {
        self.restarts().await;
        let copy = self.data.with_extension(format!("copy-{}", self.copies));
        self.copies += 1;
        copy_tree(&self.data, &copy);
        self.copy = Some(copy);
    }

    /// Everything is as it was when it was copied; false when it never was.
    pub async fn rolls_back(&mut self) -> bool {
        let Some(copy) = &self.copy else { return false };
        self.office.store().close().await;
        fs::remove_dir_all(&self.data).expect("the folder goes");
        copy_tree(copy, &self.data);
        self.office = opened(&self.data, &self.now, &self.chance).await;
        true
    }

    /// The device that asks, as at the door: one that a rolled-back store forgot is known again by its certificate.
    async fn asker(&self, certificate: &SignedCertificate) -> Result<Asker, OfficeError> {
        let certified = certificate
            .verify(&self.office.root_public())
            .map_err(|_| OfficeError::NoAccess)?;
        match self.office.asker(&certified.device).await {
            Err(OfficeError::NoAccess) if self.office.store().device(&certified.device).await?.is_none() => {
                self.office.know_again(certificate).await
            }
            known => known,
        }
    }

    /// One exchange, in the bytes that travel.
    pub async fn exchange(&self, certificate: &SignedCertificate, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
        let request: ExchangeRequest = decode(bytes, limits::EXCHANGE_DECODED_BYTES).expect("a request of ours");
        let asker = self.asker(certificate).await.map_err(refused)?;
        let reply: ExchangeReply = self.office.exchange(&asker, request).await.map_err(refused)?;
        Ok(encode(&reply))
    }

    /// Takes a photo as an upload does: whole, checked, numbered.
    pub async fn upload(&self, certificate: &SignedCertificate, hash: PhotoHash, jpeg: &[u8]) -> Result<u64, Failure> {
        let asker = self.asker(certificate).await.map_err(refused)?;
        let (store, photos) = (self.office.store(), self.office.photos());
        let failed = |error: String| Failure::Unreachable(error);
        let seen = store.photos_visible(&asker.photo_query(), &[hash]).await;
        if let Some(record) = seen.map_err(|error| failed(error.to_string()))?.first() {
            return Ok(record.no);
        }
        let id = upload_id(&asker, &hash);
        photos.begin(&id).await.map_err(|error| failed(error.to_string()))?;
        let at = photos.offset(&id).await.map_err(|error| failed(error.to_string()))?;
        let rest = jpeg[usize::try_from(at).expect("a small photo")..].to_vec();
        photos
            .append(&id, at, rest)
            .await
            .map_err(|error| failed(error.to_string()))?;
        let whole = photos.partial(&id).await.map_err(|error| failed(error.to_string()))?;
        verify_kept(&whole).expect("a photo of ours passes the office's check");
        let _turn = self.office.photo_turn().await;
        if store
            .is_photo_purged(&hash)
            .await
            .map_err(|error| failed(error.to_string()))?
        {
            return Err(Failure::Refused("the ticket it belonged to was destroyed".into()));
        }
        photos
            .finish(&id, &hash)
            .await
            .map_err(|error| failed(error.to_string()))?;
        let (device, bytes, by) = (asker.device, whole.len() as u64, asker.by(self.office.now_ms()));
        let stored = StoredPhoto {
            hash,
            bytes,
            device,
            by,
        };
        store
            .photo_stored(stored)
            .await
            .map_err(|error| failed(error.to_string()))
    }

    /// The first half of an upload whose connection then breaks.
    pub async fn half_upload(&self, certificate: &SignedCertificate, hash: PhotoHash, jpeg: &[u8]) {
        let Ok(asker) = self.asker(certificate).await else {
            return;
        };
        let (id, photos) = (upload_id(&asker, &hash), self.office.photos());
        photos.begin(&id).await.expect("an upload");
        if photos.offset(&id).await.expect("its length") == 0 {
            photos
                .append(&id, 0, jpeg[..jpeg.len() / 2].to_vec())
                .await
                .expect("half a photo");
        }
    }
}

fn upload_id(asker: &Asker, hash: &PhotoHash) -> UploadId {
    let digest = Sha256::new()
        .chain_update(asker.device.bytes())
        .chain_update(hash.bytes())
        .finalize();
    UploadId(Uuid::from_slice(&digest[..16]).expect("16 bytes"))
}

/// What a phone makes of an office's refusal: where it may pass, the phone tries again.
pub fn refused(error: OfficeError) -> Failure {
    match error {
        OfficeError::Revoked => Failure::Revoked,
        error if error.is_permanent() => Failure::Refused(error.to_string()),
        error => Failure::Unreachable(error.to_string()),
    }
}

async fn opened(data: &Path, now: &Arc<AtomicI64>, chance: &Chance) -> Real {
    open(data, now, chance).await.expect("the office opens")
}

/// Opens the office of a data folder.
///
/// # Errors
/// With what keeps it closed.
pub async fn open(data: &Path, now: &Arc<AtomicI64>, chance: &Chance) -> Result<Real, String> {
    let said = |fault: &dyn std::fmt::Display| fault.to_string();
    let store = SqliteStore::open(&data.join("store.sqlite")).map_err(|fault| said(&fault))?;
    let store: Arc<dyn CaseStore> = Arc::new(store);
    let (now, chance) = (Arc::clone(now), chance.clone());
    let parts = Parts {
        jurisdiction: store.meta().await.map_err(|fault| said(&fault))?.jurisdiction,
        store,
        photos: Arc::new(PhotoDirectory::open(data).map_err(|fault| said(&fault))?),
        place: PlaceFolder::of(data),
        keys: RootKeys::load(data).map_err(|fault| said(&fault))?,
        journal: Arc::new(OrdersJournal::of(data)),
        contacts: Arc::new(ContactsJournal::of(data)),
        clock: Arc::new(move || now.load(Ordering::SeqCst)),
        chance: OfficeChance::seeded(move |bytes| chance.fill(bytes)),
    };
    Real::open(parts).await.map_err(|fault| said(&fault))
}

/// Copies a folder as it lies on the disk; an index of shared memory is made anew by whoever opens the copy.
pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        if path.is_dir() {
            copy_tree(&path, &to.join(name));
        } else if !name.to_string_lossy().ends_with("-shm") {
            fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
}
