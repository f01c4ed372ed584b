// SPDX-License-Identifier: EUPL-1.2
//! Rebuilding: every case row is computed anew from its document, on all cores; what differs is written again.

use ronda_shared::case_row::project;
use ronda_shared::document::{Document, DocumentError};
use serde::Serialize;

use super::{Office, OfficeError, cores};
use crate::case_store::{By, Deposit, Outcome, TicketState, WholeTicket};

/// Tickets computed at once: enough for every core, few enough that they fit into memory beside the server's work.
const PAGE: u32 = 1_000;

/// What rebuilding came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Tickets looked at.
    pub tickets: u64,
    /// Rows that differed from their documents and were written again.
    pub rewritten: u64,
    /// Tickets that others wrote to meanwhile, which wrote their rows too.
    pub overtaken: u64,
    /// Tickets whose documents cannot be read, by id: `doctor` says more.
    pub unreadable: Vec<String>,
}

/// One portion of a page: the rows to be written, and the tickets that cannot be read.
type Portion = (Vec<Deposit>, Vec<String>);

impl Office {
    /// Computes every case row anew and writes those that differ; the server goes on meanwhile, and doing it twice changes
    /// nothing.
    ///
    /// # Errors
    /// When the store cannot be read or written; what was rewritten until then stays.
    pub async fn rebuild(&self) -> Result<Rebuilt, OfficeError> {
        let mut rebuilt = Rebuilt::default();
        let mut page = self.store().tickets_after(None, PAGE).await?;
        while let Some(last) = page.last().map(|last| last.ticket) {
            rebuilt.tickets += page.len() as u64;
            // The next page is read while this one is computed.
            let (portions, next) = tokio::join!(self.projected(page), self.store().tickets_after(Some(last), PAGE));
            for (deposits, unreadable) in portions? {
                rebuilt.unreadable.extend(unreadable);
                self.write_rows(deposits, &mut rebuilt).await?;
            }
            page = next?;
        }
        Ok(rebuilt)
    }

    async fn projected(&self, page: Vec<WholeTicket>) -> Result<Vec<Portion>, OfficeError> {
        let share = page.len().div_ceil(cores()).max(1);
        let by = By::office(self.now_ms());
        let mut page = page.into_iter().peekable();
        let mut running = Vec::new();
        while page.peek().is_some() {
            let (portion, by): (Vec<WholeTicket>, By) = (page.by_ref().take(share).collect(), by.clone());
            running.push(tokio::task::spawn_blocking(move || differing(portion, &by)));
        }
        let mut portions = Vec::new();
        for portion in running {
            portions.push(portion.await.map_err(|_| OfficeError::Stopped("computing case rows"))?);
        }
        Ok(portions)
    }

    async fn write_rows(&self, deposits: Vec<Deposit>, rebuilt: &mut Rebuilt) -> Result<(), OfficeError> {
        if deposits.is_empty() {
            return Ok(());
        }
        for kept in self.store().commit(deposits).await? {
            match kept.outcome {
                Outcome::Kept(_) => rebuilt.rewritten += 1,
                Outcome::Stale => rebuilt.overtaken += 1,
            }
        }
        Ok(())
    }
}

fn differing(portion: Vec<WholeTicket>, by: &By) -> Portion {
    let (mut deposits, mut unreadable) = (Vec::new(), Vec::new());
    for stored in portion {
        let id = stored.ticket;
        match rewritten(stored, by) {
            Ok(deposit) => deposits.extend(deposit),
            Err(_) => unreadable.push(id.to_string()),
        }
    }
    (deposits, unreadable)
}

/// A deposit without changes that writes the row again; none when it is as it should be.
fn rewritten(stored: WholeTicket, by: &By) -> Result<Option<Deposit>, DocumentError> {
    let row = project(&Document::load(&stored.held.saved)?.read()?);
    if row == stored.row {
        return Ok(None);
    }
    let held = stored.held;
    Ok(Some(Deposit {
        ticket: stored.ticket,
        based_on: held.last_no,
        accepted: Vec::new(),
        certificates: std::collections::BTreeMap::new(),
        state: Some(TicketState {
            saved: held.saved,
            heads: held.heads,
            proofs: held.proofs,
            row,
            scopes: held.scopes,
        }),
        quarantined: Vec::new(),
        releases: Vec::new(),
        by: by.clone(),
    }))
}
