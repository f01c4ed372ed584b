// SPDX-License-Identifier: EUPL-1.2
//! Keeping a deposit: numbers for its changes, the ticket as it then stands, its scopes, and what goes into custody.

use std::collections::BTreeMap;

use ronda_shared::case_row::CaseRow;
use ronda_shared::ids::{ChangeHash, DeviceId, PersonId, PhotoHash, TicketId};
use ronda_shared::sync::bucket_of;
use rusqlite::{OptionalExtension, params};

use super::cells::{cbor, heads, int, number, packed};
use super::writing::Writing;
use crate::case_store::ledger::{packed_heads, scope_moves, sorted_scopes};
use crate::case_store::{
    AcceptedChange, By, Deed, Deposit, Deposited, Outcome, QuarantinedChange, RowCells, RowWrite, StoreError,
    TicketState,
};

const INSERT_CHANGE: &str = "INSERT INTO change (no, link, hash, ticket, author, received_at_ms, bytes)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (ticket, hash) DO NOTHING";
const UPSERT_TICKET: &str =
    "INSERT INTO ticket (id, last_no, heads, scopes, proofs, saved) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (id) DO UPDATE SET last_no = excluded.last_no, heads = excluded.heads, scopes = excluded.scopes,
     proofs = excluded.proofs, saved = excluded.saved";
const UPSERT_ROW: &str = "INSERT INTO case_row
     (ticket, created_at_ms, code, case_number, status, category, district, lat, lon, folded, row, office, crews, notices)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
     ON CONFLICT (ticket) DO UPDATE SET created_at_ms = excluded.created_at_ms, code = excluded.code,
     case_number = excluded.case_number, status = excluded.status, category = excluded.category,
     district = excluded.district, lat = excluded.lat, lon = excluded.lon, folded = excluded.folded, row = excluded.row,
     office = excluded.office, crews = excluded.crews, notices = excluded.notices";
const STAY: &str = "UPDATE membership SET news_no = ?4 WHERE scope = ?1 AND bucket = ?2 AND ticket = ?3";
const ENTER: &str = "INSERT INTO membership (scope, bucket, ticket, news_no, since_no, left_no)
     VALUES (?1, ?2, ?3, ?4, ?4, NULL)
     ON CONFLICT (scope, bucket, ticket) DO UPDATE SET news_no = excluded.news_no, since_no = excluded.since_no, left_no = NULL";
const LEAVE: &str = "UPDATE membership SET news_no = ?4, left_no = ?4 WHERE scope = ?1 AND bucket = ?2 AND ticket = ?3";
const INSERT_CUSTODY: &str = "INSERT INTO custody (ticket, hash, bytes, refusal, proofs, carrier, at_ms, state)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'held') ON CONFLICT (ticket, hash) DO NOTHING";
const AWAIT_PHOTO: &str =
    "INSERT INTO awaited_photo (hash) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM photo WHERE hash = ?1)
     ON CONFLICT (hash) DO NOTHING";

/// A ticket before the deposit.
#[derive(Default)]
struct Before {
    last_no: u64,
    heads: Vec<ChangeHash>,
    scopes: Vec<String>,
}

pub(super) fn keep(w: &mut Writing<'_>, deposit: &Deposit) -> Result<Deposited, StoreError> {
    let before = before(w, &deposit.ticket)?;
    let ticket = deposit.ticket;
    // A ticket destroyed since it was gated is decided on anew, and then refused.
    if before.last_no != deposit.based_on || super::destruction::is_purged(w, &ticket)? {
        return Ok(Deposited {
            ticket,
            outcome: Outcome::Stale,
        });
    }
    for (device, certificate) in &deposit.certificates {
        super::devices::keep_certificate(w, device, certificate, false)?;
    }
    let numbers = deposit
        .accepted
        .iter()
        .map(|change| number_change(w, deposit, change))
        .collect::<Result<Vec<_>, _>>()?;
    for refused in &deposit.quarantined {
        take_into_custody(w, &ticket, refused, &deposit.by)?;
    }
    for no in &deposit.releases {
        super::custody::release(w, *no, &deposit.by)?;
    }
    if let Some(state) = &deposit.state {
        keep_state(w, ticket, &before, state, deposit)?;
    }
    Ok(Deposited {
        ticket,
        outcome: Outcome::Kept(numbers),
    })
}

