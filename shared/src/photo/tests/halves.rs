// SPDX-License-Identifier: EUPL-1.2
//! A large photo in two halves is the photo in whole.

use super::fixtures::*;
use crate::photo::jpeg::{Parts, encoded};
use crate::photo::one_hand;
use crate::photo::pixels::Picture;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

const EDGE: u32 = 400;

/// Hills and noise: neighbours differ everywhere, and the seam lies in the middle of it.
fn drawn(width: usize, height: usize) -> Vec<u8> {
    let mut rgb = noise(width, height, 5);
    for (at, sample) in rgb.iter_mut().enumerate() {
        let (x, y, colour) = (at / 3 % width, at / 3 / width, at % 3);
        let hill = (x * (colour + 1) / 7 + y * (3 - colour) / 5) % 200;
        *sample = (hill + usize::from(*sample) / 5) as u8;
    }
    rgb
}

fn encode(rgb: &[u8], width: u32, height: u32, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (width, height) = (width.try_into().ok()?, height.try_into().ok()?);
    let encoder = Encoder::new(&mut bytes, quality);
    encoder.encode(rgb, width, height, ColorType::Rgb).ok()?;
    Some(bytes)
}

#[test]
fn both_halves_together_are_the_whole_picture_made_smaller() {
    let factors = [SamplingFactor::F_1_1, SamplingFactor::F_2_1, SamplingFactor::F_2_2];
    for (factor, (width, height)) in factors
        .into_iter()
        .flat_map(|f| [(f, (1_303, 1_001)), (f, (1_016, 1_200))])
    {
        let rgb = drawn(width, height);
        let file = encode_jpeg(&rgb, width, height, ColorType::Rgb, |e| e.set_sampling_factor(factor));
        let parts = Parts::of(&file).unwrap();
        let halves = parts.halves_within(EDGE, &one_hand).expect("a plain picture");
        let whole = parts.decode().unwrap().within(EDGE).unwrap();
        assert_eq!((halves.width, halves.height), (whole.width, whole.height));
        let apart = |(one, other): (&u8, &u8)| one.abs_diff(*other);
        let most = halves.rgb.iter().zip(&whole.rgb).map(apart).max();
        // Where a row of the smaller picture begins is rounded once more in the lower half.
        assert!(most <= Some(1), "{factor:?} {width}x{height}: {most:?}");
    }
}

#[test]
fn what_cannot_be_cut_is_done_in_whole() {
    let rgb = drawn(1_200, 1_000);
    let plain = encode_jpeg(&rgb, 1_200, 1_000, ColorType::Rgb, |_| {});
    let parts = Parts::of(&plain).unwrap();
    assert!(
        parts.halves_within(2_048, &one_hand).is_none(),
        "it is not made smaller"
    );
    let progressive = encode_jpeg(&rgb, 1_200, 1_000, ColorType::Rgb, |e| e.set_progressive(true));
    let restarts = encode_jpeg(&rgb, 1_200, 1_000, ColorType::Rgb, |e| e.set_restart_interval(50));
    for file in [progressive, restarts] {
        let parts = Parts::of(&file).unwrap();
        assert!(parts.halves_within(EDGE, &one_hand).is_none());
        assert_eq!(parts.decode_within(EDGE, &one_hand).unwrap().width, EDGE);
    }
}

#[test]
fn a_large_photo_that_ends_early_is_refused_in_halves_too() {
    let file = encode_jpeg(&drawn(1_200, 1_000), 1_200, 1_000, ColorType::Rgb, |_| {});
    for cut in [100, file.len() / 10, file.len() / 2] {
        let file = [&file[..file.len() - cut], &[0xFF, 0xD9]].concat();
        let parts = Parts::of(&file).unwrap();
        assert!(parts.decode_within(EDGE, &one_hand).is_err(), "{cut} bytes are missing");
    }
}

#[test]
fn both_halves_encoded_are_the_bytes_of_the_whole() {
    for (width, height) in [(1_303_u32, 1_001_u32), (2_048, 1_536), (1_016, 1_200)] {
        let rgb = drawn(width as usize, height as usize);
        let picture = Picture { width, height, rgb };
        for quality in [40, 82, 95] {
            let halves = encoded(
                &picture,
                &|rgb, width, height| encode(rgb, width, height, quality),
                &one_hand,
            );
            let whole = encode(&picture.rgb, width, height, quality);
            assert!(halves.is_some() && halves == whole, "{width}x{height} at {quality}");
        }
    }
}
