// SPDX-License-Identifier: EUPL-1.2
//! An area: polygons with holes, of whole millionths of a degree, so that a set that holds some has one exact form.

use geo::{BoundingRect, Coord, Intersects, LineString, Point, Polygon, Rect};
use minicbor::{Decode, Encode};

use super::{Path, Spot};

/// A ring has at least so many points.
const LEAST_POINTS: usize = 3;

/// Polygons; of each the outer ring comes first, the closing point of a ring is left out.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Area(#[n(0)] pub Vec<Vec<Path>>);

impl Area {
    /// Whether a place (latitude, longitude in degrees) lies in it; its edge belongs to it.
    #[must_use]
    pub fn holds(&self, place: (f64, f64)) -> bool {
        let Some(spot) = Spot::of(place.0, place.1) else {
            return false;
        };
        let point = Point(coord(&spot));
        let outline = |rings: &[Path]| rings.first().and_then(bounds);
        let near = self
            .0
            .iter()
            .filter(|rings| outline(rings).is_some_and(|bounds| bounds.intersects(&point)));
        near.map(|rings| polygon(rings))
            .any(|polygon| polygon.intersects(&point))
    }

    /// How many points all its rings have.
    #[must_use]
    pub fn points(&self) -> usize {
        self.0.iter().flatten().map(|ring| ring.0.len()).sum()
    }

    /// What is wrong with it, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        if self.0.is_empty() || self.0.iter().any(Vec::is_empty) {
            return Some("it has no ring: draw it again".into());
        }
        let is_short = |ring: &Path| ring.0.len() < LEAST_POINTS;
        let short = self.0.iter().flatten().any(is_short);
        short.then(|| format!("a ring has fewer than {LEAST_POINTS} points: draw it again"))
    }

    /// Both together.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

fn coord(spot: &Spot) -> Coord<f64> {
    Coord {
        x: f64::from(spot.lon),
        y: f64::from(spot.lat),
    }
}

fn line(ring: &Path) -> LineString<f64> {
    LineString(ring.0.iter().map(coord).collect())
}

fn bounds(ring: &Path) -> Option<Rect<f64>> {
    line(ring).bounding_rect()
}

fn polygon(rings: &[Path]) -> Polygon<f64> {
    let mut lines = rings.iter().map(line);
    let outer = lines.next().unwrap_or_else(|| LineString(Vec::new()));
    Polygon::new(outer, lines.collect())
}
