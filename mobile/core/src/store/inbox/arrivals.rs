// SPDX-License-Identifier: EUPL-1.2
//! News: tickets new to this phone as snapshots, changes of known ones through the structural gate.

use std::collections::BTreeMap;

use ronda_shared::case_row::CaseRow;
use ronda_shared::document::{Document, RawChange, arrive};
use ronda_shared::identity::AuthorProof;
use ronda_shared::ids::{ChangeHash, DeviceId, TicketId};
use ronda_shared::wire::{Body, Delivered, Refusal, RefusalCode, TicketHeads};
use rusqlite::{Connection, params};

use super::super::{HeldTicket, StoreError, TicketWrite, Verified, proof, purge, ticket};
use super::{Inbox, put_admitted};

impl Inbox<'_> {
    /// Takes one ticket's news; what does not pass the gate is asked for again and shows in the digest until it came.
    pub(super) fn take(&mut self, delivered: &Delivered) -> Result<(), StoreError> {
        if purge::is_purged(self.transaction, &delivered.ticket)? {
            self.forgetful = true;
            return Ok(());
        }
        let held = ticket::held(self.transaction, &delivered.ticket)?;
        self.moving.lift(self.transaction, &delivered.ticket)?;
        let taken = match (&delivered.body, &held) {
            (Body::Snapshot { document, row }, None) => self.take_snapshot(delivered, document, &row.row)?,
            (_, Some(held)) if held.heads == delivered.heads => self.nothing_new(delivered, &held.heads)?,
            _ => self.merge(delivered, held.as_ref())?,
        };
        match taken {
            Ok(()) => self.enter_all(&delivered.ticket, &delivered.scopes),
            Err(refusal) => {
                tracing::warn!(ticket = %delivered.ticket, reason = %refusal, "a delivery did not pass the gate");
                let heads = held.map(|held| held.admitted_heads).unwrap_or_default();
                self.applied.wants.push(TicketHeads {
                    ticket: delivered.ticket,
                    heads,
                });
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
        ticket::put(self.transaction, &write)?;
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

    fn merge(&mut self, delivered: &Delivered, held: Option<&HeldTicket>) -> Result<Result<(), Refusal>, StoreError> {
        let ours = ticket::document(self.transaction, &delivered.ticket)?;
        let changes = match changes_of(delivered, ours.as_ref()) {
            Ok(changes) => changes,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let arrived = match arrive(ours.as_ref(), delivered.ticket, changes, &delivered.proofs, &self.keys) {
            Ok(arrived) => arrived,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let known = held.map(|held| held.admitted_heads.as_slice()).unwrap_or_default();
        let named: Vec<ChangeHash> = known.iter().chain(&delivered.heads).copied().collect();
        let admitted = arrived.document.frontier_within(&|_| true, &named);
        if arrived.fresh.is_empty() {
            put_admitted(self.transaction, &delivered.ticket, &admitted)?;
            put_last_no(self.transaction, delivered)?;
        } else {
            let last_no = delivered.last_no.max(held.map_or(0, |held| held.last_no));
            let mut write = TicketWrite::of(&arrived.document, admitted, last_no)?;
            write.verified = held.map_or(Verified::Yes, |held| held.verified);
            ticket::put(self.transaction, &write)?;
            self.applied.pulled += arrived.fresh.len() as u64;
        }
        self.keep_proofs(delivered, &arrived.document)?;
        Ok(Ok(()))
    }

    /// The newest signatures of each author cover all his older ones; what only this phone holds must stay covered too.
    fn keep_proofs(&self, delivered: &Delivered, document: &Document) -> Result<(), StoreError> {
        let mut of_device: BTreeMap<DeviceId, Vec<AuthorProof>> = BTreeMap::new();
        let kept = proof::of_ticket(self.transaction, &delivered.ticket)?;
        for proof in kept.into_iter().chain(delivered.proofs.iter().cloned()) {
            of_device.entry(proof.device).or_default().push(proof);
        }
        let newest = of_device.into_values().flat_map(|proofs| newest(document, proofs));
        proof::replace(self.transaction, &delivered.ticket, &newest.collect::<Vec<_>>())
    }
}

fn newest(document: &Document, proofs: Vec<AuthorProof>) -> Vec<AuthorProof> {
    let heads: Vec<ChangeHash> = proofs.iter().map(|proof| proof.head).collect();
    let newest = document.frontier_within(&|hash| heads.contains(hash), &heads);
    proofs
        .into_iter()
        .filter(|proof| newest.contains(&proof.head))
        .collect()
}

/// The raw changes a delivery brings; a snapshot's, less those that are here.
fn changes_of(delivered: &Delivered, ours: Option<&Document>) -> Result<Vec<Vec<u8>>, Refusal> {
    let saved = match &delivered.body {
        Body::Changes(numbered) => return Ok(numbered.iter().map(|change| change.bytes.to_vec()).collect()),
        Body::Snapshot { document, .. } => document,
    };
    if ours.is_some_and(|ours| delivered.heads.iter().all(|head| ours.holds(head))) {
        return Ok(Vec::new());
    }
    let poisonous = |_| Refusal::new(RefusalCode::Poisonous, "the snapshot cannot be read");
    let theirs = Document::load(saved).map_err(poisonous)?.changes().map_err(poisonous)?;
    let lacked = |change: &RawChange| ours.is_none_or(|ours| !ours.holds(&change.hash()));
    Ok(theirs.into_iter().filter(lacked).map(RawChange::into_bytes).collect())
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
