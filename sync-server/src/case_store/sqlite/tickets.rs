// SPDX-License-Identifier: EUPL-1.2
//! The log and the tickets in SQLite.

use std::collections::BTreeMap;

use async_trait::async_trait;
use ronda_shared::document::RawChange;
use ronda_shared::ids::{ChangeHash, DeviceId, Epoch, TicketId};
use ronda_shared::sync::{ChainHash, start_of_chain};
use ronda_shared::wire::Offer;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cells::{array, blob, cbor, heads, int, number};
use super::{SqliteStore, Writing};
use crate::case_store::{
    AuditHead, Deed, Deposit, Deposited, HeldTicket, Jurisdiction, LoggedChange, NewEpoch, PullPage, PullQuery,
    StoreError, StoreMeta, TicketLog, Watermark, WholeTicket,
};

const META: &str =
    "SELECT epoch, last_no, log_hash, audit_no, audit_hash, relied_on, jurisdiction_code, jurisdiction_name
     FROM meta WHERE id = 1";
const HELD: &str = "SELECT last_no, saved, heads, proofs, scopes FROM ticket WHERE id = ?1";
pub(super) const NUMBER: &str = "SELECT no FROM change WHERE ticket = ?1 AND hash = ?2";
const RECEIVED: &str = "SELECT received_at_ms FROM change WHERE ticket = ?1 AND hash = ?2";
pub(super) const WHOLE: &str = "SELECT t.last_no, t.saved, t.heads, t.proofs, t.scopes, r.row, t.id
     FROM ticket t JOIN case_row r ON r.ticket = t.id";

#[async_trait]
impl TicketLog for SqliteStore {
    async fn meta(&self) -> Result<StoreMeta, StoreError> {
        self.read(read_meta).await
    }

    async fn held(&self, tickets: &[TicketId]) -> Result<BTreeMap<TicketId, HeldTicket>, StoreError> {
        let tickets = tickets.to_vec();
        self.read(move |conn| {
            let mut read = conn.prepare_cached(HELD)?;
            let mut found = BTreeMap::new();
            for ticket in tickets {
                if let Some(held) = read.query_row([ticket.bytes()], held).optional()? {
                    found.insert(ticket, held);
                }
            }
            Ok(found)
        })
        .await
    }

    async fn whole(&self, tickets: &[TicketId]) -> Result<Vec<WholeTicket>, StoreError> {
        let tickets = tickets.to_vec();
        self.read(move |conn| {
            let mut read = conn.prepare_cached(&format!("{WHOLE} WHERE t.id = ?1"))?;
            let mut found = Vec::new();
            for ticket in tickets {
                found.extend(read.query_row([ticket.bytes()], whole).optional()?);
            }
            Ok(found)
        })
        .await
    }

    async fn commit(&self, deposits: Vec<Deposit>) -> Result<Vec<Deposited>, StoreError> {
        self.write(move |w| deposits.iter().map(|deposit| super::commit::keep(w, deposit)).collect())
            .await
    }

    async fn numbers(&self, asked: &[Offer]) -> Result<BTreeMap<ChangeHash, u64>, StoreError> {
        let asked = asked.to_vec();
        self.read(move |conn| of_changes(conn, NUMBER, &asked, |row| number(row, 0)))
            .await
    }

    async fn received_at(&self, asked: &[Offer]) -> Result<BTreeMap<ChangeHash, i64>, StoreError> {
        let asked = asked.to_vec();
        self.read(move |conn| of_changes(conn, RECEIVED, &asked, |row| row.get(0)))
            .await
    }

    async fn lacking(&self, offers: &[Offer], phone: Option<DeviceId>) -> Result<Vec<Offer>, StoreError> {
        let offers = offers.to_vec();
        self.read(move |conn| lacking(conn, offers, phone)).await
    }

