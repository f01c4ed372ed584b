// SPDX-License-Identifier: EUPL-1.2
//! Enrolment by a one-time code that authenticates phone and server to each other.

use ronda_shared::identity::{Certificate, EnrolmentCode, PublicKey, same_mac};
use ronda_shared::ids::PersonId;
use ronda_shared::limits;
use ronda_shared::policy::Role;
use ronda_shared::wire::{EnrolAnswer, EnrolReply, EnrolRequest, to_cbor};

use super::{Office, OfficeError, from_hex, to_hex};
use crate::case_store::{By, Enrolment, NewCode, NewDevice, Person};

/// Longest device name kept, in characters.
const DEVICE_NAME_CHARS: usize = 80;

/// A code to hand to a person.
#[derive(Clone, PartialEq, Eq)]
pub struct FreshCode {
    /// As shown: `7K3Q-92MX-4TVWE`.
    pub code: String,
    /// When it lapses, in milliseconds since 1970.
    pub expires_at_ms: i64,
}

impl std::fmt::Debug for FreshCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FreshCode(.., until {})", self.expires_at_ms)
    }
}

impl Office {
    /// Makes a code with which one device of a person can be enrolled within ten minutes.
    ///
    /// # Errors
    /// When the person is unknown or disabled.
    pub async fn new_code(&self, person: &PersonId) -> Result<FreshCode, OfficeError> {
        let known = self.known_person(person).await?;
        if known.disabled_at_ms.is_some() || known.grants.role == Role::Office {
            return Err(OfficeError::Refused(
                "this person has no access: enable the person first, or add another".into(),
            ));
        }
        let code = EnrolmentCode::from_random(self.chance().random()?);
        let by = By::office(self.now_ms());
        let fresh = FreshCode {
            code: code.shown(),
            expires_at_ms: by.at_ms + limits::ENROL_CODE_MS,
        };
        let new = NewCode {
            lookup: code.lookup(),
            code: code.shown(),
            person: *person,
            expires_at_ms: fresh.expires_at_ms,
        };
        self.store().put_code(new, by).await?;
        Ok(fresh)
    }

    /// Enrols a device that proves to know a code. Whatever is wrong, the answer is the same.
    ///
    /// # Errors
    /// [`OfficeError::BadCode`], or when the store fails.
    pub async fn enrol(&self, request: EnrolRequest) -> Result<EnrolReply, OfficeError> {
        let lookup = from_hex::<16>(&request.lookup).ok_or(OfficeError::BadCode)?;
        let key = PublicKey(from_hex(&request.public_key).ok_or(OfficeError::BadCode)?);
        let mac = from_hex(&request.mac).ok_or(OfficeError::BadCode)?;
        let open = self.store().code(&lookup).await?.ok_or(OfficeError::BadCode)?;
        let code = EnrolmentCode::read(&open.code).map_err(|_| OfficeError::BadCode)?;
        let by = By {
            who: open.person.to_string(),
            device: Some(key.device()),
            at_ms: self.now_ms(),
        };
        if !same_mac(&code.phone_mac(&key), &mac) || by.at_ms >= open.expires_at_ms {
            return Err(OfficeError::BadCode);
        }
        let person = self.store().person(&open.person).await?;
        let person = person
            .filter(|person| person.disabled_at_ms.is_none())
            .ok_or(OfficeError::BadCode)?;
        if self.store().revocation(&key.device()).await?.is_some() {
            return Err(OfficeError::BadCode);
        }
        self.complete(&code, key, person, request.device_name, lookup, by).await
    }

    async fn complete(
        &self,
        code: &EnrolmentCode,
        key: PublicKey,
        person: Person,
        device_name: String,
        lookup: [u8; 16],
        by: By,
    ) -> Result<EnrolReply, OfficeError> {
        let jurisdiction = self.jurisdiction().clone();
        let certificate = Certificate {
            device: key.device(),
            public_key: key,
            person: person.id,
            jurisdiction: jurisdiction.code.clone(),
            issued_at_ms: by.at_ms,
            office: false,
        };
        let certificate = certificate.sign(&self.keys().root);
        let name = device_name
            .chars()
            .filter(|c| !c.is_control())
            .take(DEVICE_NAME_CHARS)
            .collect();
        let device = NewDevice {
            id: key.device(),
            person: person.id,
            certificate: certificate.clone(),
            name,
        };
        let clock_ms = by.at_ms;
        if !self.store().enrol(Enrolment { lookup, device, by }).await? {
            return Err(OfficeError::BadCode);
        }
        let answer = to_cbor(&EnrolAnswer {
            certificate,
            recovery_key: self.keys().recovery,
            jurisdiction: jurisdiction.code,
            jurisdiction_name: jurisdiction.name,
            person_name: person.name,
            grants: person.grants,
            clock_ms,
            vault_key: Some(self.vault_key()),
        });
        let root = self.root_public();
        let mac = code.server_mac(&key, &root, &answer);
        Ok(EnrolReply {
            root_key: to_hex(&root.0),
            answer: to_hex(&answer),
            mac: to_hex(&mac),
        })
    }
}
