// SPDX-License-Identifier: EUPL-1.2
//! What comes late for a destroyed ticket: refused for good before it is looked at, by whatever way it comes; nothing of it
//! is kept but the names of its photos, so that their bytes are not taken either.

use std::collections::BTreeSet;

use ronda_shared::document::{RawChange, photos_named};
use ronda_shared::identity::Destroys;
use ronda_shared::ids::{ChangeHash, PhotoHash, TicketId};
use ronda_shared::wire::{PushedTicket, Refusal, TicketAnswer, Verdict};
use sha2::{Digest, Sha256};

use super::admission::{Answers, Entrant};
use super::{Office, OfficeError};

impl Office {
    /// Answers for the destroyed ones among these tickets; gives back the others.
    pub(super) async fn turn_late_away(
        &self,
        entrants: Vec<Entrant>,
        answers: &mut Answers,
    ) -> Result<Vec<Entrant>, OfficeError> {
        let ids: Vec<TicketId> = entrants.iter().map(|entrant| entrant.ticket.id).collect();
        let purged = self.store().purged(&ids).await?;
        let mut living = Vec::new();
        for entrant in entrants {
            match purged.get(&entrant.ticket.id) {
                Some(destroys) => {
                    let answer = self.refuse_late(&entrant.ticket, destroys).await?;
                    answers.insert(entrant.at, answer);
                }
                None => living.push(entrant),
            }
        }
        Ok(living)
    }

    /// The answer to a push for a destroyed ticket.
    pub(super) async fn refuse_late(
        &self,
        pushed: &PushedTicket,
        destroys: &Destroys,
    ) -> Result<TicketAnswer, OfficeError> {
        let changes: Vec<Vec<u8>> = pushed.changes.iter().map(|bytes| bytes.to_vec()).collect();
        let names = move || named(changes);
        let (hashes, photos) = tokio::task::spawn_blocking(names)
            .await
            .map_err(|_| OfficeError::Stopped("reading late changes"))?;
        self.store().photos_purged(&destroys.ticket, &photos).await?;
        let refusal = Refusal::destroyed(destroys.successor);
        Ok(TicketAnswer {
            ticket: pushed.id,
            verdict: Verdict::Settled,
            receipts: Vec::new(),
            quarantined: hashes.into_iter().map(|hash| (hash, refusal.clone())).collect(),
            needs: Vec::new(),
            sign_each: false,
        })
    }
}

/// The changes by name, and the photos they name.
fn named(changes: Vec<Vec<u8>>) -> (Vec<ChangeHash>, BTreeSet<PhotoHash>) {
    let (mut hashes, mut photos) = (Vec::new(), BTreeSet::new());
    for bytes in changes {
        hashes.push(name_of(&bytes));
        if let Ok(change) = RawChange::scan(bytes) {
            photos.extend(photos_named(&change));
        }
    }
    (hashes, photos)
}

/// A change's hash; the SHA-256 of bytes that are none.
pub(super) fn name_of(bytes: &[u8]) -> ChangeHash {
    let scanned = RawChange::scan(bytes.to_vec()).map(|change| change.hash());
    scanned.unwrap_or_else(|_| ChangeHash(Sha256::digest(bytes).into()))
}
