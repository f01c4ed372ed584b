// SPDX-License-Identifier: EUPL-1.2
//! Points and paths as they are stored and sent: whole millionths of a degree, each but the first as the step from the one before.

use minicbor::decode::{Decoder, Error as DecodeError};
use minicbor::encode::{Encoder, Error as EncodeError, Write};

/// Millionths in a degree.
const MILLION: f64 = 1e6;
const LAT_MOST: i32 = 90_000_000;
const LON_MOST: i32 = 180_000_000;

/// A point on WGS 84 in millionths of a degree: about a decimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Longitude.
    pub lon: i32,
    /// Latitude.
    pub lat: i32,
}

impl Spot {
    /// The spot of a latitude and a longitude in degrees; none when they are not on Earth.
    #[must_use]
    pub fn of(lat: f64, lon: f64) -> Option<Self> {
        let on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        on_earth.then_some(Self {
            lon: (lon * MILLION).round() as i32,
            lat: (lat * MILLION).round() as i32,
        })
    }

    /// The spot of stored numbers; none when they are not on Earth.
    #[must_use]
    pub fn stored(lon: i32, lat: i32) -> Option<Self> {
        let on_earth = (-LAT_MOST..=LAT_MOST).contains(&lat) && (-LON_MOST..=LON_MOST).contains(&lon);
        on_earth.then_some(Self { lon, lat })
    }

    /// Latitude and longitude in degrees.
    #[must_use]
    pub fn place(self) -> (f64, f64) {
        (f64::from(self.lat) / MILLION, f64::from(self.lon) / MILLION)
    }
}

/// A line of spots; in CBOR one array of whole numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(pub Vec<Spot>);

impl<C> minicbor::Encode<C> for Path {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(self.0.len() as u64 * 2)?;
        let mut before = Spot { lon: 0, lat: 0 };
        for spot in &self.0 {
            e.i64(i64::from(spot.lon) - i64::from(before.lon))?;
            e.i64(i64::from(spot.lat) - i64::from(before.lat))?;
            before = *spot;
        }
        Ok(())
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Path {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        let numbers = d.array()?.filter(|numbers| numbers % 2 == 0);
        let count = numbers.ok_or_else(|| DecodeError::message("a path of half a spot"))? / 2;
        let (mut spots, mut before) = (Vec::new(), Spot { lon: 0, lat: 0 });
        for _ in 0..count {
            let (lon, lat) = (before.lon.checked_add(d.i32()?), before.lat.checked_add(d.i32()?));
            let spot = lon.zip(lat).and_then(|(lon, lat)| Spot::stored(lon, lat));
            before = spot.ok_or_else(|| DecodeError::message("a path that leaves the Earth"))?;
            spots.push(before);
        }
        Ok(Self(spots))
    }
}
