// SPDX-License-Identifier: EUPL-1.2
//! Scripts that broke a promise once: kept as files, played again by every `make test`.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Broken;
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

/// Keeps the script that broke a promise among those of the world with real stores, and says all of it.
///
/// # Panics
/// Always: somebody must see it.
pub fn fails(broken: &Broken) -> ! {
    fails_in(HERE, broken)
}

/// The same in a folder of the corpus.
pub(crate) fn fails_in<O: Display>(name: &str, broken: &Broken<O>) -> ! {
    let Broken { script, what, .. } = broken;
    let file = folder(name).join(format!("seed-{}.txt", script.seed));
    let said: String = what.lines().map(|line| format!("# {line}\n")).collect();
    let kept = std::fs::write(&file, format!("{said}{script}")).map(|()| file);
    panic!("{broken}\nkept: {kept:?}");
}
