// SPDX-License-Identifier: EUPL-1.2
//! A desktop has no receiver: `RONDA_FIX` says what one would.

use ronda_shared::place::Fix;

use super::{Hear, Locator};
use crate::bridge::fault::{Code, Fault};
use crate::clock::now_ms;

/// `LAT,LON,ACCURACY`, and after them the age in seconds and `mocked` where wanted; several, separated by semicolons, come one
/// after another. Without it there is no receiver; `silent` is one that never hears a satellite.
const FIXTURE: &str = "RONDA_FIX";
const SILENT: &str = "silent";

/// Tells what the variable says.
#[derive(Debug)]
pub struct Fixture;

impl Locator for Fixture {
    fn start(&self, hear: Hear) -> Result<(), Fault> {
        let told = std::env::var(FIXTURE).unwrap_or_default();
        if told == SILENT {
            return Ok(());
        }
        let fixes: Vec<Fix> = told.split(';').filter_map(|text| fix(text, now_ms())).collect();
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

fn fix(text: &str, now_ms: i64) -> Option<Fix> {
    let mut parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let mocked = parts.pop_if(|last| *last == "mocked").map(|_| true);
    let numbers: Vec<f64> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (lat, lon, accuracy_m, age_s) = match numbers.as_slice() {
        [lat, lon, accuracy_m] => (*lat, *lon, *accuracy_m, 0.0),
        [lat, lon, accuracy_m, age_s] => (*lat, *lon, *accuracy_m, *age_s),
        _ => return None,
    };
    Some(Fix {
        place: (lat, lon),
        accuracy_m: Some(accuracy_m),
        at_ms: now_ms - (age_s * 1000.0) as i64,
        mocked,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_is_a_place_with_its_accuracy_its_age_and_whether_it_is_real() {
        let plain = fix("43.77, 11.25, 9", 5_000).map(|fix| (fix.accuracy_m, fix.at_ms, fix.mocked));
        assert_eq!(plain, Some((Some(9.0), 5_000, None)));
        let whole = fix("43.77,11.25,9,3,mocked", 5_000).map(|fix| (fix.at_ms, fix.mocked));
        assert_eq!(whole, Some((2_000, Some(true))));
        for other in ["", "43.77", "43.77,11.25", "a,b,c", "1,2,3,4,5"] {
            assert_eq!(fix(other, 0), None, "{other}");
        }
    }
}
