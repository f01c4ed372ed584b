// SPDX-License-Identifier: EUPL-1.2
//! News of tickets held here, through the structural gate: read first, then merged on all cores and written as they come.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, Scope};

use ronda_shared::document::{Document, RawChange, arrive};
use ronda_shared::identity::{AuthorProof, PublicKey};
use ronda_shared::ids::{ChangeHash, DeviceId, TicketId};
use ronda_shared::wire::{Body, Delivered, Refusal, RefusalCode};
use rusqlite::Connection;

use super::super::ticket::words_of_notes;
use super::super::{ChangeState, HeldTicket, StoreError, TicketWrite, Verified, history, proof, ticket};

/// Fewer than these a core are merged before a thread has begun.
const WORTH_A_CORE: usize = 4;

/// One ticket's news beside what this phone holds of it.
pub(super) struct Meeting<'a> {
    delivered: &'a Delivered,
    pub(super) held: Option<HeldTicket>,
    saved: Option<Vec<u8>>,
    proofs: Vec<AuthorProof>,
    /// What is kept beside the document, to be put back where a whole one takes its place.
    kept: Vec<RawChange>,
}

/// What the two come to.
pub(super) struct Merged {
    /// The frontier of what the store admitted, as far as heard.
    pub(super) admitted: Vec<ChangeHash>,
    /// Changes that were new.
    pub(super) fresh: u64,
    /// The ticket as it then stands, when something was new.
    pub(super) write: Option<TicketWrite>,
    /// What people search it by is not what it was.
    pub(super) found_otherwise: bool,
    /// The newest signatures of each author, when they are not those that are kept.
    pub(super) proofs: Option<Vec<AuthorProof>>,
}

/// A merge, or why there is none.
pub(super) type Outcome = Result<Merged, Refusal>;
/// The public keys of known devices.
type Keys = BTreeMap<DeviceId, PublicKey>;

impl<'a> Meeting<'a> {
    /// Reads what is held, as far as the news asks for it; no document is opened yet.
    pub(super) fn read(connection: &Connection, delivered: &'a Delivered) -> Result<Self, StoreError> {
        let mut meeting = Self {
            delivered,
            held: ticket::held(connection, &delivered.ticket)?,
            saved: None,
            proofs: Vec::new(),
            kept: Vec::new(),
        };
        if meeting.is_merge() {
            meeting.saved = ticket::saved(connection, &delivered.ticket)?;
            meeting.proofs = proof::of_ticket(connection, &delivered.ticket)?;
        }
        if meeting.is_merge() && meeting.brings_all() {
            let stays = |state| state != ChangeState::Quarantined;
            meeting.kept = history::kept(connection, &delivered.ticket, &stays)?;
        }
        Ok(meeting)
    }

    /// The ticket.
    pub(super) fn ticket(&self) -> TicketId {
        self.delivered.ticket
    }

    /// Whether there is anything to merge: a snapshot of a new ticket is taken as it is, and known heads are no news, unless
    /// what is held under them is not what they name.
    pub(super) fn is_merge(&self) -> bool {
        match (&self.delivered.body, &self.held) {
            (Body::Snapshot { .. }, None) => false,
            (_, Some(held)) => held.heads != self.delivered.heads || (self.brings_all() && self.is_wrong()),
            (Body::Changes(_), None) => true,
        }
    }

    fn brings_all(&self) -> bool {
        matches!(self.delivered.body, Body::Snapshot { .. })
    }

    fn is_wrong(&self) -> bool {
        self.held.as_ref().is_some_and(|held| held.verified == Verified::Wrong)
    }

    /// Nothing that arrives can be added to what is held: only a whole ticket in its place helps.
    pub(super) fn is_past_mending(&self) -> bool {
        self.is_wrong()
            || self
                .saved
                .as_deref()
                .is_some_and(|saved| Document::load(saved).is_err())
    }

    /// Merges; pure work on one core. A panic is that of this document alone.
    pub(super) fn merged(&self, keys: &Keys) -> Outcome {
        let panicked = |_| Err(Refusal::new(RefusalCode::Poisonous, "it could not be merged"));
        catch_unwind(AssertUnwindSafe(|| self.met(keys))).unwrap_or_else(panicked)
    }

