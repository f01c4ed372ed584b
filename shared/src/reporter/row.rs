// SPDX-License-Identifier: EUPL-1.2
//! A contact's row as it lies on a phone, travels and lies in the vault: sealed to the vault key, signed by the taking device.

use minicbor::{Decode, Encode};

use super::Contact;
use crate::identity::{
    BadSignature, BoxKey, BoxPublicKey, PublicKey, SealError, Secret, Signature, SigningKey, open, seal,
};
use crate::ids::{DeviceId, ReporterRef, TicketId};
use crate::limits;

const PURPOSE: &str = "ronda/reporter/1";

/// One sealed contact of one ticket.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SealedReporter {
    /// What stands in the ticket document.
    #[n(0)]
    pub reference: ReporterRef,
    /// The ticket.
    #[n(1)]
    pub ticket: TicketId,
    /// When it was taken, by the device's clock, in milliseconds since 1970.
    #[n(2)]
    pub at_ms: i64,
    /// The [`Contact`], sealed to the vault key.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
    /// The device on which it was taken.
    #[n(4)]
    pub device: DeviceId,
    /// That device's signature over reference, ticket, moment and box.
    #[n(5)]
    pub signature: Signature,
}

/// A row that cannot stand in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// Not signed by the device it names, or altered.
    #[error("the contact was not signed by the device that took it: take it again")]
    NotProven,
    /// Larger than a contact can be.
    #[error("the contact is too long: shorten it and take it again")]
    TooLarge,
    /// Sealed to another key, or what is in it is no contact of this reference.
    #[error("the contact does not open with the key of this office's vault: enrol this phone again and take it again")]
    NotOurs,
}

impl From<BadSignature> for RowError {
    fn from(_: BadSignature) -> Self {
        Self::NotProven
    }
}

impl SealedReporter {
    /// Seals a contact. `ephemeral` must be 32 fresh random bytes.
    ///
    /// # Errors
    /// When `to` is not a usable key.
    pub fn seal(
        contact: &Contact,
        ticket: TicketId,
        at_ms: i64,
        to: &BoxPublicKey,
        ephemeral: &Secret,
        device: &SigningKey,
    ) -> Result<Self, SealError> {
        let sealed = seal(to, ephemeral, &crate::wire::to_cbor(contact))?;
        let signature = device.sign(PURPOSE, &signed_bytes(&contact.reference, &ticket, at_ms, &sealed));
        Ok(Self {
            reference: contact.reference,
            ticket,
            at_ms,
            sealed,
            device: device.public().device(),
            signature,
        })
    }

    /// Checks size and signature against the taking device's public key.
    ///
    /// # Errors
    /// When either does not hold.
    pub fn verify(&self, device: &PublicKey) -> Result<(), RowError> {
        if self.sealed.len() > limits::REPORTER_SEALED_BYTES {
            return Err(RowError::TooLarge);
        }
        if device.device() != self.device {
            return Err(RowError::NotProven);
        }
        let message = signed_bytes(&self.reference, &self.ticket, self.at_ms, &self.sealed);
        Ok(device.verify(PURPOSE, &message, &self.signature)?)
    }

    /// The contact, for who holds the vault's key.
    ///
    /// # Errors
    /// When it was sealed to another key, altered, or belongs to another reference.
    pub fn open(&self, key: &BoxKey) -> Result<Contact, RowError> {
        let bytes = open(key, &self.sealed).map_err(|SealError| RowError::NotOurs)?;
        let contact: Contact = crate::wire::from_cbor(&bytes).map_err(|_| RowError::NotOurs)?;
        if contact.reference == self.reference {
            Ok(contact)
        } else {
            Err(RowError::NotOurs)
        }
    }
}

fn signed_bytes(reference: &ReporterRef, ticket: &TicketId, at_ms: i64, sealed: &[u8]) -> Vec<u8> {
    [
        reference.bytes().as_slice(),
        ticket.bytes(),
        &at_ms.to_be_bytes(),
        sealed,
    ]
    .concat()
}

/// The office's word on a row.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReporterAnswer {
    /// The row.
    #[n(0)]
    pub reference: ReporterRef,
    /// What became of it.
    #[n(1)]
    pub verdict: ReporterVerdict,
    /// Why it was refused, in a sentence that says the cure; empty otherwise.
    #[n(2)]
    pub reason: String,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ReporterVerdict {
    /// Durably in the vault: the phone deletes it.
    #[n(0)]
    Vaulted,
    /// The contact or its whole ticket was erased by order: the phone deletes it.
    #[n(1)]
    Erased,
    /// The vault cannot take it: the phone keeps it and says so.
    #[n(2)]
    Refused,
    /// Not now: send it again.
    #[n(3)]
    Later,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::identity::vault_key;
    use crate::reporter::TypedContact;

    fn contact(reference: u8) -> Contact {
        let typed = TypedContact {
            phone: Some("055 000 000".into()),
            consent: Some("contact-1".into()),
            ..TypedContact::default()
        };
        typed.contact(ReporterRef::from_bytes([reference; 16]), 5).unwrap()
    }

    fn row() -> (SealedReporter, SigningKey, BoxKey) {
        let (device, vault) = (SigningKey::from_seed(&Secret([3; 32])), vault_key(&Secret([1; 32])));
        let ticket = TicketId::from_bytes([2; 16]);
        let row = SealedReporter::seal(&contact(7), ticket, 5, &vault.public(), &Secret([9; 32]), &device);
        (row.unwrap(), device, vault)
    }

    #[test]
    fn only_the_vault_opens_a_row_and_only_its_device_made_it() {
        let (row, device, vault) = row();
        assert_eq!(row.verify(&device.public()), Ok(()));
        assert_eq!(row.open(&vault).unwrap(), contact(7));
        assert_eq!(row.open(&vault_key(&Secret([2; 32]))), Err(RowError::NotOurs));
        let stranger = SigningKey::from_seed(&Secret([4; 32]));
        assert_eq!(row.verify(&stranger.public()), Err(RowError::NotProven));
        let bytes = crate::wire::to_cbor(&row);
        assert_eq!(crate::wire::from_cbor::<SealedReporter>(&bytes).unwrap(), row);
    }

    #[test]
    fn nothing_of_a_row_can_be_altered_or_put_under_another_reference() {
        let (row, device, vault) = row();
        let alterations: [fn(&mut SealedReporter); 4] = [
            |row| row.reference = ReporterRef::from_bytes([8; 16]),
            |row| row.ticket = TicketId::from_bytes([8; 16]),
            |row| row.at_ms = 6,
            |row| row.sealed.push(0),
        ];
        for alter in alterations {
            let mut altered = row.clone();
            alter(&mut altered);
            assert_eq!(altered.verify(&device.public()), Err(RowError::NotProven));
        }
        let moved = SealedReporter {
            reference: ReporterRef::from_bytes([8; 16]),
            ..row.clone()
        };
        assert_eq!(moved.open(&vault), Err(RowError::NotOurs));
        let long = SealedReporter {
            sealed: vec![0; limits::REPORTER_SEALED_BYTES + 1],
            ..row
        };
        assert_eq!(long.verify(&device.public()), Err(RowError::TooLarge));
    }
}
