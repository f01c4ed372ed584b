// SPDX-License-Identifier: EUPL-1.2
//! How far a place is from a piece of street.

use super::METRES_PER_DEGREE;

/// Metres from a place to the nearest point of the segment between two others, all (latitude, longitude) in degrees; good to
/// a few per mille over some kilometres, which is as near as one asks for the next street.
#[must_use]
pub fn distance_to_segment_m(place: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let shrink = place.0.to_radians().cos();
    let flat = |point: (f64, f64)| {
        let (north, east) = (point.0 - place.0, (point.1 - place.1) * shrink);
        (east * METRES_PER_DEGREE, north * METRES_PER_DEGREE)
    };
    let (start, end) = (flat(from), flat(to));
    let (dx, dy) = (end.0 - start.0, end.1 - start.1);
    let length = dx.mul_add(dx, dy * dy);
    let along = if length > 0.0 {
        (-(start.0 * dx + start.1 * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    dx.mul_add(along, start.0).hypot(dy.mul_add(along, start.1))
}
