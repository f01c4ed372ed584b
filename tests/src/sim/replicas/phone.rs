// SPDX-License-Identifier: EUPL-1.2
//! A phone without a store: documents, what was meant by their own changes, and what the office refused.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::document::{Document, RawChange, arrive};
use ronda_shared::identity::{AuthorProof, PublicKey, SigningKey};
use ronda_shared::ids::{Actor, ChangeHash, DeviceId, IntentId, TicketId};
use ronda_shared::policy::Grants;
use ronda_shared::ticket::Action;
use ronda_shared::wire::{Refusal, RefusalCode};

use super::office::{Answer, Office};
use super::parcel::Parcel;

/// What a person meant by a change.
#[derive(Clone)]
pub struct Meant {
    pub action: Action,
    pub seen: Vec<ChangeHash>,
}

/// One ticket on a phone.
#[derive(Clone)]
pub struct Held {
    pub document: Document,
    /// Its changes as they came, as a store keeps them: a document writes them anew each time it is asked.
    pub log: Vec<RawChange>,
    /// The newest of each device, in whose name they are.
    pub proofs: Vec<AuthorProof>,
    /// Everything this phone wrote, by the changes it became.
    pub meant: BTreeMap<ChangeHash, Meant>,
    /// What the office has in custody, as far as the phone heard.
    pub refused: BTreeMap<ChangeHash, Vec<u8>>,
}

/// All that lies in a phone's memory.
#[derive(Clone, Default)]
pub struct Memory {
    pub held: BTreeMap<TicketId, Held>,
    /// Refused edits, shown to their author with the reason.
    pub aside: BTreeMap<IntentId, Refusal>,
}

/// A phone.
#[derive(Clone)]
pub struct Phone {
    pub key: SigningKey,
    /// As it heard them last.
    pub grants: Grants,
    /// Of this start.
    pub actor: Actor,
    pub skew_ms: i64,
    pub memory: Memory,
    /// A copy of it that somebody may put back.
    pub copy: Option<Memory>,
}

/// An intent and the change it became when it was written again.
pub type Renamed = (IntentId, ChangeHash);

impl Held {
    /// One change of this phone is the newest of its ticket.
    pub fn wrote(&mut self, ticket: &TicketId, key: &SigningKey, change: RawChange, meant: Meant) {
        self.meant.insert(change.hash(), meant);
        self.proofs.push(AuthorProof::sign(key, ticket, change.hash()));
        self.log.push(change);
        self.keep_newest_proofs();
    }

    fn keep_newest_proofs(&mut self) {
        let mut heads: BTreeMap<DeviceId, BTreeSet<ChangeHash>> = BTreeMap::new();
        for proof in &self.proofs {
            heads.entry(proof.device).or_default().insert(proof.head);
        }
        let newest: BTreeMap<DeviceId, Vec<ChangeHash>> = heads
            .into_iter()
            .map(|(device, heads)| {
                let newest = self
                    .document
                    .frontier_within(&|hash| heads.contains(hash), &self.document.heads());
                (device, newest)
            })
            .collect();
        let mut kept = BTreeSet::new();
        self.proofs.retain(|proof| {
            let newest = newest
                .get(&proof.device)
                .is_some_and(|heads| heads.contains(&proof.head));
            newest && kept.insert((proof.device, proof.head))
        });
    }
}

impl Phone {
    /// What the office lacks, in causal order, ticket by ticket. What it has in custody already waits there.
    pub fn owes(&self, office: &Office) -> Vec<Parcel> {
        let owed = self.memory.held.iter().map(|(ticket, held)| {
            let lacks = |hash: &ChangeHash| office.cases.get(ticket).is_none_or(|case| !case.document.holds(hash));
            let waits = |hash: &ChangeHash| held.refused.contains_key(hash) && office.custody.contains_key(hash);
            let changes = held.log.iter().filter(|change| lacks(&change.hash()));
            let mut changes: Vec<RawChange> = changes.cloned().collect();
            // What builds on a refused filing cannot be judged without it.
            if changes.iter().all(|change| waits(&change.hash())) {
                changes.clear();
            }
            let scanned = held.refused.values().map(|bytes| RawChange::scan(bytes.clone()));
            let refused = scanned.map(|change| change.expect("a change of ours"));
            let forgotten: Vec<RawChange> = refused
                .filter(|change| {
                    lacks(&change.hash()) && !waits(&change.hash()) && !held.document.holds(&change.hash())
                })
                .collect();
            let own = forgotten.iter().filter(|change| change.device() == self.device());
            let proofs = own.map(|change| AuthorProof::sign(&self.key, ticket, change.hash()));
            Parcel {
                ticket: *ticket,
                proofs: held.proofs.iter().cloned().chain(proofs).collect(),
                changes: forgotten.into_iter().chain(changes).collect(),
            }
        });
        owed.filter(|parcel| !parcel.changes.is_empty()).collect()
    }

