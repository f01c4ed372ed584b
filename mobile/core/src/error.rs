// SPDX-License-Identifier: EUPL-1.2
//! What a use case can answer instead of its result; every message says the cure.

use ronda_shared::document::DocumentError;
use ronda_shared::ids::TicketId;
use ronda_shared::photo::PhotoError;
use ronda_shared::workflow::Fault;

use crate::home::HomeError;
use crate::keystore::KeystoreError;
use crate::store::StoreError;

/// A use case failed; nothing of it was saved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The home's folder.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The keys.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was asked breaks rules; every one of them is named.
    #[error("{}", .0.join("; "))]
    Invalid(Vec<String>),
    /// An event cannot happen now; every reason is named.
    #[error("{}", sentences(.0))]
    Rules(Vec<Fault>),
    /// The person's role does not allow it.
    #[error("your role does not allow this: ask the office")]
    NotAllowed,
    /// The home was wiped by the order that revoked the device: nothing that is written here would ever reach the office.
    #[error(
        "this device was revoked and emptied by the office's order, and nothing can be saved on it any more: ask the office to enrol you again"
    )]
    Wiped,
    /// A photo cannot be taken in.
    #[error("photo {name}: {fault}")]
    Photo {
        /// Which one, as the caller named it.
        name: String,
        /// What is wrong with it.
        fault: PhotoError,
    },
    /// No such ticket here.
    #[error("no ticket {0} on this phone: check the code, or sync to receive it")]
    NoTicket(String),
    /// A code that names several tickets.
    #[error("the code {code} names {} tickets: use one of the ids {}", .ids.len(), list(.ids))]
    Ambiguous {
        /// The code.
        code: String,
        /// The tickets.
        ids: Vec<TicketId>,
    },
    /// No such draft.
    #[error("there is no such draft any more: it was saved or thrown away")]
    NoDraft,
    /// The ticket has no such photo, or its bytes are not on this phone.
    #[error("the photo is not on this phone: fetch it when there is network")]
    NoPhoto,
    /// No such map.
    #[error("there is no map {0} here or at the office: see ronda maps list, or sync to hear of new ones")]
    NoMap(String),
    /// Public files never take the space that capture needs.
    #[error("{} MB and 200 MB beside them must be free on this phone: free some space", .bytes.div_ceil(1_000_000))]
    NoRoom {
        /// Bytes it needs.
        bytes: u64,
    },
    /// The catalogue is not the office's.
    #[error("the list of maps was not signed by the office and is ignored: tell the office")]
    NotTheOffice,
    /// The field has no such standing value.
    #[error("the {field} has no value {value_id}: see the values with ronda conflicts")]
    NoValue {
        /// The field.
        field: String,
        /// What was named.
        value_id: String,
    },
    /// The document was found different from what the office announced.
    #[error("this ticket did not pass its check and cannot be edited: sync, and tell the office ({0})")]
    NotSound(String),
    /// The finished change would not be admitted.
    #[error("this is too much for one save ({0}): save it in smaller parts")]
    TooMuch(String),
}

impl From<DocumentError> for Error {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Invalid(faults) => Self::Invalid(faults),
            other => Self::Store(StoreError::Document(other)),
        }
    }
}

fn sentences(faults: &[Fault]) -> String {
    faults.iter().map(Fault::sentence).collect::<Vec<_>>().join("; ")
}

fn list(ids: &[TicketId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
