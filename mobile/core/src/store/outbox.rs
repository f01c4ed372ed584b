// SPDX-License-Identifier: EUPL-1.2
//! What this phone owes the store, read fresh for every exchange: a query, never a queue of its own.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::bytes::ByteVec;
use ronda_shared::document::RawChange;
use ronda_shared::identity::{Signature, SignedCertificate, SignedOrder};
use ronda_shared::ids::{ChangeHash, DeviceId, PhotoHash, TicketId};
use ronda_shared::limits;
use ronda_shared::sync::{Cursor, ScopeDigest};
use ronda_shared::wire::{ExchangeRequest, Offer, PROTOCOL, PushedTicket, QueueCounts, ScopeCursor, TicketHeads};
use rusqlite::Connection;

use super::blob::id;
use super::{Store, StoreError, Verified, certificate, history, meta, names, proof, reference, verified};

/// Names in `meta`.
pub(crate) const CURSOR: &str = "cursor";
pub(crate) const NONCE: &str = "session_nonce";
/// Tickets up to this row were offered to a store that lost its memory; missing when nothing is to be offered.
pub(crate) const OFFERED: &str = "offered_upto";
/// How many orders were handed back to a store that forgot them; missing when none are to be.
pub(crate) const ORDERS_DUE: &str = "orders_due_from";
/// Tickets that are not what they say, asked for anew by one request.
const UNSOUND_ASKED: u32 = 16;
/// Orders of one request.
const ORDERS: u64 = 1_000;
/// Owed changes by ticket.
pub(super) const OWED: &str = "SELECT ticket FROM change WHERE state = 0 GROUP BY ticket ORDER BY ticket LIMIT ?1";
/// Own changes in custody that somebody is still to decide about.
pub(super) const IN_CUSTODY: &str = "SELECT change.hash FROM change JOIN intent ON intent.id = change.intent
     WHERE change.own = 1 AND change.state = 2 AND intent.set_aside IS NOT NULL ORDER BY change.no LIMIT ?1";

/// What a request needs beside the store.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// Buckets to compare.
    pub compare: Vec<ScopeDigest>,
    /// Tickets to ask for by heads.
    pub wants: Vec<TicketHeads>,
    /// Owed tickets that wait until all others were sent.
    pub passed_over: BTreeSet<TicketId>,
    /// The phone's clock.
    pub clock_ms: i64,
    /// Free bytes on its disk.
    pub space_bytes: Option<u64>,
    /// This phone has no vault key yet.
    pub wants_vault_key: bool,
}

/// What a request held that its reply must be read against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Tickets up to this row are offered with it; nothing when none were to be.
    pub offered_upto: Option<i64>,
    /// Orders were handed back, up to so many of all; none when none were to be.
    pub orders_upto: Option<u64>,
    /// The newest reference data went along, as the server had asked.
    pub reference_given: bool,
    /// The people whose names are needed were named, as the server had asked.
    pub people_named: bool,
}

/// What goes into an emergency pack.
#[derive(Debug, Default)]
pub struct Written {
    /// The tickets this phone wrote to.
    pub tickets: Vec<PushedTicket>,
    /// Those whose documents cannot be read: of them only what is kept one by one is there.
    pub damaged: Vec<TicketId>,
}

