// SPDX-License-Identifier: EUPL-1.2
//! Why the office could not do what it was asked, each with the cure.

use ronda_shared::document::DocumentError;
use ronda_shared::ids::TicketId;

use crate::case_store::StoreError;
use crate::photo_store::PhotoStoreError;
use crate::root::RootError;

/// A request the office did not carry out.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The other side speaks a protocol this version does not.
    #[error("this server speaks protocol {ours}, the phone {theirs}: update the older of the two")]
    Protocol {
        /// The phone's.
        theirs: u16,
        /// The newest one known here.
        ours: u16,
    },
    /// The request breaks a bound or a rule; the sentence says the cure.
    #[error("{0}")]
    Refused(String),
    /// Nothing of that name.
    #[error("{0}")]
    NotFound(String),
    /// A spoken code that names more than one ticket.
    #[error("the code names {} tickets: give one of the ids {}", .0.len(), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Ambiguous(Vec<TicketId>),
    /// The device was revoked.
    #[error("this device was revoked: hand it to the office")]
    Revoked,
    /// The person was disabled, or nobody knows the device.
    #[error("this device has no access: ask the office to enrol it again")]
    NoAccess,
    /// An enrolment code that is wrong, used or lapsed, or was tried with another key: one answer for all.
    #[error("the enrolment code is not valid: ask the office for a new one")]
    BadCode,
    /// The store underneath.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The photos underneath.
    #[error(transparent)]
    Photos(#[from] PhotoStoreError),
    /// Keys, kit or journal.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A stored ticket that does not open.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A file of the data folder, a backup or a pack.
    #[error("{what}: {error}")]
    File {
        /// Which file, and what to do about it.
        what: String,
        /// The system's word.
        error: std::io::Error,
    },
    /// The system gives no random bytes, or a task was stopped.
    #[error("the server is stopping or the system refuses it a service: try again ({0})")]
    Stopped(&'static str),
}

impl OfficeError {
    /// Trying again by itself cannot help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Store(error) => error.is_permanent(),
            Self::Photos(error) => error.is_permanent(),
            Self::File { .. } | Self::Stopped(_) => false,
            _ => true,
        }
    }

    /// A failure of the file system, with the file and the cure.
    pub(crate) fn file(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |error| Self::File { what, error }
    }
}
