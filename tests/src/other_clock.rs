// SPDX-License-Identifier: EUPL-1.2
//! Another clock for a real process, which leaps while it runs: libfaketime, a tool of tests alone, installed by `scripts/setup.sh test`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// How far a clock is off at most.
pub const FARTHEST_S: i64 = 10 * 365 * 86_400;

/// A clock that whoever wears it reads, however often it is set.
#[derive(Debug, Clone)]
pub struct OtherClock {
    library: PathBuf,
    reading: PathBuf,
}

impl OtherClock {
    /// A clock kept in a folder, right at first.
    ///
    /// # Errors
    /// When the system has no libfaketime.
    pub fn kept_in(folder: &Path, name: &str) -> Result<Self, String> {
        let clock = Self {
            library: library().ok_or("libfaketime is missing: run `scripts/setup.sh test`")?,
            reading: folder.join(name),
        };
        clock.is_off_by(0);
        Ok(clock)
    }

    /// Sets it so many seconds off the system's.
    pub fn is_off_by(&self, seconds: i64) {
        // Whoever reads it meanwhile finds the old or the new one whole.
        let new = self.reading.with_extension("new");
        std::fs::write(&new, format!("{seconds:+}")).expect("a clock is set");
        std::fs::rename(new, &self.reading).expect("a clock is set");
    }

    /// The command will read this clock. Only dates are other: pauses and time-outs go on as they are.
    pub fn worn_by(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.reading)
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("NO_FAKE_STAT", "1");
    }
}

fn library() -> Option<PathBuf> {
    let of_system = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    let folders = of_system.chain([PathBuf::from("/usr/lib"), PathBuf::from("/usr/lib64")]);
    let candidates = folders.map(|folder| folder.join("faketime/libfaketime.so.1"));
    candidates.into_iter().find(|path| path.is_file())
}
