// SPDX-License-Identifier: EUPL-1.2
//! One ticket: everything of it, what may be done with it, and what happened.

use std::collections::BTreeMap;

use super::delivery::PhotoDelivery;
use super::draft::Spot;
use super::list::TicketLine;
use super::prelude::*;

wire! {
    /// A ticket by its id or its spoken code.
    pub struct TicketId {
        /// As typed.
        pub id: String,
    }
}

wire! {
    /// Everything of a ticket.
    pub struct Ticket {
        /// Its id.
        pub id: String,
        /// Its spoken code.
        pub code: String,
        /// The version this is, to be named by an edit of it.
        pub heads: Vec<String>,
        /// Category code.
        pub category: String,
        /// Version of the set it was chosen from.
        pub taxonomy_version: Option<String>,
        /// One line.
        pub title: String,
        /// The long text.
        pub description: String,
        /// One of `STATUSES`, or one of a newer version.
        pub status: String,
        /// One of `PRIORITIES`.
        pub priority: Option<String>,
        /// Whether somebody may get hurt.
        pub danger: Option<Danger>,
        /// One of `VISIBILITIES`.
        pub visibility: Option<String>,
        /// Where it is.
        pub position: Option<Spot>,
        /// What the device measured when it was filed.
        pub device_position: Option<Spot>,
        /// As written.
        pub address: String,
        /// Where the address came from, when nobody typed it: the `source` of `address_at`.
        pub address_source: Option<String>,
        /// Code of the district.
        pub district: String,
        /// The lamp, bin or tree.
        pub asset_ref: Option<String>,
        /// How it reached the city.
        pub channel: String,
        /// When it was filed.
        pub created_at: String,
        /// By whom.
        pub created_by: String,
        /// His name, when this phone knows it.
        #[serde(default)]
        pub created_by_name: Option<String>,
        /// When the central store received it.
        pub received_at: Option<String>,
        /// The office's number.
        pub case_number: Option<String>,
        /// Code of the office in charge.
        pub office: Option<String>,
        /// One of `OUTCOMES`.
        pub outcome: Option<String>,
        /// How often it changed hands.
        pub handoffs: f64,
        /// Handed on so often that a director looks.
        pub escalated: bool,
        /// How often it was reopened.
        pub reopened: f64,
        /// One of `HOLDS` while it waits.
        pub hold: Option<String>,
        /// Crews that are to do it; more than one is contested.
        pub assignments: Vec<Assignment>,
        /// What happened, in the order in which it counts.
        pub events: Vec<Happened>,
        /// What people must be told.
        pub notices: Vec<Notice>,
        /// Who was where.
        pub visits: Vec<Visit>,
        /// Ties to other tickets.
        pub links: Vec<Link>,
        /// People who have met the same trouble.
        pub me_too: f64,
        /// Ids of those who follow it.
        pub watchers: Vec<String>,
        /// Answers by the codes of their questions.
        pub answers: BTreeMap<String, String>,
        /// Its photos.
        pub photos: Vec<Photo>,
        /// Internal notes.
        pub notes: Vec<Note>,
        /// Texts for the reporter.
        pub public_updates: Vec<Note>,
        /// Fields in which two texts were merged: worth a look.
        pub merged_softly: Vec<String>,
        /// Fields that wait for a decision.
        pub conflicts: Vec<Conflict>,
        /// What this person may do now.
        #[serde(default)]
        pub can: Can,
        /// Changes of this phone without a receipt.
        #[serde(default)]
        pub changes_owed: f64,
        /// Edits of this phone that the office refused, with its reasons.
        #[serde(default)]
        pub refused: Vec<super::delivery::Refused>,
    }
}

wire! {
    /// What this person may do with a ticket now; a button not named here is not shown.
    #[derive(Default)]
    pub struct Can {
        /// Kinds out of `EVENTS`.
        pub events: Vec<String>,
        /// Write fields, undo, decide conflicts.
        pub edit: bool,
        /// Add notes.
        pub note: bool,
        /// Add photos.
        pub photo: bool,
        /// Tie it to others.
        pub link: bool,
        /// Say "me too"; false once it is said.
        pub me_too: bool,
        /// Take "me too" back.
        pub me_too_undo: bool,
        /// Fields whose latest write can be taken back.
        pub undo: Vec<String>,
    }
}

wire! {
    /// Whether somebody may get hurt, and why.
    pub struct Danger {
        /// There is danger.
        pub present: bool,
        /// Why.
        pub reason: String,
    }
}

wire! {
    /// A crew that is to do it.
    pub struct Assignment {
        /// The event that said so.
        pub event: String,
        /// Code of the crew.
        pub crew: String,
        /// By when.
        pub due: Option<String>,
        /// It has said that it will.
        pub accepted: bool,
        /// It is at work.
        pub started: bool,
    }
}

