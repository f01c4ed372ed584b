// SPDX-License-Identifier: EUPL-1.2
//! A phone's cursor: how far it has heard, sealed by the store so that it can be neither guessed nor forged.

use hmac::{Hmac, KeyInit, Mac};
use minicbor::{Decode, Encode};
use sha2::Sha256;

use super::chain::ChainHash;
use crate::identity::{Secret, same_mac};
use crate::ids::Epoch;

/// Where a phone stands on a store's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Cursor {
    /// The life of the store.
    #[n(0)]
    pub epoch: Epoch,
    /// Everything up to this number has been heard.
    #[n(1)]
    pub server_no: u64,
    /// The chain's hash at that number.
    #[n(2)]
    pub log_hash: ChainHash,
    /// The store's MAC over the three.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub mac: [u8; 32],
}

/// The store's secret for cursors.
#[derive(Debug, Clone)]
pub struct CursorKey(pub Secret);

/// A cursor this store never gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this cursor was not given by this store: start again without one")]
pub struct CursorFault;

impl CursorKey {
    /// The cursor at a point of the chain.
    #[must_use]
    pub fn cursor(&self, epoch: Epoch, server_no: u64, log_hash: ChainHash) -> Cursor {
        Cursor {
            epoch,
            server_no,
            log_hash,
            mac: self.mac(&epoch, server_no, &log_hash),
        }
    }

    /// Checks that this store, in whatever life, gave the cursor.
    ///
    /// # Errors
    /// When its MAC is not this store's.
    pub fn check(&self, cursor: &Cursor) -> Result<(), CursorFault> {
        let own = self.mac(&cursor.epoch, cursor.server_no, &cursor.log_hash);
        if same_mac(&own, &cursor.mac) {
            Ok(())
        } else {
            Err(CursorFault)
        }
    }

    fn mac(&self, epoch: &Epoch, server_no: u64, log_hash: &ChainHash) -> [u8; 32] {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0.0) else {
            return [0; 32];
        };
        mac.update(b"ronda/cursor/1\0");
        mac.update(epoch.bytes());
        mac.update(&server_no.to_be_bytes());
        mac.update(&log_hash.0);
        mac.finalize().into_bytes().into()
    }
}
