// SPDX-License-Identifier: EUPL-1.2
//! Finding and opening a ticket; a snapshot is checked against its own history before its first edit.

use ronda_shared::case_row::project;
use ronda_shared::code::read_code;
use ronda_shared::document::{Document, arrive_snapshot};
use ronda_shared::ids::TicketId;

use super::Engine;
use crate::error::Error;
use crate::store::{HeldTicket, StoreError, Verified};

impl Engine {
    /// The ticket of an id or a spoken code, as a person typed it.
    ///
    /// # Errors
    /// [`Error::Ambiguous`] when the code names several, [`Error::NoTicket`] when none is here.
    pub fn find(&self, typed: &str) -> Result<TicketId, Error> {
        let missing = || Error::NoTicket(typed.to_owned());
        if let Ok(id) = typed.trim().parse::<TicketId>() {
            return self.store.ticket(&id)?.map(|held| held.id).ok_or_else(missing);
        }
        let code = read_code(typed).ok_or_else(missing)?;
        match self.store.tickets_of_code(&code)?.as_slice() {
            [] => Err(missing()),
            [one] => Ok(*one),
            several => Err(Error::Ambiguous {
                code,
                ids: several.to_vec(),
            }),
        }
    }

    /// A ticket and its document, sound and ready to be edited.
    pub(super) fn opened(&mut self, ticket: &TicketId) -> Result<(HeldTicket, Document), Error> {
        let missing = || Error::NoTicket(ticket.to_string());
        let held = self.store.ticket(ticket)?.ok_or_else(missing)?;
        let verified = match held.verified {
            Verified::NotYet => self.verify(ticket)?,
            known => known,
        };
        if verified == Verified::Wrong {
            return Err(Error::NotSound(ticket.to_string()));
        }
        let document = match self.store.document(ticket) {
            Err(StoreError::Document(_)) => {
                // The next sync asks for all of it.
                self.store.mark_verified(ticket, Verified::Wrong)?;
                return Err(Error::NotSound(ticket.to_string()));
            }
            read => read?.ok_or_else(missing)?,
        };
        Ok((HeldTicket { verified, ..held }, document))
    }

    /// Checks a snapshot against its own history and its row, and remembers the outcome.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn verify(&mut self, ticket: &TicketId) -> Result<Verified, Error> {
        let verified = if self.is_sound(ticket)? {
            Verified::Yes
        } else {
            Verified::Wrong
        };
        self.store.mark_verified(ticket, verified)?;
        Ok(verified)
    }

    fn is_sound(&self, ticket: &TicketId) -> Result<bool, StoreError> {
        let (Some(held), Some(saved)) = (self.store.ticket(ticket)?, self.store.saved(ticket)?) else {
            return Ok(false);
        };
        let arrived = arrive_snapshot(*ticket, &saved, &self.store.proofs(ticket)?, &self.store.device_keys()?);
        let Ok(document) = arrived else { return Ok(false) };
        let projected = document.read().map(|read| project(&read));
        Ok(projected.is_ok_and(|row| row == held.row) && document.heads() == held.heads)
    }
}
