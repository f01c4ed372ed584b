// SPDX-License-Identifier: EUPL-1.2
//! Photos that mean harm, before the phone's intake and the office's check: cut, torn, bombs, two files in one, endless EXIF.

mod huge;

pub use huge::{Huge, huge};

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{DynamicImage, ImageFormat, RgbImage};
use ronda_shared::photo::{intake, verify_kept};

use super::cost::{self, Cost};
use crate::camera::{Scene, photo};
use crate::scenario::Random;

/// What one photo may cost (reliability: hostile photos), from the file to the checked JPEG.
pub const LIMIT: Cost = Cost::limit(2_000, 256);
/// What a foreign file hides in a photo.
const HIDDEN: &[u8] = b"<script>alert(1)</script>PK\x03\x04hidden";

/// What a run came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Judged {
    pub tried: u64,
    pub taken: u64,
    /// The dearest in time and the largest in memory.
    pub worst: Cost,
}

/// Sound files to begin with, one of each kind that is taken in.
pub fn sound() -> Vec<Vec<u8>> {
    let drawn = DynamicImage::ImageRgb8(RgbImage::from_fn(96, 64, |x, y| image::Rgb([x as u8, y as u8, 77])));
    let coded = |format| {
        let mut bytes = Cursor::new(Vec::new());
        drawn.write_to(&mut bytes, format).expect("encoding into memory");
        bytes.into_inner()
    };
    let camera = photo(Scene::at(43.77, 11.25, 1).sized(160, 120).gravel());
    let kept = intake(&camera).expect("a photo of ours").jpeg;
    vec![camera, kept, coded(ImageFormat::Png), coded(ImageFormat::WebP)]
}

/// Tries so many files of a seed, once every crafted one, and one of the huge ones.
///
/// # Panics
/// With the file that did harm or took too much memory, in hexadecimal.
pub fn tried(seed: u64, count: u64) -> Judged {
    let (sound, mut random) = (sound(), Random::of(seed));
    let mut judged = Judged::default();
    for file in crafted(&sound) {
        judged.one(&file);
    }
    let (_, file) = &huge()[seed as usize % huge().len()];
    judged.one(file);
    for _ in 0..count {
        let from = &sound[random.index(sound.len())];
        judged.one(&spoiled(from, &sound, &mut random));
    }
    judged
}

/// What the largest photo costs that somebody takes with a camera: 50 megapixels full of detail.
///
/// # Panics
/// When it is not taken in.
pub fn largest_honest() -> Cost {
    let file = photo(Scene::at(43.77, 11.25, 1).sized(8_160, 6_120));
    let (taken, cost) = cost::of_dearest(Cost::default(), || harm(&file));
    assert_eq!(taken, Ok(true));
    cost
}

impl Judged {
    fn one(&mut self, file: &[u8]) {
        let (fault, cost) = cost::of_dearest(self.worst, || harm(file));
        let hex = || crate::stranger::hex(&file[..file.len().min(4_096)]);
        match fault {
            Ok(taken) => self.taken += u64::from(taken),
            Err(what) => panic!("{what}: {}", hex()),
        }
        assert!(
            cost.memory <= LIMIT.memory,
            "a photo took {} MiB: {}",
            cost.mib(),
            hex()
        );
        self.tried += 1;
        self.worst = self.worst.worst(cost);
    }
}

/// True when the phone takes it in. The office keeps the bytes as they are, so nothing may hide beside the pixels. Among the
/// codes of the pixels any bytes are codes: a decoder draws them, no reader of a photo finds a file there that a check could
/// tell from pixels, and they are served as nothing but a JPEG. The phone makes every photo anew and leaves none of them.
fn harm(file: &[u8]) -> Result<bool, String> {
    let checked = catch_unwind(AssertUnwindSafe(|| verify_kept(file).is_ok()));
    let kept = checked.map_err(|_| "the office's check panicked")?;
    if kept && contains(&beside_pixels(file), HIDDEN) {
        return Err("the office keeps a photo that hides another file".into());
    }
    let taken = catch_unwind(AssertUnwindSafe(|| intake(file))).map_err(|_| "the intake panicked")?;
    let Ok(taken) = taken else { return Ok(false) };
    for (what, jpeg) in [("photo", &taken.jpeg), ("thumbnail", &taken.thumbnail)] {
        if contains(jpeg, HIDDEN) {
            return Err(format!("the {what} still hides another file"));
        }
        verify_kept(jpeg).map_err(|fault| format!("the {what} taken in is none the office keeps ({fault})"))?;
    }
    Ok(true)
}

