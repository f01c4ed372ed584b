// SPDX-License-Identifier: EUPL-1.2
//! Names for a phone: of those who wrote to the tickets it is given, and after a renaming of those it asks about.

use std::collections::BTreeSet;

use ronda_shared::identity::{Certificate, SignedCertificate};
use ronda_shared::ids::PersonId;
use ronda_shared::wire::{NamesHeld, NamesNews, PersonName, from_cbor};

use super::{Office, OfficeError};

impl Office {
    /// What a phone is told of names. `begins`: it has heard of nothing yet, so every name comes with its ticket.
    pub(super) async fn names_news(
        &self,
        held: Option<NamesHeld>,
        certificates: &[SignedCertificate],
        begins: bool,
    ) -> Result<Option<NamesNews>, OfficeError> {
        let Some(held) = held else { return Ok(None) };
        let mut people: BTreeSet<PersonId> = certificates.iter().filter_map(person).collect();
        people.extend(held.people.iter().flatten());
        let people: Vec<PersonId> = people.into_iter().collect();
        let known = self.store().names(&people).await?;
        let asked = held.people.is_none() && held.upto != known.upto && !begins;
        if known.names.is_empty() && held.upto == known.upto {
            return Ok(None);
        }
        let names = known.names.into_iter();
        Ok(Some(NamesNews {
            names: names.map(|(person, name)| PersonName { person, name }).collect(),
            upto: if asked { held.upto } else { known.upto },
            asked,
        }))
    }
}

fn person(signed: &SignedCertificate) -> Option<PersonId> {
    let certificate: Certificate = from_cbor(&signed.body).ok()?;
    Some(certificate.person)
}
