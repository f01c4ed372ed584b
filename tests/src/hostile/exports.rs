// SPDX-License-Identifier: EUPL-1.2
//! Tickets whose texts mean harm to whoever opens an export: a phone files them, the office writes all it has as CSV and GeoJSON,
//! and readers that share nothing with the writers find the same tickets, the same texts, and nothing that a spreadsheet runs.

mod spreadsheet;

use std::collections::BTreeMap;
use std::process::Command;

use ronda_shared::limits::{SHORT_TEXT_CHARS, TEXT_CHARS, TITLE_CHARS};
use serde_json::{Value, json};

use crate::office::{Office, text};
use crate::phone::Phone;
use crate::program;
use crate::scenario::Random;

/// Tickets of one batch of a phone.
const BATCH: u64 = 100;
/// What a text is put together of: formulas in every dress, what separates, what nobody sees, what a parser trips over.
const PARTS: [&str; 56] = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "=cmd|'/c calc'!A0",
    "+cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://x.example\")",
    "\u{ff1d}1+1",
    "\u{ff0b}1",
    "\u{ff0d}1",
    "\u{ff20}SUM(A1)",
    "+inf",
    "-infinity",
    "+nan",
    "-1e999",
    "-11.25",
    "+390551234",
    "1e5",
    "'",
    "'=1+1",
    "\"",
    "\"\"",
    "\"=1+1\"",
    ",",
    ";",
    "|",
    "\t",
    "\r",
    "\n",
    "\r\n",
    " ",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{200b}",
    "\u{ad}",
    "\u{202e}",
    "\u{2066}",
    "\u{2069}",
    "\u{200f}",
    "\u{2400}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{10ffff}",
    "e\u{301}",
    "\u{1f4a9}",
    "buca",
    "via Roma, 1",
    "\\",
    "\\u0000",
    "</script>",
    "{\"type\":\"Feature\"}",
    "%00",
    "#REF!",
];
/// What no text may hold: it is refused before anything is saved.
const REFUSED: [&str; 5] = ["\0", "\u{1b}", "\u{85}", "\u{7f}", "\u{8}"];
/// Codes of districts are printable letters of any kind.
const DISTRICTS: [&str; 8] = ["Q1", "=1+1", "-A1", "@x", "a,b", "a\"b", "a;=1", "+1"];

/// What was asked of a phone, as it must be found again.
struct Filed {
    texts: BTreeMap<&'static str, String>,
    place: Option<(f64, f64)>,
}

/// Files so many tickets of a seed, exports them, and holds the exports against them; answers how many the office had.
///
/// # Panics
/// When a ticket or a text is missing, is another, or would be run, or an export is not what it says it is.
pub fn faithful(seed: u64, count: u64) -> u64 {
    let mut random = Random::of(seed);
    let mut office = Office::new();
    office.start();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let mut filed = BTreeMap::new();
    for first in (0..count).step_by(BATCH as usize) {
        files(&phone, &mut random, BATCH.min(count - first), &mut filed);
    }
    phone.syncs();
    let running = exported(&office, &phone);
    office.stop();
    assert_eq!(
        exported(&office, &phone),
        running,
        "seed {seed}: with and without a server"
    );
    let [csv, geojson, json] = running;
    holds_csv(&csv, &filed);
    holds_geojson(&geojson, &filed);
    holds_json(&json, &filed);
    filed.len() as u64
}

/// Files a batch; what holds what no text may hold is refused, the rest is saved.
fn files(phone: &Phone, random: &mut Random, count: u64, filed: &mut BTreeMap<String, Filed>) {
    let drawn: Vec<Filed> = (0..count).map(|_| drawn(random)).collect();
    let lines: Vec<Value> = drawn.iter().map(line).collect();
    let answers = phone.batch(&lines);
    assert_eq!(answers.len(), lines.len(), "every line is answered");
    for (one, answer) in drawn.into_iter().zip(answers) {
        let refused = REFUSED
            .iter()
            .any(|part| one.texts.values().any(|text| text.contains(part)));
        assert_eq!(answer["id"].is_null(), refused, "{:?}: {answer}", one.texts);
        if !refused {
            filed.insert(text(&answer["id"]), one);
        }
    }
}

fn drawn(random: &mut Random) -> Filed {
    let mut texts = BTreeMap::new();
    texts.insert("title", words(random, TITLE_CHARS));
    texts.insert("description", words(random, TEXT_CHARS));
    texts.insert("address", words(random, SHORT_TEXT_CHARS));
    texts.insert("district", DISTRICTS[random.index(DISTRICTS.len())].to_owned());
    let degrees = |random: &mut Random, most: u64| match random.below(8) {
        0 => 0.0,
        1 => most as f64,
        2 => -(most as f64),
        3 => -1e-6,
        _ => (random.below(2 * most * 1_000_000) as f64 - (most * 1_000_000) as f64) / 1e6,
    };
    let place = (random.below(6) > 0).then(|| (degrees(random, 90), degrees(random, 180)));
    Filed { texts, place }
}

