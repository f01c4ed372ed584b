// SPDX-License-Identifier: EUPL-1.2
//! The office without a store: its gate, its own device, its custody, and a case row beside every document.

use std::collections::BTreeMap;

use ronda_shared::case_row::{CaseRow, project};
use ronda_shared::document::{Author, Document, Pushed, RawChange, Rights, admit};
use ronda_shared::identity::{AuthorProof, PublicKey, SigningKey};
use ronda_shared::ids::{Actor, ChangeHash, DeviceId, IntentId, PersonId, TicketId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::ticket::{Action, Edit};
use ronda_shared::wire::Refusal;

use super::parcel::Parcel;

pub const JURISDICTION: &str = "FI";

/// One ticket in the office.
#[derive(Clone)]
pub struct Case {
    pub document: Document,
    /// Its changes as they were admitted.
    pub log: Vec<RawChange>,
    pub proofs: Vec<AuthorProof>,
    /// As it was projected when the document was last written.
    pub row: CaseRow,
}

/// A refused change.
#[derive(Clone)]
pub struct Custody {
    pub ticket: TicketId,
    pub refusal: Refusal,
}

/// Somebody with a device.
#[derive(Clone)]
pub struct Person {
    pub key: SigningKey,
    pub id: PersonId,
    pub grants: Grants,
}

/// What the office keeps.
#[derive(Clone, Default)]
pub struct Kept {
    pub cases: BTreeMap<TicketId, Case>,
    pub custody: BTreeMap<ChangeHash, Custody>,
}

/// The office.
pub struct Office {
    pub own: Person,
    /// Of this start.
    pub actor: Actor,
    /// By their devices.
    pub people: BTreeMap<DeviceId, Person>,
    pub kept: Kept,
    pub copy: Option<Kept>,
}

impl std::ops::Deref for Office {
    type Target = Kept;

    fn deref(&self) -> &Kept {
        &self.kept
    }
}

/// What the office said to one parcel.
#[derive(Debug)]
pub struct Answer {
    pub ticket: TicketId,
    /// Now or before.
    pub admitted: Vec<ChangeHash>,
    pub refused: BTreeMap<ChangeHash, Refusal>,
    /// Dependencies that did not come along.
    pub needs: usize,
}

/// When and under which id the office writes its facts, if it has to.
#[derive(Clone, Copy)]
pub struct Moment {
    pub intent: IntentId,
    pub at_ms: i64,
}

impl Office {
    fn device(&self) -> DeviceId {
        self.own.key.public().device()
    }

    pub fn keys(&self) -> BTreeMap<DeviceId, PublicKey> {
        let people = self
            .people
            .iter()
            .map(|(device, person)| (*device, person.key.public()));
        people.chain([(self.device(), self.own.key.public())]).collect()
    }

    /// What the office itself does now is judged like anybody's deed; what comes back of it was judged before.
    fn authors(&self, acts: bool) -> BTreeMap<DeviceId, Author> {
        let author = |person: &Person, rights| Author {
            key: person.key.public(),
            person: person.id,
            rights,
        };
        let people = self.people.iter().map(|(device, person)| {
            let rights = Rights::Granted(person.grants.clone());
            (*device, author(person, rights))
        });
        let rights = if acts {
            Rights::Granted(Grants::of(Role::Office))
        } else {
            Rights::Office
        };
        people.chain([(self.device(), author(&self.own, rights))]).collect()
    }

    /// Takes a parcel through the gate.
    pub fn takes(&mut self, parcel: Parcel, now: Moment) -> Answer {
        self.judges(parcel, now, false)
    }

    fn judges(&mut self, parcel: Parcel, now: Moment, acts: bool) -> Answer {
        let ticket = parcel.ticket;
        let authors = self.authors(acts);
        let held = self.kept.cases.get(&ticket);
        let pushed = Pushed {
            ticket,
            jurisdiction: JURISDICTION,
            changes: parcel.changes.into_iter().map(RawChange::into_bytes).collect(),
            proofs: &parcel.proofs,
        };
        let held_proofs = held.map_or(&[][..], |held| held.proofs.as_slice());
        let admission = admit(held.map(|held| &held.document), held_proofs, pushed, &authors);
        let mut admitted = admission.known;
        admitted.extend(admission.accepted.iter().map(RawChange::hash));
        let mut refused = BTreeMap::new();
        for item in admission.quarantined {
            let refusal = item.refusal;
            refused.insert(item.hash, refusal.clone());
            // The office's own change, refused, is an answer to who typed it.
            if !acts {
                self.kept.custody.insert(item.hash, Custody { ticket, refusal });
            }
        }
        for hash in &admitted {
            self.kept.custody.remove(hash);
        }
        if let Some(document) = admission.document.filter(|_| !admission.accepted.is_empty()) {
            let read = admission.read.map(|read| read.ticket);
            self.keeps(document, admission.accepted, read, admission.proofs, now);
        }
        Answer {
            ticket,
            admitted,
            refused,
            needs: admission.needs.len(),
        }
    }

    /// The store's facts come once in a ticket's life, and the office signs every head.
    fn keeps(
        &mut self,
        mut document: Document,
        accepted: Vec<RawChange>,
        read: Option<ronda_shared::ticket::Ticket>,
        proofs: Vec<AuthorProof>,
        now: Moment,
    ) {
        let mut read = read.unwrap_or_else(|| document.read().expect("an admitted ticket reads"));
        let mut log = self
            .kept
            .cases
            .remove(&read.id)
            .map(|case| case.log)
            .unwrap_or_default();
        log.extend(accepted);
        if read.received_at_ms.is_none() {
            let facts = Edit::Admit {
                received_at_ms: now.at_ms,
                case_number: format!("2026-{}", read.code),
            };
            let action = Action {
                intent: now.intent,
                by: self.own.id,
                at_ms: now.at_ms,
                edits: vec![facts],
            };
            log.push(document.act(self.actor, &action).expect("facts of the office"));
            read = document.read().expect("an admitted ticket reads");
        }
        let own = self.device();
        let others = proofs.into_iter().filter(|proof| proof.device != own);
        let signed = read
            .heads
            .iter()
            .map(|head| AuthorProof::sign(&self.own.key, &read.id, *head));
        let case = Case {
            proofs: others.chain(signed).collect(),
            row: project(&read),
            document,
            log,
        };
        self.kept.cases.insert(read.id, case);
    }

    /// Whether the gate would refuse anything of a parcel; nothing is kept.
    pub fn refuses(&self, parcel: &Parcel) -> bool {
        let held = self.cases.get(&parcel.ticket);
        let pushed = Pushed {
            ticket: parcel.ticket,
            jurisdiction: JURISDICTION,
            changes: parcel.changes.iter().map(|change| change.bytes().to_vec()).collect(),
            proofs: &parcel.proofs,
        };
        let held_proofs = held.map_or(&[][..], |held| held.proofs.as_slice());
        let authors = self.authors(false);
        let admission = admit(held.map(|held| &held.document), held_proofs, pushed, &authors);
        !admission.quarantined.is_empty()
    }

    /// What the gate makes of one change by somebody who is enrolled now for the first time; nothing is kept.
    pub fn would_take(&self, ticket: TicketId, change: RawChange, by: &Person) -> Result<(), Refusal> {
        let (device, hash) = (change.device(), change.hash());
        let newcomer = Author {
            key: by.key.public(),
            person: by.id,
            rights: Rights::Granted(by.grants.clone()),
        };
        let mut authors = self.authors(false);
        authors.insert(device, newcomer);
        let pushed = Pushed {
            ticket,
            jurisdiction: JURISDICTION,
            changes: vec![change.into_bytes()],
            proofs: &[AuthorProof::sign(&by.key, &ticket, hash)],
        };
        let case = &self.cases[&ticket];
        let mut admission = admit(Some(&case.document), &case.proofs, pushed, &authors);
        match admission.quarantined.pop() {
            Some(item) => Err(item.refusal),
            None => Ok(()),
        }
    }

    /// Does something to a case in its own name, through its own gate.
    pub fn acts(&mut self, ticket: TicketId, action: &Action) -> Result<ChangeHash, String> {
        let mut document = self.kept.cases[&ticket].document.clone();
        let change = document.act(self.actor, action).map_err(|fault| fault.to_string())?;
        let hash = change.hash();
        let parcel = Parcel {
            ticket,
            proofs: vec![AuthorProof::sign(&self.own.key, &ticket, hash)],
            changes: vec![change],
        };
        let now = Moment {
            intent: action.intent,
            at_ms: action.at_ms,
        };
        match self.judges(parcel, now, true).refused.remove(&hash) {
            Some(refusal) => Err(refusal.detail),
            None => Ok(hash),
        }
    }

    /// What a phone lacks of one case.
    pub fn owes(&self, ticket: &TicketId, held: Option<&Document>) -> Option<Parcel> {
        let case = self.kept.cases.get(ticket)?;
        let lacks = |change: &&RawChange| held.is_none_or(|held| !held.holds(&change.hash()));
        let changes: Vec<RawChange> = case.log.iter().filter(lacks).cloned().collect();
        (!changes.is_empty()).then(|| Parcel {
            ticket: *ticket,
            changes,
            proofs: case.proofs.clone(),
        })
    }
}
