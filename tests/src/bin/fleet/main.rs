// SPDX-License-Identifier: EUPL-1.2
//! `fleet`: plays the end of a shift against a real server and says what was lost, how long it took and what the server held.
#![allow(clippy::expect_used)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use ronda_tests::fleet::{Report, Shift, chart, run};
use ronda_tests::provenance::{product, today};

/// Plays phones that reconnect together at the end of a shift, against a real server on loopback.
#[derive(Parser)]
#[command(
    after_help = "Example: fleet --phones 500 --tickets 20 --photos 2 --json fleet.json --svg fleet.svg\n\n--rate 10 lets ten times as many phones reconnect together, each with a tenth of the tickets."
)]
struct Asked {
    /// Phones that reconnect together.
    #[arg(long, default_value_t = 500)]
    phones: u64,
    /// Tickets of one phone.
    #[arg(long, default_value_t = 20)]
    tickets: u64,
    /// Photos of one ticket.
    #[arg(long, default_value_t = 2)]
    photos: u64,
    /// Thumbnails a phone asks for once it delivered everything, no more than its photos.
    #[arg(long, default_value_t = 40)]
    thumbnails: u64,
    /// Size of a photo, in kB.
    #[arg(long, default_value_t = 120)]
    photo_kb: u32,
    /// So many times the phones, with as many times fewer tickets each.
    #[arg(long, default_value = "1")]
    rate: String,
    /// Other phones with other work for another one.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Where the report goes.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Where the chart goes.
    #[arg(long)]
    svg: Option<PathBuf>,
}

fn main() -> ExitCode {
    let asked = Asked::parse();
    let Ok(rate) = asked.rate.trim_end_matches('x').parse::<u64>() else {
        eprintln!("fleet: --rate {} is no number: write it as 10", asked.rate);
        return ExitCode::from(2);
    };
    let rate = rate.max(1);
    let report = run(Shift {
        phones: asked.phones * rate,
        tickets: (asked.tickets / rate).max(1),
        photos: asked.photos,
        thumbnails: asked.thumbnails,
        photo_kb: asked.photo_kb,
        limits: String::new(),
        tells: true,
        seed: asked.seed,
    });
    let record = record(&report);
    println!("{record:#}");
    let written = [(asked.json, format!("{record:#}\n")), (asked.svg, chart(&report))];
    for (file, text) in written {
        if let Some(file) = file
            && let Err(error) = std::fs::write(&file, text)
        {
            eprintln!(
                "fleet: {} cannot be written ({error}): choose another file",
                file.display()
            );
            return ExitCode::FAILURE;
        }
    }
    ended(&report)
}

/// The report, and of what and where it is.
fn record(report: &Report) -> serde_json::Value {
    let mut record = report.json();
    record["date"] = today().into();
    record["product"] = product().into();
    record["cores"] = std::thread::available_parallelism().map_or(1, usize::from).into();
    record["command"] = std::env::args().skip(1).collect::<Vec<_>>().join(" ").into();
    record
}

fn ended(report: &Report) -> ExitCode {
    let faults = report.faults();
    faults.iter().for_each(|fault| eprintln!("fleet: {fault}"));
    if faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
