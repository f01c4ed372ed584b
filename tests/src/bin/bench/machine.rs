// SPDX-License-Identifier: EUPL-1.2
//! The machine the numbers come from, as far as it can be known without asking anybody.

use std::fs;
use std::process::Command;
use std::time::Instant;

use serde::Serialize;

use crate::outcome::median;

/// What a reader needs to judge the seconds; the ratios hold elsewhere too.
#[derive(Debug, Serialize)]
pub struct Machine {
    pub cpu: String,
    pub cores: usize,
    pub memory_gib: u64,
    pub kernel: String,
    pub disk: String,
    /// What one durable write of 4 KiB costs, median of 100.
    pub fdatasync_ms: f64,
    pub date: String,
    pub product: String,
}

impl Machine {
    pub fn here() -> Self {
        Self {
            cpu: value_of("/proc/cpuinfo", "model name").unwrap_or_default(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: memory_gib(),
            kernel: kernel(),
            disk: disk(),
            fdatasync_ms: fdatasync_ms(),
            date: ronda_shared::moment::rfc3339(crate::stage::now_ms())
                .chars()
                .take(10)
                .collect(),
            product: said("git", &["rev-parse", "--short", "HEAD"]),
        }
    }

    pub fn words(&self) -> String {
        let Self {
            cpu,
            cores,
            memory_gib,
            kernel,
            disk,
            fdatasync_ms,
            ..
        } = self;
        format!(
            "{cpu}, {cores} cores, {memory_gib} GiB, Linux {kernel}, {disk}, one fdatasync of 4 KiB {fdatasync_ms:.2} ms"
        )
    }
}

fn value_of(file: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn memory_gib() -> u64 {
    let total = value_of("/proc/meminfo", "MemTotal").unwrap_or_default();
    let kib: u64 = total
        .split_whitespace()
        .next()
        .and_then(|kib| kib.parse().ok())
        .unwrap_or_default();
    (kib + (1 << 19)) >> 20
}

/// Device and file system that hold temporary folders.
/// Its version alone: what a distribution or a host adds to it names who runs it.
fn kernel() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    release.split('-').next().unwrap_or_default().trim().to_owned()
}

/// The kind of file system the work is done on.
fn disk() -> String {
    let folder = std::env::temp_dir();
    let answer = said("df", &["--output=fstype", &folder.to_string_lossy()]);
    answer.lines().last().unwrap_or_default().trim().to_owned()
}

fn fdatasync_ms() -> f64 {
    use std::io::Write;
    let mut file = tempfile::tempfile().expect("a temporary file");
    let times: Vec<f64> = (0..100)
        .map(|_| {
            let began = Instant::now();
            file.write_all(&[7; 4096]).expect("room on the disk");
            file.sync_data().expect("the disk syncs");
            began.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    median(&times)
}

fn said(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}
