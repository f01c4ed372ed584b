// SPDX-License-Identifier: EUPL-1.2
//! Contacts that citizens left: sealed on a phone or at the desk, owed until they lie in the vault, gone once they were erased.

use ronda_server::case_store::ReporterQuery;
use ronda_server::office::{OfficeError, OpenedReporter};
use ronda_shared::identity::ErasureReason;
use ronda_shared::ids::{ReporterRef, TicketId};
use ronda_shared::ticket::{Field, Value};

use super::world::World;
use crate::oracle::{Save, Wrote, failed};

/// Contacts of a simulated world are far fewer.
const MOST: usize = 10_000;

/// A contact that was acknowledged.
#[derive(Debug, Clone)]
pub struct Taken {
    pub ticket: TicketId,
    pub name: String,
    pub erased: bool,
}

/// The reference that a save wrote.
fn reference(save: &Save) -> Option<ReporterRef> {
    save.wrote.iter().find_map(|wrote| match wrote {
        Wrote::Set {
            field: Field::ReporterRef,
            value: Value::Text(text),
            ..
        } => text.parse().ok(),
        _ => None,
    })
}

impl World {
    /// Enters the contact of the save that was acknowledged last.
    pub(super) fn contact_taken(&mut self, name: Option<String>) -> Result<(), String> {
        let save = self.saves.last().ok_or("a contact was taken with no save")?;
        let missing = || format!("a contact is not in sight: the save of {} names none", save.ticket);
        let reference = reference(save).ok_or_else(missing)?;
        let taken = Taken {
            ticket: save.ticket,
            name: name.unwrap_or_default(),
            erased: false,
        };
        self.contacts.insert(reference, taken);
        Ok(())
    }

    /// A citizen asks that his contact be erased.
    pub(super) fn forgets(&mut self, at: usize) -> Result<String, String> {
        let at = at % self.contacts.len().max(1);
        let Some(reference) = self.contacts.keys().nth(at).copied() else {
            return Ok("no contact".into());
        };
        let office = &self.office.office;
        let erased = self
            .runtime
            .block_on(office.erase_reporter(&reference, ErasureReason::Request, None));
        match erased {
            Ok(_) => {
                self.contacts.get_mut(&reference).expect("it was found").erased = true;
                Ok(format!("erased {reference}"))
            }
            // It is still on a phone, or gone already.
            Err(OfficeError::NotFound(_)) => Ok("the vault has none".into()),
            Err(fault) => Err(format!("erasing a contact: {fault}")),
        }
    }

    fn is_vaulted(&self, reference: &ReporterRef) -> Result<bool, String> {
        let rows = self
            .office
            .office
            .store()
            .reporters(ReporterQuery::Reference(*reference));
        Ok(!self.runtime.block_on(rows).map_err(failed)?.is_empty())
    }

    fn is_on_a_phone(&self, reference: &ReporterRef) -> bool {
        self.phones.iter().any(|phone| {
            let owed = phone.look().store().reporters_owed(MOST).unwrap_or_default();
            owed.iter().any(|row| row.reference == *reference)
        })
    }

    /// After a disk was replaced by an older one: a contact that lies nowhere any more is lost with it, and of an erasure
    /// nobody can say whether anybody heard of it.
    pub(super) fn forget_contacts_nobody_holds(&mut self) -> Result<(), String> {
        let mut held = std::mem::take(&mut self.contacts);
        let mut lost = Vec::new();
        for (reference, taken) in &held {
            if taken.erased || !self.is_vaulted(reference)? && !self.is_on_a_phone(reference) {
                lost.push(*reference);
            }
        }
        held.retain(|reference, _| !lost.contains(reference));
        self.contacts = held;
        Ok(())
    }

    /// A contact goes with its ticket, and with the one in its place.
    fn is_destroyed(&self, taken: &Taken) -> bool {
        let mut stands = taken.ticket;
        while let Some(next) = self.successors.get(&stands).filter(|_| self.purged.contains(&stands)) {
            stands = *next;
        }
        self.purged.contains(&stands)
    }

    /// 1, for what may not stand in a ticket: every contact opens in the vault as it was taken, or was erased and is nowhere.
    pub(super) fn every_contact_is_in_the_vault(&self) -> Result<(), String> {
        for (reference, taken) in &self.contacts {
            let is_gone = taken.erased || self.is_destroyed(taken);
            if is_gone && (self.is_vaulted(reference)? || self.is_on_a_phone(reference)) {
                return Err(format!("an erased contact is back: {reference} of {}", taken.ticket));
            }
            if is_gone {
                continue;
            }
            let called = reference.to_string();
            let read = self.office.office.read_reporters(&called, "reporter.read", None);
            let read = self.runtime.block_on(read).unwrap_or_default();
            let names = |opened: &OpenedReporter| opened.contact.name.as_ref() == Some(&taken.name);
            if !read.iter().any(names) {
                return Err(format!("a contact is missing: {reference} of {}", taken.ticket));
            }
        }
        Ok(())
    }
}
