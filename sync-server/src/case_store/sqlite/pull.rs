// SPDX-License-Identifier: EUPL-1.2
//! One page of a pull, answered from one moment of the store; its cost follows what is new, not what is stored.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::bytes::ByteVec;
use ronda_shared::identity::{AuthorProof, SignedCertificate};
use ronda_shared::ids::{ChangeHash, DeviceId, TicketId};
use ronda_shared::limits::OFFERED_HASHES;
use ronda_shared::sync::{BucketSum, Digest, ScopeDigest, bucket_of};
use ronda_shared::wire::{Body, Delivered, NumberedChange, RowPreview, ScopeMove, TicketHeads};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cells::{blob, cbor, heads, int, number, number_or_none};
use super::tickets::{chain_hash_at, read_meta};
use super::writing::digest;
use crate::case_store::page::{Agenda, Event, Sighting, held_up_to};
use crate::case_store::{PullPage, PullQuery, StoreError};

const NEWS: &str = "SELECT ticket, news_no, since_no, left_no FROM membership
     WHERE scope = ?1 AND news_no > ?2 ORDER BY news_no LIMIT ?3";
const SEEN: &str =
    "SELECT ticket, news_no, since_no, left_no FROM membership WHERE scope = ?1 AND bucket = ?2 AND ticket = ?3";
const STAND: &str = "SELECT last_no, heads, proofs, scopes FROM ticket WHERE id = ?1";
const SNAPSHOT: &str = "SELECT t.saved, r.row FROM ticket t JOIN case_row r ON r.ticket = t.id WHERE t.id = ?1";
const CHANGES: &str = "SELECT no, hash, bytes FROM change WHERE ticket = ?1 AND no > ?2 ORDER BY no";
const BUCKETS: &str = "SELECT count, sum, bucket FROM digest WHERE scope = ?1";
const BUCKET_TICKETS: &str = "SELECT m.ticket, t.heads FROM membership m JOIN ticket t ON t.id = m.ticket
     WHERE m.scope = ?1 AND m.bucket = ?2 AND m.left_no IS NULL ORDER BY m.ticket";

/// Everything a pull asks, so that a test can see each answered from an index.
#[cfg(test)]
pub(super) const STATEMENTS: [&str; 7] = [NEWS, SEEN, STAND, SNAPSHOT, CHANGES, BUCKETS, BUCKET_TICKETS];

pub(super) fn page(conn: &Connection, query: &PullQuery) -> Result<PullPage, StoreError> {
    let meta = read_meta(conn)?;
    let (events, horizon) = agenda(conn, query)?.in_order();
    let mut filling = Filling::default();
    let mut cut = false;
    for event in events {
        if filling.is_full(query) {
            cut = true;
            break;
        }
        filling.upto = event.no;
        filling.take(conn, query, event)?;
    }
    // Cut by size it ends at its last event; cut by a scope's reading it is complete up to the horizon.
    let upto = if cut {
        filling.upto
    } else {
        horizon.unwrap_or(meta.last_no)
    };
    let more = cut || horizon.is_some();
    let log_hash =
        chain_hash_at(conn, upto)?.ok_or_else(|| StoreError::corrupt(format!("number {upto} is missing")))?;
    let wants_digest = !more || query.wants_digest;
    Ok(PullPage {
        epoch: meta.epoch,
        upto,
        log_hash,
        certificates: certificates(conn, &filling.tickets)?,
        tickets: filling.tickets,
        moves: filling.moves,
        digest: if wants_digest { Some(totals(conn, query)?) } else { None },
        differing: differing(conn, query)?,
        vaulted_no: meta.vaulted_no(),
        more,
    })
}

fn agenda(conn: &Connection, query: &PullQuery) -> Result<Agenda, StoreError> {
    let mut agenda = Agenda::default();
    let limit = query.limits.tickets.saturating_add(1);
    let mut read = conn.prepare_cached(NEWS)?;
    for scope in &query.scopes {
        let seen = read.query_map(params![scope.scope, int(scope.from_no), int(limit as u64)], sighting)?;
        let seen: Vec<Sighting> = seen.collect::<rusqlite::Result<_>>()?;
        agenda.add(&scope.scope, scope.from_no, &seen, seen.len() == limit);
    }
    Ok(agenda)
}

