// SPDX-License-Identifier: EUPL-1.2
//! Which tickets tell this person something he has not read: what their documents said, kept until they change.

use ronda_shared::ids::TicketId;
use rusqlite::params;

use super::blob::id;
use super::list::PageKey;
use super::{Store, StoreError};

pub(super) const UNASKED: &str = "SELECT unread.ticket, ticket.id FROM unread JOIN ticket ON ticket.no = unread.ticket
     WHERE unread.notices IS NULL ORDER BY unread.ticket LIMIT ?1";
pub(super) const PAGE: &str = "SELECT ticket.id, unread.updated_at_ms, unread.ticket
     FROM unread JOIN ticket ON ticket.no = unread.ticket
     WHERE unread.notices > 0 AND (unread.updated_at_ms, unread.ticket) < (?1, ?2)
     ORDER BY unread.updated_at_ms DESC, unread.ticket DESC LIMIT ?3";

/// A ticket whose document is still to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unasked {
    no: i64,
    /// The ticket.
    pub(crate) id: TicketId,
}

impl Store {
    /// At most so many tickets with notices whose documents were not asked since they changed.
    pub(crate) fn unasked(&self, most: u32) -> Result<Vec<Unasked>, StoreError> {
        let mut statement = self.reader().prepare_cached(UNASKED)?;
        let rows = statement.query_and_then([most], |row| {
            let (no, id) = (row.get(0)?, id(row, 1)?);
            Ok(Unasked { no, id })
        })?;
        rows.collect()
    }

    /// Keeps how many unread notices each of these tickets has for this person.
    pub(crate) fn keep_unread(&mut self, asked: &[(Unasked, usize)]) -> Result<(), StoreError> {
        self.within(|transaction| {
            let mut statement = transaction.prepare_cached("UPDATE unread SET notices = ?2 WHERE ticket = ?1")?;
            for (ticket, notices) in asked {
                statement.execute(params![ticket.no, i64::try_from(*notices).unwrap_or(i64::MAX)])?;
            }
            Ok(())
        })
    }

    /// Has every document asked again: other things concern this person now.
    pub(crate) fn ask_unread_again(&mut self) -> Result<(), StoreError> {
        self.within(|transaction| {
            transaction.execute("UPDATE unread SET notices = NULL", [])?;
            Ok(())
        })
    }

    /// A page of the tickets with something unread, the last written first, and where it ended unless it was the last.
    pub(crate) fn unread_page(
        &self,
        after: Option<PageKey>,
        limit: u32,
    ) -> Result<(Vec<TicketId>, Option<PageKey>), StoreError> {
        let (updated_at_ms, no) = after.map_or((i64::MAX, i64::MAX), PageKey::numbers);
        let mut statement = self.reader().prepare_cached(PAGE)?;
        let rows = statement.query_and_then(params![updated_at_ms, no, limit], |row| {
            Ok((id::<TicketId>(row, 0)?, PageKey::new(row.get(1)?, row.get(2)?)))
        })?;
        let (page, keys): (Vec<TicketId>, Vec<PageKey>) =
            rows.collect::<Result<Vec<_>, StoreError>>()?.into_iter().unzip();
        let full = page.len() >= limit as usize;
        Ok((page, keys.last().copied().filter(|_| full)))
    }

    /// How many tickets have something unread.
    pub(crate) fn unread_count(&self) -> Result<u64, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT count(*) FROM unread WHERE notices > 0")?;
        Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }
}
