// SPDX-License-Identifier: EUPL-1.2
//! The beginning and the end of a shift.

use super::list::TicketLine;
use super::news::State;
use super::prelude::*;

wire! {
    /// What a person should know before he goes out.
    pub struct ShiftStart {
        /// The first open tickets with danger on this phone, newest first; the chip `dangers` pages through all.
        pub dangers: Vec<TicketLine>,
        /// How many there are.
        pub dangers_total: f64,
        /// The note left at the end of the last shift on this phone.
        pub hand_over: Option<HandOver>,
        /// When phone and server last agreed.
        pub last_contact_at: Option<String>,
        /// Age of the data in seconds; none before the first contact.
        pub age_s: Option<f64>,
        /// Tickets on this phone.
        pub tickets: f64,
        /// Drafts that wait to be finished.
        pub drafts: f64,
        /// Tickets that tell this person something he has not read.
        pub notices: f64,
        /// Fields that wait for a decision.
        pub conflicts: f64,
        /// Jobs of the person's crew; none for a person without one.
        pub jobs: Option<f64>,
    }
}

wire! {
    /// A note that a person left for his own next shift on this phone.
    pub struct HandOver {
        /// The note.
        pub text: String,
        /// When it was written.
        pub at: String,
    }
}

wire! {
    /// The text of a note for his own next shift on this phone; an empty one takes it away.
    pub struct HandOverText {
        /// As typed.
        pub text: String,
    }
}

wire! {
    /// What a shift came to.
    pub struct ShiftEnd {
        /// Tickets filed since midnight.
        pub filed: f64,
        /// Changes saved since midnight, filing included.
        pub saved: f64,
        /// What still waits.
        pub state: State,
        /// Drafts not finished.
        pub drafts: f64,
        /// The note for the next shift.
        pub hand_over: Option<HandOver>,
    }
}
