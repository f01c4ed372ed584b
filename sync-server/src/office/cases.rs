// SPDX-License-Identifier: EUPL-1.2
//! Cases as the office reads them: lists, one case whole, and exports.

use std::collections::BTreeSet;

use ronda_shared::case_row::CaseRow;
use ronda_shared::code::read_code;
use ronda_shared::document::read_saved;
use ronda_shared::ids::{PhotoHash, TicketId};
use ronda_shared::ticket::{Beside, ticket_json};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Office, OfficeError, csv};
use crate::case_store::{CaseKey, CaseQuery};

/// Rows read at once for an export.
const PAGE: u32 = 1_000;

/// How cases leave as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// An array of whole cases, as `case show` prints them.
    Json,
    /// One line for each case.
    Csv,
    /// Points for a map.
    Geojson,
}

impl Office {
    /// Rows by filters, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cases(&self, query: CaseQuery) -> Result<Vec<CaseRow>, OfficeError> {
        Ok(self.store().cases(query).await?)
    }

    /// One case whole, in the shape of `ronda show --json`.
    ///
    /// # Errors
    /// When nothing, or more than one ticket, is called so.
    pub async fn case(&self, called: &str) -> Result<Value, OfficeError> {
        let id = self.ticket_called(called).await?;
        let missing = || OfficeError::NotFound(format!("no case {called}: `ronda-server case list` shows all"));
        let mut shown = self.case_json(&id).await?.ok_or_else(missing)?;
        if let Value::Object(fields) = &mut shown {
            fields.insert("possible_duplicates".to_owned(), self.possible_duplicates(&id).await?);
        }
        Ok(shown)
    }

    /// All cases as one file's text.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn export(&self, format: ExportFormat) -> Result<String, OfficeError> {
        let rows = self.all_cases().await?;
        Ok(match format {
            ExportFormat::Csv => csv::csv(&rows),
            ExportFormat::Geojson => csv::geojson(&rows).to_string(),
            ExportFormat::Json => {
                let mut whole = Vec::new();
                for row in rows {
                    whole.extend(self.case_json(&row.id).await?);
                }
                Value::Array(whole).to_string()
            }
        })
    }

    pub(super) async fn all_cases(&self) -> Result<Vec<CaseRow>, OfficeError> {
        let mut rows: Vec<CaseRow> = Vec::new();
        loop {
            let after = rows.last().map(CaseKey::of);
            let page = self
                .store()
                .cases(CaseQuery {
                    after,
                    limit: PAGE,
                    ..CaseQuery::default()
                })
                .await?;
            if page.is_empty() {
                return Ok(rows);
            }
            rows.extend(page);
        }
    }

    async fn case_json(&self, id: &TicketId) -> Result<Option<Value>, OfficeError> {
        let Some(whole) = self.store().whole(&[*id]).await?.pop() else {
            return Ok(None);
        };
        let work = move || read_saved(&whole.held.saved);
        let ticket = tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| OfficeError::Stopped("reading a case"))??;
        let hashes: Vec<PhotoHash> = ticket.photos.iter().map(|photo| photo.value.sha256).collect();
        let stored = self.store().photos(&hashes).await?;
        let delivered_photos: BTreeSet<PhotoHash> = stored.into_iter().map(|photo| photo.hash).collect();
        let beside = Beside {
            delivered_at_ms: ticket.received_at_ms,
            delivered_photos,
            names: self.names().await?,
            replaced: self.replaced(ticket.tied()).await?,
        };
        Ok(Some(ticket_json(&ticket, &beside)))
    }

    /// The ticket of an id, a spoken code or a case number.
    pub(super) async fn ticket_called(&self, called: &str) -> Result<TicketId, OfficeError> {
        if let Ok(id) = called.parse() {
            return Ok(id);
        }
        let spoken = called.rsplit('/').next().unwrap_or(called);
        let code = read_code(spoken).ok_or_else(|| {
            OfficeError::Refused(format!(
                "\"{called}\" is no id and no code: check it, a code looks like FI-7K3Q-92MX"
            ))
        })?;
        let named = self.store().cases_named(&code).await?;
        match named.as_slice() {
            [one] => Ok(*one),
            [] => Err(OfficeError::NotFound(format!(
                "no case has the code {code}: `ronda-server case list` shows all"
            ))),
            _ => Err(OfficeError::Ambiguous(named)),
        }
    }
}
