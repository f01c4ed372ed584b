// SPDX-License-Identifier: EUPL-1.2
//! A pull: one page of what happened in a phone's scopes after its cursors.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::identity::SignedCertificate;
use ronda_shared::ids::{ChangeHash, Epoch, TicketId};
use ronda_shared::limits;
use ronda_shared::sync::{BucketSum, ChainHash, ScopeDigest};
use ronda_shared::wire::{Delivered, ScopeCursor, ScopeMove};

/// What a phone may see and how far it has heard.
#[derive(Debug, Clone, Default)]
pub struct PullQuery {
    /// Every scope granted, with the number up to which the phone has it (0 for a new one). All start at 0 when the phone
    /// has no cursor of this life.
    pub scopes: Vec<ScopeCursor>,
    /// What the phone itself pushed just now and the store has: not sent back.
    pub pushed: BTreeMap<TicketId, BTreeSet<ChangeHash>>,
    /// The phone's own buckets (256 sums) of scopes whose totals differed.
    pub compare: Vec<ScopeDigest>,
    /// Digests are wanted even when the page is not the last.
    pub wants_digest: bool,
    /// Where a page ends.
    pub limits: PageLimits,
}

/// Bounds of one page; a page holds at least one ticket whatever its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimits {
    /// Changes; a snapshot counts as one.
    pub changes: usize,
    /// Bytes of changes and snapshots.
    pub bytes: usize,
    /// Tickets and scope moves.
    pub tickets: usize,
}

impl Default for PageLimits {
    fn default() -> Self {
        Self {
            changes: limits::BATCH_CHANGES,
            bytes: limits::BATCH_BYTES,
            tickets: limits::BATCH_TICKETS,
        }
    }
}

/// One page.
#[derive(Debug, Clone)]
pub struct PullPage {
    /// The life of the store.
    pub epoch: Epoch,
    /// Every scope of the query is complete up to here now.
    pub upto: u64,
    /// The chain's hash there.
    pub log_hash: ChainHash,
    /// Tickets by ascending number: snapshots for tickets new to the phone, changes for others.
    pub tickets: Vec<Delivered>,
    /// Tickets that left scopes, and such that entered one without anything else to say.
    pub moves: Vec<ScopeMove>,
    /// Certificates of everybody who signed for `tickets`.
    pub certificates: Vec<SignedCertificate>,
    /// Totals per scope at the store's end: on the last page, or when asked for.
    pub digest: Option<Vec<ScopeDigest>>,
    /// Heads of every ticket of the compared buckets that differ (only scopes of the query).
    pub differing: Vec<BucketSum>,
    /// The backup watermark.
    pub vaulted_no: u64,
    /// There is a next page.
    pub more: bool,
}
