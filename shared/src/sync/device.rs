// SPDX-License-Identifier: EUPL-1.2
//! The phone's sync loop without any I/O: events come in, effects go out; the HTTP client and the simulator drive the same engine.
//!
//! Gather > Send > Apply, again while something is owed or more waits; then photos, also when the rest cannot be settled;
//! done only when the digests agree.

use std::collections::BTreeSet;

use super::digest::ScopeDigest;
use crate::ids::{PhotoHash, TicketId};
use crate::wire::{ExchangeReply, ExchangeRequest, TicketHeads};

/// Rounds of comparing buckets and heads before the loop says that it cannot mend the difference by itself.
const RECONCILE_ROUNDS: u32 = 8;
const FIRST_BACKOFF_MS: i64 = 250;
const LONGEST_BACKOFF_MS: i64 = 60_000;

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// Begin.
    Start,
    /// The request asked for by [`Effect::Gather`].
    Gathered(Box<ExchangeRequest>),
    /// The office's reply to [`Effect::Send`].
    Replied(Box<ExchangeReply>),
    /// The reply is applied, durably.
    Applied(Applied),
    /// Every photo of [`Effect::Upload`] has its receipt.
    Uploaded(Uploaded),
    /// The wait is over.
    Woken,
    /// An effect failed; `jitter` is a random number for the back-off.
    Failed {
        /// What failed.
        failure: Failure,
        /// Any random number.
        jitter: u64,
    },
}

/// What applying a reply came to.
#[derive(Debug, Clone, Default)]
pub struct Applied {
    /// Changes that got their receipt.
    pub pushed: u64,
    /// Changes (or whole tickets) that arrived.
    pub pulled: u64,
    /// Changes taken into the store's custody.
    pub refused: u64,
    /// Contacts of reporters that left this phone.
    pub contacts: u64,
    /// Changes or contacts are still without a receipt.
    pub owes: bool,
    /// Tickets the office did nothing with now.
    pub later: Vec<TicketId>,
    /// Tickets of which the office refuses something: each own change is to go with its own signature.
    pub sign_each: Vec<TicketId>,
    /// The office has more.
    pub more: bool,
    /// Own buckets of scopes whose totals differ from the office's.
    pub differing: Vec<ScopeDigest>,
    /// Tickets to ask for by heads.
    pub wants: Vec<TicketHeads>,
    /// The office gave digests and all were equal.
    pub digests_agree: bool,
    /// Photos without a receipt that the office lacks.
    pub photos: Vec<PhotoHash>,
}

/// What uploading came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Uploaded {
    /// Photos that got their receipt.
    pub photos: u64,
    /// Bytes sent.
    pub bytes: u64,
    /// Photos the office refused; each is kept and shown with its reason.
    pub refused: u64,
}

/// What the next request has beside what is owed, and how what is owed goes.
#[derive(Debug, Clone, Default)]
pub struct Gathering {
    /// Buckets to compare.
    pub compare: Vec<ScopeDigest>,
    /// Tickets to ask for.
    pub wants: Vec<TicketHeads>,
    /// Owed tickets that were offered in vain: the others go first.
    pub passed_over: BTreeSet<TicketId>,
    /// Owed tickets whose own changes are signed one by one.
    pub sign_each: BTreeSet<TicketId>,
}

/// What to do.
#[derive(Debug)]
pub enum Effect {
    /// Read from the store what is owed and make a request of it.
    Gather(Gathering),
    /// Send the request.
    Send(Box<ExchangeRequest>),
    /// Apply the reply in one transaction.
    Apply(Box<ExchangeReply>),
    /// Upload these photos.
    Upload(Vec<PhotoHash>),
    /// Come back with [`Event::Woken`] after this long.
    Wait {
        /// Milliseconds.
        wait_ms: i64,
    },
    /// Nothing more to do.
    Finish(Result<SyncReport, Failure>),
}

/// Why an exchange did not come about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection, a cut one, or a server in trouble.
    #[error(
        "no connection to the server: everything is kept on this phone and will be sent when there is network ({0})"
    )]
    Unreachable(String),
    /// The server asks for patience.
    #[error("the server is busy: it will be tried again in {} s", wait_ms / 1000)]
    Busy {
        /// Milliseconds it asked for.
        wait_ms: i64,
    },
    /// The device is revoked.
    #[error("this device was revoked: hand it to the office; what it had not delivered was offered to the server")]
    Revoked,
    /// The server refuses this phone or request for good.
    #[error("the server refused: {0}")]
    Refused(String),
    /// The two sides still differ after reconciling.
    #[error(
        "phone and server still differ after comparing them: nothing is lost; tell the office, its doctor command says more"
    )]
    StillDiffers,
    /// The phone's own store failed.
    #[error("{0}")]
    Store(String),
}

impl Failure {
    /// Trying again by itself cannot help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        !matches!(self, Self::Unreachable(_) | Self::Busy { .. })
    }
}

/// What one run came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Changes delivered.
    pub pushed: u64,
    /// Changes or tickets received.
    pub pulled: u64,
    /// Photos delivered.
    pub photos: u64,
    /// Photo bytes sent.
    pub photo_bytes: u64,
    /// Changes or photos the office refused or took into custody.
    pub refused: u64,
    /// Contacts of reporters delivered.
    pub contacts: u64,
    /// Exchanges made.
    pub exchanges: u64,
    /// Scopes whose digests differed at some point and had to be reconciled.
    pub reconciled: u64,
}