    async fn changes_of(&self, ticket: &TicketId) -> Result<Vec<LoggedChange>, StoreError> {
        let ticket = *ticket;
        self.read(move |conn| {
            let sql = "SELECT no, hash, author, received_at_ms, bytes FROM change WHERE ticket = ?1 ORDER BY no";
            let mut read = conn.prepare_cached(sql)?;
            let changes = read.query_map([ticket.bytes()], logged)?;
            Ok(changes.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn chain_hash_at(&self, no: u64) -> Result<Option<ChainHash>, StoreError> {
        self.read(move |conn| chain_hash_at(conn, no)).await
    }

    async fn pull(&self, query: PullQuery) -> Result<PullPage, StoreError> {
        self.read(move |conn| super::pull::page(conn, &query)).await
    }

    async fn new_epoch(&self, new: NewEpoch) -> Result<StoreMeta, StoreError> {
        self.write(move |w| begin_epoch(w, &new)).await?;
        self.meta().await
    }
}

pub(super) fn read_meta(conn: &Connection) -> Result<StoreMeta, StoreError> {
    let vaulted = conn
        .prepare_cached("SELECT backup, epoch, no, at_ms FROM watermark ORDER BY no DESC, at_ms DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Watermark {
                backup: row.get(0)?,
                epoch: Epoch(array(row, 1)?),
                no: number(row, 2)?,
                at_ms: row.get(3)?,
            })
        })
        .optional()?;
    let merged_no = conn
        .prepare_cached("SELECT COALESCE(MAX(no), 0) FROM merged_backup")?
        .query_row([], |row| number(row, 0))?;
    let meta = conn.prepare_cached(META)?.query_row([], |row| {
        Ok(StoreMeta {
            epoch: Epoch(array(row, 0)?),
            last_no: number(row, 1)?,
            log_hash: ChainHash(array(row, 2)?),
            audit: AuditHead {
                no: number(row, 3)?,
                hash: array(row, 4)?,
            },
            vaulted,
            relied_on: number(row, 5)?,
            merged_no,
            jurisdiction: Jurisdiction {
                code: row.get(6)?,
                name: row.get(7)?,
            },
        })
    })?;
    Ok(meta)
}

fn held(row: &Row<'_>) -> rusqlite::Result<HeldTicket> {
    Ok(HeldTicket {
        last_no: number(row, 0)?,
        saved: row.get(1)?,
        heads: heads(row, 2)?,
        proofs: cbor(row, 3)?,
        scopes: cbor(row, 4)?,
    })
}

/// A row of [`WHOLE`].
pub(super) fn whole(row: &Row<'_>) -> rusqlite::Result<WholeTicket> {
    let ticket = blob(row, 6, TicketId::from_slice)?;
    Ok(WholeTicket {
        ticket,
        held: held(row)?,
        row: cbor(row, 5)?,
    })
}

fn logged(row: &Row<'_>) -> rusqlite::Result<LoggedChange> {
    Ok(LoggedChange {
        no: number(row, 0)?,
        hash: blob(row, 1, ChangeHash::from_slice)?,
        author: blob(row, 2, DeviceId::from_slice)?,
        received_at_ms: row.get(3)?,
        bytes: row.get(4)?,
    })
}

/// What a statement tells of each of these changes that is there.
fn of_changes<T>(
    conn: &Connection,
    sql: &str,
    asked: &[Offer],
    told: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<BTreeMap<ChangeHash, T>, StoreError> {
    let mut read = conn.prepare_cached(sql)?;
    let mut found = BTreeMap::new();
    for Offer { ticket, hashes } in asked {
        for hash in hashes {
            if let Some(one) = read
                .query_row(params![ticket.bytes(), hash.bytes()], &told)
                .optional()?
            {
                found.insert(*hash, one);
            }
        }
    }
    Ok(found)
}

fn lacking(conn: &Connection, offers: Vec<Offer>, phone: Option<DeviceId>) -> Result<Vec<Offer>, StoreError> {
    let mut admitted = conn.prepare_cached("SELECT 1 FROM change WHERE ticket = ?1 AND hash = ?2")?;
    let mut custody = conn.prepare_cached("SELECT bytes FROM custody WHERE ticket = ?1 AND hash = ?2")?;
    let is_another_s = |bytes: Vec<u8>| {
        let author = RawChange::scan(bytes).map(|change| change.device());
        phone.is_some_and(|phone| author.is_ok_and(|author| author != phone))
    };
    let mut lacking = Vec::new();
    for Offer { ticket, hashes } in offers {
        if super::purges::purged(conn, &ticket)?.is_some() {
            continue;
        }
        let mut missing = Vec::new();
        for hash in hashes {
            let change = params![ticket.bytes(), hash.bytes()];
            if admitted.exists(change)? {
                continue;
            }
            let held = custody.query_row(change, |row| row.get(0)).optional()?;
            if held.is_none_or(is_another_s) {
                missing.push(hash);
            }
        }
        if !missing.is_empty() {
            lacking.push(Offer {
                ticket,
                hashes: missing,
            });
        }
    }
    Ok(lacking)
}

pub(super) fn chain_hash_at(conn: &Connection, no: u64) -> Result<Option<ChainHash>, StoreError> {
    if no == 0 {
        return first_epoch(conn).map(|epoch| Some(start_of_chain(&epoch)));
    }
    let sql = "SELECT link FROM change WHERE no = ?1 UNION ALL SELECT link FROM photo WHERE no = ?1
        UNION ALL SELECT link FROM destroyed WHERE no = ?1 UNION ALL SELECT link FROM purged WHERE no = ?1";
    Ok(conn
        .prepare_cached(sql)?
        .query_row([int(no)], |row| array(row, 0))
        .optional()?
        .map(ChainHash))
}

/// The life in which the chain starts.
pub(super) fn first_epoch(conn: &Connection) -> Result<Epoch, StoreError> {
    Ok(Epoch(conn.query_row(
        "SELECT epoch FROM epoch ORDER BY no LIMIT 1",
        [],
        |row| array(row, 0),
    )?))
}

fn begin_epoch(w: &mut Writing<'_>, new: &NewEpoch) -> Result<(), StoreError> {
    if w.epoch()? != new.instead_of {
        return Ok(());
    }
    w.conn
        .execute("UPDATE meta SET epoch = ?1 WHERE id = 1", [new.epoch.bytes()])?;
    w.conn.execute(
        "INSERT INTO epoch (no, epoch, from_no, at_ms, reason) SELECT MAX(no) + 1, ?1, ?2, ?3, ?4 FROM epoch",
        params![new.epoch.bytes(), int(w.ledger.last_no), new.by.at_ms, new.reason],
    )?;
    new.alarm.iter().try_for_each(|alarm| w.raise(alarm))?;
    let verb = "epoch.begun".to_owned();
    w.record(&Deed {
        by: new.by.clone(),
        verb,
        object: new.epoch.to_string(),
        content: Vec::new(),
    })
}
