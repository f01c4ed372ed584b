// SPDX-License-Identifier: EUPL-1.2
//! Public files about places: to devices with a token, only what the catalogue names, whole or in part.

use reqwest::Method;
use ronda_server::office::PackAbout;
use ronda_shared::place::{LayerEntry, SignedCatalogue};
use ronda_shared::policy::Role;
use ronda_shared::wire::from_cbor;
use serde_json::json;

use super::town::{Town, is_problem};

const LAMPS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","geometry":{"type":"Point","coordinates":[11.25,43.77]},"properties":{"code":"L1"}}]}"#;

/// A layer that waits to be published.
async fn staged_lamps(town: &Town) -> LayerEntry {
    let geojson = town.data.path().join("lamps.geojson");
    std::fs::write(&geojson, LAMPS).unwrap();
    let staged = town.office().import_assets("lamps".into(), geojson).await.unwrap();
    staged.after.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_to_be_published_changes_nothing_for_anybody() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 7).await;
    let file = format!("/v1/place/{}", staged_lamps(&town).await.file.sha256);
    let get = async |path: &str| town.asks(&phone, Method::GET, path).send().await.unwrap();
    for path in ["/v1/place", &file] {
        is_problem(get(path).await, 404, "not_found").await;
    }
    town.office().publish_assets().await.unwrap();
    let published = get("/v1/place").await.bytes().await.unwrap();
    town.office().remove_assets("lamps").await.unwrap();
    assert_eq!(get(&file).await.status().as_u16(), 200);
    assert_eq!(get("/v1/place").await.bytes().await.unwrap(), published);
    town.office().publish_assets().await.unwrap();
    is_problem(get(&file).await, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_for_devices_and_only_those_of_the_catalogue() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 7).await;
    for path in ["/v1/place", &format!("/v1/place/{}", "ab".repeat(32))] {
        is_problem(town.web.get(town.url(path)).send().await.unwrap(), 401, "no_token").await;
        is_problem(
            town.asks(&phone, Method::GET, path).send().await.unwrap(),
            404,
            "not_found",
        )
        .await;
    }
    let layer = staged_lamps(&town).await;
    town.office().publish_assets().await.unwrap();
    let path = format!("/v1/place/{}", layer.file.sha256);
    let answer = town.asks(&phone, Method::GET, "/v1/place").send().await.unwrap();
    let signed: SignedCatalogue = from_cbor(&answer.bytes().await.unwrap()).unwrap();
    let catalogue = signed.verify(&town.office().root_public()).unwrap();
    assert_eq!(catalogue.layers, std::slice::from_ref(&layer));
    let whole = town.asks(&phone, Method::GET, &path).send().await.unwrap();
    assert_eq!(whole.headers()["accept-ranges"], "bytes");
    let tag = whole.headers()["etag"].to_str().unwrap().to_owned();
    let whole = whole.bytes().await.unwrap();
    assert_eq!(whole.len() as u64, layer.file.bytes);
    // What lies in the folder and is not named is nobody's business.
    let stray = town.data.path().join("place").join("cd".repeat(32));
    std::fs::write(stray, b"stray").unwrap();
    let stray = town.asks(&phone, Method::GET, &format!("/v1/place/{}", "cd".repeat(32)));
    is_problem(stray.send().await.unwrap(), 404, "not_found").await;
    let part = |range: &str, of: &str| {
        let asked = town.asks(&phone, Method::GET, &path);
        asked
            .header("range", range.to_owned())
            .header("if-range", of.to_owned())
            .send()
    };
    let some = part("bytes=5-", &tag).await.unwrap();
    assert_eq!(some.status().as_u16(), 206);
    let said = format!("bytes 5-{}/{}", whole.len() - 1, whole.len());
    assert_eq!(some.headers()["content-range"], said.as_str());
    assert_eq!(some.bytes().await.unwrap(), whole[5..]);
    let another = part("bytes=5-", "\"another\"").await.unwrap();
    assert_eq!(
        (another.status().as_u16(), another.bytes().await.unwrap()),
        (200, whole.clone())
    );
    let beyond = part("bytes=100000-", &tag).await.unwrap();
    assert_eq!(
        beyond.headers()["content-range"],
        format!("bytes */{}", whole.len()).as_str()
    );
    is_problem(beyond, 416, "no_such_range").await;
    let head = town.asks(&phone, Method::HEAD, &path).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], whole.len().to_string().as_str());
    let known = town.asks(&phone, Method::GET, &path).header("if-none-match", &tag);
    assert_eq!(known.send().await.unwrap().status().as_u16(), 304);
    town.office().remove_assets("lamps").await.unwrap();
    town.office().publish_assets().await.unwrap();
    is_problem(
        town.asks(&phone, Method::GET, &path).send().await.unwrap(),
        404,
        "not_found",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_map_leaves_nothing_behind() {
    let town = Town::open().await;
    let file = town.data.path().join("x.pmtiles");
    std::fs::write(&file, b"PMTiles of another kind").unwrap();
    let about = PackAbout {
        name: "x".into(),
        area: "x".into(),
        date: Some("2026-11-25".into()),
        licence: "x".into(),
        attribution: "x".into(),
    };
    let refused = town.office().add_pack(file, about).await.unwrap_err();
    assert!(refused.to_string().contains("no PMTiles file"), "{refused}");
    let kept = std::fs::read_dir(town.data.path().join("place")).map_or(0, Iterator::count);
    assert_eq!(
        (kept, json!(town.office().catalogue().await.unwrap().packs.len())),
        (0, json!(0))
    );
}
