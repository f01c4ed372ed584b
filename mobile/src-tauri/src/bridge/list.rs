// SPDX-License-Identifier: EUPL-1.2
//! Lists: a page at a time, by chip, by words, by place.

use super::draft::Spot;
use super::place::Point;
use super::prelude::*;
use super::ticket::{TicketConflicts, TicketNotices};

words! {
    /// The chips over the lists; `drafts` are asked for by their own command.
    pub enum Chip { All, Mine, Queued, Delivered, Outcome, Contested, Told, Dangers, Crew }
}

wire! {
    /// Which tickets; everything asked for must hold.
    #[derive(Default)]
    #[serde(default)]
    #[ts(optional_fields)]
    pub struct TicketQuery {
        /// A chip; `all` when not said.
        pub chip: Option<Chip>,
        /// Words, each matched as the beginning of one.
        pub search: Option<String>,
        /// Around this place, nearest first.
        pub near: Option<Near>,
        /// Category code.
        pub category: Option<String>,
        /// One of `STATUSES`.
        pub status: Option<String>,
        /// At most so many; 50 when not said.
        pub limit: Option<u32>,
        /// `next` of the page before; for lists without search and place.
        pub after: Option<String>,
    }
}

wire! {
    /// A circle.
    pub struct Near {
        /// Latitude in degrees.
        pub lat: f64,
        /// Longitude in degrees.
        pub lon: f64,
        /// Radius in metres.
        pub radius_m: f64,
    }
}

wire! {
    /// A page of a list.
    pub struct TicketPage {
        /// The tickets.
        pub items: Vec<TicketLine>,
        /// Ask for the next page with this; none after the last.
        pub next: Option<String>,
    }
}

wire! {
    /// One line of a list.
    pub struct TicketLine {
        /// The ticket.
        pub id: String,
        /// Its spoken code.
        pub code: String,
        /// One line, often empty: then the category's name stands for it.
        pub title: String,
        /// Category code.
        pub category: String,
        /// One of `STATUSES`, or one of a newer version.
        pub status: String,
        /// Code of the office in charge.
        pub office: Option<String>,
        /// Codes of the crews that are to do it.
        pub crews: Vec<String>,
        /// One of `OUTCOMES`.
        pub outcome: Option<String>,
        /// Things people must be told.
        pub notices: f64,
        /// People who have met the same trouble.
        pub me_too: f64,
        /// One of `PRIORITIES`.
        pub priority: Option<String>,
        /// Somebody may get hurt.
        pub danger: bool,
        /// Code of the district.
        pub district: String,
        /// As written.
        pub address: String,
        /// Latitude in degrees.
        pub lat: Option<f64>,
        /// Longitude in degrees.
        pub lon: Option<f64>,
        /// Fields that wait for a decision.
        pub conflicts: f64,
        /// When it was filed.
        pub created_at: String,
        /// When it was last written.
        pub updated_at: String,
        /// When the central store received it: the second tick.
        pub received_at: Option<String>,
        /// The office's number.
        pub case_number: Option<String>,
        /// Names of its photos: `photo://thumb/SHA256` shows one small.
        pub photos: Vec<String>,
        /// Notes on it.
        pub notes: f64,
        /// Metres from the place asked for.
        #[serde(default)]
        pub distance_m: Option<f64>,
        /// Changes and photos of it that this phone still owes.
        #[serde(default)]
        pub owed: f64,
    }
}

wire! {
    /// A trouble about to be filed.
    pub struct DuplicatesOf {
        /// Its category.
        pub category: String,
        /// Where it is.
        pub place: Spot,
        /// What is said of it.
        #[serde(default)]
        #[ts(optional)]
        pub text: Option<String>,
        /// The lamp, bin or tree.
        #[serde(default)]
        #[ts(optional)]
        pub asset_ref: Option<String>,
    }
}

wire! {
    /// A ticket that may be about the same trouble.
    pub struct Similar {
        /// The ticket.
        pub line: TicketLine,
        /// 0 to 1; 1 is surely the same.
        pub score: f64,
        /// Metres between the two.
        pub distance_m: f64,
        /// Parts of the score in a few words.
        pub explanation: Vec<String>,
    }
}

wire! {
    /// Which page of a list.
    #[derive(Default)]
    #[serde(default)]
    #[ts(optional_fields)]
    pub struct PageQuery {
        /// At most so many; 50 when not said, 20 of what is read from whole tickets.
        pub limit: Option<u32>,
        /// `next` of the page before.
        pub after: Option<String>,
    }
}

wire! {
    /// A page of tickets with contested fields.
    pub struct ConflictsPage {
        /// The tickets.
        pub items: Vec<TicketConflicts>,
        /// Ask for the next page with this; none after the last.
        pub next: Option<String>,
        /// How many there are in all.
        pub total: f64,
    }
}

wire! {
    /// A page of tickets that tell this person something.
    pub struct NoticesPage {
        /// The tickets.
        pub items: Vec<TicketNotices>,
        /// Ask for the next page with this; none after the last.
        pub next: Option<String>,
        /// How many there are in all.
        pub total: f64,
    }
}

wire! {
    /// Which page of the crew's day.
    #[derive(Default)]
    #[serde(default)]
    #[ts(optional_fields)]
    pub struct TodayQuery {
        /// At most so many; 50 when not said.
        pub limit: Option<u32>,
        /// `next` of the page before.
        pub after: Option<String>,
        /// The nearest to here first, instead of the most pressing.
        pub near: Option<Point>,
    }
}

wire! {
    /// A page of the crew's jobs.
    pub struct JobPage {
        /// The jobs.
        pub items: Vec<Job>,
        /// Ask for the next page with this; none after the last.
        pub next: Option<String>,
        /// How many there are in all.
        pub total: f64,
    }
}

wire! {
    /// A job of the crew.
    pub struct Job {
        /// The ticket.
        pub line: TicketLine,
        /// By when.
        pub due: Option<String>,
        /// Milliseconds until then, negative when overdue.
        pub left_ms: Option<f64>,
        /// The crew has said that it will.
        pub accepted: bool,
        /// Another crew was told to do it too.
        pub contested: bool,
        /// Not looked at on this phone since it came.
        pub is_new: bool,
    }
}
