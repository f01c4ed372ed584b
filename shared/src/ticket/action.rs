// SPDX-License-Identifier: EUPL-1.2
//! What one person does in one go: an action becomes exactly one Automerge change.

use minicbor::{Decode, Encode};

use super::model::note_fault;
use super::{Category, Channel, Danger, Field, Link, PhotoEntry, Position, Priority, Value, Visibility};
use crate::ids::{ChangeHash, IntentId, PersonId, PhotoHash, TicketId};
use crate::limits;
use crate::workflow::{Event, Visit};

/// One action of one person. It is stored beside the change it became, so that it can be replayed under another actor.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Action {
    /// Born with the action, kept through replay and release.
    #[n(0)]
    pub intent: IntentId,
    /// Who acts.
    #[n(1)]
    pub by: PersonId,
    /// When, by the device's clock, in milliseconds since 1970.
    #[n(2)]
    pub at_ms: i64,
    /// What he does, in order.
    #[n(3)]
    pub edits: Vec<Edit>,
}

/// One edit of a ticket.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum Edit {
    /// Files the ticket; only ever the first edit of the first action.
    #[n(0)]
    File(#[n(0)] Box<NewTicket>),
    /// Writes a field.
    #[n(1)]
    Set(#[n(0)] Field, #[n(1)] Value),
    /// Adds a photo.
    #[n(2)]
    AddPhoto(#[n(0)] AddedPhoto),
    /// Adds an internal note.
    #[n(3)]
    AddNote(#[n(0)] Note),
    /// Adds an update meant for the citizen.
    #[n(4)]
    AddPublicUpdate(#[n(0)] Note),
    /// Writes the store's own facts; only the office device may.
    #[n(5)]
    Admit {
        /// When the store received the ticket, in milliseconds since 1970.
        #[n(0)]
        received_at_ms: i64,
        /// The case number.
        #[n(1)]
        case_number: String,
    },
    /// Moves the ticket through the workflow; at most one in an action.
    #[n(6)]
    Happen(#[n(0)] HappenedNow),
    /// Says where somebody was.
    #[n(7)]
    Visit(#[n(0)] AddedVisit),
    /// Ties it to another ticket, or unties it.
    #[n(8)]
    Link(#[n(0)] Link, #[n(1)] bool),
    /// Says that its author has met the same trouble, or takes it back.
    #[n(9)]
    MeToo(#[n(0)] bool),
    /// Its author follows the ticket, or does no longer.
    #[n(10)]
    Watch(#[n(0)] bool),
    /// Its author has read what overtook this event.
    #[n(11)]
    Acknowledge(#[n(0)] IntentId),
    /// Flags a change of this author as built on an old frontier; only the office device may.
    #[n(14)]
    FlagOld(#[n(0)] ChangeHash, #[n(1)] PersonId),
}

/// An event under its own id. What it comes after is filled in when it is written, from what its author had seen.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HappenedNow {
    /// Key of the log entry.
    #[n(0)]
    pub entry: IntentId,
    /// What happened.
    #[n(1)]
    pub event: Event,
}

/// One end of a visit under its own id.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct AddedVisit {
    /// Key of the log entry.
    #[n(0)]
    pub entry: IntentId,
    /// Where somebody was.
    #[n(1)]
    pub visit: Visit,
}

/// A text under its own id.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Note {
    /// Key of the log entry.
    #[n(0)]
    pub entry: IntentId,
    /// The text.
    #[n(1)]
    pub text: String,
}

impl Note {
    fn fault(&self) -> Option<String> {
        note_fault(&self.text)
    }
}

/// A photo's record under its own id.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct AddedPhoto {
    /// Key of the log entry.
    #[n(0)]
    pub entry: IntentId,
    /// The record.
    #[n(1)]
    pub photo: PhotoEntry,
}

/// Everything known when a ticket is filed.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
#[allow(missing_docs, reason = "the fields are those of Field and Ticket, described there")]
pub struct NewTicket {
    #[n(0)]
    pub id: TicketId,
    #[n(1)]
    pub jurisdiction: String,
    #[n(2)]
    pub channel: Channel,
    #[n(3)]
    pub category: Category,
    #[n(4)]
    pub title: Option<String>,
    #[n(5)]
    pub description: String,
    #[n(6)]
    pub position: Option<Position>,
    #[n(7)]
    pub device_position: Option<Position>,
    #[n(8)]
    pub address: Option<String>,
    #[n(9)]
    pub district: Option<String>,
    #[n(10)]
    pub priority: Priority,
    #[n(11)]
    pub danger: Option<Danger>,
    #[n(12)]
    pub visibility: Visibility,
    #[n(13)]
    pub photos: Vec<AddedPhoto>,
    #[n(14)]
    pub reporter_ref: Option<String>,
    #[n(15)]
    pub asset_ref: Option<String>,
    #[n(20)]
    pub address_source: Option<String>,
}

impl NewTicket {
    /// A ticket of a category of which nothing else is said yet: priority P3, private.
    #[must_use]
    pub fn of(id: TicketId, jurisdiction: &str, channel: Channel, category: Category) -> Self {
        Self {
            id,
            jurisdiction: jurisdiction.to_owned(),
            channel,
            category,
            title: None,
            description: String::new(),
            position: None,
            device_position: None,
            address: None,
            district: None,
            priority: Priority::P3,
            danger: None,
            visibility: Visibility::Private,
            photos: Vec::new(),
            reporter_ref: None,
            asset_ref: None,
            address_source: None,
        }
    }

    /// The fields it sets, in the order in which they are written.
    #[must_use]
    pub fn fields(&self) -> Vec<(Field, Value)> {
        let text = |field: Field, text: &Option<String>| text.clone().map(|text| (field, Value::Text(text)));
        let optional = [
            text(Field::Title, &self.title),
            self.position
                .map(|position| (Field::Position, Value::Position(position))),
            text(Field::Address, &self.address),
            text(Field::AddressSource, &self.address_source),
            text(Field::District, &self.district),
            text(Field::AssetRef, &self.asset_ref),
            self.danger.clone().map(|danger| (Field::Danger, Value::Danger(danger))),
            text(Field::ReporterRef, &self.reporter_ref),
        ];
        let always = [
            (Field::Category, Value::Category(self.category.clone())),
            (Field::Priority, Value::Priority(self.priority)),
            (Field::Visibility, Value::Visibility(self.visibility)),
            (Field::Description, Value::Text(self.description.clone())),
        ];
        always.into_iter().chain(optional.into_iter().flatten()).collect()
    }
}

impl Action {
    /// Everything that is wrong with it, each in a sentence that says the cure. Both sides run it.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self.edits.iter().flat_map(Edit::faults).collect();
        if self.edits.is_empty() {
            faults.push("nothing was changed: name at least one field".into());
        }
        if self.events().count() > 1 {
            faults.push("one thing happens at a time: save the first, then the second".into());
        }
        let photos = self.edits.iter().flat_map(Edit::photo_names).count();
        if photos > limits::PHOTOS_PER_ACTION {
            faults.push(format!(
                "{photos} photos are too many at once: save {} and add the rest",
                limits::PHOTOS_PER_ACTION
            ));
        }
        faults
    }
}

impl Action {
    /// The event it makes happen, if any.
    pub fn events(&self) -> impl Iterator<Item = &HappenedNow> {
        self.edits.iter().filter_map(|edit| match edit {
            Edit::Happen(happened) => Some(happened),
            _ => None,
        })
    }
}

impl Edit {
    fn faults(&self) -> Vec<String> {
        match self {
            Self::File(new) => {
                let fields = new
                    .fields()
                    .into_iter()
                    .filter_map(|(field, value)| value.fault(&field));
                let photos = new.photos.iter().filter_map(|added| added.photo.fault());
                fields
                    .chain(new.device_position.and_then(|position| position.fault()))
                    .chain(photos)
                    .collect()
            }
            Self::Set(field, value) => value.fault(field).into_iter().collect(),
            Self::AddPhoto(added) => added.photo.fault().into_iter().collect(),
            Self::AddNote(note) | Self::AddPublicUpdate(note) => note.fault().into_iter().collect(),
            Self::Happen(happened) => happened.event.fault().into_iter().collect(),
            Self::Visit(added) => added.visit.fault().into_iter().collect(),
            Self::Admit { .. }
            | Self::Link(..)
            | Self::MeToo(_)
            | Self::Watch(_)
            | Self::Acknowledge(_)
            | Self::FlagOld(..) => Vec::new(),
        }
    }

    /// The photos it brings.
    pub fn photo_names(&self) -> impl Iterator<Item = PhotoHash> {
        let (filed, added) = match self {
            Self::File(new) => (new.photos.as_slice(), None),
            Self::AddPhoto(added) => (&[][..], Some(added)),
            _ => (&[][..], None),
        };
        filed.iter().chain(added).map(|added| added.photo.sha256)
    }
}
