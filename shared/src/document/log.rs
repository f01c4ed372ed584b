// SPDX-License-Identifier: EUPL-1.2
//! An append-only log: a map keyed by UUIDv7 whose entries are single immutable CBOR values, so that union is the merge.

use std::collections::BTreeMap;

use automerge::{Automerge, ObjId, ReadDoc, ScalarValueRef, ValueRef};
use minicbor::Decode;

use super::layout::{Container, object};
use crate::ids::{Actor, IntentId};
use crate::ticket::{LogEntry, Membership};

/// The operation that wrote an entry.
pub(super) type Written = (Actor, u64);

/// The entries of a log, oldest key first, each with the operations that wrote it (two when both copies of a replay were
/// admitted); entries that a newer version wrote are passed over, never touched.
pub(super) fn written_entries<T: for<'b> Decode<'b, ()>>(
    doc: &Automerge,
    container: Container,
) -> Vec<(Vec<Written>, LogEntry<T>)> {
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
        .filter_map(|item| {
            let writers = if item.conflict {
                let all = doc.get_all(&log, &*item.key).unwrap_or_default();
                all.iter().filter_map(|(_, id)| written(id)).collect()
            } else {
                written(&item.id()).into_iter().collect()
            };
            Some((writers, entry(&item.key, &item.value)?))
        })
        .collect()
}

/// The entries of a log, oldest key first.
pub(super) fn entries<T: for<'b> Decode<'b, ()>>(doc: &Automerge, container: Container) -> Vec<LogEntry<T>> {
    written_entries(doc, container)
        .into_iter()
        .map(|(_, entry)| entry)
        .collect()
}

/// The members of a set by key; keys and values of a newer version are passed over.
pub(super) fn members<K: Ord>(
    doc: &Automerge,
    container: Container,
    key_of: impl Fn(&str) -> Option<K>,
) -> BTreeMap<K, Membership> {
    let Some(set) = object(doc, container) else {
        return BTreeMap::new();
    };
    let member = |key: &str, value: &ValueRef<'_>| {
        let ValueRef::Scalar(ScalarValueRef::Bytes(bytes)) = value else {
            return None;
        };
        Some((key_of(key)?, minicbor::decode(bytes).ok()?))
    };
    doc.map_range(&set, ..)
        .filter_map(|item| member(&item.key, &item.value))
        .collect()
}

/// The operation an object or a value is named by; none of the root.
pub(super) fn written(id: &ObjId) -> Option<Written> {
    match id {
        ObjId::Id(counter, actor, _) => Some((Actor::from_slice(actor.to_bytes())?, *counter)),
        ObjId::Root => None,
    }
}
