// SPDX-License-Identifier: EUPL-1.2
//! Room for what is in memory at once: a budget of bytes and a bounded queue before it, so that overload slows and never breaks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;

/// The budget is counted in pieces of this size.
const PIECE_BYTES: usize = 16 * 1024;
/// What is in memory for each byte of an exchange on the wire while it is answered: the body, what is unpacked of it, and the
/// documents and rows made of that. Measured: 250 phones with 20 tickets each, all let in at once, took 84 MiB for 8.6 MB.
const EXCHANGE_GROWTH: usize = 10;
/// What is in memory for each byte that an exchange unpacks to, where that is more: those bytes, what unpacks them, and what is
/// read of them.
const UNPACKED_GROWTH: usize = 3;
/// The same for each byte of a photo that is checked.
pub(super) const PHOTO_GROWTH: usize = 4;
/// A piece of an upload is gathered and put down as it came; the body of an exchange is nothing more until it is whole.
pub(super) const ARRIVING_GROWTH: usize = 1;
/// What even an empty request takes while it is answered.
const LEAST_BYTES: usize = 64 * 1024;
/// Requests that a server answers in a second when it is busy, to say when to come again.
const ANSWERED_PER_S: usize = 50;
/// Longer no phone is sent away.
const LONGEST_WAIT_S: u64 = 60;

/// The budget and its queue.
pub(super) struct Room {
    pieces: Arc<Semaphore>,
    growth: usize,
    budget: usize,
    waiting: AtomicUsize,
    most_waiting: usize,
    patience: Duration,
}

/// Room for bodies while they arrive, and for those that are whole while they are answered: who only announces a body, or lets it
/// drip, takes nothing of what the others are answered in.
pub(super) struct Rooms {
    pub(super) arriving: Room,
    pub(super) working: Room,
}

/// One place in the queue; given back when it is left.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Room {
    /// A budget of bytes, what a byte on the wire grows to, and how many may wait for a share of it for how long.
    pub(super) fn new(bytes: usize, growth: usize, most_waiting: usize, patience: Duration) -> Self {
        let budget = (bytes / PIECE_BYTES).clamp(1, Semaphore::MAX_PERMITS);
        Self {
            pieces: Arc::new(Semaphore::new(budget)),
            growth,
            budget,
            waiting: AtomicUsize::new(0),
            most_waiting,
            patience,
        }
    }

    /// Waits for a share for a request of this length; it is given back when the answer is made.
    pub(super) async fn enter(&self, wire_bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
        self.take(self.pieces_of(wire_bytes)).await
    }

    /// Waits until a share is enough for a request that turned out to be of this length.
    pub(super) async fn widen(&self, share: &mut OwnedSemaphorePermit, wire_bytes: usize) -> Result<(), Problem> {
        let more = self.pieces_of(wire_bytes).saturating_sub(share.num_permits());
        if more > 0 {
            share.merge(self.take(more).await?);
        }
        Ok(())
    }

    fn pieces_of(&self, wire_bytes: usize) -> usize {
        let bytes = wire_bytes.saturating_mul(self.growth).max(LEAST_BYTES);
        bytes.div_ceil(PIECE_BYTES).min(self.budget)
    }

    /// How many wait for a share.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    async fn take(&self, pieces: usize) -> Result<OwnedSemaphorePermit, Problem> {
        let share = u32::try_from(pieces).unwrap_or(u32::MAX);
        if let Ok(permit) = Arc::clone(&self.pieces).try_acquire_many_owned(share) {
            return Ok(permit);
        }
        let before = self.waiting.fetch_add(1, Ordering::SeqCst);
        let _place = Place(&self.waiting);
        let overloaded = || Problem::Overloaded {
            retry_after_s: come_again_in_s(before),
        };
        if before >= self.most_waiting {
            return Err(overloaded());
        }
        let entering = Arc::clone(&self.pieces).acquire_many_owned(share);
        match tokio::time::timeout(self.patience, entering).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(overloaded()),
        }
    }
}

/// When whoever finds so many before him is to come again.
pub(super) fn come_again_in_s(waiting: usize) -> u64 {
    let seconds = u64::try_from(waiting / ANSWERED_PER_S).unwrap_or(LONGEST_WAIT_S);
    seconds.clamp(1, LONGEST_WAIT_S)
}

/// What answering an exchange takes that is so long on the wire and unpacks to so much.
pub(super) fn worked_on(wire_bytes: usize, unpacked_bytes: usize) -> usize {
    let unpacked = unpacked_bytes.saturating_mul(UNPACKED_GROWTH);
    wire_bytes.saturating_mul(EXCHANGE_GROWTH).max(unpacked)
}

/// The length a request announces; one that announces none may be as long as is taken here at all.
pub(super) fn announced(headers: &HeaderMap, most: usize) -> usize {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    length.unwrap_or(most).min(most)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn is_sent_away(entered: Result<OwnedSemaphorePermit, Problem>) -> bool {
        matches!(entered, Err(Problem::Overloaded { retry_after_s: 1.. }))
    }

    #[tokio::test]
    async fn who_finds_no_room_waits_and_who_finds_no_place_to_wait_is_sent_away() {
        let room = Room::new(2 * LEAST_BYTES, EXCHANGE_GROWTH, 1, Duration::from_secs(60));
        let (first, second) = (room.enter(10).await.unwrap(), room.enter(10).await.unwrap());
        let third = async { room.enter(10).await.is_ok() };
        let fourth = async {
            let sent_away = is_sent_away(room.enter(10).await);
            drop((first, second));
            sent_away
        };
        assert_eq!(tokio::join!(third, fourth), (true, true));
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_and_one_larger_than_the_budget_goes_alone() {
        let room = Room::new(2 * LEAST_BYTES, EXCHANGE_GROWTH, 1, Duration::from_millis(1));
        let all = room.enter(usize::MAX).await.unwrap();
        assert!(is_sent_away(room.enter(10).await));
        drop(all);
        assert!(room.enter(10).await.is_ok());
    }

    #[tokio::test]
    async fn a_share_is_widened_as_far_as_there_is_room_and_costs_nothing_where_it_is_wide_enough() {
        let room = Room::new(3 * LEAST_BYTES, ARRIVING_GROWTH, 0, Duration::from_secs(60));
        let mut share = room.enter(10).await.unwrap();
        room.widen(&mut share, LEAST_BYTES).await.unwrap();
        let other = room.enter(2 * LEAST_BYTES).await.unwrap();
        assert!(matches!(
            room.widen(&mut share, 2 * LEAST_BYTES).await,
            Err(Problem::Overloaded { .. })
        ));
        drop(other);
        room.widen(&mut share, usize::MAX).await.unwrap();
        assert!(is_sent_away(room.enter(10).await));
    }

    #[test]
    fn what_inflates_more_than_others_is_counted_by_what_it_inflates_to() {
        assert_eq!(worked_on(1_000, 2_000), 10_000);
        assert_eq!(worked_on(1_000, 1_000_000), 3_000_000);
    }

    #[test]
    fn the_longer_the_queue_the_later_one_comes_again() {
        assert_eq!([0, 49, 100, 1_000_000].map(come_again_in_s), [1, 1, 2, 60]);
    }
}
