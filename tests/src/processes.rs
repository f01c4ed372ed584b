// SPDX-License-Identifier: EUPL-1.2
//! Processes of this machine, as the kernel tells of them: who descends from whom, and since when.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// Ticks of the clock by which the kernel counts the life of processes, in a second; the same on every Linux.
const TICKS_PER_S: f64 = 100.0;
/// Of the fields behind the name, the one that says when it started.
const STARTED: usize = 19;

/// Every process below one, the youngest generation first; children belong to the thread that made them.
pub fn descendants(of: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{of}/task")).into_iter().flatten().flatten();
    let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let children: Vec<u32> = children
        .flat_map(|list| {
            list.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect();
    let below = children.iter().flat_map(|pid| descendants(*pid));
    below.chain(children.iter().copied()).collect()
}

/// What a process is called; the kernel keeps the first fifteen letters.
pub fn name(pid: u32) -> Option<String> {
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    Some(name.trim_end().to_owned())
}

/// When a process started, in milliseconds since 1970, to about a hundredth of a second.
pub fn started_ms(pid: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may hold anything, brackets too.
    let fields = stat.rsplit_once(')')?.1;
    let ticks: f64 = fields.split_whitespace().nth(STARTED)?.parse().ok()?;
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    let up_s: f64 = uptime.split_whitespace().next()?.parse().ok()?;
    Some(now_ms() - (up_s - ticks / TICKS_PER_S) * 1_000.0)
}

fn now_ms() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn a_child_is_found_under_its_parent_with_its_name_and_its_age() {
        let before = now_ms();
        let mut child = Command::new("cat")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        assert!(descendants(std::process::id()).contains(&child.id()));
        let started = started_ms(child.id()).unwrap();
        assert!(
            (before - 50.0..=now_ms() + 50.0).contains(&started),
            "{before} {started}"
        );
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
        assert_eq!(name(std::process::id()).map(|name| name.is_empty()), Some(false));
    }
}
