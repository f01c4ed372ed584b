// SPDX-License-Identifier: EUPL-1.2
//! Why something did not come about: a stable code for the screens to translate, and a sentence that says the cure.

use super::prelude::*;

wire! {
    /// What every command answers instead of its result.
    pub struct Fault {
        /// Stable; one of `Code`.
        pub code: Code,
        /// In a sentence (English), for logs and as the last resort.
        pub message: String,
        /// The part of the sentence that says what to do.
        pub cure: Option<String>,
        /// Every broken rule, when several are.
        pub faults: Vec<String>,
        /// What an event breaks or lacks, in stable words; none for anything else.
        pub rules: Vec<String>,
        /// Milliseconds until the next PIN counts, or the next try is made.
        pub wait_ms: Option<f64>,
    }
}

words! {
    /// What went wrong.
    pub enum Code {
        Locked, NotEnrolled, AlreadyEnrolled, CodeRefused, BadCode, BadServer, Impostor, ShortPin, WrongPin, PinWait, KeysDamaged, KeysDropped,
        HomeInUse, HomeFails, DiskFull, StoreFails, Invalid, NotAllowed, BadPhoto, BrokenPhoto, LargePhoto, NoTicket, AmbiguousCode, NoPhoto,
        NoValue, NotSound, TooMuch, NoDraft, NoCrew, NoReference, Offline, ServerBusy, ServerRefused, Revoked, StillDiffers,
        Cancelled, NoLocation, LocationDenied, Unexpected,
    }
}
