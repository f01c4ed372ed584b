// SPDX-License-Identifier: EUPL-1.2
//! `ronda maps`, `address`, `streets` and `assets`: what this device knows of the city; only `maps get` needs the network.

use ronda_shared::sync::Failure;
use serde_json::{Value as Json, json};

use super::args::{Assets, At, Maps, Streets};
use super::online;
use super::output::{Answer, Fault};
use crate::engine::{Engine, FoundPlace, MapPack, NearAsset};
use crate::maps;
use crate::sync::{Held, Lend};

/// `maps`: shows, fetches, removes.
pub(super) fn maps(engine: &mut Engine, verb: &Maps) -> Result<Answer, Fault> {
    match verb {
        Maps::List => {
            let maps = engine.maps()?;
            let words: String = maps.iter().map(map_line).collect();
            let words = if words.is_empty() {
                "No maps: sync to hear of those of the office.".to_owned()
            } else {
                words
            };
            Ok(Answer::new(maps.iter().map(map_json).collect(), words))
        }
        Maps::Get { name } => get(engine, name),
        Maps::Remove { name } => {
            engine.remove_map(name)?;
            let shown = json!({ "name": name, "removed": true });
            Ok(Answer::new(shown, format!("Removed {name} from this device.")))
        }
    }
}

fn get(engine: &mut Engine, name: &str) -> Result<Answer, Fault> {
    let lender = Held::new(engine);
    let fetched = online(async {
        let fetched = maps::fetch(&lender, name, &|_| {}).await;
        match fetched {
            Err(Failure::Unreachable(why)) => Err(cut_short(&lender, name, &why).await),
            other => other.map_err(Fault::from),
        }
    })?;
    let shown = json!({
        "name": name,
        "file": fetched.file.sha256,
        "bytes": fetched.file.bytes,
        "received_bytes": fetched.received_bytes,
    });
    let words = format!("The map {name} is on this device ({} bytes).", fetched.file.bytes);
    Ok(Answer::new(shown, words))
}

/// A download that did not come to its end, in its own words: nothing waits to be sent here.
async fn cut_short(lender: &Held<'_>, name: &str, why: &str) -> Fault {
    let maps = lender.lend(|engine| engine.maps()).await;
    let maps = maps.ok().and_then(Result::ok).unwrap_or_default();
    let here = maps.iter().find(|map| map.entry.name == name);
    let bytes = here.map_or(0, |map| map.received_bytes);
    Fault::plain(format!(
        "no connection to the server ({why}), {bytes} bytes of {name} are here: `ronda maps get {name}` goes on from there"
    ))
}

/// `address`: what is at a place.
pub(super) fn address(engine: &Engine, typed: &At) -> Result<Answer, Fault> {
    let found = engine.address_at((typed.lat, typed.lon))?;
    let place = engine.locate((typed.lat, typed.lon))?;
    let shown = json!({
        "address": found.as_ref().map(|near| &near.address),
        "source": found.as_ref().map(|near| near.source),
        "distance_m": found.as_ref().map(|near| rounded(near.distance_m)),
        "district": place.district,
        "outside": place.outside,
    });
    let address = found.map_or_else(
        || "No street and no house number of this device is near.".to_owned(),
        |near| format!("{} ({:.0} m, {})", near.address, near.distance_m, near.source.name()),
    );
    let district = place.district_name.map(|name| format!("\n{name}")).unwrap_or_default();
    let outside = if place.outside {
        "\nOutside the municipality."
    } else {
        ""
    };
    Ok(Answer::new(shown, format!("{address}{district}{outside}")))
}

/// `streets`: where something is.
pub(super) fn streets(engine: &Engine, typed: &Streets) -> Result<Answer, Fault> {
    let found = engine.search_places(&typed.text, typed.lat.zip(typed.lon))?;
    let words: String = found.iter().map(found_line).collect();
    let words = if words.is_empty() {
        "Nothing of that name on this device.".to_owned()
    } else {
        words
    };
    Ok(Answer::new(found.iter().map(found_json).collect(), words))
}

/// `assets`: around a place, or of a code.
pub(super) fn assets(engine: &Engine, typed: &Assets) -> Result<Answer, Fault> {
    let found = match (&typed.code, typed.lat.zip(typed.lon)) {
        (Some(code), _) => engine.asset_of_code(code)?,
        (None, Some(place)) => engine.assets_near(place)?,
        (None, None) => return Err(Fault::plain("say which: give --lat and --lon, or --code")),
    };
    let words: String = found.iter().map(asset_line).collect();
    let words = if words.is_empty() {
        "No asset of this device's layers.".to_owned()
    } else {
        words
    };
    Ok(Answer::new(found.iter().map(asset_json).collect(), words))
}

fn map_json(map: &MapPack) -> Json {
    let entry = &map.entry;
    json!({
        "name": entry.name,
        "area": entry.area,
        "date": entry.date,
        "bytes": map.bytes,
        "licence": entry.licence,
        "attribution": entry.attribution,
        "bounds": entry.bounds.degrees(),
        "zoom_least": entry.zoom_least,
        "zoom_most": entry.zoom_most,
        "state": map.state.name(),
        "received_bytes": map.received_bytes,
        "file": map.file,
        "newer_date": map.newer_date,
    })
}

fn map_line(map: &MapPack) -> String {
    let entry = &map.entry;
    format!(
        "{:<16}  {:<10}  {:>8.1} MB  {}  {} ({}, {})\n",
        entry.name,
        map.state.name(),
        map.bytes as f64 / 1e6,
        entry.date,
        entry.area,
        entry.attribution,
        entry.licence
    )
}

fn found_json(found: &FoundPlace) -> Json {
    json!({
        "kind": found.kind.name(),
        "label": found.label,
        "detail": found.detail,
        "lat": found.place.0,
        "lon": found.place.1,
        "distance_m": found.distance_m.map(rounded),
    })
}

fn found_line(found: &FoundPlace) -> String {
    let detail = found
        .detail
        .as_ref()
        .map(|detail| format!(" ({detail})"))
        .unwrap_or_default();
    format!(
        "{}{:.6},{:.6}  {}{detail}\n",
        far(found.distance_m),
        found.place.0,
        found.place.1,
        found.label
    )
}

fn asset_json(near: &NearAsset) -> Json {
    let asset = &near.asset;
    json!({
        "code": asset.code,
        "layer": asset.layer,
        "label": asset.label,
        "lat": asset.place.0,
        "lon": asset.place.1,
        "distance_m": near.distance_m.map(rounded),
    })
}

fn asset_line(near: &NearAsset) -> String {
    let asset = &near.asset;
    let label = asset.label.as_deref().unwrap_or_default();
    format!(
        "{}{:<16}  {:<12}  {label}\n",
        far(near.distance_m),
        asset.code,
        asset.layer
    )
}

fn far(distance_m: Option<f64>) -> String {
    distance_m
        .map(|metres| format!("{metres:>6.0} m  "))
        .unwrap_or_default()
}

fn rounded(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}
