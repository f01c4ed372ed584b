// SPDX-License-Identifier: EUPL-1.2
//! Of what, and when, a record is.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// The date, as `2026-05-04`.
pub fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let ms = i64::try_from(since.as_millis()).unwrap_or_default();
    ronda_shared::moment::rfc3339(ms).chars().take(10).collect()
}

/// The commit whose tree this is run in.
pub fn product() -> String {
    said("git", &["rev-parse", "--short", "HEAD"])
}

/// What a program says, or nothing.
pub fn said(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}
