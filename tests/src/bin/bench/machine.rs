// SPDX-License-Identifier: EUPL-1.2
//! The machine the numbers come from, as far as it can be known without asking anybody.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::Instant;

use ronda_tests::provenance::{product, said, today};
use serde::Serialize;
use sha2::{Digest, Sha256};

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
    /// What one core hashes and copies, median of 10 times 64 MiB.
    pub sha256_gb_s: f64,
    pub copy_gb_s: f64,
    pub date: String,
    pub product: String,
}

impl Machine {
    pub fn here() -> Self {
        Self {
            cpu: value_of("/proc/cpuinfo", "model name").unwrap_or_default(),
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_gib: memory_gib(),
            kernel: kernel(),
            disk: disk(),
            fdatasync_ms: fdatasync_ms(),
            sha256_gb_s: gb_s(|from, _| _ = std::hint::black_box(Sha256::digest(from))),
            copy_gb_s: gb_s(|from, to| to.copy_from_slice(from)),
            date: today(),
            product: product(),
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
            sha256_gb_s,
            copy_gb_s,
            ..
        } = self;
        format!(
            "{cpu}, {cores} cores, {memory_gib} GiB, Linux {kernel}, {disk}, one fdatasync of 4 KiB {fdatasync_ms:.2} ms, \
             SHA-256 {sha256_gb_s:.1} GB/s, memory copied at {copy_gb_s:.1} GB/s"
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

/// Gigabytes a second of something done to every byte of a buffer larger than the caches.
fn gb_s(work: impl Fn(&[u8], &mut [u8])) -> f64 {
    const BYTES: usize = 64 << 20;
    let (from, mut to) = (vec![7; BYTES], vec![0; BYTES]);
    let times: Vec<f64> = (0..10)
        .map(|_| {
            let began = Instant::now();
            work(&from, std::hint::black_box(&mut to));
            began.elapsed().as_secs_f64()
        })
        .collect();
    BYTES as f64 / 1e9 / median(&times)
}

/// The physical floor of keeping something: seconds in which one core hashes, copies and durably writes these parts, each
/// synced by itself. No server does less, whatever it checks.
pub fn floor_s<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> f64 {
    let mut file = tempfile::tempfile().expect("a temporary file");
    let began = Instant::now();
    for part in parts {
        std::hint::black_box(Sha256::digest(part));
        let copied = std::hint::black_box(part.to_vec());
        file.write_all(&copied).expect("room on the disk");
        file.sync_data().expect("the disk syncs");
    }
    began.elapsed().as_secs_f64()
}

/// The physical floor of an exchange: seconds in which phone and server each hash, copy and durably write what is sent, and it
/// crosses the loopback once and is answered.
pub fn exchange_floor_s(sent: &[u8]) -> f64 {
    2.0 * floor_s([sent]) + round_trip_s(sent)
}

/// Seconds until all of this has arrived at the other end of an open connection and a byte has come back.
fn round_trip_s(sent: &[u8]) -> f64 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut near = TcpStream::connect(listener.local_addr().expect("its address")).expect("a connection");
    let (mut far, _) = listener.accept().expect("the other end");
    near.set_nodelay(true).expect("a socket");
    far.set_nodelay(true).expect("a socket");
    let mut arrived = vec![0; sent.len()];
    let seconds = thread::scope(|scope| {
        let answering = scope.spawn(|| {
            far.read_exact(&mut arrived).expect("all of it");
            far.write_all(&[1]).expect("the answer");
        });
        let began = Instant::now();
        near.write_all(sent).expect("the connection is open");
        near.read_exact(&mut [0]).expect("the answer");
        let seconds = began.elapsed().as_secs_f64();
        answering.join().expect("the other end is done");
        seconds
    });
    assert_eq!(arrived, sent, "what is answered has arrived");
    seconds
}

/// The physical floor of taking in a camera's file: seconds in which it is read and hashed, and so many bytes of pixels are
/// copied once. Whatever makes a smaller picture of it reads each of them.
pub fn picture_floor_s(file: &Path, pixel_bytes: usize) -> f64 {
    let (pixels, mut copied) = (vec![7; pixel_bytes], vec![0; pixel_bytes]);
    let began = Instant::now();
    std::hint::black_box(Sha256::digest(fs::read(file).expect("the photo")));
    copied.copy_from_slice(std::hint::black_box(&pixels));
    std::hint::black_box(&mut copied);
    began.elapsed().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_take_time_and_what_crosses_the_loopback_arrives() {
        // More than a socket holds: the other end must read while this one writes.
        let sent: Vec<u8> = (0..16_u32 << 20).map(|at| at.to_le_bytes()[1]).collect();
        assert!(exchange_floor_s(&sent) > round_trip_s(&[]));
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), &sent).unwrap();
        assert!(picture_floor_s(file.path(), sent.len()) > 0.0);
    }
}
