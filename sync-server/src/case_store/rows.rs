// SPDX-License-Identifier: EUPL-1.2
//! Case rows as they are kept: the row itself and, beside it, the cells it is filtered, sorted and searched by.

use ronda_shared::case_row::{CaseRow, crews_cell};
use ronda_shared::ids::TicketId;
use ronda_shared::wire::to_cbor;

use super::fold::searched;

/// Everything that is kept of a row.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each cell is the row's field of that name")]
pub struct RowCells {
    pub created_at_ms: i64,
    pub code: String,
    pub case_number: Option<String>,
    pub status: String,
    pub category: String,
    pub district: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    /// What is searched.
    pub folded: String,
    /// The row, packed.
    pub row: Vec<u8>,
    pub office: Option<String>,
    /// The crews in one cell.
    pub crews: String,
    pub notices: u32,
}

impl RowCells {
    /// The cells of a row.
    #[must_use]
    pub fn of(row: &CaseRow) -> Self {
        Self {
            created_at_ms: row.created_at_ms,
            code: row.code.clone(),
            case_number: row.case_number.clone(),
            status: row.status.clone(),
            category: row.category.clone(),
            district: row.district.clone(),
            lat: row.lat,
            lon: row.lon,
            folded: searched(row),
            row: to_cbor(row),
            office: row.office.clone(),
            crews: crews_cell(&row.crews),
            notices: row.notices,
        }
    }
}

/// A ticket's document beside the cells of its row.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRow {
    /// The ticket.
    pub ticket: TicketId,
    /// Its last number.
    pub last_no: u64,
    /// The saved document.
    pub saved: Vec<u8>,
    /// What is kept of its row; none when the row is missing, or holds what no row does.
    pub cells: Option<RowCells>,
}

/// A row to be written again.
#[derive(Debug, Clone, PartialEq)]
pub struct RowWrite {
    /// The ticket's last number when the row was computed.
    pub based_on: u64,
    /// The row.
    pub row: CaseRow,
}
