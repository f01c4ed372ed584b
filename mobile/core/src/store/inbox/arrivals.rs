// SPDX-License-Identifier: EUPL-1.2
//! News: tickets new to this phone as snapshots, changes of known ones as they were merged.

use std::thread;

use ronda_shared::case_row::CaseRow;
use ronda_shared::ids::{ChangeHash, DeviceId, TicketId};
use ronda_shared::wire::{Body, Delivered, Refusal, RefusalCode};
use rusqlite::{Connection, params};

use super::super::words::Unindexed;
use super::super::{StoreError, TicketWrite, Verified, proof, purge, ticket};
use super::merging::{self, Meeting, Merged, Merges, Outcome};
use super::{Inbox, put_admitted};

impl Inbox<'_> {
    /// Takes every ticket's news. Those that a reply names once are merged on all cores, ahead of being written.
    pub(super) fn take_all(&mut self) -> Result<(), StoreError> {
        let delivered = &self.reply.tickets;
        let read = |one| Meeting::read(self.transaction, one);
        let meetings = merging::named_once(delivered)
            .map(read)
            .collect::<Result<Vec<_>, _>>()?;
        let keys = self.keys.clone();
        thread::scope(|scope| {
            let mut merges = Merges::begin(scope, &meetings, &keys);
            // In the order of the reply, too.
            let mut meetings = meetings.iter().peekable();
            let mut unindexed = Unindexed::default();
            for one in delivered {
                let met = meetings.next_if(|meeting| meeting.ticket() == one.ticket);
                self.take(one, met.map(|meeting| (meeting, merges.next(meeting))), &mut unindexed)?;
            }
            unindexed.put(self.transaction)
        })
    }

    /// Takes one ticket's news; what does not pass the gate is asked for again and shows in the digest until it came.
    fn take(
        &mut self,
        delivered: &Delivered,
        met: Option<(&Meeting<'_>, Option<Outcome>)>,
        unindexed: &mut Unindexed,
    ) -> Result<(), StoreError> {
        if purge::is_purged(self.transaction, &delivered.ticket)? {
            self.forgetful = true;
            return Ok(());
        }
        let read;
        let (meeting, outcome) = match met {
            Some(met) => met,
            None => {
                read = Meeting::read(self.transaction, delivered)?;
                (&read, None)
            }
        };
        self.moving.lift(self.transaction, &delivered.ticket)?;
        let taken = match (&delivered.body, &meeting.held) {
            (Body::Snapshot { document, row }, None) => self.take_snapshot(delivered, document, &row.row, unindexed)?,
            (_, Some(held)) if !meeting.is_merge() => self.nothing_new(delivered, &held.heads)?,
            _ => match outcome.unwrap_or_else(|| meeting.merged(&self.keys)) {
                Ok(merged) => Ok(self.keep(delivered, merged, unindexed)?),
                Err(refusal) => Err(refusal),
            },
        };
        match taken {
            Ok(()) => self.enter_all(&delivered.ticket, &delivered.scopes),
            Err(refusal) => {
                tracing::warn!(ticket = %delivered.ticket, reason = %refusal, "a delivery did not pass the gate");
                match &meeting.held {
                    Some(_) if meeting.is_past_mending() => self.ask_anew(&delivered.ticket)?,
                    Some(held) => self.want(&delivered.ticket, held.admitted_heads.clone()),
                    None => self.want(&delivered.ticket, Vec::new()),
                }
                Ok(())
            }
        }
    }

    /// A ticket new to this phone: listed at once, its history checked before its first edit or in idle time.
    fn take_snapshot(
        &mut self,
        delivered: &Delivered,
        saved: &[u8],
        row: &CaseRow,
        unindexed: &mut Unindexed,
    ) -> Result<Result<(), Refusal>, StoreError> {
        if row.id != delivered.ticket || delivered.heads.is_empty() {
            let detail = "the snapshot is not of the ticket it names";
            return Ok(Err(Refusal::new(RefusalCode::Malformed, detail)));
        }
        let write = TicketWrite {
            row: row.clone(),
            saved: saved.to_vec(),
            heads: delivered.heads.clone(),
            admitted_heads: delivered.heads.clone(),
            last_no: delivered.last_no,
            verified: Verified::NotYet,
            notes: String::new(),
        };
        ticket::put_findable_later(self.transaction, write, unindexed)?;
        proof::replace(self.transaction, &delivered.ticket, &delivered.proofs)?;
        self.applied.pulled += 1;
        Ok(Ok(()))
    }

    /// Everything of it is here already; only the store's word on it is news.
    fn nothing_new(&mut self, delivered: &Delivered, heads: &[ChangeHash]) -> Result<Result<(), Refusal>, StoreError> {
        put_admitted(self.transaction, &delivered.ticket, heads)?;
        put_last_no(self.transaction, delivered)?;
        keep_foreign(self.transaction, delivered, self.device())?;
        Ok(Ok(()))
    }

    fn keep(&mut self, delivered: &Delivered, merged: Merged, unindexed: &mut Unindexed) -> Result<(), StoreError> {
        match merged.write {
            None => {
                put_admitted(self.transaction, &delivered.ticket, &merged.admitted)?;
                put_last_no(self.transaction, delivered)?;
            }
            Some(write) if merged.found_otherwise => {
                ticket::put_findable_later(self.transaction, write, unindexed)?;
            }
            Some(write) => ticket::put_found_as_before(self.transaction, &write)?,
        }
        self.applied.pulled += merged.fresh;
        match &merged.proofs {
            Some(proofs) => proof::replace(self.transaction, &delivered.ticket, proofs),
            None => Ok(()),
        }
    }
}

/// The signatures of others are the server's to keep; this phone's own it knows best itself.
fn keep_foreign(connection: &Connection, delivered: &Delivered, own: DeviceId) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("DELETE FROM proof WHERE ticket = ?1 AND device <> ?2")?;
    statement.execute(params![delivered.ticket.bytes(), own.bytes()])?;
    let foreign = delivered.proofs.iter().filter(|proof| proof.device != own);
    foreign
        .into_iter()
        .try_for_each(|kept| proof::put(connection, &delivered.ticket, kept))
}

fn put_last_no(connection: &Connection, delivered: &Delivered) -> Result<(), StoreError> {
    let id: &TicketId = &delivered.ticket;
    let mut statement = connection.prepare_cached("UPDATE ticket SET last_no = max(last_no, ?2) WHERE id = ?1")?;
    statement.execute(params![id.bytes(), delivered.last_no.cast_signed()])?;
    Ok(())
}
