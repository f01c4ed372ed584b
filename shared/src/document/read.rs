// SPDX-License-Identifier: EUPL-1.2
//! Reads a document into a ticket in one walk of its containers.

use std::collections::BTreeMap;

use automerge::{Automerge, ObjId, ROOT, ReadDoc, ScalarValueRef, ValueRef};

use super::layout::{Container, key, object};
use super::{late, log, register, text};
use crate::ids::{ChangeHash, PersonId, TicketId};
use crate::ticket::{
    Acknowledgement, Channel, Field, FlagEntry, Link, LogEntry, OldFrontier, Position, Register, Ticket, Version,
    flagged_change,
};
use crate::workflow::{Event, Happened, fold};

/// The ticket at the document's present; `None` when what genesis writes is not there.
pub(super) fn read(doc: &Automerge) -> Option<Ticket> {
    let fixed = Fixed::read(doc)?;
    let events: Vec<LogEntry<Event>> = log::entries(doc, Container::Events);
    let happened: Vec<Happened<'_>> = events
        .iter()
        .map(|entry| Happened {
            id: entry.entry,
            event: &entry.value,
        })
        .collect();
    let workflow = fold(&happened);
    // The safer of two values stands only while somebody can still act on it (ruling 18).
    let is_open = workflow.status.is_open();
    let mut fields = registers(doc, Container::Fields, is_open, &|name| name.parse().ok());
    fields.extend(registers(doc, Container::Answers, is_open, &|code| {
        Some(Field::Answer(code.to_owned()))
    }));
    let description = text::read(doc, fields.get_mut(&Field::Description));
    let server = object(doc, Container::Server);
    let late_edits = late::late_edits(doc, &workflow, &fields);
    let person = |key: &str| key.parse::<PersonId>().ok();
    let mut heads: Vec<ChangeHash> = doc.get_heads().iter().map(|hash| ChangeHash(hash.0)).collect();
    heads.sort_unstable();
    Some(Ticket {
        id: fixed.id?,
        layout: fixed.layout?,
        code: fixed.code?,
        jurisdiction: fixed.jurisdiction?,
        channel: fixed.channel?,
        created_by: fixed.created_by?,
        created_at_ms: fixed.created_at_ms?,
        device_position: fixed.device_position,
        description,
        fields,
        photos: log::entries(doc, Container::Photos),
        notes: log::entries(doc, Container::Notes),
        public_updates: log::entries(doc, Container::PublicUpdates),
        events,
        workflow,
        visits: log::entries(doc, Container::Visits),
        links: log::members(doc, Container::Links, Link::of_key),
        me_too: log::members(doc, Container::MeToo, person),
        watchers: log::members(doc, Container::Watchers, person),
        acknowledged: log::members(doc, Container::Acknowledged, Acknowledgement::of_key)
            .into_keys()
            .collect(),
        late_edits,
        received_at_ms: server
            .as_ref()
            .and_then(|server| timestamp(doc, server, key::RECEIVED_AT)),
        case_number: server
            .as_ref()
            .and_then(|server| first_text(doc, server, key::CASE_NUMBER)),
        old_frontiers: server.as_ref().map(|server| flags(doc, server)).unwrap_or_default(),
        heads,
    })
}

#[derive(Default)]
struct Fixed {
    id: Option<TicketId>,
    layout: Option<u64>,
    code: Option<String>,
    jurisdiction: Option<String>,
    channel: Option<Channel>,
    created_by: Option<PersonId>,
    created_at_ms: Option<i64>,
    device_position: Option<Position>,
}

impl Fixed {
    fn read(doc: &Automerge) -> Option<Self> {
        let mut fixed = Self::default();
        for item in doc.map_range(ROOT, ..) {
            let ValueRef::Scalar(value) = item.value else {
                continue;
            };
            match (item.key.as_ref(), value) {
                (key::LAYOUT, ScalarValueRef::Uint(layout)) => fixed.layout = Some(layout),
                (key::ID, ScalarValueRef::Bytes(bytes)) => fixed.id = TicketId::from_slice(&bytes),
                (key::CODE, ScalarValueRef::Str(text)) => fixed.code = Some(text.into_owned()),
                (key::JURISDICTION, ScalarValueRef::Str(text)) => fixed.jurisdiction = Some(text.into_owned()),
                (key::CHANNEL, ScalarValueRef::Str(text)) => fixed.channel = Channel::named(&text),
                (key::CREATED_BY, ScalarValueRef::Bytes(bytes)) => fixed.created_by = PersonId::from_slice(&bytes),
                (key::CREATED_AT, ScalarValueRef::Timestamp(at_ms)) => fixed.created_at_ms = Some(at_ms),
                (key::DEVICE_POSITION, ScalarValueRef::Bytes(bytes)) => {
                    fixed.device_position = minicbor::decode(&bytes).ok()
                }
                _ => {}
            }
        }
        Some(fixed)
    }
}

fn registers(
    doc: &Automerge,
    container: Container,
    is_open: bool,
    field_of: &dyn Fn(&str) -> Option<Field>,
) -> BTreeMap<Field, Register> {
    let Some(object) = object(doc, container) else {
        return BTreeMap::new();
    };
    let mut registers = BTreeMap::new();
    for item in doc.map_range(&object, ..) {
        let Some(field) = field_of(&item.key) else {
            continue;
        };
        let register = if item.conflict {
            register::standing(doc, &object, &item.key, &field, is_open)
        } else {
            Register {
                versions: single(&item.value, &item.id()).into_iter().collect(),
                merged_softly: false,
            }
        };
        registers.insert(field, register);
    }
    registers
}

fn single(value: &ValueRef<'_>, id: &ObjId) -> Option<Version> {
    let ValueRef::Scalar(ScalarValueRef::Bytes(bytes)) = value else {
        return None;
    };
    register::version(bytes, id)
}

/// What the office flagged, by change.
fn flags(doc: &Automerge, server: &ObjId) -> Vec<OldFrontier> {
    let flag = |key: &str, value: &ValueRef<'_>| {
        let ValueRef::Scalar(ScalarValueRef::Bytes(bytes)) = value else {
            return None;
        };
        let (change, entry): (_, FlagEntry) = (flagged_change(key)?, minicbor::decode(bytes).ok()?);
        Some(OldFrontier {
            change,
            by: entry.by,
            flagged: entry.flagged,
        })
    };
    doc.map_range(server, ..)
        .filter_map(|item| flag(&item.key, &item.value))
        .collect()
}

/// Of several admissions (a store restored and filled again) the earliest stands.
fn timestamp(doc: &Automerge, object: &ObjId, key: &str) -> Option<i64> {
    let all = doc.get_all(object, key).unwrap_or_default();
    let at = |value: &automerge::Value<'_>| match value.as_scalar() {
        Some(automerge::ScalarValue::Timestamp(at_ms)) => Some(*at_ms),
        _ => None,
    };
    all.iter().filter_map(|(value, _)| at(value)).min()
}

fn first_text(doc: &Automerge, object: &ObjId, key: &str) -> Option<String> {
    let all = doc.get_all(object, key).unwrap_or_default();
    all.iter()
        .filter_map(|(value, _)| value.as_str().map(str::to_owned))
        .min()
}
