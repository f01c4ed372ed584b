// SPDX-License-Identifier: EUPL-1.2
//! The drop box: a revoked phone hands over what it still owes, and what the store lacks of all it holds, into custody; it reads
//! nothing but receipts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minicbor::bytes::ByteVec;
use ronda_shared::identity::{AuthorProof, Certificate, SignedCertificate};
use ronda_shared::ids::{ChangeHash, DeviceId, PhotoHash};
use ronda_shared::limits;
use ronda_shared::wire::{
    DropBoxReply, DropBoxRequest, Offer, PushedTicket, Receipt, Refusal, RefusalCode, TicketAnswer, Verdict,
};

use super::late::name_of;
use super::photos::{Checked, Taken};
use super::proofs::ByAuthor;
use super::{Office, OfficeError};
use crate::case_store::{By, Deposit, Outcome, QuarantinedChange};

impl Office {
    /// Takes what a revoked phone owes into custody and answers with the order that revoked it.
    ///
    /// # Errors
    /// When the certificate is not the root's, the device is not revoked, or a bound is passed.
    pub async fn drop_box(&self, request: DropBoxRequest) -> Result<DropBoxReply, OfficeError> {
        let certificate = request
            .certificate
            .verify(&self.root_public())
            .map_err(|_| OfficeError::NoAccess)?;
        let order = self.store().revocation(&certificate.device).await?;
        let order = order.ok_or_else(|| OfficeError::Refused("this device is not revoked: sync as usual".into()))?;
        check(&request)?;
        let by = By {
            who: certificate.person.to_string(),
            device: Some(certificate.device),
            at_ms: self.now_ms(),
        };
        // What an order destroyed must not come back with what follows.
        self.obey(&request.orders_known).await?;
        let mut answers = Vec::new();
        let mut signed = false;
        for (ticket, proven) in proven(request.tickets, &certificate).await? {
            signed |= proven;
            let full = self.custody_is_full(&by).await?;
            let taken = if proven && !full {
                Some(self.take(&ticket, &request.certificate, &certificate, &by).await?)
            } else {
                None
            };
            answers.push(taken.unwrap_or_else(|| left_alone(&ticket)));
        }
        let asked = self.store().lacking(&request.offers, None).await?;
        let photos = self.take_photos(request.photos, signed, &by).await?;
        let devices = self.keys_of(std::slice::from_ref(&request.certificate));
        let reporters = self.take_reporters(request.reporters, devices, &by).await?;
        Ok(DropBoxReply {
            answers,
            photos,
            order,
            reporters,
            asked,
        })
    }

    async fn take(
        &self,
        ticket: &PushedTicket,
        signed: &SignedCertificate,
        certificate: &Certificate,
        by: &By,
    ) -> Result<TicketAnswer, OfficeError> {
        if let Some(destroys) = self.store().purged(&[ticket.id]).await?.get(&ticket.id) {
            return self.refuse_late(ticket, destroys).await;
        }
        let (changes, proofs) = (ticket.changes.clone(), ticket.proofs.clone());
        let named = aside(move || named(changes, &proofs)).await?;
        let asked = Offer {
            ticket: ticket.id,
            hashes: named.keys().copied().collect(),
        };
        let numbers = self.store().numbers(&[asked]).await?;
        let refusal = Refusal::new(
            RefusalCode::Revoked,
            "it came from a revoked device: the office decides on it",
        );
        let unknown = named.into_iter().filter(|(hash, _)| !numbers.contains_key(hash));
        let quarantined: Vec<QuarantinedChange> = unknown
            .map(|(hash, (bytes, proofs))| QuarantinedChange {
                hash,
                bytes,
                refusal: refusal.clone(),
                proofs,
            })
            .collect();
        let kept = quarantined
            .iter()
            .map(|item| (item.hash, item.refusal.clone()))
            .collect();
        if !quarantined.is_empty() && !self.hold(ticket, quarantined, signed, certificate, by).await? {
            return Ok(left_alone(ticket));
        }
        let receipts = numbers
            .into_iter()
            .map(|(hash, server_no)| Receipt { hash, server_no })
            .collect();
        Ok(TicketAnswer {
            ticket: ticket.id,
            verdict: Verdict::Settled,
            receipts,
            quarantined: kept,
            needs: Vec::new(),
            sign_each: false,
        })
    }

    async fn hold(
        &self,
        ticket: &PushedTicket,
        quarantined: Vec<QuarantinedChange>,
        signed: &SignedCertificate,
        certificate: &Certificate,
        by: &By,
    ) -> Result<bool, OfficeError> {
        let held = self.store().held(&[ticket.id]).await?;
        let deposit = Deposit {
            ticket: ticket.id,
            based_on: held.get(&ticket.id).map_or(0, |held| held.last_no),
            accepted: Vec::new(),
            state: None,
            quarantined,
            releases: Vec::new(),
            certificates: BTreeMap::from([(certificate.device, signed.clone())]),
            by: by.clone(),
        };
        let kept = self.store().commit(vec![deposit]).await?;
        Ok(kept.iter().all(|one| matches!(one.outcome, Outcome::Kept(_))))
    }

