// SPDX-License-Identifier: EUPL-1.2
//! Custody in SQLite.

use async_trait::async_trait;
use ronda_shared::ids::{ChangeHash, DeviceId, PhotoHash, TicketId};
use ronda_shared::wire::Settled;
use rusqlite::types::Type;
use rusqlite::{Connection, Params, Row, params};

use super::cells::{blob, blob_or_none, cbor, int, number, number_or_none};
use super::{SqliteStore, Writing};
use crate::case_store::{
    By, Custody, CustodyItem, CustodyNo, CustodySize, CustodyState, Decision, Deed, StoreError, Whereabouts,
};

const ITEMS: &str = "SELECT no, ticket, hash, bytes, refusal, proofs, carrier, at_ms, state FROM custody";

const EXPECTED: &str =
    "SELECT EXISTS (SELECT 1 FROM photo WHERE hash = ?1) OR EXISTS (SELECT 1 FROM ticket_photo WHERE hash = ?1)";
const UNNAMED: &str = "SELECT COALESCE(SUM(p.size_bytes), 0) FROM photo_grant g JOIN photo p ON p.hash = g.hash
     WHERE g.device = ?1 AND NOT EXISTS (SELECT 1 FROM ticket_photo t WHERE t.hash = g.hash)";

/// Whether anything is known of it, its number if it was admitted after all, and whether all that is known of it was discarded.
const WHEREABOUTS: &str = "SELECT
     EXISTS (SELECT 1 FROM custody WHERE hash = ?1),
     (SELECT h.no FROM custody c JOIN change h ON h.ticket = c.ticket AND h.hash = c.hash WHERE c.hash = ?1),
     EXISTS (SELECT 1 FROM custody WHERE hash = ?1 AND state = 'discarded')
     AND NOT EXISTS (SELECT 1 FROM custody WHERE hash = ?1 AND state = 'held')";

#[async_trait]
impl Custody for SqliteStore {
    async fn custody(&self, state: Option<CustodyState>) -> Result<Vec<CustodyItem>, StoreError> {
        self.read(move |conn| {
            items(
                conn,
                "WHERE ?1 IS NULL OR state = ?1 ORDER BY no",
                [state.map(CustodyState::name)],
            )
        })
        .await
    }

    async fn custody_item(&self, no: CustodyNo) -> Result<Option<CustodyItem>, StoreError> {
        self.read(move |conn| Ok(items(conn, "WHERE no = ?1", [int(no.0)])?.pop()))
            .await
    }

    async fn custody_of(&self, ticket: &TicketId) -> Result<Vec<CustodyItem>, StoreError> {
        let ticket = *ticket;
        self.read(move |conn| {
            items(
                conn,
                "WHERE ticket = ?1 AND state = 'held' ORDER BY no",
                [ticket.bytes()],
            )
        })
        .await
    }

    async fn custody_size(&self, carrier: &DeviceId) -> Result<CustodySize, StoreError> {
        let carrier = *carrier;
        self.read(move |conn| {
            let sql = "SELECT COUNT(*), COALESCE(SUM(length(bytes) + length(proofs)), 0)
                 FROM custody WHERE state = 'held' AND carrier = ?1";
            let size = |row: &Row<'_>| {
                Ok(CustodySize {
                    items: number(row, 0)?,
                    bytes: number(row, 1)?,
                })
            };
            Ok(conn.prepare_cached(sql)?.query_row([carrier.bytes()], size)?)
        })
        .await
    }

    async fn is_photo_expected(&self, photo: &PhotoHash) -> Result<bool, StoreError> {
        let photo = *photo;
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(EXPECTED)?
                .query_row([photo.bytes()], |row| row.get(0))?)
        })
        .await
    }

    async fn unnamed_photo_bytes(&self, device: &DeviceId) -> Result<u64, StoreError> {
        let device = *device;
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(UNNAMED)?
                .query_row([device.bytes()], |row| number(row, 0))?)
        })
        .await
    }

    async fn whereabouts(&self, hashes: &[ChangeHash]) -> Result<Whereabouts, StoreError> {
        let hashes = hashes.to_vec();
        self.read(move |conn| {
            let mut read = conn.prepare_cached(WHEREABOUTS)?;
            let mut found = Whereabouts::default();
            for hash in hashes {
                let cells = |row: &Row<'_>| Ok((row.get(0)?, number_or_none(row, 1)?, row.get(2)?));
                match read.query_row([hash.bytes()], cells)? {
                    (false, ..) => found.unknown.push(hash),
                    (true, None, false) => {}
                    (true, server_no, _) => found.settled.push(Settled { hash, server_no }),
                }
            }
            Ok(found)
        })
        .await
    }

    async fn decide(&self, no: CustodyNo, decision: Decision, by: By) -> Result<bool, StoreError> {
        self.write(move |w| {
            let (from, to, verb) = match decision {
                Decision::Discard => ("held", "discarded", "change.discarded"),
                Decision::TakeBack => ("discarded", "held", "change.taken-back"),
            };
            settle(w, no, &[from], to, verb, &by)
        })
        .await
    }
}

