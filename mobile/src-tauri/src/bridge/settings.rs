// SPDX-License-Identifier: EUPL-1.2
//! Settings, the page that says what the Comune can see, and what the system tells about the network.

use super::prelude::*;
use super::session::{Appearance, Who};

wire! {
    /// What a person chose.
    pub struct Settings {
        /// Language and theme.
        pub appearance: Appearance,
        /// Photos wait for a network that costs nothing.
        pub photos_on_wifi_only: bool,
        /// Small pictures of other people's photos are fetched.
        pub thumbnails: bool,
        /// Minutes without a touch until the phone locks itself; 0 never.
        pub lock_after_min: u32,
    }
}

wire! {
    /// What the Comune can see and what this phone holds.
    pub struct Privacy {
        /// Who, and whose server.
        pub who: Who,
        /// What leaves the phone, as codes: `position_at_save`, `position_at_closing`, `photos`, `texts`, `name`, `device_clock`, `free_space`.
        pub sent: Vec<String>,
        /// What never does: `track`, `contacts`, `photo_library`, `background_position`.
        pub never: Vec<String>,
        /// Tickets on this phone.
        pub tickets: f64,
        /// Photos on this phone.
        pub photos: f64,
        /// Drafts on this phone; they are never sent.
        pub drafts: f64,
        /// When it last spoke with the server.
        pub last_contact_at: Option<String>,
    }
}

wire! {
    /// What the system says of the network: a hint, never a gate.
    pub struct Network {
        /// It says that there is one.
        pub online: bool,
        /// It costs money; none when the system does not say.
        #[serde(default)]
        #[ts(optional)]
        pub metered: Option<bool>,
    }
}

wire! {
    /// What the webview wrote to its console or failed with.
    pub struct LogLine {
        /// `error`, `warn` or `info`.
        pub level: String,
        /// Without personal data.
        pub text: String,
    }
}
