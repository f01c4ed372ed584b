// SPDX-License-Identifier: EUPL-1.2
//! Who uses a home: learnt at enrolment, kept inside the encrypted store.

use minicbor::{Decode, Encode};
use ronda_shared::document::unsigned;
use ronda_shared::identity::{
    AuthorProof, BoxPublicKey, Certificate, PublicKey, Secret, SignedCertificate, SignedVaultKey, SigningKey,
};
use ronda_shared::ids::{DeviceId, PersonId};
use ronda_shared::policy::Grants;
use ronda_shared::wire::PushedTicket;

use crate::error::Error;
use crate::store::{Store, StoreError};

const KEY: &str = "identity";

/// Who uses a home, and whose server it belongs to.
#[derive(Clone)]
pub struct Identity {
    /// The device's signing key, born on this device.
    pub key: SigningKey,
    /// The root key's word for it.
    pub certificate: SignedCertificate,
    /// What the certificate says.
    pub certified: Certificate,
    /// Signs certificates and orders.
    pub root_key: PublicKey,
    /// The organisation's recovery key.
    pub recovery_key: BoxPublicKey,
    /// The municipality's name.
    pub jurisdiction_name: String,
    /// The person's name as the office knows it.
    pub person_name: String,
    /// What the city grants the person, as last heard.
    pub grants: Grants,
    /// Where the server is.
    pub server_url: String,
    /// The municipality's own certificate authority (PEM), where it has one.
    pub own_ca: Option<Vec<u8>>,
    vault_key: Option<SignedVaultKey>,
    seed: Secret,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Identity({:?} of {:?})",
            self.certified.device, self.certified.person
        )
    }
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Kept {
    #[cbor(n(0), with = "minicbor::bytes")]
    seed: [u8; 32],
    #[n(1)]
    certificate: SignedCertificate,
    #[n(2)]
    root_key: PublicKey,
    #[n(3)]
    recovery_key: BoxPublicKey,
    #[n(4)]
    jurisdiction_name: String,
    #[n(5)]
    person_name: String,
    #[n(6)]
    grants: Grants,
    #[n(7)]
    server_url: String,
    #[cbor(n(8), with = "minicbor::bytes")]
    own_ca: Option<Vec<u8>>,
    #[n(9)]
    vault_key: Option<SignedVaultKey>,
}

impl Identity {
    /// Signs each own change that goes out, one by one. The newest signature covers all behind it only while the office takes
    /// what it is over: refused, it would leave what was admitted without a proof that others could check. What was refused once
    /// has lost its own signature with the document that it left.
    pub fn sign_own(&self, ticket: &mut PushedTicket) {
        let own = unsigned(ticket, &self.key.public().device()).into_iter();
        let signed = own.map(|hash| AuthorProof::sign(&self.key, &ticket.id, hash));
        ticket.proofs.extend(signed);
    }

    /// The identity of an enrolment.
    ///
    /// # Errors
    /// When the certificate is not the root key's word for this device key.
    pub fn enrolled(
        seed: Secret,
        root_key: PublicKey,
        answer: &ronda_shared::wire::EnrolAnswer,
        server_url: String,
        own_ca: Option<Vec<u8>>,
    ) -> Result<Self, Error> {
        Self::from_kept(Kept {
            seed: seed.0,
            certificate: answer.certificate.clone(),
            root_key,
            recovery_key: answer.recovery_key,
            jurisdiction_name: answer.jurisdiction_name.clone(),
            person_name: answer.person_name.clone(),
            grants: answer.grants.clone(),
            server_url,
            own_ca,
            vault_key: answer.vault_key.clone(),
        })
        .ok_or_else(|| {
            Error::Invalid(vec![
                "the server's certificate is not for this device: enrol again".into(),
            ])
        })
    }

    fn from_kept(kept: Kept) -> Option<Self> {
        let seed = Secret(kept.seed);
        let key = SigningKey::from_seed(&seed);
        let certified = kept.certificate.verify(&kept.root_key).ok()?;
        (certified.public_key == key.public()).then_some(Self {
            key,
            certificate: kept.certificate,
            certified,
            root_key: kept.root_key,
            recovery_key: kept.recovery_key,
            jurisdiction_name: kept.jurisdiction_name,
            person_name: kept.person_name,
            grants: kept.grants,
            server_url: kept.server_url,
            own_ca: kept.own_ca,
            vault_key: kept.vault_key,
            seed,
        })
    }

    /// Keeps it in the store, its certificate beside those of others.
    pub(super) fn keep(&self, store: &mut Store) -> Result<(), StoreError> {
        let kept = Kept {
            seed: self.seed.0,
            certificate: self.certificate.clone(),
            root_key: self.root_key,
            recovery_key: self.recovery_key,
            jurisdiction_name: self.jurisdiction_name.clone(),
            person_name: self.person_name.clone(),
            grants: self.grants.clone(),
            server_url: self.server_url.clone(),
            own_ca: self.own_ca.clone(),
            vault_key: self.vault_key.clone(),
        };
        store.keep_identity(KEY, &kept, &self.certified, &self.certificate)
    }

    /// Takes what the city grants its person now.
    pub(super) fn hear_grants(&mut self, grants: &Grants, store: &mut Store) -> Result<(), StoreError> {
        if self.grants == *grants {
            return Ok(());
        }
        self.grants = grants.clone();
        store.ask_unread_again()?;
        self.keep(store)
    }

    /// What contacts are sealed to, once the root key's word for it came.
    #[must_use]
    pub fn vault_key(&self) -> Option<BoxPublicKey> {
        self.vault_key.as_ref()?.verify(&self.root_key).ok()
    }

    /// Takes the vault key; one that is not the root key's word is none.
    pub(super) fn hear_vault_key(&mut self, key: &SignedVaultKey, store: &mut Store) -> Result<(), StoreError> {
        if key.verify(&self.root_key).is_err() {
            tracing::warn!("a vault key was not signed by the root key and is ignored");
            return Ok(());
        }
        self.vault_key = Some(key.clone());
        self.keep(store)
    }

    pub(super) fn of(store: &Store) -> Result<Option<Self>, StoreError> {
        let Some(kept) = store.meta::<Kept>(KEY)? else {
            return Ok(None);
        };
        Self::from_kept(kept).map(Some).ok_or(StoreError::Damaged("identity"))
    }

    /// The device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.certified.device
    }

    /// The person.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.certified.person
    }

    /// The jurisdiction's code, such as `FI`.
    #[must_use]
    pub fn jurisdiction(&self) -> &str {
        &self.certified.jurisdiction
    }
}
