// SPDX-License-Identifier: EUPL-1.2
//! What stands in a ticket, part by part, and which of it one save wrote: registers, logs and sets alike.

use std::collections::BTreeSet;

use ronda_shared::ids::{IntentId, PersonId};
use ronda_shared::ticket::{Field, Ticket, Value, Version};
use ronda_shared::workflow::Event;

/// One thing that a save wrote into a ticket.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrote {
    /// A value of a register, in somebody's name.
    Set {
        field: Field,
        value: Value,
        intent: IntentId,
        by: PersonId,
    },
    /// An entry of a log, with all that it says and whose it is: nothing takes it away again.
    Entry(String),
    /// A member of a set: put there, or taken out.
    Member { key: String, there: bool },
}

fn versions(read: &Ticket) -> impl Iterator<Item = (&Field, &Version)> {
    let fields = read.fields.iter();
    fields.flat_map(|(field, register)| register.versions.iter().map(move |version| (field, version)))
}

/// Every entry of every log. Which events came before one is not what its author said, and is another after a replay.
pub fn entries(read: &Ticket) -> BTreeSet<String> {
    let notes = read.notes.iter().map(|note| format!("note {note:?}"));
    let updates = read.public_updates.iter().map(|update| format!("update {update:?}"));
    let photos = read.photos.iter().map(|photo| format!("photo {photo:?}"));
    let visits = read.visits.iter().map(|visit| format!("visit {visit:?}"));
    let told = read
        .acknowledged
        .iter()
        .map(|told| format!("acknowledged {}", told.key()));
    let events = read.events.iter().map(|event| {
        let said = Event {
            after: Vec::new(),
            ..event.value.clone()
        };
        format!("event {} {said:?}", event.entry)
    });
    notes
        .chain(updates)
        .chain(photos)
        .chain(visits)
        .chain(told)
        .chain(events)
        .collect()
}

/// Every member of every set.
pub fn members(read: &Ticket) -> BTreeSet<String> {
    let links = read.links.keys().map(|link| link.key());
    let met = read.me_too.keys().map(|person| format!("me_too:{person}"));
    let watchers = read.watchers.keys().map(|person| format!("watcher:{person}"));
    links.chain(met).chain(watchers).collect()
}

/// What was written between two looks at a ticket, if one save was all there was; before it was filed there is nothing.
pub fn wrote(before: Option<&Ticket>, after: &Ticket) -> Vec<Wrote> {
    let stood: BTreeSet<(&Field, &str)> = before
        .into_iter()
        .flat_map(versions)
        .map(|(field, version)| (field, version.value_id.as_str()))
        .collect();
    let fresh = versions(after).filter(|(field, version)| !stood.contains(&(*field, version.value_id.as_str())));
    let sets = fresh.map(|(field, version)| Wrote::Set {
        field: field.clone(),
        value: version.value.clone(),
        intent: version.intent,
        by: version.by,
    });
    let of = |parts: fn(&Ticket) -> BTreeSet<String>| (before.map(parts).unwrap_or_default(), parts(after));
    let (old_entries, new_entries) = of(entries);
    let (old_members, new_members) = of(members);
    let member = |there: bool| {
        move |key: &String| Wrote::Member {
            key: key.clone(),
            there,
        }
    };
    sets.chain(new_entries.difference(&old_entries).cloned().map(Wrote::Entry))
        .chain(new_members.difference(&old_members).map(member(true)))
        .chain(old_members.difference(&new_members).map(member(false)))
        .collect()
}

/// Whether what was asked for is what was written; which version of the taxonomy a category is of is not asked.
pub fn is_asked(field: &Field, value: &Value, wrote: &Wrote) -> bool {
    let Wrote::Set {
        field: into,
        value: written,
        ..
    } = wrote
    else {
        return false;
    };
    let same = match (value, written) {
        (Value::Category(asked), Value::Category(written)) => asked.code == written.code,
        (asked, written) => asked == written,
    };
    field == into && same
}
