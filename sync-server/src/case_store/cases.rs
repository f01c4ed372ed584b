// SPDX-License-Identifier: EUPL-1.2
//! The office's view of cases: rows by filters, newest first.

use std::collections::BTreeSet;

use async_trait::async_trait;
use ronda_shared::case_row::CaseRow;
use ronda_shared::ids::TicketId;

use super::StoreError;

/// A circle on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Metres.
    pub radius_m: f64,
}

/// Where a page of cases ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseKey {
    /// `created_at_ms` of the last row.
    pub created_at_ms: i64,
    /// Its id.
    pub id: TicketId,
}

impl CaseKey {
    /// The key of a row.
    #[must_use]
    pub fn of(row: &CaseRow) -> Self {
        Self {
            created_at_ms: row.created_at_ms,
            id: row.id,
        }
    }
}

/// Filters; all that are given must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseQuery {
    /// Exactly this status.
    pub status: Option<String>,
    /// Exactly this category.
    pub category: Option<String>,
    /// Exactly this district.
    pub district: Option<String>,
    /// In charge of this office.
    pub office: Option<String>,
    /// To be done by this crew.
    pub crew: Option<String>,
    /// Only those with something people must be told.
    pub told: bool,
    /// Every word of it occurs in code, case number, title, description, address or category; case and accents do not matter.
    pub search: Option<String>,
    /// Within this circle.
    pub near: Option<Near>,
    /// Rows after this one.
    pub after: Option<CaseKey>,
    /// At most so many; 0 gives none.
    pub limit: u32,
}

/// Case rows.
#[async_trait]
pub trait Cases: Send + Sync + 'static {
    /// Rows by filters, newest first.
    async fn cases(&self, query: CaseQuery) -> Result<Vec<CaseRow>, StoreError>;

    /// The tickets a spoken code names: usually one, seldom two.
    async fn cases_named(&self, code: &str) -> Result<Vec<TicketId>, StoreError>;

    /// Which of these case numbers are given already.
    async fn case_numbers_taken(&self, numbers: &[String]) -> Result<BTreeSet<String>, StoreError>;

    /// How many cases there are.
    async fn case_count(&self) -> Result<u64, StoreError>;
}
