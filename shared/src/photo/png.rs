// SPDX-License-Identifier: EUPL-1.2
//! Decodes a PNG after its chunks were walked, so that a bomb or a cut file is refused before any pixel.

use super::pixels::Picture;
use super::{Limits, PhotoError, check_dimensions};
use image::ImageError;
use image::codecs::png::PngDecoder;
use std::io::Cursor;

const SIGNATURE_BYTES: usize = 8;

/// The picture of a PNG and its block of EXIF, wherever in the file that stands.
pub(super) fn decode(file: &[u8]) -> Result<(Picture, Option<&[u8]>), PhotoError> {
    let exif = walk(file)?;
    let limits = {
        let mut limits = image::Limits::no_limits();
        limits.max_alloc = Some(Limits::DECODE_BYTES);
        limits
    };
    let decoder = PngDecoder::with_limits(Cursor::new(file), limits).map_err(reason)?;
    Ok((Picture::decode(decoder)?, exif))
}

pub(super) fn reason(error: ImageError) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooMuchMemory,
        ImageError::Unsupported(_) => PhotoError::Unsupported {
            kind: "a picture with an unusual coding",
        },
        _ => PhotoError::Damaged,
    }
}

/// Follows the chunks to the end mark and gives the EXIF found on the way.
fn walk(file: &[u8]) -> Result<Option<&[u8]>, PhotoError> {
    let mut rest = file.get(SIGNATURE_BYTES..).ok_or(PhotoError::CutShort)?;
    let mut exif = None;
    let (kind, header) = next_chunk(&mut rest)?;
    if &kind != b"IHDR" {
        return Err(PhotoError::Damaged);
    }
    check_header(header)?;
    loop {
        match next_chunk(&mut rest)? {
            (kind, _) if &kind == b"IEND" => return Ok(exif),
            (kind, data) if &kind == b"eXIf" => exif = exif.or(Some(data)),
            _ => {}
        }
    }
}

fn next_chunk<'a>(rest: &mut &'a [u8]) -> Result<([u8; 4], &'a [u8]), PhotoError> {
    let (length, tail) = rest.split_first_chunk::<4>().ok_or(PhotoError::CutShort)?;
    let (kind, tail) = tail.split_first_chunk::<4>().ok_or(PhotoError::CutShort)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| PhotoError::Damaged)?;
    let (data, tail) = tail.split_at_checked(length).ok_or(PhotoError::CutShort)?;
    let (_checksum, tail) = tail.split_first_chunk::<4>().ok_or(PhotoError::CutShort)?;
    *rest = tail;
    Ok((*kind, data))
}

fn check_header(header: &[u8]) -> Result<(), PhotoError> {
    let (width, tail) = header.split_first_chunk::<4>().ok_or(PhotoError::Damaged)?;
    let (height, _) = tail.split_first_chunk::<4>().ok_or(PhotoError::Damaged)?;
    check_dimensions(u32::from_be_bytes(*width), u32::from_be_bytes(*height))
}
