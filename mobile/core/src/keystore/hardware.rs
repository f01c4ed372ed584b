// SPDX-License-Identifier: EUPL-1.2
//! A phone's hardware, which holds a key that nobody can copy.

use super::KeystoreError;

/// Wrong PINs in a row after which a phone with hardware drops its own way to the data key.
pub const LAST_TRY: u32 = 10;

/// Wraps secrets under a key that never leaves the device: Android Keystore, the Secure Enclave.
pub trait Hardware: std::fmt::Debug + Send {
    /// Wraps a secret; makes the key when there is none yet.
    ///
    /// # Errors
    /// When the hardware refuses.
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeystoreError>;

    /// What was wrapped on this very device.
    ///
    /// # Errors
    /// When the key is gone or the bytes were not wrapped by it.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError>;

    /// Destroys the key.
    ///
    /// # Errors
    /// When the hardware refuses.
    fn forget(&self) -> Result<(), KeystoreError>;
}
