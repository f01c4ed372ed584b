// SPDX-License-Identifier: EUPL-1.2
//! What the changes before this one wrote that events are judged by: events, photos, visits and who filed the ticket, each
//! with the operation that wrote it, so that a change is judged by what its own author had seen.

use automerge::{Automerge, ROOT, ReadDoc};

use super::causality::Past;
use crate::document::layout::{Container, key};
use crate::document::log::written_entries;
use crate::document::present::{Written, of_map};
use crate::ids::{Actor, IntentId, PersonId};
use crate::ticket::{PhotoEntry, PhotoRole};
use crate::workflow::{Event, Phase, Visit};

/// Something written, and the operations that wrote it.
#[derive(Debug, Clone)]
struct Item<T> {
    writers: Vec<Written>,
    value: T,
}

/// What one change wrote.
#[derive(Debug, Default)]
pub(super) struct Wrote {
    pub(super) event: Option<(Written, IntentId, Event)>,
    pub(super) photos: Vec<(Written, PhotoRole)>,
    pub(super) visits: Vec<(Written, Visit)>,
    pub(super) founder: Option<PersonId>,
}

/// Everything so far. What the held document says is read only when an event asks for it.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    held_is_read: bool,
    events: Vec<Item<(IntentId, Event)>>,
    photos: Vec<Item<PhotoRole>>,
    arrivals: Vec<Item<()>>,
    founder: Option<PersonId>,
}

impl Ledger {
    /// Adds what a change wrote that passed.
    pub(super) fn keep(&mut self, wrote: Wrote) {
        self.events.extend(wrote.event.map(|(writer, id, event)| Item {
            writers: vec![writer],
            value: (id, event),
        }));
        let photos = wrote.photos.into_iter().map(|(writer, role)| Item {
            writers: vec![writer],
            value: role,
        });
        self.photos.extend(photos);
        let arrivals = wrote
            .visits
            .into_iter()
            .filter(|(_, visit)| visit.phase == Phase::Arrived);
        self.arrivals.extend(arrivals.map(|(writer, _)| Item {
            writers: vec![writer],
            value: (),
        }));
        self.founder = self.founder.take().or(wrote.founder);
    }

    /// Reads the held document, once.
    pub(super) fn read(&mut self, held: Option<&Automerge>) {
        let Some(doc) = held.filter(|_| !std::mem::replace(&mut self.held_is_read, true)) else {
            return;
        };
        let events = written_entries::<Event>(&of_map(doc, Container::Events)).into_iter();
        self.events.extend(events.map(|(writers, entry)| Item {
            writers,
            value: (entry.entry, entry.value),
        }));
        let photos = written_entries::<PhotoEntry>(&of_map(doc, Container::Photos)).into_iter();
        self.photos.extend(photos.map(|(writers, entry)| Item {
            writers,
            value: entry.value.shows(),
        }));
        let visits = written_entries::<Visit>(&of_map(doc, Container::Visits)).into_iter();
        let arrivals = visits.filter(|(_, entry)| entry.value.phase == Phase::Arrived);
        self.arrivals
            .extend(arrivals.map(|(writers, _)| Item { writers, value: () }));
        self.founder = self.founder.take().or_else(|| founder_of(doc));
    }

    /// Who filed the ticket.
    pub(super) fn founder(&mut self, held: Option<&Automerge>) -> Option<PersonId> {
        if self.founder.is_none() {
            self.founder = held.and_then(founder_of);
        }
        self.founder
    }

    /// Who filed the ticket, once asked for.
    pub(super) fn known_founder(&self) -> Option<PersonId> {
        self.founder
    }

    /// The events somebody with this past had seen.
    pub(super) fn events<'a>(&'a self, past: &'a Past<'_>) -> Vec<(IntentId, &'a Event)> {
        seen(&self.events, past).map(|(id, event)| (*id, event)).collect()
    }

    /// Whether somebody with this past had seen a photo of the state left.
    pub(super) fn has_after_photo(&self, past: &Past<'_>) -> bool {
        seen(&self.photos, past).any(|role| *role == PhotoRole::After)
    }

    /// Whether somebody with this past had seen anybody arrive.
    pub(super) fn has_arrival(&self, past: &Past<'_>) -> bool {
        seen(&self.arrivals, past).next().is_some()
    }
}

fn seen<'a, T>(items: &'a [Item<T>], past: &'a Past<'_>) -> impl Iterator<Item = &'a T> {
    let is_seen = |item: &&Item<T>| {
        let holds = |(actor, counter): &(Actor, u64)| past.holds_operation(actor, *counter);
        item.writers.iter().any(holds)
    };
    items.iter().filter(is_seen).map(|item| &item.value)
}

fn founder_of(doc: &Automerge) -> Option<PersonId> {
    let (value, _) = doc.get(ROOT, key::CREATED_BY).ok()??;
    PersonId::from_slice(value.as_bytes()?)
}
