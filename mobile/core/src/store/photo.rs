// SPDX-License-Identifier: EUPL-1.2
//! Photos in the store: bytes, thumbnails and where each stands with the central store.

use ronda_shared::ids::{PhotoHash, TicketId};
use rusqlite::{Connection, OptionalExtension, params};

use super::blob::id;
use super::{Store, StoreError, thumbnail};

/// A photo to keep.
#[derive(Debug, Clone)]
pub struct PhotoWrite {
    /// SHA-256 of the stored JPEG.
    pub sha256: PhotoHash,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The stored JPEG.
    pub jpeg: Vec<u8>,
    /// Its thumbnail, where one was made.
    pub thumbnail: Option<Vec<u8>>,
    /// Taken on this phone, so owed to the store.
    pub own: bool,
}

/// Where a photo of this phone stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoState {
    /// The photo.
    pub sha256: PhotoHash,
    /// Size of the stored JPEG.
    pub size_bytes: u64,
    /// Taken on this phone.
    pub own: bool,
    /// Where its upload goes on.
    pub upload_url: Option<String>,
    /// Its number in the central store.
    pub server_no: Option<u64>,
    /// Why the store will not have it.
    pub refused: Option<String>,
    /// The store keeps it in custody for the office.
    pub in_custody: bool,
}

impl Store {
    /// The stored JPEG, when it is on this phone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn photo_jpeg(&self, photo: &PhotoHash) -> Result<Option<Vec<u8>>, StoreError> {
        let select = "SELECT jpeg FROM photo_file JOIN photo ON photo.no = photo_file.photo WHERE photo.sha256 = ?1";
        let mut statement = self.reader().prepare_cached(select)?;
        Ok(statement.query_row([photo.bytes()], |row| row.get(0)).optional()?)
    }

    /// The thumbnail, when it is on this phone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn photo_thumbnail(&self, photo: &PhotoHash) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT thumbnail FROM photo WHERE sha256 = ?1")?;
        Ok(statement
            .query_row([photo.bytes()], |row| row.get(0))
            .optional()?
            .flatten())
    }

    /// Where a photo stands, when this phone has something of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn photo(&self, photo: &PhotoHash) -> Result<Option<PhotoState>, StoreError> {
        let select = "SELECT size_bytes, own, upload_url, server_no, refused, in_custody FROM photo WHERE sha256 = ?1";
        let mut statement = self.reader().prepare_cached(select)?;
        let state = statement.query_row([photo.bytes()], |row| {
            Ok(PhotoState {
                sha256: *photo,
                size_bytes: row.get::<_, i64>(0)?.unsigned_abs(),
                own: row.get(1)?,
                upload_url: row.get(2)?,
                server_no: row.get::<_, Option<i64>>(3)?.map(i64::unsigned_abs),
                refused: row.get(4)?,
                in_custody: row.get(5)?,
            })
        });
        Ok(state.optional()?)
    }

    /// Every photo of which this phone has something, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn photo_hashes(&self) -> Result<Vec<PhotoHash>, StoreError> {
        let mut statement = self.reader().prepare_cached("SELECT sha256 FROM photo ORDER BY no")?;
        statement.query_and_then([], |row| id(row, 0))?.collect()
    }

    /// Photos the store refused, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn refused_photos(&self) -> Result<Vec<PhotoState>, StoreError> {
        let select = "SELECT sha256 FROM photo WHERE refused IS NOT NULL ORDER BY no";
        let mut statement = self.reader().prepare_cached(select)?;
        let hashes: Vec<PhotoHash> = statement
            .query_and_then([], |row| id(row, 0))?
            .collect::<Result<_, StoreError>>()?;
        hashes.iter().filter_map(|hash| self.photo(hash).transpose()).collect()
    }

    /// As [`Self::photo_jpeg`], and able to read on where this one is damaged.
    ///
    /// # Errors
    /// When the photo cannot be read, or the store not opened again.
    pub fn photo_jpeg_or_reopen(&mut self, photo: &PhotoHash) -> Result<Option<Vec<u8>>, StoreError> {
        let read = self.photo_jpeg(photo);
        if read.as_ref().is_err_and(StoreError::is_damage) {
            self.reopen()?;
        }
        read
    }

    /// Whether a ticket held here names the photo.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn ticket_names_photo(&self, ticket: &TicketId, photo: &PhotoHash) -> Result<bool, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT 1 FROM ticket_photo WHERE ticket = ?1 AND sha256 = ?2")?;
        Ok(statement.exists(params![ticket.bytes(), photo.bytes()])?)
    }

    /// Keeps a photo that was fetched.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn keep_photo(&mut self, write: &PhotoWrite) -> Result<(), StoreError> {
        self.within(|transaction| put(transaction, write))
    }
}

/// Keeps a photo; the same one twice is one.
pub(crate) fn put(connection: &Connection, write: &PhotoWrite) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO photo (sha256, width, height, size_bytes, own, thumbnail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (sha256) DO UPDATE SET own = max(own, excluded.own), thumbnail = coalesce(thumbnail, excluded.thumbnail),
             width = excluded.width, height = excluded.height, size_bytes = excluded.size_bytes
         RETURNING no",
    )?;
    let size = i64::try_from(write.jpeg.len()).unwrap_or(i64::MAX);
    let values = params![
        write.sha256.bytes(),
        write.width,
        write.height,
        size,
        write.own,
        write.thumbnail
    ];
    let no: i64 = statement.query_row(values, |row| row.get(0))?;
    let mut file = connection
        .prepare_cached("INSERT INTO photo_file (photo, jpeg) VALUES (?1, ?2) ON CONFLICT (photo) DO NOTHING")?;
    file.execute(params![no, write.jpeg])?;
    if write.thumbnail.is_some() {
        thumbnail::is_here(connection, &write.sha256)?;
    }
    Ok(())
}
