// SPDX-License-Identifier: EUPL-1.2
//! Waiting for something to become true, never for time to pass: each wait has a condition and an end.

use std::time::{Duration, Instant};

/// Polls `ready` until it gives something; panics with `what` after `patience`.
pub fn until<T>(what: &str, patience: Duration, ready: impl FnMut() -> Option<T>) -> T {
    within(patience, ready).unwrap_or_else(|| panic!("waited {patience:?} for {what}"))
}

/// The same, for those who have more to say when it never came.
pub fn within<T>(patience: Duration, mut ready: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + patience;
    loop {
        if let Some(found) = ready() {
            return Some(found);
        }
        if Instant::now() >= end {
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Stays away for as long as a server asked for: not a wait for something, but the manners of a client.
pub async fn out(time: Duration) {
    tokio::time::sleep(time).await;
}

/// Holds something back for so long, as a slow network does: not a wait for something either.
pub fn held_back(time: Duration) {
    std::thread::sleep(time);
}
