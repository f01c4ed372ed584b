// SPDX-License-Identifier: EUPL-1.2
//! The way of a photo from the camera's file to what is stored.

use super::format::{Format, recognise};
use super::hands::{Hands, both, one_hand};
use super::metadata::{Facts, PhotoFix};
use super::pixels::Picture;
use super::{Limits, PhotoEdits, PhotoError, guarded, jpeg, metadata, original, png, webp};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;

/// A photo as Ronda keeps it, and what its file said about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    /// The stored photo: an upright JPEG without metadata that passes [`verify_stored`](super::verify_stored).
    pub jpeg: Vec<u8>,
    /// SHA-256 of [`jpeg`](Self::jpeg): the name of the photo everywhere.
    pub sha256: [u8; 32],
    /// Width of the stored photo in pixels.
    pub width: u32,
    /// Height of the stored photo in pixels.
    pub height: u32,
    /// A JPEG of at most [`Limits::THUMBNAIL_EDGE`] pixels on the longer edge, without metadata.
    pub thumbnail: Vec<u8>,
    /// A preview of about 25 bytes, shown until the thumbnail is there.
    pub thumbhash: Vec<u8>,
    /// The camera's clock when it was taken: `YYYY-MM-DDTHH:MM:SS`, followed by `+HH:MM` if the camera knew its offset.
    pub taken_at: Option<String>,
    /// Where the camera said it was.
    pub fix: Option<PhotoFix>,
    /// What the person should know about this photo, each at most once, in a fixed order.
    pub notes: Vec<IntakeNote>,
}

/// A photo taken in with its edits applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The photo as it is kept.
    pub photo: Intake,
    /// The stored JPEG as it was before areas of it were blacked out: to be sealed at once or dropped, never kept as it is.
    pub original: Option<Vec<u8>>,
}

/// Something worth telling about a photo that was taken in. `Display` gives the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IntakeNote {
    /// The metadata is damaged; time and place were not taken from it.
    MetadataDamaged,
    /// The photo has no usable position.
    NoPosition,
    /// The photo does not say when it was taken.
    NoTime,
    /// The photo was made smaller.
    Resized,
}

impl IntakeNote {
    /// Stable, for translations.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MetadataDamaged => "photo_metadata_damaged",
            Self::NoPosition => "photo_no_position",
            Self::NoTime => "photo_no_time",
            Self::Resized => "photo_resized",
        }
    }
}

impl IntakeNote {
    /// Whether a person is to be told, who has place and time of the photo from the phone or has not.
    #[must_use]
    pub fn is_news(self, has_place: bool, has_time: bool) -> bool {
        match self {
            // The rule, not news.
            Self::Resized => false,
            Self::NoPosition => !has_place,
            Self::NoTime => !has_time,
            Self::MetadataDamaged => true,
        }
    }
}

impl fmt::Display for IntakeNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MetadataDamaged => "the photo's metadata is damaged, so its time and place were not used",
            Self::NoPosition => "the photo has no position: give the place by hand or by the phone",
            Self::NoTime => "the photo does not say when it was taken",
            Self::Resized => "the photo was made smaller for storage",
        })
    }
}

/// Takes a camera's file in: JPEG, PNG or WebP, recognised by its first bytes.
///
/// The same bytes always give the same result. Peak memory is bounded by [`Limits::DECODE_BYTES`] and a few copies
/// of the stored photo.
///
/// # Errors
/// A [`PhotoError`] that says what is wrong with the file and what to do; nothing panics, whatever the bytes.
pub fn intake(file: &[u8]) -> Result<Intake, PhotoError> {
    intake_edited(file, &PhotoEdits::default(), &one_hand).map(|edited| edited.photo)
}

/// As [`intake`], with a person's edits applied before anything is encoded, and by as many hands as there are.
///
/// # Errors
/// As [`intake`]; also when the edits are none that can be done.
pub fn intake_edited(file: &[u8], edits: &PhotoEdits, hands: Hands<'_>) -> Result<Edited, PhotoError> {
    edits.check()?;
    decoded(file, hands, |taken| store(taken, edits, hands))
}

