// SPDX-License-Identifier: EUPL-1.2
//! Never missing anything: totals per scope are compared at every last page; what differs is mended in both directions.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::document::RawChange;
use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::sync::BucketSum;
use ronda_shared::wire::TicketHeads;
use rusqlite::params;

use super::super::blob::{heads, id};
use super::super::digest::{buckets, counts_all, recount, total};
use super::super::{StoreError, purge, ticket};
use super::{Inbox, owe, put_admitted, scopes};

impl Inbox<'_> {
    /// Compares the totals the office gave with this phone's; what differs is told bucket by bucket next time. Sums that do not
    /// agree, or not with the tickets that are here, are counted anew first.
    pub(super) fn compare_totals(&mut self) -> Result<(), StoreError> {
        let Some(theirs) = &self.reply.digest else {
            return Ok(());
        };
        let named: BTreeSet<&String> = theirs.iter().map(|digest| &digest.scope).collect();
        let all_named = self.reply.scopes.iter().all(|scope| named.contains(scope));
        for digest in theirs {
            let ours = buckets(self.transaction, &digest.scope)?;
            if total(&ours) != total(digest) || !counts_all(self.transaction, &ours)? {
                self.applied.differing.push(recount(self.transaction, &digest.scope)?);
            }
        }
        self.applied.digests_agree = all_named && self.applied.differing.is_empty();
        if !self.applied.differing.is_empty() {
            tracing::warn!(
                scopes = self.applied.differing.len(),
                "phone and server differ: comparing"
            );
        }
        Ok(())
    }

    /// Goes through the tickets of the buckets that differed.
    pub(super) fn reconcile(&mut self) -> Result<(), StoreError> {
        for bucket in &self.reply.differing {
            let mut ours = self.members(bucket)?;
            for theirs in &bucket.tickets {
                self.reconcile_one(&bucket.scope, theirs, ours.remove(&theirs.ticket))?;
            }
            for ticket in ours.into_keys() {
                self.not_theirs(&bucket.scope, &ticket)?;
            }
        }
        Ok(())
    }

    fn members(&self, bucket: &BucketSum) -> Result<BTreeMap<TicketId, Vec<ChangeHash>>, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT ticket.id, ticket.admitted_heads FROM membership JOIN ticket ON ticket.id = membership.ticket
             WHERE membership.scope = ?1 AND substr(membership.ticket, 16, 1) = ?2",
        )?;
        let rows = statement.query_and_then(params![bucket.scope, [bucket.bucket]], |row| {
            Ok((id(row, 0)?, heads(row, 1)?))
        })?;
        rows.collect()
    }

    fn reconcile_one(
        &mut self,
        scope: &str,
        theirs: &TicketHeads,
        ours: Option<Vec<ChangeHash>>,
    ) -> Result<(), StoreError> {
        if ours.as_deref() == Some(&theirs.heads) {
            return Ok(());
        }
        if purge::is_purged(self.transaction, &theirs.ticket)? {
            self.forgetful = true;
            return Ok(());
        }
        let Some(document) = self.document(&theirs.ticket)? else {
            self.want(&theirs.ticket, Vec::new());
            return Ok(());
        };
        if !theirs.heads.iter().all(|head| document.holds(head)) {
            let known = ticket::held(self.transaction, &theirs.ticket)?.map(|held| held.admitted_heads);
            self.want(&theirs.ticket, known.unwrap_or_default());
            return Ok(());
        }
        self.moving.lift(self.transaction, &theirs.ticket)?;
        scopes::enter(self.transaction, scope, &theirs.ticket)?;
        put_admitted(self.transaction, &theirs.ticket, &theirs.heads)?;
        // What the office is behind on, whoever wrote it.
        let lacking: Vec<RawChange> = document.changes_after(&theirs.heads)?;
        owe(self.transaction, &theirs.ticket, &lacking, self.device())
    }

    /// In a scope here and not there: the server's word counts, and it is offered all of the ticket.
    fn not_theirs(&mut self, scope: &str, id: &TicketId) -> Result<(), StoreError> {
        self.moving.lift(self.transaction, id)?;
        scopes::leave(self.transaction, scope, id)?;
        let changes = self.changes(id)?;
        owe(self.transaction, id, &changes, self.device())
    }
}