    pub fn device(&self) -> DeviceId {
        self.key.public().device()
    }

    /// Takes what the office delivered through the gate of phones.
    pub fn hears(&mut self, parcel: Parcel, keys: &BTreeMap<DeviceId, PublicKey>) -> Result<usize, Refusal> {
        let Parcel {
            ticket,
            changes,
            proofs,
        } = parcel;
        let bytes = changes.into_iter().map(RawChange::into_bytes).collect();
        let held = self.memory.held.get(&ticket).map(|held| &held.document);
        let arrived = arrive(held, ticket, bytes, &proofs, keys)?;
        let held = self.memory.held.entry(ticket).or_insert_with(|| Held {
            document: arrived.document.clone(),
            log: Vec::new(),
            proofs: Vec::new(),
            meant: BTreeMap::new(),
            refused: BTreeMap::new(),
        });
        held.document = arrived.document;
        held.proofs.extend(proofs);
        held.keep_newest_proofs();
        let stand = arrived.fresh.iter().map(RawChange::hash);
        stand.for_each(|hash| self.memory.stands_after_all(&ticket, &hash));
        let fresh = arrived.fresh.len();
        if let Some(held) = self.memory.held.get_mut(&ticket) {
            held.log.extend(arrived.fresh);
        }
        Ok(fresh)
    }

    /// Takes the office's answer; what was refused is set aside, what was written behind it is written again.
    pub fn answered(&mut self, answer: &Answer, fresh: Actor) -> Vec<Renamed> {
        for hash in &answer.admitted {
            self.memory.stands_after_all(&answer.ticket, hash);
        }
        if answer.refused.is_empty() {
            return Vec::new();
        }
        self.parts_with(&answer.ticket, &answer.refused, fresh)
    }

    /// Hears what of its refused work is in the case after all. A ticket whose filing was refused stayed here as it was:
    /// admitted, it parts with what is refused still.
    pub fn hears_of_custody(&mut self, ticket: &TicketId, case: &Document, fresh: Actor) -> Vec<Renamed> {
        let refused = self.memory.held.get(ticket).map(|held| held.refused.keys().copied());
        let admitted = refused.into_iter().flatten().filter(|hash| case.holds(hash));
        let admitted: Vec<ChangeHash> = admitted.collect();
        for hash in &admitted {
            self.memory.stands_after_all(ticket, hash);
        }
        let Some(held) = self.memory.held.get(ticket).filter(|_| !admitted.is_empty()) else {
            return Vec::new();
        };
        let still = held.refused.keys().filter(|hash| held.document.holds(hash));
        let why = |hash: &ChangeHash| self.memory.aside.get(&held.meant.get(hash)?.action.intent).cloned();
        let still: BTreeMap<ChangeHash, Refusal> = still.filter_map(|hash| Some((*hash, why(hash)?))).collect();
        if still.is_empty() || still.contains_key(&held.log[0].hash()) {
            return Vec::new();
        }
        self.parts_with(ticket, &still, fresh)
    }

