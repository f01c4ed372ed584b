// SPDX-License-Identifier: EUPL-1.2
//! Steps from segment to segment of a JPEG, the way lenient readers do, without reading what is in them.

use crate::photo::PhotoError;

/// The marker of a scan: data without a length of its own follows its segment.
pub(super) const SCAN: u8 = 0xDA;
const END: u8 = 0xD9;

/// A position in the segments of a JPEG.
#[derive(Debug)]
pub(super) struct Segments<'a> {
    file: &'a [u8],
    /// Where the next segment is looked for.
    pub(super) at: usize,
    /// Bytes were passed over that belong to no segment.
    pub(super) skipped: bool,
}

impl<'a> Segments<'a> {
    /// Starts behind the start mark, which the caller has seen.
    pub(super) fn after_start(file: &'a [u8]) -> Self {
        Self {
            file,
            at: 2,
            skipped: false,
        }
    }

    /// The next segment with its marker and length, or `None` at the end mark.
    pub(super) fn next(&mut self) -> Result<Option<(u8, &'a [u8])>, PhotoError> {
        let start = self.find_marker()?;
        let rest = self.file.get(start..).unwrap_or_default();
        match *rest {
            [_, END, ..] => {
                self.at = start + 2;
                Ok(None)
            }
            // A second start: the length of a segment is wrong and we are inside a thumbnail.
            [_, 0xD8, ..] => Err(PhotoError::Damaged),
            [_, marker, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                if length < 2 {
                    return Err(PhotoError::Damaged);
                }
                let segment = rest.get(..length + 2).ok_or(PhotoError::CutShort)?;
                self.at = start + segment.len();
                Ok(Some((marker, segment)))
            }
            _ => Err(PhotoError::CutShort),
        }
    }

    /// Where the next marker starts. Fill bytes before it are allowed; anything else is noted as skipped.
    fn find_marker(&mut self) -> Result<usize, PhotoError> {
        let mut at = self.at;
        loop {
            match self.file.get(at..at + 2).ok_or(PhotoError::CutShort)? {
                [0xFF, 0xC0..=0xCF | 0xD8..=0xFE] => return Ok(at),
                [0xFF, 0xFF] => {}
                _ => self.skipped = true,
            }
            at += 1;
        }
    }

    /// The data that follows a scan's segment, up to the next marker that is no restart.
    pub(super) fn scan_data(&mut self) -> Result<&'a [u8], PhotoError> {
        let start = self.at;
        loop {
            let rest = self.file.get(self.at..).unwrap_or_default();
            let mark = rest.iter().position(|&byte| byte == 0xFF).ok_or(PhotoError::CutShort)?;
            match rest.get(mark + 1).ok_or(PhotoError::CutShort)? {
                0 | 0xD0..=0xD7 => self.at += mark + 2,
                0xFF => self.at += mark + 1,
                _ => {
                    self.at += mark;
                    return self.file.get(start..self.at).ok_or(PhotoError::Damaged);
                }
            }
        }
    }
}
