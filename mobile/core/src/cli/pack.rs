// SPDX-License-Identifier: EUPL-1.2
//! `ronda export`: the emergency pack (docs/decisions/0006-emergency-pack.md), with or without the PIN.

use std::collections::BTreeSet;
use std::path::Path;

use minicbor::bytes::ByteVec;
use ronda_shared::identity::Secret;
use ronda_shared::wire::{EmergencyPack, LockedPack};
use serde_json::json;

use super::args::{Export, Home as HomeArgs};
use super::folder;
use super::output::{Answer, Fault};
use crate::engine::Engine;
use crate::error::Error;
use crate::home::{Home, write_durably};
use crate::keystore::{Keystore, random};

/// Packs every ticket this phone wrote to, and its photos, sealed to the office's recovery key.
pub(super) fn export(engine: &Engine, args: &Export) -> Result<Answer, Fault> {
    let (store, identity) = (engine.store(), engine.identity());
    let tickets = store.written_tickets()?;
    let devices: BTreeSet<_> = tickets
        .iter()
        .flat_map(|ticket| &ticket.proofs)
        .map(|proof| proof.device)
        .collect();
    let certificates = store.certificates_of(devices)?;
    let mut photos: Vec<ByteVec> = Vec::new();
    for photo in store.own_photos()? {
        photos.extend(store.photo_jpeg(&photo)?.map(ByteVec::from));
    }
    let counts = (tickets.len(), photos.len());
    let reporters = store.reporters_owed(usize::MAX)?;
    let contacts = reporters.len();
    let pack = EmergencyPack {
        certificate: identity.certificate.clone(),
        tickets,
        certificates,
        photos,
        reporters,
    };
    let file = pack.to_file(&identity.recovery_key, &Secret(random().map_err(Error::from)?));
    let file = file.map_err(|_| Fault::plain("the office's recovery key is of no use: enrol again"))?;
    written(&args.file, &file)?;
    let shown = json!({ "file": args.file, "bytes": file.len(), "tickets": counts.0, "photos": counts.1, "contacts": contacts });
    let words = format!(
        "Packed {} tickets and {} photos into {}. Only the office can open it.",
        counts.0,
        counts.1,
        args.file.display()
    );
    Ok(Answer::new(shown, words))
}

/// Packs the encrypted store as it lies on the disk; nothing in it is readable without the recovery kit.
pub(super) fn export_locked(home: &HomeArgs, args: &Export) -> Result<Answer, Fault> {
    let folder = folder(home);
    let keystore = Keystore::of(&folder);
    let sealed_key = keystore.sealed_key().map_err(Error::from)?;
    let home = Home::enter(&folder).map_err(Error::from)?;
    let database = read(&home.store_path())?;
    let wal = home.store_path().with_extension("db-wal");
    let wal = if wal.exists() { read(&wal)? } else { Vec::new() };
    let file = LockedPack {
        sealed_key,
        database,
        wal,
    }
    .to_file();
    written(&args.file, &file)?;
    let shown = json!({ "file": args.file, "bytes": file.len(), "locked": true });
    Ok(Answer::new(
        shown,
        format!(
            "Packed the locked store into {}. Only the office can open it.",
            args.file.display()
        ),
    ))
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path).map_err(|_| Fault::plain("the store cannot be read: check the folder's permissions"))
}

fn written(path: &Path, file: &[u8]) -> Result<(), Fault> {
    let whole = std::path::absolute(path);
    whole.and_then(|path| write_durably(&path, file)).map_err(|fault| {
        let kind = fault.kind();
        Fault::plain(format!(
            "the pack could not be written ({kind}): check the path and free space"
        ))
    })
}
