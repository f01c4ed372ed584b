// SPDX-License-Identifier: EUPL-1.2
//! Draws pictures, encodes them in every format, and writes EXIF by hand, right and wrong.

use image::codecs::{png::PngEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageEncoder};
use jpeg_encoder::{ColorType, Encoder};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

pub(super) const RED: [u8; 3] = [220, 20, 20];
pub(super) const GREEN: [u8; 3] = [20, 200, 20];
pub(super) const BLUE: [u8; 3] = [20, 20, 220];
pub(super) const WHITE: [u8; 3] = [250, 250, 250];

/// A picture whose quarters are red, green (above), blue and white (below).
pub(super) fn quarters(width: usize, height: usize) -> Vec<u8> {
    let colour = |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => RED,
        (false, true) => GREEN,
        (true, false) => BLUE,
        (false, false) => WHITE,
    };
    (0..height)
        .flat_map(|y| (0..width).flat_map(move |x| colour(x, y)))
        .collect()
}

/// A picture no encoder can make small, the same for the same seed.
pub(super) fn noise(width: usize, height: usize, mut seed: u32) -> Vec<u8> {
    seed |= 1;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed.to_le_bytes()[1]
    };
    (0..width * height * 3).map(|_| next()).collect()
}

pub(super) fn encode_jpeg(
    samples: &[u8],
    width: usize,
    height: usize,
    kind: ColorType,
    how: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 85);
    how(&mut encoder);
    encoder
        .encode(samples, width.try_into().unwrap(), height.try_into().unwrap(), kind)
        .unwrap();
    bytes
}

/// The quarters as an ordinary JPEG.
pub(super) fn jpeg(width: usize, height: usize) -> Vec<u8> {
    encode_jpeg(&quarters(width, height), width, height, ColorType::Rgb, |_| {})
}

pub(super) fn progressive(width: usize, height: usize) -> Vec<u8> {
    encode_jpeg(&quarters(width, height), width, height, ColorType::Rgb, |e| {
        e.set_progressive(true)
    })
}

pub(super) fn png(samples: &[u8], width: u32, height: u32, kind: ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(samples, width, height, kind)
        .unwrap();
    bytes
}

pub(super) fn png_with_exif(width: u32, height: u32, exif: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif).unwrap();
    let rgb = quarters(width as usize, height as usize);
    encoder
        .write_image(&rgb, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

pub(super) fn webp(samples: &[u8], width: u32, height: u32, kind: ExtendedColorType, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut bytes);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).unwrap();
    }
    encoder.write_image(samples, width, height, kind).unwrap();
    bytes
}

/// Puts a segment right behind the start of a JPEG.
pub(super) fn splice(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, payload, &jpeg[2..]].concat()
}

/// Puts a block of EXIF into a JPEG.
pub(super) fn with_exif(jpeg: &[u8], tiff: &[u8]) -> Vec<u8> {
    splice(jpeg, 0xE1, &[b"Exif\0\0", tiff].concat())
}

