// SPDX-License-Identifier: EUPL-1.2
//! A backup merged into the running store: what the store lacks comes in through the same gate as everything
//! else, what it holds stays as it is.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minicbor::bytes::ByteVec;
use ronda_shared::document::read_saved;
use ronda_shared::identity::SignedOrder;
use ronda_shared::ids::{DeviceId, PhotoHash, TicketId};
use ronda_shared::reporter::ReporterVerdict;
use ronda_shared::wire::{PushedTicket, Verdict, from_cbor};
use serde::Serialize;

use super::admission::Entrant;
use super::backup::{Manifest, ORDERS, STORE, each_entry, verify};
use super::photos::Taken;
use super::{Office, OfficeError, random, to_hex};
use crate::case_store::{By, Registry, SqliteStore, TicketLog, Upkeep, Vault, Watermark, WholeTicket};

/// Tickets admitted at once.
const BATCH: u32 = 500;

/// What merging a backup came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// When the backup was made, RFC 3339.
    pub made_at: String,
    /// Tickets in the backup.
    pub tickets: u64,
    /// Changes that the store lacked and has now.
    pub changes: u64,
    /// Changes in quarantine.
    pub quarantined: u64,
    /// Tickets put off because others wrote to them meanwhile: import the backup again.
    pub unsettled: u64,
    /// Photos that the store lacked and has now.
    pub photos: u64,
    /// Photos of the backup that are no stored photos of ours.
    pub photos_refused: u64,
    /// Changes of tickets that were destroyed since: not taken.
    pub purged: u64,
    /// Orders (revocations, purges) that the store had forgotten.
    pub orders: u64,
    /// Contacts of reporters that are in the vault now.
    pub contacts: u64,
}

impl Office {
    /// Merges a verified backup of this very store; doing so twice changes nothing.
    ///
    /// # Errors
    /// When the backup does not verify or belongs to another store, or the disk fails. What came in until then stays.
    pub async fn merge_backup(&self, data: &Path, file: &Path) -> Result<Merged, OfficeError> {
        let (from, room) = (file.to_owned(), Room::new(data)?);
        let unpack = move || unpacked(&from, room);
        let unpacked = tokio::task::spawn_blocking(unpack)
            .await
            .map_err(|_| OfficeError::Stopped("unpacking the backup"))??;
        let copy = SqliteStore::open(&unpacked.room.store())?;
        let merged = self.merge(&copy, &unpacked, file).await;
        copy.close().await;
        merged
    }

    async fn merge(&self, copy: &SqliteStore, from: &Unpacked, file: &Path) -> Result<Merged, OfficeError> {
        self.check_own(copy, &from.manifest).await?;
        let mut merged = Merged {
            made_at: from.manifest.made_at.clone(),
            orders: self.obey(&from.orders).await?,
            ..Merged::default()
        };
        let named = self.merge_tickets(copy, &mut merged).await?;
        self.merge_photos(file, &named, &mut merged).await?;
        merged.contacts = self.merge_reporters(copy).await?;
        if merged.unsettled == 0 {
            let by = By::office(self.now_ms());
            let mark = Watermark {
                backup: from.manifest.backup.clone(),
                epoch: copy.meta().await?.epoch,
                no: from.manifest.last_no,
                at_ms: by.at_ms,
            };
            self.store().merged(mark, by).await?;
        }
        Ok(merged)
    }

    /// Another store's tickets would come in as strangers' work: the devices must be certified by these keys.
    async fn check_own(&self, copy: &SqliteStore, manifest: &Manifest) -> Result<(), OfficeError> {
        let root = self.root_public();
        let devices = copy.devices().await?;
        let certified = devices.iter().all(|device| device.certificate.verify(&root).is_ok());
        if certified && manifest.jurisdiction == self.jurisdiction().code {
            return Ok(());
        }
        Err(OfficeError::Refused(
            "this is the backup of another store: its devices are not certified by these keys".into(),
        ))
    }

    /// Gives the photos that the tickets now in the store name.
    async fn merge_tickets(&self, copy: &SqliteStore, merged: &mut Merged) -> Result<BTreeSet<PhotoHash>, OfficeError> {
        let (mut after, mut named) = (None, BTreeSet::new());
        loop {
            let page = copy.tickets_after(after, BATCH).await?;
            let Some(last) = page.last() else { return Ok(named) };
            after = Some(last.ticket);
            merged.tickets += page.len() as u64;
            let mut pushed = Vec::new();
            for ticket in &page {
                pushed.push(given_back(copy, ticket).await?);
            }
            let kept = self.merge_page(copy, pushed, merged).await?;
            for ticket in page.into_iter().filter(|ticket| kept.contains(&ticket.ticket)) {
                named.extend(photos_of(ticket).await?);
            }
        }
    }

    /// Admits a page; gives the tickets that are in the store now.
    async fn merge_page(
        &self,
        copy: &SqliteStore,
        pushed: Vec<PushedTicket>,
        merged: &mut Merged,
    ) -> Result<BTreeSet<TicketId>, OfficeError> {
        let signers: BTreeSet<DeviceId> = pushed
            .iter()
            .flat_map(|ticket| &ticket.proofs)
            .map(|proof| proof.device)
            .collect();
        let certificates = copy.certificates(&signers.into_iter().collect::<Vec<_>>()).await?;
        let sent: Vec<_> = certificates.into_values().collect();
        let authors = Arc::new(self.authors_of(&pushed, &sent).await?);
        let before = self.store().meta().await?.last_no;
        let entrants = Entrant::all(pushed, None);
        let answers = self.admit_all(entrants, authors, &By::office(self.now_ms())).await?;
        let mut kept = BTreeSet::new();
        for answer in answers.into_values() {
            let fresh = answer.receipts.iter().filter(|receipt| receipt.server_no > before);
            merged.changes += fresh.count() as u64;
            let late = answer.quarantined.iter().filter(|(_, why)| why.code.is_for_good());
            let late = late.count() as u64;
            merged.quarantined += answer.quarantined.len() as u64 - late;
            merged.purged += late;
            merged.unsettled += u64::from(answer.verdict != Verdict::Settled);
            if !answer.receipts.is_empty() {
                kept.insert(answer.ticket);
            }
        }
        Ok(kept)
    }

