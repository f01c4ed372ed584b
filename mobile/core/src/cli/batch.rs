// SPDX-License-Identifier: EUPL-1.2
//! A batch: one JSON command per line in, one JSON answer per line out, each written only after it is durable.

use std::io::{self, BufRead};
use std::process::ExitCode;

use clap::CommandFactory;
use serde_json::{Value as Json, json};

use super::args::{Cli, Command};
use super::failed::Failed;
use super::{perform, print};
use crate::engine::Engine;

/// Runs every line; a line that fails is answered and the batch goes on.
pub(super) fn run(engine: &mut Engine) -> Result<ExitCode, Failed> {
    let mut code = ExitCode::SUCCESS;
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|error| Failed::from(format!("the commands cannot be read ({})", error.kind())))?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = match read(&line).and_then(|command| perform(engine, &command)) {
            Ok(answer) => answer,
            Err(failed) => {
                code = ExitCode::FAILURE;
                json!({ "error": failed.sentence, "try_again": failed.transient })
            }
        };
        print::json(&answer)?;
    }
    Ok(code)
}

fn read(line: &str) -> Result<Command, Failed> {
    let given: Json = serde_json::from_str(line)
        .map_err(|error| Failed::from(format!("this line is not JSON ({error}): write one object per line")))?;
    check_names(&given)?;
    serde_json::from_value(given)
        .map_err(|error| Failed::from(format!("this command cannot be read ({error}): see ronda batch --help")))
}

/// A misspelt name would silently drop what a person meant.
fn check_names(given: &Json) -> Result<(), Failed> {
    let Json::Object(fields) = given else {
        return Err(Failed::from(
            "a command is a JSON object with a verb: see ronda batch --help",
        ));
    };
    let verb = fields.get("verb").and_then(Json::as_str).unwrap_or_default();
    let cli = Cli::command();
    let Some(known) = cli.find_subcommand(verb) else {
        return Err(Failed::from(format!(
            "there is no verb \"{verb}\": see ronda batch --help"
        )));
    };
    let names: Vec<&str> = known
        .get_arguments()
        .map(|argument| argument.get_id().as_str())
        .chain(["verb", "photos", "code"])
        .collect();
    match fields.keys().find(|name| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Failed::from(format!(
            "{verb} has no \"{name}\": see ronda {verb} --help"
        ))),
    }
}
