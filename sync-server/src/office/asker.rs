// SPDX-License-Identifier: EUPL-1.2
//! Who asks: a device, its person, and what the office grants them at this moment.

use ronda_shared::identity::SignedCertificate;
use ronda_shared::ids::{DeviceId, PersonId};
use ronda_shared::policy::{Grants, Role, scopes_of};

use super::{Office, OfficeError};
use crate::case_store::{Alarm, AlarmKind, By, NewDevice, Person, PhotoQuery};

/// A device that may talk to the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The device.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// What the city grants the person.
    pub grants: Grants,
    /// It is taken for cloned or restored.
    pub flagged: bool,
}

impl Asker {
    /// The scopes it is granted.
    #[must_use]
    pub fn scopes(&self) -> Vec<String> {
        scopes_of(&self.grants, &self.person)
    }

    /// The photos it may see.
    #[must_use]
    pub fn photo_query(&self) -> PhotoQuery {
        PhotoQuery {
            device: self.device,
            person: self.person,
            scopes: self.scopes(),
        }
    }

    /// For the audit trail.
    #[must_use]
    pub fn by(&self, at_ms: i64) -> By {
        By {
            who: self.person.to_string(),
            device: Some(self.device),
            at_ms,
        }
    }
}

impl Office {
    /// What a device is granted right now; ask at every request, so that a revocation holds at once.
    ///
    /// # Errors
    /// When it is revoked, unknown, or its person is disabled.
    pub async fn asker(&self, device: &DeviceId) -> Result<Asker, OfficeError> {
        if self.store().revocation(device).await?.is_some() {
            return Err(OfficeError::Revoked);
        }
        let known = self.store().device(device).await?.ok_or(OfficeError::NoAccess)?;
        let person = self.store().person(&known.person).await?;
        let person = person
            .filter(|person| person.disabled_at_ms.is_none())
            .ok_or(OfficeError::NoAccess)?;
        let flagged = known.flagged_at_ms.is_some();
        Ok(Asker {
            device: *device,
            person: person.id,
            grants: person.grants,
            flagged,
        })
    }

    /// Knows a device again that a rolled-back store forgot: the root's certificate vouches for it, an alarm tells a person.
    ///
    /// A forgotten person comes back as an agent; the office says anew what he is granted.
    ///
    /// # Errors
    /// When the certificate is not the root's, or the device is revoked.
    pub async fn know_again(&self, signed: &SignedCertificate) -> Result<Asker, OfficeError> {
        let certificate = signed.verify(&self.root_public()).map_err(|_| OfficeError::NoAccess)?;
        if certificate.office || certificate.jurisdiction != self.jurisdiction().code {
            return Err(OfficeError::NoAccess);
        }
        let device = certificate.device;
        if self.store().revocation(&device).await?.is_some() {
            return Err(OfficeError::Revoked);
        }
        if self.store().device(&device).await?.is_none() {
            let by = By::office(self.now_ms());
            self.person_again(certificate.person, by.clone()).await?;
            let detail = format!("device {device} of person {}", certificate.person);
            let alarm = Alarm {
                at_ms: by.at_ms,
                kind: AlarmKind::UnknownDevice,
                device: Some(device),
                detail,
            };
            let name = format!("known again by its certificate ({device})");
            let new = NewDevice {
                id: device,
                person: certificate.person,
                certificate: signed.clone(),
                name,
            };
            self.store().put_device(new, Some(alarm), by).await?;
        }
        self.asker(&device).await
    }

    async fn person_again(&self, id: PersonId, by: By) -> Result<(), OfficeError> {
        if self.store().person(&id).await?.is_some() {
            return Ok(());
        }
        let name = format!("Known again ({id})");
        let person = Person {
            id,
            name,
            grants: Grants::of(Role::Agent),
            known_again: true,
            disabled_at_ms: None,
        };
        Ok(self.store().put_person(person, "person.known-again", by).await?)
    }
}
