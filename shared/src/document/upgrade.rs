// SPDX-License-Identifier: EUPL-1.2
//! Bringing a ticket of an older layout up to date: one change that depends on genesis alone and has the same bytes on
//! every replica, so that nobody has to be trusted with it and no container is ever made twice.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, ROOT, ReadDoc, ScalarValue};

use super::layout::{Container, LAYOUT, actor_id, key, reserved_actor};
use super::raw::RawChange;
use super::{Document, DocumentError, guarded};

/// The change that brings a ticket with this genesis to the present layout; none when it has it.
pub(super) fn upgrade_of(genesis: &RawChange) -> Option<RawChange> {
    let Document { mut doc } = Document::from_changes(std::slice::from_ref(genesis)).ok()?;
    let from = layout_of(&doc)?;
    if from >= LAYOUT {
        return None;
    }
    guarded(move || {
        doc.set_actor(actor_id(reserved_actor()));
        let options = CommitOptions::default().with_time(0);
        let added = Container::of_layout(LAYOUT)
            .get(Container::of_layout(from).len()..)
            .unwrap_or_default();
        let done = doc.transact_with(
            |_: &()| options,
            |tx| {
                tx.put(ROOT, key::LAYOUT, ScalarValue::Uint(LAYOUT))?;
                for (container, name) in added {
                    tx.put_object(ROOT, *name, container.object_type())?;
                }
                Ok::<_, automerge::AutomergeError>(())
            },
        );
        let change = doc.get_change_by_hash(&done.ok()?.hash?)?;
        RawChange::scan(change.raw_bytes().to_vec()).ok()
    })
    .ok()
    .flatten()
}

/// Whether a change is written under the reserved actor, which only layout changes may be.
pub(super) fn is_reserved(change: &RawChange) -> bool {
    change.actor() == reserved_actor()
}

pub(super) fn layout_of(doc: &Automerge) -> Option<u64> {
    doc.get(ROOT, key::LAYOUT).ok()??.0.as_u64()
}

impl Document {
    /// Brings a ticket of an older layout up to date; none when there is nothing to do.
    ///
    /// # Errors
    /// When the document cannot be read.
    pub fn upgrade(&mut self) -> Result<Option<RawChange>, DocumentError> {
        if layout_of(&self.doc).is_none_or(|layout| layout >= LAYOUT) {
            return Ok(None);
        }
        let genesis = self.genesis()?;
        let change = upgrade_of(&genesis).ok_or(DocumentError::NotWritten)?;
        self.apply(std::slice::from_ref(&change))?;
        Ok(Some(change))
    }

    /// The change that founded the ticket.
    pub(super) fn genesis(&self) -> Result<RawChange, DocumentError> {
        let first = guarded(|| self.doc.get_changes(&[]))?
            .into_iter()
            .next()
            .ok_or(DocumentError::Unreadable)?;
        RawChange::scan(first.raw_bytes().to_vec()).map_err(|_| DocumentError::Unreadable)
    }
}
