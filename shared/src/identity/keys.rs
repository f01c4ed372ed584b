// SPDX-License-Identifier: EUPL-1.2
//! Ed25519 keys and signatures; each kind of statement is signed under its own purpose, so none can be passed off as another.

use ed25519_dalek::{Signer, Verifier};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::ids::DeviceId;

/// 32 secret bytes; wiped from memory when dropped and never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(pub [u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A signing key (a device's, or the root).
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({:?})", self.public())
    }
}

impl SigningKey {
    /// The key of 32 random bytes.
    #[must_use]
    pub fn from_seed(seed: &Secret) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&seed.0))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs `message` for one purpose, such as `ronda/author/1`.
    #[must_use]
    pub fn sign(&self, purpose: &str, message: &[u8]) -> Signature {
        Signature(self.0.sign(&framed(purpose, message)).to_bytes())
    }
}

/// An Ed25519 public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct PublicKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// An Ed25519 signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Signature(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 64]);

/// A signature that was not made by the key it should be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match")]
pub struct BadSignature;

impl PublicKey {
    /// Checks a signature made for `purpose`; weak keys and malleable signatures are refused.
    ///
    /// # Errors
    /// When the signature is not this key's over that message.
    pub fn verify(&self, purpose: &str, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0).map_err(|_| BadSignature)?;
        if key.is_weak() {
            return Err(BadSignature);
        }
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify(&framed(purpose, message), &signature)
            .map_err(|_| BadSignature)
    }

    /// The device that owns this key.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(Sha256::digest(self.0));
        DeviceId([a, b, c, d, e, f, g, h])
    }
}

/// `purpose 0x00 message`: purposes hold no zero byte, so no two pairs give the same bytes.
fn framed(purpose: &str, message: &[u8]) -> Vec<u8> {
    [purpose.as_bytes(), &[0], message].concat()
}
