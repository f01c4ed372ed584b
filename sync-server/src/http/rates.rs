// SPDX-License-Identifier: EUPL-1.2
//! Token buckets, one per address or device: a burst at once, then so many per second.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keys remembered at most: beyond it, full buckets are forgotten, which changes nothing for their owners.
const KEYS: usize = 100_000;

/// Buckets of one kind.
pub(super) struct Rates<K> {
    per_second: f64,
    burst: f64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl<K: Hash + Eq> Rates<K> {
    pub(super) fn new(per_second: f64, burst: u32) -> Self {
        Self {
            per_second,
            burst: f64::from(burst),
            buckets: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one token; otherwise says in how many whole seconds there is one.
    pub(super) fn take(&self, key: K, now: Instant) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEYS && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| self.filled(*bucket, now) < self.burst);
            if buckets.len() >= KEYS {
                return Err(1);
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket {
            tokens: self.burst,
            at: now,
        });
        let tokens = self.filled(*bucket, now);
        let granted = tokens >= 1.0;
        *bucket = Bucket {
            tokens: if granted { tokens - 1.0 } else { tokens },
            at: now,
        };
        if granted { Ok(()) } else { Err(self.wait_s(tokens)) }
    }

    fn filled(&self, bucket: Bucket, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        passed.mul_add(self.per_second, bucket.tokens).min(self.burst)
    }

    fn wait_s(&self, tokens: f64) -> u64 {
        let seconds = ((1.0 - tokens) / self.per_second).clamp(0.0, 3_600.0);
        Duration::from_secs_f64(seconds).as_secs() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_the_rate_holds_and_others_are_not_touched() {
        let rates = Rates::new(2.0, 3);
        let start = Instant::now();
        assert_eq!([(); 3].map(|()| rates.take("a", start)), [Ok(()); 3]);
        assert_eq!(rates.take("a", start), Err(1));
        assert_eq!(rates.take("b", start), Ok(()));
        let later = start + Duration::from_millis(600);
        assert_eq!(rates.take("a", later), Ok(()));
        assert_eq!(rates.take("a", later), Err(1));
    }

    #[test]
    fn a_slow_rate_says_how_long_to_wait() {
        let rates = Rates::new(10.0 / 60.0, 1);
        let start = Instant::now();
        assert_eq!(rates.take(1, start), Ok(()));
        assert_eq!(rates.take(1, start), Err(7));
        assert_eq!(rates.take(1, start + Duration::from_secs(6)), Ok(()));
    }
}
