// SPDX-License-Identifier: EUPL-1.2
//! The clocks of open cases: by when each must be taken, made safe and resolved, the overdue first.

use std::cmp::Reverse;

use ronda_shared::case_row::CaseRow;
use ronda_shared::ids::ReferenceVersion;
use ronda_shared::reference::{CaseClock, CaseFacts, Progress, ReferenceData};

use super::reference::NamedReference;
use super::{Office, OfficeError};

/// An open case and its clock.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockedCase {
    /// The case.
    pub row: CaseRow,
    /// When the office received it, in milliseconds since 1970: its clock runs from here.
    pub received_at_ms: i64,
    /// Its clock.
    pub clock: CaseClock,
    /// The reference data of its date.
    pub version: ReferenceVersion,
}

impl ClockedCase {
    /// The terms that are overdue, by name.
    #[must_use]
    pub fn overdue(&self, now_ms: i64) -> Vec<&'static str> {
        let overdue = self.clock.legs().filter(|(_, leg)| leg.is_overdue(now_ms));
        overdue.map(|(name, _)| name).collect()
    }

    /// By how many milliseconds the longest overdue term is late; 0 when none is.
    #[must_use]
    pub fn late_ms(&self, now_ms: i64) -> i64 {
        let overdue = self.clock.legs().filter(|(_, leg)| leg.is_overdue(now_ms));
        overdue.map(|(_, leg)| leg.late_ms(now_ms)).max().unwrap_or_default()
    }
}

impl Office {
    /// Every open case with its clock: the longest overdue first, then the next due; those whose clock stands still come last.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sla(&self) -> Result<Vec<ClockedCase>, OfficeError> {
        let (references, rows) = (self.usable_references().await?, self.all_cases().await?);
        let now_ms = self.now_ms();
        let open = rows.into_iter().filter(|row| row.ended_at_ms.is_none());
        let mut cases: Vec<ClockedCase> = open.filter_map(|row| clocked(row, &references)).collect();
        cases.sort_by_key(|case| {
            let next = case.clock.next_due_ms().unwrap_or(i64::MAX);
            (Reverse(case.late_ms(now_ms)), next, case.row.id)
        });
        Ok(cases)
    }
}

/// A case under the reference data that was current when it was received.
fn clocked(row: CaseRow, references: &[NamedReference]) -> Option<ClockedCase> {
    let received_at_ms = row.received_at_ms.unwrap_or(row.created_at_ms);
    let of_its_date = references
        .iter()
        .find(|reference| reference.name.at_ms <= received_at_ms);
    let reference = of_its_date.or(references.last())?;
    let facts = CaseFacts {
        category: &row.category,
        district: &row.district,
        office: row.office.as_deref(),
        priority: row.priority,
        received_at_ms,
    };
    let clock = reference.data.clock(&facts, &progress(&row, &reference.data))?;
    Some(ClockedCase {
        received_at_ms,
        clock,
        version: reference.name.version,
        row,
    })
}

/// How far the work on a case is, by the clocks of those who did it. What is ended is safe too; of its waits those stop the
/// clock whose reason the set lists.
fn progress(row: &CaseRow, data: &ReferenceData) -> Progress {
    let stops = row.waits.iter().filter(|wait| data.stops_the_clock(&wait.reason));
    Progress {
        stops: stops.map(|wait| (wait.from_ms, wait.to_ms)).collect(),
        taken_at_ms: row.taken_at_ms,
        made_safe_at_ms: row.ended_at_ms,
        resolved_at_ms: row.ended_at_ms,
    }
}
