// SPDX-License-Identifier: EUPL-1.2
//! What a person does to a photo before saving it: quarter turns, and areas painted black for good.

use serde::{Deserialize, Serialize};

use super::PhotoError;
use super::pixels::Picture;
use image::metadata::Orientation;

/// The most areas blacked out in one photo: more faces than one can tell apart.
const REGIONS: usize = 64;

/// Edits of a photo, applied once while it is taken in: nothing of what was blacked out reaches photo, thumbnail or thumbhash.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PhotoEdits {
    /// Quarter turns clockwise of the upright photo, 0 to 3.
    pub quarter_turns: u8,
    /// Areas of the turned photo that are painted black.
    pub blackouts: Vec<Region>,
}

/// A rectangle in fractions of a photo's width and height, 0 to 1, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Region {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl PhotoEdits {
    /// Whether something is blacked out.
    #[must_use]
    pub fn redacts(&self) -> bool {
        !self.blackouts.is_empty()
    }

    /// What cannot be done of it.
    pub(super) fn check(&self) -> Result<(), PhotoError> {
        let sound =
            self.quarter_turns < 4 && self.blackouts.len() <= REGIONS && self.blackouts.iter().all(Region::is_sound);
        sound.then_some(()).ok_or(PhotoError::Edits)
    }
}

impl Region {
    fn is_sound(&self) -> bool {
        let within = |from: f64, size: f64| (0.0..=1.0).contains(&from) && size > 0.0 && from + size <= 1.001;
        within(self.x, self.width) && within(self.y, self.height)
    }

    /// Whole pixels: one that is touched at all is black.
    fn pixels(&self, picture: &Picture) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        let columns = span(self.x, self.width, picture.width);
        (columns, span(self.y, self.height, picture.height))
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie between 0 and the number of pixels"
)]
fn span(from: f64, size: f64, pixels: u32) -> std::ops::Range<usize> {
    let all = f64::from(pixels);
    let first = (from * all).floor().clamp(0.0, all);
    let end = ((from + size) * all).ceil().clamp(first, all);
    first as usize..end as usize
}

impl Picture {
    /// Turned clockwise by quarters.
    pub(super) fn turned(self, quarters: u8) -> Result<Self, PhotoError> {
        self.upright(match quarters {
            1 => Orientation::Rotate90,
            2 => Orientation::Rotate180,
            3 => Orientation::Rotate270,
            _ => Orientation::NoTransforms,
        })
    }

    /// With every region black.
    pub(super) fn blacked(mut self, regions: &[Region]) -> Self {
        let row_bytes = usize::try_from(self.width).unwrap_or(0) * 3;
        for region in regions {
            let (columns, rows) = region.pixels(&self);
            let bytes = columns.start * 3..columns.end * 3;
            for row in self
                .rgb
                .chunks_exact_mut(row_bytes.max(1))
                .take(rows.end)
                .skip(rows.start)
            {
                if let Some(covered) = row.get_mut(bytes.clone()) {
                    covered.fill(0);
                }
            }
        }
        self
    }
}
