// SPDX-License-Identifier: EUPL-1.2
//! A whole shift: phones are enrolled, work, reconnect together; then what was receipted is looked for in the killed store.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use ronda_shared::photo::verify_kept;
use serde_json::{Value, json};

use super::phone::{Counts, Phone, Times, Way, gate_ms};
use super::photos::Photos;
use super::watch::{Look, Watch, Whole, processor_s};
use crate::office::Office;

/// The shipped limits guard against guessing codes from one address; here one address is a whole fleet.
const CONFIG: &str = "[limits]\nenrol_per_minute = 10000\nper_ip_per_s = 10000000\nper_ip_burst = 10000000\n";

/// No fleet has more.
const MOST_PHONES: u64 = 100_000;

/// How large a shift is.
#[derive(Debug, Clone)]
pub struct Shift {
    pub phones: u64,
    /// Tickets of one phone.
    pub tickets: u64,
    /// Photos of one ticket.
    pub photos: u64,
    /// Thumbnails a phone asks for once it delivered everything, no more than its photos.
    pub thumbnails: u64,
    /// Size of a photo, in kB.
    pub photo_kb: u32,
    /// More lines for the server's configuration, under `[limits]`.
    pub limits: String,
    /// Progress on standard error.
    pub tells: bool,
    /// Other phones with other work for another one.
    pub seed: u64,
}

impl Shift {
    /// So many phones with little each, to be run among other things.
    pub fn small(phones: u64) -> Self {
        Self {
            phones,
            tickets: 5,
            photos: 1,
            thumbnails: 5,
            photo_kb: 40,
            limits: String::new(),
            tells: false,
            seed: 0,
        }
    }

