// SPDX-License-Identifier: EUPL-1.2
//! The vault as the office works it: rows taken in, read on record by whom the policy lets, erased by an order of the root.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ronda_shared::identity::{ErasureReason, Order, OrderKind, PublicKey, Secret, SignedCertificate, SignedVaultKey};
use ronda_shared::ids::{DeviceId, OrderId, PersonId, ReporterRef, TicketId};
use ronda_shared::policy::{Bound, Deed, Role, WHOLE_TERRITORY, bound, scopes_of};
use ronda_shared::reporter::{Contact, ReporterAnswer, ReporterVerdict, RowError, SealedReporter, TypedContact};
use ronda_shared::ticket::{Field, Value};
use serde_json::Value as Json;

use super::{CaseDeed, Office, OfficeError};
use crate::case_store::{By, ReporterQuery, VaultedReporter};

/// Rows put back from the journal in one transaction.
const BATCH: usize = 500;

/// A contact that was opened, on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedReporter {
    /// The row it came from.
    pub vaulted: VaultedReporter,
    /// The contact.
    pub contact: Contact,
}

/// What an erasure came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedReporter {
    /// Rows that were there.
    pub rows: usize,
    /// Names of backups that still hold them, sealed: delete those files.
    pub backups: Vec<String>,
}

/// Who asks, and of which tickets he may.
struct Clerk {
    by: By,
    /// None: of any.
    scopes: Option<Vec<String>>,
}

impl Office {
    /// The root's word for the vault key, for phones.
    pub(super) fn vault_key(&self) -> SignedVaultKey {
        SignedVaultKey::of(self.keys().vault.public(), &self.keys().root)
    }

