// SPDX-License-Identifier: EUPL-1.2
//! Examining the SQLite store: everything kept twice is recomputed from what it was made of.

use std::collections::BTreeMap;

use ronda_shared::case_row::CaseRow;
use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::sync::{Digest, next_link, start_of_chain};
use ronda_shared::wire::from_cbor;
use rusqlite::Connection;

use super::cells::{array, blob, cbor, heads, number, number_or_none};
use super::tickets::{first_epoch, read_meta};
use super::writing::digest;
use crate::case_store::ledger::Tally;
use crate::case_store::{RowCells, StoreError, StoreFault};

/// Faults of one part that are listed; a broken disk would list millions.
const LISTED: usize = 20;

const LOG: &str = "SELECT no, link, hash FROM change UNION ALL SELECT no, link, hash FROM photo
     UNION ALL SELECT no, link, item FROM destroyed UNION ALL SELECT no, link, item FROM purged ORDER BY no";
/// Tickets of the ledger of which something is here all the same, and photos that went with them.
const RISEN: &str = "SELECT ticket FROM purged p WHERE EXISTS (SELECT 1 FROM change WHERE ticket = p.ticket)
     OR EXISTS (SELECT 1 FROM ticket WHERE id = p.ticket) OR EXISTS (SELECT 1 FROM case_row WHERE ticket = p.ticket)
     OR EXISTS (SELECT 1 FROM custody WHERE ticket = p.ticket)
     UNION SELECT p.ticket FROM purged_photo p JOIN photo ON photo.hash = p.hash
     WHERE NOT EXISTS (SELECT 1 FROM ticket_photo WHERE ticket_photo.hash = p.hash)";
const STANDS: &str =
    "SELECT id, last_no, heads, scopes, (SELECT MAX(no) FROM change WHERE ticket = ticket.id) FROM ticket";
const CELLS: &str =
    "SELECT ticket, NULL, NULL, created_at_ms, code, case_number, status, category, district, lat, lon, folded, row,
     office, crews, notices FROM case_row";
const INSIDE: &str =
    "SELECT m.scope, m.ticket, m.news_no, t.last_no FROM membership m LEFT JOIN ticket t ON t.id = m.ticket
     WHERE m.left_no IS NULL";

pub(super) fn all(conn: &Connection) -> Result<Vec<StoreFault>, StoreError> {
    let mut faults = file(conn)?;
    faults.extend(log(conn)?);
    faults.extend(standings(conn)?);
    faults.extend(risen(conn)?);
    faults.extend(rowless(conn)?);
    faults.extend(cells_astray(conn)?);
    Ok(faults)
}

/// The file itself.
pub(super) fn file(conn: &Connection) -> Result<Vec<StoreFault>, StoreError> {
    let mut faults = Vec::new();
    let mut check = conn.prepare("PRAGMA integrity_check(20)")?;
    let lines = check.query_map([], |row| row.get::<_, String>(0))?;
    for line in lines {
        let detail = line?;
        if detail != "ok" {
            faults.push(StoreFault { part: "file", detail });
        }
    }
    if conn.prepare("PRAGMA foreign_key_check")?.exists([])? {
        faults.push(StoreFault {
            part: "file",
            detail: "a row names another that is not there".to_owned(),
        });
    }
    Ok(faults)
}

/// A ticket without a row is in no list.
fn rowless(conn: &Connection) -> Result<Vec<StoreFault>, StoreError> {
    let mut read =
        conn.prepare("SELECT id FROM ticket WHERE NOT EXISTS (SELECT 1 FROM case_row WHERE ticket = ticket.id)")?;
    let tickets = read.query_map([], |row| blob(row, 0, TicketId::from_slice))?;
    let fault = |ticket: TicketId| StoreFault {
        part: "rows",
        detail: format!("ticket {ticket} has no row: `ronda-server rebuild` writes it again"),
    };
    let faults: rusqlite::Result<Vec<_>> = tickets.map(|ticket| ticket.map(fault)).take(LISTED).collect();
    Ok(faults?)
}

/// What is filtered and searched by says the same as the row that is shown.
fn cells_astray(conn: &Connection) -> Result<Vec<StoreFault>, StoreError> {
    let mut read = conn.prepare(CELLS)?;
    let mut rows = read.query([])?;
    let mut faults = Vec::new();
    while let Some(row) = rows.next()? {
        let ticket: TicketId = blob(row, 0, TicketId::from_slice)?;
        let agrees = super::upkeep::cells(row).is_ok_and(|cells| {
            let shown = from_cbor::<CaseRow>(&cells.row);
            shown.is_ok_and(|shown| RowCells::of(&shown) == cells)
        });
        if !agrees && faults.len() < LISTED {
            faults.push(StoreFault {
                part: "rows",
                detail: format!(
                    "ticket {ticket} is listed as another than its row says: `ronda-server rebuild` writes it again"
                ),
            });
        }
    }
    Ok(faults)
}

