// SPDX-License-Identifier: EUPL-1.2
//! Rebuilding: every case row is computed anew from its document, on all cores; what differs is written again.

use ronda_shared::case_row::project;
use ronda_shared::document::read_saved;
use serde::Serialize;

use super::doctor::Finding;
use super::{Office, OfficeError, cores};
use crate::case_store::{RowCells, RowWrite, StoredRow};

/// Tickets computed at once: enough for every core, few enough that they fit into memory beside the server's work.
const PAGE: u32 = 1_000;

/// What rebuilding came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Tickets looked at.
    pub tickets: u64,
    /// Rows that differed from their documents, or were missing, and were written again.
    pub rewritten: u64,
    /// Such rows that somebody else wrote meanwhile.
    pub overtaken: u64,
    /// Tickets whose documents cannot be read, and whose rows were left as they are.
    pub faults: Vec<Finding>,
}

/// One portion of a page: the rows to be written, and the tickets that cannot be read.
type Portion = (Vec<RowWrite>, Vec<Finding>);

impl Office {
    /// Computes every case row anew and writes those that differ; the server goes on meanwhile, and doing it twice changes
    /// nothing.
    ///
    /// # Errors
    /// When the store cannot be read or written; what was rewritten until then stays.
    pub async fn rebuild(&self) -> Result<Rebuilt, OfficeError> {
        let mut rebuilt = Rebuilt::default();
        let mut page = self.store().rows_after(None, PAGE).await?;
        while let Some(last) = page.last().map(|last| last.ticket) {
            rebuilt.tickets += page.len() as u64;
            // The next page is read while this one is computed.
            let (portions, next) = tokio::join!(projected(page), self.store().rows_after(Some(last), PAGE));
            for (rows, faults) in portions? {
                rebuilt.faults.extend(faults);
                let differing = rows.len() as u64;
                if differing > 0 {
                    let written = self.store().put_rows(rows).await?;
                    rebuilt.rewritten += written;
                    rebuilt.overtaken += differing - written;
                }
            }
            page = next?;
        }
        Ok(rebuilt)
    }
}

async fn projected(page: Vec<StoredRow>) -> Result<Vec<Portion>, OfficeError> {
    let share = page.len().div_ceil(cores()).max(1);
    let mut page = page.into_iter().peekable();
    let mut running = Vec::new();
    while page.peek().is_some() {
        let portion: Vec<StoredRow> = page.by_ref().take(share).collect();
        running.push(tokio::task::spawn_blocking(move || differing(&portion)));
    }
    let mut portions = Vec::new();
    for portion in running {
        portions.push(portion.await.map_err(|_| OfficeError::Stopped("computing case rows"))?);
    }
    Ok(portions)
}

fn differing(portion: &[StoredRow]) -> Portion {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for stored in portion {
        match rewritten(stored) {
            Ok(row) => rows.extend(row),
            Err(error) => faults.push(Finding {
                part: "document".to_owned(),
                detail: format!("ticket {}: {error}", stored.ticket),
            }),
        }
    }
    (rows, faults)
}

/// The row to be written again; none when it is as it should be.
fn rewritten(stored: &StoredRow) -> Result<Option<RowWrite>, String> {
    let ticket = read_saved(&stored.saved);
    let row = project(&ticket.map_err(|error| error.to_string())?);
    if row.id != stored.ticket {
        return Err(format!("its document is that of {}", row.id));
    }
    let differs = stored.cells.as_ref() != Some(&RowCells::of(&row));
    let based_on = stored.last_no;
    Ok(differs.then_some(RowWrite { based_on, row }))
}
