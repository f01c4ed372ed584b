// SPDX-License-Identifier: EUPL-1.2
//! A ticket's row, document, words, place and photo names: written together, so that they can never disagree.

use ronda_shared::case_row::{CaseRow, crews_cell, project};
use ronda_shared::document::{Document, ReadBack, read_saved};
use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::ticket::Ticket;
use ronda_shared::wire::to_cbor;
use rusqlite::{Connection, OptionalExtension, params};

use super::blob::{cbor, heads, heads_to, id};
use super::words::{self, Unindexed};
use super::{Store, StoreError, Verified, job, names};

/// Everything of a ticket that is written when it changes.
#[derive(Debug, Clone)]
pub struct TicketWrite {
    /// The projection of the document.
    pub row: CaseRow,
    /// The saved document.
    pub saved: Vec<u8>,
    /// Frontier of everything held.
    pub heads: Vec<ChangeHash>,
    /// Frontier of what the store admitted, as far as heard.
    pub admitted_heads: Vec<ChangeHash>,
    /// Greatest server number heard of.
    pub last_no: u64,
    /// Whether the document was checked.
    pub verified: Verified,
    /// The notes' words, for search; a snapshot's are known once it was opened.
    pub notes: String,
}

impl TicketWrite {
    /// What to write of a document opened here.
    ///
    /// # Errors
    /// When the document cannot be read.
    pub fn of(document: &Document, admitted_heads: Vec<ChangeHash>, last_no: u64) -> Result<Self, StoreError> {
        let saved = document.save();
        let read = ReadBack {
            ticket: read_saved(&saved)?,
            saved,
        };
        Ok(Self::read_back(read, admitted_heads, last_no))
    }

    /// What to write of a document as its gate saved and read it.
    #[must_use]
    pub fn read_back(read: ReadBack, admitted_heads: Vec<ChangeHash>, last_no: u64) -> Self {
        let ReadBack { saved, ticket } = read;
        let (row, notes) = (project(&ticket), words_of_notes(&ticket));
        Self {
            row,
            saved,
            heads: ticket.heads,
            admitted_heads,
            last_no,
            verified: Verified::Yes,
            notes,
        }
    }
}

/// The words of a ticket's notes.
#[must_use]
pub(crate) fn words_of_notes(ticket: &Ticket) -> String {
    let all = ticket.notes.iter().chain(&ticket.public_updates);
    all.map(|note| note.value.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// What the store keeps of a ticket beside its document.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldTicket {
    /// The ticket.
    pub id: TicketId,
    /// Its row.
    pub row: CaseRow,
    /// Frontier of everything held.
    pub heads: Vec<ChangeHash>,
    /// Frontier of what the store admitted.
    pub admitted_heads: Vec<ChangeHash>,
    /// Greatest server number heard of.
    pub last_no: u64,
    /// Whether the document was checked.
    pub verified: Verified,
}

impl Store {
    /// A ticket without its document.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn ticket(&self, ticket: &TicketId) -> Result<Option<HeldTicket>, StoreError> {
        held(self.reader(), ticket)
    }

    /// A ticket's document.
    ///
    /// # Errors
    /// When the store cannot be read or the document is damaged.
    pub fn document(&self, ticket: &TicketId) -> Result<Option<Document>, StoreError> {
        document(self.reader(), ticket)
    }

    /// A ticket as its document says, which is not loaded for it.
    ///
    /// # Errors
    /// When the store cannot be read or the document is damaged.
    pub fn read(&self, ticket: &TicketId) -> Result<Option<Ticket>, StoreError> {
        read(self.reader(), ticket)
    }

    /// A ticket's saved document, not yet loaded.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn saved(&self, ticket: &TicketId) -> Result<Option<Vec<u8>>, StoreError> {
        saved(self.reader(), ticket)
    }

    /// The tickets of a spoken code; two may share one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn tickets_of_code(&self, code: &str) -> Result<Vec<TicketId>, StoreError> {
        ids(
            self.reader(),
            "SELECT id FROM ticket WHERE code = ?1 ORDER BY id",
            [code],
        )
    }

    /// Every ticket id, oldest arrival first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn ticket_ids(&self) -> Result<Vec<TicketId>, StoreError> {
        ids(self.reader(), "SELECT id FROM ticket ORDER BY no", [])
    }
}

