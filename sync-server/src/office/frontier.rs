// SPDX-License-Identifier: EUPL-1.2
//! Old frontiers: who writes as if he had not seen news of more than 30 days, though his device was in contact
//! since, is admitted all the same, and the office notes it in the ticket for everybody to see.

use std::collections::BTreeMap;
use std::sync::Arc;

use ronda_shared::document::Document;
use ronda_shared::ids::{ChangeHash, DeviceId, PersonId};
use ronda_shared::limits::OLD_FRONTIER_MS;
use ronda_shared::ticket::Edit;
use ronda_shared::wire::Offer;

use super::authors::Authors;
use super::gate::{Gated, Unaware, state_of};
use super::{Office, OfficeError};
use crate::case_store::{By, Deposit};

impl Office {
    /// Adds the office's flags to what is about to be kept.
    pub(super) async fn flag_old_frontiers(
        &self,
        gated: &mut [Gated],
        authors: &Arc<Authors>,
        by: &By,
    ) -> Result<(), OfficeError> {
        let unseen: Vec<Offer> = gated
            .iter()
            .filter(|one| !one.unaware.is_empty())
            .map(|one| Offer {
                ticket: one.ticket.id,
                hashes: one
                    .unaware
                    .iter()
                    .flat_map(|unaware| &unaware.beyond)
                    .copied()
                    .collect(),
            })
            .collect();
        if unseen.is_empty() {
            return Ok(());
        }
        let received = self.store().received_at(&unseen).await?;
        for one in gated {
            let mut flags = Vec::new();
            for unaware in &one.unaware {
                if self.could_know(unaware, &received, by.at_ms).await? {
                    flags.extend(person(unaware.author, authors).map(|by| Edit::FlagOld(unaware.change, by)));
                }
            }
            if !flags.is_empty() {
                let deposit = self.flagged(one.deposit.clone(), flags, Arc::clone(authors)).await?;
                one.facts.extend(deposit.accepted.last().map(|flag| flag.hash));
                one.deposit = deposit;
            }
        }
        Ok(())
    }

    /// Something he had not seen is that old, and his device was in contact after it came, in an earlier sync than this.
    async fn could_know(
        &self,
        unaware: &Unaware,
        received: &BTreeMap<ChangeHash, i64>,
        now_ms: i64,
    ) -> Result<bool, OfficeError> {
        let oldest = unaware.beyond.iter().filter_map(|hash| received.get(hash)).min();
        let Some(oldest) = oldest.filter(|at_ms| now_ms.saturating_sub(**at_ms) >= OLD_FRONTIER_MS) else {
            return Ok(false);
        };
        let contact = self.store().contact_before(&unaware.author, now_ms).await?;
        Ok(contact.is_some_and(|contact| contact > *oldest))
    }

    async fn flagged(&self, deposit: Deposit, flags: Vec<Edit>, authors: Arc<Authors>) -> Result<Deposit, OfficeError> {
        let office = self.clone();
        let work = move || office.with_flags(deposit, flags, &authors);
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| OfficeError::Stopped("flagging a change"))?
    }

    fn with_flags(&self, mut deposit: Deposit, flags: Vec<Edit>, authors: &Authors) -> Result<Deposit, OfficeError> {
        if let Some(state) = deposit.state.take() {
            let mut document = Document::load(&state.saved)?;
            let (flag, _) = self
                .device()
                .act(&deposit.ticket, &mut document, flags, deposit.by.at_ms)?;
            deposit.accepted.push(self.accepted(flag, authors));
            let proofs = self.device().witness(&deposit.ticket, &document.heads(), state.proofs);
            deposit.state = Some(state_of(&document, proofs)?);
        }
        Ok(deposit)
    }
}

fn person(device: DeviceId, authors: &Authors) -> Option<PersonId> {
    authors.known.get(&device).map(|author| author.person)
}
