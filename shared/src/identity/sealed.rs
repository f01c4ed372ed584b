// SPDX-License-Identifier: EUPL-1.2
//! Sealed boxes: bytes only the holder of a recovery or vault key can open (X25519, HMAC-SHA-256 as KDF, ChaCha20-Poly1305).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hmac::{Hmac, Mac};
use minicbor::{Decode, Encode};
use sha2::Sha256;
use x25519_dalek::{PublicKey as Point, StaticSecret};

use super::keys::Secret;

const PURPOSE: &[u8] = b"ronda/sealed/1";
const POINT_BYTES: usize = 32;

/// The opening half of a sealing key pair.
#[derive(Clone)]
pub struct BoxKey(StaticSecret);

/// The sealing half of a sealing key pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct BoxPublicKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// A box that cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed box does not open with this key: use the recovery kit of the same store")]
pub struct SealError;

impl std::fmt::Debug for BoxKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BoxKey({:?})", self.public())
    }
}

impl BoxKey {
    /// The key of 32 random bytes.
    #[must_use]
    pub fn from_seed(seed: &Secret) -> Self {
        Self(StaticSecret::from(seed.0))
    }

    /// The half that seals.
    #[must_use]
    pub fn public(&self) -> BoxPublicKey {
        BoxPublicKey(Point::from(&self.0).to_bytes())
    }
}

/// Seals `plain` to `to`. `ephemeral` must be 32 fresh random bytes: they are the one-time key pair, so key and nonce never repeat.
///
/// # Errors
/// When `to` is not a usable key.
pub fn seal(to: &BoxPublicKey, ephemeral: &Secret, plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let own = StaticSecret::from(ephemeral.0);
    let point = Point::from(&own).to_bytes();
    let cipher = cipher(&own, &to.0, &point, &to.0)?;
    let payload = Payload {
        msg: plain,
        aad: PURPOSE,
    };
    let sealed = cipher.encrypt(&Nonce::default(), payload).map_err(|_| SealError)?;
    Ok([point.as_slice(), &sealed].concat())
}

/// Opens a sealed box.
///
/// # Errors
/// When it was sealed to another key or altered.
pub fn open(key: &BoxKey, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (point, body) = sealed.split_at_checked(POINT_BYTES).ok_or(SealError)?;
    let point: [u8; POINT_BYTES] = point.try_into().map_err(|_| SealError)?;
    let cipher = cipher(&key.0, &point, &point, &key.public().0)?;
    cipher
        .decrypt(
            &Nonce::default(),
            Payload {
                msg: body,
                aad: PURPOSE,
            },
        )
        .map_err(|_| SealError)
}

fn cipher(
    own: &StaticSecret,
    peer: &[u8; 32],
    ephemeral: &[u8; 32],
    to: &[u8; 32],
) -> Result<ChaCha20Poly1305, SealError> {
    let shared = own.diffie_hellman(&Point::from(*peer));
    if !shared.was_contributory() {
        return Err(SealError);
    }
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(shared.as_bytes()).map_err(|_| SealError)?;
    for part in [PURPOSE, ephemeral, to] {
        mac.update(part);
    }
    Ok(ChaCha20Poly1305::new(&Key::from(<[u8; 32]>::from(
        mac.finalize().into_bytes(),
    ))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_the_right_key_opens_and_every_altered_byte_is_noticed() {
        let key = BoxKey::from_seed(&Secret([1; 32]));
        let sealed = seal(&key.public(), &Secret([2; 32]), b"data key").unwrap();
        assert_eq!(open(&key, &sealed).unwrap(), b"data key");
        assert_eq!(open(&BoxKey::from_seed(&Secret([3; 32])), &sealed), Err(SealError));
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            if let Some(byte) = altered.get_mut(at) {
                *byte ^= 1;
            }
            assert_eq!(open(&key, &altered), Err(SealError), "byte {at}");
        }
    }

    #[test]
    fn a_low_order_key_is_refused() {
        assert_eq!(seal(&BoxPublicKey([0; 32]), &Secret([2; 32]), b"x"), Err(SealError));
    }
}