/// Decodes a file within all bounds and hands it on; a fault inside a decoder refuses this photo alone.
pub(super) fn decoded<T>(
    file: &[u8],
    hands: Hands<'_>,
    then: impl FnOnce(Taken) -> Result<T, PhotoError>,
) -> Result<T, PhotoError> {
    if file.is_empty() {
        return Err(PhotoError::Empty);
    }
    if file.len() > Limits::FILE_BYTES {
        return Err(PhotoError::FileTooLarge { bytes: file.len() });
    }
    guarded(|| then(decode(file, hands)?))
}

/// A picture within the bounds of what is stored, not yet upright.
pub(super) struct Taken {
    pub(super) picture: Picture,
    facts: Facts,
    resized: bool,
}

/// Turning upright after making smaller touches a quarter of the pixels of a 12 megapixel photo.
fn decode(file: &[u8], hands: Hands<'_>) -> Result<Taken, PhotoError> {
    let (whole, facts) = match recognise(file)? {
        Format::Jpeg => {
            let parts = jpeg::Parts::of(file)?;
            let mut facts = metadata::read(parts.exif);
            facts.damaged |= parts.garbage;
            return Ok(Taken {
                picture: parts.decode_within(Limits::LONG_EDGE, hands)?,
                facts,
                resized: parts.width.max(parts.height) > Limits::LONG_EDGE,
            });
        }
        Format::Png => {
            let (picture, exif) = png::decode(file)?;
            (picture, metadata::read(exif))
        }
        Format::WebP => {
            let (picture, exif) = webp::decode(file)?;
            (picture, metadata::read(exif.as_deref()))
        }
    };
    Ok(Taken {
        resized: whole.long_edge() > Limits::LONG_EDGE,
        picture: whole.within(Limits::LONG_EDGE)?,
        facts,
    })
}

fn store(taken: Taken, edits: &PhotoEdits, hands: Hands<'_>) -> Result<Edited, PhotoError> {
    let Taken {
        picture,
        facts,
        resized,
    } = taken;
    let upright = picture.upright(facts.orientation)?;
    let picture = upright.turned(edits.quarter_turns)?;
    let original = edits
        .redacts()
        .then(|| picture.stored_jpeg(original::MOST_BYTES, hands))
        .transpose()?;
    let picture = picture.blacked(&edits.blackouts);
    let photo = kept(&picture, facts, resized, hands)?;
    Ok(Edited { photo, original })
}

fn kept(picture: &Picture, facts: Facts, resized: bool, hands: Hands<'_>) -> Result<Intake, PhotoError> {
    let previews = || {
        let small = picture.shrunk(Limits::THUMBNAIL_EDGE)?;
        Ok::<_, PhotoError>((small.thumbnail_jpeg()?, small.thumbhash()?))
    };
    let jpeg = || picture.stored_jpeg(Limits::STORED_BYTES, hands);
    let (previews, jpeg) = both(hands, previews, jpeg);
    let ((thumbnail, thumbhash), jpeg) = (previews?, jpeg?);
    Ok(Intake {
        sha256: Sha256::digest(&jpeg).into(),
        width: picture.width,
        height: picture.height,
        thumbnail,
        thumbhash,
        notes: notes(&facts, resized),
        taken_at: facts.taken_at,
        fix: facts.fix,
        jpeg,
    })
}

fn notes(facts: &Facts, resized: bool) -> Vec<IntakeNote> {
    [
        (facts.damaged, IntakeNote::MetadataDamaged),
        (facts.fix.is_none(), IntakeNote::NoPosition),
        (facts.taken_at.is_none(), IntakeNote::NoTime),
        (resized, IntakeNote::Resized),
    ]
    .into_iter()
    .filter_map(|(holds, note)| holds.then_some(note))
    .collect()
}
