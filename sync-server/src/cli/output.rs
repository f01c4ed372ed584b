// SPDX-License-Identifier: EUPL-1.2
//! What the command line prints: the answer on standard output, faults on standard error, exit codes 0, 1 and 2.

use std::io::Write;
use std::process::ExitCode;

use serde_json::{Value, json};

/// Prints a text on standard output at once. A reader that went away is nobody's fault.
pub(super) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        tracing::debug!("nobody reads the standard output");
    }
}

/// Prints a sentence on standard error.
pub(super) fn tell(text: &str) {
    let mut err = std::io::stderr().lock();
    if err.write_all(format!("{text}\n").as_bytes()).is_err() {
        tracing::debug!("nobody reads the standard error");
    }
}

/// The one JSON value of a verb.
pub(super) fn answer(value: &Value) {
    say(&format!("{value}\n"));
}

/// Says why a verb failed.
pub(super) fn failed(as_json: bool, error: &str) -> ExitCode {
    tell(&if as_json {
        json!({ "error": error }).to_string()
    } else {
        format!("ronda-server: {error}")
    });
    ExitCode::from(1)
}