/// A text of a few parts, now and then very long, now and then one that must be refused. One that is blank would be none.
fn words(random: &mut Random, most: usize) -> String {
    let mut text: String = (0..1 + random.below(6))
        .map(|_| PARTS[random.index(PARTS.len())])
        .collect();
    match random.below(40) {
        0 => text.push_str(REFUSED[random.index(REFUSED.len())]),
        1..4 => text.push_str(&"x".repeat(most)),
        _ => {}
    }
    if text.trim().is_empty() {
        text.push_str("buca");
    }
    text.chars().take(most).collect()
}

fn line(one: &Filed) -> Value {
    let mut line = json!({ "verb": "file", "category": "roads.pothole" });
    for (name, text) in &one.texts {
        line[*name] = json!(text);
    }
    if let Some((lat, lon)) = one.place {
        line["lat"] = json!(lat);
        line["lon"] = json!(lon);
    }
    line
}

/// The three exports; to a file and to standard output they are the same.
fn exported(office: &Office, phone: &Phone) -> [String; 3] {
    ["csv", "geojson", "json"].map(|format| {
        let file = phone.file(&format!("cases.{format}"), b"");
        office
            .run(&["case", "export", "--format", format, "--out", &file])
            .done();
        let bytes = std::fs::read(&file).expect("the export");
        let written = String::from_utf8(bytes).unwrap_or_else(|error| panic!("{format} is no UTF-8: {error}"));
        let said = office.run(&["case", "export", "--format", format]).out;
        assert_eq!(said.trim_end_matches('\n'), written.trim_end_matches('\n'), "{format}");
        written
    })
}

fn holds_csv(csv: &str, filed: &BTreeMap<String, Filed>) {
    spreadsheet::runs_nothing(csv);
    let mut rows = spreadsheet::read(csv, &[',']).into_iter();
    let head = rows.next().expect("a line of names");
    let mut found = 0;
    for row in rows {
        assert_eq!(row.len(), head.len(), "{row:?}");
        let cells: BTreeMap<&str, &str> = head
            .iter()
            .map(String::as_str)
            .zip(row.iter().map(String::as_str))
            .collect();
        let one = filed.get(cells["id"]).unwrap_or_else(|| panic!("nobody filed {row:?}"));
        for (name, text) in &one.texts {
            assert!(
                spreadsheet::says(cells[name], text),
                "{name}: {text:?} became {:?}",
                cells[name]
            );
        }
        let degrees = |name: &str| cells[name].parse::<f64>().ok();
        is_at(one, degrees("lat").zip(degrees("lon")));
        assert_eq!(cells["lat"].is_empty(), one.place.is_none());
        found += 1;
    }
    assert_eq!(found, filed.len(), "each ticket has one line");
}

fn holds_geojson(geojson: &str, filed: &BTreeMap<String, Filed>) {
    let read = read_elsewhere(geojson);
    assert_eq!(read["type"], "FeatureCollection");
    let features = read["features"].as_array().expect("features");
    let mut ids: Vec<&str> = Vec::new();
    for feature in features {
        assert_eq!(feature["type"], "Feature");
        let id = feature["id"].as_str().expect("an id");
        let one = filed.get(id).unwrap_or_else(|| panic!("nobody filed {feature}"));
        for name in ["title", "address", "district"] {
            assert_eq!(feature["properties"][name], one.texts[name], "{name}");
        }
        let geometry = &feature["geometry"];
        let point = geometry["coordinates"].as_array().map(|pair| {
            assert_eq!((&geometry["type"], pair.len()), (&json!("Point"), 2), "{feature}");
            (
                pair[1].as_f64().expect("a latitude"),
                pair[0].as_f64().expect("a longitude"),
            )
        });
        assert_eq!(geometry.is_null(), one.place.is_none(), "{feature}");
        is_at(one, point);
        ids.push(id);
    }
    each_once(ids, filed);
}

fn holds_json(exported: &str, filed: &BTreeMap<String, Filed>) {
    let read = read_elsewhere(exported);
    let cases = read.as_array().expect("a list");
    for case in cases {
        let one = &filed[case["id"].as_str().expect("an id")];
        for name in one.texts.keys() {
            assert_eq!(case[name], one.texts[name], "{name}");
        }
    }
    let ids = cases.iter().filter_map(|case| case["id"].as_str());
    each_once(ids.collect(), filed);
}

fn each_once(mut ids: Vec<&str>, filed: &BTreeMap<String, Filed>) {
    ids.sort_unstable();
    assert!(ids.iter().eq(filed.keys()), "each ticket is there once: {ids:?}");
}

/// Where it was filed, within a tenth of a metre.
fn is_at(one: &Filed, found: Option<(f64, f64)>) {
    let near = match (one.place, found) {
        (Some(place), Some(found)) => (place.0 - found.0).abs() < 1e-6 && (place.1 - found.1).abs() < 1e-6,
        (place, found) => place.is_none() && found.is_none(),
    };
    assert!(near, "{:?} became {found:?}", one.place);
}

/// JSON as Node reads it from strict UTF-8, told in letters that every reader reads alike.
fn read_elsewhere(json: &str) -> Value {
    const READER: &str = r#"
        const bytes = require("fs").readFileSync(0);
        const read = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
        const plain = (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0");
        process.stdout.write(JSON.stringify(read).replace(/[^ -~]/g, plain));
    "#;
    let read = program::run(Command::new("node").args(["-e", READER]), json.as_bytes());
    assert_eq!(read.code, 0, "another reader reads no JSON: {}", read.err);
    read.json()
}
