// SPDX-License-Identifier: EUPL-1.2
//! The set shipped with the product: a plain municipality, with the districts of the cities we know.

use ronda_shared::reference::{Fault, ReferenceData, read};
use serde_json::{Value as Json, json};

use super::text;

/// Before every publication of a person.
pub(super) const PUBLISHED_AT_MS: i64 = 0;

const PLAIN: &str = include_str!("../../../data/reference.toml");
/// Jurisdictions with a file of their own.
const CITIES: [(&str, &str); 2] = [
    ("FI", include_str!("../../../data/cities/FI.toml")),
    ("GE", include_str!("../../../data/cities/GE.toml")),
];

/// The set of a jurisdiction; one nobody knows is one district, called as the jurisdiction itself.
pub(super) fn set(jurisdiction: &str) -> Result<ReferenceData, Vec<Fault>> {
    let mut plain = text::parse(PLAIN)?;
    let city = CITIES.iter().find(|(code, _)| *code == jurisdiction);
    let city = match city {
        Some((_, city)) => text::parse(city)?,
        None => json!({ "districts": [{ "code": jurisdiction, "name": "Intero territorio" }] }),
    };
    put(&mut plain, "jurisdiction", Some(&json!(jurisdiction)));
    put(&mut plain, "districts", city.get("districts"));
    if let Some(calendar) = plain.get_mut("calendar") {
        put(calendar, "patron_saint", city.get("patron_saint"));
    }
    read(plain)
}

fn put(table: &mut Json, key: &str, value: Option<&Json>) {
    if let (Json::Object(table), Some(value)) = (table, value) {
        table.insert(key.to_owned(), value.clone());
    }
}
