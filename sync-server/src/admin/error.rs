// SPDX-License-Identifier: EUPL-1.2
//! Why an administrative command failed, each with the cure.

use crate::case_store::StoreError;
use crate::office::OfficeError;
use crate::photo_store::PhotoStoreError;
use crate::root::RootError;

/// A command that was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The office said no.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// Keys, kit or journal.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The case store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The photo store.
    #[error(transparent)]
    Photos(#[from] PhotoStoreError),
    /// Wrong for this folder or moment; the sentence says the cure.
    #[error("{0}")]
    Refused(String),
    /// What the running server answered.
    #[error("{0}")]
    Answered(String),
    /// A file or the socket.
    #[error("{what}: {error}")]
    File {
        /// Which, and what to do about it.
        what: String,
        /// The system's word.
        error: std::io::Error,
    },
}

impl AdminError {
    /// A failure of the file system, with the file and the cure.
    pub(crate) fn file(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |error| Self::File { what, error }
    }
}
