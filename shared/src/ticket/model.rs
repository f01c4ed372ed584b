// SPDX-License-Identifier: EUPL-1.2
//! A ticket as read from its document: every concurrent value is there, none is hidden.

use std::collections::{BTreeMap, BTreeSet};

use super::value::text_fault;
use super::{
    Acknowledgement, Category, Channel, Danger, Field, Link, LinkKind, Membership, OldFrontier, PhotoEntry, Position,
    Priority, Value, Visibility,
};
use crate::ids::{Actor, ChangeHash, IntentId, PersonId, TicketId};
use crate::limits;
use crate::place::distance_m;
use crate::workflow::{Event, Folded, Status, Visit};

/// One value somebody wrote, still standing.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The Automerge operation that wrote it (`counter@actor`): names it on the command line and to `keep`.
    pub value_id: String,
    /// The value; for the description, the whole text as read at its author's own head.
    pub value: Value,
    /// The action that wrote it.
    pub intent: IntentId,
    /// Who wrote it.
    pub by: PersonId,
    /// The engine start that wrote it.
    pub actor: Actor,
}

impl Version {
    /// The number of the operation that wrote it.
    pub(crate) fn counter(&self) -> Option<u64> {
        self.value_id.split_once('@')?.0.parse().ok()
    }

    /// When it was written, by its author's clock, in milliseconds since 1970.
    #[must_use]
    pub fn at_ms(&self) -> i64 {
        self.intent.born_at_ms().unwrap_or_default()
    }
}

/// A field's standing values: the shown one first, then those written concurrently by others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Register {
    /// At least one version when the field was ever written.
    pub versions: Vec<Version>,
    /// Concurrent texts in different places, merged: to be reread, not decided.
    pub merged_softly: bool,
}

impl Register {
    /// The value shown until somebody decides.
    #[must_use]
    pub fn shown(&self) -> Option<&Value> {
        self.versions.first().map(|version| &version.value)
    }

    /// More than one person's different value stands.
    #[must_use]
    pub fn is_contested(&self) -> bool {
        let differs = |version: &Version| self.shown().is_none_or(|shown| !are_one(shown, &version.value));
        !self.merged_softly && self.versions.iter().any(differs)
    }
}

/// Two pins so near to each other mean the same place: both are kept, nobody is asked.
const SAME_PLACE_M: f64 = 25.0;

fn are_one(shown: &Value, other: &Value) -> bool {
    match (shown, other) {
        (Value::Position(shown), Value::Position(other)) => {
            distance_m((shown.lat, shown.lon), (other.lat, other.lon)) <= SAME_PLACE_M
        }
        _ => shown == other,
    }
}

/// A field on which people wrote different values without having seen each other's.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict<'a> {
    /// The field.
    pub field: &'a Field,
    /// All standing values, the shown one first.
    pub versions: &'a [Version],
}

/// An entry of an append-only log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry<T> {
    /// Its key.
    pub entry: IntentId,
    /// Its content.
    pub value: T,
}

/// A note or a public update.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct NoteEntry {
    /// The text.
    #[n(0)]
    pub text: String,
    /// Who wrote it.
    #[n(1)]
    pub by: PersonId,
}

impl NoteEntry {
    /// What is wrong with it, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        note_fault(&self.text)
    }
}

/// Why a text cannot be a note.
pub(super) fn note_fault(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some("the note is empty: write what the next person should know".into());
    }
    text_fault("note", text, limits::TEXT_CHARS)
}

/// A ticket at one moment of its history.
#[derive(Debug, Clone, PartialEq)]
#[allow(
    missing_docs,
    reason = "the fields are described in Field and in docs/decisions/0002-ticket-document.md"
)]
pub struct Ticket {
    pub id: TicketId,
    pub layout: u64,
    pub code: String,
    pub jurisdiction: String,
    pub channel: Channel,
    pub created_by: PersonId,
    pub created_at_ms: i64,
    pub device_position: Option<Position>,
    /// The description as merged.
    pub description: String,
    pub fields: BTreeMap<Field, Register>,
    pub photos: Vec<LogEntry<PhotoEntry>>,
    pub notes: Vec<LogEntry<NoteEntry>>,
    pub public_updates: Vec<LogEntry<NoteEntry>>,
    /// What happened, oldest key first, and where the ticket stands by it.
    pub events: Vec<LogEntry<Event>>,
    pub workflow: Folded,
    pub visits: Vec<LogEntry<Visit>>,
    pub links: BTreeMap<Link, Membership>,
    pub me_too: BTreeMap<PersonId, Membership>,
    pub watchers: BTreeMap<PersonId, Membership>,
    pub acknowledged: BTreeSet<Acknowledgement>,
    /// Fields written by people who had not seen that the ticket was ended.
    pub late_edits: Vec<Field>,
    /// When the central store received it, and the number it gave.
    pub received_at_ms: Option<i64>,
    pub case_number: Option<String>,
    /// Changes the office flagged as built on an old frontier.
    pub old_frontiers: Vec<OldFrontier>,
    /// The frontier of its history, sorted.
    pub heads: Vec<ChangeHash>,
}

impl Ticket {
    /// The shown value of a field.
    #[must_use]
    pub fn shown(&self, field: &Field) -> Option<&Value> {
        self.fields.get(field).and_then(Register::shown)
    }