    fn met(&self, keys: &Keys) -> Outcome {
        if self.brings_all() && self.is_past_mending() {
            return self.replaced(keys);
        }
        let unreadable = |_| Refusal::new(RefusalCode::MissingDependency, "what is held of it cannot be read");
        let ours = self
            .saved
            .as_deref()
            .map(Document::load)
            .transpose()
            .map_err(unreadable)?;
        let changes = changes_of(self.delivered, ours.as_ref())?;
        let (delivered, held) = (self.delivered, self.held.as_ref());
        let arrived = arrive(ours.as_ref(), delivered.ticket, changes, &delivered.proofs, keys)?;
        let known = held.map(|held| held.admitted_heads.as_slice()).unwrap_or_default();
        let named: Vec<ChangeHash> = known.iter().chain(&delivered.heads).copied().collect();
        let admitted = arrived.document.frontier_within(&|_| true, &named);
        let proofs = self.newest_proofs(&arrived.document);
        let last_no = self.last_no();
        let write = arrived.read.map(|read| {
            let mut write = TicketWrite::read_back(read, admitted.clone(), last_no);
            write.verified = held.map_or(Verified::Yes, |held| held.verified);
            write
        });
        let otherwise = |write| self.is_found_otherwise(ours.as_ref(), write);
        Ok(Merged {
            admitted,
            fresh: arrived.fresh.len() as u64,
            found_otherwise: write.as_ref().is_some_and(otherwise),
            write,
            proofs,
        })
    }

    /// A whole ticket in the place of one that is past mending, with what this phone wrote and kept beside it put back.
    fn replaced(&self, keys: &Keys) -> Outcome {
        let (delivered, changes) = (self.delivered, changes_of(self.delivered, None)?);
        let arrived = arrive(None, delivered.ticket, changes, &delivered.proofs, keys)?;
        let theirs = self.with_proven(arrived.document, keys);
        let mut document = history::with_kept(theirs.clone(), &self.kept);
        if document.read().is_err() {
            document = theirs;
        }
        let known = self.held.iter().flat_map(|held| &held.admitted_heads);
        let named: Vec<ChangeHash> = known.chain(&delivered.heads).copied().collect();
        let admitted = document.frontier_within(&|_| true, &named);
        let unreadable = |_| Refusal::new(RefusalCode::Poisonous, "the ticket as it came cannot be read");
        let write = TicketWrite::of(&document, admitted.clone(), self.last_no()).map_err(unreadable)?;
        let waits = |proof: &&AuthorProof| {
            !document.holds(&proof.head) && self.kept.iter().any(|change| change.hash() == proof.head)
        };
        let waiting = self.proofs.iter().filter(waits);
        let newest = self.newest_proofs(&document).unwrap_or_else(|| self.proofs.clone());
        let proofs = newest.into_iter().filter(|proof| document.holds(&proof.head));
        Ok(Merged {
            admitted,
            fresh: 1,
            write: Some(write),
            found_otherwise: true,
            proofs: Some(proofs.chain(waiting.cloned()).collect()),
        })
    }

    /// What was held may load and yet not be what it was said to be; changes in it that are proven are not lost for it.
    fn with_proven(&self, theirs: Document, keys: &Keys) -> Document {
        let held = self.saved.as_deref().and_then(|saved| Document::load(saved).ok());
        let Some(changes) = held.and_then(|held| held.changes().ok()) else {
            return theirs;
        };
        let changes = changes.into_iter().map(RawChange::into_bytes).collect();
        let both = arrive(Some(&theirs), self.delivered.ticket, changes, &self.proofs, keys);
        both.map_or(theirs, |both| both.document)
    }

    fn last_no(&self) -> u64 {
        self.delivered
            .last_no
            .max(self.held.as_ref().map_or(0, |held| held.last_no))
    }

    /// The newest signatures of each author cover all his older ones; what only this phone holds must stay covered too.
    fn newest_proofs(&self, document: &Document) -> Option<Vec<AuthorProof>> {
        let mut of_device: BTreeMap<DeviceId, Vec<AuthorProof>> = BTreeMap::new();
        for proof in self.proofs.iter().chain(&self.delivered.proofs) {
            let known = of_device.entry(proof.device).or_default();
            if !known.contains(proof) {
                known.push(proof.clone());
            }
        }
        let newest = of_device.into_values().flat_map(|proofs| newest(document, proofs));
        let mut newest: Vec<AuthorProof> = newest.collect();
        // In the order they are kept in.
        newest.sort_by_key(|proof| (proof.device, proof.head));
        (newest != self.proofs).then_some(newest)
    }

