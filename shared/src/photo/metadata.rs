// SPDX-License-Identifier: EUPL-1.2
//! Reads from EXIF the three things Ronda wants: how the camera was held, when, and where.

use super::Limits;
use exif::{Error, Exif, Field, In, Rational, Tag, Value};
use image::metadata::Orientation;

/// Where a camera said it was, in WGS 84 degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PhotoFix {
    /// Latitude, -90 to 90, north positive.
    pub lat: f64,
    /// Longitude, -180 to 180, east positive.
    pub lon: f64,
    /// Horizontal error in metres, if the camera gave it.
    pub accuracy_m: Option<f64>,
}

/// What the metadata of one file says.
#[derive(Debug, PartialEq)]
pub(super) struct Facts {
    pub(super) orientation: Orientation,
    pub(super) taken_at: Option<String>,
    pub(super) fix: Option<PhotoFix>,
    pub(super) damaged: bool,
}

/// A horizontal error above this is no position any more, in metres.
const WORST_ACCURACY_M: f64 = 100_000.0;
/// The longest offset from UTC on Earth, in minutes.
const LONGEST_OFFSET: i16 = 14 * 60;

/// Reads a block of EXIF (TIFF layout, with or without the `Exif` prefix); `None` is a file without metadata.
pub(super) fn read(block: Option<&[u8]>) -> Facts {
    let Some(block) = block else {
        return facts(None, false);
    };
    let tiff = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    if tiff.len() > Limits::EXIF_BYTES {
        return facts(None, true);
    }
    match exif::Reader::new().continue_on_error(true).read_raw(tiff.to_vec()) {
        Ok(exif) => facts(Some(&exif), false),
        Err(Error::PartialResult(partial)) => {
            let (exif, errors) = partial.into_inner();
            facts(Some(&exif), errors.iter().any(harms))
        }
        Err(_) => facts(None, true),
    }
}

/// Many cameras write a wrong link after a directory that was itself read in full: that harms no value.
fn harms(error: &Error) -> bool {
    !matches!(
        error,
        Error::InvalidFormat("Unexpected next IFD" | "Truncated next IFD offset")
    )
}

/// A damaged block is not believed about time and place: a wrong place is worse than none. A wrong turn is only ugly.
fn facts(exif: Option<&Exif>, damaged: bool) -> Facts {
    let believed = exif.filter(|_| !damaged);
    Facts {
        orientation: exif.and_then(orientation).unwrap_or(Orientation::NoTransforms),
        taken_at: believed.and_then(taken_at),
        fix: believed.and_then(fix),
        damaged,
    }
}

fn value(exif: &Exif, tag: Tag) -> Option<&Value> {
    exif.get_field(tag, In::PRIMARY).map(|Field { value, .. }| value)
}

fn text(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match value(exif, tag)? {
        Value::Ascii(lines) => lines.first().map(|line| line.trim_ascii()),
        _ => None,
    }
}

fn rationals(exif: &Exif, tag: Tag) -> Option<&[Rational]> {
    match value(exif, tag)? {
        Value::Rational(numbers) => Some(numbers),
        _ => None,
    }
}

fn orientation(exif: &Exif) -> Option<Orientation> {
    let noted = value(exif, Tag::Orientation)?.get_uint(0)?;
    Orientation::from_exif(u8::try_from(noted).ok()?)
}

fn taken_at(exif: &Exif) -> Option<String> {
    let mut noted = exif::DateTime::from_ascii(text(exif, Tag::DateTimeOriginal)?).ok()?;
    let part = |number: u8| i8::try_from(number).ok();
    let civil = jiff::civil::DateTime::new(
        i16::try_from(noted.year).ok().filter(|&year| year > 0)?,
        part(noted.month)?,
        part(noted.day)?,
        part(noted.hour)?,
        part(noted.minute)?,
        part(noted.second)?,
        0,
    )
    .ok()?;
    let offset = text(exif, Tag::OffsetTimeOriginal).filter(|offset| noted.parse_offset(offset).is_ok());
    Some(format!(
        "{civil}{}",
        offset.and(noted.offset).and_then(offset_text).unwrap_or_default()
    ))
}

fn offset_text(minutes: i16) -> Option<String> {
    let size = minutes.checked_abs().filter(|&size| size <= LONGEST_OFFSET)?;
    let sign = if minutes < 0 { '-' } else { '+' };
    Some(format!("{sign}{:02}:{:02}", size / 60, size % 60))
}

/// No fix at all, rather than a doubtful one: a camera that says "void", and the 0,0 that some write without reception.
fn fix(exif: &Exif) -> Option<PhotoFix> {
    if text(exif, Tag::GPSStatus) == Some(b"V") {
        return None;
    }
    let lat = coordinate(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, [b"N", b"S"], 90.0)?;
    let lon = coordinate(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, [b"E", b"W"], 180.0)?;
    if lat == 0.0 && lon == 0.0 {
        return None;
    }
    Some(PhotoFix {
        lat,
        lon,
        accuracy_m: accuracy(exif),
    })
}

fn coordinate(exif: &Exif, tag: Tag, side: Tag, [plus, minus]: [&[u8]; 2], most: f64) -> Option<f64> {
    let [degrees, minutes, seconds] = rationals(exif, tag)? else {
        return None;
    };
    let (minutes, seconds) = (number(*minutes)?, number(*seconds)?);
    // 60 itself occurs where a camera rounds up.
    if minutes > 60.0 || seconds > 60.0 {
        return None;
    }
    let size = number(*degrees)? + minutes / 60.0 + seconds / 3600.0;
    let side = text(exif, side)?;
    let signed = if side == plus {
        size
    } else if side == minus {
        -size
    } else {
        return None;
    };
    // Adding zero makes a "minus zero" plain.
    (size <= most).then_some(signed + 0.0)
}

fn accuracy(exif: &Exif) -> Option<f64> {
    let metres = number(*rationals(exif, Tag::GPSHPositioningError)?.first()?)?;
    (metres > 0.0 && metres <= WORST_ACCURACY_M).then_some(metres)
}

fn number(fraction: Rational) -> Option<f64> {
    (fraction.denom != 0).then(|| f64::from(fraction.num) / f64::from(fraction.denom))
}
