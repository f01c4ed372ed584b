// SPDX-License-Identifier: EUPL-1.2
//! The peers: programs of others that do the same work in the same run. One that is missing or fails is "not run".

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ronda_tests::work::Made;
use serde_json::Value;
use tempfile::TempDir;

use crate::outcome::{Peer, median};

/// Longest one run of a peer may take for every thousand tickets begun, in seconds; then it is ended, and a little later
/// whatever it left.
const PATIENCE_S: usize = 240;
const GRACE_S: &str = "10";
/// Longest a peer may take until it listens.
const STARTING: Duration = Duration::from_secs(30);

/// The tickets as peers take them.
pub struct Wares {
    folder: TempDir,
}

/// A peer and what its runs came to, by the names it prints.
pub struct Rival {
    name: &'static str,
    runs: Vec<Result<Value, String>>,
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

    pub fn pouchdb(&self, count: usize, runs: usize) -> Rival {
        let script = peers().join("pouchdb/run.mjs");
        let needs = peers().join("pouchdb/node_modules");
        let work = [script.as_path()];
        self.run("PouchDB", &needs, "node", &work, "tickets.ndjson", &[count], runs)
    }

    pub fn automerge_repo(&self, count: usize, runs: usize) -> Rival {
        let script = peers().join("automerge/run.mjs");
        let needs = peers().join("automerge/node_modules");
        let work = [script.as_path()];
        self.run("automerge-repo", &needs, "node", &work, "documents", &[count], runs)
    }

    pub fn samod(&self, count: usize, edits: usize, runs: usize) -> Rival {
        let (needs, work) = (samod(), [Path::new("run")]);
        let program = needs.to_string_lossy();
        self.run("samod", &needs, &program, &work, "documents", &[count, edits], runs)
    }

    #[allow(clippy::too_many_arguments, reason = "a command line is a list")]
    fn run(
        &self,
        name: &'static str,
        needs: &Path,
        program: &str,
        args: &[&Path],
        wares: &str,
        counts: &[usize],
        runs: usize,
    ) -> Rival {
        let absent = || Err("not installed: run `scripts/setup.sh bench`".to_owned());
        let patience = PATIENCE_S * counts[0].div_ceil(1_000);
        let once = || {
            let folder = TempDir::new().map_err(|error| error.to_string())?;
            let mut command = Command::new("timeout");
            command
                .args(["-k", GRACE_S, &patience.to_string(), program])
                .args(args)
                .arg(folder.path())
                .arg(self.folder.path().join(wares));
            command.args(counts.iter().map(ToString::to_string));
            answer(&mut command, patience)
        };
        let runs = (0..runs).map(|_| if needs.exists() { once() } else { absent() });
        Rival {
            name,
            runs: runs.collect(),
        }
    }
}

impl Rival {
    /// Its name, and how many of its runs count where some failed.
    pub fn called(&self) -> String {
        let (of, done) = (self.runs.len(), self.runs.iter().flatten().count());
        if done == 0 || done == of {
            self.name.to_owned()
        } else {
            format!("{}, {done} of {of} runs", self.name)
        }
    }

    /// The median of one of its numbers over the runs that gave an answer, or why there is none.
    pub fn of(&self, number: &str) -> Peer {
        let answers = self.runs.iter().flatten();
        let values: Vec<f64> = answers.filter_map(|run| run.get(number)?.as_f64()).collect();
        if !values.is_empty() {
            return Ok(median(&values));
        }
        let told = |run: &Result<Value, String>| match run {
            Ok(answer) => Some(answer.get(FAILED)?.as_str()?.to_owned()),
            Err(reason) => Some(reason.clone()),
        };
        let reason = self.runs.iter().find_map(told);
        Err(reason.unwrap_or_else(|| format!("it gave no {number}")))
    }
}

/// Where an answer says what failed after it.
const FAILED: &str = "failed";

/// The JSON on the last line of a command's output, or why there is none. What a peer told before it failed or was ended
/// counts: its push is not undone by a pull that takes too long.
fn answer(command: &mut Command, patience: usize) -> Result<Value, String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let (said, told) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    let error = told.lines().find(|line| line.contains("rror")).map(str::trim);
    let failed = match (output.status.code(), error) {
        // Ended in time, or by force a little later.
        (Some(124 | 137), _) => Some(format!("it took longer than {patience} s")),
        (_, Some(error)) => Some(error.replace('|', "/").chars().take(160).collect()),
        (Some(0), None) => None,
        (code, None) => Some(format!("it ended with {code:?}")),
    };
    let line = said.lines().last().unwrap_or_default();
    match (serde_json::from_str::<Value>(line), failed) {
        (Ok(Value::Object(mut answer)), failed) => {
            answer.extend(failed.map(|reason| (FAILED.to_owned(), Value::from(reason))));
            Ok(Value::Object(answer))
        }
        (_, failed) => Err(failed.unwrap_or_else(|| "it gave no answer".into())),
    }
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
    pub fn tus() -> Result<Self, String> {
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
        let output = server.stdout.take();
        // From here on it is ended whatever happens.
        let mut service = Self {
            endpoint: String::new(),
            server,
            _folder: folder,
        };
        let mut lines = BufReader::new(output.ok_or("it has no output")?).lines();
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(lines.next()));
        let line = told.recv_timeout(STARTING).ok().flatten();
        service.endpoint = line.and_then(Result::ok).ok_or("it does not listen")?.trim().to_owned();
        Ok(service)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _gone = self.server.kill();
        let _waited = self.server.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Result<Value, String> {
        answer(Command::new("sh").args(["-c", script]), 7)
    }

    #[test]
    fn what_a_peer_told_before_it_failed_counts_and_its_failure_is_named() {
        let rival = Rival {
            name: "peer",
            runs: vec![
                shell(r#"echo '{"push_s": 3}'"#),
                shell(r#"echo '{"push_s": 5}'; echo 'Error: the pull | broke' >&2; exit 1"#),
                shell("echo 'Error: no port' >&2; exit 1"),
            ],
        };
        assert_eq!(
            (rival.of("push_s"), rival.called()),
            (Ok(3.0), "peer, 2 of 3 runs".into())
        );
        assert_eq!(rival.of("pull_s"), Err("Error: the pull / broke".into()));
        let late = shell(r#"echo '{"push_s": 3}'; exit 124"#).unwrap();
        assert_eq!(late[FAILED], "it took longer than 7 s");
        assert_eq!(shell("exit 124"), Err("it took longer than 7 s".into()));
        assert_eq!(shell("true"), Err("it gave no answer".into()));
    }
}
