// SPDX-License-Identifier: EUPL-1.2
//! The record of a proof: what ran, how often, with which seeds, what failed, and what was not run.

use std::time::Duration;

use serde_json::{Value, json};

use crate::lanes::{LANES, Lane, NOT_RUN};

/// A run that broke its promise.
#[derive(Debug)]
pub struct Failure {
    /// Its seed.
    pub seed: u64,
    /// What the oracle said.
    pub what: String,
}

/// What one lane did.
#[derive(Debug)]
pub struct Ran {
    /// The lane.
    pub lane: &'static Lane,
    /// Runs, failed ones included.
    pub runs: u64,
    /// Units of work in the runs that passed.
    pub count: u64,
    first_seed: u64,
    last_seed: u64,
    /// The runs that failed.
    pub failures: Vec<Failure>,
}

impl Ran {
    /// Nothing yet.
    pub fn none_of(lane: &'static Lane, seed: u64) -> Self {
        Self {
            lane,
            runs: 0,
            count: 0,
            first_seed: seed,
            last_seed: seed,
            failures: Vec::new(),
        }
    }

    /// One run kept its promise.
    pub fn passed(&mut self, seed: u64, count: u64) {
        (self.runs, self.last_seed) = (self.runs + 1, seed);
        self.count += count;
    }

    /// One run broke it.
    pub fn failed(&mut self, seed: u64, failure: Failure) {
        (self.runs, self.last_seed) = (self.runs + 1, seed);
        self.failures.push(failure);
    }
}

/// The record as JSON text.
pub fn json(ran: &[Ran], minutes: u64, seed: u64, took: Duration) -> String {
    let left_out = LANES
        .iter()
        .filter(|lane| ran.iter().all(|record| record.lane.name != lane.name));
    let not_run: Vec<&str> = left_out
        .map(|lane| lane.promise)
        .chain(NOT_RUN.iter().copied())
        .collect();
    let record = json!({
        "minutes": minutes,
        "seed": seed,
        "took_s": took.as_secs(),
        "ran": ran.iter().map(lane).collect::<Vec<_>>(),
        "not_run": not_run,
    });
    format!("{record:#}\n")
}

fn lane(ran: &Ran) -> Value {
    let again = |seed| format!("prove --only {} --minutes 0 --seed {seed}", ran.lane.name);
    let failure = |failure: &Failure| json!({"seed": failure.seed, "what": failure.what, "again": again(failure.seed)});
    json!({
        "lane": ran.lane.name,
        "promise": ran.lane.promise,
        "runs": ran.runs,
        "count": ran.count,
        "unit": ran.lane.unit,
        "seeds": [ran.first_seed, ran.last_seed],
        "failures": ran.failures.iter().map(failure).collect::<Vec<_>>(),
    })
}
