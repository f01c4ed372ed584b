// SPDX-License-Identifier: EUPL-1.2
//! The doctor: every document loads, every row equals its projection, every photo its hash, chain, digests and audit trail hold.

use std::collections::BTreeSet;
use std::path::Path;

use ronda_shared::case_row::project;
use ronda_shared::document::{Document, DocumentError, RawChange, heads_of};
use ronda_shared::ids::{ChangeHash, PhotoHash};
use ronda_shared::policy::scopes_of_ticket;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Office, OfficeError};
use crate::case_store::{Doomed, StoreError, WholeTicket};
use crate::root::KIT_FILE;

/// Tickets and photos read at once.
const PAGE: u32 = 500;

/// One thing that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at: `document`, `row`, `scopes`, `changes`, `photo`, `vault`, `purges`, `reference`, `place`, or a part of the store (`numbers`, `chain`, `digest`, `file`, `audit`).
    pub part: String,
    /// What is wrong, with ids and numbers only.
    pub detail: String,
}

/// What the doctor saw.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// Tickets looked at.
    pub tickets: u64,
    /// Photos looked at.
    pub photos: u64,
    /// What must be mended.
    pub faults: Vec<Finding>,
    /// What should be done.
    pub warnings: Vec<String>,
}

impl Examination {
    fn fault(&mut self, part: &str, detail: String) {
        self.faults.push(Finding {
            part: part.to_owned(),
            detail,
        });
    }

    /// What cannot be read ends one part, not the examination: the rest is of use to who mends it.
    fn as_far_as_readable<T: Default>(&mut self, read: Result<T, OfficeError>) -> Result<T, OfficeError> {
        match read {
            Err(OfficeError::Store(StoreError::Corrupt(detail))) => {
                self.fault("rows", detail);
                Ok(T::default())
            }
            read => read,
        }
    }
}

impl Office {
    /// Examines everything; slow on a large store, and the server goes on meanwhile.
    ///
    /// # Errors
    /// When the store cannot be read at all.
    pub async fn examine(&self, data: &Path) -> Result<Examination, OfficeError> {
        let mut examination = Examination::default();
        for fault in self.store().examine().await? {
            examination.fault(fault.part, fault.detail);
        }
        examination.faults.extend(self.reference_findings().await?);
        examination.faults.extend(self.place_findings().await?);
        let walked = self.examine_tickets(&mut examination).await;
        examination.as_far_as_readable(walked)?;
        let unknown = self.unknown_rows().await;
        let unknown = examination.as_far_as_readable(unknown)?;
        examination.warnings.extend(unknown);
        self.examine_photos(&mut examination).await?;
        self.examine_vault(&mut examination).await?;
        self.examine_purges(&mut examination).await?;
        self.warn(data, &mut examination).await?;
        Ok(examination)
    }

    async fn examine_tickets(&self, examination: &mut Examination) -> Result<(), OfficeError> {
        let mut after = None;
        loop {
            let tickets = self.store().tickets_after(after, PAGE).await?;
            let Some(last) = tickets.last() else { return Ok(()) };
            after = Some(last.ticket);
            for ticket in tickets {
                examination.tickets += 1;
                let logged = self.store().changes_of(&ticket.ticket).await?;
                let changes = logged.into_iter().map(|change| (change.hash, change.bytes)).collect();
                let look = move || faults_of(&ticket, changes);
                let faults = tokio::task::spawn_blocking(look)
                    .await
                    .map_err(|_| OfficeError::Stopped("examining a ticket"))?;
                examination.faults.extend(faults);
            }
        }
    }

    async fn examine_photos(&self, examination: &mut Examination) -> Result<(), OfficeError> {
        let mut after = 0;
        loop {
            let photos = self.store().photos_after(after, PAGE).await?;
            let Some(last) = photos.last() else { return Ok(()) };
            after = last.no;
            for photo in photos {
                examination.photos += 1;
                match self.photos().get(&photo.hash).await {
                    Ok(Some(bytes)) if is_photo(&bytes, &photo.hash) => {}
                    Ok(Some(_)) => examination.fault("photo", format!("photo {} does not match its hash", photo.hash)),
                    Ok(None) => examination.fault(
                        "photo",
                        format!("photo {} has the number {} but no bytes", photo.hash, photo.no),
                    ),
                    Err(error) => examination.fault("photo", format!("photo {} cannot be read: {error}", photo.hash)),
                }
            }
        }
    }