    /// Rows come back as they were taken; what was erased meanwhile stays erased.
    async fn merge_reporters(&self, copy: &SqliteStore) -> Result<u64, OfficeError> {
        let (mut after, mut there) = (0, 0);
        loop {
            let page = copy.reporters_after(after, BATCH).await?;
            let Some(last) = page.last() else { return Ok(there) };
            after = last.no;
            let rows: Vec<_> = page.into_iter().map(|vaulted| vaulted.row).collect();
            let devices: Vec<DeviceId> = rows.iter().map(|row| row.device).collect();
            let certificates: Vec<_> = copy.certificates(&devices).await?.into_values().collect();
            let by = By::office(self.now_ms());
            let answers = self.take_reporters(rows, self.keys_of(&certificates), &by).await?;
            there += answers
                .iter()
                .filter(|answer| answer.verdict == ReporterVerdict::Vaulted)
                .count() as u64;
        }
    }

    async fn merge_photos(
        &self,
        file: &Path,
        named: &BTreeSet<PhotoHash>,
        merged: &mut Merged,
    ) -> Result<(), OfficeError> {
        let known = self.store().photos(&named.iter().copied().collect::<Vec<_>>()).await?;
        let known: BTreeSet<PhotoHash> = known.into_iter().map(|photo| photo.hash).collect();
        let lacked = named.difference(&known).copied().collect();
        let (tell, mut hear) = tokio::sync::mpsc::channel(2);
        let from = file.to_owned();
        let reading = tokio::task::spawn_blocking(move || {
            for_each_photo(&from, &lacked, |bytes| tell.blocking_send(bytes).is_ok())
        });
        let (device, by) = (self.device().id, By::office(self.now_ms()));
        while let Some(bytes) = hear.recv().await {
            match self.take_photo(bytes, device, &by).await? {
                Taken::Stored(_) => merged.photos += 1,
                Taken::Aside(_) | Taken::Dropped => merged.photos_refused += 1,
                Taken::Purged(_) => merged.purged += 1,
            }
        }
        reading
            .await
            .map_err(|_| OfficeError::Stopped("reading the backup's photos"))?
    }
}

/// A ticket of the copy as a phone would give it back: all its changes and every signature.
async fn given_back(copy: &SqliteStore, ticket: &WholeTicket) -> Result<PushedTicket, OfficeError> {
    let logged = copy.changes_of(&ticket.ticket).await?;
    Ok(PushedTicket {
        id: ticket.ticket,
        changes: logged.into_iter().map(|change| ByteVec::from(change.bytes)).collect(),
        proofs: ticket.held.proofs.clone(),
    })
}

async fn photos_of(ticket: WholeTicket) -> Result<Vec<PhotoHash>, OfficeError> {
    let read = move || {
        let read = read_saved(&ticket.held.saved)?;
        Ok(read.photos.iter().map(|photo| photo.value.sha256).collect())
    };
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|_| OfficeError::Stopped("reading a ticket"))?
}

/// A private folder for the unpacked copy, gone when dropped.
struct Room(PathBuf);

impl Room {
    fn new(data: &Path) -> Result<Self, OfficeError> {
        let room = data.join(format!("merging-{}", to_hex(&random::<4>()?)));
        fs::create_dir(&room).map_err(OfficeError::file(format!("{} cannot be made", room.display())))?;
        Ok(Self(room))
    }

    fn store(&self) -> PathBuf {
        self.0.join(STORE)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!("{} is left over and can be deleted: {error}", self.0.display());
        }
    }
}

struct Unpacked {
    room: Room,
    manifest: Manifest,
    orders: Vec<SignedOrder>,
}

fn unpacked(file: &Path, room: Room) -> Result<Unpacked, OfficeError> {
    let manifest = verify(file)?;
    let mut orders = Vec::new();
    each_entry(file, |name, entry| {
        if name == STORE {
            let mut options = OpenOptions::new();
            let mut copy = options.write(true).create_new(true).open(room.store())?;
            std::io::copy(entry, &mut copy)?;
        } else if name == ORDERS {
            let mut cbor = Vec::new();
            entry.read_to_end(&mut cbor)?;
            orders = from_cbor(&cbor).unwrap_or_default();
        }
        Ok(true)
    })?;
    Ok(Unpacked { room, manifest, orders })
}

fn for_each_photo(
    file: &Path,
    wanted: &BTreeSet<PhotoHash>,
    mut take: impl FnMut(Vec<u8>) -> bool,
) -> Result<(), OfficeError> {
    each_entry(file, |name, entry| {
        let hash = name
            .strip_prefix("photos/")
            .and_then(|name| name.strip_suffix(".jpg"))
            .and_then(|name| name.parse::<PhotoHash>().ok());
        if !hash.is_some_and(|hash| wanted.contains(&hash)) {
            return Ok(true);
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        Ok(take(bytes))
    })
}