impl Store {
    /// The next request: what is owed, whole tickets at a time, and how far this phone has heard.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn gather(&self, asking: Asking) -> Result<(ExchangeRequest, Sent), StoreError> {
        let connection = self.reader();
        let mut tickets = owed_batch(connection, &asking.passed_over)?;
        if tickets.is_empty() && !asking.passed_over.is_empty() {
            tickets = owed_batch(connection, &BTreeSet::new())?;
        }
        let (offers, offered_upto) = offers(connection)?;
        let orders_due: Option<u64> = meta::get(connection, ORDERS_DUE)?;
        let (reference, reference_given) = reference::held(connection)?;
        let (names, people_named) = names::held(connection)?;
        let tally = self.tally()?;
        let request = ExchangeRequest {
            protocol: PROTOCOL,
            cursor: meta::get::<Cursor>(connection, CURSOR)?,
            session_nonce: meta::get::<ByteVec>(connection, NONCE)?.map(Vec::from),
            scopes: scope_cursors(connection)?,
            certificates: certificate::of_devices(connection, authors(&tickets))?,
            tickets,
            offers,
            photos: photos_owed(connection, limits::MANIFEST_PHOTOS)?,
            wants_digest: !asking.compare.is_empty() || !asking.wants.is_empty(),
            compare: asking.compare,
            wants: with_unsound(connection, asking.wants)?,
            orders_done: orders_done(connection)?,
            orders_known: orders_due.map_or(Ok(Vec::new()), |from| orders(connection, from))?,
            queue: QueueCounts {
                changes: tally.changes_owed,
                photos: tally.photos_owed,
                photo_bytes: tally.photo_bytes_owed,
            },
            space_bytes: asking.space_bytes,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            clock_ms: asking.clock_ms,
            relied_on: meta::get(connection, super::inbox::RELIED_ON)?,
            reference: Some(reference),
            reporters: super::reporter::owed(connection, limits::BATCH_REPORTERS)?,
            wants_vault_key: asking.wants_vault_key,
            signs_when_asked: false,
            names: Some(names),
            in_custody: in_custody(connection)?,
        };
        Ok((
            request,
            Sent {
                offered_upto,
                orders_upto: orders_due.map(|from| from.saturating_add(ORDERS)),
                reference_given,
                people_named,
            },
        ))
    }

    /// Own photos the store has no receipt for.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn photos_owed(&self) -> Result<Vec<PhotoHash>, StoreError> {
        photos_owed(self.reader(), usize::MAX)
    }

    /// Photos this phone took and still has.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn own_photos(&self) -> Result<Vec<PhotoHash>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT sha256 FROM photo WHERE own = 1 ORDER BY no")?;
        statement.query_and_then([], |row| id(row, 0))?.collect()
    }

    /// The certificates of some devices, as signed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn certificates_of(&self, devices: BTreeSet<DeviceId>) -> Result<Vec<SignedCertificate>, StoreError> {
        certificate::of_devices(self.reader(), devices)
    }

    /// Every kept change of the tickets this phone wrote to, for an emergency pack; what cannot be read does not keep the
    /// rest out of it.
    ///
    /// # Errors
    /// When the store cannot be read at all.
    pub fn written_tickets(&mut self) -> Result<Written, StoreError> {
        let mut written = Written::default();
        for id in self.ids_written()? {
            let (ticket, is_whole) = match whole(self.reader(), &id, "AND state <> 1") {
                Err(fault) if fault.is_damage() => {
                    self.reopen()?;
                    (self.kept_alone(&id)?, false)
                }
                read => read.map(|(ticket, is_whole)| (Some(ticket), is_whole))?,
            };
            written.tickets.extend(ticket);
            written.damaged.extend((!is_whole).then_some(id));
        }
        Ok(written)
    }

    fn ids_written(&self) -> Result<Vec<TicketId>, StoreError> {
        let connection = self.reader();
        let mut statement = connection
            .prepare_cached("SELECT DISTINCT ticket FROM change WHERE own = 1 OR state = 0 ORDER BY ticket")?;
        statement.query_and_then([], |row| id(row, 0))?.collect()
    }

    /// What is kept one by one of a ticket, when at least that can be read.
    fn kept_alone(&mut self, ticket: &TicketId) -> Result<Option<PushedTicket>, StoreError> {
        match kept_of(self.reader(), ticket) {
            Err(fault) if fault.is_damage() => self.reopen().map(|()| None),
            read => read.map(Some),
        }
    }
}

fn kept_of(connection: &Connection, ticket: &TicketId) -> Result<PushedTicket, StoreError> {
    let kept = history::kept(connection, ticket, &|_| true)?;
    Ok(PushedTicket {
        id: *ticket,
        changes: kept.into_iter().map(|change| change.into_bytes().into()).collect(),
        proofs: proof::of_ticket(connection, ticket)?,
    })
}

