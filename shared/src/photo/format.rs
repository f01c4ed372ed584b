// SPDX-License-Identifier: EUPL-1.2
//! Tells picture formats apart by their first bytes; names and extensions are never asked.

use super::PhotoError;

/// The formats that are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    WebP,
}

/// First bytes of pictures that are recognised only to say which one it is.
const REFUSED: [(&[u8], &str); 10] = [
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF or a raw camera file"),
    (b"MM\0*", "a TIFF or a raw camera file"),
    (b"IIU\0", "a raw camera file"),
    (b"IIRO", "a raw camera file"),
    (b"FUJIFILMCCD-RAW", "a raw camera file"),
    (b"\xFF\x0A", "a JPEG XL"),
    (b"\0\0\0\x0CJXL ", "a JPEG XL"),
    (b"%PDF", "a PDF document"),
];

/// The format of `file`, or why a file of its kind is not taken.
pub(super) fn recognise(file: &[u8]) -> Result<Format, PhotoError> {
    if file.starts_with(b"\xFF\xD8\xFF") {
        return Ok(Format::Jpeg);
    }
    if file.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Ok(Format::Png);
    }
    if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
        return Ok(Format::WebP);
    }
    Err(refusal(file))
}

fn refusal(file: &[u8]) -> PhotoError {
    if file.get(4..8) == Some(b"ftyp") {
        return iso_media(file.get(8..12).unwrap_or_default());
    }
    REFUSED
        .iter()
        .find(|(magic, _)| file.starts_with(magic))
        .map_or(PhotoError::NotAPhoto, |(_, kind)| PhotoError::Unsupported { kind })
}

/// The brand of an ISO media file says whether it is a HEIC photo, an AVIF or a film.
fn iso_media(brand: &[u8]) -> PhotoError {
    match brand {
        b"avif" | b"avis" => PhotoError::Unsupported { kind: "an AVIF" },
        b"crx " => PhotoError::Unsupported {
            kind: "a raw camera file",
        },
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1" => PhotoError::Heic,
        _ => PhotoError::Unsupported { kind: "a film" },
    }
}