    async fn take_photos(&self, photos: Vec<ByteVec>, signed: bool, by: &By) -> Result<Vec<PhotoHash>, OfficeError> {
        let mut taken = BTreeSet::new();
        let Some(device) = by.device.filter(|_| !photos.is_empty()) else {
            return Ok(Vec::new());
        };
        let mut room = self.room_for_photos(&device, signed).await?;
        for photo in photos.into_iter().take(limits::DROP_BOX_PHOTOS) {
            let photo = Checked::of(photo.into()).await?;
            if photo.sound && !self.store().is_photo_expected(&photo.hash).await? {
                let Some(left) = room.checked_sub(photo.bytes.len() as u64) else {
                    continue;
                };
                room = left;
            }
            match self.take_checked(photo, device, by).await? {
                Taken::Stored(hash) | Taken::Aside(hash) | Taken::Purged(hash) => {
                    taken.insert(hash);
                }
                Taken::Dropped => {}
            }
        }
        Ok(taken.into_iter().collect())
    }

    /// Bytes of photos that no ticket names that are still taken of a revoked device. Its certificate is no secret: from who
    /// showed no signature of the device's, now or in what is in custody of it, little is taken.
    async fn room_for_photos(&self, device: &DeviceId, signed: bool) -> Result<u64, OfficeError> {
        let signed = signed || self.store().custody_size(device).await?.items > 0;
        let most = if signed {
            limits::REVOKED_PHOTO_BYTES
        } else {
            limits::REFUSED_PHOTO_BYTES
        };
        Ok(most.saturating_sub(self.store().unnamed_photo_bytes(device).await?))
    }
}

/// Bounds that a phone of ours never meets.
fn check(request: &DropBoxRequest) -> Result<(), OfficeError> {
    let changes: usize = request.tickets.iter().map(|ticket| ticket.changes.len()).sum();
    let offered: usize = request.offers.iter().map(|offer| offer.hashes.len()).sum();
    let mut proofs = request.tickets.iter().map(|ticket| ticket.proofs.len());
    let fits = request.tickets.len() <= limits::BATCH_TICKETS
        && changes <= limits::BATCH_CHANGES + limits::TICKET_CHANGES
        && proofs.all(|proofs| proofs <= limits::CHANGE_ACTORS)
        && request.reporters.len() <= limits::BATCH_REPORTERS
        && offered <= limits::OFFERED_HASHES
        && request.orders_known.len() <= limits::DROP_BOX_ORDERS;
    let refused = || OfficeError::Refused("this is too much at once: send smaller batches".into());
    if fits { Ok(()) } else { Err(refused()) }
}

/// Work on untrusted bytes, beside the threads that serve others.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, OfficeError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| OfficeError::Stopped("reading a drop box"))
}

/// Changes by name, each with the proofs that are kept with it.
type Named = BTreeMap<ChangeHash, (Vec<u8>, Arc<Vec<AuthorProof>>)>;

fn named(changes: Vec<ByteVec>, proofs: &[AuthorProof]) -> Named {
    let proofs = ByAuthor::of(proofs);
    let named = |bytes: ByteVec| (name_of(&bytes), (bytes.to_vec(), proofs.of_change(&bytes)));
    changes.into_iter().map(named).collect()
}

/// The tickets, each with whether it is the device's own.
async fn proven(tickets: Vec<PushedTicket>, of: &Certificate) -> Result<Vec<(PushedTicket, bool)>, OfficeError> {
    let of = of.clone();
    let asked = move |ticket| {
        let proven = is_proven(&ticket, &of);
        (ticket, proven)
    };
    aside(move || tickets.into_iter().map(asked).collect()).await
}

/// At least one signature of the device itself over this ticket: junk that only copies a certificate is left alone.
fn is_proven(ticket: &PushedTicket, certificate: &Certificate) -> bool {
    let own = ticket.proofs.iter().filter(|proof| proof.device == certificate.device);
    own.into_iter()
        .any(|proof| proof.verify(&certificate.public_key, &ticket.id).is_ok())
}

fn left_alone(ticket: &PushedTicket) -> TicketAnswer {
    TicketAnswer {
        ticket: ticket.id,
        verdict: Verdict::Later,
        receipts: Vec::new(),
        quarantined: Vec::new(),
        needs: Vec::new(),
        sign_each: false,
    }
}
