// SPDX-License-Identifier: EUPL-1.2
//! Filing a ticket: photos prepared, everything checked at once, one change, one transaction.

use std::collections::BTreeMap;

use ronda_shared::code::spoken_code;
use ronda_shared::document::Document;
use ronda_shared::ids::{IntentId, TicketId};
use ronda_shared::policy::{Deed, Role};
use ronda_shared::reporter::TypedContact;
use ronda_shared::ticket::{
    Action, Channel, Danger, Edit, Link, LinkKind, NewTicket, Position, PositionSource, Priority, Visibility,
};

use super::Engine;
use super::act::Written;
use super::advice::Advice;
use super::photo::{NewPhoto, Prepared};
use super::reference::Chosen;
use crate::error::Error;

/// What a person files.
#[derive(Debug, Clone, Default)]
pub struct FileRequest {
    /// Such as `roads.pothole`.
    pub category: String,
    /// One line.
    pub title: Option<String>,
    /// The long text.
    pub description: Option<String>,
    /// Where; without it the first photo that knows its place says so.
    pub place: Option<Place>,
    /// What the device measured, where the place was set by hand.
    pub measured: Option<Place>,
    /// The address as written; the one of the place when not said.
    pub address: Option<String>,
    /// The app had filled that address in: its source is kept while it is the one of the place.
    pub address_filled_in: bool,
    /// The district's code.
    pub district: Option<String>,
    /// The category's own when not said.
    pub priority: Option<Priority>,
    /// What could hurt somebody.
    pub danger: Option<String>,
    /// The category's own when not said.
    pub visibility: Option<Visibility>,
    /// The lamp, bin or tree.
    pub asset_ref: Option<String>,
    /// Answers to the category's questions, by their codes.
    pub answers: BTreeMap<String, String>,
    /// Tickets that were offered as the same, and are not.
    pub different_from: Vec<TicketId>,
    /// The photos.
    pub photos: Vec<NewPhoto>,
    /// How to reach the citizen who reported it.
    pub contact: TypedContact,
}

/// A place somebody gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius in metres.
    pub accuracy_m: Option<f64>,
    /// How it is known.
    pub source: PositionSource,
    /// Age of the fix, in seconds.
    pub fix_age_s: Option<u32>,
    /// The system said that the fix was simulated.
    pub mocked: Option<bool>,
}

/// A filed ticket: it is on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// Its id.
    pub id: TicketId,
    /// Its spoken code.
    pub code: String,
    /// When it was saved, in milliseconds since 1970.
    pub saved_at_ms: i64,
    /// What the person should know.
    pub notes: Vec<Advice>,
}

impl Place {
    /// A place known only by its coordinates.
    #[must_use]
    pub fn new(lat: f64, lon: f64, source: PositionSource) -> Self {
        Self {
            lat,
            lon,
            accuracy_m: None,
            source,
            fix_age_s: None,
            mocked: None,
        }
    }

    /// As a ticket keeps it.
    #[must_use]
    pub fn position(self) -> Position {
        Position {
            accuracy_m: self.accuracy_m,
            fix_age_s: self.fix_age_s,
            mocked: self.mocked,
            ..Position::new(self.lat, self.lon, self.source)
        }
    }
}

