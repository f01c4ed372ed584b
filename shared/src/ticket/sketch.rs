// SPDX-License-Identifier: EUPL-1.2
//! A sketch over a photo: strokes kept beside the untouched picture, drawn on top of it wherever it is shown.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::limits;

/// Parts into which each side of a photo is divided for the points of a sketch.
pub const SKETCH_GRID: u16 = 10_000;

/// What somebody drew over a photo.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Sketch {
    /// In the order in which they were drawn.
    #[n(0)]
    pub strokes: Vec<Stroke>,
}

/// One line drawn without lifting the finger; a single point is a dot.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    /// Its colour.
    #[n(0)]
    pub ink: Ink,
    /// From left and from above, in 1/10,000 of the photo's width and height.
    #[n(1)]
    pub points: Vec<(u16, u16)>,
}

/// Colours that stand out on asphalt, grass and sky.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "colours")]
pub enum Ink {
    #[n(0)]
    Red,
    #[n(1)]
    Yellow,
    #[n(2)]
    White,
    #[n(3)]
    Black,
}

impl Sketch {
    /// What is wrong with it, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let inside = |(x, y): &(u16, u16)| *x <= SKETCH_GRID && *y <= SKETCH_GRID;
        let drawn = |stroke: &Stroke| !stroke.points.is_empty() && stroke.points.iter().all(inside);
        if self.strokes.is_empty() || !self.strokes.iter().all(drawn) {
            return Some("the sketch has a line without points, or one beside the photo: draw it again".into());
        }
        let bytes = minicbor::to_vec(self).map_or(usize::MAX, |bytes| bytes.len());
        (bytes > limits::SKETCH_BYTES).then(|| "the sketch has too many lines: draw it simpler".into())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn line(points: &[(u16, u16)]) -> Sketch {
        Sketch {
            strokes: vec![Stroke {
                ink: Ink::Red,
                points: points.to_vec(),
            }],
        }
    }

    #[test]
    fn a_sketch_lies_inside_its_photo_and_stays_small() {
        assert_eq!(line(&[(0, 0), (SKETCH_GRID, SKETCH_GRID)]).fault(), None);
        assert!(line(&[]).fault().unwrap().contains("again"));
        assert!(line(&[(0, SKETCH_GRID + 1)]).fault().unwrap().contains("again"));
        assert!(Sketch::default().fault().is_some());
        let long = line(&vec![(9_000, 9_000); 200]);
        assert!(long.fault().unwrap().contains("simpler"));
    }
}
