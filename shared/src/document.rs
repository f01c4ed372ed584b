// SPDX-License-Identifier: EUPL-1.2
//! The only place that knows Automerge: a ticket as a document, its edits as changes, and the gate before them.

mod columns;
mod gate;
mod graph;
mod late;
mod layout;
mod log;
mod operations;
mod past;
mod present;
mod raw;
mod read;
mod register;
mod saved;
mod successor;
#[cfg(test)]
mod tests;
mod text;
mod upgrade;
mod write;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, Automerge, LoadOptions, OnPartialLoad, TextEncoding};

pub use gate::photos_named;
pub use gate::{
    Admission, Arrived, Author, Pushed, Quarantined, ReadBack, Rights, admit, admit_within, arrive, arrive_snapshot,
    unsigned,
};
pub use past::Before;
pub use raw::{RawChange, advance_heads, heads_of};
pub use saved::read_saved;
pub use successor::{Founding, succeed};

use crate::ids::{Actor, ChangeHash};
use crate::ticket::{Action, Ticket};

/// What can go wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Stored or received bytes are not a ticket document.
    #[error("the ticket's document cannot be read: run doctor; its changes are kept one by one and it can be rebuilt")]
    Unreadable,
    /// The action breaks a rule; each sentence says the cure.
    #[error("{}", .0.join("; "))]
    Invalid(Vec<String>),
    /// Automerge refused an edit of ours, which no input should cause.
    #[error("the edit could not be written to the ticket's document; nothing was changed")]
    NotWritten,
}

/// One ticket's document.
#[derive(Debug, Clone)]
pub struct Document {
    doc: Automerge,
}

impl Document {
    /// Files a ticket: the genesis change with every container and everything known at filing.
    ///
    /// # Errors
    /// When the action does not file a ticket, or breaks a rule.
    pub fn file(actor: Actor, action: &Action) -> Result<(Self, RawChange), DocumentError> {
        let mut document = Self::empty();
        let change = write::write(&mut document.doc, actor, action)?;
        Ok((document, change))
    }

    /// Writes one action as one change on the current heads.
    ///
    /// # Errors
    /// When the action breaks a rule; the document is then as before.
    pub fn act(&mut self, actor: Actor, action: &Action) -> Result<RawChange, DocumentError> {
        let mut ahead = self.doc.clone();
        let change = write::write(&mut ahead, actor, action)?;
        self.doc = ahead;
        Ok(change)
    }

    /// Writes one action as if only `frontier` had been seen, concurrent to all that came after. `actor` must be fresh.
    ///
    /// # Errors
    /// As [`Self::act`]; also when the frontier is not in this document.
    pub fn act_at(
        &mut self,
        frontier: &[ChangeHash],
        actor: Actor,
        action: &Action,
    ) -> Result<RawChange, DocumentError> {
        let heads: Vec<_> = frontier.iter().map(native_hash).collect();
        let mut past = self.doc.fork_at(&heads).map_err(|_| DocumentError::NotWritten)?;
        let change = write::write(&mut past, actor, action)?;
        self.apply(std::slice::from_ref(&change))?;
        Ok(change)
    }

    /// Loads a saved document.
    ///
    /// # Errors
    /// When the bytes are not one, or not completely.
    pub fn load(saved: &[u8]) -> Result<Self, DocumentError> {
        let options = LoadOptions::new()
            .text_encoding(TextEncoding::UnicodeCodePoint)
            .on_partial_load(OnPartialLoad::Error);
        let doc = guarded(|| Automerge::load_with_options(saved, options))?.map_err(|_| DocumentError::Unreadable)?;
        Ok(Self { doc })
    }

    /// Rebuilds a document from its changes, in causal order.
    ///
    /// # Errors
    /// When a dependency is missing or Automerge refuses one.
    pub fn from_changes(changes: &[RawChange]) -> Result<Self, DocumentError> {
        let mut document = Self::empty();
        document.apply(changes)?;
        Ok(document)
    }