    fn parts_with(&mut self, ticket: &TicketId, refused: &BTreeMap<ChangeHash, Refusal>, fresh: Actor) -> Vec<Renamed> {
        let Memory { held, aside } = &mut self.memory;
        let Some(held) = held.get_mut(ticket) else {
            return Vec::new();
        };
        let (kept, out) = apart(held.log.clone(), refused);
        let filing = kept.is_empty();
        let gone: BTreeSet<ChangeHash> = out.iter().map(RawChange::hash).collect();
        let mut again = Vec::new();
        for change in &out {
            let why = refused.get(&change.hash());
            let Some(meant) = held.meant.get(&change.hash()) else {
                continue;
            };
            if why.is_some() {
                held.refused.insert(change.hash(), change.bytes().to_vec());
            }
            let stands_on_gone = change.deps().iter().any(|dep| gone.contains(dep));
            let is_written_again = |why: &Refusal| {
                why.code == RefusalCode::BrokenSequence || why.code == RefusalCode::DependsOnRefused && stands_on_gone
            };
            if !filing && why.is_none_or(is_written_again) {
                again.push(meant.clone());
            } else {
                aside.insert(meant.action.intent, why.cloned().unwrap_or_else(built_on_refused));
            }
        }
        // A refused filing stays here as it is, to be seen with its reason.
        if filing || out.is_empty() {
            return Vec::new();
        }
        let before = std::mem::replace(
            &mut held.document,
            Document::from_changes(&kept).expect("what was kept"),
        );
        let stays: BTreeSet<ChangeHash> = kept.iter().map(RawChange::hash).collect();
        held.log = kept;
        held.proofs.retain(|proof| stays.contains(&proof.head));
        let mut renamed: Vec<Renamed> = Vec::new();
        for Meant { action, seen } in again {
            let seen = before.frontier_within(&|hash| stays.contains(hash), &seen);
            let seen: Vec<ChangeHash> = seen.into_iter().chain(renamed.last().map(|(_, hash)| *hash)).collect();
            let seen = held.document.frontier_within(&|_| true, &seen);
            let intent = action.intent;
            match held.document.act_at(&seen, fresh, &action) {
                Ok(change) => {
                    held.meant.insert(change.hash(), Meant { action, seen });
                    renamed.push((intent, change.hash()));
                    held.log.push(change);
                }
                Err(_) => {
                    aside.insert(intent, built_on_refused());
                }
            }
        }
        self.sign_anew(ticket);
        renamed
    }

    /// One own signature for the newest own change of each branch that is left.
    fn sign_anew(&mut self, ticket: &TicketId) {
        let own = self.device();
        let Some(held) = self.memory.held.get_mut(ticket) else {
            return;
        };
        let mine: BTreeSet<ChangeHash> = held
            .log
            .iter()
            .filter(|change| change.device() == own)
            .map(RawChange::hash)
            .collect();
        let newest = held
            .document
            .frontier_within(&|hash| mine.contains(hash), &held.document.heads());
        let signed = newest
            .into_iter()
            .map(|head| AuthorProof::sign(&self.key, ticket, head));
        held.proofs.extend(signed);
        held.keep_newest_proofs();
    }
}

impl Memory {
    fn stands_after_all(&mut self, ticket: &TicketId, hash: &ChangeHash) {
        let Some(held) = self.held.get_mut(ticket) else {
            return;
        };
        let was_refused = held.refused.remove(hash).is_some();
        if let Some(meant) = held.meant.get(hash).filter(|_| was_refused) {
            self.aside.remove(&meant.action.intent);
        }
    }

    /// Whether any of these changes is here, in a ticket or beside it.
    pub fn has(&self, ticket: &TicketId, hashes: &BTreeSet<ChangeHash>) -> bool {
        let held = self.held.get(ticket);
        held.is_some_and(|held| {
            hashes
                .iter()
                .any(|hash| held.document.holds(hash) || held.refused.contains_key(hash))
        })
    }
}

/// What stays of a history, and what goes: the refused changes with everything that builds on them.
fn apart(changes: Vec<RawChange>, refused: &BTreeMap<ChangeHash, Refusal>) -> (Vec<RawChange>, Vec<RawChange>) {
    let mut going = BTreeSet::new();
    changes.into_iter().partition(|change| {
        let goes = refused.contains_key(&change.hash()) || change.deps().iter().any(|dep| going.contains(dep));
        if goes {
            going.insert(change.hash());
        }
        !goes
    })
}

fn built_on_refused() -> Refusal {
    Refusal::new(
        RefusalCode::DependsOnRefused,
        "the change builds on one that was refused",
    )
}