/// A JPEG without the codes of its pixels: every segment, and whatever stands before, between and after.
fn beside_pixels(file: &[u8]) -> Vec<u8> {
    let mut beside = Vec::new();
    let mut at = 0;
    let mut codes = false;
    while at < file.len() {
        let marker = (file[at] == 0xff).then(|| file.get(at + 1).copied().unwrap_or_default());
        let is_code = |next: u8| next == 0 || (0xd0..=0xd7).contains(&next);
        if codes && marker.is_none_or(is_code) {
            at += if marker.is_some() { 2 } else { 1 };
            continue;
        }
        codes = marker == Some(0xda);
        let length = match marker {
            // Start and end stand alone; a fill byte is one of its own; anything but a marker is no JPEG's.
            None | Some(0xff | 0xd8 | 0xd9) => 1,
            Some(_) => {
                2 + file
                    .get(at + 2..at + 4)
                    .map_or(0, |two| usize::from(two[0]) << 8 | usize::from(two[1]))
            }
        };
        let end = (at + length).min(file.len());
        beside.extend_from_slice(&file[at..end]);
        at = end;
    }
    beside
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}

fn spoiled(from: &[u8], sound: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = from.to_vec();
    match random.below(8) {
        0 => bytes.truncate(random.index(from.len())),
        1 => {
            let (at, other) = (random.index(from.len()), &sound[random.index(sound.len())]);
            bytes.truncate(at);
            bytes.extend(&other[random.index(other.len())..]);
        }
        2 => {
            let at = random.index(from.len());
            bytes.splice(at..at, HIDDEN.iter().copied());
        }
        3 => {
            let (at, count) = (random.index(from.len()), random.index(64));
            bytes.splice(at..at, vec![0xff; count]);
        }
        4 => {
            let at = random.index(from.len());
            let end = (at + random.index(64)).min(bytes.len());
            bytes.drain(at..end);
        }
        _ => {
            for _ in 0..=random.below(8) {
                let at = random.index(bytes.len());
                bytes[at] = random.below(256) as u8;
            }
        }
    }
    bytes
}

/// The files people write to do harm.
pub fn crafted(sound: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let (camera, kept, png, webp) = (&sound[0], &sound[1], &sound[2], &sound[3]);
    let mut files = vec![
        Vec::new(),
        vec![0xff; 1_000],
        [kept.as_slice(), HIDDEN].concat(),
        [HIDDEN, kept].concat(),
        [b"\xff\xd8".as_slice(), &segment(0xfe, HIDDEN), &kept[2..]].concat(),
        [b"\xff\xd8".as_slice(), &segment(0xe1, &exif_loop()), &camera[2..]].concat(),
        [
            b"\xff\xd8".as_slice(),
            &segment(0xfe, &[0; 9]).repeat(20_000),
            &kept[2..],
        ]
        .concat(),
        [png.as_slice(), HIDDEN].concat(),
        [webp.as_slice(), kept].concat(),
        [kept.as_slice(), kept].concat(),
        b"GIF89a\xff\xff\xff\xff\x00\x00\x00;".to_vec(),
    ];
    // Sizes that would take gigabytes: in the frame of a JPEG, the header of a PNG, the canvas of a WebP.
    for marker in [0xc0, 0xc1, 0xc2] {
        let mut bomb = kept.clone();
        if let Some(at) = kept
            .windows(2)
            .position(|pair| pair[0] == 0xff && (0xc0..=0xc2).contains(&pair[1]))
        {
            bomb[at + 1] = marker;
            bomb[at + 5..at + 9].copy_from_slice(&[0xff; 4]);
        }
        files.push(bomb);
    }
    let mut bomb = png.clone();
    bomb[16..24].copy_from_slice(&[0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00]);
    files.push(bomb);
    let mut bomb = webp.clone();
    bomb[20..32.min(webp.len())].fill(0xff);
    files.push(bomb);
    files
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).expect("a short segment").to_be_bytes();
    [&[0xff, marker], length.as_slice(), data].concat()
}

/// A directory whose next one is itself, and whose own sub-directory is itself again.
fn exif_loop() -> Vec<u8> {
    let mut tiff = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    tiff.extend(2_u16.to_le_bytes());
    for tag in [0x8769_u16, 0x8825] {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(4_u16.to_le_bytes());
        tiff.extend(1_u32.to_le_bytes());
        tiff.extend(8_u32.to_le_bytes());
    }
    tiff.extend(8_u32.to_le_bytes());
    tiff
}
