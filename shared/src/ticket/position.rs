// SPDX-License-Identifier: EUPL-1.2
//! A place on the map and how it came to be known.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Where a position came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(index_only)]
#[serde(rename_all = "lowercase")]
pub enum PositionSource {
    /// The device's satellite fix, or the GPS fields of a photo.
    #[n(0)]
    Gps,
    /// A pin a person set on the map.
    #[n(1)]
    Pin,
    /// The place of an address.
    #[n(2)]
    Address,
    /// The place of an asset (lamp, bin, tree).
    #[n(3)]
    Asset,
}

/// A WGS 84 position, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(map)]
pub struct Position {
    /// Latitude, -90 to 90.
    #[n(0)]
    pub lat: f64,
    /// Longitude, -180 to 180.
    #[n(1)]
    pub lon: f64,
    /// Radius of the 68 % circle, in metres.
    #[n(2)]
    pub accuracy_m: Option<f64>,
    /// How it is known.
    #[n(3)]
    pub source: PositionSource,
    /// Age of the fix when it was used, in seconds.
    #[n(4)]
    pub fix_age_s: Option<u32>,
    /// The system said that the fix was simulated.
    #[n(5)]
    pub mocked: Option<bool>,
}

impl Position {
    /// A position known only by its coordinates.
    #[must_use]
    pub fn new(lat: f64, lon: f64, source: PositionSource) -> Self {
        Self {
            lat,
            lon,
            accuracy_m: None,
            source,
            fix_age_s: None,
            mocked: None,
        }
    }

    /// What is wrong with it, in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        if !(-90.0..=90.0).contains(&self.lat) || !(-180.0..=180.0).contains(&self.lon) {
            return Some(
                "the position is not on Earth: give a latitude from -90 to 90 and a longitude from -180 to 180".into(),
            );
        }
        match self.accuracy_m {
            Some(metres) if !(0.0..=100_000.0).contains(&metres) => {
                Some("the accuracy is not a radius: give metres from 0 to 100000".into())
            }
            _ => None,
        }
    }
}
