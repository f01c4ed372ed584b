// SPDX-License-Identifier: EUPL-1.2
//! The gate of one pushed ticket, from its bytes to the deposit the store will keep: pure work, run on all cores.

use std::collections::BTreeMap;
use std::sync::Arc;

use ronda_shared::case_row::project;
use ronda_shared::document::{
    Admission, Document, DocumentError, Pushed, RawChange, ReadBack, admit_within, read_saved,
};
use ronda_shared::identity::{AuthorProof, SignedCertificate};
use ronda_shared::ids::{ChangeHash, DeviceId};
use ronda_shared::policy::scopes_of_ticket;
use ronda_shared::wire::{PushedTicket, Refusal};

use super::authors::Authors;
use super::device::Facts;
use super::proofs::ByAuthor;
use super::{Office, OfficeError, cores};
use crate::case_store::{AcceptedChange, By, CustodyNo, Deposit, HeldTicket, QuarantinedChange, TicketState};

/// One ticket before the gate.
#[derive(Debug)]
pub(super) struct Task {
    /// Its place in the request.
    pub at: usize,
    pub ticket: PushedTicket,
    pub held: Option<HeldTicket>,
    /// Written when this is the first the store hears of the ticket.
    pub facts: Facts,
    /// Custody items that are settled if everything passes.
    pub releases: Vec<CustodyNo>,
    /// The device that brings it, where that signs each of its changes when asked.
    pub signer: Option<DeviceId>,
}

/// One ticket behind the gate.
#[derive(Debug)]
pub(super) struct Gated {
    pub at: usize,
    pub ticket: PushedTicket,
    pub signer: Option<DeviceId>,
    /// Nothing is done before the signer has signed each of its changes.
    pub sign_each: bool,
    pub deposit: Deposit,
    pub known: Vec<ChangeHash>,
    pub refused: Vec<(ChangeHash, Refusal)>,
    pub needs: Vec<ChangeHash>,
    /// What the office wrote into the ticket now.
    pub facts: Vec<ChangeHash>,
    /// Changes whose authors had not seen everything the store held.
    pub unaware: Vec<Unaware>,
}

/// A change whose author had not seen everything the store held.
#[derive(Debug)]
pub(super) struct Unaware {
    pub change: ChangeHash,
    pub author: DeviceId,
    /// What he had not seen.
    pub beyond: Vec<ChangeHash>,
}

impl Office {
    /// Gates tickets on all cores; what the cores are busy with waits its turn.
    pub(super) async fn gate_all(
        &self,
        tasks: Vec<Task>,
        authors: &Arc<Authors>,
        by: &By,
    ) -> Result<Vec<Gated>, OfficeError> {
        let share = tasks.len().div_ceil(cores()).max(1);
        let mut running = Vec::new();
        let mut tasks = tasks.into_iter().peekable();
        while tasks.peek().is_some() {
            let portion: Vec<Task> = tasks.by_ref().take(share).collect();
            running.push(self.gate_portion(portion, Arc::clone(authors), by.clone()));
        }
        let mut gated = Vec::new();
        for portion in futures::future::join_all(running).await {
            gated.extend(portion?);
        }
        Ok(gated)
    }

    async fn gate_portion(&self, tasks: Vec<Task>, authors: Arc<Authors>, by: By) -> Result<Vec<Gated>, OfficeError> {
        let permit = self
            .gates()
            .acquire_owned()
            .await
            .map_err(|_| OfficeError::Stopped("the gate is closed"))?;
        let office = self.clone();
        let work = move || {
            let gated = tasks.into_iter().map(|task| office.gate(task, &authors, &by)).collect();
            drop(permit);
            gated
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| OfficeError::Stopped("the gate was stopped"))?
    }

    fn gate(&self, task: Task, authors: &Authors, by: &By) -> Result<Gated, OfficeError> {
        let held = task.held.as_ref().map(|held| Document::load(&held.saved)).transpose()?;
        let no_proofs = Vec::new();
        let held_proofs = task.held.as_ref().map_or(&no_proofs, |held| &held.proofs);
        let pushed = Pushed {
            ticket: task.ticket.id,
            jurisdiction: &self.jurisdiction().code,
            changes: task.ticket.changes.iter().map(|bytes| bytes.to_vec()).collect(),
            proofs: &task.ticket.proofs,
        };
        let scopes = task.held.as_ref().map_or(&[][..], |held| &held.scopes);
        let admission = admit_within(held.as_ref(), scopes, held_proofs, &pushed, &authors.known);
        let refused = admission
            .quarantined
            .iter()
            .map(|item| (item.hash, item.refusal.clone()))
            .collect();
        let (known, needs) = (admission.known.clone(), admission.needs.clone());
        let unaware = held.as_ref().map(|held| self.unaware(held, &admission.accepted));
        let (deposit, facts) = self.deposit(&task, admission, authors, by)?;
        Ok(Gated {
            at: task.at,
            ticket: task.ticket,
            signer: task.signer,
            sign_each: false,
            deposit,
            known,
            refused,
            needs,
            facts: facts.into_iter().collect(),
            unaware: unaware.unwrap_or_default(),
        })
    }

