// SPDX-License-Identifier: EUPL-1.2
//! The hash chain over everything a store admitted: one link for each server number.

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::ids::Epoch;

/// The chain's hash at one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct ChainHash(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// The hash before the first number of an epoch.
#[must_use]
pub fn start_of_chain(epoch: &Epoch) -> ChainHash {
    ChainHash(
        Sha256::new()
            .chain_update(b"ronda/chain/1\0")
            .chain_update(epoch.bytes())
            .finalize()
            .into(),
    )
}

/// The hash at `server_no`, when an item (a change or a photo) named by `item` takes that number.
#[must_use]
pub fn next_link(before: &ChainHash, server_no: u64, item: &[u8; 32]) -> ChainHash {
    ChainHash(
        Sha256::new()
            .chain_update(before.0)
            .chain_update(server_no.to_be_bytes())
            .chain_update(item)
            .finalize()
            .into(),
    )
}
