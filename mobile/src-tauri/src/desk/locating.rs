// SPDX-License-Identifier: EUPL-1.2
//! Fixes on their way to the screens, and where a ticket is.

use super::{Desk, invalid};
use crate::bridge::draft::Spot;
use crate::bridge::fault::Fault;
use crate::bridge::news::News;

impl Desk {
    /// Tells fixes, while somebody wants them.
    pub fn located(&mut self, fixes: Vec<Spot>) {
        self.is_locating = true;
        for fix in fixes {
            (self.tell)(News::Fix { fix });
        }
    }

    pub fn location_stop(&mut self, (): ()) -> Result<(), Fault> {
        self.is_locating = false;
        Ok(())
    }

    /// Latitude and longitude of a ticket.
    pub fn place_of(&self, id: &str) -> Result<(f64, f64), Fault> {
        let engine = self.engine()?;
        let read = engine.ticket(&engine.find(id)?)?;
        let place = read.position().map(|position| (position.lat, position.lon));
        place.ok_or_else(|| invalid("the ticket has no place: ask who filed it"))
    }
}