/// Where the first segment with this marker starts.
pub(super) fn find_segment(jpeg: &[u8], marker: u8) -> usize {
    let mut at = 2;
    while jpeg[at + 1] != marker {
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    at
}

/// Rewrites the size a JPEG announces.
pub(super) fn claim_size(mut jpeg: Vec<u8>, marker: u8, width: u16, height: u16) -> Vec<u8> {
    let at = find_segment(&jpeg, marker);
    jpeg[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

/// The pixels of a JPEG, for looking at single ones.
pub(super) struct Seen {
    pub(super) width: usize,
    pub(super) height: usize,
    rgb: Vec<u8>,
}

impl Seen {
    pub(super) fn of(jpeg: &[u8]) -> Self {
        let mut decoder = JpegDecoder::new(ZCursor::new(jpeg));
        let rgb = decoder.decode().unwrap();
        let (width, height) = decoder.dimensions().unwrap();
        Self { width, height, rgb }
    }

    pub(super) fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let start = (y * self.width + x) * 3;
        self.rgb[start..start + 3].try_into().unwrap()
    }

    /// The middles of the quarters: above left and right, below left and right.
    pub(super) fn quarters(&self) -> [[u8; 3]; 4] {
        let (left, right) = (self.width / 4, self.width * 3 / 4);
        let (top, bottom) = (self.height / 4, self.height * 3 / 4);
        [
            self.at(left, top),
            self.at(right, top),
            self.at(left, bottom),
            self.at(right, bottom),
        ]
    }
}

/// JPEG is lossy: the same colour means within 12 steps on each channel.
pub(super) fn assert_colours(seen: &[[u8; 3]], expected: &[[u8; 3]], case: &str) {
    let close = |a: &[u8; 3], b: &[u8; 3]| a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 12);
    let all = seen.len() == expected.len() && seen.iter().zip(expected).all(|(a, b)| close(a, b));
    assert!(all, "{case}: saw {seen:?}, expected {expected:?}");
}

/// The value of one EXIF entry.
#[derive(Clone)]
pub(super) enum Entry {
    Short(u16),
    Long(u32),
    Text(String),
    Fractions(Vec<(u32, u32)>),
}

/// A block of EXIF with its three directories.
#[derive(Clone, Default)]
pub(super) struct Tiff {
    pub(super) big_endian: bool,
    pub(super) main: Vec<(u16, Entry)>,
    pub(super) exif: Vec<(u16, Entry)>,
    pub(super) gps: Vec<(u16, Entry)>,
}

impl Tiff {
    pub(super) fn turned(orientation: u16) -> Vec<u8> {
        Self {
            main: vec![(0x0112, Entry::Short(orientation))],
            ..Self::default()
        }
        .bytes()
    }

    /// A position near Florence, told by a camera with a clock.
    pub(super) fn in_florence() -> Self {
        Self {
            exif: vec![
                (0x9003, Entry::Text("2026:03:14 09:26:53".into())),
                (0x9011, Entry::Text("+01:00".into())),
            ],
            gps: gps(
                ("N", [(43, 1), (46, 1), (1500, 100)]),
                ("E", [(11, 1), (15, 1), (9, 1)]),
            ),
            ..Self::default()
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut main = self.main.clone();
        main.push((0x8769, Entry::Long(0)));
        main.push((0x8825, Entry::Long(0)));
        let exif_at = 8 + self.directory(8, &main).len();
        let exif = self.directory(exif_at, &self.exif);
        let gps_at = exif_at + exif.len();
        let pointers = main.len() - 2;
        main[pointers].1 = Entry::Long(exif_at as u32);
        main[pointers + 1].1 = Entry::Long(gps_at as u32);
        let header = if self.big_endian {
            b"MM\0\x2A\0\0\0\x08"
        } else {
            b"II\x2A\0\x08\0\0\0"
        };
        [
            header.as_slice(),
            &self.directory(8, &main),
            &exif,
            &self.directory(gps_at, &self.gps),
        ]
        .concat()
    }

    fn short(&self, number: u16) -> [u8; 2] {
        if self.big_endian {
            number.to_be_bytes()
        } else {
            number.to_le_bytes()
        }
    }

    fn long(&self, number: u32) -> [u8; 4] {
        if self.big_endian {
            number.to_be_bytes()
        } else {
            number.to_le_bytes()
        }
    }

    /// One directory at offset `at`, the values that do not fit into it right behind.
    fn directory(&self, at: usize, entries: &[(u16, Entry)]) -> Vec<u8> {
        let mut table = self.short(entries.len() as u16).to_vec();
        let mut behind = Vec::new();
        let behind_at = at + 2 + 12 * entries.len() + 4;
        for (tag, entry) in entries {
            let (kind, count, value) = self.value(entry);
            table.extend(self.short(*tag));
            table.extend(self.short(kind));
            table.extend(self.long(count));
            if value.len() <= 4 {
                table.extend(value.iter().copied().chain([0; 4]).take(4));
            } else {
                table.extend(self.long((behind_at + behind.len()) as u32));
                behind.extend(value);
            }
        }
        table.extend([0; 4]);
        [table, behind].concat()
    }

    fn value(&self, entry: &Entry) -> (u16, u32, Vec<u8>) {
        match entry {
            Entry::Short(number) => (3, 1, self.short(*number).to_vec()),
            Entry::Long(number) => (4, 1, self.long(*number).to_vec()),
            Entry::Text(text) => (2, text.len() as u32 + 1, [text.as_bytes(), &[0]].concat()),
            Entry::Fractions(list) => {
                let bytes = list
                    .iter()
                    .flat_map(|&(n, d)| [self.long(n), self.long(d)].concat())
                    .collect();
                (5, list.len() as u32, bytes)
            }
        }
    }
}

/// Degrees, minutes and seconds as fractions, with the side of the equator or meridian.
type Angle<'a> = (&'a str, [(u32, u32); 3]);

/// The entries of a GPS directory.
pub(super) fn gps(latitude: Angle<'_>, longitude: Angle<'_>) -> Vec<(u16, Entry)> {
    vec![
        (1, Entry::Text(latitude.0.into())),
        (2, Entry::Fractions(latitude.1.to_vec())),
        (3, Entry::Text(longitude.0.into())),
        (4, Entry::Fractions(longitude.1.to_vec())),
    ]
}
