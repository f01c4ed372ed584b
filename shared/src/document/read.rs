// SPDX-License-Identifier: EUPL-1.2
//! Reads a document into a ticket in one walk of its containers.

use std::collections::BTreeMap;

use automerge::Automerge;

use super::layout::{Container, key};
use super::present::{History, Present, Scalar, Standing, by_key, shown};
use super::{late, log, register, text};
use crate::ids::{PersonId, TicketId};
use crate::ticket::{
    Acknowledgement, Channel, Field, FlagEntry, Link, LogEntry, OldFrontier, Position, Register, Ticket, flagged_change,
};
use crate::workflow::{Event, Happened, fold};

/// The ticket at the document's present; `None` when what genesis writes is not there.
pub(super) fn read(doc: &Automerge) -> Option<Ticket> {
    ticket(Present::of(doc), doc)
}

/// The ticket of what stands in its document.
pub(super) fn ticket(present: Present<'_>, history: &dyn History) -> Option<Ticket> {
    let fixed = Fixed::read(&present.root);
    let events: Vec<LogEntry<Event>> = log::entries(present.map(Container::Events));
    let happened: Vec<Happened<'_>> = events
        .iter()
        .map(|entry| Happened {
            id: entry.entry,
            event: &entry.value,
        })
        .collect();
    let workflow = fold(&happened);
    // The safer of two values stands only while somebody can still act on it.
    let is_open = workflow.status.is_open();
    let mut fields = registers(present.map(Container::Fields), is_open, &|name| name.parse().ok());
    fields.extend(registers(present.map(Container::Answers), is_open, &|code| {
        Some(Field::Answer(code.to_owned()))
    }));
    let description = text::read(&present, history, fields.get_mut(&Field::Description));
    let server = present.map(Container::Server);
    let late_edits = late::late_edits(&present, history, &workflow, &fields);
    let person = |key: &str| key.parse::<PersonId>().ok();
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
        photos: log::entries(present.map(Container::Photos)),
        notes: log::entries(present.map(Container::Notes)),
        public_updates: log::entries(present.map(Container::PublicUpdates)),
        events,
        workflow,
        visits: log::entries(present.map(Container::Visits)),
        links: log::members(present.map(Container::Links), Link::of_key),
        me_too: log::members(present.map(Container::MeToo), person),
        watchers: log::members(present.map(Container::Watchers), person),
        acknowledged: log::members(present.map(Container::Acknowledged), Acknowledgement::of_key)
            .into_keys()
            .collect(),
        late_edits,
        received_at_ms: timestamp(server, key::RECEIVED_AT),
        case_number: first_text(server, key::CASE_NUMBER),
        old_frontiers: flags(server),
        heads: present.heads,
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
    fn read(root: &[Standing<'_>]) -> Self {
        let mut fixed = Self::default();
        for item in shown(root) {
            match (item.key.as_ref(), &item.value) {
                (key::LAYOUT, Scalar::Uint(layout)) => fixed.layout = Some(*layout),
                (key::ID, Scalar::Bytes(bytes)) => fixed.id = TicketId::from_slice(bytes),
                (key::CODE, Scalar::Text(text)) => fixed.code = Some(text.to_string()),
                (key::JURISDICTION, Scalar::Text(text)) => fixed.jurisdiction = Some(text.to_string()),
                (key::CHANNEL, Scalar::Text(text)) => fixed.channel = Channel::named(text),
                (key::CREATED_BY, Scalar::Bytes(bytes)) => fixed.created_by = PersonId::from_slice(bytes),
                (key::CREATED_AT, Scalar::Timestamp(at_ms)) => fixed.created_at_ms = Some(*at_ms),
                (key::DEVICE_POSITION, Scalar::Bytes(bytes)) => fixed.device_position = minicbor::decode(bytes).ok(),
                _ => {}
            }
        }
        fixed
    }
}

fn registers(
    map: &[Standing<'_>],
    is_open: bool,
    field_of: &dyn Fn(&str) -> Option<Field>,
) -> BTreeMap<Field, Register> {
    let register = |all: &[Standing<'_>]| {
        let field = field_of(&all.first()?.key)?;
        let register = register::standing(all, &field, is_open);
        Some((field, register))
    };
    by_key(map).filter_map(register).collect()
}

/// What the office flagged, by change.
fn flags(server: &[Standing<'_>]) -> Vec<OldFrontier> {
    let flag = |standing: &Standing<'_>| {
        let (change, bytes) = (flagged_change(&standing.key)?, standing.bytes()?);
        let entry: FlagEntry = minicbor::decode(bytes).ok()?;
        Some(OldFrontier {
            change,
            by: entry.by,
            flagged: entry.flagged,
        })
    };
    shown(server).filter_map(flag).collect()
}

fn values_of<'s, 'a>(server: &'s [Standing<'a>], key: &str) -> impl Iterator<Item = &'s Scalar<'a>> {
    server
        .iter()
        .filter(move |standing| standing.key == key)
        .map(|standing| &standing.value)
}

/// Of several admissions (a store restored and filled again) the earliest stands.
fn timestamp(server: &[Standing<'_>], key: &str) -> Option<i64> {
    let at = |value: &Scalar<'_>| match value {
        Scalar::Timestamp(at_ms) => Some(*at_ms),
        _ => None,
    };
    values_of(server, key).filter_map(at).min()
}

fn first_text(server: &[Standing<'_>], key: &str) -> Option<String> {
    let text = |value: &Scalar<'_>| match value {
        Scalar::Text(text) => Some(text.to_string()),
        _ => None,
    };
    values_of(server, key).filter_map(text).min()
}
