// SPDX-License-Identifier: EUPL-1.2
//! How far a place lies from a piece of street, on the plane around the place: exact to a hand's breadth within a kilometre.

use super::{METRES_PER_DEGREE, Spot};

/// Metres from a place (latitude, longitude in degrees) to the nearest point of the piece between two spots, and that point.
#[must_use]
pub fn nearest_on_segment(place: (f64, f64), from: Spot, to: Spot) -> (f64, (f64, f64)) {
    let plane = Plane::around(place);
    let ((x1, y1), (x2, y2)) = (plane.metres(from), plane.metres(to));
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (-(x1 * dx + y1 * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let nearest = (x1 + along * dx, y1 + along * dy);
    (nearest.0.hypot(nearest.1), plane.degrees(nearest))
}

/// Metres east and north of a place.
struct Plane {
    place: (f64, f64),
    /// A degree of longitude there, in metres.
    wide_m: f64,
}

impl Plane {
    fn around(place: (f64, f64)) -> Self {
        // At a pole every longitude is the same place.
        let wide_m = (METRES_PER_DEGREE * place.0.to_radians().cos()).max(1.0);
        Self { place, wide_m }
    }

    fn metres(&self, spot: Spot) -> (f64, f64) {
        let (lat, lon) = spot.place();
        (
            (lon - self.place.1) * self.wide_m,
            (lat - self.place.0) * METRES_PER_DEGREE,
        )
    }

    fn degrees(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.place.0 + y / METRES_PER_DEGREE, self.place.1 + x / self.wide_m)
    }
}
