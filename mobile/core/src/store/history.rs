// SPDX-License-Identifier: EUPL-1.2
//! A ticket's history where its document may not load: one that does not must not stop everything else, and own changes
//! are kept one by one beside it.

use std::slice;

use ronda_shared::document::{Document, RawChange};
use ronda_shared::ids::TicketId;
use rusqlite::Connection;

use super::{ChangeState, StoreError, change, ticket};

/// A ticket's document, where there is one that loads.
pub(crate) fn readable(connection: &Connection, id: &TicketId) -> Result<Option<Document>, StoreError> {
    match ticket::document(connection, id) {
        Err(damage) if damage.is_damage() => {
            tracing::warn!(ticket = %id, "its document cannot be read: {damage}");
            Ok(None)
        }
        read => read,
    }
}

/// What can be read of a ticket's history.
pub(crate) struct History {
    /// Its changes: all of them, or those that are kept one by one.
    pub(crate) changes: Vec<RawChange>,
    /// Its document was read.
    pub(crate) is_whole: bool,
}

/// What can be read of a ticket's history.
pub(crate) fn of(connection: &Connection, id: &TicketId) -> Result<History, StoreError> {
    let read = readable(connection, id)?.and_then(|document| document.changes().ok());
    let is_whole = read.is_some();
    let changes = read.map_or_else(|| kept(connection, id, &|_| true), Ok)?;
    Ok(History { changes, is_whole })
}

/// The changes kept one by one, in their order; of a damaged one nothing can be known.
pub(crate) fn kept(
    connection: &Connection,
    id: &TicketId,
    which: &dyn Fn(ChangeState) -> bool,
) -> Result<Vec<RawChange>, StoreError> {
    let rows = change::of_ticket(connection, id)?.into_iter();
    let sound = rows.filter(|row| which(row.state)).filter_map(|row| {
        let change = RawChange::scan(row.bytes).ok();
        change.filter(|change| change.hash() == row.hash)
    });
    Ok(sound.collect())
}

/// A document with what else is kept of it; a change whose past is not here goes on waiting in the queue.
pub(crate) fn with_kept(mut document: Document, kept: &[RawChange]) -> Document {
    let mut waiting: Vec<&RawChange> = kept.iter().filter(|change| !document.holds(&change.hash())).collect();
    loop {
        let follows =
            |change: &&RawChange| !change.deps().is_empty() && change.deps().iter().all(|dep| document.holds(dep));
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(follows);
        if ready.is_empty() {
            return document;
        }
        for change in ready {
            if let Err(fault) = document.apply(slice::from_ref(change)) {
                tracing::warn!(change = %change.hash(), "it does not fit the document that came: {fault}");
            }
        }
        waiting = rest;
    }
}
