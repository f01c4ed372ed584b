// SPDX-License-Identifier: EUPL-1.2
//! Receipts: a change has its number in the store, and the ticket's admitted frontier moves forward.

use std::collections::BTreeSet;

use ronda_shared::document::{RawChange, advance_heads};
use ronda_shared::ids::ChangeHash;
use ronda_shared::wire::{Receipt, TicketAnswer};
use rusqlite::{OptionalExtension, params};

use super::super::{StoreError, ticket};
use super::{Inbox, put_admitted};

impl Inbox<'_> {
    /// Takes the receipts of one ticket.
    pub(super) fn receipts(&mut self, answer: &TicketAnswer) -> Result<(), StoreError> {
        let mut admitted = Vec::new();
        for receipt in &answer.receipts {
            admitted.extend(self.receipt(receipt)?);
        }
        let held = if admitted.is_empty() {
            None
        } else {
            ticket::held(self.transaction, &answer.ticket)?
        };
        let Some(held) = held else { return Ok(()) };
        self.moving.lift(self.transaction, &answer.ticket)?;
        let heads = self.advanced(&answer.ticket, &held.admitted_heads, &admitted)?;
        put_admitted(self.transaction, &answer.ticket, &heads)
    }

    /// The change, when its receipt is news.
    fn receipt(&mut self, receipt: &Receipt) -> Result<Option<RawChange>, StoreError> {
        let mut owed = self
            .transaction
            .prepare_cached("SELECT bytes FROM change WHERE hash = ?1 AND state = 0")?;
        let owed: Option<Vec<u8>> = owed.query_row([receipt.hash.bytes()], |row| row.get(0)).optional()?;
        let mut held = self.transaction.prepare_cached(
            "UPDATE change SET state = 1, server_no = ?2, epoch = ?3, received_at_ms = coalesce(received_at_ms, ?4)
             WHERE hash = ?1 AND (server_no IS NOT ?2 OR epoch IS NOT ?3)",
        )?;
        let number = receipt.server_no.cast_signed();
        let (epoch, clock_ms) = (self.reply.epoch.bytes(), self.reply.clock_ms);
        held.execute(params![receipt.hash.bytes(), number, epoch, clock_ms])?;
        let Some(bytes) = owed else { return Ok(None) };
        self.applied.pushed += 1;
        if self.stands_after_all(&receipt.hash)? {
            // It left the document when it was refused; the comparison of digests brings it back.
            return Ok(None);
        }
        // A damaged row has its receipt all the same; the comparison of digests brings the frontier forward.
        Ok(RawChange::scan(bytes).ok())
    }

    /// The frontier with these changes; the document is opened only where the cheap rule does not hold.
    fn advanced(
        &mut self,
        id: &ronda_shared::ids::TicketId,
        from: &[ChangeHash],
        admitted: &[RawChange],
    ) -> Result<Vec<ChangeHash>, StoreError> {
        let mut heads: BTreeSet<ChangeHash> = from.iter().copied().collect();
        let next = |heads: &BTreeSet<ChangeHash>, change: &RawChange| {
            let is_genesis = heads.is_empty() && change.deps().is_empty();
            is_genesis || (!change.deps().is_empty() && change.deps().iter().all(|dep| heads.contains(dep)))
        };
        let mut plain = true;
        for change in admitted {
            plain = plain && next(&heads, change);
            if plain {
                advance_heads(&mut heads, change)
            } else {
                heads.extend([change.hash()]);
            }
        }
        let named: Vec<ChangeHash> = heads.into_iter().collect();
        if plain {
            return Ok(named);
        }
        match self.document(id)? {
            Some(document) => Ok(document.frontier_within(&|_| true, &named)),
            None => Ok(named),
        }
    }
}
