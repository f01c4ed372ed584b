// SPDX-License-Identifier: EUPL-1.2
//! Who is at the phone: activation, the PIN, the lock.

use super::prelude::*;

wire! {
    /// Where the phone stands before anything else is asked.
    pub struct Session {
        /// What to show.
        pub phase: Phase,
        /// Who uses it; only while it is open.
        pub who: Option<Who>,
        /// Milliseconds until the next PIN counts; 0 when it counts now.
        pub wait_ms: f64,
        /// Known before the PIN, so that the first screen speaks the person's language.
        pub appearance: Appearance,
        /// The server to offer at activation, when the phone was told one.
        pub server: Option<String>,
        /// The screen that was last open (see `route_write`); only while it is open.
        pub route: Option<String>,
        /// This app's version.
        pub version: String,
    }
}

words! {
    /// What the phone can do now.
    pub enum Phase { New, Locked, Open, Revoked }
}

wire! {
    /// The person of this phone, as the office knows him.
    pub struct Who {
        /// The person's id.
        pub person: String,
        /// His name.
        pub person_name: String,
        /// One of `ROLES`.
        pub role: String,
        /// Code of his crew.
        pub crew: Option<String>,
        /// Code of his office.
        pub office: Option<String>,
        /// Codes of his districts; none means the whole territory.
        pub districts: Vec<String>,
        /// The jurisdiction's code, such as `FI`.
        pub jurisdiction: String,
        /// The Comune's name.
        pub jurisdiction_name: String,
        /// This device's id.
        pub device: String,
        /// Where the server is.
        pub server: String,
        /// Of the server's root key, as the office can read it aloud: groups of four.
        pub fingerprint: String,
    }
}

wire! {
    /// A one-time code, typed or read from a QR.
    pub struct EnrolBegin {
        /// The code, or the whole link of the QR, which names the server too.
        pub code: String,
        /// The server's address, when the code is no link.
        #[serde(default)]
        #[ts(optional)]
        pub server: Option<String>,
        /// The municipality's own certificate authority (PEM), where it has one.
        #[serde(default)]
        #[ts(optional)]
        pub own_ca: Option<String>,
        /// What the office will call this device.
        pub device_name: String,
    }
}

wire! {
    /// A PIN; at least four characters.
    pub struct Pin {
        /// As typed.
        pub pin: String,
    }
}

wire! {
    /// A person is at hand.
    pub struct Touch {
        /// He goes to the phone's camera: the home stays open until he is back, at most half an hour.
        pub camera: bool,
    }
}

wire! {
    /// The screen to come back to after a kill; any text of the UI's own.
    pub struct Route {
        /// Such as `report/ID/position`.
        pub route: String,
    }
}

wire! {
    /// How the app looks; not personal, so it is known before the PIN.
    pub struct Appearance {
        /// Italian or English.
        pub language: Language,
        /// Light, dark, for the sun, or as the system says.
        pub theme: Theme,
    }
}

words! {
    /// A language.
    pub enum Language { It, En }
}

words! {
    /// A theme.
    pub enum Theme { System, Light, Dark, Sun }
}
