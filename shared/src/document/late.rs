// SPDX-License-Identifier: EUPL-1.2
//! Edits whose authors had not seen that the ticket was ended: they are kept, and the office is told.

use std::collections::BTreeMap;

use super::layout::Container;
use super::log;
use super::present::{History, Present};
use crate::ids::ChangeHash;
use crate::ticket::{Field, Register};
use crate::workflow::{Event, Folded};

/// The fields written concurrently to the event that ended the ticket; none while it is open.
pub(super) fn late_edits(
    present: &Present<'_>,
    history: &dyn History,
    workflow: &Folded,
    fields: &BTreeMap<Field, Register>,
) -> Vec<Field> {
    let Some(ended) = workflow.ended.filter(|_| !workflow.status.is_open()) else {
        return Vec::new();
    };
    let graph = history.graph();
    let events = log::written_entries::<Event>(present.map(Container::Events));
    let ending = events.iter().find(|(_, entry)| entry.entry == ended);
    let ending: Vec<ChangeHash> = ending
        .iter()
        .flat_map(|(writers, _)| writers)
        .filter_map(|(actor, counter)| graph.writer_of(actor, *counter))
        .collect();
    let Some(first) = ending.first() else {
        return Vec::new();
    };
    let seen = graph.ancestors(&ending);
    let is_late = |register: &Register| {
        let writers = register
            .versions
            .iter()
            .filter_map(|version| graph.writer_of(&version.actor, version.counter()?));
        writers
            .into_iter()
            .any(|writer| !seen.contains(&writer) && !graph.ancestors(&[writer]).contains(first))
    };
    fields
        .iter()
        // Where an address came from goes with the address.
        .filter(|(field, register)| **field != Field::AddressSource && is_late(register))
        .map(|(field, _)| field.clone())
        .collect()
}
