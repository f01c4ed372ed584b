// SPDX-License-Identifier: EUPL-1.2
//! Watches the server while the fleet delivers: its memory and its processor time, and tells people how far it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::phone::Counts;
use crate::wait;

/// Between two looks at the server.
const LOOK_MS: u64 = 250;
/// A kernel's tick, in milliseconds.
const TICK_MS: f64 = 10.0;

/// One look.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub at_s: f64,
    pub memory_mib: f64,
    pub tickets: u64,
    pub photos: u64,
    pub thumbnails: u64,
}

/// A thread that looks until it is told to stop.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Vec<Look>>,
}

/// What is to be delivered.
#[derive(Debug, Clone, Copy)]
pub struct Whole {
    pub tickets: u64,
    pub photos: u64,
}

impl Watch {
    pub fn over(pid: u32, [counts, looking]: [Arc<Counts>; 2], whole: Whole, tells: bool) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let (began, mut looks, mut told) = (Instant::now(), Vec::new(), 0);
            while !stopped.load(Ordering::SeqCst) {
                let look = look(pid, &counts, &looking, began);
                if tells && look.at_s as u64 >= told {
                    told = look.at_s as u64 + 1;
                    tell(&look, whole, &counts);
                }
                looks.push(look);
                wait::within(Duration::from_millis(LOOK_MS), || {
                    stopped.load(Ordering::SeqCst).then_some(())
                });
            }
            looks.push(look(pid, &counts, &looking, began));
            looks
        });
        Self { stop, thread }
    }

    pub fn ends(self) -> Vec<Look> {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().expect("the watch ends")
    }
}

fn look(pid: u32, counts: &Counts, looking: &Counts, began: Instant) -> Look {
    Look {
        at_s: began.elapsed().as_secs_f64(),
        memory_mib: memory_mib(pid).unwrap_or_default(),
        tickets: counts.tickets.load(Ordering::Relaxed),
        photos: counts.photos.load(Ordering::Relaxed),
        thumbnails: looking.thumbnails.load(Ordering::Relaxed),
    }
}

fn tell(look: &Look, whole: Whole, counts: &Counts) {
    let done = (look.tickets + look.photos) as f64 / (whole.tickets + whole.photos).max(1) as f64;
    let filled = (done * 30.0) as usize;
    eprintln!(
        "fleet: {:>4.0} s [{}{}] {}/{} tickets, {}/{} photos, 429: {}, 503: {}, cut: {}, server {:.0} MiB",
        look.at_s,
        "#".repeat(filled),
        ".".repeat(30 - filled.min(30)),
        look.tickets,
        whole.tickets,
        look.photos,
        whole.photos,
        counts.too_many.load(Ordering::Relaxed),
        counts.unavailable.load(Ordering::Relaxed),
        counts.cut.load(Ordering::Relaxed),
        look.memory_mib
    );
}

/// The memory a process holds.
pub fn memory_mib(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1_024.0)
}

/// The processor time a process has used, in seconds.
pub fn processor_s(pid: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    let mut fields = after_name.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) * TICK_MS / 1_000.0)
}
