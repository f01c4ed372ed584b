// SPDX-License-Identifier: EUPL-1.2
//! A published set: its bytes name its version, the root key signs it with its date.

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::ReferenceData;
use crate::identity::{BadSignature, PublicKey, Signature, SigningKey};
use crate::ids::ReferenceVersion;
use crate::limits::REFERENCE_BYTES;
use crate::wire::{WireError, from_cbor, to_cbor};

const PURPOSE: &str = "ronda/reference/1";
/// What a publication adds to its data.
const ENVELOPE_BYTES: usize = 64;

/// A set with its date, as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Publication {
    /// When it was published, in milliseconds since 1970; 0 for the set shipped with the product.
    #[n(0)]
    pub published_at_ms: i64,
    /// CBOR of the [`ReferenceData`]: the bytes that name the version.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub data: Vec<u8>,
}

/// A publication as it travels: its exact signed bytes beside the signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedReference {
    /// CBOR of the [`Publication`].
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// The root key's signature over `body`.
    #[n(1)]
    pub signature: Signature,
}

/// Names a publication. The greatest is the current one, wherever it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Published {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// The version of its data.
    pub version: ReferenceVersion,
}

impl ReferenceData {
    /// The bytes that are stored, sent and hashed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        to_cbor(self)
    }

    /// The version its bytes name.
    #[must_use]
    pub fn version(&self) -> ReferenceVersion {
        version_of(&self.to_bytes())
    }

    /// The set of such bytes.
    ///
    /// # Errors
    /// When they are of a newer format or no set at all.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        from_cbor(bytes)
    }
}

impl Publication {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> Published {
        Published {
            at_ms: self.published_at_ms,
            version: version_of(&self.data),
        }
    }

    /// Signs it with the root key.
    #[must_use]
    pub fn sign(&self, root: &SigningKey) -> SignedReference {
        let body = to_cbor(self);
        let signature = root.sign(PURPOSE, &body);
        SignedReference { body, signature }
    }
}

impl SignedReference {
    /// The publication, once its signature is seen to be the root key's.
    ///
    /// # Errors
    /// When it is not, the body is no publication, or it is larger than any may be.
    pub fn verify(&self, root: &PublicKey) -> Result<Publication, BadSignature> {
        if self.body.len() > REFERENCE_BYTES + ENVELOPE_BYTES {
            return Err(BadSignature);
        }
        root.verify(PURPOSE, &self.body, &self.signature)?;
        from_cbor(&self.body).map_err(|_| BadSignature)
    }
}

fn version_of(data: &[u8]) -> ReferenceVersion {
    ReferenceVersion(Sha256::digest(data).into())
}
