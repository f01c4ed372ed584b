// SPDX-License-Identifier: EUPL-1.2
//! The one-way streets: tests -> {mobile, sync-server} -> shared, one module per technology, and a pure `shared`.

use toml::{Table, Value};

use crate::paths::mentions;
use crate::source::{Fault, House, Source};

/// Which crates of the house each manifest may name.
const STREETS: &[(&str, &[&str])] = &[
    ("shared/Cargo.toml", &[]),
    ("mobile/core/Cargo.toml", &["ronda-shared"]),
    ("mobile/keystore/Cargo.toml", &["ronda-field"]),
    ("mobile/src-tauri/Cargo.toml", &["ronda-field", "ronda-shared"]),
    ("sync-server/Cargo.toml", &["ronda-shared"]),
    ("tests/Cargo.toml", &["ronda-shared", "ronda-field", "ronda-server"]),
    ("tests/peers/samod/Cargo.toml", &[]),
    ("tests/fuzz/Cargo.toml", &["ronda-tests"]),
    ("tests/upstream/Cargo.toml", &[]),
];

/// Where each technology may be named; the tests may look behind every door.
const DOORS: &[(&str, &[&str])] = &[
    ("automerge", &["shared/src/document"]),
    ("image", &["shared/src/photo"]),
    ("zune_jpeg", &["shared/src/photo"]),
    ("jpeg_encoder", &["shared/src/photo"]),
    ("fast_image_resize", &["shared/src/photo"]),
    ("exif", &["shared/src/photo"]),
    ("geo", &["shared/src/place"]),
    ("flate2", &["sync-server/src/map_file"]),
    ("rusqlite", &["mobile/core/src/store", "sync-server/src/case_store"]),
    ("refinery", &["mobile/core/src/store", "sync-server/src/case_store"]),
    ("reqwest", &["mobile/core/src/transport"]),
    ("axum", &["sync-server/src/http"]),
    (
        "tauri",
        &[
            "mobile/src-tauri/src",
            "mobile/src-tauri/examples",
            "mobile/keystore/src",
        ],
    ),
    ("object_store", &["sync-server/src/photo_store"]),
    ("tokio_postgres", &["sync-server/src/case_store"]),
    ("ronda_field", &["mobile/"]),
    ("ronda_server", &["sync-server/"]),
];

/// What a pure crate cannot name, and what it does instead.
const IMPURE: &[(&str, &str)] = &[
    ("std::fs", "take and return bytes"),
    ("std::net", "return an effect, let the caller talk"),
    ("std::env", "configuration is an argument"),
    ("std::thread", "who runs the engine decides on threads"),
    ("std::process", "return an error"),
    ("SystemTime", "time is an argument"),
    ("std::time::Instant", "time is an argument"),
    ("Instant::now", "time is an argument"),
    ("Timestamp::now", "time is an argument"),
    ("Zoned::now", "time is an argument"),
    ("Uuid::now_v7", "clock and chance are arguments"),
    ("Uuid::new_v4", "chance is an argument"),
    ("ActorId::random", "chance is an argument"),
    ("OsRng", "chance is an argument"),
    ("getrandom", "chance is an argument"),
    ("rand", "chance is an argument"),
    ("tokio", "the engine is sans-I/O"),
];

pub fn manifests(house: &House) -> Vec<Fault> {
    let ours = |source: &&Source| source.name() == "Cargo.toml" && source.path != "Cargo.toml";
    house.sources.iter().filter(ours).flat_map(manifest).collect()
}

fn manifest(source: &Source) -> Vec<Fault> {
    let Some((_, allowed)) = STREETS.iter().find(|(path, _)| *path == source.path) else {
        return vec![source.fault(1, "a new crate: give it its row in STREETS of the house test")];
    };
    let table: Table = match source.text.parse() {
        Ok(table) => table,
        Err(fault) => return vec![source.fault(1, format!("not TOML: {fault}"))],
    };
    let mut faults = Vec::new();
    for name in dependencies(&table) {
        let ours = name.starts_with("ronda-");
        if ours && !allowed.contains(&name.as_str()) {
            let line = line_naming(&source.text, &name);
            let cure = "this street runs the other way: move what is needed into shared/";
            faults.push(source.fault(line, format!("depends on {name}; {cure}")));
        }
    }
    let inherits = table.get("lints").and_then(|lints| lints.get("workspace"));
    // The testkit may unwrap, and its crash VFS is unsafe by nature; a measured peer is a workspace of its own.
    if !source.path.starts_with("tests/") && inherits != Some(&Value::Boolean(true)) {
        faults.push(source.fault(1, "add `[lints] workspace = true`: one set of lints for all"));
    }
    faults
}

/// The real names of all dependencies of a manifest, whatever their kind or target.
fn dependencies(table: &Table) -> Vec<String> {
    let mut names = Vec::new();
    for (key, value) in table {
        let Some(inner) = value.as_table() else {
            continue;
        };
        if key.ends_with("dependencies") {
            names.extend(inner.iter().map(|(name, value)| real_name(name, value)));
        } else {
            names.extend(dependencies(inner));
        }
    }
    names
}

fn real_name(name: &str, value: &Value) -> String {
    let renamed = value.get("package").and_then(Value::as_str);
    renamed.unwrap_or(name).to_owned()
}

fn line_naming(text: &str, name: &str) -> usize {
    let row = text.lines().position(|line| line.contains(name));
    row.map_or(1, |row| row + 1)
}

pub fn imports(house: &House) -> Vec<Fault> {
    house.rust().flat_map(imports_of).collect()
}

fn imports_of(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for mention in mentions(&source.shipped) {
        for (name, doors) in DOORS.iter().filter(|(name, _)| mention.is_of(name)) {
            if !doors.iter().any(|door| source.path.starts_with(door)) {
                let cure = format!("`{}`: {name} is known to {} alone", mention.path, doors.join("*, "));
                let cure = format!("{cure}*; ask that module for what you need");
                faults.push(source.fault(mention.line, cure));
            }
        }
    }
    faults
}

pub fn purity(house: &House) -> Vec<Fault> {
    let shared = house.rust().filter(|source| source.path.starts_with("shared/"));
    shared.flat_map(impurities).collect()
}

fn impurities(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for mention in mentions(&source.shipped) {
        let impure = IMPURE.iter().find(|(part, _)| mention.holds(part));
        if let Some((_, instead)) = impure {
            let cure = format!("`{}` in the pure crate: {instead}", mention.path);
            faults.push(source.fault(mention.line, cure));
        }
    }
    faults
}
