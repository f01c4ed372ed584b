// SPDX-License-Identifier: EUPL-1.2
//! P6 and P7: a camera's file taken in, and two hundred photos uploaded by tus.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::stream::{self, StreamExt};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use ronda_field::hands::two_hands;
use ronda_shared::photo::{PhotoEdits, intake_edited};
use ronda_tests::camera::{Scene, photo};
use ronda_tests::stranger::{Stranger, hex};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{Extent, say};
use crate::machine::{floor_s, picture_floor_s};
use crate::meter::memory_kib;
use crate::outcome::{Goal, Line, Peer, median};
use crate::peers::Service;
use crate::stage::office;

const UPLOADS: u32 = 200;
/// Uploads under way at once, as the phone does it.
const AT_ONCE: usize = 4;
/// Longest one request may take: a peer that hangs is "not run".
const PATIENCE: Duration = Duration::from_secs(60);
/// A camera's 12 megapixels, each of them three bytes once decoded.
const WIDE: u32 = 4000;
const HIGH: u32 = 3000;
const PIXEL_BYTES: usize = 3 * WIDE as usize * HIGH as usize;
const LONG_EDGE: u32 = 2048;
const THUMBNAIL_EDGE: u32 = 320;

pub fn measure(extent: Extent, lines: &mut Vec<Line>) {
    lines.extend(intakes(extent.runs));
    lines.extend(uploads(extent.runs));
}

/// Takes one photo into a folder.
type Program = fn(&Path, &Path);

/// The programs of [`alone`], each in a process of its own so that its memory is its own.
const PROGRAMS: [(&str, Program); 2] = [("--intake", with_ours), ("--image", with_image_alone)];

/// `bench --intake FILE FOLDER` and `bench --image FILE FOLDER`: one photo, and the most memory it took, in KiB.
pub fn alone(args: &[String]) -> Option<()> {
    let [program, file, folder] = args else { return None };
    let (_, work) = PROGRAMS.iter().find(|(name, _)| name == program)?;
    work(Path::new(file), Path::new(folder));
    println!("{}", memory_kib(std::process::id(), "VmHWM")?);
    Some(())
}

fn with_ours(file: &Path, folder: &Path) {
    let file = std::fs::read(file).expect("the photo");
    let intake = intake_edited(&file, &PhotoEdits::default(), &two_hands)
        .expect("a sound photo")
        .photo;
    std::fs::write(folder.join("photo.jpg"), intake.jpeg).expect("room on the disk");
    std::fs::write(folder.join("thumbnail.jpg"), intake.thumbnail).expect("room on the disk");
}

fn with_image_alone(file: &Path, folder: &Path) {
    let decoded = image::load_from_memory(&std::fs::read(file).expect("the photo")).expect("a sound photo");
    let stored = decoded.resize(LONG_EDGE, LONG_EDGE, FilterType::Triangle);
    let thumbnail = stored.resize(THUMBNAIL_EDGE, THUMBNAIL_EDGE, FilterType::Triangle);
    for (name, picture) in [("photo.jpg", stored), ("thumbnail.jpg", thumbnail)] {
        let mut jpeg = Vec::new();
        picture
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 80))
            .expect("encoding");
        Sha256::digest(&jpeg);
        std::fs::write(folder.join(name), jpeg).expect("room on the disk");
    }
}

/// One process on one photo: its seconds and, where it tells, its most memory.
struct Taken {
    seconds: f64,
    kib: f64,
}

fn intakes(runs: usize) -> Vec<Line> {
    say("taking in a 12 megapixel photo");
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("camera.jpg");
    std::fs::write(&file, photo(Scene::at(43.77, 11.25, 3).sized(WIDE, HIGH))).expect("room on the disk");
    let own = std::env::current_exe().expect("this program has a path");
    let ours =
        taken(runs, || vec![command(&own, &["--intake"], &[&file, folder.path()])]).expect("our own program runs");
    let image = taken(runs, || vec![command(&own, &["--image"], &[&file, folder.path()])]);
    let vips = taken(runs, || {
        let of = |edge: u32| {
            let out = folder.path().join(format!("vips-{edge}.jpg"));
            let (size, out) = (format!("{edge}x{edge}>"), format!("{}[Q=80,strip]", out.display()));
            command(Path::new("vipsthumbnail"), &["--size", &size, "-o", &out], &[&file])
        };
        vec![of(LONG_EDGE), of(THUMBNAIL_EDGE)]
    });
    let floor: Vec<f64> = (0..runs).map(|_| picture_floor_s(&file, PIXEL_BYTES)).collect();
    let what = "12 MP photo taken in, thumbnail included";
    let ms = |taken: Result<Taken, String>| taken.map(|taken| taken.seconds * 1_000.0);
    let (seconds, kib) = (ours.seconds, ours.kib);
    vec![
        Line::beside(
            "P6",
            what,
            (seconds * 1_000.0, "ms"),
            ("vipsthumbnail twice", ms(vips)),
            Goal::AtMost(0.5),
        ),
        Line::beside(
            "P6",
            what,
            (seconds * 1_000.0, "ms"),
            ("image alone", ms(image)),
            Goal::AtMost(0.25),
        ),
        Line::beside(
            "P6",
            what,
            (seconds * 1_000.0, "ms"),
            (
                "its file read and hashed, its pixels copied once, the floor",
                Ok(median(&floor) * 1_000.0),
            ),
            Goal::None,
        ),
        Line::bounded(
            "P6",
            "memory of that at its peak, the program included",
            (kib / 1_024.0, "MiB"),
            80.0,
        ),
    ]
}