    /// Most news leaves a ticket's words and place alone, and writing those again costs more than reading it as it was.
    fn is_found_otherwise(&self, ours: Option<&Document>, write: &TicketWrite) -> bool {
        let (Some(held), Some(ours)) = (&self.held, ours) else {
            return true;
        };
        let (was, is) = (&held.row, &write.row);
        let same_words = [&was.code, &was.title, &was.description, &was.category]
            == [&is.code, &is.title, &is.description, &is.category];
        let same = same_words && was.address == is.address && (was.lat, was.lon) == (is.lat, is.lon);
        // A snapshot's notes are indexed once it was checked: until then what the index holds is not known.
        if !same || held.verified != Verified::Yes {
            return true;
        }
        ours.read().map_or(true, |read| words_of_notes(&read) != write.notes)
    }
}

/// Merges under way on all cores while what is merged already is written; told in the order of the meetings.
pub(super) struct Merges<'a> {
    lanes: Vec<Receiver<Outcome>>,
    told: usize,
    keys: &'a Keys,
}

impl<'a> Merges<'a> {
    /// Begins to merge what is to be merged.
    pub(super) fn begin(scope: &'a Scope<'a, '_>, meetings: &'a [Meeting<'a>], keys: &'a Keys) -> Self {
        let merges: Vec<&Meeting<'_>> = meetings.iter().filter(|one| one.is_merge()).collect();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let wanted = cores.min(merges.len() / WORTH_A_CORE);
        let mut lanes: Vec<Receiver<Outcome>> = Vec::new();
        for lane in 0..wanted {
            let share: Vec<&Meeting<'_>> = merges.iter().skip(lane).step_by(wanted).copied().collect();
            let (tell, told) = mpsc::channel();
            // Whoever hears no more has failed, and needs none of the rest.
            let work = move || {
                let _all = share.iter().all(|one| tell.send(one.merged(keys)).is_ok());
            };
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                // No thread was to be had: the one that writes does it all, each when its turn has come.
                lanes.clear();
                break;
            }
            lanes.push(told);
        }
        Self { lanes, told: 0, keys }
    }

    /// What the next meeting came to; none when there was nothing to merge.
    pub(super) fn next(&mut self, meeting: &Meeting<'_>) -> Option<Outcome> {
        if !meeting.is_merge() {
            return None;
        }
        let lane = self.told.checked_rem(self.lanes.len());
        self.told += 1;
        let Some(lane) = lane.and_then(|lane| self.lanes.get(lane)) else {
            return Some(meeting.merged(self.keys));
        };
        Some(lane.recv().unwrap_or_else(|_| meeting.merged(self.keys)))
    }
}

/// The tickets that a reply names once: their news can be merged beforehand. What comes twice waits for its turn.
pub(super) fn named_once(delivered: &[Delivered]) -> impl Iterator<Item = &Delivered> {
    let mut times: BTreeMap<TicketId, u32> = BTreeMap::new();
    delivered
        .iter()
        .for_each(|one| *times.entry(one.ticket).or_default() += 1);
    delivered.iter().filter(move |one| times.get(&one.ticket) == Some(&1))
}

fn newest(document: &Document, proofs: Vec<AuthorProof>) -> Vec<AuthorProof> {
    let heads: Vec<ChangeHash> = proofs.iter().map(|proof| proof.head).collect();
    let newest = document.frontier_within(&|hash| heads.contains(hash), &heads);
    proofs
        .into_iter()
        .filter(|proof| newest.contains(&proof.head))
        .collect()
}

/// The raw changes a delivery brings; a snapshot's, less those that are here.
fn changes_of(delivered: &Delivered, ours: Option<&Document>) -> Result<Vec<Vec<u8>>, Refusal> {
    let saved = match &delivered.body {
        Body::Changes(numbered) => return Ok(numbered.iter().map(|change| change.bytes.to_vec()).collect()),
        Body::Snapshot { document, .. } => document,
    };
    if ours.is_some_and(|ours| delivered.heads.iter().all(|head| ours.holds(head))) {
        return Ok(Vec::new());
    }
    let poisonous = |_| Refusal::new(RefusalCode::Poisonous, "the snapshot cannot be read");
    let theirs = Document::load(saved).map_err(poisonous)?.changes().map_err(poisonous)?;
    let lacked = |change: &RawChange| ours.is_none_or(|ours| !ours.holds(&change.hash()));
    Ok(theirs.into_iter().filter(lacked).map(RawChange::into_bytes).collect())
}
