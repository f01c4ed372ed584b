// SPDX-License-Identifier: EUPL-1.2
//! Places: distances and boxes around a point, on WGS 84.

use geo::{Distance, Haversine, Point};

const METRES_PER_DEGREE: f64 = 111_195.0;

/// Metres between two points given as (latitude, longitude) in degrees, along the sphere.
#[must_use]
pub fn distance_m(from: (f64, f64), to: (f64, f64)) -> f64 {
    Haversine.distance(Point::new(from.1, from.0), Point::new(to.1, to.0))
}

/// A box of latitudes and longitudes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Around {
    /// Least and greatest latitude.
    pub lat: (f64, f64),
    /// Least and greatest longitude.
    pub lon: (f64, f64),
}

/// A box that holds every point within `radius_m` of `centre` (latitude, longitude); near a pole it spans all longitudes.
///
/// It does not wrap at 180 degrees: no municipality of ours lies there.
#[must_use]
pub fn around(centre: (f64, f64), radius_m: f64) -> Around {
    let lat_span = radius_m / METRES_PER_DEGREE * 1.01;
    let widest = (centre.0.abs() + lat_span).min(90.0).to_radians().cos();
    let lon_span = if widest < 1e-6 { 360.0 } else { lat_span / widest };
    Around {
        lat: (centre.0 - lat_span, centre.0 + lat_span),
        lon: (centre.1 - lon_span, centre.1 + lon_span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_length_of_ponte_vecchio() {
        let metres = distance_m((43.767_57, 11.253_15), (43.768_32, 11.252_99));
        assert!((80.0..90.0).contains(&metres), "{metres}");
    }

    proptest! {
        #[test]
        fn the_box_holds_every_point_within_the_radius(
            lat in -80.0..80.0f64, lon in -170.0..170.0f64, dlat in -0.2..0.2f64, dlon in -0.2..0.2f64, radius in 1.0..20_000.0f64,
        ) {
            let point = (lat + dlat, lon + dlon);
            if distance_m((lat, lon), point) <= radius {
                let around = around((lat, lon), radius);
                prop_assert!((around.lat.0..=around.lat.1).contains(&point.0));
                prop_assert!((around.lon.0..=around.lon.1).contains(&point.1));
            }
        }
    }
}
