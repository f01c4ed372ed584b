// SPDX-License-Identifier: EUPL-1.2
//! What both stores have in common below their programs: tickets drawn at random, earlier states, and sums that move along.

use ronda_field::store::heads_from;
use ronda_shared::document::Document;
use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::sync::{Digest, bucket_of, ticket_sum};
use rusqlite::{Connection, OptionalExtension, params};

use crate::scenario::Random;

/// The id that a column of a row drawn from a query holds; the query is in a fixed order, so that a seed draws the same.
pub fn drawn<const N: usize>(conn: &Connection, select: &str, random: &mut Random) -> Option<[Vec<u8>; N]> {
    let mut statement = conn.prepare(select).expect("a query");
    let rows = statement.query_map([], |row| {
        let mut cells: [Vec<u8>; N] = std::array::from_fn(|_| Vec::new());
        for (at, cell) in cells.iter_mut().enumerate() {
            *cell = match row.get_ref(at)? {
                rusqlite::types::ValueRef::Text(text) => text.to_vec(),
                other => other.as_blob()?.to_vec(),
            };
        }
        Ok(cells)
    });
    let mut rows: Vec<[Vec<u8>; N]> = rows.expect("rows").collect::<Result<_, _>>().expect("rows");
    (!rows.is_empty()).then(|| rows.swap_remove(random.index(rows.len())))
}

pub fn id(bytes: &[u8]) -> TicketId {
    TicketId::from_slice(bytes).expect("a ticket's id")
}

/// Heads of a column.
pub fn heads(bytes: &[u8]) -> Vec<ChangeHash> {
    heads_from(bytes).expect("whole hashes")
}

/// A ticket as it was some changes ago, and the names of those; none where it never was another.
pub fn earlier(saved: &[u8], random: &mut Random) -> Option<(Document, Vec<ChangeHash>)> {
    let whole = Document::load(saved).expect("a sound ticket");
    let changes = whole.changes().expect("a sound ticket");
    let kept = changes.len() - 1 - random.index(changes.len().min(4).saturating_sub(1));
    let (before, after) = changes.split_at(kept);
    let before = Document::from_changes(before)
        .ok()
        .filter(|before| before.read().is_ok())?;
    (!after.is_empty()).then(|| (before, after.iter().map(|change| change.hash()).collect()))
}

/// Moves the sum of a scope.
pub fn moves(conn: &Connection, scope: &str, ticket: &TicketId, moved: impl Fn(Digest) -> Digest) {
    let bucket = bucket_of(ticket);
    let kept = conn
        .query_row(
            "SELECT count, sum FROM digest WHERE scope = ?1 AND bucket = ?2",
            params![scope, bucket],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 16]>(1)?)),
        )
        .optional()
        .expect("a sum");
    let kept = kept.map_or_else(Digest::default, |(count, sum)| Digest {
        count: count.cast_unsigned(),
        sum: u128::from_be_bytes(sum),
    });
    let now = moved(kept);
    let write = "INSERT INTO digest (scope, bucket, count, sum) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (scope, bucket) DO UPDATE SET count = excluded.count, sum = excluded.sum";
    conn.execute(
        write,
        params![scope, bucket, now.count.cast_signed(), now.sum.to_be_bytes()],
    )
    .expect("a sum");
}

/// In every scope of a ticket: counted out as it stood, and in as it stands now, if it still does.
pub fn restate(conn: &Connection, scopes: &[String], ticket: &TicketId, was: &[u8], is: Option<&[u8]>) {
    for scope in scopes {
        moves(conn, scope, ticket, |sum| {
            let without = sum.without(ticket_sum(ticket, &heads(was)));
            is.map_or(without, |is| without.with(ticket_sum(ticket, &heads(is))))
        });
    }
}

/// The scopes that a query lists for a ticket.
pub fn scopes(conn: &Connection, select: &str, ticket: &TicketId) -> Vec<String> {
    let mut statement = conn.prepare(select).expect("a query");
    let scopes = statement.query_map([ticket.bytes()], |row| row.get(0)).expect("scopes");
    scopes.collect::<Result<_, _>>().expect("scopes")
}