fn sighting(row: &Row<'_>) -> rusqlite::Result<Sighting> {
    let ticket = blob(row, 0, TicketId::from_slice)?;
    Ok(Sighting {
        ticket,
        news_no: number(row, 1)?,
        since_no: number(row, 2)?,
        left_no: number_or_none(row, 3)?,
    })
}

/// A page being filled.
#[derive(Default)]
struct Filling {
    tickets: Vec<Delivered>,
    moves: Vec<ScopeMove>,
    changes: usize,
    bytes: usize,
    upto: u64,
}

/// A ticket's standing.
struct Stand {
    last_no: u64,
    heads: Vec<ChangeHash>,
    proofs: Vec<AuthorProof>,
    scopes: Vec<String>,
}

impl Filling {
    fn is_full(&self, query: &PullQuery) -> bool {
        let limits = query.limits;
        let items = self.tickets.len() + self.moves.len();
        items > 0 && (items >= limits.tickets || self.changes >= limits.changes || self.bytes >= limits.bytes)
    }

    fn take(&mut self, conn: &Connection, query: &PullQuery, event: Event) -> Result<(), StoreError> {
        let Event {
            ticket,
            inside,
            entered,
            left,
            ..
        } = event;
        self.moves.extend(left.into_iter().map(|scope| ScopeMove {
            ticket,
            scope,
            inside: false,
        }));
        if !inside {
            return Ok(());
        }
        match body(conn, query, &ticket)? {
            Some(body) => self.deliver(conn, query, ticket, body),
            None => {
                self.moves.extend(entered.into_iter().map(|scope| ScopeMove {
                    ticket,
                    scope,
                    inside: true,
                }));
                Ok(())
            }
        }
    }

    fn deliver(
        &mut self,
        conn: &Connection,
        query: &PullQuery,
        ticket: TicketId,
        body: Body,
    ) -> Result<(), StoreError> {
        let (changes, bytes) = match &body {
            Body::Snapshot { document, .. } => (1, document.len()),
            Body::Changes(changes) => (changes.len(), changes.iter().map(|change| change.bytes.len()).sum()),
        };
        self.changes += changes;
        self.bytes += bytes;
        let Stand {
            last_no,
            heads,
            proofs,
            scopes,
        } = conn.prepare_cached(STAND)?.query_row([ticket.bytes()], stand)?;
        let granted: BTreeSet<&String> = query.scopes.iter().map(|scope| &scope.scope).collect();
        let scopes = scopes.into_iter().filter(|scope| granted.contains(scope)).collect();
        self.tickets.push(Delivered {
            ticket,
            last_no,
            heads,
            body,
            proofs,
            scopes,
        });
        Ok(())
    }
}

fn stand(row: &Row<'_>) -> rusqlite::Result<Stand> {
    Ok(Stand {
        last_no: number(row, 0)?,
        heads: heads(row, 1)?,
        proofs: cbor(row, 2)?,
        scopes: cbor(row, 3)?,
    })
}

/// What the phone lacks of a ticket; `None` when it pushed all of that itself.
fn body(conn: &Connection, query: &PullQuery, ticket: &TicketId) -> Result<Option<Body>, StoreError> {
    let held_to = held_to(conn, query, ticket)?;
    let pushed = query.pushed.get(ticket).filter(|pushed| !pushed.is_empty());
    if held_to.is_none() && pushed.is_none() {
        return snapshot(conn, ticket).map(Some);
    }
    let mut read = conn.prepare_cached(CHANGES)?;
    let mut rows = read.query(params![ticket.bytes(), int(held_to.unwrap_or_default())])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let hash = blob(row, 1, ChangeHash::from_slice)?;
        if !pushed.is_some_and(|pushed| pushed.contains(&hash)) {
            changes.push(NumberedChange {
                server_no: number(row, 0)?,
                bytes: ByteVec::from(row.get::<_, Vec<u8>>(2)?),
            });
        }
    }
    Ok((!changes.is_empty()).then_some(Body::Changes(changes)))
}

