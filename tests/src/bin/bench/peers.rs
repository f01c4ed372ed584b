// SPDX-License-Identifier: EUPL-1.2
//! The peers: programs of others that do the same work in the same run. One that is missing or fails is "not run".

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use ronda_tests::work::Made;
use serde_json::Value;
use tempfile::TempDir;

use crate::outcome::{Peer, median};

/// Longest one run of a peer may take, in seconds.
const PATIENCE_S: &str = "420";

/// The tickets as peers take them.
pub struct Wares {
    folder: TempDir,
}

/// What a peer's runs came to, by the names it prints.
pub struct Result {
    runs: std::result::Result<Vec<Value>, String>,
}

impl Wares {
    /// Writes the tickets as JSON lines and as saved documents.
    pub fn of(made: &[Made]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let lines: String = made.iter().map(|ticket| format!("{}\n", ticket.json())).collect();
        std::fs::write(folder.path().join("tickets.ndjson"), lines).expect("room on the disk");
        let mut documents = Vec::new();
        for saved in made.iter().map(|ticket| ticket.document.save()) {
            documents.extend(u32::try_from(saved.len()).expect("a small document").to_be_bytes());
            documents.extend(saved);
        }
        std::fs::write(folder.path().join("documents"), documents).expect("room on the disk");
        Self { folder }
    }

    pub fn pouchdb(&self, count: usize, runs: usize) -> Result {
        let script = peers().join("pouchdb/run.mjs");
        let needs = peers().join("pouchdb/node_modules");
        self.run(&needs, "node", &[&script], "tickets.ndjson", &[count], runs)
    }

    pub fn automerge_repo(&self, count: usize, runs: usize) -> Result {
        let script = peers().join("automerge/run.mjs");
        let needs = peers().join("automerge/node_modules");
        self.run(&needs, "node", &[&script], "documents", &[count], runs)
    }

    pub fn samod(&self, count: usize, edits: usize, runs: usize) -> Result {
        let program = samod();
        self.run(
            &program,
            &program.to_string_lossy(),
            &[Path::new("run")],
            "documents",
            &[count, edits],
            runs,
        )
    }

    fn run(&self, needs: &Path, program: &str, args: &[&Path], wares: &str, counts: &[usize], runs: usize) -> Result {
        if !needs.exists() {
            return Result {
                runs: Err("not installed: run `scripts/setup.sh bench`".into()),
            };
        }
        let once = || {
            let folder = TempDir::new().map_err(|error| error.to_string())?;
            let mut command = Command::new("timeout");
            command
                .arg(PATIENCE_S)
                .arg(program)
                .args(args)
                .arg(folder.path())
                .arg(self.folder.path().join(wares));
            command.args(counts.iter().map(ToString::to_string));
            answer(&mut command)
        };
        Result {
            runs: (0..runs).map(|_| once()).collect(),
        }
    }
}

impl Result {
    /// The median of one of its numbers.
    pub fn of(&self, name: &str) -> Peer {
        let runs = self.runs.as_ref().map_err(Clone::clone)?;
        let values: Option<Vec<f64>> = runs.iter().map(|run| run.get(name)?.as_f64()).collect();
        values
            .map(|values| median(&values))
            .ok_or_else(|| format!("it failed, no {name}"))
    }
}

/// The JSON on the last line of a command's output, or why there is none.
fn answer(command: &mut Command) -> std::result::Result<Value, String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.code() == Some(124) {
        return Err(format!("it took longer than {PATIENCE_S} s"));
    }
    let (said, told) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    let line = said.lines().last().unwrap_or_default();
    serde_json::from_str(line).map_err(|_| {
        let reason = told
            .lines()
            .find(|line| line.contains("rror"))
            .unwrap_or("it gave no answer");
        reason.chars().take(160).collect()
    })
}

/// `tests/peers` of this repository.
pub fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

fn samod() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    target.join("peers/release/ronda-peer-samod")
}

/// A peer that listens while a lane of ours talks to it.
pub struct Service {
    pub endpoint: String,
    server: Child,
    _folder: TempDir,
}

impl Service {
    /// @tus/server on an empty folder.
    pub fn tus() -> std::result::Result<Self, String> {
        if !peers().join("tus/node_modules").exists() {
            return Err("not installed: run `scripts/setup.sh bench`".into());
        }
        let folder = TempDir::new().map_err(|error| error.to_string())?;
        let mut command = Command::new("node");
        command
            .arg(peers().join("tus/server.mjs"))
            .arg(folder.path())
            .stdout(Stdio::piped());
        let mut server = command.spawn().map_err(|error| error.to_string())?;
        let mut line = String::new();
        let mut lines = BufReader::new(server.stdout.take().ok_or("it has no output")?);
        lines.read_line(&mut line).map_err(|error| error.to_string())?;
        Ok(Self {
            endpoint: line.trim().to_owned(),
            server,
            _folder: folder,
        })
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _gone = self.server.kill();
        let _waited = self.server.wait();
    }
}
