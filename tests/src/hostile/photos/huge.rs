// SPDX-License-Identifier: EUPL-1.2
//! The largest pictures that are let in, in the smallest files: every pixel and every scan is paid for by who takes them in.

use std::io::Cursor;
use std::sync::OnceLock;

use image::{DynamicImage, ImageFormat};

use super::segment;

/// A picture and what it is.
pub type Huge = (&'static str, Vec<u8>);

/// One of each kind, just within the bounds of `shared/src/photo.rs`: 50 megapixels, or what its way of coding takes in 256 MiB.
pub fn huge() -> &'static [Huge] {
    static HUGE: OnceLock<Vec<Huge>> = OnceLock::new();
    HUGE.get_or_init(|| {
        vec![
            ("a plain JPEG of 50 megapixels", plain_jpeg(8_656, 5_776)),
            ("a JPEG of one tall line of pixels", plain_jpeg(16, 65_520)),
            ("a JPEG in 32 scans over 44 megapixels", scanned_jpeg()),
            (
                "a PNG of 38 megapixels with transparency",
                coded(DynamicImage::new_rgba8(6_190, 6_190), ImageFormat::Png),
            ),
            (
                "a grey PNG of 50 megapixels",
                coded(DynamicImage::new_luma8(10_000, 5_000), ImageFormat::Png),
            ),
            (
                "a grey PNG as long as an edge may be",
                coded(DynamicImage::new_luma8(65_535, 762), ImageFormat::Png),
            ),
            (
                "a WebP of 33 megapixels",
                coded(DynamicImage::new_rgba8(5_790, 5_790), ImageFormat::WebP),
            ),
        ]
    })
}

fn coded(picture: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("encoding into memory");
    bytes.into_inner()
}

/// Blocks of brightness and of each of the two colours of a picture whose colours have half its width and height.
fn blocks(width: u16, height: u16) -> (usize, usize) {
    let units = usize::from(width.div_ceil(16)) * usize::from(height.div_ceil(16));
    (units * 4, units)
}

/// Grey all over: each block says with one bit that its brightness is as before and with one that nothing follows.
fn plain_jpeg(width: u16, height: u16) -> Vec<u8> {
    let (bright, colour) = blocks(width, height);
    let data = vec![0; ((bright + 2 * colour) * 2).div_ceil(8)];
    [
        head(0xc0, width, height),
        table(0x00, &[0x00]),
        table(0x10, &[0x00]),
        scan(&[1, 2, 3], 0, 63),
        data,
        b"\xff\xd9".to_vec(),
    ]
    .concat()
}

/// Grey all over, its details brought again by as many scans as are let in. Each says in a hundred bytes that nothing is to be
/// seen, and is a walk over the whole picture.
fn scanned_jpeg() -> Vec<u8> {
    let (width, height) = (8_192, 5_376);
    let (bright, colour) = blocks(width, height);
    let nothing = |id: u8, blocks: usize| [scan(&[id], 1, 63), runs(blocks)].concat();
    let mut file = [
        head(0xc2, width, height),
        table(0x00, &[0x00]),
        // Nothing follows in 16,384 blocks, or in 8,192.
        table(0x10, &[0xe0, 0xd0]),
        scan(&[1, 2, 3], 0, 0),
        vec![0; (bright + 2 * colour).div_ceil(8)],
        nothing(2, colour),
        nothing(3, colour),
    ]
    .concat();
    (3..32).for_each(|_| file.extend(nothing(1, bright)));
    file.extend(b"\xff\xd9");
    file
}

/// So many blocks without details: runs of 16,384, code 0 and 14 bits, and at the end perhaps one of 8,192, code 10 and 13 bits.
fn runs(blocks: usize) -> Vec<u8> {
    assert_eq!(blocks % 8_192, 0, "whole runs");
    let (long, short) = (blocks / 16_384, blocks % 16_384 / 8_192);
    let mut bits = vec![false; long * 15];
    bits.extend((0..short * 15).map(|at| at == 0));
    // What is left of the last byte is ones, as everywhere in a JPEG.
    bits.resize(bits.len().next_multiple_of(8), true);
    let byte = |eight: &[bool]| eight.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
    bits.chunks(8).map(byte).collect()
}

/// Start, divisors and the frame of a picture of brightness and two colours.
fn head(frame: u8, width: u16, height: u16) -> Vec<u8> {
    let mut size = vec![8];
    size.extend(height.to_be_bytes());
    size.extend(width.to_be_bytes());
    size.extend([3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
    let divisors = [&[0_u8][..], &[1; 64]].concat();
    [b"\xff\xd8".to_vec(), segment(0xdb, &divisors), segment(frame, &size)].concat()
}

/// A table of codes: 0 for the first value, 10 for the second.
fn table(id: u8, values: &[u8]) -> Vec<u8> {
    let mut codes = vec![id];
    codes.extend((0..16).map(|length| u8::from(length < values.len())));
    codes.extend(values);
    segment(0xc4, &codes)
}

fn scan(components: &[u8], first: u8, last: u8) -> Vec<u8> {
    let mut about = vec![u8::try_from(components.len()).expect("three at most")];
    components.iter().for_each(|id| about.extend([*id, 0]));
    about.extend([first, last, 0]);
    segment(0xda, &about)
}

#[cfg(test)]
mod tests {
    use ronda_shared::photo::intake;

    use super::*;

    #[test]
    fn each_is_let_in_so_that_its_price_is_paid() {
        for (what, file) in huge() {
            let taken = intake(file).unwrap_or_else(|refusal| panic!("{what}: {refusal}"));
            assert!(file.len() < 2 * 1024 * 1024, "{what}: {} bytes", file.len());
            assert_eq!(taken.width.max(taken.height), 2_048, "{what}");
        }
    }
}
