// SPDX-License-Identifier: EUPL-1.2
//! A decoded picture: made smaller, turned upright, written as JPEG.

use super::{PhotoError, check_dimensions, check_memory};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, RgbImage};
use jpeg_encoder::{ColorType as JpegColor, Encoder};

/// Tried in turn until the stored photo is small enough; nearly every photo passes at the first.
const QUALITIES: [u8; 4] = [82, 70, 55, 40];
const THUMBNAIL_QUALITY: u8 = 75;
/// The longest edge the thumbhash is computed from.
const THUMBHASH_EDGE: u32 = 100;

/// Rows from top to bottom, three bytes (red, green, blue) a pixel, `3 * width * height` bytes.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) rgb: Vec<u8>,
}

impl Picture {
    /// Runs a decoder whose header was read; transparency is laid on white.
    pub(super) fn decode(decoder: impl ImageDecoder) -> Result<Self, PhotoError> {
        let (width, height) = decoder.dimensions();
        check_dimensions(width, height)?;
        let color = decoder.color_type();
        let rgb_bytes = u64::from(width) * u64::from(height) * 3;
        let extra = if color == ColorType::Rgb8 { 0 } else { rgb_bytes };
        check_memory(decoder.total_bytes().saturating_add(extra))?;
        let size = usize::try_from(decoder.total_bytes()).map_err(|_| PhotoError::TooMuchMemory)?;
        let mut samples = vec![0; size];
        decoder.read_image(&mut samples).map_err(super::png::reason)?;
        Ok(Self {
            width,
            height,
            rgb: to_rgb(samples, color)?,
        })
    }

    /// The longer edge in pixels.
    pub(super) fn long_edge(&self) -> u32 {
        self.width.max(self.height)
    }

    /// This picture if it fits into `edge`, otherwise a smaller one; the large one is freed at once.
    pub(super) fn within(self, edge: u32) -> Result<Self, PhotoError> {
        if self.long_edge() <= edge {
            Ok(self)
        } else {
            self.shrunk(edge)
        }
    }

    /// A copy with at most `edge` pixels on the longer edge, never enlarged.
    pub(super) fn shrunk(&self, edge: u32) -> Result<Self, PhotoError> {
        let (width, height) = (self.scaled(self.width, edge), self.scaled(self.height, edge));
        let source =
            ImageRef::new(self.width, self.height, &self.rgb, PixelType::U8x3).map_err(|_| PhotoError::Damaged)?;
        let mut target = Image::new(width, height, PixelType::U8x3);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Hamming));
        Resizer::new()
            .resize(&source, &mut target, &options)
            .map_err(|_| PhotoError::Damaged)?;
        Ok(Self {
            width,
            height,
            rgb: target.into_vec(),
        })
    }

    fn scaled(&self, side: u32, edge: u32) -> u32 {
        let long = u64::from(self.long_edge().max(1));
        if long <= u64::from(edge) {
            return side;
        }
        let rounded = (u64::from(side) * u64::from(edge) + long / 2) / long;
        u32::try_from(rounded).unwrap_or(edge).max(1)
    }

    /// Turned and mirrored as the camera noted.
    pub(super) fn upright(self, orientation: Orientation) -> Result<Self, PhotoError> {
        if orientation == Orientation::NoTransforms {
            return Ok(self);
        }
        let image = RgbImage::from_raw(self.width, self.height, self.rgb).ok_or(PhotoError::Damaged)?;
        let mut image = DynamicImage::ImageRgb8(image);
        image.apply_orientation(orientation);
        Ok(Self {
            width: image.width(),
            height: image.height(),
            rgb: image.into_rgb8().into_raw(),
        })
    }

    /// The JPEG that is stored, at the best quality that keeps it within so many bytes.
    pub(super) fn stored_jpeg(&self, most: usize) -> Result<Vec<u8>, PhotoError> {
        for quality in QUALITIES {
            let jpeg = self.jpeg(quality)?;
            if jpeg.len() <= most {
                return Ok(jpeg);
            }
        }
        Err(PhotoError::Incompressible)
    }

    /// The JPEG of a thumbnail.
    pub(super) fn thumbnail_jpeg(&self) -> Result<Vec<u8>, PhotoError> {
        self.jpeg(THUMBNAIL_QUALITY)
    }

    fn jpeg(&self, quality: u8) -> Result<Vec<u8>, PhotoError> {
        let width = u16::try_from(self.width).map_err(|_| PhotoError::Damaged)?;
        let height = u16::try_from(self.height).map_err(|_| PhotoError::Damaged)?;
        let mut bytes = Vec::with_capacity(self.rgb.len() / 8);
        Encoder::new(&mut bytes, quality)
            .encode(&self.rgb, width, height, JpegColor::Rgb)
            .map_err(|_| PhotoError::Damaged)?;
        Ok(bytes)
    }

    /// The preview of about 25 bytes.
    pub(super) fn thumbhash(&self) -> Result<Vec<u8>, PhotoError> {
        let tiny = self.shrunk(THUMBHASH_EDGE)?;
        let rgba: Vec<u8> = tiny
            .rgb
            .as_chunks::<3>()
            .0
            .iter()
            .flat_map(|&[r, g, b]| [r, g, b, u8::MAX])
            .collect();
        let width = usize::try_from(tiny.width).map_err(|_| PhotoError::Damaged)?;
        let height = usize::try_from(tiny.height).map_err(|_| PhotoError::Damaged)?;
        Ok(fast_thumbhash::rgba_to_thumb_hash(width, height, &rgba))
    }
}