/// Whether anything is held; asked once in a transaction.
pub(super) fn waits(w: &mut Writing<'_>) -> Result<bool, StoreError> {
    if let Some(known) = w.custody_waits {
        return Ok(known);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM custody WHERE state = 'held')";
    let waits = w.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    w.custody_waits = Some(waits);
    Ok(waits)
}

/// Marks an item as admitted after all, whatever was decided before; one whose change was not admitted stays as it is.
pub(super) fn release(w: &mut Writing<'_>, no: CustodyNo, by: &By) -> Result<(), StoreError> {
    let sql = "SELECT EXISTS
         (SELECT 1 FROM custody c JOIN change h ON h.ticket = c.ticket AND h.hash = c.hash WHERE c.no = ?1)";
    let admitted: bool = w.conn.prepare_cached(sql)?.query_row([int(no.0)], |row| row.get(0))?;
    if admitted {
        settle(
            w,
            no,
            &["held", "discarded", "released"],
            "released",
            "change.released",
            by,
        )?;
    }
    Ok(())
}

fn settle(
    w: &mut Writing<'_>,
    no: CustodyNo,
    from: &[&str],
    to: &str,
    verb: &str,
    by: &By,
) -> Result<bool, StoreError> {
    let Some(item) = items(w.conn, "WHERE no = ?1", [int(no.0)])?.pop() else {
        return Ok(false);
    };
    if !from.contains(&item.state.name()) {
        return Ok(false);
    }
    w.conn
        .execute("UPDATE custody SET state = ?2 WHERE no = ?1", params![int(no.0), to])?;
    w.custody_waits = None;
    let content = item.hash.bytes().to_vec();
    w.record(&Deed {
        by: by.clone(),
        verb: verb.to_owned(),
        object: item.ticket.to_string(),
        content,
    })?;
    Ok(true)
}

fn items(conn: &Connection, filter: &str, values: impl Params) -> Result<Vec<CustodyItem>, StoreError> {
    let mut read = conn.prepare_cached(&format!("{ITEMS} {filter}"))?;
    let items = read.query_map(values, item)?;
    Ok(items.collect::<rusqlite::Result<_>>()?)
}

fn item(row: &Row<'_>) -> rusqlite::Result<CustodyItem> {
    let state: String = row.get(8)?;
    let unknown = || rusqlite::Error::FromSqlConversionFailure(8, Type::Text, "unknown state".into());
    Ok(CustodyItem {
        no: CustodyNo(number(row, 0)?),
        ticket: blob(row, 1, TicketId::from_slice)?,
        hash: blob(row, 2, ChangeHash::from_slice)?,
        bytes: row.get(3)?,
        refusal: cbor(row, 4)?,
        proofs: cbor(row, 5)?,
        carrier: blob_or_none(row, 6, DeviceId::from_slice)?,
        at_ms: row.get(7)?,
        state: CustodyState::named(&state).ok_or_else(unknown)?,
    })
}
