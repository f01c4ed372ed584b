// SPDX-License-Identifier: EUPL-1.2
//! Reading a set that people wrote: every fault at once, each with the place and the cure.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::ReferenceData;

/// One thing that is not right in a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where, such as `categories[roads.pothole].name.en`.
    pub path: String,
    /// What, and what to do about it.
    pub cure: String,
}

impl Fault {
    pub(super) fn at(path: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            cure: cure.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.cure)
    }
}

const KEYS: [&str; 13] = [
    "format",
    "jurisdiction",
    "groups",
    "categories",
    "districts",
    "offices",
    "crews",
    "front_desk",
    "routes",
    "sla",
    "stop_clock",
    "calendar",
    "outline",
];

/// The set of a parsed TOML or JSON file.
///
/// # Errors
/// Every fault of its form; when the form is right, every fault of its meaning.
pub fn read(file: Json) -> Result<ReferenceData, Vec<Fault>> {
    let Json::Object(table) = file else {
        return Err(vec![Fault::at("file", "it is no table: begin with `format = 1`")]);
    };
    let mut form = Form {
        table,
        faults: Vec::new(),
    };
    let data = form.data();
    form.unknown_keys();
    match data {
        Some(data) if form.faults.is_empty() => {
            let faults = data.faults();
            if faults.is_empty() { Ok(data) } else { Err(faults) }
        }
        _ => Err(form.faults),
    }
}

/// What is left to read, and what was wrong so far.
struct Form {
    table: Map<String, Json>,
    faults: Vec<Fault>,
}

impl Form {
    /// Every part is read before any is found missing, so that no fault hides another.
    fn data(&mut self) -> Option<ReferenceData> {
        let (format, jurisdiction) = (self.one("format"), self.one("jurisdiction"));
        let (groups, categories) = (self.list("groups"), self.list("categories"));
        let (districts, offices, crews) = (self.list("districts"), self.list("offices"), self.list("crews"));
        let (front_desk, routes) = (self.one("front_desk"), self.list("routes"));
        let (sla, stop_clock, calendar) = (self.list("sla"), self.list("stop_clock"), self.one("calendar"));
        let outline = self.maybe("outline");
        Some(ReferenceData {
            format: format?,
            jurisdiction: jurisdiction?,
            groups,
            categories,
            districts,
            offices,
            crews,
            front_desk: front_desk?,
            routes,
            sla,
            stop_clock,
            calendar: calendar?,
            outline,
        })
    }

    fn one<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let Some(value) = self.table.remove(key) else {
            self.faults.push(Fault::at(key, "it is missing: write it"));
            return None;
        };
        self.value(key.to_owned(), value)
    }

    fn maybe<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let value = self.table.remove(key)?;
        self.value(key.to_owned(), value)
    }

    fn list<T: DeserializeOwned>(&mut self, key: &str) -> Vec<T> {
        match self.table.remove(key) {
            None => Vec::new(),
            Some(Json::Array(items)) => {
                let items = items.into_iter().enumerate();
                items
                    .filter_map(|(at, item)| self.value(format!("{key}[{}]", called(at, &item)), item))
                    .collect()
            }
            Some(_) => {
                self.faults.push(Fault::at(
                    key,
                    format!("it is no list: write [[{key}]] before each entry"),
                ));
                Vec::new()
            }
        }
    }

    fn value<T: DeserializeOwned>(&mut self, path: String, value: Json) -> Option<T> {
        match serde_json::from_value(value) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.faults.push(Fault::at(path, format!("{fault}: correct it")));
                None
            }
        }
    }

    fn unknown_keys(&mut self) {
        let unknown: Vec<String> = self.table.keys().cloned().collect();
        let cure = format!("nobody knows this key: take it out, or use one of {}", KEYS.join(", "));
        self.faults
            .extend(unknown.into_iter().map(|key| Fault::at(key, cure.clone())));
    }
}

/// What an entry calls itself, or its place in the list.
fn called(at: usize, item: &Json) -> String {
    let own = |key| item.get(key).and_then(Json::as_str).map(str::to_owned);
    own("code")
        .or_else(|| own("priority"))
        .unwrap_or_else(|| (at + 1).to_string())
}