    /// Adds changes that passed a gate already. On an error the document is as before.
    ///
    /// # Errors
    /// When a dependency is missing or Automerge refuses one.
    pub fn apply(&mut self, changes: &[RawChange]) -> Result<(), DocumentError> {
        let mut ahead = self.doc.clone();
        let native = changes
            .iter()
            .map(native_change)
            .collect::<Option<Vec<_>>>()
            .ok_or(DocumentError::Unreadable)?;
        guarded(|| ahead.apply_changes(native))?.map_err(|_| DocumentError::Unreadable)?;
        let merged = Self { doc: ahead };
        if changes.iter().any(|change| !merged.holds(&change.hash())) {
            return Err(DocumentError::Unreadable);
        }
        self.doc = merged.doc;
        Ok(())
    }

    /// The document in one piece, uncompressed: batches are compressed as a whole, which is smaller and faster.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.doc.save_nocompress()
    }

    /// The frontier of its history, sorted.
    #[must_use]
    pub fn heads(&self) -> Vec<ChangeHash> {
        let mut heads: Vec<_> = self.doc.get_heads().iter().map(|hash| ChangeHash(hash.0)).collect();
        heads.sort_unstable();
        heads
    }

    /// Whether a change is part of its history.
    #[must_use]
    pub fn holds(&self, hash: &ChangeHash) -> bool {
        self.doc.get_change_meta_by_hash(&native_hash(hash)).is_some()
    }

    /// All its changes, in causal order.
    ///
    /// # Errors
    /// When one of them is beyond what a change may be, which no gate lets in.
    pub fn changes(&self) -> Result<Vec<RawChange>, DocumentError> {
        self.changes_after(&[])
    }

    /// The changes that these heads do not include, in causal order; unknown heads are passed over.
    ///
    /// # Errors
    /// As [`Self::changes`].
    pub fn changes_after(&self, heads: &[ChangeHash]) -> Result<Vec<RawChange>, DocumentError> {
        let known: Vec<_> = heads.iter().filter(|head| self.holds(head)).map(native_hash).collect();
        let changes = guarded(|| self.doc.get_changes(&known))?;
        let raw = changes
            .iter()
            .map(|change| RawChange::scan(change.raw_bytes().to_vec()));
        raw.collect::<Result<_, _>>().map_err(|_| DocumentError::Unreadable)
    }

    /// The ticket at its present.
    ///
    /// # Errors
    /// When the document lacks what genesis writes.
    pub fn read(&self) -> Result<Ticket, DocumentError> {
        guarded(|| read::read(&self.doc))?.ok_or(DocumentError::Unreadable)
    }

    /// The newest ancestors of `of` (these included) for which `keep` holds: what an author had seen, less what was refused.
    #[must_use]
    pub fn frontier_within(&self, keep: &dyn Fn(&ChangeHash) -> bool, of: &[ChangeHash]) -> Vec<ChangeHash> {
        graph::Graph::of(&self.doc).frontier_within(keep, of)
    }

    fn empty() -> Self {
        Self {
            doc: Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint),
        }
    }

    fn graph(&self) -> graph::Graph {
        graph::Graph::of(&self.doc)
    }

    /// Automerge names its present actor in no saved byte, but a clone given out must not share one by accident.
    fn disposable(&self) -> Automerge {
        let mut copy = self.doc.clone();
        copy.set_actor(ActorId::from([0_u8; 16].as_slice()));
        copy
    }
}

/// Every hash in `heads` that `document` does not hold.
pub(crate) fn lacking(document: Option<&Document>, heads: impl IntoIterator<Item = ChangeHash>) -> Vec<ChangeHash> {
    let missing = |hash: &ChangeHash| document.is_none_or(|document| !document.holds(hash));
    heads
        .into_iter()
        .filter(missing)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// Runs Automerge where foreign bytes could make it panic: a panic becomes an error, never a crash.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, DocumentError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| DocumentError::Unreadable)
}

fn native_hash(hash: &ChangeHash) -> automerge::ChangeHash {
    automerge::ChangeHash(*hash.bytes())
}

fn native_change(change: &RawChange) -> Option<automerge::Change> {
    guarded(|| automerge::Change::from_bytes(change.bytes().to_vec()).ok())
        .ok()
        .flatten()
}