    /// Its phones, and one that delivers alone before them.
    fn numbers(&self) -> Range<u64> {
        let first = self.seed * MOST_PHONES;
        first..first + self.phones + 1
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Report {
    pub shift: Shift,
    pub photo_bytes: usize,
    /// Until everybody had every receipt.
    pub seconds: f64,
    pub alone: Times,
    pub times: Times,
    pub counts: Arc<Counts>,
    pub looking: Arc<Counts>,
    pub looks: Vec<Look>,
    /// Memory before the storm, in MiB.
    pub memory_before_mib: f64,
    pub server_processor_s: f64,
    /// What the gates of all tickets and the checks of all photos cost the cores, in seconds.
    pub processor_floor_s: f64,
    /// What writing the photos' bytes, synced one by one, costs the disk, in seconds.
    pub disk_floor_s: f64,
    pub lost_tickets: i64,
    pub lost_photos: i64,
    pub doctor: Vec<String>,
}

/// Plays a shift.
///
/// # Panics
/// When the server answers anything but yes and later, or forgets a receipt in an answer.
pub fn run(shift: Shift) -> Report {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut office = Office::configured(&format!("{CONFIG}{}", shift.limits));
    office.start();
    let way = way(&office, shift.photo_kb);
    say(&shift, "enrolling");
    let mut phones = runtime.block_on(enrolled(&way, &office, shift.numbers()));
    say(&shift, "working through the day");
    let mut alone = phones.pop().expect("one more");
    alone.works(shift.tickets, shift.photos, shift.thumbnails);
    let gate_ms = gate_ms(&alone);
    let alone = runtime.block_on(alone.delivers(way.clone()));
    for phone in &mut phones {
        phone.works(shift.tickets, shift.photos, shift.thumbnails);
    }
    let before = reset(&way.counts);
    reset(&way.looking);
    let pid = office.pid().expect("it runs");
    let processor = processor_s(pid).unwrap_or_default();
    let whole = whole(&shift);
    let watch = Watch::over(pid, [&way.counts, &way.looking].map(Arc::clone), whole, shift.tells);
    say(&shift, "all reconnect");
    let times = runtime.block_on(storm(phones, &way));
    let seconds = percentile(&times.whole, 100.0) / 1_000.0;
    let server_processor_s = processor_s(pid).unwrap_or_default() - processor;
    let looks = watch.ends();
    say(
        &shift,
        "killing the server, and asking another process what is in its store",
    );
    office.kill();
    let (lost_tickets, lost_photos, doctor) = lost(&office, &shift, before);
    let photo_bytes = way.photos.bytes();
    let gates_s = gate_ms / 1_000.0 * whole.tickets as f64;
    Report {
        photo_bytes,
        seconds,
        alone,
        times,
        counts: way.counts,
        looking: way.looking,
        memory_before_mib: looks.first().map_or(0.0, |look| look.memory_mib),
        looks,
        server_processor_s,
        processor_floor_s: (gates_s + check_s(&way.photos) * whole.photos as f64) / cores(),
        disk_floor_s: disk_s(photo_bytes) * whole.photos as f64,
        lost_tickets,
        lost_photos,
        doctor,
        shift,
    }
}

fn cores() -> f64 {
    std::thread::available_parallelism().map_or(1, usize::from) as f64
}

fn way(office: &Office, photo_kb: u32) -> Way {
    let http = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(10_000)
        .build();
    Way {
        http: http.expect("a client"),
        url: office.url(),
        counts: Arc::default(),
        looking: Arc::default(),
        photos: Arc::new(Photos::of(photo_kb)),
    }
}

fn whole(shift: &Shift) -> Whole {
    let tickets = shift.phones * shift.tickets;
    Whole {
        tickets,
        photos: tickets * shift.photos,
    }
}

fn say(shift: &Shift, what: &str) {
    if shift.tells {
        eprintln!("fleet: {what}");
    }
}

async fn enrolled(way: &Way, office: &Office, numbers: Range<u64>) -> Vec<Phone> {
    let mut phones = Vec::new();
    for number in numbers {
        phones.push(Phone::enrolled(way, &office.data(), number).await);
    }
    phones
}

/// Everybody at once.
async fn storm(phones: Vec<Phone>, way: &Way) -> Times {
    let all: Vec<_> = phones
        .into_iter()
        .map(|phone| tokio::spawn(phone.delivers(way.clone())))
        .collect();
    let mut times = Times::default();
    for phone in all {
        let one = phone.await.expect("a phone delivers everything");
        times.exchanges.extend(one.exchanges);
        times.uploads.extend(one.uploads);
        times.thumbnails.extend(one.thumbnails);
        times.whole.extend(one.whole);
    }
    times
}

/// What was delivered before the storm: counted apart.
fn reset(counts: &Counts) -> (u64, u64) {
    let taken = (
        counts.tickets.swap(0, Ordering::Relaxed),
        counts.photos.swap(0, Ordering::Relaxed),
    );
    counts.changes.store(0, Ordering::Relaxed);
    counts.thumbnails.store(0, Ordering::Relaxed);
    counts.photo_bytes.store(0, Ordering::Relaxed);
    taken
}

/// What was receipted and is not in the store that the killed server left: a second process counts and examines.
fn lost(office: &Office, shift: &Shift, (tickets, photos): (u64, u64)) -> (i64, i64, Vec<String>) {
    let doctor = office.run(&["doctor"]).json();
    let counted = |what: &str| doctor[what].as_i64().unwrap_or_default();
    let whole = whole(shift);
    let faults = doctor["faults"].as_array().cloned().unwrap_or_default();
    (
        (whole.tickets + tickets) as i64 - counted("tickets"),
        (whole.photos + photos) as i64 - counted("photos"),
        faults.iter().map(Value::to_string).collect(),
    )
}

/// Seconds one photo's check costs a core.
fn check_s(photos: &Photos) -> f64 {
    const CHECKS: u64 = 20;
    let began = Instant::now();
    for number in 0..CHECKS {
        verify_kept(&photos.number(number)).expect("sound");
    }
    began.elapsed().as_secs_f64() / CHECKS as f64
}

/// Seconds the disk takes for one photo, written and synced.
fn disk_s(bytes: usize) -> f64 {
    use std::io::Write;
    const WRITES: u32 = 50;
    let mut file = tempfile::tempfile().expect("a temporary file");
    let photo = vec![7; bytes];
    let began = Instant::now();
    for _ in 0..WRITES {
        file.write_all(&photo).expect("room on the disk");
        file.sync_data().expect("the disk syncs");
    }
    began.elapsed().as_secs_f64() / f64::from(WRITES)
}

/// The smallest value that so many of 100 do not exceed.
pub(super) fn percentile(values: &[f64], of_100: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (of_100 / 100.0 * sorted.len() as f64).ceil() as usize;
    sorted
        .get(at.saturating_sub(1).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

/// What the server as shipped lets requests take at once: `exchange_mib`, half of it again while bodies arrive, `upload_mib`,
/// `photo_mib`, and the thumbnails it keeps.
const BUDGETS_MIB: f64 = 64.0 + 32.0 + 96.0 + 64.0 + 16.0;
/// What making a thumbnail takes on each core.
const THUMBNAIL_MIB: f64 = 16.0;
/// What a connection may hold beside: what it read ahead, and the request that waits.
const CONNECTION_MIB: f64 = 0.0625;

impl Report {
    /// The most memory the server held, in MiB.
    pub fn peak_mib(&self) -> f64 {
        self.looks.iter().map(|look| look.memory_mib).fold(0.0, f64::max)
    }

    /// What is not as it must be; empty when all is well.
    pub fn faults(&self) -> Vec<String> {
        let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        let mut faults = self.doctor.clone();
        for (what, lost) in [("tickets", self.lost_tickets), ("photos", self.lost_photos)] {
            if lost != 0 {
                faults.push(format!("{lost} {what} receipted and not in the store"));
            }
        }
        if count(&self.counts.without_word) + count(&self.looking.without_word) > 0 {
            faults.push("phones were sent away without a Retry-After".into());
        }
        if count(&self.counts.other) + count(&self.looking.other) > 0 {
            faults.push("the server answered neither yes nor later".into());
        }
        let thumbnails_mib = cores() * THUMBNAIL_MIB;
        let most_mib =
            self.memory_before_mib + BUDGETS_MIB + thumbnails_mib + self.shift.phones as f64 * CONNECTION_MIB;
        if self.peak_mib() > most_mib {
            faults.push(format!(
                "the server took {:.0} MiB, where its budgets and connections come to {most_mib:.0}",
                self.peak_mib()
            ));
        }
        faults
    }

    pub fn json(&self) -> Value {
        let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        let spread = |values: &[f64]| {
            json!({
                "count": values.len(),
                "p50_ms": percentile(values, 50.0),
                "p99_ms": percentile(values, 99.0),
                "most_ms": percentile(values, 100.0),
            })
        };
        let (counts, looking) = (&self.counts, &self.looking);
        json!({
            "phones": self.shift.phones,
            "tickets_each": self.shift.tickets,
            "photos_each_ticket": self.shift.photos,
            "thumbnails_each": self.shift.thumbnails,
            "photo_bytes": self.photo_bytes,
            "seconds": self.seconds,
            "lost": { "tickets": self.lost_tickets, "photos": self.lost_photos },
            "doctor_faults": self.doctor,
            "delivered": { "tickets": count(&counts.tickets), "changes": count(&counts.changes), "photos": count(&counts.photos), "photo_bytes": count(&counts.photo_bytes) },
            "sent_away": { "429": count(&counts.too_many), "503": count(&counts.unavailable), "without_retry_after": count(&counts.without_word), "cut": count(&counts.cut) },
            "thumbnails": { "given": count(&looking.thumbnails), "later": count(&looking.unavailable), "cut": count(&looking.cut) },
            "exchange": spread(&self.times.exchanges),
            "upload": spread(&self.times.uploads),
            "thumbnail": spread(&self.times.thumbnails),
            "whole_phone": spread(&self.times.whole),
            "alone": { "exchange": spread(&self.alone.exchanges), "upload": spread(&self.alone.uploads), "whole_phone": spread(&self.alone.whole) },
            "server_memory_mib": { "before": self.memory_before_mib, "peak": self.peak_mib(), "end": self.looks.last().map(|look| look.memory_mib) },
            "processor_s": { "server": self.server_processor_s, "floor_wall": self.processor_floor_s },
            "disk_floor_s": self.disk_floor_s,
            "faults": self.faults(),
        })
    }
}
