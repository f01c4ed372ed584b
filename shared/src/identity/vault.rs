// SPDX-License-Identifier: EUPL-1.2
//! The vault key: what citizens' contacts are sealed to. It follows from the root key, so whatever brings that back brings it back.

use hmac::{Hmac, KeyInit, Mac};
use minicbor::{Decode, Encode};
use sha2::Sha256;

use super::keys::{BadSignature, PublicKey, Secret, Signature, SigningKey};
use super::sealed::{BoxKey, BoxPublicKey};

const PURPOSE: &str = "ronda/vault-key/1";

/// The vault's key pair of a root key's seed.
#[must_use]
pub fn vault_key(root: &Secret) -> BoxKey {
    // HMAC takes a key of any length, so the zeros are never used.
    let seed = <Hmac<Sha256> as KeyInit>::new_from_slice(&root.0).map_or([0; 32], |mut mac| {
        mac.update(PURPOSE.as_bytes());
        mac.finalize().into_bytes().into()
    });
    BoxKey::from_seed(&Secret(seed))
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Stated {
    #[n(0)]
    public: BoxPublicKey,
}

/// The root key's word for the public half, as it travels: its exact signed bytes beside the signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedVaultKey {
    /// CBOR map `{0: public key}`.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// The root key's signature over `body`.
    #[n(1)]
    pub signature: Signature,
}

impl SignedVaultKey {
    /// Signs a public half with the root key.
    #[must_use]
    pub fn of(public: BoxPublicKey, root: &SigningKey) -> Self {
        let body = crate::wire::to_cbor(&Stated { public });
        let signature = root.sign(PURPOSE, &body);
        Self { body, signature }
    }

    /// The public half, once its signature is seen to be the root key's.
    ///
    /// # Errors
    /// When it is not, or the body is no key.
    pub fn verify(&self, root: &PublicKey) -> Result<BoxPublicKey, BadSignature> {
        root.verify(PURPOSE, &self.body, &self.signature)?;
        let stated: Stated = minicbor::decode(&self.body).map_err(|_| BadSignature)?;
        Ok(stated.public)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_vault_key_follows_from_the_root_key_and_is_its_word_alone() {
        let (root, other) = (Secret([1; 32]), Secret([2; 32]));
        assert_eq!(vault_key(&root).public(), vault_key(&root).public());
        assert_ne!(vault_key(&root).public(), vault_key(&other).public());
        let signed = SignedVaultKey::of(vault_key(&root).public(), &SigningKey::from_seed(&root));
        let by_root = signed.verify(&SigningKey::from_seed(&root).public());
        assert_eq!(by_root.unwrap(), vault_key(&root).public());
        assert!(signed.verify(&SigningKey::from_seed(&other).public()).is_err());
    }
}
