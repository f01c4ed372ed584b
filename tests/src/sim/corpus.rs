// SPDX-License-Identifier: EUPL-1.2
//! Scripts that broke a promise once: kept as files, played again by every `make test`.

use std::path::{Path, PathBuf};

use super::script::Script;

/// Where they lie.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sim")
}

/// Every script, with its file's name.
pub fn all() -> Vec<(String, Script)> {
    let files = std::fs::read_dir(folder()).expect("the corpus");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a script");
        let script = text.parse().unwrap_or_else(|fault| panic!("{name}: {fault}"));
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
    let file = folder().join(format!("seed-{}.txt", script.seed));
    let said: String = what.lines().map(|line| format!("# {line}\n")).collect();
    std::fs::write(&file, format!("{said}{script}"))?;
    Ok(file)
}
