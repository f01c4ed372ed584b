// SPDX-License-Identifier: EUPL-1.2
//! The server keeps what the intake made and nothing else.

use super::fixtures::*;
use crate::photo::jpeg::Parts;
use crate::photo::{Limits, PhotoError, intake, verify_stored};
use image::ExtendedColorType as Layout;
use jpeg_encoder::{ColorType, SamplingFactor};
use proptest::prelude::*;

#[test]
fn whatever_a_jpeg_carries_beside_its_pixels_is_named() {
    let bare = intake(&jpeg(64, 48)).unwrap().jpeg;
    assert!(verify_stored(&bare).is_ok());
    let jfif_with_thumbnail = [b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01".as_slice(), &[9; 3]].concat();
    let cases = [
        (with_exif(&bare, &Tiff::in_florence().bytes()), "EXIF or XMP metadata"),
        (
            splice(&bare, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
            "EXIF or XMP metadata",
        ),
        (splice(&bare, 0xE1, b""), "EXIF or XMP metadata"),
        (
            splice(&bare, 0xE2, b"ICC_PROFILE\0\x01\x01"),
            "a colour profile or a second picture",
        ),
        (splice(&bare, 0xED, b"Photoshop 3.0\0"), "IPTC metadata"),
        (splice(&bare, 0xFE, b"hello"), "a comment"),
        (splice(&bare, 0xE3, b"x"), "application data"),
        (splice(&bare, 0xEE, b"Advent"), "application data"),
        (splice(&bare, 0xEE, b"Adobe\0\x64\0\0\0\0\x01more"), "an unusual header"),
        (splice(&bare, 0xE0, b"JFXX\0\x10"), "an unusual header"),
        (splice(&bare, 0xE0, &jfif_with_thumbnail), "an unusual header"),
        (
            splice(&bare, 0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
            "an unusual header",
        ),
        ([&bare[..], b"\0"].concat(), "bytes after its end"),
        ([&bare[..], &bare[..]].concat(), "bytes after its end"),
        (
            [&bare[..2], &[0xFF], &bare[2..]].concat(),
            "padding between its segments",
        ),
    ];
    for (file, found) in cases {
        assert_eq!(verify_stored(&file), Err(PhotoError::StoredCarries { found }));
    }
}

#[test]
fn a_plain_adobe_header_may_stay() {
    let bare = intake(&jpeg(64, 48)).unwrap().jpeg;
    assert!(verify_stored(&splice(&bare, 0xEE, b"Adobe\0\x64\0\0\0\0\x01")).is_ok());
}

#[test]
fn what_is_not_a_jpeg_is_refused() {
    let rgb = quarters(16, 16);
    for file in [
        vec![],
        b"\xFF\xD8".to_vec(),
        b"text".to_vec(),
        png(&rgb, 16, 16, Layout::Rgb8),
    ] {
        assert_eq!(verify_stored(&file), Err(PhotoError::StoredNotJpeg));
    }
}

#[test]
fn a_stored_photo_that_does_not_decode_to_its_end_is_refused() {
    let bare = intake(&jpeg(64, 48)).unwrap().jpeg;
    for end in 3..bare.len() {
        assert!(verify_stored(&bare[..end]).is_err(), "cut at {end}");
    }
    let patched = [&bare[..bare.len() - 12], &[0xFF, 0xD9]].concat();
    assert_eq!(verify_stored(&patched), Err(PhotoError::Damaged));
}

#[test]
fn a_stored_photo_has_a_size_limit() {
    assert_eq!(verify_stored(&jpeg(2049, 16)), Err(PhotoError::StoredTooLarge));
    assert_eq!(verify_stored(&jpeg(16, 2049)), Err(PhotoError::StoredTooLarge));
    let heavy = [jpeg(16, 16), vec![0; Limits::STORED_BYTES]].concat();
    assert_eq!(verify_stored(&heavy), Err(PhotoError::StoredTooLarge));
    assert!(verify_stored(&jpeg(2048, 16)).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn everything_the_intake_makes_may_be_stored(
        (width, height) in (1..260_usize, 1..260_usize),
        orientation in 0..10_u16,
        format in 0..4_u8,
        seed in any::<u32>(),
    ) {
        let rgb = if seed % 2 == 0 { noise(width, height, seed) } else { quarters(width, height) };
        let (w, h) = (width as u32, height as u32);
        let file = match format {
            0 => with_exif(&encode_jpeg(&rgb, width, height, ColorType::Rgb, |_| {}), &Tiff::turned(orientation)),
            1 => encode_jpeg(&rgb, width, height, ColorType::Rgb, |e| e.set_progressive(true)),
            2 => png(&rgb, w, h, Layout::Rgb8),
            _ => webp(&rgb, w, h, Layout::Rgb8, Some(Tiff::turned(orientation))),
        };
        let photo = intake(&file).unwrap();
        let stored = verify_stored(&photo.jpeg).unwrap();
        prop_assert_eq!((stored.width, stored.height), (photo.width, photo.height));
        prop_assert!(verify_stored(&photo.thumbnail).is_ok());
    }

    #[test]
    fn reading_the_codes_alone_is_as_strict_as_decoding_every_pixel(
        (width, height) in (1..90_usize, 1..90_usize),
        layout in 0..6_usize,
        in_tables in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let factors = [
            SamplingFactor::F_1_1, SamplingFactor::F_2_1, SamplingFactor::F_1_2, SamplingFactor::F_2_2,
            SamplingFactor::F_4_1, SamplingFactor::F_1_4,
        ];
        let rgb = noise(width, height, 7);
        let mut file = encode_jpeg(&rgb, width, height, ColorType::Rgb, |e| e.set_sampling_factor(factors[layout]));
        let scan = file.windows(2).position(|pair| pair == b"\xFF\xDA").unwrap() + 2;
        let from = if in_tables { 2 } else { scan };
        for (place, value) in changes {
            let at = from + place.index(file.len() - from);
            file[at] = value;
        }
        if let Ok(parts) = Parts::of(&file) {
            prop_assert_eq!(parts.check().is_ok(), parts.decode().is_ok());
        }
    }
}
