// SPDX-License-Identifier: EUPL-1.2
//! The office's own device: it writes the store's facts into tickets, so that phones hold them and give them back.

use ronda_shared::document::{Document, DocumentError, RawChange};
use ronda_shared::identity::{AuthorProof, Certificate, SignedCertificate, SigningKey};
use ronda_shared::ids::{Actor, ChangeHash, DeviceId, IntentId, PersonId, TicketId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::ticket::{Action, Edit};
use uuid::Uuid;

use super::{Chance, OfficeError, Parts};
use crate::case_store::{By, NewDevice, Person};

/// One start of the office's device.
#[derive(Debug)]
pub struct OfficeDevice {
    key: SigningKey,
    /// Its id.
    pub id: DeviceId,
    actor: Actor,
    chance: Chance,
    /// The office as a person.
    pub person: PersonId,
    /// Its certificate, signed by the root.
    pub certificate: SignedCertificate,
}

/// What the office writes into a ticket when it first receives it.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub intent: Uuid,
    pub received_at_ms: i64,
    pub case_number: String,
}

impl OfficeDevice {
    /// Mints a fresh actor and makes the device known to the store if it is not.
    pub(super) async fn start(parts: &Parts) -> Result<Self, OfficeError> {
        let key = parts.keys.office.clone();
        let id = key.public().device();
        let person = person_of(&id);
        let known = parts.store.device(&id).await?.map(|device| device.certificate);
        let certificate = match known.filter(|known| known.verify(&parts.keys.root.public()).is_ok()) {
            Some(known) => known,
            None => introduce(parts, id, person).await?,
        };
        Ok(Self {
            actor: Actor::of(id, parts.chance.random()?),
            chance: parts.chance.clone(),
            key,
            id,
            person,
            certificate,
        })
    }

    /// Writes the facts as one change.
    pub(super) fn receive(&self, document: &mut Document, facts: &Facts) -> Result<RawChange, DocumentError> {
        let case_number = facts.case_number.clone();
        let edits = vec![Edit::Admit {
            received_at_ms: facts.received_at_ms,
            case_number,
        }];
        self.write(document, facts.intent, facts.received_at_ms, edits)
    }

    /// Writes edits in the office's name as one change, with its proof.
    pub(super) fn act(
        &self,
        ticket: &TicketId,
        document: &mut Document,
        edits: Vec<Edit>,
        at_ms: i64,
    ) -> Result<(RawChange, AuthorProof), OfficeError> {
        let change = self.write(document, self.chance.born_at(at_ms)?, at_ms, edits)?;
        let proof = AuthorProof::sign(&self.key, ticket, change.hash());
        Ok((change, proof))
    }

    fn write(
        &self,
        document: &mut Document,
        intent: Uuid,
        at_ms: i64,
        edits: Vec<Edit>,
    ) -> Result<RawChange, DocumentError> {
        let action = Action {
            intent: IntentId(intent),
            by: self.person,
            at_ms,
            edits,
        };
        document.act(self.actor, &action)
    }

    /// The proofs of a ticket with the office's own renewed: its signature on every head, so that whoever gives the ticket
    /// back can show that all of it was admitted. They cover the office's own changes too, which are behind the heads.
    pub(super) fn witness(
        &self,
        ticket: &TicketId,
        heads: &[ChangeHash],
        proofs: Vec<AuthorProof>,
    ) -> Vec<AuthorProof> {
        let others = proofs.into_iter().filter(|proof| proof.device != self.id);
        let own = heads.iter().map(|head| AuthorProof::sign(&self.key, ticket, *head));
        others.chain(own).collect()
    }
}

async fn introduce(parts: &Parts, id: DeviceId, person: PersonId) -> Result<SignedCertificate, OfficeError> {
    let by = By::office((parts.clock)());
    let jurisdiction = parts.jurisdiction.code.clone();
    let public_key = parts.keys.office.public();
    let certificate = Certificate {
        device: id,
        public_key,
        person,
        jurisdiction,
        issued_at_ms: by.at_ms,
        office: true,
    };
    let signed = certificate.sign(&parts.keys.root);
    if parts.store.person(&person).await?.is_none() {
        let name = parts.jurisdiction.name.clone();
        let office = Person {
            id: person,
            name,
            grants: Grants::of(Role::Office),
            known_again: false,
            disabled_at_ms: None,
        };
        parts.store.put_person(office, "office.opened", by.clone()).await?;
    }
    let new = NewDevice {
        id,
        person,
        certificate: signed.clone(),
        name: "office".to_owned(),
    };
    parts.store.put_device(new, None, by).await?;
    Ok(signed)
}

/// The office as a person: an id derived from its device, so that every start has the same.
fn person_of(device: &DeviceId) -> PersonId {
    let [a, b, c, d, e, f, g, h] = device.0;
    PersonId(uuid::Builder::from_custom_bytes([a, b, c, d, e, f, g, h, a, b, c, d, e, f, g, h]).into_uuid())
}
