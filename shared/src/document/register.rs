// SPDX-License-Identifier: EUPL-1.2
//! A register's stored value: CBOR `[intent, by, value]`, so that every standing value tells who wrote it and in which action.

use minicbor::{Decoder, Encode};

use super::present::Standing;
use crate::ids::{IntentId, PersonId};
use crate::ticket::{Field, Register, Value, Version};

/// What a register holds.
#[derive(Debug, Clone, PartialEq, Encode)]
pub(super) struct Stamped {
    #[n(0)]
    pub(super) intent: IntentId,
    #[n(1)]
    pub(super) by: PersonId,
    #[n(2)]
    pub(super) value: Value,
}

impl Stamped {
    pub(super) fn bytes(&self) -> Vec<u8> {
        crate::wire::to_cbor(self)
    }

    /// Reads it back; a value that a newer version wrote is kept as [`Value::Newer`].
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new(bytes);
        if decoder.array().ok()? != Some(3) {
            return None;
        }
        let (intent, by) = (decoder.decode().ok()?, decoder.decode().ok()?);
        Some(Self {
            intent,
            by,
            value: decoder.decode().unwrap_or(Value::Newer),
        })
    }
}

/// All standing values of a key, the shown one first.
pub(super) fn standing(all: &[Standing<'_>], field: &Field, is_open: bool) -> Register {
    let mut versions: Vec<Version> = all.iter().rev().filter_map(version).collect();
    if all.len() > 1 {
        let mut intents = std::collections::BTreeSet::new();
        // Both copies of a replayed action may have been admitted: one intent is one value.
        versions.retain(|version| intents.insert(version.intent));
        if is_open {
            put_safest_first(field, &mut versions);
        }
    }
    Register {
        versions,
        merged_softly: false,
    }
}

/// `counter@actor` names the operation that wrote a value, the same on every replica.
fn version(standing: &Standing<'_>) -> Option<Version> {
    let stamped = Stamped::read(standing.bytes()?)?;
    let (actor, counter) = standing.written?;
    Some(Version {
        value_id: format!("{counter}@{actor}"),
        value: stamped.value,
        intent: stamped.intent,
        by: stamped.by,
        actor,
    })
}

/// Among concurrent values the safer or stricter one is shown until somebody who has seen them all decides.
fn put_safest_first(field: &Field, versions: &mut [Version]) {
    match field {
        Field::Priority => versions.sort_by_key(|version| {
            match &version.value {
                Value::Priority(priority) => Some(*priority),
                _ => None,
            }
            .map_or((1, None), |priority| (0, Some(priority)))
        }),
        Field::Danger => {
            versions.sort_by_key(|version| !matches!(&version.value, Value::Danger(danger) if danger.present))
        }
        Field::Visibility => versions.sort_by_key(|version| match &version.value {
            Value::Visibility(visibility) => std::cmp::Reverse(Some(*visibility)),
            _ => std::cmp::Reverse(None),
        }),
        _ => {}
    }
}
