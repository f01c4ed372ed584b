// SPDX-License-Identifier: EUPL-1.2
//! The files under judgement: read from the repository, or made up in memory to try the rules themselves.

use std::fmt;
use std::fs;
use std::path::Path;

use crate::code;

/// Folders that hold what a tool made, not what a person wrote.
const NOT_OURS: &[&str] = &["target", "node_modules", "gen", "dist", "build", ".git"];
const READ: &[&str] = &["rs", "toml", "sh", "ts", "mjs", "js", "py", "sql", "svelte"];
const READ_BY_NAME: &[&str] = &["Makefile", "run", "SHIPPED"];

/// One broken rule at one place.
#[derive(Debug)]
pub struct Fault {
    pub path: String,
    pub line: usize,
    pub cure: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.cure)
    }
}

/// One file; `code`, `shipped` and `trial` have the lines of `text`, and only Rust files have them.
#[derive(Debug)]
pub struct Source {
    /// From the root of the repository, with forward slashes.
    pub path: String,
    pub text: String,
    /// Without comments and literals.
    pub code: String,
    /// `code` without what only tests see.
    pub shipped: String,
    /// What only tests see.
    pub trial: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let code = match path.ends_with(".rs") {
            true => code::without_words(text),
            false => String::new(),
        };
        let (shipped, trial) = match is_trial(path) {
            true => (String::new(), code.clone()),
            false => code::apart_from_tests(&code),
        };
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            shipped,
            trial,
        }
    }

    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    pub fn has_ending(&self, endings: &[&str]) -> bool {
        let ending = self.name().rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| endings.contains(&ending))
    }

    pub fn fault(&self, line: usize, cure: impl Into<String>) -> Fault {
        Fault {
            path: self.path.clone(),
            line,
            cure: cure.into(),
        }
    }
}

/// Whole files that only tests see.
fn is_trial(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs")
}

pub struct House {
    pub sources: Vec<Source>,
}

impl House {
    pub fn of(files: &[(&str, &str)]) -> Self {
        let sources = files.iter().map(|(path, text)| Source::new(path, text));
        Self {
            sources: sources.collect(),
        }
    }

    pub fn of_the_repository() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut sources = Vec::new();
        walk(root, "", &mut sources);
        sources.sort_by(|one, other| one.path.cmp(&other.path));
        Self { sources }
    }

    pub fn rust(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.has_ending(&["rs"]))
    }
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) {
            walk(&entry.path(), &format!("{path}/"), found);
        } else if kind.is_file() && is_read(&name) {
            found.push(Source::new(&path, &fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

fn is_read(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| READ.contains(&ending)) || READ_BY_NAME.contains(&name)
}
