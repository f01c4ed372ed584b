// SPDX-License-Identifier: EUPL-1.2
//! `prove`: repeats the scenarios of the end-to-end tests for as long as it is given, and writes down what was run.
#![allow(clippy::expect_used)]

mod lanes;
mod report;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Parser;

use lanes::{LANES, Lane};
use report::{Failure, Ran};

/// Repeats kills, roll-backs, clones and bad networks with real processes, each run judged by the oracle of the tests.
#[derive(Parser)]
#[command(
    after_help = "Example: prove --minutes 15 --seed 1 --only kills,roll-backs\n\nEvery lane asked for runs at least once, also when the minutes are over."
)]
struct Asked {
    /// For how long to begin new runs.
    #[arg(long, default_value_t = 15)]
    minutes: u64,
    /// The seed of the first run of each lane; the following runs count up from it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only these lanes, separated by commas.
    #[arg(long, value_delimiter = ',', value_parser = lanes::named)]
    only: Vec<&'static Lane>,
    /// Where the record goes.
    #[arg(long, default_value = "PROOF.json")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let asked = Asked::parse();
    let chosen: Vec<&Lane> = if asked.only.is_empty() {
        LANES.iter().collect()
    } else {
        asked.only
    };
    let said = hushed();
    let began = Instant::now();
    let budget = Duration::from_secs(asked.minutes * 60);
    let mut ran: Vec<Ran> = chosen.iter().map(|lane| Ran::none_of(lane, asked.seed)).collect();
    let mut round = 0;
    while round == 0 || began.elapsed() < budget {
        for record in &mut ran {
            if round == 0 || began.elapsed() < budget {
                run(record, asked.seed + round, &said, began);
            }
        }
        round += 1;
    }
    let written = std::fs::write(
        &asked.out,
        report::json(&ran, asked.minutes, asked.seed, began.elapsed()),
    );
    if let Err(error) = written {
        eprintln!(
            "prove: {} cannot be written ({error}): choose another file with --out",
            asked.out.display()
        );
        return ExitCode::FAILURE;
    }
    let failures: usize = ran.iter().map(|record| record.failures.len()).sum();
    eprintln!("prove: {failures} failures; the record is in {}", asked.out.display());
    if failures == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run(record: &mut Ran, seed: u64, said: &Mutex<String>, began: Instant) {
    let lane = record.lane;
    match catch_unwind(AssertUnwindSafe(|| (lane.run)(seed))) {
        Ok(count) => record.passed(seed, count),
        Err(_) => {
            let what = said.lock().expect("what was said").clone();
            eprintln!("prove: {} FAILED with seed {seed}: {what}", lane.name);
            record.failed(seed, Failure { seed, what });
        }
    }
    eprintln!(
        "prove: {:>5} s  {:<12} seed {seed}: {} {} so far, {} failures",
        began.elapsed().as_secs(),
        lane.name,
        record.count,
        lane.unit,
        record.failures.len()
    );
}

/// Takes what a failed assertion says for the record, instead of letting it run over the progress.
fn hushed() -> Arc<Mutex<String>> {
    let said: Arc<Mutex<String>> = Arc::default();
    let heard = Arc::clone(&said);
    std::panic::set_hook(Box::new(move |panic| {
        if let Ok(mut heard) = heard.lock() {
            *heard = panic.to_string();
        }
    }));
    said
}
