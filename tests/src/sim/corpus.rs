// SPDX-License-Identifier: EUPL-1.2
//! Scripts that broke a promise once: kept as files, played again by every `make test`.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::script::Script;

/// Where those of the world with real stores lie.
const HERE: &str = "sim";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}

/// Every script, with its file's name.
pub fn all() -> Vec<(String, Script)> {
    all_of(HERE)
}

/// Every script of a folder of the corpus, with its file's name.
pub fn all_of<O: FromStr<Err = String>>(name: &str) -> Vec<(String, Script<O>)> {
    let files = std::fs::read_dir(folder(name)).expect("the corpus");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a script");
        let script: Script<O> = text.parse().unwrap_or_else(|fault| panic!("{name}: {fault}"));
        (name, script)
    };
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .map(read)
        .collect()
}

/// Keeps a script that fails; answers where.
pub fn keep(script: &Script, what: &str) -> std::io::Result<PathBuf> {
    keep_in(HERE, script, what)
}

/// Keeps a script that fails in a folder of the corpus; answers where.
pub fn keep_in<O: Display>(name: &str, script: &Script<O>, what: &str) -> std::io::Result<PathBuf> {
    let file = folder(name).join(format!("seed-{}.txt", script.seed));
    let said: String = what.lines().map(|line| format!("# {line}\n")).collect();
    std::fs::write(&file, format!("{said}{script}"))?;
    Ok(file)
}
