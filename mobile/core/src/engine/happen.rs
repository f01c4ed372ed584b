// SPDX-License-Identifier: EUPL-1.2
//! Moving a ticket through its workflow: one event with its visit and its photos, judged as the office will judge it.

use ronda_shared::ids::{IntentId, TicketId};
use ronda_shared::policy::Deed;
use ronda_shared::ticket::{AddedVisit, Edit, HappenedNow, PhotoRole, Position, PositionSource, Ticket};
use ronda_shared::workflow::{CLOSING_DISTANCE_M, Event, Kind, Phase, Situation, Told, Verdict, Visit, faults};

use super::photo::{NewPhoto, Prepared};
use super::{Advice, Engine, Place, Saved};
use crate::error::Error;

/// What a person says that happened.
#[derive(Debug, Clone, Default)]
pub struct HappenRequest {
    /// The event in words.
    pub told: Told,
    /// Where the person is; without it the first photo that knows its place says so.
    pub place: Option<Place>,
    /// Photos that came with it.
    pub photos: Vec<NewPhoto>,
}

impl Engine {
    /// Makes something happen to a ticket.
    ///
    /// # Errors
    /// When it cannot happen: every reason is named; when a photo is broken, or the disk fails or is full.
    pub fn happen(&mut self, ticket: &TicketId, request: HappenRequest) -> Result<Saved, Error> {
        let event = self.event(&request.told)?;
        let opened = self.opened(ticket)?;
        let read = opened.1.read()?;
        let photos = photos_of(event.kind(), request.photos);
        let prepared = self.prepare(photos, read.category().map(|category| category.code.as_str()))?;
        let entry = self.entry()?;
        let within_m = self.closing_distance_m(&read)?;
        let visit = self.visit(&read, &event, entry, request.place, within_m, &prepared);
        let roles: Vec<PhotoRole> = prepared.iter().map(|photo| photo.added.photo.shows()).collect();
        self.judge(&read, &event, visit.as_ref(), &roles)?;
        let said = visit.as_ref().and_then(Visit::evidence).map(Advice::Site);
        let mut edits = vec![Edit::Happen(HappenedNow { entry, event })];
        if let Some(visit) = visit {
            let entry = self.entry()?;
            edits.push(Edit::Visit(AddedVisit { entry, visit }));
        }
        edits.extend(prepared.iter().map(|photo| Edit::AddPhoto(photo.added.clone())));
        let mut saved = self.act_with_photos(opened, edits, prepared)?;
        saved.notes.splice(0..0, said);
        Ok(saved)
    }

    /// How near one must be to a ticket to be there, in metres, and what a place somebody stands at means.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn site(&self, read: &Ticket, place: Place) -> Result<(f64, Verdict), Error> {
        let within_m = self.closing_distance_m(read)?;
        let visit = Visit {
            phase: Phase::Arrived,
            event: IntentId::from_bytes([0; 16]),
            by: self.person(),
            fix: Some(measured(place)),
            site: read.position().copied(),
            within_m,
            override_reason: None,
        };
        Ok((within_m, visit.verdict()))
    }

    pub(super) fn entry(&mut self) -> Result<IntentId, Error> {
        Ok(IntentId(self.born(self.now_ms())?))
    }

    /// The event that was told, in the name of this person, his crew and his office.
    fn event(&self, told: &Told) -> Result<Event, Error> {
        let event = told.event(self.person()).map_err(Error::Invalid)?;
        let grants = &self.identity.grants;
        let crew = event.crew.clone().or_else(|| {
            grants
                .crew
                .clone()
                .filter(|_| event.kind().is_some_and(speaks_for_a_crew))
        });
        let office = event
            .office
            .clone()
            .or_else(|| grants.office.clone().filter(|_| event.kind() == Some(Kind::TakeCharge)));
        Ok(Event { crew, office, ..event })
    }

    /// Where somebody was when it happened: evidence for those events that are done on the spot.
    fn visit(
        &self,
        read: &Ticket,
        event: &Event,
        entry: IntentId,
        place: Option<Place>,
        within_m: f64,
        photos: &[Prepared],
    ) -> Option<Visit> {
        let fix = place
            .map(measured)
            .or_else(|| photos.iter().find_map(|photo| photo.fix_at(self.now_ms())));
        let is_there = fix.is_some() || event.waiver.is_some();
        let phase = match event.kind()? {
            Kind::Start => Phase::Arrived,
            Kind::ResolveOnSpot if is_there => Phase::Arrived,
            Kind::Resolve => Phase::Left,
            Kind::Hold | Kind::Decline if fix.is_some() => Phase::Left,
            _ => return None,
        };
        Some(Visit {
            phase,
            event: entry,
            by: self.person(),
            fix,
            site: read.position().copied(),
            within_m,
            override_reason: event.waiver.clone(),
        })
    }

    /// How near one must be to close a ticket, in metres: its category says so.
    fn closing_distance_m(&self, read: &Ticket) -> Result<f64, Error> {
        let held = self.reference()?;
        let known = read
            .category()
            .zip(held.as_ref())
            .and_then(|(category, held)| held.data.category(&category.code));
        Ok(known.map_or(CLOSING_DISTANCE_M, |known| f64::from(known.closing_distance_m)))
    }

    /// The server judges by the same rules; asking here spares the person a refusal later.
    pub(super) fn judge(
        &self,
        read: &Ticket,
        event: &Event,
        visit: Option<&Visit>,
        photos: &[PhotoRole],
    ) -> Result<(), Error> {
        if !photos.is_empty() {
            self.may(Deed::Photo)?;
        }
        let is_after = |role: PhotoRole| role == PhotoRole::After;
        let arrives = |visit: &Visit| visit.phase == Phase::Arrived;
        let situation = Situation {
            folded: &read.workflow,
            person: self.person(),
            grants: &self.identity.grants,
            created_by: read.created_by,
            has_after_photo: photos.iter().any(|role| is_after(*role))
                || read.photos.iter().any(|entry| is_after(entry.value.shows())),
            has_arrived: visit.is_some_and(arrives) || read.visits.iter().any(|entry| arrives(&entry.value)),
            visit,
        };
        let found = faults(event, &situation);
        if !found.is_empty() {
            return Err(Error::Rules(found));
        }
        event.fault().map_or(Ok(()), |fault| Err(Error::Invalid(vec![fault])))
    }
}

/// Whoever does these as a member of a crew does them for it; a crew leader assigns to his own unless he says otherwise.
fn speaks_for_a_crew(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Assign
            | Kind::Accept
            | Kind::Decline
            | Kind::Start
            | Kind::Hold
            | Kind::Resume
            | Kind::ResolveOnSpot
            | Kind::Resolve
    )
}

/// What a photo shows follows from what happens: the state left, or the work going on.
fn photos_of(kind: Option<Kind>, photos: Vec<NewPhoto>) -> Vec<NewPhoto> {
    let ends = matches!(
        kind,
        Some(Kind::Resolve | Kind::ResolveOnSpot | Kind::CloseFromDesk | Kind::Verify)
    );
    let role = if ends { PhotoRole::After } else { PhotoRole::During };
    photos.into_iter().map(|photo| NewPhoto { role, ..photo }).collect()
}

/// Where the device is was measured, never pinned.
fn measured(place: Place) -> Position {
    Position {
        source: PositionSource::Gps,
        ..place.position()
    }
}
