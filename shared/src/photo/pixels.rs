// SPDX-License-Identifier: EUPL-1.2
//! A decoded picture: made smaller, turned upright, written as JPEG.

use super::{Hands, PhotoError, check_dimensions, check_memory, jpeg, one_hand};
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
        let (width, height) = within(self.width, self.height, edge);
        let (top, rows) = (0.0, f64::from(self.height));
        self.shrunk_to(&Stripe {
            width,
            height,
            top,
            rows,
        })
    }

    /// A smaller copy of a stripe over the whole width; what lies beside the stripe flows into its edges.
    pub(super) fn shrunk_to(&self, stripe: &Stripe) -> Result<Self, PhotoError> {
        let Stripe { width, height, top, .. } = *stripe;
        let bottom = f64::from(self.height);
        // Rounding must not lead out of the picture.
        let rows = stripe.rows.min(bottom - top);
        let rows = if top + rows > bottom { rows.next_down() } else { rows };
        let source =
            ImageRef::new(self.width, self.height, &self.rgb, PixelType::U8x3).map_err(|_| PhotoError::Damaged)?;
        let mut target = Image::new(width, height, PixelType::U8x3);
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::Hamming))
            .crop(0.0, top, f64::from(self.width), rows);
        Resizer::new()
            .resize(&source, &mut target, &options)
            .map_err(|_| PhotoError::Damaged)?;
        Ok(Self {
            width,
            height,
            rgb: target.into_vec(),
        })
    }

    /// One picture above another of the same width.
    pub(super) fn stacked(upper: Self, lower: Self) -> Option<Self> {
        let height = upper.height.checked_add(lower.height)?;
        let mut rgb = upper.rgb;
        rgb.extend_from_slice(&lower.rgb);
        (upper.width == lower.width).then_some(Self {
            width: upper.width,
            height,
            rgb,
        })
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
    pub(super) fn stored_jpeg(&self, most: usize, hands: Hands<'_>) -> Result<Vec<u8>, PhotoError> {
        for quality in QUALITIES {
            let jpeg = self.jpeg(quality, hands)?;
            if jpeg.len() <= most {
                return Ok(jpeg);
            }
        }
        Err(PhotoError::Incompressible)
    }

    /// The JPEG of a thumbnail.
    pub(super) fn thumbnail_jpeg(&self) -> Result<Vec<u8>, PhotoError> {
        self.jpeg(THUMBNAIL_QUALITY, &one_hand)
    }

    fn jpeg(&self, quality: u8, hands: Hands<'_>) -> Result<Vec<u8>, PhotoError> {
        let encode = |rgb: &[u8], width: u32, height: u32| {
            let (width, height) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
            let mut bytes = Vec::with_capacity(rgb.len() / 8);
            let encoder = Encoder::new(&mut bytes, quality);
            encoder.encode(rgb, width, height, JpegColor::Rgb).ok()?;
            Some(bytes)
        };
        jpeg::encoded(self, &encode, hands)
            .or_else(|| encode(&self.rgb, self.width, self.height))
            .ok_or(PhotoError::Damaged)
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

/// Width and height within an edge, never enlarged.
fn within(width: u32, height: u32, edge: u32) -> (u32, u32) {
    let long = u64::from(width.max(height).max(1));
    let scaled = |side: u32| {
        if long <= u64::from(edge) {
            return side;
        }
        let rounded = (u64::from(side) * u64::from(edge) + long / 2) / long;
        u32::try_from(rounded).unwrap_or(edge).max(1)
    };
    (scaled(width), scaled(height))
}

/// Rows of a picture, and what they become.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stripe {
    width: u32,
    height: u32,
    top: f64,
    rows: f64,
}

/// A picture made smaller in two stripes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stripes {
    upper: Stripe,
    lower: Stripe,
}

impl Stripe {
    /// Both stripes of a picture that is to be within an edge, with the seam near a row; none when it is within already.
    pub(super) fn two(width: u32, height: u32, edge: u32, seam: u32) -> Option<Stripes> {
        let (to_width, to_height) = within(width, height, edge);
        let scale = f64::from(height) / f64::from(to_height);
        let above = u32::try_from(u64::from(to_height) * u64::from(seam) / u64::from(height.max(1))).ok()?;
        let is_smaller = (to_width, to_height) != (width, height) && above > 0 && above < to_height;
        let stripe = |top: u32, rows: u32| Self {
            width: to_width,
            height: rows,
            top: f64::from(top) * scale,
            rows: f64::from(rows) * scale,
        };
        is_smaller.then(|| Stripes {
            upper: stripe(0, above),
            lower: stripe(above, to_height - above),
        })
    }
}

impl Stripes {
    /// How far from the seam rows flow into the other stripe, its distance from the row that was asked for included.
    pub(super) fn reach(&self) -> f64 {
        2.0 * self.upper.rows / f64::from(self.upper.height) + 1.0
    }

    pub(super) fn upper(&self) -> Stripe {
        self.upper
    }

    /// The lower stripe of a picture that lacks so many rows at its top.
    pub(super) fn lower(&self, lacking: u32) -> Stripe {
        Stripe {
            top: self.lower.top - f64::from(lacking),
            ..self.lower
        }
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
