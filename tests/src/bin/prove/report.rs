// SPDX-License-Identifier: EUPL-1.2
//! The record of a proof: what ran, how often, with which seeds, what failed, and what was not run and why.

use std::time::Duration;

use ronda_tests::hostile::cost::Cost;
use ronda_tests::promises;
use serde_json::{Value, json};

use crate::lanes::{LANES, Lane, Work};

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
    /// The worst costs of a unit in those runs.
    pub worst: Cost,
    /// Time spent on it.
    pub spent: Duration,
    first_seed: u64,
    last_seed: u64,
    /// The runs that failed.
    pub failures: Vec<Failure>,
    /// Why it cannot be run here.
    pub impossible: Option<String>,
}

impl Ran {
    /// Nothing yet.
    pub fn none_of(lane: &'static Lane, seed: u64) -> Self {
        Self {
            lane,
            runs: 0,
            count: 0,
            worst: Cost::default(),
            spent: Duration::ZERO,
            first_seed: seed,
            last_seed: seed,
            failures: Vec::new(),
            impossible: None,
        }
    }

    /// The seed of its next run.
    pub fn next_seed(&self) -> u64 {
        self.first_seed + self.runs
    }

    /// One run kept its promise.
    pub fn passed(&mut self, seed: u64, count: u64, worst: Option<Cost>) {
        (self.runs, self.last_seed) = (self.runs + 1, seed);
        self.count = if self.lane.all_each_time {
            self.count.max(count)
        } else {
            self.count + count
        };
        self.worst = self.worst.worst(worst.unwrap_or_default());
    }

    /// One run broke it.
    pub fn failed(&mut self, seed: u64, failure: Failure) {
        (self.runs, self.last_seed) = (self.runs + 1, seed);
        self.failures.push(failure);
    }
}

/// When and on what.
#[derive(Debug)]
pub struct Circumstances {
    pub minutes: u64,
    pub seed: u64,
    pub took: Duration,
    pub date: String,
    pub product: String,
}

/// The record as JSON text.
pub fn json(ran: &[Ran], of: &Circumstances) -> String {
    let left_out = LANES
        .iter()
        .filter(|lane| ran.iter().all(|record| record.lane.name != lane.name));
    let left_out = left_out.map(|lane| not_run(lane.promise, "it was not asked for"));
    let impossible = ran
        .iter()
        .filter_map(|record| Some(not_run(record.lane.promise, record.impossible.as_deref()?)));
    let without = promises::without_a_lane().map(|(what, why)| not_run(&what, &why));
    let did = ran.iter().filter(|record| record.impossible.is_none());
    let record = json!({
        "minutes": of.minutes,
        "seed": of.seed,
        "took_s": of.took.as_secs(),
        "date": of.date,
        "product": of.product,
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "failures": ran.iter().map(|record| record.failures.len()).sum::<usize>(),
        "ran": did.map(lane).collect::<Vec<_>>(),
        "not_run": left_out.chain(impossible).chain(without).collect::<Vec<_>>(),
    });
    format!("{record:#}\n")
}

fn not_run(what: &str, why: &str) -> Value {
    json!({ "what": what, "why": why })
}

fn lane(ran: &Ran) -> Value {
    let again = |seed| format!("prove --only {} --minutes 0 --seed {seed}", ran.lane.name);
    let failure = |failure: &Failure| json!({"seed": failure.seed, "what": failure.what, "again": again(failure.seed)});
    let mut record = json!({
        "lane": ran.lane.name,
        "promise": ran.lane.promise,
        "runs": ran.runs,
        "count": ran.count,
        "unit": ran.lane.unit,
        "all_each_time": ran.lane.all_each_time,
        "seconds": ran.spent.as_secs(),
        "seeds": [ran.first_seed, ran.last_seed],
        "failures": ran.failures.iter().map(failure).collect::<Vec<_>>(),
    });
    if let Work::Costly(limit, _) = ran.lane.work {
        record["cost"] = cost(&ran.worst, &limit);
    }
    record
}

/// Processor time and not the wall's, since somebody else may be using the machine.
fn cost(worst: &Cost, limit: &Cost) -> Value {
    let tenths = |number: f64| (number * 10.0).ceil() / 10.0;
    json!({
        "worst_processor_ms": tenths(worst.ms()),
        "worst_memory_mib": tenths(worst.mib()),
        "limit_processor_ms": limit.ms(),
        "limit_memory_mib": limit.mib(),
        "build": if cfg!(debug_assertions) { "debug" } else { "release" },
    })
}