    /// Takes rows of these devices into the vault; one answer each. Doing so twice gives the same answers.
    pub(super) async fn take_reporters(
        &self,
        rows: Vec<SealedReporter>,
        devices: BTreeMap<DeviceId, PublicKey>,
        by: &By,
    ) -> Result<Vec<ReporterAnswer>, OfficeError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.keys().vault.clone();
        let check = move || -> Vec<(SealedReporter, Result<(), RowError>)> {
            let checked = |row: SealedReporter| {
                let device = devices.get(&row.device).ok_or(RowError::NotProven);
                let sound = device
                    .and_then(|device| row.verify(device))
                    .and_then(|()| row.open(&key).map(|_| ()));
                (row, sound)
            };
            rows.into_iter().map(checked).collect()
        };
        let checked = tokio::task::spawn_blocking(check)
            .await
            .map_err(|_| OfficeError::Stopped("opening contacts"))?;
        let sound: Vec<SealedReporter> = checked
            .iter()
            .filter(|(_, sound)| sound.is_ok())
            .map(|(row, _)| row.clone())
            .collect();
        let mut verdicts = self.keep_reporters(sound, by).await?.into_iter();
        let answer = |(row, sound): (SealedReporter, Result<(), RowError>)| ReporterAnswer {
            reference: row.reference,
            verdict: sound.map_or(ReporterVerdict::Refused, |()| {
                verdicts.next().unwrap_or(ReporterVerdict::Later)
            }),
            reason: sound.err().map(|error| error.to_string()).unwrap_or_default(),
        };
        Ok(checked.into_iter().map(answer).collect())
    }

    /// The journal first: no phone forgets a row that lies in one file alone.
    async fn keep_reporters(&self, rows: Vec<SealedReporter>, by: &By) -> Result<Vec<ReporterVerdict>, OfficeError> {
        let settled = self.store().reporters_settled(&rows).await?;
        let fresh = rows.into_iter().zip(&settled).filter(|(_, settled)| settled.is_none());
        let fresh: Vec<SealedReporter> = fresh.map(|(row, _)| row).collect();
        if !fresh.is_empty() {
            self.contacts().append(&fresh)?;
        }
        let mut kept = self.store().vault(fresh, by.clone()).await?.into_iter();
        let verdict =
            |settled: Option<ReporterVerdict>| settled.or_else(|| kept.next()).unwrap_or(ReporterVerdict::Later);
        Ok(settled.into_iter().map(verdict).collect())
    }

    /// At the start: what the journal knows and the store lost goes back in; what was erased leaves the journal.
    pub(super) async fn apply_contacts(&self) -> Result<(), OfficeError> {
        let rows = self.contacts().rows()?;
        let mut erased = BTreeSet::new();
        for batch in rows.chunks(BATCH) {
            let verdicts = self.store().vault(batch.to_vec(), By::office(self.now_ms())).await?;
            let gone = batch
                .iter()
                .zip(verdicts)
                .filter(|(_, verdict)| *verdict == ReporterVerdict::Erased);
            erased.extend(gone.map(|(row, _)| row.reference));
        }
        Ok(self.contacts().forget(|row| erased.contains(&row.reference))?)
    }

    /// Edits a case and notes its reporter's contact in the vault.
    ///
    /// # Errors
    /// When the contact or the edit breaks a rule: then neither is kept.
    pub async fn note_contact(
        &self,
        called: &str,
        mut fields: Vec<(Field, Value)>,
        typed: TypedContact,
    ) -> Result<Json, OfficeError> {
        let ticket = self.ticket_called(called).await?;
        let at_ms = self.now_ms();
        let reference = ReporterRef(self.chance().born_at(at_ms)?);
        let contact = typed
            .contact(reference, at_ms)
            .map_err(|faults| OfficeError::Refused(faults.join("; ")))?;
        let (to, device) = (self.keys().vault.public(), &self.keys().office);
        let row = SealedReporter::seal(&contact, ticket, at_ms, &to, &Secret(self.chance().random()?), device);
        let row = row.map_err(|_| OfficeError::Stopped("the vault key is of no use"))?;
        let devices = BTreeMap::from([(self.device().id, self.keys().office.public())]);
        self.take_reporters(vec![row], devices, &By::office(at_ms)).await?;
        fields.push((Field::ReporterRef, Value::Text(reference.to_string())));
        let acted = self.act(called, CaseDeed::Edit(fields)).await;
        if acted.is_err() {
            self.order_erasure(&reference, ErasureReason::Error, By::office(self.now_ms()))
                .await?;
        }
        acted
    }

    /// Opens contacts, on record under `verb`.
    ///
    /// # Errors
    /// When there are none, the person may not, or one does not open.
    pub async fn read_reporters(
        &self,
        called: &str,
        verb: &str,
        person: Option<&PersonId>,
    ) -> Result<Vec<OpenedReporter>, OfficeError> {
        let clerk = self.clerk(person, Deed::ReadReporter).await?;
        let which = self.reporters_called(called, &clerk).await?;
        let rows = self.store().disclose(which, verb, clerk.by).await?;
        let key = &self.keys().vault;
        let opened = rows.into_iter().map(|vaulted| {
            let contact = vaulted
                .row
                .open(key)
                .map_err(|error| OfficeError::Refused(error.to_string()))?;
            Ok(OpenedReporter { vaulted, contact })
        });
        opened.collect()
    }

    /// Erases the contact of a reference everywhere, also where it comes later.
    ///
    /// # Errors
    /// When the vault has none, or the person may not.
    pub async fn erase_reporter(
        &self,
        reference: &ReporterRef,
        reason: ErasureReason,
        person: Option<&PersonId>,
    ) -> Result<ErasedReporter, OfficeError> {
        let clerk = self.clerk(person, Deed::EraseReporter).await?;
        let which = ReporterQuery::Reference(*reference);
        let rows = self.store().reporters(which).await?;
        let since_ms = rows.iter().map(|vaulted| vaulted.received_at_ms).min();
        let since_ms = since_ms.ok_or_else(|| nothing(&reference.to_string()))?;
        let backups = self.store().backups_since(since_ms).await?;
        self.order_erasure(reference, reason, clerk.by).await?;
        Ok(ErasedReporter {
            rows: rows.len(),
            backups,
        })
    }

    async fn order_erasure(&self, reference: &ReporterRef, reason: ErasureReason, by: By) -> Result<(), OfficeError> {
        let order = Order {
            id: OrderId(self.chance().born_at(by.at_ms)?),
            at_ms: by.at_ms,
            kind: OrderKind::EraseReporter(*reference, reason),
        };
        let signed = order.sign(&self.keys().root);
        self.journal().append(&signed)?;
        self.contacts().forget(|row| row.reference == *reference)?;
        Ok(self.store().put_orders(vec![(order, signed)], by).await?)
    }

    /// The rows that are called so and that the clerk may see; what he may not is as absent.
    async fn reporters_called(&self, called: &str, clerk: &Clerk) -> Result<ReporterQuery, OfficeError> {
        let named = called.parse().ok().map(ReporterQuery::Reference);
        let which = match named {
            Some(which) if !self.store().reporters(which).await?.is_empty() => which,
            _ => ReporterQuery::Ticket(self.ticket_of(called, clerk).await?),
        };
        let rows = self.store().reporters(which).await?;
        let taken_for = rows
            .first()
            .map(|vaulted| vaulted.row.ticket)
            .ok_or_else(|| nothing(called))?;
        // The row keeps the name of the ticket it was taken for; whoever may read it holds the one in that ticket's place.
        let replaced = self.replaced([taken_for].into()).await?;
        let ticket = replaced.get(&taken_for).unwrap_or(&taken_for);
        if self.is_within(ticket, clerk).await? {
            Ok(which)
        } else {
            Err(nothing(called))
        }
    }

    /// To a clerk with scopes a code that no case has is as one of a case he may not read; of several with one code he is told
    /// of his own.
    async fn ticket_of(&self, called: &str, clerk: &Clerk) -> Result<TicketId, OfficeError> {
        let found = self.ticket_called(called).await;
        if clerk.scopes.is_none() {
            return found;
        }
        match found {
            Err(OfficeError::NotFound(_)) => Err(nothing(called)),
            Err(OfficeError::Ambiguous(named)) => {
                let mut his = Vec::new();
                for ticket in named {
                    if self.is_within(&ticket, clerk).await? {
                        his.push(ticket);
                    }
                }
                match his.as_slice() {
                    [] => Err(nothing(called)),
                    [one] => Ok(*one),
                    _ => Err(OfficeError::Ambiguous(his)),
                }
            }
            found => found,
        }
    }

    async fn is_within(&self, ticket: &TicketId, clerk: &Clerk) -> Result<bool, OfficeError> {
        let Some(scopes) = &clerk.scopes else { return Ok(true) };
        let held = self.store().held(&[*ticket]).await?.remove(ticket);
        let of_ticket = held.map(|held| held.scopes).unwrap_or_default();
        Ok(scopes
            .iter()
            .any(|scope| scope == WHOLE_TERRITORY || of_ticket.contains(scope)))
    }

    /// Without a person it is the office at its own command line.
    async fn clerk(&self, person: Option<&PersonId>, deed: Deed) -> Result<Clerk, OfficeError> {
        let by = By::office(self.now_ms());
        let Some(id) = person else {
            return Ok(Clerk { by, scopes: None });
        };
        let person = self.known_person(id).await?;
        let able = person.disabled_at_ms.is_none() && person.grants.role != Role::Office;
        let scopes = match bound(person.grants.role, deed).filter(|_| able) {
            Some(Bound::Any) => None,
            Some(_) => Some(scopes_of(&person.grants, id)),
            None => {
                return Err(OfficeError::Refused(format!(
                    "{id} may not do this with a reporter's contact: ask the front desk, or the auditor to erase"
                )));
            }
        };
        Ok(Clerk {
            by: By {
                who: id.to_string(),
                ..by
            },
            scopes,
        })
    }

    /// The public keys of certified devices.
    pub(super) fn keys_of(&self, certificates: &[SignedCertificate]) -> BTreeMap<DeviceId, PublicKey> {
        let root = self.root_public();
        let certified = certificates.iter().filter_map(|signed| signed.verify(&root).ok());
        certified
            .map(|certificate| (certificate.device, certificate.public_key))
            .collect()
    }

    fn contacts(&self) -> Arc<crate::root::ContactsJournal> {
        Arc::clone(&self.0.parts.contacts)
    }
}

fn nothing(called: &str) -> OfficeError {
    OfficeError::NotFound(format!(
        "the vault holds no contact of {called}: it was erased, was never taken, or is still on a phone"
    ))
}
