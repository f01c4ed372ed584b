// SPDX-License-Identifier: EUPL-1.2
//! What a field may hold, and the rules each value keeps.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::{Field, Position};
use crate::limits;

/// How a ticket reached the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(index_only)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the field's own and say it all")]
pub enum Channel {
    #[n(0)]
    Patrol,
    #[n(1)]
    Crew,
    #[n(2)]
    School,
    #[n(3)]
    Phone,
    #[n(4)]
    Email,
    #[n(5)]
    Desk,
    #[n(6)]
    Web,
    #[n(7)]
    Open311,
}

impl Channel {
    /// Every channel with its name in the document.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("patrol", Self::Patrol),
        ("crew", Self::Crew),
        ("school", Self::School),
        ("phone", Self::Phone),
        ("email", Self::Email),
        ("desk", Self::Desk),
        ("web", Self::Web),
        ("open311", Self::Open311),
    ];

    /// The name in the document.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, channel)| *channel == self)
            .map_or("", |(name, _)| name)
    }

    /// The channel of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, channel)| *channel)
    }
}

/// A category of the taxonomy, with the version it was chosen from.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Category {
    /// Such as `roads.pothole`.
    #[n(0)]
    pub code: String,
    /// The taxonomy's version, empty before one is published.
    #[n(1)]
    pub taxonomy_version: String,
}

/// How urgent it is; P1 is the most.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cbor(index_only)]
#[allow(missing_docs, reason = "P1 to P4 are the field's own names")]
pub enum Priority {
    #[n(1)]
    P1,
    #[n(2)]
    P2,
    #[n(3)]
    P3,
    #[n(4)]
    P4,
}

impl Priority {
    /// Every priority with its name.
    pub const NAMES: [(&'static str, Self); 4] =
        [("P1", Self::P1), ("P2", Self::P2), ("P3", Self::P3), ("P4", Self::P4)];
}

/// Whether somebody may get hurt, and why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(map)]
pub struct Danger {
    /// There is danger.
    #[n(0)]
    pub present: bool,
    /// Why somebody says so.
    #[n(1)]
    pub reason: String,
}

/// Who may see a ticket; the later of two is the stricter.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cbor(index_only)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the field's own and say it all")]
pub enum Visibility {
    #[n(0)]
    Public,
    #[n(1)]
    Private,
    #[n(2)]
    Reserved,
}

impl Visibility {
    /// Every visibility with its name.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("public", Self::Public),
        ("private", Self::Private),
        ("reserved", Self::Reserved),
    ];
}

/// The content of a field. In JSON it is just that content: a text, an object, or null when cleared.
#[derive(Debug, Clone, PartialEq, Encode, Decode, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing any more.
    #[n(0)]
    Cleared,
    /// A text.
    #[n(1)]
    Text(#[n(0)] String),
    /// A category.
    #[n(2)]
    Category(#[n(0)] Category),
    /// A position.
    #[n(3)]
    Position(#[n(0)] Position),
    /// A priority.
    #[n(4)]
    Priority(#[n(0)] Priority),
    /// A danger.
    #[n(5)]
    Danger(#[n(0)] Danger),
    /// A visibility.
    #[n(6)]
    Visibility(#[n(0)] Visibility),
    /// Something a newer version wrote; the document keeps it as it is.
    #[n(7)]
    Newer,
}

impl Value {
    /// Why this value cannot stand in `field`, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self, field: &Field) -> Option<String> {
        match (field, self) {
            (Field::Category, Self::Category(category)) => code_fault("category", &category.code),
            (Field::Position, Self::Position(position)) => position.fault(),
            (Field::Priority, Self::Priority(_)) | (Field::Visibility, Self::Visibility(_)) => None,
            (Field::Danger, Self::Danger(danger)) => danger_fault(danger),
            (Field::Title, Self::Text(text)) => text_fault("title", text, limits::TITLE_CHARS),
            (Field::Description, Self::Text(text)) => text_fault("description", text, limits::TEXT_CHARS),
            (Field::District | Field::AssetRef | Field::AddressId | Field::ReporterRef, Self::Text(code)) => {
                code_fault(&field.to_string(), code)
            }
            (Field::Address, Self::Text(text)) => text_fault("address", text, limits::SHORT_TEXT_CHARS),
            (Field::AddressSource, Self::Text(name)) => source_fault(name),
            (Field::Answer(code), Self::Text(text)) => {
                code_fault("question", code).or_else(|| text_fault("answer", text, limits::SHORT_TEXT_CHARS))
            }
            (Field::Category | Field::Priority | Field::Visibility | Field::Description, Self::Cleared) => {
                Some(format!("the {field} cannot be cleared: give another value"))
            }
            (_, Self::Cleared) => None,
            _ => Some(format!("this is not a value for the {field}")),
        }
    }
}

/// Why a code is not one: codes are printable ASCII without spaces, so they survive any CSV, URL and keyboard.
pub(crate) fn code_fault(what: &str, code: &str) -> Option<String> {
    let fits = !code.is_empty() && code.len() <= limits::CODE_BYTES && code.bytes().all(|b| b.is_ascii_graphic());
    (!fits).then(|| {
        format!(
            "the {what} is not a code: use 1 to {} letters, digits, dots or dashes",
            limits::CODE_BYTES
        )
    })
}

/// A newer version may know more sources: any word is one.
fn source_fault(name: &str) -> Option<String> {
    let is_word = !name.is_empty()
        && name.len() <= limits::CODE_BYTES
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (!is_word).then(|| "the address_source is not a source: leave it to the app".into())
}

pub(crate) fn text_fault(what: &str, text: &str, most: usize) -> Option<String> {
    let chars = text.chars().count();
    if chars > most {
        return Some(format!("the {what} is {chars} characters long: shorten it to {most}"));
    }
    let stray = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
    stray.then(|| format!("the {what} holds control characters: type it again without them"))
}

fn danger_fault(danger: &Danger) -> Option<String> {
    if danger.present && danger.reason.trim().is_empty() {
        return Some("a danger needs its reason: say what could hurt somebody".into());
    }
    text_fault("danger's reason", &danger.reason, limits::SHORT_TEXT_CHARS)
}
