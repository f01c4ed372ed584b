// SPDX-License-Identifier: EUPL-1.2
//! How this phone stands: what waits, what is low, and whether everything stored is what it should be.

use ronda_shared::case_row::project;
use ronda_shared::document::RawChange;
use ronda_shared::ids::TicketId;
use ronda_shared::photo::verify_kept;
use sha2::{Digest, Sha256};

use super::Engine;
use crate::error::Error;
use crate::home::LOW_SPACE_BYTES;
use crate::store::{LostEdit, PhotoState, SetAside, StoreError, Tally, Verified};

/// What waits and what the person should know.
#[derive(Debug, Clone)]
pub struct Status {
    /// Counts.
    pub tally: Tally,
    /// What the office refused, with its reasons.
    pub set_aside: Vec<SetAside>,
    /// Edits that went with destroyed tickets, not yet read about.
    pub lost: Vec<LostEdit>,
    /// Free bytes where the home lies.
    pub space_bytes: Option<u64>,
    /// Each a sentence with its cure.
    pub warnings: Vec<String>,
}

/// What an examination found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// Tickets examined.
    pub tickets: u64,
    /// Photos examined.
    pub photos: u64,
    /// What is wrong, each a sentence; empty when everything is sound.
    pub faults: Vec<String>,
    /// What the person should know though nothing is wrong.
    pub advice: Vec<String>,
}

/// What the file keystore cannot do.
const KEYSTORE_ADVICE: &str = "the keys lie in this folder: who copies it can guess the PIN at his own speed; use a long PIN and an encrypted disk";

impl Engine {
    /// How this phone stands.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn status(&self) -> Result<Status, Error> {
        let (tally, space_bytes) = (self.store.tally()?, self.home.free_bytes());
        let mut warnings = Vec::new();
        if space_bytes.is_some_and(|free| free < LOW_SPACE_BYTES) {
            warnings
                .push("less than 50 MB of storage are free: free some space; saving goes on to the last".to_owned());
        }
        if tally.wrong > 0 {
            warnings.push(format!(
                "{} tickets did not pass their check and cannot be edited: run doctor",
                tally.wrong
            ));
        }
        for photo in self.store.refused_photos()? {
            let reason = photo.refused.unwrap_or_default();
            let whereabouts = if photo.in_custody {
                "the office keeps it apart"
            } else {
                "it is on this phone alone"
            };
            warnings.push(format!("photo {} was refused ({reason}): {whereabouts}", photo.sha256));
        }
        for (ticket, reason) in self.store.refused_reporters()? {
            warnings.push(format!(
                "the contact of the reporter of ticket {ticket} was refused: {reason}"
            ));
        }
        Ok(Status {
            tally,
            set_aside: self.store.set_aside()?,
            lost: self.store.lost_edits()?,
            space_bytes,
            warnings,
        })
    }

    /// Examines everything stored: the file, every document against its row, every photo against its name, every change.
    /// Snapshots not yet checked are checked on the way.
    ///
    /// # Errors
    /// When the store cannot be read at all.
    pub fn doctor(&mut self) -> Result<Diagnosis, Error> {
        let mut found = Diagnosis {
            advice: vec![KEYSTORE_ADVICE.to_owned()],
            ..Diagnosis::default()
        };
        let damaged = self.store.integrity_faults()?;
        found.faults.extend(
            damaged
                .into_iter()
                .map(|fault| format!("the store's file is damaged: {fault}")),
        );
        for ticket in self.store.ticket_ids()? {
            found.tickets += 1;
            if self.store.is_purged(&ticket)? {
                let fault =
                    format!("ticket {ticket} was destroyed by the office and is here: sync, and tell the office");
                found.faults.push(fault);
            }
            let fault = self.examine(&ticket)?;
            found
                .faults
                .extend(fault.map(|fault| format!("ticket {ticket} {fault}")));
        }
        let unsound = self.store.unsound_references(&self.identity.root_key)?;
        let faults = unsound.into_iter();
        found.faults.extend(
            faults.map(|version| format!("reference data {version} is not what the office published: tell the office")),
        );
        found.faults.extend(self.unsound_maps()?);
        self.examine_photos(&mut found)?;
        Ok(found)
    }

    fn examine(&mut self, ticket: &TicketId) -> Result<Option<String>, Error> {
        let Some(held) = self.store.ticket(ticket)? else {
            return Ok(None);
        };
        if held.verified != Verified::Yes && self.verify(ticket)? == Verified::Wrong {
            return Ok(Some(
                "is not what the office announced: sync, and tell the office".into(),
            ));
        }
        let document = match self.store.document(ticket) {
            Ok(Some(document)) => document,
            unopened => {
                // The next sync asks for all of what does not load; a disk that fails now may not tomorrow.
                if matches!(unopened, Err(StoreError::Document(_))) {
                    self.store.mark_verified(ticket, Verified::Wrong)?;
                }
                return Ok(Some("cannot be opened: sync, and tell the office".into()));
            }
        };
        let Ok(read) = document.read() else {
            return Ok(Some("cannot be read: tell the office".into()));
        };
        if project(&read) != held.row || document.heads() != held.heads {
            return Ok(Some("differs from its row: tell the office".into()));
        }
        let changes = self.store.changes(ticket)?;
        let broken = changes
            .into_iter()
            .find(|kept| RawChange::scan(kept.bytes.clone()).map_or(true, |change| change.hash() != kept.hash));
        Ok(broken.map(|kept| format!("has a damaged change {}: tell the office", kept.hash)))
    }

    fn examine_photos(&self, found: &mut Diagnosis) -> Result<(), StoreError> {
        for photo in self.store.photo_hashes()? {
            found.photos += 1;
            let state = self.store.photo(&photo)?;
            if let Some(PhotoState {
                refused: Some(reason),
                in_custody,
                ..
            }) = state
            {
                let said = format!("photo {photo} was refused by the server: {reason}");
                if in_custody {
                    found
                        .advice
                        .push(format!("{said}; the office keeps it apart: ask there"));
                } else {
                    found.faults.push(format!(
                        "{said}; it is on this phone alone: export a pack for the office"
                    ));
                }
            }
            let Some(jpeg) = self.store.photo_jpeg(&photo)? else {
                continue;
            };
            if <[u8; 32]>::from(Sha256::digest(&jpeg)) != photo.0 || verify_kept(&jpeg).is_err() {
                found.faults.push(format!("photo {photo} is damaged: tell the office"));
            }
        }
        Ok(())
    }
}
