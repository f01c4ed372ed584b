// SPDX-License-Identifier: EUPL-1.2
//! Photos as a phone's camera makes them: drawn scenes, saved as JPEG with time and GPS in their EXIF. Public domain (CC0).

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// A place and what to draw there.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    pub lat: f64,
    pub lon: f64,
    pub seed: u32,
    pub width: u32,
    pub height: u32,
    /// Loose stones all over: no two pixels are alike, so that the photo takes as many bytes as photos do.
    pub gravel: bool,
}

impl Scene {
    pub fn at(lat: f64, lon: f64, seed: u32) -> Self {
        Self {
            lat,
            lon,
            seed,
            width: 1600,
            height: 1200,
            gravel: false,
        }
    }

    pub fn gravel(self) -> Self {
        Self { gravel: true, ..self }
    }

    pub fn sized(self, width: u32, height: u32) -> Self {
        Self { width, height, ..self }
    }
}

/// The scene as a JPEG file with EXIF.
pub fn photo(scene: Scene) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, 88);
    draw(scene).write_with_encoder(encoder).expect("encoding into memory");
    let exif = exif(scene);
    let length = u16::try_from(exif.len() + 2).expect("a short segment").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// Asphalt with a hole in it, grainy so that it compresses like a photo.
fn draw(scene: Scene) -> RgbImage {
    let Scene {
        width, height, seed, ..
    } = scene;
    let (cx, cy) = (f64::from(width) * 0.55, f64::from(height) * 0.6);
    let (rx, ry) = (f64::from(width) * 0.2, f64::from(height) * 0.15);
    RgbImage::from_fn(width, height, |x, y| {
        let grain = (x.wrapping_mul(374_761_393) ^ y.wrapping_mul(668_265_263) ^ seed.wrapping_mul(2_246_822_519))
            .wrapping_mul(3_266_489_917);
        if scene.gravel {
            let [a, b, c, _] = (grain ^ (grain >> 15)).wrapping_mul(2_246_822_519).to_le_bytes();
            return Rgb([90 + a / 3, 85 + b / 3, 80 + c / 3]);
        }
        let grain = (grain >> 27) as u8;
        let inside = ((f64::from(x) - cx) / rx).powi(2) + ((f64::from(y) - cy) / ry).powi(2);
        let sky = y < height / 4;
        let shade = (u64::from(x) * 40 / u64::from(width)) as u8;
        match (sky, inside < 1.0) {
            (true, _) => Rgb([120 + shade, 160 + shade / 2, 215]),
            (_, true) => Rgb([38 + grain, 30 + grain, 24 + grain / 2]),
            _ => Rgb([104 + shade + grain, 102 + shade + grain, 100 + shade + grain / 2]),
        }
    })
}

/// `Exif` and a little-endian TIFF with a time and a GPS directory.
fn exif(scene: Scene) -> Vec<u8> {
    let mut tiff = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    let (ifd0, exif_ifd, gps_ifd, data) = (
        8_u32,
        8 + 2 + 24 + 4,
        8 + 2 + 24 + 4 + 2 + 12 + 4,
        8 + 30 + 18 + 2 + 48 + 4,
    );
    debug_assert_eq!(ifd0, 8);
    directory(&mut tiff, &[(0x8769, 4, 1, exif_ifd), (0x8825, 4, 1, gps_ifd)]);
    directory(&mut tiff, &[(0x9003, 2, 20, data)]);
    let (lat_ref, lon_ref) = (
        if scene.lat < 0.0 { b'S' } else { b'N' },
        if scene.lon < 0.0 { b'W' } else { b'E' },
    );
    directory(
        &mut tiff,
        &[
            (1, 2, 2, u32::from(lat_ref)),
            (2, 5, 3, data + 20),
            (3, 2, 2, u32::from(lon_ref)),
            (4, 5, 3, data + 44),
        ],
    );
    tiff.extend(b"2026:05:04 10:15:30\0");
    for degrees in [scene.lat.abs(), scene.lon.abs()] {
        let minutes = degrees.fract() * 60.0;
        let seconds = (minutes.fract() * 60.0 * 10_000.0).round();
        for (value, divisor) in [(degrees.trunc(), 1_u32), (minutes.trunc(), 1), (seconds, 10_000)] {
            tiff.extend((value as u32).to_le_bytes());
            tiff.extend(divisor.to_le_bytes());
        }
    }
    tiff
}

fn directory(tiff: &mut Vec<u8>, entries: &[(u16, u16, u32, u32)]) {
    tiff.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    }
    tiff.extend([0; 4]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_of_ours_carries_the_place_it_was_taken_at() {
        for (lat, lon) in [(43.7696, 11.2558), (-33.8568, -70.6483)] {
            let intake = ronda_shared::photo::intake(&photo(Scene::at(lat, lon, 1))).unwrap();
            let fix = intake.fix.unwrap();
            assert!((fix.lat - lat).abs() < 1e-6 && (fix.lon - lon).abs() < 1e-6, "{fix:?}");
            assert!(intake.taken_at.unwrap().starts_with("2026-05-04T10:15:30"));
        }
    }
}
