// SPDX-License-Identifier: EUPL-1.2
//! Scenarios with real processes and the oracle that judges them: `make test` runs each a few times, `prove` for as long as it is given.

pub mod clocks;
pub mod faults;
pub mod kills;
pub mod power_cuts;
pub mod roll_back;
pub mod upheaval;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::office::Office;
use crate::phone::Phone;

/// A small generator of a given seed, so that a failing run can be run again.
#[derive(Debug, Clone, Copy)]
pub struct Random(u64);

impl Random {
    pub fn of(seed: u64) -> Self {
        // Neighbouring seeds must not give neighbouring runs.
        let mut random = Self(seed ^ 0x9e37_79b9_7f4a_7c15);
        random.below(1);
        random
    }

    /// A number from 0 to `most - 1`.
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most.max(1)
    }

    pub fn index(&mut self, most: usize) -> usize {
        usize::try_from(self.below(most as u64)).expect("a small number")
    }
}

/// The ids of a list of tickets.
pub fn ids(list: &[Value]) -> BTreeSet<String> {
    list.iter()
        .filter_map(|item| item["id"].as_str().map(str::to_owned))
        .collect()
}

/// So many commands that each file one ticket.
pub fn filings(round: u64, count: u64) -> Vec<Value> {
    let one = |n| json!({"verb": "file", "category": "roads.pothole", "title": format!("{round}/{n}"), "lat": 43.7, "lon": 11.2});
    (0..count).map(one).collect()
}

/// The office and every phone hold exactly these tickets, with equal heads and titles, and the office's doctor finds nothing.
pub fn assert_same_everywhere(office: &Office, phones: &[&Phone], ids: &[String]) {
    assert_eq!(office.cases().len(), ids.len(), "each ticket once\n{}", office.log());
    for id in ids {
        let case = office.case(id);
        for phone in phones {
            let here = phone.show(id);
            assert_eq!(here["heads"], case["heads"]);
            assert_eq!(here["title"], case["title"]);
            assert_eq!(
                here["conflicts"].to_string().matches("value_id").count(),
                case["conflicts"].to_string().matches("value_id").count()
            );
        }
    }
    office.assert_sound();
}
