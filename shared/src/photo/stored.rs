// SPDX-License-Identifier: EUPL-1.2
//! What the server asks of a photo before it keeps it: our own kind of JPEG, whole, and nothing beside the pixels.

use super::jpeg::Parts;
use super::{Limits, PhotoError, guarded};

/// A photo that may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Checks that `jpeg` may be stored: a JPEG of allowed size that decodes completely, with no EXIF, XMP, ICC, IPTC,
/// comment, padding or trailing bytes. Everything [`intake`](super::intake()) gives, photo and thumbnail, passes.
///
/// # Errors
/// [`PhotoError::StoredNotJpeg`], [`PhotoError::StoredTooLarge`] or [`PhotoError::StoredCarries`] for a file of the
/// wrong kind, and the reasons of [`intake`](super::intake()) for one that does not decode.
pub fn verify_stored(jpeg: &[u8]) -> Result<Stored, PhotoError> {
    if !jpeg.starts_with(b"\xFF\xD8\xFF") {
        return Err(PhotoError::StoredNotJpeg);
    }
    if jpeg.len() > Limits::STORED_BYTES {
        return Err(PhotoError::StoredTooLarge);
    }
    guarded(|| {
        let parts = Parts::of(jpeg)?;
        let stored = Stored {
            width: parts.width,
            height: parts.height,
        };
        if stored.width.max(stored.height) > Limits::LONG_EDGE {
            return Err(PhotoError::StoredTooLarge);
        }
        check_bare(&parts, jpeg.len())?;
        parts.check().map(|()| stored)
    })
}

/// The thumbnail of a stored photo, for who does not hold the photo itself.
///
/// # Errors
/// When it does not decode.
pub fn thumbnail_of(jpeg: &[u8]) -> Result<Vec<u8>, PhotoError> {
    guarded(|| {
        let picture = Parts::of(jpeg)?.decode()?;
        picture.shrunk(Limits::THUMBNAIL_EDGE)?.thumbnail_jpeg()
    })
}

/// Every byte must belong to the picture: what is neither named nor counted is padding.
fn check_bare(parts: &Parts<'_>, bytes: usize) -> Result<(), PhotoError> {
    let found = match parts.foreign {
        Some(found) => found,
        None if parts.end < bytes => "bytes after its end",
        None if parts.picture_bytes() < bytes => "padding between its segments",
        None => return Ok(()),
    };
    Err(PhotoError::StoredCarries { found })
}