fn before(w: &Writing<'_>, ticket: &TicketId) -> Result<Before, StoreError> {
    let mut read = w
        .conn
        .prepare_cached("SELECT last_no, heads, scopes FROM ticket WHERE id = ?1")?;
    let before = read.query_row([ticket.bytes()], |row| {
        Ok(Before {
            last_no: number(row, 0)?,
            heads: heads(row, 1)?,
            scopes: cbor(row, 2)?,
        })
    });
    Ok(before.optional()?.unwrap_or_default())
}

fn number_change(
    w: &mut Writing<'_>,
    deposit: &Deposit,
    change: &AcceptedChange,
) -> Result<(ChangeHash, u64), StoreError> {
    let next = w.ledger.next(change.hash.bytes());
    let mut insert = w.conn.prepare_cached(INSERT_CHANGE)?;
    let (hash, ticket) = (change.hash.bytes(), deposit.ticket.bytes());
    let fresh = insert.execute(params![
        int(next.0),
        next.1.0,
        hash,
        ticket,
        change.author.bytes(),
        deposit.by.at_ms,
        change.bytes
    ])? == 1;
    if !fresh {
        let mut known = w.conn.prepare_cached(super::tickets::NUMBER)?;
        return Ok((
            change.hash,
            known.query_row(params![ticket, hash], |row| number(row, 0))?,
        ));
    }
    w.ledger.take(next);
    let by = By {
        who: change.who.clone(),
        device: Some(change.author),
        at_ms: deposit.by.at_ms,
    };
    w.record(&Deed {
        by,
        verb: "change.admitted".into(),
        object: deposit.ticket.to_string(),
        content: hash.to_vec(),
    })?;
    if super::custody::waits(w)? {
        let mut free = w.conn.prepare_cached(
            "UPDATE custody SET state = 'released' WHERE ticket = ?1 AND hash = ?2 AND state = 'held'",
        )?;
        free.execute(params![ticket, hash])?;
    }
    Ok((change.hash, next.0))
}

fn take_into_custody(
    w: &mut Writing<'_>,
    ticket: &TicketId,
    item: &QuarantinedChange,
    by: &By,
) -> Result<(), StoreError> {
    let mut insert = w.conn.prepare_cached(INSERT_CUSTODY)?;
    let (refusal, proofs) = (packed(&item.refusal), packed(item.proofs.as_ref()));
    let carrier = by.device.as_ref().map(|device| device.bytes());
    let fresh = insert.execute(params![
        ticket.bytes(),
        item.hash.bytes(),
        item.bytes,
        refusal,
        proofs,
        carrier,
        by.at_ms
    ])? == 1;
    if fresh {
        w.custody_waits = Some(true);
        let (verb, content) = ("change.quarantined".to_owned(), item.hash.bytes().to_vec());
        w.record(&Deed {
            by: by.clone(),
            verb,
            object: ticket.to_string(),
            content,
        })?;
    }
    Ok(())
}

fn keep_state(
    w: &mut Writing<'_>,
    ticket: TicketId,
    before: &Before,
    state: &TicketState,
    deposit: &Deposit,
) -> Result<(), StoreError> {
    let based_on = deposit.based_on;
    let mut last = w
        .conn
        .prepare_cached("SELECT no FROM change WHERE ticket = ?1 ORDER BY no DESC LIMIT 1")?;
    let last_no = last.query_row([ticket.bytes()], |row| number(row, 0)).optional()?;
    let last_no = last_no.ok_or_else(|| StoreError::Other(format!("ticket {ticket} has no change of its own")))?;
    let scopes = if last_no > based_on {
        sorted_scopes(&state.scopes)
    } else {
        before.scopes.clone()
    };
    let mut upsert = w.conn.prepare_cached(UPSERT_TICKET)?;
    let (scopes_cell, proofs) = (packed(&scopes), packed(&state.proofs));
    upsert.execute(params![
        ticket.bytes(),
        int(last_no),
        packed_heads(&state.heads),
        scopes_cell,
        proofs,
        state.saved
    ])?;
    keep_row(w, ticket, &state.row, &Naming::of(deposit, state))?;
    super::between::settle(w, &ticket)?;
    move_scopes(w, ticket, &before.scopes, &scopes, last_no)?;
    before
        .scopes
        .iter()
        .for_each(|scope| w.tally.count(scope, &ticket, &before.heads, false));
    scopes
        .iter()
        .for_each(|scope| w.tally.count(scope, &ticket, &state.heads, true));
    Ok(())
}

