// SPDX-License-Identifier: EUPL-1.2
//! Places: distances and boxes around a point, on WGS 84; areas, as the city draws them; streets, house numbers, assets and
//! maps, as the office publishes them.

mod area;
mod assets;
mod catalogue;
mod fix;
mod geojson;
mod segment;
mod spot;
mod streets;
mod wkt;

#[cfg(test)]
mod tests;

pub use area::Area;
pub use assets::{Asset, AssetChanges, AssetLayer};
pub use catalogue::{BoundingBox, Catalogue, FileRef, HouseNumbersEntry, LayerEntry, PackEntry, SignedCatalogue};
pub use fix::{Fix, Fixes};
pub use geojson::{Feature, Shape, area_feature, features};
pub use segment::nearest_on_segment;
pub use spot::{Path, Spot};
pub use streets::{AddressSource, HouseNumber, Line, StreetIndex, StreetMaker};

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
