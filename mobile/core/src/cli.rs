// SPDX-License-Identifier: EUPL-1.2
//! The `ronda` command line: one verb, one answer, printed after it is durable; exit 0 done, 1 failed, 2 wrong usage.

mod args;
mod aside;
mod batch;
mod categories;
mod edits;
mod enrol;
mod fetch;
mod output;
mod pack;
mod pin;
mod place;
mod tables;
mod verbs;
mod words;
mod workflow;

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use tracing_subscriber::EnvFilter;

use crate::engine::{Clock, Engine};
use crate::error::Error;
use crate::home::Home;
use crate::keystore::Keystore;
use args::{Cli, Home as HomeArgs, Verb};
use output::Fault;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    let json = cli.home.json;
    match run(cli) {
        Ok(outcome) => outcome,
        Err(fault) => {
            output::complain(&fault, json);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Fault> {
    let home = &cli.home;
    let answer = match cli.verb {
        Verb::Enrol(enrol) => enrol::enrol(home, &enrol)?,
        Verb::Export(export) if export.locked => pack::export_locked(home, &export)?,
        Verb::Export(export) => pack::export(&mut open(home)?, &export)?,
        Verb::Batch => return batch::run(&mut open(home)?),
        Verb::Maps(verb) => place::maps(&mut open(home)?, &verb)?,
        Verb::PhotoGet(photo) => fetch::photo_get(&mut open(home)?, &photo)?,
        Verb::Do(verb) => verbs::perform(&mut open(home)?, verb)?,
    };
    output::answer(&answer, home.json)?;
    Ok(if answer.failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Opens the home with its PIN.
fn open(args: &HomeArgs) -> Result<Engine, Fault> {
    let folder = folder(args);
    let keystore = Keystore::of(&folder);
    if !keystore.is_founded() {
        return Err(Error::from(crate::keystore::KeystoreError::NotEnrolled).into());
    }
    let home = Home::enter(&folder).map_err(Error::from)?;
    let pin = pin::known(args)?;
    Ok(Engine::open(home, &keystore, &pin, clock())?)
}

/// The home's folder; without one this is wrong usage.
fn folder(args: &HomeArgs) -> std::path::PathBuf {
    let missing = || {
        let say = "name the home: give --home DIR or set RONDA_HOME";
        Cli::command().error(ErrorKind::MissingRequiredArgument, say).exit()
    };
    args.home.clone().unwrap_or_else(missing)
}

fn clock() -> Clock {
    Box::new(now_ms)
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Runs something that needs the network.
fn online<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, Fault>
where
    Fault: From<E>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|_| Fault::plain("the system gives no threads: close other programs and try again"))?;
    Ok(runtime.block_on(work)?)
}

/// Answers alone go to standard output.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("RONDA_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
