// SPDX-License-Identifier: EUPL-1.2
//! An append-only log: a map keyed by UUIDv7 whose entries are single immutable CBOR values, so that union is the merge.

use std::collections::BTreeMap;

use minicbor::Decode;

use super::present::{Standing, Written, by_key, shown};
use crate::ids::IntentId;
use crate::ticket::{LogEntry, Membership};

/// The entries of a log, oldest key first, each with the operations that wrote it (two when both copies of a replay were
/// admitted); entries that a newer version wrote are passed over, never touched.
pub(super) fn written_entries<T: for<'b> Decode<'b, ()>>(log: &[Standing<'_>]) -> Vec<(Vec<Written>, LogEntry<T>)> {
    let both = |copies: &[Standing<'_>]| {
        let writers = copies.iter().filter_map(|copy| copy.written).collect();
        Some((writers, entry(copies.last()?)?))
    };
    by_key(log).filter_map(both).collect()
}

/// The entries of a log, oldest key first.
pub(super) fn entries<T: for<'b> Decode<'b, ()>>(log: &[Standing<'_>]) -> Vec<LogEntry<T>> {
    shown(log).filter_map(entry).collect()
}

fn entry<T: for<'b> Decode<'b, ()>>(standing: &Standing<'_>) -> Option<LogEntry<T>> {
    let bytes = standing.bytes()?;
    let entry: IntentId = standing.key.parse().ok()?;
    minicbor::decode(bytes).ok().map(|value| LogEntry { entry, value })
}

/// The members of a set by key; keys and values of a newer version are passed over.
pub(super) fn members<K: Ord>(set: &[Standing<'_>], key_of: impl Fn(&str) -> Option<K>) -> BTreeMap<K, Membership> {
    let member = |standing: &Standing<'_>| {
        let bytes = standing.bytes()?;
        Some((key_of(&standing.key)?, minicbor::decode(bytes).ok()?))
    };
    shown(set).filter_map(member).collect()
}
