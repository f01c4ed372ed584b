// SPDX-License-Identifier: EUPL-1.2
//! What the office flags: a change that was admitted although its author had long been able to know better.

use minicbor::{Decode, Encode};

use crate::ids::{ChangeHash, IntentId, PersonId};

/// A change whose author had not seen news that is more than 30 days old, though his device was in contact since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldFrontier {
    /// The change.
    pub change: ChangeHash,
    /// Its author.
    pub by: PersonId,
    /// The office's action that flagged it: what an acknowledgement names.
    pub flagged: IntentId,
}

/// As it stands in the document, under the change's hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct FlagEntry {
    #[n(0)]
    pub(crate) flagged: IntentId,
    #[n(1)]
    pub(crate) by: PersonId,
}

const PREFIX: &str = "old_frontier:";

/// The key of a flag in the document: `old_frontier:HASH`.
pub(crate) fn flag_key(change: &ChangeHash) -> String {
    format!("{PREFIX}{change}")
}

/// The change a key flags.
pub(crate) fn flagged_change(key: &str) -> Option<ChangeHash> {
    let change: ChangeHash = key.strip_prefix(PREFIX)?.parse().ok()?;
    (flag_key(&change) == key).then_some(change)
}
