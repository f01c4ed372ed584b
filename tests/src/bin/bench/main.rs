// SPDX-License-Identifier: EUPL-1.2
//! `make bench`: the goals of speed, each a ratio to peers or bounds measured in the same run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod lanes;
mod machine;
mod meter;
mod outcome;
mod page;
mod peers;
mod stage;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use lanes::Extent;
use machine::Machine;
use outcome::Line;
use page::Run;

const USAGE: &str = "usage: bench [--quick] [--runs N] [--only LANE,LANE] [--out FOLDER]
  --quick       one run of the small sizes, under ten minutes
  --runs        repetitions of what has a median; without it 5
  --only        of the lanes tickets, shift, daily, crowd, photos, handset, territory, fleet, place, window; only when named: ten-cities
  --out         where results.json, results.md and ratios.svg go; without it they are only printed";

/// A lane's name and what it measures, each line as soon as it is known.
type Lane = (&'static str, fn(Extent, &mut Vec<Line>));
const LANES: [Lane; 10] = [
    ("tickets", lanes::tickets::a_thousand),
    ("shift", lanes::tickets::five_thousand),
    ("daily", lanes::daily::measure),
    ("crowd", lanes::crowd::measure),
    ("photos", lanes::photos::measure),
    ("handset", lanes::handset::measure),
    ("territory", lanes::territory::measure),
    ("fleet", lanes::fleet::measure),
    ("place", lanes::place::measure),
    ("window", lanes::window::measure),
];
/// What takes as long as all of them, and runs only when it is named.
const LONG: [Lane; 1] = [("ten-cities", lanes::territory::ten_cities)];

#[derive(Default)]
struct Asked {
    quick: bool,
    runs: Option<usize>,
    only: Vec<String>,
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if lanes::photos::alone(&args).is_some() {
        return ExitCode::SUCCESS;
    }
    let Some(asked) = read(&args) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let began = Instant::now();
    let machine = Machine::here();
    let extent = Extent {
        runs: asked.runs.unwrap_or(if asked.quick { 1 } else { 5 }),
        quick: asked.quick,
    };
    let named = |name: &str| asked.only.iter().any(|only| only == name);
    let all = LANES.iter().filter(|(name, _)| asked.only.is_empty() || named(name));
    let wanted: Vec<&Lane> = all.chain(LONG.iter().filter(|(name, _)| named(name))).collect();
    let mut run = Run {
        command: format!("bench {}", args.join(" ")).trim().to_owned(),
        machine,
        minutes: 0.0,
        lines: Vec::new(),
    };
    let mut whole = true;
    for (name, lane) in wanted {
        let lines = &mut run.lines;
        // A lane of ours that fails says so in the table, and the others go on.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| lane(extent, lines))) {
            run.lines
                .push(Line::not_run(format!("the rest of the lane {name}"), reason(&*panic)));
            whole = false;
        }
        run.minutes = began.elapsed().as_secs_f64() / 60.0;
        // After each lane, so that a long run which is broken off still leaves what it measured.
        if let Some(Err(error)) = asked.out.as_ref().map(|folder| run.write(folder)) {
            eprintln!("the results could not be written ({error}): choose another --out");
            return ExitCode::FAILURE;
        }
    }
    println!("{}", run.markdown());
    if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a lane said when it failed, in one line.
fn reason(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    let line = text.and_then(|text| text.lines().next()).unwrap_or("it failed");
    line.replace('|', "/").chars().take(160).collect()
}

fn read(args: &[String]) -> Option<Asked> {
    let mut asked = Asked::default();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--quick" => asked.quick = true,
            "--runs" => asked.runs = Some(rest.next()?.parse().ok().filter(|runs| *runs > 0)?),
            "--only" => asked.only = rest.next()?.split(',').map(str::to_owned).collect(),
            "--out" => asked.out = Some(rest.next()?.into()),
            _ => return None,
        }
    }
    let known = |only: &String| LANES.iter().chain(&LONG).any(|(name, _)| name == only);
    asked.only.iter().all(known).then_some(asked)
}
