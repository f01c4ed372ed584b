// SPDX-License-Identifier: EUPL-1.2
//! Takes a camera's file in and gives back the only form of it Ronda keeps: an upright, bounded JPEG without metadata.
//!
//! ```text
//! file -> recognised by its first bytes -> dimensions and memory checked -> decoded
//!      -> at most 2048 px -> upright -> turned and blacked out as asked -> JPEG -> thumbnail -> thumbhash -> SHA-256
//! ```
//! Time and place are read from the metadata before it is dropped. Nothing here touches a disk, a clock or a thread; large
//! photos are worked on in halves, which the caller may have two threads do.

mod edits;
mod error;
mod format;
mod grey;
mod hands;
mod intake;
mod jpeg;
mod metadata;
mod original;
mod pixels;
mod png;
mod stored;
mod webp;

#[cfg(test)]
mod tests;

pub use edits::{PhotoEdits, Region};
pub use error::PhotoError;
pub use grey::{Grey, grey};
pub use hands::{Hands, one_hand};
pub use intake::{Edited, Intake, IntakeNote, intake, intake_edited};
pub use metadata::PhotoFix;
pub use original::{is_sealed, open_original, seal_original, verify_kept};
pub use stored::{Stored, thumbnail_of, verify_stored};

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The bounds every photo is held to, on the phone and on the server alike.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl Limits {
    /// The largest file taken in, in bytes (25 MiB).
    pub const FILE_BYTES: usize = 25 * 1024 * 1024;
    /// The most pixels a file may announce (50 megapixels).
    pub const PIXELS: u64 = 50_000_000;
    /// The longest edge a file may announce, in pixels: what a JPEG can have. To make a line of millions smaller takes a weight
    /// for each of them, a gigabyte in all.
    pub const EDGE: u32 = 65_535;
    /// The most memory decoding one file may need, in bytes, judged from its header (256 MiB).
    pub const DECODE_BYTES: u64 = 256 * 1024 * 1024;
    /// The most scans of one JPEG: each scan walks the whole picture again.
    pub const SCANS: usize = 32;
    /// The largest block of EXIF that is read, in bytes.
    pub const EXIF_BYTES: usize = 128 * 1024;
    /// The longer edge of a stored photo, in pixels.
    pub const LONG_EDGE: u32 = 2048;
    /// The longer edge of a thumbnail, in pixels.
    pub const THUMBNAIL_EDGE: u32 = 320;
    /// The largest stored JPEG, in bytes (4 MiB).
    pub const STORED_BYTES: usize = 4 * 1024 * 1024;
}

/// Runs a decoder so that a fault inside it refuses this photo and ends nothing else.
fn guarded<T>(work: impl FnOnce() -> Result<T, PhotoError>) -> Result<T, PhotoError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(PhotoError::Damaged))
}

/// Refuses dimensions no photo has, before any memory is taken for them.
fn check_dimensions(width: u32, height: u32) -> Result<(), PhotoError> {
    if width == 0 || height == 0 {
        return Err(PhotoError::ZeroSize);
    }
    if u64::from(width) * u64::from(height) > Limits::PIXELS {
        return Err(PhotoError::TooManyPixels { width, height });
    }
    if width.max(height) > Limits::EDGE {
        return Err(PhotoError::TooLong { width, height });
    }
    Ok(())
}

/// Refuses a file whose header announces more memory than decoding may take.
fn check_memory(bytes: u64) -> Result<(), PhotoError> {
    if bytes > Limits::DECODE_BYTES {
        Err(PhotoError::TooMuchMemory)
    } else {
        Ok(())
    }
}
