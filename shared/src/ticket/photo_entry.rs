// SPDX-License-Identifier: EUPL-1.2
//! The record of a photo inside a ticket; its bytes live elsewhere, named by their SHA-256.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::value::text_fault;
use super::{Position, Sketch};
use crate::ids::{PersonId, PhotoHash};
use crate::limits;

/// What a photo shows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cbor(index_only)]
#[serde(rename_all = "lowercase")]
pub enum PhotoRole {
    /// The state found.
    #[n(0)]
    Before,
    /// The work going on.
    #[n(1)]
    During,
    /// The state left.
    #[n(2)]
    After,
    /// A paper, a sign, a plate of an asset.
    #[n(3)]
    Document,
    /// A copy with people and plates blacked out.
    #[n(4)]
    Redacted,
}

impl PhotoRole {
    /// Every role with its name on the command line and in JSON.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("before", Self::Before),
        ("during", Self::During),
        ("after", Self::After),
        ("document", Self::Document),
        ("redacted", Self::Redacted),
    ];
}

/// One photo of a ticket. Written once, never changed.
#[derive(Debug, Clone, PartialEq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct PhotoEntry {
    /// SHA-256 of the stored JPEG.
    #[n(0)]
    pub sha256: PhotoHash,
    /// Media type of the stored bytes.
    #[n(1)]
    pub mime: String,
    /// Size of the stored bytes.
    #[n(2)]
    pub bytes: u32,
    /// Width in pixels, upright.
    #[n(3)]
    pub width: u32,
    /// Height in pixels, upright.
    #[n(4)]
    pub height: u32,
    /// What it shows.
    #[n(5)]
    pub role: PhotoRole,
    /// When the camera says it was taken (local time, with its offset if the camera knew it).
    #[n(6)]
    pub taken_at: Option<String>,
    /// Where the camera says it was taken.
    #[n(7)]
    pub fix: Option<Position>,
    /// Who added it.
    #[n(8)]
    pub by: PersonId,
    /// A line about it.
    #[n(9)]
    pub caption: Option<String>,
    /// A blurred preview of some 25 bytes (ThumbHash).
    #[cbor(n(10), with = "minicbor::bytes")]
    pub thumbhash: Vec<u8>,
    /// What somebody drew over it; the picture itself stays as it was taken.
    #[n(11)]
    pub sketch: Option<Sketch>,
    /// What a redacted copy shows: before, during, after or a document.
    #[n(12)]
    pub shows: Option<PhotoRole>,
    /// SHA-256 of the sealed original of a redacted copy, where the category wants it kept.
    #[n(13)]
    pub sealed_original: Option<PhotoHash>,
}

impl PhotoEntry {
    /// What it shows, whether or not people and plates are blacked out.
    #[must_use]
    pub fn shows(&self) -> PhotoRole {
        self.shows.unwrap_or(self.role)
    }

    /// What is wrong with it, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let sound = self.mime == "image/jpeg"
            && self.width > 0
            && self.height > 0
            && self.bytes > 0
            && self.thumbhash.len() <= 64;
        let dated = self.taken_at.as_ref().is_none_or(|at| at.len() <= 40 && at.is_ascii());
        if !sound || !dated {
            return Some("the photo's record is not that of a stored JPEG: take the photo in again".into());
        }
        let caption = self
            .caption
            .as_ref()
            .and_then(|caption| text_fault("caption", caption, limits::SHORT_TEXT_CHARS));
        caption
            .or_else(|| self.fix.and_then(|fix| fix.fault()))
            .or_else(|| self.sketch.as_ref().and_then(Sketch::fault))
            .or_else(|| self.redaction_fault())
    }

    /// Only a redacted copy says what it shows and has an original.
    fn redaction_fault(&self) -> Option<String> {
        let is_redacted = self.role == PhotoRole::Redacted;
        let says_more = self.shows.is_some() || self.sealed_original.is_some();
        let says_nothing = self.shows == Some(PhotoRole::Redacted);
        (says_nothing || (says_more && !is_redacted))
            .then(|| "only a redacted photo says what it shows beside its role: take the photo in again".into())
    }
}
