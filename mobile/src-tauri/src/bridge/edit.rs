// SPDX-License-Identifier: EUPL-1.2
//! Changing a ticket that is there.

use std::collections::BTreeMap;

use super::draft::Spot;
use super::prelude::*;

wire! {
    /// Fields to write; those left out stay, an empty text clears.
    #[derive(Default)]
    #[serde(default)]
    #[ts(optional_fields)]
    pub struct Fields {
        /// Category code.
        pub category: Option<String>,
        /// One line.
        pub title: Option<String>,
        /// The long text.
        pub description: Option<String>,
        /// Where it is.
        pub place: Option<Spot>,
        /// As written.
        pub address: Option<String>,
        /// Code of the district.
        pub district: Option<String>,
        /// The lamp, bin or tree.
        pub asset_ref: Option<String>,
        /// One of `PRIORITIES`.
        pub priority: Option<String>,
        /// What could hurt somebody; an empty text says that there is no danger.
        pub danger: Option<String>,
        /// One of `VISIBILITIES`.
        pub visibility: Option<String>,
        /// Answers by the codes of their questions.
        pub answers: BTreeMap<String, String>,
    }
}

wire! {
    /// Fields of one ticket to write.
    pub struct TicketEdit {
        /// The ticket.
        pub id: String,
        /// Its `heads` when the person opened it: what came since then is not overwritten.
        pub seen: Vec<String>,
        /// Its fields.
        pub fields: Fields,
    }
}

wire! {
    /// A note to add.
    pub struct NoteAdd {
        /// The ticket.
        pub id: String,
        /// The text.
        pub text: String,
    }
}

wire! {
    /// Which of the standing values is kept.
    pub struct ConflictKeep {
        /// The ticket.
        pub id: String,
        /// The field.
        pub field: String,
        /// The value.
        pub value_id: String,
    }
}

wire! {
    /// The field whose latest write is taken back.
    pub struct FieldUndo {
        /// The ticket.
        pub id: String,
        /// The field.
        pub field: String,
    }
}

wire! {
    /// A tie to make or to undo.
    pub struct LinkSet {
        /// The ticket.
        pub id: String,
        /// `duplicate_of`, `parent`, `related` or `different_from`.
        pub kind: String,
        /// The other: its id or code.
        pub other: String,
        /// Make it, or undo it.
        pub there: bool,
    }
}

wire! {
    /// "Me too", or following: said or taken back.
    pub struct Said {
        /// The ticket.
        pub id: String,
        /// Said, or taken back.
        pub there: bool,
    }
}

wire! {
    /// Something that happens at once, without photos; with photos it is a draft of kind `event`.
    pub struct EventDo {
        /// The ticket.
        pub id: String,
        /// What happens.
        pub event: super::draft::EventForm,
        /// Where the person is.
        #[serde(default)]
        #[ts(optional)]
        pub place: Option<Spot>,
    }
}

wire! {
    /// How far somebody is from a ticket.
    pub struct SiteCheck {
        /// The ticket.
        pub id: String,
        /// Where he is.
        pub place: Spot,
    }
}

wire! {
    /// What a distance means.
    pub struct SiteDistance {
        /// Metres from the ticket; none when it has no place.
        pub distance_m: Option<f64>,
        /// Of the fix, in metres.
        pub accuracy_m: Option<f64>,
        /// How near counts as there, in metres.
        pub within_m: f64,
        /// `on_site`, `near`, `far` or `no_fix`.
        pub verdict: String,
    }
}

wire! {
    /// A photo of a ticket.
    pub struct PhotoName {
        /// The ticket.
        pub id: String,
        /// The photo.
        pub sha256: String,
    }
}