pub(super) fn ids(
    connection: &Connection,
    select: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<TicketId>, StoreError> {
    let mut statement = connection.prepare_cached(select)?;
    statement.query_and_then(params, |row| id(row, 0))?.collect()
}

/// A ticket without its document.
pub(crate) fn held(connection: &Connection, ticket: &TicketId) -> Result<Option<HeldTicket>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT id, row, heads, admitted_heads, last_no, verified FROM ticket WHERE id = ?1")?;
    let mut rows = statement.query([ticket.bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(HeldTicket {
        id: id(row, 0)?,
        row: cbor(row, 1, "row")?,
        heads: heads(row, 2)?,
        admitted_heads: heads(row, 3)?,
        last_no: row.get::<_, i64>(4)?.unsigned_abs(),
        verified: Verified::read(row.get(5)?),
    }))
}

const SAVED: &str =
    "SELECT document.saved FROM document JOIN ticket ON ticket.no = document.ticket WHERE ticket.id = ?1";

/// A ticket's saved document, not yet loaded.
pub(crate) fn saved(connection: &Connection, ticket: &TicketId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached(SAVED)?;
    Ok(statement.query_row([ticket.bytes()], |row| row.get(0)).optional()?)
}

/// A ticket as its document says, read where SQLite holds its bytes.
fn read(connection: &Connection, ticket: &TicketId) -> Result<Option<Ticket>, StoreError> {
    let mut statement = connection.prepare_cached(SAVED)?;
    let mut rows = statement.query([ticket.bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(read_saved(row.get_ref(0)?.as_blob()?)?))
}

/// A ticket's document.
pub(crate) fn document(connection: &Connection, ticket: &TicketId) -> Result<Option<Document>, StoreError> {
    saved(connection, ticket)?
        .map(|saved| Document::load(&saved).map_err(StoreError::from))
        .transpose()
}

/// Writes a ticket with everything that hangs on it; new or known.
pub(crate) fn put(connection: &Connection, write: &TicketWrite) -> Result<(), StoreError> {
    let (no, known) = put_but_words(connection, write)?;
    words::put(connection, no, known, &write.row, &write.notes)
}

/// Writes a ticket whose words are still to be put into the index, with those of others.
pub(crate) fn put_findable_later(
    connection: &Connection,
    write: TicketWrite,
    unindexed: &mut Unindexed,
) -> Result<(), StoreError> {
    let (no, known) = put_but_words(connection, &write)?;
    unindexed.add(no, known, write.row, write.notes);
    Ok(())
}

fn put_but_words(connection: &Connection, write: &TicketWrite) -> Result<(i64, bool), StoreError> {
    let (no, known) = put_document(connection, write)?;
    if known {
        connection
            .prepare_cached("DELETE FROM place WHERE no = ?1")?
            .execute([no])?;
    }
    put_place(connection, no, &write.row)?;
    put_named(connection, &write.row)?;
    Ok((no, known))
}

/// Writes a known ticket whose words and place are those that are indexed already.
pub(crate) fn put_found_as_before(connection: &Connection, write: &TicketWrite) -> Result<(), StoreError> {
    put_document(connection, write)?;
    put_named(connection, &write.row)
}

fn put_named(connection: &Connection, row: &CaseRow) -> Result<(), StoreError> {
    put_photo_names(connection, row)?;
    names::put_approvers(connection, row)
}

fn put_document(connection: &Connection, write: &TicketWrite) -> Result<(i64, bool), StoreError> {
    let (no, known) = put_row(connection, write)?;
    let mut document = connection.prepare_cached(
        "INSERT INTO document (ticket, saved) VALUES (?1, ?2) ON CONFLICT (ticket) DO UPDATE SET saved = excluded.saved",
    )?;
    document.execute(params![no, write.saved])?;
    Ok((no, known))
}

pub(super) fn put_row(connection: &Connection, write: &TicketWrite) -> Result<(i64, bool), StoreError> {
    let mut known = connection.prepare_cached("SELECT no FROM ticket WHERE id = ?1")?;
    let known: Option<i64> = known.query_row([write.row.id.bytes()], |row| row.get(0)).optional()?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO ticket (no, id, code, category, status, created_by, updated_at_ms, conflicts, last_no, verified, heads, admitted_heads, row,
             office, crews, notices, danger, outcome, received)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
         ON CONFLICT (no) DO UPDATE SET code = excluded.code, category = excluded.category, status = excluded.status,
             created_by = excluded.created_by, updated_at_ms = excluded.updated_at_ms, conflicts = excluded.conflicts,
             last_no = excluded.last_no, verified = excluded.verified, heads = excluded.heads,
             admitted_heads = excluded.admitted_heads, row = excluded.row, office = excluded.office,
             crews = excluded.crews, notices = excluded.notices, danger = excluded.danger, outcome = excluded.outcome,
             received = excluded.received",
    )?;
    let row = &write.row;
    statement.execute(params![
        known,
        row.id.bytes(),
        row.code,
        row.category,
        row.status,
        row.created_by.bytes(),
        row.updated_at_ms,
        row.conflicts,
        write.last_no.cast_signed(),
        write.verified as i64,
        heads_to(&write.heads),
        heads_to(&write.admitted_heads),
        to_cbor(row),
        row.office,
        crews_cell(&row.crews),
        row.notices,
        row.danger,
        row.outcome,
        row.received_at_ms.is_some(),
    ])?;
    let no = known.unwrap_or_else(|| connection.last_insert_rowid());
    job::put(connection, no, row, known.is_some())?;
    Ok((no, known.is_some()))
}

/// What a row that is gone left in an index makes room for the next of its number; so it is with words.
fn put_place(connection: &Connection, no: i64, row: &CaseRow) -> Result<(), StoreError> {
    let (Some(lat), Some(lon)) = (row.lat, row.lon) else {
        return Ok(());
    };
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO place (no, lat_least, lat_most, lon_least, lon_most, lat, lon) VALUES (?1, ?2, ?2, ?3, ?3, ?2, ?3)",
    )?;
    statement.execute(params![no, lat, lon])?;
    Ok(())
}

