// SPDX-License-Identifier: EUPL-1.2
//! How far the photos of this phone have come on their way to the store.

use std::collections::BTreeSet;

use ronda_shared::identity::SignedOrder;
use ronda_shared::ids::{DeviceId, OrderId, PhotoHash, TicketId};
use ronda_shared::sync::Cursor;
use ronda_shared::wire::{Offer, PushedTicket, TicketAnswer};
use rusqlite::params;

use super::inbox::{offered, owe};
use super::outbox::{CURSOR, OFFERED, offers, orders, owed_batch};
use super::{Store, StoreError, history, intent, meta, ticket};

impl Store {
    /// Remembers where an upload goes on after a cut.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn note_upload(&mut self, photo: &PhotoHash, url: &str) -> Result<(), StoreError> {
        self.within(|transaction| {
            transaction.execute(
                "UPDATE photo SET upload_url = ?2 WHERE sha256 = ?1",
                params![photo.bytes(), url],
            )?;
            Ok(())
        })
    }

    /// Keeps the receipt of a photo.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn photo_held(&mut self, photo: &PhotoHash, server_no: u64) -> Result<(), StoreError> {
        self.within(|transaction| {
            let epoch = meta::get::<Cursor>(transaction, CURSOR)?.map(|cursor| *cursor.epoch.bytes());
            transaction.execute(
                "UPDATE photo SET server_no = ?2, epoch = ?3, upload_url = NULL, refused = NULL, in_custody = 0
                 WHERE sha256 = ?1",
                params![photo.bytes(), server_no.cast_signed(), epoch],
            )?;
            Ok(())
        })
    }

    /// Keeps a refused photo with its reason; it is not offered again by itself. One that the server keeps in custody is
    /// owed no more.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn photo_refused(&mut self, photo: &PhotoHash, reason: &str, in_custody: bool) -> Result<(), StoreError> {
        self.within(|transaction| {
            let update = "UPDATE photo SET refused = ?2, in_custody = ?3, upload_url = NULL WHERE sha256 = ?1";
            transaction.execute(update, params![photo.bytes(), reason, in_custody])?;
            Ok(())
        })
    }

    /// Owes everything again that this phone wrote and photographed, once: before it forgets, it asks for every receipt anew, for
    /// the store may have been put back to an older copy since it gave them, without its custody, too. A contact the vault
    /// refused is offered once more.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn owe_everything_again(&mut self) -> Result<(), StoreError> {
        if self.meta::<bool>(FAREWELL)?.unwrap_or_default() {
            return Ok(());
        }
        self.within(|transaction| {
            transaction.execute_batch(
                "UPDATE change SET state = 0, server_no = NULL, epoch = NULL WHERE own = 1;
                 UPDATE photo SET server_no = NULL, epoch = NULL WHERE own = 1 AND refused IS NULL;
                 UPDATE photo SET in_custody = 0 WHERE own = 1 AND in_custody = 1;
                 UPDATE reporter SET refused = NULL;",
            )?;
            meta::put(transaction, OFFERED, &0_i64)?;
            meta::put(transaction, FAREWELL, &true)
        })
    }

    /// What one request takes of the owed tickets but for those passed over, with their proofs.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn owed_batch(&self, passed_over: &BTreeSet<TicketId>) -> Result<Vec<PushedTicket>, StoreError> {
        owed_batch(self.reader(), passed_over)
    }

    /// What is to be offered next, and how far that goes; nothing once all was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn offers(&self) -> Result<(Vec<Offer>, Option<i64>), StoreError> {
        offers(self.reader())
    }

    /// The next orders this phone knows of, after so many.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn orders_from(&self, from: u64) -> Result<Vec<SignedOrder>, StoreError> {
        orders(self.reader(), from)
    }

    /// Owes what a drop box asked for of what it was offered, whoever wrote it, and remembers how far offering has come.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn offered(&mut self, asked: &[Offer], upto: Option<i64>, own: DeviceId) -> Result<(), StoreError> {
        self.within(|transaction| {
            for Offer { ticket, hashes } in asked {
                let mut lacking = history::of(transaction, ticket)?.changes;
                lacking.retain(|change| hashes.contains(&change.hash()));
                owe(transaction, ticket, &lacking, own)?;
            }
            offered(transaction, upto).map(drop)
        })
    }

    /// Own photos that no receipt and no custody covers, those the store refused last: the drop box may have room for them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn photos_to_hand_over(&self) -> Result<Vec<PhotoHash>, StoreError> {
        let select = format!("SELECT sha256 FROM photo WHERE {ON_THIS_PHONE_ALONE} ORDER BY refused IS NOT NULL, no");
        let mut statement = self.reader().prepare_cached(&select)?;
        statement.query_and_then([], |row| super::blob::id(row, 0))?.collect()
    }

    /// How much stands between a revoked phone and its wipe: what the drop box has not taken of its own changes, photos and
    /// contacts and of what others wrote and the store lacks, and what it was not yet offered.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn left_to_hand_over(&self) -> Result<u64, StoreError> {
        let select = format!(
            "SELECT (SELECT count(*) FROM change WHERE state = 0)
                  + (SELECT count(*) FROM photo WHERE {ON_THIS_PHONE_ALONE})
                  + (SELECT count(*) FROM reporter WHERE refused IS NULL)
                  + (SELECT count(*) FROM meta WHERE key = ?1)"
        );
        let mut statement = self.reader().prepare_cached(&select)?;
        Ok(statement
            .query_row([OFFERED], |row| row.get::<_, i64>(0))?
            .unsigned_abs())
    }

    /// Marks what the drop box took into custody, each shown with the store's reason; and what the store turned out to have
    /// admitted before, though this phone never heard its receipt.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn in_custody(&mut self, answers: &[TicketAnswer], photos: &[PhotoHash]) -> Result<(), StoreError> {
        self.within(|transaction| {
            let mut change = transaction.prepare_cached(
                "UPDATE change SET state = 2, server_no = NULL, epoch = NULL WHERE hash = ?1 RETURNING intent",
            )?;
            for (hash, refusal) in answers.iter().flat_map(|answer| &answer.quarantined) {
                let rows = change.query_and_then([hash.bytes()], |row| super::blob::id_or_null(row, 0))?;
                for meant in rows.collect::<Result<Vec<_>, StoreError>>()?.into_iter().flatten() {
                    intent::put_aside(transaction, &meant, refusal)?;
                }
            }
            let mut admitted = transaction
                .prepare_cached("UPDATE change SET state = 1, server_no = ?2 WHERE hash = ?1 AND state = 0")?;
            for receipt in answers.iter().flat_map(|answer| &answer.receipts) {
                admitted.execute(params![receipt.hash.bytes(), receipt.server_no.cast_signed()])?;
            }
            let mut photo = transaction.prepare_cached("UPDATE photo SET own = 0 WHERE sha256 = ?1")?;
            photos
                .iter()
                .try_for_each(|taken| photo.execute([taken.bytes()]).map(|_| ()))?;
            Ok(())
        })
    }

    /// Forgets every ticket, photo and word, by the signed order that revoked this device; only the order stays.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn wipe(&mut self, order: &OrderId) -> Result<(), StoreError> {
        self.within(|transaction| {
            let mut ids = transaction.prepare("SELECT id FROM ticket")?;
            let ids: Vec<_> = ids
                .query_and_then([], |row| super::blob::id(row, 0))?
                .collect::<Result<_, StoreError>>()?;
            ids.iter().try_for_each(|gone| ticket::remove(transaction, gone))?;
            transaction.execute_batch(
                "DELETE FROM photo; DELETE FROM intent; DELETE FROM reporter; DELETE FROM digest; DELETE FROM scope;
                 DELETE FROM draft; DELETE FROM person;",
            )?;
            meta::put(transaction, WIPED_BY, order)
        })?;
        self.checkpoint()
    }

    /// The order by which this home was wiped.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn wiped_by(&self) -> Result<Option<OrderId>, StoreError> {
        self.meta(WIPED_BY)
    }
}

/// A photo without bytes here is nothing that a wipe could lose.
const ON_THIS_PHONE_ALONE: &str = "own = 1 AND server_no IS NULL AND in_custody = 0
     AND EXISTS (SELECT 1 FROM photo_file WHERE photo_file.photo = photo.no)";
/// Everything was owed again; missing as long as the server talks to this phone.
pub(crate) const FAREWELL: &str = "farewell";
const WIPED_BY: &str = "wiped_by";