/// Samples of any layout as red, green, blue on white. Of 16-bit samples the upper byte says all a screen shows.
fn to_rgb(samples: Vec<u8>, color: ColorType) -> Result<Vec<u8>, PhotoError> {
    let high = |sample: [u8; 2]| sample_high(sample);
    Ok(match color {
        ColorType::Rgb8 => samples,
        ColorType::L8 => samples.iter().flat_map(|&l| [l; 3]).collect(),
        ColorType::La8 => samples
            .as_chunks::<2>()
            .0
            .iter()
            .flat_map(|&[l, a]| [on_white(l, a); 3])
            .collect(),
        ColorType::Rgba8 => samples
            .as_chunks::<4>()
            .0
            .iter()
            .flat_map(|&[r, g, b, a]| laid([r, g, b], a))
            .collect(),
        ColorType::L16 => samples.as_chunks::<2>().0.iter().flat_map(|&l| [high(l); 3]).collect(),
        ColorType::La16 => samples
            .as_chunks::<4>()
            .0
            .iter()
            .flat_map(|&[l0, l1, a0, a1]| [on_white(high([l0, l1]), high([a0, a1])); 3])
            .collect(),
        ColorType::Rgb16 => samples.as_chunks::<2>().0.iter().map(|&sample| high(sample)).collect(),
        ColorType::Rgba16 => samples
            .as_chunks::<8>()
            .0
            .iter()
            .flat_map(|&[r0, r1, g0, g1, b0, b1, a0, a1]| {
                laid([high([r0, r1]), high([g0, g1]), high([b0, b1])], high([a0, a1]))
            })
            .collect(),
        _ => {
            return Err(PhotoError::Unsupported {
                kind: "a picture with unusual colours",
            });
        }
    })
}

fn sample_high(native: [u8; 2]) -> u8 {
    let [high, _] = u16::from_ne_bytes(native).to_be_bytes();
    high
}

fn laid([r, g, b]: [u8; 3], alpha: u8) -> [u8; 3] {
    [on_white(r, alpha), on_white(g, alpha), on_white(b, alpha)]
}

/// `color` seen through `alpha` in front of white paper, rounded.
fn on_white(color: u8, alpha: u8) -> u8 {
    let (color, alpha) = (u32::from(color), u32::from(alpha));
    let seen = (color * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(seen).unwrap_or(u8::MAX)
}