    /// The shown text of a field.
    #[must_use]
    pub fn text(&self, field: &Field) -> Option<&str> {
        match self.shown(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The shown title; empty when none is.
    #[must_use]
    pub fn title(&self) -> &str {
        self.text(&Field::Title).unwrap_or_default()
    }

    /// The shown category.
    #[must_use]
    pub fn category(&self) -> Option<&Category> {
        match self.shown(&Field::Category) {
            Some(Value::Category(category)) => Some(category),
            _ => None,
        }
    }

    /// The shown position.
    #[must_use]
    pub fn position(&self) -> Option<&Position> {
        match self.shown(&Field::Position) {
            Some(Value::Position(position)) => Some(position),
            _ => None,
        }
    }

    /// The shown priority.
    #[must_use]
    pub fn priority(&self) -> Option<Priority> {
        match self.shown(&Field::Priority) {
            Some(Value::Priority(priority)) => Some(*priority),
            _ => None,
        }
    }

    /// The shown danger.
    #[must_use]
    pub fn danger(&self) -> Option<&Danger> {
        match self.shown(&Field::Danger) {
            Some(Value::Danger(danger)) => Some(danger),
            _ => None,
        }
    }

    /// The shown visibility.
    #[must_use]
    pub fn visibility(&self) -> Option<Visibility> {
        match self.shown(&Field::Visibility) {
            Some(Value::Visibility(visibility)) => Some(*visibility),
            _ => None,
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        self.workflow.status
    }

    /// The ticket it duplicates, if somebody said so.
    #[must_use]
    pub fn duplicate_of(&self) -> Option<TicketId> {
        let link = self.links.keys().find(|link| link.kind == LinkKind::DuplicateOf);
        link.map(|link| link.ticket)
    }

    /// The link as it was written here: said of a ticket before that was replaced, it is said of the one in its place.
    #[must_use]
    pub fn link_as_written(&self, said: Link, replaced: &BTreeMap<TicketId, TicketId>) -> Link {
        let leads = |link: &&Link| link.kind == said.kind && replaced.get(&link.ticket) == Some(&said.ticket);
        match self.links.keys().find(leads) {
            Some(written) if !self.links.contains_key(&said) => *written,
            _ => said,
        }
    }

    /// Every other ticket it names.
    #[must_use]
    pub fn tied(&self) -> BTreeSet<TicketId> {
        let linked = self.links.keys().map(|link| link.ticket);
        let named = self.events.iter().filter_map(|entry| entry.value.other);
        linked.chain(named).collect()
    }

    /// The directors on whose word somebody acted; they need not have written here.
    #[must_use]
    pub fn approvers(&self) -> BTreeSet<PersonId> {
        let approvals = self.events.iter().filter_map(|entry| entry.value.approved_by);
        approvals.collect()
    }

    /// Everybody it names.
    #[must_use]
    pub fn people(&self) -> BTreeSet<PersonId> {
        let versions = self.fields.values().flat_map(|register| &register.versions);
        let notes = self.notes.iter().chain(&self.public_updates);
        [self.created_by]
            .into_iter()
            .chain(versions.map(|version| version.by))
            .chain(notes.map(|note| note.value.by))
            .chain(self.photos.iter().map(|photo| photo.value.by))
            .chain(self.events.iter().map(|entry| entry.value.by))
            .chain(self.visits.iter().map(|entry| entry.value.by))
            .chain(self.watchers.keys().copied())
            .chain(self.old_frontiers.iter().map(|flag| flag.by))
            .chain(self.approvers())
            .collect()
    }

    /// An event by its key.
    #[must_use]
    pub fn event(&self, id: &IntentId) -> Option<&Event> {
        let found = self.events.iter().find(|entry| entry.entry == *id);
        found.map(|entry| &entry.value)
    }

    /// The district it counts for: its own, or the whole jurisdiction while none is set.
    #[must_use]
    pub fn district(&self) -> &str {
        self.text(&Field::District).unwrap_or(&self.jurisdiction)
    }

    /// Texts into which the edits of several people were merged: to be reread, not decided.
    pub fn merged_softly(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|(_, register)| register.merged_softly)
            .map(|(field, _)| field)
    }

    /// Where the shown address came from; none when a person typed it, for then its action wrote no source.
    #[must_use]
    pub fn address_source(&self) -> Option<&str> {
        let address = self.fields.get(&Field::Address)?.versions.first()?;
        let sources = &self.fields.get(&Field::AddressSource)?.versions;
        let of_same = sources.iter().find(|version| version.intent == address.intent)?;
        match (&address.value, &of_same.value) {
            (Value::Text(_), Value::Text(source)) => Some(source),
            _ => None,
        }
    }

    /// The tickets that somebody said are others.
    pub fn different_from(&self) -> impl Iterator<Item = TicketId> + '_ {
        let said = self.links.keys().filter(|link| link.kind == LinkKind::DifferentFrom);
        said.map(|link| link.ticket)
    }

    /// Fields that wait for a person's decision. Nobody decides where an address came from: it follows the address.
    pub fn conflicts(&self) -> impl Iterator<Item = Conflict<'_>> {
        let is_decided = |field: &Field| *field != Field::AddressSource;
        let contested = self
            .fields
            .iter()
            .filter(move |(field, register)| is_decided(field) && register.is_contested());
        contested.map(|(field, register)| Conflict {
            field,
            versions: &register.versions,
        })
    }
}
