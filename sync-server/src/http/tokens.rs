// SPDX-License-Identifier: EUPL-1.2
//! Access tokens: kept as SHA-256 in memory alone, for ten minutes, each for one device.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ronda_shared::ids::DeviceId;
use ronda_shared::limits::TOKEN_MS;
use sha2::{Digest, Sha256};

/// Tokens remembered at most: thirty for each of 3,000 phones.
const LIVE: usize = 100_000;

/// The live tokens.
#[derive(Default)]
pub(super) struct Tokens(Mutex<HashMap<[u8; 32], Live>>);

struct Live {
    device: DeviceId,
    given_at_ms: i64,
}

impl Live {
    /// A clock set back ends a token rather than lengthening it.
    fn holds(&self, now_ms: i64) -> bool {
        (0..TOKEN_MS).contains(&(now_ms - self.given_at_ms))
    }
}

impl Tokens {
    /// Remembers a token; false when there are too many and none has lapsed.
    pub(super) fn give(&self, token: &str, device: DeviceId, now_ms: i64) -> bool {
        let mut live = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if live.len() >= LIVE {
            live.retain(|_, token| token.holds(now_ms));
        }
        live.len() < LIVE
            && live
                .insert(
                    digest(token),
                    Live {
                        device,
                        given_at_ms: now_ms,
                    },
                )
                .is_none()
    }

    /// The device of a live token.
    pub(super) fn device(&self, token: &str, now_ms: i64) -> Option<DeviceId> {
        let live = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        live.get(&digest(token))
            .filter(|token| token.holds(now_ms))
            .map(|token| token.device)
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_device_until_it_lapses() {
        let tokens = Tokens::default();
        assert!(tokens.give("a", DeviceId([1; 8]), 1_000));
        assert_eq!(tokens.device("a", 1_000 + TOKEN_MS - 1), Some(DeviceId([1; 8])));
        assert_eq!(tokens.device("a", 1_000 + TOKEN_MS), None);
        assert_eq!(tokens.device("a", 999), None);
        assert_eq!(tokens.device("b", 1_000), None);
    }
}
