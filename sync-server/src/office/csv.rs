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

/// A spreadsheet runs what begins so, also in the wide letters of East Asian keyboards.
const RISKY: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
/// What ends a cell for somebody's spreadsheet: in Italy a semicolon does, and then quotes do not hold a text of ours together.
const ENDS: [char; 4] = [';', '\t', '\r', '\n'];

/// A quote before it keeps a spreadsheet from running a text as a formula, at the beginning of a cell and wherever a spreadsheet
/// with another separator begins one; numbers keep their sign.
fn guarded(cell: &str) -> String {
    if is_number(cell) {
        return cell.to_owned();
    }
    let odd = cell.starts_with(['\t', '\r', '\n']) || is_risky(cell);
    let mut guarded = String::from(if odd { "'" } else { "" });
    for (at, piece) in cell.split_inclusive(ENDS).enumerate() {
        if at > 0 && is_risky(piece) {
            guarded.push('\'');
        }
        guarded.push_str(piece);
    }
    guarded
}

fn is_number(cell: &str) -> bool {
    let is_of_numbers = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    cell.chars().all(is_of_numbers) && cell.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Whether the first letter that is seen is risky: spaces, quotes and marks that nobody sees may be passed over.
fn is_risky(piece: &str) -> bool {
    let is_unseen = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    piece.trim_start_matches(is_unseen).starts_with(RISKY)
}

fn line(cells: &[String]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    quoted.join(",") + "\r\n"
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"']) || cell.contains(ENDS) {
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
        for formula in [
            " =1",
            "\n=1",
            "\u{feff}=1",
            "\"=1",
            "\u{ff1d}1+1",
            "-inf",
            "+nan",
            "-1e999",
        ] {
            assert!(guarded(formula).starts_with('\''), "{formula:?}");
        }
        for plain in ["-11.25", "+390551234", "buca", "a=b", "", "'=1", "1;2"] {
            assert_eq!(guarded(plain), plain);
        }
        assert_eq!(
            line(&["a,b".into(), "c\"d".into(), "e\nf".into(), "g".into()]),
            "\"a,b\",\"c\"\"d\",\"e\nf\",g\r\n"
        );
    }

    #[test]
    fn a_text_holds_no_formula_for_a_spreadsheet_that_separates_by_semicolons() {
        assert_eq!(guarded("buca;=1+1"), "buca;'=1+1");
        assert_eq!(guarded("buca\n- lampione;\"=1"), "buca\n'- lampione;'\"=1");
        assert_eq!(line(&["a;b".into(), "c\td".into()]), "\"a;b\",\"c\td\"\r\n");
    }
}