/// The loop of one phone.
#[derive(Debug)]
pub struct DeviceSync {
    started_ms: i64,
    patience_ms: i64,
    attempts: u32,
    rounds: u32,
    report: SyncReport,
    next: Gathering,
    uploaded: bool,
    /// Why the run fails all the same, once its photos are out.
    verdict: Option<Failure>,
}

impl DeviceSync {
    /// A loop that keeps trying transient failures for `patience_ms` after something last moved.
    #[must_use]
    pub fn new(now_ms: i64, patience_ms: i64) -> Self {
        let report = SyncReport::default();
        Self {
            started_ms: now_ms,
            patience_ms,
            attempts: 0,
            rounds: 0,
            report,
            next: Gathering::default(),
            uploaded: false,
            verdict: None,
        }
    }

    /// Takes one event, gives the one thing to do next.
    pub fn handle(&mut self, now_ms: i64, event: Event) -> Effect {
        match event {
            Event::Start | Event::Woken => {
                self.verdict = None;
                self.gather()
            }
            Event::Gathered(request) => Effect::Send(request),
            Event::Replied(reply) => {
                self.report.exchanges += 1;
                Effect::Apply(reply)
            }
            Event::Applied(applied) => self.applied(now_ms, applied),
            Event::Uploaded(uploaded) => {
                self.succeeded(now_ms);
                self.uploaded(uploaded)
            }
            Event::Failed { failure, jitter } => self.failed(now_ms, failure, jitter),
        }
    }

    fn gather(&self) -> Effect {
        Effect::Gather(self.next.clone())
    }

    fn succeeded(&mut self, now_ms: i64) {
        self.started_ms = now_ms;
        self.attempts = 0;
    }

    fn applied(&mut self, now_ms: i64, applied: Applied) -> Effect {
        self.report.pushed += applied.pushed;
        self.report.pulled += applied.pulled;
        self.report.refused += applied.refused;
        self.report.contacts += applied.contacts;
        self.report.reconciled += applied.differing.len() as u64;
        let next = &mut self.next;
        next.compare = applied.differing;
        next.wants = applied.wants;
        if applied.later.iter().any(|ticket| next.passed_over.contains(ticket)) {
            // All were offered: the round begins anew.
            next.passed_over.clear();
        }
        next.passed_over.extend(applied.later);
        // Asked for the first time, the signatures are all that is missing; asked for again, they help nothing.
        let to_sign = applied.sign_each.iter().any(|ticket| !next.sign_each.contains(ticket));
        next.sign_each.extend(applied.sign_each);
        let moved = to_sign || applied.pushed + applied.refused + applied.contacts > 0;
        // An office that answers and takes nothing is as good as none: only what moves counts.
        if moved || applied.pulled > 0 || applied.more {
            self.succeeded(now_ms);
        }
        if applied.owes && !moved && !applied.more {
            // The office answered but took nothing: it is overtaken or busy, and asking at once would only add to it.
            let wait_ms = FIRST_BACKOFF_MS;
            let next = self.failed(now_ms, Failure::Busy { wait_ms }, now_ms.unsigned_abs());
            return self.photos_first(next, applied.photos);
        }
        if applied.owes || applied.more {
            return self.gather();
        }
        if !applied.digests_agree {
            self.rounds += 1;
            let mending = self.rounds <= RECONCILE_ROUNDS;
            return if mending {
                self.gather()
            } else {
                self.photos_first(Effect::Finish(Err(Failure::StillDiffers)), applied.photos)
            };
        }
        if !applied.photos.is_empty() && !self.uploaded {
            return Effect::Upload(applied.photos);
        }
        Effect::Finish(Ok(self.report))
    }

    /// A ticket that cannot be settled keeps no photo on the phone: before the run gives up, the photos go out.
    fn photos_first(&mut self, next: Effect, photos: Vec<PhotoHash>) -> Effect {
        match next {
            Effect::Finish(Err(failure)) if !photos.is_empty() && !self.uploaded => {
                self.verdict = Some(failure);
                Effect::Upload(photos)
            }
            next => next,
        }
    }

    fn uploaded(&mut self, uploaded: Uploaded) -> Effect {
        self.report.photos += uploaded.photos;
        self.report.photo_bytes += uploaded.bytes;
        self.report.refused += uploaded.refused;
        self.uploaded = true;
        Effect::Finish(self.verdict.take().map_or(Ok(self.report), Err))
    }

    fn failed(&mut self, now_ms: i64, failure: Failure, jitter: u64) -> Effect {
        let patience_left_ms = self.started_ms.saturating_add(self.patience_ms).saturating_sub(now_ms);
        if failure.is_permanent() || patience_left_ms <= 0 {
            return Effect::Finish(Err(failure));
        }
        let ceiling = (FIRST_BACKOFF_MS << self.attempts.min(16)).min(LONGEST_BACKOFF_MS);
        self.attempts += 1;
        let jittered = i64::try_from(jitter % (ceiling.unsigned_abs() + 1)).unwrap_or(ceiling);
        let asked = if let Failure::Busy { wait_ms } = failure {
            wait_ms
        } else {
            0
        };
        let wait_ms = jittered.max(asked);
        if wait_ms > patience_left_ms {
            Effect::Finish(Err(failure))
        } else {
            Effect::Wait { wait_ms }
        }
    }
}

#[cfg(test)]
mod tests;
