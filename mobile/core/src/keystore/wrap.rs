// SPDX-License-Identifier: EUPL-1.2
//! Wrapping the data key: Argon2id over the PIN, with the file key as its secret, then ChaCha20-Poly1305.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use minicbor::{Decode, Encode};
use ronda_shared::identity::Secret;
use ronda_shared::wire::to_cbor;
use zeroize::Zeroizing;

use super::{KeystoreError, random};

const PURPOSE: &[u8] = b"ronda/data-key/1";
/// Most memory a key file may ask for: an altered one must not exhaust the phone.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;

/// What one guess of the PIN costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Cost {
    /// Memory in KiB.
    #[n(0)]
    pub memory_kib: u32,
    /// Passes over it.
    #[n(1)]
    pub passes: u32,
    /// Lanes.
    #[n(2)]
    pub lanes: u32,
}

impl Cost {
    /// What every program uses: 64 MiB, three passes, one lane.
    pub const FULL: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };
}

/// The file keystore's secret.
#[derive(Debug)]
pub(super) struct FileKey(pub(super) Secret);

/// The content of `keys.cbor`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct KeyFile {
    #[cbor(n(0), with = "minicbor::bytes")]
    salt: [u8; 16],
    #[n(1)]
    cost: Cost,
    #[cbor(n(2), with = "minicbor::bytes")]
    nonce: [u8; 12],
    #[cbor(n(3), with = "minicbor::bytes")]
    wrapped: Vec<u8>,
    /// The data key sealed to the recovery key.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub(super) sealed: Vec<u8>,
}

impl KeyFile {
    /// Wraps a data key.
    pub(super) fn wrap(
        data_key: &Secret,
        pin: &str,
        file_key: &FileKey,
        cost: Cost,
        sealed: Vec<u8>,
    ) -> Result<Self, KeystoreError> {
        let mut file = Self {
            salt: random()?,
            cost,
            nonce: random()?,
            wrapped: Vec::new(),
            sealed,
        };
        let payload = Payload {
            msg: &data_key.0,
            aad: PURPOSE,
        };
        let wrapped = file.cipher(pin, file_key)?.encrypt(&Nonce::from(file.nonce), payload);
        file.wrapped = wrapped.map_err(|_| KeystoreError::System)?;
        Ok(file)
    }

    /// The data key, or nothing when the PIN is wrong.
    pub(super) fn unwrap(&self, pin: &str, file_key: &FileKey) -> Result<Option<Secret>, KeystoreError> {
        let payload = Payload {
            msg: &self.wrapped,
            aad: PURPOSE,
        };
        let plain = self.cipher(pin, file_key)?.decrypt(&Nonce::from(self.nonce), payload);
        let Ok(plain) = plain.map(Zeroizing::new) else {
            return Ok(None);
        };
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| KeystoreError::Damaged)?;
        Ok(Some(Secret(key)))
    }

    fn cipher(&self, pin: &str, file_key: &FileKey) -> Result<ChaCha20Poly1305, KeystoreError> {
        if self.cost.memory_kib > MOST_MEMORY_KIB {
            return Err(KeystoreError::Damaged);
        }
        let params = Params::new(self.cost.memory_kib, self.cost.passes, self.cost.lanes, Some(32));
        let params = params.map_err(|_| KeystoreError::Damaged)?;
        let argon = Argon2::new_with_secret(&file_key.0.0, Algorithm::Argon2id, Version::V0x13, params);
        let argon = argon.map_err(|_| KeystoreError::Damaged)?;
        let mut key = Zeroizing::new([0; 32]);
        argon
            .hash_password_into(pin.as_bytes(), &self.salt, key.as_mut())
            .map_err(|_| KeystoreError::System)?;
        Ok(ChaCha20Poly1305::new(&Key::from(*key)))
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        to_cbor(self)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        minicbor::decode(bytes).ok()
    }
}
