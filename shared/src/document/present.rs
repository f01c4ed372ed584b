// SPDX-License-Identifier: EUPL-1.2
//! What stands in a document: every value that no later operation replaced, wherever the document is read from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use automerge::{Automerge, ObjId, ROOT, ReadDoc, ScalarValue, ScalarValueRef, Value, ValueRef};

use super::graph::Graph;
use super::layout::{Container, object};
use crate::ids::{Actor, ChangeHash};

/// The operation that wrote a value.
pub(super) type Written = (Actor, u64);

/// What a value is, as far as any reader asks.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar<'a> {
    Bytes(Cow<'a, [u8]>),
    Text(Cow<'a, str>),
    Uint(u64),
    Timestamp(i64),
    Other,
}

/// A value that stands. Those of one key are side by side, in the order of their operations: the last one is shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) value: Scalar<'a>,
    /// None when no actor of ours wrote it.
    pub(super) written: Option<Written>,
}

impl Standing<'_> {
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match &self.value {
            Scalar::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// The values of each key together.
pub(super) fn by_key<'s, 'a>(values: &'s [Standing<'a>]) -> impl Iterator<Item = &'s [Standing<'a>]> {
    values.chunk_by(|one, next| one.key == next.key)
}

/// The shown value of each key.
pub(super) fn shown<'s, 'a>(values: &'s [Standing<'a>]) -> impl Iterator<Item = &'s Standing<'a>> {
    by_key(values).filter_map(<[Standing<'a>]>::last)
}

/// Everything that stands in a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Present<'a> {
    pub(super) root: Vec<Standing<'a>>,
    pub(super) maps: BTreeMap<Container, Vec<Standing<'a>>>,
    /// The description as merged; none in a document without its container.
    pub(super) text: Option<String>,
    /// The frontier of its history, sorted.
    pub(super) heads: Vec<ChangeHash>,
}

impl<'a> Present<'a> {
    pub(super) fn of(doc: &'a Automerge) -> Self {
        let maps = Container::ALL.iter().filter(|(one, _)| *one != Container::Description);
        let mut heads: Vec<ChangeHash> = doc.get_heads().iter().map(|hash| ChangeHash(hash.0)).collect();
        heads.sort_unstable();
        Self {
            root: values(doc, &ROOT),
            maps: maps
                .map(|(container, _)| (*container, of_map(doc, *container)))
                .collect(),
            text: object(doc, Container::Description).map(|text| doc.text(text).unwrap_or_default()),
            heads,
        }
    }

    pub(super) fn map(&self, container: Container) -> &[Standing<'a>] {
        self.maps.get(&container).map_or(&[], Vec::as_slice)
    }
}

/// What stands in one container of a document.
pub(super) fn of_map(doc: &Automerge, container: Container) -> Vec<Standing<'_>> {
    object(doc, container).map_or_else(Vec::new, |map| values(doc, &map))
}

fn values<'a>(doc: &'a Automerge, map: &ObjId) -> Vec<Standing<'a>> {
    let mut values = Vec::new();
    for item in doc.map_range(map, ..) {
        if item.conflict {
            let all = doc.get_all(map, &*item.key).unwrap_or_default();
            values.extend(all.iter().map(|(value, id)| Standing {
                key: item.key.clone(),
                value: owned(value),
                written: written(id),
            }));
        } else {
            values.push(Standing {
                written: written(&item.id()),
                value: borrowed(item.value),
                key: item.key,
            });
        }
    }
    values
}

fn borrowed(value: ValueRef<'_>) -> Scalar<'_> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Bytes(bytes)) => Scalar::Bytes(bytes),
        ValueRef::Scalar(ScalarValueRef::Str(text)) => Scalar::Text(text),
        ValueRef::Scalar(ScalarValueRef::Uint(number)) => Scalar::Uint(number),
        ValueRef::Scalar(ScalarValueRef::Timestamp(at_ms)) => Scalar::Timestamp(at_ms),
        _ => Scalar::Other,
    }
}

fn owned(value: &Value<'_>) -> Scalar<'static> {
    match value.as_scalar() {
        Some(ScalarValue::Bytes(bytes)) => Scalar::Bytes(bytes.clone().into()),
        Some(ScalarValue::Str(text)) => Scalar::Text(text.to_string().into()),
        Some(ScalarValue::Uint(number)) => Scalar::Uint(*number),
        Some(ScalarValue::Timestamp(at_ms)) => Scalar::Timestamp(*at_ms),
        _ => Scalar::Other,
    }
}

/// The operation an object or a value is named by; none of the root.
pub(super) fn written(id: &ObjId) -> Option<Written> {
    match id {
        ObjId::Id(counter, actor, _) => Some((Actor::from_slice(actor.to_bytes())?, *counter)),
        ObjId::Root => None,
    }
}

/// What only the history tells: asked where people wrote without having seen each other.
pub(super) trait History {
    fn graph(&self) -> Graph;
    /// The description as it stood there.
    fn text_at(&self, heads: &[ChangeHash]) -> Option<String>;
}

impl History for Automerge {
    fn graph(&self) -> Graph {
        Graph::of(self)
    }

    fn text_at(&self, heads: &[ChangeHash]) -> Option<String> {
        let heads: Vec<_> = heads.iter().map(|hash| automerge::ChangeHash(*hash.bytes())).collect();
        ReadDoc::text_at(self, object(self, Container::Description)?, &heads).ok()
    }
}
