// SPDX-License-Identifier: EUPL-1.2
//! Never missing anything: the store's chain of numbers, cursors that cannot be forged, digests, and the phone's sync loop.

mod chain;
mod cursor;
mod device;
mod digest;

pub use chain::{ChainHash, next_link, start_of_chain};
pub use cursor::{Cursor, CursorFault, CursorKey};
pub use device::{Applied, DeviceSync, Effect, Event, Failure, Gathering, SyncReport, Uploaded};
pub use digest::{BucketSum, Digest, ScopeDigest, bucket_of, ticket_sum};
