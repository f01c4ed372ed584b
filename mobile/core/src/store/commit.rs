// SPDX-License-Identifier: EUPL-1.2
//! The one door for what people do here: one use case is one batch, one batch is one transaction.

use ronda_shared::identity::AuthorProof;
use ronda_shared::reporter::SealedReporter;

use super::{
    ChangeWrite, IntentWrite, PhotoWrite, Store, StoreError, TicketWrite, change, draft, intent, photo, proof,
    reporter, ticket,
};

/// What one use case writes.
#[derive(Debug)]
pub struct Batch {
    /// The ticket as it stands afterwards.
    pub ticket: TicketWrite,
    /// The change that brought the ticket to the present layout, where one was needed: it has no author and no proof.
    pub layout: Option<ChangeWrite>,
    /// The change it was.
    pub change: ChangeWrite,
    /// What the person meant.
    pub intent: IntentWrite,
    /// Photos that came with it.
    pub photos: Vec<PhotoWrite>,
    /// The author's signature over the change.
    pub proof: AuthorProof,
    /// Older proofs it makes superfluous.
    pub covered: Vec<AuthorProof>,
    /// The reporter's contact, sealed.
    pub reporter: Option<SealedReporter>,
    /// The draft it was, which ends with it.
    pub draft: Option<String>,
}

impl Store {
    /// Writes a batch in one transaction, fsynced before this answers; on any error nothing of it remains.
    ///
    /// # Errors
    /// [`StoreError::Full`] when there is no room; otherwise what the disk or SQLite says.
    pub fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.within(|transaction| {
            // Photos first: of what is here already no thumbnail is wanted.
            batch
                .photos
                .iter()
                .try_for_each(|write| photo::put(transaction, write))?;
            ticket::put(transaction, &batch.ticket)?;
            batch
                .layout
                .iter()
                .try_for_each(|layout| change::put(transaction, layout))?;
            change::put(transaction, &batch.change)?;
            intent::put(transaction, &batch.intent)?;
            batch
                .reporter
                .iter()
                .try_for_each(|row| reporter::put(transaction, row))?;
            batch.draft.iter().try_for_each(|id| draft::forget(transaction, id))?;
            proof::replace_own(transaction, &batch.change.ticket, &batch.proof, &batch.covered)
        })
    }
}
