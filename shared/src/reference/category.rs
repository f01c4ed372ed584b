// SPDX-License-Identifier: EUPL-1.2
//! Categories: what a ticket can be about, in both languages, with what to ask and what to photograph.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ticket::{Priority, Visibility};

/// A short text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Italian.
    #[n(0)]
    pub it: String,
    /// English.
    #[n(1)]
    pub en: String,
}

/// Words people type, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Italian.
    #[n(0)]
    pub it: Vec<String>,
    /// English.
    #[n(1)]
    pub en: Vec<String>,
}

/// A group of categories.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Such as `roads`: what the codes of its categories begin with.
    #[n(0)]
    pub code: String,
    /// Its name.
    #[n(1)]
    pub name: Names,
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Group and name, such as `roads.pothole`.
    #[n(0)]
    pub code: String,
    /// Its name.
    #[n(1)]
    pub name: Names,
    /// One sentence saying what belongs here.
    #[n(2)]
    pub help: Names,
    /// What people type when they look for it.
    #[n(3)]
    pub keywords: Words,
    /// The priority when nobody says another.
    #[n(4)]
    pub priority: Priority,
    /// Who may see it when nobody says otherwise.
    #[n(5)]
    pub visibility: Visibility,
    /// What to ask.
    #[n(6)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// What to photograph.
    #[n(7)]
    #[serde(default)]
    pub photos: PhotoPolicy,
    /// Farther from the place than this, a closing visit has to say why, in metres.
    #[n(8)]
    #[serde(default = "closing_distance_m")]
    pub closing_distance_m: u32,
    /// Another ticket of the category this near may be the same trouble, in metres.
    #[n(9)]
    #[serde(default = "duplicate_radius_m")]
    pub duplicate_radius_m: u32,
    /// ... when it is not older than this, in days.
    #[n(10)]
    #[serde(default = "duplicate_days")]
    pub duplicate_days: u32,
    /// What to do at once, for the dangerous ones.
    #[n(11)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_sheet: Option<Names>,
    /// The layer of things it is about, such as `lamps`.
    #[n(12)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_layer: Option<String>,
    /// Not to be chosen any more; it still names what older tickets say.
    #[n(13)]
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

impl Category {
    /// The code of its group.
    #[must_use]
    pub fn group(&self) -> &str {
        self.code.split('.').next().unwrap_or_default()
    }

    /// The question of a code.
    #[must_use]
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.code == code)
    }
}

fn closing_distance_m() -> u32 {
    75
}

fn duplicate_radius_m() -> u32 {
    25
}

fn duplicate_days() -> u32 {
    60
}

/// What photos a category asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields, default)]
pub struct PhotoPolicy {
    /// At least so many when it is filed, or a reason why not.
    #[n(0)]
    pub minimum: u32,
    /// One of the finished work when it is resolved, or a reason why not.
    #[n(1)]
    pub after_required: bool,
    /// Faces and number plates are likely: look before publishing.
    #[n(2)]
    pub redact: bool,
    /// Of a photo whose faces and plates were blacked out, the original is kept, sealed to the recovery key.
    #[n(3)]
    #[cbor(default)]
    pub seal_original: bool,
}

/// What may be answered, as Open311 names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "lowercase")]
pub enum QuestionType {
    /// One line.
    #[n(0)]
    String,
    /// A number, with a decimal point.
    #[n(1)]
    Number,
    /// A moment, RFC 3339.
    #[n(2)]
    Datetime,
    /// Several lines.
    #[n(3)]
    Text,
    /// One of the values.
    #[n(4)]
    SingleValueList,
    /// Some of the values, joined by commas.
    #[n(5)]
    MultiValueList,
}

impl QuestionType {
    /// Whether it is answered from a list.
    #[must_use]
    pub fn has_values(self) -> bool {
        matches!(self, Self::SingleValueList | Self::MultiValueList)
    }
}

/// A question of a category.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The key of the answer.
    #[n(0)]
    pub code: String,
    /// What is asked.
    #[n(1)]
    pub label: Names,
    /// What may be answered.
    #[n(2)]
    pub datatype: QuestionType,
    /// A ticket of the category cannot be filed without the answer.
    #[n(3)]
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The values of a list.
    #[n(4)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Choice>,
}

/// A value of a list.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is kept.
    #[n(0)]
    pub code: String,
    /// What is shown.
    #[n(1)]
    pub label: Names,
}