fn command(program: &Path, args: &[&str], paths: &[&Path]) -> Command {
    let mut command = Command::new(program);
    command.args(args).args(paths);
    command
}

fn taken(runs: usize, commands: impl Fn() -> Vec<Command>) -> Result<Taken, String> {
    let mut times = Vec::new();
    let mut kib: f64 = 0.0;
    for _ in 0..runs {
        let began = Instant::now();
        for mut command in commands() {
            let output = command
                .output()
                .map_err(|error| format!("it does not start: {error}"))?;
            if !output.status.success() {
                return Err("it failed on the photo".into());
            }
            kib = kib.max(
                String::from_utf8_lossy(&output.stdout)
                    .trim()
                    .parse()
                    .unwrap_or_default(),
            );
        }
        times.push(began.elapsed().as_secs_f64());
    }
    Ok(Taken {
        seconds: median(&times),
        kib,
    })
}

/// What a tus server wants besides tus.
struct Target {
    endpoint: String,
    token: Option<String>,
}

fn uploads(runs: usize) -> Vec<Line> {
    say("preparing 200 photos");
    let jpegs: Vec<Vec<u8>> = (0..UPLOADS).map(stored).collect();
    let mean_kb = jpegs.iter().map(Vec::len).sum::<usize>() as f64 / f64::from(UPLOADS) / 1_000.0;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    say("uploading 200 photos");
    let ours: Vec<f64> = (0..runs)
        .map(|_| {
            let office = office();
            let stranger = runtime.block_on(Stranger::enrolled(&office, "Ada Prova", "operator"));
            let endpoint = format!("{}/v1/photos/uploads", office.url());
            let seconds = runtime.block_on(uploaded(
                &Target {
                    endpoint,
                    token: Some(stranger.token),
                },
                &jpegs,
            ));
            office.assert_sound();
            seconds.expect("our server takes every photo")
        })
        .collect();
    let peer: Peer = (0..runs)
        .map(|_| {
            let service = Service::tus()?;
            runtime.block_on(uploaded(
                &Target {
                    endpoint: service.endpoint.clone(),
                    token: None,
                },
                &jpegs,
            ))
        })
        .collect::<Result<Vec<f64>, String>>()
        .map(|times| median(&times));
    let what = format!("200 photos of {mean_kb:.0} kB by tus, 4 at a time");
    let floor: Vec<f64> = (0..runs).map(|_| floor_s(jpegs.iter().map(Vec::as_slice))).collect();
    let ours = (median(&ours), "s");
    vec![
        Line::beside(
            "P7",
            &what,
            ours,
            ("@tus/server, neither verified nor synced", peer),
            Goal::AtMost(0.3),
        ),
        Line::beside(
            "P7",
            &what,
            ours,
            ("each hashed, copied and synced, the floor", Ok(median(&floor))),
            Goal::None,
        ),
    ]
}

/// A photo as the phone stores it, each with other bytes.
fn stored(seed: u32) -> Vec<u8> {
    let scene = Scene::at(43.77, 11.25, seed).sized(1_500, 1_120);
    ronda_shared::photo::intake(&photo(scene)).expect("a sound photo").jpeg
}

/// The same client for every server: creation, then the whole photo in one chunk.
async fn uploaded(target: &Target, jpegs: &[Vec<u8>]) -> Peer {
    let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE);
    let http = http.build().expect("a client");
    let began = Instant::now();
    let results: Vec<Result<(), String>> = stream::iter(jpegs)
        .map(|jpeg| upload(&http, target, jpeg))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    results.into_iter().collect::<Result<(), String>>()?;
    Ok(began.elapsed().as_secs_f64())
}

async fn upload(http: &reqwest::Client, target: &Target, jpeg: &[u8]) -> Result<(), String> {
    let sha256 = hex(&Sha256::digest(jpeg));
    let dressed = |request: reqwest::RequestBuilder| {
        let request = request.header("Tus-Resumable", "1.0.0");
        match &target.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    };
    let begun = dressed(http.post(&target.endpoint))
        .header("Upload-Length", jpeg.len())
        .header("Upload-Metadata", format!("sha256 {}", STANDARD.encode(sha256)))
        .send()
        .await
        .map_err(|error| error.to_string())?;
    let location = begun
        .headers()
        .get("location")
        .and_then(|value| value.to_str().ok())
        .ok_or("no location")?;
    let url = reqwest::Url::parse(&target.endpoint)
        .and_then(|base| base.join(location))
        .map_err(|error| error.to_string())?;
    let ended = dressed(http.patch(url))
        .header("Upload-Offset", 0)
        .header("Content-Type", "application/offset+octet-stream")
        .body(jpeg.to_vec())
        .send()
        .await
        .map_err(|error| error.to_string())?;
    if ended.status().is_success() {
        Ok(())
    } else {
        Err(format!("it answered {}", ended.status()))
    }
}
