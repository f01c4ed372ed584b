// SPDX-License-Identifier: EUPL-1.2
//! What was sent, what waits and why; the emergency pack; the examination.

use std::fs;

use ronda_field::engine::locked_pack;
use ronda_field::store::SetAside;
use ronda_shared::ids::PhotoHash;

use super::{Desk, moment, number};
use crate::bridge::delivery::{Delivery, Diagnosis, ExportMake, Exported, PhotoDelivery, PhotoStand, Refused, Waiting};
use crate::bridge::fault::{Code, Fault};
use crate::clock::now_ms;

const EXPORTS: &str = "exports";

impl Desk {
    pub fn delivery(&mut self, (): ()) -> Result<Delivery, Fault> {
        let state = self.state_now()?;
        let engine = self.engine()?;
        let status = engine.status()?;
        let mut waiting = Vec::new();
        for (id, owed) in engine.store().waiting()? {
            let Some(held) = engine.store().ticket(&id)? else {
                continue;
            };
            let photos = owed.photos.iter().map(|photo| self.photo_delivery(photo));
            let photos: Vec<Option<PhotoDelivery>> = photos.collect::<Result<_, _>>()?;
            waiting.push(Waiting {
                id: id.to_string(),
                code: held.row.code,
                title: held.row.title,
                category: held.row.category,
                changes: number(owed.changes),
                photos: photos.into_iter().flatten().collect(),
                since: owed.since_ms.map(moment),
            });
        }
        let code = |aside: &SetAside| {
            engine
                .store()
                .ticket(&aside.ticket)
                .ok()
                .flatten()
                .map(|held| held.row.code)
        };
        Ok(Delivery {
            waiting,
            refused: status
                .set_aside
                .iter()
                .map(|aside| refused(aside, code(aside).as_deref()))
                .collect(),
            space_bytes: status.space_bytes.map(number),
            warnings: status.warnings,
            diagnostics: self.diagnostics(&state)?,
            state,
        })
    }

    fn diagnostics(&self, state: &crate::bridge::news::State) -> Result<Vec<String>, Fault> {
        let (engine, tally) = (self.engine()?, self.engine()?.store().tally()?);
        Ok(vec![
            format!("ronda {}", env!("CARGO_PKG_VERSION")),
            format!("device {}", engine.device()),
            format!(
                "tickets {} unverified {} wrong {}",
                tally.tickets, tally.unverified, tally.wrong
            ),
            format!(
                "owed {} changes {} photos {} bytes",
                tally.changes_owed, tally.photos_owed, tally.photo_bytes_owed
            ),
            format!("last contact {}", state.last_contact_at.as_deref().unwrap_or("never")),
            format!(
                "last failure {}",
                self.last_failure().map_or("none", |fault| fault.message.as_str())
            ),
        ])
    }

    /// Where a photo of this phone stands; none for one of somebody else.
    pub(super) fn photo_delivery(&self, photo: &PhotoHash) -> Result<Option<PhotoDelivery>, Fault> {
        let Some(state) = self.engine()?.store().photo(photo)?.filter(|state| state.own) else {
            return Ok(None);
        };
        let waits = || self.last_failure().map(|fault| fault.message.clone());
        let (stand, reason) = match (&state.server_no, &state.refused) {
            (_, Some(reason)) if state.in_custody => (PhotoStand::InCustody, Some(reason.clone())),
            (_, Some(reason)) => (PhotoStand::Refused, Some(reason.clone())),
            (Some(_), None) => (PhotoStand::Delivered, None),
            (None, None) if self.waits_for_wifi() => (PhotoStand::WaitingForWifi, None),
            (None, None) if self.is_uploading() => (PhotoStand::Sending, None),
            (None, None) if self.last_failure().is_some() => (PhotoStand::Retrying, waits()),
            (None, None) => (PhotoStand::Queued, None),
        };
        Ok(Some(PhotoDelivery {
            sha256: photo.to_string(),
            bytes: number(state.size_bytes),
            stand,
            reason,
        }))
    }

    pub fn export_make(&mut self, request: ExportMake) -> Result<Exported, Fault> {
        let engine = self.engine()?;
        let (file, counts) = if request.locked {
            engine.store().checkpoint()?;
            (locked_pack(engine.home(), &self.keystore)?, None)
        } else {
            let packed = engine.pack()?;
            (packed.file, Some((packed.tickets as u64, packed.photos as u64)))
        };
        let folder = self.folder.join(EXPORTS);
        let path = folder.join(format!("ronda-{}.pack", now_ms()));
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, &file));
        written.map_err(|error| {
            let sentence = format!("the pack could not be written ({}): free some space", error.kind());
            Fault::new(Code::DiskFull, sentence)
        })?;
        Ok(Exported {
            path: path.display().to_string(),
            bytes: number(file.len() as u64),
            tickets: counts.map(|(tickets, _)| number(tickets)),
            photos: counts.map(|(_, photos)| number(photos)),
        })
    }

    pub fn doctor(&mut self, (): ()) -> Result<Diagnosis, Fault> {
        let found = self.engine_mut()?.doctor()?;
        Ok(Diagnosis {
            tickets: number(found.tickets),
            photos: number(found.photos),
            faults: found.faults,
            advice: found.advice,
        })
    }
}

/// A refused edit with its reason.
pub(super) fn refused(aside: &SetAside, code: Option<&str>) -> Refused {
    Refused {
        ticket: aside.ticket.to_string(),
        code: code.map(str::to_owned),
        intent: aside.action.intent.to_string(),
        at: moment(aside.action.at_ms),
        reason_code: serde_json::to_value(aside.refusal.code)
            .ok()
            .and_then(|code| code.as_str().map(str::to_owned))
            .unwrap_or_default(),
        reason: aside.refusal.detail.clone(),
        edits: aside.action.edits.iter().map(ronda_shared::ticket::edit_json).collect(),
    }
}