/// A ticket with its whole history, and what is kept apart from it. False where its document cannot be read: then it is what is
/// kept one by one.
fn whole(connection: &Connection, ticket: &TicketId, and: &str) -> Result<(PushedTicket, bool), StoreError> {
    let read = history::of(connection, ticket)?;
    let held: BTreeSet<ChangeHash> = read.changes.iter().map(RawChange::hash).collect();
    let mut changes: Vec<ByteVec> = read
        .changes
        .into_iter()
        .map(|change| change.into_bytes().into())
        .collect();
    let apart = changes_of(connection, ticket, and)?;
    changes.extend(
        apart
            .into_iter()
            .filter(|(hash, _)| !held.contains(hash))
            .map(|(_, bytes)| bytes),
    );
    let proofs = proof::of_ticket(connection, ticket)?;
    let (id, is_whole) = (*ticket, read.is_whole);
    Ok((PushedTicket { id, changes, proofs }, is_whole))
}

/// What is wanted, and anew the tickets that are not what they say: a whole one takes the place of each.
fn with_unsound(connection: &Connection, mut wants: Vec<TicketHeads>) -> Result<Vec<TicketHeads>, StoreError> {
    let unsound = verified::unsound(connection, Verified::Wrong, UNSOUND_ASKED)?;
    let missing = |id: &TicketId| wants.iter().all(|want| want.ticket != *id);
    let whole = |ticket| TicketHeads {
        ticket,
        heads: Vec::new(),
    };
    let anew: Vec<TicketHeads> = unsound.into_iter().filter(missing).map(whole).collect();
    wants.extend(anew);
    wants.truncate(limits::BATCH_TICKETS);
    Ok(wants)
}

/// Whole tickets until the batch is full; the first goes whatever its size.
pub(super) fn owed_batch(
    connection: &Connection,
    passed_over: &BTreeSet<TicketId>,
) -> Result<Vec<PushedTicket>, StoreError> {
    let most = limits::BATCH_TICKETS + passed_over.len();
    let mut statement = connection.prepare_cached(OWED)?;
    let mut rows = statement.query([i64::try_from(most).unwrap_or(i64::MAX)])?;
    let (mut batch, mut changes, mut bytes) = (Vec::new(), 0, 0);
    while let Some(row) = rows.next()? {
        let ticket = id(row, 0)?;
        if passed_over.contains(&ticket) {
            continue;
        }
        let pushed = pushed(connection, &ticket)?;
        changes += pushed.changes.len();
        bytes += pushed.changes.iter().map(|change| change.len()).sum::<usize>();
        let full = changes > limits::BATCH_CHANGES || bytes > limits::BATCH_BYTES;
        if batch.len() == limits::BATCH_TICKETS || (full && !batch.is_empty()) {
            break;
        }
        batch.push(pushed);
    }
    Ok(batch)
}

/// What is owed of a ticket. What others wrote goes with the whole ticket: their signatures may be over changes of which the
/// store said once that it has them, and a store that was put back says so no more.
fn pushed(connection: &Connection, ticket: &TicketId) -> Result<PushedTicket, StoreError> {
    let foreign = "SELECT 1 FROM change WHERE ticket = ?1 AND state = 0 AND own = 0";
    if connection.prepare_cached(foreign)?.exists([ticket.bytes()])? {
        return whole(connection, ticket, "AND state = 0").map(|(pushed, _)| pushed);
    }
    let changes = changes_of(connection, ticket, "AND state = 0")?.into_iter();
    Ok(PushedTicket {
        id: *ticket,
        changes: changes.map(|(_, bytes)| bytes).collect(),
        proofs: proof::of_ticket(connection, ticket)?,
    })
}

/// Kept changes in causal order. Rows of others that were re-offered came in later than what builds on them, so the
/// document says the order wherever there are such.
fn changes_of(connection: &Connection, ticket: &TicketId, and: &str) -> Result<Vec<(ChangeHash, ByteVec)>, StoreError> {
    let select = format!("SELECT hash, bytes, own FROM change WHERE ticket = ?1 {and} ORDER BY no");
    let mut statement = connection.prepare_cached(&select)?;
    let mut rows = statement.query([ticket.bytes()])?;
    let (mut changes, mut foreign) = (Vec::new(), false);
    while let Some(row) = rows.next()? {
        foreign |= !row.get::<_, bool>(2)?;
        changes.push((id(row, 0)?, ByteVec::from(row.get::<_, Vec<u8>>(1)?)));
    }
    // Where it cannot be read the rows go as they were kept: the store puts them in order itself.
    if foreign && let Some(document) = history::readable(connection, ticket)? {
        let order = document.changes()?;
        let place: BTreeMap<ChangeHash, usize> = order
            .iter()
            .enumerate()
            .map(|(at, change)| (change.hash(), at))
            .collect();
        changes.sort_by_key(|(hash, _)| place.get(hash).copied().unwrap_or(usize::MAX));
    }
    Ok(changes)
}

