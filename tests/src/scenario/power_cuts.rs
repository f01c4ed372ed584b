// SPDX-License-Identifier: EUPL-1.2
//! Real power cuts without pulling a plug: a small ext4 in a file, its writer stopped, the file copied as it lies, the copy
//! mounted. What the file system had not yet written is lost in the copy, as it would be on a disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::{Random, filings, ids};
use crate::office::Office;
use crate::phone::{PIN, Phone, answers};
use crate::program;
use crate::wait;

const PATIENCE: Duration = Duration::from_secs(30);
/// Cuts of one phone in one run.
const PHONE_CUTS: usize = 6;
/// Cuts of one server in one run.
const SERVER_CUTS: usize = 4;
const MIB: u64 = 96;

/// A file system in a file, mounted until it is dropped.
struct Volume {
    folder: TempDir,
    image: PathBuf,
}

fn done(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| format!("{name} does not start ({error})"))?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("{name} failed: {said}"))
    }
}

impl Volume {
    /// A new one. Nothing but a sync of a file writes anything for five minutes.
    fn new() -> Result<Self, String> {
        let folder = TempDir::new().map_err(|error| error.to_string())?;
        let image = folder.path().join("image");
        let file = fs::File::create(&image).map_err(|error| error.to_string())?;
        file.set_len(MIB * 1024 * 1024).map_err(|error| error.to_string())?;
        done(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image))?;
        Self::mounted(folder, image)
    }

    fn mounted(folder: TempDir, image: PathBuf) -> Result<Self, String> {
        let volume = Self { folder, image };
        fs::create_dir_all(volume.path()).map_err(|error| error.to_string())?;
        let mut mount = Command::new("mount");
        mount
            .args(["-o", "loop,commit=300"])
            .arg(&volume.image)
            .arg(volume.path());
        done(&mut mount).map_err(|why| format!("{why}: it takes root and loop devices"))?;
        Ok(volume)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("mounted")
    }

    /// As a power cut at this moment leaves it; whoever writes is stopped meanwhile.
    fn cut(&self, writer: u32) -> PathBuf {
        let copies = fs::read_dir(self.folder.path()).map_or(0, Iterator::count);
        let copy = self.folder.path().join(format!("cut-{copies}"));
        signal("-STOP", writer);
        let copied = done(Command::new("cp").arg("--sparse=always").arg(&self.image).arg(&copy));
        signal("-CONT", writer);
        copied.expect("the image is copied");
        copy
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        let _gone = done(Command::new("umount").arg(self.path()));
    }
}

fn signal(signal: &str, pid: u32) {
    done(Command::new("kill").args([signal, &pid.to_string()])).expect("the writer is there");
}

/// The mounted copy of a cut: its journal is replayed, as at the next start.
fn after(cut: &Path) -> Volume {
    let folder = TempDir::new().expect("a temporary folder");
    let image = folder.path().join("image");
    fs::rename(cut, &image)
        .or_else(|_| fs::copy(cut, &image).map(drop))
        .expect("the image is moved");
    Volume::mounted(folder, image).expect("the image mounts")
}

/// Cuts the power of a phone that saves, and of a server that receives; answers how many cuts there were.
///
/// # Errors
/// Where the system does not let a file be mounted.
///
/// # Panics
/// When something acknowledged is gone, or a store does not open.
pub fn of_a_phone(seed: u64) -> Result<u64, String> {
    let mut random = Random::of(seed);
    phone_cut(&mut random)?;
    server_cut(&mut random)?;
    Ok((PHONE_CUTS + SERVER_CUTS) as u64)
}

fn phone_cut(random: &mut Random) -> Result<(), String> {
    let volume = Volume::new()?;
    let office = Office::open();
    let person = office.hire("Ada Prova", "agent", &[]);
    let phone = Phone::placed(&volume.path().join("home")).enrols(&office, &person, &office.url());
    let (mut writer, output) = phone.starts_batch(&filings(0, 4_000));
    let mut cuts: Vec<(PathBuf, BTreeSet<String>)> = Vec::new();
    let mut wanted = 0;
    for _ in 0..PHONE_CUTS {
        wanted += 1 + random.index(60);
        wait::until("some answers", PATIENCE, || {
            (answers(&output).len() >= wanted).then_some(())
        });
        let acknowledged = ids(&answers(&output));
        cuts.push((volume.cut(writer.id()), acknowledged));
    }
    writer.kill().expect("it is ours to kill");
    writer.wait().expect("it ends");
    for (cut, acknowledged) in cuts {
        let volume = after(&cut);
        let survivor = Phone::placed(&volume.path().join("home"));
        let kept = ids(&survivor.list(&[]));
        let lost: Vec<_> = acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "acknowledged tickets lost in a power cut: {lost:?}");
        let doctor = survivor.run(&["doctor"]);
        assert_eq!(doctor.code, 0, "{doctor:?}");
    }
    Ok(())
}

fn server_cut(random: &mut Random) -> Result<(), String> {
    let volume = Volume::new()?;
    let office = Office::placed(&volume.path().join("data"));
    let phone = Phone::of(&office, "Bruno Esempio", "operator");
    let mut cuts: Vec<(PathBuf, BTreeSet<String>)> = Vec::new();
    let mut receipted = BTreeSet::new();
    for round in 0..SERVER_CUTS as u64 {
        receipted.extend(ids(&phone.batch(&filings(round, 5 + random.below(40)))));
        phone.syncs();
        cuts.push((volume.cut(office.pid().expect("it runs")), receipted.clone()));
    }
    drop(office);
    for (cut, receipted) in cuts {
        let volume = after(&cut);
        let data = volume.path().join("data");
        let held = ids(&asked(&data, &["case", "list", "--limit", "100000"]));
        let lost: Vec<_> = receipted.difference(&held).collect();
        assert!(lost.is_empty(), "receipted tickets lost in a power cut: {lost:?}");
        assert_eq!(verb(&data, &["doctor"]).code, 0);
    }
    Ok(())
}

fn asked(data: &Path, args: &[&str]) -> Vec<Value> {
    verb(data, args).done().as_array().cloned().expect("an array")
}

fn verb(data: &Path, args: &[&str]) -> program::Answer {
    let mut command = Command::new(program::path("ronda-server"));
    command
        .arg("--data")
        .arg(data)
        .args(args)
        .arg("--json")
        .env("RONDA_PIN", PIN)
        .stdin(Stdio::null());
    program::run(&mut command, &[])
}
