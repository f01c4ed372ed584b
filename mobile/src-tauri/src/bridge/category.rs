// SPDX-License-Identifier: EUPL-1.2
//! Categories and the city, from the reference data this phone holds.

use super::prelude::*;

wire! {
    /// A text in both languages.
    pub struct Names {
        /// Italian.
        pub it: String,
        /// English.
        pub en: String,
    }
}

wire! {
    /// Words to look for.
    pub struct Search {
        /// As typed, Italian or English; empty lists everything.
        pub search: String,
    }
}

wire! {
    /// A category by its code.
    pub struct CategoryCode {
        /// Such as `roads.pothole`.
        pub code: String,
        /// As it was in this version, which a ticket names.
        #[serde(default)]
        #[ts(optional)]
        pub version: Option<String>,
    }
}

wire! {
    /// A category with what it asks for.
    pub struct Category {
        /// Such as `roads.pothole`.
        pub code: String,
        /// Code of its group.
        pub group: String,
        /// Its name.
        pub name: Names,
        /// What belongs here.
        pub help: Names,
        /// One of `PRIORITIES`.
        pub priority: String,
        /// One of `VISIBILITIES`.
        pub visibility: String,
        /// What to ask.
        pub questions: Vec<Question>,
        /// What to photograph.
        pub photos: PhotoPolicy,
        /// Farther than this, a closing visit says why, in metres.
        pub closing_distance_m: f64,
        /// What to do at once, for the dangerous ones: the 112 sheet.
        #[serde(default)]
        pub emergency_sheet: Option<Names>,
        /// The layer of things it is about.
        #[serde(default)]
        pub asset_layer: Option<String>,
        /// Not to be chosen any more.
        pub retired: bool,
    }
}

wire! {
    /// What photos a category asks for.
    pub struct PhotoPolicy {
        /// At least so many when it is filed.
        pub minimum: f64,
        /// One of the finished work, or a reason why not.
        pub after_required: bool,
        /// Faces and number plates are likely.
        pub redact: bool,
    }
}

wire! {
    /// A question.
    pub struct Question {
        /// The key of the answer.
        pub code: String,
        /// What is asked.
        pub label: Names,
        /// `string`, `number`, `datetime`, `text`, `singlevaluelist` or `multivaluelist`.
        pub datatype: String,
        /// It must be answered.
        #[serde(default)]
        pub required: bool,
        /// What may be answered.
        #[serde(default)]
        pub values: Vec<Choice>,
    }
}

wire! {
    /// A value of a list.
    pub struct Choice {
        /// What is kept.
        pub code: String,
        /// What is shown.
        pub label: Names,
    }
}

wire! {
    /// What the city calls things; empty before the first sync, and then every code can be filed.
    pub struct City {
        /// Groups of categories.
        pub groups: Vec<Named>,
        /// Districts.
        pub districts: Vec<Named>,
        /// Offices.
        pub offices: Vec<Named>,
        /// Crews.
        pub crews: Vec<Named>,
        /// Of the set; none before the first sync.
        pub version: Option<String>,
    }
}

wire! {
    /// A code and its name.
    pub struct Named {
        /// The code.
        pub code: String,
        /// The name.
        pub name: Names,
    }
}
