// SPDX-License-Identifier: EUPL-1.2
//! Challenges given out and not yet answered: each for one device, once, for a minute.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use ronda_shared::ids::DeviceId;
use ronda_shared::limits::CHALLENGE_MS;

/// Challenges remembered at most; the oldest go first.
const OPEN: usize = 20_000;

/// A random nonce.
pub(super) type Nonce = [u8; 32];

/// The open challenges.
#[derive(Default)]
pub(super) struct Challenges(Mutex<Open>);

#[derive(Default)]
struct Open {
    by_nonce: HashMap<Nonce, (DeviceId, i64)>,
    in_order: VecDeque<Nonce>,
}

impl Challenges {
    /// Remembers a nonce given to a device.
    pub(super) fn give(&self, nonce: Nonce, device: DeviceId, now_ms: i64) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while open.in_order.len() >= OPEN {
            if let Some(oldest) = open.in_order.pop_front() {
                open.by_nonce.remove(&oldest);
            }
        }
        open.by_nonce.insert(nonce, (device, now_ms));
        open.in_order.push_back(nonce);
    }

    /// Whether this device was given this nonce less than a minute ago; it is used up either way.
    pub(super) fn redeem(&self, nonce: &Nonce, device: DeviceId, now_ms: i64) -> bool {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let given = open.by_nonce.remove(nonce);
        given.is_some_and(|(owner, at_ms)| owner == device && (0..CHALLENGE_MS).contains(&(now_ms - at_ms)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: DeviceId = DeviceId([1; 8]);

    #[test]
    fn a_challenge_counts_once_for_its_device_and_for_a_minute() {
        let challenges = Challenges::default();
        let nonces = [[1; 32], [2; 32], [3; 32]];
        for nonce in nonces {
            challenges.give(nonce, DEVICE, 1_000);
        }
        assert!(challenges.redeem(&[1; 32], DEVICE, 60_999));
        assert!(!challenges.redeem(&[1; 32], DEVICE, 60_999), "used");
        assert!(!challenges.redeem(&[2; 32], DEVICE, 61_000), "lapsed");
        assert!(!challenges.redeem(&[3; 32], DeviceId([2; 8]), 1_000), "another's");
        assert!(!challenges.redeem(&[4; 32], DEVICE, 1_000), "never given");
    }

    #[test]
    fn a_flood_of_challenges_takes_bounded_memory() {
        let challenges = Challenges::default();
        for number in 0..(OPEN as u64 + 10) {
            let mut nonce = [0; 32];
            nonce
                .iter_mut()
                .zip(number.to_be_bytes())
                .for_each(|(to, from)| *to = from);
            challenges.give(nonce, DEVICE, 0);
        }
        let open = challenges.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!((open.by_nonce.len(), open.in_order.len()), (OPEN, OPEN));
    }
}