/// What was destroyed stays so.
fn risen(conn: &Connection) -> Result<Vec<StoreFault>, StoreError> {
    let mut read = conn.prepare(RISEN)?;
    let tickets = read.query_map([], |row| blob(row, 0, TicketId::from_slice))?;
    let fault = |ticket: TicketId| StoreFault {
        part: "purges",
        detail: format!("ticket {ticket} was destroyed and something of it is here again"),
    };
    let faults: rusqlite::Result<Vec<_>> = tickets.map(|ticket| ticket.map(fault)).take(LISTED).collect();
    Ok(faults?)
}

/// Numbers without gaps, and the chain over them.
fn log(conn: &Connection) -> Result<Vec<StoreFault>, StoreError> {
    let mut faults = Vec::new();
    let meta = read_meta(conn)?;
    let (mut no, mut chain) = (0, start_of_chain(&first_epoch(conn)?));
    let mut read = conn.prepare(LOG)?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let found = number(row, 0)?;
        let item: [u8; 32] = array(row, 2)?;
        if found != no + 1 {
            faults.push(StoreFault {
                part: "numbers",
                detail: format!("after {no} comes {found}"),
            });
        }
        no = found;
        chain = next_link(&chain, no, &item);
        let stored: [u8; 32] = array(row, 1)?;
        if stored != chain.0 {
            faults.push(StoreFault {
                part: "chain",
                detail: format!("the chain breaks at number {no}"),
            });
            chain.0 = stored;
        }
        if faults.len() >= LISTED {
            break;
        }
    }
    if faults.is_empty() && (no, chain) != (meta.last_no, meta.log_hash) {
        faults.push(StoreFault {
            part: "numbers",
            detail: format!("the log ends at {no}, it should at {}", meta.last_no),
        });
    }
    Ok(faults)
}

/// Last numbers, digests and scopes against the tickets.
fn standings(conn: &Connection) -> Result<Vec<StoreFault>, StoreError> {
    let mut faults = Vec::new();
    let mut tally = Tally::default();
    let mut inside: BTreeMap<(String, TicketId), ()> = BTreeMap::new();
    let mut read = conn.prepare(STANDS)?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let ticket = blob(row, 0, TicketId::from_slice)?;
        let heads: Vec<ChangeHash> = heads(row, 2)?;
        if number_or_none(row, 4)? != Some(number(row, 1)?) {
            faults.push(StoreFault {
                part: "numbers",
                detail: format!("ticket {ticket} has another last number"),
            });
        }
        for scope in cbor::<Vec<String>>(row, 3)? {
            tally.count(&scope, &ticket, &heads, true);
            inside.insert((scope, ticket), ());
        }
    }
    faults.extend(digests(conn, tally)?);
    faults.extend(scopes(conn, inside)?);
    faults.truncate(LISTED);
    Ok(faults)
}

fn digests(conn: &Connection, expected: Tally) -> Result<Vec<StoreFault>, StoreError> {
    let mut read = conn.prepare("SELECT count, sum, scope, bucket FROM digest")?;
    let stored = read.query_map([], |row| {
        Ok(((row.get::<_, String>(2)?, row.get::<_, u8>(3)?), digest(row)?))
    })?;
    let mut stored: BTreeMap<(String, u8), Digest> = stored.collect::<rusqlite::Result<_>>()?;
    let mut faults = Vec::new();
    for (key, sum) in expected.0 {
        if stored.remove(&key).unwrap_or_default() != sum {
            faults.push(fault_of_bucket(&key));
        }
    }
    faults.extend(
        stored
            .iter()
            .filter(|(_, sum)| **sum != Digest::default())
            .map(|(key, _)| fault_of_bucket(key)),
    );
    Ok(faults)
}

fn fault_of_bucket((scope, bucket): &(String, u8)) -> StoreFault {
    StoreFault {
        part: "digest",
        detail: format!("bucket {bucket} of scope {scope} does not add up"),
    }
}

fn scopes(conn: &Connection, mut expected: BTreeMap<(String, TicketId), ()>) -> Result<Vec<StoreFault>, StoreError> {
    let fault = |ticket: &TicketId, scope: &str| StoreFault {
        part: "scopes",
        detail: format!("ticket {ticket} and scope {scope} do not agree"),
    };
    let mut faults = Vec::new();
    let mut read = conn.prepare(INSIDE)?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let (scope, ticket) = (row.get::<_, String>(0)?, blob(row, 1, TicketId::from_slice)?);
        let current = number_or_none(row, 3)? == Some(number(row, 2)?);
        if expected.remove(&(scope.clone(), ticket)).is_none() || !current {
            faults.push(fault(&ticket, &scope));
        }
    }
    faults.extend(expected.keys().map(|(scope, ticket)| fault(ticket, scope)));
    Ok(faults)
}
