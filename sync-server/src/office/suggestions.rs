// SPDX-License-Identifier: EUPL-1.2
//! Cases that may be about the same trouble: the office only ever suggests; people link them, or say that they differ.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::case_row::CaseRow;
use ronda_shared::duplicates::{Candidate, OFFERED, Sought, candidate, rank};
use ronda_shared::ids::TicketId;
use ronda_shared::reference::ReferenceData;
use serde_json::{Value, json};

use super::{Office, OfficeError};
use crate::case_store::{CaseQuery, Near};

/// Suggestions shown with one case.
const SHOWN: usize = 5;
/// Cases near one case that are looked at.
const LOOKED_AT: u32 = 500;
/// Width of a cell in degrees of latitude; wider than anything is looked for.
const CELL: f64 = 0.005;

impl Office {
    /// What may be the same as a case, the surest first, as `case show` gives it.
    pub(super) async fn possible_duplicates(&self, case: &TicketId) -> Result<Value, OfficeError> {
        let Some(row) = self.store().whole(&[*case]).await?.pop().map(|whole| whole.row) else {
            return Ok(json!([]));
        };
        let set = self.usable_references().await?.into_iter().next();
        let Some(sought) = sought(&row, set.as_ref().map(|set| &set.data)) else {
            return Ok(json!([]));
        };
        let (lat, lon) = sought.place;
        let near = CaseQuery {
            near: Some(Near {
                lat,
                lon,
                radius_m: sought.reach_m(),
            }),
            limit: LOOKED_AT,
            ..CaseQuery::default()
        };
        let rows = self.store().cases(near).await?;
        let found = best(&row, &sought, rows.iter());
        Ok(found
            .into_iter()
            .map(|(other, candidate)| shown(other, &candidate))
            .collect())
    }

    /// Open cases that may be about the same trouble as an earlier one, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn suspected_duplicates(&self, limit: u32) -> Result<Vec<Value>, OfficeError> {
        let set = self.usable_references().await?.into_iter().next();
        let rows = self.all_cases().await?;
        let work = move || suspected(&rows, set.as_ref().map(|set| &set.data), limit);
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| OfficeError::Stopped("comparing cases"))
    }
}

fn suspected(rows: &[CaseRow], set: Option<&ReferenceData>, limit: u32) -> Vec<Value> {
    let mut cells: BTreeMap<(i64, i64), Vec<&CaseRow>> = BTreeMap::new();
    for row in rows {
        cells.entry(cell(row)).or_default().push(row);
    }
    let mut found = Vec::new();
    for row in rows {
        let Some(sought) = sought(row, set) else { continue };
        let (lat, lon) = cell(row);
        let around = (lat - 1..=lat + 1).flat_map(|lat| (lon - 1..=lon + 1).map(move |lon| (lat, lon)));
        let around = around.filter_map(|cell| cells.get(&cell)).flatten().copied();
        let earlier = around.filter(|other| (other.created_at_ms, other.id) < (row.created_at_ms, row.id));
        let others: Vec<Value> = best(row, &sought, earlier)
            .into_iter()
            .map(|(other, candidate)| shown(other, &candidate))
            .collect();
        if !others.is_empty() {
            let mut summary = ronda_shared::ticket::summary_json(row);
            if let Value::Object(fields) = &mut summary {
                fields.insert("possible_duplicates".to_owned(), Value::Array(others));
            }
            found.push(summary);
        }
        if found.len() >= limit as usize {
            break;
        }
    }
    found
}

fn cell(row: &CaseRow) -> (i64, i64) {
    let index = |degrees: Option<f64>| (degrees.unwrap_or_default() / CELL).floor() as i64;
    (index(row.lat), index(row.lon))
}

/// What a case would be looked for as; none of one that has ended, that is linked already, or that lies nowhere.
fn sought(row: &CaseRow, set: Option<&ReferenceData>) -> Option<Sought> {
    let is_open = row.ended_at_ms.is_none() && row.duplicate_of.is_none();
    let place = row.lat.zip(row.lon).filter(|_| is_open)?;
    let words = format!("{}\n{}", row.title, row.description);
    Some(Sought {
        words,
        asset_ref: row.asset_ref.clone(),
        now_ms: row.created_at_ms,
        ..Sought::of(&row.category, place, set)
    })
}

fn best<'a>(
    row: &CaseRow,
    sought: &Sought,
    others: impl Iterator<Item = &'a CaseRow>,
) -> Vec<(&'a CaseRow, Candidate)> {
    let different: BTreeSet<TicketId> = row.different_from.iter().copied().collect();
    let is_other = |other: &&CaseRow| {
        let said_different = different.contains(&other.id) || other.different_from.contains(&row.id);
        other.id != row.id && other.duplicate_of != Some(row.id) && !said_different
    };
    let scored = |other: &'a CaseRow| candidate(sought, other).map(|candidate| (other, candidate));
    let mut found: Vec<(&CaseRow, Candidate)> = others.filter(is_other).filter_map(scored).collect();
    found.retain(|(_, candidate)| candidate.score >= OFFERED);
    rank(&mut found);
    found.truncate(SHOWN);
    found
}

fn shown(other: &CaseRow, candidate: &Candidate) -> Value {
    json!({
        "id": other.id,
        "code": other.code,
        "title": other.title,
        "status": other.status,
        "score": candidate.score,
        "distance_m": (candidate.distance_m * 10.0).round() / 10.0,
        "explanation": candidate.explanation,
    })
}
