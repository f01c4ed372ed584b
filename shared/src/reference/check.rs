// SPDX-License-Identifier: EUPL-1.2
//! Whether a set means something: unique codes, both languages, routes that lead somewhere, terms that end; every fault at once.

mod city;
mod taxonomy;
mod times;

use std::collections::BTreeSet;

use super::read::Fault;
use super::{FORMAT, Names, ReferenceData};
use crate::limits;

impl ReferenceData {
    /// Everything that is wrong with it, each with its place and cure.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut check = Check::default();
        if self.format != FORMAT {
            check.fault(
                "format",
                format!("this version writes format {FORMAT}: write that, or update"),
            );
        }
        check.code("jurisdiction", &self.jurisdiction);
        check.taxonomy(self);
        check.city(self);
        check.times(self);
        let bytes = self.to_bytes().len();
        if bytes > limits::REFERENCE_BYTES {
            let most = limits::REFERENCE_BYTES;
            check.fault(
                "file",
                format!("it makes {bytes} bytes, more than {most}: shorten texts and keywords"),
            );
        }
        check.0
    }

    /// Why it cannot follow the set that is published now: what tickets out there say must stay readable.
    #[must_use]
    pub fn faults_after(&self, published: &Self) -> Vec<Fault> {
        let mut check = Check::default();
        if self.jurisdiction != published.jurisdiction {
            let cure = format!("this store is of {}: write that", published.jurisdiction);
            check.fault("jurisdiction", cure);
        }
        let gone = published
            .categories
            .iter()
            .filter(|old| self.category(&old.code).is_none());
        for old in gone {
            let cure = "tickets were filed under it: put it back, with `retired = true` when nobody should choose it";
            check.fault(format!("categories[{}]", old.code), cure);
        }
        check.0
    }
}

/// The faults found so far.
#[derive(Default)]
struct Check(Vec<Fault>);

impl Check {
    fn fault(&mut self, path: impl Into<String>, cure: impl Into<String>) {
        self.0.push(Fault::at(path, cure));
    }

    /// Codes go into URLs, CSV files and lists joined by commas.
    fn code(&mut self, path: &str, code: &str) {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if code.is_empty() || code.len() > limits::CODE_BYTES || !code.bytes().all(fits) {
            let most = limits::CODE_BYTES;
            self.fault(
                path,
                format!("\"{code}\" is no code: use 1 to {most} letters, digits, dots, dashes, underscores"),
            );
        }
    }

    fn text(&mut self, path: &str, text: &str, most: usize) {
        let chars = text.chars().count();
        if text.trim().is_empty() {
            self.fault(path, "it is empty: write it");
        } else if chars > most {
            self.fault(path, format!("it is {chars} characters long: shorten it to {most}"));
        } else if text.chars().any(char::is_control) {
            self.fault(path, "it holds control characters: write it on one line");
        }
    }

    fn names(&mut self, path: &str, names: &Names, most: usize) {
        self.text(&format!("{path}.it"), &names.it, most);
        self.text(&format!("{path}.en"), &names.en, most);
    }

    fn short(&mut self, path: &str, names: &Names) {
        self.names(path, names, limits::TITLE_CHARS);
    }

    fn within(&mut self, path: &str, value: u32, least: u32, most: u32, unit: &str) {
        if !(least..=most).contains(&value) {
            self.fault(
                path,
                format!("{value} is out of bounds: write {least} to {most} {unit}"),
            );
        }
    }

    /// Each code once.
    fn unique<'a>(&mut self, list: &str, codes: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for code in codes {
            if !seen.insert(code) {
                self.fault(
                    format!("{list}[{code}]"),
                    "this code is there twice: give one of them another",
                );
            }
        }
    }

    fn some<T>(&mut self, list: &str, items: &[T]) {
        if items.is_empty() {
            self.fault(list, format!("there are none: write at least one [[{list}]]"));
        }
    }
}
