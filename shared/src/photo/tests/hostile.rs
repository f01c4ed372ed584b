// SPDX-License-Identifier: EUPL-1.2
//! Files that are cut, changed, or made to hurt are refused with a clear sentence; none panics, none fills up with grey.

use super::fixtures::*;
use crate::photo::{Limits, PhotoError, intake, verify_stored};
use image::ExtendedColorType as Layout;
use jpeg_encoder::ColorType;
use proptest::prelude::*;

fn one_of_each_format() -> [(&'static str, Vec<u8>); 6] {
    let rgb = quarters(48, 32);
    let tiff = Tiff::in_florence().bytes();
    [
        ("jpeg", with_exif(&jpeg(48, 32), &tiff)),
        ("progressive", progressive(48, 32)),
        (
            "restarts",
            encode_jpeg(&rgb, 48, 32, ColorType::Rgb, |e| e.set_restart_interval(1)),
        ),
        ("png", png_with_exif(48, 32, tiff.clone())),
        ("webp", webp(&rgb, 48, 32, Layout::Rgb8, None)),
        ("webp with exif", webp(&rgb, 48, 32, Layout::Rgb8, Some(tiff))),
    ]
}

#[test]
fn a_file_cut_at_any_byte_is_refused() {
    for (name, file) in one_of_each_format() {
        for end in 0..file.len() {
            let refusal = intake(&file[..end]).expect_err(&format!("{name} cut at {end} of {}", file.len()));
            assert!(refusal.to_string().contains(": "), "{name} cut at {end}: {refusal}");
            if end > 16 {
                assert_eq!(refusal, PhotoError::CutShort, "{name} cut at {end}");
            }
        }
    }
}

#[test]
fn a_cut_jpeg_whose_end_was_patched_up_is_refused() {
    let whole = [
        encode_jpeg(&noise(64, 64, 9), 64, 64, ColorType::Rgb, |_| {}),
        encode_jpeg(&noise(64, 64, 9), 64, 64, ColorType::Rgb, |e| e.set_progressive(true)),
    ];
    for (file, last_scan_is_small) in whole.iter().zip([false, true]) {
        let data_starts = find_segment(file, 0xDA) + 14;
        // What a progressive picture loses in its very last scan is detail only.
        let last = if last_scan_is_small {
            file.len() * 3 / 4
        } else {
            file.len() - 8
        };
        for end in data_starts..last {
            // A cut right behind a marker's first byte would make another file.
            if file[end - 1] == 0xFF {
                continue;
            }
            let patched = [&file[..end], &[0xFF, 0xD9]].concat();
            assert!(intake(&patched).is_err(), "cut at {end} of {}", file.len());
        }
    }
}

#[test]
fn a_file_whose_tail_is_zeros_is_refused() {
    // In the last of them only the metadata would be lost.
    for (name, file) in one_of_each_format().into_iter().take(5) {
        for kept in [file.len() / 2, file.len() * 3 / 4, file.len() - 24] {
            let mut lost = file.clone();
            lost[kept..].fill(0);
            assert!(intake(&lost).is_err(), "{name} with zeros from {kept}");
        }
    }
}

#[test]
fn bombs_are_refused_by_what_they_announce() {
    let rgb = quarters(8, 8);
    let mut png_bomb = png(&rgb, 8, 8, Layout::Rgb8);
    png_bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    png_bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let mut webp_bomb = webp(&rgb, 8, 8, Layout::Rgb8, None);
    webp_bomb[21..25].copy_from_slice(&0x0FFF_BFFE_u32.to_le_bytes());
    let cases = [
        (png_bomb, 60_000, 60_000),
        (claim_size(jpeg(8, 8), 0xC0, 65_535, 65_535), 65_535, 65_535),
        (claim_size(progressive(8, 8), 0xC2, 65_535, 763), 65_535, 763),
        (webp_bomb, 16_383, 16_383),
    ];
    for (file, width, height) in cases {
        assert_eq!(intake(&file), Err(PhotoError::TooManyPixels { width, height }));
    }
}

#[test]
fn a_line_longer_than_any_camera_makes_is_refused() {
    for (width, height) in [(65_536, 1), (1, 65_536)] {
        let mut line = png(&[0; 8 * 8 * 3], 8, 8, Layout::Rgb8);
        line[16..20].copy_from_slice(&u32::to_be_bytes(width));
        line[20..24].copy_from_slice(&u32::to_be_bytes(height));
        assert_eq!(intake(&line), Err(PhotoError::TooLong { width, height }));
    }
}

#[test]
fn what_would_take_too_much_memory_is_refused_before_it_is_taken() {
    let progressive = claim_size(progressive(8, 8), 0xC2, 10_000, 4_990);
    assert_eq!(intake(&progressive), Err(PhotoError::TooMuchMemory));
    let mut deep = png(&[0; 8 * 8 * 8], 8, 8, Layout::Rgba16);
    deep[16..20].copy_from_slice(&7_000_u32.to_be_bytes());
    deep[20..24].copy_from_slice(&7_000_u32.to_be_bytes());
    let checksum = crc(&deep[12..29]);
    deep[29..33].copy_from_slice(&checksum.to_be_bytes());
    assert_eq!(intake(&deep), Err(PhotoError::TooMuchMemory));
    let huge = vec![0xFF; Limits::FILE_BYTES + 1];
    assert_eq!(intake(&huge), Err(PhotoError::FileTooLarge { bytes: huge.len() }));
}

/// The checksum of PNG chunks, so that a changed header is believed.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[test]
fn a_picture_without_size_is_refused() {
    for (width, height) in [(0, 8), (8, 0), (0, 0)] {
        assert_eq!(
            intake(&claim_size(jpeg(8, 8), 0xC0, width, height)),
            Err(PhotoError::ZeroSize)
        );
        let mut png = png(&quarters(8, 8), 8, 8, Layout::Rgb8);
        png[16..20].copy_from_slice(&u32::from(width).to_be_bytes());
        png[20..24].copy_from_slice(&u32::from(height).to_be_bytes());
        assert_eq!(intake(&png), Err(PhotoError::ZeroSize));
    }
}

#[test]
fn a_jpeg_that_is_also_a_zip_is_taken_and_only_the_picture_is_kept() {
    let file = [jpeg(64, 48).as_slice(), b"PK\x03\x04 payload.exe PK\x05\x06"].concat();
    let photo = intake(&file).unwrap();
    assert!(verify_stored(&photo.jpeg).is_ok());
    assert!(!photo.jpeg.windows(4).any(|window| window == b"PK\x03\x04"));
    assert_eq!(photo.jpeg, intake(&jpeg(64, 48)).unwrap().jpeg);
}

#[test]
fn scans_that_only_cost_work_are_refused() {
    let file = jpeg(64, 64);
    let scan = find_segment(&file, 0xDA);
    let end = file.len() - 2;
    let again = [&file[..end], &file[scan..]].concat();
    assert_eq!(intake(&again), Err(PhotoError::Damaged));
    let file = progressive(64, 64);
    let scan = find_segment(&file, 0xDA);
    let many = [
        &file[..file.len() - 2],
        &file[scan..scan + 14].repeat(Limits::SCANS),
        &[0xFF, 0xD9],
    ]
    .concat();
    assert_eq!(intake(&many), Err(PhotoError::Damaged));
}

#[test]
fn codings_nobody_decodes_are_named() {
    for marker in [0xC3, 0xC5, 0xC9, 0xCA] {
        let mut file = jpeg(16, 16);
        let at = find_segment(&file, 0xC0);
        file[at + 1] = marker;
        assert!(intake(&file).unwrap_err().to_string().contains("unusual coding"));
    }
    let colours_apart = encode_jpeg(&quarters(80, 48), 80, 48, ColorType::Rgb, |e| {
        e.set_optimized_huffman_tables(true)
    });
    assert!(
        intake(&colours_apart)
            .unwrap_err()
            .to_string()
            .contains("unusual coding")
    );
    let mut deep = jpeg(16, 16);
    let at = find_segment(&deep, 0xC0);
    deep[at + 4] = 12;
    assert!(intake(&deep).unwrap_err().to_string().contains("unusual colours"));
}

fn format_and_changes() -> impl Strategy<Value = (usize, Vec<(prop::sample::Index, u8)>)> {
    (
        0..6_usize,
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn a_changed_file_gives_a_clean_photo_or_a_clear_refusal((format, changes) in format_and_changes()) {
        let (_, mut file) = one_of_each_format()[format].clone();
        for (place, value) in changes {
            let at = place.index(file.len());
            file[at] = value;
        }
        match intake(&file) {
            Ok(photo) => prop_assert!(verify_stored(&photo.jpeg).is_ok() && verify_stored(&photo.thumbnail).is_ok()),
            Err(refusal) => prop_assert!(refusal.to_string().contains(": ")),
        }
    }

    #[test]
    fn bytes_that_only_start_like_a_photo_are_refused(start in 0..3_usize, rest in prop::collection::vec(any::<u8>(), 0..400)) {
        let starts: [&[u8]; 3] = [b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1A\n", b"RIFF\xFF\0\0\0WEBP"];
        let file = [starts[start], &rest].concat();
        prop_assert!(intake(&file).is_err());
        prop_assert!(verify_stored(&file).is_err());
    }
}
