// SPDX-License-Identifier: EUPL-1.2
//! The README's table of promises: what is promised, what the suite does for it, and what the last committed proof did.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

const BEGIN: &str = "<!-- promises: written by `prove --table PROOF.json`, not by hand -->";
const END: &str = "<!-- end of promises -->";

/// A promise, its goal per release, what `make test` does, and the lanes of `prove` that try to break it.
type Row = (&'static str, &'static str, &'static str, &'static [&'static str]);

const ROWS: &[Row] = &[
    (
        "an acknowledged save survives kill -9",
        "100,000 kills, 0 lost",
        "80 kills of a phone while it saves, 25 of a server while two phones sync",
        &["kills", "server-kills", "upheavals"],
    ),
    (
        "... and a power cut",
        "10,000 cuts, 1,000,000 simulated images",
        "120 simulated images of a phone's disk, unsynced sectors lost or torn, and 48 of a phone's and an office's in the middle of a sync; one run of real cuts of phone and server where root can mount a file",
        &["power-cuts", "power-images", "sync-power"],
    ),
    (
        "any schedule of edits, syncs and faults converges, nothing lost",
        "10,000,000 engine-only, 1,000,000 with the real store, 10,000 with real processes",
        "200 schedules among replicas with the real documents and gates alone; 24 simulated lives with the real engine and stores, and every one that ever failed; three phones in all six orders of arrival, with real processes; a life of real processes, and every kept one, in which phones and office are killed, the network cuts, clocks leap, the office is restored, phones are copied, revoked and moved and tickets destroyed, judged by the same oracle",
        &["replicas", "schedules", "upheavals"],
    ),
    (
        "an I/O error or a full disk at every call leaves the last saved state and a clear message",
        "every n-th call of 20 flows",
        "every call of one day's work on a phone, in three ways; one in 41 of the calls of two syncs, a full day's and a revoked phone's last, on either side's disk; drawn failing and full disks in the simulated lives; one phone on a full file system of its own (where a mount namespace can be made)",
        &["io-errors", "sync-errors", "schedules"],
    ),
    (
        "drop, duplicate, delay, reorder, half-close, truncate only delay",
        "1,000,000 faulty exchanges, 0 lost, 0 duplicate tickets; a photo re-sends at most one chunk",
        "11 kinds of cut, stalled, delayed, repeated and half-closed connections and 8 at random bytes; a photo whose connection is cut, whose phone or whose server is killed midway re-sends at most one chunk",
        &["faults", "upheavals", "schedules"],
    ),
    (
        "clocks may be anything",
        "+-10 years, jumps",
        "one life of three real phones and a real server twice, with right clocks and with clocks that leap up to ten years, also during syncs: the same tickets; phones of the simulated lives jump by up to two years, hours apart",
        &["clocks", "upheavals", "schedules"],
    ),
    (
        "a cloned phone, or one put back to an older copy, loses nothing",
        "10,000 scenarios, alarm within one sync",
        "2 walks with real processes; clones and old copies in the simulated lives",
        &["clones", "upheavals", "schedules"],
    ),
    (
        "a server restored from an old backup heals from the phones with no operator command",
        "10,000 restores",
        "by `restore`, and twice by a plain copy of its files, with real processes; roll-backs in the simulated lives",
        &["roll-backs", "upheavals", "schedules"],
    ),
    (
        "every pair of deeds done at once ends the same everywhere, nobody's is dropped, whoever lost is told",
        "10,000,000 engine-only",
        "all pairs and the named triples of events as golden tables; 200 scenes of two or three deeds at once from drawn states; the merge table through four phones and a server",
        &["deeds", "replicas"],
    ),
    (
        "every event by every role",
        "-",
        "every status, event and role at the gate and on a phone, against the table people read; the same on 4 drawn tickets",
        &["events"],
    ),
    (
        "a destroyed ticket is gone everywhere and stays gone after a restore",
        "10,000 purges, 0 bytes",
        "the walks of `tests/tests/e2e/purge.rs` with real processes; 100 purges in each case store; purges in the simulated lives",
        &["upheavals", "schedules"],
    ),
    (
        "an erased contact stays erased and leaves no byte",
        "10,000 purges, 0 bytes",
        "one erasure, restored and merged from a backup; store, log and journal searched; erasures in the simulated lives",
        &["schedules"],
    ),
    (
        "hostile changes harm nobody",
        "100,000,000 mutated, 1,000,000 crafted; 50 ms and 64 MiB each",
        "10,000 mutated changes over HTTP, 5,500 more at the gates of office and phone, most of them wrong in their grammar; crafted bombs; each within 64 MiB, counted, and within 4 times the processor time of a person's largest change in the same run",
        &["changes"],
    ),
    (
        "hostile photos harm nobody",
        "10,000,000 mutated, and bombs; 2 s and 256 MiB each",
        "1,500 mutated, cut, torn, inflated or doubled files; crafted bombs, endless EXIF, two files in one, and the largest pictures that are let in; each within 256 MiB, counted, and within 4 times the processor time of a camera's 50 megapixels in the same run",
        &["photos"],
    ),
    (
        "bad HTTP never gives 5xx nor leaks",
        "10,000,000 requests",
        "4,000 of our own making to every route, half of them made of the OpenAPI description, and schemathesis against it",
        &["requests"],
    ),
    (
        "nobody sees or touches another scope",
        "every route x role x scope x object, 0 leaks",
        "21 kinds of people of a drawn town to 20 tickets in every state and their photos by every route, uploads, public files, news and contacts among them; the revoked, the disabled and strangers at every route and the drop box; another's is answered like one that is not there, and a route that is added must be asked for",
        &["scopes"],
    ),
    (
        "exports are what they say and run nothing",
        "-",
        "tickets with texts that mean harm, as CSV, GeoJSON and JSON, read back by other programs' rules",
        &["exports"],
    ),
    (
        "the file on a stolen phone is unreadable, nothing personal is in logs",
        "0 of 10,000 strings",
        "400 planted words, a phone number and the PIN, looked for in homes and in the server's trace",
        &["canaries"],
    ),
    (
        "PIN guessing fails",
        "counter before the check",
        "20 thieves of a phone with hardware, its clock set back and forward, started again at every try, until the tenth drops the key; 4 real processes killed between the count and the check; what cannot be counted is not looked at",
        &["guesses"],
    ),
    (
        "a revoked phone is out at once; its wipe first delivers what was not delivered",
        "next request refused; 10,000 wipes",
        "one walk each with real processes; revocations in the simulated lives",
        &["upheavals", "schedules"],
    ),
    (
        "history cannot be altered unseen",
        "1,000,000 tamperings",
        "every field of a fact, a flipped byte in a photo, a row and a fact; 40 cells and rows of a store at random",
        &["tampering"],
    ),
    (
        "overload slows, never breaks",
        "10x rated load 30 min: 0 lost, 429/503 with Retry-After, flat memory",
        "20 phones at once; 30 at a server with memory for two: sent away with Retry-After, nothing lost",
        &["fleet"],
    ),
    (
        "the app keeps what it showed as saved",
        "10,000 kills",
        "one kill in its real window, between save and receipt; an agent's day and a crew's job by touch and by keyboard, and once by messages of JSON alone, as on Android",
        &[],
    ),
    (
        "photos leave nothing behind in plain, nor in the web view's memory",
        "-",
        "a camera's left-over file recovered and swept; 204 photos looked at one after another",
        &[],
    ),
    (
        "foreign clients can upload photos",
        "-",
        "tuspy 1.1.0 and tus-js-client 4.3.1",
        &[],
    ),
    (
        "divergence is noticed in the same session",
        "100,000 injected",
        "120 differences made below the engine in three simulated lives: tickets, changes, memberships, photo receipts, rows and sums lost or altered on a phone, tickets, changes and sums in the office; the next sync mends each, and where only a person can (a wrong sum of the office) says so",
        &["divergence"],
    ),
    (
        "old and new speak",
        "clients N-2..N with servers N-1..N",
        "an older layout and unknown fields are read; there is one version",
        &[],
    ),
];

/// Promises, and parts of goals, that no lane of `prove` plays, each with what there is instead.
pub fn without_a_lane() -> impl Iterator<Item = (String, String)> {
    let rows = ROWS.iter().filter(|(_, _, _, lanes)| lanes.is_empty());
    let rows = rows.map(|(promise, _, suite, _)| {
        let instead = format!("no lane plays it; `make test` does: {suite}");
        ((*promise).to_owned(), instead)
    });
    let long = (
        "10 times the rated load for 30 minutes",
        "`make fleet RATE=10` plays one storm of some minutes",
    );
    rows.chain([(long.0.to_owned(), long.1.to_owned())])
}

/// The table for a record of `prove`, between its marks.
pub fn table(record: &Value) -> String {
    let mut text = format!("{BEGIN}\n");
    let (date, product) = (word(record, "date"), word(record, "product"));
    let (took, seed) = (record["took_s"].as_u64().unwrap_or_default() / 60, &record["seed"]);
    let _ = writeln!(
        text,
        "| Promise | Goal per release | What `make test` does | `prove` of {date}: {took} minutes at {product}, seed {seed} |"
    );
    text.push_str("|---|---|---|---|\n");
    for (promise, goal, suite, lanes) in ROWS {
        let _ = writeln!(text, "| {promise} | {goal} | {suite} | {} |", proved(record, lanes));
    }
    text.push_str(END);
    text
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("-")
}

/// What the lanes did, or that they did not run.
fn proved(record: &Value, lanes: &[&str]) -> String {
    let ran = record["ran"].as_array().map(Vec::as_slice).unwrap_or_default();
    let did = lanes
        .iter()
        .filter_map(|name| ran.iter().find(|lane| lane["lane"] == *name));
    let told: Vec<String> = did.map(told).collect();
    if told.is_empty() {
        "not run".into()
    } else {
        told.join("; ")
    }
}

fn told(lane: &Value) -> String {
    let count = lane["count"].as_u64().unwrap_or_default();
    let failures = lane["failures"].as_array().map_or(0, Vec::len);
    let mut told = format!("{} {}", grouped(count), word(lane, "unit"));
    if lane["all_each_time"] == true {
        let _ = write!(told, ": all of them, {} times", lane["runs"]);
    }
    if let Some(cost) = lane["cost"].as_object() {
        let (ms, mib) = (&cost["worst_processor_ms"], &cost["worst_memory_mib"]);
        let (ms_limit, mib_limit) = (&cost["limit_processor_ms"], &cost["limit_memory_mib"]);
        let build = word(&lane["cost"], "build");
        let _ = write!(
            told,
            ", the dearest {ms} ms of a processor in a {build} build (at most {ms_limit}), the largest {mib} MiB (at most {mib_limit})"
        );
    }
    if failures > 0 {
        let _ = write!(told, ", **{failures} failed**");
    }
    told
}

/// With a comma after every third digit from the right.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A README with the table of this record in place of the one it has.
///
/// # Errors
/// When the README has no place for it.
pub fn readme_with(readme: &str, record: &Value) -> Result<String, String> {
    let missing =
        || format!("the README has no lines \"{BEGIN}\" and \"{END}\": put them back where the table belongs");
    let (before, rest) = readme.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    Ok(format!("{before}{}{after}", table(record)))
}

/// Writes the table of a record into the README beside it.
///
/// # Errors
/// When a file cannot be read or written, or is not what it should be.
pub fn write_readme(record: &Path) -> Result<PathBuf, String> {
    let fault = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| format!("{path}: {error}")
    };
    let text = std::fs::read_to_string(record).map_err(fault(record))?;
    let value = serde_json::from_str(&text).map_err(|error| format!("{} is no record ({error})", record.display()))?;
    let readme = record.parent().unwrap_or(Path::new("")).join("README.md");
    let old = std::fs::read_to_string(&readme).map_err(fault(&readme))?;
    std::fs::write(&readme, readme_with(&old, &value)?).map_err(fault(&readme))?;
    Ok(readme)
}
