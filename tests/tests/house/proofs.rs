// SPDX-License-Identifier: EUPL-1.2
//! What makes tests and migrations trustworthy: shipped SQL stays as it was, tests never sleep or skip, and all assert.

use sha2::{Digest, Sha256};

use crate::code::line_of;
use crate::source::{Fault, House, Source};

/// The only place that may pause a thread: a bounded wait for a stated condition.
const PAUSE: &str = "tests/src/wait.rs";

const SLEEPS_AND_SKIPS: &[(&str, &str)] = &[
    (
        "#[ignore",
        "a test runs or is deleted; long ones are the work of `prove`",
    ),
    (
        "thread::sleep",
        "wait for a condition with the testkit, never for a time",
    ),
    ("time::sleep", "wait for a condition with the testkit, never for a time"),
];

/// The same in the scripts that tests drive.
const SLEEPS_IN_SCRIPTS: &[(&str, &str)] = &[
    ("time.sleep(", "wait for a condition, never for a time"),
    ("waitForTimeout(", "wait for a condition, never for a time"),
    ("setTimeout(resolve", "wait for a condition, never for a time"),
    (".skip(", "a test runs or is deleted"),
    ("xit(", "a test runs or is deleted"),
];

pub fn sleeps_and_skips(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in &house.sources {
        if source.path == PAUSE {
            faults.extend(marks(source, &source.trial, &SLEEPS_AND_SKIPS[..1]));
            continue;
        }
        faults.extend(marks(source, &source.trial, SLEEPS_AND_SKIPS));
        let drives = ["tests/", "mobile/ui/"]
            .iter()
            .any(|folder| source.path.starts_with(folder));
        if drives && source.has_ending(&["py", "mjs", "js", "ts"]) {
            faults.extend(marks(source, &source.text, SLEEPS_IN_SCRIPTS));
        }
    }
    faults
}

fn marks(source: &Source, text: &str, table: &[(&str, &str)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (mark, cure) in table {
        for (at, _) in text.match_indices(mark) {
            faults.push(source.fault(line_of(text, at), format!("`{mark}`: {cure}")));
        }
    }
    faults
}

pub fn assertions(house: &House) -> Vec<Fault> {
    let idle = |source: &&Source| holds_tests(&source.trial) && !asserts(&source.trial);
    let cure = "tests without one assertion prove nothing: state what users rely on";
    house.rust().filter(idle).map(|source| source.fault(1, cure)).collect()
}

pub fn holds_tests(code: &str) -> bool {
    ["#[test]", "#[tokio::test", "proptest! {"]
        .iter()
        .any(|mark| code.contains(mark))
}

fn asserts(code: &str) -> bool {
    ["assert!(", "assert_eq!(", "assert_ne!(", "assert!["]
        .iter()
        .any(|mark| code.contains(mark))
}

/// `migrations/SHIPPED` has one line `SHA-256  path` per released file; the others may still change.
pub fn shipped_migrations(house: &House) -> Vec<Fault> {
    let list = house.sources.iter().find(|source| source.path == "migrations/SHIPPED");
    let Some(list) = list else { return Vec::new() };
    let lines = list
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .filter_map(|(row, line)| shipped(house, list, row + 1, line))
        .collect()
}

fn shipped(house: &House, list: &Source, row: usize, line: &str) -> Option<Fault> {
    let Some((hash, name)) = line.split_once("  ") else {
        return Some(list.fault(row, "write it as sha256sum does: hash, two spaces, path"));
    };
    let path = format!("migrations/{name}");
    let Some(migration) = house.sources.iter().find(|source| source.path == path) else {
        return Some(list.fault(row, format!("{path} was released and is gone: put it back")));
    };
    let cure = "a released migration was changed: undo that and write the next one";
    (sha256(&migration.text) != hash).then(|| migration.fault(1, cure))
}

pub fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
