// SPDX-License-Identifier: EUPL-1.2
//! A photo in grey, for whoever looks for something in it instead of keeping it.

use super::intake::decoded;
use super::pixels::Picture;
use super::{PhotoError, one_hand};

/// Rows from top to bottom, one byte a point (0 is black), at most [`Limits::LONG_EDGE`](super::Limits::LONG_EDGE) a row.
/// It lies as the camera held it: nothing was turned upright.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grey {
    /// Points in a row.
    pub width: usize,
    /// The rows, one after the other.
    pub points: Vec<u8>,
}

/// Takes a camera's file in as [`intake`](super::intake()) does, and gives back its brightness alone.
///
/// # Errors
/// As [`intake`](super::intake()); nothing panics, whatever the bytes.
pub fn grey(file: &[u8]) -> Result<Grey, PhotoError> {
    decoded(file, &one_hand, |taken| Ok(taken.picture.grey()))
}

impl Grey {
    /// Half as wide and half as high; an odd last row or column is left out.
    #[must_use]
    pub fn halved(&self) -> Self {
        let width = self.width / 2;
        let rows = self.points.chunks_exact(self.width.max(1)).collect::<Vec<_>>();
        let points = rows.as_chunks::<2>().0.iter().flat_map(|[upper, lower]| {
            let fours = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
            fours.map(|(&[a, b], &[c, d])| mean([a, b, c, d]))
        });
        Self {
            width,
            points: points.collect(),
        }
    }

    /// What was dark is bright.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self {
            width: self.width,
            points: self.points.iter().map(|point| !point).collect(),
        }
    }
}

impl Picture {
    fn grey(&self) -> Grey {
        Grey {
            width: usize::try_from(self.width).unwrap_or_default(),
            points: self.rgb.as_chunks::<3>().0.iter().map(brightness).collect(),
        }
    }
}

/// As an eye weighs the three colours (BT.601), in parts of 256.
fn brightness(&[r, g, b]: &[u8; 3]) -> u8 {
    let sum = u32::from(r) * 77 + u32::from(g) * 150 + u32::from(b) * 29;
    u8::try_from(sum >> 8).unwrap_or(u8::MAX)
}

fn mean(four: [u8; 4]) -> u8 {
    let sum: u32 = four.into_iter().map(u32::from).sum();
    u8::try_from(sum / 4).unwrap_or(u8::MAX)
}
