// SPDX-License-Identifier: EUPL-1.2
//! The reference data of a made-up town, and what it must do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod faults;
mod finding;
mod publications;
mod routes;
mod terms;
mod territory;
mod working;

use serde_json::{Value as Json, json};

use super::{ReferenceData, read};

pub(super) const ROME: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

fn names(it: &str, en: &str) -> Json {
    json!({ "it": it, "en": en })
}

fn category(code: &str, it: &str, en: &str, words: &[&str]) -> Json {
    json!({
        "code": code, "name": names(it, en), "help": names("Aiuto", "Help"),
        "keywords": { "it": words, "en": ["something"] }, "priority": "P3", "visibility": "public",
    })
}

/// A sound set as a person would write it.
pub(super) fn file() -> Json {
    let mut lamp = category(
        "lighting.lamp_off",
        "Lampione spento",
        "Street lamp out",
        &["lampada", "luce", "palo"],
    );
    lamp["help"] = names("Un punto luce che non si accende", "A light that does not come on");
    lamp["questions"] = json!([
        { "code": "pole", "label": names("Numero del palo", "Number of the pole"), "datatype": "string" },
        { "code": "extent", "label": names("Quanti", "How many"), "datatype": "singlevaluelist", "required": true,
          "values": [{ "code": "one", "label": names("Uno", "One") }, { "code": "many", "label": names("Molti", "Many") }] },
        { "code": "since", "label": names("Da quando", "Since when"), "datatype": "datetime" },
        { "code": "height", "label": names("Altezza", "Height"), "datatype": "number" },
        { "code": "signs", "label": names("Segni", "Signs"), "datatype": "multivaluelist",
          "values": [{ "code": "smoke", "label": names("Fumo", "Smoke") }, { "code": "noise", "label": names("Rumore", "Noise") }] },
    ]);
    let mut gone = category("roads.cobble", "Lastra", "Cobble", &["lastra"]);
    gone["retired"] = json!(true);
    let week = json!(["08:00-13:00", "14:00-17:00"]);
    json!({
        "format": 1, "jurisdiction": "FI",
        "groups": [{ "code": "roads", "name": names("Strade", "Roads") }, { "code": "lighting", "name": names("Luci", "Lights") }],
        "categories": [category("roads.pothole", "Buca", "Pothole", &["voragine"]), lamp, gone],
        "districts": [{ "code": "Q1", "name": "Centro" }, { "code": "Q2", "name": "Campo" }],
        "offices": [
            { "code": "desk", "name": names("Sportello", "Front desk") },
            { "code": "roads", "name": names("Strade", "Roads"), "services": ["roads"] },
            { "code": "night", "name": names("Notte", "Night"), "services": ["roads", "lighting.lamp_off"],
              "hours": { "monday": ["00:00-24:00"], "tuesday": ["00:00-24:00"] } },
        ],
        "crews": [{ "code": "roads-1", "name": "Squadra 1", "office": "roads", "districts": ["Q1"] }],
        "front_desk": "desk",
        "routes": [{ "group": "roads", "office": "roads" }],
        "sla": [
            { "priority": "P1", "take": "30 minutes", "make_safe": "4 hours", "resolve": "48 hours" },
            { "priority": "P2", "take": "4 working hours", "make_safe": "24 hours", "resolve": "5 days" },
            { "priority": "P3", "take": "1 working day", "resolve": "15 days" },
            { "priority": "P4", "take": "3 working days", "resolve": "90 days" },
        ],
        "stop_clock": [{ "code": "weather", "name": names("Maltempo", "Weather") }],
        "calendar": {
            "time_zone": ROME, "holidays": ["01-01", "12-25", "12-26"], "easter_monday": true, "patron_saint": "06-24",
            "closed": ["2026-12-24"],
            "hours": { "monday": week, "tuesday": week, "wednesday": week, "thursday": week, "friday": ["08:00-13:00"] },
        },
    })
}

pub(super) fn set() -> ReferenceData {
    read(file()).unwrap()
}
