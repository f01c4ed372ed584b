// SPDX-License-Identifier: EUPL-1.2
//! Takes a JPEG apart before it is decoded: which bytes are picture, which are metadata, and whether it is whole.
//!
//! The decoder sees the picture's own segments only. Metadata, however broken, never reaches it; a file that ends
//! early, repeats itself or announces too much is refused before memory is taken for it.

mod frame;
mod halves;
mod scan;
mod segments;

use self::frame::Frame;
pub(super) use self::halves::encoded;
use self::scan::Scan;
use self::segments::Segments;
use super::pixels::Picture;
use super::{Limits, PhotoError, check_dimensions, check_memory};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

const START: [u8; 2] = [0xFF, 0xD8];
const END: [u8; 2] = [0xFF, 0xD9];
/// A picture has a few dozen segments of its own; a flood of them is an attack on memory.
const MOST_PARTS: usize = 2048;
/// Ones behind the picture: sixteen of them are a code in no valid table, so a picture whose data ends early fails
/// here and is not filled up with grey. Each byte is followed by the zero that marks it as data.
const FENCE: [u8; 32] = [
    0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF,
    0, 0xFF, 0, 0xFF, 0, 0xFF, 0,
];

/// A JPEG taken apart.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The first block of EXIF, without its segment's header.
    pub(super) exif: Option<&'a [u8]>,
    /// There were bytes between segments that belong to none: the length of one of them is wrong.
    pub(super) garbage: bool,
    /// The first segment that is neither picture nor a plain JFIF or Adobe header.
    pub(super) foreign: Option<&'static str>,
    /// Where the picture ends in the file.
    pub(super) end: usize,
    adobe: Option<&'a [u8]>,
    picture: Vec<&'a [u8]>,
    frame: Frame,
}

impl<'a> Parts<'a> {
    /// Follows the segments of `file` from its start to the end of its first picture.
    pub(super) fn of(file: &'a [u8]) -> Result<Self, PhotoError> {
        let mut walk = Walk::default();
        let mut segments = Segments::after_start(file);
        while let Some((marker, segment)) = segments.next()? {
            walk.take(marker, segment)?;
            if marker == segments::SCAN {
                walk.keep(segments.scan_data()?)?;
            }
        }
        let frame = walk.frame.ok_or(PhotoError::Damaged)?;
        frame.check_complete()?;
        Ok(Self {
            width: frame.width,
            height: frame.height,
            exif: walk.exif,
            garbage: segments.skipped,
            foreign: walk.foreign,
            end: segments.at,
            adobe: walk.adobe,
            picture: walk.picture,
            frame,
        })
    }

    /// How many bytes of the file are the picture's own, its plain headers and both end marks included.
    pub(super) fn picture_bytes(&self) -> usize {
        let own: usize = self.picture.iter().map(|part| part.len()).sum();
        own + self.adobe.map_or(0, <[u8]>::len) + START.len() + END.len()
    }

    /// Decodes all pixels, strictly: what does not decode to the end is an error.
    pub(super) fn decode(&self) -> Result<Picture, PhotoError> {
        let rgb = self.pixels()?;
        Ok(Picture {
            width: self.width,
            height: self.height,
            rgb,
        })
    }

    /// Sees that all pixels decode. In a picture laid out as ours are every code is read to its end and nothing is computed;
    /// whatever is not found whole so is decoded, and the decoder decides.
    pub(super) fn check(&self) -> Result<(), PhotoError> {
        match self.scan() {
            Some(scan) if scan.is_whole() => Ok(()),
            _ => self.pixels().map(drop),
        }
    }

    /// The scan of a plain picture.
    fn scan(&self) -> Option<Scan> {
        self.adobe.is_none().then(|| Scan::read(&self.picture, &self.frame))?
    }

    fn pixels(&self) -> Result<Vec<u8>, PhotoError> {
        check_memory(self.frame.decode_bytes())?;
        let mut bytes = Vec::with_capacity(self.picture_bytes() + FENCE.len());
        bytes.extend_from_slice(&START);
        // The Adobe header goes first: it says how the colours are meant, and some writers put it too late.
        bytes.extend_from_slice(self.adobe.unwrap_or_default());
        self.picture.iter().for_each(|part| bytes.extend_from_slice(part));
        self.decoded(bytes)
    }

