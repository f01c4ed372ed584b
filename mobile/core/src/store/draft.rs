// SPDX-License-Identifier: EUPL-1.2
//! Drafts in the store: each write is one transaction, on the disk before it is answered.

use ronda_shared::ids::TicketId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::blob::id_or_null;
use super::{Store, StoreError};

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: String,
    /// What it becomes, in a word of the caller's.
    pub kind: String,
    /// The ticket it is about.
    pub ticket: Option<TicketId>,
    /// Everything typed, in JSON of the caller's.
    pub form: String,
    /// When it was begun, in milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it was last written.
    pub saved_at_ms: i64,
}

/// A photo of a draft, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftPhoto {
    /// Its id.
    pub id: String,
    /// The draft.
    pub draft: String,
    /// The file's name.
    pub name: String,
    /// What is to be done to it, in JSON of the caller's.
    pub tools: String,
    /// What its camera says, in JSON of the caller's.
    pub about: String,
}

/// The bytes of a draft's photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// As the camera made it.
    pub file: Vec<u8>,
    /// Upright, bounded, untouched otherwise.
    pub picture: Vec<u8>,
    /// The same, small.
    pub thumbnail: Vec<u8>,
}

/// Which bytes of a draft's photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftBytes {
    /// As the camera made it.
    File,
    /// Upright.
    Picture,
    /// Small.
    Thumbnail,
}

const SELECT: &str = "SELECT id, kind, ticket, form, created_at_ms, saved_at_ms FROM draft";
const PHOTO: &str = "SELECT draft_photo.id, draft.id, draft_photo.name, draft_photo.tools, draft_photo.about
     FROM draft_photo JOIN draft ON draft.no = draft_photo.draft";

impl Store {
    /// Every draft, the last written first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let select = format!("{SELECT} ORDER BY saved_at_ms DESC, no DESC");
        let mut statement = self.reader().prepare_cached(&select)?;
        statement.query_and_then([], draft)?.collect()
    }

    /// How many drafts there are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn drafts_count(&self) -> Result<u64, StoreError> {
        let mut statement = self.reader().prepare_cached("SELECT count(*) FROM draft")?;
        Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// One draft.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn draft(&self, id: &str) -> Result<Option<Draft>, StoreError> {
        let mut statement = self.reader().prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
        statement.query_and_then([id], draft)?.next().transpose()
    }

    /// Writes a draft; of one that is there everything but when it was begun is replaced.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn keep_draft(&mut self, draft: &Draft) -> Result<(), StoreError> {
        self.within(|transaction| {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO draft (id, kind, ticket, form, created_at_ms, saved_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, ticket = excluded.ticket, form = excluded.form,
                     saved_at_ms = excluded.saved_at_ms",
            )?;
            let ticket = draft.ticket.as_ref().map(|ticket| *ticket.bytes());
            statement.execute(params![
                draft.id,
                draft.kind,
                ticket,
                draft.form,
                draft.created_at_ms,
                draft.saved_at_ms
            ])?;
            Ok(())
        })
    }

    /// Takes a draft away with its photos.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn drop_draft(&mut self, id: &str) -> Result<(), StoreError> {
        self.within(|transaction| forget(transaction, id))
    }

    /// The photos of a draft, in their order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn draft_photos(&self, draft: &str) -> Result<Vec<DraftPhoto>, StoreError> {
        let select = format!("{PHOTO} WHERE draft.id = ?1 ORDER BY draft_photo.place, draft_photo.no");
        let mut statement = self.reader().prepare_cached(&select)?;
        statement.query_and_then([draft], photo)?.collect()
    }

    /// A photo of a draft.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn draft_photo(&self, id: &str) -> Result<Option<DraftPhoto>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached(&format!("{PHOTO} WHERE draft_photo.id = ?1"))?;
        statement.query_and_then([id], photo)?.next().transpose()
    }

    /// Bytes of a draft's photo.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn draft_photo_bytes(&self, id: &str, which: DraftBytes) -> Result<Option<Vec<u8>>, StoreError> {
        let column = match which {
            DraftBytes::File => "file",
            DraftBytes::Picture => "picture",
            DraftBytes::Thumbnail => "thumbnail",
        };
        let select = format!(
            "SELECT {column} FROM draft_photo_file JOIN draft_photo ON draft_photo.no = draft_photo_file.photo WHERE id = ?1"
        );
        let mut statement = self.reader().prepare_cached(&select)?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?)
    }

    /// Keeps a photo with its draft, behind those that are there.
    ///
    /// # Errors
    /// When the draft is gone, or the disk fails or is full.
    pub fn keep_draft_photo(&mut self, photo: &DraftPhoto, file: &DraftFile) -> Result<(), StoreError> {
        self.within(|transaction| {
            let no: i64 = transaction.query_row(
                "INSERT INTO draft_photo (id, draft, place, name, tools, about)
                 SELECT ?1, no, (SELECT coalesce(max(place), -1) + 1 FROM draft_photo WHERE draft = draft.no), ?3, ?4, ?5 FROM draft WHERE id = ?2
                 RETURNING no",
                params![photo.id, photo.draft, photo.name, photo.tools, photo.about],
                |row| row.get(0),
            )?;
            transaction.execute(
                "INSERT INTO draft_photo_file (photo, file, picture, thumbnail) VALUES (?1, ?2, ?3, ?4)",
                params![no, file.file, file.picture, file.thumbnail],
            )?;
            Ok(())
        })
    }

    /// Writes what is to be done to a draft's photo.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn keep_draft_tools(&mut self, id: &str, tools: &str) -> Result<(), StoreError> {
        self.within(|transaction| {
            transaction.execute("UPDATE draft_photo SET tools = ?2 WHERE id = ?1", params![id, tools])?;
            Ok(())
        })
    }

    /// Takes a photo away from its draft, and no other: what the caller has not heard of yet stays.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn drop_draft_photo(&mut self, draft: &str, id: &str) -> Result<(), StoreError> {
        self.within(|transaction| {
            let own = "DELETE FROM draft_photo WHERE id = ?1 AND draft = (SELECT no FROM draft WHERE id = ?2)";
            transaction.execute(own, params![id, draft])?;
            Ok(())
        })
    }
}

/// Takes a draft away with its photos.
pub(crate) fn forget(connection: &Connection, id: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM draft WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

fn draft(row: &Row<'_>) -> Result<Draft, StoreError> {
    Ok(Draft {
        id: row.get(0)?,
        kind: row.get(1)?,
        ticket: id_or_null(row, 2)?,
        form: row.get(3)?,
        created_at_ms: row.get(4)?,
        saved_at_ms: row.get(5)?,
    })
}

fn photo(row: &Row<'_>) -> Result<DraftPhoto, StoreError> {
    Ok(DraftPhoto {
        id: row.get(0)?,
        draft: row.get(1)?,
        name: row.get(2)?,
        tools: row.get(3)?,
        about: row.get(4)?,
    })
}
