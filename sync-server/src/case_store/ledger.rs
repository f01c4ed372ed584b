// SPDX-License-Identifier: EUPL-1.2
//! The running totals of one write transaction: numbers and their chain, the audit trail, and what digests gain and lose.

use std::collections::BTreeMap;

use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::sync::{ChainHash, Digest, bucket_of, next_link, ticket_sum};

use super::{AuditHead, Deed, StoredFact};

/// The ends of log and trail. Copied before each deed, so that one that fails leaves no trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ledger {
    pub last_no: u64,
    pub log_hash: ChainHash,
    pub audit: AuditHead,
    pub relied_on: u64,
}

impl Ledger {
    /// The number and link that `item` would take.
    pub fn next(&self, item: &[u8; 32]) -> (u64, ChainHash) {
        let no = self.last_no + 1;
        (no, next_link(&self.log_hash, no, item))
    }

    /// The number is taken.
    pub fn take(&mut self, (no, link): (u64, ChainHash)) {
        self.last_no = no;
        self.log_hash = link;
    }

    /// The fact of a deed, which ends the trail from now on.
    pub fn fact(&mut self, deed: &Deed) -> StoredFact {
        let (fact, head) = self.audit.next(deed);
        self.audit = head;
        StoredFact {
            fact,
            hash: head.hash.to_vec(),
        }
    }
}

/// What the buckets of scopes gain and lose; counts and sums wrap, so a loss is a gain of the complement.
#[derive(Debug, Default)]
pub(crate) struct Tally(pub BTreeMap<(String, u8), Digest>);

impl Tally {
    /// A ticket with these heads enters the scope, or leaves it.
    pub fn count(&mut self, scope: &str, ticket: &TicketId, heads: &[ChangeHash], enters: bool) {
        let bucket = self.0.entry((scope.to_owned(), bucket_of(ticket))).or_default();
        let sum = ticket_sum(ticket, heads);
        *bucket = if enters { bucket.with(sum) } else { bucket.without(sum) };
    }

    /// Adds another tally to this one.
    pub fn add(&mut self, other: Self) {
        for (bucket, digest) in other.0 {
            let sum = self.0.entry(bucket).or_default();
            *sum = sum.plus(digest);
        }
    }
}

/// How a ticket's scopes change.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ScopeMoves {
    pub stays: Vec<String>,
    pub enters: Vec<String>,
    pub leaves: Vec<String>,
}

/// Compares a ticket's scopes before and after.
pub(crate) fn scope_moves(before: &[String], after: &[String]) -> ScopeMoves {
    let mut moves = ScopeMoves::default();
    for scope in after {
        if before.contains(scope) {
            moves.stays.push(scope.clone())
        } else {
            moves.enters.push(scope.clone())
        }
    }
    moves.leaves = before.iter().filter(|scope| !after.contains(scope)).cloned().collect();
    moves
}

/// Scopes as they are stored: sorted, each once.
pub(crate) fn sorted_scopes(scopes: &[String]) -> Vec<String> {
    let set: std::collections::BTreeSet<&String> = scopes.iter().collect();
    set.into_iter().cloned().collect()
}

/// Heads as they are stored: sorted, one after another.
pub(crate) fn packed_heads(heads: &[ChangeHash]) -> Vec<u8> {
    let mut sorted = heads.to_vec();
    sorted.sort_unstable();
    sorted.iter().flat_map(|head| *head.bytes()).collect()
}

/// Heads as they were stored; `None` when the bytes are no heads.
pub(crate) fn unpacked_heads(bytes: &[u8]) -> Option<Vec<ChangeHash>> {
    let whole = bytes.len().is_multiple_of(32);
    whole.then(|| bytes.chunks_exact(32).filter_map(ChangeHash::from_slice).collect())
}
