// SPDX-License-Identifier: EUPL-1.2
//! A disk under a folder: it fails when it is told to, and remembers what was written and what of it was made durable.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use rusqlite::ffi;

use super::vfs;
use crate::scenario::Random;

/// What SQLite asks of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Delete,
    Map,
}

/// How a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The n-th call of whatever kind fails, and none after it.
    OnceAt(u64),
    /// The n-th call and every later one fails.
    FromOn(u64),
    /// There is no room from the n-th write on.
    FullFrom(u64),
}

/// What happened to a file, by its name.
#[derive(Debug, Clone)]
pub enum Event {
    Write(String, u64, Vec<u8>),
    Truncate(String, u64),
    Sync(String),
    Delete(String),
    /// Something was acknowledged to a person.
    Acknowledged(usize),
}

#[derive(Default)]
struct State {
    fault: Option<Fault>,
    calls: u64,
    failed: u64,
    unread: bool,
    remembers: bool,
    log: Vec<Event>,
}

/// A watched folder.
pub struct Disk {
    folder: PathBuf,
    state: Mutex<State>,
}

static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

fn disks() -> MutexGuard<'static, Vec<Weak<Disk>>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Disk {
    /// Watches a folder until the last handle goes; who asks for it while it is watched gets the same disk.
    pub fn under(folder: &Path) -> Arc<Self> {
        vfs::install();
        let folder = folder.canonicalize().expect("a folder that is there");
        let mut disks = disks();
        disks.retain(|disk| disk.strong_count() > 0);
        // Open files keep theirs: a second one would not be asked.
        if let Some(known) = disks
            .iter()
            .filter_map(Weak::upgrade)
            .find(|disk| disk.folder == folder)
        {
            return known;
        }
        let disk = Arc::new(Self {
            folder,
            state: Mutex::default(),
        });
        disks.push(Arc::downgrade(&disk));
        disk
    }

    pub(super) fn of(path: &Path) -> Option<Arc<Self>> {
        disks()
            .iter()
            .filter_map(Weak::upgrade)
            .find(|disk| path.starts_with(&disk.folder))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on it fails so; calls are counted anew.
    pub fn fails(&self, fault: Option<Fault>) {
        let mut state = self.state();
        (state.fault, state.calls, state.failed, state.unread) = (fault, 0, 0, false);
    }

    /// How often it was asked since it was told to.
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// How often it has failed since it was told to.
    pub fn failed(&self) -> u64 {
        self.state().failed
    }

    /// Whether something that was to be read was not given since it was told to fail.
    pub fn failed_to_read(&self) -> bool {
        self.state().unread
    }

    /// Remembers everything from now on.
    pub fn remembers(&self) {
        self.state().remembers = true;
    }

    pub fn acknowledged(&self, what: usize) {
        self.note(|| Event::Acknowledged(what));
    }

    pub fn log(&self) -> Vec<Event> {
        self.state().log.clone()
    }

    pub(super) fn note(&self, event: impl FnOnce() -> Event) {
        let mut state = self.state();
        if state.remembers {
            state.log.push(event());
        }
    }

    /// The disk's answer to a call: fine, or SQLite's code for what went wrong.
    pub(super) fn asked(&self, call: Call) -> Result<(), i32> {
        let mut state = self.state();
        let Some(fault) = state.fault else { return Ok(()) };
        let full = matches!(fault, Fault::FullFrom(_));
        if full && call != Call::Write {
            return Ok(());
        }
        state.calls += 1;
        let fails = match fault {
            Fault::OnceAt(n) => state.calls == n,
            Fault::FromOn(n) | Fault::FullFrom(n) => state.calls >= n,
        };
        if !fails {
            return Ok(());
        }
        state.failed += 1;
        state.unread |= call == Call::Read;
        Err(if full { ffi::SQLITE_FULL } else { code(call) })
    }
}

fn code(call: Call) -> i32 {
    match call {
        Call::Open => ffi::SQLITE_CANTOPEN,
        Call::Read => ffi::SQLITE_IOERR_READ,
        Call::Write => ffi::SQLITE_IOERR_WRITE,
        Call::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
        Call::Sync => ffi::SQLITE_IOERR_FSYNC,
        Call::Delete => ffi::SQLITE_IOERR_DELETE,
        Call::Map => ffi::SQLITE_IOERR_SHMMAP,
    }
}

/// What a file is on the platter, and what was written since and may be lost.
#[derive(Debug, Clone, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Pending>,
}

#[derive(Debug, Clone)]
enum Pending {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

/// A folder's files that SQLite writes: of the others this disk knows nothing.
fn databases(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| {
        let name = path.to_string_lossy();
        path.is_file() && DATABASE.iter().any(|end| name.ends_with(end))
    })
}

/// The files of a folder as a power cut may find them.
#[derive(Debug, Clone, Default)]
pub struct Platter(BTreeMap<String, File>);

/// How the files of a database end.
const DATABASE: [&str; 4] = [".db", ".sqlite", "-wal", "-journal"];

/// What a disk writes as a whole.
const SECTOR: usize = 512;

impl Platter {
    /// As the folder lies there now, all of it durable.
    pub fn of(folder: &Path) -> Self {
        let read = |path: PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let durable = std::fs::read(&path).expect("a file");
            let pending = Vec::new();
            (name, File { durable, pending })
        };
        Self(databases(folder).map(read).collect())
    }

    /// One more thing happens.
    pub fn takes(&mut self, event: &Event) {
        match event {
            Event::Write(name, at, bytes) => {
                self.0
                    .entry(name.clone())
                    .or_default()
                    .pending
                    .push(Pending::Write(*at, bytes.clone()));
            }
            Event::Truncate(name, size) => {
                self.0
                    .entry(name.clone())
                    .or_default()
                    .pending
                    .push(Pending::Truncate(*size));
            }
            Event::Sync(name) => {
                let file = self.0.entry(name.clone()).or_default();
                for pending in std::mem::take(&mut file.pending) {
                    apply(&mut file.durable, &pending, &mut || true);
                }
            }
            Event::Delete(name) => drop(self.0.remove(name)),
            Event::Acknowledged(_) => {}
        }
    }

    /// The power goes: of what was not synced, each part is there, missing or torn. In a copy of the folder that
    /// shows what was there last, these files take the place of the copied ones.
    pub fn cut(&self, random: &mut Random, to: &Path) {
        for copied in databases(to) {
            std::fs::remove_file(copied).expect("the copied file goes");
        }
        for (name, file) in &self.0 {
            let mut bytes = file.durable.clone();
            for pending in &file.pending {
                match random.below(3) {
                    0 => {}
                    1 => apply(&mut bytes, pending, &mut || true),
                    _ => apply(&mut bytes, pending, &mut || random.below(2) == 0),
                }
            }
            std::fs::write(to.join(name), bytes).expect("a file of the image");
        }
    }
}

/// Writes those sectors of a write that are kept.
fn apply(bytes: &mut Vec<u8>, pending: &Pending, keeps: &mut dyn FnMut() -> bool) {
    let place = |number: u64| usize::try_from(number).expect("a small file");
    match pending {
        Pending::Truncate(size) if keeps() => bytes.resize(place(*size), 0),
        Pending::Truncate(_) => {}
        Pending::Write(at, written) => {
            for (n, sector) in written.chunks(SECTOR).enumerate() {
                if keeps() {
                    let from = place(*at) + n * SECTOR;
                    if bytes.len() < from + sector.len() {
                        bytes.resize(from + sector.len(), 0);
                    }
                    bytes[from..from + sector.len()].copy_from_slice(sector);
                }
            }
        }
    }
}
