// SPDX-License-Identifier: EUPL-1.2
//! What a manifest spares the test build (`test = false`, `doctest = false`) holds no test that nobody would run.

use toml::{Table, Value};

use crate::proofs::holds_tests;
use crate::source::{Fault, House, Source};

pub fn tests(house: &House) -> Vec<Fault> {
    let manifests = house.sources.iter().filter(|source| source.name() == "Cargo.toml");
    manifests.flat_map(|manifest| unrun(house, manifest)).collect()
}

fn unrun(house: &House, manifest: &Source) -> Vec<Fault> {
    // What does not parse is told by the rule on manifests.
    let table: Table = manifest.text.parse().unwrap_or_default();
    let folder = manifest.path.trim_end_matches("Cargo.toml");
    let library = format!("{folder}src/");
    let of_library = |source: &&Source| source.path.starts_with(&library);
    let mut faults = Vec::new();
    let lib = table.get("lib");
    if lib.is_some_and(|lib| spared(lib, "test")) {
        faults.extend(house.rust().filter(of_library).filter_map(test_in));
    }
    if lib.is_some_and(|lib| spared(lib, "doctest")) {
        faults.extend(house.rust().filter(of_library).flat_map(examples_in));
    }
    let bins = table.get("bin").and_then(Value::as_array).into_iter().flatten();
    for bin in bins.filter(|bin| spared(bin, "test")) {
        let path = bin.get("path").and_then(Value::as_str).unwrap_or_default();
        // `src/main.rs` stands in the library's folder, `src/bin/NAME/main.rs` in one of its own.
        let own = match path.strip_suffix("main.rs") {
            Some(folder) if folder != "src/" => folder,
            _ => path,
        };
        let own = format!("{folder}{own}");
        let of_bin = house.rust().filter(|source| source.path.starts_with(&own));
        faults.extend(of_bin.filter_map(test_in));
    }
    faults
}

fn spared(target: &Value, what: &str) -> bool {
    target.get(what) == Some(&Value::Boolean(false))
}

fn test_in(source: &Source) -> Option<Fault> {
    let cure = "nobody runs this test: its target has `test = false` in its Cargo.toml, take that out";
    holds_tests(&source.trial).then(|| source.fault(1, cure))
}

/// Examples in comments that rustdoc would run: fenced, and not said to be something else than Rust.
fn examples_in(source: &Source) -> Vec<Fault> {
    let fences = source.text.lines().enumerate().filter_map(|(row, line)| {
        let words = line.trim_start();
        let words = words.strip_prefix("///").or_else(|| words.strip_prefix("//!"))?;
        Some((row, words.trim_start().strip_prefix("```")?))
    });
    let opening = fences.step_by(2);
    let rust = opening.filter(|(_, kind)| !["text", "toml"].contains(kind));
    let cure = "nobody runs this example: its crate has `doctest = false` in its Cargo.toml, take that out";
    rust.map(|(row, _)| source.fault(row + 1, cure)).collect()
}
