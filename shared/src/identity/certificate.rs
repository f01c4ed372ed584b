// SPDX-License-Identifier: EUPL-1.2
//! A device certificate: the root key's word that a public key belongs to a device of a person.

use minicbor::{Decode, Encode};

use super::keys::{BadSignature, PublicKey, Signature, SigningKey};
use crate::ids::{DeviceId, PersonId};

const PURPOSE: &str = "ronda/certificate/1";

/// What the root key attests.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Certificate {
    /// The device, always the one its key names.
    #[n(0)]
    pub device: DeviceId,
    /// The device's public key.
    #[n(1)]
    pub public_key: PublicKey,
    /// The person who enrolled it.
    #[n(2)]
    pub person: PersonId,
    /// The jurisdiction's code, such as `FI`.
    #[n(3)]
    pub jurisdiction: String,
    /// When it was issued, in milliseconds since 1970.
    #[n(4)]
    pub issued_at_ms: i64,
    /// The office's own device, which alone may write the store's facts.
    #[n(5)]
    pub office: bool,
}

/// A certificate as it travels: its exact signed bytes beside the signature, so no re-encoding can break it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedCertificate {
    /// CBOR of the [`Certificate`].
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// The root key's signature over `body`.
    #[n(1)]
    pub signature: Signature,
}

impl Certificate {
    /// Signs it with the root key.
    #[must_use]
    pub fn sign(&self, root: &SigningKey) -> SignedCertificate {
        let body = crate::wire::to_cbor(self);
        let signature = root.sign(PURPOSE, &body);
        SignedCertificate { body, signature }
    }
}

impl SignedCertificate {
    /// The certificate, once its signature and the device id of its key are seen to be right.
    ///
    /// # Errors
    /// When the root key did not sign it, or it names another device than its key's.
    pub fn verify(&self, root: &PublicKey) -> Result<Certificate, BadSignature> {
        root.verify(PURPOSE, &self.body, &self.signature)?;
        let certificate: Certificate = minicbor::decode(&self.body).map_err(|_| BadSignature)?;
        if certificate.device == certificate.public_key.device() {
            Ok(certificate)
        } else {
            Err(BadSignature)
        }
    }
}
