// SPDX-License-Identifier: EUPL-1.2
//! A desktop has no receiver: `RONDA_FIX` says what one would.

use super::{Hear, Locator};
use crate::bridge::draft::Spot;
use crate::bridge::fault::{Code, Fault};

/// `LAT,LON,ACCURACY`; several, separated by semicolons, settle one after another.
const FIXTURE: &str = "RONDA_FIX";

/// Tells what the variable says.
#[derive(Debug)]
pub struct Fixture;

impl Locator for Fixture {
    fn start(&self, hear: Hear) -> Result<(), Fault> {
        let told = std::env::var(FIXTURE).unwrap_or_default();
        let fixes: Vec<Spot> = told.split(';').filter_map(fix).collect();
        if fixes.is_empty() {
            let sentence = "this device cannot tell where it is: set the pin on the map, or write the address";
            return Err(Fault::new(Code::NoLocation, sentence));
        }
        fixes.into_iter().for_each(|fix| hear(Ok(fix)));
        Ok(())
    }

    fn stop(&self) {}

    fn navigate(&self, lat: f64, lon: f64) -> Result<(), Fault> {
        let sentence = format!("this device has no navigator: type {lat:.5}, {lon:.5} into a map");
        Err(Fault::new(Code::NoLocation, sentence))
    }
}

fn fix(text: &str) -> Option<Spot> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    let [lat, lon, accuracy_m] = numbers.try_into().ok()?;
    Some(Spot {
        lat,
        lon,
        accuracy_m: Some(accuracy_m),
        source: "gps".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_is_a_place_with_its_accuracy() {
        assert_eq!(fix("43.77, 11.25, 9").and_then(|spot| spot.accuracy_m), Some(9.0));
        for other in ["", "43.77", "43.77,11.25", "a,b,c", "1,2,3,4"] {
            assert_eq!(fix(other), None, "{other}");
        }
    }
}
