// SPDX-License-Identifier: EUPL-1.2
//! Waiting for something to become true, never for time to pass: each wait has a condition and an end.

use std::time::{Duration, Instant};

/// Polls `ready` until it gives something; panics with `what` after `patience`.
pub fn until<T>(what: &str, patience: Duration, mut ready: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + patience;
    loop {
        if let Some(found) = ready() {
            return found;
        }
        assert!(Instant::now() < end, "waited {patience:?} for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
