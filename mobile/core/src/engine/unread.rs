// SPDX-License-Identifier: EUPL-1.2
//! What this person has not read yet, a page at a time: each document is asked once for every change of it.

use ronda_shared::ids::TicketId;
use serde_json::Value as Json;

use super::Engine;
use crate::error::Error;
use crate::store::PageKey;

/// Documents asked before an answer, so that none waits for a whole sync to be read.
const ASKED_AT_ONCE: u32 = 50;

impl Engine {
    /// Asks a few of the tickets that changed what they tell this person; whether some are left to be asked.
    ///
    /// # Errors
    /// When the store cannot be read, or the disk fails or is full.
    pub fn ask_unread(&mut self) -> Result<bool, Error> {
        let unasked = self.store.unasked(ASKED_AT_ONCE)?;
        if unasked.is_empty() {
            return Ok(false);
        }
        let asked = unasked.into_iter().map(|ticket| (ticket, self.unread_of(&ticket.id)));
        let asked: Vec<_> = asked.collect();
        self.store.keep_unread(&asked)?;
        Ok(asked.len() >= ASKED_AT_ONCE as usize)
    }

    /// A document that cannot be read is the doctor's to report; it must not hide what the others tell.
    fn unread_of(&self, ticket: &TicketId) -> usize {
        self.ticket(ticket).map_or(0, |read| self.unread(&read).len())
    }

    /// A page of the tickets that tell this person something he has not read, the last written first: `{id, code, title,
    /// notices}` each; and where it ended unless it was the last.
    ///
    /// # Errors
    /// When a ticket cannot be read, or the disk fails or is full.
    pub fn unread_page(&mut self, after: Option<PageKey>, limit: u32) -> Result<(Vec<Json>, Option<PageKey>), Error> {
        self.ask_unread()?;
        let (tickets, end) = self.store.unread_page(after, limit)?;
        let mut page = Vec::new();
        for ticket in tickets {
            let read = self.ticket(&ticket)?;
            page.extend(self.told(&read, &self.unread(&read))?);
        }
        Ok((page, end))
    }

    /// How many tickets tell this person something he has not read.
    ///
    /// # Errors
    /// When the store cannot be read, or the disk fails or is full.
    pub fn unread_count(&mut self) -> Result<u64, Error> {
        self.ask_unread()?;
        Ok(self.store.unread_count()?)
    }
}
