// SPDX-License-Identifier: EUPL-1.2
//! Why a photo was refused, each reason with its cure.

use thiserror::Error;

/// Why a photo was refused. The message is a sentence for the person who took it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PhotoError {
    /// The file has no bytes.
    #[error("the photo file is empty: take the photo again")]
    Empty,
    /// The file is larger than [`Limits::FILE_BYTES`](super::Limits::FILE_BYTES).
    #[error(
        "the photo file has {bytes} bytes and at most 26214400 (25 MiB) are taken: choose a lower camera resolution"
    )]
    FileTooLarge {
        /// Size of the file.
        bytes: usize,
    },
    /// The first bytes belong to no known picture format.
    #[error("the file is not a JPEG, PNG or WebP photo: choose a photo made by the camera")]
    NotAPhoto,
    /// The file is HEIC or HEIF.
    #[error(
        "the photo is HEIC, which cannot be read here: set the camera to JPEG (\"most compatible\") and take it again"
    )]
    Heic,
    /// The file is a picture of a kind that is not taken.
    #[error("the file is {kind}, which cannot be read here: set the camera to JPEG, or save the photo as JPEG or PNG")]
    Unsupported {
        /// The kind, with its article.
        kind: &'static str,
    },
    /// The header announces a width or height of zero.
    #[error("the photo says that it has no width or no height: take it again")]
    ZeroSize,
    /// The header announces more than [`Limits::PIXELS`](super::Limits::PIXELS).
    #[error(
        "the photo says that it has {width} x {height} pixels and at most 50 megapixels are taken: choose a lower camera resolution"
    )]
    TooManyPixels {
        /// Announced width.
        width: u32,
        /// Announced height.
        height: u32,
    },
    /// The header announces an edge longer than [`Limits::EDGE`](super::Limits::EDGE).
    #[error(
        "the photo says that it has {width} x {height} pixels, and no edge may be longer than 65,535: cut a part out of it, or take the photo again"
    )]
    TooLong {
        /// Announced width.
        width: u32,
        /// Announced height.
        height: u32,
    },
    /// Decoding would take more than [`Limits::DECODE_BYTES`](super::Limits::DECODE_BYTES).
    #[error(
        "the photo needs more memory than a phone can give: choose a lower camera resolution, or save it as an ordinary JPEG"
    )]
    TooMuchMemory,
    /// The file ends before the picture does.
    #[error("the photo file is cut short: copy it again, or take the photo again")]
    CutShort,
    /// The pixels cannot be decoded.
    #[error("the photo file is damaged: copy it again, or take the photo again")]
    Damaged,
    /// Even strong compression leaves it above [`Limits::STORED_BYTES`](super::Limits::STORED_BYTES).
    #[error("the photo stays too large even when compressed: choose a lower camera resolution")]
    Incompressible,
    /// What is to be done to the photo is no turn and no area of it.
    #[error("the photo cannot be edited as asked: turn it by quarters and black out at most 64 areas inside it")]
    Edits,
    /// A file offered for storage is not a JPEG.
    #[error("the stored photo is not a JPEG: send the photo as the app prepared it")]
    StoredNotJpeg,
    /// A file offered for storage is larger than a stored photo may be.
    #[error(
        "the stored photo is too large: at most 4194304 bytes and 2048 pixels on the longer edge, as the app prepares it"
    )]
    StoredTooLarge,
    /// A file offered for storage carries something beside its pixels.
    #[error("the stored photo carries {found}: send the photo as the app prepared it, without metadata")]
    StoredCarries {
        /// What it carries.
        found: &'static str,
    },
}
