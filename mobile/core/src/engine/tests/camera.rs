// SPDX-License-Identifier: EUPL-1.2
//! Photos as a camera makes them: a real JPEG, with or without a GPS fix in its EXIF.

use ronda_shared::photo::PhotoEdits;
use ronda_shared::ticket::PhotoRole;

use crate::engine::{NewPhoto, Shot};

/// A photo of `seed`'s own colours.
pub(crate) fn photo(seed: u8, fix: Option<(f64, f64)>) -> NewPhoto {
    NewPhoto {
        name: format!("{seed}.jpg"),
        file: jpeg(seed, fix),
        role: PhotoRole::Before,
        caption: None,
        edits: PhotoEdits::default(),
        sketch: None,
        shot: Shot::default(),
    }
}

pub(crate) fn jpeg(seed: u8, fix: Option<(f64, f64)>) -> Vec<u8> {
    let (width, height) = (96_u16, 64_u16);
    let pixels: Vec<u8> = (0..u32::from(width) * u32::from(height) * 3)
        .map(|at| (at as u8).wrapping_mul(seed))
        .collect();
    let mut file = Vec::new();
    jpeg_encoder::Encoder::new(&mut file, 85)
        .encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    if let Some(fix) = fix {
        file.splice(2..2, app1(fix));
    }
    file
}

fn app1(fix: (f64, f64)) -> Vec<u8> {
    let body = [b"Exif\0\0".as_slice(), &tiff(fix)].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [[0xff, 0xe1].as_slice(), &length, &body].concat()
}

/// Big-endian TIFF: one pointer to a GPS directory with latitude and longitude.
fn tiff(fix: (f64, f64)) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [
            tag.to_be_bytes().as_slice(),
            &kind.to_be_bytes(),
            &count.to_be_bytes(),
            &value,
        ]
        .concat()
    };
    let gps_at = 26_u32;
    let values_at = gps_at + 2 + 4 * 12 + 4;
    let mut tiff = [b"MM\0\x2a".as_slice(), &8_u32.to_be_bytes(), &1_u16.to_be_bytes()].concat();
    tiff.extend(entry(0x8825, 4, 1, gps_at.to_be_bytes()));
    tiff.extend(0_u32.to_be_bytes());
    tiff.extend(4_u16.to_be_bytes());
    tiff.extend(entry(1, 2, 2, [if fix.0 < 0.0 { b'S' } else { b'N' }, 0, 0, 0]));
    tiff.extend(entry(2, 5, 3, values_at.to_be_bytes()));
    tiff.extend(entry(3, 2, 2, [if fix.1 < 0.0 { b'W' } else { b'E' }, 0, 0, 0]));
    tiff.extend(entry(4, 5, 3, (values_at + 24).to_be_bytes()));
    tiff.extend(0_u32.to_be_bytes());
    for degrees in [fix.0.abs(), fix.1.abs()] {
        let micro = (degrees * 1e6).round() as u32;
        for (above, below) in [(micro, 1_000_000_u32), (0, 1), (0, 1)] {
            tiff.extend([above.to_be_bytes(), below.to_be_bytes()].concat());
        }
    }
    tiff
}
