// SPDX-License-Identifier: EUPL-1.2
//! The authors of pushed changes: certificates verified under the root key, roles as they are at arrival.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::document::{Author, Rights};
use ronda_shared::identity::{Certificate, SignedCertificate};
use ronda_shared::ids::DeviceId;
use ronda_shared::wire::PushedTicket;

use super::{Office, OfficeError};

/// Everybody whose signature came with a push.
#[derive(Debug, Default)]
pub(super) struct Authors {
    pub known: BTreeMap<DeviceId, Author>,
    pub certificates: BTreeMap<DeviceId, SignedCertificate>,
}

impl Authors {
    /// The author for the audit trail.
    pub(super) fn who(&self, device: &DeviceId) -> String {
        match self.known.get(device) {
            Some(author) if author.rights.are_the_office_s() => "office".to_owned(),
            Some(author) => author.person.to_string(),
            None => String::new(),
        }
    }
}

impl Office {
    /// Resolves everybody who signed for these tickets; who cannot be proven is left out, and the gate refuses his changes.
    pub(super) async fn authors_of(
        &self,
        tickets: &[PushedTicket],
        sent: &[SignedCertificate],
    ) -> Result<Authors, OfficeError> {
        let signers: BTreeSet<DeviceId> = tickets
            .iter()
            .flat_map(|ticket| &ticket.proofs)
            .map(|proof| proof.device)
            .collect();
        let mut certificates = self.verified(sent);
        let unsent: Vec<DeviceId> = signers
            .iter()
            .filter(|device| !certificates.contains_key(device))
            .copied()
            .collect();
        let stored: Vec<SignedCertificate> = self.store().certificates(&unsent).await?.into_values().collect();
        certificates.extend(self.verified(&stored));
        let mut authors = Authors::default();
        for device in signers {
            if let Some((certificate, signed)) = certificates.remove(&device) {
                let rights = self.rights_of(&certificate).await?;
                let author = Author {
                    key: certificate.public_key,
                    person: certificate.person,
                    rights,
                };
                authors.known.insert(device, author);
                authors.certificates.insert(device, signed);
            }
        }
        Ok(authors)
    }

    fn verified(&self, sent: &[SignedCertificate]) -> BTreeMap<DeviceId, (Certificate, SignedCertificate)> {
        let root = self.root_public();
        let ours = sent
            .iter()
            .filter_map(|signed| Some((signed.verify(&root).ok()?, signed.clone())));
        let ours = ours.filter(|(certificate, _)| certificate.jurisdiction == self.jurisdiction().code);
        ours.map(|(certificate, signed)| (certificate.device, (certificate, signed)))
            .collect()
    }

    /// The grant at arrival. A person with a valid certificate whom the store does not know at all was forgotten by a
    /// roll-back, not dismissed: his old work comes back whatever his role was.
    async fn rights_of(&self, certificate: &Certificate) -> Result<Rights, OfficeError> {
        if self.store().revocation(&certificate.device).await?.is_some() {
            return Ok(Rights::Withdrawn);
        }
        if certificate.office {
            return Ok(Rights::Office);
        }
        Ok(match self.store().person(&certificate.person).await? {
            Some(person) if person.disabled_at_ms.is_some() => Rights::Withdrawn,
            Some(person) if !person.known_again => Rights::Granted(person.grants),
            _ => Rights::Vouched,
        })
    }
}