impl Engine {
    /// Files a ticket; when this answers, it is on the disk with its photos.
    ///
    /// # Errors
    /// When a photo is broken, a rule is broken (all of them are named), or the disk fails or is full: nothing is saved.
    pub fn file(&mut self, request: FileRequest) -> Result<Filed, Error> {
        self.may(Deed::File)?;
        let mut request = request;
        let prepared = self.prepare(std::mem::take(&mut request.photos), Some(&request.category))?;
        let id = TicketId(self.born(self.now_ms())?);
        let chosen = self.chosen(std::mem::take(&mut request.category), &request.answers)?;
        let mut notes: Vec<Advice> = prepared.iter().flat_map(|photo| photo.notes.clone()).collect();
        notes.extend(chosen.sheet.clone().map(Advice::Sheet));
        let (answers, faults) = (chosen.answers.clone(), chosen.faults.clone());
        let reporter = self.sealed(id, std::mem::take(&mut request.contact))?;
        let others = self.others(&id, std::mem::take(&mut request.different_from))?;
        let filled_in = request.address_filled_in;
        let mut new = self.new_ticket(id, request, chosen, &prepared);
        new.reporter_ref = reporter.as_ref().map(|row| row.reference.to_string());
        let new = self.placed(new, &mut notes)?;
        let new = self.addressed(self.located(new, &mut notes)?, filled_in)?;
        let edits = std::iter::once(Edit::File(Box::new(new)))
            .chain(answers)
            .chain(others)
            .collect();
        let action = self.checked_action(edits, faults)?;
        let (document, change) = Document::file(self.actor, &action)?;
        let photos = prepared.into_iter().flat_map(Prepared::writes).collect();
        let written = Written {
            document,
            layout: None,
            change,
            action,
            photos,
            seen: Vec::new(),
            held: None,
            reporter,
        };
        let saved = self.save(id, written)?;
        notes.extend(saved.notes);
        Ok(Filed {
            id,
            code: spoken_code(self.identity.jurisdiction(), &id),
            saved_at_ms: saved.saved_at_ms,
            notes,
        })
    }

    /// That a new ticket is not these, each said once, of the one in its place where it was replaced.
    fn others(&self, id: &TicketId, different_from: Vec<TicketId>) -> Result<Vec<Edit>, Error> {
        let mut others = different_from
            .into_iter()
            .map(|other| self.stands_for(other))
            .collect::<Result<Vec<_>, _>>()?;
        others.sort_unstable();
        others.dedup();
        others.retain(|other| other != id);
        let kind = LinkKind::DifferentFrom;
        let link = |ticket| Edit::Link(Link { kind, ticket }, true);
        Ok(others.into_iter().map(link).collect())
    }

    fn new_ticket(&self, id: TicketId, request: FileRequest, chosen: Chosen, photos: &[Prepared]) -> NewTicket {
        let fix = photos.iter().find_map(|photo| photo.fix);
        let (jurisdiction, channel) = (self.identity.jurisdiction(), channel(self.identity.grants.role));
        NewTicket {
            title: said(request.title),
            description: request.description.unwrap_or_default(),
            position: request.place.map(Place::position).or(fix),
            device_position: fix.or_else(|| {
                request
                    .measured
                    .or(request.place.filter(is_measured))
                    .map(Place::position)
            }),
            address: said(request.address),
            district: said(request.district),
            priority: request.priority.unwrap_or(chosen.priority),
            danger: request.danger.map(|reason| Danger { present: true, reason }),
            visibility: request.visibility.unwrap_or(chosen.visibility),
            photos: photos.iter().map(|photo| photo.added.clone()).collect(),
            asset_ref: said(request.asset_ref),
            ..NewTicket::of(id, jurisdiction, channel, chosen.category)
        }
    }

    /// One action of this person, now, with every fault named.
    pub(super) fn action(&mut self, edits: Vec<Edit>) -> Result<Action, Error> {
        self.checked_action(edits, Vec::new())
    }

    /// As [`Self::action`], with faults already found.
    fn checked_action(&mut self, edits: Vec<Edit>, mut faults: Vec<String>) -> Result<Action, Error> {
        let at_ms = self.now_ms();
        let intent = IntentId(self.born(at_ms)?);
        let action = Action {
            intent,
            by: self.person(),
            at_ms,
            edits,
        };
        faults.extend(action.faults());
        if faults.is_empty() {
            Ok(action)
        } else {
            Err(Error::Invalid(faults))
        }
    }
}

/// An empty text is one not said.
fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn is_measured(place: &Place) -> bool {
    place.source == PositionSource::Gps
}

fn channel(role: Role) -> Channel {
    match role {
        Role::Agent => Channel::Patrol,
        Role::Crew | Role::CrewLeader => Channel::Crew,
        Role::School => Channel::School,
        Role::Operator | Role::Director | Role::Viewer | Role::Admin | Role::Auditor | Role::Office => Channel::Desk,
    }
}
