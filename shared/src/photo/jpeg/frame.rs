// SPDX-License-Identifier: EUPL-1.2
//! What the frame and scan headers of a JPEG promise: its size, the memory it takes, and which scans make it whole.

use crate::photo::{Limits, PhotoError};

/// The header of a frame and the scans seen for it.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) progressive: bool,
    components: Vec<Component>,
    scans: usize,
    /// A sequential scan brought some components together, but not all.
    grouped: bool,
}

/// How the blocks of a plain picture follow each other.
#[derive(Debug)]
pub(super) struct Plan {
    /// The blocks of all components come in turn, so often across and so often down.
    pub(super) across: u64,
    pub(super) down: u64,
    /// Rows of pixels of one unit.
    pub(super) height: u32,
    pub(super) components: Vec<Planned>,
}

impl Plan {
    pub(super) fn units(&self) -> Option<u64> {
        self.across.checked_mul(self.down)
    }
}

/// A component of a plain picture.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) id: u8,
    /// Number of its table of divisors.
    pub(super) divisors: u8,
    /// Its blocks in each unit.
    pub(super) blocks: usize,
}

#[derive(Debug)]
struct Component {
    id: u8,
    horizontal: u8,
    vertical: u8,
    divisors: u8,
    /// One bit for each of the 64 coefficients that some scan brought to full precision.
    complete: u64,
}

impl Frame {
    /// Reads the payload of a frame header whose marker says baseline, extended or progressive.
    pub(super) fn read(marker: u8, payload: &[u8]) -> Result<Self, PhotoError> {
        let [precision, h1, h0, w1, w0, count, components @ ..] = payload else {
            return Err(PhotoError::Damaged);
        };
        let components: Vec<Component> = components
            .as_chunks::<3>()
            .0
            .iter()
            .copied()
            .map(Component::read)
            .collect();
        if *precision != 8 || !matches!(count, 1 | 3 | 4) {
            return Err(PhotoError::Unsupported {
                kind: "a JPEG with unusual colours",
            });
        }
        if components.len() != usize::from(*count) {
            return Err(PhotoError::Damaged);
        }
        Ok(Self {
            width: u32::from(u16::from_be_bytes([*w1, *w0])),
            height: u32::from(u16::from_be_bytes([*h1, *h0])),
            progressive: marker == 0xC2,
            components,
            scans: 0,
            grouped: false,
        })
    }

    /// Notes what a scan brings. A sequential picture brings each component once: a second time would only cost work.
    pub(super) fn add_scan(&mut self, payload: &[u8]) -> Result<(), PhotoError> {
        let (&count, rest) = payload.split_first().ok_or(PhotoError::Damaged)?;
        let (chosen, range) = rest
            .split_at_checked(usize::from(count) * 2)
            .ok_or(PhotoError::Damaged)?;
        let &[first, last, precision] = range else {
            return Err(PhotoError::Damaged);
        };
        self.scans += 1;
        if self.scans > Limits::SCANS {
            return Err(PhotoError::Damaged);
        }
        self.grouped |= !self.progressive && (2..self.components.len()).contains(&usize::from(count));
        let brought = if self.progressive {
            bits(first, last, precision & 0x0F)
        } else {
            u64::MAX
        };
        for [id, _tables] in chosen.as_chunks::<2>().0 {
            let component = self
                .components
                .iter_mut()
                .find(|component| component.id == *id)
                .ok_or(PhotoError::Damaged)?;
            if !self.progressive && component.complete != 0 {
                return Err(PhotoError::Damaged);
            }
            component.complete |= brought;
        }
        Ok(())
    }

    /// A picture of which a scan is missing would decode to a blur.
    pub(super) fn check_complete(&self) -> Result<(), PhotoError> {
        let whole = self.components.iter().all(|component| component.complete == u64::MAX);
        if whole {
            self.check_order()
        } else {
            Err(PhotoError::CutShort)
        }
    }

    /// Some rare sequential pictures bring their components one after the other. The decoder gets only
    /// those right whose components have all their rows; the others would come out in false colours.
    fn check_order(&self) -> Result<(), PhotoError> {
        let apart = !self.progressive && self.scans > 1;
        if apart && (self.grouped || self.largest(|component| component.vertical) > 1) {
            return Err(PhotoError::Unsupported {
                kind: "a JPEG with an unusual coding",
            });
        }
        Ok(())
    }

    /// What decoding takes: the pixels, and all coefficients if they come in more than one scan.
    pub(super) fn decode_bytes(&self) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height) * 3;
        let blocks: u64 = self
            .components
            .iter()
            .map(|c| u64::from(c.horizontal) * u64::from(c.vertical))
            .sum();
        let across = u64::from(self.width).div_ceil(8 * self.largest(|c| c.horizontal));
        let down = u64::from(self.height).div_ceil(8 * self.largest(|c| c.vertical));
        let coefficients = across * down * blocks * 64 * 2;
        if self.progressive || self.scans > 1 {
            pixels + coefficients
        } else {
            pixels
        }
    }

    /// How the blocks of a plain picture follow each other: one scan with brightness and two colours, neither of them finer
    /// than it, as cameras and this program write it.
    pub(super) fn plan(&self) -> Option<Plan> {
        let sampling = |c: &Component| (c.horizontal, c.vertical);
        let factors: Vec<_> = self.components.iter().map(sampling).collect();
        let usual = matches!(factors.as_slice(), [(1 | 2, 1) | (2, 2), (1, 1), (1, 1)]);
        if !usual || self.progressive || self.scans != 1 {
            return None;
        }
        let across = u64::from(self.width).div_ceil(8 * self.largest(|c| c.horizontal));
        let down = u64::from(self.height).div_ceil(8 * self.largest(|c| c.vertical));
        let planned = |c: &Component| Planned {
            id: c.id,
            divisors: c.divisors,
            blocks: usize::from(c.horizontal * c.vertical),
        };
        Some(Plan {
            across,
            down,
            height: 8 * u32::try_from(self.largest(|c| c.vertical)).ok()?,
            components: self.components.iter().map(planned).collect(),
        })
    }

    fn largest(&self, factor: impl Fn(&Component) -> u8) -> u64 {
        self.components
            .iter()
            .map(|component| u64::from(factor(component)))
            .max()
            .unwrap_or(1)
            .max(1)
    }
}

impl Component {
    fn read([id, sampling, divisors]: [u8; 3]) -> Self {
        Self {
            id,
            horizontal: sampling >> 4,
            vertical: sampling & 0x0F,
            divisors,
            complete: 0,
        }
    }
}

/// The coefficients `first` to `last`, if this scan leaves no bit of them open.
fn bits(first: u8, last: u8, open: u8) -> u64 {
    if open != 0 || first > last || last > 63 {
        return 0;
    }
    (u64::MAX << first) & (u64::MAX >> (63 - last))
}
