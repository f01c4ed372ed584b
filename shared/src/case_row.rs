// SPDX-License-Identifier: EUPL-1.2
//! The case row: a flat summary of a ticket, projected from its document by a pure function and by nothing else.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, PhotoHash, TicketId};
use crate::ticket::{Field, Priority, SUBMITTED, Ticket, Visibility};

/// What lists, filters and search need of a ticket.
#[derive(Debug, Clone, PartialEq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[allow(
    missing_docs,
    reason = "each field is the shown value of the ticket's field of that name"
)]
pub struct CaseRow {
    #[n(0)]
    pub id: TicketId,
    #[n(1)]
    pub code: String,
    #[n(2)]
    pub title: String,
    #[n(3)]
    pub category: String,
    #[n(4)]
    pub status: String,
    #[n(5)]
    pub priority: Option<Priority>,
    #[n(6)]
    pub danger: bool,
    #[n(7)]
    pub visibility: Option<Visibility>,
    #[n(8)]
    pub district: String,
    #[n(9)]
    pub address: String,
    #[n(10)]
    pub lat: Option<f64>,
    #[n(11)]
    pub lon: Option<f64>,
    #[n(12)]
    pub channel: String,
    #[n(13)]
    pub created_by: PersonId,
    #[n(14)]
    pub created_at_ms: i64,
    /// When the last field, photo or note was written, by its author's clock.
    #[n(15)]
    pub updated_at_ms: i64,
    #[n(16)]
    pub received_at_ms: Option<i64>,
    #[n(17)]
    pub case_number: Option<String>,
    #[n(18)]
    pub description: String,
    /// Fields that wait for a person's decision.
    #[n(19)]
    pub conflicts: u32,
    #[n(20)]
    pub photos: Vec<PhotoHash>,
    #[n(21)]
    pub notes: u32,
}

/// The row of a ticket.
#[must_use]
pub fn project(ticket: &Ticket) -> CaseRow {
    let position = ticket.position();
    let text = |field: &Field| ticket.text(field).unwrap_or_default().to_owned();
    CaseRow {
        id: ticket.id,
        code: ticket.code.clone(),
        title: text(&Field::Title),
        category: ticket
            .category()
            .map(|category| category.code.clone())
            .unwrap_or_default(),
        status: SUBMITTED.to_owned(),
        priority: ticket.priority(),
        danger: ticket.danger().is_some_and(|danger| danger.present),
        visibility: ticket.visibility(),
        district: ticket.district().to_owned(),
        address: text(&Field::Address),
        lat: position.map(|position| position.lat),
        lon: position.map(|position| position.lon),
        channel: ticket.channel.name().to_owned(),
        created_by: ticket.created_by,
        created_at_ms: ticket.created_at_ms,
        updated_at_ms: updated_at_ms(ticket),
        received_at_ms: ticket.received_at_ms,
        case_number: ticket.case_number.clone(),
        description: ticket.description.clone(),
        conflicts: u32::try_from(ticket.conflicts().count()).unwrap_or(u32::MAX),
        photos: ticket.photos.iter().map(|photo| photo.value.sha256).collect(),
        notes: u32::try_from(ticket.notes.len()).unwrap_or(u32::MAX),
    }
}

fn updated_at_ms(ticket: &Ticket) -> i64 {
    let fields = ticket
        .fields
        .values()
        .flat_map(|register| &register.versions)
        .map(|version| version.intent);
    let photos = ticket.photos.iter().map(|photo| photo.entry);
    let notes = ticket.notes.iter().chain(&ticket.public_updates).map(|note| note.entry);
    fields
        .chain(photos)
        .chain(notes)
        .filter_map(|intent| intent.born_at_ms())
        .fold(ticket.created_at_ms, i64::max)
}
