// SPDX-License-Identifier: EUPL-1.2
//! Decodes a still WebP picture whose container is whole.

use super::pixels::Picture;
use super::png::reason;
use super::{PhotoError, check_dimensions, check_memory};
use image::ImageDecoder;
use image::codecs::webp::WebPDecoder;
use std::io::Cursor;

/// What the decoder holds per pixel at its worst: a lossless frame of four bytes beside the output of four.
const BYTES_PER_PIXEL: u64 = 8;

/// The picture of a WebP and its block of EXIF.
pub(super) fn decode(file: &[u8]) -> Result<(Picture, Option<Vec<u8>>), PhotoError> {
    let mut decoder = WebPDecoder::new(Cursor::new(whole(file)?)).map_err(reason)?;
    let (width, height) = decoder.dimensions();
    check_dimensions(width, height)?;
    check_memory(u64::from(width) * u64::from(height) * BYTES_PER_PIXEL)?;
    if decoder.has_animation() {
        return Err(PhotoError::Unsupported {
            kind: "a moving picture",
        });
    }
    // A block that cannot be read is damaged metadata, not a damaged picture: an empty block says so further on.
    let exif = decoder.exif_metadata().unwrap_or_else(|_| Some(Vec::new()));
    Ok((Picture::decode(decoder)?, exif))
}

/// The container up to the length it announces: what follows is not the picture, what is missing is.
fn whole(file: &[u8]) -> Result<&[u8], PhotoError> {
    let length = file
        .get(4..)
        .and_then(|tail| tail.first_chunk::<4>())
        .ok_or(PhotoError::CutShort)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| PhotoError::Damaged)?;
    length
        .checked_add(8)
        .and_then(|end| file.get(..end))
        .ok_or(PhotoError::CutShort)
}
