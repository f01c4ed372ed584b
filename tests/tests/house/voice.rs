// SPDX-License-Identifier: EUPL-1.2
//! How the house speaks: licence lines, opening sentences, sizes, names, and nothing left half done.

use crate::code::{functions, line_of};
use crate::source::{Fault, House, Source};

const LICENCE: &str = "SPDX-License-Identifier: EUPL-1.2";
const LICENSED: &[&str] = &["rs", "sh", "ts", "mjs", "js", "py", "sql", "svelte"];
const LICENSED_BY_NAME: &[&str] = &["Makefile", "run"];

const MAX_FILE_LINES: usize = 400;
const MAX_FUNCTION_LINES: usize = 70;

/// Names that say nothing about the field.
const EMPTY_NAMES: &[&str] = &[
    "helper", "helpers", "util", "utils", "common", "manager", "managers", "misc", "stuff",
];

/// Marks of unfinished or silenced work in code that ships.
const LEFT_OVERS: &[(&str, &str)] = &[
    ("todo!", "finish it"),
    ("unimplemented!", "finish it, or take the case away from the type"),
    ("dbg!", "take it out, or trace it"),
    ("allow(clippy::unwrap_used", "return a typed error"),
    ("allow(clippy::expect_used", "return a typed error"),
    ("allow(clippy::indexing_slicing", "use get, an iterator or a pattern"),
    ("allow(dead_code", "take the dead code out"),
    ("allow(unsafe_code", "unsafe belongs to no crate that ships"),
];

/// Written in two pieces so that this very file does not hold them.
const PROMISES: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];

fn is_licensed(source: &&Source) -> bool {
    source.has_ending(LICENSED) || LICENSED_BY_NAME.contains(&source.name())
}

pub fn licence_lines(house: &House) -> Vec<Fault> {
    let named = |source: &Source| source.text.lines().take(3).any(|line| line.contains(LICENCE));
    let nameless = house.sources.iter().filter(is_licensed).filter(|source| !named(source));
    nameless
        .map(|source| source.fault(1, format!("write `{LICENCE}` as a comment in the first line")))
        .collect()
}

pub fn opening_sentences(house: &House) -> Vec<Fault> {
    house.rust().filter_map(opening_sentence).collect()
}

fn opening_sentence(source: &Source) -> Option<Fault> {
    let mut lines = source.text.lines().enumerate();
    let is_opening = |line: &str| !line.trim().is_empty() && !line.contains(LICENCE) && !line.starts_with("#!/");
    let (row, line) = lines.find(|(_, line)| is_opening(line)).unwrap_or((0, ""));
    let words = line
        .strip_prefix("//! ")
        .map_or(0, |text| text.split_whitespace().count());
    let cure = "open the file with `//!` and one sentence saying what it is for";
    (words < 3).then(|| source.fault(row + 1, cure))
}

pub fn sizes(house: &House) -> Vec<Fault> {
    // What a program writes is as long as what it is written from; a test compares the two.
    let by_hand = |source: &&Source| source.name() != "generated.ts";
    let sized = house.sources.iter().filter(is_licensed).filter(by_hand);
    sized
        .flat_map(|source| long_file(source).into_iter().chain(long_functions(source)))
        .collect()
}

fn long_file(source: &Source) -> Option<Fault> {
    let lines = source.text.lines().count();
    let cure = format!("{lines} lines, more than {MAX_FILE_LINES}: split it along its nouns");
    (lines > MAX_FILE_LINES).then(|| source.fault(MAX_FILE_LINES + 1, cure))
}

fn long_functions(source: &Source) -> Vec<Fault> {
    let long = functions(&source.code)
        .into_iter()
        .filter(|function| function.lines > MAX_FUNCTION_LINES);
    long.map(|function| {
        let (name, lines) = (function.name, function.lines);
        let cure = format!("fn {name} has {lines} lines, more than {MAX_FUNCTION_LINES}: split it along its steps");
        source.fault(function.line, cure)
    })
    .collect()
}

pub fn names(house: &House) -> Vec<Fault> {
    let sources = house.sources.iter().filter(is_licensed);
    sources.filter_map(empty_name).collect()
}

fn empty_name(source: &Source) -> Option<Fault> {
    let mut words = source.path.split(['/', '_', '-', '.']);
    let empty = words.find(|word| EMPTY_NAMES.contains(&word.to_lowercase().as_str()))?;
    Some(source.fault(
        1,
        format!("`{empty}` says nothing: name the file after the thing it holds"),
    ))
}

pub fn left_overs(house: &House) -> Vec<Fault> {
    house
        .sources
        .iter()
        .filter(is_licensed)
        .flat_map(left_overs_of)
        .collect()
}

fn left_overs_of(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (mark, cure) in LEFT_OVERS {
        for (at, _) in source.shipped.match_indices(mark) {
            faults.push(source.fault(line_of(&source.shipped, at), format!("`{mark}`: {cure}")));
        }
    }
    for (row, line) in source.text.lines().enumerate() {
        if PROMISES.iter().any(|promise| line.contains(promise)) {
            faults.push(source.fault(row + 1, "a promise in the code: keep it now, or open an issue"));
        }
    }
    faults
}
