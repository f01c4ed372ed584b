// SPDX-License-Identifier: EUPL-1.2
//! `prove`: tries to break the promises for as long as it is given, and writes down what was run.
#![allow(clippy::expect_used)]

mod lanes;
mod report;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Parser;
use ronda_tests::hostile::cost::Counting;
use ronda_tests::promises;
use ronda_tests::provenance::{product, today};

use lanes::{LANES, Lane};
use report::{Circumstances, Failure, Ran};

#[global_allocator]
static COUNTING: Counting = Counting;

/// Runs every lane at least once, then always the one that had the least time of its share, until the minutes are over.
#[derive(Parser)]
#[command(
    after_help = "Example: prove --minutes 15 --seed 1 --only kills,schedules\n\nThe README's table of promises is made of the record: prove --table PROOF.json"
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
    /// Runs nothing: writes the README's table of promises from this record into the README beside it.
    #[arg(long, value_name = "RECORD")]
    table: Option<PathBuf>,
}

fn main() -> ExitCode {
    // Whoever asks over HTTPS first may not be a phone, which would install it.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let asked = Asked::parse();
    if let Some(record) = &asked.table {
        return match promises::write_readme(record) {
            Ok(readme) => told(&format!("the table is in {}", readme.display())),
            Err(fault) => failed(&fault),
        };
    }
    let ran = proved(&asked);
    let of = Circumstances {
        minutes: asked.minutes,
        seed: asked.seed,
        took: ran.1,
        date: today(),
        product: product(),
    };
    if let Err(error) = std::fs::write(&asked.out, report::json(&ran.0, &of)) {
        let file = asked.out.display();
        return failed(&format!(
            "{file} cannot be written ({error}): choose another file with --out"
        ));
    }
    let failures: usize = ran.0.iter().map(|record| record.failures.len()).sum();
    let sentence = format!("{failures} failures; the record is in {}", asked.out.display());
    if failures == 0 {
        told(&sentence)
    } else {
        failed(&sentence)
    }
}

fn told(sentence: &str) -> ExitCode {
    eprintln!("prove: {sentence}");
    ExitCode::SUCCESS
}

fn failed(sentence: &str) -> ExitCode {
    eprintln!("prove: {sentence}");
    ExitCode::FAILURE
}

/// Every lane asked for, and how long it took in all.
fn proved(asked: &Asked) -> (Vec<Ran>, Duration) {
    let chosen: Vec<&'static Lane> = if asked.only.is_empty() {
        LANES.iter().collect()
    } else {
        asked.only.clone()
    };
    let heard = hushed();
    let began = Instant::now();
    let budget = Duration::from_secs(asked.minutes * 60);
    let mut ran: Vec<Ran> = chosen.into_iter().map(|lane| Ran::none_of(lane, asked.seed)).collect();
    for record in &mut ran {
        run(record, &heard, began);
    }
    while began.elapsed() < budget {
        let able = ran.iter_mut().filter(|record| record.impossible.is_none());
        let Some(next) = able.min_by_key(|record| record.spent / record.lane.shares) else {
            break;
        };
        run(next, &heard, began);
    }
    (ran, began.elapsed())
}

fn run(record: &mut Ran, heard: &Mutex<String>, began: Instant) {
    let (lane, seed, at) = (record.lane, record.next_seed(), Instant::now());
    match catch_unwind(AssertUnwindSafe(|| lane.run(seed))) {
        Ok(Ok((count, worst))) => record.passed(seed, count, worst),
        Ok(Err(why)) => record.impossible = Some(why),
        Err(_) => {
            let what = heard.lock().expect("what was said").clone();
            eprintln!("prove: {} FAILED with seed {seed}: {what}", lane.name);
            record.failed(seed, Failure { seed, what });
        }
    }
    record.spent += at.elapsed();
    let state = match &record.impossible {
        Some(why) => format!("not run: {why}"),
        None => format!(
            "{} {} so far, {} failures",
            record.count,
            lane.unit,
            record.failures.len()
        ),
    };
    eprintln!(
        "prove: {:>5} s  {:<12} seed {seed}: {state}",
        began.elapsed().as_secs(),
        lane.name
    );
}

/// Takes what a failed assertion says for the record, instead of letting it run over the progress.
fn hushed() -> Arc<Mutex<String>> {
    let heard: Arc<Mutex<String>> = Arc::default();
    let ear = Arc::clone(&heard);
    std::panic::set_hook(Box::new(move |panic| {
        if let Ok(mut heard) = ear.lock() {
            *heard = panic.to_string();
        }
    }));
    heard
}