/// Photos are only ever added to a ticket. Of those that are no sealed originals the thumbnail is wanted where it is not here.
fn put_photo_names(connection: &Connection, row: &CaseRow) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO ticket_photo (ticket, sha256, sealed, thumbnail_asked_ms) VALUES (?1, ?2, ?3,
             iif(?3 OR EXISTS (SELECT 1 FROM photo WHERE sha256 = ?2 AND thumbnail IS NOT NULL), NULL, 0))
         ON CONFLICT DO NOTHING",
    )?;
    let named = |sealed: bool| move |photo| (photo, sealed);
    let photos = row.photos.iter().map(named(false));
    for (photo, sealed) in photos.chain(row.sealed_originals.iter().map(named(true))) {
        statement.execute(params![row.id.bytes(), photo.bytes(), sealed])?;
    }
    Ok(())
}

pub(super) fn index_notes(connection: &Connection, ticket: &TicketId) -> Result<(), StoreError> {
    let (Some(held), Some(read)) = (held(connection, ticket)?, read(connection, ticket)?) else {
        return Ok(());
    };
    let notes = words_of_notes(&read);
    if notes.is_empty() {
        return Ok(());
    }
    let no: i64 = connection.query_row("SELECT no FROM ticket WHERE id = ?1", [ticket.bytes()], |row| {
        row.get(0)
    })?;
    words::put(connection, no, true, &held.row, &notes)
}

/// Forgets a ticket and everything that hangs on it but its intents; photos no other ticket names go with it.
pub(crate) fn remove(connection: &Connection, ticket: &TicketId) -> Result<(), StoreError> {
    let mut no = connection.prepare_cached("SELECT no FROM ticket WHERE id = ?1")?;
    let Some(no) = no.query_row([ticket.bytes()], |row| row.get::<_, i64>(0)).optional()? else {
        return Ok(());
    };
    words::forget(connection, no)?;
    connection
        .prepare_cached("DELETE FROM place WHERE no = ?1")?
        .execute([no])?;
    let mut orphaned = connection.prepare_cached(
        "DELETE FROM photo WHERE (own = 0 OR server_no IS NOT NULL)
         AND sha256 IN (SELECT sha256 FROM ticket_photo WHERE ticket = ?1)
         AND NOT EXISTS (SELECT 1 FROM ticket_photo WHERE ticket_photo.sha256 = photo.sha256 AND ticket_photo.ticket <> ?1)",
    )?;
    orphaned.execute([ticket.bytes()])?;
    connection
        .prepare_cached("DELETE FROM ticket WHERE no = ?1")?
        .execute([no])?;
    Ok(())
}
