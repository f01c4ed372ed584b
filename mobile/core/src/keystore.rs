// SPDX-License-Identifier: EUPL-1.2
//! The keys of a home: the data key, wrapped by the PIN and the file keystore, and sealed to the recovery key.
//!
//! The file keystore only delays who guesses; it never erases. Who takes a copy of the whole home can guess at his own
//! speed, held back by Argon2 alone: a phone's hardware keystore is what stops him.

mod hardware;
mod tries;
mod wrap;

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use ronda_shared::identity::{BoxPublicKey, Secret, seal};

pub use hardware::{Hardware, LAST_TRY};
pub use tries::wait_after_ms;
pub use wrap::Cost;
use wrap::{FileKey, KeyFile};

use crate::home::{HomeError, read_if_there, remove_if_there, write_durably};
use tries::Tries;

/// Shortest PIN.
pub const PIN_CHARS: usize = 4;
const KEYS: &str = "keys.cbor";
const FILE_KEY: &str = "keystore.key";

/// The keys could not be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
    /// Too short.
    #[error("the PIN is too short: use at least {PIN_CHARS} characters")]
    ShortPin,
    /// Not the PIN.
    #[error("wrong PIN: {}", next_step(*.wait_ms))]
    WrongPin {
        /// Milliseconds until the next try counts.
        wait_ms: i64,
    },
    /// Too soon after wrong tries; the PIN was not looked at.
    #[error("too many wrong PINs: try again in {}", duration(*.wait_ms))]
    Wait {
        /// Milliseconds until the next try counts.
        wait_ms: i64,
    },
    /// Nobody enrolled here.
    #[error("this home is not enrolled yet: run ronda enrol with a code from the office")]
    NotEnrolled,
    /// Somebody enrolled here already.
    #[error("this home is enrolled already: use another --home for another person")]
    AlreadyEnrolled,
    /// The tenth wrong PIN on a phone: its own way to the data key is gone for good.
    #[error(
        "ten wrong PINs: this phone has dropped its key; nothing stored is lost: export with --locked and hand the pack to the office, whose recovery kit opens it"
    )]
    Dropped,
    /// A key file is gone or altered.
    #[error(
        "the home's key files are damaged: export with --locked and hand the pack to the office, whose recovery kit opens it"
    )]
    Damaged,
    /// The system gives no random numbers, or not the memory for the key.
    #[error("the system gave no random numbers or not enough memory for the key: close other programs and try again")]
    System,
    /// The home's folder fails.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl From<io::Error> for KeystoreError {
    fn from(error: io::Error) -> Self {
        Self::Home(error.into())
    }
}

fn next_step(wait_ms: i64) -> String {
    if wait_ms == 0 {
        "try again".into()
    } else {
        format!("the next try counts in {}", duration(wait_ms))
    }
}

fn duration(wait_ms: i64) -> String {
    let seconds = wait_ms.saturating_add(999) / 1000;
    if seconds < 120 {
        format!("{seconds} s")
    } else {
        format!("{} minutes", (seconds + 59) / 60)
    }
}

/// The file keystore of a home.
#[derive(Debug)]
pub struct Keystore {
    keys: PathBuf,
    file_key: PathBuf,
    tries: Tries,
    cost: Cost,
    hardware: Option<Box<dyn Hardware>>,
}

