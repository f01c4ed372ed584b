// SPDX-License-Identifier: EUPL-1.2
//! An office: a data folder and the server that runs on it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use ronda_server::admin::{DataFolder, FolderLock};
use ronda_server::office::Office as Opened;
use serde_json::Value;
use tempfile::TempDir;

use crate::other_clock::OtherClock;
use crate::program::{self, Answer};

/// A municipality's server.
pub struct Office {
    folder: TempDir,
    /// Where the data lies, when not in the folder.
    place: Option<PathBuf>,
    running: Option<Child>,
    address: Option<String>,
    config: Option<PathBuf>,
    /// More flags of `serve`.
    flags: Vec<String>,
    /// Its clock, when not the system's.
    clock: Option<OtherClock>,
}

impl Default for Office {
    fn default() -> Self {
        Self::new()
    }
}

impl Office {
    /// An office with an initialised data folder, its server not yet started.
    pub fn new() -> Self {
        Self::founded(None)
    }

    /// An office whose data lies in a folder that somebody else made.
    pub fn placed(data: &Path) -> Self {
        let mut office = Self::founded(Some(data.to_owned()));
        office.start();
        office
    }

    fn founded(place: Option<PathBuf>) -> Self {
        let office = Self {
            folder: TempDir::new().expect("a temporary folder"),
            place,
            running: None,
            address: None,
            config: None,
            flags: Vec::new(),
            clock: None,
        };
        let answer = office.run(&["init", "--jurisdiction", "FI", "--name", "Comune di Prova"]);
        assert_eq!(answer.code, 0, "{answer:?}");
        office
    }

    /// An office whose server runs.
    pub fn open() -> Self {
        Self::serving(&[])
    }

    /// An office whose server runs with these flags of `serve`.
    pub fn serving(flags: &[&str]) -> Self {
        let mut office = Self::new();
        office.flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        office.start();
        office
    }

    /// An office whose server will read this configuration.
    pub fn configured(toml: &str) -> Self {
        let mut office = Self::new();
        let file = office.folder.path().join("office.toml");
        std::fs::write(&file, toml).expect("the configuration is written");
        office.config = Some(file);
        office
    }

    /// The office has another clock from its next start on.
    pub fn wears(&mut self, clock: OtherClock) {
        self.clock = Some(clock);
    }

    /// The server's process, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.running.as_ref().map(Child::id)
    }

    /// Where the server listens from its next start on; none: on a free port.
    pub fn moves_to(&mut self, address: Option<String>) {
        self.address = address;
    }

    pub fn data(&self) -> PathBuf {
        self.place.clone().unwrap_or_else(|| self.folder.path().join("data"))
    }

    /// `http://127.0.0.1:PORT` (https with TLS), the same over every restart.
    pub fn url(&self) -> String {
        let with_tls = self.flags.iter().any(|flag| flag == "--tls-cert");
        let scheme = if with_tls { "https" } else { "http" };
        format!("{scheme}://{}", self.address())
    }

    pub fn address(&self) -> &str {
        self.address.as_deref().expect("the server was started")
    }

    /// Starts the server and waits until it says that it listens.
    pub fn start(&mut self) {
        let listen = self.address.clone().unwrap_or_else(|| "127.0.0.1:0".to_owned());
        let mut serve = self.command(&["serve", "--listen", &listen]);
        if let Some(config) = &self.config {
            serve.arg("--config").arg(config);
        }
        let mut child = serve
            .args(&self.flags)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(self.folder.path().join("server.log")).expect("a log file"))
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let mut lines = BufReader::new(child.stdout.take().expect("its standard output"));
        lines.read_line(&mut line).expect("its first line");
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("the server said {line:?}: {}", self.log()));
        self.address = url.split_once("://").map(|(_, address)| address.to_owned());
        self.running = Some(child);
    }

    /// Stops the server as an operator does (SIGTERM) and waits for it.
    pub fn stop(&mut self) {
        self.signal("-TERM");
    }

    /// Stops the server as a power cut would (SIGKILL).
    pub fn kill(&mut self) {
        self.signal("-KILL");
    }

    /// Its data folder, opened by this process as a server opens it; the server must not run.
    pub async fn opened(&self) -> (FolderLock, Opened) {
        let folder = DataFolder::at(&self.data());
        let lock = folder.try_lock().expect("the folder").expect("no server runs");
        let opened = folder.open(&lock).await.expect("the office opens");
        (lock, opened)
    }

    fn signal(&mut self, signal: &str) {
        if let Some(mut child) = self.running.take() {
            let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
            assert!(
                sent.is_ok_and(|status| status.success()),
                "the server was already gone: {}",
                self.log()
            );
            child.wait().expect("the server ends");
        }
    }

    /// Runs a verb of `ronda-server` with `--json`.
    pub fn run(&self, args: &[&str]) -> Answer {
        program::run(self.command(args).arg("--json"), &[])
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    /// Adds a person; answers his id.
    pub fn hire(&self, name: &str, role: &str, districts: &[&str]) -> String {
        let mut args = vec!["person", "add", "--name", name, "--role", role];
        districts
            .iter()
            .for_each(|district| args.extend(["--district", *district]));
        text(&self.run(&args).done()["id"])
    }

    /// Adds a person with more grants, such as `--crew CODE`; answers his id.
    pub fn hires(&self, name: &str, role: &str, more: &[&str]) -> String {
        let args = ["person", "add", "--name", name, "--role", role];
        text(&self.run(&[&args, more].concat()).done()["id"])
    }

    /// A one-time code for a person.
    pub fn code(&self, person: &str) -> String {
        text(&self.run(&["enrol", "--person", person]).done()["code"])
    }

    /// A ticket as the office shows it.
    pub fn case(&self, id: &str) -> Value {
        self.run(&["case", "show", id]).done()
    }

    pub fn cases(&self) -> Vec<Value> {
        self.run(&["case", "list", "--limit", "100000"])
            .done()
            .as_array()
            .cloned()
            .expect("an array")
    }

    /// Every document, row, photo and audit fact holds.
    pub fn assert_sound(&self) {
        let answer = self.run(&["doctor"]);
        assert_eq!(answer.code, 0, "{answer:?}\n{}", self.log());
    }

    /// A verb of `ronda-server`, not yet started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program::path("ronda-server"));
        command.arg("--data").arg(self.data()).args(args);
        if let Some(clock) = &self.clock {
            clock.worn_by(&mut command);
        }
        command
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            let _gone = child.kill();
            let _waited = child.wait();
        }
    }
}

/// Copies a folder as it is, as somebody with `cp -a` would.
pub fn copy_folder(from: &Path, to: &Path) {
    if to.exists() {
        std::fs::remove_dir_all(to).expect("the old copy goes");
    }
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from)
        .arg(to)
        .status()
        .expect("cp runs");
    assert!(copied.success());
}

/// The text of a JSON value.
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not a text: {value}"))
        .to_owned()
}