fn authors(tickets: &[PushedTicket]) -> BTreeSet<DeviceId> {
    tickets
        .iter()
        .flat_map(|ticket| &ticket.proofs)
        .map(|proof| proof.device)
        .collect()
}

/// What a person at the office is still to decide about.
fn in_custody(connection: &Connection) -> Result<Vec<ChangeHash>, StoreError> {
    let mut statement = connection.prepare_cached(IN_CUSTODY)?;
    let most = i64::try_from(limits::CUSTODY_ASKED).unwrap_or(i64::MAX);
    statement.query_and_then([most], |row| id(row, 0))?.collect()
}

fn scope_cursors(connection: &Connection) -> Result<Vec<ScopeCursor>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT name, from_no FROM scope ORDER BY name")?;
    let rows = statement.query_map([], |row| {
        Ok(ScopeCursor {
            scope: row.get(0)?,
            from_no: row.get::<_, i64>(1)?.cast_unsigned(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn photos_owed(connection: &Connection, most: usize) -> Result<Vec<PhotoHash>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT sha256 FROM photo WHERE own = 1 AND server_no IS NULL AND refused IS NULL ORDER BY no LIMIT ?1",
    )?;
    statement
        .query_and_then([i64::try_from(most).unwrap_or(i64::MAX)], |row| id(row, 0))?
        .collect()
}

/// Hashes of held changes without an own row, ticket by ticket, while a store that lost its memory is being refilled.
pub(super) fn offers(connection: &Connection) -> Result<(Vec<Offer>, Option<i64>), StoreError> {
    let Some(mut upto) = meta::get::<i64>(connection, OFFERED)? else {
        return Ok((Vec::new(), None));
    };
    let mut statement = connection.prepare_cached("SELECT no, id FROM ticket WHERE no > ?1 ORDER BY no")?;
    let mut rows = statement.query([upto])?;
    let (mut offers, mut hashes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let offer = offer(connection, id(row, 1)?)?;
        hashes += offer.hashes.len();
        if !offers.is_empty() && (hashes > limits::OFFERED_HASHES || offers.len() >= limits::BATCH_TICKETS) {
            return Ok((offers, Some(upto)));
        }
        upto = row.get(0)?;
        offers.push(offer);
    }
    offers.retain(|offer| !offer.hashes.is_empty());
    Ok((offers, Some(i64::MAX)))
}

fn offer(connection: &Connection, ticket: TicketId) -> Result<Offer, StoreError> {
    let owed: BTreeSet<ChangeHash> = changes_of_state(connection, &ticket)?;
    // A document that cannot be read is the doctor's to report; it must not keep the others from being offered.
    let changes = history::readable(connection, &ticket)
        .ok()
        .flatten()
        .and_then(|document| document.changes().ok());
    let hashes = changes
        .unwrap_or_default()
        .iter()
        .map(|change| change.hash())
        .filter(|hash| !owed.contains(hash))
        .collect();
    Ok(Offer { ticket, hashes })
}

fn changes_of_state(connection: &Connection, ticket: &TicketId) -> Result<BTreeSet<ChangeHash>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT hash FROM change WHERE ticket = ?1 AND state = 0")?;
    statement.query_and_then([ticket.bytes()], |row| id(row, 0))?.collect()
}

fn orders_done(connection: &Connection) -> Result<Vec<ronda_shared::ids::OrderId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM orders WHERE progress = 1 ORDER BY id")?;
    statement.query_and_then([], |row| id(row, 0))?.collect()
}

pub(super) fn orders(connection: &Connection, from: u64) -> Result<Vec<SignedOrder>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT body, signature FROM orders ORDER BY id LIMIT ?1 OFFSET ?2")?;
    let rows = statement.query_map([ORDERS.cast_signed(), from.cast_signed()], |row| {
        Ok(SignedOrder {
            body: row.get(0)?,
            signature: Signature(row.get(1)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
