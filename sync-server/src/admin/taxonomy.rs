// SPDX-License-Identifier: EUPL-1.2
//! The desk's work on reference data: validate, import, publish, export, list; and the clocks of open cases.

use ronda_shared::ids::ReferenceVersion;
use ronda_shared::moment::rfc3339;
use ronda_shared::reference::{Fault, Published, ReferenceData};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{AdminError, Desk};
use crate::office::ClockedCase;

/// A command about reference data.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case", deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "verbs and fields are those of the command line, described in its help"
)]
pub enum TaxonomyCommand {
    Validate {
        text: String,
    },
    Import {
        text: String,
    },
    Publish {},
    Export {
        version: Option<ReferenceVersion>,
        as_json: bool,
    },
    List {},
    ImportBoundaries {
        geojson: String,
    },
    ExportBoundaries {},
}

impl Desk {
    pub(super) async fn taxonomy(&self, command: TaxonomyCommand) -> Result<Value, AdminError> {
        let office = &self.office;
        Ok(match command {
            TaxonomyCommand::Validate { text } => match office.check_reference(&text).await? {
                Ok(data) => summary(&data),
                Err(faults) => faulty(&faults),
            },
            TaxonomyCommand::Import { text } => match office.check_reference(&text).await? {
                Ok(data) => {
                    office.stage_reference(&data).await?;
                    with(summary(&data), "staged", json!(true))
                }
                Err(faults) => faulty(&faults),
            },
            TaxonomyCommand::Publish {} => published(&office.publish_staged().await?),
            TaxonomyCommand::Export { version, as_json } => {
                let reference = office.reference(version).await?;
                let as_text = |error: serde_json::Error| AdminError::Refused(error.to_string());
                Value::String(if as_json {
                    serde_json::to_string_pretty(&reference.data).map_err(as_text)?
                } else {
                    reference.to_toml()
                })
            }
            TaxonomyCommand::ImportBoundaries { geojson } => match office.stage_boundaries(&geojson).await? {
                Ok(data) => with(summary(&data), "staged", json!(true)),
                Err(faults) => faulty(&faults),
            },
            TaxonomyCommand::ExportBoundaries {} => {
                let reference = office.reference(None).await?;
                Value::String(reference.data.boundaries().to_string())
            }
            TaxonomyCommand::List {} => {
                let names = office.references().await?;
                let names = names.iter().enumerate();
                names
                    .map(|(at, name)| with(published(name), "current", json!(at == 0)))
                    .collect()
            }
        })
    }

    pub(super) async fn sla(&self) -> Result<Value, AdminError> {
        let (now_ms, cases) = (self.office.now_ms(), self.office.sla().await?);
        Ok(cases.iter().map(|case| clocked(case, now_ms)).collect())
    }
}

fn summary(data: &ReferenceData) -> Value {
    json!({
        "version": data.version(),
        "jurisdiction": data.jurisdiction,
        "groups": data.groups.len(),
        "categories": data.categories.len(),
        "districts": data.districts.len(),
        "offices": data.offices.len(),
        "crews": data.crews.len(),
        "districts_drawn": data.districts.iter().filter(|district| district.area.is_some()).count(),
        "outline": data.outline.is_some(),
        "bytes": data.to_bytes().len(),
        "faults": [],
    })
}

pub(super) fn with(mut shown: Value, key: &str, value: Value) -> Value {
    if let Value::Object(fields) = &mut shown {
        fields.insert(key.to_owned(), value);
    }
    shown
}

fn faulty(faults: &[Fault]) -> Value {
    json!({ "version": null, "faults": faults })
}

/// The shipped set was published by nobody.
fn published(name: &Published) -> Value {
    let at = (name.at_ms > 0).then(|| rfc3339(name.at_ms));
    json!({ "version": name.version, "published_at": at })
}

fn clocked(case: &ClockedCase, now_ms: i64) -> Value {
    let (row, clock) = (&case.row, &case.clock);
    let make_safe = clock.make_safe;
    json!({
        "id": row.id,
        "code": row.code,
        "case_number": row.case_number,
        "title": row.title,
        "category": row.category,
        "district": row.district,
        "status": row.status,
        "priority": clock.priority,
        "office": clock.office,
        "received_at": rfc3339(case.received_at_ms),
        "filed_at": rfc3339(row.created_at_ms),
        "take_by": clock.take.due_ms.map(rfc3339),
        "taken_at": clock.take.done_at_ms.map(rfc3339),
        "safe_by": make_safe.and_then(|leg| leg.due_ms).map(rfc3339),
        "made_safe_at": make_safe.and_then(|leg| leg.done_at_ms).map(rfc3339),
        "resolve_by": clock.resolve.due_ms.map(rfc3339),
        "resolved_at": clock.resolve.done_at_ms.map(rfc3339),
        "clock_stopped": clock.resolve.due_ms.is_none(),
        "overdue": case.overdue(now_ms),
        "late_minutes": case.late_ms(now_ms) / 60_000,
        "taxonomy_version": case.version,
    })
}
