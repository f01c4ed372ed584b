// SPDX-License-Identifier: EUPL-1.2
//! Groups, categories and their questions.

use super::Check;
use crate::limits;
use crate::reference::{Category, Question, ReferenceData};

/// Metres and days beyond which a rule means nothing any more.
const CLOSING_M: (u32, u32) = (5, 5_000);
const DUPLICATE_M: (u32, u32) = (1, 1_000);
const DUPLICATE_DAYS: (u32, u32) = (1, 3_650);
/// Photos nobody needs to be asked for.
const MOST_PHOTOS: u32 = 12;

impl Check {
    pub(super) fn taxonomy(&mut self, data: &ReferenceData) {
        self.some("groups", &data.groups);
        self.some("categories", &data.categories);
        self.unique("groups", data.groups.iter().map(|group| group.code.as_str()));
        self.unique(
            "categories",
            data.categories.iter().map(|category| category.code.as_str()),
        );
        for group in &data.groups {
            let path = format!("groups[{}]", group.code);
            self.code(&format!("{path}.code"), &group.code);
            self.short(&format!("{path}.name"), &group.name);
            if group.code.contains('.') {
                self.fault(
                    format!("{path}.code"),
                    "a group's code has no dot: dots part group and category",
                );
            }
        }
        for category in &data.categories {
            self.category(data, category);
        }
    }

    fn category(&mut self, data: &ReferenceData, category: &Category) {
        let path = format!("categories[{}]", category.code);
        let at = |part: &str| format!("{path}.{part}");
        self.code(&at("code"), &category.code);
        let grouped = data.groups.iter().any(|group| group.code == category.group());
        if !grouped || !category.code.contains('.') {
            self.fault(
                at("code"),
                "it begins with no group: write GROUP.NAME, and the group under [[groups]]",
            );
        }
        self.short(&at("name"), &category.name);
        self.names(&at("help"), &category.help, limits::SHORT_TEXT_CHARS);
        self.keywords(&at("keywords.it"), &category.keywords.it);
        self.keywords(&at("keywords.en"), &category.keywords.en);
        self.within(&at("photos.minimum"), category.photos.minimum, 0, MOST_PHOTOS, "photos");
        let (least, most) = CLOSING_M;
        self.within(
            &at("closing_distance_m"),
            category.closing_distance_m,
            least,
            most,
            "metres",
        );
        let (least, most) = DUPLICATE_M;
        self.within(
            &at("duplicate_radius_m"),
            category.duplicate_radius_m,
            least,
            most,
            "metres",
        );
        let (least, most) = DUPLICATE_DAYS;
        self.within(&at("duplicate_days"), category.duplicate_days, least, most, "days");
        if let Some(sheet) = &category.emergency_sheet {
            self.names(&at("emergency_sheet"), sheet, limits::SHORT_TEXT_CHARS);
        }
        if let Some(layer) = &category.asset_layer {
            self.code(&at("asset_layer"), layer);
        }
        self.unique(
            &at("questions"),
            category.questions.iter().map(|question| question.code.as_str()),
        );
        for question in &category.questions {
            self.question(&at(&format!("questions[{}]", question.code)), question);
        }
    }

    fn keywords(&mut self, path: &str, words: &[String]) {
        if words.is_empty() {
            self.fault(path, "there are none: write what people would type");
        }
        for word in words {
            self.text(path, word, limits::TITLE_CHARS);
        }
    }

    fn question(&mut self, path: &str, question: &Question) {
        self.code(&format!("{path}.code"), &question.code);
        self.short(&format!("{path}.label"), &question.label);
        let values = format!("{path}.values");
        match (question.datatype.has_values(), question.values.len()) {
            (true, 0 | 1) => self.fault(
                &values,
                "a list needs at least two values: write them, or ask for a string",
            ),
            (false, 1..) => self.fault(
                &values,
                "only lists have values: take them out, or ask for a singlevaluelist",
            ),
            _ => {}
        }
        self.unique(&values, question.values.iter().map(|value| value.code.as_str()));
        for value in &question.values {
            self.code(&format!("{values}[{}].code", value.code), &value.code);
            self.short(&format!("{values}[{}].label", value.code), &value.label);
        }
    }
}
