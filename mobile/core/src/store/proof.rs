// SPDX-License-Identifier: EUPL-1.2
//! Signatures of authors over their newest changes.

use ronda_shared::identity::{AuthorProof, Signature};
use ronda_shared::ids::TicketId;
use rusqlite::{Connection, params};

use super::blob::id;
use super::{Store, StoreError};

impl Store {
    /// The proofs of a ticket.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn proofs(&self, ticket: &TicketId) -> Result<Vec<AuthorProof>, StoreError> {
        of_ticket(self.reader(), ticket)
    }
}

/// The proofs of a ticket.
pub(crate) fn of_ticket(connection: &Connection, ticket: &TicketId) -> Result<Vec<AuthorProof>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT device, head, signature FROM proof WHERE ticket = ?1 ORDER BY device, head")?;
    let rows = statement.query_and_then([ticket.bytes()], |row| {
        let signature: [u8; 64] = row.get(2)?;
        Ok(AuthorProof {
            device: id(row, 0)?,
            head: id(row, 1)?,
            signature: Signature(signature),
        })
    })?;
    rows.collect()
}

/// Keeps a proof beside the others.
pub(crate) fn put(connection: &Connection, ticket: &TicketId, proof: &AuthorProof) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO proof (ticket, device, head, signature) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?;
    statement.execute(params![
        ticket.bytes(),
        proof.device.bytes(),
        proof.head.bytes(),
        proof.signature.0
    ])?;
    Ok(())
}

/// Replaces all proofs of a ticket.
pub(crate) fn replace(connection: &Connection, ticket: &TicketId, proofs: &[AuthorProof]) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM proof WHERE ticket = ?1")?
        .execute([ticket.bytes()])?;
    proofs.iter().try_for_each(|proof| put(connection, ticket, proof))
}

/// Replaces a device's proofs: its newest change descends from every older one of its author.
pub(crate) fn replace_own(
    connection: &Connection,
    ticket: &TicketId,
    proof: &AuthorProof,
    covered: &[AuthorProof],
) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("DELETE FROM proof WHERE ticket = ?1 AND device = ?2 AND head = ?3")?;
    for old in covered {
        statement.execute(params![ticket.bytes(), old.device.bytes(), old.head.bytes()])?;
    }
    put(connection, ticket, proof)
}
