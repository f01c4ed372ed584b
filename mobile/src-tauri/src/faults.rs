// SPDX-License-Identifier: EUPL-1.2
//! What the engine answers instead of a result, as the screens hear it: one place for every code.

use ronda_field::error::Error;
use ronda_field::home::HomeError;
use ronda_field::keystore::KeystoreError;
use ronda_field::store::StoreError;
use ronda_shared::photo::PhotoError;
use ronda_shared::sync::Failure;

use crate::bridge::fault::{Code, Fault};

impl Fault {
    /// A fault in a sentence; what stands behind its last colon is the cure.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        let cure = message.rsplit_once(": ").map(|(_, cure)| cure.to_owned());
        Self {
            code,
            message,
            cure,
            faults: Vec::new(),
            rules: Vec::new(),
            wait_ms: None,
        }
    }

    /// The home is locked.
    pub fn locked() -> Self {
        Self::new(Code::Locked, "the phone is locked: unlock it with the PIN")
    }

    fn waiting(self, wait_ms: i64) -> Self {
        Self {
            wait_ms: Some(wait_ms as f64),
            ..self
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let sentence = error.to_string();
        match error {
            Error::Home(fault) => Self::new(of_home(&fault), sentence),
            Error::Keystore(fault) => of_keystore(&fault, sentence),
            Error::Store(fault) => Self::new(of_store(&fault), sentence),
            Error::Invalid(faults) => Self {
                faults,
                ..Self::new(Code::Invalid, sentence)
            },
            Error::Rules(faults) => Self {
                faults: faults.iter().map(|fault| fault.sentence().to_owned()).collect(),
                rules: faults.iter().map(|fault| fault.code().to_owned()).collect(),
                ..Self::new(Code::Invalid, sentence)
            },
            Error::NotAllowed => Self::new(Code::NotAllowed, sentence),
            Error::Wiped => Self::new(Code::Revoked, sentence),
            Error::Photo { fault, .. } => Self::new(of_photo(&fault), sentence),
            Error::NoTicket(_) => Self::new(Code::NoTicket, sentence),
            Error::Ambiguous { ids, .. } => Self {
                faults: ids.iter().map(ToString::to_string).collect(),
                ..Self::new(Code::AmbiguousCode, sentence)
            },
            Error::NoDraft => Self::new(Code::NoDraft, sentence),
            Error::NoPhoto => Self::new(Code::NoPhoto, sentence),
            Error::NoMap(_) | Error::NotTheOffice => Self::new(Code::Invalid, sentence),
            Error::NoRoom { .. } => Self::new(Code::DiskFull, sentence),
            Error::NoValue { .. } => Self::new(Code::NoValue, sentence),
            Error::NotSound(_) => Self::new(Code::NotSound, sentence),
            Error::TooMuch(_) => Self::new(Code::TooMuch, sentence),
        }
    }
}

impl From<PhotoError> for Fault {
    fn from(fault: PhotoError) -> Self {
        Self::new(of_photo(&fault), fault.to_string())
    }
}

impl From<KeystoreError> for Fault {
    fn from(error: KeystoreError) -> Self {
        Error::from(error).into()
    }
}

impl From<HomeError> for Fault {
    fn from(error: HomeError) -> Self {
        Error::from(error).into()
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Error::from(error).into()
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        let sentence = failure.to_string();
        match failure {
            Failure::Unreachable(_) => Self::new(Code::Offline, sentence),
            Failure::Busy { wait_ms } => Self::new(Code::ServerBusy, sentence).waiting(wait_ms),
            Failure::Revoked => Self::new(Code::Revoked, sentence),
            Failure::Refused(_) => Self::new(Code::ServerRefused, sentence),
            Failure::StillDiffers => Self::new(Code::StillDiffers, sentence),
            Failure::Store(_) => Self::new(Code::StoreFails, sentence),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::new(
            Code::Unexpected,
            format!("something is not as this version knows it ({error}): update the app"),
        )
    }
}

fn of_home(fault: &HomeError) -> Code {
    match fault {
        HomeError::InUse => Code::HomeInUse,
        HomeError::Full => Code::DiskFull,
        HomeError::Folder(_) => Code::HomeFails,
    }
}

fn of_store(fault: &StoreError) -> Code {
    match fault {
        StoreError::Full => Code::DiskFull,
        _ => Code::StoreFails,
    }
}

/// A file that shows nothing is told apart from a photo that shows something and cannot be taken as it is.
fn of_photo(fault: &PhotoError) -> Code {
    match fault {
        PhotoError::Empty | PhotoError::NotAPhoto | PhotoError::CutShort | PhotoError::Damaged => Code::BrokenPhoto,
        PhotoError::FileTooLarge { .. }
        | PhotoError::TooManyPixels { .. }
        | PhotoError::TooLong { .. }
        | PhotoError::TooMuchMemory
        | PhotoError::Incompressible => Code::LargePhoto,
        _ => Code::BadPhoto,
    }
}

fn of_keystore(fault: &KeystoreError, sentence: String) -> Fault {
    match fault {
        KeystoreError::ShortPin => Fault::new(Code::ShortPin, sentence),
        KeystoreError::WrongPin { wait_ms } => Fault::new(Code::WrongPin, sentence).waiting(*wait_ms),
        KeystoreError::Wait { wait_ms } => Fault::new(Code::PinWait, sentence).waiting(*wait_ms),
        KeystoreError::NotEnrolled => Fault::new(Code::NotEnrolled, sentence),
        KeystoreError::AlreadyEnrolled => Fault::new(Code::AlreadyEnrolled, sentence),
        KeystoreError::Dropped => Fault::new(Code::KeysDropped, sentence),
        KeystoreError::Damaged => Fault::new(Code::KeysDamaged, sentence),
        KeystoreError::System => Fault::new(Code::Unexpected, sentence),
        KeystoreError::Home(fault) => Fault::new(of_home(fault), sentence),
    }
}
