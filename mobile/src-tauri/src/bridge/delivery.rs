// SPDX-License-Identifier: EUPL-1.2
//! What was sent, what waits and why, and what the office did not take.

use super::news::State;
use super::prelude::*;

words! {
    /// Where a photo of this phone stands.
    pub enum PhotoStand { Delivered, Queued, Sending, Retrying, WaitingForWifi, Refused, InCustody }
}

wire! {
    /// Where a photo of this phone stands, and why.
    pub struct PhotoDelivery {
        /// The photo.
        pub sha256: String,
        /// Its size.
        pub bytes: f64,
        /// Where it stands.
        pub stand: PhotoStand,
        /// Why it waits or was refused: a fault's code, `photo_set_aside` or `photo_refused`.
        pub reason_code: Option<String>,
        /// The same in a sentence (English), for whoever wants to know more.
        pub reason: Option<String>,
    }
}

wire! {
    /// A ticket of which something waits.
    pub struct Waiting {
        /// The ticket.
        pub id: String,
        /// Its spoken code.
        pub code: String,
        /// Its title.
        pub title: String,
        /// Category code.
        pub category: String,
        /// Changes without a receipt.
        pub changes: f64,
        /// Photos without one.
        pub photos: Vec<PhotoDelivery>,
        /// When the oldest of it was saved.
        pub since: Option<String>,
    }
}

wire! {
    /// An edit the office refused; it is kept, visible, to be done again or let go.
    pub struct Refused {
        /// The ticket.
        pub ticket: String,
        /// Its spoken code, when it is on this phone.
        pub code: Option<String>,
        /// The intent.
        pub intent: String,
        /// When it was saved.
        pub at: String,
        /// The office's code for the reason.
        pub reason_code: String,
        /// The reason in a sentence.
        pub reason: String,
        /// What was meant, each a few words.
        #[ts(type = "unknown[]")]
        pub edits: Vec<serde_json::Value>,
    }
}

wire! {
    /// A contact that the office's vault did not take; it cannot be read here, so it has to be asked for again.
    pub struct ContactRefused {
        /// Its ticket.
        pub ticket: String,
        /// Its spoken code, when it is on this phone.
        pub code: Option<String>,
        /// The reason in a sentence (English).
        pub reason: String,
    }
}

wire! {
    /// A page of what waits.
    pub struct WaitingPage {
        /// The tickets.
        pub items: Vec<Waiting>,
        /// Ask for the next page with this; none after the last.
        pub next: Option<String>,
        /// How many there are in all.
        pub total: f64,
    }
}

wire! {
    /// A page of what the office refused.
    pub struct RefusedPage {
        /// The edits.
        pub items: Vec<Refused>,
        /// Ask for the next page with this; none after the last.
        pub next: Option<String>,
        /// How many there are in all.
        pub total: f64,
    }
}

wire! {
    /// A page of the contacts that the office's vault did not take.
    pub struct ContactsRefusedPage {
        /// The contacts.
        pub items: Vec<ContactRefused>,
        /// Ask for the next page with this; none after the last.
        pub next: Option<String>,
        /// How many there are in all.
        pub total: f64,
    }
}

wire! {
    /// How sending stands.
    pub struct Delivery {
        /// What waits in numbers, what is being sent, why not.
        pub state: State,
        /// Free bytes where the data lies.
        pub space_bytes: Option<f64>,
        /// For the office's help desk: versions, counts, moments; no contents.
        pub diagnostics: Vec<String>,
    }
}

wire! {
    /// How the emergency pack is made.
    pub struct ExportMake {
        /// The whole encrypted store, which needs no PIN; otherwise every ticket this phone wrote to.
        pub locked: bool,
    }
}

wire! {
    /// An emergency pack; only the office can open it.
    pub struct Exported {
        /// The file.
        pub path: String,
        /// Its size.
        pub bytes: f64,
        /// Tickets in it; none for a locked one.
        pub tickets: Option<f64>,
        /// Photos in it; none for a locked one.
        pub photos: Option<f64>,
        /// Tickets that cannot be read, in it only as far as their changes are kept one by one.
        pub damaged_tickets: f64,
        /// Photos that cannot be read and are not in it.
        pub damaged_photos: f64,
    }
}

wire! {
    /// What an examination found.
    pub struct Diagnosis {
        /// Tickets examined.
        pub tickets: f64,
        /// Photos examined.
        pub photos: f64,
        /// What is wrong, each a sentence.
        pub faults: Vec<String>,
        /// What the person should know though nothing is wrong.
        pub advice: Vec<String>,
    }
}
