// SPDX-License-Identifier: EUPL-1.2
//! Where a place lies in the city, by the areas this phone holds; nothing is refused for lying outside.

use ronda_shared::ids::TicketId;
use ronda_shared::ticket::{Field, NewTicket, Value};

use super::filling::pin;
use super::{Advice, Engine};
use crate::error::Error;

/// What the city's areas say of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// Code of the district that holds it.
    pub district: Option<String>,
    /// That district's name.
    pub district_name: Option<String>,
    /// It is known to lie outside the municipality.
    pub outside: bool,
}

impl Engine {
    /// Locates a place (latitude, longitude in degrees); a phone without areas knows nothing of any place.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn locate(&self, place: (f64, f64)) -> Result<Whereabouts, Error> {
        let Some(held) = self.reference()? else {
            return Ok(Whereabouts::default());
        };
        let located = held.data.locate(place);
        Ok(Whereabouts {
            district: located.district.map(|district| district.code.clone()),
            district_name: located.district.map(|district| district.name.clone()),
            outside: located.outside,
        })
    }

    /// A new ticket gets the district of its place when nobody named one; the person is told when it lies outside.
    pub(super) fn located(&self, mut new: NewTicket, notes: &mut Vec<Advice>) -> Result<NewTicket, Error> {
        let Some(position) = new.position else {
            notes.push(Advice::NoPosition);
            return Ok(new);
        };
        let found = self.locate((position.lat, position.lon))?;
        notes.extend(found.outside.then_some(Advice::Outside));
        new.district = new.district.or(found.district);
        Ok(new)
    }

    /// A moved pin takes district and address along, unless the person names them; answers what he should know.
    pub(super) fn moved(&self, ticket: &TicketId, fields: &mut Vec<(Field, Value)>) -> Result<Vec<Advice>, Error> {
        let moves = |(field, _): &(Field, Value)| matches!(field, Field::Position | Field::AssetRef);
        let mut notes = Vec::new();
        if !fields.iter().any(moves) {
            return Ok(notes);
        }
        let read = self.ticket(ticket)?;
        self.placed_by_edit(&read, fields, &mut notes)?;
        let Some(pin) = pin(fields) else { return Ok(notes) };
        let found = self.locate(pin)?;
        let is_named = fields.iter().any(|(field, _)| *field == Field::District);
        let held = self.reference()?;
        let district = held.and_then(|held| held.data.district_when_moved(&read, pin));
        if !is_named && let Some(district) = district {
            fields.push((Field::District, district));
        }
        self.addressed_by_edit(&read, fields)?;
        notes.extend(found.outside.then_some(Advice::Outside));
        Ok(notes)
    }
}
