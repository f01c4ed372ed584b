// SPDX-License-Identifier: EUPL-1.2
//! A phone: a home folder and the `ronda` command on it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use ronda_field::engine::Engine;
use ronda_field::home::Home;
use ronda_field::keystore::Keystore;
use serde_json::Value;
use tempfile::TempDir;

use crate::office::{Office, copy_folder, text};
use crate::other_clock::OtherClock;
use crate::program::{self, Answer};

/// The PIN of every phone here.
pub const PIN: &str = "246810";

/// A phone of one person.
pub struct Phone {
    folder: TempDir,
    /// Where the home lies, when not in the folder.
    place: Option<PathBuf>,
    /// Its clock, when not the system's.
    clock: Option<OtherClock>,
}

impl Phone {
    /// A phone enrolled with the office for a new person.
    pub fn of(office: &Office, name: &str, role: &str) -> Self {
        let person = office.hire(name, role, &[]);
        Self::enrolled(office, &person, &office.url())
    }

    /// A phone that is not enrolled yet.
    pub fn blank() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
            place: None,
            clock: None,
        }
    }

    /// The same phone, with another clock from now on.
    pub fn wearing(self, clock: OtherClock) -> Self {
        Self {
            clock: Some(clock),
            ..self
        }
    }

    /// A phone whose home lies in a folder that somebody else made.
    pub fn placed(home: &Path) -> Self {
        Self {
            place: Some(home.to_owned()),
            ..Self::blank()
        }
    }

    /// A phone enrolled for a person through this address.
    pub fn enrolled(office: &Office, person: &str, url: &str) -> Self {
        Self::blank().enrols(office, person, url)
    }

    /// The same phone, enrolled.
    pub fn enrols(self, office: &Office, person: &str, url: &str) -> Self {
        let phone = self;
        let answer = phone.run(&["enrol", "--server", url, "--code", &office.code(person)]);
        assert_eq!(answer.code, 0, "{answer:?}\n{}", office.log());
        phone
    }

    /// A second phone with a copy of everything of this one.
    pub fn cloned(&self) -> Self {
        let clone = Self::blank();
        copy_folder(&self.home(), &clone.home());
        clone
    }

    pub fn home(&self) -> PathBuf {
        self.place.clone().unwrap_or_else(|| self.folder.path().join("home"))
    }

    /// A file on this phone outside its home.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("the file is written");
        path.to_string_lossy().into_owned()
    }

    /// Runs a verb of `ronda` with `--json`.
    pub fn run(&self, args: &[&str]) -> Answer {
        program::run(self.command(args).arg("--json"), &[])
    }

    /// Files a ticket; answers `{id, code, saved_at}`.
    pub fn files(&self, args: &[&str]) -> Value {
        self.run(&[&["file", "--category", "roads.pothole"], args].concat())
            .done()
    }

    /// Files a ticket; answers its id.
    pub fn filed(&self, title: &str) -> String {
        text(&self.files(&["--title", title, "--lat", "43.7696", "--lon", "11.2558"])["id"])
    }

    /// Syncs; the exit code must be 0.
    pub fn syncs(&self) -> Value {
        self.run(&["sync"]).done()
    }

    /// Starts a sync beside which something else happens.
    pub fn starts_sync(&self) -> Child {
        let mut command = self.command(&["sync", "--json"]);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    /// Its home, opened by this process; nobody else may be inside.
    pub fn opened(&self) -> Engine {
        let home = self.home();
        let entered = Home::enter(&home).expect("nobody is inside");
        let opened = Engine::open(entered, &Keystore::of(&home), PIN, Box::new(now_ms));
        opened.unwrap_or_else(|fault| panic!("a home does not open: {fault}"))
    }

    pub fn show(&self, id: &str) -> Value {
        self.run(&["show", id]).done()
    }

    pub fn list(&self, args: &[&str]) -> Vec<Value> {
        self.run(&[&["list", "--limit", "100000"], args].concat())
            .done()
            .as_array()
            .cloned()
            .expect("an array")
    }

    /// Commands one per line, answers one per line.
    pub fn batch(&self, lines: &[Value]) -> Vec<Value> {
        program::run(&mut self.command(&["batch"]), &joined(lines)).lines()
    }

    /// Starts a batch that somebody will kill; its answers go to a file.
    pub fn starts_batch(&self, lines: &[Value]) -> (Child, PathBuf) {
        let input = self.file("batch.in", &joined(lines));
        let output = self.folder.path().join("batch.out");
        let child = self
            .command(&["batch"])
            .stdin(std::fs::File::open(input).expect("the input"))
            .stdout(std::fs::File::create(&output).expect("the output"))
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        (child, output)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program::path("ronda"));
        command.arg("--home").arg(self.home()).args(args).env("RONDA_PIN", PIN);
        if let Some(clock) = &self.clock {
            clock.worn_by(&mut command);
        }
        command
    }
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The last lines of a file that are whole JSON values.
pub fn answers(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

fn joined(lines: &[Value]) -> Vec<u8> {
    lines
        .iter()
        .map(|line| format!("{line}\n"))
        .collect::<String>()
        .into_bytes()
}
