// SPDX-License-Identifier: EUPL-1.2
//! Fixes on their way to the screens, and where a ticket is.

use std::sync::Arc;

use ronda_shared::place::Fix;

use super::{Desk, invalid, moment};
use crate::bridge::draft::Spot;
use crate::bridge::fault::Fault;
use crate::bridge::news::News;
use crate::clock::now_ms;
use crate::location::Locator;

impl Desk {
    /// Somebody wants fixes.
    pub fn locating_begins(&mut self) -> Arc<dyn Locator> {
        self.is_locating = true;
        self.fixes.clear();
        self.locator.clone()
    }

    /// What knows where this device is.
    pub fn locator(&self) -> Arc<dyn Locator> {
        self.locator.clone()
    }

    /// Tells the best fix of the last seconds, or why there is none, while somebody wants it.
    pub fn located(&mut self, heard: Result<Fix, Fault>) {
        if !self.is_locating {
            return;
        }
        (self.tell)(match heard {
            Ok(fix) => News::Fix {
                fix: spot(self.fixes.hear(fix, now_ms())),
            },
            Err(fault) => News::NoFix { fault },
        });
    }

    pub fn location_stop(&mut self, (): ()) -> Result<(), Fault> {
        self.is_locating = false;
        self.locator.stop();
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

fn spot(fix: Fix) -> Spot {
    Spot {
        lat: fix.place.0,
        lon: fix.place.1,
        accuracy_m: fix.accuracy_m,
        source: "gps".to_owned(),
        at: Some(moment(fix.at_ms)),
        mocked: fix.mocked,
    }
}
