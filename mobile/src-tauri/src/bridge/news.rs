// SPDX-License-Identifier: EUPL-1.2
//! What the engine tells the screens without being asked: the event `news`.

use super::draft::Spot;
use super::fault::Fault;
use super::place::MapState;
use super::prelude::*;

wire! {
    /// News.
    #[serde(tag = "news", rename_all = "snake_case")]
    pub enum News {
        /// The state sentence changed.
        State {
            /// The whole of it.
            state: State,
        },
        /// Tickets changed, here or by a sync; none named means many.
        Tickets {
            /// Their ids.
            ids: Vec<String>,
        },
        /// There may be something new to be told.
        Notices {
            /// Tickets with unread ones.
            count: f64,
        },
        /// A fix, while `location_start` is on.
        Fix {
            /// Where.
            fix: Spot,
        },
        /// A map that is being fetched came on, or ended.
        Map {
            /// The map.
            name: String,
            /// Bytes that are here.
            received_bytes: f64,
            /// All its bytes.
            bytes: f64,
            /// How it stands now.
            state: MapState,
            /// Why it ended without being installed; none while it runs, when it is whole, and when somebody stopped it.
            fault: Option<Fault>,
        },
        /// The location cannot be had.
        NoFix {
            /// Why.
            fault: Fault,
        },
        /// The phone locked itself, or was wiped.
        Locked {},
    }
}

wire! {
    /// What the sentence on top is made of. It never lies: every number is read from the disk after a commit.
    pub struct State {
        /// Changes and contacts of citizens without the server's receipt.
        pub changes_owed: f64,
        /// Photos without it.
        pub photos_owed: f64,
        /// Bytes of those photos.
        pub photo_bytes_owed: f64,
        /// When this phone last saved something in this run.
        pub saved_at: Option<String>,
        /// When phone and server last agreed.
        pub last_contact_at: Option<String>,
        /// A sync is running.
        pub syncing: bool,
        /// How far it is; only while it runs.
        pub progress: Option<Progress>,
        /// Why the last one did not settle everything; otherwise why a photo of the camera was left in its folder.
        pub failure: Option<Fault>,
        /// When it is tried again by itself.
        pub next_try_at: Option<String>,
        /// Photos wait because of the setting "only on Wi-Fi".
        pub waiting_for_wifi: bool,
        /// Tickets with a field that waits for a decision.
        pub conflicts: f64,
        /// Drafts that wait to be finished.
        pub drafts: f64,
        /// Edits the office refused.
        pub refused: f64,
    }
}

wire! {
    /// How far a sync is.
    pub struct Progress {
        /// What it does now.
        pub step: Step,
        /// Changes delivered and received so far.
        pub changes: f64,
        /// Changes that were to deliver when it began.
        pub changes_total: f64,
        /// Photos delivered so far.
        pub photos: f64,
        /// Photos that are to be delivered.
        pub photos_total: f64,
        /// Bytes of them that are through.
        pub bytes: f64,
        /// All their bytes.
        pub bytes_total: f64,
    }
}

words! {
    /// A step of a sync.
    pub enum Step { Connecting, Exchanging, Uploading, Thumbnails, Waiting }
}
