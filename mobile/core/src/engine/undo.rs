// SPDX-License-Identifier: EUPL-1.2
//! Taking a write back: what a field showed before is written again, as an ordinary edit that merges like any other.

use ronda_shared::ids::TicketId;
use ronda_shared::policy::Deed;
use ronda_shared::ticket::{Edit, Field, Version};

use super::{Engine, Saved};
use crate::error::Error;

impl Engine {
    /// The fields whose latest write can be taken back.
    ///
    /// # Errors
    /// When the ticket is not here or cannot be read.
    pub fn undoable(&self, ticket: &TicketId) -> Result<Vec<Field>, Error> {
        let missing = || Error::NoTicket(ticket.to_string());
        let document = self.store.document(ticket)?.ok_or_else(missing)?;
        let mut fields = Vec::new();
        for field in document.read()?.fields.into_keys() {
            if document.before(&field)?.is_some() {
                fields.push(field);
            }
        }
        Ok(fields)
    }

    /// Writes back what a field showed before its latest write, and answers the other values that stood beside it then.
    ///
    /// # Errors
    /// When the field was not written since the ticket was filed, or the change cannot be saved.
    pub fn undo(&mut self, ticket: &TicketId, field: &Field) -> Result<(Saved, Vec<Version>), Error> {
        self.may(Deed::Edit)?;
        let opened = self.opened(ticket)?;
        let before = opened.1.before(field)?.ok_or_else(|| {
            let sentence = format!("the {field} stands as it was filed: nothing to take back");
            Error::Invalid(vec![sentence])
        })?;
        let edits = vec![Edit::Set(field.clone(), before.shown)];
        let saved = self.act_on(opened, edits, Vec::new())?;
        Ok((saved, before.beside))
    }
}
