// SPDX-License-Identifier: EUPL-1.2
//! The city: its districts, its offices with their crews, and which office a category goes to.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::{Hours, Names};
use crate::place::Area;

/// A district.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct District {
    /// Such as `Q1`.
    #[n(0)]
    pub code: String,
    /// Its proper name, the same in every language.
    #[n(1)]
    pub name: String,
    /// Where it is.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
}

/// An office.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Such as `strade`.
    #[n(0)]
    pub code: String,
    /// Its name.
    #[n(1)]
    pub name: Names,
    /// Groups and categories it serves.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Its own opening hours, where they are not those of the calendar.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
}

/// A crew of an office.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Crew {
    /// Such as `strade-1`.
    #[n(0)]
    pub code: String,
    /// What people call it.
    #[n(1)]
    pub name: String,
    /// Its office.
    #[n(2)]
    pub office: String,
    /// Where it works; none: everywhere.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<String>,
}

/// Sends a category or a whole group, everywhere or in one district, to an office.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// A category's code; or else a group is named.
    #[n(0)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// A group's code; or else a category is named.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Only in this district.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// Where it goes.
    #[n(3)]
    pub office: String,
}

impl Office {
    /// Whether it serves the category, by name or by group.
    #[must_use]
    pub fn serves(&self, category: &str) -> bool {
        let group = category.split('.').next().unwrap_or_default();
        self.services
            .iter()
            .any(|service| service == category || service == group)
    }
}