wire! {
    /// Something that happened.
    pub struct Happened {
        /// Its id.
        pub id: String,
        /// One of `EVENTS`, or one of a newer version: then say "update the app".
        pub kind: String,
        /// When.
        pub at: Option<String>,
        /// By whom.
        pub by: String,
        /// His name.
        #[serde(default)]
        pub by_name: Option<String>,
        /// The event that overtook it.
        pub superseded_by: Option<String>,
        /// Why.
        #[serde(default)]
        pub reason: Option<String>,
        /// The question, the answer, the text for the reporter.
        #[serde(default)]
        pub text: Option<String>,
        /// Code of an office.
        #[serde(default)]
        pub office: Option<String>,
        /// Code of a crew.
        #[serde(default)]
        pub crew: Option<String>,
        /// By when.
        #[serde(default)]
        pub due: Option<String>,
        /// One of `OUTCOMES`.
        #[serde(default)]
        pub outcome: Option<String>,
        /// One of `HOLDS`.
        #[serde(default)]
        pub hold: Option<String>,
        /// Why there is no photo of the state left.
        #[serde(default)]
        pub waiver: Option<String>,
        /// The body whose business it is.
        #[serde(default)]
        pub body: Option<String>,
        /// The other ticket.
        #[serde(default)]
        pub ticket: Option<String>,
    }
}

wire! {
    /// Something a person must be told.
    pub struct Notice {
        /// `superseded`, `superseding`, `double_intervention`, `contested_assignment` or `late_edit`.
        pub kind: String,
        /// The event it is about.
        pub event: String,
        /// The other event.
        pub other: Option<String>,
        /// Ids of the people it concerns.
        pub people: Vec<String>,
        /// Their names, as far as known here.
        pub names: Vec<String>,
        /// Codes of the crews it concerns.
        pub crews: Vec<String>,
        /// Ids of those who have read it.
        pub read_by: Vec<String>,
        /// In a sentence (English).
        pub sentence: String,
        /// This person has read it.
        #[serde(default)]
        pub read: bool,
    }
}

wire! {
    /// The notices of one ticket.
    pub struct TicketNotices {
        /// The ticket.
        pub id: String,
        /// Its spoken code.
        pub code: String,
        /// Its title.
        pub title: Option<String>,
        /// What it tells.
        pub notices: Vec<Notice>,
    }
}

wire! {
    /// One end of a visit.
    pub struct Visit {
        /// `arrived` or `left`.
        pub phase: String,
        /// The event it belongs to.
        pub event: String,
        /// When.
        pub at: Option<String>,
        /// Who.
        pub by: String,
        /// His name.
        #[serde(default)]
        pub by_name: Option<String>,
        /// Where he was.
        pub fix: Option<Spot>,
        /// Metres from the ticket.
        pub distance_m: Option<f64>,
        /// Of the fix, in metres.
        pub accuracy_m: Option<f64>,
        /// Age of the fix when it was used, in seconds.
        pub fix_age_s: Option<u32>,
        /// How near counts as there, in metres.
        pub within_m: Option<f64>,
        /// `on_site`, `near`, `far` or `no_fix`.
        pub verdict: String,
        /// Why he was not there.
        pub override_reason: Option<String>,
    }
}

wire! {
    /// A tie to another ticket.
    pub struct Link {
        /// `duplicate_of`, `parent` or `related`.
        pub kind: String,
        /// The other.
        pub ticket: String,
        /// The other as a line of a list; none when it is not on this phone.
        #[serde(default)]
        pub line: Option<TicketLine>,
    }
}

wire! {
    /// A photo of a ticket.
    pub struct Photo {
        /// Its name: `photo://full/TICKET/SHA256` and `photo://thumb/SHA256` show it.
        pub sha256: String,
        /// One of `PHOTO_ROLES`.
        pub role: String,
        /// Width in pixels.
        pub width: f64,
        /// Height in pixels.
        pub height: f64,
        /// Size of the original.
        pub bytes: f64,
        /// When the camera says it was taken.
        pub taken_at: Option<String>,
        /// Where the camera says it was taken.
        pub fix: Option<Spot>,
        /// A line about it.
        pub caption: Option<String>,
        /// What a blacked-out one shows: one of `PHOTO_ROLES`.
        #[serde(default)]
        pub shows: Option<String>,
        /// Lines drawn over it.
        #[serde(default)]
        pub sketch: Vec<super::draft::Stroke>,
        /// By whom.
        pub by: String,
        /// His name.
        #[serde(default)]
        pub by_name: Option<String>,
        /// The central store has its bytes.
        pub delivered: bool,
        /// Where it stands; none for a photo of somebody else.
        #[serde(default)]
        pub delivery: Option<PhotoDelivery>,
        /// The original is on this phone; otherwise `photo_fetch` brings it when there is network.
        #[serde(default)]
        pub is_here: bool,
    }
}

wire! {
    /// A note.
    pub struct Note {
        /// Its id.
        pub id: String,
        /// The text.
        pub text: String,
        /// By whom.
        pub by: String,
        /// His name.
        #[serde(default)]
        pub by_name: Option<String>,
        /// When.
        pub at: Option<String>,
    }
}

wire! {
    /// A field with several standing values, the shown one first.
    pub struct Conflict {
        /// Such as `title` or `answer:depth`.
        pub field: String,
        /// The values.
        pub values: Vec<Standing>,
    }
}

wire! {
    /// A standing value.
    pub struct Standing {
        /// What `conflict_keep` takes.
        pub value_id: String,
        /// A text, an object (position, danger), or null when cleared.
        #[ts(type = "unknown")]
        pub value: serde_json::Value,
        /// By whom.
        pub by: String,
        /// His name.
        #[serde(default)]
        pub by_name: Option<String>,
        /// When.
        pub at: String,
    }
}

wire! {
    /// The conflicts of one ticket.
    pub struct TicketConflicts {
        /// The ticket.
        pub id: String,
        /// Its spoken code.
        pub code: String,
        /// Its fields that wait.
        pub conflicts: Vec<Conflict>,
    }
}
