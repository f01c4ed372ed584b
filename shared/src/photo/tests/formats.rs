// SPDX-License-Identifier: EUPL-1.2
//! Every format a camera or a gallery gives arrives upright, bounded, in its colours and bare.

use super::fixtures::*;
use crate::photo::{IntakeNote, Limits, PhotoError, Stored, intake, verify_stored};
use image::ExtendedColorType as Layout;
use jpeg_encoder::{ColorType, SamplingFactor};
use sha2::{Digest, Sha256};

const UPRIGHT: [[u8; 3]; 4] = [RED, GREEN, BLUE, WHITE];

#[test]
fn each_of_the_eight_orientations_puts_every_corner_in_its_place() {
    // What the eye must see above left, above right, below left, below right.
    let cases = [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ];
    for (orientation, expected) in cases {
        let photo = intake(&with_exif(&jpeg(96, 64), &Tiff::turned(orientation))).unwrap();
        let size = if orientation < 5 { (96, 64) } else { (64, 96) };
        assert_eq!((photo.width, photo.height), size, "orientation {orientation}");
        for bytes in [&photo.jpeg, &photo.thumbnail] {
            let seen = Seen::of(bytes);
            assert_eq!((seen.width as u32, seen.height as u32), size);
            assert_colours(&seen.quarters(), &expected, &format!("orientation {orientation}"));
        }
    }
}

#[test]
fn an_orientation_that_does_not_exist_turns_nothing() {
    for orientation in [0, 9, 65535] {
        let photo = intake(&with_exif(&jpeg(96, 64), &Tiff::turned(orientation))).unwrap();
        assert_colours(&Seen::of(&photo.jpeg).quarters(), &UPRIGHT, "not turned");
    }
}

