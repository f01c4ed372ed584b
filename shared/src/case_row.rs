// SPDX-License-Identifier: EUPL-1.2
//! The case row: a flat summary of a ticket, projected from its document by a pure function and by nothing else.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, PhotoHash, TicketId};
use crate::ticket::{Field, Priority, Ticket, Visibility, notices};
use crate::workflow::{Assignment, HoldReason, Wait};

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
    /// When the last field, photo, note or event was written, by its author's clock.
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
    /// Code of the office in charge.
    #[n(22)]
    pub office: Option<String>,
    /// Codes of the crews that are to do it, the leading one first.
    #[n(23)]
    #[cbor(default)]
    pub crews: Vec<String>,
    /// Name of the outcome.
    #[n(24)]
    pub outcome: Option<String>,
    #[n(25)]
    #[cbor(default)]
    pub handoffs: u32,
    #[n(26)]
    #[cbor(default)]
    pub reopened: u32,
    /// Things people must be told because others acted without having seen theirs.
    #[n(27)]
    #[cbor(default)]
    pub notices: u32,
    /// People who have met the same trouble.
    #[n(28)]
    #[cbor(default)]
    pub me_too: u32,
    #[n(29)]
    pub asset_ref: Option<String>,
    #[n(30)]
    pub duplicate_of: Option<TicketId>,
    /// When an office first took it, by that event's clock, in milliseconds since 1970.
    #[n(31)]
    pub taken_at_ms: Option<i64>,
    /// When it was ended as it stands.
    #[n(32)]
    pub ended_at_ms: Option<i64>,
    /// Spans in which it waited, in order. Which of them stop the clock says the reference data of its date.
    #[n(34)]
    #[cbor(default)]
    pub waits: Vec<Waited>,
    /// Sealed originals of its redacted photos.
    #[n(40)]
    #[cbor(default)]
    pub sealed_originals: Vec<PhotoHash>,
    /// Tickets that somebody said are others.
    #[n(41)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    #[serde(default)]
    pub different_from: Vec<TicketId>,
    /// Directors on whose word somebody acted: named in it without having written to it.
    #[n(42)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    #[serde(default)]
    pub approvers: Vec<PersonId>,
    /// What each crew was told and has said, in the order of `crews`.
    #[n(50)]
    #[cbor(default)]
    pub tasks: Vec<Task>,
}

/// What a crew was told and has said.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Task {
    /// Code of the crew.
    #[n(0)]
    pub crew: String,
    /// By when it is to be done, in milliseconds since 1970.
    #[n(1)]
    pub due_ms: Option<i64>,
    /// It has said that it will.
    #[n(2)]
    #[cbor(default)]
    pub accepted: bool,
}

/// A span in which a ticket waited for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Waited {
    /// Since when, in milliseconds since 1970, by the clock of the event that began it.
    #[n(0)]
    pub from_ms: i64,
    /// Until when; none while it lasts.
    #[n(1)]
    pub to_ms: Option<i64>,
    /// Name of the reason; empty when a newer version wrote it.
    #[n(2)]
    pub reason: String,
}

/// Crews in one cell of a table, the leading one first, each between spaces: a code never holds one, so one crew's own
/// cell is found inside it.
#[must_use]
pub fn crews_cell(crews: &[String]) -> String {
    if crews.is_empty() {
        return String::new();
    }
    format!(" {} ", crews.join(" "))
}

/// The row of a ticket.
#[must_use]
pub fn project(ticket: &Ticket) -> CaseRow {
    let position = ticket.position();
    let folded = &ticket.workflow;
    let text = |field: &Field| ticket.text(field).unwrap_or_default().to_owned();
    CaseRow {
        id: ticket.id,
        code: ticket.code.clone(),
        title: text(&Field::Title),
        category: ticket
            .category()
            .map(|category| category.code.clone())
            .unwrap_or_default(),
        status: ticket.status().name().to_owned(),
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
        conflicts: count(ticket.conflicts().count()),
        photos: ticket.photos.iter().map(|photo| photo.value.sha256).collect(),
        notes: count(ticket.notes.len()),
        office: folded.office.clone(),
        crews: folded
            .assignments
            .iter()
            .map(|assignment| assignment.crew.clone())
            .collect(),
        outcome: folded.outcome.map(|outcome| outcome.name().to_owned()),
        handoffs: folded.handoffs,
        reopened: folded.reopened,
        notices: count(notices(ticket).len()),
        me_too: count(ticket.me_too.len()),
        asset_ref: ticket.text(&Field::AssetRef).map(str::to_owned),
        duplicate_of: ticket.duplicate_of(),
        taken_at_ms: folded.taken.and_then(|event| event.born_at_ms()),
        ended_at_ms: folded.ended.and_then(|event| event.born_at_ms()),
        waits: folded.waits.iter().filter_map(waited).collect(),
        sealed_originals: ticket
            .photos
            .iter()
            .filter_map(|photo| photo.value.sealed_original)
            .collect(),
        different_from: ticket.different_from().collect(),
        approvers: ticket.approvers().into_iter().collect(),
        tasks: folded.assignments.iter().map(task).collect(),
    }
}

fn task(assignment: &Assignment) -> Task {
    Task {
        crew: assignment.crew.clone(),
        due_ms: assignment.due_ms,
        accepted: assignment.accepted,
    }
}

fn waited(wait: &Wait) -> Option<Waited> {
    Some(Waited {
        from_ms: wait.from.born_at_ms()?,
        to_ms: wait.to.and_then(|event| event.born_at_ms()),
        reason: wait.reason.map_or("", HoldReason::name).to_owned(),
    })
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn updated_at_ms(ticket: &Ticket) -> i64 {
    let fields = ticket
        .fields
        .values()
        .flat_map(|register| &register.versions)
        .map(|version| version.intent);
    let photos = ticket.photos.iter().map(|photo| photo.entry);
    let notes = ticket.notes.iter().chain(&ticket.public_updates).map(|note| note.entry);
    let events = ticket.events.iter().map(|event| event.entry);
    fields
        .chain(photos)
        .chain(notes)
        .chain(events)
        .filter_map(|intent| intent.born_at_ms())
        .fold(ticket.created_at_ms, i64::max)
}

#[cfg(test)]
mod tests;
