// SPDX-License-Identifier: EUPL-1.2
//! Reads what a phone's encrypted store holds out of a locked pack; knows the table names of `migrations/device`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use minicbor::bytes::ByteVec;
use ronda_shared::document::Document;
use ronda_shared::identity::{AuthorProof, Secret, Signature, SignedCertificate};
use ronda_shared::ids::{ChangeHash, DeviceId, ReporterRef, TicketId};
use ronda_shared::reporter::SealedReporter;
use ronda_shared::wire::{EmergencyPack, LockedPack, PushedTicket};
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use super::StoreError;

/// Opens a private copy of the phone's store with its data key, reads tickets, certificates and photos, and removes the copy.
///
/// # Errors
/// When the key is not the store's, or the file is damaged.
pub fn read(pack: &LockedPack, key: &Secret) -> Result<EmergencyPack, StoreError> {
    let unwritten = |error: std::io::Error| StoreError::Other(format!("the pack cannot be unpacked: {error}"));
    let folder = tempfile::Builder::new()
        .prefix("ronda-pack-")
        .tempdir()
        .map_err(unwritten)?;
    let file = folder.path().join("ronda.db");
    fs::write(&file, &pack.database).map_err(unwritten)?;
    if !pack.wal.is_empty() {
        fs::write(folder.path().join("ronda.db-wal"), &pack.wal).map_err(unwritten)?;
    }
    let connection = unlocked(&file, key)?;
    Ok(EmergencyPack {
        certificate: own_certificate(&connection)?,
        tickets: tickets(&connection)?,
        certificates: certificates(&connection)?,
        photos: photos(&connection)?,
        reporters: reporters(&connection)?,
    })
}

fn unlocked(file: &Path, key: &Secret) -> Result<Connection, StoreError> {
    let connection = Connection::open(file)?;
    let hex: Zeroizing<String> = Zeroizing::new(key.0.iter().map(|byte| format!("{byte:02x}")).collect());
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", hex.as_str()));
    connection.execute_batch(&pragma)?;
    let opened = connection.query_row("SELECT count(*) FROM ticket", [], |row| row.get::<_, i64>(0));
    opened.map_err(|_| StoreError::corrupt("the phone's store in this pack does not open with its key"))?;
    Ok(connection)
}

/// The phone's own certificate: of the device that made its own changes.
fn own_certificate(connection: &Connection) -> Result<SignedCertificate, StoreError> {
    let sql = "SELECT c.body, c.signature FROM certificate c
               ORDER BY c.device = (SELECT device FROM change WHERE own = 1 ORDER BY no DESC LIMIT 1) DESC LIMIT 1";
    let own = connection.query_row(sql, [], |row| {
        Ok(SignedCertificate {
            body: row.get(0)?,
            signature: Signature(row.get(1)?),
        })
    });
    own.optional()?
        .ok_or_else(|| StoreError::corrupt("the phone's store in this pack holds no certificate"))
}

fn certificates(connection: &Connection) -> Result<Vec<SignedCertificate>, StoreError> {
    let mut read = connection.prepare("SELECT body, signature FROM certificate ORDER BY device")?;
    let rows = read.query_map([], |row| {
        Ok(SignedCertificate {
            body: row.get(0)?,
            signature: Signature(row.get(1)?),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn photos(connection: &Connection) -> Result<Vec<ByteVec>, StoreError> {
    let mut read = connection.prepare("SELECT jpeg FROM photo_file ORDER BY photo")?;
    let rows = read.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    Ok(rows
        .collect::<rusqlite::Result<Vec<_>>>()?
        .into_iter()
        .map(ByteVec::from)
        .collect())
}

/// A phone of an older version has no such table.
fn reporters(connection: &Connection) -> Result<Vec<SealedReporter>, StoreError> {
    if !connection.table_exists(None, "reporter")? {
        return Ok(Vec::new());
    }
    let mut read =
        connection.prepare("SELECT ref, ticket, at_ms, sealed, device, signature FROM reporter ORDER BY no")?;
    let rows = read.query_map([], |row| {
        Ok(SealedReporter {
            reference: ReporterRef::from_bytes(row.get(0)?),
            ticket: TicketId::from_bytes(row.get(1)?),
            at_ms: row.get(2)?,
            sealed: row.get(3)?,
            device: DeviceId(row.get(4)?),
            signature: Signature(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn tickets(connection: &Connection) -> Result<Vec<PushedTicket>, StoreError> {
    let mut read = connection
        .prepare("SELECT t.id, d.saved FROM ticket t LEFT JOIN document d ON d.ticket = t.no ORDER BY t.no")?;
    let rows = read.query_map([], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?))
    })?;
    let mut tickets = Vec::new();
    for row in rows {
        let (id, saved) = row?;
        let id = TicketId::from_slice(&id).ok_or_else(|| StoreError::corrupt("a ticket id of the phone"))?;
        let changes = changes(connection, &id, saved)?;
        tickets.push(PushedTicket {
            id,
            changes,
            proofs: proofs(connection, &id)?,
        });
    }
    Ok(tickets)
}

/// The document's history, then single changes it does not hold (set aside ones). A document that does not load is passed
/// over: its changes stand in rows too where they are the phone's own.
fn changes(connection: &Connection, ticket: &TicketId, saved: Option<Vec<u8>>) -> Result<Vec<ByteVec>, StoreError> {
    let history = saved.and_then(|saved| Document::load(&saved).and_then(|document| document.changes()).ok());
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    for change in history.unwrap_or_default() {
        seen.insert(change.hash());
        changes.push(ByteVec::from(change.into_bytes()));
    }
    let mut read = connection.prepare_cached("SELECT hash, bytes FROM change WHERE ticket = ?1 ORDER BY no")?;
    let rows = read.query_map([ticket.bytes()], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
    })?;
    for row in rows {
        let (hash, bytes) = row?;
        if ChangeHash::from_slice(&hash).is_none_or(|hash| !seen.contains(&hash)) {
            changes.push(ByteVec::from(bytes));
        }
    }
    Ok(changes)
}

fn proofs(connection: &Connection, ticket: &TicketId) -> Result<Vec<AuthorProof>, StoreError> {
    let mut read = connection
        .prepare_cached("SELECT device, head, signature FROM proof WHERE ticket = ?1 ORDER BY device, head")?;
    let rows = read.query_map([ticket.bytes()], |row| {
        Ok((
            row.get::<_, [u8; 8]>(0)?,
            row.get::<_, [u8; 32]>(1)?,
            row.get::<_, [u8; 64]>(2)?,
        ))
    })?;
    let proof = |(device, head, signature)| AuthorProof {
        device: DeviceId(device),
        head: ChangeHash(head),
        signature: Signature(signature),
    };
    Ok(rows.map(|row| row.map(proof)).collect::<rusqlite::Result<_>>()?)
}
