// SPDX-License-Identifier: EUPL-1.2
//! The command line of a phone: every verb is one use case; with `--json` the answer is the only thing on standard output.

mod args;
mod batch;
mod capture;
mod failed;
mod look;
mod network;
mod print;
mod session;

use std::process::ExitCode;

use clap::Parser;
use serde_json::{Value as Json, json};

use args::{Cli, Command};
use failed::Failed;
use session::Session;

/// Runs the command line: 0 done, 1 failed, 2 wrong usage.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(code) => code,
        Err(failed) => {
            print::failure(&failed, cli.json);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode, Failed> {
    let session = Session::of(cli)?;
    match &cli.command {
        Command::Enrol(args) => answer(cli, &network::enrol(&session, args)?),
        Command::Export(args) if args.locked => answer(cli, &look::export_locked(&session, args)?),
        Command::Batch => batch::run(&mut session.engine()?),
        Command::Doctor => {
            let (found, sound) = look::doctor(&mut session.engine()?)?;
            answer(cli, &found)?;
            Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        command => answer(cli, &perform(&mut session.engine()?, command)?),
    }
}

/// The verbs that need nothing but an open home; a batch runs the very same.
fn perform(engine: &mut crate::engine::Engine, command: &Command) -> Result<Json, Failed> {
    match command {
        Command::File(args) => capture::file(engine, args),
        Command::Edit(args) => capture::edit(engine, args),
        Command::Note(args) => capture::note(engine, args),
        Command::Photo(args) => capture::photo(engine, args),
        Command::Keep(args) => capture::keep(engine, args),
        Command::List(args) => look::list(engine, args),
        Command::Show(args) => look::show(engine, args),
        Command::Conflicts(args) => look::conflicts(engine, args),
        Command::Status => look::status(engine),
        Command::Doctor => look::doctor(engine).map(|(found, _)| found),
        Command::PhotoGet(args) => network::photo_get(engine, args),
        Command::Sync => network::sync(engine),
        Command::Export(args) => look::export(engine, args),
        Command::Enrol(_) | Command::Batch => Err(Failed::from("this verb stands alone: run it outside a batch")),
    }
}

fn answer(cli: &Cli, answer: &Json) -> Result<ExitCode, Failed> {
    if cli.json {
        print::json(answer)?
    } else {
        print::plain(cli.command.name(), answer)?
    }
    Ok(ExitCode::SUCCESS)
}

/// A saved change as every capturing verb answers it.
fn saved_json(id: &impl ToString, code: &str, saved_at_ms: i64, notes: &[String]) -> Json {
    let saved_at = ronda_shared::moment::rfc3339(saved_at_ms);
    json!({ "id": id.to_string(), "code": code, "saved_at": saved_at, "notes": notes })
}