    /// Decodes the bytes of a picture, which end where its data does.
    fn decoded(&self, mut bytes: Vec<u8>) -> Result<Vec<u8>, PhotoError> {
        let options = DecoderOptions::new_fast()
            .set_strict_mode(true)
            .set_max_width(usize::from(u16::MAX))
            .set_max_height(usize::from(u16::MAX))
            .jpeg_set_max_scans(Limits::SCANS)
            .jpeg_set_out_colorspace(ColorSpace::RGB);
        let fence: &[u8] = if self.frame.progressive { &[] } else { &FENCE };
        bytes.extend_from_slice(fence);
        bytes.extend_from_slice(&END);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes.as_slice()), options);
        decoder.decode().map_err(|_| PhotoError::Damaged)
    }
}

/// What was collected on the way through the segments.
#[derive(Debug, Default)]
struct Walk<'a> {
    exif: Option<&'a [u8]>,
    foreign: Option<&'static str>,
    adobe: Option<&'a [u8]>,
    jfif: bool,
    picture: Vec<&'a [u8]>,
    frame: Option<Frame>,
}

impl<'a> Walk<'a> {
    /// Sorts one segment; `segment` starts with its marker and length.
    fn take(&mut self, marker: u8, segment: &'a [u8]) -> Result<(), PhotoError> {
        let payload = segment.get(4..).unwrap_or_default();
        match marker {
            // Tables and the restart interval.
            0xC4 | 0xDB | 0xDD => self.keep(segment),
            0xC0..=0xC2 => self.start_frame(marker, payload, segment),
            segments::SCAN => {
                self.frame.as_mut().ok_or(PhotoError::Damaged)?.add_scan(payload)?;
                self.keep(segment)
            }
            0xC3 | 0xC5..=0xCF => Err(PhotoError::Unsupported {
                kind: "a JPEG with an unusual coding",
            }),
            0xE0 => self.header(payload, segment),
            0xE1 => {
                if payload.starts_with(b"Exif\0") && self.exif.is_none() {
                    self.exif = Some(payload.strip_prefix(b"Exif\0\0").unwrap_or_default());
                }
                self.foreigner("EXIF or XMP metadata");
                Ok(())
            }
            0xEE if payload.starts_with(b"Adobe") => {
                if self.adobe.replace(segment).is_some() || payload.len() != 12 {
                    self.foreigner("an unusual header");
                }
                Ok(())
            }
            _ => {
                self.foreigner(foreign_name(marker));
                Ok(())
            }
        }
    }

    /// One frame a picture; its size is judged at once.
    fn start_frame(&mut self, marker: u8, payload: &[u8], segment: &'a [u8]) -> Result<(), PhotoError> {
        if self.frame.is_some() {
            return Err(PhotoError::Damaged);
        }
        let frame = Frame::read(marker, payload)?;
        check_dimensions(frame.width, frame.height)?;
        self.frame = Some(frame);
        self.keep(segment)
    }

    /// A JFIF header may hold a thumbnail of its own: only the one without is plain.
    fn header(&mut self, payload: &[u8], segment: &'a [u8]) -> Result<(), PhotoError> {
        let plain = payload.len() == 14 && payload.starts_with(b"JFIF\0") && payload.ends_with(&[0, 0]);
        if !plain || self.jfif {
            self.foreigner("an unusual header");
            return Ok(());
        }
        self.jfif = true;
        self.keep(segment)
    }

    fn keep(&mut self, part: &'a [u8]) -> Result<(), PhotoError> {
        if self.picture.len() >= MOST_PARTS {
            return Err(PhotoError::Damaged);
        }
        self.picture.push(part);
        Ok(())
    }

    fn foreigner(&mut self, name: &'static str) {
        self.foreign = self.foreign.or(Some(name));
    }
}

fn foreign_name(marker: u8) -> &'static str {
    match marker {
        0xE2 => "a colour profile or a second picture",
        0xED => "IPTC metadata",
        0xFE => "a comment",
        _ => "application data",
    }
}