fn snapshot(conn: &Connection, ticket: &TicketId) -> Result<Body, StoreError> {
    let snapshot = conn.prepare_cached(SNAPSHOT)?.query_row([ticket.bytes()], |row| {
        Ok(Body::Snapshot {
            document: row.get(0)?,
            row: Box::new(RowPreview { row: cbor(row, 1)? }),
        })
    })?;
    Ok(snapshot)
}

/// The number up to which the phone holds the ticket through one of its scopes.
fn held_to(conn: &Connection, query: &PullQuery, ticket: &TicketId) -> Result<Option<u64>, StoreError> {
    let mut read = conn.prepare_cached(SEEN)?;
    let mut held = None;
    for scope in query.scopes.iter().filter(|scope| scope.from_no > 0) {
        let seen = read
            .query_row(params![scope.scope, bucket_of(ticket), ticket.bytes()], sighting)
            .optional()?;
        held = held.max(seen.and_then(|seen| held_up_to(scope.from_no, &seen)));
    }
    Ok(held)
}

fn certificates(conn: &Connection, tickets: &[Delivered]) -> Result<Vec<SignedCertificate>, StoreError> {
    let authors: BTreeSet<DeviceId> = tickets
        .iter()
        .flat_map(|ticket| &ticket.proofs)
        .map(|proof| proof.device)
        .collect();
    let authors: Vec<DeviceId> = authors.into_iter().collect();
    Ok(super::devices::certificates(conn, &authors)?.into_values().collect())
}

fn totals(conn: &Connection, query: &PullQuery) -> Result<Vec<ScopeDigest>, StoreError> {
    let total = |scope: &String| {
        let sum = buckets(conn, scope)?
            .into_values()
            .fold(Digest::default(), Digest::plus);
        Ok(ScopeDigest {
            scope: scope.clone(),
            sums: vec![sum],
        })
    };
    query.scopes.iter().map(|scope| total(&scope.scope)).collect()
}

fn buckets(conn: &Connection, scope: &str) -> Result<BTreeMap<u8, Digest>, StoreError> {
    let mut read = conn.prepare_cached(BUCKETS)?;
    let buckets = read.query_map([scope], |row| Ok((row.get(2)?, digest(row)?)))?;
    Ok(buckets.collect::<rusqlite::Result<_>>()?)
}

fn differing(conn: &Connection, query: &PullQuery) -> Result<Vec<BucketSum>, StoreError> {
    let granted: BTreeSet<&String> = query.scopes.iter().map(|scope| &scope.scope).collect();
    let mut read = conn.prepare_cached(BUCKET_TICKETS)?;
    let mut differing = Vec::new();
    let mut listed = 0;
    for theirs in query.compare.iter().filter(|theirs| granted.contains(&theirs.scope)) {
        let ours = buckets(conn, &theirs.scope)?;
        for (bucket, sum) in (0..=u8::MAX).zip(&theirs.sums) {
            // What does not fit waits for the next round: the buckets listed now agree by then.
            if listed >= OFFERED_HASHES || ours.get(&bucket).copied().unwrap_or_default() == *sum {
                continue;
            }
            let tickets = read.query_map(params![theirs.scope, bucket], |row| {
                Ok(TicketHeads {
                    ticket: blob(row, 0, TicketId::from_slice)?,
                    heads: heads(row, 1)?,
                })
            })?;
            let tickets: Vec<TicketHeads> = tickets.collect::<rusqlite::Result<_>>()?;
            listed += tickets.len();
            differing.push(BucketSum {
                scope: theirs.scope.clone(),
                bucket,
                tickets,
            });
        }
    }
    Ok(differing)
}
