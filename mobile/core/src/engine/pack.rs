// SPDX-License-Identifier: EUPL-1.2
//! The emergency pack (docs/decisions/0006-emergency-pack.md): only the office can open it.

use std::collections::BTreeSet;

use minicbor::bytes::ByteVec;
use ronda_shared::identity::Secret;
use ronda_shared::ids::{PhotoHash, TicketId};
use ronda_shared::wire::{EmergencyPack, LockedPack};

use super::Engine;
use crate::error::Error;
use crate::home::{Home, HomeError, read_if_there};
use crate::keystore::{Keystore, KeystoreError, random};
use crate::store::Written;

/// A finished pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The file's bytes.
    pub file: Vec<u8>,
    /// Tickets in it.
    pub tickets: usize,
    /// Photos in it.
    pub photos: usize,
    /// Citizens' contacts in it.
    pub contacts: usize,
    /// Tickets whose documents cannot be read: of these it holds only what is kept one by one.
    pub damaged_tickets: Vec<TicketId>,
    /// Photos that cannot be read and are not in it.
    pub damaged_photos: Vec<PhotoHash>,
}

impl Engine {
    /// Packs every ticket this phone wrote to, and its photos, sealed to the office's recovery key. What cannot be read does
    /// not keep the rest out of it, and is named.
    ///
    /// # Errors
    /// When the store cannot be read at all or the recovery key is of no use.
    pub fn pack(&mut self) -> Result<Packed, Error> {
        let Written { mut tickets, damaged } = self.store.written_tickets()?;
        tickets.iter_mut().for_each(|ticket| self.identity.sign_own(ticket));
        let proofs = tickets.iter().flat_map(|ticket| &ticket.proofs);
        let devices: BTreeSet<_> = proofs.map(|proof| proof.device).collect();
        let certificates = self.store.certificates_of(devices)?;
        let (photos, damaged_photos) = self.readable_photos()?;
        let reporters = self.store.reporters_owed(usize::MAX)?;
        let counts = (tickets.len(), photos.len(), reporters.len());
        let pack = EmergencyPack {
            certificate: self.identity.certificate.clone(),
            tickets,
            certificates,
            photos,
            reporters,
        };
        let sealed = pack.to_file(&self.identity.recovery_key, &Secret(random()?));
        let unusable = || Error::Invalid(vec!["the office's recovery key is of no use: enrol again".into()]);
        Ok(Packed {
            file: sealed.map_err(|_| unusable())?,
            tickets: counts.0,
            photos: counts.1,
            contacts: counts.2,
            damaged_tickets: damaged,
            damaged_photos,
        })
    }

    /// The photos this phone took, and the names of those that cannot be read.
    fn readable_photos(&mut self) -> Result<(Vec<ByteVec>, Vec<PhotoHash>), Error> {
        let (mut photos, mut damaged) = (Vec::new(), Vec::new());
        for photo in self.store.own_photos()? {
            match self.store.photo_jpeg_or_reopen(&photo) {
                Ok(jpeg) => photos.extend(jpeg.map(ByteVec::from)),
                Err(fault) if fault.is_damage() => damaged.push(photo),
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok((photos, damaged))
    }
}

/// Packs the encrypted store as it lies on the disk; nothing in it is readable without the recovery kit.
///
/// # Errors
/// When nobody enrolled here or the store cannot be read.
pub fn locked_pack(home: &Home, keystore: &Keystore) -> Result<Vec<u8>, Error> {
    let read = |path: &std::path::Path| read_if_there(path).map_err(HomeError::from);
    let database = read(&home.store_path())?.ok_or(KeystoreError::NotEnrolled)?;
    let wal = read(&home.store_path().with_extension("db-wal"))?.unwrap_or_default();
    let sealed_key = keystore.sealed_key()?;
    Ok(LockedPack {
        sealed_key,
        database,
        wal,
    }
    .to_file())
}