#[test]
fn every_kind_of_jpeg_keeps_its_colours() {
    let rgb = quarters(80, 48);
    let restarts = encode_jpeg(&rgb, 80, 48, ColorType::Rgb, |e| e.set_restart_interval(2));
    let wide = encode_jpeg(&rgb, 80, 48, ColorType::Rgb, |e| {
        e.set_sampling_factor(SamplingFactor::F_2_1)
    });
    let full = encode_jpeg(&rgb, 80, 48, ColorType::Rgb, |e| {
        e.set_sampling_factor(SamplingFactor::F_1_1)
    });
    let apart = encode_jpeg(&rgb, 80, 48, ColorType::Rgb, |e| {
        e.set_sampling_factor(SamplingFactor::F_2_1);
        // This encoder then also writes each colour in a scan of its own.
        e.set_optimized_huffman_tables(true);
    });
    let cmyk: Vec<u8> = rgb
        .as_chunks::<3>()
        .0
        .iter()
        .flat_map(|&[r, g, b]| [255 - r, 255 - g, 255 - b, 0])
        .collect();
    let print = encode_jpeg(&cmyk, 80, 48, ColorType::Cmyk, |_| {});
    let ycck = encode_jpeg(&cmyk, 80, 48, ColorType::CmykAsYcck, |_| {});
    let cases = [
        ("baseline", jpeg(80, 48)),
        ("progressive", progressive(80, 48)),
        ("restarts", restarts),
        ("4:2:2", wide),
        ("4:4:4", full),
        ("own tables, colours apart", apart),
        ("CMYK", print),
        ("YCCK", ycck),
    ];
    for (name, file) in cases {
        let photo = intake(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_colours(&Seen::of(&photo.jpeg).quarters(), &UPRIGHT, name);
    }
}

#[test]
fn a_grey_jpeg_stays_grey() {
    let grey = encode_jpeg(&[99; 40 * 40], 40, 40, ColorType::Luma, |_| {});
    let photo = intake(&grey).unwrap();
    assert_colours(&[Seen::of(&photo.jpeg).at(20, 20)], &[[99; 3]], "grey");
}

#[test]
fn png_of_every_layout_is_taken_and_transparency_is_white_paper() {
    let rgb = quarters(40, 40);
    let wide = |samples: &[u8]| -> Vec<u8> {
        samples
            .iter()
            .flat_map(|&s| u16::from_be_bytes([s, s]).to_ne_bytes())
            .collect()
    };
    let clear: Vec<u8> = rgb
        .as_chunks::<3>()
        .0
        .iter()
        .flat_map(|&[r, g, b]| [r, g, b, 0])
        .collect();
    let half: Vec<u8> = [[0u8, 128]; 1600].concat();
    let cases = [
        ("rgb", png(&rgb, 40, 40, Layout::Rgb8), UPRIGHT),
        ("rgb 16", png(&wide(&rgb), 40, 40, Layout::Rgb16), UPRIGHT),
        ("clear", png(&clear, 40, 40, Layout::Rgba8), [[255; 3]; 4]),
        ("clear 16", png(&wide(&clear), 40, 40, Layout::Rgba16), [[255; 3]; 4]),
        ("grey", png(&[70; 1600], 40, 40, Layout::L8), [[70; 3]; 4]),
        ("grey 16", png(&wide(&[70; 1600]), 40, 40, Layout::L16), [[70; 3]; 4]),
        ("half black", png(&half, 40, 40, Layout::La8), [[127; 3]; 4]),
        ("half black 16", png(&wide(&half), 40, 40, Layout::La16), [[127; 3]; 4]),
    ];
    for (name, file, expected) in cases {
        let photo = intake(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_colours(&Seen::of(&photo.jpeg).quarters(), &expected, name);
    }
}

#[test]
fn webp_is_taken_with_and_without_transparency() {
    let rgb = quarters(40, 40);
    let clear: Vec<u8> = rgb
        .as_chunks::<3>()
        .0
        .iter()
        .flat_map(|&[r, g, b]| [r, g, b, 0])
        .collect();
    let cases = [
        ("rgb", webp(&rgb, 40, 40, Layout::Rgb8, None), UPRIGHT),
        ("clear", webp(&clear, 40, 40, Layout::Rgba8, None), [[255; 3]; 4]),
    ];
    for (name, file, expected) in cases {
        let photo = intake(&file).unwrap();
        assert_colours(&Seen::of(&photo.jpeg).quarters(), &expected, name);
    }
}

#[test]
fn large_photos_become_2048_and_small_ones_never_grow() {
    // Width, height, what is stored, and the longer edge of the thumbnail.
    let cases = [
        (4000, 3000, (2048, 1536), 320),
        (3000, 4000, (1536, 2048), 320),
        (2049, 7, (2048, 7), 320),
        (2048, 9, (2048, 9), 320),
        (5000, 1, (2048, 1), 320),
        (33, 17, (33, 17), 33),
        (1, 1, (1, 1), 1),
    ];
    for (width, height, stored, thumbnail_edge) in cases {
        let photo = intake(&jpeg(width, height)).unwrap();
        assert_eq!((photo.width, photo.height), stored, "{width} x {height}");
        assert_eq!(photo.notes.contains(&IntakeNote::Resized), width.max(height) > 2048);
        let small = verify_stored(&photo.thumbnail).unwrap();
        assert_eq!(small.width.max(small.height), thumbnail_edge, "{width} x {height}");
        assert!(!photo.thumbhash.is_empty() && photo.thumbhash.len() <= 32);
    }
}

#[test]
fn a_photo_is_named_by_the_hash_of_what_is_stored_and_always_the_same() {
    let file = jpeg(300, 200);
    let (first, second) = (intake(&file).unwrap(), intake(&file).unwrap());
    assert_eq!(first, second);
    assert_eq!(first.sha256, <[u8; 32]>::from(Sha256::digest(&first.jpeg)));
    assert_eq!(
        verify_stored(&first.jpeg),
        Ok(Stored {
            width: 300,
            height: 200
        })
    );
}

#[test]
fn what_was_stored_can_be_taken_in_again() {
    let once = intake(&jpeg(300, 200)).unwrap();
    let twice = intake(&once.jpeg).unwrap();
    assert_colours(&Seen::of(&twice.jpeg).quarters(), &UPRIGHT, "twice");
}

#[test]
fn a_photo_full_of_detail_still_fits() {
    let file = encode_jpeg(&noise(2048, 2048, 7), 2048, 2048, ColorType::Rgb, |e| e.set_quality(95));
    let photo = intake(&file).unwrap();
    assert!(photo.jpeg.len() <= Limits::STORED_BYTES);
    assert!(verify_stored(&photo.jpeg).is_ok());
}

#[test]
fn other_formats_are_named_in_the_refusal() {
    let heif = |brand: &str| [b"\0\0\0\x18ftyp".as_slice(), brand.as_bytes(), &[0; 32]].concat();
    let cases = [
        (heif("heic"), "set the camera to JPEG"),
        (heif("mif1"), "HEIC"),
        (heif("avif"), "an AVIF"),
        (heif("isom"), "a film"),
        (b"GIF89a........".to_vec(), "a GIF"),
        (b"II*\0........".to_vec(), "a TIFF or a raw camera file"),
        (b"%PDF-1.7".to_vec(), "a PDF document"),
        (b"hello, this is text".to_vec(), "not a JPEG, PNG or WebP photo"),
        (b"RIFF\x04\0\0\0WAVE".to_vec(), "not a JPEG, PNG or WebP photo"),
        (vec![0; 64], "not a JPEG, PNG or WebP photo"),
    ];
    for (file, says) in cases {
        let message = intake(&file).unwrap_err().to_string();
        assert!(message.contains(says), "{message}");
    }
    assert_eq!(intake(&[]), Err(PhotoError::Empty));
}