/// Writes a row again unless its ticket moved since it was computed; tells whether it did.
pub(super) fn keep_row_again(w: &Writing<'_>, write: &RowWrite) -> Result<bool, StoreError> {
    let ticket = write.row.id;
    let mut stands = w.conn.prepare_cached("SELECT last_no FROM ticket WHERE id = ?1")?;
    let last_no = stands.query_row([ticket.bytes()], |row| number(row, 0)).optional()?;
    if last_no != Some(write.based_on) {
        return Ok(false);
    }
    keep_row(w, ticket, &write.row, &Naming::default())?;
    Ok(true)
}

/// How a deposit's photos are named.
#[derive(Default)]
struct Naming<'a> {
    /// The phone, where a single one wrote the changes. What the office brings, and what somebody brings of several (after a
    /// restore), is vouched for by the office.
    by: Option<DeviceId>,
    /// Whose entries they are.
    photographers: Option<&'a BTreeMap<PhotoHash, PersonId>>,
}

impl<'a> Naming<'a> {
    fn of(deposit: &Deposit, state: &'a TicketState) -> Self {
        let mut people_s = deposit.accepted.iter().filter(|change| change.who != "office");
        let carrier = deposit.by.device;
        Self {
            by: carrier.filter(|carrier| people_s.all(|change| change.author == *carrier)),
            photographers: Some(&state.photographers),
        }
    }
}

fn keep_row(w: &Writing<'_>, ticket: TicketId, row: &CaseRow, naming: &Naming<'_>) -> Result<(), StoreError> {
    let cells = RowCells::of(row);
    let mut upsert = w.conn.prepare_cached(UPSERT_ROW)?;
    upsert.execute(params![
        ticket.bytes(),
        cells.created_at_ms,
        cells.code,
        cells.case_number,
        cells.status,
        cells.category,
        cells.district,
        cells.lat,
        cells.lon,
        cells.folded,
        cells.row,
        cells.office,
        cells.crews,
        cells.notices
    ])?;
    let mut photos = row.photos.iter().chain(&row.sealed_originals);
    photos.try_for_each(|photo| name_photo(w, &ticket, photo, naming))
}

fn move_scopes(
    w: &Writing<'_>,
    ticket: TicketId,
    before: &[String],
    after: &[String],
    no: u64,
) -> Result<(), StoreError> {
    let moves = scope_moves(before, after);
    for (scopes, sql) in [(moves.stays, STAY), (moves.enters, ENTER), (moves.leaves, LEAVE)] {
        let mut write = w.conn.prepare_cached(sql)?;
        for scope in scopes {
            write.execute(params![scope, bucket_of(&ticket), ticket.bytes(), int(no)])?;
        }
    }
    Ok(())
}

fn name_photo(w: &Writing<'_>, ticket: &TicketId, photo: &PhotoHash, naming: &Naming<'_>) -> Result<(), StoreError> {
    let mut name = w.conn.prepare_cached(
        "INSERT INTO ticket_photo (hash, ticket, named_by, taken_by) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?;
    let namer = naming.by.as_ref().map(|device| device.bytes());
    let photographer = naming.photographers.and_then(|all| all.get(photo));
    let photographer = photographer.map(|person| person.bytes());
    if name.execute(params![photo.bytes(), ticket.bytes(), namer, photographer])? == 1 {
        w.conn.prepare_cached(AWAIT_PHOTO)?.execute([photo.bytes()])?;
    }
    Ok(())
}