    /// Every contact opens with the vault's key; what is in it is looked at by nobody.
    async fn examine_vault(&self, examination: &mut Examination) -> Result<(), OfficeError> {
        let mut after = 0;
        loop {
            let rows = self.store().reporters_after(after, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.no;
            for vaulted in rows {
                if vaulted.row.open(&self.keys().vault).is_err() {
                    let reference = vaulted.row.reference;
                    examination.fault(
                        "vault",
                        format!("the contact {reference} does not open with the vault's key"),
                    );
                }
            }
        }
    }

    /// Only an order of the root key explains a missing ticket.
    async fn examine_purges(&self, examination: &mut Examination) -> Result<(), OfficeError> {
        let root = self.root_public();
        for purged in self.store().purge_ledger().await? {
            let order = purged.signed.verify(&root).ok();
            let destroys = order.filter(|order| order.id == purged.order);
            let destroys = destroys.and_then(|order| order.kind.destroys());
            let said = destroys.map(|destroys| (destroys.ticket, destroys.successor));
            if said != Some((purged.ticket, purged.successor)) {
                let detail = format!("ticket {} is missing without an order of the root key", purged.ticket);
                examination.fault("purges", detail);
            }
        }
        if self.store().doomed().await? != Doomed::default() {
            let cure =
                "something that was destroyed is not yet out of every file: free some space and start the server again";
            examination.warnings.push(cure.to_owned());
        }
        Ok(())
    }

    async fn warn(&self, data: &Path, examination: &mut Examination) -> Result<(), OfficeError> {
        if data.join(KIT_FILE).exists() {
            let kit = format!(
                "the recovery kit {KIT_FILE} still lies in the data folder: move it to a safe place outside this computer"
            );
            examination.warnings.push(kit);
        }
        let aside = self.photos().list_aside().await?.len();
        if aside > 0 {
            examination.warnings.push(format!(
                "{aside} refused photos are kept in the folder refused: look at them with a viewer you trust, and delete what nobody needs"
            ));
        }
        let meta = self.store().meta().await?;
        if meta.vaulted.is_none() && meta.last_no > 0 {
            examination
                .warnings
                .push("there is no backup that counts yet: run `ronda-server backup --to` another disk".to_owned());
        }
        examination.warnings.extend(meta.behind().map(behind));
        Ok(())
    }
}

/// What to do about a store that lacks what phones have forgotten.
pub(crate) fn behind(relied_on: u64) -> String {
    format!(
        "phones have relied on a backup up to number {relied_on} that this store knows nothing of: merge the newest one with `ronda-server import --backup FILE`"
    )
}

pub(super) fn is_photo(bytes: &[u8], hash: &PhotoHash) -> bool {
    <[u8; 32]>::from(Sha256::digest(bytes)) == *hash.bytes()
}

fn hashes_of(document: &Document) -> Result<BTreeSet<ChangeHash>, DocumentError> {
    Ok(document.changes()?.iter().map(RawChange::hash).collect())
}

/// Compares a ticket with its document, and the document with the log of changes it came from.
fn faults_of(stored: &WholeTicket, changes: Vec<(ChangeHash, Vec<u8>)>) -> Vec<Finding> {
    let mut faults = Vec::new();
    let mut fault = |part: &str, detail: String| {
        faults.push(Finding {
            part: part.to_owned(),
            detail,
        })
    };
    let id = stored.ticket;
    let opened = Document::load(&stored.held.saved)
        .and_then(|document| Ok((document.heads(), document.read()?, hashes_of(&document)?)));
    let ticket = match opened {
        Ok((heads, ticket, hashes)) if heads == stored.held.heads => Some((ticket, hashes)),
        Ok((_, ticket, hashes)) => {
            fault(
                "document",
                format!("ticket {id}: the stored heads are not the document's"),
            );
            Some((ticket, hashes))
        }
        Err(error) => {
            fault("document", format!("ticket {id}: {error}"));
            None
        }
    };
    let mut scanned = Vec::new();
    let logged: BTreeSet<ChangeHash> = changes.iter().map(|(hash, _)| *hash).collect();
    if let Some((ticket, hashes)) = ticket {
        if logged != hashes {
            fault(
                "changes",
                format!("ticket {id}: the log of changes is not the document's history"),
            );
        }
        if project(&ticket) != stored.row {
            fault(
                "row",
                format!("ticket {id}: the row differs from the document's projection"),
            );
        }
        let scopes: BTreeSet<String> = scopes_of_ticket(&ticket).into_iter().collect();
        if scopes != stored.held.scopes.iter().cloned().collect() {
            fault("scopes", format!("ticket {id}: the scopes differ from the document's"));
        }
    }
    for (hash, bytes) in changes {
        match RawChange::scan(bytes) {
            Ok(change) if change.hash() == hash => scanned.push(change),
            _ => fault(
                "changes",
                format!("ticket {id}: change {hash} is not what its name says"),
            ),
        }
    }
    if heads_of(&scanned) != stored.held.heads {
        fault(
            "changes",
            format!("ticket {id}: the log of changes does not lead to the stored heads"),
        );
    }
    faults
}
