// SPDX-License-Identifier: EUPL-1.2
//! Reference data: what the city calls things, who looks after them, and by when; one set, named by the hash of its bytes.

mod answers;
mod calendar;
mod category;
mod check;
mod city;
mod clock;
mod publication;
mod read;
mod routing;
mod search;
mod sla;
mod territory;
mod text;
mod working_time;

#[cfg(test)]
mod tests;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

pub use calendar::{Calendar, Day, Hours, MonthDay, Span};
pub use category::{Category, Choice, Group, Names, PhotoPolicy, Question, QuestionType, Words};
pub use city::{Crew, District, Office, Route};
pub use clock::{CaseClock, CaseFacts, Leg, Progress};
pub use publication::{Publication, Published, SignedReference};
pub use read::{Fault, read};
pub use search::Hit;
pub use sla::{Due, SlaRow, StopReason, Term, Unit, due};
pub use territory::Located;
pub use working_time::WorkingTime;

use crate::place::Area;
use crate::ticket::Priority;

/// The format this version writes.
pub const FORMAT: u16 = 1;

/// One set of reference data, as people write it and as phones hold it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct ReferenceData {
    /// [`FORMAT`] of the writer.
    #[n(0)]
    pub format: u16,
    /// The jurisdiction's code, such as `FI`.
    #[n(1)]
    pub jurisdiction: String,
    /// Groups of categories, in the order they are shown.
    #[n(2)]
    pub groups: Vec<Group>,
    /// Categories, in the order they are shown.
    #[n(3)]
    pub categories: Vec<Category>,
    /// Districts of the city.
    #[n(4)]
    pub districts: Vec<District>,
    /// Offices.
    #[n(5)]
    pub offices: Vec<Office>,
    /// Crews of offices.
    #[n(6)]
    pub crews: Vec<Crew>,
    /// The office for whatever no route names.
    #[n(7)]
    pub front_desk: String,
    /// Which office a category goes to.
    #[n(8)]
    pub routes: Vec<Route>,
    /// By when, for each priority.
    #[n(9)]
    pub sla: Vec<SlaRow>,
    /// Reasons of a hold that stop the clock.
    #[n(10)]
    pub stop_clock: Vec<StopReason>,
    /// Working days and office hours.
    #[n(11)]
    pub calendar: Calendar,
    /// Where the municipality ends.
    #[n(20)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outline: Option<Area>,
}

impl ReferenceData {
    /// The category of a code, retired ones included.
    #[must_use]
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    /// The office of a code.
    #[must_use]
    pub fn office(&self, code: &str) -> Option<&Office> {
        self.offices.iter().find(|office| office.code == code)
    }

    /// The terms of a priority.
    #[must_use]
    pub fn terms(&self, priority: Priority) -> Option<&SlaRow> {
        self.sla.iter().find(|row| row.priority == priority)
    }

    /// What photos a category asks for; a category nobody knows asks for none.
    #[must_use]
    pub fn photo_policy(&self, category: &str) -> PhotoPolicy {
        self.category(category)
            .map(|category| category.photos)
            .unwrap_or_default()
    }

    /// Whether a hold for this reason stops the clock.
    #[must_use]
    pub fn stops_the_clock(&self, reason: &str) -> bool {
        self.stop_clock.iter().any(|known| known.code == reason)
    }

    /// The opening hours of an office: its own, or those of the calendar.
    #[must_use]
    pub fn hours_of(&self, office: &str) -> &Hours {
        let own = self.office(office).and_then(|office| office.hours.as_ref());
        own.unwrap_or(&self.calendar.hours)
    }
}
