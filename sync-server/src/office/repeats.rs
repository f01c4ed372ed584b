// SPDX-License-Identifier: EUPL-1.2
//! Requests answered lately: a duplicate that the network held back presents an old nonce, and is no cloned phone.
//!
//! Kept in memory alone: no duplicate outlives the connection it hangs in, and a restart ends them all.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ronda_shared::ids::DeviceId;
use ronda_shared::wire::{ExchangeRequest, to_cbor};
use sha2::{Digest, Sha256};

/// Requests remembered of one device.
const OF_A_DEVICE: usize = 8;
/// Devices remembered; beyond it all are forgotten, which costs at most an alarm too many.
const DEVICES: usize = 10_000;

/// What one request is and no other: two copies of a phone never write the same bytes, since each names its own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Print([u8; 32]);

impl Print {
    pub(super) fn of(request: &ExchangeRequest) -> Self {
        Self(Sha256::digest(to_cbor(request)).into())
    }
}

/// The prints of requests that were answered.
#[derive(Debug, Default)]
pub(super) struct Repeats(Mutex<HashMap<DeviceId, VecDeque<Print>>>);

impl Repeats {
    /// Whether this very request was answered before.
    pub(super) fn has(&self, device: &DeviceId, print: &Print) -> bool {
        self.known().get(device).is_some_and(|prints| prints.contains(print))
    }

    /// The request is answered.
    pub(super) fn note(&self, device: DeviceId, print: Print) {
        let mut known = self.known();
        if known.len() >= DEVICES && !known.contains_key(&device) {
            known.clear();
        }
        let prints = known.entry(device).or_default();
        if prints.len() >= OF_A_DEVICE {
            prints.pop_front();
        }
        prints.push_back(print);
    }

    fn known(&self) -> MutexGuard<'_, HashMap<DeviceId, VecDeque<Print>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
