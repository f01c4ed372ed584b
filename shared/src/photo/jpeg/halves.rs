// SPDX-License-Identifier: EUPL-1.2
//! Large pictures in two halves, so that two threads can do them at once: decoded and made smaller, and encoded. What is not
//! plain enough to be cut is done in whole.

use super::scan::{Place, Scan, joined};
use super::{END, Parts, START};
use crate::photo::hands::both;
use crate::photo::pixels::{Picture, Stripe};
use crate::photo::{Hands, PhotoError};

/// Pixels from which on two threads would be worth their start.
const WORTHWHILE: u64 = 1_000_000;
/// The upper half's share of the rows: for the lower one its beginning has to be found first.
const UPPER_SHARE: (u64, u64) = (11, 20);
/// Rows beside the seam that both halves decode, in units: what is interpolated over it needs both sides.
const SHARED: u64 = 1;
/// Rows of an encoder's unit.
const ENCODED_UNIT: usize = 16;

impl Parts<'_> {
    /// The picture, at most `edge` pixels on the longer edge.
    pub(in crate::photo) fn decode_within(&self, edge: u32, hands: Hands<'_>) -> Result<Picture, PhotoError> {
        match self.halves_within(edge, hands) {
            Some(picture) => Ok(picture),
            None => self.decode()?.within(edge),
        }
    }

    /// None where it has to be done in whole.
    pub(in crate::photo) fn halves_within(&self, edge: u32, hands: Hands<'_>) -> Option<Picture> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let plan = self.frame.plan().filter(|_| pixels >= WORTHWHILE)?;
        let seam = plan.down * UPPER_SHARE.0 / UPPER_SHARE.1;
        let stripes = Stripe::two(self.width, self.height, edge, u32::try_from(seam).ok()? * plan.height)?;
        if stripes.reach() > f64::from(plan.height) || seam <= SHARED {
            return None;
        }
        let rows = |units: u64| u32::try_from(units).ok()?.checked_mul(plan.height);
        let lower = || {
            let skipped = rows(seam - SHARED)?;
            let data = self.cut(seam - SHARED)?;
            let height = self.height.checked_sub(skipped)?;
            let half = self.part(height, Some(&data))?;
            drop(data);
            half.shrunk_to(&stripes.lower(skipped)).ok()
        };
        let upper = || {
            let half = self.part(rows(seam + SHARED)?.min(self.height), None)?;
            half.shrunk_to(&stripes.upper()).ok()
        };
        let (lower, upper) = both(hands, lower, upper);
        Picture::stacked(upper?, lower?)
    }

    fn cut(&self, row: u64) -> Option<Vec<u8>> {
        let scan = self.scan()?;
        scan.cut(&scan.place(row)?)
    }

    /// Decodes so many rows, from the first one on or of a scan that stands for the picture's own.
    fn part(&self, height: u32, data: Option<&[u8]>) -> Option<Picture> {
        let rgb = self.decoded(self.with_height(height, data)?).ok()?;
        Some(Picture {
            width: self.width,
            height,
            rgb,
        })
    }
}

/// Makes a JPEG of rows of pixels: red, green and blue, their width and height.
type Encode<'a> = &'a (dyn Fn(&[u8], u32, u32) -> Option<Vec<u8>> + Sync);

/// Encodes a picture of which both halves are encoded by `encode`: the same bytes that it makes of the whole.
pub(in crate::photo) fn encoded(picture: &Picture, encode: Encode<'_>, hands: Hands<'_>) -> Option<Vec<u8>> {
    let pixels = u64::from(picture.width) * u64::from(picture.height);
    let rows = usize::try_from(picture.height).ok()? / 2 / ENCODED_UNIT * ENCODED_UNIT;
    if pixels < WORTHWHILE || rows == 0 {
        return None;
    }
    let above = u32::try_from(rows).ok()?;
    let (first, second) = picture
        .rgb
        .split_at_checked(rows * usize::try_from(picture.width).ok()? * 3)?;
    let half = |rgb: &[u8], height: u32| Half::of(encode(rgb, picture.width, height)?);
    let (lower, upper) = both(hands, || half(second, picture.height - above), || half(first, above));
    let (upper, lower) = (upper?, lower?);
    let data = joined([&upper.scan, &lower.scan], [&upper.end, &lower.end])?;
    let parts = Parts::of(&upper.jpeg).ok()?;
    let mut whole = parts.with_height(picture.height, Some(&data))?;
    whole.extend_from_slice(&END);
    Some(whole)
}

/// One half as it was encoded, and where its scan ends.
struct Half {
    jpeg: Vec<u8>,
    scan: Scan,
    end: Place,
}

impl Half {
    fn of(jpeg: Vec<u8>) -> Option<Self> {
        let parts = Parts::of(&jpeg).ok()?;
        let scan = parts.scan()?;
        let end = scan.place(parts.frame.plan()?.down)?;
        Some(Self { scan, end, jpeg })
    }
}

impl Parts<'_> {
    /// The picture's own bytes up to where its data ends, with another height, and with other data where some is given.
    fn with_height(&self, height: u32, data: Option<&[u8]>) -> Option<Vec<u8>> {
        let (own, segments) = self.picture.split_last()?;
        let data = data.unwrap_or(own);
        let mut bytes = Vec::with_capacity(self.picture_bytes() + data.len());
        bytes.extend_from_slice(&START);
        for segment in segments {
            match segment {
                [0xFF, coding @ (0xC0 | 0xC1), high, low, precision, _, _, rest @ ..] => {
                    bytes.extend_from_slice(&[0xFF, *coding, *high, *low, *precision]);
                    bytes.extend_from_slice(&u16::try_from(height).ok()?.to_be_bytes());
                    bytes.extend_from_slice(rest);
                }
                _ => bytes.extend_from_slice(segment),
            }
        }
        bytes.extend_from_slice(data);
        Some(bytes)
    }
}
