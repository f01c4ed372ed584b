// SPDX-License-Identifier: EUPL-1.2
//! What was sent, what waits and why; the emergency pack; the examination.

use std::fs;

use ronda_field::engine::locked_pack;
use ronda_field::home::Home;
use ronda_field::store::SetAside;
use ronda_shared::ids::{IntentId, PhotoHash, TicketId};

use serde::Serialize;

use super::lists::page_asked;
use super::{Desk, moment, number};
use crate::bridge::delivery::{
    ContactRefused, ContactsRefusedPage, Delivery, Diagnosis, ExportMake, Exported, PhotoDelivery, PhotoStand, Refused,
    RefusedPage, Waiting, WaitingPage,
};
use crate::bridge::fault::{Code, Fault};
use crate::bridge::list::PageQuery;
use crate::clock::now_ms;

const EXPORTS: &str = "exports";
/// The server's own names for what becomes of a photo it cannot store.
const SET_ASIDE: &str = "photo_set_aside";
const REFUSED: &str = "photo_refused";

impl Desk {
    pub fn delivery(&mut self, (): ()) -> Result<Delivery, Fault> {
        let state = self.state_now()?;
        Ok(Delivery {
            space_bytes: self.engine()?.home().free_bytes().map(number),
            diagnostics: self.diagnostics(&state)?,
            state,
        })
    }

    pub fn waiting(&mut self, request: PageQuery) -> Result<WaitingPage, Fault> {
        let (after, limit) = page_asked::<TicketId>(&request)?;
        let store = self.engine()?.store();
        let (page, end) = store.waiting_page(after, limit)?;
        let items = page.iter().map(|ticket| self.waiting_shown(ticket));
        let items: Vec<Option<Waiting>> = items.collect::<Result<_, Fault>>()?;
        Ok(WaitingPage {
            items: items.into_iter().flatten().collect(),
            next: end.map(|ticket| ticket.to_string()),
            total: number(store.waiting_count()?),
        })
    }

    fn waiting_shown(&self, ticket: &TicketId) -> Result<Option<Waiting>, Fault> {
        let store = self.engine()?.store();
        let Some(held) = store.ticket(ticket)? else {
            return Ok(None);
        };
        let owed = store.waiting_of(ticket)?;
        let photos = owed.photos.iter().map(|photo| self.photo_delivery(photo));
        let photos: Vec<Option<PhotoDelivery>> = photos.collect::<Result<_, _>>()?;
        Ok(Some(Waiting {
            id: ticket.to_string(),
            code: held.row.code,
            title: held.row.title,
            category: held.row.category,
            changes: number(owed.changes),
            photos: photos.into_iter().flatten().collect(),
            since: owed.since_ms.map(moment),
        }))
    }

    pub fn refused(&mut self, request: PageQuery) -> Result<RefusedPage, Fault> {
        let (after, limit) = page_asked::<IntentId>(&request)?;
        let store = self.engine()?.store();
        let (page, end) = store.set_aside_page(after, limit)?;
        let shown = |aside: &SetAside| Ok(refused(aside, self.code_of(&aside.ticket)?.as_deref()));
        Ok(RefusedPage {
            items: page.iter().map(shown).collect::<Result<_, Fault>>()?,
            next: end.map(|intent| intent.to_string()),
            total: number(store.set_aside_count()?),
        })
    }

    pub fn contacts_refused(&mut self, request: PageQuery) -> Result<ContactsRefusedPage, Fault> {
        let (after, limit) = page_asked::<i64>(&request)?;
        let store = self.engine()?.store();
        let (page, end) = store.refused_reporters_page(after, limit)?;
        let shown = |(ticket, reason): (TicketId, String)| {
            let code = self.code_of(&ticket)?;
            let ticket = ticket.to_string();
            Ok(ContactRefused { ticket, code, reason })
        };
        Ok(ContactsRefusedPage {
            items: page.into_iter().map(shown).collect::<Result<_, Fault>>()?,
            next: end.map(|no| no.to_string()),
            total: number(store.refused_reporters_count()?),
        })
    }

    /// The spoken code of a ticket that is here.
    fn code_of(&self, ticket: &TicketId) -> Result<Option<String>, Fault> {
        Ok(self.engine()?.store().ticket(ticket)?.map(|held| held.row.code))
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
        let (stand, why) = match (&state.server_no, &state.refused) {
            (_, Some(reason)) if state.in_custody => {
                (PhotoStand::InCustody, Some((SET_ASIDE.to_owned(), reason.clone())))
            }
            (_, Some(reason)) => (PhotoStand::Refused, Some((REFUSED.to_owned(), reason.clone()))),
            (Some(_), None) => (PhotoStand::Delivered, None),
            (None, None) if self.waits_for_wifi() => (PhotoStand::WaitingForWifi, None),
            (None, None) if self.is_uploading() => (PhotoStand::Sending, None),
            (None, None) => match self.last_failure() {
                Some(fault) => (PhotoStand::Retrying, Some((named(fault.code), fault.message.clone()))),
                None => (PhotoStand::Queued, None),
            },
        };
        let (reason_code, reason) = why.unzip();
        Ok(Some(PhotoDelivery {
            sha256: photo.to_string(),
            bytes: number(state.size_bytes),
            stand,
            reason_code,
            reason,
        }))
    }

    pub fn export_make(&mut self, request: ExportMake) -> Result<Exported, Fault> {
        let (file, counts, damaged) = if request.locked {
            (self.locked_pack()?, None, (0, 0))
        } else {
            let packed = self.engine_mut()?.pack()?;
            let damaged = (packed.damaged_tickets.len(), packed.damaged_photos.len());
            (
                packed.file,
                Some((packed.tickets as u64, packed.photos as u64)),
                damaged,
            )
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
            damaged_tickets: number(damaged.0 as u64),
            damaged_photos: number(damaged.1 as u64),
        })
    }

    /// Without the PIN too: a phone whose PIN nobody knows, or whose key it dropped, still holds its person's work.
    fn locked_pack(&self) -> Result<Vec<u8>, Fault> {
        let Some(engine) = &self.engine else {
            return Ok(locked_pack(&Home::enter(&self.folder)?, &self.keystore)?);
        };
        engine.store().checkpoint()?;
        Ok(locked_pack(engine.home(), &self.keystore)?)
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
        reason_code: named(aside.refusal.code),
        reason: aside.refusal.detail.clone(),
        edits: aside.action.edits.iter().map(ronda_shared::ticket::edit_json).collect(),
    }
}

/// A code as it is written in JSON.
fn named(code: impl Serialize) -> String {
    let written = serde_json::to_value(code).ok();
    written
        .and_then(|code| code.as_str().map(str::to_owned))
        .unwrap_or_default()
}