    /// Of accepted changes that build on what was held, those that do not build on all of it.
    fn unaware(&self, held: &Document, accepted: &[RawChange]) -> Vec<Unaware> {
        let heads = held.heads();
        let people_s = accepted.iter().filter(|change| change.device() != self.device().id);
        let entering =
            people_s.filter(|change| !change.deps().is_empty() && change.deps().iter().all(|dep| held.holds(dep)));
        let unaware = entering.filter(|change| !heads.iter().all(|head| change.deps().contains(head)));
        unaware
            .map(|change| Unaware {
                change: change.hash(),
                author: change.device(),
                beyond: held.beyond(change.deps()),
            })
            .collect()
    }

    fn deposit(
        &self,
        task: &Task,
        admission: Admission,
        authors: &Authors,
        by: &By,
    ) -> Result<(Deposit, Option<ChangeHash>), DocumentError> {
        let Admission {
            document,
            mut accepted,
            quarantined,
            proofs,
            read,
            ..
        } = admission;
        let (mut state, mut facts) = (None, None);
        if let Some(mut document) = document.filter(|_| !accepted.is_empty()) {
            let mut read = read;
            if let Some(change) = self.first_receipt(task, &mut document, &accepted, read.as_ref())? {
                facts = Some(change.hash());
                accepted.push(change);
                read = None;
            }
            let proofs = self.device().witness(&task.ticket.id, &document.heads(), proofs);
            state = Some(match read {
                Some(read) => state_read_back(read, proofs),
                None => state_of(&document, proofs)?,
            });
        }
        let proofs = ByAuthor::of(&task.ticket.proofs);
        let deposit = Deposit {
            ticket: task.ticket.id,
            based_on: task.held.as_ref().map_or(0, |held| held.last_no),
            certificates: self.certificates_of(&accepted, authors),
            accepted: accepted
                .into_iter()
                .map(|change| self.accepted(change, authors))
                .collect(),
            state,
            quarantined: quarantined
                .into_iter()
                .map(|item| QuarantinedChange {
                    proofs: proofs.of_change(&item.bytes),
                    hash: item.hash,
                    bytes: item.bytes,
                    refusal: item.refusal,
                })
                .collect(),
            releases: task.releases.clone(),
            by: by.clone(),
        };
        Ok((deposit, facts))
    }

    /// The store's facts, once in a ticket's life: what came back with them keeps them.
    fn first_receipt(
        &self,
        task: &Task,
        document: &mut Document,
        accepted: &[RawChange],
        read: Option<&ReadBack>,
    ) -> Result<Option<RawChange>, DocumentError> {
        let filer = accepted.first().map(RawChange::device);
        // Changes that are all the filer's own cannot hold the office's facts: no need to read for them.
        let filed_outside = filer != Some(self.device().id);
        let surely_new =
            task.held.is_none() && filed_outside && accepted.iter().all(|change| Some(change.device()) == filer);
        let received = || -> Result<bool, DocumentError> {
            let known = read.map(|read| read.ticket.received_at_ms);
            Ok(known
                .map_or_else(|| document.read().map(|ticket| ticket.received_at_ms), Ok)?
                .is_some())
        };
        if !surely_new && received()? {
            return Ok(None);
        }
        self.device().receive(document, &task.facts).map(Some)
    }

    pub(super) fn accepted(&self, change: RawChange, authors: &Authors) -> AcceptedChange {
        let author = change.device();
        let who = if author == self.device().id {
            "office".to_owned()
        } else {
            authors.who(&author)
        };
        AcceptedChange {
            hash: change.hash(),
            author,
            who,
            bytes: change.into_bytes(),
        }
    }

    fn certificates_of(&self, accepted: &[RawChange], authors: &Authors) -> BTreeMap<DeviceId, SignedCertificate> {
        let mut certificates = BTreeMap::new();
        for device in accepted.iter().map(RawChange::device) {
            let own = (device == self.device().id).then_some(&self.device().certificate);
            if let Some(certificate) = authors.certificates.get(&device).or(own) {
                certificates.insert(device, certificate.clone());
            }
        }
        certificates
    }
}

/// The state of a document that was changed after its trial, or never had one.
pub(super) fn state_of(document: &Document, proofs: Vec<AuthorProof>) -> Result<TicketState, DocumentError> {
    let saved = document.save();
    let read = ReadBack {
        ticket: read_saved(&saved)?,
        saved,
    };
    Ok(state_read_back(read, proofs))
}

fn state_read_back(read: ReadBack, proofs: Vec<AuthorProof>) -> TicketState {
    let ReadBack { saved, ticket } = read;
    let (row, scopes) = (project(&ticket), scopes_of_ticket(&ticket));
    let entries = ticket.photos.iter().map(|entry| &entry.value);
    let taken = entries.flat_map(|photo| {
        let hashes = [Some(photo.sha256), photo.sealed_original].into_iter().flatten();
        hashes.map(|hash| (hash, photo.by))
    });
    let photographers = taken.collect();
    TicketState {
        saved,
        heads: ticket.heads,
        proofs,
        row,
        photographers,
        scopes,
    }
}
