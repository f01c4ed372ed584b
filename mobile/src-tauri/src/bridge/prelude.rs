// SPDX-License-Identifier: EUPL-1.2
//! What every file of the bridge uses: the two shapes in which values cross to the screens.

pub(crate) use serde::{Deserialize, Serialize};
pub(crate) use ts_rs::TS;

/// A value that crosses the bridge: JSON on the way, TypeScript on the other side.
macro_rules! wire {
    ($(#[$about:meta])* pub $($shape:tt)*) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        $(#[$about])*
        pub $($shape)*
    };
}

/// A closed set of words.
macro_rules! words {
    ($(#[$about:meta])* pub enum $name:ident { $($word:ident),* $(,)? }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        $(#[$about])*
        #[allow(missing_docs, reason = "the words say it all")]
        pub enum $name { $($word),* }
    };
}

pub(crate) use {wire, words};
