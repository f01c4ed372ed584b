// SPDX-License-Identifier: EUPL-1.2
//! An append-only log: a map keyed by UUIDv7 whose entries are single immutable CBOR values, so that union is the merge.

use automerge::{Automerge, ReadDoc, ScalarValueRef, ValueRef};
use minicbor::Decode;

use super::layout::{Container, object};
use crate::ids::IntentId;
use crate::ticket::LogEntry;

/// The entries of a log, oldest key first; entries that a newer version wrote are passed over, never touched.
pub(super) fn entries<T: for<'b> Decode<'b, ()>>(doc: &Automerge, container: Container) -> Vec<LogEntry<T>> {
    let Some(log) = object(doc, container) else {
        return Vec::new();
    };
    let entry = |key: &str, value: &ValueRef<'_>| {
        let ValueRef::Scalar(ScalarValueRef::Bytes(bytes)) = value else {
            return None;
        };
        let entry: IntentId = key.parse().ok()?;
        minicbor::decode(bytes).ok().map(|value| LogEntry { entry, value })
    };
    doc.map_range(&log, ..)
        .filter_map(|item| entry(&item.key, &item.value))
        .collect()
}
