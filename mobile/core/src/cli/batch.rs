// SPDX-License-Identifier: EUPL-1.2
//! `ronda batch`: one JSON command per line in, one JSON answer per line out; a bad line answers its error and the rest goes on.

use std::io::{self, BufRead, Read};
use std::process::ExitCode;

use super::args::Task;
use super::output::{self, Fault};
use super::verbs;
use crate::engine::Engine;

/// The longest line: a full ticket is a hundredth of it.
const LINE_BYTES: u64 = 1024 * 1024;

/// Runs standard input to its end.
pub(super) fn run(engine: &mut Engine) -> Result<ExitCode, Fault> {
    let mut input = io::stdin().lock();
    let mut failed = false;
    while let Some(line) = next(&mut input)? {
        if line.trim().is_empty() {
            continue;
        }
        let answered = serde_json::from_str::<Task>(&line).map_err(|fault| not_understood(&fault));
        match answered.and_then(|task| verbs::perform(engine, task)) {
            Ok(answer) => {
                failed |= answer.failed;
                output::line(&answer.json.to_string())?;
            }
            Err(fault) => {
                failed = true;
                output::line(&fault.json().to_string())?;
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn next(input: &mut impl BufRead) -> Result<Option<String>, Fault> {
    let mut line = Vec::new();
    let read = input.take(LINE_BYTES).read_until(b'\n', &mut line);
    match read.map_err(|_| Fault::plain("standard input cannot be read"))? {
        0 => Ok(None),
        _ => Ok(Some(String::from_utf8_lossy(&line).into_owned())),
    }
}

fn not_understood(fault: &serde_json::Error) -> Fault {
    Fault::plain(format!(
        "the line is no command ({fault}): name its verb, and its flags as --help shows them, with underscores"
    ))
}
