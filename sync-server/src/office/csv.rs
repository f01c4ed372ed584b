// SPDX-License-Identifier: EUPL-1.2
//! Cases as files: CSV that no spreadsheet runs as a formula (RFC 4180), and GeoJSON (RFC 7946).

use ronda_shared::case_row::CaseRow;
use ronda_shared::moment::rfc3339;
use ronda_shared::ticket::{Priority, Visibility, summary_json};
use serde_json::{Value, json};

const HEAD: [&str; 18] = [
    "id",
    "code",
    "case_number",
    "title",
    "category",
    "status",
    "priority",
    "danger",
    "visibility",
    "district",
    "address",
    "lat",
    "lon",
    "created_at",
    "received_at",
    "photos",
    "conflicts",
    "description",
];

/// One line for each case under a line of names.
pub(super) fn csv(rows: &[CaseRow]) -> String {
    let lines = rows.iter().map(|row| line(&cells(row).map(|cell| guarded(&cell))));
    std::iter::once(line(&HEAD.map(str::to_owned))).chain(lines).collect()
}

/// A collection of points; a case without a position has a null geometry.
pub(super) fn geojson(rows: &[CaseRow]) -> Value {
    let features: Vec<Value> = rows.iter().map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features })
}

fn feature(row: &CaseRow) -> Value {
    let point = row
        .lon
        .zip(row.lat)
        .map(|(lon, lat)| json!({ "type": "Point", "coordinates": [lon, lat] }));
    json!({ "type": "Feature", "id": row.id, "geometry": point, "properties": summary_json(row) })
}

fn cells(row: &CaseRow) -> [String; 18] {
    let degrees = |degrees: Option<f64>| degrees.map(|degrees| degrees.to_string()).unwrap_or_default();
    [
        row.id.to_string(),
        row.code.clone(),
        row.case_number.clone().unwrap_or_default(),
        row.title.clone(),
        row.category.clone(),
        row.status.clone(),
        named(&Priority::NAMES, row.priority.as_ref()),
        if row.danger { "yes" } else { "no" }.to_owned(),
        named(&Visibility::NAMES, row.visibility.as_ref()),
        row.district.clone(),
        row.address.clone(),
        degrees(row.lat),
        degrees(row.lon),
        rfc3339(row.created_at_ms),
        row.received_at_ms.map(rfc3339).unwrap_or_default(),
        row.photos.len().to_string(),
        row.conflicts.to_string(),
        row.description.clone(),
    ]
}

fn named<T: PartialEq>(names: &[(&str, T)], value: Option<&T>) -> String {
    let found = names.iter().find(|(_, known)| Some(known) == value);
    found.map_or_else(String::new, |(name, _)| (*name).to_owned())
}

/// A leading quote keeps a spreadsheet from running a text as a formula; numbers keep their sign.
fn guarded(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if risky { format!("'{cell}") } else { cell.to_owned() }
}

fn line(cells: &[String]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    quoted.join(",") + "\r\n"
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_in_a_cell_stays_a_text_and_quotes_are_doubled() {
        for formula in ["=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx"] {
            assert!(guarded(formula).starts_with('\''), "{formula:?}");
        }
        assert_eq!(guarded("-11.25"), "-11.25");
        assert_eq!(guarded("buca"), "buca");
        assert_eq!(
            line(&["a,b".into(), "c\"d".into(), "e\nf".into(), "g".into()]),
            "\"a,b\",\"c\"\"d\",\"e\nf\",g\r\n"
        );
    }
}