impl Keystore {
    /// The keystore of a home's folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self::with_cost(folder, Cost::FULL)
    }

    /// The same with another cost for new keys; no program offers it.
    #[must_use]
    pub fn with_cost(folder: &Path, cost: Cost) -> Self {
        Self {
            keys: folder.join(KEYS),
            file_key: folder.join(FILE_KEY),
            tries: Tries::of(folder),
            cost,
            hardware: None,
        }
    }

    /// The same over a phone's hardware: a copy of the home is of no use without this very phone, and the tenth wrong PIN in a
    /// row drops the phone's own way to the data key. The key sealed for the office remains.
    #[must_use]
    pub fn in_hardware(self, hardware: Box<dyn Hardware>) -> Self {
        Self {
            hardware: Some(hardware),
            ..self
        }
    }

    /// Whether somebody enrolled here.
    #[must_use]
    pub fn is_founded(&self) -> bool {
        self.keys.exists()
    }

    /// Makes a data key and gives it to `prepare`; only when that succeeds are the keys written, so that a home either
    /// opens or was never founded.
    ///
    /// # Errors
    /// When somebody enrolled here already, the PIN is too short, a file cannot be written, or `prepare` fails.
    pub fn found<T, E: From<KeystoreError>>(
        &self,
        pin: &str,
        recovery: &BoxPublicKey,
        prepare: impl FnOnce(&Secret) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.is_founded() {
            return Err(KeystoreError::AlreadyEnrolled.into());
        }
        let (data_key, file_key, keys) = self.new_keys(pin, recovery)?;
        let prepared = prepare(&data_key)?;
        let kept = match &self.hardware {
            Some(hardware) => hardware.wrap(&file_key.0.0)?,
            None => file_key.0.0.to_vec(),
        };
        write_durably(&self.file_key, &kept).map_err(KeystoreError::from)?;
        write_durably(&self.keys, &keys.to_bytes()).map_err(KeystoreError::from)?;
        Ok(prepared)
    }

    fn new_keys(&self, pin: &str, recovery: &BoxPublicKey) -> Result<(Secret, FileKey, KeyFile), KeystoreError> {
        if pin.chars().count() < PIN_CHARS {
            return Err(KeystoreError::ShortPin);
        }
        let (data_key, file_key) = (Secret(random()?), FileKey(Secret(random()?)));
        let sealed = seal(recovery, &Secret(random()?), &data_key.0).map_err(|_| KeystoreError::Damaged)?;
        let keys = KeyFile::wrap(&data_key, pin, &file_key, self.cost, sealed)?;
        Ok((data_key, file_key, keys))
    }

    /// The data key, when the PIN is right. A wrong try is counted, on disk, before the PIN is looked at.
    ///
    /// # Errors
    /// [`KeystoreError::Wait`] and [`KeystoreError::WrongPin`] say how long until the next try counts.
    pub fn unlock(&self, pin: &str, now_ms: i64) -> Result<Secret, KeystoreError> {
        let keys = self.key_file()?;
        let file_key = self.file_key()?;
        let wait_ms = self.tries.begin(now_ms)?;
        match keys.unwrap(pin, &file_key)? {
            Some(data_key) => {
                self.tries.forget()?;
                Ok(data_key)
            }
            None => self.wrong(wait_ms),
        }
    }

    fn wrong(&self, wait_ms: i64) -> Result<Secret, KeystoreError> {
        let Some(hardware) = self
            .hardware
            .as_ref()
            .filter(|_| self.tries.failed().is_ok_and(|failed| failed >= LAST_TRY))
        else {
            return Err(KeystoreError::WrongPin { wait_ms });
        };
        hardware.forget()?;
        remove_if_there(&self.file_key)?;
        Err(KeystoreError::Dropped)
    }

    /// Milliseconds until the next PIN counts.
    ///
    /// # Errors
    /// When the home's folder fails.
    pub fn wait_ms(&self, now_ms: i64) -> Result<i64, KeystoreError> {
        self.tries.left_ms(now_ms)
    }

    /// The data key sealed to the recovery key, for an emergency pack made without the PIN.
    ///
    /// # Errors
    /// When nobody enrolled here or the file is damaged.
    pub fn sealed_key(&self) -> Result<Vec<u8>, KeystoreError> {
        Ok(self.key_file()?.sealed)
    }

    fn key_file(&self) -> Result<KeyFile, KeystoreError> {
        let bytes = read_if_there(&self.keys)?.ok_or(KeystoreError::NotEnrolled)?;
        KeyFile::from_bytes(&bytes).ok_or(KeystoreError::Damaged)
    }

    fn file_key(&self) -> Result<FileKey, KeystoreError> {
        let gone = || match &self.hardware {
            Some(_) => KeystoreError::Dropped,
            None => KeystoreError::Damaged,
        };
        let kept = read_if_there(&self.file_key)?.ok_or_else(gone)?;
        let bytes = match &self.hardware {
            Some(hardware) => hardware.unwrap(&kept)?,
            None => kept,
        };
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeystoreError::Damaged)?;
        Ok(FileKey(Secret(bytes)))
    }
}

/// A random number, for pauses that shall not coincide.
///
/// # Errors
/// When the system gives none.
pub fn random_u64() -> Result<u64, KeystoreError> {
    Ok(u64::from_be_bytes(random()?))
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], KeystoreError> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// Fills a slice with random bytes of the operating system.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), KeystoreError> {
    getrandom::fill(bytes).map_err(|_| KeystoreError::System)
}
