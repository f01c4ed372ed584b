// SPDX-License-Identifier: EUPL-1.2
//! Emergency packs: what a phone could not send comes as a file and goes through the same admission (docs/decisions/0006-emergency-pack.md).

use std::sync::Arc;

use ronda_shared::identity::BoxKey;
use ronda_shared::reporter::ReporterVerdict;
use ronda_shared::wire::{EmergencyPack, LOCKED_MAGIC, LockedPack, PackError, PushedTicket, TicketAnswer, Verdict};
use serde::Serialize;

use super::admission::Entrant;
use super::photos::Taken;
use super::{Office, OfficeError};
use crate::case_store::{By, locked_pack};

/// Tickets admitted at once.
const BATCH: usize = 500;

/// What an import came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Tickets in the pack.
    pub tickets: u64,
    /// Changes that are in the store now, also those that were there before.
    pub changes: u64,
    /// Changes in quarantine.
    pub quarantined: u64,
    /// Tickets that lack a change nobody has sent yet, or that were put off: import the pack again later.
    pub unsettled: u64,
    /// Photos that are in the store now.
    pub photos: u64,
    /// Photos that are no stored photos of ours.
    pub photos_refused: u64,
    /// Contacts of reporters that are in the vault now.
    pub contacts: u64,
    /// Contacts the vault could not take.
    pub contacts_refused: u64,
    /// Changes and photos of tickets that were destroyed since: not taken.
    pub purged: u64,
}

impl Office {
    /// Takes in an emergency pack; doing so twice changes nothing.
    ///
    /// # Errors
    /// When it does not open with this recovery key, is damaged, or comes from a device the root never certified.
    pub async fn import(&self, file: Vec<u8>, recovery: BoxKey) -> Result<Imported, OfficeError> {
        let open = move || opened(&file, &recovery);
        let pack = tokio::task::spawn_blocking(open)
            .await
            .map_err(|_| OfficeError::Stopped("opening the pack"))??;
        let stranger = || {
            OfficeError::Refused("the pack comes from a device this store never enrolled: nothing was imported".into())
        };
        let certificate = pack.certificate.verify(&self.root_public()).map_err(|_| stranger())?;
        let by = By {
            who: certificate.person.to_string(),
            device: Some(certificate.device),
            at_ms: self.now_ms(),
        };
        let mut sent = pack.certificates;
        sent.push(pack.certificate);
        let mut imported = Imported::default();
        let mut tickets = pack.tickets;
        while !tickets.is_empty() {
            let batch: Vec<PushedTicket> = tickets.drain(..tickets.len().min(BATCH)).collect();
            let authors = Arc::new(self.authors_of(&batch, &sent).await?);
            let entrants = Entrant::all(batch, None);
            self.admit_all(entrants, authors, &by)
                .await?
                .values()
                .for_each(|answer| imported.count(answer));
        }
        for photo in pack.photos {
            match self.take_photo(photo.into(), certificate.device, &by).await? {
                Taken::Stored(_) => imported.photos += 1,
                Taken::Aside(_) | Taken::Dropped => imported.photos_refused += 1,
                Taken::Purged(_) => imported.purged += 1,
            }
        }
        let devices = self.keys_of(&sent);
        for answer in self.take_reporters(pack.reporters, devices, &by).await? {
            match answer.verdict {
                ReporterVerdict::Vaulted => imported.contacts += 1,
                ReporterVerdict::Erased => {}
                ReporterVerdict::Refused | ReporterVerdict::Later => imported.contacts_refused += 1,
            }
        }
        Ok(imported)
    }
}

impl Imported {
    fn count(&mut self, answer: &TicketAnswer) {
        self.tickets += 1;
        self.changes += answer.receipts.len() as u64;
        let (purged, held): (Vec<_>, Vec<_>) = answer.quarantined.iter().partition(|(_, why)| why.code.is_for_good());
        self.quarantined += held.len() as u64;
        self.purged += purged.len() as u64;
        self.unsettled += u64::from(answer.verdict != Verdict::Settled);
    }
}

fn opened(file: &[u8], recovery: &BoxKey) -> Result<EmergencyPack, OfficeError> {
    let fault = |error: PackError| OfficeError::Refused(error.to_string());
    if !file.starts_with(LOCKED_MAGIC) {
        return EmergencyPack::from_file(file, recovery).map_err(fault);
    }
    let locked = LockedPack::from_file(file).map_err(fault)?;
    let key = locked.data_key(recovery).map_err(fault)?;
    Ok(locked_pack::read(&locked, &key)?)
}
